"""A column, category or value never met is reported by name and row."""

from __future__ import annotations

import gzip
from datetime import date
from typing import TYPE_CHECKING

import pytest

from denge.core.catalogue import read_yaml
from denge.core.errors import BadRow, SourceError, UnknownColumn, UnknownName, UnknownState
from denge.record.codes import actor_rows, cameo_rows, cow_code, name_code
from denge.record.columns import read_sheet
from denge.record.lake import Lake
from denge.record.load import load_file, load_table
from denge.record.source import source_spec

if TYPE_CHECKING:
    from pathlib import Path

# Invented rows in the true layouts.
PRICES = "Date,Price\n2020-01-02,60.5\n2020-01-03,61.0\n"
TRAVEL = (
    "id,role,name,start_date,end_date,country_id,country,locale,remarks\n"
    '1,president,A. Person,2020-01-02,2020-01-03,kazakhstan,Kazakhstan,Astana,"Met, and left."\n'
)
SANCTIONS = (
    "case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,"
    "financial,travel,other,target_mult,sender_mult,objective,success\n"
    '1,"Korea, North","EU, United States",2001,2003,1,"exp_part, imp_compl",0,0,1,0,0,0,1,'
    '"human_rights, other",ongoing\n'
)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_prices_become_days_and_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "brent-daily_x.csv", PRICES)
    table, rows = load_table(source_spec("oil_price"), path)
    assert rows == 2
    first = table.to_pylist()[0]
    assert (first["day"], first["price_usd_bbl"], first["series"], first["step"]) == (
        date(2020, 1, 2), 60.5, "brent", "day",
    )  # fmt: skip
    assert first["known_from"] == date(2020, 1, 2)
    assert first["known_basis"] == "event"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (PRICES.replace("Price", "Price,Volume").replace(".5", ".5,1").replace(".0", ".0,1"),
         UnknownColumn, r"columns never met before: 'Volume'"),
        (PRICES.replace("Price", "Prices"), UnknownColumn, r"no column 'Price'; nearest: Prices"),
        (PRICES.replace("61.0", "high"), BadRow, r"row 3, column 'Price': 'high' is no number"),
        (PRICES.replace("2020-01-03", "3 Jan"), BadRow, r"row 3, column 'Date': '3 Jan' is no day"),
        (PRICES + "2020-01-02,60.5\n", BadRow, r"rows 2 and 4 are both"),
        (PRICES + "2020-01-04\n", SourceError, r"cannot be read as a table"),
        ("", SourceError, r"cannot be read as a table"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, error, says: str) -> None:
    lake = Lake(tmp_path / "lake")
    with pytest.raises(error, match=says):
        load_file(lake, "oil_price", write(tmp_path, "brent-daily_x.csv", text))
    assert lake.datasets() == []


def test_a_category_never_met_is_named_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, "travel.csv", TRAVEL.replace("president", "vicepresident"))
    with pytest.raises(UnknownColumn, match=r"row 2, column 'role'.*'vicepresident'.*president"):
        load_table(source_spec("us_travels_abroad"), path)


def test_a_state_never_met_is_named_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, "travel.csv", TRAVEL.replace(",Kazakhstan,", ",Kazakstan,"))
    with pytest.raises(UnknownState, match=r"row 2, column 'country'.*nearest: Kazakhstan"):
        load_table(source_spec("us_travels_abroad"), path)


def test_names_with_commas_are_told_from_lists(tmp_path: Path) -> None:
    table, _ = load_table(source_spec("gsdb"), write(tmp_path, "g.csv", SANCTIONS))
    row = table.to_pylist()[0]
    assert row["target"] == "Korea, North"
    assert row["target_codes"] == "PRK"
    assert sorted(row["sender_codes"].split(";")) == ["EU", "USA"]
    assert row["trade_scope"] == "exp_part;imp_compl"
    assert row["objective"] == "human_rights;other"


def test_a_missing_value_stays_missing_and_a_zero_is_a_zero(tmp_path: Path) -> None:
    path = write(tmp_path, "s.csv", "a,b\n,0\nNA,0.0\n1.5,\n")
    sheet = read_sheet(path)
    assert sheet.pop("a").number().to_pylist() == [None, None, 1.5]
    assert sheet.pop("b").number().to_pylist() == [0.0, 0.0, None]
    sheet.done()


