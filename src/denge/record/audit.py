"""Looks a ledger file over before it is trusted: schema, integrity, and every statement in it."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from denge.core.errors import LedgerError
from denge.record import schema
from denge.record.append import statement_of_row
from denge.record.statement import KINDS, Statement, item_of, statement_id
from denge.record.store import Store, _check_revision, _engine
from denge.record.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["audit", "trust"]


def audit(path: Path) -> list[str]:
    """Every problem of a ledger file, in sentences; empty when it can be trusted.

    Raises
    ------
    LedgerError
        It is no ledger, or of a newer schema.
    """
    if not path.is_file():
        raise LedgerError(f"{path} is no file. Name a ledger file or a folder with a data package.")
    store = Store(str(path), _engine(path, writable=False), False)
    try:
        _check_revision(store)
        with store.read() as connection:
            shape = [*_shape(connection), *_integrity(connection)]
            return shape or list(_content(connection))
    finally:
        store.close()


def trust(path: Path) -> None:
    """Put a checked ledger on the list of those that may be written here."""
    store = Store(str(path), _engine(path, writable=False), False)
    try:
        Trust().add(store.id(), path)
    finally:
        store.close()


def _shape(connection: sa.Connection) -> Iterator[str]:
    """Tables, columns, triggers and views are those that denge makes, and no others."""
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != schema.APPLICATION_ID:
        yield "the head of the file does not carry denge's mark"
    found, ours = _objects(connection), _fresh_objects()
    for name in sorted(set(found) - set(ours)):
        yield f"it holds {name[0]} {name[1]!r}, which no ledger has"
    for name in sorted(set(ours) - set(found)):
        yield f"its {name[0]} {name[1]!r} is missing"
    for name in sorted(set(ours) & set(found)):
        if found[name] != ours[name]:
            yield f"its {name[0]} {name[1]!r} is not as denge makes it"


def _objects(connection: Any) -> dict[tuple[str, str], Any]:
    run = getattr(connection, "exec_driver_sql", None) or connection.execute
    master = run("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    objects: dict[tuple[str, str], Any] = {}
    for kind, name, table, sql in master:
        if name.startswith("sqlite_"):
            continue
        if kind == "table":
            columns = run(f"PRAGMA table_info({_quoted(name)})").fetchall()
            objects[kind, name] = tuple((c[1], c[2].upper(), bool(c[3]), c[5]) for c in columns)
        else:
            objects[kind, name] = (table, " ".join((sql or "").split()))
    return objects


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fresh_objects() -> dict[tuple[str, str], Any]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    schema.metadata.create_all(engine)
    with engine.connect() as connection:
        return _objects(connection)


def _integrity(connection: sa.Connection) -> Iterator[str]:
    try:
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").fetchall():
            if line != "ok":
                yield f"the database is damaged: {line}"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            yield f"a row of {row[0]} points at a row of {row[2]} that is not there"
    except (sqlite3.DatabaseError, DatabaseError) as error:
        yield f"the database is damaged: {error}"


def _content(connection: sa.Connection) -> Iterator[str]:
    texts: dict[str, str] = {}
    for head in connection.execute(sa.select(schema.document)).mappings():
        texts[head["id"]] = head["text"]
        if sha256(head["text"].encode()).hexdigest()[:16] != head["id"]:
            yield f"document {head['id']}: its text is not the one that its id was made from"
    ids = set(connection.execute(sa.select(schema.statement.c.id)).scalars())
    for row in connection.execute(sa.select(schema.statement)).mappings():
        yield from _statement_problems(row, texts, ids)


def _statement_problems(
    row: Mapping[Any, Any], texts: Mapping[str, str], ids: set[str]
) -> Iterator[str]:
    name = f"statement {row['id']}"
    try:
        told = statement_of_row(row)
        if told.subject in KINDS:
            item_of(told)
    except (ValueError, TypeError, KeyError) as error:
        yield f"{name}: its payload cannot be read ({error})"
        return
    if told.superseded_by and told.superseded_by not in ids:
        yield f"{name}: superseded by {told.superseded_by}, which is not there"
    if not 0 <= told.confidence <= 1:
        yield f"{name}: confidence {told.confidence} is not between 0 and 1"
    if told.document_id:
        text = texts.get(told.document_id, "")
        if text[told.quote_start or 0 : told.quote_end or 0] != told.quote:
            yield f"{name}: its quotation does not stand in the text at its place"
        if told.origin == "reading" and not _id_fits(told):
            yield f"{name}: its id does not fit its content"


def _id_fits(told: Statement) -> bool:
    raw = json.dumps(told.payload, sort_keys=True, ensure_ascii=False)
    span = str((told.quote_start, told.quote_end))
    document = told.document_id or ""
    # The same words may be read twice from one sentence; each telling has its number.
    return any(
        statement_id(document, told.subject, raw, span, str(again)) == told.id
        for again in range(64)
    )
