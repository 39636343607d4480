"""A ledger in memory: the casebook and the readings of this run; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.record.casebook import Package, casebook
from denge.record.view import View

if TYPE_CHECKING:
    from denge.core.reading import Reading
    from denge.record.cluster import Added

__all__ = ["MemoryLedger"]


@dataclass
class MemoryLedger:
    """The casebook with readings beside it.

    Examples
    --------
    >>> ledger = MemoryLedger()
    >>> len(ledger.view(date(2019, 4, 30)).rows("engagements"))
    3
    """

    package: Package = field(default_factory=casebook)
    readings: list[Reading] = field(default_factory=list)

    @property
    def descriptor(self) -> dict[str, Any]:
        return self.package.descriptor

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        return self.package.tables

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        return self.package.fields(name)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return self.package.rows(name)

    def add(self, reading: Reading) -> Added:
        raise NotImplementedError

    def view(self, as_of: date | None = None, include_unreviewed: bool = False) -> View:
        return View(self, as_of, include_unreviewed)
