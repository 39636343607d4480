"""What every page of the app is before it is laid out, so that a worker can hand it over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from denge.brief.blocks import Chart, Drawing, Line, Table
    from denge.brief.context import Context
    from denge.core.trail import Figure

__all__ = ["Export", "Sheet", "exports_of", "of_chart", "of_table"]


@dataclass(frozen=True, slots=True)
class Export:
    """A chart or a table at its own address.

    Attributes
    ----------
    rows : tuple of dict
        The values, one dict a row; numbers are numbers, with their interval beside them.
    drawing : Drawing | None
        None for a table without a chart.
    """

    id: str
    title: str
    description: str
    rows: tuple[dict[str, Any], ...]
    drawing: Drawing | None = None
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page without its frame.

    Attributes
    ----------
    kind : str
        Which page of the app it is, for the menu.
    title : str
        For the head of the page.
    body : str
        Markup of our own making; every text of others in it is escaped.
    exports : dict[str, Export]
        What can be had as CSV, JSON, SVG and PNG, by id.
    made_of : str
        The data behind it in one line: as-of date, method version, sources.
    data : dict
        The page as plain data, for the API.
    """

    kind: str
    title: str
    body: str
    exports: dict[str, Export] = field(default_factory=dict)
    made_of: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def of_table(table: Table, figures: dict[str, Figure], title: str = "") -> Export:
    """A table as rows; a figure in a cell brings its numbers in columns of its own."""
    head = [name or f"column {n + 1}" for n, name in enumerate(table.head)]
    rows = tuple(_row(head, row, figures) for row in table.rows)
    return Export(table.id, title or table.caption, table.caption, rows)


def of_chart(chart: Chart, figures: dict[str, Figure]) -> Export:
    """A chart with the values of its twin."""
    rows = of_table(chart.table, figures).rows if chart.table else ()
    return Export(
        chart.id, chart.title, chart.description, rows, chart.wide, chart.legend, chart.note
    )


def exports_of(blocks: Iterable[Any], figures: dict[str, Figure]) -> dict[str, Export]:
    """Everything in a run of blocks that has an address of its own."""
    found: dict[str, Export] = {}
    for block in _deep(blocks):
        kind = type(block).__name__
        if kind == "Chart":
            found[block.id] = of_chart(block, figures)
        elif kind == "Table":
            found[block.id] = of_table(block, figures)
    return found


def figures_of(context: Context) -> dict[str, Figure]:
    """The figures of a brief by id."""
    return dict(context.figures)


def _deep(blocks: Iterable[Any]) -> Iterator[Any]:
    for block in blocks:
        yield block
        inner = getattr(block, "blocks", None)
        if isinstance(inner, tuple):
            yield from _deep(inner)


def _row(head: list[str], row: tuple[Line, ...], figures: dict[str, Figure]) -> dict[str, Any]:
    from denge.brief.blocks import plain

    found: dict[str, Any] = {}
    for name, line in zip(head, row, strict=True):
        found[name] = plain(line)
        for part in line:
            figure = figures.get(getattr(part, "figure_id", ""))
            if figure is not None:
                found |= _numbers(name, figure)
    return found


def _numbers(name: str, figure: Figure) -> dict[str, Any]:
    e = figure.estimate
    return {
        f"{name} (median)": e.median,
        f"{name} (low)": e.low,
        f"{name} (high)": e.high,
        f"{name} (level)": e.level if e.has_interval else None,
        f"{name} (unit)": e.unit,
    }
