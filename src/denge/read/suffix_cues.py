"""What a suffix language shows beside its cases: who is meant, with whom, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.phrases import is_capital

if TYPE_CHECKING:
    from denge.read.frames import Roles
    from denge.read.scene import Act, Party, Scene

__all__ = [
    "according",
    "goes_on",
    "held_at",
    "invited",
    "own_bloc",
    "said_by_someone",
    "with_stranger",
]


def held_at(scene: Scene, act: Act, roles: Roles) -> None:
    """`Перуде Чили азаматтары ұсталды`: where somebody is held is who holds them."""
    ahead = [p for p in scene.parties if p.last < act.head]
    places = [p for p in ahead if not p.leader and (p.has("loc") or _place_of_it(scene, p))]
    if roles.source is not None or not places:
        return
    roles.give("source", places[-1], "where it was done", 0.1)
    others = [p for p in ahead if set(p.codes) - set(places[-1].codes)]
    if roles.target is None or set(roles.target.codes) <= set(places[-1].codes):
        roles.target = others[-1] if others else None


def _place_of_it(scene: Scene, party: Party) -> bool:
    """`Перудің портында`: a place that belongs to a state."""
    after = scene.folds[party.last + 1 : party.last + 5]
    return party.has("gen") and any(fold.endswith(("ында", "інде")) for fold in after)


def invited(scene: Scene, act: Act, roles: Roles, window: list[Party]) -> None:
    """`Перу президенті әріптесін Лимаға шақырды`: to come to the speaker's own place is a visit."""
    own = roles.source.codes if roles.source else ()
    place = next((p for p in window if p.has("dat") and not p.leader), None)
    if place is None or act.noun or (own and not set(own) & set(place.codes)):
        return
    if place.last + 1 < len(scene.folds) and place.last + 1 < act.hit.first - 1:
        return
    guests = [p for p in window if p.has("acc") and not set(p.codes) & set(place.codes)]
    if not guests and not (own and _pronoun_object(scene, act)):
        return
    act.type, act.frame, act.status = "visit", "reversed", "planned"
    roles.source = roles.source or place
    roles.target = guests[0] if guests else None


def _pronoun_object(scene: Scene, act: Act) -> bool:
    return not scene.grammar.objects.isdisjoint(scene.folds[: act.hit.first])


def with_stranger(scene: Scene, act: Act, start: int) -> bool:
    """`тілшілермен сөйлесті`, `Иванмен кездесті`: a partner is named that stands for no state."""
    grammar = scene.grammar
    inside = {i for p in scene.parties for i in range(p.first, p.last + 1)}
    for index in range(max(start, act.hit.first - _PARTNER), act.hit.first):
        fold = scene.folds[index]
        if index in inside or not fold.endswith(grammar.partner):
            continue
        titled = any(i in scene.covered("head") for i in range(index - _TITLED, index))
        if fold.endswith(grammar.partners) or (index and is_capital(scene, index) and not titled):
            return True
    return False


_TITLED: Final = 4  # words between a title and the end of the name behind it
_PARTNER: Final = 5  # words between the partner of a meeting and the verb


def goes_on(scene: Scene, act: Act, start: int) -> bool:
    """`Ол …`, `Министр …`: a pronoun or an office without its state, for who spoke before."""
    grammar = scene.grammar
    inside = {i for p in scene.parties for i in range(p.first, p.last + 1)}
    for index in range(start, act.hit.first):
        after = scene.folds[index + 1]
        if scene.folds[index] in grammar.pronouns and not after.startswith(grammar.no_subject):
            return True
    return any(
        hit.first not in inside and hit.form.case == "nom" and start <= hit.first < act.hit.first
        for hit in scene.table("office")
    )


def according(scene: Scene, party: Party) -> bool:
    """`Лиманың айтуынша`: a party whose words are told."""
    nxt = party.last + 1
    if nxt < len(scene.folds) and scene.folds[nxt] in scene.grammar.to_whom:
        return party.has("dat")
    return (
        party.has("gen")
        and nxt in scene.covered("speech")
        and scene.folds[nxt].endswith(scene.grammar.according)
    )


def said_by_someone(scene: Scene, unsaid: bool) -> bool:
    """Whether somebody says what ought to be: a verb of saying, a quotation, or a source."""
    quoted = not {"«", "“", '"', "–", "—"}.isdisjoint(scene.folds)
    return not unsaid or quoted or any(according(scene, p) for p in scene.parties)


def own_bloc(act: Act, window: list[Party]) -> Party | None:
    """`одақ саммитіне`: whose summit it is, where the entry says that a bloc is meant."""
    if "bloc" not in act.hit.entry.get("to", ()):
        return None
    blocs = [p for p in window if any(a.kind == "bloc" for a in p.actors)]
    return blocs[-1] if blocs else None
