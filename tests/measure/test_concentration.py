"""Hill numbers and estimators: properties that hold for any shares."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from denge.core.errors import EmptyTies, InputError
from denge.measure.concentration import (
    chao_shannon,
    chao_simpson,
    herfindahl,
    hill,
    hill_similarity,
)

flows = arrays(np.float64, st.integers(2, 8), elements=st.floats(0.01, 1e6))
orders = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])


@given(flows, st.floats(1e-3, 1e3), orders)
def test_hill_ignores_the_unit_of_flow(flow, unit, q):
    assert hill(flow * unit, q) == pytest.approx(float(hill(flow, q)), rel=1e-9)


@given(flows)
def test_order_two_is_the_inverse_of_herfindahl(flow):
    assert hill(flow, 2) == pytest.approx(1 / herfindahl(flow[None, :])[0], rel=1e-12)


@given(flows)
def test_hill_falls_in_its_order(flow):
    values = [float(hill(flow, q)) for q in (0, 0.5, 1, 2, 3)]
    assert all(a >= b - 1e-9 for a, b in pairwise(values))


@given(flows)
def test_order_one_is_the_limit_of_its_neighbours(flow):
    assert hill(flow, 1) == pytest.approx(float(hill(flow, 1 + 1e-7)), rel=1e-5)


@given(flows, orders)
def test_relabelling_partners_changes_nothing(flow, q):
    assert hill(flow[::-1], q) == pytest.approx(float(hill(flow, q)), rel=1e-9)


@given(flows, st.floats(0.01, 0.99))
def test_concentration_grows_when_a_flow_moves_to_the_larger_partner(flow, share):
    low, high = flow.argmin(), flow.argmax()
    if low == high:
        return
    moved = flow.copy()
    moved[high] += share * flow[low]
    moved[low] -= share * flow[low]
    assert herfindahl(moved[None, :])[0] >= herfindahl(flow[None, :])[0] - 1e-12


@given(flows, orders)
def test_identity_similarity_gives_the_plain_hill_number(flow, q):
    plain = float(hill(flow, q))
    if q > 0:
        assert hill_similarity(flow, np.eye(len(flow)), q) == pytest.approx(plain, rel=1e-9)


def test_two_partners_that_act_as_one_are_one_vector():
    alike = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    for q in (1, 2):
        merged = float(hill([2.0, 1.0], q))
        assert hill_similarity([1.0, 1.0, 1.0], alike, q) == pytest.approx(merged)


def test_similarity_lowers_the_number_of_vectors(rng):
    flow, z = rng.random(5), np.exp(-np.abs(np.subtract.outer(rng.normal(size=5), np.zeros(5))))
    z = np.minimum(z, z.T)
    np.fill_diagonal(z, 1.0)
    assert hill_similarity(flow, z, 2) < hill(flow, 2)


def test_a_state_without_trips_has_no_number():
    with pytest.raises(EmptyTies, match="hold no positive flow"):
        hill([0.0, 0.0], 2)


def test_a_negative_order_is_refused():
    with pytest.raises(InputError, match="order"):
        hill([1.0, 1.0], -1)


def test_simpson_estimator_is_unbiased_for_the_simpson_index():
    rng, p = np.random.default_rng(11), np.array([0.5, 0.3, 0.2])
    counts = rng.multinomial(12, p, size=20000)
    simpson = [1 / chao_simpson(c) for c in counts]
    error = 3 * np.std(simpson) / np.sqrt(len(simpson))
    assert np.mean(simpson) == pytest.approx((p**2).sum(), abs=error)


def test_shannon_estimator_is_nearer_the_truth_than_the_raw_figure():
    rng, p = np.random.default_rng(12), np.array([0.35, 0.25, 0.15, 0.1, 0.08, 0.04, 0.03])
    counts = rng.multinomial(20, p, size=2000)
    truth = float(hill(p, 1))
    raw = np.mean([float(hill(c, 1)) for c in counts])
    assert abs(np.mean([chao_shannon(c) for c in counts]) - truth) < abs(raw - truth)
