"""Sentences with states, leaders, dates and sums in which nothing happens between states."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from denge.read.names import find_actors
from denge.read.page import open_page
from denge.read.reader import read

FOLDER = Path(__file__).parent / "neutral"
LANGS = ("en", "tr", "ru", "kk")
DAY = date(2024, 6, 12)
MOST_PER_HUNDRED = 3.0


def sentences(lang: str) -> list[str]:
    lines = (FOLDER / f"{lang}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_fifty_and_nearly_all_name_a_state(lang: str) -> None:
    given = sentences(lang)
    assert len(given) >= 50
    named = sum(bool(find_actors(open_page(s, lang=lang, date=DAY))) for s in given)
    assert named >= 0.9 * len(given)


def test_at_most_three_false_events_in_a_hundred() -> None:
    false = [
        (lang, sentence, event.type, event.source, event.target, event.rule)
        for lang in LANGS
        for sentence in sentences(lang)
        for event in read(sentence, date=DAY, lang=lang).events
    ]
    whole = sum(len(sentences(lang)) for lang in LANGS)
    assert whole >= 200
    assert 100 * len(false) / whole <= MOST_PER_HUNDRED, false


def test_no_deal_target_or_label_is_made_up() -> None:
    made_up = [
        (lang, sentence, item)
        for lang in LANGS
        for sentence in sentences(lang)
        for reading in [read(sentence, date=DAY, lang=lang)]
        for item in (*reading.deals, *reading.targets, *reading.statuses)
    ]
    assert made_up == []
