"""The casebook: sourced, dated, licensed, consistent, and rebuilt from the facts."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from denge.core.errors import BadRow, LedgerError, UnknownName
from denge.record.casebook import casebook, load_package

ROOT = Path(__file__).parents[2]
FOLDER = casebook().folder


def _tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_frictionless_finds_the_casebook_valid() -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(FOLDER / "datapackage.json"))
    assert report.valid, report.flatten(["resourceName", "rowNumber", "message"])[:5]


def test_the_committed_casebook_is_what_the_tool_makes_of_the_facts(
    shared: Path, tmp_path: Path
) -> None:
    _tool("casebook_dates")
    _tool("casebook_trips")
    _tool("build_casebook").main(shared / "facts", tmp_path)
    for path in sorted(FOLDER.iterdir()):
        assert (tmp_path / path.name).read_text("utf-8") == path.read_text("utf-8"), path.name


def test_every_row_of_facts_has_a_page_and_a_day() -> None:
    for name, entry in casebook().tables.items():
        if "denge:about" in entry:
            continue
        for row in casebook().rows(name):
            assert row["source_url"].startswith("http"), (name, row)
            assert isinstance(row["known_from"], date), (name, row)
            assert row["known_basis"] in ("source", "event"), (name, row)


def test_what_came_whole_from_a_repository_without_licence_is_not_shipped() -> None:
    assert "kaz_trade_monthly_totals" not in casebook().tables
    assert "national_fund_monthly" not in casebook().tables
    assert "trade_minerals_metals" not in casebook().tables
    everything = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.csv"))
    for repository in (
        "carlaint/IMF-Trade-Networks",
        "energyinst.org",
        "makenerzhan-gif",
        "karenklw",
        "ZhengXinning",
        "stat.gov.kz/api",
        "nationalbank.kz/api",
    ):
        assert repository not in everything
    indicators = {row["indicator"] for row in casebook().rows("macro")}
    assert not {i for i in indicators if "customs" in i or "republican_budget" in i}


def test_there_is_one_code_for_the_european_union() -> None:
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.csv"))
    assert ",EUU," not in text
    partners = {row["partner_iso3"] for row in casebook().rows("trade_by_partner")}
    assert "EU" in partners


def test_doubtful_rows_of_the_check_carry_a_mark() -> None:
    rows = casebook().rows("engagements")
    doubted = {(r["partner"], r["start"]) for r in rows if r["doubt"]}
    assert ("CICA", date(2019, 6, 15)) in doubted
    assert ("CHN", date(2025, 8, 30)) in doubted
    steps = {(r["partner"], r["date"]): r["doubt"] for r in casebook().rows("partnerships")}
    assert steps["QAT", "2024-02-14"]
    assert steps["JPN", "2025-12-18"]


def test_the_rows_of_one_journey_share_a_trip() -> None:
    rows = casebook().rows("engagements")
    by_trip: dict[str, set[str]] = {}
    for row in rows:
        by_trip.setdefault(row["trip_id"], set()).add(row["partner"])
    assert by_trip["kaz-usa-2025-11-06"] == {"C5+1", "USA"}
    assert by_trip["kaz-rus-2025-11-11"] == {"RUS"}
    assert by_trip["tur-kaz-2023-11-02"] == {"TUR"}  # guests of one summit came on their own


def test_a_third_party_sets_the_date_of_summits_parades_and_the_un_week_only() -> None:
    marks = {
        (r["partner"], str(r["start"])): r["third_party_date"]
        for r in casebook().rows("engagements")
    }
    assert marks["RUS", "2025-05-09"]  # parade
    assert marks["EU", "2025-09-22"]  # UN week
    assert marks["USA", "2025-11-06"]  # C5+1 summit
    assert not marks["RUS", "2025-11-11"]  # state visit
    assert not marks["RUS", "2019-04-03"]  # a forum named in the note set nothing


def test_levels_tell_ministers_from_leaders() -> None:
    level = {
        (r["partner"], str(r["start"]), r["counterpart"]): r["level"]
        for r in casebook().rows("engagements")
    }
    assert level["USA", "2025-11-06", "Donald Trump"] == "leader"
    assert level["USA", "2025-11-06", "Marco Rubio"] == "minister"
    assert level["CHN", "2024-05-20", "Wang Yi"] == "minister"


def test_an_unknown_table_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="engagements"):
        casebook().rows("engagement")


def test_a_broken_cell_is_named_by_table_and_row(tmp_path: Path) -> None:
    fields = [{"name": "day", "type": "date"}]
    entry = {"name": "days", "path": "days.csv", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": [entry]}))
    with (tmp_path / "days.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["day"], ["2025-01-01"], ["soon"]])
    with pytest.raises(BadRow, match=r"days.csv, row 3"):
        load_package(tmp_path).rows("days")


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": []}', '{"resources": [{}]}'])
def test_a_folder_without_a_readable_descriptor_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(LedgerError):
        load_package(tmp_path)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2025/11/06/talks", date(2025, 11, 6)),
        ("https://example.org/en/2023-01-04/rise", date(2023, 1, 4)),
        ("https://example.org/amp/20240104/record", date(2024, 1, 4)),
        ("https://example.org/n3/2025/1029/c9", date(2025, 10, 29)),
        ("https://example.org/news/15022026/873", date(2026, 2, 15)),
        ("https://example.org/p/https:%2F%2Fx.org%2F2026%2F06%2F03%2Fplan", date(2026, 6, 3)),
        ("https://example.org/news_a3562996", None),
        ("https://example.org/2025/13/45/no-day", None),
    ],
)
def test_the_day_of_a_page_is_read_from_its_address(url: str, day: date | None) -> None:
    assert _tool("casebook_dates").page_day(url) == day
