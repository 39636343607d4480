"""The corridors by which a state's exports leave, where a corridor stress was run for the brief."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Table, plain
from denge.brief.draw.corridors import Link, draw_corridors
from denge.brief.poles import pole_of
from denge.brief.sections.places import city_name
from denge.core.catalogue import read_csv

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.stress.result import StressResult

__all__ = ["corridor_chart"]


@cache
def _nodes() -> dict[str, dict[str, str]]:
    return {row["node"]: row for row in read_csv("catalogue/map/corridor_nodes.csv")}


def corridor_chart(context: Context) -> Chart | None:
    """Ways out as lines, each as thick as what it carries; None where no stress tells them."""
    result = _stressed(context)
    if result is None or context.state is None or not (links := _links(context, result)):
        return None
    w = context.words
    crossed = next((f for f in result.figures() if f.id.startswith("corridor.crosses.")), None)
    if crossed is None:
        return None
    title = w.line(
        "%(share)s of the crude leaves through %(state)s",
        share=context.ref(crossed, w.percent(crossed.estimate.median)),
        state=w.state(crossed.id.rpartition(".")[2]),
    )
    places = {
        _name(context, node): (float(row["lat"]), float(row["lon"]))
        for node, row in _nodes().items()
        if _name(context, node) in {end for link in links for end in (link.tail, link.head)}
    }
    return Chart(
        "corridors",
        plain(title),
        w.say("A map of the ways out; a line is as thick as what it carries."),
        draw_corridors(context.state, places, links, 760),
        draw_corridors(context.state, places, links, 358, 12.0),
        _table(context, result),
        tuple((f"f-{p}", w.pole(p)) for p in dict.fromkeys(link.pole for link in links) if p),
        w.say(
            "The cheapest ways through the network as it stands, computed; straight lines between "
            "places, without the fields and the sea beyond the last port. A way whose ends have no "
            "place here is in the table only. No interval: one network, with recorded and assumed "
            "capacities."
        ),
        title,
    )


def _stressed(context: Context) -> StressResult | None:
    from denge.stress.result import StressResult

    results = context.evidence.results() if context.evidence else []
    return next((r for r in results if isinstance(r, StressResult) and r.kind == "corridor"), None)


def _name(context: Context, node: str) -> str:
    row = _nodes()[node]
    return city_name(context.words, row["state"], row["city"])


def _links(context: Context, result: StressResult) -> list[Link]:
    ends = {row["arc"]: (row["from"], row["to"]) for row in result.tables["arcs"]}
    flows: dict[tuple[str, str, str], float] = {}
    for route in result.tables["routes"]:
        stops = [n for arc in route["route"].split(" > ") for n in ends.get(arc, ())]
        known = list(dict.fromkeys(n for n in stops if n in _nodes()))
        if not known:
            continue
        passed = [*route["transit"].split(), _nodes()[known[-1]]["state"]]
        poles = (pole_of(context.state or "", each) for each in passed)
        pole = next((each for each in poles if each), "")  # the first power that it meets
        names = list(dict.fromkeys(_name(context, node) for node in known))
        for pair in pairwise(names):
            key = (*pair, pole)
            flows[key] = flows.get(key, 0.0) + route["flow"]
    return [Link(*key, flow) for key, flow in flows.items()]


def _table(context: Context, result: StressResult) -> Table:
    w = context.words
    ends = {row["arc"]: (row["from"], row["to"]) for row in result.tables["arcs"]}
    rows = []
    for route in result.tables["routes"]:
        nodes = dict.fromkeys(n for arc in route["route"].split(" > ") for n in ends.get(arc, ()))
        via = " → ".join(n.replace("_", " ") for n in nodes if n)
        crossed = w.series([w.state(s) for s in route["transit"].split() if s != "none"])
        flow = w.decimal(route["flow"], 1)
        rows.append(((via,), (crossed or "–",), (flow,), (w.percent(route["share"]),)))
    head = ("By way of", "Crosses", "Million tonnes a year", "Share")
    caption = w.say("Ways out of the crude, as the network stands")
    return Table("table-corridors", caption, tuple(w.say(h) for h in head), tuple(rows), (2, 3))
