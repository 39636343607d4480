"""What closed corridors would strand: outages, N-1 and N-2, neighbours, and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.estimate import Estimate
from denge.core.trail import Figure
from denge.stress.assumption import assumed
from denge.stress.corridor_base import CorridorBase, closing, closures, corridor_base
from denge.stress.critical_regions import Flows, optimal_flows
from denge.stress.ledger_rows import steps_of
from denge.stress.outages import capacity_draws
from denge.stress.result import StressResult, drawn_figure, exceedances
from denge.stress.routes import Path, crossing_shares, hill_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.stress.corridor_book import CostLevel
    from denge.stress.ledger_rows import Rows

__all__ = [
    "cost_table",
    "marginal_table",
    "solved_steps",
    "stress_corridor",
]

_PAIRS_SHOWN = 20
_COSTS = ("cost_pipeline", "cost_sea", "cost_port", "cost_rail", "barrels_per_tonne")
_NO_POWERS = (
    "counts every state that a route crosses, and crude that crosses none as one; the powers alone "
    "are `transit` in `denge measure STATE dimensions`"
)
_MARGINAL_DRAWS = 2000  # enough for a mean that is read to two digits


def cost_table(view: Rows, state: str, product: str = "crude") -> list[dict[str, Any]]:
    """Mean transport cost and effective routes with all assumed costs low, central and high.

    Costs rank routes; what can be delivered does not depend on them.
    """
    levels: tuple[CostLevel, ...] = ("low", "central", "high")
    rows = []
    for level in levels:
        solved = corridor_base(view, state, product, level)
        flows = np.array([path.flow for path in solved.routes])
        rows.append(
            {
                "costs": level,
                "usd_per_tonne": float(solved.base.transport_cost[0]) / solved.delivered,
                "delivered": solved.delivered,
                "effective_routes": hill_number(flows),
            }
        )
    return rows


def _netback_lost(
    view: Rows, solved: CorridorBase, flows: Flows, rng: np.random.Generator
) -> tuple[NDArray[np.float64], tuple[Step, ...]]:
    """Crude revenue lost after transport, bn USD a year, at the last monthly price of Brent."""
    last = max(view.rows("brent_monthly"), key=lambda row: row["month"])
    barrels = assumed("barrels_per_tonne").draw(rng, len(flows.delivered))
    price = float(last["price_usd_per_bbl"]) * barrels
    usual = price * solved.delivered - solved.base.transport_cost[0]
    lost = (usual - price * flows.delivered + flows.transport_cost) / 1e3
    return lost, steps_of("brent_monthly", [last], "month", "price_usd_per_bbl")


def marginal_table(solved: CorridorBase, flows: Flows) -> list[dict[str, Any]]:
    """What a unit of capacity on each link is worth, on average over the scenarios of `flows`.

    The dual of the program is split into what the unit lets through and what it saves on transport.
    """
    net, value = solved.corridors.network, solved.regions.value
    dual = flows.marginal_value
    through = np.rint(dual / value)
    saved = dual - value * through
    rows = [
        {
            "arc": net.ids[i],
            "delivered_per_unit": float(through[:, i].mean()),
            "saved_usd_per_tonne": float(saved[:, i].mean()),
            "capacity": float(net.capacity[i]),
            "assumed": net.arcs[i].assumed,
        }
        for i in np.flatnonzero(net.mask("link"))
    ]
    return sorted(rows, key=lambda r: (-r["delivered_per_unit"], -r["saved_usd_per_tonne"]))


def stress_corridor(
    view: Rows,
    state: str,
    product: str = "crude",
    *,
    draws: int = 20_000,
    seed: int = 0,
    closed: Mapping[str, NDArray[np.float64] | float] | None = None,
    solved: CorridorBase | None = None,
    detail: bool = True,
    scenario: str = "",
    story: str = "",
) -> StressResult:
    """A year of outages on the export corridors of a state.

    Each draw is one year: every link loses a share of its capacity (posterior of the recorded
    outages), common causes may close groups, assumed capacities vary, and what can still be
    delivered is the optimum of the network.

    Parameters
    ----------
    view, state, product, draws, seed
    closed : mapping, optional
        Share of the year for which a scenario closes an arc, by arc id.
    solved : CorridorBase, optional
        From `corridor_base`, where it is at hand.
    detail : bool
        Whether the tables of pairs (N-2), marginal values and cost levels are made.
    scenario, story : str

    Raises
    ------
    UnknownName
        The state has no described corridors, or a closed arc does not exist.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    solved = solved or corridor_base(view, state, product)
    u = capacity_draws(solved.corridors, solved.record, draws, rng, closed)
    flows = optimal_flows(solved.regions, u)
    stranded = solved.delivered - flows.delivered
    stranded = np.where(stranded > 1e-9 * solved.delivered, stranded, 0.0)
    share = 100 * stranded / solved.delivered
    steps = solved_steps(solved)
    figures = _figures(solved, flows, stranded, share, steps)
    if product == "crude":
        lost, priced = _netback_lost(view, solved, flows, rng)
        figures.append(
            drawn_figure(
                "corridor.netback_lost", "Crude revenue lost in a year, after transport",
                lost, "bn USD", period=priced[0].says, trail=steps + priced,
                method="(price - transport) x delivered, without outages less with them",
                assumptions=(assumed("barrels_per_tonne").assumption(),), notes=_notes(solved),
            )
        )  # fmt: skip
    urls = dict.fromkeys(s.source_url for s in steps if s.source_url)
    return StressResult(
        kind="corridor",
        state=state,
        scenario=scenario,
        story=story,
        quantity=f"{product} exports stranded in a year",
        unit="% of exports",
        draws=share,
        figure_list=tuple(figures),
        exceedance=exceedances(share, "% of exports"),
        tables=_tables(solved) | (_detail(view, solved, flows) if detail else {}),
        notes=_notes(solved),
        origins=tuple(view.origin(url) for url in urls),
        assumptions=tuple(
            assumed(name).assumption()
            for name in (
                "assumed_capacity_margin",
                "arc_outage_share",
                "group_outage_duration",
                *_COSTS,
                *solved.corridors.group_assumptions.values(),
            )
        ),
        seed=seed,
        as_of=view.as_of,
    )


