"""Phrases around a name: how far they reach, their case and preposition, and what joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.case_phrases import adjective, owned
from denge.read.endings import NOUN_ENDINGS
from denge.read.scene import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.grammar import Grammar
    from denge.read.names import Actor
    from denge.read.scene import Scene

__all__ = [
    "begins_after",
    "coordinate",
    "extends_to",
    "head_before",
    "is_attribute",
    "is_capital",
    "link_words",
    "own_noun",
    "phrase_cases",
    "preposition",
    "word_cases",
]

_ANY_CASE: Final = frozenset({"nom", "gen", "dat", "acc", "com", "loc"})
_CASE_NAMES: Final = {"ins": "com", "poss": "gen", "prep": "loc"}
_SEATS: Final = frozenset({"capital", "city"})
_NOMINATIVE: Final = frozenset({"nom"})
_BINDS: Final = frozenset({"of", "the", "for", "in"})  # between a head noun and its state
_LONGEST: Final = 9  # words of a phrase behind a state's name
_ACCUSATIVE: Final = frozenset("ıiuü")
_VOWEL_STEMS: Final = frozenset("lcçy")  # before the vowel of `yetkili`, `elçi`, `elçiyi`
_QUIET: Final = 4  # words between a state and the title it belongs to
_BEFORE: Final = 5  # words between a head noun and the state it belongs to
_OF: Final = frozenset({"and", "of", "the", ","})  # between `ministers of Peru` and `of Chile`
_MEMBER: Final = 6  # words between two of a list with a member that is no state
_LIST: Final = 16  # words in which a list must come to its "and"


def is_capital(scene: Scene, index: int) -> bool:
    return scene.tokens[index].text[:1].isupper()


def is_attribute(scene: Scene, actor: Actor, last: int) -> bool:
    """`Lima'daki`, `Лимадағы`, `Lima Büyükelçisi`: where somebody is, no party of its own."""
    if actor.kind in _SEATS and last + 1 in scene.covered("envoy"):
        return True
    endings = scene.grammar.attributes
    return bool(endings) and ("attr" in actor.case or scene.folds[last].endswith(endings))


def extends_to(
    scene: Scene, last: int, limit: int, *, leader: bool, titled: bool
) -> tuple[int, bool]:
    """The last word of the phrase behind a state's name: titles and unknown names after them.

    `Peru Enerji Bakanı Dr. Ali Veli` ends at `Veli`; `Peru bakırı` at `Peru`.
    """
    heads, pairs, grammar = scene.covered("head"), scene.covered("pair"), scene.grammar
    acts = scene.heads
    end, headed, quiet = last, titled and grammar.verb_final, 0
    named, names = False, 0
    for index in range(last + 1, min(limit, last + _LONGEST)):
        word, fold = scene.tokens[index].text, scene.folds[index]
        if index in acts or index in pairs or (names > 1 and grammar.parted.fullmatch(fold)):
            break
        if index in heads and named and word[:1].islower():
            break
        if grammar.by_cases and not headed and index not in heads and not adjective(fold):
            break
        if index in heads:
            end, headed, quiet = index, True, 0
        elif (
            headed and quiet == 0 and grammar.verb_final and _ended(grammar, scene.folds[end], fold)
        ):
            break
        elif headed and quiet == 0 and (word[:1].isupper() or word in {".", "-"}):
            end = index if word[:1].isupper() else end
            named, names = grammar.verb_final, names + word[:1].isupper()
        elif headed or not word[:1].isalnum():
            break
        else:
            quiet += 1
            if quiet > _QUIET or fold in grammar.stops or fold in grammar.prepositions:
                break
            if grammar.parted.fullmatch(fold):
                break
    if not headed and leader and grammar.verb_final:
        end = last
    return end, headed and (end > last or not titled)


def _ended(grammar: Grammar, end: str, fold: str) -> bool:
    """`Peru ordusu Lima'da`: a phrase ends at its case; a name in the locative is where it acts."""
    if "'" in end:
        return True
    _, mark, ending = fold.rpartition("'")
    form = NOUN_ENDINGS[grammar.endings](ending) if mark else None
    return form is not None and form.case in {"loc", "attr"}


def head_before(scene: Scene, first: int, floor: int) -> tuple[int, int | None]:
    """The head noun before a state's name: `президент Боливии`, `the government of Iraq`."""
    heads, verbs, grammar = scene.covered("head"), scene.verbs, scene.grammar
    for index in range(first - 1, max(floor, first - _BEFORE) - 1, -1):
        fold = scene.folds[index]
        if index in verbs:
            break
        if grammar.by_cases and index == first - 1 and _office_in(scene, index):
            return index - 1, index - 1  # `чиновник из Лимы`
        if index in heads:
            between = scene.folds[index:first]
            owned = grammar.by_cases or "of" in between or _rules_in(grammar, between)
            return (index, index) if owned else (first, None)
        if grammar.by_cases:
            if not fold[:1].isalpha() or fold in grammar.prepositions or fold in grammar.breaks:
                break
        elif fold not in _BINDS and not is_capital(scene, index):
            break
    return first, None


