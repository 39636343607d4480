"""A reading of the English example made by hand, so that these tests do not rest on the reader."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from denge.core.catalogue import catalogue_path
from denge.core.reading import Claim, Deal, Event, Reading, Status, Target


def item(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {
        "quote": quote,
        "quote_span": (start, start + len(quote)),
        "rule": "hand",
        "confidence": 0.8,
    }


@pytest.fixture(scope="session")
def example() -> str:
    return catalogue_path("catalogue/examples/kazakhstan.en.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def by_hand(example: str) -> Reading:
    """What a careful person reads in the example."""

    def met(quote: str, kind: str, target: str, start: str, end: str, place: str, form: str | None):
        return Event(
            **item(example, quote), type=kind, plover="CONSULT", source="KAZ", target=target,
            start=start, end=end, place=place, format=form,
        )  # fmt: skip

    def claim(quote: str, kind: Any, objects: tuple[str, ...] = (), **detail: str) -> Claim:
        return Claim(
            **item(example, quote), kind=kind, subject="KAZ", objects=objects, detail=detail
        )

    washington = (
        "In Washington 29 documents were signed, worth more than 17 billion dollars in critical "
        "minerals, aviation, digital technology and agriculture"
    )
    goal = "trade between Kazakhstan and Russia should exceed 30 billion dollars in 2025"
    label = "comprehensive strategic partnership and alliance"
    return Reading(
        id=hashlib.sha256(example.encode()).hexdigest()[:16],
        lang="en",
        date="2025-12-22",
        text=example,
        title="Four capitals, one policy",
        focus="KAZ",
        events=(
            met(
                "met Donald Trump at the White House",
                "meeting",
                "USA",
                "2025-11-06",
                "2025-11-06",
                "USA:Washington",
                None,
            ),
            met(
                "On 11-12 November he paid a state visit to Moscow",
                "visit",
                "RUS",
                "2025-11-11",
                "2025-11-12",
                "RUS:Moscow",
                "state",
            ),
            met(
                "on an official visit to Japan",
                "visit",
                "JPN",
                "2025-12-17",
                "2025-12-20",
                "JPN:Tokyo",
                "official",
            ),
            met(
                "meeting Xi Jinping in Tianjin on 30 August 2025",
                "meeting",
                "CHN",
                "2025-08-30",
                "2025-08-30",
                "CHN:Tianjin",
                None,
            ),
        ),
        deals=(
            Deal(
                **item(example, washington),
                parties=("KAZ", "USA"),
                count=29,
                value_usd=17e9,
                op=">",
                sectors=("critical_minerals", "aviation", "digital", "agriculture"),
            ),
        ),
        targets=(
            Target(
                **item(example, goal),
                parties=("KAZ", "RUS"),
                quantity="trade_turnover",
                value_usd=30e9,
                by=2025,
            ),
        ),
        statuses=(
            Status(**item(example, label), parties=("KAZ", "RUS"), label=label.replace(" ", "_")),
        ),
        claims=(
            claim("multi-vector foreign policy", "balance", form="multi_vector"),
            claim("It does not choose sides", "balance", form="no_sides"),
            claim("is no coincidence", "coincidence", ("USA", "RUS"), deliberate="yes"),
            claim(
                "sandwiched between Russia and China", "dependence", ("RUS", "CHN"), form="between"
            ),
            claim(
                "After Türkiye it is the strongest of the Turkic states",
                "rank",
                ("TUR",),
                group="turkic",
                after="TUR",
                position="strongest",
            ),
            claim("If oil prices fall, the budget will feel it first", "risk", ("oil_price",)),
            claim("Wider sanctions on Russia could make banks", "risk", ("sanctions",)),
            claim(
                "The policy brings investment in the short run",
                "effect",
                ("gains",),
                horizon="short",
            ),
        ),
    )


def without(page: str, section: str) -> str:
    """A page without one of its sections."""
    return re.sub(rf'<section id="{section}".*?</section>', "", page, flags=re.DOTALL)


@pytest.fixture(scope="session")
def page_without():
    return without


@pytest.fixture(scope="session")
def made(by_hand: Reading):
    """The brief of the example, in English."""
    import denge.record
    from denge.brief.compose import compose

    return compose(by_hand, denge.record.open())
