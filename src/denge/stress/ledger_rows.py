"""What a stress needs of a ledger: its rows by table, and the trail that they leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from denge.core.trail import Origin, Step

__all__ = ["Row", "Rows", "known_by", "steps_of"]

Row = dict[str, Any]


class Rows(Protocol):
    """What a stress needs of a ledger's view."""

    @property
    def as_of(self) -> date | None:
        """The day by which rows were known; None is all."""
        ...

    def rows(self, name: str) -> list[Row]:
        """Rows of one table."""
        ...

    def origin(self, source_id: str) -> Origin:
        """The source behind a row."""
        ...


def known_by(view: Rows) -> str:
    """The day of a view, as a message says it."""
    return f"by {view.as_of}" if view.as_of else "in this ledger"


def steps_of(table: str, rows: Iterable[Row], *columns: str) -> tuple[Step, ...]:
    """Trail steps of casebook rows, told by these columns."""
    return tuple(
        Step(
            table=table,
            row_id=str(row["row_id"]),
            says=", ".join(f"{column} {row[column]}" for column in columns if row.get(column)),
            source_url=row.get("source_url", ""),
            known_from=str(row.get("known_from", "")),
            doubt=row.get("doubt", ""),
        )
        for row in rows
    )
