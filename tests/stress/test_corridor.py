"""Corridors of the packaged casebook: what they rest on, closures, outages, and their limits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import UnknownName
from denge.record.casebook import casebook
from denge.record.view import View
from denge.stress.corridor import cost_table, stress_corridor
from denge.stress.corridor_base import closures, corridor_base
from denge.stress.corridor_network import corridors
from denge.stress.outages import capacity_draws, outages, yearly_losses


def test_what_is_delivered_is_what_was_recorded(view):
    solved = corridor_base(view, "KAZ")
    year = max(solved.corridors.recorded_exports)
    assert solved.delivered == pytest.approx(solved.corridors.recorded_exports[year], rel=0.02)
    assert solved.base.residual < 1e-9


def test_every_arc_says_what_its_capacity_rests_on(view):
    found = corridors(view, "KAZ")
    for arc in found.network.arcs:
        assert found.basis[arc.id] in ("printed", "flow", "analogue", "supply")
        assert arc.assumed == (found.basis[arc.id] != "printed") or arc.kind != "link"
    rests = {arc: steps[0].table for arc, steps in found.trail.items() if steps}
    assert rests["CPC_RU"] == "corridors"
    assert found.basis["CPC_RU"] == "printed"
    assert found.basis["SEA_AKTAU_BAKU"] == "flow"


def test_a_closed_line_strands_more_than_a_narrowed_one(view):
    half = stress_corridor(view, "KAZ", draws=500, closed={"CPC_RU": 0.5}, detail=False)
    shut = stress_corridor(view, "KAZ", draws=500, closed={"CPC_RU": 1.0}, detail=False)
    calm = stress_corridor(view, "KAZ", draws=500, detail=False)
    assert calm.draws.mean() < half.draws.mean() < shut.draws.mean()
    assert (shut.draws >= half.draws - 1e-9).all()


def test_two_lines_strand_at_least_as_much_as_either(view):
    solved = corridor_base(view, "KAZ")
    single = {row["arcs"]: row["stranded"] for row in closures(solved, 1)}
    for row in closures(solved, 2)[:50]:
        first, second = row["arcs"].split(" + ")
        assert row["stranded"] >= max(single[first], single[second]) - 1e-9


def test_both_neighbours_strand_more_than_either(view):
    result = stress_corridor(view, "KAZ", draws=200, detail=False)
    lost = {f.id.rsplit("_", 1)[1]: f.estimate.median for f in result.figures() if "closed" in f.id}
    assert lost["both"] >= max(lost["rus"], lost["chn"])
    assert lost["rus"] > 50
    assert any("assumed capacity" in note for note in result.notes)


def test_a_suspended_route_leaves_the_network_when_it_is_suspended():
    before = corridors(View(casebook("kaz"), date(2025, 11, 19)), "KAZ")
    after = corridors(View(casebook("kaz"), date(2026, 6, 1)), "KAZ")
    assert "SAMARA_GERMANY" in before.network.ids
    assert after.left_out["SAMARA_GERMANY"] == "suspended"


def test_recorded_years_pull_the_outage_share_from_its_prior(view):
    net = corridors(view, "KAZ")
    record = outages(view, net)
    a, b = record.beta[net.network.at("SEA_NOVOCPC_EUR")]
    years = record.observed["SEA_NOVOCPC_EUR"]
    assert a == pytest.approx(1.5 + sum(years.values()))
    assert a + b == pytest.approx(13.5 + len(years))
    assert 0.1 < years[2022] < 0.4


def test_overlapping_outages_count_the_larger_share():
    rows = [
        {"edge_id": "A", "route": "A", "capacity_lost_share": share,
         "start_date": date(2023, 1, 1), "end_date": date(2023, 1, 10)}
        for share in (0.5, 1.0)
    ]  # fmt: skip
    assert yearly_losses(rows, date(2023, 12, 31))["A"][2023] == pytest.approx(10 / 365)


def test_capacities_never_exceed_the_margin(view):
    net = corridors(view, "KAZ")
    u = capacity_draws(net, outages(view, net), 2000, np.random.default_rng(1))
    assert (u <= 1.3 * net.network.capacity + 1e-9).all()
    assert (u >= 0).all()


def test_a_state_without_corridors_is_named(view):
    with pytest.raises(UnknownName, match="no export corridors are described for FRA"):
        corridors(view, "FRA")
    with pytest.raises(UnknownName, match="'crud' from KAZ; nearest: crude"):
        corridors(view, "KAZ", "crud")


@pytest.mark.parametrize("product", ["gas", "general"])
def test_other_products_have_a_network_of_their_own(view, product):
    result = stress_corridor(view, "KAZ", product, draws=200)
    assert 0 <= result.draws.min() <= result.draws.max() <= 100
    assert len(result.tables["n1"]) >= 2


def test_costs_rank_routes_and_leave_what_is_delivered(view):
    rows = cost_table(view, "KAZ")
    assert [row["costs"] for row in rows] == ["low", "central", "high"]
    assert rows[0]["usd_per_tonne"] < rows[1]["usd_per_tonne"] < rows[2]["usd_per_tonne"]
    assert len({round(row["delivered"], 6) for row in rows}) == 1


def test_revenue_lost_follows_what_is_stranded(view):
    calm = stress_corridor(view, "KAZ", draws=500, detail=False).figure("corridor.netback_lost")
    shut = stress_corridor(view, "KAZ", draws=500, detail=False, closed={"CPC_RU": 1.0})
    assert shut.figure("corridor.netback_lost").estimate.median > calm.estimate.median + 10
    assert calm.trail[-1].table == "brent_monthly"


def test_every_figure_says_that_more_than_half_of_its_links_are_assumed(view):
    result = stress_corridor(view, "KAZ", draws=200)
    rows = {row["arc"]: row["basis"] for row in result.tables["arcs"]}
    used = {arc for row in result.tables["routes"] for arc in row["route"].split(" > ")}
    links = [basis for arc, basis in rows.items() if arc in used and basis != "supply"]
    assert sum(basis != "printed" for basis in links) > len(links) / 2
    for figure in result.figures():
        assert any("have an assumed capacity: more than half" in n for n in figure.notes), figure.id
