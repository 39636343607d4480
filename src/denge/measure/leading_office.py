"""Which office leads a state abroad on a day, from `catalogue/leading_offices.yaml`."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName, nearest

__all__ = ["Office", "leading_office", "level_of"]

Office = Literal["head_of_state", "head_of_government", "foreign_minister"]
_FILE = "catalogue/leading_offices.yaml"


def leading_office(state: str, day: date) -> Office:
    """The office whose holder's trips are the state's, on a day.

    >>> leading_office("IND", date(2024, 7, 8)), leading_office("KAZ", date(2024, 7, 8))
    ('head_of_government', 'head_of_state')
    >>> leading_office("SRB", date(2016, 1, 1)), leading_office("SRB", date(2024, 1, 1))
    ('head_of_government', 'head_of_state')
    """
    listed = read_yaml(_FILE)
    if any(_holds(entry, state, day) for entry in listed["head_of_government"]):
        return "head_of_government"
    return listed["default"]


def level_of(office: str) -> str:
    """The level of an engagement that a holder of the office takes part in: leader or minister.

    Raises
    ------
    UnknownName
        There is no such office.

    >>> level_of("foreign_minister")
    'minister'
    """
    if office not in get_args(Office):
        raise UnknownName(f"no office is called {office!r}; {nearest(office, get_args(Office))}")
    return "minister" if office == "foreign_minister" else "leader"


def _holds(entry: Any, state: str, day: date) -> bool:
    if isinstance(entry, str):
        return entry == state
    since, until = entry.get("from", date.min), entry.get("to", date.max)
    return entry["state"] == state and since <= day <= until
