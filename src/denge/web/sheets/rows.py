"""A row of the record: its columns, its page, since when it was known, and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Badge, Link, Paragraph, Section, Table, Verbatim
from denge.brief.context import host
from denge.core.errors import UnknownName
from denge.web.sheets.common import context_for, page

if TYPE_CHECKING:
    from denge.brief.blocks import Block, Line
    from denge.web.sheet import Sheet

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
    w = context.words
    view = context.ledger.view(context.as_of, include_unreviewed=True)
    table, found = find_row(view, row_id)
    cells = tuple(
        ((name.replace("_", " "),), _cell(w, name, value))
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
    title = f"{table.replace('_', ' ')} · {row_id}"
    blocks: list[Block] = [*known, Table("row", w.say("Columns of the row"), head, cells)]
    parts = [Section("columns", w.say("The row"), tuple(blocks))]
    keep = {"lang": lang, "as_of": as_of}
    data = {"table": table} | {k: str(v) for k, v in found.items()}
    return page("row", title, f"/row/{row_id}", keep, parts, context=context, data=data)


def _cell(w: Any, name: str, value: Any) -> Line:
    if name in ("partner", "state", "partner_iso3", "country_iso3", "country"):
        return (f"{w.actor(str(value))} ({value})",)
    return (Verbatim(str(value), "en"),)
