"""A ledger in memory: the casebook and the readings of this run; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.record.casebook import OverPackage, Package, casebook
from denge.record.cluster import Added, Report
from denge.record.view import View

if TYPE_CHECKING:
    from denge.core.reading import Reading

__all__ = ["MemoryLedger"]


@dataclass
class MemoryLedger(OverPackage):
    """The casebook with readings beside it.

    Examples
    --------
    >>> ledger = MemoryLedger()
    >>> len(ledger.view(date(2019, 4, 30)).rows("engagements"))
    3
    """

    package: Package = field(default_factory=casebook)
    reports: list[Report] = field(default_factory=list)
    _added: dict[str, Added] = field(default_factory=dict, repr=False)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows of the casebook alone."""
        return self.package.rows(name)

    def add(self, reading: Reading) -> Added:
        """Join what was read from one text to what was known on its day.

        The same text twice counts once.
        """
        if reading.id not in self._added:
            report = Report(reading)
            known = View(self, report.day, reports=tuple(self.reports))
            self._added[reading.id] = known.added(report)
            self.reports.append(report)
            self.reports.sort(key=lambda told: told.reading.date or "")
        return self._added[reading.id]

    def view(
        self, as_of: date | None = None, include_unreviewed: bool = False, state: str = ""
    ) -> View:
        """What was known on a day; None is all of it. No lake adds rows about a `state`."""
        return View(self, as_of, include_unreviewed, tuple(self.reports))
