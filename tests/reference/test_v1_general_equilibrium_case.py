"""V1: the nine-region case with five scenarios, answers to 15 digits.

Flows are aggregated from the example data of ge_gravity2 (Campos, Reggio and Timini 2025); two
independent algorithms agree on the answers to better than 1e-10, hence the tolerance of 1e-9.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from denge.stress.hat_algebra import domestic_gains, solve_equilibrium
from denge.stress.trade_matrix import TradeMatrix, trade_matrix

SCENARIOS = (
    "fta_TUR_EUR",
    "fta_TUR_EUR_additive",
    "decoupling",
    "decoupling_psi1.24",
    "india_productivity",
)


def labelled(path: Path) -> tuple[list[str], np.ndarray]:
    head, *rows = csv.reader(path.open())
    assert [row[0] for row in rows] == head[1:]
    return head[1:], np.array([[float(cell) for cell in row[1:]] for row in rows])


def case(shared: Path, name: str) -> tuple[TradeMatrix, dict, dict[str, np.ndarray]]:
    folder = shared / "data" / "trade" / "ge_case"
    world = trade_matrix(*labelled(folder / "flows.csv"))
    rule = json.loads((folder / "scenarios.json").read_text())[name]
    names, log_b = labelled(folder / f"shock_{name}.csv")
    assert tuple(names) == world.regions
    skill = rule["productivity"]
    shock = {
        "B": np.exp(log_b),
        "theta": rule["theta"],
        "psi": rule["psi"],
        "deficits": rule["deficits"],
        "productivity": 1.0 if skill is None else [skill[r] for r in world.regions],
    }
    rows = [r for r in csv.DictReader((folder / "expected.csv").open()) if r["scenario"] == name]
    assert [r["country"] for r in rows] == list(world.regions)
    expected = {
        key: np.array([float(r[key]) for r in rows]) for key in rows[0] if key.endswith("_hat")
    }
    return world, shock, expected


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_to_nine_digits(shared: Path, name: str):
    world, shock, expected = case(shared, name)
    after = solve_equilibrium(world, **shock)
    assert after.method == "newton"
    assert after.residual < 1e-12
    assert np.abs(after.welfare - expected["welfare_hat"]).max() < 1e-9
    assert np.abs(after.price - expected["w_hat"]).max() < 1e-9
    assert np.abs(after.price_index - expected["P_hat"]).max() < 1e-9
    gains = domestic_gains(world, after, shock["theta"])
    assert np.abs(gains - expected["acr_hat"]).max() < 1e-9


@pytest.mark.parametrize("name", SCENARIOS)
def test_markets_clear_when_recomputed_from_the_answer(shared: Path, name: str):
    """Output, and expenditure times shares, taken from the answer alone."""
    world, shock, _ = case(shared, name)
    after = solve_equilibrium(world, **shock)
    sales = after.shares @ (world.expenditure * after.expenditure)
    income = world.output * after.output
    constant = sales.sum() / income.sum()
    assert sales == pytest.approx(constant * income, rel=1e-11)
    if shock["deficits"] == "additive":
        assert constant == pytest.approx(1, abs=1e-12)
    assert income.sum() == pytest.approx(world.output.sum(), rel=1e-12)


def test_the_fixed_point_agrees_with_newton(shared: Path, monkeypatch: pytest.MonkeyPatch):
    import denge.stress.hat_algebra as module

    world, shock, expected = case(shared, "decoupling")
    monkeypatch.setattr(module, "_newton", lambda e: (np.full_like(e.output, np.nan), 0))
    after = solve_equilibrium(world, **shock)
    assert after.method == "fixed point"
    assert np.abs(after.welfare - expected["welfare_hat"]).max() < 1e-9
