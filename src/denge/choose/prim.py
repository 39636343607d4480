"""Scenario discovery: the box of worlds in which a strategy fails (patient rule induction).

A histogram version: every input is cut once into 64 bins of equal mass, and a peel subtracts the
histogram of what it removes, so a whole trajectory costs about one pass over the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Box", "Condition", "Peel", "find_box", "peel", "to_bins"]

BINS = 64
_ALPHA = 0.05  # part of the box peeled away at a time, Friedman and Fisher's default
_MIN_SUPPORT = 0.05  # part of all worlds that a box must hold
_TOLERANCE = 0.01  # density that a condition must add to be kept
_MOST_CONDITIONS = 4  # more would make no sentence


@dataclass(frozen=True, slots=True)
class Condition:
    """One side or both of a box: `low` <= quantity <= `high`, infinite where open.

    `reproduced` is the share of bootstrap samples whose box restricts the same quantity.
    """

    name: str
    low: float
    high: float
    reproduced: float


@dataclass(frozen=True, slots=True)
class Box:
    """Where a strategy fails.

    Attributes
    ----------
    conditions : tuple[Condition, ...]
        Empty where no box was found.
    coverage : float
        Share of all failures that lie in the box.
    density : float
        Share of the worlds in the box that are failures.
    support : float
        Share of all worlds that lie in the box.
    base : float
        Share of all worlds that are failures.
    reproduced : float
        Mean overlap (Jaccard) with the boxes of bootstrap samples.
    coverage_error, density_error : float
        Monte Carlo standard errors.
    """

    conditions: tuple[Condition, ...]
    coverage: float
    density: float
    support: float
    base: float
    reproduced: float
    coverage_error: float = 0.0
    density_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Peel:
    """One box of a trajectory: bins kept, [low, high] by quantity, with what it holds."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    count: int
    hits: int


def to_bins(values: NDArray[np.float64], bins: int = BINS) -> tuple[NDArray[np.uint8], NDArray]:
    """Bin numbers of each value and the edges, by quantiles.

    Returns
    -------
    codes : ndarray of uint8, shape (quantity, world)
    edges : ndarray, shape (quantity, bins + 1)

    Examples
    --------
    >>> to_bins(np.arange(8.0)[None, :], 4)[0]
    array([[0, 0, 1, 1, 2, 2, 3, 3]], dtype=uint8)
    """
    sample = values if values.shape[1] <= 20_000 else values[:, :20_000]
    edges = np.quantile(sample, np.linspace(0, 1, bins + 1), axis=1).T
    codes = np.empty(values.shape, dtype=np.uint8)
    for d, row in enumerate(values):
        codes[d] = np.searchsorted(edges[d, 1:-1], row, side="right")
    return codes, edges


def peel(
    codes: NDArray[np.uint8],
    failed: NDArray[np.bool_],
    bins: int = BINS,
    alpha: float = _ALPHA,
    min_support: float = _MIN_SUPPORT,
) -> list[Peel]:
    """The peeling trajectory, from all worlds to the smallest box allowed.

    Each step takes away at least `alpha` of the box from one end of one quantity: the step after
    which the density of failures is highest (the first in order where several are).

    References
    ----------
    Friedman and Fisher (1999), Bump Hunting in High-Dimensional Data, Statistics and Computing 9.
    """
    n_dim, n = codes.shape
    offset = (np.arange(n_dim) * bins)[:, None]
    flat = codes + offset
    inside = np.arange(n)
    hit = failed.astype(float)
    count, hits = _histograms(flat, hit, n_dim, bins)
    low, high = np.zeros(n_dim, dtype=np.int64), np.full(n_dim, bins - 1)
    trajectory = [Peel(low.copy(), high.copy(), n, int(hit.sum()))]
    while True:
        best = _best_step(count, hits, alpha)
        total = count[0].sum()
        if best is None or total - best[3] < min_support * n:
            return trajectory
        d, side, edge, _ = best
        gone = codes[d, inside] <= edge if side == 0 else codes[d, inside] >= edge
        removed, inside = inside[gone], inside[~gone]
        less, less_hits = _histograms(flat[:, removed], hit[removed], n_dim, bins)
        count, hits = count - less, hits - less_hits
        low[d], high[d] = (edge + 1, high[d]) if side == 0 else (low[d], edge - 1)
        trajectory.append(Peel(low.copy(), high.copy(), len(inside), round(hits[0].sum())))


