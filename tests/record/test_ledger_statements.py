"""The ledger on disk: what was put in comes out, on the day asked for, and nothing is deleted."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import denge.record
from denge.core.errors import LedgerError, UnknownName
from denge.record.audit import audit, trust
from denge.record.ledger import SqlLedger, open_ledger
from denge.record.memory import MemoryLedger
from denge.record.statement import item_of, reading_of, statements_of
from denge.record.upgrade import upgrade

ROW = "trd-06c7af55b8"  # world trade of 2020 in the casebook


@pytest.fixture
def book(tmp_path: Path) -> SqlLedger:
    return open_ledger(tmp_path / "a.db")


def row_of(book: SqlLedger, as_of: date | None) -> dict:
    return next(r for r in book.view(as_of).rows("trade_by_partner") if r["row_id"] == ROW)


def test_denge_record_open_takes_a_path(tmp_path: Path) -> None:
    assert isinstance(denge.record.open(tmp_path / "a.db"), SqlLedger)


def test_both_ledgers_bring_and_show_the_same(book: SqlLedger, told) -> None:
    memory = MemoryLedger()
    for reading in (told("Baku"), told("Ganja", "2026-04-01", "2026-04-02")):
        assert book.add(reading) == memory.add(reading)
    for day in (None, date(2026, 3, 3), date(2026, 3, 4), date(2026, 4, 2)):
        for unreviewed in (True, False):
            here, there = book.view(day, unreviewed), memory.view(day, unreviewed)
            for table in here.names:
                assert here.rows(table) == there.rows(table)
                assert here.unreviewed(table) == there.unreviewed(table)
    assert there.unreviewed("engagements")[0] == 2


def test_views_of_both_ledgers_offer_the_same(book: SqlLedger) -> None:
    def offered(view: object) -> set[str]:
        return {name for name in dir(view) if not name.startswith("_")}

    here, there = book.view(), MemoryLedger().view()
    assert isinstance(here, type(there))
    assert offered(here) - offered(there) == {"accepted", "rejected"}


def test_the_same_text_twice_counts_once(book: SqlLedger, told) -> None:
    first = book.add(told())
    before = book.view(None, True).rows("engagements")
    assert book.add(told()) == first
    assert len(book.statements(everything=True)) == 2
    assert book.view(None, True).rows("engagements") == before


def test_another_process_finds_what_was_added(book: SqlLedger, told) -> None:
    book.add(told())
    again = open_ledger(book.place)
    assert [s.id for s in again.statements()] == [s.id for s in book.statements()]


def test_statements_give_back_the_reading(told) -> None:
    reading = told()
    made = statements_of(reading, "2026-05-01T00:00:00+00:00", "me")
    head = replace(reading, events=(), deals=())
    assert reading_of(head, made) == reading
    assert [item_of(s) for s in made] == list(reading.items)
    assert {s.known_basis for s in made} == {"source"}
    assert {s.known_from for s in made} == {date(2026, 3, 4)}


def test_a_text_of_the_ledger_is_its_own_origin(book: SqlLedger, told) -> None:
    book.add(replace(told(), source="column.txt", title="A column"))
    origin = book.view().origin("column.txt")
    assert (origin.title, origin.date_published) == ("A column", "2026-03-04")
    with pytest.raises(UnknownName):
        book.view().origin("another.txt")


def test_an_undated_text_is_known_from_its_event(book: SqlLedger, told) -> None:
    book.add(replace(told(), date=None))
    visit = book.statements(subject="events")[0]
    assert (visit.known_from, visit.known_basis) == (date(2026, 3, 3), "event")


def test_ids_do_not_depend_on_when_or_who(told) -> None:
    one = statements_of(told(), "2026-05-01T00:00:00+00:00", "me")
    two = statements_of(told(), "2027-05-01T00:00:00+00:00", "you")
    assert [s.id for s in one] == [s.id for s in two]


def test_a_text_read_again_by_better_rules_supersedes_what_is_undecided(
    book: SqlLedger, told
) -> None:
    reading = told()
    book.add(reading)
    better = replace(reading, events=(replace(reading.events[0], format="state"),))
    book.add(better)
    assert [s.payload["format"] for s in book.statements(subject="events")] == ["state"]
    assert len(book.statements(subject="events", everything=True)) == 2
    row = book.view(None, True).rows("engagements")[-1]
    assert (row["format"], row["reports"]) == ("state", 1)


# --- corrections and as-of


def test_as_of_shows_the_old_figure_before_a_correction_and_says_why(book: SqlLedger) -> None:
    old = row_of(book, None)["turnover_usd_m"]
    book.correct(ROW, {"turnover_usd_m": 1.0}, "the source withdrew it", date(2026, 6, 1))
    assert row_of(book, date(2026, 5, 31))["turnover_usd_m"] == old
    assert row_of(book, date(2026, 6, 1))["turnover_usd_m"] == 1.0
    assert row_of(book, None)["turnover_usd_m"] == 1.0
    (change,) = book.changes(date(2026, 5, 31), date(2026, 6, 1))
    assert (change.field, change.before, change.after) == ("turnover_usd_m", str(old), "1.0")
    assert "the source withdrew it" in str(change)
    assert book.changes(date(2026, 6, 1), date(2026, 7, 1)) == []


def test_a_correction_of_a_correction_keeps_all_three(book: SqlLedger) -> None:
    old = row_of(book, None)["turnover_usd_m"]
    book.correct(ROW, {"turnover_usd_m": 1.0}, "first", date(2026, 6, 1))
    book.correct(ROW, {"turnover_usd_m": 2.0}, "second", date(2026, 7, 1))
    days = [date(2026, 5, 1), date(2026, 6, 15), date(2026, 7, 1)]
    assert [row_of(book, day)["turnover_usd_m"] for day in days] == [old, 1.0, 2.0]
    assert [str(c.before) for c in book.changes(None)] == [str(old), "1.0"]


def test_a_correction_needs_a_row_a_field_and_a_reason(book: SqlLedger) -> None:
    with pytest.raises(UnknownName, match="no row 'x'"):
        book.correct("x", {"turnover_usd_m": 1.0}, "why")
    with pytest.raises(UnknownName, match="nearest: turnover_usd_m"):
        book.correct(ROW, {"turnover_usd": 1.0}, "why")
    with pytest.raises(LedgerError, match="reason"):
        book.correct(ROW, {"turnover_usd_m": 1.0}, " ")


@settings(max_examples=15, deadline=None)
@given(days=st.lists(st.dates(date(2022, 1, 1), date(2026, 1, 1)), max_size=5, unique=True))
def test_any_past_day_reads_the_same_after_later_corrections(
    days: list[date], tmp_path_factory
) -> None:
    book = open_ledger(tmp_path_factory.mktemp("days") / "a.db")
    seen: dict[date, float] = {}
    for number, day in enumerate(sorted(days)):
        seen[day] = row_of(book, day)["turnover_usd_m"]
        book.correct(ROW, {"turnover_usd_m": float(number)}, "later", date(2026, 1, 2 + number))
        for past, value in seen.items():
            assert row_of(book, past)["turnover_usd_m"] == value


# --- nothing is deleted


@pytest.mark.parametrize(
    "words",
    [
        "delete from statement",
        "delete from document",
        "delete from decision",
        "update statement set payload = '{}'",
        "update statement set known_from = '1900-01-01'",
        "update document set text = ''",
        "update decision set who = 'another'",
    ],
)
def test_the_database_itself_refuses_to_delete_or_rewrite(
    book: SqlLedger, told, words: str
) -> None:
    book.add(told())
    book.decide(book.statements()[0].id, "accept")
    raw = sqlite3.connect(book.place)
    with pytest.raises(sqlite3.IntegrityError, match="nothing is deleted"):
        raw.execute(words)


def test_superseding_happens_once(book: SqlLedger, told) -> None:
    book.add(told())
    raw = sqlite3.connect(book.place)
    raw.execute("update statement set superseded_at = 'x', superseded_from = '2026-01-01'")
    with pytest.raises(sqlite3.IntegrityError, match="nothing is deleted"):
        raw.execute("update statement set superseded_at = null")


# --- strangers, newer ones, damage


def test_a_ledger_from_elsewhere_is_read_only_until_it_is_checked(
    book: SqlLedger, told, tmp_path: Path
) -> None:
    book.add(told())
    book.store.close()
    copy = tmp_path / "sent.db"
    shutil.copy(book.place, copy)
    stranger = open_ledger(copy)
    assert len(stranger.statements()) == 2
    for write in (
        lambda: stranger.add(told("Ganja")),
        lambda: stranger.correct(ROW, {"turnover_usd_m": 1.0}, "why"),
        lambda: stranger.decide(stranger.statements()[0].id, "accept"),
        lambda: stranger.load("gdelt", tmp_path / "x.csv"),
    ):
        with pytest.raises(LedgerError, match="denge record check"):
            write()
    assert audit(copy) == []
    trust(copy)
    assert open_ledger(copy).add(told("Ganja")).joined == 2


TAMPERING = {
    "a trigger of its own": (
        "create trigger evil after insert on statement begin select 1; end",
        "trigger 'evil'",
    ),
    "a view": ("create view evil as select 1", "view 'evil'"),
    "a missing guard": ("drop trigger statement_kept", "'statement_kept' is missing"),
    "a further column": ("alter table document add column evil text", "'document' is not as"),
    "another mark": ("pragma application_id = 7", "denge's mark"),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_a_ledger_of_another_shape_does_not_pass(book: SqlLedger, told, kind: str) -> None:
    book.add(told())
    words, says = TAMPERING[kind]
    raw = sqlite3.connect(book.place)
    raw.execute(words)
    raw.commit()
    assert any(says in problem for problem in audit(Path(book.place)))


CHANGES = {
    "its id does not fit": "payload = replace(payload, 'AZE', 'ARM')",
    "quotation does not stand": "quote = 'The president resigned'",
    "payload cannot be read": "payload = '{'",
    "confidence 7.0 is not": "confidence = 7",
}


@pytest.mark.parametrize("says", CHANGES)
def test_a_changed_statement_does_not_pass(book: SqlLedger, told, says: str) -> None:
    book.add(told())
    raw = sqlite3.connect(book.place)
    (guard,) = raw.execute(
        "select sql from sqlite_master where name = 'statement_fixed'"
    ).fetchone()
    raw.execute("drop trigger statement_fixed")
    raw.execute(f"update statement set {CHANGES[says]} where subject = 'events'")
    raw.execute(guard)
    raw.commit()
    assert any(says in problem for problem in audit(Path(book.place)))


def test_a_ledger_of_a_newer_schema_is_refused_and_left_alone(book: SqlLedger) -> None:
    book.store.close()
    raw = sqlite3.connect(book.place)
    raw.execute("update alembic_version set version_num = '0999'")
    raw.commit()
    raw.close()
    before = Path(book.place).read_bytes()
    with pytest.raises(LedgerError, match=r"schema 0999.*Update denge; nothing"):
        open_ledger(book.place)
    with pytest.raises(LedgerError, match="Update denge"):
        upgrade(book.place)
    assert Path(book.place).read_bytes() == before


@pytest.mark.parametrize("content", [b"hello, this is text", b"SQLite format 3\x00" + b"x" * 200])
def test_what_is_no_ledger_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"no ledger|damaged"):
        open_ledger(path)
    assert path.read_bytes() == content


def test_a_database_of_someone_else_is_no_ledger(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "a.db")
    raw.execute("create table mine (x)")
    raw.commit()
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(tmp_path / "a.db")


def test_the_migrations_make_the_same_schema(tmp_path: Path) -> None:
    upgrade(tmp_path / "migrated.db")
    assert audit(tmp_path / "migrated.db") == []
    shapes = []
    open_ledger(tmp_path / "made.db")
    for name in ("migrated.db", "made.db"):
        look = sa.inspect(sa.create_engine(f"sqlite:///{tmp_path / name}"))
        shapes.append(
            {
                table: (
                    [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
                    sorted(i["name"] or "" for i in look.get_indexes(table)),
                    sorted(str(k["name"]) for k in look.get_check_constraints(table)),
                    [k["referred_table"] for k in look.get_foreign_keys(table)],
                )
                for table in sorted(look.get_table_names())
            }
        )
    assert shapes[0] == shapes[1]


# --- places that cannot be written


def test_a_missing_folder_is_made_and_a_file_in_its_way_is_a_sentence(tmp_path: Path) -> None:
    open_ledger(tmp_path / "new" / "a.db")
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="no such folder"):
        open_ledger(tmp_path / "file" / "a.db")


def test_a_full_disk_is_a_sentence_and_loses_nothing(book: SqlLedger, told) -> None:
    book.add(told())
    pages = sqlite3.connect(book.place).execute("pragma page_count").fetchone()[0]
    engine = book.store.engine

    @sa.event.listens_for(engine, "engine_connect")
    def small(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        connection.rollback()

    def fill() -> None:
        for number in range(500):
            book.add(told(f"City{number}" + "x" * 500))

    with pytest.raises(LedgerError, match="disk is full"):
        fill()
    assert audit(Path(book.place)) == []
    whole = [s.document_id for s in open_ledger(book.place).statements()]
    assert all(whole.count(document) == 2 for document in set(whole))


def _write_until_full(place: str, home: str, readings: list) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.environ["XDG_DATA_HOME"] = home
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    book = open_ledger(place)
    try:
        for reading in readings:
            book.add(reading)
    except LedgerError as error:
        os._exit(17 if "disk is full" in str(error) else 18)
    os._exit(0)


def test_a_limit_of_the_system_is_a_sentence_too(
    book: SqlLedger, told, own_data_folder: Path
) -> None:
    book.add(told())
    book.store.close()
    readings = [told(f"City{n}" + "x" * 3000) for n in range(200)]
    child = multiprocessing.get_context("spawn").Process(
        target=_write_until_full, args=(book.place, str(own_data_folder), readings)
    )
    child.start()
    child.join()
    assert child.exitcode == 17
    assert audit(Path(book.place)) == []


def test_a_read_only_file_is_a_sentence(
    book: SqlLedger, told, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.store.close()
    monkeypatch.setattr("denge.record.store._engine", _read_only(book.place))
    with pytest.raises(LedgerError, match="read-only"):
        open_ledger(book.place).add(told())
    assert stat.S_ISREG(Path(book.place).stat().st_mode)


def test_a_ledger_on_a_read_only_disk_is_read_and_not_written(
    book: SqlLedger, told, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add(told())
    book.store.close()
    monkeypatch.setattr("denge.record.store.os.access", lambda path, mode: False)
    again = open_ledger(book.place)
    assert len(again.statements()) > 0
    assert again.view().rows("engagements")
    with pytest.raises(LedgerError, match=r"read-only\. Name one that you may write"):
        again.add(told("Elsewhere"))


def _read_only(place: str):
    """As the system answers on a disk that is mounted read-only (root may write any file)."""

    def engine(path: Path, writable: bool) -> sa.Engine:
        made = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        return sa.create_engine("sqlite://", creator=lambda: made, poolclass=sa.StaticPool)

    return engine


# --- many at once


def _add_many(place: str, home: str, readings: list) -> None:
    os.environ["XDG_DATA_HOME"] = home
    book = open_ledger(place)
    for reading in readings:
        book.add(reading)


def test_four_writers_and_a_reader_lose_nothing_and_fail_nothing(
    tmp_path: Path, own_data_folder: Path, told
) -> None:
    place, each = str(tmp_path / "a.db"), 8
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["denge.record.ledger"])
    writers = [
        context.Process(
            target=_add_many,
            args=(
                place,
                str(own_data_folder),
                [told(f"City{w}x{n}", f"2026-0{1 + w}-{1 + n:02}") for n in range(each)],
            ),
        )
        for w in range(4)
    ]
    for writer in writers:  # all four find no ledger and make it
        writer.start()
    reads, last = 0, 0
    while any(writer.is_alive() for writer in writers) or not reads:
        count = len(open_ledger(place).statements())
        assert count >= last
        assert count % 2 == 0
        reads, last = reads + 1, count
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert len(open_ledger(place).statements()) == 4 * each * 2
    assert reads > 3
    assert audit(Path(place)) == []
