"""The how-to works as it stands: its files and its Python are taken from the page and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from denge.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/compare-strategies.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*) ?(\S*)\n(.*?)^```$", PAGE, re.M | re.S)


def blocks(kind: str, name: str = "") -> list[str]:
    return [text for k, n, text in BLOCKS if (k, n) == (kind, name)]


@pytest.fixture
def mine(tmp_path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(blocks("yaml", "mine.yaml")[0], "utf-8")
    return str(path)


def test_the_strategies_of_the_page_are_compared_and_the_larger_budget_is_flagged(
    mine: str, capsys
) -> None:
    shown = next(c for c in blocks("") if "--strategies" in c).split()
    argv = [mine if word == "mine.yaml" else word for word in shown[1:]]
    assert main([*argv, "--draws", "300"]) == 0
    out = capsys.readouterr().out
    assert "“A quiet course” beats “both/and in the present mix”" in out
    assert "Unequal budget: “More of everything” spends 1.3 of 1" in out
    assert "The rule “Both/and; a quiet course while tension is high”" in out


def test_the_python_of_the_page_runs_on_threads_and_on_dask_alike() -> None:
    found: dict = {}
    for text in [*blocks("python"), *blocks("python", "dask")]:
        exec(text, found)
    assert {"uniform", "log-uniform", "beta(2,2)"} == set(found["shares"])
    assert found["also"].draws == 100_000


def test_the_commands_of_the_page_exist(capsys, tmp_path) -> None:
    out = next(c for c in blocks("") if "--out" in c).split()
    path = tmp_path / "result.json"
    argv = [str(path) if word == "result.json" else word for word in out[1:]]
    assert main([*argv, "--draws", "300"]) == 0
    assert path.is_file()


def test_the_links_of_the_page_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", PAGE):
        assert (ROOT / "docs/how-to" / target).exists(), target