def _histograms(
    flat: NDArray, hit: NDArray[np.float64], n_dim: int, bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size = n_dim * bins
    all_ = np.bincount(flat.ravel(), minlength=size).astype(float)
    wrong = flat[:, hit > 0].ravel()
    return all_.reshape(n_dim, bins), np.bincount(wrong, minlength=size).astype(float).reshape(
        n_dim, bins
    )


def _best_step(
    count: NDArray[np.float64], hits: NDArray[np.float64], alpha: float
) -> tuple[int, int, int, float] | None:
    """(quantity, side, edge, worlds removed) of the peel that leaves the highest density."""
    total, wrong = count[0].sum(), hits[0].sum()
    best, best_density = None, -1.0
    for side in (0, 1):
        c = np.cumsum(count if side == 0 else count[:, ::-1], axis=1)
        h = np.cumsum(hits if side == 0 else hits[:, ::-1], axis=1)
        first = (c >= alpha * total).argmax(axis=1)
        rows = np.arange(len(c))
        gone, gone_hits = c[rows, first], h[rows, first]
        left = total - gone
        density = np.where(left > 0, (wrong - gone_hits) / np.maximum(left, 1), -1.0)
        d = int(density.argmax())
        if density[d] > best_density:
            edge = int(first[d]) if side == 0 else count.shape[1] - 1 - int(first[d])
            best, best_density = (d, side, edge, float(gone[d])), density[d]
    return best if best_density >= 0 else None


def find_box(
    values: NDArray[np.float64],
    names: Sequence[str],
    failed: NDArray[np.bool_],
    rng: np.random.Generator,
    resamples: int = 20,
) -> Box:
    """The box that best joins coverage and density, with its bootstrap reproducibility.

    Of the trajectory, the box with the highest harmonic mean of coverage and density is taken;
    conditions that add less than a point of density are dropped, and all but four; then bins are
    pasted back while the mean rises.

    Parameters
    ----------
    values : ndarray, shape (quantity, world)
    failed : ndarray of bool, shape (world,)
    rng : Generator
        Draws the bootstrap samples.

    Raises
    ------
    BadScenario
        A value is not finite.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.random((3, 5000))
    >>> box = find_box(x, ["a", "b", "c"], (x[0] > 0.6) & (x[2] < 0.5), rng)
    >>> [c.name for c in box.conditions], round(box.density, 1)
    (['a', 'c'], 1.0)
    """
    if not np.isfinite(values).all():
        raise BadScenario("scenario discovery met a value that is not finite")
    base = float(failed.mean())
    if not failed.any() or failed.all():
        return Box((), float(failed.any()), base, 1.0, base, 1.0)
    codes, edges = to_bins(values)
    chosen = _refine(_choose(peel(codes, failed)), codes, failed)
    inside = _inside(codes, chosen)
    kept, overlap = _bootstrap(codes, failed, inside, rng, resamples)
    conditions = tuple(
        _condition(d, names, chosen, edges, kept[d]) for d in _restricted(chosen, BINS)
    )
    hits, size = int((inside & failed).sum()), int(inside.sum())
    coverage, density = hits / failed.sum(), hits / max(size, 1)
    return Box(
        conditions,
        float(coverage),
        float(density),
        size / len(failed),
        base,
        overlap,
        float(np.sqrt(coverage * (1 - coverage) / failed.sum())),
        float(np.sqrt(density * (1 - density) / max(size, 1))),
    )


def _choose(trajectory: list[Peel]) -> Peel:
    wrong = trajectory[0].hits

    def joined(box: Peel) -> float:
        return 2 * box.hits / (box.count + wrong)

    return max(trajectory, key=joined)


def _paste(box: Peel, codes: NDArray[np.uint8], failed: NDArray[np.bool_]) -> Peel:
    """Give back a bin at a time, at any end, while coverage and density together rise."""
    wrong = int(failed.sum())
    best = 2 * box.hits / (box.count + wrong)
    while True:
        trials = [_counted(wider, codes, failed) for wider in _wider(box)]
        scores = [2 * t.hits / (t.count + wrong) for t in trials]
        if not scores or max(scores) <= best:
            return box
        best = max(scores)
        box = trials[scores.index(best)]


def _wider(box: Peel) -> list[Peel]:
    """The box with one more bin at each end that is cut."""
    found = []
    for d in _restricted(box, BINS):
        low, high = box.low.copy(), box.high.copy()
        if low[d] > 0:
            low[d] -= 1
            found.append(Peel(low, box.high.copy(), 0, 0))
        if high[d] < BINS - 1:
            high[d] += 1
            found.append(Peel(box.low.copy(), high, 0, 0))
    return found


def _counted(box: Peel, codes: NDArray[np.uint8], failed: NDArray[np.bool_]) -> Peel:
    inside = _inside(codes, box)
    return Peel(box.low, box.high, int(inside.sum()), int((inside & failed).sum()))


def _restricted(box: Peel, bins: int) -> list[int]:
    return [d for d in range(len(box.low)) if box.low[d] > 0 or box.high[d] < bins - 1]


def _inside(codes: NDArray[np.uint8], box: Peel) -> NDArray[np.bool_]:
    inside = np.ones(codes.shape[1], dtype=bool)
    for d in _restricted(box, BINS):
        inside &= (codes[d] >= box.low[d]) & (codes[d] <= box.high[d])
    return inside


def _density(codes: NDArray[np.uint8], failed: NDArray[np.bool_], box: Peel) -> float:
    inside = _inside(codes, box)
    return float(failed[inside].mean()) if inside.any() else 0.0


def _without(box: Peel, d: int) -> Peel:
    low, high = box.low.copy(), box.high.copy()
    low[d], high[d] = 0, BINS - 1
    return Peel(low, high, box.count, box.hits)


def _simplify(box: Peel, codes: NDArray[np.uint8], failed: NDArray[np.bool_]) -> Peel:
    """Drop conditions that add less than a point of density, then the weakest beyond four."""
    while restricted := _restricted(box, BINS):
        now = _density(codes, failed, box)
        trials = [(_density(codes, failed, _without(box, d)), -d) for d in restricted]
        best, d = max(trials)
        if now - best >= _TOLERANCE and len(restricted) <= _MOST_CONDITIONS:
            return box
        box = _without(box, -d)
    return box


def _refine(box: Peel, codes: NDArray[np.uint8], failed: NDArray[np.bool_]) -> Peel:
    simple = _simplify(box, codes, failed)
    return _paste(_counted(simple, codes, failed), codes, failed)


def _condition(
    d: int, names: Sequence[str], box: Peel, edges: NDArray, reproduced: float
) -> Condition:
    low = -np.inf if box.low[d] == 0 else float(edges[d, box.low[d]])
    high = np.inf if box.high[d] == BINS - 1 else float(edges[d, box.high[d] + 1])
    return Condition(names[d], low, high, reproduced)


def _bootstrap(
    codes: NDArray[np.uint8],
    failed: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    rng: np.random.Generator,
    resamples: int,
) -> tuple[NDArray[np.float64], float]:
    """How often each quantity is restricted again, and the mean overlap of the boxes."""
    kept, overlap = np.zeros(len(codes)), 0.0
    for _ in range(resamples):
        pick = rng.integers(0, len(failed), len(failed))
        again = _refine(_choose(peel(codes[:, pick], failed[pick])), codes, failed)
        kept[_restricted(again, BINS)] += 1
        other = _inside(codes, again)
        overlap += (inside & other).sum() / max(1, (inside | other).sum())
    return kept / resamples, float(overlap / resamples)
