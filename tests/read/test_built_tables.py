"""The committed tables of names are what the build makes of their sources."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from denge.core.catalogue import read_csv

TOOLS = Path(__file__).resolve().parents[2] / "tools"
LEXICON = TOOLS.parent / "src/denge/catalogue/lexicon"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_names_and_people_are_as_built(tmp_path: Path) -> None:
    pytest.importorskip("pymorphy3", reason="the build group is not installed")
    build = tool("build_names")
    kept = build.ROOT
    for lang in build.LANGS:
        (tmp_path / "lexicon" / lang).mkdir(parents=True)
    for name in ("names", "states.csv", "blocs.yaml", "offices.csv"):
        (tmp_path / name).symlink_to(kept / name)
    build.ROOT = tmp_path
    build.main()
    for lang in build.LANGS:
        for table in ("names.csv", "people.csv"):
            built = (tmp_path / "lexicon" / lang / table).read_bytes()
            assert built == (LEXICON / lang / table).read_bytes(), f"{lang}/{table} is not as built"


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"source_url": "https://example.org/a", "note": ""}, True),
        ({"source_url": "https://example.org/a", "note": "acting"}, True),
        ({"source_url": "", "note": ""}, False),
        ({"source_url": "https://example.org/a", "note": "start from general knowledge"}, False),
    ],
)
def test_an_office_without_a_page_or_from_memory_is_left_out(row: dict, kept: bool) -> None:
    assert tool("build_offices").keep(row) is kept


@pytest.mark.parametrize(
    ("name", "feminine", "instrumental"),
    [
        ("Иванов", False, "Ивановым"),
        ("Иванова", True, "Ивановой"),
        ("Грушевский", False, "Грушевским"),
        ("Смит", False, "Смитом"),
        ("Смит", True, "Смит"),
        ("Гросси", False, "Гросси"),
        ("Кирилюк", False, "Кирилюком"),
        ("Абаша", False, "Абашой"),
        ("Зоммер", False, "Зоммером"),
    ],
)
def test_surnames_decline_by_their_ending(name: str, feminine: bool, instrumental: str) -> None:
    assert tool("build_names").by_ending(name, feminine)["ins"] == instrumental


def test_every_person_of_the_lexicons_holds_an_office() -> None:
    known = {row["person_en"] for row in read_csv("catalogue/offices.csv")}
    for lang in ("en", "tr", "ru", "kk"):
        faces = read_csv(f"catalogue/lexicon/{lang}/people.csv")
        assert {row["person"] for row in faces} <= known
