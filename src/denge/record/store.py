"""Opens the database of a ledger: SQLite with a write-ahead log, or PostgreSQL for a team.

A file that denge did not make here is opened read-only until `denge record check` has passed it:
the marker of trust stands outside the file, so a stranger cannot bring it along. A ledger of a
newer schema is refused, never migrated.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, OperationalError

from denge.core.errors import LedgerError, MissingExtra
from denge.record import schema
from denge.record.durable import in_words
from denge.record.manifest import now
from denge.record.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Store", "is_address", "open_store"]

_HEAD = b"SQLite format 3\x00"
_WAIT_S = 30
_AS_IT_WAS = "all that was recorded before is as it was"
_SAYS = {
    "database or disk is full": "the disk is full. Free some space and run it again",
    "disk i/o error": "the disk is full or failing. Check it and run it again",
    "readonly database": "the file or its folder is read-only. Name one that you may write",
    "unable to open": "its folder is missing or read-only. Name one that you may write",
    "database is locked": f"others held it for {_WAIT_S} s. Run it again",
    "malformed": "the file is damaged. Restore it from a copy",
    "not a database": "it is no ledger. Name a ledger file, or a new path to start one",
    "could not connect": "the server does not answer. Check the address",
    "connection failed": "the server does not answer. Check the address",
    "connection refused": "the server does not answer. Check the address",
    "permission denied": "the user of this address may not write there",
}


def is_address(place: str | Path) -> bool:
    """Whether a place is the address of a PostgreSQL database rather than a file."""
    return str(place).startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


class Store:
    """The open database; `read` and `write` give connections inside one transaction."""

    def __init__(
        self, place: str, engine: sa.Engine, writable: bool, trusted: bool | None = None
    ) -> None:
        self.place, self.engine, self.writable = place, engine, writable
        self.trusted = writable if trusted is None else trusted

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with _in_words(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction that takes the write lock at once, so that it cannot fail half-way.

        Raises
        ------
        LedgerError
            The ledger is a stranger's that has not been checked, or cannot be written.
        """
        if self.trusted and not self.writable:
            raise LedgerError(f"{self.place}: {_SAYS['readonly database']}; {_AS_IT_WAS}")
        if not self.writable:
            raise LedgerError(
                f"{self.place} was not made here and is open read-only. "
                f"Look it over with: denge record check {self.place}"
            )
        with (
            _in_words(self.place),
            self.engine.connect().execution_options(denge_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    def id(self) -> str:
        """The ledger's own random name."""
        with self.read() as connection:
            query = sa.select(schema.meta.c.value).where(schema.meta.c.key == "ledger_id")
            return str(connection.execute(query).scalar_one())

    def close(self) -> None:
        self.engine.dispose()


def open_store(place: str | Path) -> Store:
    """Open a ledger, or make it where there is none.

    Raises
    ------
    LedgerError
        It is no ledger, of a newer schema, or its place cannot be used.
    MissingExtra
        An address is given and the PostgreSQL driver is not installed.
    """
    return _postgres(str(place)) if is_address(place) else _sqlite(Path(place))


# --- SQLite


def _sqlite(path: Path) -> Store:
    if not path.exists() or path.stat().st_size == 0:
        return _new_sqlite(path)
    with in_words(path, "Reading"), path.open("rb") as file:
        if file.read(16) != _HEAD:
            raise LedgerError(f"{path}: {_SAYS['not a database']}.")
    look = Store(str(path), _engine(path, writable=False), False)
    try:
        with look.read() as connection:
            empty = not sa.inspect(connection).get_table_names()
        if empty:  # another process is making it, or nobody has written into it
            return _new_sqlite(path)
        _check_revision(look)
        trusted = Trust().holds(look.id(), path)
    finally:
        look.close()
    open_place = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
    writable = trusted and open_place
    return Store(str(path), _engine(path, writable=writable), writable, trusted)


def _new_sqlite(path: Path) -> Store:
    with in_words(path, "Making"):
        path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(str(path), _engine(path, writable=True), True)
    name = str(uuid.uuid4())
    Trust().add(name, path)  # first, so that whoever opens it next finds it trusted
    with _in_words(store.place):
        _make(store, name)
    return store


def _engine(path: Path, writable: bool) -> sa.Engine:
    uri = f"file:{_quoted(path.resolve())}?mode={'rwc' if writable else 'ro'}"

    def connect() -> sqlite3.Connection:
        connection = _connected(uri, writable)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)
    listen(engine, "begin", _begin)
    return engine


def _connected(uri: str, writable: bool) -> sqlite3.Connection:
    def opened(address: str) -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
        )

    connection = opened(uri)
    if writable:
        return connection
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A write-ahead log needs a file beside it; on a read-only disk nobody else can be writing.
        connection.close()
        connection = opened(uri + "&immutable=1")
    return connection


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path))


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("denge_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


# --- PostgreSQL


def _postgres(address: str) -> Store:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise MissingExtra("psycopg", "pg", "A ledger in PostgreSQL") from None
    url = "postgresql+psycopg://" + address.partition("://")[2]
    store = Store(_without_password(url), sa.create_engine(url, pool_pre_ping=True), True)
    with _in_words(store.place):
        if not sa.inspect(store.engine).has_table("meta"):
            _make(store, str(uuid.uuid4()))
    _check_revision(store)
    return store


def _without_password(url: str) -> str:
    return sa.make_url(url).render_as_string(hide_password=True)


# --- both


def _make(store: Store, name: str) -> None:
    with store.write() as connection:
        if connection.dialect.name == "postgresql":
            # Two people may start a team's ledger at once: the second waits here and finds it made.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if sa.inspect(connection).has_table("meta"):
            return
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        schema.metadata.create_all(connection)
        connection.execute(schema.revision.insert(), {"version_num": schema.REVISIONS[-1]})
        made = {"ledger_id": name, "made_at": now()}
        rows = [{"key": key, "value": value} for key, value in made.items()]
        connection.execute(schema.meta.insert(), rows)


_LOCK = schema.APPLICATION_ID


def _check_revision(store: Store) -> None:
    with store.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            raise LedgerError(f"{store.place}: {_SAYS['not a database']}.")
        found = connection.execute(sa.select(schema.revision.c.version_num)).scalars().all()
    if found == [schema.REVISIONS[-1]]:
        return
    if len(found) == 1 and found[0] in schema.REVISIONS:
        raise LedgerError(
            f"{store.place} is of schema {found[0]}, older than {schema.REVISIONS[-1]}. "
            f"Make a copy, then run: denge record upgrade {store.place}"
        )
    raise LedgerError(
        f"{store.place} is of schema {', '.join(found) or 'none'}, and this denge knows "
        f"{schema.REVISIONS[-1]} at most. Update denge; nothing in the ledger has been changed."
    )


@contextmanager
def _in_words(place: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise LedgerError(f"{place}: {_reason(error)}.") from error


def _reason(error: Any) -> str:
    says = str(getattr(error, "orig", None) or error).strip()
    for mark, words in _SAYS.items():
        if mark in says.casefold():
            return f"{words}; {_AS_IT_WAS}"
    if isinstance(error, OperationalError):
        return f"the database answers: {says.splitlines()[0]}"
    return f"the database refused it: {says.splitlines()[0]}"
