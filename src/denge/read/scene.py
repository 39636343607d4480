"""One sentence laid out for the grammar: its words, the cues found in it, and its parties."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from denge.read.grammar import Grammar
    from denge.read.lexicon import Hit
    from denge.read.money import Count, Money
    from denge.read.names import Actor
    from denge.read.page import Token
    from denge.read.when import Time

__all__ = ["Act", "Party", "Scene"]


@dataclass(slots=True)
class Party:
    """A noun phrase that stands for one or more states or blocs.

    Attributes
    ----------
    codes : tuple[str, ...]
        More than one where the phrase is coordinated ("Russia and Ukraine").
    first, last : int
        Its words, inclusive.
    cases : frozenset[str]
        Possible cases (`nom`, `gen`, `dat`, `acc`, `loc`, `abl`, `com`); empty in English.
    prep : str
        The preposition that governs it, folded; "" for none.
    agent : bool
        Whether it can act: a state, a leader, or a demonym with a noun such as *government*.
    """

    codes: tuple[str, ...]
    first: int
    last: int
    cases: frozenset[str]
    prep: str
    agent: bool
    actors: tuple[Actor, ...]
    persons: tuple[str, ...] = ()
    leader: bool = False
    lent: bool = False

    @property
    def place(self) -> str | None:
        return next((actor.place for actor in self.actors if actor.place), None)

    def has(self, case: str) -> bool:
        return case in self.cases


@dataclass(slots=True)
class Act:
    """A trigger with its place in the sentence."""

    hit: Hit
    type: str
    frame: str
    status: str = "done"
    dropped: bool = False
    why: list[str] = field(default_factory=list)

    @property
    def head(self) -> int:
        return self.hit.head

    @property
    def noun(self) -> bool:
        return self.hit.noun or self.hit.form.tense == "noun"


@dataclass(slots=True)
class Scene:
    """A sentence: `index` in the page, `paragraph`, words, folds, hits by table, parties."""

    index: int
    paragraph: int
    lang: str
    grammar: Grammar
    start: int
    end: int
    tokens: Sequence[Token]
    ends: list[int]
    folds: list[str]
    hits: dict[str, list[Hit]]
    actors: list[Actor]
    times: list[Time]
    money: list[Money]
    counts: list[Count]
    headline: bool = False
    parties: list[Party] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    _covers: dict[str, frozenset[int]] = field(default_factory=dict)

    def table(self, name: str) -> list[Hit]:
        return self.hits.get(name, [])

    def covered(self, name: str) -> frozenset[int]:
        """Indices of the words covered by hits of a table."""
        found = self._covers.get(name)
        if found is None:
            found = self._covers[name] = frozenset(
                i for hit in self.hits.get(name, ()) for i in range(hit.first, hit.last + 1)
            )
        return found

    @property
    def timed(self) -> frozenset[int]:
        """Indices of the words that tell a time."""
        found = self._covers.get(" times")
        if found is None:
            found = self._covers[" times"] = frozenset(
                i
                for time in self.times
                for i in range(self.word_at(time.start), self.word_at(time.end - 1) + 1)
            )
        return found

    @property
    def named(self) -> frozenset[int]:
        """Indices of the words that name an actor."""
        found = self._covers.get(" actors")
        if found is None:
            found = self._covers[" actors"] = frozenset(
                i
                for actor in self.actors
                for i in range(self.word_at(actor.start), self.word_at(actor.end - 1) + 1)
            )
        return found

    @property
    def said(self) -> frozenset[int]:
        """Indices of finite verbs of saying."""
        found = self._covers.get(" said")
        if found is None:
            found = self._covers[" said"] = frozenset(
                hit.head for hit in self.table("speech") if hit.form.finite
            )
        return found

    @property
    def heads(self) -> frozenset[int]:
        """Indices of the heads of all acts."""
        found = self._covers.get(" heads")
        if found is None:
            found = self._covers[" heads"] = frozenset(act.head for act in self.acts)
        return found

    @property
    def verbs(self) -> frozenset[int]:
        """Indices of the heads of acts that are verbs."""
        found = self._covers.get(" verbs")
        if found is None:
            found = self._covers[" verbs"] = frozenset(a.head for a in self.acts if not a.noun)
        return found

    @property
    def verb_ends(self) -> frozenset[int]:
        """Indices of the last words of acts that are verbs."""
        found = self._covers.get(" verb ends")
        if found is None:
            found = self._covers[" verb ends"] = frozenset(
                a.hit.last for a in self.acts if not a.noun
            )
        return found

    def text_between(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of words first..last."""
        return self.tokens[first].start, self.tokens[last].end

    def word_at(self, offset: int) -> int:
        """Index of the word that holds or follows a character offset."""
        found = bisect_right(self.ends, offset)
        return min(found, len(self.tokens) - 1)

    def parties_between(self, first: int, last: int) -> Iterator[Party]:
        return (p for p in self.parties if first <= p.first and p.last <= last)
