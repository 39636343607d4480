"""The oil price process: it finds what made the data, and its paths are what it says."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.errors import BadScenario, EmptyTies
from denge.stress.oil import block_bootstrap, fit_oil_price, half_life_months, price_paths
from denge.stress.oil_revenue import capped_price, export_revenue, fuel_base, stress_oil
from denge.stress.scenario import load_scenario
from denge.stress.single import stress_channel


def synthetic(phi: float, months: int = 4000, seed: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = np.full(months, np.log(60.0))
    for t in range(1, months):
        x[t] = (1 - phi) * np.log(60.0) + phi * x[t - 1] + 0.07 * rng.standard_t(5)
    return np.exp(x)


def test_the_fit_finds_the_process_that_made_the_data():
    model = fit_oil_price(synthetic(0.96))
    mean = float(model.weight @ model.persistence)
    assert mean == pytest.approx(0.96, abs=0.012)
    assert float(model.weight @ model.scale) == pytest.approx(0.07, rel=0.1)
    assert 3 <= float(model.weight @ model.tails) <= 7


def test_the_likelihood_is_that_of_the_t_distribution():
    """Against scipy at one grid point."""
    from scipy import stats

    from denge.stress.oil import _log_likelihood

    y = np.random.default_rng(0).standard_t(4, 200)[None]
    ours = _log_likelihood(y, np.array([0.1]), np.array([0.9]), np.array([4.0]))
    theirs = stats.t(4, loc=0.1, scale=0.9).logpdf(y).sum()
    assert ours[0] == pytest.approx(theirs)


def test_paths_start_at_the_last_price_and_spread_with_time():
    model = fit_oil_price(synthetic(0.96, 600))
    path = price_paths(model, 12, 20_000, np.random.default_rng(1))
    spread = np.log(path).std(axis=0)
    assert np.exp(np.log(path[:, 0]).mean()) == pytest.approx(model.last_usd_bbl, rel=0.03)
    assert (np.diff(spread) > 0).all()


def test_the_bootstrap_keeps_to_the_returns_that_happened():
    price = synthetic(0.96, 300)
    path = block_bootstrap(price, 1, 5000, np.random.default_rng(0))
    returns = np.diff(np.log(price))
    seen = np.log(path[:, 0] / price[-1])
    assert seen.min() >= (returns - returns.mean()).min() - 1e-12
    assert seen.std() == pytest.approx(returns.std(), rel=0.1)


def test_half_lives_are_long_and_hardly_bounded(view):
    rows = sorted(view.rows("brent_monthly"), key=lambda r: r["month"])
    model = fit_oil_price(np.array([r["price_usd_per_bbl"] for r in rows]))
    low, high = np.quantile(half_life_months(model, np.random.default_rng(0)), [0.05, 0.95])
    assert low > 12
    assert high > 4 * low


def test_no_price_after_the_day_of_the_view_is_used(view):
    result = stress_oil(view, "KAZ", draws=500)
    figure = result.figure("oil.price_12m")
    assert figure.period.endswith("2025-10")
    assert all(step.known_from <= "2025-11-19" for step in result.trail())


def test_a_lower_price_lowers_exports_and_receipts(view):
    calm = stress_oil(view, "KAZ", draws=2000)
    fall = stress_oil(view, "KAZ", draws=2000, price_change=-0.4)
    for figure in ("oil.exports_12m", "oil.receipts_12m"):
        assert fall.figure(figure).estimate.median < calm.figure(figure).estimate.median
    assert (fall.draws > calm.draws).all()
    months = fall.tables["export_revenue"]
    assert len(months) == 12
    assert months[0]["q0.05_bn_usd"] < months[0]["q0.95_bn_usd"]


def test_the_share_that_reached_the_fund_lies_between_recorded_years(view):
    low, high = fuel_base(view, "KAZ").take or (0, 0)
    assert 0.05 < low < high < 0.6


def test_bad_prices_are_named(view):
    with pytest.raises(EmptyTies, match="10 months of prices"):
        fit_oil_price(np.ones(10))
    with pytest.raises(BadScenario, match="missing or not positive"):
        fit_oil_price(np.concatenate([np.ones(80), [np.nan]]))
    with pytest.raises(EmptyTies, match="no fuel exports of PER"):
        fuel_base(view, "PER")


def test_a_cap_binds_only_above_itself_and_only_on_its_share(view):
    """Revenue is share x revenue at the capped price + the rest at the free price."""
    base = fuel_base(view, "KAZ")
    price = np.array([[90.0, 70.0, 50.0]])
    elasticity, cap = np.array([0.95]), np.array([60.0])
    made = export_revenue(base, capped_price(price, cap, 0.4, elasticity), elasticity)
    free = export_revenue(base, price, elasticity)
    held = export_revenue(base, np.minimum(price, 60.0), elasticity)
    assert made == pytest.approx(0.6 * free + 0.4 * held, rel=1e-12)


def test_a_lower_cap_costs_more_and_a_high_one_nothing(view):
    story = load_scenario("price_cap")
    losses = []
    for cap in (40.0, 60.0, 1e6):
        move = story.moves[0].model_copy(update={"cap": cap})
        scenario = story.model_copy(update={"moves": (move,)})
        losses.append(stress_channel(view, "oil", "KAZ", scenario=scenario, draws=2000).draws)
    open_future = stress_channel(view, "oil", "KAZ", draws=2000).draws
    assert (losses[0] >= losses[1]).all()
    assert losses[1].mean() > open_future.mean()
    assert losses[2] == pytest.approx(open_future, abs=1e-9)
