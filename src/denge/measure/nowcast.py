"""Nowcast of a yearly total: a trend of past years, updated by a part of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.measure.assumed import assumed_number

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = [
    "crps",
    "nowcast",
    "remainder_log_ratio",
    "trend_draws",
]


def remainder_log_ratio(total: float, cumulative: float, month: float) -> float:
    r"""How the rest of a year compared with an even spread.

    $$\varepsilon = \ln \frac{1 - C_m/Y}{1 - m/12}$$

    Unit: log points; 0 when the remaining months trade like the average month.

    Parameters
    ----------
    total, cumulative : float
        The year's total Y and what stood after `month` months, in one unit, C < Y.
    month : float
        Months covered, in (0, 12).

    Examples
    --------
    >>> remainder_log_ratio(24.0, 18.0, 9)
    0.0
    """
    return float(np.log((1 - cumulative / total) / (1 - month / 12)))


def trend_draws(
    log_total: NDArray[np.float64],
    year: NDArray[np.int64],
    ahead: int,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    r"""Log total `ahead` years after the last: a local level with uncertain drift and spread.

    $$y_{t+1} = y_t + g + \eta, \quad \eta \sim N(0, \sigma^2), \quad
      \sigma^2 \sim \mathrm{InvGamma}
      \Big(\tfrac{\nu}{2}, \tfrac{\nu s_0^2 + \sum(\Delta y - \bar g)^2}{2}\Big)$$

    with g given sigma normal around the mean yearly growth shrunk to zero by the prior's weight.
    Gaps between years enter as growth per year.

    Parameters
    ----------
    log_total : ndarray, shape (year,)
    year : ndarray, shape (year,)
        Increasing.

    Returns
    -------
    ndarray, shape (draws,)

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = trend_draws(np.log([20.0, 21.0, 22.0]), np.array([2021, 2022, 2023]), 1, 4000, rng)
    >>> bool(22.0 < np.exp(np.median(y)) < 23.1)
    True
    """
    prior_sd, weight = (
        assumed_number("target.trend_sd_prior"),
        assumed_number("target.trend_prior_years"),
    )
    growth = np.diff(log_total) / np.diff(year) if len(year) > 1 else np.zeros(0)
    n, mean = len(growth), float(growth.mean()) if len(growth) else 0.0
    scale = (
        weight * prior_sd**2 + ((growth - mean) ** 2).sum() + weight * n / (weight + n) * mean**2
    )
    sigma = np.sqrt(scale / 2 / rng.standard_gamma((weight + n) / 2, draws))
    drift = n * mean / (weight + n) + sigma / np.sqrt(weight + n) * rng.standard_normal(draws)
    shocks = sigma * np.sqrt(ahead) * rng.standard_normal(draws)
    return log_total[-1] + ahead * drift + shocks


def nowcast(
    yearly: list[tuple[int, float]],
    past: list[float],
    year: int,
    cumulative: tuple[float, float] | None,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    r"""Posterior draws of a year's total, bn USD, shape (draws,).

    The trend gives prior draws; a cumulative statement C after m months re-weights them by the
    density of $\varepsilon = \ln[(1 - C/Y)/(1 - m/12)]$, a Student t fitted to the past years'
    remainders, times the Jacobian $|d\varepsilon / d \ln C| = (C/Y)/(1 - C/Y)$.

    Parameters
    ----------
    yearly : list of (year, total)
        At least one, increasing.
    past : list of float
        Past values of epsilon.
    cumulative : (C, m) | None

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = nowcast([(2022, 20.0), (2023, 21.0)], [0.1, 0.0], 2024, (18.0, 10), 4000, rng)
    >>> bool(20.5 < np.median(y) < 23)
    True
    """
    years, totals = np.array([y for y, _ in yearly]), np.log([t for _, t in yearly])
    if cumulative is None:
        return np.exp(trend_draws(totals, years, year - int(years[-1]), draws, rng))
    prior = np.exp(trend_draws(totals, years, year - int(years[-1]), 8 * draws, rng))
    weight = _remainder_density(prior, cumulative, past)
    if weight.sum() <= 0:  # the statement lies outside what the trend allows: believe the statement
        return cumulative[0] / (1 - (1 - cumulative[1] / 12) * np.exp(_remainder(past, draws, rng)))
    return rng.choice(prior, size=draws, p=weight / weight.sum())


def _remainder_moments(past: list[float]) -> tuple[float, float, float]:
    """Location, scale and degrees of freedom of the predictive Student t of epsilon."""
    prior_sd = assumed_number("target.remainder_sd_prior")
    weight = assumed_number("target.remainder_prior_years")
    x = np.array(past, dtype=np.float64)
    n, mean = len(x), float(x.mean()) if len(x) else 0.0
    scale = weight * prior_sd**2 + ((x - mean) ** 2).sum() + weight * n / (weight + n) * mean**2
    df = weight + n
    return n * mean / df, float(np.sqrt(scale / df * (1 + 1 / df))), df


def _remainder(past: list[float], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    location, scale, df = _remainder_moments(past)
    return np.minimum(location + scale * rng.standard_t(df, draws), 0.0)


def _remainder_density(
    total: NDArray[np.float64], cumulative: tuple[float, float], past: list[float]
) -> NDArray[np.float64]:
    location, scale, df = _remainder_moments(past)
    done = cumulative[0] / total
    open_year = done < 1
    share = np.where(open_year, done, 0.5)
    z = (np.log((1 - share) / (1 - cumulative[1] / 12)) - location) / scale
    density = (1 + z**2 / df) ** (-(df + 1) / 2) * share / (1 - share)
    return np.where(open_year, density, 0.0)


def crps(draws: NDArray[np.float64], observed: float) -> float:
    r"""Continuous ranked probability score of draws, $E|X-y| - \tfrac12 E|X-X'|$, in the unit of X.

    References
    ----------
    Gneiting & Raftery (2007), JASA 102(477), 359-378.

    Examples
    --------
    >>> crps(np.array([1.0, 1.0]), 3.0)
    2.0
    """
    x = np.sort(draws)
    n = len(x)
    spread = float((x * (2 * np.arange(1, n + 1) - n - 1)).sum()) / n**2
    return float(np.abs(x - observed).mean() - spread)
