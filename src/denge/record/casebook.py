"""The curated tables that ship with the package, and how a cell of a table becomes a value."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from denge.core.errors import BadRow, LedgerError, UnknownName, nearest

__all__ = ["COMMON", "OverPackage", "Package", "casebook", "load_package"]

COMMON = ("row_id", "source_url", "known_from", "known_basis", "doubt")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Package:
    """A data package on disk: its descriptor and the folder of its tables.

    `descriptor` is the parsed `datapackage.json`; our own keys in it begin with `denge:`.
    """

    folder: Path
    descriptor: dict[str, Any]
    _parsed: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Resources by name, in the order of the descriptor."""
        return {entry["name"]: entry for entry in self.descriptor["resources"]}

    def resource(self, name: str) -> dict[str, Any]:
        """The descriptor of one table.

        Raises
        ------
        UnknownName
            There is no such table; the message names the nearest.
        """
        if name not in self.tables:
            raise UnknownName(
                f"{self.descriptor['name']} has no table {name!r}; {nearest(name, self.tables)}"
            )
        return self.tables[name]

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        """Columns of a table by name, `source_url` included where one source covers all."""
        entry = self.resource(name)
        fields = {field["name"]: field for field in entry["schema"]["fields"]}
        if "source_url" not in fields and "sources" in entry:
            fields["source_url"] = {"name": "source_url", "type": "string"}
        return fields

    def text_rows(self, name: str) -> list[dict[str, str]]:
        """Rows of one table as text, in file order.

        Raises
        ------
        LedgerError
            The file of the table is not there.
        """
        path = self.folder / self.resource(name)["path"]
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        except FileNotFoundError:
            raise LedgerError(
                f"{path} is missing, though {self.folder / 'datapackage.json'} names it. "
                "Restore the file or take the table out of the descriptor."
            ) from None

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows of one table as values: text ("" where missing), numbers, dates, booleans or None.

        The file is parsed once; the rows are shared, so copy one before you change it.

        Raises
        ------
        BadRow
            A cell is not of its type; the message names table, row and column.
        """
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return list(self._parsed[name])

    def _parse(self, name: str) -> list[dict[str, Any]]:
        fields = self.fields(name)
        readers = {column: _READERS.get(field["type"], _text) for column, field in fields.items()}
        source = self._one_source(name)
        rows = []
        for number, row in enumerate(self.text_rows(name), start=2):
            try:
                values = {column: read(row.get(column, "")) for column, read in readers.items()}
            except (ValueError, KeyError) as error:
                raise BadRow(f"{name}.csv, row {number}: {error}. Correct the cell.") from None
            if source:
                values["source_url"] = source
            rows.append(values)
        return rows

    def _one_source(self, name: str) -> str:
        sources = self.resource(name).get("sources", [])
        return sources[0]["path"] if len(sources) == 1 else ""


def _text(cell: str) -> str:
    return cell


def _optional(read: Callable[[str], Any], cell: str) -> Any:
    return read(cell) if cell else None


_READERS: dict[str, Callable[[str], Any]] = {
    "date": partial(_optional, date.fromisoformat),
    "number": partial(_optional, float),
    "integer": partial(_optional, int),
    "boolean": partial(_optional, _BOOLEANS.__getitem__),
}


def load_package(folder: Path | str) -> Package:
    """Open a folder with a `datapackage.json`.

    Raises
    ------
    LedgerError
        There is no descriptor, or it is no JSON with a list of resources.
    """
    path = Path(folder) / "datapackage.json"
    try:
        descriptor = json.loads(path.read_text("utf-8"))
        names = [entry["name"] for entry in descriptor["resources"]]
    except FileNotFoundError:
        raise LedgerError(f"{folder} is no data package: it has no datapackage.json") from None
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerError(f"{path} cannot be read as a descriptor: {error!r}") from None
    if not names:
        raise LedgerError(f"{path} names no table; a package needs at least one resource")
    return Package(Path(folder), descriptor)


class OverPackage:
    """What a ledger shows of the package beneath it."""

    package: Package

    @property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor of the casebook beneath."""
        return self.package.descriptor

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Descriptors of the tables by name."""
        return self.package.tables

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        """Descriptors of the columns of a table."""
        return self.package.fields(name)


@cache
def casebook(name: str = "kaz") -> Package:
    """The casebook that ships with the package.

    >>> casebook().resource("engagements")["title"]
    'Engagements of Kazakhstan'
    """
    return load_package(Path(__file__).parents[1] / "casebook" / name)
