"""The ledger on disk: append-only statements in SQLite or PostgreSQL, and the lake beside them.

Two clocks run. *Known from* is the day the world could know a statement; *recorded* the moment the
ledger did. `view(as_of)` asks the first: what was known by that day and not yet superseded. Nothing
is deleted: a correction supersedes from the day we learned better, and says why.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from denge.core.errors import LedgerError, UnknownName, nearest
from denge.record import schema
from denge.record.append import (
    document_row,
    exists,
    insert_new,
    open_slot,
    reading_head,
    settled_slots,
    statement_of_row,
    supersede,
    supersede_undecided,
)
from denge.record.casebook import OverPackage, Package, casebook
from denge.record.cluster import Added, Report
from denge.record.dated import Change, DatedTables, Decision, LedgerView, Verdict, plain
from denge.record.manifest import now
from denge.record.statement import KINDS, Statement, by_person, reading_of, row_name
from denge.record.statement import statements_of as _statements_of
from denge.record.store import Store, is_address, open_store
from denge.record.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis

    from denge.core.reading import Reading
    from denge.record.engine import Engine
    from denge.record.expressions import ClusterRule
    from denge.record.lake import Lake
    from denge.record.load import Loaded

__all__ = ["Change", "Decision", "LedgerView", "SqlLedger", "open_ledger"]

Row = dict[str, Any]


def open_ledger(place: str | Path) -> SqlLedger:
    """Open or make a ledger at a file path or a `postgresql://` address.

    Raises
    ------
    LedgerError
        It is no ledger, of a newer schema, or its place cannot be used.
    """
    return SqlLedger(open_store(place))


@dataclass
class SqlLedger(OverPackage):
    """A ledger in a database, over the casebook, with its lake."""

    store: Store
    package: Package = field(default_factory=casebook, repr=False)
    who: str = field(default_factory=lambda: _user())

    @property
    def place(self) -> str:
        """The file or address of the ledger."""
        return self.store.place

    # --- the tables of the casebook, with what persons said about rows

    def rows(self, name: str) -> list[Row]:
        """Rows of one table as they stand now."""
        return DatedTables(self, None).rows(name)

    # --- writing

    def add(self, reading: Reading) -> Added:
        """Take in what was read from one text; the same text twice counts once.

        A text read again by other rules supersedes the items that nobody has decided.

        Raises
        ------
        LedgerError
            The ledger is read-only or its place cannot be written.
        """
        before = [told for told in self._reports(None) if told.reading.id != reading.id]
        report = Report(reading)
        brought = View(self, report.day, reports=tuple(before)).added(report)
        at = now()
        made = _statements_of(reading, at, self.who)
        with self.store.write() as connection:
            if exists(connection, reading.id):
                settled = settled_slots(connection, reading.id)
                made = [told for told in made if told.slot not in settled]
                supersede_undecided(connection, reading.id, made, at)
            else:
                connection.execute(schema.document.insert(), document_row(reading, at, self.who))
            insert_new(connection, made)
        return brought

    def correct(
        self, row_id: str, values: Mapping[str, Any], why: str, known_from: date | None = None
    ) -> Statement:
        """Say what a row should hold, from the day we learned better (today, unless given).

        Parameters
        ----------
        row_id : str
            A row of the casebook, or one that a person added.
        values : mapping
            The fields that change.
        why : str
            The reason, shown wherever the two readings of the row are compared.

        Raises
        ------
        UnknownName
            There is no such row or field.
        """
        table, row = self._row(row_id)
        strange = sorted(set(values) - set(row))
        if strange:
            raise UnknownName(f"{table} has no field {strange[0]!r}; {nearest(strange[0], row)}")
        return self._say(table, row_id, row | dict(values), why, known_from)

    def _say(
        self, table: str, row_id: str, row: Row, why: str, known_from: date | None
    ) -> Statement:
        if not why.strip():
            raise LedgerError("A correction needs its reason: give why.")
        day, at = known_from or _today(), now()
        payload = {name: plain(value) for name, value in row.items()}
        new = by_person(table, row_id, payload, why, self.who, day, at)
        with self.store.write() as connection:
            supersede(connection, open_slot(table, row_id), at, day, new.id)
            insert_new(connection, [new])
        return new

    def decide(
        self,
        statement_id: str,
        verdict: Verdict,
        note: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Decision:
        """Accept, correct or reject what a machine read; the decision carries who and when.

        A correction of a reading holds from the day of the text: the text always said so.

        Raises
        ------
        UnknownName
            There is no such statement, or `values` names a field that it has not.
        """
        from denge.record.review import decide

        return decide(self, statement_id, verdict, note, values)

    # --- reading

    def view(
        self, as_of: date | None = None, include_unreviewed: bool = False, state: str = ""
    ) -> LedgerView:
        """What was known on a day (None: all), with what the lake tells of a `state`, if named."""
        from denge.record.lake_rows import LakeRows

        dated = DatedTables(self, as_of)
        accepted, rejected = self._verdicts()
        return LedgerView(
            LakeRows(dated, self, state) if state else dated,
            as_of,
            include_unreviewed,
            tuple(self._reports(as_of)),
            {},
            accepted,
            rejected,
        )

    def statements(
        self, as_of: date | None = None, *, subject: str = "", everything: bool = False
    ) -> list[Statement]:
        """The statements that held on a day, or with `everything` also those superseded."""
        query = sa.select(schema.statement).order_by(
            schema.statement.c.recorded_at, schema.statement.c.slot
        )
        if subject:
            query = query.where(schema.statement.c.subject == subject)
        with self.store.read() as connection:
            found = [statement_of_row(row) for row in connection.execute(query).mappings()]
        return [s for s in found if everything or s.holds(as_of)]

    def decisions(self) -> list[Decision]:
        """Every decision, in the order in which they were taken."""
        columns = [c for c in schema.decision.columns if c.name != "id"]
        query = sa.select(*columns).order_by(schema.decision.c.decided_at)
        with self.store.read() as connection:
            return [Decision(**row) for row in connection.execute(query).mappings()]

    def changes(self, before: date | None, after: date | None = None) -> list[Change]:
        """Every field that reads differently on two days because a person corrected it, and why."""
        first, last = before or date.min, after or date.max
        corrections = [s for s in self.statements(everything=True) if s.origin == "person"]
        found: list[Change] = []
        for new in corrections:
            if new.subject in KINDS or not first < new.known_from <= last:
                continue
            old = self._before(new, corrections)
            found += [
                Change(new.subject, new.slot, name, str(old.get(name, "")), str(value),
                       new.known_from, new.recorded_by, new.why)
                for name, value in new.payload.items()
                if plain(old.get(name)) != value and name not in ("known_from", "known_basis")
            ]  # fmt: skip
        return found

    # --- the lake

    @cached_property
    def lake(self) -> Lake:
        """The lake: `LEDGER.lake/` beside a file, for PostgreSQL in the user's data folder."""
        from denge.record.lake import Lake
        from denge.record.trust import Trust

        if is_address(self.place):
            return Lake(Trust().path.parent / "lakes" / self.store.id())
        return Lake(Path(self.place + ".lake"))

    def load(self, source: str, path: str | Path, *, bad_rows: str = "stop") -> Loaded:
        """Load a publisher's file into the lake; the same file again adds nothing."""
        from denge.record.load import load_file

        if not self.store.writable:
            with self.store.write():
                pass
        return load_file(self.lake, source, Path(path), bad_rows=bad_rows)

    def table(
        self, dataset: str, engine: Engine | None = None, as_of: date | None = None, **span: str
    ) -> ibis.Table:
        """A data set of the lake as an Ibis table, in DuckDB unless an engine is given.

        `as_of` leaves out what its source had not published by that day; `held_on` what this lake
        had not loaded by that day; `first_day` and `last_day` skip files of other days.
        """
        from ibis import _

        table = (engine or self._engine).table(self.lake.paths(dataset, **span))
        if day := span.get("held_on"):
            table = table.filter(_.loaded_on <= date.fromisoformat(day))
        if as_of and "known_from" in table.columns:
            table = table.filter(_.known_from <= as_of)
        elif as_of:
            table = table.filter(_.DATEADDED.date() <= as_of)
        return table

    def events(
        self,
        source: str = "gdelt",
        *,
        start: date | None = None,
        end: date | None = None,
        state: str = "",
        rule: ClusterRule = "event",
        as_of: date | None = None,
        engine: Engine | None = None,
    ) -> ibis.Table:
        """Events of the lake made comparable and clustered, as an Ibis table.

        Parameters
        ----------
        source : str
            `gdelt` or `icews`.
        start, end : date, optional
            First and last day of the events.
        state : str
            Only events that this state does or receives.
        rule : {"event", "report", "day"}
            What counts as one event; see `denge.record.expressions.clustered`.
        as_of : date, optional
            Only what the source had published by this day.
        """
        from denge.record import expressions as ex

        makers = {"gdelt": ex.gdelt_events, "icews": ex.icews_events}
        if source not in makers:
            raise UnknownName(f"{source!r} holds no events; {nearest(source, makers)}")
        span: dict[str, str] = {"first_day": str(start or ""), "last_day": str(end or "")}
        events = makers[source](self.table(source, engine, None, **span))
        for wanted, test in (
            (start, lambda t: t.day >= start),
            (end, lambda t: t.day <= end),
            (as_of, lambda t: t.known_from <= as_of),
            (state, lambda t: (t.source == state) | (t.target == state)),
        ):
            events = events.filter(test(events)) if wanted else events
        return (engine or self._engine).ready(ex.clustered(events, rule, paged=source != "icews"))

    @cached_property
    def _engine(self) -> Engine:
        from denge.record.engine import duckdb_engine

        return duckdb_engine()

    # --- inside

    def _reports(self, as_of: date | None) -> list[Report]:
        """The texts of the ledger as the statements that hold tell them, by their days.

        What a person rejected or corrected in a reading was misread from the start, so it stands
        in no view of an earlier day either. Texts in which a person accepted something come
        first: a row that rests on them stays reviewed when machines read further texts about it.
        """
        accepted, rejected = self._slots()
        vouched = {slot.partition("/")[0] for slot in accepted}
        query = sa.select(schema.document).order_by(schema.document.c.recorded_at)
        with self.store.read() as connection:
            heads = connection.execute(query).mappings().all()
        held: dict[str, list[Statement]] = {}
        for told in self.statements(everything=True):
            if told.document_id and told.slot not in rejected and told.superseded_at is None:
                held.setdefault(told.document_id, []).append(told)
        reports = [
            Report(reading_of(reading_head(head), held.get(head["id"], []))) for head in heads
        ]
        return sorted(
            reports, key=lambda told: (told.reading.id not in vouched, told.reading.date or "")
        )

    def _slots(self) -> tuple[frozenset[str], frozenset[str]]:
        """Slots of accepted and of rejected readings; the latest decision counts."""
        query = (
            sa.select(schema.statement.c.slot, schema.decision.c.verdict)
            .join(schema.statement, schema.statement.c.id == schema.decision.c.statement_id)
            .order_by(schema.decision.c.decided_at)
        )
        with self.store.read() as connection:
            latest = {row.slot: row.verdict for row in connection.execute(query)}
        rejected = frozenset(slot for slot, verdict in latest.items() if verdict == "reject")
        return frozenset(latest) - rejected, rejected

    def _verdicts(self) -> tuple[frozenset[str], frozenset[str]]:
        accepted, rejected = self._slots()
        return frozenset(map(row_name, accepted)), frozenset(map(row_name, rejected))

    def _row(self, row_id: str) -> tuple[str, Row]:
        for table in self.tables:
            for row in self.rows(table):
                if row.get("row_id") == row_id:
                    return table, row
        raise UnknownName(
            f"no row {row_id!r} in {self.place}. Look it up with: denge record export"
        )

    def _before(self, new: Statement, corrections: Iterable[Statement]) -> Row:
        earlier = [s for s in corrections if s.superseded_by == new.id]
        if earlier:
            return earlier[0].payload
        rows = self.package.rows(new.subject)
        return next((row for row in rows if row["row_id"] == new.slot), {})


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _today() -> date:
    return datetime.now(UTC).date()
