"""`Хозяин поблагодарил гостя`, `упрекнул соседа`: the pair in force named by its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.roles import Roles
    from denge.read.scene import Act, Scene
    from denge.read.thread import Thread

__all__ = ["by_counterpart"]

_NEAR: Final = 4  # words between an act and the word for the other party
_FRIENDLY: Final = frozenset({"praise", "pledge", "aid"})
_TYPES: Final = frozenset(
    {"criticise", "praise", "demand", "reject", "threaten", "pledge", "aid", "sanction"}
)


def by_counterpart(
    scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Both sides of an act whose object is a word for the other party; None where it is not."""
    if act.type not in _TYPES or act.noun or len(sources) > 1:
        return None
    named = _free(scene, act)
    if sources:
        objects = [hit for hit in named if hit.first > act.hit.first and _oblique(hit)]
        other = _other(thread, act, sources, scene.paragraph) if objects else None
        if other is None:
            return None
        roles.sure -= 0.2
        roles.why.append(f"target {other}: “{scene.folds[objects[0].first]}”, the other of the two")
        return sources, (other,)
    subjects = [hit for hit in named if hit.last < act.hit.first and "nom" in hit.form.case]
    if thread.pair is None or not subjects or not act.hit.form.finite:
        return None
    role = subjects[-1].entry.id
    if role == "other":
        return None
    guest, host = thread.pair
    roles.sure -= 0.25
    roles.why.append(f"parties {guest} and {host}: guest and host of the frame in force")
    return ((host,), (guest,)) if role == "host" else ((guest,), (host,))


def _free(scene: Scene, act: Act) -> list[Hit]:
    """Words for the other party near an act that stand in no name or title."""
    inside = {i for p in scene.parties for i in range(p.first, p.last + 1)}
    return [
        hit
        for hit in scene.table("counterpart")
        if hit.first not in inside and -_NEAR <= hit.first - act.hit.last <= _NEAR
    ]


def _oblique(hit: Hit) -> bool:
    return not hit.form.case or bool({"acc", "dat", "gen"} & set(hit.form.case.split("|")))


def _other(thread: Thread, act: Act, sources: tuple[str, ...], paragraph: int) -> str | None:
    """The other of the pair in force, whom this state dealt with last, or who last suffered."""
    known = thread.partner(sources[0]) or thread.opposite(sources[0], paragraph)
    if known is None and act.type in _FRIENDLY:
        known = next(iter(thread.sufferer(sources, paragraph)), None)
    return known
