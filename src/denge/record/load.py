"""Loads publishers' files into the lake: read, check, sign each row, commit once per file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from denge.core.errors import BadRow, SourceError
from denge.record.archive import opened
from denge.record.arrow import compute
from denge.record.columns import Sheet, read_sheet
from denge.record.durable import sha256_of
from denge.record.lake import Lake, Part
from denge.record.source import SourceSpec, source_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

__all__ = ["Loaded", "load_file", "load_table"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one file did.

    `rows` are those of the source's file, `added` those new in the lake (0 for a file loaded
    before); `notes` say what was met on the way.
    """

    source: str
    file: str
    rows: int
    added: int
    notes: tuple[str, ...] = field(default=())


def load_file(
    lake: Lake, name: str, path: Path, *, bad_rows: str = "stop", url: str = ""
) -> Loaded:
    """Load one file of a source.

    Raises
    ------
    UnknownName
        There is no such source.
    SourceError
        The file is missing or no table.
    DataError
        A row, column or category breaks the layout; the message names it.
    LedgerError
        The lake cannot be written.
    """
    spec = source_spec(name)
    if not path.is_file():
        raise SourceError(f"{path} is no file. Give the path of a file of {spec.title}.")
    digest = sha256_of(path)
    if lake.holds(spec.dataset, path.name, digest):
        return Loaded(name, path.name, 0, 0, ("loaded before, nothing added",))
    if spec.loader:
        table, rows = load_table(spec, path)
        day = next((c for c in ("day", "start") if c in table.column_names), "")
        parts = [Part(spec.id, table, day=day)]
        again = _told_before(lake, spec, path.name, table)
        lake.add(spec.dataset, path.name, digest, parts, url, key="row_id")
        notes = (f"{again} rows were recorded before; this file now tells them",) if again else ()
        return Loaded(name, path.name, rows, table.num_rows - again, notes)
    return _load_gdelt(lake, spec, path, digest, bad_rows, url)


def _told_before(lake: Lake, spec: SourceSpec, file: str, table: pa.Table) -> int:
    """How many rows of a file are in the lake already, by their ids."""
    import pyarrow.parquet as pq

    pc, again = compute(), 0
    for held in lake.files(spec.dataset):
        if held.partition == spec.id:
            ids = pq.read_table(lake.root / held.path, columns=["row_id"])["row_id"]
            again += pc.sum(pc.is_in(ids, table["row_id"].combine_chunks())).as_py() or 0
    return again


def load_table(spec: SourceSpec, path: Path) -> tuple[pa.Table, int]:
    """The rows of a file in the lake's columns, and how many rows the file has."""
    tabs = ".tab" in path.name or ".tsv" in path.name
    with _plain(path) as file:
        sheet = read_sheet(file, delimiter="\t" if tabs else ",", quoted=not tabs)
    table = _loader(spec)(sheet, spec)
    sheet.done()
    return _signed(table, spec, path.name), sheet.rows


@contextmanager
def _plain(path: Path) -> Iterator[Path]:
    """The file itself, or the one table inside a zip archive, unpacked beside nothing else."""
    from tempfile import TemporaryDirectory

    if path.suffix.lower() != ".zip":
        yield path
        return
    with TemporaryDirectory() as room, opened(path) as (stream, inner):
        target = Path(room) / inner
        with target.open("wb") as out:
            while block := stream.read(1 << 20):
                out.write(block)
        yield target


def _loader(spec: SourceSpec) -> Callable[[Sheet, SourceSpec], pa.Table]:
    module = import_module(f"denge.record.sources.{spec.loader}")
    return getattr(module, f"load_{spec.layout}" if spec.layout else "load")


def _signed(table: pa.Table, spec: SourceSpec, file: str) -> pa.Table:
    """Add what every row carries: its id, its page, from when it was known, and its doubt."""
    import pyarrow as pa

    known, basis = _known_from(table, spec)
    rows = table.num_rows
    common = {
        "row_id": _row_ids(table, spec, file),
        "source": pa.repeat(pa.scalar(spec.id), rows),
        "source_url": pa.repeat(pa.scalar(spec.url), rows),
        "known_from": known,
        "known_basis": pa.repeat(pa.scalar(basis), rows),
        "doubt": pa.repeat(pa.scalar(spec.doubt), rows),
    }
    clash = set(common) & set(table.column_names)
    assert not clash, f"{spec.id}: a loader may not name its columns {clash}"
    return pa.table(common | {name: table[name] for name in table.column_names})


