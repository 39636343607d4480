"""Networks: faults are named, and optimal flows keep to what a network can do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.core.errors import BadScenario, UnknownName
from denge.stress.critical_regions import optimal_flows, train_regions
from denge.stress.network import Arc, Network, network
from denge.stress.routes import crossing_shares, hill_number, paths

GOOD = (
    Arc("supply", "", "A", 10.0),
    Arc("ab", "A", "B", 6.0, 3.0, ("RUS",), ("north",)),
    Arc("ac", "A", "C", 3.0, 5.0),
    Arc("bc", "B", "C", 2.0, 1.0),
    Arc("mb", "B", "", np.inf),
    Arc("mc", "C", "", 4.0),
)


def diamond() -> Network:
    return network(GOOD)


@pytest.mark.parametrize(
    ("arcs", "said"),
    [
        ((*GOOD, Arc("dead", "B", "Z", 1.0)), "'Z' dangles: no arc leaves it"),
        ((*GOOD, Arc("orphan", "Y", "B", 1.0)), "'Y' dangles: no arc enters it"),
        ((*GOOD, Arc("ab", "A", "C", 1.0)), "'ab' is given twice"),
        ((*GOOD, Arc("neg", "A", "C", -1.0)), "capacity of arc 'neg' is -1"),
        ((*GOOD, Arc("nan", "A", "C", np.nan)), "capacity of arc 'nan' is nan"),
        ((*GOOD, Arc("inf", "A", "C", np.inf)), "'inf' has no limit"),
        ((*GOOD, Arc("cost", "A", "C", 1.0, np.nan)), "cost of arc 'cost'"),
        ((*GOOD, Arc("loop", "A", "A", 1.0)), "leads from 'A' to itself"),
        ((*GOOD, Arc("xy", "X", "Y", 1), Arc("yx", "Y", "X", 1), Arc("my", "Y", "", 1)),
         "market 'my' at 'Y' is cut off"),
        ((), "at least one arc"),
    ],
)  # fmt: skip
def test_a_bad_network_is_named(arcs, said):
    with pytest.raises(BadScenario, match=said):
        network(arcs)


def test_an_unknown_arc_or_group_is_named():
    with pytest.raises(UnknownName, match="nearest: ab"):
        diamond().at("abb")
    with pytest.raises(UnknownName, match="north"):
        diamond().in_group("nort")


def test_a_value_below_the_cost_of_a_path_is_refused():
    with pytest.raises(BadScenario, match="does not cover"):
        train_regions(diamond(), 2.0)


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (np.ones((2, 3)), "3 capacities meet a network of 6 arcs"),
        (np.array([[1, 1, -1, 1, 1, 1.0]]), "gives arc 'ac' a capacity of -1"),
        (np.array([[1, np.nan, 1, 1, 1, 1.0]]), "gives arc 'ab' a capacity of nan"),
    ],
)
def test_bad_capacities_are_named(capacity, said):
    with pytest.raises(BadScenario, match=said):
        optimal_flows(train_regions(diamond(), 1000.0), capacity)


shares = st.lists(st.floats(0, 1), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(share=shares, more=st.integers(0, 5), gain=st.floats(0, 10))
def test_more_capacity_never_hurts_and_flow_is_conserved(share, more, gain):
    net = diamond()
    u = net.capacity * np.array(share)
    wider = u.copy()
    wider[more] += gain
    both = optimal_flows(train_regions(net, 1000.0), np.stack([u, wider]))
    worth = 1000.0 * both.delivered - both.transport_cost
    assert worth[1] >= worth[0] - 1e-9
    assert both.residual < 1e-8
    assert (both.marginal_value >= -1e-9).all()


def test_repeated_scenarios_give_equal_rows():
    net = diamond()
    u = net.capacity * np.array([[1, 1, 1, 1, 1, 1], [1, 0.5, 1, 0, 1, 1]])
    flows = optimal_flows(train_regions(net, 1000.0), np.tile(u, (50, 1)))
    assert (flows.delivered[::2] == flows.delivered[0]).all()
    assert (flows.delivered[1::2] == flows.delivered[1]).all()


def test_paths_add_up_to_the_flow():
    net = diamond()
    flow = optimal_flows(train_regions(net, 1000.0), net.capacity)
    routes = paths(net, flow.flow[0])
    assert sum(route.flow for route in routes) == pytest.approx(flow.delivered[0])
    back = np.zeros(len(net.arcs))
    for route in routes:
        for arc in route.arcs:
            back[net.at(arc)] += route.flow
    assert back == pytest.approx(flow.flow[0])
    assert crossing_shares(routes)["RUS"] == pytest.approx(6 / 9)


@pytest.mark.parametrize("q", [0.5, 1, 2, 3])
def test_equal_shares_count_themselves(q):
    assert hill_number(np.full(7, 3.0), q) == pytest.approx(7)
