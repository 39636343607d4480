"""The persons of a page: who was named in full, who holds office, and names learned on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from denge.read.actor import Actor
from denge.read.name_table import name_table
from denge.read.offices import tenure_on, tenures
from denge.read.owned_names import is_name

if TYPE_CHECKING:
    from datetime import date

    from denge.read.names import Found
    from denge.read.offices import Tenure
    from denge.read.page import Page, Sentence

__all__ = ["People"]

_SHORT: Final = 4  # letters; a shorter surname needs the full name or a title first
_YEAR: Final = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


class People:
    """Which persons a page has named in full, and who holds office when it was written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.named: set[str] = set()
        self.learned: dict[str, tuple[str, str | None, str]] = {}
        self._years: dict[int, tuple[int, ...]] = {}

    def knows(self, found: Found) -> bool:
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
        if len(stem) < _SHORT or entry.common:
            return self._titled(found)
        return len(self._states(persons, found)) == 1

    def _titled(self, found: Found) -> bool:
        from denge.read.titles import title_before

        if not found.case and self._first_name(found):
            return False
        return title_before(self.page, found.first)

    def _first_name(self, found: Found) -> bool:
        """`negotiator Paul Ruiz` is no `Paul`: whether an unknown surname stands behind."""
        tokens = self.page.tokens
        after = tokens[found.last + 1] if found.last + 1 < len(tokens) else None
        if after is None or after.start != found.end + 1 or not is_name(after.text):
            return False
        lang = self.page.sentences[after.sentence].lang
        return not name_table(lang).ends[after.fold]

    def _holding(self, found: Found) -> list[str]:
        """Persons of a face who hold office at the page's date or in a year its sentence names."""
        day = self.page.date
        persons = list(found.entry.persons)
        if day is None:
            return persons
        years = self._sentence_years(self.page.tokens[found.first].sentence)
        return [p for p in persons if any(_covers(p, day, years))]

    def _states(self, persons: list[str], found: Found) -> set[str]:
        """States and blocs whose offices the persons hold then, not those they served before."""
        day = self.page.date
        every = [t for p in persons for t in tenures().get(p, ())]
        if day is None:
            return {t.state for t in every}
        years = self._sentence_years(self.page.tokens[found.first].sentence)
        return {t.state for t in every if _spans(t, day, years)}

    def _sentence_years(self, index: int) -> tuple[int, ...]:
        known = self._years.get(index)
        if known is None:
            sentence = self.page.sentences[index]
            span = self.page.folded[sentence.start : sentence.end]
            known = self._years[index] = tuple(map(int, _YEAR.findall(span)))
        return known

    def actor(self, sentence: Sentence, found: Found) -> Actor:
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

    def _leader(self, sentence: Sentence, found: Found) -> Actor:
        persons = self._holding(found)
        person = next((p for p in persons if p in self.named), persons[0])
        day = self.page.date
        tenure = tenure_on(person, day) or self._by_year(person, sentence.index)
        tenure = tenure or tenure_on(person, None)
        assert tenure is not None
        codes = self._states(persons, found)
        return Actor(
            found.start, found.end, sentence.index, tenure.state, "leader", person, tenure.level,
            found.case, ambiguous=tuple(sorted(codes)) if len(codes) > 1 else (),
            sure=day is not None and tenure.sure(day),
        )  # fmt: skip

    def _by_year(self, person: str, index: int) -> Tenure | None:
        for year in self._sentence_years(index):
            for tenure in tenures()[person]:
                if tenure.start.year <= year and (tenure.end is None or year <= tenure.end.year):
                    return tenure
        return None

    def learn(self, name: str, code: str, level: str | None, person: str) -> None:
        """Keep a name met beside its state and title, for the rest of the page."""
        self.learned.setdefault(name, (code, level, person))


def _covers(person: str, day: date, years: tuple[int, ...]) -> list[bool]:
    return [_spans(t, day, years) for t in tenures().get(person, ())]


def _spans(tenure: Tenure, day: date, years: tuple[int, ...]) -> bool:
    return tenure.holds(day) or any(
        tenure.start.year <= y and (tenure.end is None or y <= tenure.end.year) for y in years
    )
