"""90 % intervals hold a simulated truth in 85 to 95 % of clustered calendars.

The whole table, with 1,000 calendars a case, is printed by `benchmarks/intervals.py`.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from denge.core.errors import InputError
from denge.measure.interval_coverage import event_year, interval_coverage, spread_of_year, tours
from denge.measure.share_posterior import Dispersion, dispersion

ONE_SIDED = np.array([0.80, 0.08, 0.05, 0.03, 0.02, 0.01, 0.01])
UNEVEN = np.array([0.60, 0.15, 0.10, 0.06, 0.04, 0.03, 0.02])
MIDDLING = np.array([0.35, 0.20, 0.15, 0.10, 0.10, 0.05, 0.05])
NEARLY_EVEN = np.array([0.20, 0.17, 0.15, 0.14, 0.13, 0.11, 0.10])


@pytest.mark.parametrize("acts", [20, 50, 150])
@pytest.mark.parametrize(
    "truth",
    [ONE_SIDED, UNEVEN, MIDDLING, NEARLY_EVEN],
    ids=["one-sided", "uneven", "middling", "nearly even"],
)
def test_intervals_of_events_told_several_times_hold_the_truth(truth, acts):
    """500 calendars, each act told two to six times; standard error 1.5 points."""
    held = interval_coverage(
        truth,
        partial(event_year, truth, acts, "2 to 6"),
        spread_of_year,
        runs=500,
        rng=np.random.default_rng(11),
    )
    assert 0.85 - held.error <= held.d2 <= 0.95 + held.error
    assert 0.85 - held.error <= held.tilt


@pytest.mark.parametrize(
    "truth", [UNEVEN, MIDDLING, NEARLY_EVEN], ids=["uneven", "middling", "nearly even"]
)
def test_intervals_of_trips_in_tours_hold_the_truth(truth):
    """500 calendars of 60 tours; half of the later trips of a tour repeat its first pole."""
    held = interval_coverage(
        truth,
        partial(tours, truth, 60, 0.5),
        dispersion,
        runs=500,
        rng=np.random.default_rng(12),
    )
    assert 0.85 - held.error <= held.d2 <= 0.95 + held.error


@pytest.mark.parametrize("acts", [20, 50, 150])
def test_intervals_hold_poles_that_stand_exactly_even(acts):
    """500 calendars; at the end of its range an interval can miss on one side only."""
    truth = np.full(7, 1 / 7)
    held = interval_coverage(
        truth,
        partial(event_year, truth, acts, "2 to 6"),
        spread_of_year,
        runs=500,
        rng=np.random.default_rng(14),
    )
    assert held.d2 >= 0.85


def test_intervals_that_take_reports_for_events_do_not():
    held = interval_coverage(
        MIDDLING,
        partial(event_year, MIDDLING, 150, "bursts"),
        lambda _: Dispersion(),
        runs=200,
        rng=np.random.default_rng(13),
    )
    assert held.d2 < 0.6


def test_an_unknown_echo_is_named():
    with pytest.raises(InputError, match="once, 2 to 6, bursts"):
        event_year(MIDDLING, 10, "thrice", np.random.default_rng(0))  # pyright: ignore
