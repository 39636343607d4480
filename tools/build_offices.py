"""Builds src/denge/catalogue/offices.csv: who held which office, from a table of sourced rows.

python tools/build_offices.py OFFICES.csv

A row without a source, or with a date from general knowledge, is left out: an office that nobody
can look up is not claimed. The dropped rows are counted on stderr.
"""

from __future__ import annotations

import csv
import sys
from itertools import pairwise
from pathlib import Path

from denge.core.dates import parse_when

OUT = Path(__file__).parents[1] / "src/denge/catalogue/offices.csv"
COLUMNS: tuple[str, ...] = (
    "state", "office", "person_en", "person_tr", "person_ru", "person_kk", "aliases", "start",
    "end", "source_url", "checked_to", "note",
)  # fmt: skip
GAPS = OUT.with_name("offices_gaps.csv")
LONGEST_HANDOVER = 31  # days
DOUBTFUL = "general knowledge"


def keep(row: dict[str, str]) -> bool:
    """Whether a row can be looked up: it names a page and no date of it is from memory.

    >>> keep({"source_url": "", "note": ""}), keep({"source_url": "https://x", "note": "acting"})
    (False, True)
    """
    return bool(row["source_url"].startswith("http") and DOUBTFUL not in row["note"])


def write_gaps(rows: list[dict[str, str]]) -> None:
    """List the stretches of over a month in which an office has no sourced holder."""
    found = []
    for before, after in pairwise(rows):
        same = (before["state"], before["office"]) == (after["state"], after["office"])
        if not same or not before["end"]:
            continue
        end, start = parse_when(before["end"]).end, parse_when(after["start"]).start
        if (start - end).days > LONGEST_HANDOVER:
            found.append((before["state"], before["office"], end.isoformat(), start.isoformat()))
    with GAPS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("state", "office", "from", "to"))
        writer.writerows(found)


def main(offices_csv: str) -> None:
    with open(offices_csv, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if keep(row)]
    kept.sort(key=lambda row: (row["state"], row["office"], row["start"], row["person_en"]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(kept)
    write_gaps(kept)
    print(f"kept {len(kept)} of {len(rows)} rows", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
