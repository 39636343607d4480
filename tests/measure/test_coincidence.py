"""The visit test: what may not move it, and when it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.coincidence import coincidence
from denge.measure.visit_test import followed, random_years, visit_test

START, END = date(2017, 1, 1), date(2023, 12, 31)
WINDOWS = np.array([3, 7, 14])


def run(first, second, start=START, end=END, seed=1, draws=999):
    rng = np.random.default_rng(seed)
    return visit_test(first, second, start, end, windows=WINDOWS, draws=draws, rng=rng)


@pytest.fixture
def days(rng):
    return tuple(np.sort(rng.integers(START.toordinal(), END.toordinal(), n)) for n in (14, 11))


def test_counts_equal_their_double_loop(days):
    a, b = days
    loop = [sum(any(0 < y - x <= w for y in b) for x in a) for w in WINDOWS]
    assert followed(a[None, :], b[None, :], WINDOWS)[0].tolist() == loop


def test_a_random_year_keeps_the_day_of_the_year(days, rng):
    moved = random_years(days[0], START, END, 40, rng)
    for k, day in enumerate(days[0]):
        kept = {(d.month, d.day) for d in (date.fromordinal(int(o)) for o in moved[:, k])}
        own = date.fromordinal(int(day))
        assert kept <= {(own.month, own.day), (2, 28)}


def test_shifting_all_dates_by_a_whole_calendar_cycle_leaves_p(days):
    """28 years bring leap years back, so both records have the same days of the year."""

    def shift(day):
        return (
            date.fromordinal(int(day))
            .replace(year=date.fromordinal(int(day)).year + 28)
            .toordinal()
        )

    later = tuple(np.array([shift(d) for d in side]) for side in days)
    moved = run(*later, date(2045, 1, 1), date(2051, 12, 31))
    assert moved.p == run(*days).p


def test_shifting_all_dates_by_a_year_leaves_p(days):
    common = tuple(
        side[[date.fromordinal(int(d)).strftime("%m%d") != "0229" for d in side]] for side in days
    )

    def shift(day):
        when = date.fromordinal(int(day))
        return when.replace(year=when.year + 1).toordinal()

    later = tuple(np.array([shift(d) for d in side]) for side in common)
    moved = run(*later, date(2018, 1, 1), date(2024, 12, 31))
    assert moved.p == pytest.approx(run(*common).p, abs=0.02)


def test_linked_calendars_get_a_low_p_and_distant_ones_a_high_one(days):
    a = days[0]
    assert run(a, a + 3).p < 0.01
    apart = np.array([date(2017 + k % 7, 1 + k % 3, 5).toordinal() for k in range(12)])
    far = np.array([date(2017 + k % 7, 7 + k % 3, 5).toordinal() for k in range(12)])
    assert run(apart, far).p >= 0.5


def test_the_smallest_p_is_never_above_p(days):
    found = run(*days)
    assert found.smallest <= found.p


def test_a_pole_never_visited_cannot_coincide(days):
    with pytest.raises(EmptyTies):
        run(days[0], np.array([], dtype=np.int64))


def test_below_eight_trips_the_answer_is_not_testable(view_of, engagement):
    rows = [engagement("RUS", date(2020 + k % 4, 1 + k, 3)) for k in range(10)]
    rows += [engagement("USA", date(2023, 10, 1) + timedelta(days=7 * k)) for k in range(3)]
    found = coincidence(view_of(date(2023, 12, 31), engagements=rows), "KAZ")
    assert not found.testable
    assert found.verdict == (
        "not testable: n = 3 trips to United States and n = 10 trips to Russia (the two closest, "
        "of 2023-08-03 and 2023-10-01, lie 59 days apart), where the test needs 8 to each"
    )
    assert found.test is None
    ids = [f.id.rsplit(".", 1)[1] for f in found.figures()]
    assert ids == ["trips_plus", "trips_minus", "closest"]


def test_a_summit_held_elsewhere_is_no_trip_to_the_rival_that_leads_it(view_of, engagement):
    rows = [
        engagement("CSTO", date(2022, 11, 23), country="ARM", kind="summit"),
        engagement("RUS", date(2022, 5, 16), country="RUS"),
        engagement("CIS", date(2022, 10, 7), country="RUS", kind="summit"),
        engagement("UN", date(2022, 9, 20), country="USA", third_party_date=True),
    ]
    found = coincidence(view_of(date(2023, 12, 31), engagements=rows), "KAZ")
    assert found.n == (1, 2)
    assert found.fact == "the two closest, of 2022-09-20 and 2022-10-07, lie 17 days apart"


def test_a_rival_never_visited_leaves_no_fact(view_of, engagement):
    found = coincidence(view_of(END, engagements=[engagement("RUS", date(2022, 5, 16))]), "KAZ")
    assert found.fact == ""
    assert found.verdict.startswith("not testable: n = 0 trips to United States and n = 1 trip to")


def test_enough_trips_give_p_power_and_the_smallest_p(view_of, engagement):
    rows = []
    for k in range(10):
        first = date(2016 + k % 7, 2 + k, 5)
        rows.append(engagement("USA", first))
        rows.append(engagement("RUS", first + timedelta(days=4), third_party_date=k % 5 == 0))
    found = coincidence(view_of(date(2023, 12, 31), engagements=rows), "KAZ")
    assert found.testable
    assert found.test is not None
    assert found.test.p < 0.02
    assert found.own_dates is not None
    assert found.own_dates.n == (10, 8)
    assert found.power is not None
    assert 0.5 < found.power <= 1
    assert "closer than chance" in found.verdict


def test_incoming_visits_are_no_trips_of_the_state(view_of, engagement):
    rows = [engagement("RUS", date(2020, 1 + k, 3), direction="incoming") for k in range(9)]
    assert coincidence(view_of(date(2023, 12, 31), engagements=rows), "KAZ").n == (0, 0)


def test_a_pole_has_no_visits_to_itself(view_of, calendar):
    with pytest.raises(InputError, match="itself a pole"):
        coincidence(view_of(date(2024, 12, 31), engagements=calendar), "USA")
