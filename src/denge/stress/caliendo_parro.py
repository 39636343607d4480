"""Many sectors with input-output links and tariffs (Caliendo and Parro 2015), in exact hats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["SectorEconomy", "SectorEquilibrium", "sector_economy", "solve_sectors"]

_TOLERANCE = 1e-10
_STEPS = 3000
_PRICE_STEPS = 4  # price and demand rounds per wage step; all start from the last step's answer


@dataclass(frozen=True, slots=True)
class SectorEconomy:
    """Baseline of N regions and J sectors.

    Attributes
    ----------
    regions, sectors : tuple[str, ...]
    shares : ndarray, shape (sector, importer, exporter)
        Expenditure shares pi; each importer's sum to 1 in every sector.
    tariff : ndarray, shape (sector, importer, exporter)
        1 + rate.
    value_added : ndarray, shape (sector, region)
        gamma_nj, share of value added in output.
    inputs : ndarray, shape (region, input sector, using sector)
        gamma_nkj, with value_added + sum over k = 1.
    final : ndarray, shape (sector, region)
        alpha, shares of final demand.
    theta : ndarray, shape (sector,)
    expenditure : ndarray, shape (sector, region)
    income : ndarray, shape (region,)
        Value added at baseline.
    deficit : ndarray, shape (region,)
        Imports less exports; sums to 0.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    shares: NDArray[np.float64]
    tariff: NDArray[np.float64]
    value_added: NDArray[np.float64]
    inputs: NDArray[np.float64]
    final: NDArray[np.float64]
    theta: NDArray[np.float64]
    expenditure: NDArray[np.float64]
    income: NDArray[np.float64]
    deficit: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SectorEquilibrium:
    """After the shock.

    `wage`, `price`, `real_income` have shape (region,), the last as a ratio to before; `shares`
    and `flows` (sector, importer, exporter), the latter before tariffs; `residual` is the largest
    relative error of a wage bill.
    """

    regions: tuple[str, ...]
    wage: NDArray[np.float64]
    price: NDArray[np.float64]
    real_income: NDArray[np.float64]
    shares: NDArray[np.float64]
    flows: NDArray[np.float64]
    residual: float
    steps: int


def sector_economy(
    regions: Sequence[str],
    sectors: Sequence[str],
    flows: ArrayLike,
    tariff: ArrayLike,
    value_added: ArrayLike,
    input_shares: ArrayLike,
    theta: ArrayLike,
) -> SectorEconomy:
    """Build a baseline that is consistent by construction.

    Expenditure is what the flows add up to with tariffs; output what they add up to without. Final
    demand is expenditure less intermediate use. Where that is negative it is set to zero, the
    model is solved once without a shock, and its flows become the baseline.

    Parameters
    ----------
    flows : array, shape (sector, importer, exporter)
        Trade at producer prices (before tariffs), domestic sales on the diagonal.
    tariff : array, same shape
        1 + rate; 1 where there is none.
    value_added : array, shape (sector, region)
    input_shares : array, shape (region, input sector, using sector)
        Shares of each input in intermediate use; columns sum to 1.
    theta : array, shape (sector,)

    Raises
    ------
    BadScenario
        Shapes do not fit, or a number is missing or out of range.
    """
    x, t = np.asarray(flows, float), np.asarray(tariff, float)
    gamma, use = np.asarray(value_added, float), np.asarray(input_shares, float)
    elasticity = np.asarray(theta, float)
    _check(tuple(regions), tuple(sectors), x, t, gamma, use, elasticity)
    spending = (x * t).sum(axis=2)
    output = x.sum(axis=1)
    inputs = use * (1 - gamma.T)[:, None, :]
    income = (gamma * output).sum(axis=0)
    deficit = x.sum(axis=(0, 2)) - x.sum(axis=(0, 1))
    intermediate = np.einsum("nkj,jn->kn", inputs, output)
    final = spending - intermediate
    short = final.min() < -1e-9 * spending.max()
    final = np.clip(final, 0, None)
    economy = SectorEconomy(
        regions=tuple(regions),
        sectors=tuple(sectors),
        shares=x * t / spending[:, :, None],
        tariff=t,
        value_added=gamma,
        inputs=inputs,
        final=final / final.sum(axis=0),
        theta=elasticity,
        expenditure=spending,
        income=income,
        deficit=deficit,
    )
    if not short:
        return economy
    settled = solve_sectors(economy).flows
    return sector_economy(regions, sectors, settled, t, gamma, use, elasticity)


