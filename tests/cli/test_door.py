"""The door: help that is quick and true, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from denge.cli import COMMANDS, main
from denge.core import errors

HEAVY = {
    "numpy", "pandas", "pyarrow", "duckdb", "ibis", "altair", "scipy", "sqlalchemy",
    "pydantic_core", "highspy", "babel", "jinja2", "httpx", "fastapi", "statsmodels",
}  # fmt: skip


def imported_by(statement: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement],
        capture_output=True,
        text=True,
        check=True,
    )
    names = re.findall(r"\|\s*\d+ \|\s*(\S+)$", run.stderr, flags=re.M)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "statement",
    ["import denge.cli", "from denge.cli import main; main(['--help'])"],
    ids=["import", "help"],
)
def test_help_imports_nothing_heavy(statement: str) -> None:
    assert not imported_by(statement) & HEAVY


def test_every_listed_command_exists_and_explains_itself() -> None:
    assert COMMANDS
    for name, (target, line) in COMMANDS.items():
        module, _, attribute = target.partition(":")
        assert getattr(import_module(module), attribute), name
        assert line.endswith("."), f"the line of {name!r} is a whole sentence"


def test_help_lists_just_the_commands_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(re.search(rf"^\W*{name}\b", out, flags=re.M) for name in COMMANDS)


@pytest.mark.parametrize("argv", [["nonsense"], ["brief", "--no-such-option"]])
def test_wrong_use_is_one_sentence_and_exit_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("denge: ")
    assert said.err.count("\n") == 1


def test_the_error_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    defined = {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, errors.DengeError)
    }
    assert drawn == defined - {"DengeError"}


def test_no_lock_file_holds_an_address() -> None:
    locks = sorted((Path(__file__).parents[2] / "requirements").glob("*.lock"))
    assert len(locks) == 2
    assert not [lock.name for lock in locks if "://" in lock.read_text()]


def test_a_fault_of_denge_is_a_sentence_and_a_traceback_only_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise KeyError("nowhere")

    monkeypatch.setattr("denge.cli.brief.brief", broken)
    assert main(["brief"]) == 1
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert said.count("\n") == 1
    monkeypatch.setenv("DENGE_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["brief"])
