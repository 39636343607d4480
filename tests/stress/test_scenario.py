"""Scenario files: the shipped ones hold together, and faults are sentences that name them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from denge.core.errors import BadScenario, UnknownName
from denge.stress.joint import joint_inputs, stress_all
from denge.stress.scenario import (
    Dependence,
    Scenario,
    combine,
    draw_moves,
    load_scenario,
    scenario_names,
)

HEAD = 'title: T\nstory: Something happens here.\nreference: "None seen"\n'
DEPENDENT = """
moves: [{what: oil_price, change: 1}]
dependence: [{between: [0, 3], correlation: 1}]
"""


def written(tmp_path: Path, body: str) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    return str(path)


def test_at_least_six_stories_for_kazakhstan_ship():
    told = [load_scenario(n) for n in scenario_names()]
    assert len([s for s in told if not s.states or "KAZ" in s.states]) >= 6
    assert {"washington_moscow_break", "taiwan", "detente"} <= set(scenario_names())
    assert all(s.story.endswith(".") and s.story.count(".") == 1 for s in told)


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_fits_the_casebook(view, name):
    assert joint_inputs(view, "KAZ", load_scenario(name)).scenario is not None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("moves: [{what: arcs, id: X, lost: 1}]", "moves.0.what"),
        ("moves: [{what: arc, lost: 1}]", "a move of arc needs an 'id'"),
        ("moves: [{what: arc, id: X}]", "a move of arc needs 'lost'"),
        ("moves: [{what: oil_price}]", "needs 'change'"),
        ("moves: [{what: price_cap, id: WEST}]", "needs 'cap'"),
        ("moves: [{what: price_cap, cap: 60}]", "needs an 'id'"),
        ("moves: [{what: tension, level: 1.4}]", "moves.0.level"),
        ("moves: [{what: oil_price, change: {unifrm: [0, 1]}}]", "nearest: uniform"),
        ("moves: [{what: oil_price, change: {uniform: [1, 0]}}]", "turned round"),
        ("moves: [{what: oil_price, change: {beta: [1, -1]}}]", "positive numbers"),
        ("moves: [{what: oil_price, chang: 0.1}]", "nearest: change"),
        ("moves: []", "at least 1"),
        (
            DEPENDENT,
            "moves are numbered 0 to 0",
        ),
        ("moves: [{what: oil_price, change: 1}]\nfrom: 2026-02-01\nuntil: 2026-01-01", "before it"),
        ("moves: [", "no YAML"),
    ],
)
def test_a_bad_scenario_is_named(tmp_path, body, said):
    with pytest.raises(BadScenario, match=said):
        load_scenario(written(tmp_path, body))


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ("{what: arc, id: CPC_RUU, lost: 1}", "nearest: CPC_RU"),
        ("{what: transit, id: FRA, lost: 1}", "no corridor crosses 'FRA'"),
        ("{what: group, id: caspia, lost: 1}", "nearest: caspian"),
        ("{what: neighbour, id: UZB, lost: 1}", "'UZB' is no neighbour"),
        ("{what: sanctions, id: nothing}", "no sanctions scope 'nothing'"),
        ("{what: price_cap, id: WESTT, cap: 60}", "to 'WESTT' is recorded; nearest: WEST"),
    ],
)
def test_what_the_network_does_not_know_is_named(view, tmp_path, move, said):
    scenario = load_scenario(written(tmp_path, f"moves: [{move}]"))
    with pytest.raises((BadScenario, UnknownName), match=said):
        joint_inputs(view, "KAZ", scenario)


def test_a_scenario_about_others_is_refused(view, tmp_path):
    body = "states: [AZE]\nmoves: [{what: oil_price, change: -0.1}]"
    with pytest.raises(BadScenario, match="is about AZE, not KAZ"):
        joint_inputs(view, "KAZ", load_scenario(written(tmp_path, body)))


def test_an_unknown_name_is_given_the_nearest():
    with pytest.raises(UnknownName, match="nearest: cpc_halved"):
        load_scenario("cpc_halve")


def two_moves(correlation: float) -> Scenario:
    texts = {"title": "T", "story": "Two things move.", "reference": "None seen"}
    moves = [
        {"what": "oil_price", "change": {"uniform": [-0.5, 0.5]}},
        {"what": "arc", "id": "A", "lost": {"beta": [2, 5]}},
    ]
    link = {"between": (0, 1), "correlation": correlation}
    return Scenario.model_validate(texts | {"moves": moves, "dependence": [link]})


@pytest.mark.parametrize("correlation", [-0.8, 0.0, 0.6])
def test_moves_keep_their_own_distribution_and_the_stated_rank_correlation(correlation):
    first, second = draw_moves(two_moves(correlation), 40_000, np.random.default_rng(3))
    ranks = [np.argsort(np.argsort(x)) for x in (first, second)]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(correlation, abs=0.02)
    assert np.quantile(first, [0.25, 0.75]) == pytest.approx([-0.25, 0.25], abs=0.01)
    assert second.mean() == pytest.approx(2 / 7, abs=0.005)


def test_contradicting_correlations_are_refused():
    made = two_moves(0.9)
    third = made.moves[0]
    links = [made.dependence[0], {"between": (1, 2), "correlation": 0.9}]
    links.append({"between": (0, 2), "correlation": -0.9})
    body = {"title": "T", "story": "Three things move.", "reference": "None seen"}
    full = Scenario.model_validate(body | {"moves": [*made.moves, third], "dependence": links})
    with pytest.raises(BadScenario, match="contradict each other"):
        draw_moves(full, 100, np.random.default_rng(0))


def test_joined_scenarios_cost_more_than_each_and_keep_their_correlations(view):
    joined = load_scenario("cpc_halved+price_fall")
    loss = {
        name: stress_all(view, "KAZ", scenario=load_scenario(name), draws=3000).draws.mean()
        for name in ("cpc_halved", "price_fall", "cpc_halved+price_fall")
    }
    assert loss[joined.name] > max(loss["cpc_halved"], loss["price_fall"])
    first = load_scenario("price_fall").moves
    both = combine([load_scenario("price_fall"), load_scenario("russian_routes_close")])
    assert both.moves[: len(first)] == first
    assert [d.between for d in both.dependence] == [(1, 2)]


def test_a_copula_across_joined_scenarios_fattens_the_tail(view):
    """A fall of the price that comes with closed routes: the same means, a wider loss."""
    parts = [load_scenario("price_fall"), load_scenario("russian_routes_close")]
    losses = []
    for correlation in (-0.8, 0.8):  # of the price change and the share lost
        link = Dependence(between=(0, 1), correlation=correlation)
        made = combine(parts, [link])
        price, lost = draw_moves(made, 4000, np.random.default_rng(0))[:2]
        assert np.sign(np.corrcoef(price, lost)[0, 1]) == np.sign(correlation)
        assert made.dependence[0] == link
        losses.append(stress_all(view, "KAZ", scenario=made, draws=4000).draws)
    together, apart = losses
    assert np.quantile(together, 0.95) > np.quantile(apart, 0.95)


def test_scenarios_that_cannot_be_joined_are_named(tmp_path):
    with pytest.raises(BadScenario, match="more than one part sets the tension"):
        load_scenario("taiwan+detente")
    with pytest.raises(UnknownName, match="nearest: taiwan"):
        load_scenario("taiwam+price_fall")
    other = load_scenario("price_fall").model_copy(update={"states": ("UZB",)})
    with pytest.raises(BadScenario, match="no state is common"):
        combine([other, load_scenario("cpc_halved")])
    later = load_scenario("price_fall").model_copy(update={"start": date(2026, 1, 1)})
    with pytest.raises(BadScenario, match="different days"):
        combine([later, load_scenario("cpc_halved")])
