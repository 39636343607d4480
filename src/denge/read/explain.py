"""A reading in words: one line an item, and on demand the rule, the cue and why each role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from denge.core.reading import Item, Reading

__all__ = ["lines_of"]

_WIDTH: Final = 100  # characters of a quotation shown
_GROUPS: Final = ("events", "deals", "targets", "statuses", "flows", "claims")
_STATUS: Final = {"planned": " (planned)", "denied": " (denied)"}


def lines_of(reading: Reading, *, explain: bool = False) -> list[str]:
    """The lines that `denge read` prints for one text.

    >>> from denge.read.reader import read
    >>> lines_of(read("Kazakhstan and Uzbekistan signed 12 agreements on 5 May 2023."))[2]
    '  sign  KAZ UZB  2023-05-05'
    """
    date = f"{reading.date} ({reading.date_basis})" if reading.date else "no date"
    lines = [f"{reading.source or reading.id}: {reading.lang}, {date}"]
    for group in _GROUPS:
        items = getattr(reading, group)
        if items:
            lines.append(f" {group} {len(items)}")
        for item in items:
            lines.append("  " + "  ".join(part for part in _told(group, item) if part))
            lines.append(f"    “{_short(item.quote)}”")
            if explain:
                lines += _explained(reading, item)
    if len(lines) == 1:
        lines.append(" nothing that denge codes was found")
    return [*lines, ""]


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _explained(reading: Reading, item: Item) -> list[str]:
    start, end = item.quote_span
    lines = [f"    rule {item.rule}, confidence {item.confidence:.2f}, characters {start}–{end}"]
    lines += [f"    - {reason}" for reason in getattr(item, "why", ())]
    for first, last in getattr(item, "because", ()):
        lines.append(f"    - because of “{_short(reading.text[first:last])}”")
    return lines


def _told(group: str, item: Any) -> tuple[str, ...]:
    if group == "events":
        days = _days(item.start, item.end)
        parties = " ".join(p for p in (item.source, item.target) if p)
        return (item.type + _STATUS.get(item.status, ""), parties, days, item.place or "",
                item.format or "")  # fmt: skip
    parties = " ".join(getattr(item, "parties", ()))
    if group == "deals":
        count = f"{item.count} documents" if item.count else ""
        return ("deal", parties, count, _usd(item.op, item.value_usd), ", ".join(item.sectors))
    if group == "targets":
        by = f"by {item.by}" if item.by else ""
        return (item.quantity, parties, _usd(item.op, item.value_usd), by)
    if group == "statuses":
        return (item.label, parties)
    if group == "flows":
        return (item.quantity, parties, f"{item.value:g} {item.unit}", item.period or "")
    sign = "" if item.polarity > 0 else "not "
    return (f"{sign}{item.kind}", item.subject or "", " ".join(item.objects), item.speaker or "")


def _days(start: str | None, end: str | None) -> str:
    if start is None:
        return ""
    return start if end in (None, start) else f"{start}/{end}"


def _usd(op: str, value: float | None) -> str:
    return "" if value is None else f"{'' if op == '=' else op + ' '}{value:,.0f} USD"
