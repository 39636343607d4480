"""V11: conditional value at risk of N(0, 1) at 5 % is -phi(z)/0.05 = -2.0627, z the 5 % quantile.

Tolerance 0.01: the standard error of the tail mean at two million draws is 0.0019.
"""

from __future__ import annotations

import numpy as np
import pytest

from denge.choose.criteria import cvar


def test_cvar_of_the_standard_normal() -> None:
    draws = np.random.default_rng(0).standard_normal((1, 2_000_000))
    assert cvar(draws, 0.05)[0] == pytest.approx(-2.0627, abs=0.01)


def test_cvar_at_midpoints_of_the_quantile_function_is_exact_to_four_digits() -> None:
    from statistics import NormalDist

    n = 200_000
    draws = np.array([[NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]])
    assert cvar(draws, 0.05)[0] == pytest.approx(-2.0627, abs=2e-4)
    assert cvar(2 * draws + 1, 0.05)[0] == pytest.approx(1 - 2 * 2.0627, abs=4e-4)
