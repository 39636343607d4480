"""Rows of a table by state, partner, days and kind: what an export can be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.core.dates import parse_when
from denge.core.errors import InputError
from denge.core.state import blocs, state

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Selection"]

# The columns that answer each question, as the casebook and the lake name them.
_COLUMNS = {
    "state": ("state", "country_iso3", "member", "iso3", "exporter", "source_state"),
    "partner": ("partner", "partner_iso3", "origin_iso3", "importer", "target_state"),
    "kind": ("kind",),
}
_DAYS = ("day", "start", "year")


@dataclass(frozen=True, slots=True)
class Selection:
    """What rows are asked for; what is left empty does not matter.

    Attributes
    ----------
    state, partner : str
        Codes of states or blocs.
    start, end : date or None
        Rows whose own day or period touches these days.
    kind : str
        As the column `kind` has it (visit, meeting, summit, call).

    Examples
    --------
    >>> Selection.of(state="Kazakhstan", partner="EU").told()
    {'state': 'KAZ', 'partner': 'EU'}
    """

    state: str = ""
    partner: str = ""
    start: date | None = None
    end: date | None = None
    kind: str = ""

    @classmethod
    def of(
        cls,
        state: str = "",
        partner: str = "",
        start: date | None = None,
        end: date | None = None,
        kind: str = "",
    ) -> Selection:
        """Read what a user wrote.

        Raises
        ------
        UnknownState
            No state or bloc has this name.
        InputError
            The days are turned round.
        """
        if start and end and end < start:
            raise InputError(f"a span that ends on {end} cannot start on {start}")
        return cls(_code(state), _code(partner), start, end, kind)

    def __bool__(self) -> bool:
        return bool(self.told())

    def told(self) -> dict[str, str]:
        """What is asked, for the descriptor of an export."""
        named = {"state": self.state, "partner": self.partner, "kind": self.kind}
        days = {"from": self.start, "to": self.end}
        return {k: v for k, v in named.items() if v} | {k: str(v) for k, v in days.items() if v}

    def unanswered(self, table: pa.Table, entry: dict[str, Any] | None, home: str = "") -> str:
        """The first question that a table has no column for, or ''.

        Parameters
        ----------
        entry : dict or None
            The descriptor of a table of the casebook; None for a data set of the lake.
        home : str
            The state that every row of a casebook is about where it has no column of its own.
        """
        for name in ("state", "partner", "kind"):
            implied = name == "state" and home and _column("partner", table, entry)
            if getattr(self, name) and not _column(name, table, entry) and not implied:
                return name
        return "days" if (self.start or self.end) and not _period(table, entry) else ""

    def rows(self, table: pa.Table, entry: dict[str, Any] | None, home: str = "") -> pa.Table:
        """The rows that answer every question."""
        import pyarrow as pa

        kept = pa.array([True] * table.num_rows, pa.bool_())
        for name in ("state", "partner", "kind"):
            wanted, column = getattr(self, name), _column(name, table, entry)
            if wanted and column:
                kept = _and(kept, [value == wanted for value in table[column].to_pylist()])
            elif wanted:
                kept = _and(kept, [wanted == home] * table.num_rows)
        if (self.start or self.end) and (period := _period(table, entry)):
            first, last = period
            days = zip(table[first].to_pylist(), table[last].to_pylist(), strict=True)
            kept = _and(kept, [self._touches(a, b) for a, b in days])
        return table.filter(kept)

    def _touches(self, first: Any, last: Any) -> bool:
        begins, ends = _when(first or last), _when(last or first)
        if not begins or not ends:
            return False
        return not (
            (self.start and ends.end < self.start) or (self.end and begins.start > self.end)
        )


def _and(kept: Any, more: list[bool]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.and_(kept, pa.array(more, pa.bool_()))  # pyright: ignore[reportAttributeAccessIssue]


def _code(word: str) -> str:
    return word if not word or word in blocs() else state(word).iso3


def _column(name: str, table: pa.Table, entry: dict[str, Any] | None) -> str:
    """The column that holds what is asked; in the casebook only one of codes counts."""
    fields = {f["name"]: f for f in entry["schema"]["fields"]} if entry else {}
    for column in _COLUMNS[name]:
        coded = not entry or name == "kind" or fields.get(column, {}).get("denge:code")
        if column in table.column_names and coded:
            return column
    return ""


def _period(table: pa.Table, entry: dict[str, Any] | None) -> tuple[str, str] | None:
    if entry:
        told = entry.get("denge:period")
        return (told[0], told[1]) if told else None
    found = [name for name in _DAYS if name in table.column_names]
    last = "end" if found[:1] == ["start"] and "end" in table.column_names else ""
    return (found[0], last or found[0]) if found else None


def _when(value: Any) -> Any:
    return parse_when(str(value)) if value not in (None, "") else None
