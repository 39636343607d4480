"""A brief as a page, as Markdown, or as data."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import denge
from denge.brief.blocks import (
    Badge,
    FigureRef,
    Inline,
    Line,
    Link,
    QuoteRef,
    RowRef,
    SentenceRef,
    plain,
)
from denge.brief.draw.map import land
from denge.brief.previous import BLOCK, snapshot
from denge.brief.sections.claims import VERDICT_WORDS, tally
from denge.brief.sections.method import citation
from denge.brief.text import anchor, paragraphs
from denge.brief.words import catalogue_header

if TYPE_CHECKING:
    from denge.brief.blocks import Drawing
    from denge.brief.compose import Brief

__all__ = ["GENERATOR", "as_data", "html", "inline_html", "inline_markdown", "markdown"]

GENERATOR = f"denge {denge.__version__}"


def html(brief: Brief) -> str:
    """One self-contained page: no address in it is fetched, and no script is needed to read it."""
    script = _asset("brief.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        _environment("html")
        .get_template("brief.html")
        .render(
            **_common(brief),
            css=Markup(_asset("brief.css")),
            script=Markup(script),
            script_hash=digest,
            data_id=BLOCK,
            snapshot=snapshot(brief),
            land=Markup(land()) if _has_map(brief) else None,
        )
    )


def markdown(brief: Brief) -> str:
    """The brief as CommonMark with tables; charts appear as their titles and tables."""
    return _environment("md").get_template("brief.md").render(**_common(brief)).strip() + "\n"


def as_data(brief: Brief) -> dict[str, Any]:
    """The brief as plain data for `--format json`."""
    context = brief.context
    return {
        "made_by": GENERATOR,
        "lang": context.words.lang,
        "state": context.state,
        "as_of": context.as_of.isoformat() if context.as_of else None,
        "text": context.reading.id if context.reading else None,
        "finding": plain(brief.finding),
        "claims": brief.claims(),
        "verdicts": {str(word): n for word, n in tally(context).items()},
        "figures": {
            figure.id: figure.estimate.to_dict()
            | {"label": context.label(figure), "period": figure.period, "method": figure.method}
            | {"rows": [step.row_id for step in figure.trail], "notes": list(figure.notes)}
            for figure in context.figures.values()
        },
        "reading": context.reading.to_dict() if context.reading else None,
        "sections": [{"id": s.id, "title": s.title} for s in brief.sections],
    }


def inline_html(line: Line) -> Markup:
    """A line as markup: figures and quotations are links within the page."""
    return Markup("").join(_inline_html(part) for part in line)


def _inline_html(part: Inline) -> Markup:
    if isinstance(part, str):
        return Markup(escape(part))
    text = escape(part.text)
    if isinstance(part, FigureRef):
        return Markup(f'<a class="figure" href="#fig-{escape(part.figure_id)}">{text}</a>')
    if isinstance(part, QuoteRef):
        at = anchor(part.span)
        return Markup(f'<a class="quote" href="#{at}"><q lang="{escape(part.lang)}">{text}</q></a>')
    if isinstance(part, SentenceRef):
        return Markup(f'<a class="sentence" href="#{anchor(part.span)}">{text}</a>')
    if isinstance(part, RowRef):
        return Markup(f'<a href="#row-{text}">{text}</a>')
    if isinstance(part, Link):
        if not part.url.startswith(("http://", "https://")):
            return Markup(text)
        return Markup(f'<a href="{escape(part.url)}">{text}</a>')
    if isinstance(part, Badge):
        return Markup(f'<span class="badge {escape(part.tone)}">{text}</span>')
    return Markup(f'<span lang="{escape(part.lang)}">{text}</span>')


def inline_markdown(line: Line) -> str:
    """A line as Markdown."""
    return "".join(_inline_markdown(part) for part in line)


def _inline_markdown(part: Inline) -> str:
    if isinstance(part, str):
        return _escape_markdown(part)
    text = _escape_markdown(part.text)
    if isinstance(part, QuoteRef):
        return f"“{text}”"
    if isinstance(part, Badge):
        return f"**{text}**"
    if isinstance(part, Link) and part.url.startswith(("http://", "https://")):
        return f"[{text}](<{part.url.replace('>', '%3E').replace('<', '%3C')}>)"
    return text


def _escape_markdown(text: str) -> str:
    for sign in "\\`*_[]|#":
        text = text.replace(sign, "\\" + sign)
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(text.split()) if "\n" in text else text


def _common(brief: Brief) -> dict[str, Any]:
    context = brief.context
    reading = context.reading
    spans = [item.quote_span for item in reading.items] if reading else []
    header = catalogue_header(context.words.lang)
    return {
        "brief": brief,
        "w": context.words,
        "lang": context.words.lang,
        "reading": reading,
        "title": _title(brief),
        "generator": GENERATOR,
        "name": _name(brief),
        "source": citation(context),
        "tally": [
            (word.replace(" ", "-"), context.words.say(VERDICT_WORDS[word]), n)
            for word, n in tally(context).items()
            if context.weighed
        ],
        "paragraphs": paragraphs(reading.text, spans) if reading else [],
        "items_at": _items_at(brief),
        "unreviewed": not header.get("X-Reviewed-By"),
        "plain": plain,
    }


def _items_at(brief: Brief) -> dict[str, int]:
    """How many items were read at each anchor."""
    counts: dict[str, int] = {}
    for item in brief.context.reading.items if brief.context.reading else ():
        counts[anchor(item.quote_span)] = counts.get(anchor(item.quote_span), 0) + 1
    return counts


def _title(brief: Brief) -> str:
    w, context = brief.context.words, brief.context
    name = w.state(context.state) if context.state else w.say("No state")
    day = w.day(context.as_of) if context.as_of else ""
    return f"{name} · {w.say('brief')}" + (f" · {day}" if day else "")


def _name(brief: Brief) -> str:
    """What files saved from the page are called, less the chart."""
    context = brief.context
    day = context.as_of.isoformat() if context.as_of else ""
    return "-".join(part for part in ("denge", context.state, day) if part)


def _has_map(brief: Brief) -> bool:
    return any(getattr(b, "id", "") == "map" for s in brief.sections for b in s.blocks)


def _drawing(drawing: Drawing) -> Markup:
    return Markup(drawing.body)


@cache
def _asset(name: str) -> str:
    return files("denge.brief").joinpath("templates", name).read_text("utf-8")


@cache
def _environment(kind: str) -> Environment:
    env = Environment(
        loader=PackageLoader("denge.brief", "templates"),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["inline"] = inline_html if kind == "html" else inline_markdown
    env.filters["drawing"] = _drawing
    env.filters["kind"] = lambda block: type(block).__name__
    env.filters["cell"] = lambda line: inline_markdown(line).replace("\n", " ")
    return env
