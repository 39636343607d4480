"""The reductions: chains hold every arc once, and cutting capacities changes no optimum."""

from __future__ import annotations

import numpy as np
import pytest

from denge.stress.corridor_base import corridor_base
from denge.stress.critical_regions import optimal_flows, train_regions
from denge.stress.network import Arc, network
from denge.stress.network_reduction import chains_in_series, tighten_capacities
from denge.stress.outages import capacity_draws


def test_every_arc_is_in_one_chain(view):
    net = corridor_base(view, "KAZ").corridors.network
    together = np.concatenate(chains_in_series(net))
    assert sorted(together) == list(range(len(net.arcs)))


def test_a_single_line_is_one_chain():
    line = network([Arc("s", "", "A", 5), Arc("ab", "A", "B", 3), Arc("m", "B", "", 9)])
    assert [chain.tolist() for chain in chains_in_series(line)] == [[0, 1, 2]]
    flows = optimal_flows(train_regions(line, 100.0), np.array([[5.0, 3, 9], [2, 3, 9], [5, 0, 9]]))
    assert flows.delivered.tolist() == [3, 2, 0]


def test_what_cannot_arrive_does_not_count():
    incidence = np.array([[1.0, -1.0, -1.0]])
    u = np.array([[2.0], [5.0], [1.0]])
    tighten_capacities(u, incidence)
    assert u.ravel().tolist() == [2, 2, 1]


def test_cut_capacities_change_no_optimum(view):
    solved = corridor_base(view, "KAZ")
    rng = np.random.default_rng(3)
    u = capacity_draws(solved.corridors, solved.record, 3000, rng)
    u[:1000] *= rng.random((1000, u.shape[1])) > 0.3
    cut = optimal_flows(solved.regions, u)
    whole = optimal_flows(solved.regions, u, tighten=False)
    assert cut.delivered == pytest.approx(whole.delivered, abs=1e-9)
    assert cut.transport_cost == pytest.approx(whole.transport_cost, abs=1e-6)
    assert max(cut.residual, whole.residual) < 1e-8
