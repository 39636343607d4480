"""Makes src/denge/catalogue/trade_kaz.json from the UNCTAD matrix of 2015 and World Bank GDP.

Usage: python tools/build_trade_kaz.py UNCTAD.csv.gz GDP.csv.gz
The first has exporter, importer, value_kusd; the second Country Code, Year, Value.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.state import states
from denge.stress.assumption import assumed
from denge.stress.trade_kaz import (
    ROW,
    foreign_surrogate,
    regional_flows,
    regional_matrix,
)

YEAR = 2015
WEST = ("USA", "EUU", "GBR", "CHE", "NOR", "JPN", "KOR", "CAN", "AUS")
REST = "rest of the world"


def main(unctad: str, worldbank: str) -> None:
    with gzip.open(unctad, "rt") as file:
        flows = [
            (r["exporter"], r["importer"], float(r["value_kusd"]) / 1e3)
            for r in csv.DictReader(file)
        ]
    with gzip.open(worldbank, "rt") as file:
        gdp = {
            r["Country Code"]: float(r["Value"]) / 1e6
            for r in csv.DictReader(file)
            if r["Year"] == str(YEAR)
        }
    names, cells = regional_flows(flows)
    regions = read_yaml("catalogue/trade_regions.yaml")
    output = {name: sum(gdp.get(c, 0.0) for c in entry["gdp"]) for name, entry in regions.items()}
    output[ROW] = gdp["WLD"] - sum(output.values())
    ratio = assumed("gross_output_ratio").central
    world, merged = regional_matrix(names, cells, output, ratio, YEAR)
    made = foreign_surrogate(world, "KAZ", WEST, "RUS")
    reference = (
        f"Computed by tools/build_trade_kaz.py from the UNCTAD merchandise trade matrix of {YEAR} "
        f"and World Bank GDP; gross output is GDP x {ratio:g}; merged into the rest: "
        f"{', '.join(merged) or 'none'}"
    )
    data = {
        "year": YEAR,
        "reference": reference,
        "exports": shares([(j, v) for i, j, v in flows if i == "Kazakhstan"]),
        "imports": shares([(i, v) for i, j, v in flows if j == "Kazakhstan"]),
        "partners": [name for name in world.regions if name != "KAZ"],
        "sanctions_on_russia": made.to_dict(),
    }
    data["sanctions_on_russia"]["coefficients"] = np.round(
        data["sanctions_on_russia"]["coefficients"], 10
    ).tolist()
    path = Path(__file__).parents[1] / "src/denge/catalogue/trade_kaz.json"
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n")
    print(f"{path.name}: {len(world.regions)} regions, largest error {made.largest_error:.2g}")


def shares(flows: list[tuple[str, float]]) -> dict[str, float]:
    """Share by ISO3 of the partners above 0.1 %, the rest together."""
    known = codes()
    total = sum(value for _, value in flows)
    found: dict[str, float] = {}
    for name, value in flows:
        code = known.get(squashed(name), "") if value / total > 0.001 else ""
        found[code or REST] = found.get(code or REST, 0.0) + value / total
    return {k: round(v, 6) for k, v in sorted(found.items(), key=lambda item: -item[1])}


def squashed(name: str) -> str:
    return "".join(c for c in name if c.isalnum()).lower()


def codes() -> dict[str, str]:
    """ISO3 by squashed English name, and by the names of single-state regions."""
    known = {squashed(s.name("en")): code for code, s in states().items()}
    for entry in read_yaml("catalogue/trade_regions.yaml").values():
        if len(entry["names"]) == len(entry["gdp"]):
            known |= {squashed(n): c for n, c in zip(entry["names"], entry["gdp"], strict=True)}
    return known


if __name__ == "__main__":
    main(*sys.argv[1:])
