"""Actors of a text: states, blocs, leaders, titles, capitals, seats of power, demonyms, firms.

The longest match wins. A word costs one dictionary look-up once it has been met; its ending is
kept, since it gives the case. A title beside a state or a person joins into one actor, and a name
that stands beside a title and a state ("French President X Y") is learned for the rest of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from denge.core.catalogue import read_csv, read_toml
from denge.read.morph import Morph, morph
from denge.read.offices import tenure_on, tenures
from denge.read.page import Token

if TYPE_CHECKING:
    from datetime import date

    from denge.read.page import Page, Sentence

__all__ = ["Actor", "find_actors"]

Kind = Literal[
    "state", "bloc", "leader", "title", "capital", "seat", "demonym", "firm", "side", "pronoun",
    "city", "ministry",
]  # fmt: skip
_CACHE: Final = 200_000
_MAX_TITLE: Final = 6  # words of a title that precedes its state
_SHORT: Final = 4  # letters; a shorter surname needs the full name or a title first
_PREFERENCE: Final = {
    k: i for i, k in enumerate(("state", "bloc", "seat", "capital", "firm", "demonym", "city"))
}
_PLAIN: Final = str.maketrans("âîûё", "aiuе")
_YEAR: Final = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Actor:
    """A place in the text that stands for a state or bloc.

    Attributes
    ----------
    code : str
        ISO 3166 alpha-3, or a bloc of `catalogue/blocs.yaml`.
    person, level : str | None
        The person in English and the level of the office, for a leader or a title.
    case : str
        nom, gen, dat, acc, loc, abl, ins, poss, attr; several joined by `|`; "" where unknown.
    place : str | None
        `FRA:Paris` for a capital, seat or city; the state's code for a state.
    ambiguous : tuple[str, ...]
        All codes that the form may stand for, where there is more than one.
    sure : bool
        False where the office is kept past the day to which its source was checked.
    """

    start: int
    end: int
    sentence: int
    code: str
    kind: Kind
    person: str | None = None
    level: str | None = None
    case: str = ""
    place: str | None = None
    ambiguous: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name or a person's face: its words before the last, and what it stands for."""

    head: tuple[str, ...]
    kind: str
    codes: tuple[str, ...] = ()
    place: str = ""
    persons: tuple[str, ...] = ()
    full: bool = False
    case: str = ""
    capitals: int = 1  # 0 any case of letters, 1 a capital first, 2 all capitals


@dataclass(frozen=True, slots=True)
class _Found:
    """A match before titles are joined: tokens [first, last], and part of one if hyphenated."""

    first: int
    last: int
    start: int
    end: int
    entry: _Entry
    case: str
    derived: bool = False


