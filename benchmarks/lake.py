"""The lake at size: loading, aggregation on DuckDB against hand SQL and pandas, memory, Spark.

Rows are generated in the layout of GDELT 2.0, never real. Full: 20 million rows (`--rows` for
more, say 100000000; pandas, which holds the whole table in memory, is then left out). `--quick`:
300,000 rows without Spark, within 45 s on two cores. `--copies N` loads the rows once and writes
N - 1 further copies of their files beside the lake, each with its days moved by as many months as
the rows span, so that a question can be asked of 100 million rows without loading them all
(`--rows 5000000 --copies 20`). Each figure stands beside the figure asked for.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PER_FILE = 1_000_000
PANDAS_ROWS = 20_000_000
_TOLD = 40  # lines of a failed task's own words
SPARK = "local-cluster[2,1,1536]"

GENERATE = """
COPY (
  SELECT i + {first}, strftime(d, '%Y%m%d'), strftime(d, '%Y%m'), year(d), year(d) + 0.5,
    a1 || 'GOV', 'NAME ' || a1, a1, if(a1 = 'EUR', 'EEC', NULL), NULL, NULL, NULL,
    ['GOV', 'MIL', 'MED', NULL, 'BUS'][1 + h1 % 5], NULL, NULL,
    a2 || 'GOV', 'NAME ' || a2, a2, NULL, NULL, NULL, NULL,
    ['GOV', 'MIL', 'MED', NULL, 'BUS'][1 + h2 % 5], NULL, NULL,
    h3 % 2, code, code[:3], code[:2], 1 + h3 % 4, (h3 % 200) / 10.0 - 10,
    1 + h1 % 20, 1 + h2 % 3, 1 + h1 % 20, (h4 % 200) / 10.0 - 10,
    1, 'Place ' || h4 % 5000, 'US', 'US01', NULL, (h4 % 180) - 90.0, (h4 % 360) - 180.0, 'US',
    1, 'Place ' || h1 % 5000, 'KZ', 'KZ01', NULL, (h1 % 180) - 90.0, (h1 % 360) - 180.0, 'KZ',
    4, 'Place ' || h2 % 5000, 'RS', 'RS01', NULL, (h2 % 180) - 90.0, (h2 % 360) - 180.0,
    h2 % 5000, strftime({day}, '%Y%m%d') || '120000', 'https://example.org/' || i // 4
  FROM (
    SELECT i, h1, h2, h3, h4, {day} - (h3 % 3)::INTEGER AS d,
      {codes}[1 + h3 % len({codes})] AS code,
      -- a fifth of all rows has no state on one side; actors are skewed, as in the source
      if(h1 % 10 = 0, NULL, {actors}[1 + (len({actors}) * power(h1 % 9973 / 9973.0, 3))::INTEGER
        % len({actors})]) AS a1,
      if(h2 % 10 = 0, NULL, {actors}[1 + (len({actors}) * power(h2 % 9973 / 9973.0, 3))::INTEGER
        % len({actors})]) AS a2
    FROM (
      SELECT range AS i, (hash(range + {first}) >> 1)::BIGINT AS h1,
        (hash(range + {first} + 1000000000) >> 1)::BIGINT AS h2,
        (hash(range + {first} + 2000000000) >> 1)::BIGINT AS h3,
        (hash(range + {first} + 3000000000) >> 1)::BIGINT AS h4
      FROM range({rows})
    )
  )
) TO '{path}' (DELIMITER '\t', HEADER false, QUOTE '')
"""

HAND = """
WITH e AS (
  SELECT coalesce(s.actor, sb.actor) AS source, coalesce(t.actor, tb.actor) AS target,
    date_trunc('month', SQLDATE)::DATE AS month, c.quad, c.goldstein, NumArticles
  FROM read_parquet({paths}) g
  LEFT JOIN states s ON s.code = Actor1CountryCode
    AND SQLDATE BETWEEN s.valid_from AND s.valid_until
  LEFT JOIN states t ON t.code = Actor2CountryCode
    AND SQLDATE BETWEEN t.valid_from AND t.valid_until
  LEFT JOIN blocs sb ON sb.code = Actor1KnownGroupCode
    AND SQLDATE BETWEEN sb.valid_from AND sb.valid_until
  LEFT JOIN blocs tb ON tb.code = Actor2KnownGroupCode
    AND SQLDATE BETWEEN tb.valid_from AND tb.valid_until
  LEFT JOIN cameo c ON c.code = EventCode
)
SELECT source, target, month, quad, count(*) AS events, sum(NumArticles)::BIGINT AS reports,
  avg(goldstein) AS goldstein_mean
