"""Ideal points from simulated votes: recovery, direction, reproducibility, smoothing."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.errors import InputError
from denge.measure.idealpoint import ideal_points
from denge.measure.paths import smooth_positions

STATES = tuple(f"S{k:02d}" for k in range(24))


@pytest.fixture(scope="module")
def truth():
    """Positions that drift over four sessions, and 60 votes a session drawn from the model."""
    rng = np.random.default_rng(5)
    theta = np.linspace(-1.6, 1.6, 24)[:, None] + np.cumsum(0.15 * rng.normal(size=(24, 4)), axis=1)
    theta = (theta - theta.mean()) / theta.std()
    rows, session = [], []
    for t in range(4):
        for _ in range(60):
            z = 1.3 * rng.normal() * theta[:, t] + rng.normal(size=24)
            low, high = np.sort(rng.normal(scale=0.7, size=2))
            rows.append(1 + (z > low) + (z > high))
            session.append(t + 1)
    return theta, np.array(rows, dtype=np.int8), np.array(session)


def estimate(truth, **options):
    theta, votes, session = truth
    given = {"start": {"S23": 2.0, "S00": -2.0}, "sweeps": 160, "burn": 60, "threads": 1}
    given |= {"rng": np.random.default_rng(1)} | options
    return theta, ideal_points(votes, session, STATES, **given)


@pytest.mark.parametrize("path", ["published", "smoothed"])
def test_positions_that_made_the_votes_are_found_again(truth, path):
    theta, found = estimate(truth, path=path)
    assert np.corrcoef(theta.ravel(), found.mean.ravel())[0, 1] > 0.97


def test_intervals_hold_the_positions_that_made_the_votes(truth):
    theta, found = estimate(truth, path="smoothed", sweeps=400, burn=100)
    inside = (found.quantile(0.05) <= theta) & (theta <= found.quantile(0.95))
    assert 0.8 <= inside.mean() <= 0.98


def test_start_values_turn_the_axis(truth):
    _, one = estimate(truth)
    _, other = estimate(truth, start={"S23": -2.0, "S00": 2.0})
    assert np.corrcoef(one.mean.ravel(), other.mean.ravel())[0, 1] < -0.97


def test_every_draw_is_standardised_and_one_seed_gives_one_answer(truth):
    _, one = estimate(truth)
    _, same = estimate(truth, threads=3)
    assert np.array_equal(one.draws, same.draws)
    assert one.draws.mean(axis=(1, 2)) == pytest.approx(0, abs=1e-5)
    assert one.draws.std(axis=(1, 2)) == pytest.approx(1, abs=1e-5)


def test_a_state_that_did_not_vote_has_no_position(truth):
    theta, votes, session = truth
    absent = votes.copy()
    absent[session == 2, 5] = 8
    _, found = estimate((theta, absent, session))
    assert np.isnan(found.mean[5, 1])
    assert np.isfinite(found.mean[5, [0, 2, 3]]).all()


def test_a_move_is_said_with_its_probability(truth):
    theta, found = estimate(truth)
    rise = found.probability_of_rise("S10", 3)
    assert 0 <= rise <= 1
    with pytest.raises(InputError, match="no predecessor"):
        found.probability_of_rise("S10", 1)
    moved = theta[:, 2] - theta[:, 1]
    chances = [found.probability_of_rise(code, 3) for code in STATES]
    assert np.corrcoef(moved, chances)[0, 1] > 0.4


def test_votes_and_sessions_must_fit(truth):
    theta, votes, session = truth
    with pytest.raises(InputError, match="do not fit"):
        estimate((theta, votes, session[:-1]))
    with pytest.raises(InputError, match="nobody voted"):
        estimate((theta, np.full_like(votes, 8), session))


def test_smoothing_equals_the_dense_gaussian_posterior(rng):
    """Mean and covariance of 4,000 paths against the matrix inverse of the same model."""
    p, h, d = rng.random((1, 5)) * 3, rng.normal(size=(1, 5)), rng.random((1, 5)) + 0.2
    walk = np.eye(5) - np.eye(5, k=-1)
    precision = np.diag(p[0]) + walk.T @ np.diag(1 / d[0]) @ walk
    covariance = np.linalg.inv(precision)
    paths = np.array([smooth_positions(p, h, d, rng)[0] for _ in range(4000)])
    assert paths.mean(axis=0) == pytest.approx(covariance @ h[0], abs=0.06)
    assert np.cov(paths.T) == pytest.approx(covariance, abs=0.06)
