"""Rank among peers: how far it depends on the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.brief.claims import common_members
from denge.brief.draw.ranks import draw_ranks
from denge.brief.draw.svg import text_width
from denge.brief.evidence import Unavailable
from denge.brief.sections.balance import fact, no_data
from denge.core.catalogue import read_yaml

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.measure.rank import Rank

__all__ = ["peers"]


def peers(context: Context) -> Section | None:
    """The peer group that the text names, else the first group that holds the state."""
    if context.evidence is None or context.state is None:
        return None
    w = context.words
    group, after = _asked(context)
    if group is None:
        return None
    options: dict = {"states": common_members(group)} if "+" in group else {"group": group}
    options |= {"after": after} if after else {}
    result = context.evidence.result("rank", **options)
    title = w.say("Rank among peers")
    if isinstance(result, Unavailable) and not _named(context):
        return None
    if isinstance(result, Unavailable):
        return Section("peers", title, (no_data(context, result),))
    return Section(
        "peers", title, (_facts(context, result), _chart(context, result), _used(context, result))
    )


def _named(context: Context) -> bool:
    """Whether the text itself speaks of a rank."""
    return any(c.rule["kind"] == "rank" for c in context.weighed)


def _asked(context: Context) -> tuple[str | None, str | None]:
    for c in context.weighed:
        if c.rule["kind"] == "rank" and c.values.get("group"):
            return c.values["group"], c.values.get("after") or None
    groups = read_yaml("catalogue/peers.yaml")["groups"]
    found = next((g for g, entry in groups.items() if context.state in entry["members"]), None)
    return found, None


def _facts(context: Context, result: Rank):
    base = f"rank.{result.group}"
    return tuple(
        fact(context, result.figure(f"{base}.{key}")) for key in ("first", "place", "score")
    )


def _chart(context: Context, result: Rank) -> Chart:
    w = context.words
    order = sorted(
        range(len(result.states)), key=lambda i: (-result.score[result.states[i]].median,)
    )
    rows = [
        (w.state(result.states[i]), result.states[i] == result.state, list(result.acceptability[i]))
        for i in order
    ]
    label = max(text_width(name, 13) for name, _, _ in rows) + 18

    def draw(width: int, limit: float):
        return draw_ranks(rows, w.percent, lambda n: w.decimal(n, 0), width, min(label, limit))

    head = (w.say("State"), *(w.say("Rank %(n)s", n=n + 1) for n in range(len(rows))))
    twin = tuple(((name,), *((w.percent(s),) for s in shares)) for name, _, shares in rows)
    return Chart(
        "ranks",
        _title(context, result),
        w.say("A grid of states and ranks; the area of each square is the share of weightings."),
        draw(760, 200),
        draw(358, 110),
        Table(
            "table-ranks",
            w.say("Share of weightings by rank"),
            head,
            twin,
            tuple(range(1, len(head))),
        ),
    )


def _title(context: Context, result: Rank) -> str:
    w = context.words
    places = {
        "state": w.state(result.state),
        "share": w.percent(result.first.median),
        "group": w.group(_asked(context)[0] or result.group),
    }
    if result.after:
        return w.say(
            "%(state)s comes first after %(after)s in %(share)s of weightings (%(group)s)",
            after=w.state(result.after),
            **places,
        )
    return w.say("%(state)s comes first in %(share)s of weightings (%(group)s)", **places)


def _used(context: Context, result: Rank) -> Paragraph:
    w = context.words
    used = [
        w.say(indicator_label(k)) + (f" ({year})" if year else "")
        for k, year in result.indicators.items()
    ]
    said = w.say("Indicators: %(list)s.", list=w.series(used))
    if result.left_out:
        out = [w.say(indicator_label(k)) for k in result.left_out]
        said += " " + w.say(
            "Left out, for want of figures for the whole group: %(list)s.", list=w.series(out)
        )
    return Paragraph((said,), "note")


def indicator_label(name: str) -> str:
    """English label of an indicator of `catalogue/peers.yaml`."""
    return read_yaml("catalogue/peers.yaml")["indicators"][name]["label"]
