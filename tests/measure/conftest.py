"""Views made of plain rows, and a small calendar of engagements of our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from denge.core.trail import Origin

Row = dict[str, Any]


@dataclass
class Rows:
    """The view contract over lists of rows."""

    tables: dict[str, list[Row]]
    as_of: date | None = None
    read: list[str] = field(default_factory=list)
    descriptor: dict[str, str] = field(default_factory=lambda: {"denge:state": "KAZ"})

    def rows(self, name: str) -> list[Row]:
        self.read.append(name)
        return [dict(row) for row in self.tables.get(name, [])]

    def origin(self, source_id: str) -> Origin:
        return Origin(source_id, "a page", url=source_id)


@pytest.fixture
def view_of() -> Callable[..., Rows]:
    def make(as_of: date | None = None, **tables: list[Row]) -> Rows:
        return Rows(tables, as_of)

    return make


@pytest.fixture
def engagement() -> Callable[..., Row]:
    def make(partner: str, start: date, trip: str = "", **more: Any) -> Row:
        return {
            "row_id": f"{partner}-{start}",
            "state": "KAZ",
            "partner": partner,
            "start": start,
            "end": start + timedelta(days=1),
            "kind": "visit",
            "direction": "outgoing",
            "format": "official",
            "place": "there",
            "trip_id": trip or f"{partner}-{start}",
            "third_party_date": False,
            "source_url": "https://example.org/page",
            "known_from": start,
            "doubt": "",
        } | more

    return make


@pytest.fixture
def calendar(engagement: Callable[..., Row]) -> list[Row]:
    """Two years of trips, three weeks apart, to six poles and one neighbour."""
    partners = ["RUS", "USA", "CHN", "RUS", "DEU", "TUR", "RUS", "QAT", "JPN", "UZB", "CHN", "FRA"]
    first = date(2023, 1, 10)
    return [
        engagement(partners[k % len(partners)], first + timedelta(days=21 * k)) for k in range(34)
    ]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)
