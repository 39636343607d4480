"""What has happened since: rows that a text of an earlier day could not know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.core.dates import parse_when
from denge.core.trail import Step

if TYPE_CHECKING:
    from denge.record.view import View

__all__ = ["Later", "since"]

# Table -> columns of its first day, of its partner, and of the state whose record it is (None where
# all rows are of the state of the package).
TOLD = {
    "engagements": ("start", "partner", "state"),
    "agreements": ("date", "partner", "state"),
    "outcomes": ("as_of", "partner", None),
    "partnerships": ("date", "partner", "state"),
    "trade_by_partner": ("year", "partner_iso3", None),
    "trade_monthly": ("period_start", "partner", None),
}


@dataclass(frozen=True, slots=True)
class Later:
    """One row known only after the day of the text.

    Attributes
    ----------
    table, row : str, dict
        The row as its table gives it.
    day : date
        First day of the act or of the period that the row counts.
    partner : str
        The state or bloc on the other side.
    named : bool
        Whether the text names this partner.
    """

    table: str
    row: dict[str, Any]
    day: date
    partner: str
    named: bool

    def step(self, says: str) -> Step:
        """The row as a step of a trail, in the words given."""
        return Step(
            table=self.table,
            row_id=self.row["row_id"],
            says=says,
            source_url=self.row["source_url"],
            known_from=self.row["known_from"].isoformat(),
            doubt=self.row["doubt"],
        )


def since(view: View, as_of: date, state: str, partners: Sequence[str] = ()) -> list[Later]:
    """Rows known after a day: partners that the text names first, in its order, then by date.

    Of a deal only its last evidence is given, of contradicting trade figures the one that counts.

    Parameters
    ----------
    view : View
        Everything that the ledger holds (`ledger.view()`).
    as_of : date
        Day of the text.
    state : str
        The state that the text is about; other records tell of it where it is the partner.
    partners : sequence of str
        Partners that the text names.

    Examples
    --------
    >>> from denge.record import open
    >>> found = since(open().view(), date(2025, 11, 19), "KAZ", ["RUS", "USA"])
    >>> found[0].partner, found[0].named, found[-1].named
    ('RUS', True, False)
    """
    own = view.source.descriptor.get("denge:state")
    found = [
        Later(table, row, _day(row[start]), row[partner], row[partner] in partners)
        for table, (start, partner, home) in TOLD.items()
        for row in _latest(table, _new(view, table, start, as_of))
        if row[start] and state in (row[home] if home else own, row[partner])
    ]
    order = {partner: place for place, partner in enumerate(partners)}
    return sorted(found, key=lambda late: (order.get(late.partner, len(order)), late.day))


def _new(view: View, table: str, start: str, as_of: date) -> Iterable[dict[str, Any]]:
    for row in view.rows(table):
        late = row["known_from"] > as_of or str(row[start] or "") > as_of.isoformat()
        if late and row.get("chosen", True) and row.get("reviewed", True):
            yield row


def _latest(table: str, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The last evidence of each deal; rows of other tables as they are."""
    if table != "outcomes":
        return rows
    last = {row["deal_id"]: row for row in sorted(rows, key=lambda row: row["as_of"])}
    return last.values()


def _day(cell: Any) -> date:
    return cell if isinstance(cell, date) else parse_when(str(cell)).start
