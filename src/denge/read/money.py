"""Amounts of money and counts of documents, by the words of `lexicon/LANG/scales.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, Literal

from denge.core.catalogue import read_toml
from denge.read.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.read.page import Page, Sentence, Token

__all__ = ["Count", "Money", "find_counts", "find_money"]

Op = Literal["=", ">", ">=", "<", "<=", "~"]
Scope = Literal["total", "each", ""]
_SIGNS: Final = "$€£¥₸₽₺"
_GROUPED: Final = {
    ".": re.compile(r"\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?"),
}
_CODES: Final = frozenset({"usd", "eur", "gbp", "rub", "kzt", "cny", "us"})
_CLOSERS: Final = ";.!?"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; `low` equals `high` where no range is given.

    `op` says how the text bounds it: `=`, `>` (more than), `>=` (at least), `<`, `<=`, `~` (about);
    `scope` is `total` where the text calls it a total, `each` where it holds per item.
    """

    start: int
    end: int
    sentence: int
    low: float
    high: float
    currency: str
    op: Op
    scope: Scope


@dataclass(frozen=True, slots=True)
class Count:
    """A number of documents, agreements or projects; `noun` is the English key of scales.toml."""

    start: int
    end: int
    sentence: int
    value: int
    noun: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    amount: re.Pattern[str]
    chain: re.Pattern[str]
    scales: tuple[tuple[re.Pattern[str], float], ...]
    units: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, float]
    decimal: str
    before: tuple[tuple[re.Pattern[str], str], ...]
    after: tuple[tuple[re.Pattern[str], str], ...]
    total: re.Pattern[str]
    each: re.Pattern[str]
    reach: int
    count: re.Pattern[str]
    nouns: tuple[tuple[re.Pattern[str], str], ...]
    opens: Memo[bool]  # whether an amount or count can begin with this word


def find_money(page: Page) -> list[Money]:
    """All amounts of money, in order.

    Examples
    --------
    >>> from denge.read.page import open_page
    >>> [m] = find_money(open_page("Toplam değeri 4 milyar avroyu aşan 12 belge imzalandı."))
    >>> m.low, m.currency, m.op, m.scope
    (4000000000.0, 'EUR', '>', 'total')
    """
    found: list[Money] = []
    for sentence in page.sentences:
        grammar = _grammar(sentence.lang)
        end = sentence.start
        for token in _openings(page, sentence, grammar):
            if token.start < end:
                continue
            money = _money(page, sentence, grammar, token.start)
            if money is not None:
                found.append(money)
                end = money.end
    return found


def _openings(page: Page, sentence: Sentence, grammar: _Grammar) -> Iterable[Token]:
    """The words with which an amount or count can begin."""
    first, last = sentence.first_token, sentence.last_token
    return compress(page.tokens[first:last], map(grammar.opens.__getitem__, page.folds[first:last]))


def _may_open(words: dict[str, float], word: str) -> bool:
    return word[0].isdigit() or word[0] in _SIGNS or word in words or word in _CODES


def _money(page: Page, sentence: Sentence, grammar: _Grammar, start: int) -> Money | None:
    match = grammar.amount.match(page.folded, start, sentence.end)
    if match is None:
        return None
    unit = match["pre"] or match["unit"]
    if unit is None or (match["n1"] is None):
        return None
    scale = _scale(grammar, match["s2"] or match["s1"])
    low = _number(grammar, match["n1"]) * (_scale(grammar, match["s1"]) if match["s1"] else scale)
    low += sum(
        _number(grammar, part[1]) * _scale(grammar, part[2])
        for part in grammar.chain.finditer(match["chain"] or "")
    )
    high = _number(grammar, match["n2"]) * scale if match["n2"] else low
    end = match.end("unit") if match["unit"] else match.end()
    low, high = min(low, high), max(low, high)
    op, scope = _bounds(page, sentence, grammar, start, match.end())
    return Money(start, end, sentence.index, low, high, _currency(grammar, unit), op, scope)


def _scale(grammar: _Grammar, word: str | None) -> float:
    if not word:
        return 1.0
    return next((value for pattern, value in grammar.scales if pattern.fullmatch(word)), 1.0)


def _currency(grammar: _Grammar, word: str) -> str:
    return next(code for pattern, code in grammar.units if pattern.fullmatch(word))


def _number(grammar: _Grammar, text: str) -> float:
    """The value of a number as its language writes it.

    >>> _number(_grammar("tr"), "1.250.000"), _number(_grammar("en"), "17.5")
    (1250000.0, 17.5)
    """
    if text in grammar.words:
        return float(grammar.words[text])
    if not _GROUPED[grammar.decimal].fullmatch(text):
        text = text.replace(",", ".")
        return float(text) if text.count(".") < 2 else float(text.replace(".", ""))
    thousands = "," if grammar.decimal == "." else "."
    return float(text.replace(thousands, "").replace(" ", "").replace(grammar.decimal, "."))


