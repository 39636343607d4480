"""Fit `catalogue/lexicon/confidence.csv`: how often readings of each sureness are right.

    python tools/calibrate_reader.py           # write the table
    python tools/calibrate_reader.py --check   # fail when it is not the one that the reader gives

The passages are those of `tests/read/own/exam.*.jsonl`, which nobody who writes rules reads. The
fit sees confidences and whether they were right, nothing else.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
from scipy.optimize import isotonic_regression

from denge.read.gold import load_gold
from denge.read.reader import sense
from denge.read.score import score_news

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src/denge/catalogue/lexicon/confidence.csv"
LANGUAGES = ("en", "tr", "ru", "kk")


def judged() -> list[tuple[float, bool]]:
    """Sureness of every event read in the exam passages, and whether it was right."""
    found: list[tuple[float, bool]] = []
    for lang in LANGUAGES:
        gold = load_gold(ROOT / f"tests/read/own/exam.{lang}.jsonl")
        found += score_news(gold, _sense).judged
    return found


def _sense(record: dict):
    day = record.get("published")
    return sense(record["text"], date=date.fromisoformat(day) if day else None, lang=record["lang"])


def table(found: list[tuple[float, bool]]) -> str:
    """Steps of the isotonic fit; each block's share with half a hit and half a miss added."""
    sure = np.array([s for s, _ in found])
    edges = np.unique(sure)
    counts = np.array([(sure == e).sum() for e in edges])
    right = np.array([sum(r for s, r in found if s == e) for e in edges])
    fit = isotonic_regression(right / counts, weights=counts).x
    steps: list[tuple[float, int, int]] = []
    for level in np.unique(fit):
        block = fit == level
        step = (float(edges[block][0]), int(counts[block].sum()), int(right[block].sum()))
        while steps and _share(*step[1:]) < _share(*steps[-1][1:]):  # half a hit made it smaller
            low, n, hits = steps.pop()
            step = (low, n + step[1], hits + step[2])
        steps.append(step)
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("sure_from", "readings", "right", "share"))
    for low, n, hits in steps:
        rows.writerow((f"{low:.2f}", n, hits, f"{_share(n, hits):.2f}"))
    return out.getvalue()


def _share(n: int, hits: int) -> float:
    return (hits + 0.5) / (n + 1)


def main() -> None:
    """Write the table, or say that it is out of date."""
    fitted = table(judged())
    if "--check" in sys.argv:
        if TABLE.read_text("utf-8") != fitted:
            sys.exit("confidence.csv is out of date: run python tools/calibrate_reader.py")
        return
    TABLE.write_text(fitted, "utf-8")
    print(fitted)


if __name__ == "__main__":
    main()
