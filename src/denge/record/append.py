"""Rows of the ledger's tables in and out: append, supersede, never anything else."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from denge.core.reading import Reading
from denge.record import schema
from denge.record.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "document_row",
    "exists",
    "insert_new",
    "open_slot",
    "reading_head",
    "settled_slots",
    "statement_of_row",
    "supersede",
    "supersede_undecided",
]

Row = dict[str, Any]


def exists(connection: sa.Connection, document_id: str) -> bool:
    query = sa.select(schema.document.c.id).where(schema.document.c.id == document_id)
    return connection.execute(query).first() is not None


def document_row(reading: Reading, at: str, who: str) -> Row:
    return {
        "id": reading.id,
        "lang": reading.lang,
        "date": date.fromisoformat(reading.date) if reading.date else None,
        "date_basis": reading.date_basis,
        "title": reading.title,
        "source": reading.source,
        "focus": reading.focus,
        "text": reading.text,
        "recorded_at": at,
        "recorded_by": who,
    }


def reading_head(head: Mapping[Any, Any]) -> Reading:
    return Reading(
        id=head["id"],
        lang=head["lang"],
        date=head["date"].isoformat() if head["date"] else None,
        text=head["text"],
        title=head["title"],
        date_basis=head["date_basis"],
        source=head["source"],
        focus=head["focus"],
    )


def statement_of_row(row: Mapping[Any, Any]) -> Statement:
    return Statement(**(dict(row) | {"payload": json.loads(row["payload"])}))


def insert_new(connection: sa.Connection, statements: Iterable[Statement]) -> None:
    """Append the statements whose id is not there yet."""
    made = {s.id: s for s in statements}
    known = sa.select(schema.statement.c.id).where(schema.statement.c.id.in_(made))
    there = set(connection.execute(known).scalars())
    rows = [
        asdict(s) | {"payload": json.dumps(s.payload, sort_keys=True, ensure_ascii=False)}
        for s in made.values()
        if s.id not in there
    ]
    if rows:
        connection.execute(schema.statement.insert(), rows)


def open_slot(subject: str, slot: str) -> sa.ColumnElement[bool]:
    table = schema.statement.c
    return (table.subject == subject) & (table.slot == slot) & (table.superseded_at.is_(None))


def supersede(
    connection: sa.Connection, which: sa.ColumnElement[bool], at: str, day: date, by: str | None
) -> None:
    values = {"superseded_at": at, "superseded_from": day, "superseded_by": by}
    connection.execute(schema.statement.update().where(which).values(values))


def settled_slots(connection: sa.Connection, document_id: str) -> set[str]:
    """Places of a text on which a person has decided; no later reading takes them."""
    table, decided = schema.statement.c, schema.decision.c
    query = (
        sa.select(table.slot)
        .join(schema.decision, decided.statement_id == table.id)
        .where(table.document_id == document_id)
    )
    return set(connection.execute(query).scalars())


def supersede_undecided(
    connection: sa.Connection, document_id: str, made: list[Statement], at: str
) -> None:
    """Items of an earlier reading of the text that the new one no longer holds."""
    table = schema.statement.c
    decided = sa.select(schema.decision.c.statement_id)
    query = sa.select(schema.statement).where(
        table.document_id == document_id,
        table.origin == "reading",
        table.superseded_at.is_(None),
        table.id.not_in(decided),
        table.id.not_in([s.id for s in made]),
    )
    for old in connection.execute(query).mappings().all():
        supersede(connection, table.id == old["id"], at, old["known_from"], None)
