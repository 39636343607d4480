"""The league table of votes: who is ranked, and with which intervals."""

from __future__ import annotations

from datetime import date

import pytest

from denge.core.errors import EmptyTies
from denge.measure.league import vote_league

NOW = date(2025, 11, 19)


@pytest.fixture
def view(view_of):
    return view_of(NOW)


def test_nearly_every_state_is_ranked_on_votes_of_one_year(view):
    league = vote_league(view)
    assert len(league.places) >= 150
    assert league.year == 2018
    assert {"USA", "RUS"} <= set(league.unranked)


def test_states_left_out_are_named_with_the_reason(view):
    league = vote_league(view, ["KAZ", "VAT", "USA"])
    assert league.unranked == {"VAT": "cast no vote in 2018", "USA": "an end of the axis"}
    assert [p.state for p in league.places] == ["KAZ"]


def test_ranks_have_intervals_that_hold_the_median(view):
    for place in vote_league(view).places:
        assert place.rank.low <= place.rank.median <= place.rank.high
        assert 0 <= place.balance.low <= place.balance.high <= 1


def test_another_year_is_another_table(view):
    one, other = vote_league(view, year=2000), vote_league(view)
    assert one.year == 2000
    assert one.table()[0] != other.table()[0]


def test_no_asked_state_has_votes(view):
    with pytest.raises(EmptyTies):
        vote_league(view, ["VAT"])
