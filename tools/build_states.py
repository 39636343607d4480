"""Builds src/denge/catalogue/states.csv: ISO codes and names from CLDR, capitals from a table.

python tools/build_states.py CAPITALS.csv      (columns iso3, capital, lat, lon)
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from babel import Locale
from babel.core import get_global

LANGS = ("en", "tr", "ru", "kk")
OUT = Path(__file__).parents[1] / "src/denge/catalogue/states.csv"
# Not UN members, yet partners in event, trade or visit data. XK has no ISO numeric code.
OTHERS = {"PSE": "PS", "VAT": "VA", "TWN": "TW", "HKG": "HK", "MAC": "MO", "XKX": "XK"}
# CLDR gives bare "Конго" for CD in Kazakh, the name of CG as well.
FIXES = {("COD", "kk"): "Конго Демократиялық Республикасы"}

# CLDR keeps withdrawn numbers as aliases beside the ones in force.
NUMBERS = {"FRA": "250", "RUS": "643"}


def main(capitals_csv: str) -> None:
    aliases = get_global("territory_aliases")
    iso2_of = {a: b[0] for a, b in aliases.items() if len(a) == 3 and a.isalpha()}
    numeric_of = {b[0]: a for a, b in aliases.items() if len(a) == 3 and a.isdigit()}
    names = {lang: Locale(lang).territories for lang in LANGS}
    with open(capitals_csv, encoding="utf-8") as file:
        capitals = {row["iso3"]: row for row in csv.DictReader(file)}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        write(
            ["iso3", "iso2", "numeric", *(f"name_{lang}" for lang in LANGS)]
            + ["capital", "lat", "lon", "un_member"]
        )
        for iso3 in sorted({*capitals, *OTHERS}):
            iso2 = OTHERS.get(iso3) or iso2_of[iso3]
            labels = [FIXES.get((iso3, lang)) or names[lang][iso2] for lang in LANGS]
            seat = capitals.get(iso3, {"capital": "", "lat": "", "lon": ""})
            member = int(iso3 in capitals)
            write(
                [iso3, iso2, "" if iso2 == "XK" else NUMBERS.get(iso3, numeric_of.get(iso2, ""))]
                + [*labels]
                + [seat["capital"], seat["lat"], seat["lon"], member]
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
