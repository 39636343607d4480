"""Many sectors: limits that must reduce to known results, and the NAFTA data of the paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from denge.core.errors import BadScenario
from denge.stress.caliendo_parro import SectorEconomy, sector_economy, solve_sectors
from denge.stress.hat_algebra import solve_equilibrium
from denge.stress.trade_matrix import trade_matrix

NAFTA = "ARG AUS AUT BRA CAN CHL CHN DNK FIN FRA DEU GRC HUN IND IDN IRL ITA JPN KOR MEX NLD NZL "
NAFTA += "NOR PRT ZAF ESP SWE TUR GBR USA ROW"


def one_sector(value_added: float, n: int = 5, seed: int = 3) -> tuple[SectorEconomy, np.ndarray]:
    """Importer by exporter flows, balanced, with a share of inputs in output."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 6, (n, n))
    x = x + x.T
    x[np.diag_indices(n)] *= 12
    names = [f"R{i}" for i in range(n)]
    economy = sector_economy(
        names,
        ["goods"],
        x[None],
        np.ones((1, n, n)),
        np.full((1, n), value_added),
        np.ones((n, 1, 1)),
        np.array([4.0]),
    )
    return economy, x


def test_one_sector_without_inputs_equals_the_one_sector_model():
    economy, x = one_sector(1.0)
    cost = np.ones((1, 5, 5))
    cost[0, 1, 2] = cost[0, 2, 1] = 1.2
    many = solve_sectors(economy, cost=cost)
    one = solve_equilibrium(trade_matrix(economy.regions, x.T), (cost[0] ** -4.0).T, 4.0)
    assert many.real_income == pytest.approx(one.welfare, abs=1e-8)


def test_inputs_multiply_the_gains_by_one_over_the_share_of_value_added():
    """Real wage = (pi'_ii / pi_ii)^(-1/(theta gamma)) with one sector and roundabout inputs."""
    economy, _ = one_sector(0.5)
    cost = np.full((1, 5, 5), 1.3)
    cost[0][np.diag_indices(5)] = 1.0
    after = solve_sectors(economy, cost=cost)
    before = np.diag(economy.shares[0])
    gains = (np.diag(after.shares[0]) / before) ** (-1 / (4.0 * 0.5))
    assert after.wage / after.price == pytest.approx(gains, abs=1e-8)


def test_a_small_tariff_moves_prices_by_the_import_share():
    """d ln P = import share x d ln tau + share-weighted costs, to first order."""
    economy, _ = one_sector(1.0)
    tariff = np.ones((1, 5, 5))
    tariff[0, 0, 1] = 1 + 1e-5
    after = solve_sectors(economy, tariff)
    expected = economy.shares[0, 0] @ (np.log(after.wage) + np.log(tariff[0, 0]))
    assert np.log(after.price[0]) == pytest.approx(expected, rel=1e-3)


def nafta(shared: Path) -> tuple[SectorEconomy, np.ndarray]:
    folder = shared / "data" / "trade" / "caliendo_parro_2015"

    def load(name: str) -> np.ndarray:
        return np.loadtxt(folder / f"{name}.txt.gz")

    n, j = 31, 40
    x, old, new = np.zeros((j, n, n)), np.ones((j, n, n)), np.ones((j, n, n))
    x[:20] = load("xbilat1993").reshape(20, n, n) * 1000
    old[:20] += load("tariffs1993").reshape(20, n, n) / 100
    new[:20] += load("tariffs2005").reshape(20, n, n) / 100
    exports = x.sum(axis=1)
    sales = np.maximum(load("GO"), exports) - exports
    x[:, np.arange(n), np.arange(n)] = sales
    inputs = np.clip(load("IO").reshape(n, j, j), 0, None)
    total = inputs.sum(axis=1, keepdims=True)
    uses = total > 0.5
    inputs = np.where(uses, inputs / np.where(uses, total, 1), 0)
    gamma = np.where(uses[:, 0, :].T, load("B"), 1.0)
    theta = np.full(j, 8.22)
    theta[:20] = load("T")
    codes = NAFTA.split()
    names = [f"s{k}" for k in range(j)]
    economy = sector_economy(codes, names, x, old, gamma, inputs, theta)
    members = [codes.index(c) for c in ("MEX", "CAN", "USA")]
    lowered = old.copy()
    block = np.ix_(range(j), members, members)
    lowered[block] = new[block]
    return economy, lowered


def test_nafta_more_than_doubles_mexican_imports_from_its_partners(shared: Path):
    """Caliendo and Parro (2015, table 3): Mexico's imports from NAFTA members rise by 118 %.

    They solve with a deficit rule of their own, hence the wide tolerance.
    """
    economy, lowered = nafta(shared)
    after = solve_sectors(economy, lowered)
    assert after.residual < 1e-9
    mex, partners = economy.regions.index("MEX"), [economy.regions.index(c) for c in ("USA", "CAN")]
    paid = economy.shares * economy.expenditure[:, :, None] / economy.tariff
    before = paid[:20, mex][:, partners].sum()
    rise = after.flows[:20, mex][:, partners].sum() / before - 1
    assert 0.9 < rise < 1.6


def test_no_change_of_tariffs_changes_nothing(shared: Path):
    economy, _ = nafta(shared)
    after = solve_sectors(economy)
    assert np.abs(after.real_income - 1).max() < 1e-9
    assert np.abs(after.wage - 1).max() < 1e-9


def test_bad_sectors_are_named():
    _, x = one_sector(1.0)
    args = [np.ones((1, 5, 5)), np.ones((1, 5)), np.ones((5, 1, 1)), np.array([4.0])]
    idle = x.copy()
    idle[2] = 0
    with pytest.raises(BadScenario, match="R2 buys nothing in sector goods"):
        sector_economy([f"R{i}" for i in range(5)], ["goods"], idle[None], *args)
    with pytest.raises(BadScenario, match="tariff has shape"):
        sector_economy(
            [f"R{i}" for i in range(5)], ["goods"], x[None], np.ones((2, 5, 5)), *args[1:]
        )
