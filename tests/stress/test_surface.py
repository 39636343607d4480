"""The draws behind the sliders: the open future where none is moved, a scenario where one is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import BadScenario, EmptyTies
from denge.record.casebook import casebook
from denge.record.view import View
from denge.stress.assumption import assumed
from denge.stress.joint import stress_all
from denge.stress.scenario import Scenario
from denge.stress.surface import loss_surface, sliders


@pytest.fixture(scope="module")
def view():
    return View(casebook("kaz"), date(2025, 11, 19))


@pytest.fixture(scope="module")
def surface(view):
    return loss_surface(view, "KAZ", draws=4000)


def scenario(**move):
    head = {"title": "One move", "story": "One thing moves.", "reference": "A test."}
    return Scenario.model_validate(head | {"moves": [move]})


def quantiles(draws):
    return np.quantile(draws, [0.05, 0.5, 0.95])


def test_the_start_of_the_tension_slider_is_the_last_observed_level():
    assert sliders()["tension"].start == assumed("tension_last").central


def test_unmoved_sliders_are_the_open_future(surface, view):
    open_future = stress_all(view, "KAZ", draws=20_000).draws
    assert quantiles(surface.draws()) == pytest.approx(quantiles(open_future), abs=0.35)


@pytest.mark.parametrize(
    ("slider", "value", "move"),
    [
        ("oil_price", -0.3, {"what": "oil_price", "change": -0.3}),
        ("russian_routes", 6.0, {"what": "transit", "id": "RUS", "lost": 0.5}),
        (
            "secondary_sanctions",
            2.0,
            {"what": "sanctions", "id": "secondary_sectoral", "intensity": 2.0},
        ),
        ("tension", 0.876, {"what": "tension", "level": 0.876}),
    ],
)
def test_one_slider_is_the_scenario_with_that_move(surface, view, slider, value, move):
    by_scenario = stress_all(view, "KAZ", scenario=scenario(**move), draws=20_000).draws
    assert quantiles(surface.draws(**{slider: value})) == pytest.approx(
        quantiles(by_scenario), abs=0.35
    )


def test_a_harder_world_loses_more_in_every_draw(surface):
    calm = surface.draws()
    for name, slider in surface.sliders.items():
        worse = slider.stops[0] if name == "oil_price" else slider.stops[-1]
        assert (surface.draws(**{name: float(worse)}) >= calm - 1e-9).all(), name


def test_the_same_seed_gives_the_same_draws(view):
    one, two = (loss_surface(view, "KAZ", draws=50, seed=7).draws(tension=0.576) for _ in "12")
    assert (one == two).all()


def test_a_value_between_stops_and_an_unknown_slider_are_named(surface):
    with pytest.raises(BadScenario, match="no stop of the slider"):
        surface.draws(oil_price=-0.33)
    with pytest.raises(BadScenario, match="no slider rain"):
        surface.draws(rain=1.0)


def test_a_state_without_trade_or_fuel_has_no_surface(view):
    with pytest.raises(EmptyTies, match="nothing to stress for SRB"):
        loss_surface(view, "SRB")


def test_the_figure_says_what_it_rests_on(surface):
    figure = surface.figure("futures.loss")
    assert figure.estimate.median == pytest.approx(float(np.median(surface.draws())))
    named = {a.id for a in figure.assumptions}
    assert named >= {"trade_elasticity", "secondary_share", "price_link_elasticity"}
    assert figure.trail
    assert figure.period
