"""Turkish lists whose first name is the subject, papers that speak, acts done to who tells them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.read.frames import Roles
    from denge.read.scene import Act, Party, Scene

__all__ = [
    "adjacent",
    "first_of_list",
    "issued",
    "issuer_of",
    "left_state",
    "paper_of",
    "turned",
    "with_other_side",
]

_SAID: Final = frozenset({"criticise", "praise", "demand", "reject", "threaten", "pledge"})
_ISSUED: Final = 4  # words between who issues a paper and the paper
_TURNED: Final = 4  # words between `themselves` and what is done to them


def issued(scene: Scene, act: Act, roles: Roles) -> bool:
    """`Lima'dan yapılan açıklamada Quito'nun kararı kınandı`: who issued the paper speaks."""
    if not (act.hit.form.passive and act.type in _SAID and act.frame == "directed"):
        return False
    if paper_of(scene, act) is None:
        return False
    issuer = issuer_of(scene, act)
    if issuer is not None:
        roles.give("source", issuer, "who issued the paper", 0.05)
    else:
        roles.pronoun = True
    return True


def paper_of(scene: Scene, act: Act) -> int | None:
    """Index of the paper in which something is said: `açıklamada`, `bildirisinde`."""
    found = [i for i in range(act.hit.first) if scene.grammar.papers.fullmatch(scene.folds[i])]
    return found[-1] if found else None


def issuer_of(scene: Scene, act: Act) -> Party | None:
    """`Lima'nın bildirisinde`, `Lima'dan yapılan açıklamada`: whose paper it is."""
    paper = paper_of(scene, act)
    if paper is None:
        return None
    near = [p for p in scene.parties if 0 < paper - p.last <= _ISSUED]
    return next((p for p in reversed(near) if p.has("abl") or p.has("gen") or p.has("nom")), None)


def turned(scene: Scene, act: Act) -> bool:
    """`Peru, Şili'nin kendisini tehdit ettiğini söyledi`: done to the one who tells it."""
    near = scene.folds[max(0, act.hit.first - _TURNED) : act.hit.first]
    return not scene.grammar.themselves.isdisjoint(near)


def first_of_list(scene: Scene, act: Act, roles: Roles) -> None:
    """`Peru, Şili ve Bolivya'yı eleştirdi`: without another subject the first is no object."""
    party, role = roles.target, "source"
    if roles.source is not None:
        party, role = roles.source, "target"
    taken = roles.source is None or roles.target is None or roles.target is roles.source
    if party is None or not taken or not scene.grammar.splits or len(party.actors) < 2:
        return
    if role == "target" and not _by_behind(scene, party):
        return
    first, last = party.actors[0], party.actors[-1]
    behind = scene.word_at(first.end - 1) + 1
    if first.case not in {"", "nom"} or scene.folds[behind : behind + 1] != [","]:
        return
    at = scene.word_at(first.start)
    opens = at == 0 or not scene.tokens[at - 1].text[:1].isalnum()
    ends = act.hit.form.finite or not act.hit.form.tense
    if role == "source" and not (last.case in {"dat", "acc", "abl"} and opens and ends):
        return
    lone = replace(
        party, codes=(first.code,), first=at, last=behind - 1, cases=frozenset({"nom"}), agent=True,
        actors=(first,),
    )  # fmt: skip
    codes = tuple(c for c in party.codes if c != first.code)
    if not codes:
        return
    others = replace(party, codes=codes, first=behind + 1, actors=party.actors[1:])
    setattr(roles, "target" if role == "source" else "source", others)
    roles.give(role, lone, "the first of a list, apart from those in its case", 0.1)


def _by_behind(scene: Scene, party: Party) -> bool:
    """Whether a party is the agent of a passive."""
    return not scene.grammar.by.isdisjoint(scene.folds[party.last : party.last + 2])


def with_other_side(scene: Scene, party: Party, own: set[str]) -> Party:
    """`Peru ile Şili arasındaki anlaşmayı`: what belongs to two is about both."""
    nxt = party.last + 1
    if nxt not in scene.covered("both") or len(party.codes) > 1:
        return party
    other = next((p for p in scene.parties if p.has("com") and p.last + 1 == party.first), None)
    if other is None or set(other.codes) & own:
        return party
    return replace(party, codes=(*other.codes, *party.codes))


def adjacent(party: Party, act: Act) -> bool:
    """Whether a party stands right before an act."""
    return 0 < act.hit.first - party.last <= 2 and party.cases <= {"nom", "gen", "", "attr"}


def left_state(act: Act, roles: Roles, window: list[Party]) -> None:
    """`Lima'dan sınır dışı edildi`: the state that one was made to leave."""
    for case in act.hit.entry.get("left", ()):
        found = [p for p in window if p.has(case) and p is not roles.target]
        if found and roles.source is None:
            roles.give("source", found[-1], f"whence ({case})")