class _Names:
    """All names of one language, by their last word."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.morph: Morph = morph(lang)
        self.by_last: dict[str, list[_Entry]] = {}
        self.firsts: set[str] = set()
        self.longest = 1
        self.known: dict[str, tuple[tuple[_Entry, str, bool], ...]] = {}
        grouped: dict[tuple[str, str], dict[str, Any]] = {}
        for row in read_csv(f"catalogue/lexicon/{lang}/names.csv"):
            key = (row["form"], row["case"])
            slot = grouped.setdefault(
                key, {"kind": row["kind"], "place": row["place"], "codes": []}
            )
            if _PREFERENCE[row["kind"]] < _PREFERENCE[slot["kind"]]:
                slot |= {"kind": row["kind"], "place": row["place"]}
                slot["codes"].insert(0, row["code"])
            slot["codes"].append(row["code"])
        for (form, case), slot in grouped.items():
            codes = tuple(dict.fromkeys(slot["codes"]))
            self._add(form, slot["kind"], case=case, codes=codes, place=slot["place"])
        faces: dict[tuple[str, str, str], list[str]] = {}
        for row in read_csv(f"catalogue/lexicon/{lang}/people.csv"):
            faces.setdefault((row["form"], row["full"], row["case"]), []).append(row["person"])
        for (form, full, case), persons in faces.items():
            self._add(form, "leader", case=case, persons=tuple(persons), full=full == "1")

    def _add(self, form: str, kind: str, **fields: Any) -> None:
        words = _words(form, self.lang)
        lower = kind == "demonym" and form[:1].islower()
        letters = form.replace(".", "")
        acronym = letters.isupper() and len(letters) <= 5 and " " not in form
        capitals = 0 if lower else 2 if acronym else 1
        entry = _Entry(head=tuple(words[:-1]), kind=kind, capitals=capitals, **fields)
        self.by_last.setdefault(words[-1], []).append(entry)
        self.longest = max(self.longest, len(words))

    def ends(self, word: str) -> tuple[tuple[_Entry, str, bool], ...]:
        """Entries whose last word this can be, with the case its ending gives."""
        found = self.known.get(word)
        if found is None:
            if len(self.known) > _CACHE:
                self.known.clear()
            found = self.known[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> tuple[tuple[_Entry, str, bool], ...]:
        plain = word.translate(_PLAIN)
        found: list[tuple[_Entry, str, bool]] = []
        for stem, rest in self.morph.stems(plain):
            entries = self.by_last.get(stem)
            if entries is None:
                continue
            ending = self.morph.ending(stem, rest)
            if ending is None:
                continue
            case = "" if self.morph.listed and not rest else ending.case
            found += [(e, e.case or case, ending.derived) for e in entries]
            break
        return tuple(found)


def _words(form: str, lang: str) -> list[str]:
    """The words of a form, folded as tokens of a page are."""
    from denge.read.page import fold, words_of

    return [w.translate(_PLAIN) for w in words_of(fold(form, lang))]


@cache
def _names(lang: str) -> _Names:
    return _Names(lang)


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
    from denge.read.titles import join_titles

    people = _People(page)
    actors: list[Actor] = []
    for sentence in page.sentences:
        names = _names(sentence.lang)
        found = _scan(page, sentence, names)
        found = [f for f in found if f.entry.kind != "leader" or people.knows(f)]
        if found or people.learned:
            bare = [people.actor(sentence, f) for f in found]
            actors += join_titles(page, sentence, bare, people, {f.start: f.first for f in found})
    return actors


def _scan(page: Page, sentence: Sentence, names: _Names) -> list[_Found]:
    """Longest matches from left to right."""
    tokens = page.tokens
    found: list[_Found] = []
    done = sentence.first_token
    known = names.known
    for position in range(sentence.first_token, sentence.last_token):
        token = tokens[position]
        ends = known.get(token.fold)
        if ends is None:
            ends = names.ends(token.fold)
        best = _best(tokens, position, done, sentence, ends) if ends else None
        if best is not None:
            while found and found[-1].first >= best.first:
                found.pop()
            found.append(best)
            done = position + 1
        elif "-" in token.fold[1:-1]:
            parts = _parts(token, position, names)
            if parts:
                found += parts
                done = position + 1
    return found


def _best(
    tokens: list[Token],
    position: int,
    done: int,
    sentence: Sentence,
    ends: tuple[tuple[_Entry, str, bool], ...],
) -> _Found | None:
    """The longest entry that ends at this token."""
    token = tokens[position]
    best: _Found | None = None
    for entry, case, derived in ends:
        head = entry.head
        first = position - len(head)
        if first < sentence.first_token or (best and first >= best.first):
            continue
        if head:
            if not _same(tokens, first, head):
                continue
        elif first < done:
            continue
        if not _written(tokens[first], entry, derived):
            continue
        start = tokens[first].start
        best = _Found(first, position, start, token.end, entry, case, derived)
    return best


def _same(tokens: list[Token], first: int, head: tuple[str, ...]) -> bool:
    """Whether these words stand from a token on; the last is looked at first."""
    for i in range(len(head) - 1, -1, -1):
        fold = tokens[first + i].fold
        if fold != head[i] and fold.translate(_PLAIN) != head[i]:
            return False
    return True


def _written(token: Token, entry: _Entry, derived: bool) -> bool:
    """Whether the letters' case allows the match: names begin with a capital."""
    if entry.capitals == 0 or derived:
        return True
    text = token.text
    if entry.capitals == 2:
        return text[:2].isupper() or (
            len(text) > 1 and text[0].isupper() and text[1] in ".0123456789"
        )
    return text[0].isupper()


