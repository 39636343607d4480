"""The lexicon of one language, compiled so that a word costs one dictionary look-up.

A pattern of the TOML files is a row of elements between spaces:

- `görüş-`     a verb stem with any verb ending; `visit-` in English is a lemma
- `görüşme`    a noun stem with any case ending
- `=sonra`     this very form
- `resm*`      this beginning with anything behind it (also finds words glued together)
- `et-|ed-`    alternatives
- `..`         a gap of up to four words, `...` of up to nine

The first element anchors the pattern; the word class and ending of the last verb (or else of the
last element) is the form of the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from denge.core.catalogue import read_toml
from denge.read.endings import NOUN_ENDINGS, VERB_ENDINGS, WORD_FORMS, Form
from denge.read.grammar import grammar
from denge.read.memo import Memo
from denge.read.stems import IRREGULAR, is_stem, noun_stems, spelled_out, verb_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Entry", "Hit", "Lexicon", "lexicon"]

GAPS: Final = {"..": 4, "...": 9}
_PLAIN: Final = str.maketrans("ёâîû", "еaiu")
_FILES: Final = ("acts", "words", "claims")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a lexicon file: its table (`act`, `head`, `mood` …), its id and its fields.

    `get` is that of its fields; `given` is what the file gives, which a pattern turned into the
    passive shares.
    """

    table: str
    id: str
    fields: dict[str, Any]
    given: object = None
    get: Callable[..., Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "get", self.fields.get)


class Hit(NamedTuple):
    """A pattern found in a sentence: tokens [first, last], the head's index and form."""

    entry: Entry
    first: int
    last: int
    head: int
    form: Form
    noun: bool
    weight: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    entry: Entry
    elements: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]  # the elements behind the first, each with its reach
    head: int
    noun: bool
    weight: int
    telling: int  # the element met least, after which the pattern is sought; -1 for a single word


_Whole = tuple[int, Entry, Form, bool, int]  # rank, and the fields of the hit that it gives
_Begun = tuple[tuple[int, _Pattern], ...]  # rank and pattern each
_Word = tuple[
    dict[int, Form], tuple[_Whole, ...], dict[int, _Begun], frozenset[int], frozenset[int]
]  # its elements; the patterns it is; those that it begins, by telling element; these; its own


