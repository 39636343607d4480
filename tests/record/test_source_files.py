"""Every file of the shared data that a source covers loads in full, with the counts of its YAML."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from denge.record.lake import Lake
from denge.record.load import load_file
from denge.record.source import source_ids, source_spec

if TYPE_CHECKING:
    import pyarrow as pa

FILES = [
    (name, file, expected)
    for name in source_ids()
    for file, expected in source_spec(name).expected.items()
]
# Where Kazakhstan stands in each data set; a pair counts from either side.
KAZAKHSTAN = {
    "gdelt": "'KAZ' in (Actor1CountryCode, Actor2CountryCode)",
    "icews": "'KAZ' in (source_state, target_state)",
    "un_votes": "state = 'KAZ' and (vote <> 'absent' or source = 'undl_votes')",
    "ideal_points": "state = 'KAZ'",
    "trade": "'KAZ' in (exporter, importer)",
    "sanctions": "list_contains(string_split(target_codes || ';' || sender_codes, ';'), 'KAZ')",
    "leader_travel": "'KAZ' in (state, home)",
    "capabilities": "state = 'KAZ'",
    "shared_organisations": "'KAZ' in (state, partner)",
    "alliances": "'KAZ' in (state, partner)",
    "pipelines": "list_contains(string_split(states, ';'), 'KAZ')",
    "world_bank": "state = 'KAZ'",
}


def ask(held: pa.Table, query: str) -> tuple:
    connection = duckdb.connect()
    connection.register("held", held)
    return connection.sql(query).fetchall()[0]


@pytest.mark.parametrize(("name", "file", "expected"), FILES, ids=[file for _, file, _ in FILES])
def test_the_true_file_loads_in_full(
    name: str, file: str, expected, shared: Path, tmp_path: Path
) -> None:
    (path,) = shared.rglob(file)
    lake, dataset = Lake(tmp_path), source_spec(name).dataset
    report = load_file(lake, name, path)
    assert report.rows == expected.rows
    held = lake.table(dataset)
    assert report.added == held.num_rows >= report.rows
    if expected.kazakhstan is not None:
        assert ask(held, f"select count(*) from held where {KAZAKHSTAN[dataset]}") == (
            expected.kazakhstan,
        )
    if expected.placed is not None:
        places = "ActionGeo_CountryCode, Actor1Geo_CountryCode, Actor2Geo_CountryCode"
        assert ask(held, f"select count(*) from held where 'KZ' in ({places})") == (
            expected.placed,
        )
    assert load_file(lake, name, path).added == 0
    assert lake.table(dataset).num_rows == held.num_rows


@pytest.mark.parametrize("name", source_ids())
def test_every_source_is_described_and_has_a_loader(name: str) -> None:
    spec = source_spec(name)
    assert spec.id == name
    assert spec.licence
    assert spec.citation
    assert spec.url.startswith("http")
    assert spec.expected
    assert find_spec(f"denge.{spec.consumer}")
    if spec.loader:
        module = import_module(f"denge.record.sources.{spec.loader}")
        load = getattr(module, f"load_{spec.layout}" if spec.layout else "load")
        assert list(inspect.signature(load).parameters) == ["sheet", "spec"]
        assert spec.key
        assert bool(spec.date_published) != bool(spec.known_from)


def test_every_loader_belongs_to_a_source() -> None:
    folder = Path(import_module("denge.record.sources").__file__ or "").parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "gdelt"}
    assert modules == {source_spec(n).loader for n in source_ids()} - {""}


def test_votes_of_two_sources_agree_on_what_both_hold(shared: Path, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("un_votes_matrix", "un_votes_long"):
        (file,) = source_spec(name).expected
        load_file(lake, name, next(shared.rglob(file)))
    differ = ask(
        lake.table("un_votes"),
        "select count(*), count(*) filter (a.vote <> b.vote) from held a join held b "
        "using (rollcall, state) where a.source = 'un_votes_matrix' and b.source = 'un_votes_long' "
        "and a.vote <> 'absent' and state in ('KAZ','RUS','CHN','USA','DEU') and a.year >= 1992",
    )
    assert differ[0] > 9000
    assert differ[1] == 0


@pytest.mark.parametrize(("parts", "share"), [("keep", 0.42), ("drop", 0.26)])
def test_paragraph_votes_change_agreement_as_the_choice_says(
    parts, share: float, shared: Path, tmp_path: Path
) -> None:
    """Kazakhstan and the United States agree on 0.42 of the votes of 2011 with paragraph votes and
    on 0.26 without them (the data's own notes)."""
    from denge.record.engine import open_engine
    from denge.record.voting import votes

    lake = Lake(tmp_path)
    for name in ("un_votes_matrix", "un_rollcalls"):
        (file,) = source_spec(name).expected
        load_file(lake, name, next(shared.rglob(file)))
    with open_engine() as engine:
        cast = votes(
            engine.table(lake.paths("un_votes")),
            engine.table(lake.paths("un_rollcalls")),
            source="un_votes_matrix",
            parts=parts,
        )
        cast = cast.filter((cast.year == 2011) & cast.state.isin(["KAZ", "USA"]))
        rows = engine.rows(cast).to_pylist()
    told: dict[str, dict[str, str]] = {}
    for row in rows:
        told.setdefault(row["rollcall"], {})[row["state"]] = row["vote"]
    both = [pair for pair in told.values() if len(pair) == 2]
    assert sum(p["KAZ"] == p["USA"] for p in both) / len(both) == pytest.approx(share, abs=0.01)


def test_the_page_of_sources_is_made_from_their_descriptions() -> None:
    root = Path(__file__).parents[2]
    spec = spec_from_file_location("build_sources_page", root / "tools" / "build_sources_page.py")
    assert spec
    assert spec.loader
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (root / "docs/reference/sources.md").read_text("utf-8") == tool.page()