def test_a_row_id_is_made_of_raw_fields_and_survives_new_rows(tmp_path: Path) -> None:
    spec = source_spec("oil_price")
    before, _ = load_table(spec, write(tmp_path, "brent-daily_x.csv", PRICES))
    longer = PRICES.replace("60.5", "99") + "2020-01-05,1\n"
    after, _ = load_table(spec, write(tmp_path, "brent-daily_x.csv", longer))
    assert before["row_id"].to_pylist() == after["row_id"].to_pylist()[:2]


def test_a_longer_file_of_another_name_repeats_no_row(tmp_path: Path) -> None:
    """A publisher's next release holds the old rows again, some of them revised."""
    lake = Lake(tmp_path / "lake")
    load_file(lake, "oil_price", write(tmp_path, "brent-daily_to_2023.csv", PRICES))
    newer = write(
        tmp_path, "brent-daily_to_2024.csv", PRICES.replace("61.0", "62.0") + "2020-01-06,63\n"
    )
    report = load_file(lake, "oil_price", newer)
    assert (report.rows, report.added) == (3, 1)
    assert report.notes == ("2 rows were recorded before; this file now tells them",)
    assert sorted(lake.table("oil_price")["price_usd_bbl"].to_pylist()) == [60.5, 62.0, 63.0]
    assert load_file(lake, "oil_price", newer).added == 0
    lake.compact("oil_price")
    assert sorted(lake.table("oil_price")["price_usd_bbl"].to_pylist()) == [60.5, 62.0, 63.0]


def test_two_sources_of_one_data_set_stand_side_by_side(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    head = "iso_o,iso_d,distw,gdp_o,gdp_d,rta,flow,contig,comlang_off,comcur\n"
    row = "KAZ,RUS,1.0,2.0,3.0,1,4.0,1,1,0\n"
    load_file(lake, "cepii_gravity", write(tmp_path, "cepii.csv", head + row))
    unctad = "exporter,importer,value_kusd\nKazakhstan,RussianFederation,5\n"
    load_file(lake, "unctad_exports", write(tmp_path, "exports_2006.csv", unctad))
    held = {r["source"]: r["value_usd"] for r in lake.table("trade").to_pylist()}
    assert held == {"cepii_gravity": 4e6, "unctad_exports": 5e3}


def test_gz_tabs_and_a_byte_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "brent-daily_x.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + PRICES.encode()))
    assert load_table(source_spec("oil_price"), path)[1] == 2


def test_a_hostile_name_is_data_and_nothing_else(tmp_path: Path) -> None:
    name = "x'); drop table rows; --"
    lake = Lake(tmp_path / "lake")
    text = TRAVEL.replace("A. Person", name)
    load_file(lake, "us_travels_abroad", write(tmp_path, "a'b.csv", text))
    assert lake.table("leader_travel")["traveller"].to_pylist() == [name]


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: gdelt"):
        source_spec("gdlt")


def test_codes_hold_together() -> None:
    codes = [row["code"] for row in cameo_rows()]
    assert len(codes) == len(set(codes)) == 315
    assert {row["quad"] for row in cameo_rows()} == {"1", "2", "3", "4"}
    dropped = {row["root"] for row in cameo_rows() if not row["plover"]}
    assert dropped == {"01", "02"}
    pairs = [(row["kind"] == "bloc", row["code"]) for row in actor_rows()]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("number", "year", "code"), [(705, 1992, "KAZ"), (365, 2000, "RUS"), (345, 1995, "SCG")]
)
def test_state_numbers_by_year(number: int, year: int, code: str) -> None:
    assert cow_code(number, year) == code


def test_a_state_number_never_met_is_named() -> None:
    with pytest.raises(UnknownState, match="9999"):
        cow_code(9999, 2000)
    with pytest.raises(UnknownState, match="nearest: Kazakhstan"):
        name_code("Kazakhstann")


def test_reader_and_record_give_an_act_the_same_type() -> None:
    by_code = {row["code"]: row["plover"] for row in cameo_rows()}
    kinds = read_yaml("catalogue/plover.yaml")["types"]
    assert {kind: by_code[entry["cameo"]] for kind, entry in kinds.items()} == {
        kind: entry["plover"] for kind, entry in kinds.items()
    }
