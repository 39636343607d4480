"""Values that nobody measured here, read from `catalogue/assumptions.yaml`."""

from __future__ import annotations

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName, nearest
from denge.core.trail import Assumption

__all__ = ["alternatives", "assumed", "assumed_number"]

_FILE = "catalogue/assumptions.yaml"


def assumed(name: str) -> Assumption:
    """The assumption with this dotted name.

    Raises
    ------
    UnknownName
        The catalogue holds no such assumption.

    >>> assumed("vectors.window_months").unit
    'months'
    """
    entry = _entry(name)
    return Assumption(
        id=name,
        label=entry["label"],
        value=entry["value"],
        unit=entry["unit"],
        low=entry.get("low"),
        high=entry.get("high"),
        reference=entry["reference"],
        identified=entry.get("identified", True),
    )


def assumed_number(name: str) -> float:
    """Its value, as a number."""
    return float(assumed(name).value)


def alternatives(name: str) -> tuple[float, ...]:
    """Other values that the multiverse walks through; the value alone where none are listed."""
    entry = _entry(name)
    return tuple(entry.get("alternatives", [entry["value"]]))


def _entry(name: str) -> dict:
    known = read_yaml(_FILE)
    if name not in known:
        raise UnknownName(f"no assumption is called {name!r}; {nearest(name, known)}. See {_FILE}.")
    return known[name]
