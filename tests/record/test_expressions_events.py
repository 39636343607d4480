"""Comparable events against a brute-force twin, and what the coding tables make of true rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.core.errors import UnknownName
from denge.record import expressions as ex
from denge.record.engine import Engine, check_verbs, open_engine
from denge.record.lake import Lake
from denge.record.load import load_file

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = {
    **dict.fromkeys(("event_id", "source", "target", "source_sector", "target_sector"), "string"),
    **dict.fromkeys(("cameo", "plover", "mode", "place", "url"), "string"),
    **dict.fromkeys(("day", "month", "known_from"), "date"),
    "quad": "int64",
    "goldstein": "float64",
    "reports": "int64",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def events_table(rows: list[dict[str, Any]]) -> ibis.Table:
    blank = dict.fromkeys(COLUMNS)
    made = [blank | row | {"event_id": f"e:{n:03}"} for n, row in enumerate(rows)]
    schema = ibis.schema(COLUMNS)
    return ibis.memtable(pa.Table.from_pylist(made, schema=schema.to_pyarrow()), schema=schema)


states = st.sampled_from(["KAZ", "RUS", "CHN"])
events = st.lists(
    st.fixed_dictionaries(
        {
            "source": states,
            "target": states,
            "day": st.sampled_from([date(2020, 1, 31), date(2020, 2, 1)]),
            "plover": st.sampled_from(["CONSULT", "THREATEN", None]),
            "quad": st.integers(1, 4),
            "goldstein": st.sampled_from([-5.0, 1.9, None]),
            "place": st.sampled_from(["A", "B", ""]),
            "url": st.sampled_from(["", "u1", "u2"]),
            "reports": st.integers(1, 9),
        }
    ),
    max_size=25,
).map(lambda rows: [r | {"month": r["day"].replace(day=1), "known_from": r["day"]} for r in rows])


def dyad(row: dict[str, Any]) -> tuple[str, str]:
    pair = (row["source"], row["target"])
    return tuple(sorted(pair)) if row["plover"] == "CONSULT" else pair  # type: ignore[return-value]


def twin(rows: list[dict[str, Any]], rule: str) -> set[tuple]:
    """Clusters in plain loops: of (dyad, type, day), by page, then by place."""
    groups: list[list[int]] = [[n] for n in range(len(rows))]

    def same(n: int) -> tuple:
        row = rows[n]
        return (*dyad(row), row["plover"], row["quad"], row["day"])

    def join(key) -> None:
        nonlocal groups
        found: dict[tuple, list[int]] = defaultdict(list)
        for group in groups:
            found[key(group)] += group
        groups = list(found.values())

    if rule == "event":
        join(lambda g: (*same(g[0]), rows[g[0]]["url"] or g[0]))
        join(lambda g: (*same(g[0]), min(rows[n]["place"] for n in g)))
    if rule == "day":
        join(lambda g: same(g[0]))
    found = set()
    for group in groups:
        scores = [rows[n]["goldstein"] for n in group if rows[n]["goldstein"] is not None]
        mean = round(sum(scores) / len(scores), 9) if scores else None
        reports = sum(rows[n]["reports"] for n in group)
        found.add((*same(group[0]), f"e:{min(group):03}", len(group), reports, mean))
    return found


@pytest.mark.parametrize("rule", ["report", "event", "day"])
@settings(max_examples=25, deadline=None)
@given(rows=events)
def test_clusters_equal_their_brute_force_twin(
    rule: ex.ClusterRule, rows: list[dict], engine: Engine
) -> None:
    got = engine.rows(ex.clustered(events_table(rows), rule)).to_pylist()
    keys = ("source", "target", "plover", "quad", "day", "event_id", "coded_rows", "reports")
    assert {
        (*(r[k] for k in keys), None if r["goldstein"] is None else round(r["goldstein"], 9))
        for r in got
    } == twin(rows, rule)
    assert sum(r["coded_rows"] for r in got) == len(rows)


def test_one_meeting_told_from_both_sides_and_by_two_pages_is_one_event(engine: Engine) -> None:
    base = {"day": date(2020, 1, 3), "month": date(2020, 1, 1), "plover": "CONSULT", "quad": 1,
            "goldstein": 1.0, "place": "Moscow", "reports": 2}  # fmt: skip
    rows = [
        base | {"source": "KAZ", "target": "RUS", "url": "u1"},
        base | {"source": "RUS", "target": "KAZ", "url": "u1"},
        base | {"source": "KAZ", "target": "RUS", "url": "u2"},
        base | {"source": "KAZ", "target": "RUS", "url": "u3", "place": "Sochi"},
    ]
    table = events_table(rows)
    count = {r: engine.rows(ex.clustered(table, r)).num_rows for r in ("report", "event", "day")}
    assert count == {"report": 4, "event": 2, "day": 1}
    (one,) = engine.rows(ex.clustered(table, "day")).to_pylist()
    assert (one["reports"], one["coded_rows"], one["source"], one["target"]) == (8, 4, "KAZ", "RUS")


def test_the_share_does_not_grow_with_the_source(engine: Engine) -> None:
    def row(source: str, target: str, month: int) -> dict:
        day = date(2020, month, 1)
        return {"source": source, "target": target, "day": day, "month": day, "quad": 1,
                "plover": "ACCUSE", "place": str(month), "url": f"{source}{target}{month}",
                "reports": 1}  # fmt: skip

    quiet = [row("KAZ", "RUS", 1), row("USA", "CHN", 1)]
    loud = [row("KAZ", "RUS", 2) | {"url": f"u{n}"} for n in range(5)]
    loud += [row("USA", "CHN", 2) | {"url": f"v{n}"} for n in range(5)]
    table = events_table(quiet + loud)
    rows = engine.rows(ex.rate(ex.dyad_month(table), ex.exposure(table))).to_pylist()
    told = {(r["month"].month, r["events"], r["share"]) for r in rows if r["source"] == "KAZ"}
    assert told == {(1, 1, 0.5), (2, 5, 0.5)}


def raw(**changes: Any) -> dict[str, Any]:
    row = {"GLOBALEVENTID": 1, "SQLDATE": date(2020, 1, 3), "Actor1CountryCode": "KAZ"}
    row |= {"Actor2CountryCode": "RUS", "Actor1KnownGroupCode": None, "SOURCEURL": "u"}
    row |= {"Actor2KnownGroupCode": None, "Actor1Type1Code": "GOV", "Actor2Type1Code": "MED"}
    row |= {"EventCode": "042", "ActionGeo_FeatureID": None, "ActionGeo_CountryCode": "RS"}
    return row | {"NumArticles": 2, "DATEADDED": datetime(2020, 1, 4, 12)} | changes


RAW = ibis.schema(
    {
        **dict.fromkeys([k for k, v in raw().items() if v is None or isinstance(v, str)], "string"),
        "GLOBALEVENTID": "int64", "SQLDATE": "date", "NumArticles": "int32",
        "DATEADDED": "timestamp",
    }
)  # fmt: skip


def comparable(engine: Engine, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist(list(rows), schema=RAW.to_pyarrow())
    return engine.rows(ex.gdelt_events(ibis.memtable(table, schema=RAW))).to_pylist()


def test_a_gdelt_row_becomes_a_comparable_event(engine: Engine) -> None:
    (event,) = comparable(engine, raw())
    assert event == {
        "event_id": "gdelt:1", "day": date(2020, 1, 3), "month": date(2020, 1, 1),
        "source": "KAZ", "target": "RUS", "source_sector": "GOV", "target_sector": "JRN",
        "cameo": "042", "plover": "CONSULT", "mode": "visit", "quad": 1, "goldstein": 1.9,
        "place": "RS", "url": "u", "reports": 2, "known_from": date(2020, 1, 4),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "actors"),
    [
        ({"Actor1CountryCode": "ROM"}, ("ROU", "RUS")),
        ({"Actor1CountryCode": "SUN", "SQLDATE": date(1990, 5, 1), "Actor2CountryCode": "USA"},
         ("RUS", "USA")),
        ({"Actor1CountryCode": "SUN"}, None),  # no Soviet Union in 2020
        ({"Actor1CountryCode": "EUR", "Actor1KnownGroupCode": "EEC"}, ("EU", "RUS")),
        ({"Actor1CountryCode": None, "Actor1KnownGroupCode": "NAT"}, ("NATO", "RUS")),
        ({"Actor1CountryCode": "AFR"}, None),
        ({"Actor1CountryCode": "RUS"}, None),  # a state and itself
        ({"Actor2CountryCode": None}, None),
    ],
)  # fmt: skip
def test_actor_codes_become_states_and_blocs_of_the_day(
    engine: Engine, changes: dict, actors: tuple[str, str] | None
) -> None:
    found = [(e["source"], e["target"]) for e in comparable(engine, raw(**changes))]
    assert found == ([actors] if actors else [])


def test_the_true_day_of_kazakhstan(shared: Path, tmp_path: Path, engine: Engine) -> None:
    """17 rows of 15 November 2020 name a Kazakh actor; they tell of far fewer events."""
    path = shared / "data/events/gdelt/20201115.subset.export.CSV.gz"
    lake = Lake(tmp_path)
    load_file(lake, "gdelt", path)
    all_events = ex.gdelt_events(engine.table(lake.paths("gdelt")))
    ours = all_events.filter((all_events.source == "KAZ") | (all_events.target == "KAZ"))
    assert engine.rows(ours).num_rows == 17
    told = engine.rows(ex.clustered(ours)).to_pylist()
    assert sum(event["coded_rows"] for event in told) == 17
    assert len(told) < 10


def test_icews_rows_become_comparable_events(shared: Path, tmp_path: Path, engine: Engine) -> None:
    lake = Lake(tmp_path)
    load_file(lake, "icews", shared / "data/events/icews_raw_2018-06-01_02.tab.gz")
    load_file(lake, "icews_facts", shared / "data/events/icews14_facts.csv.gz")
    rows = engine.rows(ex.icews_events(engine.table(lake.paths("icews")))).to_pylist()
    assert {row["event_id"][:6] for row in rows} == {"icews:"}
    assert all(row["source"] != row["target"] for row in rows)
    assert any({row["source"], row["target"]} == {"KAZ", "RUS"} for row in rows)
    assert {row["quad"] for row in rows} == {1, 2, 3, 4}


def test_a_verb_that_engines_understand_differently_is_refused() -> None:
    table = events_table([])
    with pytest.raises(UnknownName, match="ApproxMedian"):
        check_verbs(table.agg(m=table.reports.approx_median()))
    with pytest.raises(UnknownName, match="Levenshtein"):
        check_verbs(table.mutate(d=table.source.levenshtein(table.target)))


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(UnknownName, match="is no engine"), open_engine("sparc://x"):
        pass


DIALECTS = {"duckdb": "DuckDBCompiler", "spark": "PySparkCompiler", "bigquery": "BigQueryCompiler"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_query_of_each_dialect_is_the_reviewed_one(dialect: str) -> None:
    """Golden SQL. A change here is read by a person; BigQuery has no other test (ADR 0010)."""
    from ibis.backends.sql import compilers

    if dialect == "spark":
        pytest.importorskip("pyspark")
        assert ibis.pyspark  # loading the backend sets the options that its compiler asks for
    table = ibis.table(COLUMNS, name="events")
    query = ex.rate(ex.dyad_month(ex.clustered(table)), ex.exposure(ex.clustered(table)))
    tree = getattr(compilers, DIALECTS[dialect])().to_sqlglot(query)
    made = tree.sql(getattr(compilers, DIALECTS[dialect]).dialect, pretty=True) + "\n"
    golden = GOLDEN / f"rate.{dialect}.sql"
    assert made == golden.read_text("utf-8")
