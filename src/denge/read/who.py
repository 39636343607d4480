"""Who stands for whom: actors and the words around them become the parties of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.endings import NOUN_ENDINGS
from denge.read.scene import Party

if TYPE_CHECKING:
    from denge.read.names import Actor
    from denge.read.scene import Scene

__all__ = ["find_parties"]

_REACH: Final = 6
_PEOPLE: Final = frozenset({"leader", "pronoun"})
_STATES: Final = frozenset(
    {"state", "bloc", "capital", "seat", "side", "firm", "title", "ministry"}
)
_CASE_NAMES: Final = {"ins": "com", "": "", "poss": "gen", "prep": "loc"}
_PREPOSITIONS: Final = {
    "en": frozenset(
        "with to from of in on at for against by between among into toward towards over near"
        " inside outside about upon along across under through via within".split()
    ),
    "ru": frozenset(
        "в во на с со к ко у от из за о об по для против между при перед до через под над".split()
    ),
}
_LINK_TR: Final = frozenset({"ile", "ila", "birlikte"})
_LINK_KK: Final = frozenset({"мен", "бен", "пен", "және"})


def find_parties(scene: Scene, home: str | None = None) -> list[Party]:
    """The parties of a sentence, in order, coordinated ones joined.

    `home` is the state whose officials the texts of a language name without their state.
    """
    singles = _chains(scene)
    if home is not None:
        singles = sorted([*singles, *_homely(scene, singles, home)], key=lambda p: p.first)
    if scene.lang in ("tr", "kk"):
        _link_words(scene, singles)
    return _coordinate(scene, singles)


def _chains(scene: Scene) -> list[Party]:
    """Actors of one code that stand together (title, name) as one party."""
    heads = scene.covered("head")
    verbs = scene.verbs
    parties: list[Party] = []
    spans = [(a, scene.word_at(a.start), scene.word_at(a.end - 1)) for a in scene.actors]
    at = 0
    while at < len(spans):
        actor, first, last = spans[at]
        chain = [actor]
        while at + 1 < len(spans) and _continues(scene, chain[-1], last, spans[at + 1], heads):
            at += 1
            chain.append(spans[at][0])
            last = spans[at][2]
        beyond = at + 1
        while beyond < len(spans) and _attribute(scene, spans[beyond][0], spans[beyond][2]):
            beyond += 1
        limit = spans[beyond][1] if beyond < len(spans) else len(scene.tokens)
        floor = parties[-1].last + 1 if parties else 0
        parties.append(_party(scene, chain, first, last, floor, limit, heads, verbs))
        at += 1
    return parties


def _attribute(scene: Scene, actor: Actor, last: int) -> bool:
    """`Moskova'daki`, `Ресейдегі`: where somebody is, and no party of its own."""
    return scene.lang in ("tr", "kk") and (
        "attr" in actor.case or scene.folds[last].endswith(("daki", "deki", "taki", "teki"))
        or scene.folds[last].endswith(("дағы", "дегі", "тағы", "тегі"))
    )  # fmt: skip


def _continues(
    scene: Scene, actor: Actor, last: int, following: tuple[Actor, int, int], heads: frozenset[int]
) -> bool:
    """Whether the next actor names the same party again: title before name, state before title."""
    other, first, _ = following
    if other.code != actor.code or first - last > _REACH:
        return False
    if actor.kind == "leader" and other.kind != "leader":
        return False
    if scene.lang in ("tr", "kk") and actor.case not in {"", "nom", "gen"}:
        return False
    if actor.kind == other.kind == "leader" and first - last > 1:
        return False
    between = range(last + 1, first)
    if not between:
        return True
    words = [scene.folds[i] for i in between]
    if any(word in {".", ";", "(", ":"} for word in words):
        return False
    if other.kind not in {"leader", "title"}:
        return False
    return all(
        i in heads or _capital(scene, i) or scene.folds[i] in _FILLERS for i in between
    ) and (any(i in heads for i in between) or other.kind == "leader" or actor.kind == "title")


_FILLERS: Final = frozenset("of the ' ’ - dr дер bay sayın new then devlet , vice deputy".split())


def _capital(scene: Scene, index: int) -> bool:
    return scene.tokens[index].text[:1].isupper()


def _party(
    scene: Scene,
    chain: list[Actor],
    first: int,
    last: int,
    floor: int,
    limit: int,
    heads: frozenset[int],
    verbs: frozenset[int],
) -> Party:
    actor = chain[-1]
    leader = any(a.kind in _PEOPLE or a.kind == "title" for a in chain)
    end, headed = last, False
    if not _attribute(scene, actor, last):
        titled = actor.kind == "title" or scene.folds[last] == "dr"
        end, headed = _extend(scene, last, limit, heads, verbs, leader=leader, titled=titled)
    if scene.lang == "ru":
        start, before = _before(scene, first, floor, heads - verbs, verbs)
        headed = headed or before is not None
    elif scene.lang == "en":
        start, before = _before(scene, first, floor, heads - verbs, verbs)
        headed = headed or (before is not None and scene.folds[first - 1] in {"of", "the"})
    else:
        start, before = first, None
    cases = _cases(scene, actor, last, end, before, headed=headed)
    kinds = {a.kind for a in chain}
    agent = headed or bool(kinds & (_PEOPLE | _STATES)) or _inhabitants(scene, chain, last)
    if "demonym" in kinds and len(kinds) == 1 and not headed:
        agent = _inhabitants(scene, chain, last)
    if scene.lang == "en" and not headed and scene.folds[last].endswith(("'s", "s'")):
        agent = False
        cases = frozenset({"gen"})
    persons = tuple(a.person for a in chain if a.person)
    return Party(
        (actor.code,),
        start,
        end,
        cases,
        _preposition(scene, start),
        agent,
        tuple(chain),
        persons[-1:],
        leader or headed,
    )


def _homely(scene: Scene, parties: list[Party], home: str) -> list[Party]:
    """`Başbakan Yardımcısı Ali Veli` in a Turkish text on Türkiye: a title without its state."""
    taken = {i for p in parties for i in range(p.first, p.last + 1)}
    heads = scene.covered("head")
    found: list[Party] = []
    index = 0
    while index < len(scene.folds):
        if index not in heads or index in taken or not _capital(scene, index):
            index += 1
            continue
        first = last = index
        named = False
        while last + 1 < len(scene.folds) and _capital(scene, last + 1) and last + 1 not in taken:
            last += 1
            named = named or last not in heads
        if named and last + 1 not in taken and first - 1 not in taken:
            found.append(
                Party((home,), first, last, _word_cases(scene, last), "", True, (), leader=True, lent=True)
            )
        index = last + 1
    return found


def _inhabitants(scene: Scene, chain: list[Actor], last: int) -> bool:
    """A demonym that is a noun by itself: *Israelis*, *Palestinians*, *Türkler*."""
    if chain[-1].kind != "demonym":
        return False
    fold = scene.folds[last]
    plural = {"en": "s", "tr": ("ler", "lar"), "kk": ("тар", "тер", "лар", "лер", "дар", "дер")}
    return scene.lang in plural and fold.endswith(plural[scene.lang])


def _extend(
    scene: Scene,
    last: int,
    limit: int,
    heads: frozenset[int],
    verbs: frozenset[int],
    *,
    leader: bool,
    titled: bool = False,
) -> tuple[int, bool]:
    """The last word of the phrase behind a state's name: titles and unknown names after them.

    `Filistin Enerji Bakanı Dr. Omer Kıttaneh` ends at `Kıttaneh`; `Rus doğalgazı` at `Rus`.
    """
    end, headed = last, titled and scene.lang in ("tr", "kk")
    index = last + 1
    quiet = 0
    while index < min(limit, last + 9):
        word = scene.tokens[index].text
        if index in heads and index not in verbs:
            end, headed, quiet = index, True, 0
        elif headed and (word[:1].isupper() or word in {".", "-"}) and quiet == 0:
            end = index if word[:1].isupper() else end
        elif not word[:1].isalnum() or index in verbs or headed:
            break
        else:
            quiet += 1
            if quiet > 4 or scene.folds[index] in _STOPS[scene.lang]:
                break
        index += 1
        if not headed and index - last > 6:
            break
    if not headed and leader and scene.lang in ("tr", "kk"):
        end = last
    return end, headed and (end > last or not titled)


_STOPS: Final = {
    "en": _PREPOSITIONS["en"]
    | frozenset("and or that who which has have had is are was were will would said to".split()),
    "ru": _PREPOSITIONS["ru"] | frozenset("и или что который которая которые".split()),
    "tr": frozenset("ve ile ise de da ki için arasında arasındaki veya ya".split()),
    "kk": frozenset("және мен бен пен да де үшін арасында арасындағы немесе".split()),
}


def _before(
    scene: Scene, first: int, floor: int, heads: frozenset[int], verbs: frozenset[int]
) -> tuple[int, int | None]:
    """The head noun before a state's name: `президент Боливии`, `the government of Iraq`."""
    index = first - 1
    steps = 0
    start = first
    found: int | None = None
    while index >= floor and steps < 5:
        fold = scene.folds[index]
        if index in verbs:
            break
        if index in heads:
            found, start = index, index
            break
        if scene.lang == "en" and fold not in {"of", "the", "for"} and not _capital(scene, index):
            break
        if scene.lang == "ru" and (
            not scene.tokens[index].text[:1].isalpha()
            or fold in _PREPOSITIONS["ru"]
            or fold in {"и", "что"}
        ):
            break
        index -= 1
        steps += 1
    if scene.lang == "en" and found is not None and "of" not in scene.folds[found:first]:
        return first, None
    return start, found


