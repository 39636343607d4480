"""From a text, or a state, to a brief: reads, records, measures, weighs, and lays out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Line, plain
from denge.brief.claims import weigh
from denge.brief.context import Context
from denge.brief.evidence import Evidence
from denge.brief.finding import finding, standing_line
from denge.brief.known import known_items
from denge.brief.sections import build_sections
from denge.brief.sections.changes import changes
from denge.brief.sections.claims import statement
from denge.brief.trails import trails
from denge.brief.words import words
from denge.core.errors import InputError

if TYPE_CHECKING:
    from denge.brief.blocks import Section, Trail
    from denge.brief.previous import Previous
    from denge.core.reading import Reading
    from denge.record.view import Ledger, View

__all__ = ["Brief", "claims_as_data", "compose"]


@dataclass(frozen=True)
class Brief:
    """A finished brief, in no format yet.

    Attributes
    ----------
    context : Context
        What it was made from.
    finding : Line
        The finding in one sentence.
    standing : str
        How the claims stand, in one sentence; "" without claims.
    sections : tuple[Section, ...]
    trails : tuple[Trail, ...]
        One for each figure shown.
    """

    context: Context
    finding: Line
    standing: str
    sections: tuple[Section, ...]
    trails: tuple[Trail, ...]

    def to_dict(self) -> dict[str, Any]:
        """The brief as data: finding, claims, figures with their trails, sections as text."""
        from denge.brief.render import as_data

        return as_data(self)

    def html(self) -> str:
        """The brief as one self-contained page."""
        from denge.brief.render import html

        return html(self)

    def markdown(self) -> str:
        """The brief as Markdown."""
        from denge.brief.render import markdown

        return markdown(self)

    def save(self, path: str, *, force: bool = False) -> None:
        """Write the page; see `denge.brief.output.write`."""
        from denge.brief.output import write

        write(self.html(), path, force=force)

    def claims(self) -> list[dict[str, Any]]:
        """Every claim with its verdict, as data."""
        return claims_as_data(self.context)

    def __str__(self) -> str:
        return plain(self.finding)


def claims_as_data(context: Context) -> list[dict[str, Any]]:
    """Every claim of the text with its verdict."""
    return [
        {
            "rule": c.rule["id"],
            "group": c.group,
            "says": statement(context, c),
            "partner": c.values.get("partner"),
            "polarity": c.polarity,
            "verdict": c.verdict.word,
            "one_source": c.verdict.one_source,
            "figure": c.verdict.figure.id if c.verdict.figure else None,
            "needs": c.verdict.needs,
            "quote": c.item.quote,
            "quote_span": list(c.item.quote_span),
        }
        for c in context.weighed
    ]


def compose(
    reading: Reading | None,
    ledger: Ledger,
    *,
    lang: str = "en",
    state: str | None = None,
    as_of: date | None = None,
    since: Previous | None = None,
) -> Brief:
    """Lay out a brief.

    Parameters
    ----------
    reading : Reading | None
        What was read from a text; None for a brief of a state alone.
    ledger : Ledger
        The record that the text is set beside. The reading is added to it in memory.
    lang : {"en", "tr", "ru", "kk"}
    state : str | None
        ISO3; by default the state that the text is about.
    as_of : date | None
        Nothing known later enters a finding; by default the date of the text.
    since : Previous | None
        An earlier brief of the state, to say what has changed.

    Raises
    ------
    InputError
        The earlier brief is about another state.
    """
    about = state or (_about(reading) if reading else None)
    if reading is not None and state is not None:
        reading = replace(
            reading, focus=state
        )  # its rows are those of the state that was asked for
    day = as_of or (date.fromisoformat(reading.date) if reading and reading.date else None)
    if since is not None and since.state != about:
        raise InputError(
            f"the earlier brief is about {since.state or 'no state'}, this one about "
            f"{about or 'no state'}; compare briefs of one state."
        )
    context = Context(words(lang), reading, about, day, ledger)
    if about is not None:
        _fill(context, about)
    said = finding(context)
    sections = build_sections(context)
    changed = changes(context, since, claims_as_data(context))
    if changed is not None:
        sections = (changed, *sections)
    return Brief(context, said, standing_line(context), sections, trails(context))


def _fill(context: Context, state: str) -> None:
    reading, ledger, day = context.reading, context.ledger, context.as_of
    view = ledger.view(day, state=state)
    context.evidence = Evidence(view, state)
    if reading is None:
        return
    added = ledger.add(reading)
    context.with_new = context.evidence
    wider = ledger.view(day, include_unreviewed=True, state=state)
    if added.new and _engagements(wider) != _engagements(view):
        context.with_new = Evidence(wider, state)
    context.known = known_items(reading, view, state, added.disagreements)
    context.weighed = weigh(reading, context.evidence, context.known)


def _engagements(view: View) -> list[str]:
    return [row["row_id"] for row in view.rows("engagements")]


def _about(reading: Reading) -> str | None:
    """The focus of the text, where it holds anything at all."""
    return reading.focus if reading.items else None
