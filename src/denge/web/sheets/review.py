"""The review queue: machine readings that nobody has decided, the least certain first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.core.catalogue import read_yaml
from denge.web.correct import PREFIX, as_text, editable
from denge.web.desk import ledger_at
from denge.web.frame import address_of, environment, marks
from denge.web.sheet import Sheet
from denge.web.words import words

if TYPE_CHECKING:
    from denge.record.dated import Decision
    from denge.record.statement import Statement
    from denge.web.words import AppWords

__all__ = ["KINDS", "review"]

KINDS = ("events", "deals", "targets", "statuses", "flows", "claims")
_PAGE = 25
_LAST = 12  # decisions shown
_HIDDEN = ("quote", "quote_span", "rule", "confidence", "why", "because", "plover", "cameo")
_MOODS = ("done", "planned", "denied")


def review(*, ledger: str | None, lang: str = "en", kind: str = "", offset: int = 0) -> Sheet:
    """One page of the queue; without a ledger on disk there is none."""
    w = words(lang)
    opened: Any = None if ledger is None else ledger_at(ledger)
    waiting, decided, told = _queue(opened, kind)
    keep = {"lang": lang, "kind": kind, "offset": offset or None}
    body = (
        environment()
        .get_template("review.html")
        .render(
            w=w,
            ledger=ledger,
            writable=opened is not None and opened.store.writable,
            who=opened.who if opened is not None else "",
            kind=kind,
            kinds=[(k, w.say(k)) for k in KINDS],
            lang=lang,
            total=len(waiting),
            decided=len(decided),
            rows=[_row(w, one) for one in waiting[offset : offset + _PAGE]],
            last=[_decision(w, d, told) for d in reversed(decided[-_LAST:])],
            csrf=marks().csrf,
            here=address_of("/review", keep),
            before=address_of("/review", keep | {"offset": max(offset - _PAGE, 0) or None})
            if offset
            else "",
            after=address_of("/review", keep | {"offset": offset + _PAGE})
            if offset + _PAGE < len(waiting)
            else "",
        )
    )
    return Sheet("review", w.say("Review"), body, {}, "",
                 {"waiting": len(waiting), "decided": len(decided)})  # fmt: skip


def _queue(opened: Any, kind: str) -> tuple[list[Statement], list[Decision], dict[str, Statement]]:
    """What waits, what is decided in the order of time, and every statement by id."""
    if opened is None:
        return [], [], {}
    from denge.record.review import pending

    decided = sorted(opened.decisions(), key=lambda d: d.decided_at)
    told = {one.id: one for one in opened.statements(everything=True)} if decided else {}
    return pending(opened, kind), decided, told


def _row(w: AppWords, told: Statement) -> dict[str, Any]:
    fields = [
        (w.column(name), w.place(str(value)) if name == "place" else w.cell(value))
        for name, value in told.payload.items()
        if name not in _HIDDEN and value not in (None, "", [], {}) and not isinstance(value, dict)
    ]
    return {
        "id": told.id,
        "subject": w.say(told.subject),
        "fields": fields,
        "form": [_field(w, name, told.payload[name]) for name in editable(told.payload)],
        "quote": told.quote,
        "document": told.document_id,
        "confidence": w.percent(told.confidence),
        "known": w.dates(told.known_from),
    }


def _field(w: AppWords, name: str, value: Any) -> dict[str, Any]:
    """One field of the form: a list to choose from where the reader has one, else a line."""
    codes: tuple[str, ...] = ()
    if name == "type":
        codes = tuple(read_yaml("catalogue/plover.yaml")["types"])
    elif name == "status":
        codes = _MOODS
    return {
        "name": PREFIX + name,
        "label": w.column(name),
        "value": as_text(value),
        "choices": [(code, w.coded(code)) for code in codes],
    }


def _decision(w: AppWords, made: Decision, told: dict[str, Statement]) -> dict[str, str]:
    verdicts = {
        "accept": w.say("accepted"),
        "reject": w.say("rejected"),
        "correct": w.say("corrected"),
    }
    statement = told.get(made.statement_id)
    return {
        "said": verdicts[made.verdict],
        "who": made.who,
        "when": f"{w.dates(made.decided_at[:10])}, {made.decided_at[11:16]} UTC",
        "note": made.note,
        "quote": statement.quote if statement else "",
    }
