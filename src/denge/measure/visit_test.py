"""The permutation test behind the coincidence of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = [
    "VisitTest",
    "followed",
    "power_of",
    "random_years",
    "visit_test",
]


def followed(
    first: NDArray[np.int64], second: NDArray[np.int64], windows: NDArray[np.int64]
) -> NDArray[np.int64]:
    r"""Trips to A that a trip to B followed within w days.

    $$C_w = \#\{a : \exists b, \; 0 < b - a \le w\}$$

    Parameters
    ----------
    first : ndarray, shape (draw, a)
        Days of the trips to A (ordinals).
    second : ndarray, shape (draw, b)
    windows : ndarray, shape (window,)
        Days.

    Returns
    -------
    ndarray, shape (draw, window)

    Examples
    --------
    >>> a, b = np.array([[10, 50]]), np.array([[14, 49]])
    >>> followed(a, b, np.array([3, 7]))
    array([[0, 1]])
    """
    gap = second[:, None, :] - first[:, :, None]
    nearest = np.where(gap > 0, gap, np.iinfo(np.int64).max).min(axis=2)
    return (nearest[:, :, None] <= windows).sum(axis=1)


def random_years(
    day: NDArray[np.int64], start: date, end: date, draws: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Every trip moved to a random year of the record, its day of the year kept.

    This null keeps the seasons of diplomacy (summits, the UN week) and breaks only what ties two
    calendars within one year. Circular shifts and short jitters reject too often.

    Parameters
    ----------
    day : ndarray, shape (trip,)
        Ordinals.
    start, end : date
        The record; a year in which the day would lie outside it is never drawn.

    Returns
    -------
    ndarray, shape (draws, trip)

    Examples
    --------
    >>> day = np.array([date(2021, 5, 9).toordinal()])
    >>> rng = np.random.default_rng(0)
    >>> moved = random_years(day, date(2020, 1, 1), date(2022, 12, 31), 50, rng)
    >>> sorted({date.fromordinal(int(d)).isoformat() for d in moved[:, 0]})
    ['2020-05-09', '2021-05-09', '2022-05-09']
    """
    columns = []
    for ordinal in day:
        when = date.fromordinal(int(ordinal))
        options = [_same_day(when, year).toordinal() for year in range(start.year, end.year + 1)]
        inside = [o for o in options if start.toordinal() <= o <= end.toordinal()]
        columns.append(np.array(inside or [int(ordinal)])[rng.integers(0, len(inside) or 1, draws)])
    return np.stack(columns, axis=1) if columns else np.zeros((draws, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class VisitTest:
    """The test on two calendars.

    Attributes
    ----------
    observed, expected : ndarray, shape (2, window)
        Counts for A then B and for B then A, and their means under the null.
    p : float
        Of the max-statistic over both orders and all windows.
    smallest : float
        The smallest p that these calendars could give.
    """

    n: tuple[int, int]
    windows: NDArray[np.int64]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    p: float
    smallest: float


def visit_test(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    start: date,
    end: date,
    *,
    windows: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
) -> VisitTest:
    r"""Permutation test of closeness with the max-statistic over orders and windows.

    $$M = \max_{o,w} \frac{C_{ow} - \bar C_{ow}}{s_{ow}}, \qquad
      p = \frac{\#\{M^* > M\} + \tfrac12 (1 + \#\{M^* = M\})}{1 + R}$$

    C-bar and s are the mean and standard deviation of C over the R random-year calendars of B. A
    low p says "closer than chance would place them", never "planned".

    Parameters
    ----------
    first, second : ndarray, shape (trip,)
        Days of the trips to A and to B.

    Raises
    ------
    EmptyTies
        One of the poles was never visited.

    References
    ----------
    Westfall & Young (1993), Resampling-Based Multiple Testing. Lancaster (1961), Significance Tests
    in Discrete Distributions, JASA 56(294), 223-234, for the half weight of ties (mid-p).
    """
    if not len(first) or not len(second):
        raise EmptyTies("one of the two poles was never visited, so nothing can coincide")
    null_b = random_years(second, start, end, draws, rng)
    null = _both_orders(first, null_b, windows)
    seen = _both_orders(first, second[None, :], windows)[0]
    mean, spread = null.mean(axis=0), np.maximum(null.std(axis=0), 1e-9)
    scores = ((null - mean) / spread).reshape(draws, -1).max(axis=1)
    best = ((seen - mean) / spread).max()
    most = ((np.array([[len(first)], [len(second)]]) - mean) / spread).max()
    return VisitTest(
        (len(first), len(second)),
        windows,
        seen,
        mean,
        _mid_p(scores, best),
        _mid_p(scores, most),
    )


def power_of(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    start: date,
    end: date,
    *,
    share: float,
    days: int,
    runs: int,
    windows: NDArray[np.int64],
    rng: np.random.Generator,
    level: float = 0.05,
) -> float:
    """Share of simulated calendars in which the test sees a real link.

    In each, a share of the trips to A is followed by a trip to B within `days`; the other trips to
    B keep their day of the year in a random year.
    """
    seen = 0
    for _ in range(runs):
        linked = first[rng.random(len(first)) < share][: len(second)]
        follow = linked + rng.integers(1, days + 1, len(linked))
        rest = random_years(second[: len(second) - len(follow)], start, end, 1, rng)[0]
        made = np.r_[follow, rest].astype(np.int64)
        test = visit_test(first, made, start, end, windows=windows, draws=199, rng=rng)
        seen += test.p <= level
    return seen / runs


def _mid_p(scores: NDArray[np.float64], best: float) -> float:
    """Ties count half: few trips make the statistic so coarse that whole ties hide real links."""
    above, equal = (scores > best + 1e-9).sum(), (np.abs(scores - best) <= 1e-9).sum()
    return float((above + (1 + equal) / 2) / (1 + len(scores)))


def _both_orders(
    first: NDArray[np.int64], second: NDArray[np.int64], windows: NDArray[np.int64]
) -> NDArray[np.int64]:
    wide = np.broadcast_to(first, (len(second), len(first)))
    return np.stack([followed(wide, second, windows), followed(second, wide, windows)], axis=1)


def _same_day(when: date, year: int) -> date:
    try:
        return when.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
