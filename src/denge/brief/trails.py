"""The trail of every figure that a brief shows: value, method, assumptions, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Line, QuoteRef, RowRef, SentenceRef, Table, Trail, Verbatim
from denge.brief.sections.happened import kind_words
from denge.brief.sections.places import city_name

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.core.trail import Figure, Step

__all__ = ["trails"]

_FEW = 4  # assumptions that are named again
_LONG = 300  # characters of notes that are not said twice


def trails(context: Context) -> tuple[Trail, ...]:
    """One trail a figure, in the order in which the brief shows them.

    A row is printed in full under the first figure that rests on it; later figures name it by its
    id, which leads there. The same holds for a list of assumptions.
    """
    seen = _Seen()
    return tuple(_trail(context, figure, seen) for figure in context.figures.values())


@dataclass
class _Seen:
    """What earlier trails have printed."""

    rows: set[str] = field(default_factory=set)
    sets: dict[tuple[str, ...], Figure] = field(default_factory=dict)
    assumed: dict[tuple[str, ...], Figure] = field(default_factory=dict)
    notes: dict[tuple[str, ...], Figure] = field(default_factory=dict)


def _trail(context: Context, figure: Figure, seen: _Seen) -> Trail:
    w = context.words
    lines: list[tuple[str, Line]] = [(w.say("Interval"), (context.interval(figure.estimate),))]
    if figure.period:
        lines.append((w.say("Data"), (w.period(figure.period),)))
    if figure.method:
        lines.append((w.say("Method"), (context.phrase(figure.method),)))
    if figure.assumptions:
        lines.append((w.say("Assumptions"), _assumptions(context, figure, seen)))
    rows = _rows(context, figure, seen, lines)
    notes = _notes(context, figure, seen, lines)
    value = w.estimate(figure.estimate)
    return Trail(figure.id, context.label(figure), value, tuple(lines), notes, rows)


def _assumptions(context: Context, figure: Figure, seen: _Seen) -> Line:
    w = context.words
    names = tuple(a.id for a in figure.assumptions)
    first = seen.assumed.setdefault(names, figure)
    if len(names) > _FEW and first is not figure:
        return _as_behind(context, first)
    return (w.series([w.rephrase(a.label) or a.label for a in figure.assumptions]),)


def _notes(
    context: Context, figure: Figure, seen: _Seen, lines: list[tuple[str, Line]]
) -> tuple[Line, ...]:
    first = seen.notes.setdefault(figure.notes, figure)
    if first is not figure and sum(map(len, figure.notes)) > _LONG:
        lines.append((context.words.say("Notes"), _as_behind(context, first)))
        return ()
    return tuple((context.phrase(note),) for note in figure.notes)


def _as_behind(context: Context, figure: Figure) -> Line:
    other = context.ref(figure, context.label(figure))
    return context.words.line("the same as behind: %(other)s", other=other)


def _rows(
    context: Context, figure: Figure, seen: _Seen, lines: list[tuple[str, Line]]
) -> Table | None:
    """Rows that no earlier trail printed; those printed before enter `lines` by their ids."""
    steps = sorted(figure.trail, key=_latest, reverse=True)
    first = seen.sets.setdefault(tuple(sorted(step.row_id for step in steps)), figure)
    if not steps:
        return None
    w = context.words
    if first is not figure:
        lines.append((w.say("Rows"), _as_behind(context, first)))
        return None
    new = [step for step in steps if step.row_id not in seen.rows]
    if len(new) < len(steps):
        old = [RowRef(step.row_id) for step in steps if step.row_id in seen.rows]
        lines.append((w.say("Rows printed above"), _listed(old)))
    seen.rows |= {step.row_id for step in new}
    if not new:
        return None
    head = tuple(w.say(h) for h in ("Row", "Known from", "Source"))
    caption = w.count("%(n)s row behind this figure", "%(n)s rows behind this figure", len(new))
    if len(new) < len(steps):
        caption = w.count("%(n)s further row", "%(n)s further rows", len(new))
    ids = tuple(f"row-{step.row_id}" for step in new)
    printed = tuple(_row(context, step) for step in new)
    return Table(f"rows-{figure.id}", caption, head, printed, row_ids=ids)


def _listed(rows: list[RowRef]) -> Line:
    line: Line = ()
    for row in rows:
        line = (*line, ", ", row) if line else (row,)
    return line


def _latest(step: Step) -> str:
    return step.known_from


def _row(context: Context, step: Step) -> tuple[Line, ...]:
    w = context.words
    said: Line = _says(context, step)
    if step.doubt:
        said = (*said, " – ", *w.line("in doubt: %(doubt)s", doubt=context.phrase(step.doubt)))
    told = context.sentences.get(step.row_id)
    if told is not None:
        said = (*said, " – ", SentenceRef(w.say("its sentence in the text"), told))
    return (
        (*said, f" ({step.row_id})"),
        (w.dates(step.known_from) if step.known_from else "",),
        (context.source(step.source_url),),
    )


def _says(context: Context, step: Step) -> Line:
    """The row in the brief's language, from its own columns."""
    row = _found(context, step)
    if step.quote_span and context.reading is not None:
        return (QuoteRef(step.quote, step.quote_span, context.reading.lang),)
    if row is None:
        return (context.phrase(step.says),)
    writer = _WRITERS.get(step.table)
    return writer(context, row) if writer else (context.phrase(step.says),)


