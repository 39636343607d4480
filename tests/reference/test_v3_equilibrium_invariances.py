"""V3: no shock, scaling, permutation and units leave the equilibrium as they must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.core.errors import BadScenario
from denge.stress.hat_algebra import solve_equilibrium
from denge.stress.own_links import own_links_real_income
from denge.stress.trade_matrix import TradeMatrix, merge_regions, trade_matrix


def world(seed: int, n: int = 6, home: float = 30.0) -> TradeMatrix:
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1, (n, n))
    flows[np.diag_indices(n)] *= home
    return trade_matrix([f"R{i}" for i in range(n)], flows)


def shock(seed: int, n: int = 6) -> np.ndarray:
    b = np.exp(np.random.default_rng(seed + 999).uniform(-1.0, 0.3, (n, n)))
    np.fill_diagonal(b, 1.0)
    return b


seeds = st.integers(0, 10_000)
treatments = st.sampled_from(["multiplicative", "additive"])


@settings(max_examples=30, deadline=None)
@given(seed=seeds, deficits=treatments, psi=st.floats(0, 2))
def test_no_shock_changes_nothing(seed, deficits, psi):
    after = solve_equilibrium(world(seed), 1.0, 4.0, psi=psi, deficits=deficits)
    assert np.abs(after.welfare - 1).max() < 1e-12
    assert np.abs(after.price - 1).max() < 1e-12


@settings(max_examples=30, deadline=None)
@given(seed=seeds, deficits=treatments, factor=st.floats(1e-6, 1e6))
def test_the_unit_of_the_flows_does_not_matter(seed, deficits, factor):
    base = world(seed)
    scaled = trade_matrix(base.regions, base.flows * factor)
    one = solve_equilibrium(base, shock(seed), deficits=deficits)
    other = solve_equilibrium(scaled, shock(seed), deficits=deficits)
    assert one.welfare == pytest.approx(other.welfare, rel=1e-11)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, deficits=treatments)
def test_renaming_regions_permutes_the_result(seed, deficits):
    base, b = world(seed), shock(seed)
    order = np.random.default_rng(seed).permutation(6)
    moved = trade_matrix([base.regions[i] for i in order], base.flows[np.ix_(order, order)])
    one = solve_equilibrium(base, b, deficits=deficits)
    other = solve_equilibrium(moved, b[np.ix_(order, order)], deficits=deficits)
    assert one.welfare[order] == pytest.approx(other.welfare, rel=1e-11)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, level=st.floats(-3, 3), psi=st.floats(0, 2))
def test_excess_demand_is_homogeneous_of_degree_zero_in_prices(seed, level, psi):
    from denge.stress.hat_algebra import _economy, _evaluate

    economy = _economy(world(seed), shock(seed), 4.0, 1.0, psi, "multiplicative")
    u = np.random.default_rng(seed).normal(0, 0.3, 6)
    moved = _evaluate(economy, u + level).gap - level  # the numeraire alone moves with prices
    assert moved == pytest.approx(_evaluate(economy, u).gap, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, fall=st.floats(0.5, 0.99))
def test_iceberg_costs_everywhere_at_home_and_abroad_scale_real_income(seed, fall):
    """B = t^-theta on every cell: prices relative to the index fall by exactly t."""
    after = solve_equilibrium(world(seed), np.full((6, 6), fall**4.0), 4.0)
    assert after.welfare == pytest.approx(fall, rel=1e-10)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, b=st.floats(0.02, 0.9))
def test_a_small_open_economy_is_close_to_full_equilibrium(seed, b):
    """The own-links equation against the world solution, for a region of 1 % of the world."""
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0.5, 1.5, (5, 5)) * 20
    flows[np.diag_indices(5)] = 2000
    flows[0], flows[:, 0] = rng.uniform(0.5, 1.5, 5), rng.uniform(0.5, 1.5, 5)
    flows[0, 0] = 12
    base = trade_matrix(list("ABCDE"), flows)
    cut = np.ones((5, 5))
    cut[0, 1] = cut[1, 0] = b
    full = solve_equilibrium(base, cut, 4.0)
    own = own_links_real_income(
        flows[0, 1:] / base.output[0],
        flows[0, 0] / base.output[0],
        flows[1:, 0] / base.expenditure[0],
        flows[0, 0] / base.expenditure[0],
        [[b, 1, 1, 1]],
        4.0,
    )
    assert own[0] == pytest.approx(np.log(full.welfare[0]), abs=3e-3)


def test_merging_regions_keeps_world_trade():
    base = world(3)
    names, flows = merge_regions(base.regions, base.flows, {"N": ["R1", "R4"]})
    assert len(names) == 5
    assert flows.sum() == pytest.approx(base.flows.sum())
    where = names.index("N")
    assert flows[where, where] == pytest.approx(base.flows[np.ix_([1, 4], [1, 4])].sum())


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        (np.ones((2, 3)), "square; this one is 2 x 3"),
        (np.ones(4), "must be square"),
        ([[1.0, np.nan], [1.0, 1.0]], "from KAZ to RUS is missing"),
        ([[1.0, 1.0], [-2.0, 1.0]], "from RUS to KAZ is negative"),
        ([[0.0, 0.0], [1.0, 1.0]], "KAZ sells nothing"),
        ([[1.0, 0.0], [1.0, 0.0]], "RUS buys nothing"),
        (np.ones((3, 3)), "2 region names meet"),
    ],
)
def test_a_bad_matrix_is_named(flows, said):
    with pytest.raises(BadScenario, match=said):
        trade_matrix(["KAZ", "RUS"], flows)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"B": np.ones((3, 3))}, "6 regions need"),
        ({"B": 0.0}, "B must be positive"),
        ({"theta": -1.0}, "theta must be positive"),
        ({"psi": -0.1}, "must not be negative"),
        ({"productivity": np.ones(2)}, "6 regions need"),
        ({"deficits": "none"}, "'multiplicative' or 'additive'"),
    ],
)
def test_a_bad_shock_is_named(change, said):
    with pytest.raises(BadScenario, match=said):
        solve_equilibrium(world(1), **change)
