"""Yearly counts of coded events between states, as matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

    from denge.measure.rows import Row
    from denge.record.engine import Engine

__all__ = [
    "QUADS",
    "DyadCounts",
    "cells_of",
    "dyad_counts",
    "monthly_rows",
    "partner_months",
    "yearly_rows",
]

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


def cells_of(events: Any, engine: Engine, *, types: bool = True) -> pa.Table:
    """Events counted by pair of states, month, quad class and type, once and for all.

    The clustering of reports is the costly part and runs in the engine; every function below reads
    the small table that is left.

    Parameters
    ----------
    events : ibis.Table
        With the columns `source, target, month, quad, plover`, as `ledger.events()` gives.
    engine : denge.record.engine.Engine
        Where it runs: DuckDB in this process, or Spark.
    types : bool
        Whether types are told apart; a league of all states needs none.

    Returns
    -------
    pyarrow.Table
        `source, target, year, month, quad, events`, and `plover`.
    """
    keys = ("source", "target", "month", "quad", *(["plover"] if types else []))
    counted = events.group_by(*keys).agg(events=events.count())
    return engine.rows(counted.mutate(year=counted.month.year()))


def _summed(cells: pa.Table, keys: list[str]) -> list[Row]:
    """Events of the cells by some of their columns."""
    found = cells.group_by(keys).aggregate([("events", "sum")])
    return found.rename_columns([*keys, "events"]).to_pylist()


def _chosen(cells: pa.Table, test: Callable[[Any], Any]) -> pa.Table:
    """The cells for which a test on fields holds; one without a class holds for none."""
    from denge.record.arrow import compute

    return cells.filter(test(compute().field))


def yearly_rows(cells: pa.Table, *, types: bool = True) -> list[Row]:
    """Events by source, target, year and quad class, and by type unless `types` is false.

    Returns
    -------
    list of dict
        `source, target, year, quad, events`, and `plover`; events without a class are left out.
    """
    known = _chosen(cells, lambda field: field("quad") > 0)
    return _summed(known, ["source", "target", "year", "quad", *(["plover"] if types else [])])


def monthly_rows(cells: pa.Table) -> list[Row]:
    """Cooperative events of every state by month, and all events of the source under state "".

    A source's total is the exposure behind every count from it.

    Returns
    -------
    list of dict
        `state, month, events`; an event counts for both of its sides.
    """
    together = _chosen(cells, lambda field: field("quad") <= 2)
    counted = {("", row["month"]): row["events"] for row in _summed(cells, ["month"])}
    for side in ("source", "target"):
        for row in _summed(together, [side, "month"]):
            key = row[side], row["month"]
            counted[key] = counted.get(key, 0) + row["events"]
    return [{"state": s, "month": m, "events": n} for (s, m), n in sorted(counted.items())]


def partner_months(cells: pa.Table, state: str) -> list[Row]:
    """Cooperative events of one state by partner and month: `partner, month, events`."""
    own = _chosen(
        cells,
        lambda field: (
            (field("quad") <= 2) & ((field("source") == state) | (field("target") == state))
        ),
    )
    return [
        {
            "partner": row["target"] if row["source"] == state else row["source"],
            "month": row["month"],
            "events": row["events"],
        }
        for row in _summed(own, ["source", "target", "month"])
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
