"""The timeline of trips, by pole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Table
from denge.brief.draw.svg import label_width
from denge.brief.draw.timeline import Mark, draw_timeline
from denge.brief.evidence import Unavailable
from denge.brief.known import MEETS
from denge.brief.poles import pole_of
from denge.brief.sections.places import city_name
from denge.core.reading import Event
from denge.measure.trips import trips_to_poles

if TYPE_CHECKING:
    from denge.brief.context import Context
    from denge.measure.vectors import Vectors

__all__ = ["timeline_chart"]


def timeline_chart(context: Context) -> Chart | None:
    """Trips of the window by pole, those of the text ringed; None where no trip is recorded."""
    if context.evidence is None:
        return None
    result = context.evidence.result("vectors")
    if isinstance(result, Unavailable):
        return None
    marks = _marks(context, result)
    w = context.words
    rows = [(p, w.pole(p)) for p in result.poles if any(m.row == p for m in marks)]
    if not rows:
        return None
    start, end = result.start, max([result.end, *(m.day for m in marks)])
    names = [name for _, name in rows]

    def draw(width: int, limit: float):
        return draw_timeline(
            rows, marks, start, end, _month(context), width, label_width(names, limit)
        )

    return Chart(
        "timeline",
        _title(context, result),
        w.say(
            "One row for each power, one mark for each trip between %(start)s and %(end)s.",
            start=w.day(start),
            end=w.day(end),
        ),
        draw(760, 220),
        draw(358, 130),
        _twin(context, marks),
        (
            ("k-out", w.say("goes there")),
            ("k-in", w.say("receives from there")),
            ("k-third", w.say("third place")),
            ("k-ring", w.say("in the text")),
        ),
        w.say(
            "A trip is counted once for each power met on it. A summit that two powers lead "
            "counts half "
            "for each."
        ),
    )


def _month(context: Context):
    from babel.dates import format_skeleton

    return lambda day: format_skeleton("yMMM", day, locale=context.words.locale)


def _title(context: Context, result: Vectors) -> str:
    w = context.words
    order = sorted(zip(result.poles, result.count, strict=True), key=lambda pair: -pair[1])
    most = order[0]
    return w.say(
        "%(pole)s has the most trips of these %(months)s months: %(n)s of %(all)s",
        months=w.decimal(round((result.end - result.start).days / 30.44), 0),
        pole=w.pole(most[0]),
        n=_trips(w, most[1]),
        all=_trips(w, result.trips),
    )


def _trips(w, n: float) -> str:
    return w.decimal(n, 0 if n == int(n) else 1)


def _marks(context: Context, result: Vectors) -> list[Mark]:
    assert context.evidence is not None
    told = {row["row_id"] for k in context.known for row in k.rows}
    trips = trips_to_poles(
        context.evidence.view.rows("engagements"), result.state, result.poles
    ).within(result.start, result.end)
    marks = []
    for i, rows in enumerate(trips.rows):
        for k, pole in enumerate(trips.poles):
            if trips.count[i, k] <= 0:
                continue
            mine = [r for r in rows if pole_of(result.state, r["partner"]) == pole] or list(rows)
            first = mine[0]
            marks.append(
                Mark(
                    pole,
                    date.fromordinal(int(trips.start[i])),
                    first["direction"]
                    if first["direction"] in ("outgoing", "incoming")
                    else "third_place",
                    _label(context, first),
                    any(r["row_id"] in told for r in mine),
                )
            )
    return marks + _new_marks(context, result)


def _new_marks(context: Context, result: Vectors) -> list[Mark]:
    """Engagements that only the text tells of; they enter no figure."""
    marks = []
    for known in context.known:
        event = known.item
        if not isinstance(event, Event) or event.type not in MEETS or event.type == "call":
            continue
        pole = pole_of(result.state, known.partner)
        if known.rows or event.status != "done" or not event.start or pole not in result.poles:
            continue
        day = date.fromisoformat(event.start[:10])
        if result.start <= day <= result.end:
            w = context.words
            label = f"{w.dates(event.start, event.end)}: {w.actor(known.partner)}"
            marks.append(
                Mark(
                    pole,
                    day,
                    "outgoing" if event.source == result.state else "incoming",
                    label,
                    True,
                )
            )
    return marks


def _label(context: Context, row: dict) -> str:
    w = context.words
    place = city_name(w, str(row["country"] or ""), str(row["place"] or ""))
    return f"{w.dates(row['start'], row['end'])}: {w.actor(row['partner'])}" + (
        f", {place}" if place else ""
    )


def _twin(context: Context, marks: list[Mark]) -> Table:
    w = context.words
    ways = {
        "outgoing": "goes there",
        "incoming": "receives from there",
        "third_place": "third place",
    }
    rows = tuple(
        (
            (m.label,),
            (w.pole(m.row),),
            (w.say(ways[m.way]),),
            (w.say("yes") if m.in_text else "",),
        )
        for m in sorted(marks, key=lambda m: (m.day, m.row), reverse=True)
    )
    head = tuple(w.say(h) for h in ("Trip", "Power", "Way", "In the text"))
    return Table("table-timeline", w.say("Trips by power, the latest first"), head, rows)
