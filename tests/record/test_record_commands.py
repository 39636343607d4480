"""`denge record ...` from the door: exit codes, data on stdout, words on stderr."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from denge.cli import main
from denge.record.ledger import open_ledger
from denge.record.source import source_ids

PRICES = "Date,Price\n2020-01-02,60.5\n2020-01-03,61.0\n"
ROW = "trd-06c7af55b8"


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "a.db")


@pytest.fixture
def prices(tmp_path: Path) -> str:
    path = tmp_path / "brent-daily_x.csv"
    path.write_text(PRICES)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["record", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_load_twice_says_what_was_added(capsys, place: str, prices: str) -> None:
    words = ("load", "oil_price", prices, "--ledger", place)
    assert run(capsys, *words) == (0, "oil_price\tbrent-daily_x.csv\t2 rows\t2 added\n", "")
    code, out, err = run(capsys, *words)
    assert (code, out) == (0, "oil_price\tbrent-daily_x.csv\t0 rows\t0 added\n")
    assert "loaded before" in err


def test_one_bad_file_among_many_is_named_and_the_rest_is_done(
    capsys, place: str, prices: str
) -> None:
    code, out, err = run(capsys, "load", "oil_price", "none.csv", prices, "--ledger", place)
    assert code == 1
    assert "2 added" in out
    assert "none.csv is no file" in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("load", "oil_prise", "x.csv"), 1, "nearest: oil_price"),
        (("load", "gdelt"), 2, "give files, or --from and --to"),
        (("load", "gdelt", "--from", "2020-01-01"), 2, "--from and --to"),
        (("load", "icews", "--from", "2020-01-01", "--to", "2020-01-02"), 2, "gdelt only"),
        (("load", "gdelt", "--from", "1 May", "--to", "2020-01-02"), 1, "write YYYY-MM-DD"),
        (("correct", "x", "a=1", "--why", "y"), 2, "no row 'x'"),
        (("correct", ROW, "turnover_usd_m", "--why", "y"), 1, "no FIELD=VALUE"),
        (("correct", ROW, "turnover_usd_m=many", "--why", "y"), 1, "'many' is none"),
    ],
)
def test_wrong_use_is_a_sentence(capsys, place: str, words, code: int, says: str) -> None:
    got, out, err = run(capsys, *words, "--ledger", place)
    assert (got, out) == (code, "")
    assert says in err


def test_status_shows_tables_lake_and_corrections(capsys, place: str, prices: str, told) -> None:
    run(capsys, "load", "oil_price", prices, "--ledger", place)
    open_ledger(place).add(told())
    words = (ROW, "turnover_usd_m=1", "--why", "a slip", "--known-from", "2026-06-01")
    assert run(capsys, "correct", *words, "--ledger", place)[0] == 0
    code, out, _ = run(capsys, "status", "--ledger", place, "--as-of", "2026-05-01", "--verify")
    assert code == 0
    lines = [line.split("\t") for line in out.splitlines()]
    assert ["review", "2 readings wait", "0 decided"] in lines
    assert next(line for line in lines if line[:2] == ["lake", "oil_price"])[2] == "2 rows"
    assert any(line[0] == "changed" and "a slip" in line[1] for line in lines)
    assert next(line for line in lines if line[:2] == ["table", "engagements"])[3].startswith("1 ")


def test_a_damaged_lake_is_a_problem(capsys, place: str, prices: str) -> None:
    run(capsys, "load", "oil_price", prices, "--ledger", place)
    next(Path(place + ".lake").rglob("*.parquet")).unlink()
    code, out, _ = run(capsys, "status", "--ledger", place, "--verify")
    assert code == 1
    assert "is missing" in out


def test_export_as_of_and_what_came_since(capsys, place: str, tmp_path: Path) -> None:
    words = (ROW, "turnover_usd_m=1", "--why", "a slip", "--known-from", "2026-06-01")
    run(capsys, "correct", *words, "--ledger", place)
    folder = tmp_path / "out"
    code, out, err = run(
        capsys,
        "export",
        str(folder),
        "--ledger",
        place,
        "--as-of",
        "2026-05-01",
        "--format",
        "jsonl",
    )
    assert (code, out) == (0, "")
    assert "Since 2026-05-01" in err
    assert "a slip" in err
    assert json.loads((folder / "datapackage.json").read_text())["denge:as_of"] == "2026-05-01"


def test_a_stranger_is_checked_and_then_written(capsys, place: str, tmp_path: Path, told) -> None:
    open_ledger(place).add(told())
    copy = tmp_path / "sent.db"
    shutil.copy(place, copy)
    words = ("correct", ROW, "turnover_usd_m=1", "--why", "x", "--ledger", str(copy))
    code, _, err = run(capsys, *words)
    assert code == 1
    assert f"denge record check {copy}" in err
    assert run(capsys, "check", str(copy))[0] == 0
    assert run(capsys, *words)[0] == 0


def test_a_stranger_with_a_trigger_stays_read_only(capsys, place: str, told) -> None:
    open_ledger(place).add(told())
    raw = sqlite3.connect(place)
    raw.execute("create trigger evil after insert on document begin select 1; end")
    raw.commit()
    code, out, err = run(capsys, "check", place)
    assert code == 1
    assert "trigger 'evil'" in out
    assert "read-only" in err


def test_a_newer_schema_is_a_sentence_and_exit_1(capsys, place: str) -> None:
    open_ledger(place).store.close()
    raw = sqlite3.connect(place)
    raw.execute("update alembic_version set version_num = '0999'")
    raw.commit()
    for command in ("status", "review", "upgrade"):
        code, out, err = run(capsys, command, "--ledger", place)
        assert (code, out) == (1, "")
        assert "Update denge" in err


def test_review_in_the_terminal(capsys, place: str, told, monkeypatch) -> None:
    open_ledger(place).add(told())
    answers = iter(["a", "r not so"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr(
        "denge.record.review.review.__defaults__", ("", lambda _: next(answers), None)
    )
    code, out, err = run(capsys, "review", "--ledger", place)
    assert code == 0
    assert "accept\t1" in out
    assert "reject\t1" in out
    assert "0 left" in err
    assert run(capsys, "review", "--ledger", place)[2] == "Nothing waits for review.\n"


def test_sources_lists_every_source_with_its_consumer(capsys) -> None:
    code, out, _ = run(capsys, "sources")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == list(source_ids())
    readers = [line.split("\t")[2] for line in out.splitlines()]
    assert all(reader == "-" or reader.startswith(("measure.", "stress.")) for reader in readers)


@pytest.mark.parametrize(
    "command",
    [
        ("record", "status"),
        ("record", "review"),
        ("record", "export", "out"),
        ("measure", "KAZ", "votes"),
        ("stress", "oil", "KAZ"),
        ("choose", "KAZ"),
    ],
)
def test_a_command_that_only_reads_makes_no_ledger(command, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--ledger", "missing.db"]) == 1
    said = capsys.readouterr().err
    assert "no ledger at missing.db; make one with: denge record add" in said
    assert list(tmp_path.iterdir()) == []
    assert main([*command, "--ledger", str(tmp_path)]) == 1
    assert "is a folder; name a ledger file" in capsys.readouterr().err