def _cases(
    scene: Scene, actor: Actor, last: int, end: int, before: int | None, *, headed: bool
) -> frozenset[str]:
    if scene.lang == "en":
        return frozenset()
    if scene.lang == "ru":
        if before is not None:
            return _head_cases(scene, before)
        if headed and actor.kind == "demonym":
            return _head_cases(scene, end)
    elif headed and end > last:
        fold = scene.folds[end]
        cases = _word_cases(scene, end)
        return cases or frozenset({"nom"} if fold else ())
    given = actor.case.replace("|", " ").split()
    if scene.lang == "ru" and not given:
        first = scene.word_at(actor.start)
        word = scene.tokens[first - 1].text if first else ""
        owned = word[:1].islower() and word.lower() not in _PREPOSITIONS["ru"] | _BREAKS
        return frozenset({"gen"}) if owned and first - 1 not in scene.verbs else _ANY_CASE
    return frozenset(_CASE_NAMES.get(case, case) for case in given) or frozenset({"nom"})


_ANY_CASE: Final = frozenset({"nom", "gen", "dat", "acc", "com", "loc"})


def _head_cases(scene: Scene, index: int) -> frozenset[str]:
    for hit in scene.table("head"):
        if hit.first <= index <= hit.last and hit.form.case:
            return frozenset(hit.form.case.split("|"))
    return frozenset({"nom"})


