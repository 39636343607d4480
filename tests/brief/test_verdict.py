"""Verdicts follow from the estimate, its interval and the threshold alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import denge.record
from denge.brief.claims import rule_for
from denge.brief.compose import compose
from denge.brief.verdict import Test, Verdict, judge, repeated, turned
from denge.core.catalogue import read_yaml
from denge.core.errors import DataError
from denge.core.estimate import Estimate

numbers = st.floats(-100, 100, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "side", "threshold", "word"),
    [
        (2.1, 3.0, "above", 2, "supported"),
        (1.0, 1.9, "above", 2, "contradicted"),
        (1.9, 2.1, "above", 2, "mixed"),
        (1.0, 1.9, "below", 2, "supported"),
        (2.1, 3.0, "below", 2, "contradicted"),
        (-0.4, 0.4, "within", 0.5, "supported"),
        (0.6, 0.9, "within", 0.5, "contradicted"),
        (-0.98, -0.56, "within", 0.5, "contradicted"),
        (0.4, 0.6, "within", 0.5, "mixed"),
        (-0.9, 0.9, "within", 0.5, "mixed"),
    ],
)
def test_an_interval_is_compared_whole(low, high, side, threshold, word):
    assert judge(Estimate((low + high) / 2, low, high), Test(side, threshold)) == word


@given(numbers, numbers, numbers, numbers)
def test_a_higher_threshold_never_helps_a_claim_of_being_above(a, b, one, two):
    estimate = Estimate((a + b) / 2, min(a, b), max(a, b))
    order = ["contradicted", "mixed", "supported"]
    lower, higher = sorted((one, two))
    easy, hard = (judge(estimate, Test("above", t)) for t in (lower, higher))
    assert order.index(easy) >= order.index(hard) or easy == hard


@given(numbers, numbers, numbers)
def test_above_and_below_are_opposite(a, b, threshold):
    estimate = Estimate((a + b) / 2, min(a, b), max(a, b))
    above, below = (judge(estimate, Test(side, threshold)) for side in ("above", "below"))
    if threshold not in (a, b):
        assert turned(above, -1) == below


def test_a_share_between_both_thresholds_is_mixed():
    test = Test("zone", low=0.1, high=0.9)
    words = [judge(Estimate(x, reason="exact"), test) for x in (0.05, 0.1, 0.5, 0.9, 1.0)]
    assert words == ["contradicted", "contradicted", "mixed", "supported", "supported"]


def test_a_high_p_value_contradicts_nothing():
    assert judge(Estimate(0.8, reason="exact"), Test("at_most", 0.05)) == "mixed"


def test_a_comparison_that_does_not_exist_is_named():
    with pytest.raises(DataError, match="sideways"):
        judge(Estimate(1, reason="exact"), Test("sideways"))  # type: ignore[arg-type]


def test_agreement_with_the_only_announcement_is_no_support():
    assert repeated(Verdict("supported", "x")).word == "not testable"
    assert repeated(Verdict("contradicted", "x")).word == "contradicted"


def test_every_rule_can_be_reached_and_says_why():
    rules = read_yaml("catalogue/claims.yaml")["rules"]
    for rule in rules:
        assert "figure" not in rule or (rule["test"] and rule["reference"]), rule["id"]
        assert "figure" in rule or rule["needs"], rule["id"]
        sample = {
            k: v[0] if isinstance(v, list) else "turkic" if v == "*" else v
            for k, v in rule.get("match", {}).items()
        }
        assert rule_for(rule["kind"], sample)["id"] == rule["id"]


def test_polarity_turns_every_verdict_that_has_a_figure(by_hand):
    def words(reading):
        brief = compose(reading, denge.record.open())
        return {c.item.quote: c.verdict.word for c in brief.context.weighed if c.group == "claim"}

    straight = words(by_hand)
    negated = tuple(replace(c, polarity=-1) for c in by_hand.claims if c.kind != "rank")
    for quote, word in words(replace(by_hand, claims=negated)).items():
        assert word == turned(straight[quote], -1)


def test_the_weakest_is_weighed_against_the_last_rank(by_hand):
    claim = next(c for c in by_hand.claims if c.kind == "rank")
    weakest = replace(claim, polarity=-1, detail={**claim.detail, "position": "weakest"})
    brief = compose(replace(by_hand, claims=(weakest,)), denge.record.open())
    verdict = next(c.verdict for c in brief.context.weighed if c.group == "claim")
    assert (verdict.rule, verdict.word) == ("weakest", "contradicted")
