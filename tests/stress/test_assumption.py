"""Assumptions are data: every one has a range, a unit, a reference, and draws that keep to it."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownName
from denge.stress.assumption import assumed, distribution, draw_distribution

NAMES = tuple(read_yaml("catalogue/stress_assumptions.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_assumption_is_whole(name):
    entry = assumed(name)
    assert entry.label
    assert len(entry.reference) > 20
    assert entry.identified in ("yes", "weakly", "no", "True", "False")
    low, high = entry.bounds
    assert low <= entry.central <= high
    draws = entry.draw(np.random.default_rng(0), 4000)
    assert draws.mean() == pytest.approx(entry.central, abs=0.06 * max(high - low, 1e-9) + 1e-9)
    shown = entry.assumption()
    assert shown.reference == entry.reference
    assert shown.identified == (entry.identified != "no")


def test_the_range_of_a_beta_is_its_central_nine_tenths():
    from scipy import stats

    spread = assumed("arc_outage_share").spread["beta"]
    assert assumed("arc_outage_share").bounds == pytest.approx(
        stats.beta(*spread).ppf([0.05, 0.95]), abs=1e-4
    )
    sharp = assumed("group_outage_chinese")
    assert sharp.bounds[1] == pytest.approx(stats.beta(*sharp.spread["beta"]).ppf(0.95), rel=1e-2)


def test_a_normal_keeps_to_its_bounds():
    spread = {"normal": [0.0, 5.0], "low": -1, "high": 2}
    draws = draw_distribution(distribution(spread, "x"), np.random.default_rng(0), 1000)
    assert draws.min() == -1
    assert draws.max() == 2


@pytest.mark.parametrize(
    ("spread", "said"),
    [
        ("half", "neither a number nor a distribution"),
        ({"fixed": "a"}, "fixed takes one number"),
        ({"uniform": [1]}, "uniform takes two numbers"),
        ({"normal": [0, 0]}, "is not positive"),
        ({"uniform": [0, 1], "beta": [1, 1]}, "is no distribution"),
        (True, "neither a number"),
    ],
)
def test_bad_distributions_are_named(spread, said):
    with pytest.raises(BadScenario, match=said):
        distribution(spread, "here")


def test_an_unknown_assumption_is_named():
    with pytest.raises(UnknownName, match="nearest: trade_elasticity"):
        assumed("trade_elastisity")
