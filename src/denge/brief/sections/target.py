"""Will the target be met? The nowcast beside what was stated for past years."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Fact, Paragraph, Section, Table
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable
from denge.brief.sections.balance import fact, no_data

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.claims import Weighed
    from denge.brief.context import Context
    from denge.measure.target import Nowcast, Target

__all__ = ["definition_name", "target"]


def target(context: Context) -> Section | None:
    """One part for each trade target of the text."""
    goals = [c for c in context.weighed if c.rule["kind"] == "target"]
    if not goals or context.evidence is None:
        return None
    blocks: list[Block] = []
    for n, goal in enumerate(goals):
        blocks += _one(context, goal, n)
    return Section("target", context.words.say("Will the target be met?"), tuple(blocks))


def _one(context: Context, goal: Weighed, n: int) -> list[Block]:
    _w, v = context.words, goal.values
    assert context.evidence is not None
    result = context.evidence.result(
        "target", partner=v["partner"], value_usd=v["value_usd"], year=v["year"]
    )
    if isinstance(result, Unavailable):
        return [no_data(context, result)]
    cast = result.nowcasts[0]
    blocks: list[Block] = [
        Paragraph((_sentence(context, result, cast),), "lead"),
        _facts(context, result),
        _chart(context, result, n),
    ]
    return blocks


def _sentence(context: Context, result: Target, cast: Nowcast) -> str:
    w = context.words
    return w.say(
        "On what was known by %(day)s, trade of %(state)s with %(partner)s reaches %(goal)s in "
        "%(year)s with a probability of %(p)s.",
        day=w.day(context.as_of) if context.as_of else w.say("today's record"),
        state=w.state(result.state),
        partner=w.actor(result.partner),
        goal=w.dollars(result.value_usd),
        year=result.year,
        p=w.percent(cast.p_hit),
    )


def _facts(context: Context, result: Target) -> tuple[Fact, ...]:
    base = f"target.{result.partner}.{result.year}.any"
    facts = [fact(context, result.figure(f"{base}.{key}")) for key in ("p_hit", "total")]
    known = {f.id for f in result.figures()}
    if f"{base}.naive_hit" in known:
        facts.append(fact(context, result.figure(f"{base}.naive_hit")))
    return tuple(facts)


def definition_name(context: Context, who: str) -> str:
    """Whose count it is."""
    w = context.words
    if who == "any":
        return w.say("all statements pooled")
    return w.say("as %(state)s counts", state=w.actor(who))


def _chart(context: Context, result: Target, n: int) -> Chart:
    w, goal = context.words, result.value_usd / 1e9
    past = [
        Bar(str(p.year), "past", p.total, None, None, w.decimal(p.total, 1))
        for p in result.nowcasts[0].past
    ]
    now = [
        Bar(
            f"{result.year}, {definition_name(context, cast.definition)}",
            "home",
            cast.total.median,
            cast.total.low,
            cast.total.high,
            w.decimal(cast.total.median, 1),
        )
        for cast in result.nowcasts
    ]
    bars = past + now
    values = [v for b in bars for v in (b.median, b.low, b.high) if v is not None] + [goal]
    line = (goal, w.say("target: %(value)s", value=w.dollars(result.value_usd)))

    def draw(width: int, limit: float):
        wide = label_width([bar.name for bar in bars], inf) <= limit
        shown = bars if wide else [_short(b, result) for b in bars]
        room = label_width([bar.name for bar in shown], limit)
        low = min(values) * 0.9
        return draw_intervals(shown, low, max(values), lambda v: w.decimal(v, 0), width, room, line)

    return Chart(
        f"target-{n}",
        _title(context, result),
        w.say(
            "Stated totals of past years as dots, the nowcast with its interval, and the target "
            "as a "
            "line, in bn US dollars."
        ),
        draw(760, 340),
        draw(358, 130),
        _twin(context, result, n),
        note=w.say(
            "Reporters count this trade differently, so the definition may decide; %(years)s past "
            "years cannot show calibration.",
            years=w.decimal(len(past), 0),
        ),
    )


def _short(bar: Bar, result: Target) -> Bar:
    name = bar.name.partition(",")[2].strip() or bar.name
    return Bar(name, bar.colour, bar.median, bar.low, bar.high, bar.shown)


def _title(context: Context, result: Target) -> str:
    w, e, goal = context.words, result.nowcasts[0].total, result.value_usd / 1e9
    assert e.low is not None
    assert e.high is not None
    places = {"year": result.year, "value": w.dollars(result.value_usd)}
    if e.low > goal:
        return w.say("%(year)s is set to pass %(value)s", **places)
    if e.high < goal:
        return w.say("%(year)s is set to fall short of %(value)s", **places)
    return w.say("%(value)s lies inside the interval for %(year)s", **places)


def _twin(context: Context, result: Target, n: int) -> Table:
    w = context.words
    rows = []
    for cast in result.nowcasts:
        base = f"target.{result.partner}.{result.year}.{cast.definition}"
        rows.append(
            (
                (definition_name(context, cast.definition),),
                (context.ref(result.figure(f"{base}.p_hit")),),
                (context.ref(result.figure(f"{base}.total")),),
                (w.interval(cast.total),),
                (w.decimal(cast.naive, 1) if cast.naive is not None else w.say("none"),),
            )
        )
    head = tuple(
        w.say(h)
        for h in (
            "Definition",
            "Probability",
            "Total",
            "Interval",
            "Last year repeated, bn US dollars",
        )
    )
    return Table(
        f"table-target-{n}", w.say("The nowcast by definition"), head, tuple(rows), (1, 2, 4)
    )
