"""What a source says reads it does read it: its figures differ with the rows and without them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from denge.cli import main
from denge.record.source import source_ids, source_spec

# The measure that shows it, the files of other sources that it needs too, and more words.
MEASURES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "gdelt": ("coverage", (), ("--source", "gdelt")),
    "icews": ("coverage", (), ()),
    "icews_facts": ("engagement", (), ()),
    "un_votes_matrix": ("votes", ("un_rollcalls",), ()),
    "un_votes_long": ("votes", ("un_rollcalls",), ()),
    "un_rollcalls": ("votes", ("un_votes_long",), ()),
    "undl_votes": ("votes", (), ()),
    "atop": ("dimensions", (), ()),
    "gpr_monthly": ("tension", (), ()),
    "ideal_points_2020": ("stance", (), ()),
    "ideal_points_2025": ("stance", (), ()),
}
# Read when the world pack is built or compared (tests/record/test_world_pack_build.py).
PACK = {"world_bank_gdp"}


def test_a_reader_is_named_only_where_a_test_shows_it() -> None:
    named = {name for name in source_ids() if source_spec(name).consumer}
    assert named == MEASURES.keys() | PACK


def load(source: str, shared: Path, ledger: Path) -> None:
    file = max(
        source_spec(source).expected, key=lambda name: source_spec(source).expected[name].rows
    )
    assert (
        main(["record", "load", source, str(next(shared.rglob(file))), "--ledger", str(ledger)])
        == 0
    )


@pytest.mark.parametrize("source", MEASURES)
def test_the_rows_of_a_source_reach_a_figure(
    source: str, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure, others, words = MEASURES[source]
    ledger = tmp_path / "a.db"
    command = ["measure", "KAZ", measure, *words, "--format", "json", "--ledger", str(ledger)]

    def figures() -> dict:
        capsys.readouterr()
        assert main(command) == 0
        return json.loads(capsys.readouterr().out)

    for other in others:
        load(other, shared, ledger)
    if not ledger.exists():
        assert main(["record", "status", "--ledger", str(ledger)]) == 0
    without = figures()
    load(source, shared, ledger)
    assert figures() != without
