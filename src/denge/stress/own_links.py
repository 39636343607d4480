"""Real income when a state's own trade links change: one scalar equation per draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["OwnLinks", "own_links", "own_links_real_income"]

_CHUNK = 8192  # draws solved at a time, so that the arrays of a Newton step stay in cache
_TOLERANCE = 1e-13  # on the equation in logs
_STEPS = 60


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """The solved equation, draw by draw.

    Attributes
    ----------
    log_real_income : ndarray, shape (draw,)
        ln of real expenditure after the shock over before; 0 means no change.
    log_wage : ndarray, shape (draw,)
        ln of the state's output price after over before, foreign expenditure held fixed.
    residual : ndarray, shape (draw,)
        Absolute error of the equation in logs at the answer.
    """

    log_real_income: NDArray[np.float64]
    log_wage: NDArray[np.float64]
    residual: NDArray[np.float64]


def own_links_real_income(
    x_exports: ArrayLike,
    x_domestic: ArrayLike,
    pi_imports: ArrayLike,
    pi_domestic: ArrayLike,
    B: ArrayLike,
    theta: ArrayLike,
    B_imports: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Log change of real income for each draw; arguments as in `own_links`.

    Examples
    --------
    A state that sells 30 % abroad loses ln(0.7)/4 = 8.9 log points in near-autarky at theta 4:

    >>> loss = own_links_real_income([0.3], 0.7, [0.3], 0.7, [[1.0], [1e-6]], 4.0)
    >>> (100 * loss).round(1) + 0.0
    array([ 0. , -8.9])
    """
    return own_links(
        x_exports, x_domestic, pi_imports, pi_domestic, B, theta, B_imports
    ).log_real_income


def own_links(
    x_exports: ArrayLike,
    x_domestic: ArrayLike,
    pi_imports: ArrayLike,
    pi_domestic: ArrayLike,
    B: ArrayLike,
    theta: ArrayLike,
    B_imports: ArrayLike | None = None,
) -> OwnLinks:
    r"""Solve the small-open-economy equation for every draw.

    $$w^{1+\theta} = a + \frac{x_{dd}\, w}{p_{dd} w^{-\theta} + m}, \quad
      a = \sum_j x_j B_j, \quad m = \sum_k \pi_k B_k$$

    and the log change of real income is $\ln w + \tfrac1\theta \ln(p_{dd} w^{-\theta} + m)$.
    Foreign expenditure and price levels stay where they are and the trade balance keeps its share
    of income; for shocks among others, multiply `B` by the foreign price paths.

    Parameters
    ----------
    x_exports : array, shape (partner,) or (draw, partner)
        Exports to each partner over gross output.
    x_domestic : float or array, shape (draw,)
        Domestic sales over gross output; with the exports it sums to 1.
    pi_imports : array, shape (partner,) or (draw, partner)
        Imports from each partner over total expenditure.
    pi_domestic : float or array, shape (draw,)
        Domestic sales over expenditure; with the imports it sums to 1.
    B : array, shape (partner,) or (draw, partner)
        Trade-cost factor $\hat t^{-\theta}$ of each link, both ways unless `B_imports` is given;
        1 is no change, 0.02 a cut by 98 % at unchanged prices. Positive.
    theta : float or array, shape (draw,)
        Trade elasticity, positive.
    B_imports : array, shape (partner,) or (draw, partner), optional
        Factor on the import side where it differs from the export side.

    Returns
    -------
    OwnLinks
        One entry per draw.

    Raises
    ------
    BadScenario
        A share is negative, the shares do not sum to 1, or `B` or `theta` is not positive.

    References
    ----------
    Arkolakis, Costinot and Rodriguez-Clare (2012), New Trade Models, Same Old Gains?, AER 102(1).

    Examples
    --------
    >>> solved = own_links([0.2, 0.1], 0.7, [0.2, 0.1], 0.7, [[1.0, 1.0], [0.5, 1.0]], 4.0)
    >>> bool(solved.residual.max() < 1e-10), solved.log_real_income.shape
    (True, (2,))
    """
    x, p = np.asarray(x_exports, float), np.asarray(pi_imports, float)
    x_dd, p_dd = np.asarray(x_domestic, float), np.asarray(pi_domestic, float)
    out = np.asarray(B, float)
    into = out if B_imports is None else np.asarray(B_imports, float)
    elasticity = np.asarray(theta, float)
    _check_shares("gross output", x, x_dd)
    _check_shares("expenditure", p, p_dd)
    _check_positive("B", out, into)
    _check_positive("theta", elasticity)
    a, m = _weighted(x, out), _weighted(p, into)
    a, m, x_dd, p_dd, elasticity = (
        np.atleast_1d(v) for v in np.broadcast_arrays(a, m, x_dd, p_dd, elasticity)
    )
    return _solve_in_chunks(a, m, x_dd, p_dd, elasticity)


