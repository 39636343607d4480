"""Any result of measure, stress or choose as sections: figures, chart, method, trails."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Chart, Details, Fact, Line, Link, Paragraph, Section, Table, Verbatim
from denge.brief.context import host
from denge.brief.draw.intervals import Bar, draw_bands, draw_intervals
from denge.brief.draw.svg import label_width
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.estimate import Estimate
    from denge.core.result import Result
    from denge.core.trail import Assumption, Figure, Origin
    from denge.web.words import AppWords

__all__ = [
    "bands",
    "facts",
    "figure_table",
    "intervals",
    "method_section",
    "plain_table",
    "tables_section",
    "unit_charts",
]

_WIDE, _NARROW = 760, 358


def facts(context: Context, figures: Sequence[Figure]) -> tuple[Fact, ...]:
    """The first figures set large."""
    w = context.words
    return tuple(
        Fact(
            context.ref(f, w.value(f.estimate.median, f.estimate.unit)),
            context.label(f),
            w.interval(f.estimate),
            _beside(w, f.estimate.unit),
        )
        for f in figures
    )


def _beside(w: Any, unit: str) -> str:
    """The unit to set under a large number; a percentage says it all."""
    return "" if "%" in w.value(0.5, unit) else w.unit(unit)


def figure_table(context: Context, figures: Sequence[Figure], caption: str = "") -> Table:
    """Every figure with its interval and period."""
    w = context.words
    rows = tuple(
        (
            (context.label(f),),
            (context.ref(f),),
            (w.interval(f.estimate),),
            (w.period(f.period) if f.period else "",),
        )
        for f in figures
    )
    head = tuple(w.say(h) for h in ("Figure", "Value", "Interval", "Data"))
    return Table("figures", caption or w.say("All figures"), head, rows, (1,))


def unit_charts(context: Context, figures: Sequence[Figure], name: str) -> list[Chart]:
    """One chart for each unit in which two or more figures have an interval."""
    units: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.estimate.has_interval:
            units.setdefault(figure.estimate.unit, []).append(figure)
    groups = [group for group in units.values() if len(group) > 1]
    return [
        intervals(
            context,
            f"{name}-{n + 1}" if n else name,
            [(context.label(f), _colour(f), f.estimate) for f in group],
            group,
        )
        for n, group in enumerate(groups)
    ]


def _colour(figure: Figure) -> str:
    known = ("usa", "europe", "russia", "china", "turkiye", "gulf", "asia")
    return next((part for part in figure.id.split(".") if part in known), "home")


def intervals(
    context: Context,
    name: str,
    rows: Sequence[tuple[str, str, Estimate]],
    figures: Sequence[Figure] = (),
    title: str = "",
    note: str = "",
) -> Chart:
    """Estimates of one unit side by side."""
    w = context.words
    unit = rows[0][2].unit
    bars = [
        Bar(label, colour, e.median, e.low, e.high, w.value(e.median, unit))
        for label, colour, e in rows
    ]
    ends = [v for b in bars for v in (b.median, b.low, b.high) if v is not None]
    low, high = min(ends), max(ends)
    low = 0.0 if 0 <= low < 0.6 * high else low
    span = (high - low) or abs(high) or 1.0

    def number(value: float) -> str:
        digits = 0 if span > 20 else 1 if span > 2 else 2
        if w.value(0.5, unit).strip("0123456789.,+-− ") == "%" or "%" in w.value(0.5, unit):
            return w.value(value, unit)
        return w.decimal(value, digits)

    def draw(width: int, limit: float):
        room = label_width([b.name for b in bars], limit)
        return draw_intervals(bars, low, high, number, width, room if room <= limit else 0)

    best = max(rows, key=lambda row: row[2].median)
    said = title or w.say(
        "Highest: %(name)s, %(value)s (%(interval)s)",
        name=best[0],
        value=w.estimate(best[2]),
        interval=w.interval(best[2]),
    )
    twin = tuple(
        (
            (label,),
            (context.ref(figures[n]) if figures else w.value(e.median, unit),),
            (w.interval(e),),
        )
        for n, (label, _, e) in enumerate(rows)
    )
    head = tuple(w.say(h) for h in ("Figure", "Value", "Interval"))
    return Chart(
        name,
        said,
        w.say("A dot at the median and a bar over the interval of each figure."),
        draw(_WIDE, 330),
        draw(_NARROW, 150),
        Table(f"table-{name}", w.unit(unit) or said, head, twin, (1,)),
        note=note,
    )


def bands(
    context: Context,
    name: str,
    title: str,
    points: Sequence[tuple[str, Estimate]],
    ends: tuple[str, str],
    level: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Chart:
    """An estimate over time, with its interval as a ribbon."""
    w = context.words
    drawn = [(label, e.median, e.low, e.high) for label, e in points]
    values = [v for p in drawn for v in p[1:] if v is not None]
    low = min(values) if low is None else low
    high = max(values) if high is None else high
    unit = points[0][1].unit
    rows = tuple(((label,), (w.value(e.median, unit),), (w.interval(e),)) for label, e in points)
    head = (w.say("Period"), w.say("Value"), w.say("Interval"))

    def number(value: float) -> str:
        return w.value(value, unit)

    return Chart(
        name,
        title,
        w.say("Medians over time; the ribbon is the interval."),
        draw_bands(drawn, low, high, number, _WIDE, 240, ends, level),
        draw_bands(drawn, low, high, number, _NARROW, 220, ends, level),
        Table(f"table-{name}", title, head, rows, (1,)),
    )


def method_section(context: Context, result: Result, made_by: Callable[..., Any]) -> Section:
    """How the figures come about: formulas, assumptions, sources, and the documentation itself."""
    w = context.words
    methods = dict.fromkeys(f.method for f in result.figures() if f.method)
    notes = dict.fromkeys(n for f in result.figures() for n in f.notes)
    blocks: list[Block] = [Paragraph((context.phrase(m),), "item") for m in methods]
    blocks += [Paragraph((context.phrase(n),), "note") for n in notes]
    if result.assumptions:
        n = len(dict.fromkeys(result.assumptions))
        folded = _assumptions(context, result.assumptions)
        blocks.append(Details(w.count("%(n)s assumption", "%(n)s assumptions", n), (folded,)))
    if result.origins:
        blocks.append(_sources(context, result.origins))
    doc = inspect.getdoc(made_by) or ""
    lines = tuple(
        Paragraph((Verbatim(" ".join(part.split()), "en"),)) for part in doc.split("\n\n")
    )
    blocks.append(Details(w.say("Documentation of %(name)s", name=made_by.__name__), lines))
    seed = "" if result.seed is None else str(result.seed)
    said = w.say("Method version: denge %(version)s; seed %(seed)s.", version=_version(), seed=seed)
    return Section("method", w.say("Method"), (*blocks, Paragraph((said,), "note")))


def _version() -> str:
    import denge

    return denge.__version__


def _assumptions(context: Context, assumptions: Sequence[Assumption]) -> Table:
    w = context.words
    rows = tuple(
        (
            (context.phrase(a.label),),
            (_number(w, a.value),),
            (_range(w, a),),
            (w.unit(a.unit) if a.unit else "",),
            (context.phrase(a.reference),),
        )
        for a in dict.fromkeys(assumptions)
    )
    head = tuple(w.say(h) for h in ("Assumption", "Value", "Range", "Unit", "Reference"))
    return Table("assumptions", w.say("Assumptions"), head, rows, (1,))


def _range(w: Any, a: Assumption) -> str:
    return "" if a.low is None or a.high is None else f"{w.number(a.low)} – {w.number(a.high)}"


def _number(w: Any, value: float | str) -> str:
    return w.number(float(value)) if isinstance(value, float | int) else str(value)


def _sources(context: Context, origins: Sequence[Origin]) -> Details:
    w = context.words
    once = list(dict.fromkeys(origins))
    lines = tuple(Paragraph(_source(origin), "item") for origin in once)
    return Details(w.count("%(n)s source", "%(n)s sources", len(once)), lines)


def _source(origin: Origin) -> Line:
    said = origin.citation or ". ".join(p for p in (origin.producer, origin.title) if p)
    link = (" ", Link(host(origin.url), origin.url)) if origin.url else ()
    return (Verbatim(said, "en"), *link)


def plain_table(name: str, caption: str, rows: Sequence[dict[str, Any]], w: AppWords) -> Table:
    """Rows of a result as they are, with the names and numbers of the language."""
    head = list(rows[0])
    numeric = tuple(n for n, column in enumerate(head) if isinstance(rows[0][column], int | float))
    cells = tuple(tuple((_cell(w, column, row.get(column)),) for column in head) for row in rows)
    return Table(name, caption, tuple(w.column(c) for c in head), cells, numeric)


def _cell(w: AppWords, column: str, value: Any) -> str:
    if column == "year" or value is None:
        return "" if value is None else str(value)
    if column in ("transit", "senders", "transit_states"):  # codes in one cell
        return ", ".join(w.cell(code) for code in str(value).split())
    return w.cell(value)


def tables_section(context: Context, tables: dict[str, Sequence[dict[str, Any]]]) -> Section | None:
    """Further tables of a result, folded."""
    w = words(context.words.lang)
    found = [
        Details(w.table(name), (plain_table(f"table-{name}", w.table(name), rows, w),))
        for name, rows in tables.items()
        if rows
    ]
    return Section("tables", w.say("Tables"), tuple(found)) if found else None
