"""The risks that the text names: what each would cost, as far as a stress can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Line, Paragraph, Section, Table
from denge.brief.evidence import Unavailable
from denge.brief.sections.claims import card, has_figures, untested

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.stress.result import StressResult

__all__ = ["risks"]


def risks(context: Context) -> Section | None:
    """Risks as cards, and how bad it would be in one draw of two, four, ten and twenty."""
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
    blocks += [t for t in (_how_bad(context, named),) if t is not None]
    return Section("risks", w.say("The risks that the text names"), tuple(blocks))


def _how_bad(context: Context, named: list) -> Table | None:
    """Losses that about one draw in n goes beyond, by risk."""
    w = context.words
    results = [r for c in named if (r := _stress(context, c)) is not None and r.exceedance]
    if not results:
        return None
    counts = [e.one_in for e in results[0].exceedance]
    rows = tuple(_row(context, result) for result in results)
    head = (
        w.say("What is lost"),
        *(w.say("about 1 in %(n)s goes beyond", n=n) for n in counts),
    )
    caption = w.say("How bad it could be, by share of sampled futures")
    return Table("table-exceedance", caption, head, rows, tuple(range(1, len(head))))


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
