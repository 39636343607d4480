"""What has happened since: rows known only after the as-of date, apart from every finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Details, Line, Paragraph, Section, Table, Verbatim
from denge.brief.sections.happened import kind_words
from denge.brief.sections.places import city_name
from denge.record.later import since

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.record.later import Later

__all__ = ["later"]

Row = dict[str, Any]


def later(context: Context) -> Section | None:
    """Engagements, deals and trade statements that the text could not know."""
    if context.as_of is None or context.state is None:
        return None
    w = context.words
    partners = list(dict.fromkeys(k.partner for k in context.known if k.partner))
    found = since(context.ledger.view(), context.as_of, context.state, partners)
    if not found:
        return None
    said = w.say(
        "These rows became known after %(day)s. They enter no finding, interval or verdict above.",
        day=w.day(context.as_of),
    )
    blocks: list[Block] = [Paragraph((said,), "note")]
    blocks += _tables(context, [late for late in found if late.named], "named")
    others = _tables(context, [late for late in found if not late.named], "other")
    if others and not partners:
        blocks += others
    elif others:
        n = sum(not late.named for late in found)
        summary = w.count("%(n)s row about other partners", "%(n)s rows about other partners", n)
        blocks.append(Details(summary, tuple(others)))
    return Section("since", w.say("What has happened since"), tuple(blocks), apart=True)


def _tables(context: Context, found: list[Later], name: str) -> list[Table]:
    w, tables = context.words, []
    for table, (caption, head, writer) in _WRITERS.items():
        lates = [late for late in found if late.table == table]
        if lates:
            rows = tuple(writer(context, late.row) for late in lates)
            columns = tuple(map(w.say, head))
            tables.append(Table(f"table-since-{name}-{table}", w.say(caption), columns, rows))
    return tables


def _met(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    return (
        (w.dates(row["start"], row["end"]),),
        (w.actor(row["partner"]),),
        (kind_words(w, str(row["kind"]), str(row["format"] or "")),),
        (city_name(w, str(row["country"] or ""), str(row["place"] or "")),),
        (context.source(str(row["source_url"])),),
    )


def _signed(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    return (
        (w.dates(row["date"]),),
        (w.actor(row["partner"]),),
        (Verbatim(str(row["title"]), "en"),),
        (w.dollars(float(row["value_usd"])) if row["value_usd"] else w.say("not stated"),),
        (context.source(str(row["source_url"])),),
    )


def _outcome(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    return (
        (w.dates(row["as_of"]),),
        (w.actor(row["partner"]),),
        (Verbatim(str(row["title"]), "en"),),
        (w.say(OUTCOMES.get(str(row["state"]), str(row["state"]))),),
        (context.source(str(row["source_url"])),),
    )


def _step(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    return (
        (w.dates(row["date"]),),
        (w.actor(row["partner"]),),
        (Verbatim(str(row["label"]), "en"),),
        (context.source(str(row["source_url"])),),
    )


def _yearly(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    value = row["turnover_usd_m"] or row["exports_usd_m"] or row["imports_usd_m"]
    return (
        (str(row["year"]),),
        (w.actor(row["partner_iso3"]),),
        (w.dollars(float(value) * 1e6) if value else w.say("not stated"),),
        (Verbatim(str(row["reporter"]), "en"),),
        (context.source(str(row["source_url"])),),
    )


def _monthly(context: Context, row: Row) -> tuple[Line, ...]:
    w = context.words
    value = row["turnover_usd_bn"] or row["exports_usd_bn"] or row["imports_usd_bn"]
    return (
        (w.dates(row["period_start"], row["period_end"]),),
        (w.actor(row["partner"]),),
        (w.dollars(float(value) * 1e9) if value else w.say("not stated"),),
        (Verbatim(str(row["reporter"]), "en"),),
        (context.source(str(row["source_url"])),),
    )


OUTCOMES = {
    "announced": "announced",
    "signed": "signed",
    "in_force": "in force",
    "delayed": "delayed",
    "partly_delivered": "partly delivered",
    "delivered": "delivered",
    "stalled": "stalled",
    "cancelled": "cancelled",
    "unknown": "unknown",
}
_MET = ("Date", "With", "Kind", "Place", "Source")
_SIGNED = ("Date", "With", "Document", "Value", "Source")
_OUTCOME = ("Evidence of", "With", "Deal", "State of the deal", "Source")
_STEP = ("Date", "With", "Step", "Source")
_TRADE = ("Period", "With", "Amount", "Stated by", "Source")
_WRITERS = {
    "engagements": ("Visits and meetings", _MET, _met),
    "agreements": ("Documents", _SIGNED, _signed),
    "outcomes": ("What became of deals", _OUTCOME, _outcome),
    "partnerships": ("Steps of partnership", _STEP, _step),
    "trade_by_partner": ("Trade by year", _TRADE, _yearly),
    "trade_monthly": ("Trade by part of a year", _TRADE, _monthly),
}
