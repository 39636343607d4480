"""The balance: vectors, tilt over time, shares by pole, each with its interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.brief.blocks import Chart, Fact, Paragraph, Section, Table
from denge.brief.draw.intervals import Bar, draw_bands, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable
from denge.core.estimate import Estimate, estimate_from_draws
from denge.measure.tilt import tilt_two_pole
from denge.measure.trips import trips_to_poles
from denge.measure.vectors import engagement_shares

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.trail import Figure
    from denge.measure.tilt import Tilt
    from denge.measure.vectors import Vectors

__all__ = ["balance"]


def balance(context: Context) -> Section | None:
    """How many directions, toward whom, and since when."""
    if context.evidence is None:
        return None
    w = context.words
    vectors, tilt = context.evidence.result("vectors"), context.evidence.result("tilt")
    blocks: list[Block | None] = []
    if isinstance(vectors, Unavailable):
        blocks.append(no_data(context, vectors))
    else:
        blocks += [_facts(context, vectors, tilt), _shares(context, vectors)]
        blocks.append(_vectors_over_time(context, vectors))
    if not isinstance(tilt, Unavailable):
        blocks.append(_over_time(context, tilt))
    blocks.append(_both_ways(context))
    return Section("balance", w.say("The balance"), tuple(b for b in blocks if b is not None))


def no_data(context: Context, missing: Unavailable) -> Paragraph:
    """A sentence that says what is missing, and the command that would supply it."""
    w = context.words
    known = context.phrase(missing.why) if missing.why else w.say("no stage computes this yet")
    said = w.line("No data: %(why)s", why=known)
    return Paragraph(said, "warning")


def fact(context: Context, figure: Figure, note: str = "") -> Fact:
    """One large number."""
    w = context.words
    estimate = figure.estimate
    shown = w.estimate(estimate) if estimate.unit == "bn USD" else None
    value = context.ref(figure, shown or w.value(estimate.median, estimate.unit))
    data = w.period(figure.period)
    return Fact(value, context.label(figure), context.interval(figure.estimate), note or data)


def _facts(context: Context, vectors: Vectors, tilt: Tilt | Unavailable) -> tuple[Fact, ...]:
    facts = [fact(context, vectors.figure("vectors.diplomatic.d2"))]
    if not isinstance(tilt, Unavailable):
        facts.append(fact(context, tilt.figure(f"tilt.{tilt.axis}")))
    facts.append(fact(context, vectors.figure("vectors.diplomatic.holds")))
    return tuple(facts)


def _shares(context: Context, vectors: Vectors) -> Chart:
    w = context.words
    order = sorted(vectors.poles, key=lambda p: -vectors.shares[p].median)
    bars = [_bar(w.pole(p), p, vectors.shares[p], context) for p in order]
    names = [bar.name for bar in bars]
    top = max(bar.high or bar.median for bar in bars)

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, top, w.percent, width, label_width(names, limit))

    counts = dict(zip(vectors.poles, vectors.count, strict=True))
    rows = tuple(
        (
            (w.pole(p),),
            (w.decimal(counts[p], 0 if counts[p] == int(counts[p]) else 1),),
            (context.ref(vectors.figure(f"vectors.share.{p}")),),
            (w.interval(vectors.shares[p]),),
        )
        for p in order
    )
    head = tuple(w.say(h) for h in ("Power", "Trips", "Share", "Interval"))
    first, second = order[:2]
    return Chart(
        "shares",
        w.say(
            "%(first)s (%(a)s) and %(second)s (%(b)s) take the largest shares of trips",
            first=w.pole(first),
            a=w.percent(vectors.shares[first].median),
            second=w.pole(second),
            b=w.percent(vectors.shares[second].median),
        ),
        w.say("A dot at the median share of each power and a bar over its interval."),
        draw(760, 220),
        draw(358, 130),
        Table("table-shares", w.say("Share of trips by power"), head, rows, (1, 2)),
        note=w.say(
            "Trips are counted once, whoever was met on them; %(n)s trips met no power of the "
            "list.",
            n=w.decimal(vectors.outside, 0),
        ),
    )


def _bar(name: str, colour: str, estimate: Estimate, context: Context) -> Bar:
    shown = context.words.value(estimate.median, estimate.unit)
    return Bar(name, colour, estimate.median, estimate.low, estimate.high, shown)


def _vectors_over_time(context: Context, vectors: Vectors) -> Chart | None:
    """Effective number of vectors of each calendar year with trips, as a band."""
    w = context.words
    years = [(str(v.start.year), v.trips, v.d2) for v in vectors.timeline[:-1] if v.d2]
    if len(years) < 2:
        return None
    points = [(year, e.median, e.low, e.high) for year, _, e in years]
    top = max(float(e.high or e.median) for _, _, e in years)
    ends = (w.say("more directions"), w.say("fewer directions"))

    def number(value: float) -> str:
        return w.decimal(value, 0)

    rows = tuple(
        ((year,), (_trips(w, n),), (w.value(e.median, e.unit),), (w.interval(e),))
        for year, n, e in years
    )
    head = tuple(w.say(h) for h in ("Year", "Trips", "Effective vectors", "Interval"))
    return Chart(
        "vectors",
        _vectors_title(context, years[0], years[-1]),
        w.say("Effective number of vectors by year; the ribbon is the interval."),
        draw_bands(points, 0.0, top, number, 760, 240, ends),
        draw_bands(points, 0.0, top, number, 358, 220, ends),
        Table("table-vectors", w.say("Vectors by calendar year"), head, rows, (1, 2)),
        note=w.say("The last year runs to %(day)s.", day=w.day(vectors.end)),
    )


def _vectors_title(
    context: Context, first: tuple[str, float, Estimate], last: tuple[str, float, Estimate]
) -> str:
    w, before, now = context.words, first[2], last[2]
    if before.high is not None and now.low is not None and now.low > before.high:
        message = "More directions in %(last)s (%(now)s) than in %(first)s (%(before)s)"
    elif before.low is not None and now.high is not None and now.high < before.low:
        message = "Fewer directions in %(last)s (%(now)s) than in %(first)s (%(before)s)"
    else:
        message = (
            "From %(first)s (%(before)s vectors) to %(last)s (%(now)s) no change can be told from "
            "chance"
        )
    places = {"before": w.value(before.median, before.unit), "now": w.value(now.median, now.unit)}
    return w.say(message, first=first[0], last=last[0], **places)


def tilt_by_year(context: Context, tilt: Tilt) -> list[tuple[int, Estimate, float, float]]:
    """Tilt of the trips that began in each calendar year, with the trips to either pole."""
    assert context.evidence is not None
    rows = context.evidence.view.rows("engagements")
    trips = trips_to_poles(rows, tilt.state, (tilt.plus, tilt.minus))
    if not len(trips.start):
        return []
    rng = np.random.default_rng(tilt.seed or 0)
    found = []
    for year in range(date.fromordinal(int(trips.start[0])).year, tilt.end.year + 1):
        inside = trips.within(date(year, 1, 1), min(date(year, 12, 31), tilt.end))
        if len(inside.start):
            shares, _ = engagement_shares(inside, rng)
            draws = tilt_two_pole(shares[:, 0], shares[:, 1])
            plus, minus = inside.total
            found.append((year, estimate_from_draws(draws, tilt.tilt.unit), plus, minus))
    return found


def _over_time(context: Context, tilt: Tilt) -> Chart | None:
    w = context.words
    years = tilt_by_year(context, tilt)
    if len(years) < 2:
        return None
    points = [(str(y), e.median, e.low, e.high) for y, e, _, _ in years]
    ends = (w.pole(tilt.plus), w.pole(tilt.minus))

    def number(value: float) -> str:
        return w.decimal(value, 1, signed=True)

    rows = tuple(
        (
            (str(y),),
            (_trips(w, plus),),
            (_trips(w, minus),),
            (w.value(e.median, e.unit),),
            (w.interval(e),),
        )
        for y, e, plus, minus in years
    )
    head = (w.say("Year"), w.say("Trips: %(pole)s", pole=ends[0]))
    head += (w.say("Trips: %(pole)s", pole=ends[1]), w.say("Tilt"), w.say("Interval"))
    return Chart(
        "tilt",
        _tilt_title(context, tilt),
        w.say(
            "Tilt by year: +1 is %(plus)s alone, −1 is %(minus)s alone; the ribbon is the "
            "interval.",
            plus=ends[0],
            minus=ends[1],
        ),
        draw_bands(points, -1.0, 1.0, number, 760, 240, ends, 0.0),
        draw_bands(points, -1.0, 1.0, number, 358, 220, ends, 0.0),
        Table("table-tilt", w.say("Tilt by calendar year"), head, rows, (1, 2, 3)),
        note=w.say(
            "A year holds few trips, so the ribbon is wide. The last year runs to %(day)s.",
            day=w.day(tilt.end),
        ),
    )


def _tilt_title(context: Context, tilt: Tilt) -> str:
    w, e = context.words, tilt.tilt
    assert e.low is not None
    assert e.high is not None
    if e.low <= 0 <= e.high:
        message = "Between %(plus)s and %(minus)s no lean can be told from chance"
    elif e.median > 0:
        message = "Between %(plus)s and %(minus)s the trips lean to the first"
    else:
        message = "Between %(plus)s and %(minus)s the trips lean to the second"
    return w.say(message, plus=w.pole(tilt.plus), minus=w.pole(tilt.minus))


def _trips(w, n: float) -> str:
    return w.decimal(n, 0 if n == int(n) else 1)


def _both_ways(context: Context) -> Table | None:
    """Headline figures without and with what the text alone reports."""
    w = context.words
    if context.evidence is None or context.with_new is None or context.reading is None:
        return None
    rows = []
    for measure, name in (("vectors", "vectors.diplomatic.d2"), ("tilt", "tilt.usa_russia")):
        without = context.evidence.figure(measure, name)
        with_new = context.with_new.figure(measure, name)
        label = _either(context, without, with_new)
        if label is None:
            continue
        rows.append((label, _cell(context, without, ""), _cell(context, with_new, ".unreviewed")))
    if not rows:
        return None
    head = (
        w.say("Figure"),
        w.say("Reviewed rows only (the headline)"),
        w.say("With the unreviewed rows of this text"),
    )
    caption = w.say("The same figures both ways")
    return Table("table-both-ways", caption, head, tuple(rows))


def _either(context: Context, *figures: Figure | Unavailable):
    found = next((f for f in figures if not isinstance(f, Unavailable)), None)
    return (context.label(found),) if found is not None else None


def _cell(context: Context, figure: Figure | Unavailable, suffix: str):
    if isinstance(figure, Unavailable):
        return (context.words.say("no data"),)
    named = replace(figure, id=figure.id + suffix)
    return (context.ref(named), f" ({context.interval(figure.estimate)})")
