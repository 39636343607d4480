"""What happened: the map, the timeline, and the table of acts with their quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Badge, Line, Paragraph, Section, Table
from denge.brief.known import MEETS, Known, acts_told
from denge.brief.sections.places import map_chart
from denge.brief.sections.trips import timeline_chart
from denge.core.reading import Event

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.brief.words import Words
    from denge.core.reading import Item

__all__ = ["KINDS", "MOODS", "SECTORS", "happened", "kind_words", "label_name", "standing"]


def happened(context: Context) -> Section | None:
    """What the text reports, set beside what the record knows."""
    w = context.words
    blocks: list[Block | None] = []
    if context.reading is not None:
        blocks.append(Paragraph((_opening(context),)))
        blocks.append(map_chart(context))
    blocks.append(timeline_chart(context))
    blocks += [_meetings(context), _deals(context), _targets(context), _labels(context)]
    blocks += [_flows(context), _others(context)]
    kept = tuple(b for b in blocks if b is not None)
    return Section("happened", w.say("What happened"), kept) if kept else None


def _opening(context: Context) -> str:
    w, reading = context.words, context.reading
    assert reading is not None
    acts = acts_told(reading)
    n = len(acts)
    if not n:
        return w.say("The text reports no act between states.")
    known = sum(1 for k in context.known if k.rows and any(k.item is act for act in acts))
    told = w.count(
        "The text reports %(n)s act between states.",
        "The text reports %(n)s acts between states.",
        n,
    )
    return f"{told} " + w.count(
        "%(n)s of them stands in the record already.",
        "%(n)s of them stand in the record already.",
        known,
    )


def standing(context: Context, known: Known) -> Line:
    """Whether the record knew of an item, and on what the two differ."""
    w = context.words
    if not known.rows:
        return (Badge(w.say("new, unreviewed"), "new"),)
    parts: Line = (Badge(w.say("known: second report"), "known"), " ")
    parts += (context.source(str(known.rows[0]["source_url"])),)
    for d in known.disagreements:
        field = w.say(FIELDS.get(d.field, d.field))
        said = w.say(
            "Reports disagree on the %(field)s: record %(ours)s, text %(theirs)s.",
            field=field,
            ours=_value(context, d.field, d.ours),
            theirs=_value(context, d.field, d.theirs),
        )
        parts += (" ", Badge(said, "differs"))
    return parts


FIELDS = {
    "date": "date",
    "country": "country",
    "format": "format",
    "count": "count",
    "value_usd": "value",
}
FORMATS = {
    "state": "state",
    "official": "official",
    "working": "working",
    "informal": "informal",
    "multilateral": "multilateral",
}
KINDS = {
    "visit": "visit",
    "meeting": "meeting",
    "summit": "summit",
    "call": "call",
    "sign": "signing",
    "agree": "agreement",
    "pledge": "pledge",
    "praise": "praise",
    "criticise": "criticism",
    "demand": "demand",
    "reject": "refusal",
    "threaten": "threat",
    "sanction": "sanction",
    "join": "joining",
    "aid": "aid",
    "mediate": "mediation",
    "mobilise": "mobilisation",
    "coerce": "coercion",
    "expel": "expulsion",
    "assault": "attack",
}
MOODS = {"done": "done", "planned": "planned", "denied": "denied"}


def _value(context: Context, field: str, value: str) -> str:
    w = context.words
    if not value:
        return w.say("not stated")
    if field == "date":
        return w.period(value)
    if field == "country":
        return w.actor(value)
    if field == "value_usd":
        sign = value.rstrip("0123456789.")
        return _amount(w, sign, float(value.removeprefix(sign)))
    return w.say(FORMATS.get(value, value))


def kind_words(words: Words, kind: str, form: str | None) -> str:
    """The kind of an act and its format, such as `visit, state`."""
    named = words.say(KINDS.get(kind, kind))
    return f"{named}, {words.say(FORMATS.get(form, form))}" if form else named


def _quoted(context: Context, item: Item) -> Line:
    quote = context.quote(item)
    return (quote,) if quote else ()


def _sure(context: Context, item: Item) -> Line:
    return (context.words.percent(item.confidence),)


def _meetings(context: Context) -> Table | None:
    w = context.words
    rows, ids = [], []
    for n, known in enumerate(context.known):
        event = known.item
        if not isinstance(event, Event) or event.type not in MEETS:
            continue
        rows.append(
            (
                (w.dates(event.start, event.end) if event.start else w.say("no day stated"),),
                (w.actor(known.partner),),
                (kind_words(w, event.type, event.format),),
                (_place(context, event.place),),
                (w.say(MOODS[event.status]),),
                _quoted(context, event),
                standing(context, known),
                _sure(context, event),
            )
        )
        ids.append(f"event-{n}")
    head = ("Date", "With", "Kind", "Place", "Status", "Quotation", "Record", "Confidence")
    return _table(context, "engagements", "Visits and meetings", head, rows, ids)


def _place(context: Context, place: str | None) -> str:
    from denge.brief.sections.places import city_name

    if not place:
        return ""
    code, _, city = place.partition(":")
    return city_name(context.words, code, city) if city else context.words.state(code)


def _deals(context: Context) -> Table | None:
    w = context.words
    rows, ids = [], []
    mine = {id(k.item): k for k in context.known}
    for n, deal in enumerate(context.reading.deals if context.reading else ()):
        known = mine.get(id(deal))
        rows.append(
            (
                (w.series([w.actor(p) for p in deal.parties]),),
                (w.decimal(deal.count, 0) if deal.count else w.say("not stated"),),
                (_amount(w, deal.op, deal.value_usd),),
                (w.series([w.say(SECTORS.get(s, s)) for s in deal.sectors]),),
                (w.say(MOODS[deal.status]),),
                _quoted(context, deal),
                standing(context, known) if known else (w.say("not about this state"),),
                _sure(context, deal),
            )
        )
        ids.append(f"deal-{n}")
    head = ("Parties", "Count", "Value", "Sectors", "Status", "Quotation", "Record", "Confidence")
    return _table(context, "deals", "Deals", head, rows, ids, numeric=(1,))


def _amount(w: Words, operator: str, value_usd: float | None) -> str:
    """A sum as the text gives it: more than, at least, about …"""
    if not value_usd:
        return w.say("not stated")
    return w.say(OPERATORS.get(operator, "%(value)s"), value=w.dollars(value_usd))


OPERATORS = {
    ">": "more than %(value)s",
    ">=": "at least %(value)s",
    "<": "less than %(value)s",
    "<=": "at most %(value)s",
    "~": "about %(value)s",
}
SECTORS = {
    "energy": "energy",
    "critical_minerals": "critical minerals",
    "aviation": "aviation",
    "rail_transport": "railways",
    "logistics": "logistics",
    "digital": "digital technology",
    "ai": "artificial intelligence",
    "nuclear": "nuclear power",
    "agriculture": "agriculture",
    "finance": "finance",
    "infrastructure": "infrastructure",
    "defence": "defence",
    "education": "education",
    "culture": "culture",
    "water": "water",
    "space": "space",
    "health": "health",
    "trade": "trade",
}
QUANTITIES = {
    "trade_turnover": "trade turnover",
    "exports": "exports",
    "imports": "imports",
    "oil_transit": "oil in transit",
    "gas_supply": "gas supply",
    "investment": "investment",
}


def _targets(context: Context) -> Table | None:
    w = context.words
    rows = [
        (
            (w.series([w.actor(p) for p in t.parties]),),
            (w.say(QUANTITIES.get(t.quantity, t.quantity)),),
            (_amount(w, t.op, t.value_usd),),
            (str(t.by) if t.by else w.say("not stated"),),
            _quoted(context, t),
            _sure(context, t),
        )
        for t in (context.reading.targets if context.reading else ())
    ]
    head = ("Parties", "Quantity", "Goal", "Deadline", "Quotation", "Confidence")
    return _table(context, "targets", "Targets", head, rows)


def _labels(context: Context) -> Table | None:
    w = context.words
    mine = {id(k.item): k for k in context.known}
    rows = [
        (
            (w.series([w.actor(p) for p in s.parties]),),
            (label_name(context, s.label),),
            (w.actor(s.speaker) if s.speaker else w.say("the author"),),
            _quoted(context, s),
            standing(context, mine[id(s)]) if id(s) in mine else (w.say("not about this state"),),
            _sure(context, s),
        )
        for s in (context.reading.statuses if context.reading else ())
    ]
    head = ("Parties", "Label", "Said by", "Quotation", "Record", "Confidence")
    return _table(context, "labels", "Labels of relationships", head, rows)


LABELS = {
    "strategic_partner": "strategic partner",
    "strategic_partnership": "strategic partnership",
    "comprehensive_strategic_partnership": "comprehensive strategic partnership",
    "comprehensive_strategic_partnership_and_alliance": "comprehensive strategic partnership and "
    "alliance",
    "enhanced_strategic_partnership": "enhanced strategic partnership",
    "ally": "ally",
    "alliance": "alliance",
}


def label_name(context: Context, label: str) -> str:
    """A status label in words; one that no message knows keeps its own."""
    return context.words.say(LABELS.get(label, label.replace("_", " ")))


def _flows(context: Context) -> Table | None:
    w = context.words
    units = {
        "usd": "US dollars",
        "eur": "euros",
        "t": "tonnes",
        "bcm": "bn m³",
        "bbl_d": "barrels a day",
    }
    rows = [
        (
            (w.series([w.actor(p) for p in f.parties]),),
            (w.say(QUANTITIES.get(f.quantity, f.quantity)),),
            (
                w.dollars(f.value)
                if f.unit == "usd"
                else f"{w.decimal(f.value, 0)} {w.say(units.get(f.unit, f.unit))}",
            ),
            (f.period or w.say("not stated"),),
            _quoted(context, f),
            _sure(context, f),
        )
        for f in (context.reading.flows if context.reading else ())
    ]
    head = ("Parties", "Quantity", "Amount", "Period", "Quotation", "Confidence")
    return _table(context, "flows", "Amounts of the past", head, rows)


def _others(context: Context) -> Table | None:
    w = context.words
    shown = {id(k.item) for k in context.known if _meets(k.item)}
    rows = [
        (
            (w.say(KINDS.get(e.type, e.type)),),
            (w.actor(e.source),),
            (w.actor(e.target),),
            (w.dates(e.start, e.end) if e.start else w.say("no day stated"),),
            (w.say(MOODS[e.status]),),
            _quoted(context, e),
            _sure(context, e),
        )
        for e in (context.reading.events if context.reading else ())
        if id(e) not in shown
    ]
    head = ("Act", "By", "Toward", "Date", "Status", "Quotation", "Confidence")
    return _table(context, "acts", "Other acts, and acts of other states", head, rows)


def _meets(item: object) -> bool:
    return isinstance(item, Event) and item.type in MEETS


def _table(
    context: Context,
    name: str,
    caption: str,
    head: tuple[str, ...],
    rows: list,
    ids: list[str] | None = None,
    numeric: tuple[int, ...] = (),
) -> Table | None:
    if not rows:
        return None
    w = context.words
    numeric += tuple(n for n, h in enumerate(head) if h == "Confidence")
    return Table(
        f"table-{name}",
        w.say(caption),
        tuple(w.say(h) for h in head),
        tuple(rows),
        numeric,
        tuple(ids or ()),
    )
