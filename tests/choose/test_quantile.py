"""The quantile tables against SciPy, and the three measures on one range."""

from __future__ import annotations

import numpy as np
import pytest

from denge.choose.quantile import MEASURES, beta_quantile, normal_quantile, range_quantile

LEVELS = np.linspace(0.001, 0.999, 999)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1.5, 12), (2, 8), (4, 6), (1, 19), (10, 3)])
def test_beta_quantiles_equal_scipy(a: float, b: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert np.abs(beta_quantile(LEVELS, a, b) - stats.beta.ppf(LEVELS, a, b)).max() < 2e-5


def test_normal_quantiles_equal_scipy_but_for_the_cut() -> None:
    stats = pytest.importorskip("scipy.stats")
    assert np.abs(normal_quantile(LEVELS) - stats.norm.ppf(LEVELS)).max() < 0.01
    ends = normal_quantile(np.array([0.0, 1.0]))
    assert ends.tolist() == [-4.0, 4.0]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("low", "high"), [(0.2, 1.0), (-6.0, -3.0), (0.0, 1.0)])
def test_every_measure_fills_the_same_range(measure: str, low: float, high: float) -> None:
    x = range_quantile(np.linspace(0, 1, 1001), low, high, measure, 0.01)
    assert (np.diff(x) > 0).all()
    assert x[0] == pytest.approx(0.01 if (measure, low) == ("log-uniform", 0.0) else low)
    assert x[-1] == pytest.approx(high)


def test_beta22_equals_its_distribution_function() -> None:
    x = range_quantile(LEVELS, 0.0, 1.0, "beta(2,2)")
    assert 3 * x**2 - 2 * x**3 == pytest.approx(LEVELS, abs=1e-12)


def test_log_uniform_is_even_in_the_logarithm_of_the_size() -> None:
    x = range_quantile(np.linspace(0, 1, 5), -8.0, -2.0, "log-uniform")
    assert np.diff(np.log(-x)) == pytest.approx(np.full(4, -np.log(4) / 4))
