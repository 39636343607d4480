"""The ledger as it stood on a day: corrections that held then, and what persons decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from denge.core.errors import UnknownName
from denge.core.trail import Origin
from denge.record.cluster import JOINED_TABLES, cluster
from denge.record.lake_rows import LakeRows
from denge.record.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from denge.record.ledger import SqlLedger

__all__ = ["Change", "DatedTables", "Decision", "LedgerView", "Verdict", "plain"]

Row = dict[str, Any]
Verdict = Literal["accept", "correct", "reject"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a machine reading, and when."""

    statement_id: str
    verdict: Verdict
    who: str
    decided_at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Why a row reads differently on two days."""

    table: str
    row_id: str
    field: str
    before: str
    after: str
    from_day: date
    who: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.table} {self.row_id}: {self.field} was {self.before or 'empty'} until "
            f"{self.from_day}, when {self.who} made it {self.after or 'empty'}: {self.why}"
        )


@dataclass(frozen=True)
class LedgerView(View):
    """A view in which a person's decisions count; `accepted` and `rejected` are ids of rows."""

    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()

    def origin(self, source_id: str) -> Origin:
        """The source behind a row; a text of the ledger is its own source."""
        if isinstance(self.source, LakeRows) and (told := self.source.origin(source_id)):
            return told
        try:
            return super().origin(source_id)
        except UnknownName:
            for report in self.reports:
                told = report.reading
                if source_id and source_id in (told.source, told.id):
                    title = told.title or told.source or "A text of this ledger"
                    return Origin(told.id, title, url=told.source, date_published=told.date or "")
            raise

    def _joined(self, name: str) -> list[Row]:
        if name in JOINED_TABLES and "clusters" not in self._cache and self._reports():
            known = {table: self._known(table) for table in JOINED_TABLES}
            found = cluster(known, self._reports()).tables
            self._cache["clusters"] = {
                table: [self._decided(row) for row in rows if row["row_id"] not in self.rejected]
                for table, rows in found.items()
            }
        return super()._joined(name)

    def _decided(self, row: Row) -> Row:
        accepted = row["row_id"] in self.accepted
        return row | {"reviewed": True, "doubt": ""} if accepted else row


@dataclass(frozen=True)
class DatedTables:
    """The casebook's tables with the corrections that held on a day."""

    ledger: SqlLedger
    as_of: date | None

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        return self.ledger.tables

    @property
    def descriptor(self) -> dict[str, Any]:
        return self.ledger.descriptor

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        return self.ledger.fields(name)

    def rows(self, name: str) -> list[Row]:
        held = {s.slot: s for s in self.ledger.statements(self.as_of, subject=name)}
        types = {column: entry["type"] for column, entry in self.fields(name).items()}
        rows = []
        for row in self.ledger.package.rows(name):
            told = held.get(row["row_id"])
            kept = {name: row[name] for name in ("known_from", "known_basis") if name in row}
            rows.append(_typed(told.payload, types) | kept if told else row)
        return rows


def _typed(payload: Row, types: Mapping[str, str]) -> Row:
    def value(name: str, raw: Any) -> Any:
        return date.fromisoformat(raw) if types.get(name) == "date" and raw else raw

    return {name: value(name, raw) for name, raw in payload.items()}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