def _parts(token: Token, position: int, names: _Names) -> list[_Found]:
    """Actors in the parts of a hyphenated word: `ABD-Rusya`, `российско-украинский`."""
    skip = _titles(names.lang).get("not_actor", ())
    pieces: list[_Found] = []
    offset = 0
    parts = token.fold.split("-")
    if any(part in skip for part in parts) or len("-".join(parts)) != len(token.text):
        return []
    for part in parts:
        start = token.start + offset
        piece = Token(start, start + len(part), token.text[offset : offset + len(part)], part, 0)
        for entry, case, derived in names.ends(part) if part else ():
            if not entry.head and _written(piece, entry, derived):
                pieces.append(_Found(position, position, start, piece.end, entry, case, derived))
                break
        offset += len(part) + 1
    return pieces


@cache
def _titles(lang: str) -> dict[str, Any]:
    return read_toml(f"catalogue/lexicon/{lang}/titles.toml")


@cache
def _common_surnames() -> frozenset[str]:
    return frozenset(read_toml("catalogue/names/common_surnames.toml")["surnames"])


class _People:
    """Which persons a page has named in full, and who holds office when it was written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.named: set[str] = set()
        self.learned: dict[str, tuple[str, str | None, str]] = {}
        self._years: dict[int, tuple[int, ...]] = {}

    def knows(self, found: _Found) -> bool:
        """Whether a face is a person of this page rather than a chance word or namesake."""
        entry = found.entry
        persons = self._holding(found)
        if not persons:
            return False
        if entry.full:
            self.named.update(entry.persons)
            return True
        if any(person in self.named for person in persons):
            return True
        word = self.page.folded[found.start : found.end]
        stem = word.split("'")[0]
        if len(stem) < _SHORT or stem in _common_surnames():
            return self._titled(found)
        return len({t.state for p in persons for t in tenures().get(p, ())}) == 1

    def _titled(self, found: _Found) -> bool:
        from denge.read.titles import title_before

        return title_before(self.page, found.first)

    def _holding(self, found: _Found) -> list[str]:
        """Persons of a face who hold office at the page's date or in a year its sentence names."""
        day = self.page.date
        persons = list(found.entry.persons)
        if day is None:
            return persons
        years = self._sentence_years(self.page.tokens[found.first].sentence)
        return [p for p in persons if any(_covers(p, day, years))]

    def _sentence_years(self, index: int) -> tuple[int, ...]:
        known = self._years.get(index)
        if known is None:
            sentence = self.page.sentences[index]
            span = self.page.folded[sentence.start : sentence.end]
            known = self._years[index] = tuple(map(int, _YEAR.findall(span)))
        return known

    def actor(self, sentence: Sentence, found: _Found) -> Actor:
        entry = found.entry
        if entry.kind == "leader":
            return self._leader(sentence, found)
        kind: Any = (
            "demonym" if found.derived and entry.kind in ("state", "capital") else entry.kind
        )
        return Actor(
            found.start, found.end, sentence.index, entry.codes[0], kind,
            case=found.case, place=entry.place or None,
            ambiguous=entry.codes if len(entry.codes) > 1 else (),
        )  # fmt: skip

    def _leader(self, sentence: Sentence, found: _Found) -> Actor:
        persons = self._holding(found)
        person = next((p for p in persons if p in self.named), persons[0])
        day = self.page.date
        tenure = tenure_on(person, day) or self._by_year(person, sentence.index)
        tenure = tenure or tenure_on(person, None)
        assert tenure is not None
        codes = {t.state for p in persons for t in tenures()[p]}
        return Actor(
            found.start, found.end, sentence.index, tenure.state, "leader", person, tenure.level,
            found.case, ambiguous=tuple(sorted(codes)) if len(codes) > 1 else (),
            sure=day is not None and tenure.sure(day),
        )  # fmt: skip

    def _by_year(self, person: str, index: int) -> Any:
        for year in self._sentence_years(index):
            for tenure in tenures()[person]:
                if tenure.start.year <= year and (tenure.end is None or year <= tenure.end.year):
                    return tenure
        return None

    def learn(self, name: str, code: str, level: str | None, person: str) -> None:
        """Keep a name met beside its state and title, for the rest of the page."""
        self.learned.setdefault(name, (code, level, person))


def _covers(person: str, day: date, years: tuple[int, ...]) -> list[bool]:
    return [
        t.holds(day) or any(t.start.year <= y and (t.end is None or y <= t.end.year) for y in years)
        for t in tenures().get(person, ())
    ]
