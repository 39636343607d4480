"""What has changed since an earlier brief: verdicts, figures, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import denge
from denge.brief.blocks import Details, Paragraph, RowRef, Section, Table, Verbatim
from denge.brief.previous import numbered
from denge.brief.sections.claims import verdict_badge
from denge.brief.verdict import WORDS

if TYPE_CHECKING:
    from denge.brief.blocks import Block, Inline, Line
    from denge.brief.context import Context
    from denge.brief.previous import Claimed, Previous, Stood
    from denge.brief.verdict import Word
    from denge.core.estimate import Estimate
    from denge.core.trail import Figure

__all__ = ["changes", "moved_figures"]

_NAMED = 6  # new rows that are named one by one


def changes(context: Context, earlier: Previous | None, claims: list[dict]) -> Section | None:
    """Where an earlier brief is given; `claims` are those of this brief, as data."""
    if earlier is None:
        return None
    w = context.words
    now = numbered(claims)
    figures = moved_figures(context, earlier)
    blocks: list[Block | None] = [
        Paragraph((_intro(context, earlier),), "note"),
        _verdicts(context, earlier, now),
        *_figures(context, figures),
        *_listed(context, "Claims that are new", _only(now, earlier.claims), w.lang),
        *_listed(context, "Claims no longer made", _only(earlier.claims, now), earlier.lang),
        Paragraph((_still(context, earlier, figures),)),
    ]
    title = w.say("What has changed since the last brief")
    return Section("changes", title, tuple(b for b in blocks if b is not None))


def _intro(context: Context, earlier: Previous) -> str:
    w = context.words
    day = w.day(earlier.as_of) if earlier.as_of else w.say("the last day of its record")
    said = w.say("Compared with the brief of what was known by %(day)s.", day=day)
    if earlier.version != denge.__version__:
        said += " " + w.say(
            "It was made by denge %(old)s, this one by %(new)s, so a change of method may stand "
            "behind a figure.",
            old=earlier.version,
            new=denge.__version__,
        )
    return said


def _verdicts(context: Context, earlier: Previous, now: tuple[Claimed, ...]) -> Block | None:
    w = context.words
    before = {claim.key: claim for claim in earlier.claims}
    rows = tuple(
        ((c.says,), (_verdict(context, before[c.key].verdict),), (_verdict(context, c.verdict),))
        for c in now
        if c.key in before and before[c.key].verdict != c.verdict
    )
    if not rows:
        return None
    head = (w.say("The text says"), w.say("It stood"), w.say("It stands"))
    return Table("table-verdicts-moved", w.say("Verdicts that moved"), head, rows)


def _verdict(context: Context, word: str) -> Inline:
    known: dict[str, Word] = {each: each for each in WORDS}
    return verdict_badge(context, known[word]) if word in known else word


def moved_figures(context: Context, earlier: Previous) -> list[tuple[Figure, Stood, bool]]:
    """Figures whose value is written otherwise than before, those of the headline once.

    Returns
    -------
    list of (figure, as it stood, whether the value lies beyond the interval that it had)
        Those beyond their interval first.
    """
    found = []
    for name, figure in context.figures.items():
        stood = earlier.figures.get(name)
        if stood is None or name.endswith(".unreviewed"):
            continue
        if context.words.estimate(figure.estimate) == context.words.estimate(stood.estimate):
            continue
        found.append((figure, stood, _beyond(figure.estimate.median, stood.estimate)))
    return sorted(found, key=lambda entry: not entry[2])


def _beyond(value: float, before: Estimate) -> bool:
    if before.low is None or before.high is None:
        return value != before.median
    return not before.low <= value <= before.high


def _figures(context: Context, moved: list[tuple[Figure, Stood, bool]]) -> list[Block]:
    """Those beyond their interval in a table; smaller moves behind a summary."""
    w = context.words
    far, near = ([m for m in moved if m[2] is beyond] for beyond in (True, False))
    caption = w.say("Figures that moved beyond the interval that they had")
    blocks: list[Block] = [_table(context, "far", caption, far)] if far else []
    if not far:
        blocks.append(Paragraph((w.say("No figure moved beyond the interval that it had."),)))
    if near:
        inside = w.count(
            "%(n)s figure moved inside the interval that it had",
            "%(n)s figures moved inside the interval that they had",
            len(near),
        )
        blocks.append(Details(inside, (_table(context, "near", inside, near),)))
    return blocks


def _table(
    context: Context, name: str, caption: str, moved: list[tuple[Figure, Stood, bool]]
) -> Table:
    w = context.words
    met: set[tuple[str, ...]] = set()
    rows = tuple(
        (
            (context.label(figure),),
            (_value(context, stood.estimate),),
            (context.ref(figure), _span(context, figure.estimate)),
            _sources(context, figure, stood, met),
        )
        for figure, stood, _ in moved
    )
    head = ("Figure", "It stood at", "It stands at", "Rows behind it")
    return Table(f"table-moved-{name}", caption, tuple(map(w.say, head)), rows)


def _value(context: Context, e: Estimate) -> str:
    return context.words.estimate(e) + _span(context, e)


def _span(context: Context, e: Estimate) -> str:
    return f" ({context.words.span(e)})" if e.has_interval else ""


def _sources(context: Context, figure: Figure, stood: Stood, met: set[tuple[str, ...]]) -> Line:
    """Rows that came and went, named once; the same rows mean that method or time moved it."""
    w = context.words
    rows = dict.fromkeys(step.row_id for step in figure.trail)
    new = tuple(row for row in rows if row not in stood.rows)
    gone = len(stood.rows - set(rows))
    line: Line = (w.count("%(n)s new row", "%(n)s new rows", len(new)),) if new else ()
    for n, row in enumerate(new[:_NAMED] if new not in met else ()):
        line = (*line, ", " if n else ": ", RowRef(row))
    if len(new) > _NAMED and new not in met:
        line = (*line, " …")
    met.add(new)
    if gone:
        left = w.count("%(n)s row left out", "%(n)s rows left out", gone)
        line = (*line, "; ", left) if line else (left,)
    return line or (w.say("the same rows"),)


def _only(some: tuple[Claimed, ...], others: tuple[Claimed, ...]) -> list[Claimed]:
    known = {claim.key for claim in others}
    return [claim for claim in some if claim.key not in known]


def _listed(context: Context, title: str, some: list[Claimed], lang: str) -> list[Block]:
    if not some:
        return []
    w = context.words
    own = lang == w.lang
    return [
        Paragraph((w.say(title),), "head"),
        *(
            Paragraph(
                (c.says if own else Verbatim(c.says, lang), " – ", _verdict(context, c.verdict)),
                "item",
            )
            for c in some
        ),
    ]


def _still(context: Context, earlier: Previous, moved: list[tuple[Figure, Stood, bool]]) -> str:
    w = context.words
    shared = len(set(earlier.figures) & set(context.figures)) - len(moved)
    said = w.count("%(n)s figure stands as it did.", "%(n)s figures stand as they did.", shared)
    new = len(set(context.figures) - set(earlier.figures))
    if new:
        said += " " + w.count("%(n)s figure is new.", "%(n)s figures are new.", new)
    gone = len(set(earlier.figures) - set(context.figures))
    if gone:
        said += " " + w.count(
            "%(n)s figure is no longer shown.", "%(n)s figures are no longer shown.", gone
        )
    return said
