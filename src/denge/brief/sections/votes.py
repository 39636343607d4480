"""How the state votes in the United Nations: what is known of every state without a casebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.brief.draw.intervals import Bar, draw_bands, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable
from denge.brief.poles import pole_of
from denge.brief.sections.balance import fact

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.trail import Figure
    from denge.measure.alignment import Alignment, Stance

__all__ = ["AXES", "axis_figure", "stance_of", "votes"]

# Powers between which votes place a state, best first: the first pair that it is no end of.
AXES = (("USA", "RUS"), ("USA", "CHN"), ("RUS", "CHN"))

SESSIONS = 27  # how many of the last sessions the chart shows


def votes(context: Context) -> Section | None:
    """Where votes place the state, how that moved, and with whom it votes."""
    if context.evidence is None or context.state is None:
        return None
    w = context.words
    placed, agreed = stance_of(context), context.evidence.result("votes")
    blocks: list[Block | None] = []
    if placed is not None:
        blocks += [_facts(context, placed), _over_time(context, placed)]
    if not isinstance(agreed, Unavailable):
        blocks.append(_shares(context, agreed))
    kept = tuple(b for b in blocks if b is not None)
    if not kept:
        return None
    note = w.say(
        "Votes of the General Assembly, without those on single paragraphs and amendments. They "
        "show the order that a state speaks up for, not how close it is to a power otherwise."
    )
    title = w.say("How it votes in the United Nations")
    return Section("votes", title, (*kept, Paragraph((note,), "note")))


def stance_of(context: Context) -> Stance | None:
    """The place of the state between the first pair of powers that it is no end of."""
    if context.evidence is None:
        return None
    for pair in AXES:
        found = context.evidence.result("stance", between=pair)
        if not isinstance(found, Unavailable):
            return found
    return None


def axis_figure(placed: Stance) -> Figure:
    """The tilt itself, of the figures of a stance."""
    return placed.figure(f"stance.{placed.plus}_{placed.minus}")


def _facts(context: Context, placed: Stance):
    keys = ("stance.point", "stance.p_rise") if placed.p_rise is not None else ("stance.point",)
    figures = (axis_figure(placed), *map(placed.figure, keys))
    return tuple(fact(context, figure) for figure in figures)


def _over_time(context: Context, placed: Stance) -> Chart | None:
    """Tilt of each session, as a band."""
    from denge.measure.alignment import stance_history

    w = context.words
    years = stance_history(placed)[-SESSIONS:]
    if len(years) < 2:
        return None
    points = [(str(year), e.median, e.low, e.high) for year, e in years]
    ends = (w.actor(placed.plus), w.actor(placed.minus))
    low = min(-1.0, *(e.low for _, e in years if e.low is not None))
    high = max(1.0, *(e.high for _, e in years if e.high is not None))

    def number(value: float) -> str:
        return w.decimal(value, 1, signed=True)

    def draw(width: int, height: int, every: int):
        shown = [p for n, p in enumerate(reversed(points)) if n % every == 0][::-1]
        return draw_bands(shown, low, high, number, width, height, ends, 0.0)

    rows = tuple(((str(y),), (w.value(e.median, e.unit),), (w.interval(e),)) for y, e in years)
    head = tuple(w.say(h) for h in ("Year", "Tilt", "Interval"))
    return Chart(
        "stance",
        _title(context, placed),
        w.say(
            "Tilt by year: +1 is %(plus)s alone, −1 is %(minus)s alone; the ribbon is the "
            "interval.",
            plus=ends[0],
            minus=ends[1],
        ),
        draw(760, 220, 1),
        draw(358, 200, 3),
        Table("table-stance", w.say("Tilt of votes by year"), head, rows, (1,)),
        note=w.say("The last session of these data opened in %(year)s.", year=str(placed.year)),
    )


def _title(context: Context, placed: Stance) -> str:
    w, e = context.words, placed.tilt
    assert e.low is not None
    assert e.high is not None
    if e.low <= 0 <= e.high:
        message = "In votes to %(year)s no lean between %(plus)s and %(minus)s can be told"
    elif e.low > 1:
        message = "In votes to %(year)s it stands farther from %(minus)s than %(plus)s does"
    elif e.high < -1:
        message = "In votes to %(year)s it stands farther from %(plus)s than %(minus)s does"
    elif e.median > 0:
        message = "In votes to %(year)s it stands nearer to %(plus)s than to %(minus)s"
    else:
        message = "In votes to %(year)s it stands nearer to %(minus)s than to %(plus)s"
    names = {"plus": w.actor(placed.plus), "minus": w.actor(placed.minus)}
    return w.say(message, year=str(placed.year), **names)


def _shares(context: Context, agreed: Alignment) -> Chart:
    """Identical votes with each power, the nearest first."""
    w = context.words
    order = sorted(agreed.shares, key=lambda p: -agreed.shares[p].median)
    bars = []
    for power in order:
        e = agreed.shares[power]
        shown = w.value(e.median, e.unit)
        colour = pole_of(agreed.state, power) or "none"
        bars.append(Bar(w.actor(power), colour, e.median, e.low, e.high, shown))
    names = [bar.name for bar in bars]

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, label_width(names, limit))

    rows = tuple(
        (
            (w.actor(power),),
            (context.ref(agreed.figure(f"votes.{power}")),),
            (w.interval(agreed.shares[power]),),
            (w.decimal(agreed.kappa[power], 2, signed=True),),
        )
        for power in order
    )
    head = ("Power", "Identical votes", "Interval", "Beyond chance (kappa)")
    nearest, farthest = order[0], order[-1]
    return Chart(
        "agreement",
        w.say(
            "Of the powers, %(first)s votes most like it (%(a)s) and %(last)s least (%(b)s)",
            first=w.actor(nearest),
            a=w.percent(agreed.shares[nearest].median),
            last=w.actor(farthest),
            b=w.percent(agreed.shares[farthest].median),
        ),
        w.say("A dot at the share of identical votes with each power and a bar over its interval."),
        draw(760, 220),
        draw(358, 130),
        Table("table-agreement", w.say("Identical votes"), tuple(map(w.say, head)), rows, (1, 3)),
    )
