"""GDELT 1.0 and 2.0 event files: 57, 58 or 61 tab-separated columns without a header.

57 columns are GDELT 1.0 before April 2013, 58 with `SOURCEURL`, 61 GDELT 2.0 with three `ADM2Code`
columns. One file may mix them. A row of any other width, or with a value that its column cannot
hold, is refused by number. Rows stream through in blocks; the publisher's labels are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Literal

from denge.core.catalogue import read_yaml
from denge.core.errors import BadRow
from denge.record.arrow import compute
from denge.record.codes import actor_rows, cameo_rows
from denge.record.lake import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

__all__ = ["DATASET", "GdeltReport", "columns", "gdelt_parts"]

DATASET = "gdelt"
BLOCK_BYTES = 32 << 20
_ADM2 = re.compile(r"_ADM2Code$")
_CODED = ("Actor1CountryCode", "Actor2CountryCode", "EventCode")

Refusal = Literal["stop", "skip"]


@cache
def columns(width: int) -> tuple[str, ...]:
    """The column names of a row of 57, 58 or 61 fields.

    >>> len(columns(61)), columns(57)[-1], columns(58)[-1]
    (61, 'DATEADDED', 'SOURCEURL')
    """
    names = tuple(read_yaml("catalogue/sources/gdelt.yaml")["columns"])
    if width == 61:
        return names
    first = tuple(name for name in names if not _ADM2.search(name))
    return first if width == 58 else first[:57]


WIDTHS = (61, 58, 57)


@dataclass(slots=True)
class GdeltReport:
    """What loading one file met: rows read, refused (row, why), codes never met, repeated ids."""

    rows: int = 0
    seen: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)
    repeated: int = 0
    mended: int = 0
    widths: dict[int, int] = field(default_factory=dict)


def gdelt_parts(
    stream: IO[bytes],
    where: str,
    report: GdeltReport,
    bad_rows: Refusal = "stop",
    held: Callable[[int, int], set[int]] = lambda low, high: set(),
) -> Iterator[Part]:
    """The rows of one file, block by block and month of `DATEADDED` by month.

    An event number that `held(lowest, highest)` returns, or that stood in the file before, is left
    out and counted as repeated.

    Raises
    ------
    BadRow
        A row has another number of fields or a value out of its column's type; all such rows of
        the block are named. With `bad_rows="skip"` they are put on the report instead.
    """
    seen: set[int] = set()
    for block in _blocks(stream):
        tables = _parse(block, where, report, bad_rows)
        for table in tables:
            kept = _first_only(table, seen, held, report)
            _note_unknown(kept, report)
            yield from _by_month(kept)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(BLOCK_BYTES):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest.strip():
        yield rest + b"\n"


def _parse(block: bytes, where: str, report: GdeltReport, bad_rows: Refusal) -> list[pa.Table]:
    """The tables of one block, one for each width that it holds."""
    before = report.seen
    width = block[: block.index(b"\n")].count(b"\t") + 1
    width = width if width in WIDTHS else max(WIDTHS)
    strangers: list[tuple[int, int, str]] = []
    own = _read(block, width, strangers, report)
    report.seen += own.num_rows + len(strangers)
    refused: dict[int, list[str]] = {}
    others: dict[int, list[tuple[int, str]]] = {}
    for row, fields, text in strangers:
        if fields in WIDTHS:
            others.setdefault(fields, []).append((before + row, text))
        else:
            refused[before + row] = [f"{fields} fields, where 57, 58 or 61 are known"]
    apart = {row for row, _, _ in strangers}
    numbers: Sequence[int] = range(before + 1, report.seen + 1)
    if apart:
        numbers = [number for number in numbers if number - before not in apart]
    typed = [_typed(own, numbers, refused)]
    for fields, rows in others.items():
        lines = "\n".join(text for _, text in rows).encode()
        typed.append(_typed(_read(lines, fields, [], report), [n for n, _ in rows], refused))
    _refuse(refused, where, report, bad_rows)
    report.rows += sum(table.num_rows for table in typed)
    return typed


def _read(block: bytes, width: int, strangers: list, report: GdeltReport) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    def other(row: Any) -> str:
        strangers.append((row.number, row.actual_columns, row.text))
        return "skip"

    names = columns(width)
    parse = csv.ParseOptions(
        delimiter="\t", quote_char=False, invalid_row_handler=other, ignore_empty_lines=False
    )
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    read = csv.ReadOptions(column_names=list(names), use_threads=False, block_size=len(block) + 1)
    try:
        table = csv.read_csv(pa.BufferReader(block), read, parse, convert)
    except pa.ArrowInvalid as error:
        if "UTF8" not in str(error):
            raise
        strangers.clear()
        mended = block.decode("utf-8", "replace")
        report.mended += mended.count("\ufffd")
        table = csv.read_csv(pa.BufferReader(mended.encode()), read, parse, convert)
    report.widths[width] = report.widths.get(width, 0) + table.num_rows
    return table


@cache
def _types() -> dict[str, str]:
    return dict(read_yaml("catalogue/sources/gdelt.yaml")["columns"])


def _typed(table: pa.Table, numbers: Sequence[int], refused: dict[int, list[str]]) -> pa.Table:
    """Columns in their types and in the order of GDELT 2.0; rows that do not fit are refused.

    `numbers` are the rows' numbers in the file.
    """
    import pyarrow as pa

    pc = compute()
    arrays, bad = {}, set()
    for name, kind in _types().items():
        if name not in table.column_names:
            arrays[name] = pa.nulls(table.num_rows, _ARROW[kind]())
            continue
        text = table[name]
        try:
            arrays[name] = _cast(text, kind)
        except pa.ArrowInvalid:
            misfits = dict(_misfits(text, kind))
            for row, value in misfits.items():
                refused.setdefault(numbers[row], []).append(f"{name} is {value!r}")
            bad |= set(misfits)
            gone = pa.array([row in misfits for row in range(len(text))])
            arrays[name] = _cast(pc.if_else(gone, None, text), kind)
    for name in ("GLOBALEVENTID", "SQLDATE", "DATEADDED"):
        for row in pc.indices_nonzero(pc.is_null(arrays[name])).to_pylist():
            if row not in bad:
                refused.setdefault(numbers[row], []).append(f"{name} is empty")
            bad.add(row)
    whole = pa.table(arrays)
    return whole.filter(pa.array([row not in bad for row in range(len(whole))])) if bad else whole


def _cast(text: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    import pyarrow as pa

    pc = compute()
    if kind == "day":
        return pc.strptime(text, "%Y%m%d", "s").cast(pa.date32())
    if kind == "moment":
        day = pc.utf8_length(text)
        padded = pc.if_else(pc.equal(day, 8), pc.binary_join_element_wise(text, "000000", ""), text)
        return pc.strptime(padded, "%Y%m%d%H%M%S", "s").cast(pa.timestamp("us"))
    return text.cast(_ARROW[kind]())


def _misfits(text: pa.ChunkedArray, kind: str) -> list[tuple[int, str]]:
    import pyarrow as pa

    found = []
    for row, value in enumerate(text.to_pylist()):
        try:
            _cast(pa.chunked_array([pa.array([value], pa.string())]), kind)
        except pa.ArrowInvalid:
            found.append((row, value))
    return found


def _refuse(
    refused: dict[int, list[str]], where: str, report: GdeltReport, bad_rows: Refusal
) -> None:
    if not refused:
        return
    rows = [(row, ", ".join(why)) for row, why in sorted(refused.items())]
    if bad_rows == "skip":
        report.refused.extend(rows)
        return
    named = "; ".join(f"row {row}: {why}" for row, why in rows[:10])
    more = f"; and {len(refused) - 10} more" if len(refused) > 10 else ""
    raise BadRow(
        f"{where}: {named}{more}. Nothing of this file was loaded. Fetch it again, or load it with "
        "--bad-rows skip, which leaves these rows out and names each."
    )


def _first_only(
    table: pa.Table, seen: set[int], held: Callable[[int, int], set[int]], report: GdeltReport
) -> pa.Table:
    """Leave out rows whose GLOBALEVENTID stood before, in this file or in the lake."""
    import pyarrow as pa

    ids = table["GLOBALEVENTID"].to_numpy()
    distinct = set(ids.tolist())
    if distinct:
        seen |= held(min(distinct), max(distinct))
    if len(distinct) == len(ids) and seen.isdisjoint(distinct):
        seen |= distinct
        return table
    keep = []
    for number in ids.tolist():
        keep.append(number not in seen)
        seen.add(number)
    report.repeated += len(keep) - sum(keep)
    return table.filter(pa.array(keep))


@cache
def _known() -> dict[str, frozenset[str]]:
    actors = frozenset(row["code"] for row in actor_rows() if row["kind"] != "bloc")
    events = frozenset(row["code"] for row in cameo_rows())
    return {"Actor1CountryCode": actors, "Actor2CountryCode": actors, "EventCode": events}


def _note_unknown(table: pa.Table, report: GdeltReport) -> None:

    pc = compute()
    for name in _CODED:
        for count in pc.value_counts(pc.drop_null(table[name])).to_pylist():
            if count["values"] not in _known()[name]:
                key = (name, count["values"])
                report.unknown[key] = report.unknown.get(key, 0) + count["counts"]


def _by_month(table: pa.Table) -> Iterable[Part]:

    pc = compute()
    months = pc.strftime(table["DATEADDED"], "%Y-%m")
    for month in pc.unique(months).to_pylist():
        rows = table.filter(pc.equal(months, month))
        yield Part(month, rows, day="SQLDATE", id="GLOBALEVENTID")


def _arrow(kind: str):
    import pyarrow as pa

    return getattr(pa, kind)


_ARROW: dict[str, Any] = {
    "int64": lambda: _arrow("int64")(),
    "int16": lambda: _arrow("int16")(),
    "int32": lambda: _arrow("int32")(),
    "float64": lambda: _arrow("float64")(),
    "text": lambda: _arrow("string")(),
    "day": lambda: _arrow("date32")(),
    "moment": lambda: _arrow("timestamp")("us"),
}
