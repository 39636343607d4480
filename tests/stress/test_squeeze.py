"""The squeeze: one network with the corridors, the way out, what is not recorded."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.record import open as open_ledger
from denge.stress.corridor import stress_corridor
from denge.stress.corridor_base import closing, corridor_base
from denge.stress.squeeze import squeeze

NOW = date(2025, 11, 19)


@pytest.fixture(scope="module")
def view():
    return open_ledger().view(NOW)


@pytest.fixture(scope="module")
def solved(view):
    return corridor_base(view, "KAZ")


def test_the_squeeze_and_the_stress_of_corridors_say_the_same(view):
    lost = squeeze(view, "KAZ").lost
    stressed = stress_corridor(view, "KAZ", draws=100, detail=False)
    for name, share in lost.items():
        figure = stressed.figure(f"corridor.closed_{name.lower()}")
        assert figure.estimate.median == pytest.approx(100 * share, abs=1e-9)
    assert 0 < lost["CHN"] < lost["RUS"] < lost["both"] < 1


def test_the_arcs_of_a_neighbour_are_those_that_cross_or_end_in_it(solved):
    for code, arcs in solved.corridors.neighbours.items():
        assert np.array_equal(solved.corridors.crossing(code), arcs)


def test_the_way_out_is_what_the_other_gains(view, solved):
    found = squeeze(view, "KAZ")
    russia, china = (solved.corridors.crossing(code) for code in ("RUS", "CHN"))
    shut = closing(solved, {"RUS": russia})["RUS"]
    gained = shut.through(china) - solved.through(china)
    assert found.onward["RUS", "CHN"] == pytest.approx(gained / solved.through(russia))
    assert shut.through(russia) == 0
    assert shut.delivered == pytest.approx(sum(route.flow for route in shut.routes))


def test_the_order_of_the_rivals_changes_no_number(view):
    one, two = (squeeze(view, "KAZ", rivals=pair) for pair in (("CHN", "RUS"), ("RUS", "CHN")))
    assert one.lost == pytest.approx(two.lost)
    assert one.onward == pytest.approx(two.onward)
    assert one.shares["imports"].median == two.shares["imports"].median


def test_rivals_that_no_crude_crosses_strand_nothing(view):
    found = squeeze(view, "KAZ", rivals=("TUR", "ITA"))
    assert found.lost["ITA"] == 0
    assert ("ITA", "TUR") not in found.onward


def test_a_partner_that_is_not_printed_is_no_zero(view):
    exports = squeeze(view, "KAZ").shares["exports"]
    assert 0 < exports.low < exports.high


def test_figures_lead_to_their_rows_and_tell_their_year(view):
    found = squeeze(view, "KAZ")
    oil = found.figure("squeeze.oil.both")
    assert {step.table for step in oil.trail} >= {"corridors", "corridor_flows"}
    assert oil.period == str(found.years["oil"])
    assert {a.id for a in oil.assumptions} >= {"assumed_capacity_margin"}


def test_a_state_without_data_is_told_what_to_load(view):
    with pytest.raises(EmptyTies, match="casebook"):
        squeeze(view, "UZB")
    with pytest.raises(InputError, match="between two other states"):
        squeeze(view, "RUS")
    with pytest.raises(InputError, match="between two other states"):
        squeeze(view, "KAZ", rivals=("RUS", "RUS"))
