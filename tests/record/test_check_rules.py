"""Each rule of `denge record check` finds the fault that it is for, and names its place."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from denge.cli import main
from denge.core.errors import LedgerError
from denge.record.casebook import casebook
from denge.record.check import check


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The casebook, to be broken."""
    return Path(shutil.copytree(casebook().folder, tmp_path / "kaz"))


def _edit(folder: Path, table: str, number: int, **cells: str) -> dict[str, str]:
    """Change cells of one line of a table (2 is the first row) and give the line as it was."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    before = dict(rows[number - 2])
    rows[number - 2] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return before


def _describe(folder: Path, change: Any) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), "utf-8")


def _line(folder: Path, table: str, **where: str) -> int:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if all(row[c] == v for c, v in where.items()):
                return number
    raise LookupError(where)


def test_the_casebook_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("table", "cells", "says"),
    [
        ("engagements", {"start": "6 November"}, "no day"),
        ("engagements", {"third_party_date": "maybe"}, "no truth value"),
        ("engagements", {"kind": "chat"}, "the descriptor allows visit"),
        ("engagements", {"partner": ""}, "partner is empty"),
        ("engagements", {"partner": "XYZ"}, "'XYZ' is no state"),
        ("engagements", {"source_url": "astanatimes"}, "is no address"),
        ("engagements", {"source_url": ""}, "source_url is empty"),
        ("engagements", {"start": "2019-05-01", "end": "2019-04-30"}, "is before start"),
        ("engagements", {"known_from": "2019-04-02"}, "before the event"),
        ("engagements", {"known_from": ""}, "known_from is empty"),
        ("agreements", {"date": "2025-14"}, "no day, month or year"),
        ("agreements", {"count": "a few"}, "no whole number"),
        ("agreements", {"part_of": "agr-none"}, "has no row in agreements"),
        ("asset_partners", {"share_percent": "150"}, "beyond the maximum 100"),
        ("brent_monthly", {"price_usd_per_bbl": "nan"}, "price_usd_per_bbl"),
        ("corridors", {"transit_states": "RUS;ZZZ"}, "'ZZZ' is no state"),
        ("outages", {"edge_id": "NOWHERE"}, "has no row in corridors"),
    ],
)
def test_a_broken_cell_is_found_in_its_row(
    copy: Path, table: str, cells: dict[str, str], says: str
) -> None:
    _edit(copy, table, 2, **cells)
    found = [p for p in check(copy) if says in p.says]
    assert [(p.table, p.row) for p in found[:1]] == [(table, 2)]


def test_an_identifier_may_not_stand_twice(copy: Path) -> None:
    first = _edit(copy, "engagements", 2)
    _edit(copy, "engagements", 3, row_id=first["row_id"])
    assert [(p.table, p.row) for p in check(copy)] == [("engagements", 3)]


def test_a_contradiction_without_a_choice_is_found_in_both_rows(copy: Path) -> None:
    path = copy / "choices.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "year=2024|partner_iso3=RUS" not in line]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), "utf-8")
    found = check(copy)
    assert {p.table for p in found} == {"trade_by_partner"}
    assert len(found) == 3
    assert all("year=2024|partner_iso3=RUS" in p.says for p in found)


def test_a_new_contradicting_row_needs_a_choice(copy: Path) -> None:
    number = _line(copy, "trade_by_partner", year="2022", partner_iso3="USA")
    row = _edit(copy, "trade_by_partner", number)
    row |= {"row_id": "trd-planted", "turnover_usd_m": "9999"}
    with (copy / "trade_by_partner.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(row), lineterminator="\n").writerow(row)
    assert {p.table for p in check(copy)} == {"trade_by_partner"}


def test_a_part_must_name_its_package(copy: Path) -> None:
    number = _line(copy, "agreements", partner="USA", instrument="memorandum", date="2025-11-06")
    _edit(copy, "agreements", number, part_of="")
    assert ["Name the package" in p.says for p in check(copy)] == [True]


def test_a_package_may_not_be_a_part(copy: Path) -> None:
    part = _line(copy, "agreements", partner="USA", instrument="memorandum", date="2025-11-06")
    row = _edit(copy, "agreements", part)
    package = _line(copy, "agreements", row_id=row["part_of"])
    other = _line(copy, "agreements", partner="CHN", date="2025-09-02", instrument="package")
    _edit(copy, "agreements", package, part_of=_edit(copy, "agreements", other)["row_id"])
    assert any(p.row == part and "row that is a part" in p.says for p in check(copy))


def test_a_choice_may_order_only_rows_that_are_there(copy: Path) -> None:
    _edit(copy, "choices", 2, order="flo-0;flo-1")
    assert any(p.table == "choices" and p.row == 2 for p in check(copy))


def test_a_number_needs_its_unit_in_its_name(copy: Path) -> None:
    def rename(descriptor: dict[str, Any]) -> None:
        for field in descriptor["resources"][1]["schema"]["fields"]:
            if field["name"] == "value_usd":
                field["unit"] = "million tonnes"

    _describe(copy, rename)
    assert ["must hold mt" in p.says for p in check(copy)] == [True]


def test_a_table_without_addresses_needs_exactly_one_source(copy: Path) -> None:
    def strip(descriptor: dict[str, Any]) -> None:
        for entry in descriptor["resources"]:
            entry.pop("sources", None)

    _describe(copy, strip)
    assert [(p.table, "Name the source" in p.says) for p in check(copy)] == [
        ("brent_monthly", True)
    ]


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.csv", ""])
def test_a_table_outside_the_folder_is_not_read(copy: Path, path: str) -> None:
    def lead_out(descriptor: dict[str, Any]) -> None:
        descriptor["resources"][0]["path"] = path

    _describe(copy, lead_out)
    assert "leaves the folder" in check(copy)[0].says


def test_columns_that_differ_from_the_descriptor_are_named(copy: Path) -> None:
    path = copy / "fdi.csv"
    path.write_text(path.read_text("utf-8").replace("value_usd_m", "value", 1), "utf-8")
    (problem,) = [p for p in check(copy) if p.table == "fdi"]
    assert "value, value_usd_m" in problem.says


def test_a_line_with_too_few_cells_is_named(copy: Path) -> None:
    with (copy / "fdi.csv").open("a", encoding="utf-8") as file:
        file.write("fdi-1,2024\n")
    (problem,) = [p for p in check(copy) if p.table == "fdi"]
    assert "cells as the header" in problem.says


def test_the_command_prints_one_line_per_problem(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(copy, "engagements", 2, kind="chat")
    assert main(["record", "check", str(copy)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 1
    assert out[0].startswith("engagements, row 2: kind is 'chat'")


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no data package"):
        check(tmp_path)
    assert main(["record", "check", str(tmp_path)]) == 1
