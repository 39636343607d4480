"""What a source says reads it does read it: its figures differ with the rows and without them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from denge import record
from denge.cli import main
from denge.record.source import source_ids, source_spec


@dataclass(frozen=True)
class Shown:
    """Where the rows of a source are seen.

    Attributes
    ----------
    command : tuple[str, ...]
        The words after `denge`.
    figure : str
        A figure that is there with the source and not without it, "" where figures only change.
    others : tuple[str, ...]
        Sources that are loaded before.
    """

    command: tuple[str, ...]
    figure: str = ""
    others: tuple[str, ...] = ()


def measured(name: str, figure: str = "", *, state: str = "KAZ", others: tuple[str, ...] = ()):
    return Shown(("measure", state, *name.split()), figure, others)


SHOWN: dict[str, Shown] = {
    "gdelt": measured("coverage --source gdelt"),
    "icews": measured("coverage"),
    "icews_facts": measured("engagement"),
    "un_votes_matrix": measured("votes", others=("un_rollcalls",)),
    "un_votes_long": measured("votes", others=("un_rollcalls",)),
    "un_rollcalls": measured("votes", others=("un_votes_long",)),
    "undl_votes": measured("votes"),
    "atop": measured("dimensions"),
    "gpr_monthly": measured("tension", "tension.GPR.standing"),
    "gpr_daily": measured("tension", "tension.GPR.standing", state="UZB"),
    "ideal_points_2020": measured("stance"),
    "ideal_points_2025": measured("stance"),
    "unctad_exports": measured("dimensions", "dimensions.imports.d2", state="UZB"),
    "cepii_gravity": measured("dimensions", "dimensions.exports.d2", state="VNM"),
    "comtrade_pairs": measured("dependence", "dependence.CHN.imports", state="IND"),
    "cinc": measured("dependence", "dependence.USA.capabilities", state="TUR"),
    "igo_memberships": measured("institutions", "institutions.KAZ", state="UZB"),
    "us_travels_abroad": measured("attention", "attention.USA.received", state="SRB"),
    "us_visits": measured("attention", "attention.USA.paid", state="VNM"),
    "china_travel": measured("attention", "attention.CHN.received", state="IND"),
    "gem_gas_pipelines": measured("dimensions", "dimensions.pipelines.d2", state="TUR"),
    "gem_oil_pipelines": measured("dimensions", "dimensions.pipelines.d2"),
    "gsdb": Shown(("stress", "sanctions", "KAZ"), "sanctions.history.USA.met"),
    "oil_price": Shown(("stress", "oil", "KAZ", "--as-of", "2023-12-31")),
}
# Read when the world pack is built or compared (tests/record/test_world_pack_build.py).
PACK = {"world_bank_gdp"}
# The same prices as those of the casebook: their trail changes, their figures must not.
SAME_FIGURES = {"oil_price"}


def test_every_source_has_a_reader_and_a_test_shows_it() -> None:
    assert all(source_spec(name).consumer for name in source_ids())
    assert set(source_ids()) == SHOWN.keys() | PACK


def load(source: str, shared: Path, ledger: Path) -> None:
    expected = source_spec(source).expected
    names = [name for name in expected if "brent-monthly" in name] or list(expected)
    file = max(names, key=lambda name: (not name.endswith("_by_sitc.parquet"), expected[name].rows))
    path = next(shared.rglob(file))
    assert main(["record", "load", source, str(path), "--ledger", str(ledger)]) == 0


def answer(shown: Shown, ledger: Path, capsys: pytest.CaptureFixture[str]) -> dict:
    capsys.readouterr()
    words = [*shown.command, "--format", "json", "--ledger", str(ledger)]
    assert main(words) in (0, None)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("source", SHOWN)
def test_the_rows_of_a_source_reach_a_figure(
    source: str, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, ledger = SHOWN[source], tmp_path / "a.db"
    for other in shown.others:
        load(other, shared, ledger)
    if not ledger.exists():
        record.open(ledger)
    without = answer(shown, ledger, capsys)
    load(source, shared, ledger)
    found = answer(shown, ledger, capsys)
    assert found != without
    if shown.figure:
        assert shown.figure in json.dumps(found["figures"])
        assert shown.figure not in json.dumps(without["figures"])
    if source in SAME_FIGURES:
        assert [f["median"] for f in found["figures"]] == pytest.approx(
            [f["median"] for f in without["figures"]], rel=1e-3
        )


@pytest.mark.parametrize(
    "source",
    [name for name, shown in SHOWN.items() if shown.figure and shown.command[0] == "measure"],
)
def test_the_trail_of_the_figure_names_the_source(
    source: str, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, ledger = SHOWN[source], tmp_path / "a.db"
    load(source, shared, ledger)
    capsys.readouterr()
    state = shown.command[1]
    words = ["why", state, shown.figure, "--format", "json", "--ledger", str(ledger)]
    assert main(words) in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert source_spec(source).title in [origin["title"] for origin in told["origins"]]


@pytest.mark.parametrize("state", ["UZB", "TUR", "SRB", "VNM", "IND"])
def test_a_dimension_without_data_names_the_command_that_then_brings_it(
    state: str, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["measure", state, "dependence", "dimensions", "attention", "stance"]) in (0, None)
    text = capsys.readouterr().out
    assert "dimensions.imports.d2" not in text
    for source in ("unctad_exports", "us_travels_abroad"):
        assert f"denge record load {source} PATH --ledger PATH" in text
    ledger = tmp_path / "a.db"
    for source in ("unctad_exports", "us_travels_abroad"):
        load(source, shared, ledger)
    capsys.readouterr()
    words = ["dependence", "dimensions", "attention", "--ledger", str(ledger)]
    assert main(["measure", state, *words]) in (0, None)
    text = capsys.readouterr().out
    for figure in ("dimensions.imports.d2", "dimensions.exports.d2", "dependence.RUS.imports"):
        assert figure in text
    assert "attention.USA.received" in text