def _solve_in_chunks(
    a: NDArray, m: NDArray, x_dd: NDArray, p_dd: NDArray, theta: NDArray
) -> OwnLinks:
    answer = np.empty((3, len(a)))
    for start in range(0, len(a), _CHUNK):
        at = slice(start, start + _CHUNK)
        answer[:, at] = _newton(a[at], m[at], x_dd[at], p_dd[at], theta[at])
    return OwnLinks(*answer)


def _newton(
    a: NDArray, m: NDArray, x_dd: NDArray, p_dd: NDArray, theta: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Newton on (1+theta) u - ln(a + x_dd e^u / D(u)), D = p_dd e^(-theta u) + m, with u = ln w.

    The function rises everywhere, so the root is unique; steps are capped at one log point.
    """
    u, previous = np.zeros_like(a), np.inf
    for _ in range(_STEPS):
        gap, slope, price = _equation(u, a, m, x_dd, p_dd, theta)
        worst = np.abs(gap).max()
        if worst < _TOLERANCE or (worst < 1e-11 and worst >= previous):
            break
        previous = worst
        u = u - np.clip(gap / slope, -1.0, 1.0)
    gap, _, price = _equation(u, a, m, x_dd, p_dd, theta)
    return u + np.log(price) / theta, u, np.abs(gap)


def _equation(
    u: NDArray, a: NDArray, m: NDArray, x_dd: NDArray, p_dd: NDArray, theta: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """The equation in logs, its slope in u, and D, the expenditure-weighted price term."""
    own = p_dd * np.exp(-theta * u)
    price = own + m
    home = x_dd * np.exp(u) / price
    gap = (1 + theta) * u - np.log(a + home)
    slope = (1 + theta) - home / (a + home) * (1 + theta * own / price)
    return gap, slope, price


def _weighted(share: NDArray, factor: NDArray) -> NDArray:
    """sum over partners of share x factor, per draw."""
    if share.shape[-1] != factor.shape[-1]:
        raise BadScenario(
            f"{share.shape[-1]} trade shares meet {factor.shape[-1]} trade-cost factors; "
            "give one factor for every partner"
        )
    if share.ndim == 1:
        return factor @ share
    return np.einsum("...j,...j->...", factor, share)


def _check_shares(whole: str, partners: NDArray, domestic: NDArray) -> None:
    if not (np.isfinite(partners).all() and np.isfinite(domestic).all()):
        raise BadScenario(f"a share of {whole} is not a finite number")
    if partners.min(initial=0) < 0 or domestic.min() <= 0:
        raise BadScenario(f"shares of {whole} must not be negative, nor domestic sales zero")
    off = np.abs(np.einsum("...j->...", partners) + domestic - 1).max()
    if off > 1e-6:
        raise BadScenario(f"shares of {whole} miss a sum of 1 by {off:.3g}")


def _check_positive(name: str, *values: NDArray) -> None:
    for value in values:
        if not value.min() > 0 or not np.isfinite(value.max()):
            raise BadScenario(
                f"{name} must be positive and finite in every draw; found {value.min():.3g}. "
                "A complete cut is a small factor such as exp(-4), not zero"
            )
