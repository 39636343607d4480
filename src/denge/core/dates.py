"""Dates only as precise as their source: `2024-03` stays a month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from denge.core.errors import InputError

__all__ = ["Precision", "When", "parse_when"]

Precision = Literal["day", "days", "month", "quarter", "half", "year", "span"]


@dataclass(frozen=True, slots=True, order=True)
class When:
    """An interval of days with the precision that its source stated.

    >>> When(date(2025, 11, 6), date(2025, 11, 7), "days").iso()
    '2025-11-06/2025-11-07'
    """

    start: date
    end: date
    precision: Precision = "day"

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InputError(f"a period that ends on {self.end} cannot start on {self.start}")

    def iso(self) -> str:
        """ISO 8601: a day, a month, a year, or `start/end`."""
        if self.precision == "day":
            return self.start.isoformat()
        if self.precision == "month":
            return f"{self.start:%Y-%m}"
        if self.precision == "year":
            return f"{self.start:%Y}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    def overlaps(self, other: When, slack_days: int = 0) -> bool:
        return (self.start.toordinal() - slack_days <= other.end.toordinal()) and (
            other.start.toordinal() - slack_days <= self.end.toordinal()
        )


def parse_when(text: str) -> When:
    """Read `2025-11-06`, `2025-11`, `2025`, `2025-Q3`, `2025-H1` or `start/end`.

    Raises
    ------
    InputError
        The text is none of these.

    >>> parse_when("2024-02").end
    datetime.date(2024, 2, 29)
    """
    text = text.strip()
    if "/" in text:
        first, last = (parse_when(part) for part in text.split("/", 1))
        return When(first.start, last.end, "days" if first.precision == "day" else "span")
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            return When(day, day, "day")
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return _months(int(match[1]), int(match[2]), 1, "month")
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return _months(int(match[1]), 3 * int(match[2]) - 2, 3, "quarter")
        if match := re.fullmatch(r"(\d{4})-H([12])", text):
            return _months(int(match[1]), 6 * int(match[2]) - 5, 6, "half")
        if match := re.fullmatch(r"\d{4}", text):
            return _months(int(text), 1, 12, "year")
    except ValueError as error:
        raise InputError(f"{text!r} is no date: {error}") from None
    raise InputError(f"{text!r} is no date; write YYYY-MM-DD, YYYY-MM, YYYY, YYYY-Q1 or START/END")


def _months(year: int, month: int, count: int, precision: Precision) -> When:
    last = month + count - 1
    return When(
        date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]), precision
    )
