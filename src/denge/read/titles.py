"""Titles: joins a title with its state and its bearer, and learns names that stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from denge.core.catalogue import read_toml
from denge.read.memo import Memo
from denge.read.morph import Morph, morph
from denge.read.owned_names import NAME, is_name, name_after, person_of_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.actor import Actor
    from denge.read.page import Page, Sentence, Token

__all__ = [
    "Title", "Titles", "join_titles", "learned_actors", "stem_of_name", "title_before", "titles_of",
]  # fmt: skip

_LEVELS: Final = ("other", "foreign_minister", "head_of_government", "head_of_state")
_REACH: Final = 6  # words of a title, its link included
_FORMER_REACH: Final = 24  # characters before a name in which `former` may stand
_GAP: Final = re.compile(r",?\s{1,3}")
_ARTICLES: Final = frozenset({"a", "an", "the"})
_STATE_KINDS: Final = frozenset({"state", "bloc", "demonym", "capital", "seat"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title found beside a name: its level, what it makes of the name, and its case."""

    end: int
    level: str | None
    kind: str
    case: str


class Titles:
    """The titles of one language, compiled."""

    def __init__(self, lang: str, data: dict[str, Any]) -> None:
        self.lang = lang
        self.morph: Morph = morph(lang)
        self.title_first: bool = data["title_first"]
        links = "|".join(sorted(map(re.escape, data["link"]), key=len, reverse=True))
        self.link = rf"(?:\s+(?:{links}))?" if links else ""
        groups: dict[str, list[str]] = {level: data["title"].get(level, []) for level in _LEVELS}
        groups["side"] = data["side"]
        groups["ministry"] = data["ministry"]
        spaced = {g: [w.replace(" ", r"\s{1,3}") for w in words] for g, words in groups.items()}
        tail = "" if self.morph.listed else r"(?:'?(?P<e>[^\W\d_]{1,10}))?"
        owner = r"(?:'s)?" if self.morph.listed else ""
        every = [word for words in spaced.values() for word in words]
        self.forward = re.compile(rf"(?P<t>{_longest_first(every)}){tail}{owner}(?![\w-])")
        self.exact = {g: re.compile(_longest_first(w)) for g, w in spaced.items() if w}
        self.heads = {head[:2] for word in every for head in _heads(word)}
        ends = [word.split(r"\s{1,3}")[-1] for word in every] + [
            w.split()[-1] for w in data["link"]
        ]
        self.tails = {head[:2] for word in ends for head in _heads(word)}
        self._groups: dict[str, str] = {}
        self.whole = {
            g: re.compile(rf"(?:{_longest_first(words)}){self.link}\s*")
            for g, words in spaced.items() if words
        }  # fmt: skip
        former = "|".join(data["former"]) or r"(?!)"
        self.former_before = re.compile(rf"(?:^|\s)(?:{former})\s*$")
        self.former_inside = re.compile(rf"\s(?:{former})\s")
        self.not_person = frozenset(data.get("not_person", ()))
        self.owner: dict[str, str] = data.get("title_of", {})
        self.alone: frozenset[str] = frozenset(data.get("alone", ()))
        self.cases = tuple((re.compile(p), case) for p, case in data.get("title_case", ()))
        self._texts: dict[str, tuple[str, str] | None] = {}
        self.opens: Memo[bool] = Memo(lambda fold: fold[:2] in self.heads)

    def after(self, folded: str, position: int, end: int) -> Title | None:
        """The longest title that begins at a position."""
        if folded[position : position + 2] not in self.heads:
            return None
        match = self.forward.match(folded, position, end)
        case = self._case(match) if match else None
        if match is None or case is None:
            return None
        return Title(match.end(), *_meaning(self._group(match["t"])), case)

    def _group(self, title: str) -> str:
        known = self._groups.get(title)
        if known is None:
            known = next(g for g, pattern in self.exact.items() if pattern.fullmatch(title))
            self._groups[title] = known
        return known

    def _case(self, match: re.Match[str]) -> str | None:
        if self.morph.listed:
            return "gen" if match[0].endswith("'s") else self.case_of(match["t"])
        word, rest = match["t"].split()[-1], match["e"] or ""
        if not rest:
            return "nom"
        ending = self.morph.ending(word, rest) or self.morph.ending(word[:-1], word[-1] + rest)
        return (_OWNED.get(ending.case, ending.case)) if ending else None

    def case_of(self, title: str) -> str:
        """Cases that the form of a title may stand in, by its first word."""
        word = title.split()[0]
        return next((case for pattern, case in self.cases if pattern.fullmatch(word)), "")

    def whole_text(self, text: str) -> tuple[str, str] | None:
        """Group and case of a text that is a title from end to end."""
        if text not in self._texts:
            if len(self._texts) > 50_000:
                self._texts.clear()
            group = next((g for g, p in self.whole.items() if p.fullmatch(text)), None)
            self._texts[text] = (group, self.case_of(text)) if group else None
        return self._texts[text]


