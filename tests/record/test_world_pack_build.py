"""The world pack is made by `tools/build_world.py` from the loaders, and from nothing else."""

from __future__ import annotations

import csv
import gzip
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from denge.core.errors import UnknownName
from denge.record.lake import Lake
from denge.record.load import load_file
from denge.record.source import source_spec
from denge.record.voting import ballots

ROOT = Path(__file__).parents[2]
PACK = ROOT / "src/denge/catalogue/world"
CALLS = 24
# Invented votes of four states in 2011: 1 yes, 2 abstain, 3 no, 8 absent, 9 no member.
VOTES = {
    "KAZ": [1, 1, 2, 3] * 6,
    "USA": [3, 1, 1, 3] * 6,
    "RUS": [1, 2, 2, 3] * 6,
    "CHN": [1, 8, 2, 1] * 6,
}
MATRIX = "rcid,date,me,nu,di,hr,co,ec," + ",".join(VOTES) + "\n"
ROLLCALLS = (
    "rcid,year,session,date,unres,yes,no,abstain,importantvote,amend,para,short,descr,"
    "me,nu,di,hr,co,ec,resid\n"
)
GDP = (
    "Country Name,Country Code,Year,Value\n"
    "Kazakhstan,KAZ,2012,1.0\nKazakhstan,KAZ,2013,2.5e11\nWorld,WLD,2013,9e13\n"
)
CINC = (
    "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n"
    "705,2012,1,1,1,1,16000,9000,0.003\n705,2013,1,1,1,1,17000.5,9000,0.003\n"
)
ORGANISATIONS = "ccode1,ccode2,year,dyadigos\n2,705,1999,20\n2,705,2014,30\n365,705,2014,50\n"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = spec_from_file_location("build_world", ROOT / "tools" / "build_world.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    def day(n: int) -> str:
        return f"2011-{1 + n // 2:02}-0{1 + n % 2}"

    flags = ",False" * 6
    matrix = [
        f"{n},{day(n)}{flags}," + ",".join(str(votes[n]) for votes in VOTES.values())
        for n in range(CALLS)
    ]
    # Every fourth call, on which Kazakhstan and the United States agree, is on a paragraph.
    calls = [
        f"{n},2011,{65 + n % 2},{day(n)},R/{n},2,1,1,0,0,{int(n % 4 == 3)},s,d,0,0,0,0,0,0,{n}"
        for n in range(CALLS)
    ]
    made = Lake(tmp_path / "lake")
    for source, name, text in (
        ("un_votes_matrix", "m.csv", MATRIX + "\n".join(matrix) + "\n"),
        ("un_rollcalls", "r.csv", ROLLCALLS + "\n".join(calls) + "\n"),
        ("world_bank_gdp", "g.csv", GDP),
        ("cinc", "c.csv", CINC),
        ("igo_memberships", "i.csv", ORGANISATIONS),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        load_file(made, source, tmp_path / name)
    return made


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    text = gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_ballots_are_the_votes_that_were_loaded(lake: Lake) -> None:
    told = ballots(lake)
    assert told.states == tuple(VOTES)
    assert told.votes.tolist() == np.array(list(VOTES.values())).T.tolist()
    assert set(told.year.tolist()) == {2011}
    assert told.paragraph.tolist() == [n % 4 == 3 for n in range(CALLS)]


def test_a_small_pack_holds_what_a_count_by_hand_gives(
    tool: ModuleType, lake: Lake, tmp_path: Path
) -> None:
    tool.build(lake, tmp_path / "pack", sweeps=8)
    rows = {(r["state"], r["power"]): r for r in rows_of(tmp_path / "pack", "agreement")}
    kaz = rows["KAZ", "USA"]
    # Without paragraphs 18 calls remain: 3-1 apart, 1-1 the same, 1-2 half apart, six times each.
    assert (kaz["year"], kaz["votes"]) == ("2011", "18")
    assert float(kaz["identical_share"]) == pytest.approx(1 / 3, abs=1e-4)
    assert float(kaz["agreement"]) == pytest.approx(1 / 2, abs=1e-4)
    assert rows["CHN", "RUS"]["votes"] == "12"
    points = rows_of(tmp_path / "pack", "ideal_points")
    assert {r["state"] for r in points} == set(VOTES)
    assert {r["session"] for r in points} == {"65", "66"}
    macro = {
        (r["indicator"], r["country_iso3"], r["year"]): (float(r["value"]), r["source"])
        for r in rows_of(tmp_path / "pack", "macro")
        if r["indicator"] != "land_area"
    }
    assert macro == {
        ("gdp_current_usd", "KAZ", "2013"): (2.5e11, "worldbank"),
        ("population", "KAZ", "2013"): (17_000_500.0, "capabilities"),
    }
    shared = rows_of(tmp_path / "pack", "shared_organisations")
    assert [tuple(row.values()) for row in shared] == [
        ("KAZ", "RUS", "2014", "50"),
        ("KAZ", "USA", "2014", "30"),
    ]


def test_a_pack_made_twice_is_the_same_to_the_byte(
    tool: ModuleType, lake: Lake, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        tool.build(lake, tmp_path / name, sweeps=8)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_without_votes_there_is_no_pack_and_the_command_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "g.csv").write_text(GDP, "utf-8")
    load_file(lake, "world_bank_gdp", tmp_path / "g.csv")
    with pytest.raises(UnknownName, match="denge record load un_votes PATH"):
        ballots(lake)


def test_the_shipped_pack_is_what_the_true_files_give(
    tool: ModuleType, shared: Path, tmp_path: Path
) -> None:
    """Ideal points take minutes and are left out here; the shipped ones were made by one run."""
    lake = Lake(tmp_path / "lake")
    for source in tool.SOURCES:
        (file,) = source_spec(source).expected
        load_file(lake, source, next(shared.rglob(file)))
    tool.write_gzip(tmp_path / "agreement", tool.agreement_rows(tool.agreements_of(ballots(lake))))
    tool.build_facts(lake, tmp_path)
    (tmp_path / "agreement").rename(tmp_path / "agreement.csv.gz")
    for name in ("agreement", "macro", "shared_organisations", "neighbours"):
        assert (tmp_path / f"{name}.csv.gz").read_bytes() == (PACK / f"{name}.csv.gz").read_bytes()


def test_the_pack_is_small() -> None:
    assert sum(path.stat().st_size for path in PACK.iterdir()) <= 5_000_000


def test_other_copies_of_the_votes_agree_and_a_changed_vote_shows(
    tool: ModuleType, lake: Lake, tmp_path: Path
) -> None:
    names = {"KAZ": "Kazakhstan", "USA": "United States", "RUS": "Russia", "CHN": "China"}
    word = {1: "yes", 2: "abstain", 3: "no"}

    def against(changed: int) -> str:
        lines = [
            f"{n},{names[code]},XX,{word[changed if (n, code) == (0, 'USA') else vote]}"
            for code, votes in VOTES.items()
            for n, vote in enumerate(votes)
            if vote in word
        ]
        text = "rcid,country,country_code,vote\n" + "\n".join(lines) + "\n"
        (tmp_path / "long.csv").write_text(text, "utf-8")
        load_file(lake, "un_votes_long", tmp_path / "long.csv")
        ours = tool.agreements_of(ballots(lake))
        return tool.agreement_against(lake, "un_votes_long", ours)

    assert against(3).endswith("differs by 0.0000 at the median, 0.0000 at most")
    # The United States now votes as China does on one of their twelve common calls.
    assert against(1).endswith("0.0833 at most")


def test_published_ideal_points_are_compared_and_a_changed_one_shows(
    tool: ModuleType, lake: Lake, tmp_path: Path
) -> None:
    points = tool.points_of(ballots(lake), sweeps=40)
    head = "Row,ccode,session,NVotes,IdealPoint,QO%,Q5%,Q10%,Q50%,Q90%,Q95%,Q100%,iso3c,Countryname"
    zeros = ",0" * 7
    number = {"KAZ": 705, "USA": 2, "RUS": 365, "CHN": 710}

    def against(turn: float) -> str:
        lines = [
            f"{i},{number[code]},{session},9,{turn * points.mean[i, t]:.6f}{zeros},{code},{code}"
            for i, code in enumerate(points.states)
            for t, session in enumerate(points.sessions)
        ]
        (tmp_path / "p.csv").write_text(head + "\n" + "\n".join(lines) + "\n", "utf-8")
        load_file(lake, "ideal_points_2020", tmp_path / "p.csv")
        return tool.points_against(lake, "ideal_points_2020", points)

    assert "7 state-sessions, r = 1.000 pooled, 1.0000 at the median" in against(1)
    assert "r = -1.000 pooled" in against(-1)
