"""Persons named beside their state without a title: `Ana Ruiz of Peru`, `Peru's Ana Ruiz`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.actor import Actor
    from denge.read.page import Page, Sentence, Token
    from denge.read.people import People
    from denge.read.titles import Titles

__all__ = ["NAME", "is_name", "name_after", "person_of_state"]

NAME: Final = 4  # words of a name that may follow a title
_CLOSES: Final = frozenset({",", ".", ";", ")"})  # what ends a name in apposition

_WORDS: Final = 3  # words of a name


def person_of_state(
    page: Page, sentence: Sentence, titles: Titles, actor: Actor, people: People, limit: int
) -> Actor:
    """A state with the unknown name that it owns, as one person, or else the state alone.

    The surname is learned for the rest of the text.
    """
    if not titles.not_person or actor.kind not in ("state", "bloc"):
        return actor
    owned = page.folded[actor.start : actor.end].endswith("'s")
    if not owned and page.folded[max(0, actor.start - 4) : actor.start] != " of ":
        return actor
    tokens = page.tokens[sentence.first_token : sentence.last_token]
    words = _before(tokens, titles, actor)
    if words:
        start, end = words[0].start, actor.end
    else:
        words = _behind(page, tokens, titles, actor, limit)
        start, end = actor.start, words[-1].end if words else actor.end
    if not words:
        return actor
    person = page.text[words[0].start : words[-1].end]
    people.learn(words[-1].fold, actor.code, None, person)
    return actor._replace(start=start, end=end, kind="leader", person=person, place=None)


def _before(tokens: Sequence[Token], titles: Titles, actor: Actor) -> list[Token]:
    """The two or three words of a name before `of Peru`."""
    before = [t for t in tokens if t.end <= actor.start]
    words: list[Token] = []
    if not before or before.pop().fold != "of":
        return words
    while before and is_name(before[-1].text) and before[-1].fold not in titles.not_person:
        words.insert(0, before.pop())
    return words if 2 <= len(words) <= _WORDS else []


def _behind(
    page: Page, tokens: Sequence[Token], titles: Titles, actor: Actor, limit: int
) -> list[Token]:
    """The two words of a name behind `Peru's`, where the sentence goes on in small letters."""
    if not page.folded[actor.start : actor.end].endswith("'s"):
        return []
    words = name_after(tokens, actor.end, limit, listed=False)
    if len(words) != 2 or not titles.not_person.isdisjoint(w.fold for w in words):
        return []
    after = next((t.text for t in tokens if t.start >= words[-1].end), "")
    goes_on = after[:1].islower() or after == ","
    return words if goes_on and not words[-1].fold.endswith("s") else []


def name_after(tokens: Sequence[Token], end: int, limit: int, *, listed: bool) -> list[Token]:
    """The capitalised words directly behind a title; where names take no endings, also those in
    apposition: `Peru's foreign minister, Ana Ruiz, said`.
    """
    words: list[Token] = []
    behind = [t for t in tokens if t.start >= end]
    apart = listed and behind[:1] != [] and behind[0].text == ","
    if apart:
        end, behind = behind[0].end, behind[1:]
    for token in behind:
        near = token.start - end <= 2 and token.end <= limit
        if not near or len(words) == NAME or not is_name(token.text):
            break
        words.append(token)
        end = token.end
    after = next((t.text for t in behind if t.start >= end), ".")
    return words if not apart or (len(words) > 1 and after in _CLOSES) else []


def is_name(text: str) -> bool:
    """Whether a word is written as a name: `Ruiz`, not `USA`."""
    return len(text) > 1 and text[0].isupper() and not text.isupper()
