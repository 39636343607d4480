"""Strategies as data: equal budgets, flags, and sentences for mistakes."""

from __future__ import annotations

import pytest

from denge.choose.compare import compare
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook
from denge.choose.words import sentences
from denge.core.errors import BadScenario, UnknownName


@pytest.fixture
def own(tmp_path):
    def write(text: str):
        path = tmp_path / "own.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.mark.parametrize("state", ["KAZ", "UZB", "TUR", "SRB", "VNM", "GEO"])
def test_every_packaged_strategy_spends_the_common_budget(state: str) -> None:
    book = load_playbook(exposure(state))
    assert [s.budget for s in book.static] == pytest.approx([1.0] * len(book.static))
    assert book.unequal == ()
    assert len(book.adaptive) == 3


def test_a_mix_that_does_not_add_up_is_refused(own) -> None:
    path = own("strategies: {mine: {mix: {west: 0.5, russia: 0.2}}}")
    with pytest.raises(BadScenario, match=r"'mine'.*spends 0.7 of a budget of 1"):
        load_playbook(exposure("KAZ"), path)


def test_an_unequal_budget_is_allowed_when_stated_and_then_flagged_everywhere(own) -> None:
    path = own("strategies: {rich: {mix: {west: 0.7, russia: 0.7}, budget: 1.4}}")
    found = compare("UZB", strategies=path, draws=300)
    assert found.unequal == ("rich",)
    assert found.strategy("rich").unequal
    assert all("unequal budgets: rich" in figure.notes for figure in found.figures())


def test_a_strategy_of_ones_own_is_compared_with_the_packaged_ones(own) -> None:
    path = own("strategies: {tilt: {label: Tilt, mix: {west: 0.6, russia: 0.3, other: 0.1}}}")
    found = compare("UZB", strategies=path, draws=300)
    assert found.strategies[-1].id == "tilt"
    assert all(len(c.scores) == len(found.strategies) for c in found.criteria)


def test_a_question_of_ones_own_is_answered_in_its_own_name(own) -> None:
    path = own(
        "strategies: {tilt: {label: Tilt, mix: {west: 0.6, russia: 0.3, other: 0.1}}}\n"
        "question: {of: tilt, against: [both_and, align_west]}"
    )
    found = compare("UZB", strategies=path, draws=300)
    told = [text for text in sentences(found) if "sampled worlds" in text]
    assert found.asked == "tilt"
    assert any(text.startswith("“Tilt” beats") for text in told)
    assert not any("Both/and beats" in text for text in told)
    assert any(figure.label.startswith("“Tilt” beats") for figure in found.figures())


def test_an_unknown_pole_is_named_with_its_nearest(own) -> None:
    with pytest.raises(BadScenario, match="nearest: russia"):
        load_playbook(exposure("KAZ"), own("strategies: {mine: {mix: {rusia: 1.0}}}"))


def test_a_negative_share_is_refused(own) -> None:
    with pytest.raises(BadScenario, match="less than nothing"):
        load_playbook(exposure("KAZ"), own("strategies: {mine: {mix: {west: 1.2, russia: -0.2}}}"))


def test_a_rule_to_nowhere_is_refused(own) -> None:
    text = (
        "adaptive: {mine: {start: both_and, rules: "
        "[{when: tension, above: 0.5, from: both_and, to: align_mars}]}}"
    )
    with pytest.raises(UnknownName, match="align_mars"):
        load_playbook(exposure("KAZ"), own(text))


def test_a_rule_that_watches_what_cannot_be_seen_is_refused(own) -> None:
    text = (
        "adaptive: {mine: {start: both_and, rules: "
        "[{when: mood, above: 0.5, from: both_and, to: align_west}]}}"
    )
    with pytest.raises(BadScenario, match="'mood'"):
        load_playbook(exposure("KAZ"), own(text))
