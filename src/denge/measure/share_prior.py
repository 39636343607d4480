"""The prior of shares: perhaps one pole leads, perhaps all stand even; no number is said before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MassGrid", "drawn_masses", "log_gamma", "mass_grid", "mass_posterior"]

_LEVELS, _LEADS = 30, 12


@dataclass(frozen=True, slots=True)
class MassGrid:
    """Dirichlet masses before anything is counted.

    Attributes
    ----------
    other : ndarray, shape (level,)
        Mass of every pole but the leader.
    leader : ndarray, shape (level, lead)
        Mass of the pole that leads; in the first column it is that of the others.
    weight : ndarray, shape (lead,)
        Prior weight of each column, spread evenly over levels and poles.
    end : float
        Prior weight of poles that stand exactly even; 0 for two poles.
    """

    other: NDArray[np.float64]
    leader: NDArray[np.float64]
    weight: NDArray[np.float64]
    end: float


@cache
def mass_grid(poles: int) -> MassGrid:
    r"""Masses for a number of poles.

    Without a leader every pole has the mass a, at steps at which the number of vectors grows evenly
    in its logarithm; with one, its mean share m stands anywhere between an equal one and all:

    $$\bar D(a) = \frac{1 + Ka}{1 + a}, \quad \ln \bar D = \tfrac{i}{L} \ln K, \qquad
      \frac{a + b}{Ka + b} = m$$

    Half of the weight has no leader, half has one. Exact evenness ($a \to \infty$) is one more
    step: without it no interval could reach the end of the range of D_2. For two poles evenness is
    no end of a tilt but its middle, and has no weight of its own.

    Raises
    ------
    InputError
        There are fewer than two poles.

    References
    ----------
    Nemenman, Shafee & Bialek (2002), Entropy and Inference, Revisited, NIPS 14, 471-478, for the
    even steps.

    Examples
    --------
    >>> grid = mass_grid(7)
    >>> grid.other[[0, -1]].round(3).tolist(), grid.leader[14, [0, -1]].round(1).tolist()
    ([0.011, 12.648], [0.4, 61.2])
    """
    if poles < 2:
        raise InputError(f"shares need at least two poles, not {poles}")
    number = poles ** (np.arange(1, _LEVELS) / _LEVELS)
    other = (number - 1) / (poles - number)
    share = 1 / poles + (1 - 1 / poles) * np.r_[0, np.arange(_LEADS) + 0.5] / _LEADS
    leader = other[:, None] * (1 + (share * poles - 1) / (1 - share))
    weight = np.r_[0.5, np.full(_LEADS, 0.5 / _LEADS)]
    return MassGrid(other, leader, weight, 0.5 / (_LEVELS - 1) if poles > 2 else 0.0)


def mass_posterior(
    count: NDArray[np.float64], grid: MassGrid, poles: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Posterior weight of every mass and of exact evenness, each state by itself.

    $$w \propto w_0 \frac{\Gamma(A)}{\Gamma(A+n)} \prod_k
      \frac{\Gamma(\alpha_k + x_k)}{\Gamma(\alpha_k)}, \qquad w_\text{even} \propto w_0 K^{-n}$$

    Parameters
    ----------
    count : ndarray, shape (state, K)
        Effective counts x/phi.
    poles : int
        K, the number of poles.

    Returns
    -------
    weight : ndarray, shape (state, level, lead, K)
        The last axis names the pole that leads.
    even : ndarray, shape (state,)

    Examples
    --------
    >>> weight, even = mass_posterior(np.array([[30.0, 2, 2]]), mass_grid(3), 3)
    >>> weight[0, :, 1:].sum(axis=(0, 1)).round(1).tolist(), even.round(2).tolist()
    ([0.7, 0.0, 0.0], [0.0])
    """
    n, x = count.sum(axis=1), count[:, None, :]
    one = log_gamma(grid.other[:, None] + x) - log_gamma(grid.other)[:, None]
    top = log_gamma(grid.leader[..., None] + x[:, :, None]) - log_gamma(grid.leader)[..., None]
    total = grid.leader + (poles - 1) * grid.other[:, None]
    whole = log_gamma(total) - log_gamma(total + n[:, None, None])
    rest = one.sum(axis=2)[:, :, None, None] - one[:, :, None, :]
    with np.errstate(divide="ignore"):
        even = np.log(grid.end) - n * np.log(poles)
    prior = np.log(grid.weight / (len(grid.other) * poles))[:, None]
    log = whole[..., None] + rest + top + prior
    most = np.maximum(log.max(axis=(1, 2, 3)), even)
    weight, end = np.exp(log - most[:, None, None, None]), np.exp(even - most)
    all_of_it = weight.sum(axis=(1, 2, 3)) + end
    return weight / all_of_it[:, None, None, None], end / all_of_it


def drawn_masses(
    count: NDArray[np.float64], draws: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Draws from `mass_posterior`: masses, shape (state, draw, K), and where poles stand even.

    Examples
    --------
    >>> mass, even = drawn_masses(np.array([[9.0, 1.0, 1.0]]), 4, np.random.default_rng(0))
    >>> mass.shape, even.shape
    ((1, 4, 3), (1, 4))
    """
    poles = count.shape[1]
    grid = mass_grid(poles)
    weight, even = mass_posterior(count, grid, poles)
    sums = weight.reshape(len(count), -1).cumsum(axis=1)
    at = np.stack([np.searchsorted(s, rng.random(draws)) for s in sums])
    is_even = (at >= sums.shape[1]) & (even > 0)[:, None]
    level, lead, leader = np.unravel_index(np.minimum(at, sums.shape[1] - 1), weight.shape[1:])
    mass = np.repeat(grid.other[level][..., None], poles, axis=2)
    np.put_along_axis(mass, leader[..., None], grid.leader[level, lead][..., None], axis=2)
    return mass, is_even


_SHIFT = 8  # the series is good to 1e-13 beyond it


def log_gamma(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the gamma function of positive numbers, by Stirling's series.

    Beside NumPy nothing is loaded for it: a brief has no second to spare for SciPy.

    References
    ----------
    Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 6.1.15 and 6.1.41.

    Examples
    --------
    >>> log_gamma(np.array([0.5, 4.0, 11.0])).round(6).tolist()
    [0.572365, 1.791759, 15.104413]
    """
    rising = value.copy()
    for n in range(1, _SHIFT):
        rising = rising * (value + n)
    z = value + _SHIFT
    square = 1 / z**2
    series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / z
    return (z - 0.5) * np.log(z) - z + 0.5 * np.log(2 * np.pi) + series - np.log(rising)
