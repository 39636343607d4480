"""Actors of a text: states, blocs, leaders, titles, capitals, seats of power, demonyms, firms.

The longest match wins. A word costs one dictionary look-up once it has been met; its ending is
kept, since it gives the case. A title beside a state or a person joins into one actor, and a name
that stands beside a title and a state ("French President X Y") is learned for the rest of the text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from denge.core.catalogue import read_toml
from denge.read.actor import Actor
from denge.read.name_table import PLAIN, name_table
from denge.read.page import Token
from denge.read.people import People

if TYPE_CHECKING:
    from denge.read.name_table import Ends, Entry, NameTable
    from denge.read.page import Page, Sentence

__all__ = ["Actor", "Found", "find_actors"]


class Found(NamedTuple):
    """A match before titles are joined: tokens [first, last], and part of one if hyphenated."""

    first: int
    last: int
    start: int
    end: int
    entry: Entry
    case: str
    derived: bool = False


def find_actors(page: Page) -> list[Actor]:
    """All actors of a page, in order, without overlaps.

    Examples
    --------
    >>> from denge.read.page import open_page
    >>> page = open_page(" date 2024-05-03 Scholz Paris'te Fransa Cumhurbaşkanı Macron'la görüştü.")
    >>> [(page.text[a.start:a.end], a.code, a.kind, a.case) for a in find_actors(page)]
    [('Scholz', 'DEU', 'leader', 'nom'), ("Paris'te", 'FRA', 'capital', 'loc'),
     ("Fransa Cumhurbaşkanı Macron'la", 'FRA', 'leader', 'ins')]
    """
    from denge.read.bare_titles import bare_titles
    from denge.read.titles import join_titles, titles_of

    people = People(page)
    actors: list[Actor] = []
    for sentence in page.sentences:
        names = name_table(sentence.lang)
        found = _scan(page, sentence, names)
        found = [f for f in found if f.entry.kind != "leader" or people.knows(f)]
        if found or people.learned:
            bare = [people.actor(sentence, f) for f in found]
            actors += join_titles(page, sentence, bare, people, {f.start: f.first for f in found})
        titles = titles_of(sentence.lang)
        if titles.owner or titles.alone:
            alone = bare_titles(page, sentence, titles, actors, people)
            actors = sorted([*actors, *alone], key=lambda a: a.start) if alone else actors
    return actors


def _scan(page: Page, sentence: Sentence, names: NameTable) -> list[Found]:
    """Longest matches from left to right."""
    tokens, first, last = page.tokens, sentence.first_token, sentence.last_token
    found: list[Found] = []
    done = first
    hyphens = "-" in page.folded[sentence.start : sentence.end]
    for position, ends in enumerate(map(names.ends.__getitem__, page.folds[first:last]), first):
        if not ends and not hyphens:
            continue
        best = _best(tokens, position, done, sentence, ends) if ends else None
        if best is not None:
            while found and found[-1].first >= best.first:
                found.pop()
            found.append(best)
            done = position + 1
        elif hyphens and "-" in tokens[position].fold[1:-1]:
            parts = _parts(tokens[position], position, names)
            if parts:
                found += parts
                done = position + 1
    return found


def _best(
    tokens: list[Token],
    position: int,
    done: int,
    sentence: Sentence,
    ends: Ends,
) -> Found | None:
    """The longest entry that ends at this token."""
    best: tuple[Entry, str, bool] | None = None
    nearest = position + 1
    for end in ends:
        entry, _, derived = end
        head = entry.head
        first = position - len(head)
        if first < sentence.first_token or first >= nearest:
            continue
        if head:
            if not _same(tokens, first, head):
                continue
        elif first < done:
            continue
        if not _written(tokens[first], entry, derived):
            continue
        best, nearest = end, first
    if best is None:
        return None
    return Found(nearest, position, tokens[nearest].start, tokens[position].end, *best)


def _same(tokens: list[Token], first: int, head: tuple[str, ...]) -> bool:
    """Whether these words stand from a token on; the last is looked at first."""
    for i in range(len(head) - 1, -1, -1):
        fold = tokens[first + i].fold
        if fold != head[i] and fold.translate(PLAIN) != head[i]:
            return False
    return True


def _written(token: Token, entry: Entry, derived: bool) -> bool:
    """Whether the letters' case allows the match: names begin with a capital."""
    if entry.capitals == 0 or (derived and entry.kind != "leader"):
        return True
    text = token.text
    if entry.capitals == 2:
        return text[:2].isupper() or (
            len(text) > 1 and text[0].isupper() and text[1] in ".0123456789"
        )
    return text[0].isupper()


def _parts(token: Token, position: int, names: NameTable) -> list[Found]:
    """Actors in the parts of a hyphenated word: `ABD-Rusya`, `российско-украинский`."""
    skip = _not_actor(names.lang)
    pieces: list[Found] = []
    offset = 0
    parts = token.fold.split("-")
    if any(part in skip for part in parts) or len("-".join(parts)) != len(token.text):
        return []
    for part in parts:
        start = token.start + offset
        piece = Token(start, start + len(part), token.text[offset : offset + len(part)], part, 0)
        for entry, case, derived in names.ends[part] if part else ():
            if not entry.head and _written(piece, entry, derived):
                pieces.append(Found(position, position, start, piece.end, entry, case, derived))
                break
        offset += len(part) + 1
    return pieces


@cache
def _not_actor(lang: str) -> frozenset[str]:
    """Parts of hyphenated words beside which a name is no actor: `US-backed`."""
    return frozenset(read_toml(f"catalogue/lexicon/{lang}/titles.toml").get("not_actor", ()))
