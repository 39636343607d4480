"""A network of arcs from supplies to markets, with faults looked for at the door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import BadScenario, UnknownName, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Arc", "ArcKind", "Network", "network"]

ArcKind = Literal["supply", "link", "market"]


@dataclass(frozen=True, slots=True)
class Arc:
    """One directed arc.

    Attributes
    ----------
    id : str
    tail, head : str
        Nodes; a supply arc has no tail ("") and a market arc no head.
    capacity : float
        In the unit of the network; not negative, may be infinite on market arcs only.
    cost : float
        Money per unit carried.
    transit : tuple[str, ...]
        States whose territory or straits the arc crosses.
    groups : tuple[str, ...]
        Common causes that close it together with others.
    assumed : bool
        Whether the capacity is an assumption rather than a printed figure.
    """

    id: str
    tail: str
    head: str
    capacity: float
    cost: float = 0.0
    transit: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def kind(self) -> ArcKind:
        """Where it leads from and to: supply, link or market."""
        if not self.tail:
            return "supply"
        return "link" if self.head else "market"


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs in a fixed order, and the nodes they join.

    Attributes
    ----------
    arcs : tuple[Arc, ...]
    nodes : tuple[str, ...]
    incidence : ndarray, shape (node, arc)
        +1 where an arc enters a node, -1 where it leaves.
    unit : str
        Unit of flow.
    """

    arcs: tuple[Arc, ...]
    nodes: tuple[str, ...]
    incidence: NDArray[np.float64]
    unit: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the arcs, in their order."""
        return tuple(arc.id for arc in self.arcs)

    @property
    def capacity(self) -> NDArray[np.float64]:
        """Capacities, shape (arc,); an unbounded market takes all that the supplies hold."""
        supply = sum(arc.capacity for arc in self.arcs if arc.kind == "supply")
        return np.array([min(arc.capacity, max(supply, 1.0)) for arc in self.arcs], float)

    @property
    def cost(self) -> NDArray[np.float64]:
        """Money per unit carried, shape (arc,)."""
        return np.array([arc.cost for arc in self.arcs])

    def mask(self, kind: ArcKind) -> NDArray[np.bool_]:
        """Which arcs are of this kind, shape (arc,)."""
        return np.array([arc.kind == kind for arc in self.arcs])

    def at(self, arc: str) -> int:
        """Position of an arc.

        Raises
        ------
        UnknownName
            The network holds no such arc.
        """
        if arc not in self.ids:
            raise UnknownName(f"the network has no arc {arc!r}; {nearest(arc, self.ids)}")
        return self.ids.index(arc)

    def crossing(self, state: str) -> NDArray[np.bool_]:
        """Which arcs cross this state, shape (arc,)."""
        return np.array([state in arc.transit for arc in self.arcs])

    def in_group(self, group: str) -> NDArray[np.bool_]:
        """Which arcs share this common cause, shape (arc,).

        Raises
        ------
        UnknownName
            No arc is in such a group.
        """
        inside = np.array([group in arc.groups for arc in self.arcs])
        if not inside.any():
            known = sorted({name for arc in self.arcs for name in arc.groups})
            raise UnknownName(f"no arc is in the group {group!r}; {nearest(group, known)}")
        return inside


def network(arcs: Iterable[Arc], unit: str = "") -> Network:
    """A `Network` whose faults have been looked for.

    Raises
    ------
    BadScenario
        An arc is named twice, its capacity is negative or missing, its cost is not finite, a node
        has no way in or no way out, or no supply reaches a market; the message names the culprit.

    Examples
    --------
    >>> net = network([Arc("s", "", "A", 5), Arc("ab", "A", "B", 3), Arc("m", "B", "", 9)])
    >>> net.nodes, net.capacity.tolist()
    (('A', 'B'), [5.0, 3.0, 5.0])
    """
    known = tuple(arcs)
    _check_arcs(known)
    nodes = tuple(dict.fromkeys(n for arc in known for n in (arc.tail, arc.head) if n))
    _check_nodes(known, nodes)
    _check_reach(known, nodes)
    row = {node: i for i, node in enumerate(nodes)}
    incidence = np.zeros((len(nodes), len(known)))
    for column, arc in enumerate(known):
        if arc.head:
            incidence[row[arc.head], column] = 1
        if arc.tail:
            incidence[row[arc.tail], column] = -1
    return Network(known, nodes, incidence, unit)


def _check_arcs(arcs: Sequence[Arc]) -> None:
    if not arcs:
        raise BadScenario("a network needs at least one arc")
    if twice := [name for name, n in Counter(arc.id for arc in arcs).items() if n > 1]:
        raise BadScenario(f"arc {twice[0]!r} is given twice; arcs need names of their own")
    for arc in arcs:
        if not arc.capacity >= 0:
            raise BadScenario(f"the capacity of arc {arc.id!r} is {arc.capacity}; give 0 or more")
        if np.isinf(arc.capacity) and arc.kind != "market":
            raise BadScenario(f"arc {arc.id!r} has no limit; only a market may be unbounded")
        if not np.isfinite(arc.cost):
            raise BadScenario(f"the cost of arc {arc.id!r} is {arc.cost}; give a finite number")
        if arc.tail == arc.head:
            raise BadScenario(f"arc {arc.id!r} leads from {arc.tail or 'nowhere'!r} to itself")


def _check_nodes(arcs: Sequence[Arc], nodes: Sequence[str]) -> None:
    entered, left = {arc.head for arc in arcs}, {arc.tail for arc in arcs}
    for node in nodes:
        if node not in left:
            raise BadScenario(f"node {node!r} dangles: no arc leaves it; add one or a market")
        if node not in entered:
            raise BadScenario(f"node {node!r} dangles: no arc enters it; add one or a supply")


def _check_reach(arcs: Sequence[Arc], nodes: Sequence[str]) -> None:
    forward = _reached([arc.head for arc in arcs if not arc.tail], arcs)
    for arc in arcs:
        if not arc.head and arc.tail not in forward:
            raise BadScenario(f"market {arc.id!r} at {arc.tail!r} is cut off: no supply reaches it")
    for node in nodes:
        if node not in forward:
            raise BadScenario(f"node {node!r} is cut off: no supply reaches it")


def _reached(start: Iterable[str], arcs: Sequence[Arc]) -> set[str]:
    seen, open_ = set(start), list(start)
    while open_:
        node = open_.pop()
        for arc in arcs:
            if arc.tail == node and arc.head and arc.head not in seen:
                seen.add(arc.head)
                open_.append(arc.head)
    return seen
