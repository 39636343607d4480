"""The league table: who is ranked, on what, and with which intervals."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.league import event_league, pole_counts, vote_league

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


def event(source, target, events, year=2014, quad=1):
    return {"source": source, "target": target, "year": year, "quad": quad, "events": events}


@pytest.fixture
def events():
    rows = []
    for k, partner in enumerate(("USA", "RUS", "CHN", "DEU", "TUR", "QAT", "JPN")):
        rows.append(event("UZB", partner, 20))
        rows.append(event("KGZ", partner, 100 if k == 1 else 4))
        rows.append(event("UZB", partner, 10, year=2015))
    return rows


def test_conflict_is_not_counted_and_an_event_counts_for_both_sides(events):
    states, years, count = pole_counts(
        [*events, event("UZB", "USA", 99, quad=4)], ("usa", "russia")
    )
    k = next(i for i, s in enumerate(states) if s == "UZB" and years[i] == 2014)
    assert count[k].tolist() == [20, 20]
    assert "USA" not in states or count[states.index("USA")].sum() == 0


def test_an_even_state_stands_before_a_one_sided_one(events):
    table = {(r["state"], r["year"]): r for r in event_league(events)}
    assert table["UZB", 2014]["d2_low"] > table["KGZ", 2014]["d2_high"]
    assert table["UZB", 2014]["rank"] < table["KGZ", 2014]["rank"]
    assert ("UZB", 2015) in table


def test_a_design_effect_widens_the_intervals(events):
    def width(phi):
        row = next(r for r in event_league(events, phi=phi) if r["state"] == "KGZ")
        return row["d2_high"] - row["d2_low"]

    assert width(5.0) > 1.5 * width(1.0)


def test_doubling_reports_of_one_state_leaves_the_others(events):
    doubled = [r | {"events": 2 * r["events"]} if r["source"] == "KGZ" else r for r in events]
    one, two = pole_counts(events, ("usa",)), pole_counts(doubled, ("usa",))
    k = one[0].index("UZB")
    assert np.array_equal(one[2][k], two[2][k])


def test_too_few_events_are_said():
    with pytest.raises(EmptyTies, match="20 events"):
        event_league([event("UZB", "USA", 3)])
