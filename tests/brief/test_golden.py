"""What people see: the briefs of the packaged examples, letter by letter.

A change that is meant: `python tools/golden_briefs.py`, and read the difference.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools/golden_briefs.py"
SPEC = importlib.util.spec_from_file_location("golden_briefs", TOOL)
assert SPEC
assert SPEC.loader
golden_briefs = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(golden_briefs)


@pytest.mark.parametrize("entry", golden_briefs.BRIEFS, ids=lambda e: "-".join(e))
def test_the_brief_of_an_example_is_as_it_was(entry):
    path, text = golden_briefs.golden(*entry)
    assert path.read_text("utf-8").splitlines() == text.splitlines()
