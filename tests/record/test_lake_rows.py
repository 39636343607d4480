"""Rows of the lake in the tables of a view: which row stands where two tell of one thing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import denge.record as record
from denge.core.errors import UnknownName
from denge.record.ledger import SqlLedger


@pytest.fixture
def book(tmp_path: Path) -> SqlLedger:
    ledger = record.open(tmp_path / "a.db")
    assert isinstance(ledger, SqlLedger)
    return ledger


def load(book: SqlLedger, source: str, name: str, text: str, folder: Path) -> None:
    (folder / name).write_text(text, "utf-8")
    book.load(source, folder / name)


TRADE = "exporter,importer,value_kusd\n"


def shares(book: SqlLedger, state: str, **view: date) -> dict[tuple[str, int, str], float]:
    rows = book.view(view.get("as_of"), state=state).rows("trade_partner_shares")
    return {
        (r["flow"], r["year"], r["partner_iso3"]): r["share_percent"]
        for r in rows
        if r.get("state") == state
    }


def test_shares_are_of_exports_and_of_what_partners_say_they_export(
    book: SqlLedger, tmp_path: Path
) -> None:
    text = TRADE + "Serbia,Hungary,300\nSerbia,China,100\nChina,Serbia,50\nChina,Hungary,7\n"
    load(book, "unctad_exports", "exports_2016.csv", text, tmp_path)
    assert shares(book, "SRB") == {
        ("export", 2016, "HUN"): 75.0,
        ("export", 2016, "CHN"): 25.0,
        ("import", 2016, "CHN"): 100.0,
    }
    assert shares(book, "SRB", as_of=date(2016, 6, 1)) == {}
    total = [r for r in book.view(state="SRB").rows("trade_by_partner") if r.get("state") == "SRB"]
    assert [(r["partner_iso3"], r["exports_usd_m"], r["imports_usd_m"]) for r in total] == [
        ("WLD", 0.4, 0.05)
    ]
    assert book.view(state="SRB").origin(total[0]["source_url"]).producer == "UNCTAD"


def test_a_year_of_the_casebook_is_not_added_to(book: SqlLedger, tmp_path: Path) -> None:
    before = book.view(state="KAZ").rows("trade_partner_shares")
    year = max(int(r["year"]) for r in before if r["flow"] == "export")
    text = TRADE + "Kazakhstan,Hungary,300\n"
    load(book, "unctad_exports", f"exports_{year}.csv", text, tmp_path)
    after = book.view(state="KAZ").rows("trade_partner_shares")
    assert len(after) == len(before)
    load(book, "unctad_exports", "exports_1995.csv", text, tmp_path)
    assert shares(book, "KAZ")["export", 1995, "HUN"] == 100.0


def test_of_two_sources_of_one_year_the_first_of_the_order_counts(
    book: SqlLedger, tmp_path: Path
) -> None:
    head = "iso_o,iso_d,distw,gdp_o,gdp_d,rta,flow,contig,comlang_off,comcur\n"
    cepii = head + "SRB,HUN,300,1,1,0,9,1,0,0\nSRB,DEU,900,1,1,0,1,0,0,0\n"
    load(book, "cepii_gravity", "c.csv", cepii, tmp_path)
    assert shares(book, "SRB")["export", 2006, "HUN"] == 90.0
    load(book, "unctad_exports", "exports_2006.csv", TRADE + "Serbia,Hungary,5\n", tmp_path)
    assert shares(book, "SRB") == {("export", 2006, "HUN"): 100.0}


def test_a_price_of_the_lake_takes_the_place_of_that_of_the_casebook(
    book: SqlLedger, tmp_path: Path
) -> None:
    def prices(as_of: date | None = None) -> dict[str, float]:
        rows = book.view(as_of, state="KAZ").rows("brent_monthly")
        return {r["month"]: r["price_usd_per_bbl"] for r in rows}

    before = prices()
    text = "Date,Price\n2020-04-15,77.5\n2020-05-15,66.5\n"
    load(book, "oil_price", "brent-monthly_a.csv", text, tmp_path)
    assert prices() == before | {"2020-04": 77.5, "2020-05": 66.5}
    assert prices(date(2020, 4, 30))["2020-04"] == 77.5
    assert "2020-05" not in prices(date(2020, 4, 30))


def test_days_become_months_where_no_monthly_series_is_loaded(
    book: SqlLedger, tmp_path: Path
) -> None:
    text = "Date,Price\n2020-04-01,10\n2020-04-30,30\n"
    load(book, "oil_price", "brent-daily_a.csv", text, tmp_path)
    rows = {r["month"]: r for r in book.view(state="UZB").rows("brent_monthly")}
    assert rows["2020-04"]["price_usd_per_bbl"] == 20.0
    assert rows["2020-04"]["known_from"] == date(2020, 4, 30)


def test_a_pair_of_organisations_is_seen_from_both_sides(book: SqlLedger, tmp_path: Path) -> None:
    load(book, "igo_memberships", "i.csv", "ccode1,ccode2,year,dyadigos\n2,705,2014,30\n", tmp_path)
    for state, partner in (("KAZ", "USA"), ("USA", "KAZ")):
        (row,) = book.view(state=state).rows("shared_organisations")
        assert (row["state"], row["partner"], row["shared_organisations"]) == (state, partner, 30)
    assert book.view(state="UZB").rows("shared_organisations") == []


def test_without_a_state_and_without_a_lake_a_view_has_the_casebook_alone(book: SqlLedger) -> None:
    with pytest.raises(UnknownName, match="no table 'leader_travel'"):
        book.view().rows("leader_travel")
    assert book.view(state="KAZ").rows("leader_travel") == []
    for name in book.view().names:
        assert book.view(state="UZB").rows(name) == book.view().rows(name)
    assert book.view(state="UZB").table("leader_travel").columns[0] == "row_id"
