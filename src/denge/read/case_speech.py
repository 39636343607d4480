"""Who tells it in Russian: speakers before, behind or amid what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import Roles, relative_pronoun

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Act, Party, Scene

__all__ = ["by_speech", "inserted", "teller"]

_NEAR: Final = 3  # words between a verb of saying and who says it
_MARKS: Final = frozenset({",", "-", "–", "—", "»", '"'})


def by_speech(scene: Scene, act: Act, roles: Roles, left: list[Party]) -> Roles:
    """`Лима считает, что Кито должен`: the speaker, and the subject of what is said."""
    speech = [h for h in scene.table("speech") if h.head < act.head]
    if relative_pronoun(scene, act):
        return roles
    case = "dat" if act.hit.entry.get("dative") else "nom"
    free = [p for p in left if p.has(case) and not p.prep and p.agent]
    if speech:
        inner = [p for p in free if p.first > speech[-1].head]
        agents = [p for p in left if p.has("nom") and not p.prep and p.agent]
        outer = [p for p in agents if p.last < speech[-1].head]
        if inner and outer:
            roles.give("source", outer[-1], "the speaker")
            roles.give("target", inner[-1], "the subject of what is said")
            return roles
    said = teller(scene, act)
    room = _SUBJECT + len(inserted(scene, act))
    subjects = [p for p in free if p is not said and act.head - p.last <= room]
    if not subjects:
        owners = [p for p in left if p.cases == _GENITIVE and not p.prep and p is not said]
        subjects = [p for p in owners if act.head - p.last <= _OWNER]
    if subjects:
        roles.give("target", subjects[-1], "the subject of what is said", 0.1)
        if said is not None and set(said.codes) - set(subjects[-1].codes):
            roles.give("source", said, "the speaker")
    elif said is not None and act.type == "threaten":
        roles.give("source", said, "the speaker", 0.1)
    return roles


_GENITIVE: Final = frozenset({"gen"})
_OWNER: Final = 2  # words between `действия Перу` and their verb
_SUBJECT: Final = 8  # words between the subject of what is said and its verb


def teller(scene: Scene, act: Act) -> Party | None:
    """`…, заявил премьер Перу`, `По словам премьера Перу, …`: who says what the act is in."""
    for hit in scene.table("speech"):
        if _aside(scene, hit) and not hit.first <= act.head <= hit.last:
            found = next((p for p in scene.parties if _says(scene, hit, p)), None)
            if found is not None:
                return found
    for party in scene.parties:
        before = scene.folds[max(0, party.first - 2) : party.first]
        if party.has("gen") and not scene.grammar.said_by.isdisjoint(before):
            return party
    return None


def _aside(scene: Scene, hit: Hit) -> bool:
    """Whether a verb of saying stands behind a mark, its subject behind it."""
    return hit.first > 0 and scene.folds[hit.first - 1] in _MARKS and hit.form.finite


def _says(scene: Scene, hit: Hit, party: Party) -> bool:
    """`заявил премьер`, `сообщили в министерстве Перу`."""
    if not 0 < party.first - hit.last <= _NEAR:
        return False
    if "," in scene.folds[hit.last : party.first]:
        return False
    located = party.prep in scene.grammar.places and (party.has("loc") or party.has("acc"))
    return (party.has("nom") and not party.prep and party.agent) or located


def inserted(scene: Scene, act: Act) -> range:
    """The words of `…, отмечает служба Перу, …` before an act: they take no part in it."""
    for hit in scene.table("speech"):
        if not _aside(scene, hit) or hit.last >= act.head:
            continue
        ends = [i for i in range(hit.last + 1, act.head) if scene.folds[i] in _MARKS]
        opens = any(p.last < hit.first for p in scene.parties)
        that = scene.grammar.that.isdisjoint(scene.folds[hit.last + 1 : act.head])
        if ends and opens and that:
            return range(hit.first, ends[0])
    return range(0)