def _office_in(scene: Scene, index: int) -> bool:
    """`чиновник из Лимы`, `с коллегой из Лимы`, `суд в Лиме`: an office and where it is."""
    fold, before = scene.folds[index], index - 1
    if before < 0 or before not in scene.covered("head"):
        return False
    if fold == "из":
        governed = before > 0 and scene.folds[before - 1] in scene.grammar.prepositions
        return governed or "nom" in _head_cases(scene, before)
    return fold in scene.grammar.places and scene.folds[before] in scene.grammar.rulers


def _rules_in(grammar: Grammar, between: Sequence[str]) -> bool:
    """`officials in Lima`: they act for the state whose capital follows."""
    return between[0] in grammar.rulers and not grammar.places.isdisjoint(between[1:])


def begins_after(scene: Scene, first: int) -> bool:
    """Whether the head noun before a name is bound to it."""
    return scene.grammar.by_cases or scene.folds[first - 1] in {"of", "the", "in"}


def phrase_cases(
    scene: Scene, actor: Actor, last: int, end: int, before: int | None, *, headed: bool
) -> frozenset[str]:
    """Possible cases of a phrase: those of its head noun, else those of the name."""
    grammar = scene.grammar
    if grammar.by_position:
        return frozenset()
    if grammar.by_cases and before is not None:
        return _head_cases(scene, before)
    if grammar.by_cases and headed and actor.kind == "demonym":
        return _head_cases(scene, end)
    if grammar.verb_final and headed and end > last:
        return _simple_object(scene, last, end) or word_cases(scene, end)
    if actor.kind == "title" and grammar.inhabitants and last > 0:
        simple = _simple_object(scene, last - 1, last)
        if simple:
            return simple
    given = actor.case.replace("|", " ").split()
    if grammar.by_cases and before is None and "gen" in given and len(given) > 1:
        given = ["gen"] if owned(scene, scene.word_at(actor.start)) else given
    if grammar.by_cases and not given:
        return _undeclined(scene, actor)
    return frozenset(_CASE_NAMES.get(case, case) for case in given) or _NOMINATIVE


def _simple_object(scene: Scene, last: int, end: int) -> frozenset[str]:
    """`Perulu diplomatı` is an object, `Peru diplomatı` a compound in the nominative."""
    fold = scene.folds[end]
    plain = scene.folds[last].endswith(scene.grammar.inhabitants or ("\0",))
    vowel = fold[-1:] in _ACCUSATIVE and fold[-2:-1] not in _VOWEL_STEMS
    return frozenset({"acc"}) if plain and vowel else frozenset()


def _undeclined(scene: Scene, actor: Actor) -> frozenset[str]:
    """`США` stands in any case; behind a noun it is its genitive."""
    first = scene.word_at(actor.start)
    word = scene.tokens[first - 1].text if first else ""
    fold = scene.folds[first - 1] if first else ""
    free = fold in scene.grammar.prepositions or fold in scene.grammar.breaks
    owned = word[:1].islower() and not free and first - 1 not in scene.verbs
    return frozenset({"gen"}) if owned else _ANY_CASE


def _head_cases(scene: Scene, index: int) -> frozenset[str]:
    for hit in scene.table("head"):
        if hit.first <= index <= hit.last and hit.form.case:
            return frozenset(hit.form.case.split("|"))
    return _NOMINATIVE


