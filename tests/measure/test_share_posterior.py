"""The posterior of shares: design effects, the open prior, many states at once."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.errors import InputError
from denge.measure.concentration import hill
from denge.measure.share_posterior import (
    Dispersion,
    concentration_grid,
    concentration_posterior,
    dispersion,
    diversity_draws,
    share_draws,
)


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


def test_the_open_prior_favours_no_number_of_vectors():
    a = concentration_grid(7, 200)
    number = (1 + 7 * a) / (1 + a)
    assert np.diff(np.log(number)) == pytest.approx(np.log(7) / 200)
    assert concentration_posterior(np.zeros(7), a, 7) == pytest.approx(1 / 200)


def test_the_posterior_of_the_mass_is_the_product_of_urn_probabilities():
    """Brute force: the probability of one order of the counts under Polya's urn."""
    count, grid = np.array([3, 1, 0]), concentration_grid(3, 5)
    urn = []
    for a in grid:
        seen, p = np.zeros(3), 1.0
        for pole in np.repeat(np.arange(3), count):
            p *= (a + seen[pole]) / (3 * a + seen.sum())
            seen[pole] += 1
        urn.append(p)
    expected = np.array(urn) / sum(urn)
    assert concentration_posterior(count.astype(float), grid, 3) == pytest.approx(expected)


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
        concentration_grid(1)
