"""Checks a data package against its own descriptor, row by row, with no other schema engine.

Every rule is a function from a table to the problems in it; a problem says where, what, and what
to do.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from denge.core.dates import parse_when
from denge.core.errors import InputError
from denge.record.casebook import Package, load_package

__all__ = ["Problem", "check"]

REQUIRED = ("row_id", "known_from", "known_basis")  # of every table of facts


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong; `row` counts lines of the file from 1 with the header, 0 is the table."""

    table: str
    row: int
    says: str

    def __str__(self) -> str:
        place = f"{self.table}, row {self.row}" if self.row else self.table
        return f"{place}: {self.says}"


@dataclass(frozen=True)
class Table:
    """One table as text, with its descriptor and the package around it."""

    name: str
    entry: dict[str, Any]
    rows: list[dict[str, str]]
    package: dict[str, Any]
    others: dict[str, Table] = field(default_factory=dict, repr=False)

    @property
    def fields(self) -> list[dict[str, Any]]:
        return self.entry["schema"]["fields"]

    @property
    def about_rows(self) -> bool:
        return "denge:about" in self.entry

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        yield from enumerate(self.rows, start=2)

    def column(self, name: str) -> set[str]:
        return {row[name] for row in self.rows}


Rule = Callable[[Table], Iterable[Problem]]


def check(folder: Path | str) -> list[Problem]:
    """Every problem of a data package, in the order of its tables.

    Parameters
    ----------
    folder : Path or str
        A folder with `datapackage.json`.

    Raises
    ------
    LedgerError
        The folder is no data package, so that nothing can be checked.

    Examples
    --------
    >>> from denge.record.casebook import casebook
    >>> check(casebook().folder)
    []
    """
    package = load_package(folder)
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for name, entry in package.tables.items():
        table, found = _open_table(package, name, entry, tables)
        problems += found
        if table is not None:
            tables[name] = table
    for table in tables.values():
        for rule in RULES:
            problems += rule(table)
    return problems


def _open_table(
    package: Package, name: str, entry: dict[str, Any], tables: dict[str, Table]
) -> tuple[Table | None, list[Problem]]:
    """The table, or the problems that keep it from being read."""
    path = Path(str(entry.get("path", "")))
    if path.is_absolute() or ".." in path.parts or not path.name:
        return None, [Problem(name, 0, f"path {str(path)!r} leaves the folder. Name a file in it.")]
    if not entry.get("schema", {}).get("fields"):
        return None, [Problem(name, 0, "the descriptor gives no fields. Describe every column.")]
    try:
        with (package.folder / path).open(encoding="utf-8", newline="") as file:
            header, *body = csv.reader(file)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        return None, [Problem(name, 0, f"{path} cannot be read ({error}). Restore the file.")]
    asked = [f["name"] for f in entry["schema"]["fields"]]
    if header != asked:
        odd = sorted(set(header) ^ set(asked)) or ["their order"]
        text = f"columns differ from the descriptor in {', '.join(odd)}. Bring the two in line."
        return None, [Problem(name, 0, text)]
    short = [i for i, cells in enumerate(body, 2) if len(cells) != len(header)]
    if short:
        text = f"has not {len(header)} cells as the header has. Quote commas in the text."
        return None, [Problem(name, i, text) for i in short]
    rows = [dict(zip(header, cells, strict=True)) for cells in body]
    return Table(name, entry, rows, package.descriptor, tables), []


# --- one column at a time -----------------------------------------------------------------------


def types(table: Table) -> Iterator[Problem]:
    """Cells are of the type of their column; dates are ISO, partial dates years, months or days."""
    for spec in table.fields:
        kind = spec.get("denge:kind", spec["type"])
        if kind not in _TYPES:
            continue
        read, noun, advice = _TYPES[kind]
        for number, row in table.numbered():
            cell = row[spec["name"]]
            if cell and not _reads(read, cell):
                text = f"{spec['name']} is {cell!r}, which is no {noun}. {advice}"
                yield Problem(table.name, number, text)


def _reads(read: Callable[[str], Any], cell: str) -> bool:
    try:
        return read(cell) is not None
    except (ValueError, InputError):
        return False


def _boolean(cell: str) -> bool | None:
    return {"true": True, "false": False}.get(cell)


def _number(cell: str) -> float | None:
    value = float(cell)
    return value if abs(value) < float("inf") else None


