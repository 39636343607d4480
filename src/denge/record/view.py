"""What a ledger shows on a day: the rows known by then, with contradictions decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from denge.core.errors import UnknownName, nearest
from denge.core.trail import Origin
from denge.record.cluster import CASEBOOK_ROW, JOINED_TABLES, Added, Report, cluster

if TYPE_CHECKING:
    import ibis

    from denge.core.reading import Reading

__all__ = ["Ledger", "Source", "View", "visible"]

Row = dict[str, Any]
ARROW = {"date": "date32", "number": "float64", "integer": "int64", "boolean": "bool_"}


class Source(Protocol):
    """Where a view takes its rows from: a package on disk, or a ledger that holds readings too."""

    @property
    def descriptor(self) -> dict[str, Any]: ...

    @property
    def tables(self) -> dict[str, dict[str, Any]]: ...

    def fields(self, name: str) -> dict[str, dict[str, Any]]: ...

    def rows(self, name: str) -> list[Row]: ...


class Ledger(Protocol):
    """What every ledger does, in memory or on disk."""

    def add(self, reading: Reading) -> Added:
        """Take in what was read from one text."""
        ...

    def view(
        self, as_of: date | None = None, include_unreviewed: bool = False, state: str = ""
    ) -> View:
        """What was known on a day; None is all that the ledger holds.

        With a `state` the lake's rows about it stand in the tables too.
        """
        ...


@dataclass(frozen=True)
class View:
    """The tables of a ledger as they stood on a day.

    A row is shown when it was known by `as_of` (`known_from <= as_of`) and its own event or period
    had begun by then. Tables whose sources contradict carry `chosen` (True for the row that
    counts); agreements carry `additive` (False for a part of a package that is shown too); of a
    corridor's edge the row known last is shown.

    Attributes
    ----------
    source : Source
        Where the rows come from.
    as_of : date or None
        The day; None shows everything.
    include_unreviewed : bool
        Whether machine readings that nobody has reviewed add rows. They always add to `reports`,
        the number of texts and pages that tell of a row.
    reports : tuple of Report
        Readings of the ledger, in the order in which they were known.
    """

    source: Source
    as_of: date | None = None
    include_unreviewed: bool = False
    reports: tuple[Report, ...] = ()
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables of facts (`choices`, which is about rows, can be read too)."""
        tables = self.source.tables
        return tuple(name for name, entry in tables.items() if "denge:about" not in entry)

    def rows(self, name: str) -> list[Row]:
        """Rows of one table as plain dicts; text is "" and the rest None where missing.

        Raises
        ------
        UnknownName
            There is no such table; the message names the nearest.
        """
        return [dict(row) for row in self._rows(name)]

    def table(self, name: str) -> ibis.Table:
        """One table as an Ibis table over a DuckDB in this process."""
        import ibis

        if "connection" not in self._cache:
            self._cache["connection"] = ibis.duckdb.connect()
        connection = self._cache["connection"]
        if name not in connection.list_tables():
            connection.con.register(name, self._arrow(name))
        return connection.table(name)

    def unreviewed(self, name: str) -> tuple[int, int]:
        """How many rows of a table rest on unreviewed machine readings, and of how many."""
        rows = replace(self, include_unreviewed=True, _cache={})._rows(name)
        return sum(not row.get("reviewed", True) for row in rows), len(rows)

    def added(self, report: Report) -> Added:
        """What a further report would bring to the rows shown here."""
        known = {table: self._known(table) for table in JOINED_TABLES}
        return cluster(known, (*self._reports(), report)).added[-1]

    def origin(self, source_id: str) -> Origin:
        """The source behind a row, ready to be cited.

        Parameters
        ----------
        source_id : str
            The name of a source of the package (`wdi`, `brent`), or the `source_url` of a row.

        Raises
        ------
        UnknownName
            It is neither.
        """
        known = self.source.descriptor.get("sources", [])
        for entry in known:
            if source_id == entry["name"] or entry.get("match", "\0") in source_id:
                return _origin(entry)
        if "://" in source_id:
            return Origin(source_id, f"Page of {urlsplit(source_id).netloc}", url=source_id)
        names = [entry["name"] for entry in known]
        raise UnknownName(f"{source_id!r} is no source of this ledger; {nearest(source_id, names)}")

    def _rows(self, name: str) -> list[Row]:
        if name not in self._cache:
            if name not in self.source.tables:
                raise UnknownName(f"no table {name!r} here; {nearest(name, self.names)}")
            self._cache[name] = self._mark(name, self._joined(name))
        return self._cache[name]

    def _known(self, name: str) -> list[Row]:
        return visible(self.source.rows(name), self.source.tables[name], self.as_of)

    def _joined(self, name: str) -> list[Row]:
        """Known rows, with the reports that tell of them where the table takes reports."""
        if name not in JOINED_TABLES:
            return self._known(name)
        if "clusters" not in self._cache and self._reports():
            known = {table: self._known(table) for table in JOINED_TABLES}
            self._cache["clusters"] = cluster(known, self._reports()).tables
        if "clusters" not in self._cache:
            return [CASEBOOK_ROW | row for row in self._known(name)]
        rows = self._cache["clusters"][name]
        shown = [row for row in rows if row["reviewed"] or self.include_unreviewed]
        return visible(shown, self.source.tables[name], self.as_of)

    def _reports(self) -> tuple[Report, ...]:
        """Readings known by the day; an undated text counts as known."""
        day = self.as_of
        return tuple(r for r in self.reports if day is None or r.day is None or r.day <= day)

    def _mark(self, name: str, rows: list[Row]) -> list[Row]:
        entry = self.source.tables[name]
        if "denge:part" in entry:
            known = {row["row_id"] for row in rows}
            rows = [row | {"additive": row[entry["denge:part"]] not in known} for row in rows]
        if "denge:contradiction" in entry:
            lost = _outranked(self._rows("choices"), name, {row["row_id"] for row in rows})
            rows = [row | {"chosen": row["row_id"] not in lost} for row in rows]
        return rows

    def _arrow(self, name: str) -> Any:
        import pyarrow as pa

        rows = self._rows(name)
        fields = {n: f["type"] for n, f in self.source.fields(name).items()} | self._extra(name)
        schema = pa.schema(
            [(n, getattr(pa, ARROW.get(kind, "string"))()) for n, kind in fields.items()]
        )
        return pa.Table.from_pylist(rows, schema=schema)

    def _extra(self, name: str) -> dict[str, str]:
        """Types of the columns that a view adds to a table."""
        entry = self.source.tables[name]
        joined = {"origin": "string", "reviewed": "boolean", "reports": "integer"}
        part = {"additive": "boolean"} if "denge:part" in entry else {}
        chosen = {"chosen": "boolean"} if "denge:contradiction" in entry else {}
        return (joined if name in JOINED_TABLES else {}) | part | chosen