def _word_cases(scene: Scene, index: int) -> frozenset[str]:
    """Case of the last word of a Turkish or Kazakh phrase: after its apostrophe, else as a head."""
    stem, mark, ending = scene.folds[index].rpartition("'")
    if mark:
        form = NOUN_ENDINGS[scene.lang](ending)
        return frozenset({form.case}) if form and form.case else frozenset({"nom"})
    for hit in scene.table("head"):
        if hit.first <= index <= hit.last:
            return frozenset(hit.form.case.split("|"))
    if scene.lang == "kk":
        for ending in ("пен", "мен", "бен"):
            if _ends(scene.folds[index], ending):
                return frozenset({"com"})
        for endings, case in _KK_NAME:
            if scene.folds[index].endswith(endings):
                return frozenset({case})
    return frozenset({"nom"})


_KK_NAME: Final = (
    (("ның", "нің", "дың", "дің", "тың", "тің"), "gen"),
    (("ға", "ге", "қа", "ке"), "dat"),
    (("ты", "ті", "ды", "ді", "ны", "ні"), "acc"),
)


def _ends(fold: str, ending: str) -> bool:
    return len(fold) > len(ending) + 2 and fold.endswith(ending)


def _preposition(scene: Scene, first: int) -> str:
    """The preposition before a phrase, over its articles and adjectives."""
    known = _PREPOSITIONS.get(scene.lang)
    if known is None:
        return ""
    timed, verbs = scene.timed, scene.verbs
    for index in range(first - 1, max(-1, first - (4 if scene.lang == "en" else 3)), -1):
        fold = scene.folds[index]
        if fold in known:
            return fold
        if not fold[:1].isalnum() or fold in _BREAKS or index in timed or index in verbs:
            return ""
        if scene.lang == "ru" and not fold.endswith(_ADJECTIVE):
            return ""
        if scene.lang == "en" and _capital(scene, index):
            return ""
    return ""


