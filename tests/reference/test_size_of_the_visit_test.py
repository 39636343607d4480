"""V12: the visit test keeps its level and sees a strong link, on simulated calendars.

Seven years, 8 to 25 trips a pole, half of the days of the year in the summits' autumn; nominal 5 %.
With 500 calendars the Monte Carlo standard error of a size of 6 % is 1.1 points, that of a power
of 0.7 is 2 points.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.measure.visit_test import visit_test

START, END, RUNS = date(2017, 1, 1), date(2023, 12, 31), 500
WINDOWS = np.array([3, 7, 14])


def calendar(n: int, rng: np.random.Generator) -> np.ndarray:
    """n trips in random years; half of them in September to November."""
    autumn = rng.random(n) < 0.5
    day = np.where(autumn, rng.integers(244, 334, n), rng.integers(1, 365, n))
    years = rng.integers(START.year, END.year + 1, n)
    return np.array([date(y, 1, 1).toordinal() + d for y, d in zip(years, day, strict=True)])


def rejected(linked: float, seed: int) -> float:
    rng, hits = np.random.default_rng(seed), 0
    for _ in range(RUNS):
        n_a, n_b = rng.integers(8, 26, 2)
        a, b = calendar(n_a, rng), calendar(n_b, rng)
        follows = a[rng.random(n_a) < linked][:n_b]
        b[: len(follows)] = follows + rng.integers(1, 8, len(follows))
        test = visit_test(a, b, START, END, windows=WINDOWS, draws=199, rng=rng)
        hits += test.p <= 0.05
    return hits / RUNS


def test_size_is_four_to_eight_percent():
    assert 0.04 <= rejected(0.0, seed=12) <= 0.08


def test_power_is_at_least_sixty_percent_when_half_of_the_trips_are_linked():
    assert rejected(0.5, seed=13) >= 0.6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_p_values_under_the_null_are_not_small_on_average(seed):
    rng = np.random.default_rng(seed)
    ps = []
    for _ in range(60):
        a, b = calendar(15, rng), calendar(15, rng)
        test = visit_test(a, b, START, END, windows=WINDOWS, draws=199, rng=rng)
        ps.append(test.p)
    assert np.mean(ps) > 0.42
