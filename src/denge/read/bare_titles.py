"""Titles that name no state: `Foreign Minister Ana Ruiz` in a text on Peru, `Secretary of State`.

Some titles belong to one state alone (`[title_of]` of the language's titles.toml). Any other stands
for the state that the text has named most so far, where one leads and has no other holder of that
office in the text; the name is then known for the rest of it.
"""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING, Final

from denge.read.actor import Actor
from denge.read.grammar import grammar
from denge.read.titles import stem_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.page import Page, Sentence, Token
    from denge.read.people import People
    from denge.read.titles import Titles

__all__ = ["bare_titles"]

_NAMED: Final = frozenset({"state", "capital", "title", "leader", "demonym", "ministry", "side"})
_LEAST: Final = 2  # mentions that a state must have before a bare title is taken for its own


def bare_titles(
    page: Page, sentence: Sentence, titles: Titles, so_far: Sequence[Actor], people: People
) -> list[Actor]:
    """The titled persons of a sentence whose state is not beside them, in order."""
    found: list[Actor] = []
    tokens = page.tokens[sentence.first_token : sentence.last_token]
    done = 0
    folds = page.folds[sentence.first_token : sentence.last_token]
    for token in compress(tokens, map(titles.opens.__getitem__, folds)):
        if not token.text[0].isupper():
            continue
        if token.start < done or _within(token, so_far):
            continue
        title = titles.after(page.folded, token.start, sentence.end)
        if title is None or title.kind != "title":
            continue
        text = " ".join(page.folded[token.start : title.end].removesuffix("'s").split())
        if titles.alone and not _stands_alone(page, titles, token, text):
            continue
        words = _name(tokens, title.end, so_far)
        code = titles.owner.get(text) or (_holder(so_far, title.level, titles) if words else None)
        if code is None:
            continue
        case = title.case
        end = words[-1].end if words else title.end
        person = page.text[words[0].start : end].removesuffix("'s") if words else None
        if person is not None:
            stem, case = words[-1].fold.removesuffix("'s"), ""
            if titles.alone:
                stem, case = stem_of_name(sentence.lang, words[-1].fold, title.case)
                person = page.text[words[0].start : words[-1].start + len(stem)]
                case = case or title.case
            people.learn(stem, code, title.level, person)
        kind = "leader" if words else "title"
        actor = Actor(token.start, end, sentence.index, code, kind, person, title.level)
        found.append(actor._replace(case=case) if titles.alone else actor)
        done = end
    return found


def _stands_alone(page: Page, titles: Titles, token: Token, text: str) -> bool:
    """`Savunma Bakanı Ali Veli`, not `Belediye Başkanı`: a title that needs no owner before it."""
    former = titles.former_before.search(page.folded, max(0, token.start - 12), token.start)
    return (" " in text or text in titles.alone) and former is None


def _holder(so_far: Sequence[Actor], level: str | None, titles: Titles) -> str | None:
    """The state for which a bare title stands: where papers leave it out, the one that acted last,
    unless the paper's own state is named."""
    if not titles.alone:
        return _leading(so_far, level)
    home = grammar(titles.lang).home
    acted = [a for a in so_far if a.kind in _NAMED and a.case in {"", "nom"}]
    return acted[-1].code if acted and all(a.code != home for a in so_far) else None


def _within(token: Token, actors: Sequence[Actor]) -> bool:
    return any(a.start <= token.start < a.end for a in reversed(actors[-12:]))


def _name(tokens: Sequence[Token], end: int, actors: Sequence[Actor]) -> list[Token]:
    """The capitalised words directly behind a title, up to the next actor."""
    words: list[Token] = []
    for token in tokens:
        if token.start < end:
            continue
        name = token.text[:1].isupper() and len(token.text) > 1 and not token.text.isupper()
        if token.start - end > 2 or not name or _within(token, actors):
            break
        words.append(token)
        end = token.end
    return words


def _leading(so_far: Sequence[Actor], level: str | None) -> str | None:
    """The state that a text has named most so far, where it leads and the office is free."""
    counts = Counter(a.code for a in so_far if a.kind in _NAMED)
    held = {a.code for a in so_far if a.kind == "leader" and level and a.level == level}
    first, second = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    leads = first[1] >= _LEAST and first[1] > second[1] and first[0] not in held
    return first[0] if leads else None
