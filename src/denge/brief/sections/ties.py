"""What ties the state to each power, and how far apart they stand in votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Line, Paragraph, Section, Table
from denge.brief.evidence import Unavailable
from denge.brief.sections.corridors import corridor_chart
from denge.core.errors import UnknownName

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.result import Result

__all__ = ["POWERS", "ties"]

# The lead states of the poles that every brief sets side by side.
POWERS = ("USA", "RUS", "CHN")
DIMENSIONS = {
    "imports": "imports",
    "exports": "exports",
    "investment": "investment",
    "trips": "trips",
    "institutions": "organisations",
}


def ties(context: Context) -> Section | None:
    """Shares by dimension, distance in votes of the United Nations, and the ways out."""
    if context.evidence is None or context.state is None:
        return None
    w = context.words
    powers = [p for p in POWERS if p != context.state]
    made = (_shares(context, powers), _votes(context, powers), corridor_chart(context))
    blocks: list[Block] = [b for b in made if b]
    if not blocks:
        return None
    note = w.say("Each share is of its own year, so the columns are not added to one number.")
    return Section(
        "ties", w.say("What ties it to each power"), (*blocks, Paragraph((note,), "note"))
    )


def _results(context: Context, measure: str, powers: list[str]) -> dict[str, Result]:
    assert context.evidence is not None
    found = {p: context.evidence.result(measure, partner=p) for p in powers}
    return {p: r for p, r in found.items() if not isinstance(r, Unavailable)}


def _shares(context: Context, powers: list[str]) -> Table | None:
    w = context.words
    results = _results(context, "dependence", powers)
    rows = [
        ((w.say(name),), *(_cell(context, results.get(p), f"dependence.{p}.{key}") for p in powers))
        for key, name in DIMENSIONS.items()
    ]
    rows = [row for row in rows if any(cell != _nothing(context) for cell in row[1:])]
    if not rows:
        return None
    head = (w.say("Share of the state's"), *(w.state(p) for p in powers))
    return Table("table-ties", w.say("Share of each power in ties of the state"), head, tuple(rows))


def _votes(context: Context, powers: list[str]) -> Table | None:
    w = context.words
    results = _results(context, "distance", powers)
    if not results:
        return None
    keys = ("gap", "km", "residual")
    rows = tuple(
        (
            (w.state(p),),
            *(_cell(context, results.get(p), f"distance.{p}.{key}", False) for key in keys),
        )
        for p in powers
        if p in results
    )
    head = ("Power", "Distance in votes", "Kilometres", "Distance in votes beyond geography")
    year = next(iter(results.values())).figures()[0].period
    caption = w.say("Distance in votes of the United Nations, %(year)s", year=year)
    return Table("table-votes", caption, tuple(map(w.say, head)), rows)


def _cell(context: Context, result: Result | None, name: str, dated: bool = True) -> Line:
    if result is None:
        return _nothing(context)
    try:
        figure = result.figure(name)
    except UnknownName:
        return _nothing(context)
    value = context.words.value(figure.estimate.median, figure.estimate.unit)
    shown: Line = (context.ref(figure, value),)
    if figure.estimate.has_interval:
        shown = (*shown, f" ({context.words.span(figure.estimate)})")
    return (*shown, f", {figure.period}") if dated and len(figure.period) == 4 else shown


def _nothing(context: Context) -> Line:
    return (context.words.say("no data"),)
