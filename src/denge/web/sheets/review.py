"""The review queue: machine readings that nobody has decided, the least certain first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.web.desk import ledger_at
from denge.web.frame import address_of, environment, marks
from denge.web.sheet import Sheet
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.words import Words

__all__ = ["KINDS", "review"]

KINDS = ("events", "deals", "targets", "statuses", "flows", "claims")
_PAGE = 25
_HIDDEN = ("quote", "quote_span", "rule", "confidence", "why", "because")


def review(*, ledger: str | None, lang: str = "en", kind: str = "", offset: int = 0) -> Sheet:
    """One page of the queue; without a ledger on disk there is none."""
    w = words(lang)
    waiting, decided = [], 0
    if ledger is not None:
        from denge.record.review import pending

        opened: Any = ledger_at(ledger)
        waiting = pending(opened, kind)
        decided = len(opened.decisions())
    keep = {"lang": lang, "kind": kind, "offset": offset or None}
    body = (
        environment()
        .get_template("review.html")
        .render(
            w=w,
            ledger=ledger,
            kind=kind,
            kinds=[(k, w.say(k)) for k in KINDS],
            lang=lang,
            total=len(waiting),
            decided=decided,
            rows=[_row(w, told) for told in waiting[offset : offset + _PAGE]],
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
                 {"waiting": len(waiting), "decided": decided})  # fmt: skip


def _row(w: Words, told: Any) -> dict[str, Any]:
    fields = [
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in told.payload.items()
        if name not in _HIDDEN and value not in (None, "", [], {})
    ]
    return {
        "id": told.id,
        "subject": w.say(told.subject),
        "fields": fields,
        "quote": told.quote,
        "document": told.document_id,
        "confidence": w.percent(told.confidence),
        "rule": told.rule,
        "known": w.dates(told.known_from),
    }
