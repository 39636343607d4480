"""What a scenario moves, met with what is known: arcs that close, buyers that cap, scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario
from denge.stress.sanctions import buyers_share, scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.corridor_base import CorridorBase
    from denge.stress.oil_revenue import FuelBase
    from denge.stress.scenario import Scenario
    from denge.stress.trade_base import TradeBase

__all__ = ["check_moves", "closed_arcs"]


def check_moves(
    scenario: Scenario,
    network: CorridorBase | None,
    fuel: FuelBase | None,
    trade: TradeBase | None,
) -> None:
    """See that every move names something that exists.

    Raises
    ------
    BadScenario
        A move concerns a channel without data, or closes what no corridor crosses.
    UnknownName
        There is no such arc, group, scope or buyer.
    """
    for move in scenario.moves:
        if move.what in ("oil_price", "price_cap") and fuel is None:
            raise BadScenario(f"{scenario.name}: the state has no fuel exports to move")
        if move.what == "price_cap":
            if trade is None:
                raise BadScenario(f"{scenario.name}: there is no trade base for a price cap")
            buyers_share(trade, move.id)
        if move.what == "sanctions":
            scope(move.id)
            if trade is None:
                raise BadScenario(f"{scenario.name}: there is no trade base for sanctions")
        if move.what in ("arc", "transit", "group", "neighbour"):
            if network is None:
                raise BadScenario(f"{scenario.name}: there is no corridor network to close")
            closed_arcs(network, move.what, move.id)


def closed_arcs(network: CorridorBase, what: str, name: str) -> NDArray[np.bool_]:
    """Arcs that a move closes, shape (arc,).

    Raises
    ------
    UnknownName
        No such arc or group.
    BadScenario
        No arc crosses the state, or it is no neighbour of the network.
    """
    net = network.corridors.network
    if what == "arc":
        net.at(name)
        return np.array([arc == name for arc in net.ids])
    if what == "group":
        return net.in_group(name)
    if what == "neighbour":
        known = network.corridors.neighbours
        if name not in known:
            raise BadScenario(f"{name!r} is no neighbour here; there are {', '.join(known)}")
        return known[name]
    mask = net.crossing(name)
    if not mask.any():
        states = sorted({s for arc in net.arcs for s in arc.transit})
        raise BadScenario(f"no corridor crosses {name!r}; they cross {', '.join(states)}")
    return mask
