"""A view shows what was known on a day: planted later rows change nothing before it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from denge.core.errors import UnknownName
from denge.record import open as open_ledger
from denge.record.casebook import casebook, load_package
from denge.record.later import since
from denge.record.memory import MemoryLedger
from denge.record.view import View, visible

DAY = date(2025, 11, 19)
PAGE = {"source_url": "https://example.org/planted", "known_basis": "source", "doubt": ""}
PLANTED = {
    "trade_by_partner": {
        "row_id": "trd-p",
        "year": "2025",
        "partner_iso3": "RUS",
        "turnover_usd_m": "99000",
        "reporter": "KAZ",
        "known_from": "2026-02-01",
    },
    "trade_monthly": {
        "row_id": "trm-p",
        "period_start": "2025-01-01",
        "period_end": "2025-10-31",
        "partner": "RUS",
        "turnover_usd_bn": "99",
        "reporter": "KAZ",
        "known_from": "2025-11-20",
    },
    "engagements": {
        "row_id": "eng-p",
        "state": "KAZ",
        "partner": "CHN",
        "start": "2025-11-20",
        "end": "2025-11-21",
        "kind": "visit",
        "direction": "outgoing",
        "format": "state",
        "level": "leader",
        "country": "CHN",
        "trip_id": "planted",
        "third_party_date": "false",
        "known_from": "2025-11-19",
    },
    "agreements": {
        "row_id": "agr-p",
        "state": "KAZ",
        "date": "2025-11-18",
        "partner": "USA",
        "instrument": "package",
        "title": "Planted package",
        "count": "80",
        "value_usd": "90000000000",
        "status": "signed",
        "known_from": "2025-11-25",
    },
    "outcomes": {
        "row_id": "out-p",
        "deal_id": "wabtec-ktz-300",
        "announced": "2025-09-22",
        "partner": "USA",
        "title": "Planted",
        "sector": "rail_transport",
        "state": "cancelled",
        "as_of": "2025-12-01",
        "known_from": "2025-12-01",
    },
    "partnerships": {
        "row_id": "par-p",
        "state": "KAZ",
        "partner": "USA",
        "date": "2025-12-01",
        "level": "alliance",
        "label": "Alliance",
        "known_from": "2025-12-01",
    },
    "macro": {
        "row_id": "mac-p",
        "indicator": "population",
        "country_iso3": "UZB",
        "year": "2025",
        "value": "1",
        "unit": "persons",
        "known_from": "2026-07-01",
    },
}


@pytest.fixture
def planted(tmp_path: Path) -> MemoryLedger:
    """The casebook with one row in each table that nobody could know on the day."""
    folder = Path(shutil.copytree(casebook().folder, tmp_path / "kaz"))
    for table, row in PLANTED.items():
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(PAGE | row)
    return MemoryLedger(load_package(folder))


def test_rows_planted_after_the_day_change_no_table(planted: MemoryLedger) -> None:
    before, after = open_ledger().view(DAY), planted.view(DAY)
    for name in before.names:
        assert after.rows(name) == before.rows(name), name


def test_rows_planted_after_the_day_show_without_it_and_in_what_happened_since(
    planted: MemoryLedger,
) -> None:
    shown = {row["row_id"] for name in PLANTED for row in planted.view().rows(name)}
    assert shown >= {row["row_id"] for row in PLANTED.values()}
    told = {late.row["row_id"] for late in since(planted.view(), DAY, "KAZ", ["USA", "RUS"])}
    assert told >= {"trd-p", "trm-p", "eng-p", "agr-p", "out-p", "par-p"}


def test_no_row_known_later_and_no_act_begun_later_is_shown() -> None:
    view = open_ledger().view(DAY)
    for name in view.names:
        for row in view.rows(name):
            assert row["known_from"] <= DAY, (name, row)
    assert all(row["start"] <= DAY for row in view.rows("engagements"))


def test_an_announced_act_is_not_shown_before_it_begins() -> None:
    rows = {
        (r["partner"], r["start"])
        for r in open_ledger().view(date(2021, 5, 18)).rows("engagements")
    }
    assert ("TJK", date(2021, 5, 19)) not in rows  # its page is of 5 May


@pytest.mark.parametrize(
    ("day", "capacity"), [("2022-01-01", 67), ("2025-11-19", 81.5), ("2026-01-01", 83)]
)
def test_of_an_edge_the_state_known_last_is_shown(day: str, capacity: float) -> None:
    edges = open_ledger().view(date.fromisoformat(day)).rows("corridors")
    (edge,) = [row for row in edges if row["edge_id"] == "CPC_RU"]
    assert edge["capacity_mt_per_year"] == capacity


def test_of_contradicting_figures_one_is_chosen_among_those_known() -> None:
    def chosen(day: date | None) -> list[tuple[str, float]]:
        rows = open_ledger().view(day).rows("trade_by_partner")
        return [
            (r["reporter"], r["turnover_usd_m"])
            for r in rows
            if r["partner_iso3"] == "RUS" and r["year"] == 2023 and r["chosen"]
        ]

    assert chosen(DAY) == [("KAZ", 26000.0)]
    assert chosen(date(2024, 2, 20)) == [("KAZ president", 28500.0)]  # the statistics came after it


def test_a_part_counts_alone_only_until_its_package_is_known() -> None:
    def additive(day: date) -> bool:
        rows = open_ledger().view(day).rows("agreements")
        (row,) = [r for r in rows if r["partner"] == "USA" and r["date"] == "2025-09-22"]
        return row["additive"]

    assert additive(date(2025, 10, 1))
    assert not additive(DAY)


def test_the_sum_of_additive_values_never_holds_a_package_and_its_part() -> None:
    rows = open_ledger().view(DAY).rows("agreements")
    by_id = {row["row_id"]: row for row in rows}
    for row in rows:
        if row["additive"]:
            assert row["part_of"] not in by_id
    usa = [row["value_usd"] or 0 for row in rows if row["partner"] == "USA" and row["additive"]]
    assert sum(usa) == 17e9


def test_the_ibis_table_holds_what_the_rows_hold() -> None:
    view = open_ledger().view(DAY)
    for name in view.names:
        table = view.table(name).to_pyarrow().to_pylist()
        assert [row["row_id"] for row in table] == [row["row_id"] for row in view.rows(name)]
    schema = dict(view.table("engagements").schema().items())
    assert str(schema["start"]) == "date"
    assert str(schema["third_party_date"]) == "boolean"
    assert str(schema["reports"]) == "int64"


def test_rows_are_the_callers_own() -> None:
    view = open_ledger().view(DAY)
    view.rows("engagements")[0]["partner"] = "ZZZ"
    assert view.rows("engagements")[0]["partner"] != "ZZZ"


def test_light_use_imports_no_array_or_table_library() -> None:
    code = (
        "import sys, denge.record as r; v = r.open().view(); [v.rows(n) for n in v.names];"
        "heavy = ('numpy', 'pandas', 'pyarrow', 'ibis', 'duckdb', 'sqlalchemy');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_origin_is_found_by_name_and_by_address() -> None:
    view = open_ledger().view()
    assert view.origin("wdi").licence == "CC-BY-4.0"
    assert view.origin("https://data.worldbank.org/indicator/SP.POP.TOTL").id == "wdi"
    page = "https://astanatimes.com/2024/07/sco-summit-kicks-off-in-astana/"
    assert view.origin(page).url == page
    with pytest.raises(UnknownName):
        view.origin("wdl")


def test_an_unknown_table_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="agreements"):
        open_ledger().view().rows("agreement")


def test_visible_compares_partial_dates_by_their_first_day() -> None:
    rows = [
        {"row_id": str(i), "known_from": DAY, "date": d}
        for i, d in enumerate(["2025", "2025-11", "2025-12", "2026", ""])
    ]
    shown = visible(rows, {"denge:period": ["date", "date"]}, DAY)
    assert [row["date"] for row in shown] == ["2025", "2025-11", ""]


def test_since_gives_named_partners_first_and_the_last_evidence_of_a_deal() -> None:
    found = since(open_ledger().view(), DAY, "KAZ", ["RUS", "USA"])
    named = [late.partner for late in found if late.named]
    assert [late.named for late in found] == sorted((late.named for late in found), reverse=True)
    assert named == sorted(named, key=["RUS", "USA"].index)
    deals = [late.row["deal_id"] for late in found if late.table == "outcomes"]
    assert len(deals) == len(set(deals))
    assert all(late.row["known_from"] > DAY or late.day > DAY for late in found)


def test_since_tells_another_state_only_what_concerns_it() -> None:
    found = since(open_ledger().view(), DAY, "SRB", ["KAZ"])
    assert found
    assert {late.partner for late in found} == {"SRB"}


def test_a_view_holds_its_day_and_its_reports() -> None:
    view = open_ledger().view(DAY, include_unreviewed=True)
    assert isinstance(view, View)
    assert (view.as_of, view.include_unreviewed, view.reports) == (DAY, True, ())
