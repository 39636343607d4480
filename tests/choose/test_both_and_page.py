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


@pytest.fixture(scope="module")
def reference() -> str:
    return (ROOT / "docs/reference/choose-model.md").read_text("utf-8")


def prose(text: str) -> str:
    """A page without the parts that a run writes."""
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.S)


def test_the_figures_of_the_page_are_those_of_the_model(builder, page: str) -> None:
    """Renew with `python tools/build_both_and.py` when model, parameters or casebook change."""
    assert builder.renewed(builder.PAGE) == page


def test_the_figures_of_the_reference_are_those_of_the_model(builder, reference: str) -> None:
    assert builder.renewed(builder.REFERENCE) == reference


def test_the_quoted_sentences_are_those_that_the_command_prints(reference: str, capsys) -> None:
    from denge.cli import main

    assert main(["choose", "KAZ", "--as-of", "2025-11-19"]) == 0
    printed = capsys.readouterr().out
    quoted = re.findall(r"^> - (.+)$", reference, re.M)
    assert len(quoted) > 4
    for sentence in quoted:
        assert f"- {sentence}\n" in printed


def test_the_prose_around_the_figures_holds_no_figure_of_its_own(page: str, reference: str) -> None:
    assert set(re.findall(r"\d+(?:\.\d+)?", prose(page))) == {"19", "2025"}, "the day alone"
    assert set(re.findall(r"\d+(?:\.\d+)? %", prose(reference))) == {"1 %"}, "the bounds alone"


def test_the_page_is_one_page(page: str) -> None:
    """About one A4 page: 600 words with the table, no line of the table past its width."""
    shown = re.sub(r"<!--.*?-->", "", page)
    assert len([word for word in shown.split() if re.search(r"\w", word)]) <= 600
    assert len(shown) <= 4_000
    assert shown.count("\n#") == 0, "one heading"
    assert all(len(line) < 100 for line in shown.splitlines() if line.startswith("|"))


def test_the_page_leads_to_the_longer_one(page: str) -> None:
    link = re.search(r"\]\((\.\./reference/[\w-]+\.md)\)", page)
    assert link is not None
    assert (ROOT / "docs/explanation" / link[1]).is_file()


def test_the_page_shows_what_a_run_with_another_assumption_gives(builder, page: str) -> None:
    """Each row of the table is the command's answer with that assumption held still."""
    for name, shown in builder.SHORT.items():
        found = builder.result(*builder.VARIANTS[name])
        row = next(line for line in page.splitlines() if line.startswith(f"| {shown} |"))
        low = min(s.value for s in found.best.values())
        first = re.search(r"\| ([\d.]+)", row.removeprefix(f"| {shown} "))
        assert first is not None
        assert float(first[1]) == pytest.approx(100 * low, abs=0.51)


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
