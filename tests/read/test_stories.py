"""Stories in YAML: someone who does not program can add a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from denge.read import read

FOLDER = Path(__file__).parent / "stories"
LANGUAGES = ("tr", "en", "ru", "kk")
GROUPS = ("events", "deals", "targets", "statuses", "flows", "claims")
DATE = dt.date(2024, 6, 1)


def _stories() -> list[Any]:
    return [
        pytest.param(lang, story, id=f"{lang}-{story['name']}".replace(" ", "-"))
        for lang in LANGUAGES
        for story in yaml.safe_load((FOLDER / f"{lang}.yaml").read_text("utf-8"))
    ]


def _meets(item: Any, wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        found = getattr(item, name)
        if name == "parties":
            if set(found) != set(value):
                return False
        elif name in {"objects", "sectors"}:
            if not set(value) <= set(found):
                return False
        elif isinstance(value, dict):
            if any(found.get(key) != entry for key, entry in value.items()):
                return False
        elif found != value:
            return False
    return True


def _dyad(item: Any, wanted: dict[str, Any]) -> bool:
    """Symmetric acts have no first party unless the text shows who visits."""
    symmetric = {"meeting", "call", "summit", "sign", "agree"}
    if wanted.get("type") in symmetric and {"source", "target"} <= set(wanted):
        rest = {k: v for k, v in wanted.items() if k not in {"source", "target"}}
        return {item.source, item.target} == {wanted["source"], wanted["target"]} and _meets(
            item, rest
        )
    return _meets(item, wanted)


@pytest.mark.parametrize(("lang", "story"), _stories())
def test_story(lang: str, story: dict[str, Any]) -> None:
    reading = read(story["given"], date=story.get("date", DATE), lang=lang)
    for group in GROUPS:
        found = getattr(reading, group)
        wanted = story.get(group, [])
        for one in wanted:
            assert any(_dyad(item, one) for item in found), (group, one, found)
        if group in story and not wanted:
            assert not found
    if story.get("only"):
        kinds = len(story.get("events", []))
        assert len(reading.events) == kinds, reading.events
    for item in reading.items:
        start, end = item.quote_span
        assert reading.text[start:end] == item.quote
        assert 0 < item.confidence <= 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_forty_stories_with_negatives_among_them(lang: str) -> None:
    stories = yaml.safe_load((FOLDER / f"{lang}.yaml").read_text("utf-8"))
    assert len(stories) >= 40
    assert sum(1 for s in stories if s.get("only") and not s.get("events")) >= 5
