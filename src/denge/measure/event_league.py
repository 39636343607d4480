"""The league table from coded events: every state and year, with intervals on numbers and ranks."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies
from denge.measure.assumed import assumed_number
from denge.measure.coverage import overdispersion
from denge.measure.poles import headline_scheme, members, scheme
from denge.measure.share_posterior import diversity_draws
from denge.record.arrow import compute

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Coded", "coded", "event_league", "pole_counts"]

_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Coded:
    """Cooperative events as arrays; a state and a month are their places in the lists.

    Attributes
    ----------
    states : ndarray of str, shape (state,)
    months : ndarray of datetime64[M], shape (month,)
    told : ndarray, shape (month,)
        All events of the source, of conflict too.
    ends : (ndarray, ndarray), shape (cell,)
        Source and target.
    month, events : ndarray, shape (cell,)
    """

    states: NDArray[Any]
    months: NDArray[Any]
    told: NDArray[np.float64]
    ends: tuple[NDArray[np.int64], NDArray[np.int64]]
    month: NDArray[np.int64]
    events: NDArray[np.int64]

    @property
    def years(self) -> NDArray[np.int64]:
        """Calendar year of each month, shape (month,)."""
        return self.months.astype("datetime64[Y]").astype(np.int64) + 1970

    def monthly(self) -> NDArray[np.float64]:
        """Cooperative events of each state by month, shape (state, month); both sides count."""
        shape = len(self.states), len(self.months)
        total = np.zeros(shape)
        for end in self.ends:
            flat = np.ravel_multi_index((end, self.month), shape)
            total += np.bincount(flat, self.events, total.size).reshape(shape)
        return total


def coded(cells: pa.Table) -> Coded:
    """Cells as arrays.

    Parameters
    ----------
    cells : pyarrow.Table
        `source, target, month, quad, events`, as `dyads.cells_of` gives.

    Raises
    ------
    EmptyTies
        There is no cooperative event.
    """
    months, month = np.unique(
        cells["month"].to_numpy().astype("datetime64[M]"), return_inverse=True
    )
    together = cells["quad"].to_numpy() <= 2
    if not together.any():
        raise EmptyTies("the source tells of no cooperative event between two states")
    told = np.bincount(month, cells["events"].to_numpy(), len(months)).astype(np.float64)
    few = cells.filter(compute().field("quad") <= 2)
    packed = [few[side].combine_chunks().dictionary_encode() for side in ("source", "target")]
    words = [part.dictionary.to_numpy(zero_copy_only=False) for part in packed]
    states = np.unique(np.concatenate(words))
    source, target = (
        np.searchsorted(states, word)[part.indices.to_numpy()]
        for word, part in zip(words, packed, strict=True)
    )
    events = few["events"].to_numpy()
    return Coded(states, months, told, (source, target), month[together], events)


def pole_counts(
    cells: Coded, poles: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Cooperative events of every state-year with each pole.

    Returns
    -------
    state, year, count
        Places of the states, shape (n,), years, shape (n,), and counts, shape (n, pole); an event
        counts for both of its sides, none for a side with its own pole.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import date
    >>> row = {"source": "UZB", "target": "RUS", "month": date(2014, 1, 1), "quad": 1, "events": 3}
    >>> pole_counts(coded(pa.Table.from_pylist([row])), ("usa", "russia"))
    (array([1]), array([2014]), array([[0., 3.]]))
    """
    pole = _pole_of(cells.states, poles)
    years, of_month = np.unique(cells.years, return_inverse=True)
    year, count = of_month[cells.month], np.zeros((len(cells.states), len(years), len(poles)))
    for own, other in (cells.ends, cells.ends[::-1]):
        met = (pole[other] >= 0) & (pole[other] != pole[own])
        flat = np.ravel_multi_index((own[met], year[met], pole[other][met]), count.shape)
        count += np.bincount(flat, cells.events[met], count.size).reshape(count.shape)
    i, t = np.nonzero(count.sum(axis=2))
    return i, years[t], count[i, t]


