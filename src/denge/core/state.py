"""States of the world by ISO 3166 alpha-3, with names in the four languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from denge.core.catalogue import read_csv, read_yaml
from denge.core.errors import UnknownState, nearest

__all__ = ["State", "blocs", "names_of", "state", "states"]


@dataclass(frozen=True, slots=True)
class State:
    """A state, as in `catalogue/states.csv`; `lat`, `lon` (degrees) are those
    of its capital, None where the table has none."""

    iso3: str
    iso2: str
    numeric: str
    names: dict[str, str]
    capital: str
    lat: float | None
    lon: float | None
    un_member: bool

    def name(self, lang: str = "en") -> str:
        return self.names.get(lang) or self.names["en"]


@cache
def states() -> dict[str, State]:
    """All states by ISO3, in the order of their codes."""
    return {
        row["iso3"]: State(
            iso3=row["iso3"],
            iso2=row["iso2"],
            numeric=row["numeric"],
            names={lang: row[f"name_{lang}"] for lang in ("en", "tr", "ru", "kk")},
            capital=row["capital"],
            lat=_degrees(row["lat"]),
            lon=_degrees(row["lon"]),
            un_member=row["un_member"] == "1",
        )
        for row in read_csv("catalogue/states.csv")
    }


def _degrees(text: str) -> float | None:
    return float(text) if text else None


@cache
def _codes() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, entry in states().items():
        for word in (code, entry.iso2, *entry.names.values()):
            known.setdefault(word.casefold(), code)
    return known


def state(word: str) -> State:
    """The state with this ISO code or name in any of the four languages.

    Raises
    ------
    UnknownState
        No state has this code or name; the message names the nearest.

    >>> state("kaz").name("tr")
    'Kazakistan'
    """
    code = _codes().get(word.strip().casefold())
    if code is None:
        names = [s.name() for s in states().values()] + list(states())
        raise UnknownState(
            f"{word!r} is no known state; {nearest(word, names)}. "
            "Give an ISO 3166 code such as KAZ, or a name in English, Turkish, Russian or Kazakh."
        )
    return states()[code]


@cache
def blocs() -> dict[str, dict]:
    """Blocs and organisations by code, as in `catalogue/blocs.yaml`."""
    return read_yaml("catalogue/blocs.yaml")


def names_of(*codes: str) -> str:
    """The English names of states, joined.

    >>> names_of("CHN", "RUS")
    'China and Russia'
    """
    return " and ".join(state(code).name() for code in codes)
