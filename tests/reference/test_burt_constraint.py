"""V5: Burt's constraint on graphs with known values.

Star, complete and barbell graphs as computed by NetworkX 3 (`networkx.constraint`), which follows
Burt (2004), American Journal of Sociology 110(2), 349-399; printed to four decimals.
"""

from __future__ import annotations

import numpy as np
import pytest

from denge.measure.brokerage import burt_constraint

PRINTED = 5e-5


def star() -> np.ndarray:
    tie = np.zeros((5, 5))
    tie[0, 1:] = 1
    return tie


def barbell() -> np.ndarray:
    """Two complete graphs of four, joined over one state in between."""
    tie = np.zeros((9, 9))
    for clique in (range(4), range(5, 9)):
        for a in clique:
            for b in clique:
                tie[a, b] = a < b
    tie[3, 4] = tie[4, 5] = 1
    return tie


def test_the_hub_of_a_star_is_a_broker_and_a_leaf_is_bound():
    assert burt_constraint(star()) == pytest.approx([0.25, 1, 1, 1, 1])


def test_complete_graph_of_four():
    assert burt_constraint(np.triu(np.ones((4, 4)), 1)) == pytest.approx([0.9259] * 4, abs=PRINTED)


def test_ends_of_the_bridge_of_a_barbell():
    found = burt_constraint(barbell())
    assert found[[3, 5]] == pytest.approx([0.5833] * 2, abs=PRINTED)
    assert found[4] == pytest.approx(0.5)
    assert found[0] == pytest.approx(0.8657, abs=PRINTED)


def test_values_equal_networkx_on_a_random_weighted_graph():
    networkx = pytest.importorskip("networkx")
    rng = np.random.default_rng(3)
    tie = np.triu(rng.integers(0, 4, (12, 12)), 1).astype(float)
    graph = networkx.from_numpy_array(tie + tie.T)
    theirs = networkx.constraint(graph, weight="weight")
    assert burt_constraint(tie) == pytest.approx([theirs[k] for k in range(12)])
