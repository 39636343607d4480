"""Where a page takes its rows from: the ledger as it stands, and never a write to it by reading."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from denge.record.cluster import Added, Report

if TYPE_CHECKING:
    from denge.core.reading import Reading
    from denge.record.view import Ledger, View

__all__ = ["Beside", "close", "ledger_at", "readings_of"]


@cache
def _opened(place: str) -> Any:
    import denge.record

    return denge.record.open(place)


def ledger_at(place: str | None) -> Ledger:
    """The ledger of this process at a place; without one the casebook in memory."""
    import denge.record

    return denge.record.open() if place is None else _opened(place)


def close() -> None:
    """Close what this process opened."""
    _opened.cache_clear()


def readings_of(ledger: Ledger) -> dict[str, Reading]:
    """The texts that a ledger holds, by id."""
    return {report.reading.id: report.reading for report in ledger.view(None).reports}


@dataclass
class Beside:
    """A ledger with one text beside it: a brief may be made of it, and nothing is written.

    Examples
    --------
    >>> import denge.record
    >>> from denge.read import read
    >>> ledger = denge.record.open()
    >>> beside = Beside(ledger)
    >>> _ = beside.add(read("Serbia, 3 March 2024. The president of Serbia visited Hungary."))
    >>> len(beside.view().reports), len(ledger.view().reports)
    (1, 0)
    """

    ledger: Ledger
    extra: list[Report] = field(default_factory=list)

    def add(self, reading: Reading) -> Added:
        """What the text would bring to the ledger."""
        report = Report(reading)
        if all(told.reading.id != reading.id for told in self.extra):
            self.extra.append(report)
        base = self.ledger.view(report.day)
        others = tuple(r for r in base.reports if r.reading.id != reading.id)
        return _with(base, others).added(report)

    def view(
        self, as_of: date | None = None, include_unreviewed: bool = False, state: str = ""
    ) -> View:
        """What was known on a day, the text included."""
        base = self.ledger.view(as_of, include_unreviewed, state)
        held = {report.reading.id for report in base.reports}
        fresh = [
            r
            for r in self.extra
            if r.reading.id not in held and (as_of is None or r.day is None or r.day <= as_of)
        ]
        told = sorted((*base.reports, *fresh), key=lambda r: (r.reading.date or "", r.reading.id))
        return _with(base, tuple(told))


def _with(view: View, reports: tuple[Report, ...]) -> View:
    return replace(view, reports=reports, _cache={})
