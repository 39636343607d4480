"""The grammar of times of a language: the rules of `lexicon/LANG/months.toml`, compiled.

A rule is a template over days, months, years, weekdays and numbers. It is kept with the letters or
digits with which it can begin, so that it is tried at few words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from denge.core.catalogue import read_toml
from denge.read.memo import Memo

__all__ = ["Rule", "TimeGrammar", "any_of", "time_grammar"]

_LETTERS: Final = re.compile(r"[^\W\d_]+ ?")
_GROUP: Final = re.compile(r"\(\?P<\w+>")
_MACROS: Final = {
    "{d1}": r"(?P<d1>[12]\d|3[01]|0?[1-9])(?!\d)",
    "{d2}": r"(?P<d2>[12]\d|3[01]|0?[1-9])(?!\d)",
    "{y1}": r"(?P<y1>(?:1[89]|20)\d\d)(?!\d)",
    "{y2}": r"(?P<y2>(?:1[89]|20)\d\d)(?!\d)",
    "{mm}": r"(?P<mm>1[0-2]|0?[1-9])(?!\d)",
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: what it gives (`of`), how it matches, and how it shifts from today."""

    of: str
    pattern: re.Pattern[str]
    relative: dict[str, int]
    shift: int | None
    at_end: bool
    deadline: bool


@dataclass(frozen=True, slots=True)
class TimeGrammar:
    """All rules and words of time of one language; `rules[word]` may match text that begins so."""

    months: dict[str, int]
    month_patterns: tuple[re.Pattern[str], ...]
    weekday_patterns: tuple[re.Pattern[str], ...]
    numbers: dict[str, int]
    future: re.Pattern[str]
    past: re.Pattern[str]
    goal: re.Pattern[str]
    verb_final: bool
    tenses: dict[str, str]
    rules: Memo[tuple[Rule, ...]]


def _rules(starts: dict[str, list[tuple[str, Rule]]], word: str) -> tuple[Rule, ...]:
    """The rules with which text beginning with this word may match."""
    digits = len(word) - len(word.lstrip("0123456789"))
    key = "#y" if digits == 4 else "#d" if 0 < digits < 3 else word[:2]
    found = [rule for head, rule in starts.get(key, ()) if _begins(word, head)]
    return tuple(dict.fromkeys(found))


@cache
def any_of(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """A pattern that matches wherever one of the rules does: one look instead of many."""
    return re.compile("|".join(_GROUP.sub("(?:", rule.pattern.pattern) for rule in rules))


def _begins(word: str, head: str) -> bool:
    if head[0] == "#":
        return True
    return word == head[:-1] if head[-1] == " " else word.startswith(head)


@cache
def time_grammar(lang: str) -> TimeGrammar:
    """The grammar of times of a language."""
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
    starts: dict[str, list[tuple[str, Rule]]] = {}
    for entry in data["date"]:
        rule = _rule(entry, macros)
        for head in sorted(_heads(entry["rule"], data)):
            starts.setdefault(head[:2], []).append((head, rule))
    return TimeGrammar(
        months={},
        month_patterns=tuple(re.compile("|".join(m)) for m in data["months"]),
        weekday_patterns=tuple(re.compile("|".join(w)) for w in data["weekdays"]),
        numbers=data["numbers"],
        future=re.compile("|".join(data["future"])),
        past=re.compile("|".join(data["past"])),
        goal=re.compile(rf"\b(?:{'|'.join(data['goal'])})"),
        verb_final=data["verb_final"],
        tenses={},
        rules=Memo(partial(_rules, starts)),
    )


def _any(words: list[list[str]]) -> str:
    return "|".join(sorted((w for group in words for w in group), key=len, reverse=True))


def _rule(entry: dict[str, Any], macros: dict[str, str]) -> Rule:
    text = entry["rule"]
    for name, pattern in macros.items():
        text = text.replace(name, pattern.replace(" ", r"\s{1,3}"))
    text = re.sub(r"(?<!\\) \?", r"\\s{0,3}", text).replace(" ", r"\s{1,3}")
    return Rule(
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
