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

__all__ = ["QUADS", "DyadCounts", "dyad_counts", "yearly_rows"]

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
    """Count an Ibis table of events by source, target, year and quad class, and fetch it.

    Parameters
    ----------
    events : ibis.Table
        With the columns `source, target, day, quad`, as `ledger.events()` gives.
    engine : denge.record.engine.Engine
        Where it runs: DuckDB in this process, or Spark.
    """
    counted = events.group_by(
        source=events.source, target=events.target, year=events.day.year(), quad=events.quad
    ).agg(events=events.count())
    return engine.rows(counted).to_pylist()


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