FROM e WHERE source <> target GROUP BY ALL
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the lake is made and deleted again")
    parser.add_argument("--task", nargs=2, metavar=("TASK", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        _child(*options.task)
        return
    rows = 300_000 if options.quick else options.rows
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        _run(Path(folder), rows, options.copies, spark=not (options.quick or options.no_spark))


def _run(folder: Path, rows: int, copies: int, spark: bool) -> None:
    loaded = _load(folder, rows)
    per_minute = rows / loaded["cpu_s"] * 60
    print(f"loaded {rows:,} rows: {per_minute / 1e6:.2f} M rows a minute a core (asked >= 1)")
    print(f"  wall {loaded['wall_s']:.1f} s, peak {loaded['peak_mb']:.0f} MB")
    print(f"  {_bytes(folder) / 1e9:.2f} GB on disk")
    if copies > 1:
        begun = time.perf_counter()
        _copy(folder, rows, copies)
        rows *= copies
        print(f"  with copies {rows:,} rows, written in {time.perf_counter() - begun:.0f} s")
    best = _race(folder, ("denge", "hand"), 3)
    if rows <= PANDAS_ROWS:
        best |= _race(folder, ("pandas",), 1)
    ratio = best["denge"]["s"] / best["hand"]["s"]
    work = best["denge"]["cpu_s"] / best["hand"]["cpu_s"]
    print(
        f"state x partner x month: {best['denge']['s']:.2f} s, hand SQL {best['hand']['s']:.2f} s"
    )
    print(f"  ratio to hand SQL {ratio:.2f} by the clock, {work:.2f} in CPU time (asked <= 1.3)")
    if "pandas" in best:
        faster = best["pandas"]["s"] / best["denge"]["s"]
        print(f"  faster than pandas, loading included, {faster:.1f} times (asked >= 3)")
    for name, told in best.items():
        print(f"  peak memory {name} {told['peak_mb']:.0f} MB, {told['groups']:,} groups")
    sums = {name: told["sum"] for name, told in best.items()}
    if spark:
        told = _task("spark", folder)
        sums["spark"] = told["sum"]
        print(
            f"the same on Spark {SPARK}: {told['s']:.1f} s after {told['start_s']:.0f} s to start"
        )
    pairs = [pair for s in sums.values() for pair in zip(s, sums["hand"], strict=True)]
    same = all(abs(one - two) <= 1e-9 * abs(two) for one, two in pairs)
    print(f"the same numbers to 1e-9 on all: {'yes' if same else 'NO: ' + json.dumps(sums)}")


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _load(folder: Path, rows: int) -> dict:
    """Generate and load file by file, so that the raw text never fills the disk."""
    total = {"cpu_s": 0.0, "wall_s": 0.0, "peak_mb": 0.0}
    for number in range(0, rows, PER_FILE):
        path = folder / f"made-{number:012}.csv"
        _generate(path, number, min(PER_FILE, rows - number))
        told = _task("load", folder)
        total = {k: max(total[k], told[k]) if k == "peak_mb" else total[k] + told[k] for k in total}
        path.unlink()
    return total


def _generate(path: Path, first: int, rows: int) -> None:
    import duckdb

    from denge.core.state import states
    from denge.record.codes import cameo_rows

    months = first // PER_FILE
    day = f"(DATE '2015-01-31' + INTERVAL {months} MONTH)::DATE"
    codes = [row["code"] for row in cameo_rows() if len(row["code"]) > 2]
    actors = [*states(), "EUR", "AFR", "ROM"]
    connection = duckdb.connect()
    connection.execute(
        GENERATE.format(first=first, rows=rows, path=path, day=day, codes=codes, actors=actors)
    )


def _copy(folder: Path, rows: int, copies: int) -> None:
    """Further files like those of the lake, of other months."""
    import duckdb

    months = -(-rows // PER_FILE)
    (folder / "copies").mkdir()
    connection = duckdb.connect()
    for number, path in enumerate(_lake(folder).paths("gdelt")):
        for turn in range(1, copies):
            moved = f"(SQLDATE + INTERVAL {turn * months} MONTH)::DATE AS SQLDATE"
            connection.execute(
                f"COPY (SELECT * REPLACE ({moved}) FROM read_parquet('{path}', "
                f"hive_partitioning = false)) TO '{folder}/copies/{turn:03}-{number:06}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )


def _paths(folder: Path) -> list[str]:
    """The files of the lake and their copies."""
    copies = sorted(str(path) for path in (folder / "copies").glob("*.parquet"))
    return [*_lake(folder).paths("gdelt"), *copies]


def _task(name: str, folder: Path) -> dict:
    """Run one task in a process of its own, so that its peak memory is its own."""
    words = [sys.executable, __file__, "--task", name, str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join(done.stderr.splitlines()[-_TOLD:])
        raise SystemExit(f"{name} failed with {done.returncode}; the last it said:\n{last}")
    return json.loads(done.stdout.splitlines()[-1])


def _race(folder: Path, names: tuple[str, ...], times: int) -> dict[str, dict]:
    """The best time of each, run in turns so that a busy machine is busy for all."""
    runs = [(name, _task(name, folder)) for _ in range(times) for name in names]
    return {
        name: min((told for who, told in runs if who == name), key=lambda told: told["s"])
        for name in names
    }


def _child(name: str, folder: str) -> None:
    told = {"load": _child_load, "spark": _child_spark}.get(name)
    result = told(Path(folder)) if told else _child_aggregate(name, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result | {"peak_mb": peak}))


def _lake(folder: Path):
    from denge.record.lake import Lake

    return Lake(folder / "lake")


def _child_load(folder: Path) -> dict:
    from denge.record.load import load_file

    (path,) = folder.glob("made-*.csv")
    cpu, wall = time.process_time(), time.perf_counter()
    load_file(_lake(folder), "gdelt", path)
    return {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}


def _child_aggregate(name: str, folder: Path) -> dict:
    run = {"denge": _denge, "hand": _hand, "pandas": _pandas}[name]
    _imports(name)
    paths = _paths(folder)
    cpu, begun = time.process_time(), time.perf_counter()
    table = run(paths)
    took = {"s": time.perf_counter() - begun, "cpu_s": time.process_time() - cpu}
    return took | _sums(table)


def _imports(name: str) -> None:
    """Starting Python is no part of the race."""
    if name == "pandas":
        import pandas
        import pyarrow.parquet  # noqa: F401

        assert pandas
    else:
        from denge.record.engine import open_engine

        with open_engine("duckdb"):
            import denge.record.expressions  # noqa: F401
    _look_ups()


def _sums(table) -> dict:
    import pyarrow.compute as pc

    names = ("events", "reports", "goldstein_mean")
    return {"groups": table.num_rows, "sum": [float(pc.sum(table[n]).as_py()) for n in names]}


def _denge(paths: list[str]):
    from denge.record.engine import open_engine
    from denge.record.expressions import dyad_month, gdelt_events

    with open_engine("duckdb") as engine:
        return engine.rows(dyad_month(gdelt_events(engine.table(paths))))


def _look_ups() -> dict:
    import pyarrow as pa

    from denge.record.codes import actor_rows, cameo_rows

    def actors(kind: str) -> pa.Table:
        rows = [row for row in actor_rows() if row["kind"] == kind]
        table = pa.Table.from_pylist(rows).select(["code", "actor", "valid_from", "valid_until"])
        days = {name: table[name].cast(pa.date32()) for name in ("valid_from", "valid_until")}
        return pa.table({"code": table["code"], "actor": table["actor"], **days})

    cameo = pa.table(
        {
            "code": [row["code"] for row in cameo_rows()],
            "quad": [int(row["quad"]) for row in cameo_rows()],
            "goldstein": [float(r["goldstein"]) if r["goldstein"] else None for r in cameo_rows()],
        }
    )
    return {"states": actors("state"), "blocs": actors("bloc"), "cameo": cameo}


def _hand(paths: list[str]):
    import duckdb

    connection = duckdb.connect()
    for name, table in _look_ups().items():
        connection.register(name, table)
    return connection.sql(HAND.format(paths=paths)).to_arrow_table()


def _pandas(paths: list[str]):
    import pandas as pd
    import pyarrow as pa

    columns = ["SQLDATE", "EventCode", "NumArticles", "Actor1CountryCode", "Actor2CountryCode"]
    columns += ["Actor1KnownGroupCode", "Actor2KnownGroupCode"]
    frame = pd.concat([pd.read_parquet(path, columns=columns) for path in paths])
    look = {name: table.to_pandas() for name, table in _look_ups().items()}
    frame["day"] = pd.to_datetime(frame.SQLDATE)
    for side, one in (("source", "Actor1"), ("target", "Actor2")):
        found = []
        for kind, code in (("states", "CountryCode"), ("blocs", "KnownGroupCode")):
            merged = frame[[f"{one}{code}", "day"]].merge(
                look[kind], left_on=f"{one}{code}", right_on="code", how="left"
            )
            begin, end = (pd.to_datetime(merged[n]) for n in ("valid_from", "valid_until"))
            holds = (merged.day >= begin) & (merged.day <= end)
            found.append(merged.actor.where(holds).to_numpy())
        frame[side] = pd.Series(found[0], index=frame.index).fillna(
            pd.Series(found[1], index=frame.index)
        )
    frame = frame.merge(look["cameo"], left_on="EventCode", right_on="code", how="left")
    frame = frame[frame.source.notna() & frame.target.notna() & (frame.source != frame.target)]
    frame["month"] = frame.day.dt.to_period("M").dt.start_time
    grouped = frame.groupby(["source", "target", "month", "quad"], observed=True)
    told = grouped.agg(
        events=("EventCode", "size"),
        reports=("NumArticles", "sum"),
        goldstein_mean=("goldstein", "mean"),
    )
    return pa.Table.from_pandas(told.reset_index())


def _child_spark(folder: Path) -> dict:
    import os

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from denge.record.engine import open_engine
    from denge.record.expressions import dyad_month, gdelt_events

    begun = time.perf_counter()
    with open_engine(SPARK, **{"spark.executor.memory": "1536m"}) as engine:
        started = time.perf_counter()
        table = engine.rows(dyad_month(gdelt_events(engine.table(_paths(folder)))))
        took = time.perf_counter() - started
        return {"s": took, "start_s": started - begun} | _sums(table)


if __name__ == "__main__":
    main()