_TYPES: dict[str, tuple[Callable[[str], Any], str, str]] = {
    "date": (date.fromisoformat, "day", "Write YYYY-MM-DD."),
    "partial": (parse_when, "day, month or year", "Write YYYY-MM-DD, YYYY-MM or YYYY."),
    "number": (_number, "number", "Write digits with a point, without units."),
    "integer": (int, "whole number", "Write digits only."),
    "boolean": (_boolean, "truth value", "Write true or false."),
}


def constraints(table: Table) -> Iterator[Problem]:
    """Required, unique, listed values, bounds and patterns of the descriptor."""
    for spec in table.fields:
        limits = spec.get("constraints", {})
        name, seen = spec["name"], set()
        for number, row in table.numbered() if limits else ():
            cell = row[name]
            for text in _breaches(name, cell, limits):
                yield Problem(table.name, number, text)
            if limits.get("unique") and cell in seen:
                yield Problem(table.name, number, f"{name} {cell!r} stands twice. Drop one row.")
            seen.add(cell)


def _breaches(name: str, cell: str, limits: dict[str, Any]) -> Iterator[str]:
    if not cell:
        if limits.get("required"):
            yield f"{name} is empty. Fill it, or take the row out."
        return
    if "enum" in limits and cell not in limits["enum"]:
        yield f"{name} is {cell!r}; the descriptor allows {', '.join(limits['enum'])}."
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        yield f"{name} is {cell!r}, which is not of the form {limits['pattern']}."
    for bound, wrong in (("minimum", float.__lt__), ("maximum", float.__gt__)):
        if bound in limits and _reads(_number, cell) and wrong(float(cell), float(limits[bound])):
            yield f"{name} is {cell}, beyond the {bound} {limits[bound]:g}. Check value and unit."


def addresses(table: Table) -> Iterator[Problem]:
    """Addresses are http or https and name a host."""
    for spec in table.fields:
        for number, row in table.numbered() if spec.get("format") == "uri" else ():
            cell = row[spec["name"]]
            if cell and not _is_address(cell):
                text = f"{spec['name']} {cell!r} is no address. Write it with https://."
                yield Problem(table.name, number, text)


def _is_address(cell: str) -> bool:
    try:
        parts = urlsplit(cell)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in cell


def units(table: Table) -> Iterator[Problem]:
    """A number carries its unit in the name of its column, or in a column `unit`."""
    known = table.package.get("denge:units")
    names = [spec["name"] for spec in table.fields]
    if known is None:
        return
    for spec in table.fields:
        unit = spec.get("unit")
        if spec["type"] == "number" and unit is None:
            yield Problem(table.name, 0, f"{spec['name']} has no unit in the descriptor. Add it.")
        elif unit is not None and unit not in known:
            yield Problem(table.name, 0, f"{spec['name']}: unit {unit!r} is not in denge:units.")
        elif unit is not None and not _carries(spec["name"], known[unit]):
            text = f"{spec['name']} is in {unit}: its name must hold {known[unit].strip('_')}."
            yield Problem(table.name, 0, text)
        elif unit == "see the column unit" and "unit" not in names:
            yield Problem(table.name, 0, f"{spec['name']}: the table has no column unit. Add it.")


def _carries(name: str, suffix: str) -> bool:
    return suffix in f"_{name}" if suffix else True


# --- rows and tables ----------------------------------------------------------------------------


def sourced(table: Table) -> Iterator[Problem]:
    """Every row has its address, or its table exactly one source; days of knowledge are there."""
    if table.about_rows:
        return
    names = {spec["name"] for spec in table.fields}
    for name in REQUIRED:
        if name not in names:
            yield Problem(table.name, 0, f"has no column {name}. Every table of facts needs it.")
    if "source_url" in names:
        for number, row in table.numbered():
            if not row["source_url"]:
                yield Problem(table.name, number, "has no source_url. Give the page, or drop it.")
    elif len(table.entry.get("sources", [])) != 1:
        yield Problem(
            table.name, 0, "has no source_url and not exactly one source. Name the source."
        )


def periods(table: Table) -> Iterator[Problem]:
    """A period ends no earlier than it starts."""
    start, end = table.entry.get("denge:period", ["", ""])
    for number, row in table.numbered() if start != end else ():
        if row[start] and row[end] and row[end] < row[start]:
            text = f"{end} {row[end]} is before {start} {row[start]}. Correct one of them."
            yield Problem(table.name, number, text)