def word_cases(scene: Scene, index: int) -> frozenset[str]:
    """Case of the last word of a phrase: after its apostrophe, as a head, or as a name."""
    fold = scene.folds[index]
    _, mark, ending = fold.rpartition("'")
    if mark:
        form = NOUN_ENDINGS[scene.grammar.endings](ending)
        return frozenset({form.case}) if form and form.case else _NOMINATIVE
    for hit in scene.table("head"):
        if hit.first <= index <= hit.last:
            return frozenset(hit.form.case.split("|"))
    for endings, case in scene.grammar.name_cases:
        if len(fold) > len(endings[0]) + 2 and fold.endswith(endings):
            return frozenset({case})
    return _NOMINATIVE


def own_noun(scene: Scene, parties: list[Party]) -> None:
    """`Перу астанасына`: a bare name has the case of the noun that it owns.

    A goal may be the subject's own (`Перу шекарасына әскер жіберді`), unless another acts.
    """
    for party in parties:
        nxt = party.last + 1
        if party.cases != _NOMINATIVE or party.leader or nxt >= len(scene.folds):
            continue
        fold = scene.folds[nxt]
        if fold in scene.grammar.not_owned or nxt in scene.heads or nxt in scene.named:
            continue
        case = next((case for ends, case in scene.grammar.owned_cases if fold.endswith(ends)), "")
        others = (p for p in parties if p.codes != party.codes and p.has("nom") and p.agent)
        if case and (case not in _OBJECTS or any(others)):
            party.cases = frozenset({case})


_OBJECTS: Final = frozenset({"dat"})


def preposition(scene: Scene, first: int) -> str:
    """The preposition before a phrase, over its articles and adjectives.

    Behind an envoy it only tells the post: `the ambassador to Chile` gives `posted`.
    """
    grammar = scene.grammar
    if not grammar.prepositions:
        return ""
    for index in range(first - 1, max(-1, first - grammar.preposition_reach - 1), -1):
        fold = scene.folds[index]
        if fold in grammar.prepositions:
            if not grammar.belonging.isdisjoint(scene.folds[index + 1 : first]):
                return ""
            posted = index - 1 in scene.covered("envoy")
            return "posted" if posted else fold
        if not fold[:1].isalnum() or fold in grammar.breaks:
            return ""
        if grammar.by_cases and fold.startswith(grammar.relative or ("\0",)):
            return ""
        if index in scene.timed or index in scene.verbs:
            return ""
        if grammar.adjectives and not fold.endswith(grammar.adjectives):
            return ""
        if grammar.by_position and (is_capital(scene, index) or index in scene.verb_ends):
            return ""
    return ""


def link_words(scene: Scene, parties: list[Party]) -> None:
    """`Peru ile`: the comitative written as a word of its own."""
    for party in parties:
        after = party.last + 1
        if after < len(scene.folds) and scene.folds[after] in scene.grammar.owns:
            party.cases = frozenset({"gen", "nom"})
        if after < len(scene.folds) and scene.folds[after] in scene.grammar.links:
            party.cases = frozenset({"com"})
            if scene.folds[after] not in scene.grammar.ands:
                party.last = after


def coordinate(scene: Scene, parties: list[Party]) -> list[Party]:
    """Join `A, B and C` into one party with several codes."""
    joined: list[Party] = []
    for party in parties:
        if joined and _together(scene, joined[-1], party):
            joined[-1] = _join(scene, joined[-1], party)
        else:
            joined.append(party)
    return joined


def _join(scene: Scene, one: Party, other: Party) -> Party:
    return Party(
        codes=tuple(dict.fromkeys((*one.codes, *other.codes))),
        first=one.first,
        last=other.last,
        cases=other.cases if scene.grammar.verb_final else one.cases,
        prep=one.prep,
        agent=one.agent or other.agent,
        actors=(*one.actors, *other.actors),
        persons=(*one.persons, *other.persons),
        leader=one.leader or other.leader,
    )


