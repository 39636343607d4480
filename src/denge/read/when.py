"""Expressions of time, by the rules in `catalogue/lexicon/LANG/months.toml`.

A rule is a template over days, months, years, weekdays and numbers; it is tried only at tokens with
which it can begin. A missing year is that of the candidate nearest before the document's date, or
nearest after it where the clause is about the future.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from denge.core.catalogue import read_toml
from denge.core.dates import When

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from denge.read.page import Page, Sentence, Span, Token

__all__ = ["Time", "dateline", "find_times"]

Basis = Literal["stated", "year-from-date", "relative"]
_CACHE: Final = 200_000  # words whose rules are kept
_LETTERS: Final = re.compile(r"[^\W\d_]+ ?")
_HALF_YEAR: Final = 183  # days; a yearless day farther from the document's date is less sure
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_AUXILIARY: Final = 2  # words between an auxiliary of the future and its verb
_HEAD: Final = 250  # characters of a text in which a dateline may stand
_CLOCK: Final = re.compile(r"\s*(?:[,|]\s*\d{1,2}[:.]\d{2}|[\n|)—]|\s-\s|$)")
_MACROS: Final = {
    "{d1}": r"(?P<d1>[12]\d|3[01]|0?[1-9])(?!\d)",
    "{d2}": r"(?P<d2>[12]\d|3[01]|0?[1-9])(?!\d)",
    "{y1}": r"(?P<y1>(?:1[89]|20)\d\d)(?!\d)",
    "{y2}": r"(?P<y2>(?:1[89]|20)\d\d)(?!\d)",
    "{mm}": r"(?P<mm>1[0-2]|0?[1-9])(?!\d)",
}


@dataclass(frozen=True, slots=True)
class Time:
    """A place in the text that names a time.

    Attributes
    ----------
    basis : str
        `stated` in full, `year-from-date` with the year from the document's date, or `relative` to
        that date ("yesterday", a weekday).
    deadline : bool
        Whether it is a time by which something is to be, rather than one at which it is.
    """

    start: int
    end: int
    sentence: int
    when: When
    basis: Basis
    deadline: bool
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    of: str
    pattern: re.Pattern[str]
    relative: dict[str, int]
    shift: int | None
    at_end: bool
    deadline: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    starts: dict[str, list[tuple[str, _Rule]]]  # by two letters: how a rule begins, the rule
    months: dict[str, int]
    month_patterns: tuple[re.Pattern[str], ...]
    weekday_patterns: tuple[re.Pattern[str], ...]
    numbers: dict[str, int]
    future: re.Pattern[str]
    past: re.Pattern[str]
    goal: re.Pattern[str]
    verb_final: bool
    tenses: dict[str, str]
    by_word: dict[str, tuple[_Rule, ...]]

    def rules(self, word: str) -> tuple[_Rule, ...]:
        """The rules with which text beginning with this word may match."""
        digits = len(word) - len(word.lstrip("0123456789"))
        key = "#y" if digits == 4 else "#d" if 0 < digits < 3 else word[:2]
        found = [rule for head, rule in self.starts.get(key, ()) if _begins(word, head)]
        if len(self.by_word) > _CACHE:
            self.by_word.clear()
        self.by_word[word] = tuple(dict.fromkeys(found))
        return self.by_word[word]


def _begins(word: str, head: str) -> bool:
    if head[0] == "#":
        return True
    return word == head[:-1] if head[-1] == " " else word.startswith(head)


def find_times(page: Page, taken: Sequence[Span] = ()) -> list[Time]:
    """All expressions of time, in order; places in `taken` (names) are left alone.

    Examples
    --------
    >>> from denge.read.page import open_page
    >>> page = open_page(" date 2024-11-20 Heyet 28 Ekim-1 Kasım tarihleri arasında geldi.")
    >>> find_times(page, [])[0].when.iso()
    '2024-10-28/2024-11-01'
    """
    busy = sorted((span.start, span.end) for span in taken)
    found: list[Time] = []
    position = 0
    for sentence in page.sentences:
        grammar = _grammar(sentence.lang)
        end = sentence.start
        for token in page.tokens[sentence.first_token : sentence.last_token]:
            if token.start < end:
                continue
            rules = grammar.by_word.get(token.fold)
            if rules is None:
                rules = grammar.rules(token.fold)
            if not rules:
                continue
            while position < len(busy) and busy[position][1] <= token.start:
                position += 1
            if position < len(busy) and busy[position][0] <= token.start:
                continue
            best = _longest(page, sentence, rules, token.start)
            if best is None:
                continue
            end = best[1].end()
            time = _time(page, sentence, grammar, *best)
            if time is not None:
                found.append(time)
    return found


def dateline(page: Page) -> date | None:
    """The day a text says it was published on: a full date at its head, set apart from the prose.

    >>> from denge.read.page import open_page
    >>> open_page("Astana, May 3, 2024\\n\\nThe minister said that talks went on.").date
    datetime.date(2024, 5, 3)
    """
    if not page.paragraphs:
        return None
    limit = page.paragraphs[0].start + _HEAD
    for sentence in page.sentences:
        if sentence.start > limit:
            break
        grammar = _grammar(sentence.lang)
        for token in page.tokens[sentence.first_token : sentence.last_token]:
            if token.start > limit:
                break
            rules = grammar.by_word.get(token.fold)
            if rules is None:
                rules = grammar.rules(token.fold)
            if not rules:
                continue
            for rule in rules:
                match = rule.pattern.match(page.folded, token.start, sentence.end)
                if match and rule.of == "day" and match.groupdict().get("y1"):
                    if _set_apart(page, match):
                        return _day(grammar, match, int(match["y1"]))
                    break
    return None


def _set_apart(page: Page, match: re.Match[str]) -> bool:
    """Whether a date stands as a dateline: its own line, after a label, or before a clock time."""
    line = page.text.rfind("\n", 0, match.start()) + 1
    before = page.text[line : match.start()].strip()
    after = _CLOCK.match(page.text, match.end())
    weekday = match.groupdict().get("wd")
    if before.endswith(":") and len(before) < 20:
        return True
    if after and (not before or len(before) < 40):
        return True
    rest = page.text[match.end() : match.end() + 2].strip()
    return bool(weekday and match.end() - line < 160 and (not rest or rest[0].isupper()))


def _longest(
    page: Page, sentence: Sentence, rules: tuple[_Rule, ...], start: int
) -> tuple[_Rule, re.Match[str]] | None:
    """The rule that matches most text from a place, unless it stands inside a number or sum."""
    best: tuple[_Rule, re.Match[str]] | None = None
    folded = page.folded
    if start and (folded[start - 1].isdigit() or folded[start - 1] in "$€£₽₸"):
        return None
    for rule in rules:
        match = rule.pattern.match(folded, start, sentence.end)
        if match and (best is None or match.end() > best[1].end()):
            best = (rule, match)
    return best


def _time(
    page: Page, sentence: Sentence, grammar: _Grammar, rule: _Rule, match: re.Match[str]
) -> Time | None:
    groups = match.groupdict()
    deadline = rule.deadline or (
        rule.of == "year" and bool(grammar.goal.search(page.folded, sentence.start, sentence.end))
    )
    future = _is_future(page, sentence, grammar, match.start(), match.end())
    try:
        result = _resolve(page, grammar, rule, match, groups, future)
    except ValueError:  # 31 June, or a year past the calendar
        return None
    if result is None:
        return None
    when, basis, confidence = result
    if rule.at_end:
        when = When(when.end, when.end, "day")
    return Time(match.start(), match.end(), sentence.index, when, basis, deadline, confidence)


def _resolve(
    page: Page,
    grammar: _Grammar,
    rule: _Rule,
    match: re.Match[str],
    groups: dict[str, str | None],
    future: bool,
) -> tuple[When, Basis, float] | None:
    year = groups.get("y1") or groups.get("y2")
    if year is None and page.date is None:
        return None
    if rule.of == "years":
        first, last = int(groups["y1"] or 0), int(groups["y2"] or 0)
        return When(date(first, 1, 1), date(last, 12, 31), "span"), "stated", 0.95
    if year is not None:
        return _dated(grammar, rule, match, groups, int(year)), "stated", 0.95
    assert page.date is not None
    shift = _shift(rule, match[0])
    if shift is not None:
        return _relative(grammar, rule, match, groups, page.date, shift)
    if groups.get("wd") and not groups.get("m1"):
        return _weekday(grammar, match, page.date, future)
    return _nearest_year(grammar, rule, match, groups, page.date, future)


def _shift(rule: _Rule, text: str) -> int | None:
    if rule.shift is not None:
        return rule.shift
    best = max((w for w in rule.relative if w in text), key=len, default=None)
    return None if best is None else rule.relative[best]


def _dated(
    grammar: _Grammar, rule: _Rule, match: re.Match[str], groups: dict[str, str | None], year: int
) -> When:
    """The interval that a rule names in a known year."""
    if rule.of == "day":
        day = _day(grammar, match, year)
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


def _day(grammar: _Grammar, match: re.Match[str], year: int) -> date:
    groups = match.groupdict()
    numeric = groups.get("mm")
    month = int(numeric) if numeric else _month(grammar, groups["m1"])
    return date(year, month, int(groups["d1"] or 0))


def _days(grammar: _Grammar, groups: dict[str, str | None], year: int) -> When:
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


def _month(grammar: _Grammar, word: str | None) -> int:
    assert word is not None
    known = grammar.months.get(word)
    if known is None:
        patterns = enumerate(grammar.month_patterns, 1)
        known = next(number for number, pattern in patterns if pattern.fullmatch(word))
        grammar.months[word] = known
    return known


def _relative(
    grammar: _Grammar,
    rule: _Rule,
    match: re.Match[str],
    groups: dict[str, str | None],
    today: date,
    shift: int,
) -> tuple[When, Basis, float]:
    if rule.of == "day" and not groups.get("m1"):
        day = today + timedelta(days=shift)
        return When(day, day, "day"), "relative", 0.9
    if rule.of == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return When(monday, monday + timedelta(days=6), "days"), "relative", 0.85
    if rule.of == "month" and not groups.get("m1"):
        months = today.year * 12 + today.month - 1 + shift
        return _period(months // 12, months % 12 + 1, "month"), "relative", 0.9
    return _dated(grammar, rule, match, groups, today.year + shift), "relative", 0.9


def _weekday(
    grammar: _Grammar, match: re.Match[str], today: date, future: bool
) -> tuple[When, Basis, float]:
    """The weekday last past, today included, or next to come where the clause is about it."""
    patterns = enumerate(grammar.weekday_patterns)
    number = next(n for n, pattern in patterns if pattern.fullmatch(match["wd"]))
    back = (today.weekday() - number) % 7
    day = today + timedelta(days=(7 - back) % 7 if future else -back)
    return When(day, day, "day"), "relative", 0.85


def _nearest_year(
    grammar: _Grammar,
    rule: _Rule,
    match: re.Match[str],
    groups: dict[str, str | None],
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
    return best, "year-from-date", 0.85 if distance <= _HALF_YEAR else 0.6


def _is_future(page: Page, sentence: Sentence, grammar: _Grammar, start: int, end: int) -> bool:
    """Whether the nearest verb form that tells a tense is one of the future."""
    tokens = page.tokens[sentence.first_token : sentence.last_token]
    after = (t for t in tokens if t.start >= end)
    before = (t for t in reversed(tokens) if t.end <= start)
    forward = _first_tense(grammar, after)
    if grammar.verb_final and forward[0]:
        return forward[0] == "future"
    backward = _first_tense(grammar, before)
    nearest = min((d for d in (forward, backward) if d[0]), key=lambda d: d[1], default=("", 0))
    return nearest[0] == "future"


def _first_tense(grammar: _Grammar, tokens: Iterable[Token]) -> tuple[str, int]:
    """The nearest tense and how far it is; `will be held` is future though `held` is nearer."""
    past = -1
    for distance, token in enumerate(tokens):
        if 0 <= past < distance - _AUXILIARY:
            break
        tense = grammar.tenses.get(token.fold)
        if tense is None:
            tense = _tense(grammar, token.fold)
            grammar.tenses[token.fold] = tense
        if tense == "future":
            return tense, distance if past < 0 else past
        if tense and past < 0:
            past = distance
    return ("past", past) if past >= 0 else ("", 0)


def _tense(grammar: _Grammar, word: str) -> str:
    if grammar.future.fullmatch(word):
        return "future"
    return "past" if grammar.past.fullmatch(word) else ""


@cache
def _grammar(lang: str) -> _Grammar:
    data = read_toml(f"catalogue/lexicon/{lang}/months.toml")
    macros = _MACROS | {
        "{m1}": f"(?P<m1>{_any(data['months'])})",
        "{m2}": f"(?P<m2>{_any(data['months'])})",
        "{wd}": f"(?P<wd>{_any(data['weekdays'])})",
        "{n}": f"(?P<n>{'|'.join(sorted(map(re.escape, data['numbers']), key=len, reverse=True))})",
        "{ms}": data["month_suffix"],
        "{ws}": data["weekday_suffix"],
        "{ys}": data["year_suffix"],
        "{ds}": data["day_suffix"],
    }
    starts: dict[str, list[tuple[str, _Rule]]] = {}
    for entry in data["date"]:
        rule = _rule(entry, macros)
        for head in sorted(_heads(entry["rule"], data)):
            starts.setdefault(head[:2], []).append((head, rule))
    return _Grammar(
        starts=starts,
        months={},
        month_patterns=tuple(re.compile("|".join(m)) for m in data["months"]),
        weekday_patterns=tuple(re.compile("|".join(w)) for w in data["weekdays"]),
        numbers=data["numbers"],
        future=re.compile("|".join(data["future"])),
        past=re.compile("|".join(data["past"])),
        goal=re.compile(rf"\b(?:{'|'.join(data['goal'])})"),
        verb_final=data["verb_final"],
        tenses={},
        by_word={},
    )


def _any(words: list[list[str]]) -> str:
    return "|".join(sorted((w for group in words for w in group), key=len, reverse=True))


def _rule(entry: dict[str, Any], macros: dict[str, str]) -> _Rule:
    text = entry["rule"]
    for name, pattern in macros.items():
        text = text.replace(name, pattern.replace(" ", r"\s{1,3}"))
    text = re.sub(r"(?<!\\) \?", r"\\s{0,3}", text).replace(" ", r"\s{1,3}")
    return _Rule(
        entry["of"],
        re.compile(text + r"(?![^\W\d_])"),
        entry.get("relative", {}),
        entry.get("shift"),
        entry.get("edge") == "end",
        entry.get("deadline", False),
    )


def _heads(rule: str, data: dict[str, Any]) -> set[str]:
    """How text that matches a rule can begin: `#d` a day, `#y` a year, else letters of a word.

    A head that ends in a space is a whole word.
    """
    if rule.startswith(("{d", "{mm")):
        return {"#d"}
    if rule.startswith("{y"):
        return {"#y"}
    if rule.startswith("{m"):
        return {_literal(w) for group in data["months"] for w in group}
    if rule.startswith("{wd"):
        return {_literal(w) for group in data["weekdays"] for w in group}
    if rule.startswith(("{n", "(?P<n>")):
        return {"#d" if w[0].isdigit() else w for w in data["numbers"]}
    if rule.startswith("(?:"):
        close = _closing(rule)
        heads = {h for option in _options(rule[3:close]) for h in _heads(option, data)}
        rest = rule[close + 1 :]
        return heads | _heads(rest[1:].lstrip(), data) if rest.startswith("?") else heads
    return {_literal(rule)}


def _literal(text: str) -> str:
    """The letters with which a pattern begins, without one that is optional.

    >>> _literal("январ[ьяюе]м?"), _literal("in early"), _literal("plans?")
    ('январ', 'in ', 'plan')
    """
    match = _LETTERS.match(text)
    assert match is not None, text
    found, after = match[0], text[match.end() : match.end() + 1]
    return found[:-1] if after in ("?", "*", "{") and after else found


def _closing(rule: str) -> int:
    depth = 0
    for position, char in enumerate(rule):
        depth += (char == "(") - (char == ")")
        if char == ")" and depth == 0:
            return position
    raise ValueError(f"unbalanced rule {rule!r}")


def _options(inner: str) -> list[str]:
    options, depth, start = [], 0, 0
    for position, char in enumerate(inner):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            options.append(inner[start:position])
            start = position + 1
    return [*options, inner[start:]]
