"""Who stands for whom: actors and the words around them become the parties of a sentence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from denge.core.catalogue import read_toml
from denge.read.case_phrases import governed, names_after, within
from denge.read.phrases import (
    begins_after,
    coordinate,
    extends_to,
    head_before,
    is_attribute,
    is_capital,
    link_words,
    own_noun,
    phrase_cases,
    preposition,
    word_cases,
)
from denge.read.scene import Party

if TYPE_CHECKING:
    from denge.read.names import Actor
    from denge.read.scene import Scene

__all__ = ["find_parties"]

_REACH: Final = 6  # words between a title and the name it belongs to
_PEOPLE: Final = frozenset({"leader", "pronoun"})
_LEADING: Final = _PEOPLE | {"title"}
_STATES: Final = frozenset(
    {"state", "bloc", "capital", "seat", "side", "firm", "title", "ministry"}
)


def find_parties(scene: Scene, home: str | None = None) -> list[Party]:
    """The parties of a sentence, in order, coordinated ones joined.

    `home` is the state whose officials the texts of a language name without their state.
    """
    singles = _behind_dateline(scene, _chains(scene))
    if home is not None:
        singles = sorted([*singles, *_homely(scene, singles, home)], key=lambda p: p.first)
    if scene.grammar.links:
        link_words(scene, singles)
    if scene.grammar.owned_cases:
        own_noun(scene, singles)
    return coordinate(scene, singles)


def _behind_dateline(scene: Scene, parties: list[Party]) -> list[Party]:
    """`LIMA - Peru …`: the city from which is reported does nothing."""
    if not parties or parties[0].first > 0 or not scene.tokens[0].text.isupper():
        return parties
    ends = [i for i in range(1, min(_DATELINE, len(scene.folds))) if scene.folds[i] in _DASHES]
    begins = scene.folds[1:3]
    if not ends and scene.grammar.by_cases and begins[:1] == [","] and begins[-1].isdigit():
        ends = [2]  # `ЛИМА, 7 мая. Перу …`
    if not ends:
        return parties
    return [p for p in parties if p.first > ends[0] or any(a.kind not in _SEATS for a in p.actors)]


_DATELINE: Final = 8  # words of a dateline
_DASHES: Final = frozenset("-–—")
_SEATS: Final = frozenset({"capital", "city"})
_PLACES: Final = _SEATS | {"seat"}


def _chains(scene: Scene) -> list[Party]:
    """Actors of one code that stand together (title, name) as one party."""
    parties: list[Party] = []
    spans = [(a, scene.word_at(a.start), scene.word_at(a.end - 1)) for a in scene.actors]
    at = 0
    while at < len(spans):
        actor, first, last = spans[at]
        chain = [actor]
        while at + 1 < len(spans) and _continues(scene, chain[-1], last, spans[at + 1]):
            at += 1
            chain.append(spans[at][0])
            last = spans[at][2]
        if parties and parties[-1].last >= last:
            at += 1
            continue
        beyond = at + 1
        while beyond < len(spans) and is_attribute(scene, spans[beyond][0], spans[beyond][2]):
            beyond += 1
        limit = spans[beyond][1] if beyond < len(spans) else len(scene.tokens)
        floor = parties[-1].last + 1 if parties else 0
        parties.append(_party(scene, chain, (first, last), (floor, limit)))
        at += 1
    return parties


def _continues(scene: Scene, actor: Actor, last: int, following: tuple[Actor, int, int]) -> bool:
    """Whether the next actor names the same party again: title before name, state before title.

    An envoy's post is no party: `Peru'nun Quito Büyükelçisi` is Peru.
    """
    other, first, end = following
    envoy = scene.covered("envoy")
    if actor.case == "gen" and first == last + 1 and any(i in envoy for i in range(first, end + 1)):
        return True
    if other.code != actor.code or first - last > _REACH:
        return False
    if actor.kind == "leader" and (other.kind != "leader" or end > first or first - last > 1):
        return False
    if scene.grammar.verb_final and actor.case not in {"", "nom", "gen"}:
        return False
    between = range(last + 1, first)
    if not between:
        if scene.grammar.by_cases:
            return not _left_behind(scene, actor, last, other)
        return not (other.kind in _PLACES and scene.grammar.parted.fullmatch(scene.folds[end]))
    if other.kind not in {"leader", "title"}:
        return False
    heads, fillers = scene.covered("head"), scene.grammar.fillers
    named = other.kind == "leader" or actor.kind == "title" or any(i in heads for i in between)
    return named and all(
        i in heads or is_capital(scene, i) or scene.folds[i] in fillers for i in between
    )


def _left_behind(scene: Scene, actor: Actor, last: int, other: Actor) -> bool:
    """`Перед вылетом из Лимы Ана Руис …`: the city behind a preposition is not the person's."""
    if actor.kind not in _SEATS or other.kind != "leader":
        return False
    return preposition(scene, last) != ""


def _party(scene: Scene, chain: list[Actor], own: tuple[int, int], room: tuple[int, int]) -> Party:
    """One actor with the words that belong to it: `own` are its words, `room` its neighbours'."""
    chain = [_bloc_of(scene, actor, own) for actor in chain] if len(chain) == 1 else chain
    actor, (first, last) = chain[-1], own
    kinds = {a.kind for a in chain}
    leader = not kinds.isdisjoint(_LEADING)
    end, headed = last, False
    if not is_attribute(scene, actor, last) or _their_official(scene, last):
        titled = actor.kind == "title" or scene.folds[last] == "dr"
        limit = room[1] if _may_extend(scene, actor, last) else last + 1
        end, headed = extends_to(scene, last, limit, leader=leader, titled=titled)
    start, before = (
        (first, None) if scene.grammar.verb_final else head_before(scene, first, room[0])
    )
    headed = headed or (before is not None and begins_after(scene, first))
    if scene.grammar.by_cases and before is not None:
        end = names_after(scene, end, room[1])
    agent = headed or _acts(scene, kinds, last)
    cases = phrase_cases(scene, actor, last, end, before, headed=headed)
    if not headed and scene.folds[last].endswith(scene.grammar.possessive or ("\0",)):
        agent, cases = False, frozenset({"gen"})
    prep = preposition(scene, start)
    part = within(scene, start, cases) if scene.grammar.regions else ""
    if part:
        prep, cases, agent = part, frozenset({"loc"}), False
    return Party(
        codes=(chain[0].code,),
        first=start,
        last=end,
        cases=cases,
        prep=governed(scene, start, prep, cases) if scene.grammar.governs else prep,
        agent=agent,
        actors=tuple(chain),
        persons=tuple(a.person for a in chain if a.person)[-1:],
        leader=leader or headed,
    )


@cache
def _bloc_capitals() -> dict[str, str]:
    return read_toml("catalogue/names/bloc_capitals.toml")["stands_for"]


def _bloc_of(scene: Scene, actor: Actor, own: tuple[int, int]) -> Actor:
    """`Brüksel Pekin'i kınadı`: a bloc's capital acts for the bloc, where it does not locate."""
    bloc = _bloc_capitals().get(actor.place or "") if actor.kind == "capital" else None
    if bloc is None:
        return actor
    located = "loc" in actor.case.split("|") and actor.case != "" and scene.grammar.verb_final
    if located or preposition(scene, own[0]) in scene.grammar.places:
        return actor
    return actor._replace(code=bloc)


def _may_extend(scene: Scene, actor: Actor, last: int) -> bool:
    """Whether a head noun behind a name can belong to it: no name in an oblique case has one,
    and to a person only what is owned belongs (`Трамп әкімшілігі`, not `Тоқаев үкіметке`)."""
    if not scene.grammar.owned_cases:
        return True
    if actor.kind == "leader":
        nxt = last + 1
        owned = nxt < len(scene.folds) and scene.folds[nxt].endswith(scene.grammar.belongs)
        return owned and nxt in scene.covered("head")
    return actor.case in {"", "nom", "gen"}


def _their_official(scene: Scene, last: int) -> bool:
    """`Perulu yetkililer`: those who act, named by an adjective of their state."""
    ending = scene.grammar.inhabitants or ("\0",)
    return scene.folds[last].endswith(ending) and last + 1 in scene.covered("head")


def _acts(scene: Scene, kinds: set[str], last: int) -> bool:
    """Whether the phrase can act: a state or leader can, a bare demonym only as people do."""
    if kinds == {"demonym"}:
        armed = last + 1 in scene.covered("weapon")
        return armed or scene.folds[last].endswith(scene.grammar.people or ("\0",))
    return bool(kinds & (_PEOPLE | _STATES))


def _homely(scene: Scene, parties: list[Party], home: str) -> list[Party]:
    """`Başbakan Yardımcısı Ali Veli` in a Turkish text on Türkiye: a title without its state."""
    taken = {i for p in parties for i in range(p.first, p.last + 1)}
    heads = scene.covered("head")
    found: list[Party] = []
    index = 0
    while index < len(scene.folds):
        if index not in heads or index in taken or not is_capital(scene, index):
            index += 1
            continue
        first = last = index
        while last + 1 < len(scene.folds) and last + 1 not in taken:
            lower = scene.grammar.also and last + 1 in heads  # `Сыртқы істер министрі`
            if not (lower or is_capital(scene, last + 1)):
                break
            last += 1
        named = any(i not in heads for i in range(first, last + 1))
        if named and last + 1 not in taken and first - 1 not in taken:
            cases = word_cases(scene, last)
            found.append(Party((home,), first, last, cases, "", True, (), leader=True, lent=True))
        index = last + 1
    return found
