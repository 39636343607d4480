"""The own-links equation: identities, a twin by bisection, and bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from denge.core.errors import BadScenario
from denge.stress.own_links import own_links, own_links_real_income

X, XD = np.array([0.12, 0.10, 0.08]), 0.70
P, PD = np.array([0.06, 0.09, 0.05]), 0.80


def twin(b: np.ndarray, theta: float) -> float:
    """The same equation by bisection in plain Python, in the wage itself."""
    a, m = float(X @ b), float(P @ b)

    def gap(w: float) -> float:
        return w ** (1 + theta) - a - XD * w / (PD * w**-theta + m)

    w = brentq(gap, 1e-3, 1e3, xtol=1e-15, rtol=1e-14)
    return float(np.log(w) + np.log(PD * w**-theta + m) / theta)


def test_no_shock_changes_nothing():
    solved = own_links(X, XD, P, PD, np.ones((5, 3)), 4.0)
    assert np.abs(solved.log_real_income).max() < 1e-14
    assert np.abs(solved.log_wage).max() < 1e-14


@given(
    b=st.lists(st.floats(0.01, 3.0), min_size=3, max_size=3),
    theta=st.floats(1.5, 9.0),
)
def test_equals_a_bisection_twin(b: list[float], theta: float):
    solved = own_links(X, XD, P, PD, np.array([b]), theta)
    assert solved.residual[0] < 1e-11
    assert solved.log_real_income[0] == pytest.approx(twin(np.array(b), theta), abs=1e-10)


@given(theta=st.floats(1.5, 9.0), share=st.floats(0.05, 0.6))
def test_near_autarky_costs_the_gains_from_trade(theta: float, share: float):
    """With balanced trade the loss tends to (1/theta) ln(domestic share) (ACR 2012)."""
    loss = own_links_real_income([share], 1 - share, [share], 1 - share, [[1e-12]], theta)
    assert loss[0] == pytest.approx(np.log(1 - share) / theta, abs=1e-4)


@given(b=st.floats(0.05, 0.95))
def test_a_dearer_link_never_raises_real_income_under_balanced_trade(b: float):
    grid = np.ones((2, 2))
    grid[1, 0] = b
    calm, hit = own_links_real_income([0.2, 0.1], 0.7, [0.1, 0.2], 0.7, grid, 4.0)
    assert hit < calm


def test_partners_can_be_permuted():
    b = np.array([[0.3, 1.0, 0.8]])
    order = [2, 0, 1]
    one = own_links_real_income(X, XD, P, PD, b, 4.0)
    other = own_links_real_income(X[order], XD, P[order], PD, b[:, order], 4.0)
    assert one == pytest.approx(other, abs=1e-14)


def test_export_and_import_sides_may_differ():
    b = np.array([[0.3, 1.0, 1.0]])
    both = own_links_real_income(X, XD, P, PD, b, 4.0)
    exports = own_links_real_income(X, XD, P, PD, b, 4.0, B_imports=np.ones((1, 3)))
    assert both[0] < exports[0] < 0


def test_shares_and_elasticity_may_vary_by_draw():
    x = np.array([[0.3, 0.1], [0.2, 0.1]])
    solved = own_links_real_income(
        x, 1 - x.sum(axis=1), x, 1 - x.sum(axis=1), [0.5, 1.0], np.array([4.0, 5.0])
    )
    alone = own_links_real_income(x[1], 0.7, x[1], 0.7, [[0.5, 1.0]], 5.0)
    assert solved[1] == pytest.approx(alone[0], abs=1e-14)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x_domestic": 0.9}, "gross output miss a sum of 1"),
        ({"pi_domestic": 0.5}, "expenditure miss a sum of 1"),
        ({"B": np.array([[0.0, 1.0, 1.0]])}, "B must be positive"),
        ({"B": np.array([[np.nan, 1.0, 1.0]])}, "B must be positive"),
        ({"theta": -4.0}, "theta must be positive"),
        ({"B": np.ones((2, 2))}, "3 trade shares meet 2"),
        ({"x_exports": np.array([0.5, -0.3, 0.1])}, "must not be negative"),
    ],
)
def test_bad_input_is_named(change: dict, said: str):
    given_ = {
        "x_exports": X,
        "x_domestic": XD,
        "pi_imports": P,
        "pi_domestic": PD,
        "B": np.ones((1, 3)),
        "theta": 4.0,
    }
    with pytest.raises(BadScenario, match=said):
        own_links(**(given_ | change))
