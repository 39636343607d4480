"""Robustness rules: from outcomes (strategy, world) to one score a strategy.

A rule declares beside it whether a low or a high score is best. All scores are in the unit of the
outcome, % of GDP a year, unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "RULES",
    "cvar",
    "evpi",
    "hurwicz",
    "maximax",
    "maximin",
    "mean",
    "minimax_regret",
    "regret",
    "regret_quantile",
    "rule",
    "satisficing_radius",
    "starr_domain",
]

Best = Literal["low", "high"]
RULES: dict[str, tuple[Callable[..., NDArray[np.float64]], Best]] = {}


def rule(best: Best) -> Callable[[Callable], Callable]:
    """Register a robustness rule with the direction in which its score is best."""

    def register(score: Callable[..., NDArray[np.float64]]) -> Callable:
        RULES[score.__name__] = (score, best)
        score.best = best  # type: ignore[attr-defined]
        return score

    return register


@rule(best="high")
def mean(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average over worlds (Laplace's rule).

    >>> mean(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([2. , 2.5])
    """
    return outcome.mean(axis=1)


@rule(best="high")
def maximin(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outcome in the strategy's worst world (Wald).

    >>> maximin(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([1., 0.])
    """
    return outcome.min(axis=1)


@rule(best="high")
def maximax(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outcome in the strategy's best world.

    >>> maximax(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([3., 5.])
    """
    return outcome.max(axis=1)


@rule(best="high")
def hurwicz(outcome: NDArray[np.float64], optimism: float = 0.5) -> NDArray[np.float64]:
    """Weighted sum of best and worst world; `optimism` is the weight of the best.

    >>> hurwicz(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([2. , 2.5])
    """
    return optimism * outcome.max(axis=1) + (1 - optimism) * outcome.min(axis=1)


def regret(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each strategy loses against the best one in the same world, shape (strategy, world).

    >>> regret(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([[0., 2.],
           [1., 0.]])
    """
    return outcome.max(axis=0) - outcome


@rule(best="low")
def minimax_regret(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Largest regret (Savage).

    >>> minimax_regret(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([2., 1.])
    """
    return regret(outcome).max(axis=1)


@rule(best="low")
def regret_quantile(outcome: NDArray[np.float64], level: float = 0.9) -> NDArray[np.float64]:
    """Regret that is not exceeded in `level` of the worlds.

    References
    ----------
    McPhail, Maier, Kwakkel, Giuliani, Castelletti and Westra (2018), Robustness Metrics: How Are
    They Calculated, When Should They Be Used and Why Do They Give Different Results? Earth's
    Future 6, 169-191.

    >>> regret_quantile(np.array([[1.0, 3.0], [0.0, 5.0]]), 0.5)
    array([1. , 0.5])
    """
    return np.quantile(regret(outcome), level, axis=1)


@rule(best="high")
def cvar(outcome: NDArray[np.float64], tail: float = 0.05) -> NDArray[np.float64]:
    r"""Conditional value at risk: the mean of the worst `tail` of worlds, at most the mean.

    References
    ----------
    Rockafellar and Uryasev (2000), Optimization of Conditional Value-at-Risk, J. Risk 2(3), 21-41.

    >>> cvar(np.arange(100.0)[None, :], 0.05)
    array([2.])
    """
    exact = tail * outcome.shape[1]
    whole = min(int(np.ceil(exact)), outcome.shape[1])
    worst = np.sort(np.partition(outcome, whole - 1, axis=1)[:, :whole], axis=1)
    weight = np.ones(whole)
    weight[-1] = exact - (whole - 1)
    return worst @ weight / exact


@rule(best="high")
def starr_domain(outcome: NDArray[np.float64], aspiration: float = 0.0) -> NDArray[np.float64]:
    """Share of worlds in which the outcome reaches the aspiration. Unit: share of worlds.

    References
    ----------
    Starr (1963), Product Design and Decision Theory; Schneller and Sphicas (1983), Theory and
    Decision 15, 321-336.

    >>> starr_domain(np.array([[1.0, 3.0], [-1.0, 5.0]]))
    array([1. , 0.5])
    """
    return (outcome >= aspiration).mean(axis=1)


@rule(best="high")
def satisficing_radius(
    outcome: NDArray[np.float64], radius: NDArray[np.float64], aspiration: float = 0.0
) -> NDArray[np.float64]:
    """Smallest distance from the central world at which the aspiration is missed; 1 if never.

    Unit: share of the half-width of every range at once. Range: [0, 1].

    Parameters
    ----------
    outcome : ndarray, shape (strategy, world)
        Worlds drawn from boxes of growing size around the central world.
    radius : ndarray, shape (world,)
        Size of the box that each world was drawn from.

    References
    ----------
    Ben-Haim (2006), Info-Gap Decision Theory, 2nd ed.; McPhail and others (2018).

    >>> satisficing_radius(np.array([[1.0, -1.0], [2.0, 2.0]]), np.array([0.2, 0.6]))
    array([0.6, 1. ])
    """
    missed = np.where(outcome < aspiration, radius, 1.0)
    return missed.min(axis=1)


def evpi(outcome: NDArray[np.float64]) -> float:
    """Expected value of perfect information: what it is worth to know the world before choosing.

    >>> evpi(np.array([[1.0, 3.0], [0.0, 5.0]]))
    0.5
    """
    return float(outcome.max(axis=0).mean() - outcome.mean(axis=1).max())
