"""Expressions of time, by the rules in `catalogue/lexicon/LANG/months.toml`.

A rule is a template over days, months, years, weekdays and numbers; it is tried only at tokens with
which it can begin. A missing year is that of the candidate nearest before the document's date, or
nearest after it where the clause is about the future.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Final

from denge.core.dates import When
from denge.read.time_grammar import any_of, time_grammar
from denge.read.time_meaning import day_of, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from denge.read.page import Page, Sentence, Span, Token
    from denge.read.time_grammar import Rule, TimeGrammar
    from denge.read.time_meaning import Basis

__all__ = ["Time", "dateline", "find_times"]

_AUXILIARY: Final = 2  # words between an auxiliary of the future and its verb
_HEAD: Final = 250  # characters of a text in which a dateline may stand
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LABEL: Final = 20  # characters of a label such as `Published:` before a dateline
_PLACE: Final = 40  # characters of a place or headline before a dateline
_LINE: Final = 160  # characters of a line in which a weekday and a date may be a dateline
_CLOCK: Final = re.compile(r"\s*(?:[,|]\s*\d{1,2}[:.]\d{2}|[\n|)—]|\s-\s|$)")


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
        grammar = time_grammar(sentence.lang)
        end = sentence.start
        for token, rules in _openings(page, sentence, grammar):
            if token.start < end:
                continue
            while position < len(busy) and busy[position][1] <= token.start:
                position += 1
            if position < len(busy) and busy[position][0] <= token.start:
                continue
            best = _longest(page, sentence, rules, token.start)
            if best is not None:
                end = best[1].end()
                time = _time(page, sentence, grammar, *best)
                found += [time] if time else []
    return found


def _openings(
    page: Page, sentence: Sentence, grammar: TimeGrammar
) -> Iterator[tuple[Token, tuple[Rule, ...]]]:
    """The tokens with which an expression of time can begin, with the rules to try there."""
    first, last = sentence.first_token, sentence.last_token
    rules = [*map(grammar.rules.__getitem__, page.folds[first:last])]
    return compress(zip(page.tokens[first:last], rules, strict=True), rules)


def dateline(page: Page) -> date | None:
    """The day a text says it was published on: a full date at its head, set apart from the prose.

    >>> from denge.read.page import open_page
    >>> open_page("Astana, May 3, 2024\\n\\nThe minister said that talks went on.").date
    datetime.date(2024, 5, 3)
    """
    if not page.paragraphs:
        return None
    limit = page.paragraphs[0].start + _HEAD
    if _YEAR.search(page.folded, 0, limit + _LABEL) is None:
        return None
    for sentence in page.sentences:
        if sentence.start > limit:
            break
        grammar = time_grammar(sentence.lang)
        for token, rules in _openings(page, sentence, grammar):
            if token.start > limit:
                break
            match = _full_date(page, sentence, rules, token.start)
            if match and _set_apart(page, match):
                try:
                    return day_of(grammar, match, int(match["y1"]))
                except ValueError:  # 31 June
                    return None
    return None


def _full_date(
    page: Page, sentence: Sentence, rules: tuple[Rule, ...], start: int
) -> re.Match[str] | None:
    """The first rule that reads a day with its year at a place."""
    for rule in rules:
        match = rule.pattern.match(page.folded, start, sentence.end)
        if match and rule.of == "day" and match.groupdict().get("y1"):
            return match
    return None


def _set_apart(page: Page, match: re.Match[str]) -> bool:
    """Whether a date stands as a dateline: its own line, after a label, or before a clock time."""
    line = page.text.rfind("\n", 0, match.start()) + 1
    before = page.text[line : match.start()].strip()
    after = _CLOCK.match(page.text, match.end())
    weekday = match.groupdict().get("wd")
    if before.endswith(":") and len(before) < _LABEL:
        return True
    if after and (not before or len(before) < _PLACE):
        return True
    rest = page.text[match.end() : match.end() + 2].strip()
    return bool(weekday and match.end() - line < _LINE and (not rest or rest[0].isupper()))


def _longest(
    page: Page, sentence: Sentence, rules: tuple[Rule, ...], start: int
) -> tuple[Rule, re.Match[str]] | None:
    """The rule that matches most text from a place, unless it stands inside a number or sum."""
    best: tuple[Rule, re.Match[str]] | None = None
    folded = page.folded
    if start and (folded[start - 1].isdigit() or folded[start - 1] in "$€£₽₸"):
        return None
    if len(rules) > 1 and any_of(rules).match(folded, start, sentence.end) is None:
        return None
    for rule in rules:
        match = rule.pattern.match(folded, start, sentence.end)
        if match and (best is None or match.end() > best[1].end()):
            best = (rule, match)
    return best


def _time(
    page: Page, sentence: Sentence, grammar: TimeGrammar, rule: Rule, match: re.Match[str]
) -> Time | None:
    groups = match.groupdict()
    deadline = rule.deadline or (
        rule.of == "year" and bool(grammar.goal.search(page.folded, sentence.start, sentence.end))
    )
    future = _is_future(page, sentence, grammar, match.start(), match.end())
    try:
        result = resolve(page.date, grammar, rule, match, groups, future)
    except ValueError:  # 31 June, or a year past the calendar
        return None
    if result is None:
        return None
    when, basis, confidence = result
    if rule.at_end:
        when = When(when.end, when.end, "day")
    return Time(match.start(), match.end(), sentence.index, when, basis, deadline, confidence)


def _is_future(page: Page, sentence: Sentence, grammar: TimeGrammar, start: int, end: int) -> bool:
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


def _first_tense(grammar: TimeGrammar, tokens: Iterable[Token]) -> tuple[str, int]:
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


def _tense(grammar: TimeGrammar, word: str) -> str:
    if grammar.future.fullmatch(word):
        return "future"
    return "past" if grammar.past.fullmatch(word) else ""
