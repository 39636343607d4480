"""Days in addresses and periods in cells: the calendar part of building the casebook."""

from __future__ import annotations

import calendar
import re
from datetime import date
from urllib.parse import unquote

__all__ = ["last_day", "months", "page_day", "page_month"]

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_NAMES = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | _MONTHS

# Year, month and day stand in an address in these ways; each has groups y, m, d.
_DAY = [
    re.compile(r"(?<!\d)(?P<y>20[0-2]\d)[/_-](?P<m>\d{1,2})[/_-](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20[0-2]\d)/(?P<m>\d{2})(?P<d>\d{2})/"),
    re.compile(r"(?<!\d)(?P<y>20[0-2]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"ud=(?P<y>20[0-2]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)\d{6}"),
    re.compile(r"/(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>20[0-2]\d)/"),
    re.compile(r"\+(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>20[0-2]\d)\d{6}"),
    re.compile(r"/(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<y>2[0-9])-"),
    re.compile(r"/(?P<y>20[0-2]\d)/(?P<m>[a-z]{3})/(?P<d>\d{1,2})/"),
]
_MONTH = [
    re.compile(r"/(?P<y>20[0-2]\d)/(?P<m>[01]\d)(?:/|(?=[a-z]))"),
    re.compile(r"/(?P<y>20[0-2]\d)/(?P<m>[a-z]+)/"),
    re.compile(r"nachrichten-(?P<y>20[0-2]\d)-(?P<m>[01]\d)/"),
]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NAMES.get(text, 0)


def page_day(url: str) -> date | None:
    """The day of publication that an address states.

    >>> page_day("https://example.org/2025/11/06/talks")
    datetime.date(2025, 11, 6)
    """
    for pattern in _DAY:
        for match in pattern.finditer(unquote(url)):
            year = int(match["y"]) if len(match["y"]) == 4 else 2000 + int(match["y"])
            try:
                return date(year, _number(match["m"]), int(match["d"]))
            except ValueError:
                continue
    return None


def page_month(url: str) -> tuple[date, date] | None:
    """First and last day of the month that an address states where it gives no day."""
    for pattern in _MONTH:
        match = pattern.search(unquote(url))
        if match and 1 <= _number(match["m"]) <= 12:
            first = date(int(match["y"]), _number(match["m"]), 1)
            return first, last_day(first.isoformat()[:7])
    return None


def last_day(partial: str) -> date:
    """Last day of a year, month or day written as ISO text."""
    if len(partial) == 10:
        return date.fromisoformat(partial)
    year, month = int(partial[:4]), int(partial[5:7] or 12)
    return date(year, month, calendar.monthrange(year, month)[1])


def months(year: str, period: str) -> tuple[date, date]:
    """First and last day of `FY`, `Jan-Oct` or `May` of a year."""
    names = ["jan", "dec"] if period == "FY" else period.lower().split("-")
    first, last = _MONTHS[names[0]], _MONTHS[names[-1]]
    return date(int(year), first, 1), last_day(f"{year}-{last:02d}")
