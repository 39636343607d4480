"""Rank among peers: acceptability against brute force, and what may not move it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from denge.core.errors import EmptyTies, InputError, UnknownName
from denge.measure import rank
from denge.measure.rank import composite, group_shares, rank_acceptability, ranks

NOW = date(2025, 11, 19)
VALUES = {"AZE": 7, "KAZ": 29, "KGZ": 2, "TKM": 6, "TUR": 130, "UZB": 12}
PEOPLE = {"AZE": 10, "KAZ": 20, "KGZ": 7, "TKM": 7, "TUR": 86, "UZB": 37}


def macro(indicator: str, values: dict[str, float], year: int = 2024) -> list[dict]:
    return [
        {"row_id": f"{indicator}-{code}", "indicator": indicator, "country_iso3": code,
         "year": year, "value": value, "unit": "USD", "source_url": "https://example.org",
         "known_from": date(year + 1, 7, 1), "doubt": ""}
        for code, value in values.items()
    ]  # fmt: skip


@pytest.fixture
def two(view_of):
    rows = macro("gdp_current_usd", VALUES) + macro("population", PEOPLE)
    return view_of(NOW, macro=rows)


@given(arrays(np.float64, (5, 4), elements=st.floats(0.01, 1)))
def test_rows_and_columns_of_acceptability_sum_to_one(score):
    b = rank_acceptability(ranks(score))
    assert b.sum(axis=0) == pytest.approx(1)
    assert b.sum(axis=1) == pytest.approx(1)


@given(arrays(np.float64, (2, 4), elements=st.floats(0.01, 1e6)), st.floats(0.001, 1000))
def test_group_shares_ignore_the_unit_of_an_indicator(value, unit):
    assert group_shares(value * unit) == pytest.approx(group_shares(value))


def test_composite_equals_its_loop(rng):
    share, weight = rng.dirichlet(np.ones(3), (7, 4)), rng.dirichlet(np.ones(4), 7)
    loop = [
        [sum(weight[d, k] * share[d, k, s] for k in range(4)) for s in range(3)] for d in range(7)
    ]
    assert composite(share, weight) == pytest.approx(np.array(loop))


def test_first_after_the_largest_follows_from_the_weight_that_makes_two_peers_equal(two):
    """With two indicators KAZ beats UZB when w > w*, and a uniform weight gives 1 - w*."""
    result = rank(two, "KAZ", after="TUR")
    money, people = sum(VALUES.values()), sum(PEOPLE.values())
    gain = (VALUES["KAZ"] - VALUES["UZB"]) / money
    loss = (PEOPLE["UZB"] - PEOPLE["KAZ"]) / people
    assert result.first.median == pytest.approx(gain / (gain + loss), abs=0.01)


def test_a_peer_set_aside_cannot_be_the_state_itself(two):
    with pytest.raises(InputError, match="after itself"):
        rank(two, "TUR", after="TUR")


def test_weights_of_the_user_decide(two):
    people_only = rank(two, "KAZ", after="TUR", weights={"population": 1.0})
    money_only = rank(two, "KAZ", after="TUR", weights={"gdp_usd": 1.0})
    assert (people_only.first.median, money_only.first.median) == (0.0, 1.0)


def test_a_missing_value_leaves_the_indicator_out_with_the_reason(view_of):
    rows = macro("gdp_current_usd", VALUES) + macro("population", {"KAZ": 20, "UZB": 37})
    result = rank(view_of(NOW, macro=rows), "KAZ")
    assert "population" in result.left_out
    assert "AZE" in result.left_out["population"]
    assert list(result.indicators) == ["gdp_usd"]


def test_a_later_year_is_not_known_yet(view_of):
    rows = macro("gdp_current_usd", VALUES) + macro("gdp_current_usd", PEOPLE, year=2027)
    assert rank(view_of(NOW, macro=rows), "KAZ").indicators == {"gdp_usd": 2024}


def test_an_indicator_of_a_much_older_year_for_one_peer_is_left_out(view_of):
    old = macro("population", {"UZB": 30}, year=2015)
    young = macro("population", {c: v for c, v in PEOPLE.items() if c != "UZB"})
    rows = macro("gdp_current_usd", VALUES) + old + young
    assert "population" in rank(view_of(NOW, macro=rows), "KAZ").left_out


def test_bounds_of_a_quantity_widen_the_score(view_of):
    low = macro("armed_forces_active_low", dict.fromkeys(VALUES, 40.0))
    high = macro("armed_forces_active_high", dict.fromkeys(VALUES, 60.0))
    weights = {"armed_forces": 1.0}
    wide = rank(view_of(NOW, macro=low + high), "KAZ", weights=weights).score["KAZ"]
    flat = macro("armed_forces_active_high", dict.fromkeys(VALUES, 40.0))
    tight = rank(view_of(NOW, macro=low + flat), "KAZ", weights=weights).score["KAZ"]
    assert wide.high - wide.low > 0.02 > tight.high - tight.low


def test_without_any_covering_indicator_nothing_is_ranked(view_of):
    view = view_of(date(2001, 1, 1), macro=macro("population", {"KAZ": 20}))
    with pytest.raises(EmptyTies, match="no indicator covers"):
        rank(view, "VAT", states=["PRK", "KAZ"])


def test_a_state_outside_the_casebook_is_ranked_on_the_world_pack(view_of):
    found = rank(view_of(NOW, macro=[]), "PER")
    assert found.group == "nearest"
    assert len(found.states) == 12
    assert set(found.indicators) == {"gdp_usd", "area_km2", "population"}
    assert found.period == "2022-2023"
    assert found.left_out["armed_forces"]


def test_the_state_must_belong_to_its_group(two):
    with pytest.raises(InputError, match="no member"):
        rank(two, "SRB", group="turkic")
    with pytest.raises(UnknownName, match="turkic"):
        rank(two, "KAZ", group="turkik")