def solved_steps(solved: CorridorBase) -> tuple[Step, ...]:
    """The rows behind the arcs in use and the recorded outages."""
    used = [arc for path in solved.routes for arc in path.arcs]
    found = [step for arc in dict.fromkeys(used) for step in solved.corridors.trail.get(arc, ())]
    return tuple(dict.fromkeys([*found, *solved.record.trail]))


def _detail(view: Rows, solved: CorridorBase, flows: Flows) -> dict[str, list[dict[str, Any]]]:
    net = solved.corridors
    return {
        "costs": cost_table(view, net.state, net.product),
        "n2": closures(solved, 2)[:_PAIRS_SHOWN],
        "marginal": marginal_table(
            solved, optimal_flows(solved.regions, flows.capacity[:_MARGINAL_DRAWS], tighten=False)
        ),
    }


def _tables(solved: CorridorBase) -> dict[str, list[dict[str, Any]]]:
    net = solved.corridors.network
    return {
        "n1": closures(solved, 1),
        "routes": [
            {
                "route": " > ".join(path.arcs),
                "transit": " ".join(path.transit) or "none",
                "flow": path.flow,
                "share": path.flow / solved.delivered,
            }
            for path in solved.routes
        ],
        "transit": [
            {"state": state, "share": share}
            for state, share in crossing_shares(solved.routes).items()
        ],
        "arcs": [
            {
                "arc": arc.id,
                "from": arc.tail,
                "to": arc.head,
                "capacity": float(capacity),
                "basis": solved.corridors.basis[arc.id],
                "flow": float(flow),
                "cost_usd_per_tonne": arc.cost,
            }
            for arc, capacity, flow in zip(net.arcs, net.capacity, solved.base.flow[0], strict=True)
        ],
    }


