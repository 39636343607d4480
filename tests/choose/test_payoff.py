"""Properties of the payoff, and a brute-force twin written straight from the equations."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from denge.choose.exposure import Route
from denge.choose.parameters import load_parameters
from denge.choose.payoff import CHANNELS, full_effort, payoff
from denge.choose.state_file import exposure
from denge.choose.strategies import Strategy, load_playbook
from denge.stress.own_links import own_links_real_income

if TYPE_CHECKING:
    from denge.choose.worlds import Worlds


def outcome(mix, world, stakes, parameters, corridors=0.0):
    strategy = Strategy("s", "s", np.asarray(mix, float), corridors)
    return payoff(full_effort(strategy, world, stakes, parameters), world, stakes, parameters)


def held(world: Worlds, **values: float) -> Worlds:
    changed = world.values.copy()
    for name, value in values.items():
        changed[world.names.index(name.replace("__", "."))] = value
    return replace(world, values=changed)


def test_the_vectorised_payoff_equals_a_plain_reading_of_the_equations(draw_worlds) -> None:
    """One world at a time, Kazakhstan, no shared code but the trade equation."""
    parameters, stakes = load_parameters(), exposure("KAZ")
    world = draw_worlds(parameters, stakes, 12, years=(1, 5, 10))
    strategy = load_playbook(stakes)["corridors_first"]
    found = payoff(full_effort(strategy, world, stakes, parameters), world, stakes, parameters)
    for i in range(len(world)):
        w = {name: float(world[name][i]) for name in world.names}
        year, tension, price = (float(v[i]) for v in (world.year, world.tension, world.price))
        part = 1 - (1 - w["adjustment"]) ** year
        e, e0 = strategy.mix, stakes.mix
        log_b = np.zeros(4)
        for k in range(4):
            gain = e0[k] / w["alignment_sd"] * ((e[k] / e0[k]) ** w["gamma"] - 1) / w["gamma"]
            log_b[k] = w["beta"] * part * gain
        x_then = w["compliance"] + (1 - w["compliance"]) * e0[0]
        x_now = w["compliance"] + (1 - w["compliance"]) * e[0]
        for k, (name, now) in {1: ("scope.russia", 0.4), 2: ("scope.china", 0.05)}.items():
            log_b[k] -= w["kappa"] * (w[name] * x_now - now * x_then)
        reach = w["scope.russia"] * e[1] - 0.4 * e0[1]
        log_b[0] -= w["kappa"] * w["secondary"] * reach

        def income(log_b, ratio=w["output_ratio"], theta=w["theta"]):
            x = stakes.exports / (100 * ratio)
            spent = 100 * ratio - stakes.exports.sum() + stakes.imports.sum()
            p = stakes.imports / spent
            b = np.exp(log_b)[None, :]
            return 100 * float(own_links_real_income(x, 1 - x.sum(), p, 1 - p.sum(), b, theta)[0])

        capacity = {r.id: w[f"capacity.{r.id}"] for r in stakes.routes}
        capacity["caspian"] += w["corridor_gain"] * part * strategy.corridors

        def carried(closed=(), capacity=capacity, w=w):
            left = [c * (1 - w[f"outage.{r}"]) for r, c in capacity.items() if r not in closed]
            return min(1.0, sum(left))

        cut = np.log(0.02)
        loss = [income(log_b) - income(log_b + cut * np.eye(4)[k]) for k in range(3)]
        worth = max(price / stakes.oil_price - w["avoidable_cost"], 0)
        loss[1] += stakes.oil_pct_gdp * worth * (carried() - carried({"russian_territory"}))
        loss[2] += stakes.oil_pct_gdp * worth * (carried() - carried({"china"}))
        y, width = stakes.position, stakes.spread
        mean = (e * y).sum() / e.sum()
        h = [
            1 / (1 + np.exp(-(w["h0"] + w["h1"] * tension * (1 + 2 * abs(mean - y[k]) / width))))
            for k in range(3)
        ]
        coercion = w["nu"] * sum(a * b for a, b in zip(h, loss, strict=True))
        p = e / e.sum()
        entropy = sum(p[i] * p[j] * abs(y[i] - y[j]) / width for i in range(3) for j in range(3))
        phi = entropy / (1 + np.exp(-(w["f0"] + w["f1"] * tension)))
        forced = phi * (min(sum(loss) - one for one in loss) + w["switch_cost"])
        oil = stakes.oil_pct_gdp * (worth * carried() - (1 - w["avoidable_cost"]))
        total = income(log_b) + oil - coercion - forced - 0.1
        assert found.total[i] == pytest.approx(total, abs=1e-8)


def test_channels_add_up_to_the_total(draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    world = draw_worlds(parameters, stakes)
    found = outcome(stakes.mix, world, stakes, parameters)
    assert np.allclose(sum(found.channel(c) for c in CHANNELS), found.total, atol=1e-12)


def test_staying_put_changes_nothing_while_scopes_stay_where_they_are(draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure("UZB")
    world = held(draw_worlds(parameters, stakes), scope__russia=0.4, scope__china=0.05)
    assert np.abs(outcome(stakes.mix, world, stakes, parameters).trade).max() < 1e-9


def test_permuting_identical_poles_permutes_the_result(
    toy_parameters, toy_stakes, draw_worlds
) -> None:
    parameters = toy_parameters()
    stakes = toy_stakes(3, position=(0.0, 0.0, 0.0))
    world = draw_worlds(parameters, stakes)
    totals = [
        outcome(mix, world, stakes, parameters).total
        for mix in ([0.6, 0.3, 0.1], [0.1, 0.6, 0.3], [0.3, 0.1, 0.6])
    ]
    assert np.allclose(totals[0], totals[1], atol=1e-9)
    assert np.allclose(totals[0], totals[2], atol=1e-9)


def _no_pressure(toy_parameters, gamma: float, beta: float):
    return toy_parameters(nu=0.0, f0=-60.0, f1=0.0, gamma=gamma, beta=beta, alignment_sd=1.0)


@pytest.mark.parametrize("gamma", [0.2, 0.5, 0.9])
def test_without_pressure_equal_poles_make_the_equal_split_best(
    toy_parameters, toy_stakes, draw_worlds, gamma: float
) -> None:
    """Wherever the curvature outweighs the growth of trade in alignment.

    Trade is exp(beta g), so returns to one pole diminish only while
    beta (e0/sd) (e/e0)^gamma < 1 - gamma.
    """
    stakes = toy_stakes(3)
    beta = 0.9 * (1 - gamma) / (stakes.mix[0] * 3**gamma)
    parameters = _no_pressure(toy_parameters, gamma, beta)
    world = draw_worlds(parameters, stakes, 100)
    equal = outcome(stakes.mix, world, stakes, parameters).total
    rng = np.random.default_rng(0)
    for mix in rng.dirichlet(np.ones(3), 60):
        assert (outcome(mix, world, stakes, parameters).total <= equal + 1e-9).all()


def test_with_little_curvature_specialising_can_beat_the_equal_split(
    toy_parameters, toy_stakes, draw_worlds
) -> None:
    """The limit of the property above: it is no law of the model."""
    stakes = toy_stakes(3)
    parameters = _no_pressure(toy_parameters, 0.95, 1.5)
    world = draw_worlds(parameters, stakes, 100)
    equal = outcome(stakes.mix, world, stakes, parameters).total
    assert (outcome([1.0, 0.0, 0.0], world, stakes, parameters).total > equal).any()


def test_with_an_endless_cost_of_choice_aligning_is_best(
    toy_parameters, toy_stakes, draw_worlds
) -> None:
    parameters = toy_parameters(switch_cost=1e6)
    stakes = toy_stakes(3)
    world = draw_worlds(parameters, stakes, 100)
    aligned = outcome([1.0, 0.0, 0.0], world, stakes, parameters).total
    for mix in np.random.default_rng(0).dirichlet(np.ones(3), 40):
        assert (outcome(mix, world, stakes, parameters).total < aligned).all()


@pytest.mark.parametrize("state", ["KAZ", "UZB", "TUR", "SRB", "VNM"])
def test_for_a_fixed_mix_the_payoff_falls_in_tension(state: str, draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure(state)
    world = draw_worlds(parameters, stakes)
    totals = [
        outcome(
            stakes.mix, replace(world, tension=np.full(len(world), t)), stakes, parameters
        ).total
        for t in (0.0, 0.3, 0.6, 1.0)
    ]
    for calm, tense in itertools.pairwise(totals):
        assert (tense <= calm + 1e-9).all()
        assert (tense < calm).any()


def test_trade_falls_in_sanction_scope_and_oil_in_outages(draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    world = draw_worlds(parameters, stakes)
    trade = [
        outcome(stakes.mix, held(world, scope__russia=s), stakes, parameters).trade
        for s in (0.0, 0.5, 1.0)
    ]
    assert (trade[0] > trade[1]).all()
    assert (trade[1] > trade[2]).all()
    oil = [
        outcome(stakes.mix, held(world, outage__russian_territory=o), stakes, parameters).oil
        for o in (0.0, 0.5, 0.95)
    ]
    assert (oil[0] >= oil[1]).all()
    ample = world.price / stakes.oil_price > world["avoidable_cost"]
    assert (oil[1] > oil[2])[ample].all()


def test_a_market_already_lost_is_no_lever(draw_worlds) -> None:
    """Wider sanctions cut trade with Russia, and with it what Russia can take by cutting off."""
    parameters, stakes = load_parameters(), exposure("UZB")
    world = draw_worlds(parameters, stakes)
    narrow, wide = (
        outcome(stakes.mix, held(world, scope__russia=s), stakes, parameters) for s in (0.1, 0.9)
    )
    assert (wide.trade < narrow.trade).all()
    assert wide.coercible.mean() < narrow.coercible.mean()


def test_no_pole_can_extract_more_than_it_can_take(draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    found = outcome(stakes.mix, draw_worlds(parameters, stakes), stakes, parameters)
    assert (found.largest_loss > 0).all()
    assert (found.coercible <= 3 * found.largest_loss).all()


def test_losing_the_only_route_costs_the_oil_that_crossed_it(
    toy_parameters, toy_stakes, draw_worlds
) -> None:
    parameters = toy_parameters("ab", avoidable_cost=0.0)
    route = Route("only", "only", 1, 1.0, 1.0)
    stakes = toy_stakes(2, trade=1e-9, routes=(route,), oil=10.0)
    world = held(draw_worlds(parameters, stakes, 50), outage__only=0.25)
    found = outcome(stakes.mix, world, stakes, parameters)
    assert found.largest_loss == pytest.approx(10.0 * world.price / 80.0 * 0.75, rel=1e-6)


def test_corridor_effort_lowers_what_the_transit_pole_can_take(draw_worlds) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    world = draw_worlds(parameters, stakes)
    without = outcome(0.75 * stakes.mix, world, stakes, parameters, 0.0)
    with_ = outcome(0.75 * stakes.mix, world, stakes, parameters, 0.25)
    assert (with_.largest_loss <= without.largest_loss + 1e-9).all()
    assert with_.largest_loss.mean() < without.largest_loss.mean() - 0.1