class Lexicon:
    """All patterns of one language; `find` gives the hits of a sentence.

    `word[fold]` tells what a word can stand for.
    """

    def __init__(self, lang: str, tables: dict[str, list[dict[str, Any]]], forms: dict) -> None:
        self.lang = lang
        self.grammar = grammar(lang)
        self._noun = NOUN_ENDINGS[self.grammar.endings]
        self._verb = VERB_ENDINGS[self.grammar.endings]
        self._irregular = forms
        self._elements: dict[str, int] = {}
        self._lengths: list[int] = []  # letters of the shortest word of each element
        self._telling: set[int] = set()
        self._stems: dict[str, list[tuple[int, str]]] = {}
        self._exact: dict[str, list[tuple[int, Form]]] = {}
        self._starts: dict[int, list[_Pattern]] = {}
        self.word: Memo[_Word] = Memo(self._look_up)
        self._longest = 0
        self._tables: dict[str, list[Entry]] = {}
        for table, entries in tables.items():
            for number, fields in enumerate(entries):
                name = fields.get("id") or fields.get("type") or f"{table}-{number}"
                entry = Entry(table, name, fields, fields)
                self._tables.setdefault(table, []).append(entry)
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        for name, noun in (("verbs", False), ("nouns", True), ("words", True)):
            given = tuple(entry.get(name, ()))
            for text in given if self.grammar.by_cases else spelled_out(given):
                pattern = self._compile(entry, text, noun)
                self._starts.setdefault(pattern.elements[0], []).append(pattern)
        if entry.table == "act" and self.grammar.by_position:
            self._add_passives(entry)

    def _add_passives(self, entry: Entry) -> None:
        """`send- .. aid` is also told as `aid … was sent`."""
        turned = Entry(entry.table, entry.id, {**entry.fields, "passive": True}, entry.given)
        for text in filter(None, map(_turned, spelled_out(tuple(entry.get("verbs", ()))))):
            pattern = self._compile(turned, text, noun=False)
            self._starts.setdefault(pattern.elements[0], []).append(pattern)

    def _compile(self, entry: Entry, text: str, noun: bool) -> _Pattern:
        elements: list[int] = []
        gaps: list[int] = []
        head = -1
        gap = 0
        for part in text.split():
            if part in GAPS:
                gap = GAPS[part]
                continue
            elements.append(self._element(part))
            gaps.append(gap)
            gap = 0
            if is_stem(part, self.grammar.endings) and (head < 0 or self.grammar.verb_final):
                head = len(elements) - 1
        if head < 0:
            head = len(elements) - 1 if self.grammar.verb_final else 0
        said = [part.split("|") for part in text.split() if part not in GAPS]
        weight = sum(sum(map(len, options)) // len(options) for options in said)
        telling = max(elements[1:], key=self._lengths.__getitem__, default=-1)
        self._telling.add(telling)
        steps = tuple((e, gap + 1) for e, gap in zip(elements[1:], gaps[1:], strict=True))
        return _Pattern(entry, tuple(elements), steps, head, noun, weight, telling)

    def _element(self, spec: str) -> int:
        if spec in self._elements:
            return self._elements[spec]
        number = self._elements[spec] = len(self._elements)
        self._lengths.append(min(map(len, spec.split("|"))))
        for option in spec.split("|"):
            self._register(number, option)
        return number

    def _register(self, number: int, option: str) -> None:
        option = option.translate(_PLAIN)
        if option.endswith("*"):
            self._stem(option[:-1].lstrip("="), number, "any")
        elif option.startswith("="):
            self._exact.setdefault(option[1:], []).append((number, self._whole(option[1:])))
        elif option.endswith("-"):
            for stem, kind in verb_stems(self.grammar.endings, option[:-1], self._irregular):
                if kind == "verb" or kind == "glide":
                    self._stem(stem, number, kind)
                else:
                    self._exact.setdefault(stem, []).append((number, IRREGULAR[kind]))
        else:
            for stem in noun_stems(self.grammar.endings, option):
                self._stem(stem, number, "noun")

    def _whole(self, word: str) -> Form:
        """The form of a word given whole, where its ending tells one."""
        form = WORD_FORMS.get(self.grammar.endings)
        return form(word) if form else Form()

    def _stem(self, stem: str, number: int, kind: str) -> None:
        self._stems.setdefault(stem, []).append((number, kind))
        self._longest = max(self._longest, len(stem))

    def entries(self, table: str) -> tuple[Entry, ...]:
        """The entries of a table, in file order."""
        return tuple(self._tables.get(table, ()))

    def drop(self, entry: Entry) -> None:
        """Take an entry's patterns away, as if the files did not hold it (for measurements)."""
        for patterns in self._starts.values():
            patterns[:] = [p for p in patterns if p.entry.given is not entry.given]
        self.word.clear()

    def has(self, fold: str, table: str) -> bool:
        """Whether a word alone is a hit of a table."""
        return any(hit.entry.table == table for hit in self.find([fold]))

    def _look_up(self, fold: str) -> _Word:
        """What this word can stand for: its elements with their forms, the patterns it opens."""
        elements = self._analyse(fold)
        whole, longer = self._opened(elements)
        own = frozenset(self._telling & elements.keys())
        return elements, whole, longer, frozenset(longer), own

    def _opened(self, elements: dict[int, Form]) -> tuple[tuple[_Whole, ...], dict[int, _Begun]]:
        """The patterns that elements open: whole ones, and longer ones by their telling element."""
        whole: list[_Whole] = []
        longer: dict[int, list[tuple[int, _Pattern]]] = {}
        opened = ((p, form) for e, form in elements.items() for p in self._starts.get(e, ()))
        for number, (p, form) in enumerate(opened):
            if p.telling < 0:
                whole.append((number, p.entry, form, p.noun, p.weight))
            else:
                longer.setdefault(p.telling, []).append((number, p))
        return tuple(whole), {element: tuple(rows) for element, rows in longer.items()}

    def _analyse(self, fold: str) -> dict[int, Form]:
        found: dict[int, Form] = {}
        fold = fold.translate(_PLAIN)
        for cut in range(1, min(len(fold), self._longest) + 1):
            for number, kind in self._stems.get(fold[:cut], ()):
                form = self._ending(kind, fold[cut:])
                if form is not None:
                    found[number] = form
        found.update(self._exact.get(fold, ()))
        return found

    def _ending(self, kind: str, rest: str) -> Form | None:
        if kind == "any":
            return Form()
        if kind == "noun":
            return self._noun(rest)
        if kind == "glide" and not re.match(r"[ıiuü]yor", rest):
            return None
        return self._verb(rest)

    def find(self, folds: Sequence[str]) -> list[Hit]:
        """All hits in a sentence given as folded words, in order of their first word."""
        words = [*map(self.word.__getitem__, folds)]
        present: set[int] = set().union(*map(_OWN, words))
        hits: list[Hit] = []
        new = tuple.__new__  # half the time of Hit(...)
        for at, (_, whole, longer, telling, _) in enumerate(words):
            wanted = present & telling if telling else None
            if not whole and not wanted:
                continue
            alone = [new(Hit, (e, at, at, at, form, n, w)) for _, e, form, n, w in whole]
            grown = _grown(longer, wanted, at, words) if wanted else None
            if grown:
                found = [*zip(map(_NUMBER, whole), alone, strict=True), *grown]
                alone = [hit for _, hit in sorted(found, key=_NUMBER)]
            hits += alone
        return hits


_NUMBER: Final = itemgetter(0)
_OWN: Final = itemgetter(4)


def _grown(
    longer: dict[int, _Begun], wanted: set[int], at: int, words: Sequence[_Word]
) -> list[tuple[int, Hit]]:
    """The longer patterns from word `at` on with a telling element that the sentence holds."""
    found: list[tuple[int, Hit]] = []
    for element in wanted:
        for number, pattern in longer[element]:
            hit = _grow(pattern, at, words)
            if hit is not None:
                found.append((number, hit))
    return found


def _grow(pattern: _Pattern, at: int, words: Sequence[_Word]) -> Hit | None:
    """The pattern from word `at` on; each element takes the nearest place within its gap."""
    places = [at]
    for element, reach in pattern.steps:
        for word in words[at + 1 : at + 1 + reach]:
            at += 1
            if element in word[0]:
                places.append(at)
                break
        else:
            return None
    head = places[pattern.head]
    form = words[head][0][pattern.elements[pattern.head]]
    return Hit(pattern.entry, places[0], at, head, form, pattern.noun, pattern.weight)


def _turned(text: str) -> str:
    """The passive order of a verb and its object; "" where a pattern is something else.

    >>> _turned("send- .. aid|relief"), _turned("call- =for")
    ('aid|relief ... send-', '')
    """
    parts = text.split()
    if len(parts) != 3 or parts[1] not in GAPS or not parts[0].endswith("-"):
        return ""
    options = parts[2].split("|")
    named = not any(option[:1] == "=" or option[-1:] in "-*" for option in options)
    named = named and _PERSONS.isdisjoint(options)
    return f"{parts[2]} ... {parts[0]}" if named else ""


_PERSONS: Final = frozenset({"ambassador", "envoy", "diplomat", "diplomats", "ambassadors"})


@cache
def lexicon(lang: str) -> Lexicon:
    """The compiled lexicon of a language, from `catalogue/lexicon/LANG/*.toml`."""
    tables: dict[str, list[dict[str, Any]]] = {}
    forms: dict[str, Any] = {}
    for name in _FILES:
        for table, value in read_toml(f"catalogue/lexicon/{lang}/{name}.toml").items():
            if table == "forms":
                forms |= value
            else:
                tables.setdefault(table, []).extend(value)
    return Lexicon(lang, tables, forms)
