"""Votes with the powers and the place between two of them, from the world pack."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.alignment import alignment, stance, stance_between

NOW = date(2025, 11, 19)


@pytest.fixture
def view(view_of):
    return view_of(NOW)


def test_ends_and_middle_of_the_axis():
    one = np.ones(1)
    places = [float(stance_between(y * one, 3 * one, -1 * one)[0]) for y in (3, 1, -1)]
    assert places == [1.0, 0.0, -1.0]


def test_powers_that_do_not_differ_span_no_axis():
    with pytest.raises(InputError, match="span no axis"):
        stance_between(np.zeros(3), np.zeros(3), np.zeros(3))


def test_swapping_two_powers_is_refused_where_it_turns_the_axis(view):
    with pytest.raises(InputError):
        stance(view, "KAZ", between=("CHN", "USA"))


def test_an_ally_stands_nearer_than_a_rival(view):
    assert stance(view, "ISR").tilt.low > stance(view, "CUB").tilt.high


def test_votes_with_oneself_are_not_asked_for(view):
    assert "RUS" not in alignment(view, "RUS").shares
    with pytest.raises(InputError, match="end of the axis"):
        stance(view, "USA")


def test_shares_hold_the_counted_share_and_carry_their_year(view):
    found = alignment(view, "KAZ", with_powers=["USA", "CHN"])
    assert found.shares["CHN"].low < 0.793 < found.shares["CHN"].high
    assert found.year == 2018
    assert "rests on votes of 2018" in found.figures()[0].notes[1]
    assert dict(found.history["USA"])[2007] == pytest.approx(0.089, abs=0.0006)


def test_an_earlier_day_sees_earlier_votes_only(view_of):
    found = alignment(view_of(date(2008, 6, 1)), "KAZ")
    assert found.year == 2007
    assert max(year for year, _ in found.history["USA"]) == 2007


def test_a_state_that_casts_no_vote_is_told(view):
    for ask in (alignment, stance):
        with pytest.raises(EmptyTies, match="cast no"):
            ask(view, "VAT")