def _together(scene: Scene, one: Party, other: Party) -> bool:
    grammar = scene.grammar
    if other.first - one.last > _MEMBER + 1:
        return False
    if _linked(scene, one, other):
        return True
    between = [scene.folds[i] for i in range(one.last + 1, other.first)]
    if grammar.by_position and _listed_between(scene, one, other, between):
        return True
    if not between or len(between) > 3 or (other.prep and other.prep != one.prep):
        return False
    if not _agree_in_case(scene, one, other) or _place_before(scene, one, other, between):
        return False
    if "," in between and len(between) > 1 and len(one.codes) < 2 and not grammar.verb_final:
        return (
            between == [",", "the"] and one.leader == other.leader and _comes_to_and(scene, other)
        )
    if any(word in grammar.ands for word in between):
        return all(word in grammar.ands or word in grammar.small for word in between)
    if grammar.also and _bare_list(scene, one, other, between):
        return True
    listed = between in ([","], [",", "the"])
    same = one.leader == other.leader or (one.leader and _has_head(scene, one))
    headed = scene.headline and grammar.by_position and not one.prep
    return listed and same and (headed or _comes_to_and(scene, other))


def _listed_between(scene: Scene, one: Party, other: Party, between: list[str]) -> bool:
    """`Peru, the League and Chile`, `Peru's minister, Ana Ruiz, and Chile's`: one list."""
    if other.prep == "of" and one.prep in {"", "of"} and _OF.issuperset(between) and one.leader:
        return not scene.grammar.ands.isdisjoint(between)
    if other.prep or not between or between[0] != "," or len(between) > _MEMBER:
        return False
    ands, small = scene.grammar.ands, scene.grammar.small
    joint = next((i for i, word in enumerate(between) if word in ands), None)
    if joint is None or any(word not in small for word in between[joint + 1 :]):
        return False
    names = [one.last + 1 + i for i in range(1, joint) if between[i] not in small]
    if not names:
        return "," in scene.folds[one.first : one.last] and one.leader and other.leader
    return between[joint - 1] != "," and all(is_capital(scene, i) for i in names)


def _bare_list(scene: Scene, one: Party, other: Party, between: list[str]) -> bool:
    """`Перу, Чили елдері`, `Перу да, Чили де`: names of one kind that only a comma joins."""
    kinds = [party.actors[-1].kind if party.actors else "" for party in (one, other)]
    several = not one.leader and scene.grammar.plural.search(scene.folds[other.last])
    alike = kinds[0] == kinds[1] and (one.leader == other.leader or several)
    if not alike or set(one.codes) & set(other.codes):
        return False
    nxt = scene.folds[other.last + 1 : other.last + 2]
    both = len(between) == 2 and between[0] in scene.grammar.also and between[1] == ","
    return between == [","] or (both and not scene.grammar.also.isdisjoint(nxt))


def _place_before(scene: Scene, one: Party, other: Party, between: list[str]) -> bool:
    """`In Lima, Peru and Chile met`: a city behind *in* and a comma is where they do it."""
    if not scene.grammar.by_position or between[0] != "," or one.prep not in scene.grammar.places:
        return False
    seats = [all(a.kind in _SEATS for a in party.actors) for party in (one, other)]
    return seats == [True, False]


def _linked(scene: Scene, one: Party, other: Party) -> bool:
    """`Peru ile Şili'yi`: two that share the case of the second."""
    grammar = scene.grammar
    joined = grammar.verb_final and scene.folds[one.last] in grammar.links - grammar.ands
    return joined and one.last + 1 == other.first and bool(other.cases & _SHARED)


_SHARED: Final = frozenset({"acc", "dat", "gen", "abl"})


def _has_head(scene: Scene, party: Party) -> bool:
    """`the ministers of Chile, Peru and Cuba`: a head noun before the first governs the list."""
    return not scene.grammar.verb_final and party.first < scene.word_at(party.actors[0].start)


def _agree_in_case(scene: Scene, one: Party, other: Party) -> bool:
    """In a suffix language only the last of a list takes its case; elsewhere all share it."""
    if scene.grammar.verb_final:
        linked = one.has("com") and not scene.grammar.ands.isdisjoint(scene.grammar.links)
        return one.has("nom") or one.has("attr") or one.cases == other.cases or linked
    return not scene.grammar.by_cases or bool(one.cases & other.cases)


def _comes_to_and(scene: Scene, party: Party) -> bool:
    """Whether a list goes on behind this party to an `and`."""
    grammar, named = scene.grammar, scene.named
    small = grammar.small or {","}
    for index in range(party.last + 1, min(party.last + _LIST, len(scene.folds))):
        fold = scene.folds[index]
        if fold in grammar.ands:
            return True
        if fold not in small and index not in named and not is_capital(scene, index):
            return False
    return False
