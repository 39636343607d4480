"""A text opened for reading: folded copy, paragraphs, sentences and tokens, all by offset.

Nothing here changes the text. `Page.folded` has the length of `Page.text`, character for
character, so a place found in one is the same place in the other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from denge.core.errors import UnreadableText
from denge.read.memo import Memo
from denge.read.split import paragraph_spans, sentence_spans
from denge.read.tongue import identify, language, paragraph_language

__all__ = ["Page", "Paragraph", "Sentence", "Span", "Token", "fold", "open_page", "words_of"]

_IGNORED: Final = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_WORD: Final = rf"[^\W\d_](?:[\w{_IGNORED}](?<!_))*"
_PLAIN: Final = r"[A-Za-zÀ-ÖØ-öø-ɏЀ-ҁҊ-ӿ]{2,}(?=[\s,;:!?…)»”\"])"  # most words, found fast
_BY: Final = "-(?:brokered|mediated|facilitated|sponsored|led)\\b"  # `EU-brokered`: two words
_TOKEN: Final = re.compile(
    rf"{_PLAIN}|(?:[^\W\d_]\.){{2,12}}(?!\w)|[^\W\d_]\d\+\d"
    rf"|{_WORD}(?:(?!{_BY})['’ʼ‘`-](?=[^\W_]){_WORD}|['’ʼ‘`-]\d+)*"
    rf"|\d+(?:[.,]\d+)*(?:[-'’ʼ]?{_WORD})?|\S"
)
_DROP: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_HEADER: Final = re.compile(r"\s{0,9}date\s{1,9}(\d{4}-\d{2}-\d{2})(?!\d)[ \t]*")
_SAME: Final = (
    {ord(c): "'" for c in "’ʼ‘`´ʻ′＇"}
    | {ord(c): " " for c in "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000\t"}
    | {ord(c): "-" for c in "‐‑–−"}
    | dict.fromkeys((*range(9), *range(14, 32), 127), " ")
)
_TITLE: Final = 140  # characters; a longer first paragraph is no title


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in code points of `Page.text`."""

    start: int
    end: int


