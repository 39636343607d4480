"""What became of promises: delivered against cancelled, by power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Section, Table
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.core.trail import Figure

__all__ = ["delivery"]


def delivery(context: Context) -> Section | None:
    """Only where the text speaks of deals, or there is no text."""
    if context.evidence is None or (context.reading is not None and not context.reading.deals):
        return None
    result = context.evidence.result("substance")
    if isinstance(result, Unavailable):
        return None
    figures = [f for f in result.figures() if f.id.endswith(".delivered")]
    return Section(
        "delivery", context.words.say("What becomes of promises"), (_chart(context, figures),)
    )


def _name(context: Context, figure: Figure) -> str:
    pole = figure.id.split(".")[1]
    return context.words.say("all partners") if pole == "all" else context.words.pole(pole)


def _chart(context: Context, figures: list[Figure]) -> Chart:
    w = context.words
    bars = [
        Bar(
            _name(context, f),
            "home" if f.id.split(".")[1] == "all" else f.id.split(".")[1],
            f.estimate.median,
            f.estimate.low,
            f.estimate.high,
            w.percent(f.estimate.median),
        )
        for f in figures
    ]
    names = [bar.name for bar in bars]

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, label_width(names, limit))

    rows = tuple(
        (
            (_name(context, f),),
            (context.ref(f),),
            (w.interval(f.estimate),),
            (context.phrase(f.notes[0]),) if f.notes else (),
        )
        for f in figures
    )
    head = tuple(w.say(h) for h in ("Power", "Delivered", "Interval", "Deals of the record"))
    share = next(f for f in figures if f.id == "substance.all.delivered").estimate
    return Chart(
        "delivered",
        w.say(
            "%(share)s of the promises that fell due were delivered", share=w.percent(share.median)
        ),
        w.say("A dot at the median share of each power and a bar over its interval."),
        draw(760, 220),
        draw(358, 130),
        Table("table-delivered", w.say("Delivered against cancelled, by power"), head, rows, (1,)),
        note=w.say(
            "Promises that are still open, or of which nothing is known, count neither way. Few "
            "have "
            "fallen due for any one power, so its interval leans on all of them together."
        ),
    )