def _bounds(
    page: Page, sentence: Sentence, grammar: _Grammar, start: int, end: int
) -> tuple[Any, Any]:
    """Operator and scope, from the words near an amount within its clause."""
    before = _near(page, sentence.start, start, grammar.reach, backward=True)
    after = _near(page, end, sentence.end, grammar.reach, backward=False)
    cues = [
        (match.end(), -match.start(), name)
        for pattern, name in grammar.before
        for match in pattern.finditer(before)
    ]
    op = max(cues)[2] if cues else "="  # the nearest, and of two that end together the longer
    if not cues:
        first = len(after) + 1
        for pattern, name in grammar.after:
            match = pattern.search(after)
            if match and match.start() < first:
                op, first = name, match.start()
    wide = _near(page, sentence.start, start, 2 * grammar.reach, backward=True)
    total = grammar.total.search(wide) or grammar.total.match(after)
    each = grammar.each.search(after) or grammar.each.search(before)
    return op, "each" if each else "total" if total else ""


def _near(page: Page, start: int, end: int, words: int, *, backward: bool) -> str:
    """Up to so many words beside an amount, no farther than the clause, with spaces around."""
    limit = 16 * words
    text = (
        page.folded[max(start, end - limit) : end] if backward else page.folded[start:end][:limit]
    )
    cut = [i for i, c in enumerate(text) if c in _CLOSERS or (c == "," and not _inside(text, i))]
    if cut:
        text = text[cut[-1] + 1 :] if backward else text[: cut[0]]
    parts = text.split()
    chosen = parts[-words:] if backward else parts[:words]
    return " " + " ".join(chosen) + " "


def _inside(text: str, position: int) -> bool:
    return text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()


def find_counts(page: Page) -> list[Count]:
    """Counted agreements, documents, contracts and projects, in order.

    Examples
    --------
    >>> from denge.read.page import open_page
    >>> [(c.value, c.noun) for c in find_counts(open_page("Стороны подписали 12 документов."))]
    [(12, 'document')]
    """
    found: list[Count] = []
    for sentence in page.sentences:
        grammar = _grammar(sentence.lang)
        end = sentence.start
        for token in _openings(page, sentence, grammar):
            if token.start < end:
                continue
            match = grammar.count.match(page.folded, token.start, sentence.end)
            if match is None:
                continue
            value = _number(grammar, match["n"])
            noun = next(name for p, name in grammar.nouns if p.fullmatch(match["noun"]))
            if value == int(value) and value > 0:
                found.append(Count(token.start, match.end(), sentence.index, int(value), noun))
                end = match.end()
    return found


@cache
def _grammar(lang: str) -> _Grammar:
    data = read_toml(f"catalogue/lexicon/{lang}/scales.toml")
    words = {word: float(value) for word, value in data["word"].items()}
    number = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d{1,9})?|\d{1,15}(?:[.,]\d{1,9})?"
    spelled = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    scale = "|".join(sorted(data["scale"], key=len, reverse=True))
    before = "|".join(sorted(data["unit_before"], key=len, reverse=True))
    after = "|".join(sorted(data["unit_after"], key=len, reverse=True))
    gap = r"[\s-]{0,3}"
    amount = (
        rf"(?:(?P<pre>{before}){gap})?(?P<n1>{number}|(?:{spelled})(?={gap}(?:{scale})(?![^\W\d_])))"
        rf"(?:{gap}(?P<s1>{scale})(?![^\W\d_]))?"
        rf"(?:\s{{0,2}}-\s{{0,2}}(?:{before})?(?P<n2>{number})(?:{gap}(?P<s2>{scale})(?![^\W\d_]))?)?"
        rf"(?P<chain>(?:\s{{1,2}}(?:{number})\s{{1,2}}(?:{scale})(?![^\W\d_]))*)"
        rf"(?:{gap}(?P<unit>{after}){data['suffix']}(?![^\W\d_]))?"
    )
    counted = "|".join(w for group in data["count"].values() for w in group)
    return _Grammar(
        amount=re.compile(amount.replace(" ?", r"\s?")),
        chain=re.compile(rf"({number})\s+({scale})"),
        scales=tuple((re.compile(k), float(v)) for k, v in data["scale"].items()),
        units=tuple(
            (re.compile(k), v)
            for k, v in (*data["unit_before"].items(), *data["unit_after"].items())
        ),
        words=words,
        decimal=data["decimal"],
        before=_cues(data.get("before", {})),
        after=_cues(data.get("after", {})),
        total=_cue(data["total"]),
        each=_cue(data["each"]),
        reach=data["reach"],
        count=re.compile(
            rf"(?P<n>\d{{1,6}}|(?:{spelled}))\s{{1,2}}(?:[^\W\d_]{{3,30}}\s{{1,2}}){{0,2}}?"
            rf"(?P<noun>{counted})(?![^\W\d_])"
        ),
        nouns=tuple((re.compile("|".join(v)), k) for k, v in data["count"].items()),
        opens=Memo(partial(_may_open, words)),
    )


def _cues(table: dict[str, list[str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_cue(words), op) for op, words in table.items())


def _cue(words: list[str]) -> re.Pattern[str]:
    parts = (re.escape(w).replace(r"\*", r"\w*").replace(r"\=", "").lstrip("=") for w in words)
    return re.compile(rf"(?<= )(?:{'|'.join(parts)})(?= )")