class Token(NamedTuple):
    """A word, number or mark; `fold` is lower case by language, NFC, with one apostrophe."""

    start: int
    end: int
    text: str
    fold: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its language."""

    start: int
    end: int
    lang: str
    index: int


class Sentence(NamedTuple):
    """A sentence; its tokens are `Page.tokens[first_token:last_token]`."""

    start: int
    end: int
    paragraph: int
    lang: str
    index: int  # pyright: ignore[reportIncompatibleMethodOverride] (a place, not the search)
    first_token: int
    last_token: int


@dataclass(slots=True)
class Page:
    """A text opened for reading; `folds` are those of its tokens, one each.

    `content_end` is where trailing boilerplate (lists of older columns, sharing links) begins;
    paragraphs, sentences and tokens end there. `date_basis` is header, dateline, metadata, option
    or "" where no date is known.
    """

    text: str
    folded: str
    lang: str
    date: date | None = None
    date_basis: str = ""
    title: str = ""
    tokens: list[Token] = field(default_factory=list)
    folds: list[str] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    content_end: int = 0


def fold(text: str, lang: str) -> str:
    """Lower case by the rules of the language, one kind of apostrophe, dash and space.

    The result has the length of `text`.

    >>> fold("IRAK’ın İhracatı", "tr"), fold("Iraq’s", "en")
    ("ırak'ın ihracatı", "iraq's")
    """
    table = _table(lang)
    folded = _changed(lang).sub(lambda match: table[ord(match[0])], text).lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return folded


def words_of(folded: str) -> list[str]:
    """The words of a folded text, cut as the tokens of a page are.

    >>> words_of("köln-bonn yolu")
    ['köln-bonn', 'yolu']
    """
    return [_clean(match[0]) for match in _TOKEN.finditer(folded)]


@cache
def _changed(lang: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(c)) for c in _table(lang)) + "]")


@cache
def _table(lang: str) -> dict[int, str]:
    return _SAME | {0x130: "i"} | language(lang).fold


def open_page(text: str, *, date: date | None = None, lang: str = "auto", title: str = "") -> Page:
    """Open a text: its date, language by paragraph, sentences and tokens.

    Parameters
    ----------
    text : str
        The text as given; spans refer to it.
    date : date | None
        The document's day; without it a ` date 2024-05-03 ` header or a dateline is read.
    lang : str
        A language code, or `auto`.
    title : str
        The title, where it is known from elsewhere.

    Raises
    ------
    UnreadableText
        The text is empty.
    UnknownLanguage
        The text is in a language that denge does not read.

    Examples
    --------
    >>> page = open_page(" date 2024-05-03 Macron met Scholz. They signed it.")
    >>> page.date.isoformat(), page.lang, [t.text for t in page.tokens[:3]], len(page.sentences)
    ('2024-05-03', 'en', ['Macron', 'met', 'Scholz'], 2)
    """
    if not text.strip():
        raise UnreadableText("the text is empty; give a text with at least one sentence.")
    header = _HEADER.match(text)
    start = header.end() if header else 0
    known = lang if lang != "auto" else identify(text[start:])
    page = Page(text, fold(text, known), known, content_end=len(text), title=title)
    page.content_end = _content_end(page, start)
    _lay_out(page, start, fixed=lang != "auto")
    _set_date(page, date, header[1] if header else "")
    if not page.title and page.paragraphs:
        page.title = _title(page)
    return page


def _lay_out(page: Page, start: int, *, fixed: bool) -> None:
    """Fill paragraphs, sentences and tokens; a paragraph in another language is folded anew."""
    pieces: list[str] = []
    done = 0
    for a, b in paragraph_spans(page.text[: page.content_end]):
        if b <= start:
            continue
        a = max(a, start)
        tongue = page.lang if fixed else paragraph_language(page.text[a:b], page.lang)
        page.paragraphs.append(Paragraph(a, b, tongue, len(page.paragraphs)))
        if tongue != page.lang:
            pieces += [page.folded[done:a], fold(page.text[a:b], tongue)]
            done = b
    page.folded = "".join((*pieces, page.folded[done:]))
    for paragraph in page.paragraphs:
        for a, b in sentence_spans(page.text, paragraph.start, paragraph.end, paragraph.lang):
            _add_sentence(page, paragraph, a, b)


def _add_sentence(page: Page, paragraph: Paragraph, start: int, end: int) -> None:
    tokens, index, lang = page.tokens, len(page.sentences), paragraph.lang
    before = len(tokens)
    folds = _folds(lang)
    new = tuple.__new__  # half the time of Token(...), and this is where most of it goes
    add, say = tokens.append, page.folds.append
    for match in _TOKEN.finditer(page.text, start, end):
        word = match[0]
        folded = folds[word]
        if folded:
            first, last = match.span()
            add(new(Token, (first, last, word, folded, index)))
            say(folded)
    page.sentences.append(Sentence(start, end, paragraph.index, lang, index, before, len(tokens)))


@cache
def _folds(lang: str) -> Memo[str]:
    """Words met in a language, with their folded forms."""
    return Memo(lambda word: _clean(fold(word, lang)))


def _clean(word: str) -> str:
    """A folded word without soft hyphens and direction marks, letters composed."""
    if word.isascii():
        return word
    word = _DROP.sub("", word)
    return unicodedata.normalize("NFC", word) if _MARKS.search(word) else word


def _set_date(page: Page, given: date | None, header: str) -> None:
    if given is not None:
        page.date, page.date_basis = given, "option"
        return
    if header:
        try:
            page.date, page.date_basis = date.fromisoformat(header), "header"
        except ValueError:
            page.date = None
        else:
            return
    from denge.read.when import dateline

    day = dateline(page)
    if day is not None:
        page.date, page.date_basis = day, "dateline"


def _title(page: Page) -> str:
    """The first paragraph, where it is short and stands apart; else its first sentence."""
    first = page.paragraphs[0]
    line = page.text[first.start : first.end]
    if len(line) > _TITLE and page.sentences:
        line = page.text[page.sentences[0].start : page.sentences[0].end]
    return " ".join(line.split())[:_TITLE] if len(page.paragraphs) > 1 else ""


def _content_end(page: Page, start: int) -> int:
    """Where the list of older texts begins, as the language's `boilerplate` patterns tell."""
    for pattern in _boilerplate(page.lang):
        match = pattern.search(page.folded, start)
        if match and page.text[start : match.start()].strip():
            return match.start()
    return len(page.text)


@cache
def _boilerplate(lang: str) -> tuple[re.Pattern[str], ...]:
    from denge.core.catalogue import read_toml

    data = read_toml(f"catalogue/lexicon/{lang}/language.toml")
    return tuple(re.compile(rf"(?m)^[ \t]*{p}") for p in data.get("boilerplate", ()))