def _known_from(table: pa.Table, spec: SourceSpec) -> tuple[pa.Array, str]:
    """The publisher's day where it has one; else the event's own, or the last of its year."""
    import pyarrow as pa

    if spec.date_published:
        day = date.fromisoformat(spec.date_published)
        return pa.repeat(pa.scalar(day, pa.date32()), table.num_rows), "source"
    column = table[spec.known_from]
    if pa.types.is_date(column.type):
        return column, "event"
    ends = [None if year is None else date(year, 12, 31) for year in column.to_pylist()]
    return pa.array(ends, pa.date32()), "event"


def _row_ids(table: pa.Table, spec: SourceSpec, file: str) -> pa.Array:
    """A hash of the source's name and the raw fields that tell its rows apart.

    Raises
    ------
    BadRow
        Two rows have the same key.
    """
    import duckdb

    keys = ", ".join(f'coalesce(cast("{name}" as varchar), chr(0))' for name in spec.key)
    connection = duckdb.connect()
    connection.register("rows", table.select(list(spec.key)))
    made = f"select substr(md5(concat_ws(chr(31), '{spec.id}', {keys})), 1, 20) as id from rows"
    ids = connection.sql(made).to_arrow_table()["id"]
    connection.register("ids", ids.to_pandas().to_frame("id"))
    twice = connection.sql("select id from ids group by id having count(*) > 1 limit 1").fetchone()
    if twice:
        first = [row for row, value in enumerate(ids.to_pylist()) if value == twice[0]][:2]
        what = {name: table[name][first[0]].as_py() for name in spec.key}
        raise BadRow(
            f"{file}: rows {first[0] + 2} and {first[1] + 2} are both {what}. "
            f"The key of {spec.id} must tell rows apart: compare the file with its publisher's."
        )
    return ids


def _load_gdelt(
    lake: Lake, spec: SourceSpec, path: Path, digest: str, bad_rows: str, url: str
) -> Loaded:
    from denge.record.sources.gdelt import GdeltReport, gdelt_parts

    report = GdeltReport()
    with opened(path) as (stream, _):
        parts = gdelt_parts(
            stream,
            path.name,
            report,
            "skip" if bad_rows == "skip" else "stop",
            held=lambda low, high: _held_ids(lake, spec.dataset, path.name, low, high),
        )
        added = lake.add(spec.dataset, path.name, digest, parts, url)
    return Loaded(spec.id, path.name, report.rows, added, tuple(_notes(report)))


def _held_ids(lake: Lake, dataset: str, name: str, low: int, high: int) -> set[int]:
    """Event numbers between two that the lake already holds from other files."""
    import pyarrow.parquet as pq

    held: set[int] = set()
    for file in lake.files(dataset):
        if name in file.sources or file.first_id is None or file.last_id is None:
            continue
        if file.first_id <= high and file.last_id >= low:
            table = pq.read_table(lake.root / file.path, columns=["GLOBALEVENTID"])
            held.update(table["GLOBALEVENTID"].to_pylist())
    return held


def _notes(report) -> Iterator[str]:
    if len(report.widths) > 1:
        mix = ", ".join(f"{rows} rows of {width}" for width, rows in sorted(report.widths.items()))
        yield f"columns are mixed: {mix}"
    for row, why in report.refused:
        yield f"row {row} left out: {why}"
    if report.repeated:
        yield f"{report.repeated} rows left out: their event is already recorded"
    if report.mended:
        yield f"{report.mended} bytes that are not UTF-8 were replaced by U+FFFD"
    for (column, code), rows in sorted(report.unknown.items()):
        yield f"{column} {code!r} has not been met before ({rows} rows); it stands for no state yet"
