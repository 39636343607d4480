"""The seam between a view of the ledger and the arrays of a measure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from denge.core.dates import parse_when
from denge.core.errors import BadRow, UnknownName
from denge.core.state import states
from denge.core.trail import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.core.trail import Origin

__all__ = [
    "Row",
    "View",
    "day",
    "home_state",
    "last_day",
    "number",
    "origins_of",
    "rows_about",
    "rows_if_any",
    "steps_of",
]

Row = dict[str, Any]


class View(Protocol):
    """What a measure needs of `denge.record`: rows known on one date."""

    @property
    def as_of(self) -> date | None: ...

    def rows(self, name: str) -> list[Row]: ...

    def origin(self, source_id: str) -> Origin: ...


def home_state(view: View) -> str:
    """ISO3 of the state that a casebook is about; "" for a view without one."""
    source = getattr(view, "source", view)
    return getattr(source, "descriptor", {}).get("denge:state", "")


def rows_about(view: View, table: str, state: str) -> list[Row]:
    """Rows about one state; those that name none are about the state of the casebook.

    In a table of outcomes the column `state` says how a deal stands and names no state.
    """
    home = home_state(view)
    rows = [(row.get("state", ""), row) for row in view.rows(table)]
    return [row for named, row in rows if (named if named in states() else home) == state]


def rows_if_any(view: View, table: str) -> list[Row]:
    """Rows of a table that only a lake holds; none where the view has no such table."""
    try:
        return view.rows(table)
    except UnknownName:
        return []


def day(value: object) -> date | None:
    """First day of a cell that holds a date, an ISO text of any precision, or nothing.

    >>> day("2025-11"), day(""), day(2024)
    (datetime.date(2025, 11, 1), None, datetime.date(2024, 1, 1))
    """
    return _bounds(value)[0]


def last_day(value: object) -> date | None:
    """Last day of such a cell.

    >>> last_day("2025-11")
    datetime.date(2025, 11, 30)
    """
    return _bounds(value)[1]


def _bounds(value: object) -> tuple[date | None, date | None]:
    if value is None or value == "":
        return None, None
    if isinstance(value, datetime):
        return value.date(), value.date()
    if isinstance(value, date):
        return value, value
    when = parse_when(str(value))
    return when.start, when.end


def number(value: object) -> float | None:
    """A cell as a number; an empty cell stays missing and an observed zero stays zero.

    Raises
    ------
    BadRow
        The cell holds text that is no number.

    >>> number(""), number("0"), number(28.5)
    (None, 0.0, 28.5)
    """
    if value is None or value == "" or value != value:
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BadRow(f"{value!r} stands where a number belongs; correct the row") from None


def steps_of(table: str, rows: Iterable[Row], says: Iterable[str]) -> tuple[Step, ...]:
    """Trail steps of rows, each in the words given."""
    return tuple(
        Step(
            table=table,
            row_id=str(row.get("row_id") or ""),
            says=text,
            source_url=str(row.get("source_url") or ""),
            known_from=str(row.get("known_from") or ""),
            quote=str(row.get("quote") or ""),
            doubt=str(row.get("doubt") or ""),
        )
        for row, text in zip(rows, says, strict=True)
    )


def origins_of(view: View, steps: Iterable[Step]) -> tuple[Origin, ...]:
    """The sources behind the steps, each once, in order of first use."""
    urls = dict.fromkeys(step.source_url for step in steps if step.source_url)
    return tuple(dict.fromkeys(view.origin(url) for url in urls))
