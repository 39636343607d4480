"""What was read from a text: every item, and for each the sentence that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from denge.brief.text import pieces
from denge.core.errors import UnknownName
from denge.web.frame import address_of, environment, export_link
from denge.web.sheet import Export, Sheet
from denge.web.sheets.brief import reading_at
from denge.web.sheets.common import made_of
from denge.web.words import words

if TYPE_CHECKING:
    from denge.core.reading import Item, Reading
    from denge.web.words import AppWords

__all__ = ["item", "items"]

_SHOWN = ("type", "kind", "label", "quantity", "source", "target", "subject", "objects", "parties",
          "start", "end", "place", "format", "level", "status", "count", "value_usd", "value",
          "unit", "by", "period", "sectors", "op", "instrument", "speaker", "source_person",
          "target_person", "title", "polarity", "detail")  # fmt: skip
_CODES = ("plover", "cameo")
_STATES = ("source", "target", "subject", "objects", "parties", "speaker")


def items(
    *,
    ledger: str | None,
    text: dict[str, Any],
    lang: str = "en",
    state: str | None = None,
    as_of: str | None = None,
) -> Sheet:
    """Every item read from a text, with its quotation and how sure the reader is."""
    reading, w = reading_at(ledger, text), words(lang)
    keep = {"lang": lang, "state": state, "as_of": as_of}
    path = f"/brief/{text['id']}"
    rows = [_row(w, n, found, path, keep) for n, found in enumerate(reading.items)]
    export = Export(
        "items",
        w.say("Items read"),
        "",
        tuple({k: v for k, v in row.items() if k not in ("href", "name")} for row in rows),
    )
    title = w.count("%(n)s item read", "%(n)s items read", len(rows))
    body = (
        environment()
        .get_template("items.html")
        .render(
            w=w,
            rows=rows,
            title=title,
            back=address_of(path, keep),
            lang=reading.lang,
            links=[
                (kind.upper(), export_link(f"{path}/items", keep, "items", kind))
                for kind in ("csv", "json")
            ],
        )
    )
    return Sheet("items", title, body, {"items": export}, made_of(w, reading.date),
                 {"items": [_plain(row) for row in rows]})  # fmt: skip


def item(
    *,
    ledger: str | None,
    text: dict[str, Any],
    number: int,
    lang: str = "en",
    state: str | None = None,
    as_of: str | None = None,
) -> Sheet:
    """One item: its fields, the rule that read it, and its sentence in the text."""
    reading, w = reading_at(ledger, text), words(lang)
    if not 0 <= number < len(reading.items):
        raise UnknownName(f"this text has {len(reading.items)} items; {number} is none of them")
    found = reading.items[number]
    keep = {"lang": lang, "state": state, "as_of": as_of}
    path = f"/brief/{text['id']}"
    row = _row(w, number, found, path, keep)
    why = tuple(getattr(found, "why", ()))
    body = (
        environment()
        .get_template("item.html")
        .render(
            w=w,
            row=row,
            fields=_fields(w, found),
            why=why,
            codes=[(w.column(n), getattr(found, n)) for n in _CODES if getattr(found, n, "")],
            paragraphs=_marked(reading, found),
            text_lang=reading.lang,
            back=address_of(f"{path}/items", keep),
            brief=address_of(path, keep) + f"#q-{found.quote_span[0]}-{found.quote_span[1]}",
            before=address_of(f"{path}/item/{number - 1}", keep) if number else "",
            after=address_of(f"{path}/item/{number + 1}", keep)
            if number + 1 < len(reading.items)
            else "",
        )
    )
    title = f"{row['kind']}: {row['name']}"
    return Sheet("item", title, body, {}, made_of(w, reading.date), _plain(row))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Markup) else v for k, v in row.items()}


def _row(w: AppWords, n: int, found: Item, path: str, keep: dict[str, Any]) -> dict[str, Any]:
    kind = type(found).__name__
    return {
        "number": n,
        "kind": w.say(kind),
        "name": _name(w, found),
        "quote": found.quote,
        "start": found.quote_span[0],
        "end": found.quote_span[1],
        "rule": found.rule,
        "confidence": round(found.confidence, 2),
        "sure": w.percent(found.confidence),
        "href": address_of(f"{path}/item/{n}", keep),
    }


def _name(w: AppWords, found: Item) -> str:
    parts = [str(getattr(found, n)) for n in ("type", "kind", "label", "quantity") if
             getattr(found, n, None)]  # fmt: skip
    codes = [getattr(found, n, None) for n in ("source", "target", "subject")]
    codes += list(getattr(found, "parties", ()) or ())
    names = [w.actor(code) for code in dict.fromkeys(c for c in codes if c)]
    return " · ".join([*(w.coded(p) for p in parts), *names]) or w.say(type(found).__name__)


def _fields(w: AppWords, found: Item) -> list[tuple[str, str]]:
    shown = []
    for name in _SHOWN:
        value = getattr(found, name, None)
        if value in (None, "", (), [], {}):
            continue
        shown.append((w.column(name), _value(w, name, value)))
    return shown


def _value(w: AppWords, name: str, value: Any) -> str:
    if name in _STATES:
        codes = value if isinstance(value, tuple) else (value,)
        return w.series([w.actor(code) for code in codes])
    if name == "place":
        return w.place(str(value))
    if name == "value_usd":
        return w.dollars(float(value))
    if isinstance(value, dict):
        return "; ".join(f"{w.coded(str(k))}: {v}" for k, v in value.items())
    return w.cell(value)


def _marked(reading: Reading, found: Item) -> list[list[dict[str, Any]]]:
    """The text by lines; the quotation is marked strongly, what filled a role from afar lightly."""
    because = tuple(tuple(span) for span in getattr(found, "because", ()) or ())
    spans = [found.quote_span, *because]
    lines, at = [], 0
    for line in reading.text.split("\n"):
        end = at + len(line)
        if line.strip():
            lines.append(_pieces(reading.text, found.quote_span, spans, at, end))
        at = end + 1
    return lines


def _pieces(
    text: str, quote: tuple[int, int], spans: list[Any], start: int, end: int
) -> list[dict[str, Any]]:
    cut, at = [], start
    for piece in pieces(text, spans, start, end):
        stop = at + len(piece.text)
        strong = piece.marked and quote[0] <= at and stop <= quote[1]
        first = strong and at == max(quote[0], start) and quote[0] >= start
        cut.append({"text": piece.text, "marked": piece.marked, "strong": strong, "first": first})
        at = stop
    return cut
