"""Acts: the triggers of a sentence, one for each word that heads one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from denge.core.catalogue import read_yaml
from denge.read.mood import auxiliaries, settle_mood
from denge.read.scene import Act

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Scene

__all__ = ["act_types", "find_acts", "plover_of", "settle"]

_BE: Final = frozenset("be been being is are was were".split())


@cache
def act_types() -> dict[str, dict[str, Any]]:
    """Kinds of act by name, as in `catalogue/plover.yaml`."""
    return read_yaml("catalogue/plover.yaml")["types"]


def plover_of(type_: str, status: str, given: str = "") -> str:
    """PLOVER type of an act with its status.

    >>> plover_of("visit", "done"), plover_of("visit", "planned"), plover_of("sanction", "planned")
    ('CONSULT', 'AGREE', 'THREATEN')
    """
    kind = act_types()[type_]
    plan = read_yaml("catalogue/plover.yaml")["plans"].get(kind["sense"])
    return plan if status == "planned" and plan else given or kind["plover"]


def find_acts(scene: Scene) -> list[Act]:
    """The acts of a sentence in order; of those that share a head the longest pattern stays."""
    best: dict[int, Hit] = {}
    instruments = scene.covered("instrument")
    for hit in scene.table("act"):
        wanted = hit.entry.get("mood")
        if wanted is not None and hit.form.tense != wanted:
            continue
        if hit.form.tense == "noun" and not hit.noun and hit.head in instruments:
            continue
        old = best.get(hit.head)
        if old is None or (hit.last - hit.first, hit.weight) > (old.last - old.first, old.weight):
            best[hit.head] = hit
    taken: set[int] = set()
    acts: list[Act] = []
    for hit in sorted(best.values(), key=lambda h: (h.first - h.last, -h.weight, h.first)):
        words = set(range(hit.first, hit.last + 1))
        if hit.head in taken or (words & taken and hit.first == hit.last):
            continue
        taken |= words if hit.last - hit.first <= 2 else {hit.first, hit.head, hit.last}
        acts.append(_act(scene, hit))
    return sorted(acts, key=lambda act: act.head)


def _act(scene: Scene, hit: Hit) -> Act:
    if scene.lang == "en" and not hit.noun:
        hit = _english_voice(scene, hit)
    act = Act(hit, hit.entry.get("type", hit.entry.id), hit.entry.get("frame", "directed"))
    words = " ".join(scene.folds[hit.first : hit.last + 1])
    act.why.append(f"{act.type}: “{words}”")
    return act


def _english_voice(scene: Scene, hit: Hit) -> Hit:
    """`was attacked` and `attacked by` are passive, `has attacked` is not."""
    if hit.form.tense not in {"past", "participle"}:
        return hit
    before = auxiliaries(scene, hit.head)
    by = hit.last + 1 < len(scene.folds) and scene.folds[hit.last + 1] == "by"
    passive = any(word in _BE for word in before) or (by and not before)
    return replace(hit, form=replace(hit.form, passive=passive))


def settle(scene: Scene, acts: list[Act]) -> None:
    """Give every act its status."""
    for act in acts:
        settle_mood(scene, act, [o for o in acts if o is not act and o.head < act.head])
