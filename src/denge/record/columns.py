"""A source file taken apart column by column until nothing is left.

A loader reads like a list: `sheet.pop("iso_o").text()`. What a loader does not name, `done()`
reports by name; a value that a column cannot hold is reported with its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from denge.core.errors import BadRow, DengeError, SourceError, UnknownColumn, nearest
from denge.record.arrow import compute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pyarrow as pa

__all__ = ["Column", "Sheet", "read_sheet"]

_MISSING = ("", "NA", "N/A", "None", "NULL", "nan", "--")


@dataclass(frozen=True)
class Column:
    """One column of a source: its name there, its values, and where its first row stands."""

    name: str
    values: pa.ChunkedArray
    where: str
    first_row: int

    @cached_property
    def _codes(self) -> tuple[list[str | None], pa.ChunkedArray]:
        import pyarrow as pa

        pc = compute()
        text = self.values if pa.types.is_string(self.values.type) else self._as_text()
        encoded = pc.dictionary_encode(text).unify_dictionaries()
        if not encoded.num_chunks:
            return [], pa.chunked_array([pa.array([], pa.int32())])
        return encoded.chunk(0).dictionary.to_pylist(), pa.chunked_array(
            [chunk.indices for chunk in encoded.chunks]
        )

    def _as_text(self) -> pa.ChunkedArray:
        import pyarrow as pa

        pc = compute()
        whole = self.values
        if pa.types.is_floating(whole.type) and pc.all(pc.equal(pc.round(whole), whole)).as_py():
            whole = whole.cast(pa.int64())
        return whole.cast(pa.string())

    def row_of(self, value: str | None) -> int:
        """The row of the file in which a value stands first."""
        import pyarrow as pa

        pc = compute()
        distinct, indices = self._codes
        return (
            self.first_row + pc.index(indices, pa.scalar(distinct.index(value), pa.int32())).as_py()
        )

    def each(self, turn: Callable[[str], Any], kind: str, into: pa.DataType) -> pa.ChunkedArray:
        """Turn every distinct value once; a value that cannot be turned is named with its row."""
        import pyarrow as pa

        pc = compute()
        distinct, indices = self._codes
        turned = [self._turn(value, turn, kind) for value in distinct]
        return pc.take(pa.chunked_array([pa.array(turned, into)]), indices)

    def _turn(self, value: str | None, turn: Callable[[str], Any], kind: str) -> Any:
        try:
            return None if value is None else turn(value)
        except DengeError as error:
            raise type(error)(f"{self._place(value)}: {error}") from None
        except (ValueError, TypeError):
            raise BadRow(
                f"{self._place(value)}: {value!r} is no {kind}. "
                "Compare the file with its publisher's; if it is right, teach the loader."
            ) from None

    def _place(self, value: str | None) -> str:
        return f"{self.where}, row {self.row_of(value)}, column {self.name!r}"

    def text(self) -> pa.ChunkedArray:
        """As text, with the source's own labels; missing is ''."""

        pc = compute()
        return pc.fill_null(self.each(str.strip, "text", _string()), "")

    def number(self, missing: Iterable[str] = _MISSING, thousands: str = "") -> pa.ChunkedArray:
        """As float64; what `missing` lists is null, never zero; `thousands` is left out."""
        import pyarrow as pa

        if pa.types.is_floating(self.values.type):
            return self.values.cast(pa.float64())
        gone = frozenset(missing)

        def turn(value: str) -> float | None:
            return (
                None
                if value in gone
                else float(value.replace(thousands, "") if thousands else value)
            )

        return self.each(turn, "number", pa.float64())

    def whole(self, missing: Iterable[str] = _MISSING) -> pa.ChunkedArray:
        """As int64; `705.0` is whole, `705.5` is refused."""
        import pyarrow as pa

        if pa.types.is_integer(self.values.type):
            return self.values.cast(pa.int64())
        gone = frozenset(missing)
        return self.each(lambda v: None if v in gone else _whole(v), "whole number", pa.int64())

    def day(self, missing: Iterable[str] = _MISSING) -> pa.ChunkedArray:
        """As a date, from `2019-12-05` or `20191205`."""
        import pyarrow as pa

        gone = frozenset(missing)
        return self.each(lambda v: None if v in gone else _day(v), "day", pa.date32())

    def flag(self) -> pa.ChunkedArray:
        """As true, false or null."""
        import pyarrow as pa

        return self.choice(_FLAGS, pa.bool_())

    def choice(self, known: Mapping[str, Any], into: pa.DataType | None = None) -> pa.ChunkedArray:
        """Each category by what it stands for; a category never met is reported by name and row."""

        def find(value: str) -> Any:
            if value not in known:
                raise UnknownColumn(
                    f"the category {value!r} has not been met before; {nearest(value, known)}. "
                    "Add it to the loader's categories or to the lookups of its YAML."
                )
            return known[value]

        return self.each(find, "category", into or _string())

    def code(self, turn: Callable[[str], str | None]) -> pa.ChunkedArray:
        """Each name turned into a code by a function such as `name_code`."""
        return self.each(turn, "code", _string())


