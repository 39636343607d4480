"""The grammar of a language as data: its order, its small words, its endings of phrases.

`order` says how roles are marked: `verb_final` by cases to the left of the verb (Turkish, Kazakh),
`cases` by cases on both sides (Russian), `positions` by order and prepositions (English). A
language of one of these kinds is added with data files alone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Final, Literal

from denge.core.catalogue import read_toml

__all__ = ["Grammar", "grammar"]

Order = Literal["verb_final", "cases", "positions"]
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Small words and endings of one language, from `catalogue/lexicon/LANG/grammar.toml`.

    Attributes
    ----------
    endings : str
        Family of word endings: turkish, kazakh, russian or english.
    home : str
        The state whose officials texts of this language name without it; "" for none.
    prepositions, places, aside : frozenset[str]
        All prepositions; those that locate; those that never mark an object.
    preposition_reach : int
        Words over which a preposition governs a name.
    adjectives, attributes, people : tuple[str, ...]
        Endings of adjectives, of place adjectives (`Moskova'daki`), of inhabitants (`Israelis`).
    inhabitants : tuple[str, ...]
        Endings of demonyms that form no compound: a vowel behind their noun is the accusative.
    name_cases : tuple[tuple[tuple[str, ...], str], ...]
        Endings of unknown names and their case.
    future_in_past : frozenset[str]
        Auxiliaries that tell the future of what was said in the past (`said it would`).
    content : frozenset[str]
        Prepositions before a converb that is the content of a statement (`accused of arming`).
    rulers : frozenset[str]
        Those who act for a state whose place follows them (`officials in Lima`).
    asides : frozenset[str]
        First words of what stands between commas behind a subject (`Peru, which …, said`).
    openers, own : frozenset[str]
        Words behind which a clause has its own subject, and words that tie that subject to the
        party before (`said that it will`).
    participle : tuple[str, ...]
        Endings of a participle behind the auxiliary of a perfect (`had stayed`).
    copulas : frozenset[str]
        Words that tie what is said of a party to it (`Peru is a threat`).
    firsts : frozenset[str]
        Words that make an infinitive a fact (`the first leader to visit Peru`).
    opens : frozenset[str]
        Marks behind which somebody speaks.
    owns : frozenset[str]
        Words that make what follows belong to the name before (`Peru'ya ait`).
    ours : tuple[str, ...]
        Endings of a participle by which several tell of themselves (`duyduklarını`).
    papers : re.Pattern[str]
        Papers in which something is said (`açıklamada`).
    splits : bool
        Whether the first name of a list may be the subject and the rest the object.
    to_whom, themselves : frozenset[str]
        `göre` behind the one whose words are told, and words for the speaker as an object.
    between_verb : frozenset[str]
        Small words that may stand between a subject and its verb (`itself`, `in turn`).
    speakers : frozenset[str]
        First persons (`we`) and other subjects that stand for who speaks.
    counterparts : frozenset[str]
        Words for the one on the other side (`his colleague`).
    no_subject : tuple[str, ...]
        Beginnings of words before which a pronoun is no subject (`ол кезде`).
    no_name : frozenset[str]
        Words that open a sentence with a capital and are nobody's name.
    they : frozenset[str]
        Subjects that stand for those who acted together before.
    their : frozenset[str]
        Possessives of the two who deal with each other (`their meeting`).
    said_by : frozenset[str]
        Nouns before the one whose words are told (`по словам`).
    first_person : frozenset[str]
        Pronouns by which a quoted speaker names himself or his state.
    peace : frozenset[str]
        What a third party asks of two at odds (`called for restraint`).
    mutual : frozenset[str]
        Subjects that are each of two sides (`both deny it`, `each side expelled`).
    adverbs : frozenset[str]
        Words between clauses that own no name behind them (`затем Перу`).
    regions : frozenset[str]
        Parts of a state in which something happens (`на юге Перу`).
    governs : tuple[tuple[tuple[str, ...], str], ...]
        Prepositions and the cases that they govern, both joined by `|`.
    described : frozenset[str]
        Nouns by which a state named before is meant (`the kingdom`, `its neighbour`).
    its : frozenset[str]
        Possessives that make a party before an act its object (`shelled its positions`).
    short_passive : re.Pattern[str]
        Short participles without a vowel at their end (`сбит`).
    also : frozenset[str]
        Words for *too* in a language whose lists need no *and* (`Перу да, Чили де`).
    parts : frozenset[str]
        Marks that no act of several words may hold.
    closed : re.Pattern[str]
        Finite verbs, behind which a comma ends the clause.
    able, able_after : frozenset[str], tuple[str, ...]
        Helpers that tell what somebody can do, behind a converb with one of these endings.
    clear : float
        Times that the second state of a text is told of more than the third, where it is about two.
    to_come : tuple[str, ...]
        Endings of a participle of what is still to come (`өтетін`).
    settled : frozenset[str]
        Auxiliaries behind a future participle that make it a plan (`беретін болды`).
    plural, passive_end : re.Pattern[str]
        Marks of several officials (`елдері`), and ends of a passive whose stem is listed whole.
    partner, partners : tuple[str, ...]
        Endings of one, and of several, with whom something is done.
    parted : re.Pattern[str]
        Words in a case or adverbs, behind which a name and a head noun are two phrases.
    owned_cases, not_owned : tuple, frozenset[str]
        Endings of a noun that belongs to the bare name before it (`Перу астанасына`) with the case
        that the name then has, and words that only look like it.
    belongs : tuple[str, ...]
        Endings of a noun that belongs to a person named before it, in any case.
    relating, according : tuple[str, ...]
        Endings of participles that describe the noun behind them, and of a word that names its
        possessor as the source of what is said (`Лиманың айтуынша`).
    progressive : tuple[str, ...]
        Endings of a present that elsewhere than at the end of a clause are a noun's.
    several : re.Pattern[str]
        Instruments that are more than one, or projects.
    future_end : re.Pattern[str]
        Last words of a sentence about the future.
    changes, reached : tuple[str, ...]
        Verbs of change, and the endings of the amount that they reach.
    """

    order: Order
    endings: str
    clear: float = math.inf
    home: str = ""
    prepositions: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    preposition_reach: int = 0
    adjectives: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    inhabitants: tuple[str, ...] = ()
    name_cases: tuple[tuple[tuple[str, ...], str], ...] = ()
    stops: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    possessed: tuple[str, ...] = ("\0",)
    parted: re.Pattern[str] = _NEVER
    owned_cases: tuple[tuple[tuple[str, ...], str], ...] = ()
    not_owned: frozenset[str] = frozenset()
    belongs: tuple[str, ...] = ("\0",)
    contents: frozenset[str] = frozenset()
    belonging: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    governs: tuple[tuple[tuple[str, ...], str], ...] = ()
    objects: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    owns: frozenset[str] = frozenset()
    ours: tuple[str, ...] = ("\0",)
    papers: re.Pattern[str] = _NEVER
    splits: bool = False
    to_whom: frozenset[str] = frozenset()
    themselves: frozenset[str] = frozenset()
    helpers: tuple[str, ...] = ()
    owned: tuple[str, ...] = ("\0",)
    relating: tuple[str, ...] = ("",)
    progressive: tuple[str, ...] = ("\0",)
    according: tuple[str, ...] = ("\0",)
    describing: re.Pattern[str] = _NEVER
    fact_subject: tuple[str, ...] = ("\0",)
    fact_end: re.Pattern[str] = _NEVER
    parting: frozenset[str] = frozenset()
    past_endings: tuple[str, ...] = ("\0",)
    fillers: frozenset[str] = frozenset()
    ands: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    closed: re.Pattern[str] = _NEVER
    able: frozenset[str] = frozenset()
    able_after: tuple[str, ...] = ("\0",)
    settled: frozenset[str] = frozenset()
    to_come: tuple[str, ...] = ("\0",)
    parts: frozenset[str] = frozenset()
    plural: re.Pattern[str] = _NEVER
    passive_end: re.Pattern[str] = _NEVER
    partner: tuple[str, ...] = ("\0",)
    partners: tuple[str, ...] = ("\0",)
    by: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    relative: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    goes_on: frozenset[str] = frozenset()
    it: frozenset[str] = frozenset()
    between_verb: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    first_person: frozenset[str] = frozenset()
    they: frozenset[str] = frozenset()
    their: frozenset[str] = frozenset()
    said_by: frozenset[str] = frozenset()
    peace: frozenset[str] = frozenset()
    mutual: frozenset[str] = frozenset()
    no_name: frozenset[str] = frozenset()
    counterparts: frozenset[str] = frozenset()
    no_subject: tuple[str, ...] = ("\0",)
    them: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    adverb: str = ""
    passive: frozenset[str] = frozenset()
    passive_by: str = ""
    victims: frozenset[str] = frozenset()
    future: frozenset[str] = frozenset()
    future_in_past: frozenset[str] = frozenset()
    content: frozenset[str] = frozenset()
    rulers: frozenset[str] = frozenset()
    asides: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    its: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    firsts: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    duty: frozenset[str] = frozenset()
    infinitive: frozenset[str] = frozenset()
    supposed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    condition: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    decision: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    coming: frozenset[str] = frozenset()
    converb: tuple[str, ...] = ("\0",)
    participle: tuple[str, ...] = ("\0",)
    converb_bars: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    singular_subjects: frozenset[str] = frozenset()
    possessive: tuple[str, ...] = ()
    short_passive: re.Pattern[str] = _NEVER
    impersonal: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    several: re.Pattern[str] = _NEVER
    future_end: re.Pattern[str] = _NEVER

    verb_final: bool = field(init=False)
    by_cases: bool = field(init=False)
    by_position: bool = field(init=False)

    def __post_init__(self) -> None:
        for name, order in _ORDERS.items():
            object.__setattr__(self, name, self.order == order)


_ORDERS: Final = {"verb_final": "verb_final", "by_cases": "cases", "by_position": "positions"}


@cache
def grammar(lang: str) -> Grammar:
    """The grammar of a language.

    >>> grammar("tr").order, "ile" in grammar("tr").links
    ('verb_final', True)
    """
    data = read_toml(f"catalogue/lexicon/{lang}/grammar.toml")
    known = {one.name: str(one.type) for one in fields(Grammar)}
    return Grammar(**{name: _value(known[name], value) for name, value in data.items()})


def _alternatives(given: str | list[str]) -> tuple[str, ...]:
    return tuple(given.split("|") if isinstance(given, str) else given)


def _value(kind: str, value: Any) -> Any:
    if kind.startswith("frozenset"):
        return frozenset(value)
    if kind.startswith("re.Pattern"):
        return re.compile(value)
    if kind.startswith("tuple[tuple"):
        return tuple((_alternatives(endings), case) for endings, case in value)
    return tuple(value) if kind.startswith("tuple") else value
