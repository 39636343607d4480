"""What became of promises: delivered against cancelled, by power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Section, Table
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable
from denge.measure.assumed import assumed_number

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.measure.substance import Cohort, Substance

__all__ = ["delivery"]


def delivery(context: Context) -> Section | None:
    """Only where the text speaks of deals, or there is no text."""
    if context.evidence is None or (context.reading is not None and not context.reading.deals):
        return None
    result = context.evidence.result("substance")
    if isinstance(result, Unavailable):
        return None
    chart = _chart(context, result)
    return Section("delivery", context.words.say("What becomes of promises"), (chart,))


def _name(context: Context, pole: str) -> str:
    return context.words.say("all partners") if pole == "all" else context.words.pole(pole)


def _bar(context: Context, result: Substance, cohort: Cohort) -> Bar:
    """The posterior; around it the prior, where too few promises have fallen due."""
    share, prior = cohort.share, result.prior
    before = None
    if not cohort.identified and prior.low is not None and prior.high is not None:
        before = (prior.low, prior.high)
    return Bar(
        _name(context, cohort.pole),
        "home" if cohort.pole == "all" else cohort.pole,
        share.median,
        share.low,
        share.high,
        context.words.percent(share.median),
        before=before,
    )


def _chart(context: Context, result: Substance) -> Chart:
    w = context.words
    bars = [_bar(context, result, cohort) for cohort in result.cohorts]
    names = [bar.name for bar in bars]
    thin = [bar.name for bar in bars if bar.before]

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, label_width(names, limit))

    share = next(c for c in result.cohorts if c.pole == "all").share
    return Chart(
        "delivered",
        w.say(
            "%(share)s of the promises that fell due were delivered", share=w.percent(share.median)
        ),
        w.say(
            "A dot at the median share of each power and a bar over its interval; around it, "
            "hollow, the interval before any outcome is counted."
        )
        if thin
        else w.say("A dot at the median share of each power and a bar over its interval."),
        draw(760, 220),
        draw(358, 130),
        _table(context, result),
        (("k-before", w.say("the same before any outcome is counted")),) if thin else (),
        _note(context, thin),
    )


def _note(context: Context, thin: list[str]) -> str:
    w = context.words
    open_ones = w.say(
        "Promises that are still open, or of which nothing is known, count neither way."
    )
    if not thin:
        return open_ones
    few = w.say(
        "Fewer than %(n)s promises have fallen due for %(names)s: there the filled bar still leans "
        "on the hollow one, which is what is assumed before any outcome.",
        n=w.decimal(assumed_number("substance.fewest_matured"), 0),
        names=w.series(thin),
    )
    return f"{open_ones} {few}"


def _table(context: Context, result: Substance) -> Table:
    w = context.words
    figures = {f.id.split(".")[1]: f for f in result.figures()}
    rows = tuple(
        (
            (_name(context, cohort.pole),),
            (w.decimal(cohort.matured, 0),),
            (context.ref(figures[cohort.pole]),),
            (w.interval(cohort.share),),
            ("–" if cohort.identified else w.span(result.prior),),
            (context.phrase(figures[cohort.pole].notes[0]),),
        )
        for cohort in result.cohorts
    )
    head = (
        "Power",
        "Fallen due",
        "Delivered",
        "Interval",
        "Before any outcome",
        "Deals of the record",
    )
    caption = w.say("Delivered against cancelled, by power")
    return Table("table-delivered", caption, tuple(w.say(h) for h in head), rows, (1, 2))
