"""The corridor network of a state, from the tables of a casebook and its capacity assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies, UnknownName, nearest
from denge.core.state import state as find_state
from denge.stress.corridor_book import Basis, Book, CostLevel, matches
from denge.stress.ledger_rows import Row, known_by
from denge.stress.network import Arc, Network, network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.stress.ledger_rows import Rows

__all__ = ["Corridors", "corridors"]


@dataclass(frozen=True, slots=True)
class Corridors:
    """A network with what each capacity rests on.

    Attributes
    ----------
    network : Network
        Capacities without the margin of assumed arcs, and net of foreign crude on shared arcs.
    basis : dict[str, Basis]
        For each arc: a printed capacity, the largest recorded flow, an analogue, or a supply.
    trail : dict[str, tuple[Step, ...]]
        Rows behind each arc.
    left_out : dict[str, str]
        Edges of the casebook that are not in the network, with the reason.
    recorded_exports : dict[int, float]
        Total exports by year, as recorded.
    group_assumptions : dict[str, str]
        The assumption behind each common cause.
    neighbours : dict[str, ndarray], each shape (arc,)
        For each of the two neighbours of "both close", the arcs that close with it.
    """

    state: str
    product: str
    network: Network
    basis: dict[str, Basis]
    trail: dict[str, tuple[Step, ...]]
    left_out: dict[str, str]
    recorded_exports: dict[int, float]
    group_assumptions: dict[str, str]
    neighbours: dict[str, NDArray[np.bool_]]

    def crossing(self, state: str) -> NDArray[np.bool_]:
        """The arcs that cross a state or end in it, shape (arc,)."""
        where = {"transit": state, "heads": (find_state(state).name(),)}
        return np.array([matches(arc, where) for arc in self.network.arcs])

    @property
    def origins(self) -> tuple[str, ...]:
        """Addresses behind any arc, each once."""
        return tuple(
            dict.fromkeys(s.source_url for t in self.trail.values() for s in t if s.source_url)
        )


def corridors(
    view: Rows,
    state: str,
    product: str = "crude",
    *,
    printed: bool = True,
    costs: CostLevel = "central",
) -> Corridors:
    """Build the network as it was known on the view's day.

    A capacity is the printed one; else the largest recorded flow of any year; else that of a named
    analogue. The last two are assumed and carry a margin in `outages.capacity_draws`. Foreign crude
    keeps its recorded share of the arcs that it uses.

    Parameters
    ----------
    view : View
        With tables corridors, corridor_flows, oil_fields, tariffs and outages.
    state : str
        ISO3 code.
    product : str
        `crude`, `gas` or `general`.
    printed : bool
        Whether printed capacities count; False leaves recorded flows alone (for validation).
    costs : {"low", "central", "high"}
        Which end of the assumed transport costs is used; printed tariffs stay.

    Raises
    ------
    UnknownName
        No corridors are described for this state and product.
    BadScenario
        An arc has neither capacity, flow nor analogue; or the network has a fault.
    """
    rule = _rule(state, product)
    edges, left_out = _edges(view, rule, product)
    flows = [r for r in view.rows("corridor_flows") if r.get("chosen", True)]
    book = Book(view, rule, edges, flows, printed, costs)
    arcs = [book.arc(row) for row in edges]
    arcs += book.supplies()
    arcs += book.markets()
    net = network(_pruned(arcs, left_out), rule["unit"])
    kept = set(net.ids)
    return Corridors(
        state=state,
        product=product,
        network=net,
        basis={k: v for k, v in book.basis.items() if k in kept},
        trail={k: v for k, v in book.trail.items() if k in kept},
        left_out=left_out,
        recorded_exports=book.exports(),
        group_assumptions={
            name: group["assumption"] for name, group in rule.get("groups", {}).items()
        },
        neighbours={
            name: np.array([matches(arc, where) for arc in net.arcs])
            for name, where in rule["neighbours"].items()
        },
    )


def _rule(state: str, product: str) -> dict[str, Any]:
    known = read_yaml("catalogue/corridor_assumptions.yaml")
    if state not in known:
        raise UnknownName(
            f"no export corridors are described for {state}; described: {', '.join(known)}. "
            "Add the state to catalogue/corridor_assumptions.yaml and its edges to a casebook"
        )
    if product not in known[state]:
        raise UnknownName(
            f"no corridors for {product!r} from {state}; {nearest(product, known[state])}"
        )
    return known[state][product]


def _edges(view: Rows, rule: dict[str, Any], product: str) -> tuple[list[Row], dict[str, str]]:
    """Edges in use on the day, and why the others are not."""
    foreign = {entry["edge"] for entry in rule["foreign_supplies"].values()}
    used, left_out = [], {}
    for row in view.rows("corridors"):
        edge = row["edge_id"]
        if row["product"] != product:
            continue
        if row["status"] != "operating":
            left_out[edge] = row["status"]
        elif edge in foreign:
            left_out[edge] = "carries the crude of others; its share of the shared arcs is kept out"
        elif edge in rule.get("leave_out", ()):
            left_out[edge] = rule["leave_out_reason"]
        else:
            used.append(row)
    if not used:
        raise EmptyTies(f"the ledger holds no operating {product} corridors {known_by(view)}")
    return used, left_out


def _pruned(arcs: list[Arc], left_out: dict[str, str]) -> list[Arc]:
    """Without dead ends, which appear when an edge is out of use."""
    while True:
        heads, tails = {a.head for a in arcs}, {a.tail for a in arcs}
        kept = [
            a for a in arcs if (not a.tail or a.tail in heads) and (not a.head or a.head in tails)
        ]
        if len(kept) == len(arcs):
            return kept
        for arc in arcs:
            if arc not in kept:
                left_out[arc.id] = "leads nowhere while other arcs are out of use"
        arcs = kept
