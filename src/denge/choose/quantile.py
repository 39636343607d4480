"""Inverse distribution functions on NumPy alone, and the three input measures."""

from __future__ import annotations

from functools import cache
from math import erf, sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MEASURES", "Measure", "beta_quantile", "normal_quantile", "range_quantile"]

Measure = Literal["uniform", "log-uniform", "beta(2,2)"]
MEASURES: tuple[Measure, ...] = ("uniform", "log-uniform", "beta(2,2)")
_CUT = 4.0  # standard deviations at which normal draws are cut
_CELLS = 16_384  # levels in a table of quantiles
_FINE = 8_192  # values at which a distribution function is tabled first


def range_quantile(
    u: NDArray[np.float64], low: float, high: float, measure: Measure, log_low: float | None = None
) -> NDArray[np.float64]:
    r"""Value at level `u` of one of three measures on the range [low, high].

    Uniform: $low + u\,(high - low)$. Log-uniform: uniform in the logarithm; a range below zero is
    taken by its size, and a range from zero starts at `log_low`. Beta(2,2): density $6x(1-x)$ on
    the range, whose inverse is $\tfrac12 - \sin(\arcsin(1 - 2u)/3)$.

    Parameters
    ----------
    u : ndarray
        Levels in [0, 1].

    Returns
    -------
    ndarray, shape of `u`

    Examples
    --------
    >>> range_quantile(np.array([0.5]), 1.0, 4.0, "log-uniform")
    array([2.])
    >>> range_quantile(np.array([0.0, 0.5, 1.0]), 0.0, 2.0, "beta(2,2)").round(6) + 0.0
    array([0., 1., 2.])
    """
    if measure == "uniform":
        return low + u * (high - low)
    if measure == "beta(2,2)":
        return low + (0.5 - np.sin(np.arcsin(1 - 2 * u) / 3)) * (high - low)
    if high < 0 or (low < 0 and high == 0):
        return -range_quantile(1 - u, -high, -low, "log-uniform", log_low)
    start = low if low > 0 else log_low
    if start is None or low < 0:
        return low + u * (high - low)
    return np.exp(np.log(start) + u * (np.log(high) - np.log(start)))


def _look_up(table: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear interpolation in a table over evenly spaced levels: by index, with no search."""
    at = np.asarray(u, float) * (len(table) - 1)
    cell = np.minimum(at.astype(np.int64), len(table) - 2)
    return table[cell] + (at - cell) * (table[cell + 1] - table[cell])


def _by_level(level: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values at evenly spaced levels, from a distribution function tabled by value."""
    return np.interp(np.linspace(0.0, 1.0, _CELLS + 1), level, value)


@cache
def _normal_table() -> NDArray[np.float64]:
    """Quantiles at even levels, cut at `_CUT` and rescaled."""
    value = np.linspace(-_CUT, _CUT, _FINE + 1)
    level = np.array([erf(z / sqrt(2)) for z in value])
    return _by_level((level - level[0]) / (level[-1] - level[0]), value)


def normal_quantile(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard normal value at level `u`, cut at four standard deviations.

    >>> normal_quantile(np.array([0.5, 0.975])).round(2)
    array([0.  , 1.96])
    """
    return _look_up(_normal_table(), u)


@cache
def _beta_table(a: float, b: float) -> NDArray[np.float64]:
    """Quantiles at even levels, from x = sin^2: dense at both ends, the density stays finite."""
    angle = np.linspace(0.0, np.pi / 2, _FINE + 1)
    mid = (angle[1:] + angle[:-1]) / 2
    mass = np.sin(mid) ** (2 * a - 1) * np.cos(mid) ** (2 * b - 1)
    level = np.concatenate([[0.0], np.cumsum(mass)])
    return _by_level(level / level[-1], np.sin(angle) ** 2)


def beta_quantile(u: NDArray[np.float64], a: float, b: float) -> NDArray[np.float64]:
    """Value at level `u` of Beta(a, b), by a table of 16,384 levels.

    >>> beta_quantile(np.array([0.25, 0.5]), 1.0, 1.0).round(4)
    array([0.25, 0.5 ])
    """
    return _look_up(_beta_table(a, b), u)
