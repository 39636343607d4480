"""Tension: the fit finds its process, and hazards rise with tension."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest

from denge.core.errors import BadScenario, EmptyTies
from denge.stress.assumption import assumed
from denge.stress.tension import (
    fit_tension,
    hazard,
    index_from_series,
    stress_tension,
    tension_paths,
)

HOSTILE = (
    "accuse", "threaten", "use conventional", "fight", "occupy", "impose", "reduce relations",
    "demonstrate military", "use military", "criticize", "reject", "halt",
)  # fmt: skip


def _state_in(actor: str, names: set[str]) -> str:
    return next((n for n in names if actor == n or f"({n})" in actor), "")


def test_the_fit_finds_the_process_that_made_the_data():
    rng = np.random.default_rng(2)
    z = np.zeros(5000)
    for t in range(1, 5000):
        z[t] = 0.2 * 0.3 + 0.7 * z[t - 1] + 0.25 * rng.standard_normal()
    model = fit_tension(1 / (1 + np.exp(-z)))
    assert model.persistence == pytest.approx(0.7, abs=0.03)
    assert model.innovation == pytest.approx(0.25, rel=0.05)
    assert np.log(model.mean / (1 - model.mean)) == pytest.approx(0.2, abs=0.05)


def test_the_shipped_ranges_hold_what_the_risk_index_gives(shared):
    with gzip.open(shared / "data" / "risk" / "gpr_monthly_to_2024-07.csv.gz", "rt") as file:
        rows = [r for r in csv.DictReader(file) if r["month"] >= "1985"]
    tension = index_from_series(np.array([float(r["GPR"]) for r in rows]))
    model = fit_tension(tension)
    fitted = {
        "tension_mean": model.mean,
        "tension_persistence": model.persistence,
        "tension_innovation": model.innovation,
    }
    for name, value in fitted.items():
        low, high = assumed(name).bounds
        assert low < value < high, name
    assert assumed("tension_last").central == pytest.approx(model.last, abs=5e-4)


def test_held_tension_stays_and_free_tension_returns():
    rng = np.random.default_rng
    held = tension_paths(4000, rng(0), 36, start=0.8, held=True)
    free = tension_paths(4000, rng(0), 36, start=0.8)
    assert np.median(held[:, -1]) == pytest.approx(0.8, abs=0.02)
    assert np.median(free[:, -1]) < 0.55


def test_hazards_rise_with_tension():
    low, high = np.full((1, 12), 0.3), np.full((1, 12), 0.8)
    terms = np.array([-4.0]), np.array([3.0])
    assert hazard(low, *terms)[0] < hazard(high, *terms)[0]


def test_hazards_are_stamped_not_identified(view):
    result = stress_tension(view, "KAZ", draws=500)
    for name in ("tension.coercion", "tension.forced_choice"):
        figure = result.figure(name)
        assert any("not identified" in note for note in figure.notes)
        assert not any(a.identified for a in figure.assumptions)


def test_bad_series_are_named():
    with pytest.raises(EmptyTies, match="12 months"):
        fit_tension(np.full(12, 0.5))
    with pytest.raises(BadScenario, match="not positive"):
        index_from_series(np.array([1.0, 0.0]))
    with pytest.raises(BadScenario, match="between 0 and 1"):
        tension_paths(10, np.random.default_rng(0), start=1.2)


def test_an_index_from_dyadic_events_rises_with_their_hostility(shared):
    """Hostile among all facts between great powers and Ukraine by quarter, ICEWS of 2014.

    The quarter of the annexation of Crimea and the three that followed it: the index is relative
    to the mean of the year, and orders the quarters as the share of hostile facts does.
    """
    powers = {"United States", "Russia", "China", "Ukraine"}
    path = shared / "data" / "events" / "icews14_facts.csv.gz"
    hostile, all_ = np.zeros(4), np.zeros(4)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pair = {_state_in(row[side], powers) for side in ("source", "target")} - {""}
            if len(pair) == 2:
                quarter = (int(row["date"][5:7]) - 1) // 3
                all_[quarter] += 1
                hostile[quarter] += row["relation"].lower().startswith(HOSTILE)
    assert all_.sum() > 300
    share = hostile / all_
    tension = index_from_series(share, normal=float(share.mean()))
    assert np.array_equal(np.argsort(tension), np.argsort(share))
    assert tension.max() > 0.5 > tension.min()
    path_mean = tension_paths(2000, np.random.default_rng(0), start=float(tension.max()), held=True)
    calm_mean = tension_paths(2000, np.random.default_rng(0), start=float(tension.min()), held=True)
    assert path_mean.mean() > calm_mean.mean()
