"""A row of the record: its columns, its page, since when it was known, and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Badge, Link, Paragraph, Section, Table, Verbatim
from denge.brief.context import host
from denge.core.errors import UnknownName
from denge.web.sheets.common import context_for, page
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.blocks import Block, Line
    from denge.web.sheet import Sheet
    from denge.web.words import AppWords

__all__ = ["find_row", "row"]

_KEYS = ("row_id", "source_url", "known_from", "known_basis", "doubt", "reports", "origin",
         "reviewed")  # fmt: skip


def find_row(view: Any, row_id: str) -> tuple[str, dict[str, Any]]:
    """A row by its name, wherever it stands.

    Raises
    ------
    UnknownName
        No table known on the day holds it.
    """
    for table in view.names:
        for found in view.rows(table):
            if found.get("row_id") == row_id:
                return table, found
    raise UnknownName(f"no row {row_id!r} was known on this day; leave as_of out to see all")


def row(*, ledger: str | None, row_id: str, lang: str = "en", as_of: str | None = None) -> Sheet:
    """One row, with unreviewed readings included so that a link to one leads somewhere."""
    context, _ = context_for(ledger, lang, None, as_of)
    w = words(lang)
    view = context.ledger.view(context.as_of, include_unreviewed=True)
    table, found = find_row(view, row_id)
    cells = tuple(
        ((w.column(name),), _cell(w, name, value))
        for name, value in found.items()
        if name not in _KEYS and value not in (None, "", [])
    )
    head = (w.say("Column"), w.say("Value"))
    known: list[Block] = []
    if found.get("source_url"):
        url = str(found["source_url"])
        known.append(Paragraph(w.line("Page behind it: %(page)s", page=Link(host(url), url))))
    if found.get("known_from"):
        known.append(Paragraph((w.say(
            "Known from %(day)s.", day=w.dates(found["known_from"])
        ),)))  # fmt: skip
    if found.get("reports"):
        n = int(found["reports"])
        known.append(Paragraph((w.count(
            "%(n)s report tells of it.", "%(n)s reports tell of it.", n
        ),)))  # fmt: skip
    if not found.get("reviewed", True):
        known.append(Paragraph((Badge(w.say("not reviewed"), "mixed"),)))
    if found.get("doubt"):
        said = w.line("in doubt: %(doubt)s", doubt=Verbatim(str(found["doubt"]), "en"))
        known.append(Paragraph(said, "warning"))
    title = f"{w.table(table)}: {_name(w, found)}"
    blocks: list[Block] = [*known, Table("row", w.say("Columns of the row"), head, cells)]
    parts = [Section("columns", w.say("The row %(name)s", name=row_id), tuple(blocks))]
    keep = {"lang": lang, "as_of": as_of}
    data = {"table": table} | {k: str(v) for k, v in found.items()}
    return page("row", title, f"/row/{row_id}", keep, parts, context=context, data=data)


def _name(w: AppWords, found: dict[str, Any]) -> str:
    """What a row is about, as far as its columns say: who, and when."""
    who = [found.get(key) for key in ("state", "member", "partner", "partner_iso3", "iso3")]
    named = list(dict.fromkeys(w.actor(str(code)) for code in who if code))
    what = [str(found[key]) for key in ("organisation", "field", "asset") if found.get(key)]
    when = found.get("start") or found.get("date") or found.get("start_date")
    days = w.dates(when, found.get("end") or found.get("end_date")) if when else ""
    year = str(found.get("year") or found.get("month") or "")
    return " · ".join(p for p in (" – ".join(named), *what, days or year) if p) or found["row_id"]


def _cell(w: AppWords, name: str, value: Any) -> Line:
    if name in ("partner", "state", "partner_iso3", "country_iso3", "country", "iso3"):
        return (f"{w.cell(value)} ({value})" if w.cell(value) != value else str(value),)
    if name in ("year", "trip_id", "edge_id", "deal_id"):
        return (str(value),)
    said = w.cell(value)
    return (Verbatim(said, "en") if said == str(value) and w.lang != "en" else said,)
