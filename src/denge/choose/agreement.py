"""Do the criteria agree? Ranks, Kendall's W, and the front of gain, exposure and autonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["kendall_w", "pareto_front", "ranks"]


def ranks(score: NDArray[np.float64], best: str) -> NDArray[np.float64]:
    """Rank of each strategy, 1 the best; equal scores share the mean of their ranks.

    >>> ranks(np.array([2.0, 5.0, 2.0]), "high")
    array([2.5, 1. , 2.5])
    """
    key = -score if best == "high" else score
    below = (key[None, :] < key[:, None]).sum(axis=1)
    equal = (key[None, :] == key[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def kendall_w(rank: NDArray[np.float64]) -> float:
    r"""Kendall's coefficient of concordance with the correction for ties.

    $$W = \frac{12 S}{m^2 (n^3 - n) - m \sum_j T_j}, \qquad T_j = \sum (t^3 - t)$$

    Unit: none. Range: [0, 1]; 1 means that all criteria rank the strategies alike.

    Parameters
    ----------
    rank : ndarray, shape (criterion, strategy)

    References
    ----------
    Kendall and Babington Smith (1939), The Problem of m Rankings, Ann. Math. Statist. 10(3).

    >>> kendall_w(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]))
    1.0
    >>> kendall_w(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
    0.0
    """
    m, n = rank.shape
    sums = rank.sum(axis=0)
    ties = sum(float((c**3 - c).sum()) for c in (np.unique(r, return_counts=True)[1] for r in rank))
    room = m**2 * (n**3 - n) - m * ties
    if room == 0:
        return 1.0
    return float(12 * ((sums - sums.mean()) ** 2).sum() / room)


def pareto_front(points: NDArray[np.float64], best: Sequence[str]) -> NDArray[np.bool_]:
    """Which strategies no other beats in one aim without losing in another.

    Parameters
    ----------
    points : ndarray, shape (strategy, aim)
    best : sequence of "low" or "high", one for each aim

    >>> pareto_front(np.array([[1.0, 1.0], [2.0, 1.0], [0.0, 0.0]]), ["high", "low"])
    array([False,  True,  True])
    """
    value = points * np.array([1.0 if b == "high" else -1.0 for b in best])
    at_least = (value[:, None, :] >= value[None, :, :]).all(axis=2)
    better = (value[:, None, :] > value[None, :, :]).any(axis=2)
    return np.logical_not(np.any(at_least & better, axis=0))
