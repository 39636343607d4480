"""Documentation cannot drift: pages made from code are current, and every command has a heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from denge.cli import COMMANDS, reference

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_current() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    assert page == reference(), "run: python tools/build_commands.py"


def test_every_command_has_a_heading() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    assert not [name for name in COMMANDS if f"## denge {name}\n" not in page]


@pytest.mark.parametrize("name", ["README.md", "README.tr.md"])
def test_every_command_a_readme_shows_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    shown = set(re.findall(r"^(?:\./dev run|denge) ([a-z]+)", text, flags=re.M))
    assert shown
    assert shown <= set(COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "README.tr.md", "CONTRIBUTING.md"])
def test_links_inside_the_repository_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    assert not [target for target in targets if not (ROOT / target).exists()]
