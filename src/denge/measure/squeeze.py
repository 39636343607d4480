"""The squeeze between two neighbours: what goes through one, the other, or both."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.state import states
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed
from denge.measure.dependence import partner_shares
from denge.measure.rows import number, origins_of, rows_about, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from denge.measure.rows import Row, View

__all__ = ["Arc", "Squeeze", "largest_flow", "lost_share", "squeeze"]

Arc = tuple[str, str, float]
_SUPPLY, _SOURCE, _SINK = "\0supply", "\0source", "\0sink"  # names that no node can have
_ROUNDING = 1e-9  # room below it is what subtractions leave over


def largest_flow(arcs: Sequence[Arc], supply: float) -> float:
    r"""Largest flow from the nodes that no arc enters to the nodes that no arc leaves.

    $$\max \sum_a x_a \quad \text{s.t. flow is conserved}, \; 0 \le x_a \le u_a, \;
      \text{all sources together} \le \text{supply}$$

    Parameters
    ----------
    arcs : sequence of (tail, head, capacity)
        In one unit; infinite where nothing bounds an arc.
    supply : float

    References
    ----------
    Ford & Fulkerson (1956), Maximal Flow through a Network, Canadian J. Math. 8, 399-404; along
    shortest paths: Edmonds & Karp (1972), J. ACM 19(2), 248-264.

    Examples
    --------
    >>> largest_flow([("field", "port", 5.0), ("field", "border", 2.0)], 10.0)
    7.0
    """
    tails, heads = {a[0] for a in arcs}, {a[1] for a in arcs}
    room: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for tail, head, capacity in arcs:
        room[tail][head] += min(capacity, supply)
    room[_SUPPLY][_SOURCE] = supply
    room[_SOURCE] |= dict.fromkeys(tails - heads, supply)
    for goal in heads - tails:
        room[goal][_SINK] = supply
    flow = 0.0
    while path := _shortest_path(room):
        most = min(room[a][b] for a, b in pairwise(path))
        for a, b in pairwise(path):
            room[a][b] -= most
            room[b][a] += most
        flow += most
    return flow


def _shortest_path(room: dict[str, dict[str, float]]) -> list[str]:
    """The path of fewest arcs with room left from the supply to the sink; [] if there is none."""
    came, ahead = {_SUPPLY: ""}, deque([_SUPPLY])
    while ahead and _SINK not in came:
        node = ahead.popleft()
        for head, left in room[node].items():
            if left > _ROUNDING and head not in came:
                came[head] = node
                ahead.append(head)
    path = [_SINK] if _SINK in came else []
    while path and path[0] != _SUPPLY:
        path.insert(0, came[path[0]])
    return path


def lost_share(arcs: Sequence[Arc], supply: float, closed: Callable[[Arc], bool]) -> float:
    r"""Share of what can be delivered that is lost when some arcs close.

    $$1 - \frac{\mathrm{maxflow}(A \setminus C)}{\mathrm{maxflow}(A)}$$

    Range: [0, 1].

    Raises
    ------
    EmptyTies
        Nothing can be delivered even with every arc open.

    Examples
    --------
    >>> arcs = [("field", "port", 5.0), ("field", "border", 5.0)]
    >>> lost_share(arcs, 8.0, lambda arc: arc[1] == "port")
    0.375
    """
    sources = {a[0] for a in arcs} - {a[1] for a in arcs}
    goals = {a[1] for a in arcs} - {a[0] for a in arcs}
    open_ = largest_flow(arcs, supply)
    if open_ <= 0:
        raise EmptyTies("nothing can be delivered even with every route open")
    left = _useful([a for a in arcs if not closed(a)], sources, goals)
    return 1 - (largest_flow(left, supply) if left else 0.0) / open_


@dataclass(frozen=True, slots=True)
class Squeeze(Result):
    """What a state sends and buys through two rivals.

    Attributes
    ----------
    shares : dict[str, Estimate]
        `imports` and `exports` that are with the two together.
    lost : dict[str, float]
        Share of deliverable crude exports lost when the first, the second, or `both` close; empty
        where no corridors are recorded.
    years : dict[str, int]
        Data year by quantity.
    missing : tuple[str, ...]
        What has no data, and what would load it.
    """

    state: str
    rivals: tuple[str, str]
    shares: dict[str, Estimate]
    lost: dict[str, float]
    years: dict[str, int]
    missing: tuple[str, ...]
    steps: dict[str, tuple[Step, ...]]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        names = " and ".join(find_state(code).name() for code in self.rivals)
        bound = "an upper bound on what routes could carry; no sampling"
        rows = [
            (key, f"Share of {key} with {names}", value, "sum of printed partner shares", key)
            for key, value in self.shares.items()
        ]
        rows += [
            (
                f"oil.{key}",
                f"Share of deliverable crude exports lost when {_who(key, names)} closed",
                Estimate(value, unit="share", reason=bound),
                "1 - maxflow(without)/maxflow(all), printed capacities",
                "oil",
            )
            for key, value in self.lost.items()
        ]
        return tuple(
            Figure(
                id=f"squeeze.{key}",
                label=label,
                estimate=estimate,
                period=str(self.years[table]),
                method=method,
                trail=self.steps[table],
                assumptions=self.assumptions,
                origins=self.origins,
                notes=self.missing,
            )
            for key, label, estimate, method, table in rows
        )


def squeeze(
    view: View, state: str, *, rivals: tuple[str, str] = ("CHN", "RUS"), seed: int = 0
) -> Squeeze:
    """Trade with two rivals, and crude exports lost when their routes close.

    Parameters
    ----------
    rivals : (str, str)
        ISO3 of the two neighbours.

    Raises
    ------
    EmptyTies
        Neither trade shares nor corridors are recorded for the state.
    InputError
        The state is one of the two.
    """
    if state in rivals:
        raise InputError(f"{state} cannot be squeezed between itself and another state")
    shares, years, steps, missing = {}, {}, {}, []
    for flow in ("imports", "exports"):
        try:
            found = partner_shares(view, state, flow)
        except EmptyTies as error:
            missing.append(str(error))
            continue
        shares[flow] = found.together(rivals)
        years[flow], steps[flow] = found.year, found.steps_of(rivals)
    lost = _oil(view, state, rivals, years, steps, missing)
    if not shares and not lost:
        raise EmptyTies("; ".join(missing))
    everything = [step for part in steps.values() for step in part]
    return Squeeze(
        state=state,
        rivals=rivals,
        shares=shares,
        lost=lost,
        years=years,
        missing=tuple(missing),
        steps=steps,
        origins=origins_of(view, everything),
        assumptions=(assumed("squeeze.rail_bound"), assumed("dependence.rounding_percent")),
        seed=seed,
        as_of=view.as_of,
    )


def _oil(
    view: View,
    state: str,
    rivals: tuple[str, str],
    years: dict[str, int],
    steps: dict[str, tuple[Step, ...]],
    missing: list[str],
) -> dict[str, float]:
    rows = [r for r in rows_about(view, "corridors", state) if _runs(r)]
    totals = [r for r in rows_about(view, "corridor_flows", state) if _is_total(r)]
    if not rows or not totals:
        missing.append(
            f"no crude corridors of {state} are recorded; add them to a casebook as corridors.csv"
        )
        return {}
    total = max(totals, key=lambda r: (int(r["year"]), bool(r.get("chosen", True))))
    flows = rows_about(view, "corridor_flows", state)
    rail = [number(r["volume_mt"]) or 0.0 for r in flows if r["route"] == "rail"]
    arcs = {r["edge_id"]: _arc(r, max(rail, default=np.inf)) for r in rows}
    crosses = {rival: {r["edge_id"] for r in rows if _crosses(r, rival)} for rival in rivals}
    supply = float(number(total["volume_mt"]) or 0.0)
    years["oil"] = int(total["year"])
    says = [f"{r['edge_id']}: {r['from_node']} to {r['to_node']}" for r in rows]
    steps["oil"] = steps_of("corridors", rows, says)
    return {
        key: _lost(arcs, supply, shut)
        for key, shut in (
            (rivals[0], crosses[rivals[0]]),
            (rivals[1], crosses[rivals[1]]),
            ("both", crosses[rivals[0]] | crosses[rivals[1]]),
        )
    }


def _lost(arcs: dict[str, Arc], supply: float, shut: set[str]) -> float:
    closed = {id(arcs[edge]) for edge in shut}
    return lost_share(list(arcs.values()), supply, lambda arc: id(arc) in closed)


def _runs(row: Row) -> bool:
    """Whether an arc carries own crude; one that opens abroad is named for its state."""
    foreign = row["from_node"].split("_")[0].casefold() in {
        s.name().casefold() for s in states().values()
    }
    return row["product"] == "crude" and row["status"] == "operating" and not foreign


def _is_total(row: Row) -> bool:
    return row["measure"] == "kazakh_crude_export" and row["period"] == "FY"


def _arc(row: Row, rail: float) -> Arc:
    printed = number(row["capacity_mt_per_year"])
    bound = rail if row["mode"] == "rail" else np.inf
    return (row["from_node"], row["to_node"], printed if printed is not None else bound)


def _crosses(row: Row, rival: str) -> bool:
    transit = str(row["transit_states"] or "").split(";")
    return rival in transit or row["to_node"] == find_state(rival).name()


def _useful(arcs: list[Arc], sources: set[str], goals: set[str]) -> list[Arc]:
    """Arcs that still lie on a way from a source to a goal, so that no end is a false market."""
    while True:
        tails, heads = {a[0] for a in arcs}, {a[1] for a in arcs}
        kept = [
            a
            for a in arcs
            if (a[0] in sources or a[0] in heads) and (a[1] in goals or a[1] in tails)
        ]
        if len(kept) == len(arcs):
            return kept
        arcs = kept


def _who(key: str, names: str) -> str:
    return f"{names} are" if key == "both" else f"{find_state(key).name()} is"
