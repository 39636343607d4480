"""V2: the welfare identity and the published cost of autarky.

Arkolakis, Costinot and Rodriguez-Clare (2012), AER 102(1): with a domestic share of 0.93 autarky
would cost the United States 1.44 % at an elasticity of 5 and 0.72 % at 10 (two printed decimals).
"""

from __future__ import annotations

import numpy as np
import pytest

from denge.stress.hat_algebra import domestic_gains, solve_equilibrium
from denge.stress.own_links import own_links_real_income
from denge.stress.trade_matrix import trade_matrix


def random_world(seed: int, n: int = 12):
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1.5, (n, n))
    flows[np.diag_indices(n)] *= 40
    return trade_matrix([f"R{i}" for i in range(n)], flows)


@pytest.mark.parametrize(("theta", "cost_percent"), [(5, 1.44), (10, 0.72)])
def test_cost_of_autarky_of_the_united_states(theta: float, cost_percent: float):
    rest = 7.0
    world = trade_matrix(["USA", "ROW"], [[93.0, rest], [rest, 900.0]])
    closed = np.array([[1.0, 1e-14], [1e-14, 1.0]])
    after = solve_equilibrium(world, closed, theta)
    assert 100 * (1 / after.welfare[0] - 1) == pytest.approx(cost_percent, abs=0.03)
    assert 100 * (1 - 0.93 ** (1 / theta)) == pytest.approx(cost_percent, abs=0.005)
    assert after.welfare[0] == pytest.approx(0.93 ** (1 / theta), abs=1e-9)
    own = own_links_real_income([0.07], 0.93, [0.07], 0.93, [[1e-14]], theta)
    assert np.exp(own[0]) == pytest.approx(0.93 ** (1 / theta), abs=1e-3)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("deficits", ["multiplicative", "additive"])
def test_real_price_equals_the_domestic_share_formula(seed: int, deficits):
    world = random_world(seed)
    shock = np.exp(np.random.default_rng(seed + 100).uniform(-0.5, 0.2, world.flows.shape))
    np.fill_diagonal(shock, 1.0)
    after = solve_equilibrium(world, shock, 4.0, deficits=deficits)
    gains = domestic_gains(world, after, 4.0)
    assert np.abs(after.price / after.price_index - gains).max() < 1e-12
