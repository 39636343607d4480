"""The posterior of shares: design effects, the open prior, many states at once."""

from __future__ import annotations

from math import lgamma

import numpy as np
import pytest

from denge.core.errors import InputError
from denge.measure.concentration import hill
from denge.measure.share_posterior import (
    Dispersion,
    dispersion,
    diversity_draws,
    share_draws,
)
from denge.measure.share_prior import drawn_masses, log_gamma, mass_grid, mass_posterior


def test_independent_trips_have_a_design_effect_near_one():
    counts = np.random.default_rng(4).multinomial(1, [0.5, 0.3, 0.2], size=400).astype(float)
    assert dispersion(counts).phi == 1.0


def test_trips_of_one_kind_in_tours_of_five_count_as_one_each():
    tours = np.zeros((40, 2))
    tours[np.arange(40), np.arange(40) % 2] = 5.0
    found = dispersion(tours)
    assert found.phi == pytest.approx(5.0, rel=0.03)
    assert found.phi <= found.most == 5.0


def test_one_cluster_shows_no_dispersion_and_counts_once():
    assert dispersion(np.array([[3.0, 2.0]])) == Dispersion(5.0)


def test_a_design_effect_widens_the_interval():
    rng = np.random.default_rng(5)
    naive = share_draws([40, 30, 30], Dispersion(), 4000, rng, mass=1 / 3)[:, 0]
    honest = share_draws([40, 30, 30], Dispersion(5.0), 4000, rng, mass=1 / 3)[:, 0]
    assert honest.std() / naive.std() == pytest.approx(np.sqrt(5), rel=0.1)


def test_few_clusters_widen_it_further():
    rng = np.random.default_rng(5)
    sure = share_draws([400, 300, 300], Dispersion(20.0), 8000, rng)[:, 0]
    unsure = share_draws([400, 300, 300], Dispersion(20.0, 5.0), 8000, rng)[:, 0]
    assert np.ptp(np.quantile(unsure, [0.01, 0.99])) > 1.15 * np.ptp(
        np.quantile(sure, [0.01, 0.99])
    )


def test_one_large_cluster_leaves_little_freedom():
    rng = np.random.default_rng(6)
    even = rng.multinomial(20, [0.5, 0.3, 0.2], size=12).astype(float)
    burst = even.copy()
    burst[3, 1] += 60
    assert 3 * dispersion(burst).freedom < dispersion(even).freedom


def test_draws_of_a_design_effect_stay_within_one_and_the_most():
    drawn = Dispersion(1.5, 4.0, 3.0).draws(2000, np.random.default_rng(7))
    assert (drawn.min(), drawn.max()) == (1.0, 3.0)


def test_a_fixed_mass_has_the_moments_of_a_dirichlet():
    draws = share_draws([6, 3], Dispersion(), 40000, np.random.default_rng(6), mass=0.5)
    a, b = 6.5, 3.5
    assert draws[:, 0].mean() == pytest.approx(a / (a + b), abs=0.003)
    assert draws[:, 0].var() == pytest.approx(a * b / (a + b) ** 2 / (a + b + 1), rel=0.03)


def test_without_a_leader_the_prior_favours_no_number_of_vectors():
    grid = mass_grid(7)
    number = (1 + 7 * grid.other) / (1 + grid.other)
    assert np.diff(np.log(number)) == pytest.approx(np.log(7) / 30)
    assert grid.leader[:, 0] == pytest.approx(grid.other)
    weight, _ = mass_posterior(np.zeros((1, 7)), grid, 7)
    assert weight[0, :, 0] == pytest.approx(weight[0, 0, 0, 0])
    assert weight[0, :, 0].sum() == pytest.approx(0.5, abs=0.01)


def test_the_mean_share_of_a_leader_stands_anywhere_between_an_equal_one_and_all():
    grid = mass_grid(5)
    share = grid.leader / (grid.leader + 4 * grid.other[:, None])
    assert share[:, 1:] == pytest.approx(
        np.tile(0.2 + 0.8 * (np.arange(12) + 0.5) / 12, (len(share), 1))
    )


def test_the_posterior_of_the_masses_is_the_product_of_urn_probabilities():
    """Brute force: the probability of one order of the counts under Polya's urn."""
    count, grid = np.array([3, 1, 0]), mass_grid(3)

    def urn(mass: np.ndarray) -> float:
        seen, p = np.zeros(3), 1.0
        for pole in np.repeat(np.arange(3), count):
            p *= (mass[pole] + seen[pole]) / (mass.sum() + seen.sum())
            seen[pole] += 1
        return p

    weight, even = mass_posterior(count[None].astype(float), grid, 3)
    expected = np.zeros(weight.shape[1:])
    for level, lead, leader in np.ndindex(expected.shape):
        mass = np.full(3, grid.other[level])
        mass[leader] = grid.leader[level, lead]
        expected[level, lead, leader] = grid.weight[lead] / (3 * len(grid.other)) * urn(mass)
    end = grid.end / 3**4
    assert weight[0] == pytest.approx(expected / (expected.sum() + end))
    assert even[0] == pytest.approx(end / (expected.sum() + end))


def test_the_log_of_the_gamma_function_is_that_of_the_standard_library():
    value = 10.0 ** np.linspace(-5, 6, 200)
    assert log_gamma(value) == pytest.approx([lgamma(v) for v in value], rel=1e-10, abs=1e-10)


def test_an_interval_reaches_the_end_of_the_range_where_poles_may_stand_even():
    number = hill(share_draws([12.0] * 7, Dispersion(), 4000, np.random.default_rng(3)), 2)
    assert np.quantile(number, 0.95) == pytest.approx(7.0)


def test_two_poles_have_no_weight_of_exact_evenness():
    assert not drawn_masses(np.array([[50.0, 50.0]]), 4000, np.random.default_rng(3))[1].any()


def test_many_states_at_once_are_the_states_one_by_one():
    rng = np.random.default_rng(8)
    count = np.array([[30.0, 20, 10, 5], [4, 4, 4, 0]])
    poles = np.array([[True] * 4, [True, True, True, False]])
    together = diversity_draws(count, poles, np.array([2.0, 1]), np.inf, 20000, rng)
    alone = hill(share_draws(count[1, :3], Dispersion(), 20000, rng), 2)
    first = hill(share_draws(count[0], Dispersion(2.0), 20000, rng), 2)
    levels = [0.05, 0.5, 0.95]
    assert np.quantile(together[:, 1], levels) == pytest.approx(
        np.quantile(alone, levels), abs=0.03
    )
    assert np.quantile(together[:, 0], levels) == pytest.approx(
        np.quantile(first, levels), abs=0.05
    )


def test_one_pole_has_no_shares():
    with pytest.raises(InputError, match="two poles"):
        mass_grid(1)
