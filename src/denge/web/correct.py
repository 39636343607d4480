"""A correction of a reading from its form: every field is checked before it enters a ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from denge.core.catalogue import read_yaml
from denge.core.dates import parse_when
from denge.core.errors import InputError
from denge.core.state import blocs
from denge.core.state import state as find_state

__all__ = ["PREFIX", "as_text", "corrected", "editable"]

PREFIX = "field."
_ACTORS = ("source", "target", "subject", "speaker")
_LISTS = ("parties", "objects", "sectors")
_DAYS = ("start", "end")
_WHOLE = ("count", "by")
_NUMBERS = ("value_usd", "value")
_MOODS = ("done", "planned", "denied")
_OPS = ("=", ">", ">=", "<", "<=", "~")
_TEXTS = ("place", "format", "level", "source_person", "target_person", "title", "label",
          "quantity", "instrument", "unit", "period")  # fmt: skip
_ORDER = ("type", *_ACTORS, *_LISTS, *_DAYS, "status", "op", *_WHOLE, *_NUMBERS, *_TEXTS)
_LONGEST = 300


def editable(payload: Mapping[str, Any]) -> list[str]:
    """The fields of a reading that a person may correct, in the order of the form."""
    return [name for name in _ORDER if name in payload]


def as_text(value: Any) -> str:
    """A field as the form holds it.

    >>> as_text(("KAZ", "USA")), as_text(None), as_text(17e9)
    ('KAZ, USA', '', '17000000000')
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def corrected(payload: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a form that differ from what a reading holds.

    Parameters
    ----------
    payload : mapping
        What the reading holds.
    form : mapping
        Texts by name of field; a field that is left out stays.

    Raises
    ------
    InputError
        A field holds what it cannot hold, or nothing differs.

    Examples
    --------
    >>> held = {"parties": ["KAZ", "USA"], "count": 28, "status": "done"}
    >>> corrected(held, {"count": "29", "status": "done", "parties": "KAZ, USA"})
    {'count': 29}
    """
    changed: dict[str, Any] = {}
    for name in editable(payload):
        text = form.get(name, as_text(payload[name])).strip()
        if text == as_text(payload[name]).strip():
            continue
        changed[name] = _parsed(name, text, payload)
    if "type" in changed and "plover" in payload:
        kind = read_yaml("catalogue/plover.yaml")["types"][changed["type"]]
        changed |= {"plover": kind["plover"], "cameo": kind["cameo"]}
    if not changed:
        raise InputError("Nothing was changed; correct a field, or accept the reading as it is.")
    return changed


def _parsed(name: str, text: str, payload: Mapping[str, Any]) -> Any:
    if name in _LISTS:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [_actor(p) for p in parts] if name == "parties" else [_known(p) for p in parts]
    if not text:
        if name in ("type", "status", "op", "label", "quantity", "unit", "value"):
            raise InputError(f"{name} cannot be empty.")
        return "" if name == "title" else None
    return _READ.get(name, _text)(text)


def _actor(text: str) -> str:
    """A state or bloc by code or name; the group of a claim stays a word."""
    return text if text in blocs() else find_state(text).iso3


def _known(text: str) -> str:
    """A state by its name, else a coded word as it stands."""
    return text if text in blocs() or text.islower() else _actor(text)


def _day(text: str) -> str:
    parse_when(text)
    return text


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise InputError(f"{text[:20]!r} is no whole number")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text.replace(" ", ""))
    except ValueError:
        raise InputError(f"{text[:20]!r} is no number; write it as 17000000000") from None
    if not 0 <= value < 1e18:
        raise InputError(f"{text[:20]!r} is out of bounds; give a number from 0")
    return value


def _text(text: str) -> str:
    if len(text) > _LONGEST:
        raise InputError(f"A field holds at most {_LONGEST} characters.")
    return text


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise InputError(f"{text[:20]!r} is none of {', '.join(known)}")
        return text

    return read


def _type(text: str) -> str:
    return _one_of(tuple(read_yaml("catalogue/plover.yaml")["types"]))(text)


_READ: dict[str, Callable[[str], Any]] = {
    "type": _type,
    "status": _one_of(_MOODS),
    "op": _one_of(_OPS),
    **dict.fromkeys(_ACTORS, _actor),
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(_WHOLE, _whole),
    **dict.fromkeys(_NUMBERS, _number),
}