def _figures(
    solved: CorridorBase,
    flows: Flows,
    stranded: NDArray,
    share: NDArray,
    steps: tuple[Step, ...],
) -> list[Figure]:
    net, unit = solved.corridors, solved.corridors.network.unit
    period = str(max(net.recorded_exports, default=""))
    shown = tuple(assumed(n).assumption() for n in ("assumed_capacity_margin", "arc_outage_share"))
    notes = _notes(solved)
    figures = [
        drawn_figure(
            "corridor.stranded", "Exports stranded in a year of ordinary and common outages",
            stranded, unit, period=period, trail=steps, assumptions=shown, notes=notes,
            method="delivered without outages less the optimum under drawn capacities",
        ),
        drawn_figure(
            "corridor.stranded_share", "Share of exports stranded in a year", share,
            "% of exports", period=period, trail=steps, assumptions=shown, notes=notes,
            method="stranded / delivered without outages",
        ),
    ]  # fmt: skip
    figures += [*_closing_figures(solved, period, steps), *_crossing_figure(solved, period, steps)]
    exact = f"exact for the flows of {period}; assumed capacities at their recorded flows"
    by_route = hill_number(np.array([path.flow for path in solved.routes]))
    figures.append(
        Figure(
            "corridor.routes", "Effective number of export routes",
            Estimate(by_route, unit="effective routes", reason=exact), period,
            "inverse Herfindahl index of path flows", steps, notes=notes[:1],
        )
    )  # fmt: skip
    transit = _transit_split(solved.routes)
    figures.append(
        Figure(
            "corridor.transit_states", "Effective number of transit states",
            Estimate(hill_number(transit), unit="effective states", reason=exact), period,
            "inverse Herfindahl index; each barrel is split evenly over the states it crosses",
            steps, notes=(*notes[:1], _NO_POWERS),
        )
    )  # fmt: skip
    return figures


def _closing_figures(solved: CorridorBase, period: str, steps: tuple[Step, ...]) -> list[Figure]:
    """What is stranded when one neighbour, the other, or both close."""
    masks = dict(solved.corridors.neighbours)
    masks["both"] = np.logical_or.reduce(list(masks.values()))
    closed = closing(solved, masks)
    labels = {name: f"Exports stranded if {name} closes" for name in masks}
    labels["both"] = "Exports stranded if both neighbours close"
    return [
        Figure(
            f"corridor.closed_{name.lower()}", labels[name],
            Estimate(
                100 * (1 - part.delivered / solved.delivered), unit="% of exports",
                reason="the optimum of the network with these arcs at 0",
            ),
            period, "1 - maximum flow without the arcs / maximum flow", steps,
            notes=_notes(solved),
        )
        for name, part in closed.items()
    ]  # fmt: skip


def _crossing_figure(solved: CorridorBase, period: str, steps: tuple[Step, ...]) -> list[Figure]:
    """The state that most of the exports cross, with its share; none where they cross nobody."""
    crossed = {s: x for s, x in crossing_shares(solved.routes).items() if s != "none"}
    if not crossed:
        return []
    state = max(crossed, key=lambda s: crossed[s])
    estimate = Estimate(
        crossed[state], unit="share", reason="the cheapest ways through one network, no sample"
    )
    return [
        Figure(
            f"corridor.crosses.{state}", f"Share of exports that crosses {state}", estimate, period,
            "flow of the routes that cross the state / all that is delivered", steps,
            tuple(assumed(name).assumption() for name in ("assumed_capacity_margin", *_COSTS)),
            notes=_notes(solved)[:1],
        )
    ]  # fmt: skip


def _transit_split(routes: tuple[Path, ...]) -> NDArray[np.float64]:
    split: dict[str, float] = {}
    for route in routes:
        for state in route.transit or ("none",):
            split[state] = split.get(state, 0.0) + route.flow / max(1, len(route.transit))
    return np.array(list(split.values()))


def _notes(solved: CorridorBase) -> tuple[str, ...]:
    used = {arc for path in solved.routes for arc in path.arcs}
    links = [a for a in solved.corridors.network.arcs if a.kind == "link" and a.id in used]
    guessed = sum(arc.assumed for arc in links)
    said = f"{guessed} of the {len(links)} links in use have an assumed capacity"
    notes = [said + (": more than half" if 2 * guessed > len(links) else "")]
    notes.append("Each draw is a year on average; storage and peaks within the year are left out.")
    return tuple(notes)
