"""Rebuilds `catalogue/choose/exposures.csv`: what each state sells to and buys from each pole.

    python tools/build_exposures.py FOLDER

FOLDER holds `trade/unctad_exports_2015_total.csv.gz` (exporter, importer, value_kusd),
`trade/gdp_worldbank.csv.gz` and `un_votes/idealpoints_jul2025_1946_2018.csv.gz`. What is written is
our own sums by pole as shares of GDP, not the rows themselves.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from denge.core.catalogue import read_yaml
from denge.core.state import states

YEAR = 2015
VOTE_YEAR = 2018
SERBIA_COW = "345"  # the vote file codes Serbia by its predecessor
POLES = ("west", "russia", "china")
ROOT = Path(__file__).parents[1] / "src/denge/catalogue/choose"
SPELT = {
    "RussianFederation": "RUS", "KoreaRepublicof": "KOR", "KoreaDemPeoples": "PRK",
    "IranIslamicRepublic": "IRN", "SyrianArabRepublic": "SYR", "RepublicofMoldova": "MDA",
    "TFYRofMacedonia": "MKD", "TanzaniaUnitedRepublic": "TZA", "LaoPeoplesDemRep": "LAO",
    "DemRepoftheCongo": "COD", "Congo": "COG", "Swaziland": "SWZ", "Turkey": "TUR",
    "CzechRepublic": "CZE", "CotedIvoire": "CIV", "CaboVerde": "CPV", "BruneiDarussalam": "BRN",
    "MicronesiaFedSts": "FSM", "SaoTomeandPricipe": "STP", "Gambia": "GMB", "Bahamas": "BHS",
    "GuineaBissau": "GNB", "TimorLeste": "TLS", "VietNam": "VNM", "UnitedStates": "USA",
    "StateofPalestine": "PSE", "Myanmar": "MMR",
}  # fmt: skip


def squash(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]|and", "", plain.lower())


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def code_of() -> dict[str, str]:
    return {squash(s.name()): code for code, s in states().items()} | {
        squash(name): code for name, code in SPELT.items()
    }


def flows(folder: Path) -> dict[tuple[str, str], float]:
    code, unknown, found = code_of(), set(), {}
    for row in rows(folder / "trade/unctad_exports_2015_total.csv.gz"):
        pair = tuple(code.get(squash(row[k])) for k in ("exporter", "importer"))
        unknown |= {row[k] for k, c in zip(("exporter", "importer"), pair, strict=True) if not c}
        if None not in pair:
            found[pair] = float(row["value_kusd"]) * 1e3
    print("no state of ours (left out):", ", ".join(sorted(unknown)), file=sys.stderr)
    return found


def main(folder: Path, out_file: Path = ROOT / "exposures.csv") -> None:
    members = {p: read_yaml("catalogue/poles.yaml")["poles"][p]["members"] for p in POLES}
    pole_of = {member: pole for pole, of in members.items() for member in of}
    sold, bought = defaultdict(lambda: defaultdict(float)), defaultdict(lambda: defaultdict(float))
    for (exporter, importer), value in flows(folder).items():
        sold[exporter][pole_of.get(importer, "other")] += value
        bought[importer][pole_of.get(exporter, "other")] += value
    gdp = {
        r["Country Code"]: float(r["Value"])
        for r in rows(folder / "trade/gdp_worldbank.csv.gz")
        if r["Year"] == str(YEAR)
    }
    ideal = {
        "SRB" if r["ccode"] == SERBIA_COW else r["iso3c"]: r["idealpointall"]
        for r in rows(folder / "un_votes/idealpoints_jul2025_1946_2018.csv.gz")
        if r["year"] == str(VOTE_YEAR) and r["idealpointall"] not in ("", "NA")
    }
    kinds = (*POLES, "other")
    with out_file.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            ["iso3", "year"]
            + [f"exports_{k}_pct_gdp" for k in kinds]
            + [f"imports_{k}_pct_gdp" for k in kinds]
            + [f"ideal_point_{VOTE_YEAR}"]
        )
        for code in sorted(set(sold) & set(bought) & set(gdp)):
            shares = [100 * t[code][k] / gdp[code] for t in (sold, bought) for k in kinds]
            point = f"{float(ideal[code]):.3f}" if code in ideal else ""
            out.writerow([code, YEAR] + [f"{s:.2f}" for s in shares] + [point])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
