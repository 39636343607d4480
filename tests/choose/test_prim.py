"""Scenario discovery against a plain reference implementation and on a box that is known."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from denge.choose.prim import BINS, find_box, peel, to_bins
from denge.core.errors import BadScenario


def plain_peeling(codes, failed, alpha=0.05, min_support=0.05):
    """Friedman and Fisher's peeling with masks, one quantity and one end at a time."""
    inside = np.ones(codes.shape[1], dtype=bool)
    low, high = np.zeros(len(codes), int), np.full(len(codes), BINS - 1)
    boxes = [(low.copy(), high.copy(), inside.sum(), failed.sum())]
    while True:
        best = None
        for side in (0, 1):
            for d in range(len(codes)):
                row = codes[d]
                order = range(BINS) if side == 0 else range(BINS - 1, -1, -1)
                for edge in order:
                    gone = inside & (row <= edge if side == 0 else row >= edge)
                    if gone.sum() >= alpha * inside.sum():
                        break
                left = inside & ~gone
                density = failed[left].mean() if left.any() else -1.0
                if best is None or density > best[0]:
                    best = (density, d, side, edge, left)
        density, d, side, edge, left = best
        if density < 0 or left.sum() < min_support * codes.shape[1]:
            return boxes
        inside = left
        if side == 0:
            low[d] = edge + 1
        else:
            high[d] = edge - 1
        boxes.append((low.copy(), high.copy(), inside.sum(), failed[inside].sum()))


