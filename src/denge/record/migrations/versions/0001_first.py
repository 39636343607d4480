"""The first schema: documents, statements, decisions, and the triggers that keep them."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

from denge.record.manifest import now
from denge.record.schema import APPLICATION_ID, guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("lang", sa.String, nullable=False),
        sa.Column("date", sa.Date),
        sa.Column("date_basis", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("focus", sa.String),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.String, nullable=False),
        sa.Column("recorded_by", sa.String, nullable=False),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("document_id", sa.String, sa.ForeignKey("document.id")),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("quote_start", sa.Integer),
        sa.Column("quote_end", sa.Integer),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("source_url", sa.Text, nullable=False),
        sa.Column("known_from", sa.Date, nullable=False),
        sa.Column("known_basis", sa.String, nullable=False),
        sa.Column("recorded_at", sa.String, nullable=False),
        sa.Column("recorded_by", sa.String, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("superseded_at", sa.String),
        sa.Column("superseded_from", sa.Date),
        sa.Column("superseded_by", sa.String),
        sa.CheckConstraint("origin in ('reading', 'person')", name="statement_origin"),
        sa.CheckConstraint("known_basis in ('source', 'event')", name="statement_known_basis"),
    )
    op.create_index("statement_by_slot", "statement", ["subject", "slot"])
    op.create_index("statement_by_document", "statement", ["document_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("statement_id", sa.String, sa.ForeignKey("statement.id"), nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("decided_at", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.CheckConstraint("verdict in ('accept', 'correct', 'reject')", name="decision_verdict"),
    )
    op.create_index("decision_by_statement", "decision", ["statement_id"])
    for words in guards(op.get_bind().dialect.name):
        op.execute(sa.text(words))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text(f"PRAGMA application_id = {APPLICATION_ID}"))
    _name()


def _name() -> None:
    meta = sa.table("meta", sa.column("key"), sa.column("value"))
    made = {"ledger_id": str(uuid.uuid4()), "made_at": now()}
    op.bulk_insert(meta, [{"key": key, "value": value} for key, value in made.items()])