def event_league(
    cells: pa.Table,
    *,
    poles: str | None = None,
    phi: float = 1.0,
    fewest: int | None = None,
    seed: int = 0,
) -> list[dict[str, Any]]:
    r"""Effective number of vectors of every state and year from a lake of events, with intervals.

    Each state-year has the design effect $1 + \alpha_s x_{st}/m_t$ of its state's over-dispersion
    against the source's total, its events and the months of its year.

    Parameters
    ----------
    cells : pyarrow.Table
        `source, target, month, quad, events`, as `dyads.cells_of` gives.
    phi : float
        Design effect of the source beside: how many coded events tell of one act.
    fewest : int | None
        State-years with fewer events with poles have no row; the catalogue's number when None.

    Returns
    -------
    list of dict
        `state, year, events, design_effect, d2, d2_low, d2_high, rank, rank_low, rank_high`, the
        most even state of each year first.

    Raises
    ------
    EmptyTies
        No state-year has enough events.
    """
    names, table = scheme(poles or headline_scheme()), coded(cells)
    state, years, count = pole_counts(table, names)
    fewest = int(assumed_number("league.fewest_events")) if fewest is None else fewest
    enough = count.sum(axis=1) >= fewest
    if not enough.any():
        raise EmptyTies(f"no state has {fewest} events with the poles in any year")
    effect, freedom = _design_effects(table, state, years, count)
    open_to = _pole_of(table.states, names)[state, None] != np.arange(len(names))
    kept = np.unique(years[enough])
    streams = np.random.default_rng(seed).spawn(len(kept))

    def of_year(year: int, rng: np.random.Generator) -> list[dict[str, Any]]:
        at = np.flatnonzero(enough & (years == year))
        draws = int(assumed_number("league.draws"))
        wide = phi * effect[at]
        rows = _ranked(diversity_draws(count[at], open_to[at], wide, freedom, draws, rng))
        facts = zip(at, count[at].sum(axis=1).tolist(), wide.tolist(), strict=True)
        told = [
            {
                "state": str(table.states[state[i]]),
                "year": int(year),
                "events": n,
                "design_effect": e,
            }
            for i, n, e in facts
        ]
        whole = [one | other for one, other in zip(told, rows, strict=True)]
        return sorted(whole, key=lambda row: (row["rank"], row["state"]))

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each year has its own stream of chance
        return [row for rows in pool.map(of_year, kept, streams) for row in rows]


def _pole_of(states: NDArray[Any], poles: Sequence[str]) -> NDArray[np.int64]:
    """Number of the pole that each state belongs to, -1 for none, shape (state,)."""
    known = {code: k for k, pole in enumerate(poles) for code in members(pole)}
    return np.array([known.get(state, -1) for state in states])


def _design_effects(
    cells: Coded,
    state: NDArray[np.int64],
    year: NDArray[np.int64],
    count: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Design effect of each state-year, and the degrees of freedom behind them."""
    own, months = cells.monthly(), len(cells.months)
    alpha = np.zeros(len(cells.states))
    if months > 1:
        alpha = np.array([overdispersion(row, cells.told) for row in own])
    of_year = dict(zip(*np.unique(cells.years, return_counts=True), strict=True))
    span = np.array([of_year[y] for y in year])
    return 1 + alpha[state] * count.sum(axis=1) / span, months - 1 if months > 1 else np.inf


def _ranked(d2: NDArray[np.float64]) -> list[dict[str, float]]:
    """Numbers and ranks of the states of one year, from draws of shape (draw, state)."""
    low, middle, high = np.quantile(d2, _LEVELS, axis=0)
    place = (-d2).argsort(axis=1).argsort(axis=1) + 1
    first, median, last = np.quantile(place, _LEVELS, axis=0)
    names = ("d2", "d2_low", "d2_high", "rank", "rank_low", "rank_high")
    columns = zip(middle, low, high, median, first, last, strict=True)
    return [dict(zip(names, map(float, row), strict=True)) for row in columns]
