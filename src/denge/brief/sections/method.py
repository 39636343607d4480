"""Method, data, assumptions, sources, citation and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import denge
from denge.brief.blocks import Details, Link, Paragraph, Section, Table, Verbatim
from denge.brief.context import host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from denge.brief.blocks import Block, Line
    from denge.brief.context import Context
    from denge.core.trail import Assumption, Origin

__all__ = ["LIMITS", "citation", "method"]

LIMITS = (
    (
        "The record of engagements was made by hand from public pages. It is not complete, and a "
        "missing row does not mean that nothing took place."
    ),
    (
        "Engagements are counted, not weighed: a state visit and a meeting at a summit both make "
        "one trip."
    ),
    (
        "What was read by machine may be wrong. Every item shows its sentence, its rule and its "
        "confidence: how often readings as sure as it were right on passages that the writers of "
        "the rules had not seen."
    ),
    (
        "A verdict says how a claim stands against the figure and threshold that are printed, and "
        "no more. Nothing here says that one thing caused another."
    ),
    "Counts and values of deals are those announced. What is announced is not yet delivered.",
)


def method(context: Context) -> Section:
    """How the brief was made, and from what."""
    w = context.words
    blocks: list[Block | None] = [Paragraph((_made(context),))]
    tables = (_assumptions(context), _sources(context))
    blocks += [Details(table.caption, (table,)) for table in tables if table is not None]
    blocks.append(Paragraph((w.say("Limits"),), "head"))
    blocks += [Paragraph((w.say(text),), "item") for text in LIMITS]
    blocks.append(Paragraph((w.say("How to cite"),), "head"))
    blocks.append(Paragraph((citation(context),)))
    kept = tuple(b for b in blocks if b is not None)
    return Section("method", w.say("Method, data and limits"), kept)


def _made(context: Context) -> str:
    w = context.words
    day = w.day(context.as_of) if context.as_of else w.say("the last day of the record")
    said = w.say(
        "Made by denge %(version)s from what was known by %(day)s. A row counts from the day its "
        "source "
        "was published; where that day is not known, from the day of the act itself.",
        version=denge.__version__,
        day=day,
    )
    if context.evidence is not None:
        rows = context.evidence.view.rows("engagements")
        known = [r["known_from"] for r in rows if r["state"] == context.state]
        if known:
            said += " " + w.say(
                "The last engagement of the record known by then is of %(day)s.",
                day=w.day(max(known)),
            )
    return said + _newest(context)


def _newest(context: Context) -> str:
    """The vintage of the data: the day on which the newest row behind any figure became known."""
    w = context.words
    days = [s.known_from for f in context.figures.values() for s in f.trail if s.known_from]
    if not days:
        return ""
    said = w.say(
        "The newest of the %(n)s rows behind its figures became known on: %(day)s.",
        n=w.decimal(len({s.row_id for f in context.figures.values() for s in f.trail}), 0),
        day=w.dates(max(days)),
    )
    return " " + said


def _results(context: Context):
    return context.evidence.results() if context.evidence else []


def _assumptions(context: Context) -> Table | None:
    w = context.words
    used: dict[str, Assumption] = {}
    for result in _results(context):
        for assumption in result.assumptions:
            used.setdefault(assumption.id, assumption)
    if not used:
        return None
    rows = tuple(
        (
            (w.say(a.label),),
            (f"{_number(w, a.value)} {w.say(a.unit) if a.unit else ''}".strip(),),
            (_range(context, a),),
            (Verbatim(a.reference, "en"),),
        )
        for a in used.values()
    )
    head = tuple(w.say(h) for h in ("Assumption", "Value", "Range", "Reference"))
    caption = w.count(
        "%(n)s value that nobody measured here", "%(n)s values that nobody measured here", len(rows)
    )
    return Table("table-assumptions", caption, head, rows)


def _range(context: Context, a: Assumption) -> str:
    w = context.words
    if a.low is None or a.high is None or a.low == a.high:
        return w.say("fixed")
    return w.say("%(low)s to %(high)s", low=_number(w, a.low), high=_number(w, a.high))


def _number(w, value: float | str) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:g}"
    return w.decimal(value, len(text.partition(".")[2]))


def _sources(context: Context) -> Table | None:
    w = context.words
    origins: dict[str, Origin] = {}
    for result in _results(context):
        for origin in result.origins:
            origins.setdefault(origin.id, origin)
    if not origins:
        return None
    rows = (*_works(context, origins.values()), *_pages(context, origins.values()))
    head = (w.say("Source"), w.say("Licence"))
    caption = w.count(
        "%(n)s source behind the figures", "%(n)s sources behind the figures", len(origins)
    )
    return Table("table-sources", caption, head, rows)


def _is_page(origin: Origin) -> bool:
    return origin.title.startswith("Page of ") and bool(origin.url) and not origin.licence


def _works(context: Context, origins: Iterable[Origin]) -> Iterator[tuple[Line, ...]]:
    """Data sets and papers, each with its licence."""
    w = context.words
    for o in sorted(origins, key=lambda o: (o.licence == "", o.title, o.url)):
        if not _is_page(o):
            title = Link(o.title, o.url) if o.url else o.title
            yield (title,), (o.licence or w.say("page cited as a source of facts"),)


def _pages(context: Context, origins: Iterable[Origin]) -> Iterator[tuple[Line, ...]]:
    """Web pages, one row a host: its name leads to the first, numbers to the others."""
    hosts: dict[str, list[str]] = {}
    for url in sorted({o.url for o in origins if _is_page(o)}):
        hosts.setdefault(host(url), []).append(url)
    for name, urls in sorted(hosts.items()):
        more = [part for n, url in enumerate(urls[1:], 2) for part in (" ", Link(str(n), url))]
        yield (Link(name, urls[0]), *more), (context.words.say("page cited as a source of facts"),)


def citation(context: Context) -> str:
    """One line to cite the brief by."""
    w = context.words
    named = w.state(context.state) if context.state else w.say("no state")
    day = context.as_of.isoformat() if context.as_of else w.say("no date")
    text = context.reading.id if context.reading else context.state
    return f"denge {denge.__version__}, {w.say('brief')}: {named}, {w.say('as of')} {day}, {text}."
