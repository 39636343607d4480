"""An earlier brief, read back from the page or the data that denge wrote."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from denge.core.errors import UnreadableText
from denge.core.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from denge.brief.compose import Brief

__all__ = ["BLOCK", "Claimed", "Previous", "Stood", "previous", "snapshot"]

BLOCK = "denge-brief"  # id of the data block of a page
_MOST = 20_000_000  # characters; a brief has about a million
_KEPT = ("median", "low", "high", "level", "unit")
_PAGE = re.compile(rf'<script type="application/json" id="{BLOCK}">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stood:
    """A figure as it stood, with the rows behind it."""

    estimate: Estimate
    rows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim as it stood.

    `key` tells claims apart whatever the language: rule, partner, polarity, and which of several.
    """

    key: tuple[str, ...]
    says: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier brief said.

    Attributes
    ----------
    version : str
        Of denge, as the brief names it.
    lang : str
        Language of `says`.
    text : str | None
        Id of the text that it was about; None for the brief of a state.
    """

    version: str
    lang: str
    state: str | None
    as_of: date | None
    text: str | None
    claims: tuple[Claimed, ...]
    figures: dict[str, Stood]


def snapshot(brief: Brief) -> dict[str, Any]:
    """What a later brief compares with: claims and figures.

    Rows are numbered, and figures that rest on the same rows share one list, to keep it small.
    """
    data = brief.to_dict()
    figures = data["figures"]
    number = {row: n for n, row in enumerate(_rows(figures.values()))}
    behind = {name: tuple(sorted({number[r] for r in f["rows"]})) for name, f in figures.items()}
    lists = {rows: n for n, rows in enumerate(dict.fromkeys(behind.values()))}
    return {
        **{key: data[key] for key in ("made_by", "lang", "state", "as_of", "text")},
        "claims": [
            {key: claim[key] for key in ("rule", "partner", "polarity", "says", "verdict")}
            for claim in data["claims"]
        ],
        "rows": list(number),
        "lists": [list(rows) for rows in lists],
        "figures": {
            name: {key: _short(figure[key]) for key in _KEPT if figure[key] is not None}
            | {"rows": lists[behind[name]]}
            for name, figure in figures.items()
        },
    }


def _short(value: Any) -> Any:
    return float(f"{value:.8g}") if isinstance(value, float) else value


def _rows(figures: Any) -> list[str]:
    return list(dict.fromkeys(row for figure in figures for row in figure["rows"]))


def previous(path: str | Path) -> Previous:
    """Read a page (`.html`) or data (`--format json`) that `denge brief` wrote.

    Raises
    ------
    UnreadableText
        There is no such file, denge did not make it, or it holds no figures to compare with.
    """
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise UnreadableText(
            f"the earlier brief {path} cannot be read: {why}. Give a page or JSON file that "
            "`denge brief` wrote."
        ) from None
    try:
        return _of(json.loads(_data_of(text[:_MOST])))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise UnreadableText(
            f"{path} is no brief that can be compared with: it holds no figures of denge. Give a "
            "page or JSON file that `denge brief` wrote (Markdown keeps no figures)."
        ) from None


def _data_of(text: str) -> str:
    if found := _PAGE.search(text):
        return found[1]
    return text


def _of(data: Mapping[str, Any]) -> Previous:
    made_by = str(data["made_by"])
    if not made_by.startswith("denge "):
        raise ValueError(made_by)
    return Previous(
        version=made_by.removeprefix("denge "),
        lang=str(data["lang"]),
        state=data["state"],
        as_of=date.fromisoformat(data["as_of"]) if data["as_of"] else None,
        text=data["text"],
        claims=numbered(data["claims"]),
        figures={
            str(name): _stood(figure, _behind(figure["rows"], data))
            for name, figure in data["figures"].items()
        },
    )


def numbered(claims: Any) -> tuple[Claimed, ...]:
    """Claims with a key each; claims of one rule and partner are told apart by their order."""
    met: dict[tuple[str, ...], int] = {}
    found = []
    for claim in claims:
        key = (str(claim["rule"]), str(claim["partner"] or ""), str(claim["polarity"]))
        met[key] = met.get(key, 0) + 1
        found.append(Claimed((*key, str(met[key])), str(claim["says"]), str(claim["verdict"])))
    return tuple(found)


def _behind(rows: Any, data: Mapping[str, Any]) -> frozenset[str]:
    """Ids of rows; a page numbers them, data for people name them."""
    if isinstance(rows, list):
        return frozenset(map(str, rows))
    return frozenset(str(data["rows"][n]) for n in data["lists"][rows])


def _stood(figure: Mapping[str, Any], rows: frozenset[str]) -> Stood:
    low, high = figure.get("low"), figure.get("high")
    estimate = Estimate(
        median=float(figure["median"]),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        level=float(figure.get("level") or 0.9),
        unit=str(figure.get("unit", "")),
        reason="" if low is not None else "none was given",
    )
    return Stood(estimate, rows)
