"""How often the intervals hold a truth that is known because it was simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from denge.core.errors import InputError
from denge.measure.concentration import hill
from denge.measure.coverage import overdispersion
from denge.measure.share_posterior import Dispersion, dispersion, share_draws

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Echo", "Held", "event_year", "interval_coverage", "spread_of_year", "tours"]

Echo = Literal["once", "2 to 6", "bursts"]
_MONTHS, _DRAWS, _BURST, _ROUNDING = 12, 1000, 0.2, 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """Share of 90 % intervals that hold the truth, with its Monte Carlo error.

    Attributes
    ----------
    d2, tilt : float
        For D_2, and for the share of the first pole less that of the second.
    below : float
        Share of intervals for D_2 that lie below the truth.
    high : float
        Median upper end of the intervals for D_2.
    runs : int
    """

    d2: float
    tilt: float
    below: float
    high: float
    runs: int

    @property
    def error(self) -> float:
        """Standard error of `d2`."""
        return sqrt(max(self.d2 * (1 - self.d2), 0.25 / self.runs) / self.runs)


def event_year(
    truth: NDArray[np.float64], acts: float, echo: Echo, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Coded events of one year by month, shape (month, pole): independent acts, told several times.

    Parameters
    ----------
    truth : ndarray, shape (pole,)
        Shares of the poles in acts.
    acts : float
        Mean number of acts in the year; the number itself is Poisson.
    echo : {"once", "2 to 6", "bursts"}
        How often an act is told: once, evenly two to six times, or geometrically with mean 5.

    Examples
    --------
    >>> event_year(np.array([0.5, 0.5]), 40.0, "once", np.random.default_rng(0)).shape
    (12, 2)
    """
    if echo not in get_args(Echo):
        raise InputError(f"an echo is one of {', '.join(get_args(Echo))}, not {echo!r}")
    n = max(2, int(rng.poisson(acts)))
    told = {
        "once": lambda: np.ones(n),
        "2 to 6": lambda: rng.integers(2, 7, n),
        "bursts": lambda: rng.geometric(_BURST, n),
    }[echo]()
    cells = np.zeros((_MONTHS, len(truth)))
    where = rng.multinomial(1, truth, n) * told[:, None]
    np.add.at(cells, rng.integers(0, _MONTHS, n), where)
    return cells


def tours(
    truth: NDArray[np.float64], count: int, stick: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Tours of one to four trips, shape (tour, pole).

    Parameters
    ----------
    stick : float
        Probability that a later trip of a tour repeats the pole of its first.

    Examples
    --------
    >>> bool(tours(np.array([0.5, 0.5]), 3, 0.5, np.random.default_rng(0)).sum(axis=1).max() <= 4)
    True
    """
    cells, every = np.zeros((count, len(truth))), np.arange(len(truth))
    for tour in cells:
        first = rng.choice(every, p=truth)
        tour[first] += 1
        for _ in range(rng.integers(0, 4)):
            tour[first if rng.random() < stick else rng.choice(every, p=truth)] += 1
    return cells


def spread_of_year(cells: NDArray[np.float64]) -> Dispersion:
    """Dispersion of a year of events as `engagement` takes it: of shares and of monthly totals."""
    total = cells.sum(axis=1)
    alpha = overdispersion(total, np.ones(len(total)))
    return dispersion(cells).at_least(1 + alpha * float(total.mean()))


def interval_coverage(
    truth: NDArray[np.float64],
    simulate: Callable[[np.random.Generator], NDArray[np.float64]],
    spread: Callable[[NDArray[np.float64]], Dispersion],
    *,
    runs: int,
    rng: np.random.Generator,
) -> Held:
    """Simulate counts by cluster, take the interval of each, and count those that hold the truth.

    Parameters
    ----------
    simulate : callable
        Gives counts, shape (cluster, pole), such as `event_year` or `tours` with their options.
    spread : callable
        Gives the dispersion of such counts: `spread_of_year`, or `dispersion` for tours.

    Examples
    --------
    >>> truth, rng = np.array([0.6, 0.4]), np.random.default_rng(0)
    >>> held = interval_coverage(
    ...     truth, lambda rng: event_year(truth, 80, "once", rng), spread_of_year, runs=60, rng=rng
    ... )
    >>> held.tilt > 0.8
    True
    """
    number, lean, kept = float(hill(truth, 2)), float(truth[0] - truth[1]), []
    for _ in range(runs):
        cells = simulate(rng)
        shares = share_draws(cells.sum(axis=0), spread(cells), _DRAWS, rng)
        low, high = np.quantile(hill(shares, 2), [0.05, 0.95])
        left, right = np.quantile(shares[:, 0] - shares[:, 1], [0.05, 0.95])
        low, high = low - _ROUNDING, high + _ROUNDING  # seven shares of 1/7 are 7 but for rounding
        kept.append((low <= number <= high, left <= lean <= right, high < number, high))
    d2, tilt, below, _ = np.mean(kept, axis=0)
    return Held(float(d2), float(tilt), float(below), float(np.median([k[3] for k in kept])), runs)
