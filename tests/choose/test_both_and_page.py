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
    assert len(quoted) > 5
    for sentence in quoted:
        assert f"- {sentence}\n" in printed


def test_the_prose_around_the_figures_holds_no_result_of_its_own(page: str) -> None:
    prose = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", page, flags=re.S)
    assert set(re.findall(r"\d+(?:\.\d+)? %", prose)) == {"1 %"}, "only the rule for failing"


def test_the_page_is_one_page(page: str) -> None:
    assert len(page.split()) < 1500
