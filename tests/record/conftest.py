"""A data folder of its own for every test, and readings of invented texts."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from denge.core.reading import Deal, Event, Reading


@pytest.fixture(autouse=True)
def own_data_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The list of trusted ledgers lives here instead of in the user's home."""
    folder = tmp_path_factory.mktemp("data-home")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder


@pytest.fixture
def told() -> Callable[..., Reading]:
    """Makes a reading of one invented visit and one invented deal."""

    def make(city: str = "Baku", day: str = "2026-03-03", known: str = "2026-03-04") -> Reading:
        text = f"The president visited {city} and two agreements were signed."
        visit = Event(
            quote=text[: 22 + len(city)],
            quote_span=(0, 22 + len(city)),
            rule="invented",
            confidence=0.6,
            type="visit",
            plover="CONSULT",
            source="KAZ",
            target="AZE",
            start=day,
            end=day,
            place=f"AZE:{city}",
        )
        start = text.index("two")
        deal = Deal(
            quote=text[start:-1],
            quote_span=(start, len(text) - 1),
            rule="invented",
            confidence=0.9,
            parties=("KAZ", "AZE"),
            count=2,
        )
        name = sha256(text.encode()).hexdigest()[:16]
        page = f"https://example.org/{city.lower()}"
        return Reading(name, "en", known, text, (visit,), (deal,), source=page)

    return make