@pytest.fixture(scope="module")
def ema_prim():
    """Patient rule induction of EMA Workbench, without its remarks on what else is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim
    return prim


@pytest.fixture(scope="module")
def standard_case():
    """Five uniform inputs; failures fill 0.3 < x0 < 0.7, x2 > 0.6, with one in twenty elsewhere."""
    rng = np.random.default_rng(4)
    x = rng.random((5, 8000))
    box = (x[0] > 0.3) & (x[0] < 0.7) & (x[2] > 0.6)
    return x, box | (rng.random(8000) < 0.05)


def test_the_trajectory_equals_the_plain_implementation_box_by_box(standard_case) -> None:
    x, failed = standard_case
    codes, _ = to_bins(x[:, :2000])
    fast, slow = peel(codes, failed[:2000]), plain_peeling(codes, failed[:2000])
    assert len(fast) == len(slow)
    for ours, (low, high, count, hits) in zip(fast, slow, strict=True):
        assert (ours.low == low).all()
        assert (ours.high == high).all()
        assert (ours.count, ours.hits) == (count, hits)


def test_the_known_box_is_found(standard_case) -> None:
    x, failed = standard_case
    box = find_box(x, list("abcde"), failed, np.random.default_rng(0))
    found = {c.name: c for c in box.conditions}
    assert set(found) == {"a", "c"}
    assert found["a"].low == pytest.approx(0.3, abs=0.03)
    assert found["a"].high == pytest.approx(0.7, abs=0.03)
    assert found["c"].low == pytest.approx(0.6, abs=0.03)
    assert found["c"].high == np.inf
    assert box.density > 0.95
    assert box.coverage == pytest.approx(0.16 / (0.16 + 0.84 * 0.05), abs=0.03)
    assert box.reproduced > 0.9
    assert all(c.reproduced == 1 for c in box.conditions)


def test_the_box_is_that_of_ema_workbench(standard_case, ema_prim) -> None:
    """To one peel: a histogram of 64 bins cannot cut finer."""
    x, failed = standard_case
    ours = find_box(x, list("abcde"), failed, np.random.default_rng(0))
    theirs = ema_prim.Prim(pd.DataFrame(x.T, columns=list("abcde")), failed, threshold=0.8)
    coverage, density, limits = best_of(theirs.find_box())
    for c in ours.conditions:
        assert max(c.low, 0.0) == pytest.approx(limits[c.name][0], abs=0.03)
        assert min(c.high, 1.0) == pytest.approx(limits[c.name][1], abs=0.03)
    assert ours.coverage == pytest.approx(coverage, abs=0.04)
    assert ours.density == pytest.approx(density, abs=0.04)


def test_the_published_biofuel_case_gives_the_conditions_of_ema_workbench(ema_prim) -> None:
    """Bryant and Lempert (2010), Technol. Forecast. Soc. Change 77, 34-49, with its own data.

    882 runs, 89 of them costly. A peel takes at least one bin of 14 runs, theirs takes a twentieth
    of what is left, so the boxes are held against each other by what they restrict and by the
    harmonic mean of coverage and density that both maximise.
    """
    path = Path(ema_prim.__file__).parents[1] / "examples/data/bryant et al 2010 data.csv"
    data = pd.read_csv(path)
    x, failed = data.iloc[:, 2:11], data.iloc[:, 15].to_numpy() == 1
    assert (len(failed), failed.sum()) == (882, 89)
    ours = find_box(
        x.to_numpy(float).T, list(x.columns), failed, np.random.default_rng(0), resamples=10
    )
    coverage, density, limits = best_of(ema_prim.Prim(x, failed, threshold=0.8).find_box())
    cut = {n for n in x.columns if tuple(limits[n]) != (x[n].min(), x[n].max())}
    assert {c.name for c in ours.conditions} == cut
    assert len(cut) == 4

    def joined(c: float, d: float) -> float:
        return 2 * c * d / (c + d)

    assert joined(ours.coverage, ours.density) == pytest.approx(joined(coverage, density), abs=0.03)
    for c in ours.conditions:
        low, high = limits[c.name]
        width = x[c.name].max() - x[c.name].min()
        assert max(c.low, x[c.name].min()) == pytest.approx(low, abs=0.12 * width), c.name
        assert min(c.high, x[c.name].max()) == pytest.approx(high, abs=0.12 * width), c.name


def best_of(box) -> tuple[float, float, dict[str, tuple[float, float]]]:
    """Coverage, density and limits of the box that best joins the two on their trajectory."""
    path = box.peeling_trajectory
    best = (2 * path.coverage * path.density / (path.coverage + path.density)).idxmax()
    limits = box.box_lims[best]
    return (
        float(path.coverage[best]),
        float(path.density[best]),
        {name: (float(limits[name].iloc[0]), float(limits[name].iloc[1])) for name in limits},
    )


def test_coverage_and_density_are_counts_of_the_box(standard_case) -> None:
    x, failed = standard_case
    box = find_box(x, list("abcde"), failed, np.random.default_rng(0))
    inside = np.ones(x.shape[1], dtype=bool)
    for c in box.conditions:
        row = x["abcde".index(c.name)]
        inside &= (row >= c.low) & (row <= c.high)
    assert box.density == pytest.approx(failed[inside].mean(), abs=2e-3)
    assert box.coverage == pytest.approx((inside & failed).sum() / failed.sum(), abs=2e-3)


def test_pure_noise_gives_no_box_worth_the_name() -> None:
    rng = np.random.default_rng(1)
    x, failed = rng.random((4, 4000)), rng.random(4000) < 0.3
    box = find_box(x, list("abcd"), failed, rng)
    assert box.density < 0.4


def test_a_strategy_that_never_fails_has_no_box() -> None:
    x = np.random.default_rng(0).random((2, 100))
    box = find_box(x, ["a", "b"], np.zeros(100, bool), np.random.default_rng(0))
    assert (box.conditions, box.base) == ((), 0.0)


def test_the_answer_ignores_the_unit_of_an_input(standard_case) -> None:
    x, failed = standard_case
    one = find_box(x, list("abcde"), failed, np.random.default_rng(0))
    two = find_box(1000 * x - 7, list("abcde"), failed, np.random.default_rng(0))
    assert (one.coverage, one.density) == (two.coverage, two.density)


def test_a_value_that_is_not_finite_is_refused() -> None:
    with pytest.raises(BadScenario, match="not finite"):
        find_box(np.array([[np.nan, 1.0]]), ["a"], np.array([True, False]), np.random.default_rng())
