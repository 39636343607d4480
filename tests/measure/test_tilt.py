"""Tilt on a rival axis: symmetry, sign, limits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.core.errors import EmptyTies, InputError, UnknownName
from denge.measure import tilt
from denge.measure.tilt import tilt_on_scale, tilt_two_pole

NOW = date(2024, 12, 31)
positive = st.floats(0.01, 1e4)


@given(positive, positive)
def test_swapping_pole_labels_flips_the_tilt(plus, minus):
    assert tilt_two_pole(plus, minus) == -tilt_two_pole(minus, plus)


@given(positive, positive, st.floats(0.01, 100))
def test_tilt_ignores_the_unit(plus, minus, unit):
    scaled = float(tilt_two_pole(plus * unit, minus * unit))
    assert scaled == pytest.approx(float(tilt_two_pole(plus, minus)), abs=1e-9)


def test_two_poles_on_the_scale_are_the_two_pole_form():
    shares = np.random.default_rng(0).dirichlet([1, 1], 50)
    on_scale = tilt_on_scale(shares, np.array([2.4, -0.7]))
    assert on_scale == pytest.approx(tilt_two_pole(shares[:, 0], shares[:, 1]))


def test_poles_in_one_place_span_no_axis():
    with pytest.raises(InputError, match="span no axis"):
        tilt_on_scale(np.array([[0.5, 0.5]]), np.array([1.0, 1.0]))


def test_swapping_the_axis_of_a_calendar_flips_the_tilt(view_of, calendar):
    view = view_of(NOW, engagements=calendar)
    there, back = tilt(view, "KAZ", axis="usa:russia"), tilt(view, "KAZ", axis="russia:usa")
    assert there.counts == back.counts[::-1]
    assert there.tilt.median == pytest.approx(-back.tilt.median, abs=0.03)
    assert there.sign_holds.median == back.sign_holds.median


def test_more_trips_to_a_pole_move_the_tilt_to_it(view_of, calendar, engagement):
    more = [*calendar, *(engagement("USA", date(2024, 1 + k, 2)) for k in range(8))]
    before = tilt(view_of(NOW, engagements=calendar), "KAZ").tilt.median
    assert tilt(view_of(NOW, engagements=more), "KAZ").tilt.median > before


def test_the_sign_of_an_even_calendar_does_not_hold_everywhere(view_of, engagement):
    rows = [
        engagement(("USA", "RUS")[k % 2], date(2023 + k // 12, k % 12 + 1, 3)) for k in range(24)
    ]
    result = tilt(view_of(NOW, engagements=rows), "KAZ")
    assert result.tilt.crosses(0.0)
    assert result.sign_holds.median < 1


def test_a_pole_has_no_tilt_between_itself_and_its_rival(view_of, calendar):
    with pytest.raises(InputError, match="itself a pole"):
        tilt(view_of(NOW, engagements=calendar), "RUS")


def test_an_unknown_axis_is_named_with_the_nearest(view_of, calendar):
    with pytest.raises(UnknownName, match="usa_russia"):
        tilt(view_of(NOW, engagements=calendar), "KAZ", axis="usa_rusia")


def test_a_calendar_that_met_neither_pole_has_no_tilt(view_of, engagement):
    with pytest.raises(EmptyTies):
        tilt(view_of(NOW, engagements=[engagement("UZB", date(2024, 5, 1))]), "KAZ")
