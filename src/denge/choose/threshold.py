"""The threshold surface: in what share of sampled worlds both/and is best, and where that flips.

It measures assumptions: how much of the space that was sampled speaks for a strategy. Nothing here
says how often such worlds come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.quantile import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from denge.choose.payoff import Outcome

__all__ = [
    "Flip",
    "Surface",
    "best_interval",
    "best_weights",
    "flip_point",
    "share_best",
    "surface",
]


@dataclass(frozen=True, slots=True)
class Surface:
    """Share of sampled worlds in which the strategy asked about is best.

    Attributes
    ----------
    measures : tuple[str, ...]
        Input measures, first axis of `share`.
    hazard : ndarray, shape (hazard,)
        Forced-choice hazard before the mix, share a year.
    nu : ndarray, shape (nu,)
        Bargaining weight.
    gamma : ndarray, shape (gamma,)
        Middle of the band of curvature.
    share : ndarray, shape (measure, hazard, nu, gamma)
    error : ndarray, same shape
        Monte Carlo standard error of `share`.
    verdict : ndarray of int, shape (hazard, nu, gamma)
        +1 more than half under every measure, -1 less than half under every measure, 0 neither.
    sampled_hazard, sampled_nu : ndarray, shape (measure, 2)
        Central 90 % of hazard and weight over the sampled worlds: what the assumptions hold for
        usual. The map reaches beyond it on purpose.
    """

    measures: tuple[str, ...]
    hazard: NDArray[np.float64]
    nu: NDArray[np.float64]
    gamma: NDArray[np.float64]
    share: NDArray[np.float64]
    error: NDArray[np.float64]
    verdict: NDArray[np.int64]
    sampled_hazard: NDArray[np.float64]
    sampled_nu: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flip:
    """Where the share of sampled worlds passes one half under one measure.

    `at` is the forced-choice hazard (share a year) or the bargaining weight. `side` says how:
    "falls" (at least half up to `at`), "rises" (at least half from `at` on), or, with `at` None,
    "above" or "below" one half over the whole range, or "wavers" (through one half more than once).
    """

    measure: str
    at: float | None
    error: float
    side: str


def best_interval(
    asked: Outcome, others: Sequence[Outcome], nu: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Forced-choice hazards between which a strategy is best, world by world.

    The payoff is linear in the hazard,
    $\Delta U = \Delta G - \nu\,\Delta H - \varphi\,\Delta L$, so each rival bounds $\varphi$ at
    $(\Delta G - \nu\,\Delta H)/\Delta L$: from above where the strategy stands to lose more by a
    choice ($\Delta L > 0$), else from below. Exact; no grid.

    Returns
    -------
    low, high : ndarray, shape (world,)
        An empty interval (low > high) where some rival is better at every hazard.
    """
    levels = [asked.gains - o.gains - nu * (asked.coercible - o.coercible) for o in others]
    return _interval(levels, [asked.forced_loss - o.forced_loss for o in others])