def knowledge(table: Table) -> Iterator[Problem]:
    """What is dated by its event is not known before the event began."""
    start = table.entry.get("denge:period", [""])[0]
    for number, row in table.numbered() if start and not table.about_rows else ():
        if row.get("known_basis") == "event" and row["known_from"] < row[start]:
            text = (
                f"known_from {row['known_from']} is before the event of {row[start]}. Correct it."
            )
            yield Problem(table.name, number, text)


def codes(table: Table) -> Iterator[Problem]:
    """States, blocs and the codes of the package are the only partners."""
    from denge.core.state import blocs, states

    known = set(states()) | set(blocs()) | set(table.package.get("denge:codes", {}))
    for spec in table.fields:
        for number, row in table.numbered() if "denge:code" in spec else ():
            for code in _parts(spec, row[spec["name"]]):
                if code not in known:
                    text = f"{spec['name']} {code!r} is no state, bloc or code of the package."
                    yield Problem(table.name, number, text)


def references(table: Table) -> Iterator[Problem]:
    """A reference points to a row that is there."""
    for spec in table.fields:
        if "denge:ref" not in spec:
            continue
        other, column = spec["denge:ref"].split(".")
        if other not in table.others:
            yield Problem(table.name, 0, f"{spec['name']} refers to {other}, which is not there.")
            continue
        known = table.others[other].column(column)
        for number, row in table.numbered():
            for cell in _parts(spec, row[spec["name"]]):
                if cell not in known:
                    text = (
                        f"{spec['name']} {cell!r} has no row in {other}. Correct it or add the row."
                    )
                    yield Problem(table.name, number, text)


def _parts(spec: dict[str, Any], cell: str) -> list[str]:
    return [
        part for part in (cell.split(";") if spec.get("denge:kind") == "list" else [cell]) if part
    ]


def packages(table: Table) -> Iterator[Problem]:
    """A part of a package names it, the package names no package, and neither is its own part."""
    column = table.entry.get("denge:part")
    if not column:
        return
    part_of = {row["row_id"]: row[column] for row in table.rows}
    for number, row in table.numbered():
        if part_of.get(row[column]):
            yield Problem(table.name, number, f"{column} points to a row that is a part. Point up.")
        if not row[column] and "do not add" in row.get("value_note", ""):
            text = f"the note says not to add it, but {column} is empty. Name the package."
            yield Problem(table.name, number, text)


def contradictions(table: Table) -> Iterator[Problem]:
    """Rows that give different values for one thing stand in the table of choices."""
    rule = table.entry.get("denge:contradiction")
    if not rule:
        return
    choices = table.others.get("choices")
    made = {(c["table"], c["key"], c["value"]): c for c in choices.rows} if choices else {}
    for (key, value), group in _groups(table, rule).items():
        if len({float(row[value]) for _, row in group}) == 1:
            continue
        choice = made.get((table.name, key, value))
        missing = [
            n for n, r in group if not choice or r["row_id"] not in choice["order"].split(";")
        ]
        for number in missing:
            text = f"contradicts another row on {value} ({key}). Add it to choices with a reason."
            yield Problem(table.name, number, text)


def _groups(table: Table, rule: dict[str, list[str]]) -> dict[tuple[str, str], list]:
    groups: dict[tuple[str, str], list] = defaultdict(list)
    for number, row in table.numbered():
        key = "|".join(f"{name}={row[name]}" for name in rule["key"])
        for value in rule["values"]:
            if row[value] and _reads(_number, row[value]):
                groups[key, value].append((number, row))
    return groups


def choices_hold(table: Table) -> Iterator[Problem]:
    """Each choice orders rows that are there, at least two, and says why."""
    if table.name != "choices":
        return
    for number, row in table.numbered():
        other = table.others.get(row["table"])
        known = other.column("row_id") if other else set()
        order = row["order"].split(";")
        if len(order) < 2 or not set(order) <= known:
            text = f"order names rows that {row['table']} does not have. List rows that contradict."
            yield Problem(table.name, number, text)


RULES: tuple[Rule, ...] = (
    types,
    constraints,
    addresses,
    units,
    sourced,
    periods,
    knowledge,
    codes,
    references,
    packages,
    contradictions,
    choices_hold,
)
