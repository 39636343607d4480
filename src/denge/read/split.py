"""Where paragraphs and sentences begin and end, by rules and a list of abbreviations."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from denge.core.catalogue import read_toml

__all__ = ["paragraph_spans", "sentence_spans"]

_WRAPPED: Final = 130  # characters; a text with no longer line may be wrapped by hand
_LONGEST: Final = 1_200  # characters; what is longer is a list or a broken text, and is cut
# Alternatives that each begin with a letter of their own are sought for many times as fast.
_BLANK: Final = re.compile(
    r"\n[ \t\r]*(?:\n[ \t\r]*)*\n|\r\n[ \t\r]*(?:\n[ \t\r]*)*\n"
    r"|\f[\u2028\u2029\f]*|\u2028[\u2028\u2029\f]*|\u2029[\u2028\u2029\f]*"
)
_LINE: Final = re.compile(r"[\n\r](?:(?<=\r)\n)?")
_BULLET: Final = re.compile(r"\s*(?:[-*•·–—#>|]|\d{1,2}[.)])\s")
_FINAL: Final = tuple('.!?…:;"”»’')
_END: Final = re.compile(
    r"(?P<mark>[.!?…][.!?…]{0,11})(?P<close>[\"'”’»)\]]{0,4})"
    r"(?:(?P<space>\s{1,99})(?P<next>[\"'“‘«„(\[—–-]{0,4}\s?[^\W_])|(?P<glued>[^\W\d_][^\W\d_]))"
)
_WORD_BEFORE: Final = re.compile(r"[\w.'’-]{1,30}\Z")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_NUMBER: Final = re.compile(r"\d{1,3}|[IVXLC]{1,6}")
_WORD_AFTER: Final = re.compile(r"[^\W\d_]{1,30}")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    before_name: frozenset[str]
    anywhere: frozenset[str]
    openers: frozenset[str]
    ordinal_dot: bool


@cache
def _abbreviations(lang: str) -> _Abbreviations:
    data = read_toml(f"catalogue/lexicon/{lang}/abbreviations.toml")
    return _Abbreviations(
        frozenset(data["before_name"]),
        frozenset(data["anywhere"]),
        frozenset(data["openers"]),
        bool(data["ordinal_dot"]),
    )


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of each paragraph: blank lines part them, and line ends that are no wrapping.

    >>> paragraph_spans("One.\\n\\nTwo.")
    [(0, 4), (6, 10)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BLANK.finditer(text):
        spans += _lines(text, start, match.start())
        start = match.end()
    spans += _lines(text, start, len(text))
    return [span for start, end in spans if (span := _trim(text, start, end))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    block = text[start:end]
    left = len(block) - len(block.lstrip())
    right = len(block.rstrip())
    return (start + left, start + right) if left < right else None


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A block cut at those line ends that a hand-wrapped text would not have made."""
    breaks = [m.span() for m in _LINE.finditer(text, start, end)]
    if not breaks:
        return [(start, end)]
    edges = [start, *(b for _, b in breaks), end]
    width = max(b - a for a, b in itertools.pairwise(edges))
    spans = []
    for line_end, next_start in breaks:
        if width > _WRAPPED or _breaks(text, start, line_end, next_start, width):
            spans.append((start, line_end))
            start = next_start
    return [*spans, (start, end)]


def _breaks(text: str, start: int, line_end: int, next_start: int, width: int) -> bool:
    """Whether the line was ended though the next word would have fitted, or a list goes on."""
    if _BULLET.match(text, next_start):
        return True
    line_start = max(start, text.rfind("\n", start, line_end) + 1)
    word = _WORD_AFTER.match(text, next_start)
    room = width - (line_end - line_start) - 2
    fits = room >= (len(word[0]) if word else 1) + 8
    return fits or (text[line_end - 1 : line_end] in _FINAL and room > 0)


def sentence_spans(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    """[start, end) of each sentence of a paragraph in the language `lang`.

    >>> sentence_spans("Mr. Lee came. He left.", 0, 22, "en")
    [(0, 13), (14, 22)]
    """
    known = _abbreviations(lang)
    spans: list[tuple[int, int]] = []
    for match in _END.finditer(text, start, end):
        cut = _glued(text, match, start) if match["glued"] else _ends(text, match, start, known)
        if cut:
            first = match.end("close") if match["close"] else match.end("mark")
            if span := _trim(text, start, first):
                spans.append(span)
            start = first
    if span := _trim(text, start, end):
        spans.append(span)
    return [piece for span in spans for piece in _pieces(text, *span)]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or its pieces where it is longer than any sentence of prose.

    >>> [len(range(*piece)) for piece in _pieces("word " * 1000, 0, 4999)]
    [1199, 1194, 1194, 1194, 214]
    """
    pieces = []
    while end - start > _LONGEST:
        limit = start + _LONGEST
        cut = max(text.rfind(mark, start + _LONGEST // 2, limit) for mark in ";\n ")
        cut = cut if cut > start else limit
        if piece := _trim(text, start, cut):
            pieces.append(piece)
        start = cut
    if piece := _trim(text, start, end):
        pieces.append(piece)
    return pieces


def _glued(text: str, match: re.Match[str], start: int) -> bool:
    """`ended.They`: a lower-case word, a full stop and a capitalised word without space."""
    length = 3 if match["mark"] == "." else 2
    before = text[max(start, match.start() - length) : match.start()]
    glued = match["glued"]
    long_enough = len(before) == length and before.isalpha() and before[-1].islower()
    return long_enough and glued[0].isupper() and glued[1].islower()


def _ends(text: str, match: re.Match[str], start: int, known: _Abbreviations) -> bool:
    opener = match["next"]
    if opener[-1].islower() or (opener[0] in "—–-" and match["close"]):
        return False
    if match["mark"] != ".":
        return not (match["close"] and opener[-1].islower())
    word = _WORD_BEFORE.search(text, max(start, match.start() - 30), match.start())
    return word is None or not _abbreviated(text, match, word[0], known)


def _abbreviated(text: str, match: re.Match[str], word: str, known: _Abbreviations) -> bool:
    """Whether the full stop after `word` belongs to the word."""
    fold = word.lower().lstrip(".'’-").replace("i̇", "i")
    if fold in known.before_name:
        return True
    after = _WORD_AFTER.match(text, match.end() - 1)
    opens = (
        after is not None
        and after[0].lower() in known.openers
        and text[after.end() : after.end() + 1] != "."
    )
    if fold in known.anywhere or (_INITIALS.fullmatch(word) and word[-1].isupper()):
        return not opens
    if known.ordinal_dot and _NUMBER.fullmatch(word):
        return not opens
    return False
