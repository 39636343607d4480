"""The risks that the text names, each with what would be needed to weigh it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Paragraph, Section
from denge.brief.sections.claims import card, has_figures, untested

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context

__all__ = ["risks"]


def risks(context: Context) -> Section | None:
    """Risks as cards; a stage that can stress them supplies their figures."""
    w = context.words
    named = [c for c in context.weighed if c.rule["kind"] == "risk"]
    if not named:
        return None
    intro = Paragraph(
        (
            w.count(
                "The text names %(n)s risk. A named risk is no event: nothing below has happened.",
                "The text names %(n)s risks. A named risk is no event: nothing below has happened.",
                len(named),
            ),
        ),
        "note",
    )
    weighed = [c for c in named if has_figures(c)]
    cards: list[Block] = [card(context, c, 500 + n) for n, c in enumerate(weighed)]
    if len(named) > len(weighed):
        cards.append(untested(context, "risks", [c for c in named if not has_figures(c)]))
    return Section("risks", w.say("The risks that the text names"), (intro, *cards))