def best_weights(
    asked: Outcome, others: Sequence[Outcome], hazard: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bargaining weights between which a strategy is best at given hazards, world by world.

    As `best_interval`, with the parts of hazard and weight exchanged.
    """
    levels = [asked.gains - o.gains - hazard * (asked.forced_loss - o.forced_loss) for o in others]
    return _interval(levels, [asked.coercible - o.coercible for o in others])


def _interval(
    levels: Sequence[NDArray[np.float64]], slopes: Sequence[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where level - x slope >= 0 for every rival, x >= 0."""
    low, high = np.zeros_like(levels[0]), np.full_like(levels[0], np.inf)
    for level, slope in zip(levels, slopes, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            at = level / slope
        high = np.where(slope > 0, np.minimum(high, at), high)
        low = np.where(slope < 0, np.maximum(low, at), low)
        high = np.where((slope == 0) & (level < 0), -np.inf, high)
    return low, high


def share_best(
    low: NDArray[np.float64], high: NDArray[np.float64], hazard: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of worlds whose interval holds each hazard, shape (hazard,).

    >>> share_best(np.array([0.0, 0.0]), np.array([0.1, 0.3]), np.array([0.05, 0.2]))
    array([1. , 0.5])
    """
    ends = np.where(high >= low, high, -np.inf)
    starts = np.where(high >= low, low, np.inf)
    begun = np.searchsorted(np.sort(starts), hazard, side="right")
    over = np.searchsorted(np.sort(ends), hazard, side="left")
    never = (high < low).sum()
    return (begun - (over - never)) / len(low)


def flip_point(
    low: NDArray[np.float64], high: NDArray[np.float64], measure: str, top: float = 1.0
) -> Flip:
    """Hazard or weight at which the share passes one half, with its Monte Carlo error.

    The error is the spread over ten batches of worlds, over the square root of ten.
    """
    at, side = _crossing(low, high, top)
    if at is None:
        return Flip(measure, None, 0.0, side)
    batches = [_crossing(part_low, part_high, top) for part_low, part_high in _batches(low, high)]
    known = [where for where, how in batches if where is not None and how == side]
    error = float(np.std(known, ddof=1) / np.sqrt(len(known))) if len(known) > 1 else 0.0
    return Flip(measure, at, error, side)


def _batches(low: NDArray, high: NDArray, count: int = 10) -> list[tuple[NDArray, NDArray]]:
    count = min(count, len(low))
    return list(zip(np.array_split(low, count), np.array_split(high, count), strict=True))


def _crossing(low: NDArray, high: NDArray, top: float) -> tuple[float | None, str]:
    """The one place at which the share passes one half, and which way; or where it stays."""
    grid = np.concatenate([[0.0], np.geomspace(1e-4, top, 400)])
    share = share_best(low, high, grid)
    turns = np.flatnonzero(np.diff(share >= 0.5))
    if not len(turns):
        return None, "above" if share[0] >= 0.5 else "below"
    if len(turns) > 1:
        return None, "wavers"
    i = int(turns[0])
    part = (share[i] - 0.5) / (share[i] - share[i + 1])
    at = float(grid[i] + part * (grid[i + 1] - grid[i]))
    return at, "falls" if share[i] >= 0.5 else "rises"


def surface(
    asked: Sequence[Outcome],
    others: Sequence[Sequence[Outcome]],
    gamma: Sequence[NDArray[np.float64]],
    hazard: NDArray[np.float64],
    nu: NDArray[np.float64],
    bands: NDArray[np.float64],
) -> Surface:
    """Shares over hazard, bargaining weight and bands of curvature, under each input measure.

    Parameters
    ----------
    asked, others, gamma : one entry for each measure, in the order of `MEASURES`
        Outcomes of the strategy, of its rivals, and the curvature of every world.
    hazard, nu : ndarray
        Grids.
    bands : ndarray, shape (gamma + 1,)
        Edges of the bands of curvature.

    Returns
    -------
    Surface
    """
    shape = (len(MEASURES), len(hazard), len(nu), len(bands) - 1)
    share, error = np.full(shape, np.nan), np.full(shape, np.nan)
    for m in range(len(MEASURES)):
        which = np.digitize(gamma[m], bands[1:-1])
        which[(gamma[m] < bands[0]) | (gamma[m] > bands[-1])] = -1  # in no band
        for j, weight in enumerate(nu):
            low, high = best_interval(asked[m], others[m], weight)
            for g in range(len(bands) - 1):
                inside = which == g
                if inside.any():
                    share[m, :, j, g] = share_best(low[inside], high[inside], hazard)
                    p = share[m, :, j, g]
                    error[m, :, j, g] = np.sqrt(np.maximum(p * (1 - p), 0) / inside.sum())
    clear = 2 * error
    above = (share - clear > 0.5).all(axis=0)
    below = (share + clear < 0.5).all(axis=0)
    middle = (bands[1:] + bands[:-1]) / 2
    verdict = above.astype(int) - below.astype(int)
    spans = (_central(worlds.forced_hazard for worlds in asked), _central(w.nu for w in asked))
    return Surface(MEASURES, hazard, nu, middle, share, error, verdict, *spans)


def _central(values: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Central 90 % of each array, shape (array, 2)."""
    return np.stack([np.quantile(v, [0.05, 0.95]) for v in values])
