"""The risks that the text names: what each would cost, as far as a stress can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Line, Paragraph, Section, Table
from denge.brief.draw.dots import DotRow, draw_dot_rows, quantile_dots
from denge.brief.evidence import Unavailable
from denge.brief.sections.claims import card, has_figures, untested

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.brief.words import Words
    from denge.stress.result import StressResult

__all__ = ["risks"]

_SAID = 10  # about 1 in n is said in words; the table has the others


def risks(context: Context) -> Section | None:
    """Risks as cards, and how bad each could be as dots that can be counted."""
    w = context.words
    named = [c for c in context.weighed if c.rule["kind"] == "risk"]
    if not named:
        return None
    said = w.count(
        "The text names %(n)s risk. A named risk is no event: nothing below has happened.",
        "The text names %(n)s risks. A named risk is no event: nothing below has happened.",
        len(named),
    )
    weighed = [c for c in named if has_figures(c)]
    blocks: list[Block] = [Paragraph((said,), "note")]
    blocks += [card(context, c, 500 + n) for n, c in enumerate(weighed)]
    if len(named) > len(weighed):
        blocks.append(untested(context, "risks", [c for c in named if not has_figures(c)]))
    if results := [r for c in named if (r := _stress(context, c)) is not None and r.exceedance]:
        blocks += [_how_bad(context, results), *_in_words(context, results)]
    return Section("risks", w.say("The risks that the text names"), tuple(blocks))


def _in_words(context: Context, results: list[StressResult]) -> list[Paragraph]:
    """What about one sampled future in ten goes beyond, one sentence a loss."""
    w = context.words
    return [
        Paragraph(
            w.line(
                "%(what)s: about 1 in %(n)s sampled futures goes beyond %(x)s.",
                what=context.phrase(r.quantity),
                n=w.decimal(tail.one_in, 0),
                x=w.amount(tail.threshold, tail.unit),
            ),
            "item",
        )
        for r in results
        for tail in r.exceedance
        if tail.one_in == _SAID
    ]


def _how_bad(context: Context, results: list[StressResult]) -> Chart:
    """Each loss as twenty dots, with the losses that about one draw in n goes beyond as twin."""
    w = context.words
    rows = [_dots(context, result) for result in results]
    counts = [e.one_in for e in results[0].exceedance]
    head = (
        w.say("What is lost"),
        *(w.say("about 1 in %(n)s goes beyond", n=n) for n in counts),
    )
    caption = w.say("How bad it could be, by share of sampled futures")
    twin = tuple(_row(context, result) for result in results)
    return Chart(
        "how-bad",
        caption,
        w.say("Twenty dots for each loss, each dot one in twenty sampled futures."),
        draw_dot_rows(rows, 760),
        draw_dot_rows(rows, 358),
        Table("table-exceedance", caption, head, twin, tuple(range(1, len(head)))),
    )


def _dots(context: Context, result: StressResult) -> DotRow:
    w = context.words
    dots = tuple(float(v) for v in quantile_dots(result.draws))
    said = context.phrase(result.quantity)
    name = said if isinstance(said, str) else said.text
    beside = tuple(
        f"{w.say('about 1 in %(n)s goes beyond', n=e.one_in)}: {w.amount(e.threshold, e.unit)}"
        for e in result.exceedance
    )
    return DotRow(name, dots, _number(w, result.unit), beside)


def _number(w: Words, unit: str) -> Callable[[float], str]:
    return lambda value: w.value(value, unit)


def _row(context: Context, result: StressResult) -> tuple[Line, ...]:
    values = (context.words.amount(e.threshold, e.unit) for e in result.exceedance)
    return ((context.phrase(result.quantity),), *((value,) for value in values))


def _stress(context: Context, claim) -> StressResult | None:
    """The result behind a risk; None where its measure gave nothing."""
    if context.evidence is None or "measure" not in claim.rule:
        return None
    options = claim.rule.get("options", {})
    result = context.evidence.result(claim.rule["measure"], **options)
    return None if isinstance(result, Unavailable) else result