def visible(rows: list[Row], entry: dict[str, Any], as_of: date | None) -> list[Row]:
    """Rows known by a day whose own event or period had begun; the last known of each edge.

    Parameters
    ----------
    entry : dict
        The descriptor of the table, with `denge:period` and `denge:latest` where they apply.
    """
    start = entry.get("denge:period", [None])[0]
    if as_of is not None:
        day = as_of.isoformat()
        rows = [
            row
            for row in rows
            if row.get("known_from", as_of) <= as_of
            and (start is None or str(row[start] or "") <= day)
        ]
    if latest := entry.get("denge:latest"):
        last: dict[Any, Row] = {}
        for row in sorted(rows, key=lambda r: r["known_from"]):
            last[row[latest]] = row
        kept = {row["row_id"] for row in last.values()}
        rows = [row for row in rows if row["row_id"] in kept]
    return rows


def _outranked(choices: list[Row], name: str, known: set[str]) -> set[str]:
    """Rows that lose against a row known by then."""
    lost: set[str] = set()
    for choice in choices:
        if choice["table"] == name:
            lost.update([row for row in choice["order"].split(";") if row in known][1:])
    return lost


def _origin(entry: dict[str, str]) -> Origin:
    return Origin(
        id=entry["name"],
        title=entry["title"],
        url=entry["path"],
        licence=entry.get("licence", ""),
    )
