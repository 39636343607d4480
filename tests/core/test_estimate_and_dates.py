"""Estimates say what they are; dates stay as precise as their source."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.core.dates import When, parse_when
from denge.core.errors import InputError, UnknownState
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.state import state, states


def test_an_estimate_without_interval_must_say_why() -> None:
    with pytest.raises(ValueError, match="why it has none"):
        Estimate(1.0)


def test_an_interval_turned_round_is_refused() -> None:
    with pytest.raises(ValueError, match="turned round"):
        Estimate(1.0, 2.0, 0.5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50), st.floats(0.5, 0.99))
def test_the_interval_of_draws_holds_the_median(draws: list[float], level: float) -> None:
    estimate = estimate_from_draws(np.array(draws), level=level)
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low <= estimate.median <= estimate.high


def test_draws_that_are_not_finite_are_counted() -> None:
    with pytest.raises(ValueError, match="1 of 2 draws"):
        estimate_from_draws(np.array([1.0, np.nan]))


@pytest.mark.parametrize(
    "text", ["2025-11-06", "2024-02", "2024", "2025-11-06/2025-11-07"], ids=str
)
def test_a_date_keeps_its_precision(text: str) -> None:
    assert parse_when(text).iso() == text


def test_quarters_and_halves_end_on_their_last_day() -> None:
    assert parse_when("2025-Q3").end == date(2025, 9, 30)
    assert parse_when("2025-H1").end == date(2025, 6, 30)


@pytest.mark.parametrize("text", ["", "soon", "2025-13", "2025-02-30", "20250101"])
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(InputError):
        parse_when(text)


@given(st.dates(), st.integers(0, 400), st.integers(0, 30))
def test_overlap_is_symmetric(day: date, shift: int, slack: int) -> None:
    try:
        one = When(day, day)
        other_day = date.fromordinal(day.toordinal() + shift)
    except (ValueError, OverflowError):
        return
    other = When(other_day, other_day)
    assert one.overlaps(other, slack) == other.overlaps(one, slack) == (shift <= slack)


def test_every_un_member_has_names_in_four_languages_and_a_capital() -> None:
    members = [entry for entry in states().values() if entry.un_member]
    assert len(members) == 193
    for entry in members:
        assert all(entry.names[lang] for lang in ("en", "tr", "ru", "kk")), entry.iso3
        assert entry.capital, entry.iso3
        assert entry.lat is not None, entry.iso3


@pytest.mark.parametrize(
    "word", ["KAZ", "kz", "Kazakhstan", "Kazakistan", "Казахстан", "Қазақстан"]
)
def test_a_state_is_found_by_code_or_name_in_any_language(word: str) -> None:
    assert state(word).iso3 == "KAZ"


def test_an_unknown_state_names_the_nearest() -> None:
    with pytest.raises(UnknownState, match="Kazakhstan"):
        state("Kazakstan")
