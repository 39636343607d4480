"""Partnership ladder and shared institutions, on the date."""

from __future__ import annotations

from datetime import date

import pytest

from denge.core.errors import EmptyTies, UnknownColumn
from denge.measure.dependence import dependence
from denge.measure.ladder import institutions, ladder, rung_of

NOW = date(2025, 11, 19)


def tie(partner, when, level, instrument=""):
    return {"row_id": f"{partner}-{when}", "state": "KAZ", "partner": partner, "date": when,
            "level": level, "label": level, "instrument": instrument}  # fmt: skip


def member(organisation, state, joined="", left="", role=""):
    return {"row_id": f"{organisation}-{state}", "organisation": organisation, "member": state,
            "joined": joined, "left": left, "role": role}  # fmt: skip


def test_a_partner_stands_on_its_highest_rung(view_of):
    rows = [
        tie("CHN", "2011", "comprehensive_strategic_partnership"),
        tie("CHN", "1992", "friendship"),
    ]
    (rung,) = ladder(view_of(NOW, partnerships=rows), "KAZ").rungs
    assert (rung.height, rung.since) == (rung_of("comprehensive_strategic_partnership"), "2011")


def test_higher_rungs_come_first_and_older_ones_within(view_of):
    rows = [
        tie("ITA", "2009", "strategic_partnership"),
        tie("UZB", "2021-12-06", "alliance", "Declaration on allied relations"),
        tie("ESP", "2007", "strategic_partnership"),
    ]
    found = ladder(view_of(NOW, partnerships=rows), "KAZ").rungs
    assert [r.partner for r in found] == ["UZB", "ESP", "ITA"]
    assert [r.depth for r in found] == ["declaration", "", ""]


def test_a_level_never_met_is_reported():
    with pytest.raises(UnknownColumn, match="blood_brotherhood"):
        rung_of("blood_brotherhood")


def test_only_members_on_the_date_are_counted(view_of):
    rows = [
        member("EAEU", "KAZ", "2015-01-01"),
        member("EAEU", "RUS", "2015-01-01"),
        member("EAEU", "UZB", "2020", role="observer"),
        member("CSTO", "KAZ", "1992"),
        member("CSTO", "UZB", "1992", "2012-06-28"),
        member("OTS", "KAZ", "2030-01-01"),
    ]
    found = institutions(view_of(NOW, memberships=rows), "KAZ")
    assert found.member_of == ("CSTO", "EAEU")
    assert found.shared == {"RUS": ("EAEU",)}
    earlier = institutions(view_of(date(2010, 1, 1), memberships=rows), "KAZ")
    assert earlier.shared == {"UZB": ("CSTO",)}


def test_dependence_gives_what_it_has_and_names_what_it_lacks(view_of):
    rows = [member("EAEU", "KAZ"), member("EAEU", "RUS"), member("OIC", "KAZ")]
    found = dependence(view_of(NOW, memberships=rows), "KAZ", "RUS")
    assert found.shares["institutions"].median == 0.5
    assert found.missing.pop("the capabilities of the two").endswith("load cinc PATH --ledger PATH")
    assert set(found.missing) == {"imports", "exports", "investment", "trips"}


def test_a_state_without_memberships_has_the_numbers_of_the_world_pack(view_of):
    found = institutions(view_of(date(2020, 1, 1), memberships=[]), "UZB")
    assert (found.year, found.shared, found.member_of) == (2014, {}, ())
    assert found.number["RUS"] > found.number["USA"] > 0
    russia = next(f for f in found.figures() if f.id == "institutions.RUS")
    assert [step.says for step in russia.trail] == ["2014: 42 organisations shared with RUS"]
    assert russia.origins[0].producer.startswith("Correlates of War")
    before = institutions(view_of(date(2010, 6, 1), memberships=[]), "UZB")
    assert before.year == 2009
    with pytest.raises(EmptyTies):
        institutions(view_of(date(1999, 1, 1), memberships=[]), "UZB")


def test_a_state_without_rows_has_no_ladder(view_of):
    view = view_of(NOW, partnerships=[tie("CHN", "2011", "friendship")], memberships=[])
    with pytest.raises(EmptyTies):
        ladder(view, "UZB")
    with pytest.raises(EmptyTies):
        dependence(view, "UZB", "RUS")
