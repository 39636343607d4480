"""Statements: the items of a reading on their way into the ledger and back out of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from denge.core.reading import Claim, Deal, Event, Flow, Item, Reading, Status, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "KINDS",
    "Statement",
    "by_person",
    "item_of",
    "muted",
    "reading_of",
    "row_name",
    "statement_id",
    "statements_of",
]

KINDS: dict[str, type[Item]] = {
    "events": Event,
    "deals": Deal,
    "targets": Target,
    "statuses": Status,
    "flows": Flow,
    "claims": Claim,
}
_ITEM = {field.name for field in fields(Item)}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the ledger.

    `subject` is the kind of item (`events` ...) or the table of a row; `slot` is its place in the
    text (`DOCUMENT/events/3`) or the row's id. A correction takes the same slot. `known_from` is
    the day from which the world could know it, `recorded_at` the moment the ledger did;
    `superseded_from` is the first day on which it no longer holds.
    """

    id: str
    origin: str
    subject: str
    slot: str
    document_id: str | None
    payload: dict[str, Any]
    quote: str
    quote_start: int | None
    quote_end: int | None
    rule: str
    confidence: float
    source_url: str
    known_from: date
    known_basis: str
    recorded_at: str
    recorded_by: str
    why: str = ""
    superseded_at: str | None = None
    superseded_from: date | None = None
    superseded_by: str | None = None

    def holds(self, as_of: date | None) -> bool:
        """Whether it was known and not yet superseded on a day; None is now."""
        if as_of is None:
            return self.superseded_at is None
        gone = self.superseded_from is not None and self.superseded_from <= as_of
        return self.known_from <= as_of and not gone


def statement_id(*raw: str) -> str:
    """A hash of raw stable fields, so that cleaning and reloading never renumber.

    >>> statement_id("a", "b") == statement_id("a", "b") != statement_id("ab", "")
    True
    """
    return "st-" + sha256("\x1f".join(raw).encode()).hexdigest()[:20]


def row_name(slot: str) -> str:
    """The id of the row that an item makes where no known row tells of it (see `cluster`)."""
    return f"read-{sha256(slot.encode()).hexdigest()[:10]}"


def statements_of(reading: Reading, recorded_at: str, recorded_by: str) -> list[Statement]:
    """The statements of a reading, one per item, in the order of the text's kinds."""
    known, basis = _known(reading, recorded_at)
    made: list[Statement] = []
    seen: dict[str, int] = {}
    for kind in KINDS:
        for position, item in enumerate(getattr(reading, kind)):
            payload = _payload(item)
            raw = json.dumps(payload, sort_keys=True, ensure_ascii=False)
            again = seen[kind + raw] = seen.get(kind + raw, -1) + 1
            made.append(
                Statement(
                    id=statement_id(reading.id, kind, raw, str(item.quote_span), str(again)),
                    origin="reading",
                    subject=kind,
                    slot=f"{reading.id}/{kind}/{position}",
                    document_id=reading.id,
                    payload=payload,
                    quote=item.quote,
                    quote_start=item.quote_span[0],
                    quote_end=item.quote_span[1],
                    rule=item.rule,
                    confidence=item.confidence,
                    source_url=reading.source,
                    known_from=known or _own_day(payload, recorded_at),
                    known_basis=basis,
                    recorded_at=recorded_at,
                    recorded_by=recorded_by,
                )
            )
    return made


def by_person(
    table: str, row_id: str, payload: dict[str, Any], why: str, who: str, day: date, at: str
) -> Statement:
    """What a person says a row should hold, from a day on."""
    raw = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return Statement(
        id=statement_id(row_id, raw, str(day), who, at),
        origin="person",
        subject=table,
        slot=row_id,
        document_id=None,
        payload=payload,
        quote="",
        quote_start=None,
        quote_end=None,
        rule="person",
        confidence=1.0,
        source_url=str(payload.get("source_url") or ""),
        known_from=day,
        known_basis="source",
        recorded_at=at,
        recorded_by=who,
        why=why,
    )


def _known(reading: Reading, recorded_at: str) -> tuple[date | None, str]:
    return (date.fromisoformat(reading.date), "source") if reading.date else (None, "event")


def _own_day(payload: Mapping[str, Any], recorded_at: str) -> date:
    stated = str(payload.get("end") or payload.get("start") or "")
    return date.fromisoformat(stated if len(stated) == 10 else recorded_at[:10])


def _payload(item: Item) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if name not in _ITEM}


def item_of(statement: Statement) -> Item:
    """The item that a statement holds, with its quotation."""
    kind = KINDS[statement.subject]
    known = {field.name for field in fields(kind)}
    values = {k: _tuples(v) for k, v in statement.payload.items() if k in known}
    span = (statement.quote_start or 0, statement.quote_end or 0)
    told = {"rule": statement.rule, "confidence": statement.confidence}
    return kind(quote=statement.quote, quote_span=span, **told, **values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def muted(kind: str) -> Item:
    """An item that tells of nothing: it keeps the places of the others when one is rejected."""
    blank: dict[str, Any] = {"quote": "", "quote_span": (0, 0), "rule": "", "confidence": 0.0}
    more: dict[str, dict[str, Any]] = {
        "events": {"type": "", "plover": "", "source": None, "target": None},
        "deals": {"parties": ()},
        "targets": {"parties": (), "quantity": ""},
        "statuses": {"parties": (), "label": ""},
        "flows": {"parties": (), "quantity": "", "value": 0.0, "unit": ""},
        "claims": {"kind": "comparison", "subject": None},
    }
    return KINDS[kind](**blank, **more[kind])


def reading_of(head: Reading, held: list[Statement]) -> Reading:
    """The reading of a document as the statements that hold tell it, each in its place."""
    placed: dict[str, dict[int, Item]] = {kind: {} for kind in KINDS}
    for statement in held:
        placed[statement.subject][int(statement.slot.rpartition("/")[2])] = item_of(statement)
    filled: dict[str, Any] = {
        kind: tuple(items.get(i) or muted(kind) for i in range(max(items, default=-1) + 1))
        for kind, items in placed.items()
    }
    return replace(head, **filled)