def _check(
    regions: tuple[str, ...],
    sectors: tuple[str, ...],
    x: NDArray,
    t: NDArray,
    gamma: NDArray,
    use: NDArray,
    theta: NDArray,
) -> None:
    n, j = len(regions), len(sectors)
    wanted = {
        "flows": (x, (j, n, n)),
        "tariff": (t, (j, n, n)),
        "value_added": (gamma, (j, n)),
        "input_shares": (use, (n, j, j)),
        "theta": (theta, (j,)),
    }
    for name, (array, shape) in wanted.items():
        if array.shape != shape:
            raise BadScenario(
                f"{name} has shape {array.shape}; {n} regions, {j} sectors need {shape}"
            )
        if not np.isfinite(array).all() or array.min() < 0:
            raise BadScenario(f"{name} holds a missing or negative number")
    idle = np.argwhere(x.sum(axis=2) <= 0)
    if idle.size:
        raise BadScenario(f"{regions[idle[0, 1]]} buys nothing in sector {sectors[idle[0, 0]]}")


def solve_sectors(
    economy: SectorEconomy,
    tariff: ArrayLike | None = None,
    cost: ArrayLike | float = 1.0,
    damping: float = 0.3,
) -> SectorEquilibrium:
    r"""Counterfactual for new tariffs and iceberg costs, deficits held in world income.

    $$c_{nj} = w_n^{\gamma_{nj}} \prod_k P_{nk}^{\gamma_{nkj}}, \quad
      P_{nj} = \Big[\sum_i \pi_{nij} (\hat\kappa_{nij} c_{ij})^{-\theta_j}\Big]^{-1/\theta_j}$$
    $$X_{nj} = \sum_k \gamma_{njk} Y_{nk} + \alpha_{nj} I_n, \quad
      Y_{nk} = \sum_i \pi'_{ink} X_{ik} / \tau'_{ink}, \quad I = wL + R + D$$

    and wages clear $\sum_j \gamma_{nj} Y_{nj} = w_n L_n$. One loop: wages are moved by the gap of
    the wage bill, and prices and demand follow from where they stood.

    Parameters
    ----------
    economy : SectorEconomy
    tariff : array, shape (sector, importer, exporter), optional
        New 1 + rate.
    cost : array of the same shape, or float
        Change of iceberg trade costs.
    damping : float
        Share of the wage gap closed per step.

    Returns
    -------
    SectorEquilibrium
        With real income (I'/I)/P: the exact change, where the paper prints a first-order
        decomposition.

    Raises
    ------
    BadScenario
        Wages did not clear.
    """
    new = economy.tariff if tariff is None else np.asarray(tariff, float)
    shock = new / economy.tariff * np.asarray(cost, float)
    base, _ = _income(economy, economy.income, economy.shares, economy.tariff, economy.expenditure)
    log_w, log_p = np.zeros(len(economy.regions)), np.zeros_like(economy.expenditure)
    x, gap, step = economy.expenditure, np.inf, 0
    shares = economy.shares
    with np.errstate(divide="ignore"):
        log_weight = np.log(economy.shares) - economy.theta[:, None, None] * np.log(shock)
    while step < _STEPS:
        step += 1
        for _ in range(_PRICE_STEPS):
            log_p, shares = _prices(economy, log_w, log_p, log_weight)
        wages = np.exp(log_w) * economy.income
        for _ in range(_PRICE_STEPS):
            income, output = _income(economy, wages, shares, new, x)
            x = np.einsum("njk,kn->jn", economy.inputs, output) + economy.final * income
        _, output = _income(economy, wages, shares, new, x)
        bill = (economy.value_added * output).sum(axis=0)
        gap = float(np.abs(bill / wages - 1).max())
        if gap < _TOLERANCE:
            break
        log_w = log_w + damping * np.log(bill / wages)
        log_w -= np.log((np.exp(log_w) * economy.income).sum() / economy.income.sum())
    if gap > 1e-7:
        raise BadScenario(f"wages do not clear: the largest gap is {gap:.2g} after {step} steps")
    income, _ = _income(economy, np.exp(log_w) * economy.income, shares, new, x)
    price = np.exp((economy.final * log_p).sum(axis=0))
    return SectorEquilibrium(
        regions=economy.regions,
        wage=np.exp(log_w),
        price=price,
        real_income=income / base / price,
        shares=shares,
        flows=shares * x[:, :, None] / new,
        residual=gap,
        steps=step,
    )


def _prices(
    e: SectorEconomy, log_w: NDArray, log_p: NDArray, log_weight: NDArray
) -> tuple[NDArray, NDArray]:
    """One round of unit costs, price indices and expenditure shares."""
    unit_cost = e.value_added * log_w + np.einsum("nkj,kn->jn", e.inputs, log_p)
    theta = e.theta[:, None]
    terms = np.exp(log_weight - theta[:, :, None] * unit_cost[:, None, :])
    total = terms.sum(axis=2)
    return np.log(total) / -theta, terms / total[:, :, None]


def _income(
    e: SectorEconomy, wages: NDArray, shares: NDArray, tariff: NDArray, x: NDArray
) -> tuple[NDArray, NDArray]:
    """Income wL + tariff revenue + deficit, and output by sector and region."""
    paid = shares * x[:, :, None] / tariff
    revenue = ((tariff - 1) * paid).sum(axis=(0, 2))
    return wages + revenue + e.deficit, paid.sum(axis=1)
