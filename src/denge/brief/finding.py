"""The finding in one sentence: computed from figures and verdicts, so no two texts share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.evidence import Unavailable
from denge.brief.known import acts_told
from denge.brief.sections.claims import VERDICT_WORDS, tally
from denge.brief.sections.votes import axis_figure, stance_of

if TYPE_CHECKING:
    from denge.brief.blocks import Line
    from denge.brief.context import Context
    from denge.core.trail import Figure

__all__ = ["finding", "standing_line"]


def finding(context: Context) -> Line:
    """The strongest thing that can be said: balance, then target, joined into one sentence."""
    w = context.words
    if context.state is None or context.evidence is None:
        return (w.say("The text reports no act between states and makes no claim about one."),)
    parts = [p for p in (_spread(context), _goal(context)) if p]
    if not parts:
        return _without_data(context)
    line: Line = parts[0]
    for part in parts[1:]:
        line = (*line, "; ", *part)
    return (*line, ".")


def _without_data(context: Context) -> Line:
    """What stands without a row of the record: the place in votes, and that there is no row."""
    return (*_votes(context), *_missing(context))


def _votes(context: Context) -> Line:
    placed = stance_of(context)
    if placed is None:
        return ()
    w = context.words
    return w.line(
        "In votes of the United Nations to %(year)s the tilt of %(state)s between %(plus)s (+1) "
        "and %(minus)s (−1) was %(tilt)s. ",
        state=w.state(context.state or ""),
        year=str(placed.year),
        plus=w.actor(placed.plus),
        minus=w.actor(placed.minus),
        tilt=context.ref(axis_figure(placed)),
    )


def _nothing_recorded(context: Context, state: str) -> str:
    """That there is no row at all, or none since a day long before the as-of date."""
    w, view = context.words, context.evidence.view if context.evidence else None
    rows = view.rows("engagements") if view else []
    last = max((r["start"] for r in rows if r["state"] == context.state), default=None)
    if last is None:
        return w.say("The record holds no engagement of %(state)s by this date.", state=state)
    return w.say(
        "The record holds no engagement of %(state)s after %(day)s.", state=state, day=w.dates(last)
    )


def _missing(context: Context) -> Line:
    w, state = context.words, context.words.state(context.state or "")
    if context.reading is None:
        return (_nothing_recorded(context, state),)
    n = len(acts_told(context.reading))
    return (
        w.count(
            "%(state)s: the text reports %(n)s act, and the record holds nothing to weigh it "
            "against.",
            "%(state)s: the text reports %(n)s acts, and the record holds nothing to weigh them "
            "against.",
            n,
            state=state,
        ),
    )


def _spread(context: Context) -> Line:
    assert context.evidence is not None
    w = context.words
    d2 = context.evidence.figure("vectors", "vectors.diplomatic.d2")
    tilt = context.evidence.result("tilt")
    if isinstance(d2, Unavailable):
        return ()
    state = w.state(context.state or "")
    value = context.ref(d2)
    if isinstance(tilt, Unavailable):
        return w.line("%(state)s spreads its meetings over %(d2)s", state=state, d2=value)
    lean = tilt.figure(f"tilt.{tilt.axis}")
    e = lean.estimate
    plus, minus = w.pole(tilt.plus), w.pole(tilt.minus)
    places = {"state": state, "d2": value, "tilt": context.ref(lean), "plus": plus, "minus": minus}
    if e.low <= 0 <= e.high:
        message = (
            "%(state)s spreads its meetings over %(d2)s; on the axis %(plus)s–%(minus)s no lean "
            "can be "
            "told from chance (tilt %(tilt)s)"
        )
    elif e.median > 0:
        message = (
            "%(state)s spreads its meetings over %(d2)s; on the axis %(plus)s–%(minus)s they "
            "lean to "
            "%(plus)s (tilt %(tilt)s)"
        )
    else:
        message = (
            "%(state)s spreads its meetings over %(d2)s; on the axis %(plus)s–%(minus)s they "
            "lean to "
            "%(minus)s (tilt %(tilt)s)"
        )
    return w.line(message, **places)


def _goal(context: Context) -> Line:
    w = context.words
    goal = next((c for c in context.weighed if c.rule["kind"] == "target"), None)
    if goal is None or context.evidence is None:
        return ()
    v = goal.values
    figure: Figure | Unavailable = context.evidence.figure(
        "target",
        f"target.{v['partner']}.{v['year']}.any.p_hit",
        partner=v["partner"],
        value_usd=v["value_usd"],
        year=v["year"],
    )
    if isinstance(figure, Unavailable):
        return ()
    return w.line(
        "the trade goal of %(value)s (%(partner)s, %(year)s) has a probability of %(p)s",
        value=w.dollars(v["value_usd"]),
        partner=w.actor(v["partner"]),
        year=str(v["year"]),
        p=context.ref(figure),
    )


def standing_line(context: Context) -> str:
    """How the claims of the text stand, in one sentence."""
    w = context.words
    if not context.weighed:
        return ""
    counts = tally(context)
    said = [f"{w.decimal(n, 0)} {w.say(VERDICT_WORDS[word])}" for word, n in counts.items() if n]
    return w.count(
        "Of the text's %(n)s claim: %(list)s.",
        "Of the text's %(n)s claims: %(list)s.",
        len(context.weighed),
        list=w.series(said),
    )
