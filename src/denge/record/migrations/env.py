"""Alembic's door: one connection, one transaction, the schema of `denge.record.schema`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from denge.record.schema import metadata


def _run() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if getattr(context, "config", None) is not None:  # absent when only imported, as doctests do
    _run()
