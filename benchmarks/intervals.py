"""How often the 90 % intervals hold a known truth, by acts, echo and evenness.

    python benchmarks/intervals.py [--quick]

One line a case, with the Monte Carlo error beside what was asked (85 to 95 %). `--quick` simulates
fewer calendars.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import get_args

import numpy as np

from denge.measure.concentration import hill
from denge.measure.interval_coverage import (
    Echo,
    Held,
    event_year,
    interval_coverage,
    spread_of_year,
    tours,
)
from denge.measure.share_posterior import dispersion

ACTS = (20, 50, 100, 150, 400)
TRUTHS = {
    "one-sided": np.array([0.80, 0.08, 0.05, 0.03, 0.02, 0.01, 0.01]),
    "uneven": np.array([0.60, 0.15, 0.10, 0.06, 0.04, 0.03, 0.02]),
    "middling": np.array([0.35, 0.20, 0.15, 0.10, 0.10, 0.05, 0.05]),
    "nearly even": np.array([0.20, 0.17, 0.15, 0.14, 0.13, 0.11, 0.10]),
    "two lead": np.array([0.42, 0.38, 0.08, 0.05, 0.04, 0.02, 0.01]),
    "two of many": np.array([0.30, 0.30, 0.08, 0.08, 0.08, 0.08, 0.08]),
}


def line(what: str, held: Held) -> None:
    print(
        f"{what:<44} D2 {held.d2:6.1%} ± {held.error:.1%}   below {held.below:5.1%}   "
        f"tilt {held.tilt:6.1%}   asked 85 to 95 %",
        flush=True,
    )


def events(runs: int, rng: np.random.Generator) -> None:
    """Acts told once, evenly, or in bursts."""
    for acts in ACTS:
        kept = []
        for echo in get_args(Echo):
            for name, truth in TRUTHS.items():
                held = interval_coverage(
                    truth,
                    partial(event_year, truth, acts, echo),
                    spread_of_year,
                    runs=runs,
                    rng=rng,
                )
                kept.append(held.d2)
                line(f"{acts} acts, told {echo}, {name} ({hill(truth, 2):.2f})", held)
        print(f"{acts} acts: mean of these cases {np.mean(kept):.1%}", flush=True)


def trips(runs: int, rng: np.random.Generator) -> None:
    """Tours of one to four trips, half of the later ones to the first pole again."""
    for count in (15, 30, 60, 150):
        for name, truth in TRUTHS.items():
            held = interval_coverage(
                truth, partial(tours, truth, count, 0.5), dispersion, runs=runs, rng=rng
            )
            line(f"{count} tours, {name} ({hill(truth, 2):.2f})", held)


def exactly_even(runs: int, rng: np.random.Generator) -> None:
    """The end of the range, which an interval can miss on one side only."""
    truth = np.full(7, 1 / 7)
    for acts in ACTS:
        held = interval_coverage(
            truth, partial(event_year, truth, acts, "2 to 6"), spread_of_year, runs=runs, rng=rng
        )
        line(f"{acts} acts, exactly even (7.00), upper end {held.high:.2f}", held)


def main() -> None:
    """Print the table."""
    runs, rng = (60 if "--quick" in sys.argv else 1000), np.random.default_rng(2024)
    print(f"{runs} calendars a case, 90 % intervals")
    events(runs, rng)
    trips(runs, rng)
    exactly_even(runs, rng)


if __name__ == "__main__":
    main()
