"""The corridor network solved, and solved again with arcs shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.stress.corridor_network import Corridors, corridors
from denge.stress.critical_regions import Flows, Regions, optimal_flows, train_regions
from denge.stress.outages import Outages, outages
from denge.stress.routes import Path, paths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.corridor_book import CostLevel
    from denge.stress.ledger_rows import Rows
    from denge.stress.network import Network

__all__ = ["Closed", "CorridorBase", "closing", "closures", "corridor_base"]


@dataclass(frozen=True, slots=True)
class CorridorBase:
    """The network solved without any outage.

    Attributes
    ----------
    corridors : Corridors
    record : Outages
    regions : Regions
        Bases known, to be handed to ensembles.
    base : Flows
        One scenario: recorded capacities.
    routes : tuple[Path, ...]
    """

    corridors: Corridors
    record: Outages
    regions: Regions
    base: Flows
    routes: tuple[Path, ...]

    @property
    def delivered(self) -> float:
        """Flow into markets without outages, in the unit of the network."""
        return float(self.base.delivered[0])

    def through(self, arcs: NDArray[np.bool_]) -> float:
        """Flow of the routes that use any of these arcs, each counted once."""
        return _through(self.corridors.network, self.routes, arcs)


@dataclass(frozen=True, slots=True)
class Closed:
    """The network with some arcs shut: what is still delivered, and by which routes."""

    network: Network
    delivered: float
    routes: tuple[Path, ...]

    def through(self, arcs: NDArray[np.bool_]) -> float:
        """Flow of the routes that use any of these arcs, each counted once."""
        return _through(self.network, self.routes, arcs)


def _through(net: Network, routes: tuple[Path, ...], arcs: NDArray[np.bool_]) -> float:
    chosen = {arc for arc, used in zip(net.ids, arcs, strict=True) if used}
    return sum(route.flow for route in routes if chosen & set(route.arcs))


def closing(solved: CorridorBase, shut: Mapping[str, NDArray[np.bool_]]) -> dict[str, Closed]:
    """The optimum of the network with each set of arcs at 0, at recorded and assumed capacities.

    Parameters
    ----------
    shut : mapping of name to ndarray of bool, shape (arc,)
    """
    net = solved.corridors.network
    u = np.where(np.array(list(shut.values())), 0.0, net.capacity)
    found = optimal_flows(solved.regions, u)
    return {
        name: Closed(net, float(delivered), paths(net, flow))
        for name, delivered, flow in zip(shut, found.delivered, found.flow, strict=True)
    }


def corridor_base(
    view: Rows, state: str, product: str = "crude", costs: CostLevel = "central"
) -> CorridorBase:
    """Build and solve the network of a state; the worth of delivery outweighs any path's cost."""
    net = corridors(view, state, product, costs=costs)
    cost = net.network.cost
    regions = train_regions(net.network, 10 * (1 + float(cost.sum())))
    base = optimal_flows(regions, net.network.capacity)
    return CorridorBase(net, outages(view, net), regions, base, paths(net.network, base.flow[0]))


def closures(solved: CorridorBase, together: int = 1) -> list[dict[str, Any]]:
    """What closing any `together` links strands, dearest first.

    Returns
    -------
    list of dict
        arcs, stranded (unit of the network), share of the delivered flow.
    """
    net = solved.corridors.network
    links = np.flatnonzero(net.mask("link"))
    cases = list(combinations(links, together))
    u = np.repeat(net.capacity[None], len(cases), axis=0)
    for row, case in enumerate(cases):
        u[row, list(case)] = 0
    stranded = solved.delivered - optimal_flows(solved.regions, u).delivered
    order = np.argsort(-stranded, kind="stable")
    return [
        {
            "arcs": " + ".join(net.ids[i] for i in cases[k]),
            "stranded": float(stranded[k]),
            "share": float(stranded[k] / solved.delivered),
        }
        for k in order
    ]
