"""Constructed news paragraphs, scored as a whole in each language by the scorer of the gold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from denge.read import read
from denge.read.acts import plover_of
from denge.read.score import score_news

FOLDER = Path(__file__).parent / "stories"
DATE = dt.date(2024, 6, 1)
FIELDS = ("type", "source", "target", "status", "start", "plover")


def documents(lang: str) -> list[dict[str, Any]]:
    """The paragraphs in the form of the gold; each event may be quoted from anywhere in it."""
    stories = yaml.safe_load((FOLDER / f"news_{lang}.yaml").read_text("utf-8"))
    return [
        {
            "id": f"{lang}-{number}",
            "lang": lang,
            "text": story["given"],
            "events": [_coded(event, story["given"]) for event in story["events"]],
        }
        for number, story in enumerate(stories)
    ]


def _coded(event: str, text: str) -> dict[str, Any]:
    coded: dict[str, Any] = dict.fromkeys((*FIELDS, "end", "place", "format"))
    coded |= {k: v for k, v in zip(FIELDS, event.split(), strict=False) if v != "-"}
    coded["plover"] = coded["plover"] or plover_of(coded["type"], coded["status"])
    return coded | {"quote": text}


def f1_of(lang: str) -> float:
    card = score_news(documents(lang), lambda d: read(d["text"], date=DATE, lang=lang))
    return card.rung().f1


@pytest.mark.parametrize(("lang", "least"), [("en", 0.8), ("tr", 0.8), ("ru", 0.8), ("kk", 0.8)])
def test_news_paragraphs_are_mostly_read(lang: str, least: float) -> None:
    assert f1_of(lang) >= least
