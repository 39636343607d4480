"""The page on both/and says what the model gives today, and nothing else in figures."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def builder():
    path = ROOT / "tools/build_both_and.py"
    spec = importlib.util.spec_from_file_location("build_both_and", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs/explanation/both-and.md").read_text("utf-8")


def test_the_figures_of_the_page_are_those_of_the_model(builder, page: str) -> None:
    """Renew with `python tools/build_both_and.py` when model, parameters or casebook change."""
    assert builder.renewed(page) == page


def test_the_quoted_sentences_are_those_that_the_command_prints(page: str, capsys) -> None:
    from denge.cli import main

    assert main(["choose", "KAZ", "--as-of", "2025-11-19"]) == 0
    printed = capsys.readouterr().out
    quoted = re.findall(r"^> - (.+)$", page, re.M)
    assert len(quoted) > 4
    for sentence in quoted:
        assert f"- {sentence}\n" in printed


def test_the_prose_around_the_figures_holds_no_result_of_its_own(page: str) -> None:
    prose = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", page, flags=re.S)
    assert set(re.findall(r"\d+(?:\.\d+)? %", prose)) == {"1 %"}, "only the rule for failing"


def test_the_page_is_one_page(page: str) -> None:
    assert len(page.split()) < 1500


def test_the_readings_that_the_prose_gives_still_hold(builder) -> None:
    """The page says in words how the answer moves; if the model turns, the words must."""

    def shares(**fixed: float) -> dict[str, list[float]]:
        found = builder.result("long", fixed)
        table = {"all": found.best} | found.beats
        return {rival: [s.value for s in by.values()] for rival, by in table.items()}

    now, weak, strong = shares(), shares(nu=0.0), shares(nu=1.0)
    assert max(now["all"]) < 0.5, "less than half against all at once"
    assert min(now["align_russia"]) > 0.5, "more than half against Russia alone"
    assert min(now["align_china"]) > 0.5, "more than half against China alone"
    assert min(now["align_west"]) < 0.5 < max(now["align_west"]), "no statement beside the West"
    for rival in ("align_west", "align_russia", "align_china"):
        assert min(now[rival]) > max(now["all"]), "much better against one at a time"
    assert min(strong["align_west"]) > max(weak["align_west"]), "better beside the West"
    assert max(strong["align_russia"]) < min(weak["align_russia"]), "worse beside Russia"
    falling, linear = shares(gamma=0.2), shares(gamma=1.0)
    assert min(falling["all"]) > 0.5 > max(linear["all"]), "insurance where returns fall"
