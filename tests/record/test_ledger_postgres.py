"""The same ledger in PostgreSQL: a private server on a socket, started for these tests alone."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from denge.core.errors import LedgerError
from denge.record.ledger import open_ledger
from denge.record.memory import MemoryLedger
from denge.record.upgrade import upgrade

pytestmark = pytest.mark.postgres


def _binary(name: str) -> str | None:
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return found[-1] if found else shutil.which(name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    initdb, control = _binary("initdb"), _binary("pg_ctl")
    if not initdb or not control:
        pytest.skip("no PostgreSQL server here")
    pytest.importorskip("psycopg")
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/pg.XXXXXX"], text=True).strip())
    before: list[str] = []
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        shutil.chown(folder, "postgres")
        before = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(*words: str) -> None:
        subprocess.run([*before, *words], check=True, capture_output=True, cwd=folder)

    run(initdb, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", str(data))
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(control, "-w", "-D", str(data), "-o", options, "-l", str(folder / "log"), "start")
    yield folder
    run(control, "-w", "-m", "immediate", "-D", str(data), "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: Path, request: pytest.FixtureRequest) -> str:
    name = "t" + str(abs(hash(request.node.name)) % 10**9)
    url = f"postgresql://postgres@/postgres?host={server}"
    engine = sa.create_engine(url.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    return f"postgresql://postgres@/{name}?host={server}"


def test_it_brings_and_shows_what_the_ledger_in_memory_does(address: str, told) -> None:
    book, memory = open_ledger(address), MemoryLedger()
    for reading in (told("Baku"), told("Ganja", "2026-04-01", "2026-04-02")):
        assert book.add(reading) == memory.add(reading)
    for day in (None, date(2026, 3, 4)):
        here, there = book.view(day, True), memory.view(day, True)
        assert all(here.rows(table) == there.rows(table) for table in here.names)
    assert [s.id for s in open_ledger(address).statements()] == [s.id for s in book.statements()]


def test_corrections_and_decisions_work_and_nothing_is_deleted(address: str, told) -> None:
    book = open_ledger(address)
    book.add(told())
    book.decide(book.statements(subject="events")[0].id, "correct", "", {"place": "AZE:Ganja"})
    book.correct("trd-06c7af55b8", {"turnover_usd_m": 1.0}, "slip", date(2026, 6, 1))
    assert [c.after for c in book.changes(None)] == ["1.0"]
    assert book.view().rows("engagements")[-1]["place"] == "Ganja"
    for words in ("delete from statement", "update document set text = ''"):
        with (
            pytest.raises(sa.exc.DatabaseError, match="nothing is deleted"),
            book.store.engine.begin() as connection,
        ):
            connection.execute(sa.text(words))


def test_four_people_may_start_and_fill_it_at_once(address: str, told) -> None:
    def add(person: int) -> None:
        book = open_ledger(address)
        for number in range(5):
            book.add(told(f"City{person}x{number}", f"2026-0{1 + person}-0{1 + number}"))

    with ThreadPoolExecutor(4) as team:
        list(team.map(add, range(4)))
    assert len(open_ledger(address).statements()) == 4 * 5 * 2


def test_a_newer_schema_is_refused(address: str) -> None:
    book = open_ledger(address)
    with book.store.engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '0999'"))
    with pytest.raises(LedgerError, match="Update denge"):
        open_ledger(address)


def test_the_migrations_make_the_same_schema(address: str, told) -> None:
    upgrade(address)
    assert open_ledger(address).add(told()).new == 2


def test_an_address_that_does_not_answer_is_a_sentence_without_the_password() -> None:
    with pytest.raises(LedgerError, match="does not answer") as caught:
        open_ledger("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
