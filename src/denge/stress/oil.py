"""The oil price: Schwartz's one-factor process with heavy tails, fitted to monthly Brent."""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log, pi
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario, EmptyTies

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "OilModel",
    "block_bootstrap",
    "fit_oil_price",
    "half_life_months",
    "price_paths",
    "quantile_paths",
]

_PERSISTENCE = np.linspace(0.94, 0.9994, 34)
_TAILS = np.array([3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 30.0])
_EM_STEPS = 30
_FEWEST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class OilModel:
    """Posterior of the process on a grid of persistence and tail weight (flat prior).

    Attributes
    ----------
    persistence, tails, drift, scale : ndarray, shape (point,)
        phi, degrees of freedom, intercept and innovation scale at each grid point.
    weight : ndarray, shape (point,)
        Posterior probability; sums to 1.
    last_usd_bbl : float
        Price of the last month.
    months : tuple[str, str]
        First and last month of the data.
    """

    persistence: NDArray[np.float64]
    tails: NDArray[np.float64]
    drift: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    last_usd_bbl: float
    months: tuple[str, str]


def fit_oil_price(price: NDArray[np.float64], months: tuple[str, str] = ("", "")) -> OilModel:
    r"""Fit ln P to an AR(1) with t innovations.

    $$\ln P_t = a + \phi \ln P_{t-1} + \sigma \epsilon_t, \qquad \epsilon_t \sim t_\nu$$

    For each (phi, nu) of a grid, a and sigma are at their maximum (EM weights of the t
    distribution); the likelihoods become posterior weights under a flat prior over the grid.

    Parameters
    ----------
    price : ndarray, shape (month,)
        USD a barrel, positive, without gaps.

    Raises
    ------
    EmptyTies
        Fewer than 60 months.
    BadScenario
        A price is missing or not positive.

    References
    ----------
    Schwartz (1997), The Stochastic Behavior of Commodity Prices, Journal of Finance 52(3).
    """
    if len(price) < _FEWEST_MONTHS:
        raise EmptyTies(f"{len(price)} months of prices; at least {_FEWEST_MONTHS} are needed")
    if not (price > 0).all():
        raise BadScenario("a monthly price is missing or not positive")
    x = np.log(price)
    phi, nu = (grid.ravel() for grid in np.meshgrid(_PERSISTENCE, _TAILS, indexing="ij"))
    change = x[1:] - phi[:, None] * x[:-1]
    drift, scale = _location_scale(change, nu)
    likelihood = _log_likelihood(change, drift, scale, nu)
    weight = np.exp(likelihood - likelihood.max())
    return OilModel(phi, nu, drift, scale, weight / weight.sum(), float(price[-1]), months)


def _location_scale(y: NDArray, nu: NDArray) -> tuple[NDArray, NDArray]:
    """Maximum of the t likelihood in location and scale, row by row, by EM."""
    location = np.median(y, axis=1)
    variance = ((y - location[:, None]) ** 2).mean(axis=1) / 2
    for _ in range(_EM_STEPS):
        squared = (y - location[:, None]) ** 2
        weight = (nu[:, None] + 1) / (nu[:, None] + squared / variance[:, None])
        location = (weight * y).sum(axis=1) / weight.sum(axis=1)
        variance = (weight * (y - location[:, None]) ** 2).mean(axis=1)
    return location, np.sqrt(variance)


def _log_likelihood(y: NDArray, location: NDArray, scale: NDArray, nu: NDArray) -> NDArray:
    constant = np.array([lgamma((v + 1) / 2) - lgamma(v / 2) - 0.5 * log(pi * v) for v in nu])
    z2 = ((y - location[:, None]) / scale[:, None]) ** 2
    each = np.log1p(z2 / nu[:, None]).sum(axis=1) * (nu + 1) / 2
    return y.shape[1] * (constant - np.log(scale)) - each


def half_life_months(
    model: OilModel, rng: np.random.Generator, draws: int = 4000
) -> NDArray[np.float64]:
    """Posterior draws of ln(1/2)/ln(phi), months; the grid's end bounds it, not the data."""
    picked = rng.choice(len(model.weight), draws, p=model.weight)
    return np.log(0.5) / np.log(model.persistence[picked])


def price_paths(
    model: OilModel, horizon: int, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Prices of the coming months, shape (draw, month), USD a barrel; parameters vary by draw."""
    picked = rng.choice(len(model.weight), draws, p=model.weight)
    phi, drift, scale = model.persistence[picked], model.drift[picked], model.scale[picked]
    nu = model.tails[picked, None]
    shocks = rng.standard_normal((draws, horizon))
    shocks /= np.sqrt(rng.chisquare(nu, (draws, horizon)) / nu)
    x = np.full(draws, np.log(model.last_usd_bbl))
    path = np.empty((draws, horizon))
    for month in range(horizon):
        x = drift + phi * x + scale * shocks[:, month]
        path[:, month] = x
    return np.exp(path)


def quantile_paths(
    paths: NDArray[np.float64], levels: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)
) -> dict[float, NDArray[np.float64]]:
    """Quantiles month by month, each of shape (month,)."""
    return dict(zip(levels, np.quantile(paths, levels, axis=0), strict=True))


def block_bootstrap(
    price: NDArray[np.float64],
    horizon: int,
    draws: int,
    rng: np.random.Generator,
    block: int = 12,
) -> NDArray[np.float64]:
    """Prices by resampled blocks of past log returns, shape (draw, month): the check of the model.

    Returns are centred, so that a past trend is not carried on.
    """
    returns = np.diff(np.log(price))
    returns = returns - returns.mean()
    count = -(-horizon // block)
    starts = rng.integers(0, len(returns) - block + 1, (draws, count))
    months = (starts[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :horizon]
    return price[-1] * np.exp(np.cumsum(returns[months], axis=1))
