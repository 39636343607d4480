"""All channels together: the same bits for any executor, parts that add up, the brief's path."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest

from denge.core.errors import BadScenario, EmptyTies
from denge.stress import load_scenario, stress_all, summary
from denge.stress.ensemble import BLOCK, block_sizes, run_blocks
from denge.stress.joint import joint_inputs
from denge.stress.single import stress_channel


def noise(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.normal(size=(n, 2))


def test_a_shorter_ensemble_is_the_start_of_a_longer_one():
    long = run_blocks(noise, 2 * BLOCK + 5, 9)
    short = run_blocks(noise, 2 * BLOCK, 9)
    assert (long[: 2 * BLOCK] == short).all()
    assert len(long) == 2 * BLOCK + 5


def test_draws_must_be_positive():
    with pytest.raises(BadScenario, match="number of draws is 0"):
        block_sizes(0)


def test_every_executor_gives_the_same_bits(view):
    inputs = joint_inputs(view, "KAZ", load_scenario("washington_moscow_break"))
    draws = BLOCK + 1000
    alone = stress_all(view, "KAZ", scenario=inputs.scenario, draws=draws, inputs=inputs)
    for pool in (ThreadPoolExecutor(2), ProcessPoolExecutor(2)):
        with pool:
            shared = stress_all(
                view, "KAZ", scenario=inputs.scenario, draws=draws, inputs=inputs, executor=pool
            )
        assert (shared.draws == alone.draws).all()


def test_a_dask_client_is_an_executor(view):
    distributed = pytest.importorskip("distributed", reason="dask comes with the test group")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        wide = run_blocks(noise, BLOCK + 10, 4, client.get_executor())
    assert (wide == run_blocks(noise, BLOCK + 10, 4)).all()


def test_another_seed_gives_other_draws(view):
    inputs = joint_inputs(view, "KAZ")
    first, again, other = (
        stress_all(view, "KAZ", draws=500, seed=s, inputs=inputs).draws for s in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_channels_add_up_to_the_mean_loss(view):
    result = stress_all(view, "KAZ", scenario=load_scenario("russian_routes_close"), draws=2000)
    assert sum(c.mean for c in result.attribution) == pytest.approx(result.draws.mean())
    assert all("Shapley" in c.rule for c in result.attribution)


def test_price_and_volume_get_their_shapley_values(view, monkeypatch):
    """By brute force: each alone and both together, in the same draws."""
    import denge.stress.joint as module

    inputs = joint_inputs(view, "KAZ")

    def revenue_losses() -> tuple[np.ndarray, np.ndarray]:
        losses = module.joint_block(inputs, np.random.default_rng(5), 3000)
        return losses[:, 0], losses[:, 1]

    oil, corridor = revenue_losses()
    with monkeypatch.context() as patch:
        patch.setattr(module, "delivered_share", lambda i, m, r, n: np.ones(n))
        alone, nothing = revenue_losses()
    assert np.abs(nothing).max() < 1e-12
    paths = module.price_paths
    with monkeypatch.context() as patch:
        last = inputs.oil.last_usd_bbl
        patch.setattr(module, "price_paths", lambda *a: np.full_like(paths(*a), last))
        nothing, volume = revenue_losses()
    assert np.abs(nothing).max() < 1e-9
    both = oil + corridor
    assert oil == pytest.approx(0.5 * (alone + both - volume), abs=1e-9)
    assert corridor == pytest.approx(0.5 * (volume + both - alone), abs=1e-9)
    assert np.abs(both - alone - volume).max() > 0.01


@pytest.mark.parametrize("name", ["cpc_halved", "russian_routes_close", "price_fall"])
def test_bad_news_costs_more_than_the_open_future(view, name):
    inputs = joint_inputs(view, "KAZ", load_scenario(name))
    hit = stress_all(view, "KAZ", scenario=inputs.scenario, draws=2000, inputs=inputs)
    calm = stress_all(view, "KAZ", draws=2000, inputs=inputs.with_scenario(None))
    assert hit.draws.mean() > calm.draws.mean() + 1


def test_exceedance_thresholds_rise_and_their_shares_are_true(view):
    result = stress_all(view, "KAZ", draws=4000)
    thresholds = [e.threshold for e in result.exceedance]
    assert thresholds == sorted(thresholds)
    for chance in result.exceedance:
        assert chance.share == pytest.approx(1 / chance.one_in, abs=0.002)
        assert (result.draws > chance.threshold).mean() == chance.share


@pytest.mark.parametrize("channel", ["oil", "corridor", "sanctions", "tension"])
def test_one_channel_takes_its_part_of_a_scenario(view, channel):
    story = load_scenario("washington_moscow_break")
    result = stress_channel(view, channel, "KAZ", scenario=story, draws=400)
    assert result.scenario == "washington_moscow_break"
    assert result.kind == channel
    other = load_scenario("price_fall" if channel == "corridor" else "cpc_halved")
    with pytest.raises(BadScenario, match=f"nothing of {channel}"):
        stress_channel(view, channel, "KAZ", scenario=other, draws=10)


def test_the_summary_has_four_results_with_all_that_a_brief_needs(view):
    results = summary(view, "KAZ", date(2025, 11, 19), draws=1000)
    assert [r.kind for r in results] == ["oil", "corridor", "sanctions", "tension"]
    for result in results:
        assert len(result.exceedance) == 4
        assert result.figures()
        assert result.assumptions
        assert result._repr_html_().startswith("<table>")
    assert all(r.origins and r.trail() for r in results[:3])


def test_a_state_without_corridors_gets_what_its_data_allow(view):
    kinds = [r.kind for r in summary(view, "TUR", draws=300)]
    assert kinds == ["oil", "tension"]
    with pytest.raises(EmptyTies, match="nothing to stress for PER"):
        summary(view, "PER")
    with pytest.raises(BadScenario, match="stands on 2025-11-19"):
        summary(view, "KAZ", date(2024, 1, 1))


def test_the_summary_imports_nothing_slow():
    code = (
        "import sys; from datetime import date; from denge.record.view import View;"
        "from denge.record.casebook import casebook; from denge.stress import summary;"
        "summary(View(casebook('kaz'), date(2025, 11, 19)), 'KAZ', draws=50);"
        "slow = {'scipy', 'linopy', 'pandas', 'pydantic', 'pyfixest'} & set(sys.modules);"
        "sys.exit(', '.join(slow) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
