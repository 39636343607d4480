"""What a matched rule of time means in days, against the day of the document."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from denge.core.dates import When

if TYPE_CHECKING:
    import re

    from denge.read.time_grammar import Rule, TimeGrammar

__all__ = ["Basis", "day_of", "resolve"]

Basis = Literal["stated", "year-from-date", "relative"]
Groups = dict[str, str | None]
_HALF_YEAR: Final = 183  # days; a yearless day farther from the document's date is less sure
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
# How sure each way of reading a time is; a full date is never quite certain, for years are misread.
_STATED: Final = 0.95
_RELATIVE: Final = 0.9
_COUNTED: Final = 0.85  # a week or weekday counted from today, a year taken from the document
_FAR: Final = 0.6


def resolve(
    today: date | None,
    grammar: TimeGrammar,
    rule: Rule,
    match: re.Match[str],
    groups: Groups,
    future: bool,
) -> tuple[When, Basis, float] | None:
    """The interval that a match names, how its year was found, and how sure that is.

    None where it cannot be told without the document's day.

    Raises
    ------
    ValueError
        The calendar has no such day.
    """
    year = groups.get("y1") or groups.get("y2")
    if year is None and today is None:
        return None
    if rule.of == "years":
        first, last = int(groups["y1"] or 0), int(groups["y2"] or 0)
        return When(date(first, 1, 1), date(last, 12, 31), "span"), "stated", _STATED
    if year is not None:
        return _dated(grammar, rule, match, groups, int(year)), "stated", _STATED
    assert today is not None
    shift = _shift(rule, match[0])
    if shift is not None:
        return _relative(grammar, rule, match, groups, today, shift)
    if groups.get("wd") and not groups.get("m1"):
        return _weekday(grammar, match, today, future)
    return _nearest_year(grammar, rule, match, groups, today, future)


def _shift(rule: Rule, text: str) -> int | None:
    if rule.shift is not None:
        return rule.shift
    best = max((w for w in rule.relative if w in text), key=len, default=None)
    return None if best is None else rule.relative[best]


def _dated(
    grammar: TimeGrammar, rule: Rule, match: re.Match[str], groups: Groups, year: int
) -> When:
    """The interval that a rule names in a known year."""
    if rule.of == "day":
        day = day_of(grammar, match, year)
        return When(day, day, "day")
    if rule.of == "days":
        return _days(grammar, groups, year)
    if rule.of == "year":
        return When(date(year, 1, 1), date(year, 12, 31), "year")
    if rule.of == "month":
        return _period(year, _month(grammar, groups["m1"]), "month")
    number = grammar.numbers[groups["n"] or ""]
    length = _MONTHS_OF[rule.of]
    first = 13 - length if number < 0 else (number - 1) * length + 1
    return _period(year, first, "quarter" if rule.of == "quarter" else "half")


def day_of(grammar: TimeGrammar, match: re.Match[str], year: int) -> date:
    groups = match.groupdict()
    numeric = groups.get("mm")
    month = int(numeric) if numeric else _month(grammar, groups["m1"])
    return date(year, month, int(groups["d1"] or 0))


def _days(grammar: TimeGrammar, groups: Groups, year: int) -> When:
    first_month = _month(grammar, groups["m1"])
    second = groups.get("m2")
    last_month = _month(grammar, second) if second else first_month
    last_year = int(groups.get("y2") or groups.get("y1") or year)
    first_year = int(groups.get("y1") or last_year)
    if groups.get("y1") is None and groups.get("y2") is None:
        first_year = last_year = year
    if (first_month, int(groups["d1"] or 0)) > (last_month, int(groups["d2"] or 0)):
        if first_year == last_year and groups.get("y1") and not groups.get("y2") and second:
            first_year -= 1
        elif first_year == last_year:
            last_year += 1
    start = date(first_year, first_month, int(groups["d1"] or 0))
    end = date(last_year, last_month, int(groups["d2"] or 0))
    if not second and end < start:
        raise ValueError("a range of days that runs backwards")
    return When(start, end, "days")


def _period(year: int, first_month: int, precision: Literal["month", "quarter", "half"]) -> When:
    last = first_month + _MONTHS_OF[precision] - 1
    end = date(year, last, monthrange(year, last)[1])
    return When(date(year, first_month, 1), end, precision)


def _month(grammar: TimeGrammar, word: str | None) -> int:
    assert word is not None
    known = grammar.months.get(word)
    if known is None:
        patterns = enumerate(grammar.month_patterns, 1)
        known = next(number for number, pattern in patterns if pattern.fullmatch(word))
        grammar.months[word] = known
    return known


def _relative(
    grammar: TimeGrammar,
    rule: Rule,
    match: re.Match[str],
    groups: Groups,
    today: date,
    shift: int,
) -> tuple[When, Basis, float]:
    if rule.of == "day" and not groups.get("m1"):
        day = today + timedelta(days=shift)
        return When(day, day, "day"), "relative", _RELATIVE
    if rule.of == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return When(monday, monday + timedelta(days=6), "days"), "relative", _COUNTED
    if rule.of == "month" and not groups.get("m1"):
        months = today.year * 12 + today.month - 1 + shift
        return _period(months // 12, months % 12 + 1, "month"), "relative", _RELATIVE
    return _dated(grammar, rule, match, groups, today.year + shift), "relative", _RELATIVE


def _weekday(
    grammar: TimeGrammar, match: re.Match[str], today: date, future: bool
) -> tuple[When, Basis, float]:
    """The weekday last past, today included, or next to come where the clause is about it."""
    patterns = enumerate(grammar.weekday_patterns)
    number = next(n for n, pattern in patterns if pattern.fullmatch(match["wd"]))
    back = (today.weekday() - number) % 7
    day = today + timedelta(days=(7 - back) % 7 if future else -back)
    return When(day, day, "day"), "relative", _COUNTED


def _nearest_year(
    grammar: TimeGrammar,
    rule: Rule,
    match: re.Match[str],
    groups: Groups,
    today: date,
    future: bool,
) -> tuple[When, Basis, float] | None:
    """A day or month without a year: nearest before the document's date, or after if future."""
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(_dated(grammar, rule, match, groups, year))
        except ValueError:  # 29 February
            continue
    if groups.get("wd") and rule.of == "day":
        named = [
            n for n, p in enumerate(grammar.weekday_patterns) if p.fullmatch(groups["wd"] or "")
        ]
        candidates = [c for c in candidates if c.start.weekday() in named] or candidates
    if future:
        fitting = [c for c in candidates if c.end >= today]
        best = min(fitting, key=lambda c: c.start, default=None)
    else:
        fitting = [c for c in candidates if c.start <= today]
        best = max(fitting, key=lambda c: c.start, default=None)
    if best is None:
        return None
    distance = min(abs((best.start - today).days), abs((best.end - today).days))
    return best, "year-from-date", _COUNTED if distance <= _HALF_YEAR else _FAR
