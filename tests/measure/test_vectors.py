"""Effective number of vectors: what must and must not move it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from denge.core.errors import EmptyTies
from denge.measure import vectors

NOW = date(2024, 12, 31)


def d2(view_of, rows, **options):
    return vectors(view_of(NOW, engagements=rows), "KAZ", **options).d2


def test_duplicating_every_report_changes_nothing(view_of, calendar):
    assert d2(view_of, calendar * 2) == d2(view_of, calendar)


def test_splitting_a_trip_into_two_records_changes_nothing(view_of, calendar):
    split = [calendar[0] | {"kind": "meeting", "row_id": "second"}, *calendar]
    assert d2(view_of, split) == d2(view_of, calendar)


def test_a_trip_to_two_poles_counts_for_each(view_of, calendar):
    more = [*calendar, calendar[-1] | {"partner": "USA", "row_id": "third place"}]
    before = vectors(view_of(NOW, engagements=calendar), "KAZ")
    after = vectors(view_of(NOW, engagements=more), "KAZ")
    usa = before.poles.index("usa")
    assert (after.count - before.count).tolist() == [float(k == usa) for k in range(7)]


def test_more_trips_to_the_pole_met_most_lower_the_number(view_of, calendar, engagement):
    more = [engagement("RUS", date(2024, 11, 1) + timedelta(days=5 * k)) for k in range(10)]
    assert d2(view_of, [*calendar, *more]).median < d2(view_of, calendar).median


def test_a_trip_outside_the_window_changes_nothing(view_of, calendar, engagement):
    old = engagement("USA", date(2015, 1, 1))
    assert d2(view_of, [*calendar, old]) == d2(view_of, calendar)


def test_partners_outside_the_poles_are_counted_apart(view_of, calendar):
    result = vectors(view_of(NOW, engagements=calendar), "KAZ")
    neighbours = sum(r["partner"] == "UZB" and r["start"] > date(2022, 12, 31) for r in calendar)
    assert result.outside == neighbours


def test_a_state_is_no_vector_of_its_own(view_of, calendar):
    rows = [row | {"state": "TUR"} for row in calendar]
    assert "turkiye" not in vectors(view_of(NOW, engagements=rows), "TUR").poles


def test_every_figure_leads_to_its_rows(view_of, calendar):
    result = vectors(view_of(NOW, engagements=calendar), "KAZ")
    share = result.figure("vectors.share.russia")
    assert {step.row_id.split("-")[0] for step in share.trail} == {"RUS"}
    assert len(share.trail) == result.count[result.poles.index("russia")]
    assert all(figure.assumptions for figure in result.figures())


def test_a_shared_organisation_is_split_between_its_leaders(view_of, calendar, engagement):
    more = [*calendar, engagement("SCO", date(2024, 7, 4), kind="summit")]
    before = vectors(view_of(NOW, engagements=calendar), "KAZ")
    after = vectors(view_of(NOW, engagements=more), "KAZ")
    gained = dict(zip(after.poles, after.count - before.count, strict=True))
    assert (gained["russia"], gained["china"]) == (0.5, 0.5)


def test_relabelling_partners_permutes_the_shares(view_of, calendar):
    swap = {"RUS": "CHN", "CHN": "RUS"}
    turned = [row | {"partner": swap.get(row["partner"], row["partner"])} for row in calendar]
    before = vectors(view_of(NOW, engagements=calendar), "KAZ")
    after = vectors(view_of(NOW, engagements=turned), "KAZ")
    old, new = (dict(zip(r.poles, r.count, strict=True)) for r in (before, after))
    assert (new["russia"], new["china"]) == (old["china"], old["russia"])
    assert after.raw == pytest.approx(before.raw)


def test_a_year_of_one_pole_after_a_year_of_many_is_a_fall(view_of, engagement):
    many = ["USA", "RUS", "CHN", "DEU", "TUR", "QAT"]
    rows = [engagement(many[k % 6], date(2023, 1 + k // 2, 3 + 14 * (k % 2))) for k in range(24)]
    rows += [engagement("RUS", date(2024, 1 + k, 9)) for k in range(12)]
    assert vectors(view_of(NOW, engagements=rows), "KAZ").rise < 0.02


def test_no_engagement_is_said_and_never_a_zero(view_of):
    with pytest.raises(EmptyTies, match="denge record"):
        vectors(view_of(NOW, engagements=[]), "PER")


def test_one_seed_gives_one_answer(view_of, calendar):
    assert d2(view_of, calendar, seed=3) == d2(view_of, calendar, seed=3)
    assert d2(view_of, calendar, seed=3) != d2(view_of, calendar, seed=4)
