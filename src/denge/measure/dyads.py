"""Yearly counts of coded events between states, as matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row
    from denge.record.engine import Engine

__all__ = ["QUADS", "DyadCounts", "dyad_counts", "monthly_rows", "partner_months", "yearly_rows"]

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


@dataclass(frozen=True, slots=True)
class DyadCounts:
    """Events of one year.

    Attributes
    ----------
    states : tuple[str, ...]
    count : ndarray, shape (quad, source, target)
        Events by quad class, in the order of `QUADS`; no event of a state with itself.
    """

    year: int
    states: tuple[str, ...]
    count: NDArray[np.float64]

    def of(self, quad: str) -> NDArray[np.float64]:
        """One quad class, shape (source, target)."""
        return self.count[QUADS.index(quad)]

    def both_ways(self, quad: str) -> NDArray[np.float64]:
        """Events of a pair in either direction, symmetric."""
        return self.of(quad) + self.of(quad).T

    def number(self, state: str) -> int:
        """Position of a state.

        Raises
        ------
        EmptyTies
            It takes part in no event of the year.
        """
        if state not in self.states:
            raise EmptyTies(f"{state} takes part in no recorded event of {self.year}")
        return self.states.index(state)


def yearly_rows(events: Any, engine: Engine) -> list[Row]:
    """Count an Ibis table of events by source, target, year, quad class and type, and fetch it.

    Parameters
    ----------
    events : ibis.Table
        With the columns `source, target, day, quad, plover`, as `ledger.events()` gives.
    engine : denge.record.engine.Engine
        Where it runs: DuckDB in this process, or Spark.

    Returns
    -------
    list of dict
        `source, target, year, quad, plover, events`; events without a class are left out.
    """
    known = events.filter(events.quad.notnull())
    counted = known.group_by(
        source=known.source,
        target=known.target,
        year=known.day.year(),
        quad=known.quad,
        plover=known.plover,
    ).agg(events=known.count())
    return engine.rows(counted).to_pylist()


def monthly_rows(events: Any, engine: Engine) -> list[Row]:
    """Cooperative events of every state by month, and all events of the source under state "".

    A source's total is the exposure behind every count from it.

    Returns
    -------
    list of dict
        `state, month, events`; an event counts for both of its sides.
    """
    together = events.filter(events.quad <= 2)
    total = events.group_by(month=events.month).agg(events=events.count())
    counted: dict[tuple[str, Any], int] = {
        ("", row["month"]): row["events"] for row in engine.rows(total).to_pylist()
    }
    for side in ("source", "target"):
        one = together.group_by(state=together[side], month=together.month)
        for row in engine.rows(one.agg(events=together.count())).to_pylist():
            key = row["state"], row["month"]
            counted[key] = counted.get(key, 0) + row["events"]
    return [{"state": s, "month": m, "events": n} for (s, m), n in sorted(counted.items())]


def partner_months(events: Any, engine: Engine, state: str) -> list[Row]:
    """Cooperative events of one state by partner and month: `partner, month, events`."""
    own = events.filter((events.quad <= 2) & ((events.source == state) | (events.target == state)))
    counted = own.group_by("source", "target", "month").agg(events=own.count())
    return [
        {
            "partner": row["target"] if row["source"] == state else row["source"],
            "month": row["month"],
            "events": row["events"],
        }
        for row in engine.rows(counted).to_pylist()
    ]


def dyad_counts(rows: Iterable[Row], year: int) -> DyadCounts:
    """Matrices of one year from rows `source, target, year, quad (1 to 4), events`.

    Raises
    ------
    EmptyTies
        No event of that year joins two states.

    Examples
    --------
    >>> rows = [{"source": "KAZ", "target": "RUS", "year": 2014, "quad": 2, "events": 3}]
    >>> dyad_counts(rows, 2014).of("material_cooperation").tolist()
    [[0.0, 3.0], [0.0, 0.0]]
    """
    here = [r for r in rows if int(r["year"]) == year and r["source"] != r["target"]]
    if not here:
        raise EmptyTies(
            f"no event of {year} between two states is loaded. "
            "Load some with `denge record load icews PATH --ledger LEDGER`."
        )
    states = tuple(sorted({r[side] for r in here for side in ("source", "target")}))
    place = {code: k for k, code in enumerate(states)}
    count = np.zeros((len(QUADS), len(states), len(states)))
    for r in here:
        count[int(r["quad"]) - 1, place[r["source"]], place[r["target"]]] += r["events"]
    return DyadCounts(year, states, count)
