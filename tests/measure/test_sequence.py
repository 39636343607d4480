"""The order of visits: firsts by year and leader, replies counted by hand, and their null."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from denge.core.errors import EmptyTies, UnknownName
from denge.measure.sequence import reply_ratio, sequence

END = date(2023, 12, 31)


@pytest.fixture
def rows(engagement):
    """Each year Russia first; trips to the US, answered by Russia three times of four."""
    made = []
    for n, year in enumerate(range(2019, 2024)):
        made.append(engagement("RUS" if n < 4 else "CHN", date(year, 3, 25)))
        if n < 4:
            trip = date(year, 5 + n, 10)
            made.append(engagement("USA", trip))
            answer = trip + timedelta(days=3 if n else 20)
            made.append(engagement("RUS", answer, direction="incoming" if n % 2 else "outgoing"))
    return made


def test_trips_of_ministers_are_not_those_of_a_leader(view_of, rows, engagement):
    minister = engagement("GBR", date(2021, 1, 5)) | {"level": "minister"}
    found = sequence(view_of(END, engagements=[*rows, minister]), "KAZ")
    assert found.firsts[2021] == ("russia",)
    theirs = sequence(view_of(END, engagements=[*rows, minister]), "KAZ", office="foreign_minister")
    assert theirs.firsts == {2021: ("europe",)}


def test_the_office_that_leads_the_state_is_taken_unless_another_is_named(view_of, rows):
    indian = [row | {"state": "IND"} for row in rows]
    found = sequence(view_of(END, engagements=indian), "IND")
    assert found.office == "head_of_government"
    assert "trip of the head of government" in found.verdict
    assert "tells leaders from ministers" not in found.verdict
    own = sequence(view_of(END, engagements=rows), "KAZ", office="head_of_government")
    assert "tells leaders from ministers" in own.verdict
    with pytest.raises(UnknownName, match="king"):
        sequence(view_of(END, engagements=rows), "KAZ", office="king")


def test_firsts_and_replies_are_those_of_a_hand_count(view_of, rows):
    found = sequence(view_of(END, engagements=rows), "KAZ")
    assert found.firsts == dict.fromkeys(range(2019, 2023), ("russia",)) | {2023: ("china",)}
    usa, russia = found.replies
    assert (usa.trips, usa.count, usa.visits) == (4, 3, 8)
    assert (russia.trips, russia.count) == (6, 0)
    assert usa.expected < 1
    assert usa.ratio is not None
    assert usa.ratio.low > 1
    assert "n below 8: a description, no test" in usa.says


def test_a_new_leader_is_followed_to_each_pole(view_of, rows):
    leader = sequence(view_of(END, engagements=rows), "KAZ").leader
    assert leader is not None
    took_office = date(2019, 3, 20)
    assert leader.since == took_office
    assert leader.days == {"russia": 5, "usa": 51, "china": (date(2023, 3, 25) - took_office).days}


def test_a_record_that_begins_too_late_tells_nothing_of_the_new_leader(view_of, rows):
    late = [row for row in rows if row["start"] > date(2020, 1, 1)]
    assert sequence(view_of(END, engagements=late), "KAZ").leader is None


def test_two_trips_on_the_first_day_share_the_first_place(view_of, engagement):
    rows = [engagement(partner, date(2022, 2, 1)) for partner in ("RUS", "CHN")]
    assert sequence(view_of(END, engagements=rows), "KAZ").firsts == {2022: ("russia", "china")}


def test_the_expectation_is_the_mean_over_random_years(view_of, engagement):
    """One trip and one visit, one day apart, in a record of five years: chance places it in one."""
    rows = [engagement("USA", date(2021, 5, 1)), engagement("RUS", date(2021, 5, 3))]
    found = sequence(view_of(END, engagements=rows), "KAZ", start=date(2019, 1, 1)).replies[0]
    assert found.count == 1
    assert found.expected == pytest.approx(1 / 3, abs=0.03)


def test_the_ratio_is_near_the_plain_one_for_many_replies(rng):
    draws = reply_ratio(400, 200.0, 4000, rng)
    assert np.median(draws) == pytest.approx(2.0, rel=0.02)
    with pytest.raises(EmptyTies, match="no random calendar"):
        reply_ratio(3, 0.0, 10, rng)


def test_doubled_reports_change_no_count(view_of, rows):
    doubled = [*rows, *(row | {"row_id": f"{row['row_id']}b"} for row in rows)]
    once, twice = (sequence(view_of(END, engagements=r), "KAZ") for r in (rows, doubled))
    assert once.firsts == twice.firsts
    assert [r.count for r in once.replies] == [r.count for r in twice.replies]


def test_a_state_that_is_a_rival_has_firsts_and_no_replies(view_of, rows):
    own = [row | {"state": "RUS", "partner": "CHN"} for row in rows]
    found = sequence(view_of(END, engagements=own), "RUS")
    assert found.replies == ()
    assert found.firsts[2019] == ("china",)


def test_every_figure_opens_its_rows(view_of, rows):
    figures = sequence(view_of(END, engagements=rows), "KAZ").figures()
    assert {f.id.split(".")[1] for f in figures} == {"first", "leader", "replies", "reply_ratio"}
    assert all(f.trail for f in figures)
    assert len({f.id for f in figures}) == len(figures)


def test_only_guests_make_no_sequence(view_of, rows):
    guests = [row | {"direction": "incoming"} for row in rows]
    with pytest.raises(EmptyTies, match="no outgoing trip"):
        sequence(view_of(END, engagements=guests), "KAZ")
