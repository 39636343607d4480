"""V8: fast corridor evaluation equals HiGHS on a thousand scenarios of three topologies.

HiGHS is called twice over: cold through scipy.optimize.linprog for every scenario, and through the
labelled linopy program for a few. Tolerance 1e-7 of the largest capacity, HiGHS's own feasibility
tolerance.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from scipy.optimize import linprog

from denge.stress.corridor_program import solve_program
from denge.stress.critical_regions import optimal_flows, train_regions
from denge.stress.network import Arc, Network, network

VALUE = 5000.0


def layered() -> Network:
    """Three fields, two layers of hubs, every hub joined to the next layer, two markets."""
    rng = np.random.default_rng(5)
    arcs = [Arc(f"field{i}", "", f"F{i}", rng.uniform(10, 40)) for i in range(3)]
    layers = [[f"F{i}" for i in range(3)], ["H1", "H2", "H3"], ["P1", "P2"], ["M1", "M2"]]
    for left, right in pairwise(layers):
        arcs += [
            Arc(f"{a}-{b}", a, b, rng.uniform(2, 20), rng.uniform(1, 30))
            for a, b in product(left, right)
        ]
    arcs += [Arc("market1", "M1", "", 35.0), Arc("market2", "M2", "", np.inf)]
    return network(arcs)


def ring() -> Network:
    """A ring of eight hubs with arcs both ways, so that flow may go round."""
    rng = np.random.default_rng(6)
    arcs = [Arc("north", "", "R0", 30.0), Arc("south", "", "R4", 25.0)]
    for i in range(8):
        j = (i + 1) % 8
        arcs.append(Arc(f"R{i}>R{j}", f"R{i}", f"R{j}", rng.uniform(5, 20), rng.uniform(1, 9)))
        arcs.append(Arc(f"R{j}>R{i}", f"R{j}", f"R{i}", rng.uniform(5, 20), rng.uniform(1, 9)))
    arcs += [Arc("east", "R2", "", 18.0), Arc("west", "R6", "", 22.0), Arc("mid", "R7", "", 9.0)]
    return network(arcs)


def tree() -> Network:
    """A gathering tree with one trunk and two costly by-passes."""
    arcs = [Arc(f"well{i}", "", f"W{i}", 4.0 + i) for i in range(6)]
    arcs += [Arc(f"W{i}-G{i // 2}", f"W{i}", f"G{i // 2}", 8.0, 1.0 + i) for i in range(6)]
    arcs += [Arc(f"G{i}-T", f"G{i}", "T", 11.0, 2.0) for i in range(3)]
    arcs += [Arc("trunk", "T", "X", 26.0, 5.0), Arc("bypass", "G0", "X", 6.0, 40.0)]
    arcs += [Arc("rail", "W5", "X", 3.0, 55.0), Arc("sea", "X", "", np.inf)]
    return network(arcs)


TOPOLOGIES = {"layered": layered, "ring": ring, "tree": tree}


def scenarios(net: Network, count: int = 340) -> np.ndarray:
    """A third binary, a third partial, a third both, with whole arcs closed."""
    rng = np.random.default_rng(11)
    shape = (count, len(net.arcs))
    partial = rng.random(shape) ** 0.5
    closed = rng.random(shape) > 0.15
    kind = np.arange(count)[:, None] % 3
    share = np.where(kind == 0, closed, np.where(kind == 1, partial, closed * partial))
    return net.capacity * share


def highs(net: Network, u: np.ndarray) -> float:
    worth = net.cost - VALUE * net.mask("market")
    bounds = np.column_stack([np.zeros_like(u), u])
    answer = linprog(
        worth, A_eq=net.incidence, b_eq=np.zeros(len(net.nodes)), bounds=bounds, method="highs"
    )
    assert answer.status == 0
    return float(answer.fun)


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_value_equals_highs_in_every_scenario(topology: str):
    net = TOPOLOGIES[topology]()
    u = scenarios(net)
    fast = optimal_flows(train_regions(net, VALUE), u)
    ours = fast.transport_cost - VALUE * fast.delivered
    theirs = np.array([highs(net, row) for row in u])
    assert np.abs(ours - theirs).max() < 1e-7 * VALUE * net.capacity.max()
    assert np.abs(ours - theirs).max() / np.abs(theirs).max() < 1e-7
    assert fast.residual < 1e-9


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_the_labelled_program_says_the_same(topology: str):
    net = TOPOLOGIES[topology]()
    u = scenarios(net)[:4]
    fast = optimal_flows(train_regions(net, VALUE), u)
    for i, row in enumerate(u):
        slow = solve_program(net, VALUE, row)
        assert fast.delivered[i] == pytest.approx(slow.delivered, abs=1e-7 * net.capacity.max())
        assert slow.objective == pytest.approx(
            fast.transport_cost[i] - VALUE * fast.delivered[i], rel=1e-7
        )


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_marginal_values_are_one_sided_slopes(topology: str):
    """A dual lies between the loss of a small cut and the gain of a small widening."""
    net = TOPOLOGIES[topology]()
    regions = train_regions(net, VALUE)
    base = net.capacity * np.random.default_rng(2).uniform(0.6, 1, len(net.arcs))
    step = 1e-4
    moved = base + step * np.concatenate([np.eye(len(base)), -np.eye(len(base))])
    at, around = optimal_flows(regions, base), optimal_flows(regions, moved)
    worth = VALUE * around.delivered - around.transport_cost
    here = VALUE * at.delivered[0] - at.transport_cost[0]
    gain = (worth[: len(base)] - here) / step
    loss = (here - worth[len(base) :]) / step
    assert (at.marginal_value[0] >= gain - 1e-3).all()
    assert (at.marginal_value[0] <= loss + 1e-3).all()
    assert at.marginal_value[0].max() > 0
