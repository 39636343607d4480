"""Confidence is a frequency: what is said of unseen passages holds on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from denge.core.catalogue import read_csv
from denge.read.calibration import calibrated, with_shares
from denge.read.gold import load_gold
from denge.read.reader import read, sense
from denge.read.score import score_news

OWN = Path(__file__).parent / "own"
TEXT = "Peru condemned Chile on 5 May 2021. Chile signed an agreement with Peru."


def test_a_surer_rule_is_never_said_to_be_right_less_often() -> None:
    shares = [calibrated(n / 100) for n in range(101)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_each_step_says_how_many_readings_stand_behind_it() -> None:
    for row in read_csv("catalogue/lexicon/confidence.csv"):
        n, right = int(row["readings"]), int(row["right"])
        assert float(row["share"]) == pytest.approx((right + 0.5) / (n + 1), abs=0.006)


def test_reading_changes_nothing_but_the_confidence() -> None:
    sure, told = sense(TEXT), read(TEXT)
    assert with_shares(sure.events) == told.events
    assert [e.quote for e in sure.events] == [e.quote for e in told.events]
    assert all(
        e.confidence == calibrated(s.confidence)
        for e, s in zip(told.events, sure.events, strict=True)
    )


def test_what_is_said_holds_on_the_passages_that_the_rules_did_not_see() -> None:
    judged: list[tuple[float, bool]] = []
    for lang in ("en", "tr", "ru", "kk"):
        gold = load_gold(OWN / f"exam.{lang}.jsonl")
        judged += score_news(gold, lambda r: read(r["text"], lang=r["lang"])).judged
    for level in {confidence for confidence, _ in judged}:
        right = [r for c, r in judged if c == level]
        if len(right) >= 30:
            assert sum(right) / len(right) == pytest.approx(level, abs=0.1)
