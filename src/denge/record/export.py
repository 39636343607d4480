"""Exports a ledger as it stood on a day: CSV, Parquet or JSON lines, with descriptor and citation.

The whole, named tables, the rows that a `Selection` asks for, or the answer of one SELECT; the
descriptor says which.

A CSV cell of text that a spreadsheet would run as a formula (it begins with `= + - @`, a tab or a
line end) gets an apostrophe before it, and `datapackage.json` says so.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Literal

from denge.core.errors import BadOutput, InputError, UnknownName, nearest
from denge.record.dated import Decision
from denge.record.durable import put, sha256_of
from denge.record.selection import Selection
from denge.record.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from denge.record.ledger import SqlLedger
    from denge.record.view import View

__all__ = ["Format", "citation", "export", "safe_cell", "tables_of", "write_table"]

Format = Literal["csv", "parquet", "jsonl"]
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones too
_MADE_BY = "denge-export"
EVENTS = "_events"


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet runs; numbers stay numbers.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-3.5), safe_cell("a-b")
    ("'=HYPERLINK(1)", -3.5, 'a-b')
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_LIVE):
        return "'" + value
    return value


def export(
    ledger: SqlLedger,
    folder: Path,
    format: Format = "csv",
    tables: Sequence[str] = (),
    as_of: date | None = None,
    include_unreviewed: bool = False,
    only: Selection | None = None,
    sql: str = "",
) -> list[Path]:
    """Write the tables of a ledger, its statements and decisions, with a descriptor and a citation.

    Parameters
    ----------
    tables : sequence of str
        Only these; a data set of the lake may be named too, and `gdelt_events` or `icews_events`
        for events made comparable. Without any: every table, the statements and the decisions.
    only : Selection, optional
        Only rows that answer it; without `tables`, only tables that can.
    sql : str
        The answer of this one SELECT instead, as the table `query`; see `denge.record.query`.

    Raises
    ------
    UnknownName
        There is no such table.
    InputError
        A table named has no column for what is asked, or the SELECT is none.
    BadOutput
        The folder holds files that denge did not export.
    """
    before = _claim(folder)
    view = ledger.view(as_of, include_unreviewed)
    if sql and (tables or only):
        raise InputError("a SELECT names its own tables and rows: leave out the others")
    if sql:
        from denge.record.query import query

        made = {"query": query(ledger, sql, as_of, include_unreviewed)}
    else:
        made = _chosen(ledger, view, tables, only or Selection())
    written, resources = [], []
    for name, table in made.items():
        path = folder / f"{name}.{format}"
        write_table(table, path, format)
        written.append(path)
        resources.append(_resource(name, table, path, format))
    asked = {"sql": sql} if sql else (only or Selection()).told()
    written.append(_descriptor(folder, ledger, view, resources, asked))
    written.append(_cff(folder, ledger, as_of))
    _clear(folder, before, written)
    return written


def _chosen(
    ledger: SqlLedger, view: View, tables: Sequence[str], only: Selection
) -> dict[str, pa.Table]:
    """The tables asked for, with the rows asked for."""
    every = tables_of(ledger, view, view.as_of)
    known = every | _of_lake(ledger, view.as_of, only)
    for name in tables:
        if name not in known:
            raise UnknownName(f"no table {name!r} to export; {nearest(name, known)}")
    home = str(ledger.descriptor.get("denge:state", ""))
    made = {}
    for name in tables or every:
        table, entry = known[name](), ledger.tables.get(name)
        lacks = "" if name.endswith(EVENTS) else only.unanswered(table, entry, home)
        if lacks and tables:
            raise InputError(f"{name} cannot be narrowed by {lacks}: it has no column for it")
        if not lacks:
            made[name] = table if name.endswith(EVENTS) else only.rows(table, entry, home)
    return made


def tables_of(ledger: SqlLedger, view: View, as_of: date | None) -> dict[str, Any]:
    """What can be exported, by name; each value makes the Arrow table when called."""
    made: dict[str, Any] = {name: (lambda n=name: view._arrow(n)) for name in view.names}
    made["statements"] = lambda: _rows([_flat(s) for s in ledger.statements(as_of)], Statement)
    made["decisions"] = lambda: _rows([asdict(d) for d in ledger.decisions()], Decision)
    return made


def _of_lake(ledger: SqlLedger, as_of: date | None, only: Selection) -> dict[str, Any]:
    """Data sets of the lake as they were loaded, and events made comparable."""
    held = ledger.lake.datasets()
    raw = {name: (lambda n=name: ledger.table(n, as_of=as_of).to_pyarrow()) for name in held}
    return raw | {
        source + EVENTS: (lambda s=source: _events(ledger, s, as_of, only))
        for source in ("gdelt", "icews")
        if source in held
    }


def _events(ledger: SqlLedger, source: str, as_of: date | None, only: Selection) -> pa.Table:
    """Clustered events; the state does or receives them, the kind is the PLOVER type."""
    found = ledger.events(source, start=only.start, end=only.end, state=only.state, as_of=as_of)
    if only.partner:
        found = found.filter((found.source == only.partner) | (found.target == only.partner))
    if only.kind:
        found = found.filter(found.plover == only.kind)
    return found.to_pyarrow()


def _flat(statement: Any) -> dict[str, Any]:
    return asdict(statement) | {
        "payload": json.dumps(statement.payload, sort_keys=True, ensure_ascii=False)
    }


def _rows(rows: list[dict[str, Any]], kind: type) -> pa.Table:
    """Rows under the names of a record, which stand there without any row too."""
    import pyarrow as pa

    if rows:
        return pa.Table.from_pylist(rows)
    return pa.schema([(field.name, pa.string()) for field in fields(kind)]).empty_table()


def write_table(table: pa.Table, path: Path, format: Format) -> None:
    """One Arrow table as a file; any query can be written: `query.to_pyarrow()`."""
    with put(path) as temporary:
        if format == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(table, temporary, compression="zstd")
        else:
            lines = _csv(table) if format == "csv" else _jsonl(table)
            with temporary.open("w", encoding="utf-8", newline="") as out:
                out.writelines(lines)


def _csv(table: pa.Table) -> Iterable[str]:
    def line(values: Iterable[Any]) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(map(safe_cell, values))
        return out.getvalue()

    yield line(table.column_names)
    for batch in table.to_batches():
        for row in batch.to_pylist():
            yield line(_plain(value) for value in row.values())


def _jsonl(table: pa.Table) -> Iterable[str]:
    for batch in table.to_batches():
        for row in batch.to_pylist():
            plain = {name: _json(value) for name, value in row.items()}
            yield json.dumps(plain, ensure_ascii=False, default=str) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _claim(folder: Path) -> dict[str, str]:
    """The files that an earlier export left here, with their checksums."""
    there = folder / "datapackage.json"
    if folder.is_file():
        raise BadOutput(f"{folder} is a file. Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not _ours(there):
        raise BadOutput(f"{folder} holds files that denge did not export. Name an empty folder.")
    if not there.is_file():
        return {}
    told = json.loads(there.read_text("utf-8"))["resources"]
    return {entry["path"]: entry["hash"] for entry in told}


def _clear(folder: Path, before: dict[str, str], written: list[Path]) -> None:
    """Remove what an earlier export wrote, nobody changed, and this descriptor no longer names."""
    kept = {path.name for path in written}
    for name, digest in before.items():
        path = folder / name
        ours = name not in kept and path.parent == folder and path.is_file()
        if ours and digest == f"sha256:{sha256_of(path)}":
            path.unlink()


def _ours(descriptor: Path) -> bool:
    try:
        return json.loads(descriptor.read_text("utf-8")).get("denge:made_by") == _MADE_BY
    except (OSError, ValueError):
        return False


def citation(ledger: SqlLedger, as_of: date | None) -> str:
    """How to cite an export."""
    import denge

    day = f", as of {as_of}" if as_of else ""
    return f"denge {denge.__version__}: ledger {ledger.store.id()} over {_base(ledger)}{day}."


def _base(ledger: SqlLedger) -> str:
    head = ledger.descriptor
    return f"{head['title']} {head.get('version', '')}".strip()


def _resource(name: str, table: pa.Table, path: Path, format: Format) -> dict[str, Any]:
    media = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
    return {
        "name": name.replace("_", "-"),
        "path": path.name,
        "format": format,
        "mediatype": media.get(format, "application/x-ndjson"),
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        "schema": {
            "fields": [{"name": f.name, "type": _type(f.type)} for f in table.schema],
            "missingValues": [""],
        },
    }


def _type(kind: pa.DataType) -> str:
    import pyarrow as pa

    for test, name in (
        (pa.types.is_date, "date"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
    ):
        if test(kind):
            return name
    return "string"


def _descriptor(
    folder: Path,
    ledger: SqlLedger,
    view: View,
    resources: list[dict[str, Any]],
    asked: dict[str, str],
) -> Path:
    import denge

    content = {
        "profile": "data-package",
        "name": "denge-export",
        "title": f"Export of {_base(ledger)}",
        "version": denge.__version__,
        "denge:made_by": _MADE_BY,
        "denge:as_of": view.as_of.isoformat() if view.as_of else None,
        "denge:include_unreviewed": view.include_unreviewed,
        "denge:asked": asked,
        "denge:citation": citation(ledger, view.as_of),
        "denge:csv": "text that a spreadsheet would run as a formula has an apostrophe before it",
        "licenses": ledger.descriptor.get("licenses", []),
        "sources": [
            {key: entry[key] for key in ("title", "path") if key in entry}
            for entry in ledger.descriptor.get("sources", [])
        ],
        "resources": resources,
    }
    path = folder / "datapackage.json"
    with put(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def _cff(folder: Path, ledger: SqlLedger, as_of: date | None) -> Path:
    import denge

    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {json.dumps(f'Export of {_base(ledger)}', ensure_ascii=False)}",
        f"version: {json.dumps(denge.__version__)}",
        f"message: {json.dumps('Cite as: ' + citation(ledger, as_of), ensure_ascii=False)}",
        'authors: [{name: "The denge founders"}]',
    ]
    path = folder / "CITATION.cff"
    with put(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", "utf-8")
    return path
