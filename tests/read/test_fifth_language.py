"""A fifth language from data files alone: the files are those that the how-to shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs/how-to/add-a-language.md"
FILE = re.compile(r"^```(?:toml|csv|text) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READ = """
import json, sys
from denge.read.reader import read
from denge.read.tongue import languages
text = sys.stdin.read()
print(json.dumps({"languages": languages()} | read(text).to_dict()))
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return dict(FILE.findall(HOW_TO.read_text("utf-8")))


@pytest.fixture(scope="module")
def found(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What a copy of the package reads once the files of the how-to stand in it."""
    place = tmp_path_factory.mktemp("fifth")
    package = place / "denge"
    for folder in ("core", "read", "catalogue"):
        shutil.copytree(ROOT / "src/denge" / folder, package / folder)
    shutil.copy(ROOT / "src/denge/__init__.py", package)
    lexicon = package / "catalogue/lexicon/az"
    lexicon.mkdir()
    for name, content in files.items():
        if name != "column.txt":
            (lexicon / name).write_text(content, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=files["column.txt"],
        env=os.environ | {"PYTHONPATH": str(place), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_how_to_shows_every_file(files: dict[str, str]) -> None:
    needed = {p.name for p in (ROOT / "src/denge/catalogue/lexicon/tr").iterdir() if p.is_file()}
    assert needed <= set(files)


def test_the_language_is_recognised(found: dict) -> None:
    assert "az" in found["languages"]
    assert found["lang"] == "az"


def test_the_signing_is_read_with_day_place_and_quotation(
    found: dict, files: dict[str, str]
) -> None:
    [event] = found["events"]
    assert (event["type"], event["source"], event["target"]) == ("sign", "KAZ", "UZB")
    assert (event["start"], event["place"]) == ("2023-05-05", "UZB:Tashkent")
    start, end = event["quote_span"]
    assert files["column.txt"][start:end] == event["quote"]
