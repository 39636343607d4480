"""Exports: every format holds the same rows, no cell runs as a formula, a citation goes along."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from denge.core.errors import BadOutput, UnknownName
from denge.record.durable import sha256_of
from denge.record.export import export, safe_cell, write_table
from denge.record.ledger import SqlLedger, open_ledger

HOSTILE = [
    "＝1+1",
    "\n=1",
    "=1+1",
    "+1",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    'a,"b"\n=c',
]


@pytest.fixture
def book(tmp_path: Path, told) -> SqlLedger:
    made = open_ledger(tmp_path / "a.db")
    made.add(told())
    return made


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@given(st.text())
def test_no_text_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_numbers_stay_numbers() -> None:
    assert [safe_cell(value) for value in (-3.5, 0, None, True)] == [-3.5, 0, None, True]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_exported_as_text(
    book: SqlLedger, told, tmp_path: Path, name: str
) -> None:
    reading = told("Ganja", "2026-05-05", "2026-05-06")
    book.add(replace(reading, source=name))
    export(book, tmp_path / "out", tables=["statements"])
    head, *rows = cells(tmp_path / "out" / "statements.csv")
    found = {row[head.index("source_url")] for row in rows}
    assert safe_cell(name) in found
    assert not any(
        cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r")) for r in rows for cell in r
    )


def test_every_format_holds_the_same_rows(book: SqlLedger, tmp_path: Path) -> None:
    for kind in ("csv", "parquet", "jsonl"):
        export(book, tmp_path / kind, kind, include_unreviewed=True)
    view = book.view(None, True)
    for table in view.names:
        rows = len(view.rows(table))
        assert len(cells(tmp_path / "csv" / f"{table}.csv")) == rows + 1
        assert pq.read_metadata(tmp_path / "parquet" / f"{table}.parquet").num_rows == rows
        assert len((tmp_path / "jsonl" / f"{table}.jsonl").read_text().splitlines()) == rows
    lines = (tmp_path / "jsonl" / "statements.jsonl").read_text().splitlines()
    told = next(s for s in map(json.loads, lines) if s["subject"] == "events")
    assert told["known_from"] == "2026-03-04"
    assert json.loads(told["payload"])["place"] == "AZE:Baku"


def test_an_export_as_of_a_day_holds_what_was_known(book: SqlLedger, tmp_path: Path) -> None:
    row = "trd-06c7af55b8"
    old = book.rows("trade_by_partner")
    before = next(r["turnover_usd_m"] for r in old if r["row_id"] == row)
    book.correct(row, {"turnover_usd_m": 1.0}, "slip", date(2026, 6, 1))
    for day, value in ((date(2026, 5, 1), before), (None, 1.0)):
        folder = tmp_path / str(day)
        export(book, folder, "jsonl", ["trade_by_partner"], day)
        lines = map(json.loads, (folder / "trade_by_partner.jsonl").read_text().splitlines())
        assert next(r["turnover_usd_m"] for r in lines if r["row_id"] == row) == value
        about = json.loads((folder / "datapackage.json").read_text())
        assert about["denge:as_of"] == (day.isoformat() if day else None)


def test_the_descriptor_is_a_valid_data_package(book: SqlLedger, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    folder = tmp_path / "out"
    export(book, folder, tables=["engagements", "trade_by_partner", "statements"])
    about = json.loads((folder / "datapackage.json").read_text())
    for resource in about["resources"]:
        assert resource["hash"] == f"sha256:{sha256_of(folder / resource['path'])}"
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    assert book.store.id() in about["denge:citation"]
    citation = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert citation["type"] == "dataset"
    assert about["denge:citation"] in citation["message"]


def test_an_export_may_be_written_again_and_other_folders_are_left_alone(
    book: SqlLedger, tmp_path: Path
) -> None:
    for _ in range(2):
        export(book, tmp_path / "out", tables=["capitals"])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(BadOutput, match="did not export"):
        export(book, tmp_path / "mine")
    with pytest.raises(BadOutput, match="is a file"):
        export(book, tmp_path / "mine" / "thesis.txt")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_an_unknown_table_names_the_nearest(book: SqlLedger, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="nearest: engagements"):
        export(book, tmp_path / "out", tables=["engagement"])


def test_a_data_set_of_the_lake_is_exported_when_named(book: SqlLedger, tmp_path: Path) -> None:
    raw = tmp_path / "brent-daily_x.csv"
    raw.write_text("Date,Price\n2020-01-02,60.5\n2020-01-03,61.0\n")
    book.load("oil_price", raw)
    assert "oil_price.csv" not in {path.name for path in export(book, tmp_path / "all")}
    export(book, tmp_path / "out", "jsonl", ["oil_price"], date(2020, 1, 2))
    (line,) = (tmp_path / "out" / "oil_price.jsonl").read_text().splitlines()
    assert json.loads(line)["price_usd_bbl"] == 60.5


def test_any_query_can_be_written(book: SqlLedger, tmp_path: Path) -> None:
    table = book.view().table("capitals")
    query = table.filter(table.iso3 == "KAZ").select("iso3", "capital")
    write_table(query.to_pyarrow(), tmp_path / "q.csv", "csv")
    assert cells(tmp_path / "q.csv") == [["iso3", "capital"], ["KAZ", "Astana"]]
