"""What an export is asked for: rows by state, partner, days and kind, or one SELECT that reaches
nothing outside the ledger."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from denge.cli import main
from denge.core.errors import InputError, UnknownState
from denge.record.export import export
from denge.record.ledger import SqlLedger, open_ledger
from denge.record.query import query
from denge.record.selection import Selection

PRICES = "Date,Price\n2020-01-02,60.5\n2020-01-03,61.0\n"


@pytest.fixture
def book(tmp_path: Path, told) -> SqlLedger:
    made = open_ledger(tmp_path / "a.db")
    made.add(told())
    (tmp_path / "brent-daily_x.csv").write_text(PRICES)
    made.load("oil_price", tmp_path / "brent-daily_x.csv")
    return made


def exported(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_are_those_that_a_filter_by_hand_keeps(book: SqlLedger, tmp_path: Path) -> None:
    only = Selection.of("Kazakhstan", "Russia", date(2025, 1, 1), date(2025, 12, 31), "visit")
    export(book, tmp_path / "out", tables=["engagements"], only=only)
    by_hand = {
        row["row_id"]
        for row in book.view().rows("engagements")
        if (row["state"], row["partner"], row["kind"]) == ("KAZ", "RUS", "visit")
        and row["end"] >= date(2025, 1, 1)
        and row["start"] <= date(2025, 12, 31)
    }
    assert by_hand
    assert {row["row_id"] for row in exported(tmp_path / "out", "engagements")} == by_hand
    about = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert about["denge:asked"] == {
        "state": "KAZ",
        "partner": "RUS",
        "kind": "visit",
        "from": "2025-01-01",
        "to": "2025-12-31",
    }


def test_a_partial_date_counts_with_the_days_it_may_be(book: SqlLedger, tmp_path: Path) -> None:
    only = Selection.of(start=date(2023, 5, 20), end=date(2023, 5, 20))
    export(book, tmp_path / "out", tables=["macro", "brent_monthly"], only=only)
    assert {row["year"] for row in exported(tmp_path / "out", "macro")} == {"2023"}
    assert [row["month"] for row in exported(tmp_path / "out", "brent_monthly")] == ["2023-05"]


def test_without_names_the_tables_that_can_answer_are_written(
    book: SqlLedger, tmp_path: Path
) -> None:
    export(book, tmp_path / "out", only=Selection.of(partner="EU"))
    names = {path.stem for path in (tmp_path / "out").glob("*.csv")}
    assert {"engagements", "agreements", "trade_by_partner"} <= names
    assert not names & {"capitals", "corridors", "statements"}


def test_a_table_that_cannot_answer_is_named(book: SqlLedger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="macro cannot be narrowed by partner"):
        export(book, tmp_path / "out", tables=["macro"], only=Selection.of(partner="RUS"))
    with pytest.raises(InputError, match="capitals cannot be narrowed by days"):
        export(book, tmp_path / "out", tables=["capitals"], only=Selection.of(end=date(2020, 1, 1)))


def test_a_table_of_the_home_state_has_no_row_of_another(book: SqlLedger, tmp_path: Path) -> None:
    for state, some in (("KAZ", True), ("UZB", False)):
        folder = tmp_path / state
        export(book, folder, tables=["trade_by_partner"], only=Selection.of(state))
        assert bool(exported(folder, "trade_by_partner")) == some


def test_what_a_user_wrote_wrongly_is_said() -> None:
    with pytest.raises(UnknownState, match="nearest"):
        Selection.of("Kazakstann")
    with pytest.raises(InputError, match="cannot start on 2020-01-02"):
        Selection.of(start=date(2020, 1, 2), end=date(2020, 1, 1))
    assert not Selection.of()


def test_events_of_the_lake_are_narrowed_where_they_lie(book: SqlLedger, tmp_path: Path) -> None:
    from denge.record.sources.gdelt import columns

    rows = []
    for n, (one, two, code) in enumerate(
        (("KAZ", "RUS", "042"), ("RUS", "KAZ", "112"), ("KAZ", "CHN", "042"), ("USA", "CHN", "042"))
    ):
        row = dict.fromkeys(columns(61), "") | {"GLOBALEVENTID": str(n), "EventCode": code}
        row |= {"SQLDATE": f"2020010{n + 1}", "DATEADDED": "20200109120000", "NumArticles": "1"}
        row |= {"Actor1CountryCode": one, "Actor2CountryCode": two}
        rows.append("\t".join(row.values()))
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    book.load("gdelt", tmp_path / "a.csv")
    for name, only, some in (
        ("a", Selection.of("KAZ"), 3),
        ("b", Selection.of("KAZ", "RUS"), 2),
        ("c", Selection.of("KAZ", kind="CONSULT"), 2),
        ("d", Selection.of("KAZ", end=date(2020, 1, 1)), 1),
    ):
        export(book, tmp_path / name, tables=["gdelt_events"], only=only)
        assert len(exported(tmp_path / name, "gdelt_events")) == some, name


def test_a_select_over_ledger_and_lake(book: SqlLedger, tmp_path: Path) -> None:
    sql = (
        "SELECT o.day, o.price_usd_bbl, (SELECT count(*) FROM engagements) AS engagements "
        "FROM oil_price o ORDER BY o.day"
    )
    paths = export(book, tmp_path / "out", "parquet", sql=sql)
    assert [path.name for path in paths] == ["query.parquet", "datapackage.json", "CITATION.cff"]
    rows = pq.read_table(paths[0]).to_pylist()
    assert [row["price_usd_bbl"] for row in rows] == [60.5, 61.0]
    assert rows[0]["engagements"] == len(book.view().rows("engagements"))
    assert json.loads(paths[1].read_text())["denge:asked"] == {"sql": sql}


def test_a_select_sees_what_was_known_on_the_day(book: SqlLedger) -> None:
    assert query(book, "SELECT day FROM oil_price", date(2020, 1, 2)).num_rows == 1
    asked = "SELECT count(*) AS n FROM engagements"
    few, all_of_them = (query(book, asked, day)["n"][0].as_py() for day in (date(2020, 1, 2), None))
    assert few == len(book.view(date(2020, 1, 2)).rows("engagements")) < all_of_them


def test_sums_and_counts_come_as_plain_numbers(book: SqlLedger) -> None:
    table = query(book, "SELECT sum(reports) AS n, 1.5 AS x FROM engagements")
    assert [str(kind) for kind in table.schema.types] == ["double", "double"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT 1; DROP TABLE engagements", "this is SELECT, DROP"),
        ("DROP TABLE engagements", "this is DROP"),
        ("DELETE FROM engagements", "this is DELETE"),
        ("COPY (SELECT 1) TO '{folder}/stolen.csv'", "this is COPY"),
        ("ATTACH '{folder}/a.db' AS a", "this is ATTACH"),
        ("SET enable_external_access = true", "this is SET"),
        ("INSTALL httpfs", "this is LOAD"),
        ("EXPORT DATABASE '{folder}/stolen'", "this is EXPORT"),
        ("CREATE TABLE t AS SELECT 1", "this is CREATE"),
        ("", "this is nothing"),
        ("-- a note", "this is nothing"),
        ("SELECT * FROM read_text('{folder}/secret.txt')", "reaches for a file or address"),
        ("SELECT * FROM read_csv('{folder}/secret.txt')", "reaches for a file or address"),
        ("SELECT * FROM '{folder}/secret.csv'", "reaches for a file or address"),
        ("SELECT * FROM glob('{folder}/*')", "reaches for a file or address"),
        ("SELECT * FROM read_parquet('https://example.org/a.parquet')", "file or address"),
        ("SELECT * FROM query('DROP TABLE engagements')", "cannot be answered"),
        ("SELECT * FROM engagement", 'Did you mean "engagements"'),
        ("SELECT partners FROM engagements", 'Candidate bindings: .*"partner"'),
        ("SELECT state, state FROM engagements", "gives the name 'state' to more than one"),
        ("SELEC 1", "cannot be answered: syntax error"),
        ("SELECT * FROM book", "cannot be answered"),  # a variable of this program
    ],
)
def test_a_hostile_or_mistaken_query_is_refused_and_harms_nothing(
    book: SqlLedger, tmp_path: Path, sql: str, says: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(InputError, match=says):
        query(book, sql.format(folder=tmp_path))
    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert {p.name for p in after} - {p.name for p in before} <= {"a.db-wal", "a.db-shm"}
    assert query(book, "SELECT count(*) AS n FROM engagements")["n"][0].as_py() > 0


def test_a_query_without_end_is_broken_off(book: SqlLedger) -> None:
    endless = "WITH RECURSIVE r AS (SELECT 1 x UNION ALL SELECT x + 1 FROM r) SELECT max(x) FROM r"
    with pytest.raises(InputError, match=r"broken off after 0\.2 seconds"):
        query(book, endless, seconds=0.2)


def test_a_name_in_a_query_cannot_become_a_formula(book: SqlLedger, tmp_path: Path) -> None:
    export(book, tmp_path / "out", sql="""SELECT '=1+1' AS "=cmd" """)
    assert (tmp_path / "out" / "query.csv").read_text().split() == ["'=cmd", "'=1+1"]


def test_an_export_over_an_older_one_leaves_no_stale_table(book: SqlLedger, tmp_path: Path) -> None:
    export(book, tmp_path / "out", tables=["capitals", "fdi", "macro"])
    (tmp_path / "out" / "fdi.csv").write_text("edited by hand")
    export(book, tmp_path / "out", tables=["macro"])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"macro.csv", "fdi.csv", "datapackage.json", "CITATION.cff"}


def test_the_command_takes_a_question(
    book: SqlLedger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.store.close()
    base = ["record", "export", str(tmp_path / "out"), "--ledger", str(tmp_path / "a.db")]
    words = ["--table", "engagements", "--partner", "CHN", "--from", "2024-01-01"]
    assert main([*base, *words]) == 0
    rows = exported(tmp_path / "out", "engagements")
    assert {row["partner"] for row in rows} == {"CHN"}
    assert main([*base, "--sql", "SELECT 1 AS one", "--state", "KAZ"]) == 2
    assert "leave out the other questions" in capsys.readouterr().err
