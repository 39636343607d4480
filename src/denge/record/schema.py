"""The tables of a ledger, one schema for SQLite and PostgreSQL, and what keeps it append-only.

`document` holds each text read; `statement` each thing said, by a reading, or by a person about a
row; `decision` what a person decided about a reading. Nothing is deleted: triggers refuse it. Of a
statement only the three `superseded_*` columns may ever change, once, from empty.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

__all__ = [
    "APPLICATION_ID",
    "FROZEN",
    "REVISIONS",
    "decision",
    "document",
    "guards",
    "meta",
    "metadata",
    "revision",
    "statement",
]

REVISIONS = ("0001",)  # oldest first; the last is what this denge writes
APPLICATION_ID = 0x64656E67  # "deng", in the head of the SQLite file

metadata = MetaData()

revision = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text))

document = Table(
    "document",
    metadata,
    Column("id", String, primary_key=True),
    Column("lang", String, nullable=False),
    Column("date", Date),
    Column("date_basis", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("focus", String),
    Column("text", Text, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("recorded_by", String, nullable=False),
)

statement = Table(
    "statement",
    metadata,
    Column("id", String, primary_key=True),
    Column("origin", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("slot", String, nullable=False),
    Column("document_id", String, ForeignKey("document.id")),
    Column("payload", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("quote_start", Integer),
    Column("quote_end", Integer),
    Column("rule", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("known_from", Date, nullable=False),
    Column("known_basis", String, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("superseded_at", String),
    Column("superseded_from", Date),
    Column("superseded_by", String),
    CheckConstraint("origin in ('reading', 'person')", name="statement_origin"),
    CheckConstraint("known_basis in ('source', 'event')", name="statement_known_basis"),
    Index("statement_by_slot", "subject", "slot"),
    Index("statement_by_document", "document_id"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", String, primary_key=True),
    Column("statement_id", String, ForeignKey("statement.id"), nullable=False),
    Column("verdict", String, nullable=False),
    Column("who", String, nullable=False),
    Column("decided_at", String, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("verdict in ('accept', 'correct', 'reject')", name="decision_verdict"),
    Index("decision_by_statement", "statement_id"),
)

FROZEN = tuple(c.name for c in statement.columns if not c.name.startswith("superseded_"))
_KEPT = (document, statement, decision)


def guards(dialect: str) -> tuple[str, ...]:
    """The triggers that refuse to delete or rewrite, in the words of one database."""
    return _sqlite_guards() if dialect == "sqlite" else _postgres_guards()


def _sqlite_guards() -> tuple[str, ...]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'nothing is deleted or rewritten in a ledger'); END"
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in FROZEN)
    return (
        *(f"CREATE TRIGGER {t.name}_kept BEFORE DELETE ON {t.name} {refuse}" for t in _KEPT),
        *(
            f"CREATE TRIGGER {t.name}_fixed BEFORE UPDATE ON {t.name} {refuse}"
            for t in (document, decision)
        ),
        (
            "CREATE TRIGGER statement_fixed BEFORE UPDATE ON statement "
            f"WHEN OLD.superseded_at IS NOT NULL OR {changed} {refuse}"
        ),
    )


def _postgres_guards() -> tuple[str, ...]:
    refuse = (
        "CREATE FUNCTION denge_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'nothing is deleted or rewritten in a ledger'; END $$"
    )
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in FROZEN)
    run = "FOR EACH ROW {when} EXECUTE FUNCTION denge_refuse()"
    return (
        refuse,
        *(
            f"CREATE TRIGGER {t.name}_kept BEFORE DELETE ON {t.name} {run.format(when='')}"
            for t in _KEPT
        ),
        *(
            f"CREATE TRIGGER {t.name}_fixed BEFORE UPDATE ON {t.name} {run.format(when='')}"
            for t in (document, decision)
        ),
        "CREATE TRIGGER statement_fixed BEFORE UPDATE ON statement "
        + run.format(when=f"WHEN (OLD.superseded_at IS NOT NULL OR {changed})"),
    )


for _dialect in ("sqlite", "postgresql"):
    for _words in guards(_dialect):
        # DDL() formats with %, so none may stand in the words
        event.listen(metadata, "after_create", DDL(_words).execute_if(dialect=_dialect))
