"""Brokerage: shares of ways, a null that keeps what it must, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.brokerage import axis_share, brokerage, burt_constraint, rewired


@pytest.fixture
def network(rng):
    tie = rng.poisson(0.8, (20, 20)).astype(float)
    np.fill_diagonal(tie, 0)
    return tie


def test_rewiring_keeps_degrees_and_strengths_of_every_state(network, rng):
    moved = rewired(network, rng)
    for side in (0, 1):
        assert moved.sum(axis=side).tolist() == network.sum(axis=side).tolist()
        assert (moved > 0).sum(axis=side).tolist() == (network > 0).sum(axis=side).tolist()
    assert np.diag(moved).tolist() == [0.0] * 20
    assert (moved != network).mean() > 0.2


def test_shares_of_ways_sum_to_one_and_leave_the_rivals_out(network):
    share = axis_share(network, 3, 7)
    assert share.sum() == pytest.approx(1)
    assert share[[3, 7]].tolist() == [0, 0]


def test_share_and_constraint_ignore_the_unit_of_ties(network):
    assert axis_share(5 * network, 0, 1) == pytest.approx(axis_share(network, 0, 1))
    assert burt_constraint(5 * network) == pytest.approx(burt_constraint(network))


def test_relabelling_states_permutes_constraint(network, rng):
    order = rng.permutation(20)
    assert burt_constraint(network[np.ix_(order, order)]) == pytest.approx(
        burt_constraint(network)[order]
    )


def rows_of(tie, names):
    return [
        {"source": names[i], "target": names[j], "year": 2014, "quad": 1, "events": tie[i, j]}
        for i, j in zip(*np.nonzero(tie), strict=True)
    ]


NAMES = ("USA", "RUS", "KAZ", *(f"X{k:02d}" for k in range(17)))


def test_a_state_that_alone_ties_both_rivals_holds_every_way(network):
    tie = network.copy()
    tie[:2] = tie[:, :2] = 0
    tie[0, 2] = tie[1, 2] = 1
    found = brokerage(rows_of(tie, NAMES), "KAZ", year=2014)
    assert found.share == 1.0
    assert found.rank == 1
    assert found.p < 0.2


def test_an_ordinary_state_is_not_above_chance(network):
    found = brokerage(rows_of(network, NAMES), "X05", year=2014)
    assert found.p > 0.05
    assert found.null_share.low <= found.share <= found.null_share.high


def test_a_rival_cannot_stand_between_and_an_empty_year_is_said(network):
    with pytest.raises(InputError, match="one of the rivals"):
        brokerage(rows_of(network, NAMES), "USA", year=2014)
    with pytest.raises(EmptyTies, match="denge record load"):
        brokerage([], "KAZ", year=2014)
    with pytest.raises(EmptyTies, match="PER"):
        brokerage(rows_of(network, NAMES), "PER", year=2014)
