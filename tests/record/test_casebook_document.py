"""The reference page of the casebook says what the descriptor says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from denge.record.casebook import casebook

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/casebook.md").read_text("utf-8")


def test_the_page_is_current() -> None:
    path = ROOT / "tools/document_casebook.py"
    spec = importlib.util.spec_from_file_location("document_casebook", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.page() == PAGE


def test_every_table_and_column_has_its_place() -> None:
    for name, entry in casebook().tables.items():
        assert f"\n## {name}\n" in PAGE
        for field in entry["schema"]["fields"]:
            assert f"| `{field['name']}` |" in PAGE, (name, field["name"])
            assert field["description"], (name, field["name"])
