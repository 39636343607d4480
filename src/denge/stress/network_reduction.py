"""Smaller networks with the same optima: arcs in series, and capacities that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.network import Network

__all__ = ["chains_in_series", "tighten_capacities"]


def chains_in_series(network: Network) -> tuple[NDArray[np.intp], ...]:
    """Arcs in series: those joined by nodes with one way in and one way out."""
    enters = (network.incidence > 0).sum(axis=1) == 1
    leaves = (network.incidence < 0).sum(axis=1) == 1
    inner = {node for node, one in zip(network.nodes, enters & leaves, strict=True) if one}
    onward = {arc.tail: i for i, arc in enumerate(network.arcs) if arc.tail in inner}
    chains = []
    for start, arc in enumerate(network.arcs):
        if arc.tail in inner:
            continue
        chain = [start]
        while network.arcs[chain[-1]].head in inner:
            chain.append(onward[network.arcs[chain[-1]].head])
        chains.append(np.array(chain))
    return tuple(chains)


def tighten_capacities(u: NDArray, incidence: NDArray) -> None:
    """Cut capacities (chain, scenario), in place, to what the other side of a node can carry."""
    for row in incidence:
        enters, leaves = np.flatnonzero(row > 0), np.flatnonzero(row < 0)
        supply, demand = _added(u, enters), _added(u, leaves)
        for chain in leaves:
            np.minimum(u[chain], supply, out=u[chain])
        for chain in enters:
            np.minimum(u[chain], demand, out=u[chain])


def _added(u: NDArray, chains: NDArray) -> NDArray:
    total = u[chains[0]].copy()
    for chain in chains[1:]:
        total += u[chain]
    return total