_ADJECTIVE: Final = ("ого", "его", "ой", "ей", "ому", "ему", "ым", "им", "ом", "ую", "ых", "их", "ыми")
_BREAKS: Final = frozenset("and or that who which has have is are was were said и или что".split())


def _link_words(scene: Scene, parties: list[Party]) -> None:
    """`Trump ile`, `Нұрсұлтан Назарбаевпен`: the comitative written as a word of its own."""
    link = _LINK_TR if scene.lang == "tr" else _LINK_KK
    for party in parties:
        nxt = party.last + 1
        if nxt < len(scene.folds) and scene.folds[nxt] in link - {"және"}:
            party.cases = frozenset({"com"})
            party.last = nxt if scene.folds[nxt] == "ile" else party.last


def _coordinate(scene: Scene, parties: list[Party]) -> list[Party]:
    """Join `A, B and C` into one party with several codes."""
    joined: list[Party] = []
    for party in parties:
        if joined and _together(scene, joined[-1], party):
            head = joined[-1]
            codes = tuple(dict.fromkeys((*head.codes, *party.codes)))
            cases = party.cases if scene.lang in ("tr", "kk") else head.cases
            joined[-1] = Party(
                codes,
                head.first,
                party.last,
                cases,
                head.prep,
                head.agent or party.agent,
                (*head.actors, *party.actors),
                (*head.persons, *party.persons),
                head.leader or party.leader,
            )
        else:
            joined.append(party)
    return joined


def _together(scene: Scene, one: Party, other: Party) -> bool:
    between = [scene.folds[i] for i in range(one.last + 1, other.first)]
    if not between or len(between) > 3:
        return False
    ands = _AND[scene.lang]
    if other.prep and other.prep != one.prep:
        return False
    if scene.lang in ("tr", "kk") and not (
        one.has("nom") or one.cases == other.cases or (scene.lang == "kk" and one.has("com"))
    ):
        return False
    if scene.lang == "ru" and not (one.cases & other.cases):
        return False
    if any(word in ands for word in between):
        return all(word in ands or word in _SMALL for word in between)
    return between in (["," ], [",", "the"]) and one.leader == other.leader and _listed(scene, other)


_SMALL: Final = frozenset({",", "the", "its", "also", "his", "her", "their"})


def _listed(scene: Scene, party: Party) -> bool:
    """Whether a list goes on behind this party to an `and`."""
    ands = _AND[scene.lang]
    named = scene.named
    for index in range(party.last + 1, min(party.last + 16, len(scene.folds))):
        if scene.folds[index] in ands:
            return True
        if scene.folds[index] not in _SMALL and index not in named and not _capital(scene, index):
            return False
    return False


_AND: Final = {
    "en": frozenset({"and", "&"}),
    "tr": frozenset({"ve"}),
    "ru": frozenset({"и"}),
    "kk": frozenset({"және", "мен", "бен", "пен"}),
}


