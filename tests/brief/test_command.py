"""`denge brief`: what it writes, and one clear sentence for every wrong use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from denge.brief import make
from denge.brief.output import may_write, write
from denge.brief.source import given, text_of_bytes
from denge.cli import main
from denge.core.errors import BadOutput, UnreadableText

GERMAN = (
    "Der Präsident von Kasachstan besuchte gestern die Hauptstadt und sprach dort lange mit "
    "seinem Amtskollegen."
)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("missing.txt", None, 1, "no file missing.txt"),
        ("binary.txt", bytes(range(256)), 1, "no text in UTF-8"),
        ("null.txt", b"Kazakhstan\0and Russia met", 1, "binary"),
        ("empty.txt", b"", 1, "empty"),
        ("blank.txt", b" \n\n ", 1, "empty"),
        ("german.txt", GERMAN.encode(), 1, "does not read"),
        ("XYZ", None, 2, "no known state"),
        (".", None, 1, "is a folder"),
    ],
)
def test_wrong_input_is_one_sentence_and_writes_nothing(folder, capsys, name, content, code, says):
    if content is not None:
        (folder / name).write_bytes(content)
    before = sorted(os.listdir(folder))
    assert main(["brief", name]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith("denge: ")
    assert says in told.err
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("options", [["--state", "XYZ"], ["--lang", "de"], ["--format", "pdf"]])
def test_a_wrong_option_is_wrong_use(folder, capsys, options):
    assert main(["brief", *options]) == 2
    assert capsys.readouterr().err.startswith("denge: ")
    assert os.listdir(folder) == []


@pytest.mark.parametrize("place", ["nowhere/brief.html", "."])
def test_a_place_that_cannot_be_written_is_named_before_any_work(folder, capsys, place):
    assert main(["brief", "SRB", "--out", place]) == 1
    assert place.partition("/")[0] in capsys.readouterr().err
    assert os.listdir(folder) == []


def test_a_file_of_others_is_left_alone_unless_forced(folder, capsys):
    (folder / "brief.html").write_text("my own page", "utf-8")
    assert main(["brief", "SRB"]) == 1
    assert "--force" in capsys.readouterr().err
    assert (folder / "brief.html").read_text("utf-8") == "my own page"
    assert main(["brief", "SRB", "--force"]) == 0
    assert main(["brief", "SRB"]) == 0  # a brief of denge may be replaced by another
    assert capsys.readouterr().err.endswith("wrote brief.html\n")


@pytest.mark.parametrize(
    ("kind", "mark"), [("html", "<!doctype html>"), ("md", "<!-- denge"), ("json", "{")]
)
def test_each_format_has_its_own_default_name_and_replaces_itself(folder, capsys, kind, mark):
    for _ in range(2):
        assert main(["brief", "SRB", "--format", kind]) == 0
    assert os.listdir(folder) == [f"brief.{kind}"]
    assert (folder / f"brief.{kind}").read_text("utf-8").lstrip().startswith(mark)


def test_a_dash_is_standard_output(folder, capsys):
    assert main(["brief", "SRB", "--out", "-", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["state"] == "SRB"
    assert told.err == ""
    assert os.listdir(folder) == []


def test_nothing_half_written_is_left(folder, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(BadOutput, match="No space left"):
        write("x", "brief.html")
    assert os.listdir(folder) == []


def test_a_denge_file_may_be_replaced_and_no_other(folder):
    (folder / "a.html").write_text('<meta name="generator" content="denge 0.1.0">', "utf-8")
    (folder / "b.html").write_bytes(b"\xff\xfe")
    may_write("a.html")
    with pytest.raises(BadOutput):
        may_write("b.html")


def test_text_comes_in_utf_8_with_or_without_mark_and_in_utf_16():
    for code in ("utf-8", "utf-8-sig", "utf-16"):
        assert text_of_bytes("Türkiye".encode(code), "x") == "Türkiye"
    with pytest.raises(UnreadableText, match="5,000,000"):
        text_of_bytes(b"a" * 5_000_001, "x")


def test_an_address_that_cannot_be_had_is_one_sentence(folder, capsys):
    assert main(["brief", "http://127.0.0.1:9/column.html"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("denge: http://127.0.0.1:9/")
    assert told.count("\n") == 1
    assert os.listdir(folder) == []


def test_of_a_saved_page_only_the_article_is_read(folder):
    pytest.importorskip("trafilatura")
    said = "Kazakhstan and Uzbekistan signed 12 agreements in Tashkent on 5 May 2023. " * 3
    menu = "<nav><a href='/'>Russia and China met on 1 January 2020</a></nav>"
    article = f"<article><h1>Two neighbours</h1><p>{said}</p><p>{said}</p></article>"
    page = f"<html><head><title>Two neighbours</title></head><body>{menu}{article}</body></html>"
    (folder / "page.html").write_text(page, "utf-8")
    found = given("page.html")
    assert found.text
    assert "Tashkent" in found.text
    assert "2020" not in found.text


def test_a_ledger_is_read_and_takes_the_text(folder):
    import denge.record

    (folder / "a.txt").write_text(given(None).text or "", "utf-8")
    assert main(["brief", "a.txt", "--ledger", "own.db"]) == 0
    assert main(["brief", "a.txt", "--ledger", "own.db"]) == 0
    shown = denge.record.open("own.db").view().rows("engagements")
    assert any(row["reports"] > 1 for row in shown)


def test_the_day_of_knowledge_can_be_set(folder, capsys):
    assert main(["brief", "--as-of", "2025-11-19", "--out", "-", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == "2025-11-19"


def test_the_example_follows_the_language_of_the_brief():
    assert given(None, "tr").text != given(None, "en").text
    assert given(None, "ru").text == given(None, "en").text


def test_a_state_without_record_gets_what_the_data_allow():
    brief = make("SRB")
    assert brief.context.state == "SRB"
    assert "denge record" in brief.html()
    assert "distance.RUS.gap" in brief.context.figures  # votes cover every state


def test_a_state_with_record_gets_its_balance():
    brief = make("Kazakistan")
    assert {"balance", "ties", "delivery"} <= {s.id for s in brief.sections}
    assert "since" not in {s.id for s in brief.sections}


def test_the_same_input_gives_the_same_bytes():
    import subprocess
    import sys

    pages = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "denge", "brief", "KAZ", "--out", "-", "--lang", "tr"]
        done = subprocess.run(
            command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=True
        )
        pages.append(done.stdout)
    assert pages[0] == pages[1]
    assert len(pages[0]) > 50_000


def test_a_ledger_that_is_only_to_be_read_is_not_made(folder, capsys):
    assert main(["brief", "SRB", "--ledger", "none.db"]) == 1
    assert "there is no ledger at none.db" in capsys.readouterr().err
    assert not list(folder.iterdir())


def test_the_address_of_a_server_stays_an_address(folder, capsys):
    assert main(["brief", "SRB", "--ledger", "postgresql://me@127.0.0.1:1/none"]) == 1
    assert "postgresql" in capsys.readouterr().err
    assert not list(folder.iterdir())
