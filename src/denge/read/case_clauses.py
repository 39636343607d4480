"""What a Russian clause says beside its cases: number, owners, and what is only its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.read.frames import Roles
    from denge.read.scene import Act, Party, Scene

__all__ = ["against", "content", "impersonal", "of_both", "of_infinitive", "one_for_many", "plural"]

_AIMS: Final = frozenset({"против", "для", "на"})
_OF: Final = 2  # words between a noun and its genitive
_ONE: Final = frozenset({"state", "capital"})


def against(act: Act, roles: Roles, patients: list[Party]) -> bool:
    """`Против Чили введены санкции Перу`: against whom, and whose they are."""
    aimed = [p for p in patients if p.prep in _AIMS or (p.has("dat") and not p.has("gen"))]
    if not aimed:
        return False
    roles.give("target", aimed[0], "against whom")
    owners = [p for p in patients if p.has("gen") and not p.prep and p is not aimed[0]]
    owners = [p for p in owners if 0 < p.first - act.hit.last <= _OF]
    if owners and roles.source is None:
        roles.give("source", owners[0], "whose they are")
    return True


def of_both(act: Act, roles: Roles, right: list[Party]) -> None:
    """`Состоялась встреча министров Перу и Чили`: who met stands in the genitive of the noun."""
    if act.hit.first == act.hit.last:
        return
    near = [p for p in right if p.has("gen") and not p.has("nom") and not p.prep]
    near = [p for p in near if p.first - act.hit.last <= _OF]
    if near:
        roles.give("source", near[0], "genitive of the act")


def one_for_many(scene: Scene, act: Act, party: Party) -> bool:
    """`Перу обвинили в Чили`: one state before a verb of many is whom it is done to."""
    if party.leader or len(party.codes) > 1 or not (party.has("acc") and party.has("nom")):
        return False
    if act.hit.form.tense not in {"past", "present"} or not impersonal(scene, act):
        return False
    name = scene.folds[party.last]
    alone = party.first == party.last and {a.kind for a in party.actors} <= _ONE
    return alone and not name.endswith(("ы", "и", "сша", "оаэ", "эмираты"))


def plural(right: list[Party]) -> bool:
    """`В Лиме встретились министры Чили`: behind the verb stands who is its subject."""
    return any(
        p.has("nom") and not p.prep and (len(p.codes) > 1 or p.leader or not p.has("acc"))
        for p in right
    )


def impersonal(scene: Scene, act: Act) -> bool:
    """`В Перу арестовали`: a plural verb without a subject."""
    ending = scene.grammar.impersonal
    return bool(ending) and scene.folds[act.head].removesuffix("сь").endswith(ending)


def content(scene: Scene, act: Act) -> int:
    """Where what was agreed upon begins: `договорились, что Чили …`."""
    for index in range(act.hit.last + 1, len(scene.folds) - 1):
        if scene.folds[index] == "," and scene.folds[index + 1] in scene.grammar.that:
            return index
    return len(scene.folds)


def of_infinitive(scene: Scene, act: Act, party: Party) -> bool:
    """`призвал усилить помощь Чили`: behind an infinitive stands its object, no addressee."""
    after = scene.folds[act.hit.last + 1 : act.hit.last + 2]
    asked = bool(after) and after[0].endswith(("ть", "ти", "ться", "тись"))
    return asked and party.first > act.hit.last and not party.has("acc") and not party.prep
