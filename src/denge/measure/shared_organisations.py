"""In how many organisations a state sits with others, where only numbers by pair are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from denge.core.errors import EmptyTies
from denge.measure.rows import rows_if_any, steps_of
from denge.measure.world import known_in, world_organisations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.core.trail import Step
    from denge.measure.rows import Row, View

__all__ = ["SharedNumbers", "last_numbers", "shared_numbers"]


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """Organisations that a state shares with each partner in one year.

    Attributes
    ----------
    number : dict[str, int]
        By partner; the source does not name the organisations.
    """

    year: int
    number: dict[str, int]
    steps: dict[str, Step]


def shared_numbers(view: View, state: str) -> SharedNumbers:
    """The last year known of one state: of the ledger's lake, or with the powers of the world pack.

    Raises
    ------
    EmptyTies
        Neither has a year of the state.
    """
    known = known_in(view.as_of)
    loaded = [r for r in rows_if_any(view, "shared_organisations") if r["state"] == state]
    for table, rows in (
        ("shared_organisations", loaded),
        ("world/shared_organisations", world_organisations(state)),
    ):
        if here := last_numbers(rows, known):
            return _numbers(table, here)
    raise EmptyTies(f"no number of organisations that {state} shares is recorded")


def last_numbers(rows: Iterable[Row], known: int) -> list[Row]:
    """Rows of the last year up to `known`.

    >>> rows = [{"year": 2013, "partner": "RUS"}, {"year": 2014, "partner": "CHN"}]
    >>> last_numbers(rows, 2013)
    [{'year': 2013, 'partner': 'RUS'}]
    """
    kept = [row for row in rows if int(row["year"]) <= known]
    last = max((int(row["year"]) for row in kept), default=0)
    return [row for row in kept if int(row["year"]) == last]


def _numbers(table: str, rows: list[Row]) -> SharedNumbers:
    says = [
        f"{r['year']}: {r['shared_organisations']} organisations shared with {r['partner']}"
        for r in rows
    ]
    steps = steps_of(table, rows, says)
    return SharedNumbers(
        int(rows[0]["year"]),
        {row["partner"]: int(row["shared_organisations"]) for row in rows},
        {row["partner"]: step for row, step in zip(rows, steps, strict=True)},
    )
