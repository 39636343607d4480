"""A text that tells of known acts adds reports and disagreements, and moves no count or share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from denge.core.reading import Deal, Event, Reading, Status, Target
from denge.record import Added, Disagreement, View
from denge.record import open as open_ledger
from denge.record.cluster import Report, cluster
from denge.record.memory import MemoryLedger

DAY = date(2025, 11, 19)


def event(kind: str, pair: str, at: int, days: str = "", **more: Any) -> Event:
    """`event("visit", "KAZ USA", 10, "2025-11-06/2025-11-07")`."""
    source, target = pair.split()
    start, _, end = days.partition("/")
    span = (at, at + 5)
    base: dict[str, Any] = {"start": start or None, "end": end or start or None}
    return Event("words", span, "test", 0.9, kind, "CONSULT", source, target, **(base | more))


def deal(pair: str, at: int, count: int | None, value: float | None = None, **more: Any) -> Deal:
    return Deal("words", (at, at + 5), "test", 0.9, tuple(pair.split()), count, value, **more)


def reading(**items: Any) -> Reading:
    values: dict[str, Any] = {"id": "0123456789abcdef", "lang": "en", "date": "2025-11-19"}
    values.update(text="", focus="KAZ")
    values.update(items)
    return Reading(**values)


TWO_TRIPS = reading(
    events=(
        event("visit", "KAZ USA", 10, place="USA:Washington"),
        event("meeting", "KAZ USA", 30, "2025-11-06/2025-11-07", place="USA:Washington"),
        event("visit", "KAZ RUS", 50, place="RUS:Moscow"),
        event("meeting", "RUS KAZ", 70, "2025-11-11/2025-11-12", format="informal"),
        event("meeting", "KAZ RUS", 90, "2025-11-11/2025-11-12", format="official"),
    ),
    deals=(
        deal("KAZ USA", 35, 29, 17e9, sectors=("energy", "digital", "aviation"), op=">"),
        deal("KAZ RUS", 92, 1, title="declaration on comprehensive strategic partnership"),
        deal("KAZ RUS", 95, None, sectors=("energy", "nuclear")),
    ),
    targets=(
        Target("words", (99, 104), "test", 0.9, ("RUS", "KAZ"), "trade_turnover", 30e9, 2025),
    ),
    statuses=(
        Status("words", (37, 40), "test", 0.9, ("KAZ", "USA"), "strategic_partner", "USA"),
        Status(
            quote="words",
            quote_span=(93, 96),
            rule="test",
            confidence=0.9,
            parties=("KAZ", "RUS"),
            label="comprehensive_strategic_partnership_and_alliance",
            instrument="declaration",
        ),
    ),
)


def counts(view: View) -> dict[str, Any]:
    """Every count and share of engagement, to the last digit."""
    rows = view.rows("engagements")
    trips = Counter((row["trip_id"], row["partner"]) for row in rows)
    partners = Counter(partner for _, partner in trips)
    total = sum(partners.values())
    return {
        "rows": len(rows),
        "trips": len({row["trip_id"] for row in rows}),
        "partners": partners,
        "shares": {partner: n / total for partner, n in partners.items()},
        "agreements": len(view.rows("agreements")),
        "value": sum(r["value_usd"] or 0 for r in view.rows("agreements") if r["additive"]),
        "steps": len(view.rows("partnerships")),
    }


@pytest.mark.parametrize("include_unreviewed", [False, True])
@pytest.mark.parametrize("day", [DAY, None])
def test_a_second_telling_leaves_every_count_and_share_equal(
    include_unreviewed: bool, day: date | None
) -> None:
    ledger = open_ledger()
    before = counts(ledger.view(day, include_unreviewed))
    ledger.add(TWO_TRIPS)
    assert counts(ledger.view(day, include_unreviewed)) == before


def test_a_second_telling_adds_one_report_to_each_row_that_it_tells_of() -> None:
    ledger = open_ledger()
    ledger.add(TWO_TRIPS)
    told = [
        (r["partner"], r["kind"]) for r in ledger.view(DAY).rows("engagements") if r["reports"] == 2
    ]
    assert told == [("USA", "meeting"), ("RUS", "visit")]
    packages = [
        (r["partner"], r["instrument"], r["count"])
        for r in ledger.view(DAY).rows("agreements")
        if r["reports"] == 2
    ]
    assert packages == [("USA", "package", 29), ("RUS", "declaration", 1), ("RUS", "package", None)]
    steps = [
        (r["partner"], r["level"])
        for r in ledger.view(DAY).rows("partnerships")
        if r["reports"] == 2
    ]
    assert steps == [
        ("RUS", "comprehensive_strategic_partnership"),
        ("USA", "strategic_partnership"),
    ]


def test_reports_and_rows_that_disagree_are_listed_with_their_place() -> None:
    added = open_ledger().add(TWO_TRIPS)
    assert (added.joined, added.new, added.unplaced) == (10, 1, 0)  # the target is new
    dates, formats = added.disagreements
    assert (dates.field, dates.ours, dates.theirs) == (
        "date",
        "2025-11-06",
        "2025-11-06/2025-11-07",
    )
    assert (formats.field, formats.ours, formats.theirs) == ("format", "state", "official")
    assert dates.quote_span == (30, 35)
    assert formats.item == "0123456789abcdef/events/4"


@pytest.mark.parametrize(
    ("change", "field", "theirs"),
    [
        ({"count": 5}, "count", "5"),
        ({"value_usd": 170e9}, "value_usd", ">170000000000"),
        ({"op": "=", "value_usd": 15e9}, "value_usd", "=15000000000"),
        ({"start": "2025-11-09", "end": "2025-11-09"}, "date", "2025-11-09"),
    ],
)
def test_a_deal_told_otherwise_is_the_same_deal_with_a_disagreement(
    change: dict[str, Any], field: str, theirs: str
) -> None:
    told = replace(TWO_TRIPS, deals=(replace(TWO_TRIPS.deals[0], **change),))
    ledger = open_ledger()
    before = counts(ledger.view(DAY, True))
    added = ledger.add(told)
    assert counts(ledger.view(DAY, True)) == before
    assert (field, theirs) in [(d.field, d.theirs) for d in added.disagreements]


@pytest.mark.parametrize("value", [16.5e9, 17e9, 17.6e9])
def test_rounding_is_no_disagreement(value: float) -> None:
    told = replace(TWO_TRIPS, deals=(replace(TWO_TRIPS.deals[0], value_usd=value, op="="),))
    assert "value_usd" not in [d.field for d in open_ledger().add(told).disagreements]


def test_the_same_text_twice_counts_once() -> None:
    ledger = open_ledger()
    first = ledger.add(TWO_TRIPS)
    before = ledger.view(DAY, True).rows("engagements")
    assert ledger.add(TWO_TRIPS) == first
    assert ledger.view(DAY, True).rows("engagements") == before


def test_two_texts_are_two_reports() -> None:
    ledger = open_ledger()
    ledger.add(TWO_TRIPS)
    ledger.add(replace(TWO_TRIPS, id="fedcba9876543210"))
    assert max(row["reports"] for row in ledger.view(DAY).rows("engagements")) == 3
    (goal,) = ledger.view(DAY, True).rows("targets")
    assert goal["reports"] == 2


NEW = reading(
    events=(
        event("visit", "KAZ PER", 10, "2025-11-17/2025-11-18", place="PER:Lima", format="official"),
        event("meeting", "KAZ PER", 20, "2025-11-17", place="PER:Lima"),
        event("meeting", "KAZ PER", 30),
    ),
    deals=(deal("KAZ PER", 25, 3, 2e8, sectors=("agriculture",)),),
)


def test_a_new_cluster_enters_no_headline_and_one_row_with_unreviewed_readings() -> None:
    ledger = open_ledger()
    before, before_all = counts(ledger.view(DAY)), counts(ledger.view(DAY, True))
    added = ledger.add(NEW)
    assert added == Added(joined=0, new=2)
    assert counts(ledger.view(DAY)) == before
    after = counts(ledger.view(DAY, True))
    assert after["rows"] == before_all["rows"] + 1
    assert after["partners"]["PER"] == 1
    assert after["agreements"] == before_all["agreements"] + 1
    (row,) = [r for r in ledger.view(DAY, True).rows("engagements") if r["partner"] == "PER"]
    assert (row["start"], row["end"]) == (date(2025, 11, 17), date(2025, 11, 18))
    assert (row["kind"], row["direction"], row["origin"]) == ("visit", "outgoing", "reading")
    assert not row["reviewed"]
    assert row["doubt"]


def test_a_new_row_is_known_from_the_day_of_its_text() -> None:
    ledger = open_ledger()
    ledger.add(NEW)
    partners = {row["partner"] for row in ledger.view(date(2025, 11, 18), True).rows("engagements")}
    assert "PER" not in partners


def test_a_reviewed_reading_enters_the_headline() -> None:
    ledger = MemoryLedger()
    ledger.reports.append(Report(NEW, reviewed=True))
    assert "PER" in {row["partner"] for row in ledger.view(DAY).rows("engagements")}


def test_a_reviewed_text_brings_the_row_of_an_unreviewed_one_into_the_headline() -> None:
    ledger = MemoryLedger()
    ledger.add(NEW)
    ledger.reports.append(Report(replace(NEW, id="fedcba9876543210"), reviewed=True))
    (row,) = [r for r in ledger.view(DAY).rows("engagements") if r["partner"] == "PER"]
    assert (row["reports"], row["reviewed"], row["doubt"]) == (2, True, "")


def test_a_call_is_not_the_visit_of_the_same_day() -> None:
    told = reading(events=(event("call", "KAZ RUS", 10, "2025-11-11"),))
    assert open_ledger().add(told).new == 1


@pytest.mark.parametrize(("days", "new"), [("2025-11-13", 0), ("2025-11-14", 1), ("2024-11-11", 1)])
def test_days_within_the_trip_and_one_day_around_it_are_the_trip(days: str, new: int) -> None:
    told = reading(events=(event("meeting", "KAZ RUS", 10, days),))
    assert open_ledger().add(told).new == new


def test_the_same_days_with_another_partner_are_another_act() -> None:
    told = reading(events=(event("meeting", "KAZ CHN", 10, "2025-11-11/2025-11-12"),))
    assert open_ledger().add(told).new == 1


def test_a_visit_to_the_venue_of_a_summit_is_that_journey() -> None:
    told = reading(
        date="2025-09-30", events=(event("visit", "KAZ USA", 10, "2025-09-21/2025-09-23"),)
    )
    added = open_ledger().add(told)
    assert (added.joined, added.new) == (1, 0)


def test_an_undated_act_is_the_last_one_before_the_text() -> None:
    told = reading(events=(event("visit", "KAZ RUS", 10),))
    added = open_ledger().add(told)
    assert (added.joined, added.new, added.unplaced) == (1, 0, 0)


@pytest.mark.parametrize("day", ["2030-01-01", None])
def test_an_undated_act_with_nothing_near_counts_nowhere(day: str | None) -> None:
    told = reading(date=day, events=(event("visit", "KAZ RUS", 10),))
    assert open_ledger().add(told) == Added(joined=0, new=0, unplaced=1)


def test_what_is_planned_or_denied_is_no_engagement() -> None:
    told = reading(
        events=(
            event("visit", "KAZ PER", 10, "2025-11-17", status="planned"),
            event("visit", "KAZ PER", 20, "2025-11-18", status="denied"),
        )
    )
    assert open_ledger().add(told) == Added(joined=0, new=0)


def test_praise_and_threats_are_no_engagement() -> None:
    told = reading(events=(event("praise", "KAZ USA", 10, "2025-11-06"),))
    assert open_ledger().add(told) == Added(joined=0, new=0)


def test_another_states_deal_with_the_same_partner_is_not_ours() -> None:
    ledger = open_ledger()
    told = reading(
        focus="SRB",
        events=(event("visit", "CHN SRB", 10, "2025-06-16"),),
        deals=(deal("CHN SRB", 12, 24),),
        statuses=(Status("words", (14, 19), "test", 0.9, ("CHN", "SRB"), "strategic_partnership"),),
    )
    assert ledger.add(told) == Added(joined=0, new=2, unplaced=1)
    new = [row for row in ledger.view(DAY, True).rows("agreements") if row["origin"] == "reading"]
    assert [(row["state"], row["partner"]) for row in new] == [("SRB", "CHN")]


def test_a_label_without_a_document_is_no_step_of_the_ladder() -> None:
    status = Status("words", (1, 5), "test", 0.9, ("KAZ", "PER"), "brotherly_nation", "PER")
    assert open_ledger().add(reading(statuses=(status,))) == Added(joined=0, new=0, unplaced=1)


def test_a_step_dated_otherwise_is_listed() -> None:
    status = replace(TWO_TRIPS.statuses[1], start="2025-11-10", end="2025-11-10")
    (told,) = open_ledger().add(reading(statuses=(status,))).disagreements
    assert isinstance(told, Disagreement)
    assert (told.field, told.ours, told.theirs) == ("date", "2025-11-12", "2025-11-10")


def test_a_text_of_an_earlier_day_joins_nothing_that_came_later() -> None:
    told = reading(date="2025-11-10", events=(event("meeting", "KAZ RUS", 10, "2025-11-09"),))
    assert open_ledger().add(told).new == 1


def test_readings_come_to_a_view_in_the_order_of_their_days() -> None:
    late, early = reading(id="b" * 16, date="2025-11-19"), reading(id="a" * 16, date="2025-11-01")
    ledger = MemoryLedger()
    ledger.add(late)
    ledger.add(early)
    assert [report.reading.date for report in ledger.view().reports] == ["2025-11-01", "2025-11-19"]


def homes(focus: str, pair: str, *earlier: Report) -> list[tuple[str, str]]:
    """State and partner of the rows that a text with a focus leads to."""
    told = reading(id="f" * 16, focus=focus, events=(event("visit", pair, 10, "2025-10-01"),))
    rows = {"engagements": [], "agreements": [], "partnerships": [], "targets": []}
    kept = {**rows, "engagements": [dict(CASEBOOK)]}
    found = cluster(kept, [*earlier, Report(told)])
    return [(r["state"], r["partner"]) for r in found.tables["engagements"][1:]]


CASEBOOK = {
    "row_id": "eng-1", "state": "KAZ", "partner": "CHN", "start": date(2025, 1, 1),
    "end": date(2025, 1, 2), "kind": "visit", "direction": "outgoing", "format": "", "trip_id": "t",
    "country": "CHN", "place": "", "third_party_date": False,
}  # fmt: skip


@pytest.mark.parametrize("pair", ["RUS KAZ", "KAZ RUS"])
@pytest.mark.parametrize("focus", ["KAZ", "RUS", "CHN"])
def test_an_act_with_the_state_of_the_casebook_is_its_row_whoever_stands_in_focus(focus, pair):
    assert homes(focus, pair) == [("KAZ", "RUS")]


def test_an_act_of_other_states_is_the_row_of_the_one_in_focus():
    assert homes("UZB", "RUS UZB") == [("UZB", "RUS")]
    assert homes("RUS", "RUS UZB") == [("RUS", "UZB")]


def test_an_act_of_states_out_of_focus_is_the_row_of_the_one_that_has_rows_already():
    before = reading(id="e" * 16, focus="UZB", events=(event("visit", "UZB CHN", 1, "2025-02-02"),))
    assert homes("KAZ", "RUS UZB", Report(before))[-1] == ("UZB", "RUS")
