"""How fast and how close to published figures the measures are, beside what was asked.

    python benchmarks/measure.py [UN_VOTES_FOLDER] [--quick]

The folder holds the roll calls and the April 2020 ideal points; `shared/data/un_votes` beside the
checkout by default. One line a figure. `--quick` shortens the chain of ideal points.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
_WHOLE_CHAIN = 800  # sweeps
START = {"USA": 3.0, "CAN": 3.0, "GBR": 3.0, "ISR": 3.0, "RUS": -2.0}


def line(what: str, found: str, asked: str = "-") -> None:
    print(f"{what:<62} {found:>26}   asked {asked}", flush=True)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> str:
    wall, cpu = (now - then for now, then in zip(_now(), began, strict=True))
    return f"{wall:.2f} s ({cpu:.2f} s CPU)"


def all_measures() -> None:
    """Every measure for one state from the casebook, first and second time in the process."""
    from denge.measure.registry import run_all
    from denge.record import open as open_ledger

    for turn in ("first", "second"):
        view = open_ledger().view(date(2025, 11, 19))
        began = _now()
        outcomes = run_all(
            view, "KAZ", partner="RUS", value_usd=3e10, year=2025, hosts=("USA", "RUS")
        )
        given = sum(o.result is not None for o in outcomes)
        line(f"{given} results for one state, casebook, {turn} time", _since(began), "<= 1 s")


def league_of_votes(states: int = 190) -> None:
    """States ranked on votes, and the posterior behind a league of events."""
    from denge.measure.league import vote_league
    from denge.measure.poles import poles_of
    from denge.record import open as open_ledger

    began = _now()
    places = vote_league(open_ledger().view(date(2025, 11, 19))).places
    line(f"league table of votes, {len(places)} states", _since(began), ">= 150 states")
    draws = _posterior(states, len(poles_of("powers", "KAZ")), np.random.default_rng(0))
    line(f"posterior, 4,000 draws x {states} states", draws, "vectorised")


def league_from_a_lake(reports: int) -> None:
    """All states x years from coded rows in Parquet: cluster, count, correct, rank.

    ICEWS holds some 17 million rows from 1995 to 2020. In the raw file of two days of 2018 43 %
    have one state on both sides, and one state has a part in 18 % of the others; the rows made here
    are as many and as unequal.
    """
    from denge.measure.dyads import cells_of
    from denge.measure.event_league import event_league
    from denge.record import expressions as ex
    from denge.record.engine import open_engine

    with TemporaryDirectory() as folder, open_engine() as engine:
        path = Path(folder) / "icews.parquet"
        _icews_like(path, reports)
        began = _now()
        raw = ex.icews_events(engine.table([str(path)]))
        events = engine.ready(ex.clustered(raw, paged=False))
        cells = cells_of(events, engine, types=False)
        counted = _since(began)
        table = event_league(cells)
        size = f"{reports:,} rows like ICEWS 1995-2020"
        line(f"league of {len(table)} state-years, {size}", _since(began), "<= 10 s")
        line(f"  of which clustering, counting to {cells.num_rows:,} cells", counted)


def _icews_like(path: Path, reports: int) -> None:
    """Rows in the columns of the ICEWS lake; states are drawn by the product of their ranks."""
    import duckdb
    import pyarrow as pa

    from denge.core.state import states as known
    from denge.record.codes import cameo_rows

    codes = list(known())[:190]
    ranked = sorted(((i + 1) * (j + 1), i, j) for i in range(190) for j in range(i))
    dyads = pa.table(
        {
            "rank": list(range(len(ranked))),
            "one": [codes[i] for _, i, _ in ranked],
            "other": [codes[j] for _, _, j in ranked],
        }
    )
    acts = pa.table(
        {"number": range(len(cameo_rows())), "cameo": [r["code"] for r in cameo_rows()]}
    )
    with duckdb.connect() as lake:
        lake.register("dyads", dyads)
        lake.register("acts", acts)
        lake.execute("select setseed(0.5)")
        lake.execute(
            f"""copy (
              with drawn as (
                select 'r' || i as row_id, random() as side,
                  floor({len(dyads)} * pow(random(), 6))::int as rank,
                  floor({len(acts)} * pow(random(), 3))::int as number,
                  'p' || floor(3000 * pow(random(), 3))::int as place,
                  date '1995-01-01' + floor(9497 * random())::int as day
                from range({reports}) as made(i))
              select row_id, cameo, place, day, day as known_from,
                case when side < 0.72 then one else other end as source_state,
                case when side < 0.43 or side >= 0.72 then one else other end as target_state,
                null::varchar as source_sector, null::varchar as target_sector
              from drawn join dyads using (rank) join acts using (number)
            ) to '{path}' (format parquet, compression zstd)"""
        )


def _posterior(states: int, poles: int, rng: np.random.Generator) -> str:
    from denge.measure.share_posterior import diversity_draws

    count, all_open = (
        rng.poisson(8.0, (states, poles)).astype(float),
        np.ones((states, poles), bool),
    )
    began = _now()
    diversity_draws(count, all_open, np.full(states, 2.0), 100.0, 4000, rng)
    return _since(began)


def ideal_points_against_published(folder: Path, sweeps: int) -> None:
    """The whole chain on 73 sessions against the April 2020 release."""
    from denge.measure.idealpoint import ideal_points
    from denge.measure.votes import contested

    states, votes, year, session, paragraph = _calls(folder)
    chosen = contested(votes, session, year, paragraph)
    began = _now()
    points = ideal_points(
        votes[chosen],
        session[chosen],
        states,
        start=START,
        sweeps=sweeps,
        burn=3 * sweeps // 8,
        rng=np.random.default_rng(1),
    )
    took = _since(began)
    ours, theirs, when, inside = _matched(points, folder)
    within = [
        np.corrcoef(ours[when == t], theirs[when == t])[0, 1]
        for t in np.unique(when)
        if (when == t).sum() > 5
    ]
    size = f"{sweeps} sweeps, {int(points.votes.sum()):,} votes"
    pooled = f"{np.corrcoef(ours, theirs)[0, 1]:.4f}"
    of = "" if sweeps >= _WHOLE_CHAIN else f" of {_WHOLE_CHAIN} sweeps, not of these few"
    line(f"ideal points, {size}", took, f"<= 300 s on 2 cores{of}")
    line("  r with the published ones, pooled", pooled, f">= 0.985{of}")
    line("  median r within a session", f"{np.median(within):.4f}", f">= 0.998{of}")
    line("  90 % bands that hold the published mean", f"{np.mean(inside):.1%}", f">= 90 %{of}")


def _calls(folder: Path) -> tuple[tuple[str, ...], np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    with gzip.open(folder / "unga_rollcalls_1946_2018.csv.gz", "rt", encoding="utf-8") as file:
        marks = {row["rcid"]: row for row in csv.DictReader(file)}
    with gzip.open(folder / "unga_votes_matrix_1946_2018.csv.gz", "rt", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    here = [marks[row[0]] for row in rows]
    votes = np.array([[int(cell or 9) for cell in row[8:]] for row in rows], dtype=np.int8)
    year, session = (np.array([int(m[k]) for m in here]) for k in ("year", "session"))
    paragraph = np.array([m["para"] == "1.0" or m["amend"] == "1.0" for m in here])
    return tuple(head[8:]), votes, year, session, paragraph


def _matched(points, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[bool]]:
    mean, low, high = points.mean, points.quantile(0.05), points.quantile(0.95)
    at = {int(s): t for t, s in enumerate(points.sessions)}
    ours, theirs, when, inside = [], [], [], []
    path = folder / "IdealpointestimatesAll_Apr2020_s1_73.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            t = at.get(int(row["session"]))
            if t is None or row["iso3c"] not in points.states:
                continue
            i = points.states.index(row["iso3c"])
            if points.votes[i, t]:
                value = float(row["IdealPoint"])
                ours.append(mean[i, t])
                theirs.append(value)
                when.append(t)
                inside.append(bool(low[i, t] <= value <= high[i, t]))
    return np.array(ours), np.array(theirs), np.array(when), inside


def main() -> None:
    """Print every figure, and the load of the machine that measured it."""
    line("load of the machine (1 and 5 minutes)", "{:.1f} {:.1f}".format(*os.getloadavg()[:2]))
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    folder = Path(given[0]) if given else ROOT.parent / "shared" / "data" / "un_votes"
    all_measures()
    league_of_votes()
    league_from_a_lake(1_000_000 if "--quick" in sys.argv else 17_000_000)
    if folder.is_dir():
        ideal_points_against_published(folder, 120 if "--quick" in sys.argv else _WHOLE_CHAIN)
    else:
        print(f"no roll calls at {folder}; give their folder", file=sys.stderr)


if __name__ == "__main__":
    main()