def _heads(pattern: str) -> list[str]:
    """Letters with which a title's pattern can begin.

    >>> _heads("(?:finance|trade) minister"), _heads("emirs?")
    (['finance', 'trade'], ['emirs'])
    """
    group = re.match(r"\(\?:([^()]*)\)", pattern)
    options = group[1].split("|") if group else [pattern]
    if group and pattern[group.end() : group.end() + 1] == "?":
        options.append(pattern[group.end() + 1 :].lstrip())
    return [re.match(r"[^\W\d_]*", option)[0] for option in options]  # type: ignore[index]


_OWNED: Final = {"poss": "nom"}  # `президенттері`: a title belongs to its state


def _longest_first(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _meaning(group: str) -> tuple[str | None, str]:
    if group in ("side", "ministry"):
        return None, group
    return (None if group == "other" else group), "title"


@cache
def titles_of(lang: str) -> Titles:
    """The titles of a language."""
    return Titles(lang, read_toml(f"catalogue/lexicon/{lang}/titles.toml"))


def title_before(page: Page, first_token: int) -> bool:
    """Whether the words before a token are a title."""
    token = page.tokens[first_token]
    sentence = page.sentences[token.sentence]
    return _back(page, sentence, titles_of(sentence.lang), first_token) is not None


def _back(
    page: Page, sentence: Sentence, titles: Titles, first: int
) -> tuple[int, str, str] | None:
    """(token, group, case) of the longest title that ends just before a token."""
    if first == sentence.first_token or page.tokens[first - 1].fold[:2] not in titles.tails:
        return None
    floor = max(sentence.first_token, first - _REACH)
    end = page.tokens[first].start
    for position in range(floor, first):
        found = titles.whole_text(page.folded[page.tokens[position].start : end])
        if found is not None:
            return position, *found
    return None


def join_titles(
    page: Page, sentence: Sentence, actors: list[Actor], people: Any, index: dict[int, int]
) -> list[Actor]:
    """The actors of a sentence with their titles, as one actor each.

    `index` gives the first token of an actor by its start.
    """
    titles = titles_of(sentence.lang)
    joined: list[Actor] = []
    position = 0
    while position < len(actors):
        actor = actors[position]
        nxt = actors[position + 1] if position + 1 < len(actors) else None
        if joined and actor.start < joined[-1].end:
            position += 1
            continue
        merged, used = _join(page, sentence, titles, index, actor, nxt, people)
        if not _is_former(page, sentence, titles, merged):
            joined.append(merged)
        position += used
    learned = learned_actors(page, sentence, titles, joined, people) if people.learned else []
    return sorted([*joined, *learned], key=lambda a: a.start) if learned else joined


def _join(
    page: Page,
    sentence: Sentence,
    titles: Titles,
    index: dict[int, int],
    actor: Actor,
    nxt: Actor | None,
    people: Any,
) -> tuple[Actor, int]:
    """One actor with its title, and how many of the actors went into it."""
    if actor.kind == "leader":
        return _titled_leader(page, sentence, titles, index, actor), 1
    if actor.kind not in _STATE_KINDS:
        return actor, 1
    merged = _title_of_state(page, sentence, titles, index, actor)
    if merged is actor:
        limit = nxt.start if nxt else sentence.end
        return person_of_state(page, sentence, titles, actor, people, limit), 1
    if merged.kind != "title":
        return merged, 1
    if nxt and nxt.kind == "leader" and _adjacent(page, merged.end, nxt.start):
        if nxt.code == merged.code:
            level = nxt.level or merged.level
            return nxt._replace(start=merged.start, level=level, case=_bearer(merged, nxt)), 2
        return merged, 1
    if nxt and nxt.kind == "leader" and _names_between(page, merged.end, nxt.start):
        person = page.text[merged.end : nxt.end].strip()
        return nxt._replace(start=merged.start, person=person, code=merged.code), 2
    limit = nxt.start if nxt else sentence.end
    return _with_name(page, sentence, merged, people, limit), 1


def _bearer(title: Actor, person: Actor) -> str:
    """The case of a titled person: the one that both words allow, else the person's."""
    shared = [c for c in person.case.split("|") if c and c in title.case.split("|")]
    return "|".join(shared) or person.case or title.case


def _adjacent(page: Page, end: int, start: int) -> bool:
    return 0 < start - end <= 3 and _GAP.fullmatch(page.text, end, start) is not None


def _names_between(page: Page, end: int, start: int) -> bool:
    """Whether only one or two names stand between: `Pakistan PM Nawaz` before `Sharif`."""
    words = page.text[end:start].split()
    return 0 < len(words) <= 2 and all(is_name(word) for word in words)


def _title_of_state(
    page: Page, sentence: Sentence, titles: Titles, index: dict[int, int], actor: Actor
) -> Actor:
    """A state with the title that follows it, or else the one that precedes it."""
    gap = _GAP.match(page.folded, actor.end, sentence.end)
    if gap and gap[0][0] != ",":
        title = titles.after(page.folded, gap.end(), sentence.end)
        if title is not None:
            kind: Any = title.kind
            return actor._replace(
                end=title.end, kind=kind, level=title.level, case=title.case, place=None
            )
    if titles.title_first and actor.kind != "demonym" and actor.start in index:
        back = _back(page, sentence, titles, index[actor.start])
        if back is not None:
            level, kind = _meaning(back[1])
            start = page.tokens[back[0]].start
            return actor._replace(start=start, kind=kind, level=level, case=back[2], place=None)  # type: ignore[arg-type]
    return actor


def _titled_leader(
    page: Page, sentence: Sentence, titles: Titles, index: dict[int, int], actor: Actor
) -> Actor:
    """`Cumhurbaşkanı Erdoğan`: a title before a name joins it."""
    first = index.get(actor.start)
    back = _back(page, sentence, titles, first) if first is not None else None
    if back is None or back[1] in ("side", "ministry"):
        return actor
    return actor._replace(start=page.tokens[back[0]].start)


def _with_name(page: Page, sentence: Sentence, title: Actor, people: Any, limit: int) -> Actor:
    """A titled state with the unknown name beside it; the name is learned."""
    tokens = page.tokens[sentence.first_token : sentence.last_token]
    words = name_after(tokens, title.end, limit, listed=morph(sentence.lang).listed)
    if not words:
        if morph(sentence.lang).listed:
            _learn_before(page, tokens, title, people)
        return title
    last = words[-1]
    stem, case = stem_of_name(sentence.lang, last.fold, title.case)
    person = page.text[words[0].start : words[-1].start + len(stem)]
    _learn(people, title, words, stem, person)
    if morph(sentence.lang).listed:
        case = title.case or case
    return title._replace(end=last.end, kind="leader", person=person, case=case or title.case)


def _learn_before(page: Page, tokens: Sequence[Token], title: Actor, people: Any) -> None:
    """`Ana Ruiz, the Peruvian foreign minister, said`: a name before its title in apposition."""
    before = [t for t in tokens if t.end <= title.start]
    while before and (before[-1].text == "," or before[-1].fold in _ARTICLES):
        before.pop()
    if not before or "," not in page.text[before[-1].end : title.start]:
        return
    words: list[Token] = []
    while before and len(words) < NAME and is_name(before[-1].text):
        words.insert(0, before.pop())
    if len(words) > 1 and not (before and before[-1].fold in {"and", "in", "at"}):
        person = page.text[words[0].start : words[-1].end]
        _learn(people, title, words, words[-1].fold, person)


def _learn(people: Any, title: Actor, words: Sequence[Token], stem: str, person: str) -> None:
    """Keep a name by its last word, and by its first where families come first."""
    people.learn(stem, title.code, title.level, person)
    if len(words) > 1 and title.code in _family_first():
        people.learn(words[0].fold, title.code, title.level, person)


@cache
def _family_first() -> frozenset[str]:
    return frozenset(read_toml("catalogue/names/family_first.toml")["states"])


def stem_of_name(lang: str, word: str, title_case: str = "") -> tuple[str, str]:
    """A surname without its ending, and the case of the ending; the title's case may tell it.

    >>> stem_of_name("tr", "macron'la"), stem_of_name("en", "barak's")
    (('macron', 'ins'), ('barak', 'gen'))
    >>> stem_of_name("kk", "шарифпен"), stem_of_name("ru", "макроном", "ins")
    (('шариф', 'ins'), ('макрон', 'ins'))
    """
    known = morph(lang)
    cases = title_case.split("|")
    for end, case in known.name_endings if "nom" not in cases else ():
        if case in cases and word.endswith(end):
            return word[: -len(end)], case
    shortest = 1 if "'" in word or known.listed else known.glued
    for stem, rest in known.stems(word)[1:] if shortest else ():
        ending = known.ending(stem, rest)
        if ending is not None and len(rest) >= shortest:
            return stem, ending.case
    return word, ""


def learned_actors(
    page: Page, sentence: Sentence, titles: Titles, actors: list[Actor], people: Any
) -> list[Actor]:
    """Later mentions of names that were learned beside a title."""
    from denge.read.actor import Actor

    known = morph(sentence.lang)
    taken = [(a.start, a.end) for a in actors]
    found: list[Actor] = []
    first, last = sentence.first_token, sentence.last_token
    for token, names in zip(
        page.tokens[first:last], map(known.names.__getitem__, page.folds[first:last]), strict=True
    ):
        for stem, case in names if token.text[0].isupper() else ():
            learned = people.learned.get(stem)
            if learned:
                if not is_name(token.text) or any(a <= token.start < b for a, b in taken):
                    break
                code, level, person = learned
                found.append(
                    Actor(
                        token.start, token.end, sentence.index, code, "leader", person, level,
                        case,
                    )
                )  # fmt: skip
                break
    return found


def _is_former(page: Page, sentence: Sentence, titles: Titles, actor: Actor) -> bool:
    """Whether `former` stands before or in a titled name: such a person acts for no state."""
    if actor.kind not in ("leader", "title"):
        return False
    start = max(sentence.start, actor.start - _FORMER_REACH)
    before = page.folded[start : actor.start]
    return bool(
        titles.former_before.search(before)
        or titles.former_inside.search(page.folded, actor.start, actor.end)
    )