def _found(context: Context, step: Step) -> dict[str, Any] | None:
    index = context.row_index(step.table)
    return index.get(step.row_id)


def _engagement(context: Context, row: dict[str, Any]) -> Line:
    w = context.words
    kind = kind_words(w, str(row["kind"]), str(row["format"] or ""))
    place = city_name(w, str(row["country"] or ""), str(row["place"] or ""))
    parts = [w.dates(row["start"], row["end"]), w.actor(row["partner"]), kind, place]
    return (" · ".join(p for p in parts if p),)


def _yearly(context: Context, row: dict[str, Any]) -> Line:
    w = context.words
    value = row["turnover_usd_m"] or row["exports_usd_m"] or row["imports_usd_m"]
    said = f"{row['year']} · {w.actor(row['partner_iso3'])} · {w.dollars(float(value) * 1e6)} · "
    return (said, Verbatim(str(row["reporter"]), "en"))


def _monthly(context: Context, row: dict[str, Any]) -> Line:
    w = context.words
    value = row["turnover_usd_bn"] or row["exports_usd_bn"] or row["imports_usd_bn"]
    days = w.dates(row["period_start"], row["period_end"])
    said = f"{days} · {w.actor(row['partner'])} · {w.dollars(float(value) * 1e9)} · "
    return (said, Verbatim(str(row["reporter"]), "en"))


def _macro(context: Context, row: dict[str, Any]) -> Line:
    w = context.words
    name = Verbatim(str(row["indicator"]).replace("_", " "), "en")
    said = (
        f"{w.state(row['country_iso3'])} · {row['year']} · {w.decimal(float(row['value']), 0)} · "
    )
    return (said, name, f" ({w.say(str(row['unit']))})")


def _agreement(context: Context, row: dict[str, Any]) -> Line:
    w = context.words
    parts = [w.dates(row["date"]), w.actor(row["partner"])]
    if row["count"]:
        parts.append(w.count("%(n)s document", "%(n)s documents", row["count"]))
    if row["value_usd"]:
        parts.append(w.dollars(float(row["value_usd"])))
    return (" · ".join(parts) + " · ", Verbatim(str(row["title"]), "en"))


# Units of the world's yearly figures, as the record names them.
UNITS = ("persons", "USD", "current international $", "km²", "sq km", "EJ", "percent")
_WRITERS = {
    "engagements": _engagement,
    "trade_by_partner": _yearly,
    "trade_monthly": _monthly,
    "macro": _macro,
    "agreements": _agreement,
}
