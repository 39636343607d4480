"""Who held which office when, from `catalogue/offices.csv`; every row has a source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from denge.core.catalogue import read_csv, read_toml
from denge.core.dates import parse_when
from denge.core.state import states

__all__ = ["Tenure", "holders", "tenure_on", "tenures"]

_ISO_DAY = 10  # characters of 2004-02-29
_RANK = {"head_of_state": 0, "head_of_government": 1, "foreign_minister": 2}


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person in one office.

    `start` and `end` are the first and last day as precise as the source; `end` is None where the
    source saw the person in office still, on `checked_to`.
    """

    person: str
    state: str
    office: str
    start: date
    end: date | None
    checked_to: date | None
    source_url: str

    @property
    def level(self) -> str | None:
        return self.office if self.office in _RANK else None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def sure(self, day: date) -> bool:
        """Whether the source itself covers the day, rather than the last holder being kept."""
        return self.holds(day) and (
            self.end is not None or (self.checked_to is not None and day <= self.checked_to)
        )


@cache
def tenures() -> dict[str, tuple[Tenure, ...]]:
    """Tenures of each person, by the name in English.

    >>> tenures()["Emmanuel Macron"][0].state
    'FRA'
    """
    found: dict[str, list[Tenure]] = defaultdict(list)
    for row in read_csv("catalogue/offices.csv"):
        checked = _day(row["checked_to"], last=True) if row["checked_to"] else None
        end = _day(row["end"], last=True) if row["end"] else None
        found[row["person_en"]].append(
            Tenure(
                row["person_en"],
                row["state"],
                row["office"],
                _day(row["start"], last=False),
                end,
                checked,
                row["source_url"],
            )
        )
    return {person: tuple(rows) for person, rows in found.items()}


def _day(text: str, *, last: bool) -> date:
    """The first or last day of a date; most are of one day, read here without the parser.

    >>> _day("2004-02", last=True)
    datetime.date(2004, 2, 29)
    """
    if len(text) == _ISO_DAY:
        return date.fromisoformat(text)
    when = parse_when(text)
    return when.end if last else when.start


def tenure_on(person: str, day: date | None) -> Tenure | None:
    """The highest office a person held on a day; without a day, the highest ever held.

    >>> tenure_on("Angela Merkel", date(2015, 1, 1)).office
    'head_of_government'
    >>> tenure_on("Charles III", date(2024, 1, 1)).state
    'GBR'
    >>> tenure_on("Ban Ki-moon", None).state
    'UN'
    """
    known = tenures().get(person, ())
    fitting = [t for t in known if day is None or t.holds(day)]
    own = _crowns().get(person)
    return min(fitting, key=lambda t: (_rank(t), t.state != own), default=None)


def _rank(tenure: Tenure) -> float:
    """Whoever leads an organisation stands between a government's head and its minister."""
    return _RANK.get(tenure.office, 3 if tenure.state in states() else 1.5)


@cache
def _crowns() -> dict[str, str]:
    """Heads of several states at once, with the one that they act for."""
    return read_toml("catalogue/names/crowns.toml")["acts_for"]


def holders(state: str, office: str, day: date) -> tuple[Tenure, ...]:
    """Who held an office of a state on a day.

    >>> [t.person for t in holders("FRA", "head_of_state", date(2020, 5, 3))]
    ['Emmanuel Macron']
    """
    every = (t for rows in tenures().values() for t in rows)
    return tuple(t for t in every if (t.state, t.office) == (state, office) and t.holds(day))