class Sheet:
    """The columns of one file, popped by name; `done()` reports what is left."""

    def __init__(self, table: pa.Table, where: str, first_row: int = 2) -> None:
        self._table, self.where, self.first_row = table, where, first_row
        self._left = list(table.column_names)
        self.rows = table.num_rows

    @property
    def left(self) -> tuple[str, ...]:
        """The columns not yet taken."""
        return tuple(self._left)

    def has(self, name: str) -> bool:
        return name in self._left

    def pop(self, name: str) -> Column:
        """Take one column.

        Raises
        ------
        UnknownColumn
            The file has no such column; the message names the nearest.
        """
        if name not in self._left:
            raise UnknownColumn(
                f"{self.where} has no column {name!r}; {nearest(name, self._left)}. "
                "The publisher may have changed the file: compare it with the source's YAML."
            )
        self._left.remove(name)
        return Column(name, self._table[name], self.where, self.first_row)

    def ignore(self, *names: str) -> None:
        """Take columns and leave them, on purpose and by name."""
        for name in names:
            self.pop(name)

    def done(self) -> None:
        """Report every column that nobody took.

        Raises
        ------
        UnknownColumn
            A column is left; all are named.
        """
        if self._left:
            raise UnknownColumn(
                f"{self.where} has columns never met before: {', '.join(map(repr, self._left))}. "
                "Pop or ignore each by name in the loader."
            )


def read_sheet(path: Path, *, delimiter: str = ",", quoted: bool = True) -> Sheet:
    """Read a CSV, tab-separated (also `.gz`) or Parquet file as text columns.

    Raises
    ------
    SourceError
        The file is missing, empty, or breaks off inside a row.
    """
    import pyarrow as pa

    try:
        if path.suffix == ".parquet":
            return Sheet(_read_parquet(path), path.name, first_row=1)
        return Sheet(_read_csv(path, delimiter, quoted), path.name)
    except (OSError, EOFError, pa.ArrowInvalid) as error:
        raise SourceError(
            f"{path.name} cannot be read as a table: {error}. Fetch it again from its publisher."
        ) from None


def _read_parquet(path: Path) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def _read_csv(path: Path, delimiter: str, quoted: bool) -> pa.Table:
    import gzip

    import pyarrow as pa
    from pyarrow import csv

    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    head = next(iter(_first_row(raw, delimiter, quoted)), [])
    return csv.read_csv(
        pa.BufferReader(raw),
        parse_options=csv.ParseOptions(
            delimiter=delimiter, quote_char='"' if quoted else False, newlines_in_values=quoted
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(head, pa.string()), strings_can_be_null=False
        ),
    )


def _first_row(raw: bytes, delimiter: str, quoted: bool) -> Iterable[list[str]]:
    import csv
    import io

    text = io.TextIOWrapper(io.BytesIO(raw), "utf-8", newline="")
    return csv.reader(
        text, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )


def _string() -> pa.DataType:
    import pyarrow as pa

    return pa.string()


def _whole(value: str) -> int:
    number = float(value)
    if number != int(number):
        raise ValueError(value)
    return int(number)


def _day(value: str):
    from datetime import date, datetime

    if len(value) == 8:
        return datetime.strptime(value, "%Y%m%d").date()
    return date.fromisoformat(value[:10])


_FLAGS = {
    **dict.fromkeys(("1", "1.0", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "0.0", "false", "False", "FALSE"), False),
    **dict.fromkeys(_MISSING, None),
}
