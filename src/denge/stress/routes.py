"""Routes that a flow takes: its paths, the states they cross, and how diverse they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.network import Network

__all__ = ["Path", "crossing_shares", "hill_number", "paths"]

_LEFT = 1e-9  # flow below this share of the total is rounding


@dataclass(frozen=True, slots=True)
class Path:
    """One route: its arcs in order, the states that it crosses, and what it carries."""

    arcs: tuple[str, ...]
    transit: tuple[str, ...]
    flow: float


def paths(network: Network, flow: NDArray[np.float64]) -> tuple[Path, ...]:
    """Split an acyclic flow, shape (arc,), into paths from a supply to a market, widest first.

    Each step follows the fullest arc, so that main routes come out whole.
    """
    left = np.array(flow, float)
    found: dict[tuple[str, ...], float] = {}
    limit = _LEFT * max(1.0, left.max(initial=0))
    while True:
        route = _widest(network, left, limit)
        if not route:
            break
        amount = left[route].min()
        left[route] -= amount
        key = tuple(network.arcs[i].id for i in route)
        found[key] = found.get(key, 0.0) + float(amount)
    return tuple(
        Path(key, _crossed(network, key), amount)
        for key, amount in sorted(found.items(), key=lambda item: -item[1])
    )


def _widest(network: Network, left: NDArray, limit: float) -> list[int]:
    supply = np.where(network.mask("supply"), left, 0)
    if supply.max(initial=0) <= limit:
        return []
    route = [int(supply.argmax())]
    while head := network.arcs[route[-1]].head:
        onward = np.array([left[i] if a.tail == head else 0 for i, a in enumerate(network.arcs)])
        if onward.max() <= 0:
            return []
        route.append(int(onward.argmax()))
    return route


def _crossed(network: Network, arcs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for a in arcs for s in network.arcs[network.at(a)].transit))


def crossing_shares(routes: tuple[Path, ...]) -> dict[str, float]:
    """Share of the delivered flow that crosses each state; "none" crosses no third state.

    Shares may add to more than 1, as a route may cross several states.
    """
    total = sum(route.flow for route in routes)
    states = dict.fromkeys(s for route in routes for s in route.transit or ("none",))
    return {
        state: sum(r.flow for r in routes if state in (r.transit or ("none",))) / total
        for state in states
    }


def hill_number(shares: NDArray[np.float64], q: float = 2.0) -> float:
    r"""Effective number $D_q = (\sum_k p_k^q)^{1/(1-q)}$ of shares, which need not sum to 1 yet.

    Range [1, n]. q = 2 is the inverse Herfindahl index; q = 1 its limit, exp of the entropy.

    Examples
    --------
    >>> round(hill_number(np.array([5.0, 5.0, 5.0, 5.0])), 12)
    4.0
    """
    p = shares[shares > 0] / shares.sum()
    if q == 1:
        return float(np.exp(-(p * np.log(p)).sum()))
    return float((p**q).sum() ** (1 / (1 - q)))
