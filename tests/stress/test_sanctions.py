"""Sanctions: scopes are data, wider ones cost more, and history is read as the data base has it."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from denge import record
from denge.core.errors import BadRow, EmptyTies, UnknownName
from denge.stress.sanction_history import (
    designations,
    history_figures,
    median_years,
    sanction_history,
)
from denge.stress.sanctions import scope, scope_loss, scopes, stress_sanctions
from denge.stress.trade_base import own_shares, trade_base


def test_shares_of_partners_add_up_to_recorded_totals(view):
    base = trade_base(view, "KAZ")
    total = next(
        r for r in view.rows("trade_by_partner")
        if r["partner_iso3"] == "WLD" and r["year"] == base.year
    )  # fmt: skip
    assert base.exports_bn_usd.sum() * 1e3 == pytest.approx(total["exports_usd_m"], rel=1e-9)
    assert base.imports_bn_usd.sum() * 1e3 == pytest.approx(total["imports_usd_m"], rel=1e-9)
    assert base.pattern_year == 2015


def test_a_harsher_scope_costs_more_in_every_draw(view):
    base = trade_base(view, "KAZ")
    shares = own_shares(base, 500, np.random.default_rng(0))
    theta = np.full(500, 4.0)
    losses = [
        scope_loss(base, shares, scope("russian_restrictions"), theta, np.random.default_rng(1), k)
        for k in (0.0, 0.5, 1.0, 2.0)
    ]
    assert np.abs(losses[0]).max() < 1e-10
    assert all((b > a).all() for a, b in pairwise(losses))


def test_one_side_costs_less_than_both(view):
    base = trade_base(view, "KAZ")
    shares = own_shares(base, 100, np.random.default_rng(0))
    theta = np.full(100, 4.0)
    cap = scope("oil_price_cap")
    both = scope("secondary_sectoral")
    one = scope_loss(base, shares, cap, theta, np.random.default_rng(1))
    two = scope_loss(base, shares, both, theta, np.random.default_rng(1))
    assert (one < two).all()
    assert (one > 0).all()


def test_a_coalition_costs_more_than_each_of_its_senders(view):
    base = trade_base(view, "KAZ")
    shares = own_shares(base, 200, np.random.default_rng(0))
    theta = np.full(200, 4.0)
    west, us, eu = (
        scope_loss(base, shares, scope(name), theta, np.random.default_rng(1))
        for name in ("secondary_sectoral", "us_sectoral", "eu_sectoral")
    )
    assert (west > us).all()
    assert (west > eu).all()
    assert set(scope("eu_sectoral").members) < set(scope("secondary_sectoral").members)


def test_export_controls_touch_imports_alone(view):
    base = trade_base(view, "KAZ")
    shares = own_shares(base, 200, np.random.default_rng(0))
    theta = np.full(200, 4.0)
    sides = [
        scope_loss(base, shares, scope(name), theta, np.random.default_rng(1))
        for name in ("export_controls", "oil_price_cap", "secondary_sectoral")
    ]
    assert (sides[0] > 0).all()
    assert not np.allclose(sides[0], sides[1])
    assert (sides[0] < sides[2]).all()


def test_every_scope_gives_a_figure_with_its_assumptions(view):
    result = stress_sanctions(view, "KAZ", draws=300)
    assert {f.id for f in result.figures()} == {f"sanctions.{name}" for name in scopes()}
    for figure in result.figures():
        assert figure.estimate.has_interval
        assert any("base year 2015" in note for note in figure.notes)
        assert any(a.id == "trade_elasticity" for a in figure.assumptions)
        assert figure.trail


def test_unknown_scopes_and_states_are_named(view):
    with pytest.raises(UnknownName, match="nearest: designations"):
        scope("designation")
    with pytest.raises(EmptyTies, match="no trade of FRA"):
        trade_base(view, "FRA")


@pytest.fixture(scope="module")
def cases(shared, tmp_path_factory):
    book = record.open(tmp_path_factory.mktemp("gsdb") / "a.db")
    book.load("gsdb", shared / "data" / "sanctions" / "GSDB_V3.csv.gz")
    return book


def test_history_of_kazakhstan_and_of_russia(cases):
    rows = cases.view(state="KAZ").rows("sanctions")
    assert [case["role"] for case in sanction_history(rows, "KAZ")] == ["target"]
    russia = sanction_history(rows, "RUS")
    assert any("trade" in case["types"] for case in russia if case["role"] == "target")
    early = sanction_history(rows, "RUS", until=2013)
    assert 0 < len(early) < len(russia)


def test_past_cases_stand_beside_the_scopes_and_only_what_was_known(cases):
    found = {f.id: f for f in history_figures(cases.view(state="KAZ"), "KAZ")}
    assert found["sanctions.history.against"].estimate.median == 1
    usa = found["sanctions.history.USA.met"]
    assert 0 < usa.estimate.low < usa.estimate.median < usa.estimate.high < 1
    assert usa.origins[0].title.startswith("Global Sanctions Data Base")
    assert found["sanctions.history.RUS.years"].estimate.median >= 1
    assert history_figures(cases.view(date(2021, 1, 1), state="KAZ"), "KAZ") == ()


def test_cases_still_running_lengthen_the_median():
    rng = np.random.default_rng(1)
    years = np.array([1.0, 2.0, 3.0, 4.0, 20.0])
    over = np.array([True, True, True, True, True])
    running = np.array([True, False, False, True, False])
    ended, censored = (median_years(years, o, 500, rng) for o in (over, running))
    assert censored.mean() > ended.mean() + 3


def test_designations_under_russian_programmes_grow_after_february_2022(shared):
    def listed(day: str, word: str) -> int:
        path = shared / "data" / "sanctions" / f"ofac_sdn_{day}.csv.gz"
        with gzip.open(path, "rt", encoding="latin-1") as file:
            return sum(designations(csv.reader(file), word).values())

    assert listed("2022-02-17", "russia") < listed("2022-03-31", "russia")
    assert listed("2022-03-31", "russia") < listed("2022-12-28", "russia")
    assert listed("2021-08-24", "kazakhstan") <= listed("2022-12-28", "kazakhstan")


def test_a_row_of_another_list_is_named():
    with pytest.raises(BadRow, match="row 1: 3 fields"):
        designations([["1", "A", "B"]], "A")
