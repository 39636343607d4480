"""Whether an act was done, is planned, was denied, or is only supposed (and then no event)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Act, Scene

__all__ = ["settle_mood"]

_FUTURE_END: Final = {
    "tr": re.compile(r".*(?:aca[kğ]|ece[kğ])(?:t[ıi]r|l[ae]r)?"),
    "kk": re.compile(r".*(?:[ае]ды|еді|йды|йді|[мбп][ае][қк](?:ш[ыі])?)"),
}
_RHETORIC: Final = frozenset({"criticise", "demand", "praise", "threaten", "pledge", "reject"})


def settle_mood(scene: Scene, act: Act, others: list[Act]) -> None:
    """Set `status` and `dropped` of an act from its form and the words that govern it."""
    if act.hit.entry.get("planned"):
        act.status = "done" if act.type in _RHETORIC else "planned"
        return
    if scene.lang in ("tr", "kk"):
        _by_suffix(scene, act)
    elif scene.lang == "en":
        _by_auxiliary(scene, act, others)
    else:
        _by_particle(scene, act, others)
    if act.status == "planned" and act.type in _RHETORIC:
        act.status = "done"


def _drop(act: Act, why: str) -> None:
    act.dropped = True
    act.why.append(why)


def _cue(scene: Scene, name: str, low: int, high: int) -> Hit | None:
    """A mood word of this kind among the words low..high."""
    for hit in scene.table("mood"):
        if hit.entry.id == name and low <= hit.first <= high:
            return hit
    return None


# Turkish and Kazakh: suffixes, and the word behind -------------------------------------------


def _by_suffix(scene: Scene, act: Act) -> None:
    form = act.hit.form
    if act.hit.entry.get("mood") is not None:
        return
    if act.hit.noun:
        _nominal(scene, act)
        return
    if form.tense in {"modal", "conditional", "necessity"}:
        _drop(act, f"{form.tense} form")
        return
    if form.denied:
        act.status = "denied"
    elif form.tense == "future":
        act.status = "planned"
    elif form.tense in {"infinitive", "noun"}:
        _nominal(scene, act)
    _governed(scene, act)


def _nominal(scene: Scene, act: Act) -> None:
    """A nominal act is as real as the verb that closes its sentence."""
    last = act.hit.last
    if any(0 < hit.first - last <= 2 and hit.entry.id == "ought" for hit in scene.table("act")):
        _drop(act, "what ought to be done")
        return
    if _cue(scene, "planned", last + 1, last + 4):
        act.status = "planned"
    elif act.hit.form.tense in {"infinitive", "noun"} and not act.hit.noun:
        _drop(act, "an act that is only named")
    elif _ends_in_future(scene, last):
        act.status = "planned"
    if _cue(scene, "denied", last + 1, last + 3):
        act.status = "denied"
    if _cue(scene, "supposed", act.hit.first - 3, last + 3):
        _drop(act, "supposed")


def _ends_in_future(scene: Scene, after: int) -> bool:
    pattern = _FUTURE_END[scene.lang]
    for index in range(after + 1, len(scene.folds)):
        if scene.folds[index] in {";", ":"}:
            break
        if index == len(scene.folds) - 1 or not scene.tokens[index + 1].text[:1].isalnum():
            if pattern.fullmatch(scene.folds[index]) and not scene.folds[index].endswith("қойды"):
                return True
    return False


def _governed(scene: Scene, act: Act) -> None:
    last = act.hit.last
    if _cue(scene, "planned", last, last + 3) and act.hit.form.tense not in {"past", "participle"}:
        act.status = "planned"
    if _cue(scene, "supposed", last + 1, last + 3):
        _drop(act, "supposed")


# English: auxiliaries before the verb ---------------------------------------------------------

_AUXILIARY: Final = frozenset(
    "have has had be been being is are was were am do does did to will would shall should could may"
    " might can must not never n't didn't doesn't don't won't wouldn't couldn't hasn't haven't isn't"
    " aren't wasn't weren't cannot can't also again finally soon already now today recently once"
    " jointly formally officially reportedly immediately still just only both later then flatly"
    " quickly fully".split()
)
_PASSIVE: Final = frozenset("be been being is are was were get got".split())
_SUPPOSED: Final = frozenset("would could may might can wouldn't couldn't can't cannot".split())
_DENIED: Final = frozenset(
    "not never n't didn't doesn't don't won't hasn't haven't isn't aren't wasn't weren't".split()
)
_CONDITION: Final = frozenset("if unless whether".split())


def auxiliaries(scene: Scene, head: int) -> list[str]:
    """The auxiliaries and adverbs that stand directly before an English verb."""
    words: list[str] = []
    for index in range(head - 1, max(-1, head - 7), -1):
        fold = scene.folds[index]
        if fold not in _AUXILIARY and not fold.endswith("ly"):
            break
        words.append(fold)
    return words


def _by_auxiliary(scene: Scene, act: Act, others: list[Act]) -> None:
    if _conditional(scene, act):
        return
    if act.hit.noun:
        _named(scene, act, others)
        return
    words = auxiliaries(scene, act.head)
    if any(word in _DENIED for word in words):
        act.status = "denied"
    elif any(word in _SUPPOSED for word in words) and act.type != "reject":
        _drop(act, "only supposed")
    elif "will" in words or "shall" in words:
        act.status = "planned"
    elif "to" in words or "help" in scene.folds[max(0, act.head - 2) : act.head]:
        _infinitive(scene, act, others)
    elif "must" in words or "should" in words:
        _drop(act, "a duty, no act")
    if act.hit.form.tense == "converb" and words and words[-1] in _PASSIVE:
        pass
    if act.status == "planned" and "decided" in words:
        act.status = "done"
    for hit in scene.table("mood"):
        if hit.entry.id == "denied" and 0 < hit.first - act.hit.last <= 14 and hit.last > hit.first:
            act.status = "denied" if scene.folds[hit.first] == "backed" else act.status


def _conditional(scene: Scene, act: Act) -> bool:
    for index in range(act.hit.first - 1, max(-1, act.hit.first - 9), -1):
        if scene.folds[index] in {",", ";"}:
            return False
        if scene.folds[index] in _CONDITION:
            _drop(act, f"under {scene.folds[index]}")
            return True
    return False


def _named(scene: Scene, act: Act, others: list[Act]) -> None:
    first = act.hit.first
    if any(
        o.hit.entry.get("governs") and not o.noun and 0 < first - o.hit.last <= 6 for o in others
    ):
        _drop(act, "the object of another act")
        return
    before = scene.folds[max(0, first - 4) : first]
    if any(word in {"possible", "potential", "no", "any"} for word in before):
        _drop(act, "only a possibility")
    elif any(word in {"planned", "upcoming", "forthcoming", "considering", "proposed"} for word in before):
        act.status = "planned"


def _infinitive(scene: Scene, act: Act, others: list[Act]) -> None:
    """`agreed to meet`: the governing act counts, and this one does not count again."""
    cue = _cue(scene, "planned", act.head - 4, act.head - 1)
    governor = next(
        (
            o
            for o in others
            if o.hit.entry.get("governs") and 0 < act.head - o.hit.last <= 12
        ),
        None,
    )
    if governor is not None:
        _drop(act, f"governed by {governor.type}")
    elif cue is not None:
        act.status = "planned"
    elif not _decided(scene, act):
        _drop(act, "an aim, no act")


def _decided(scene: Scene, act: Act) -> bool:
    """`decided to recall`, `began to withdraw`: as good as done."""
    return any(
        scene.folds[i] in {"decision", "decisions", "decided", "tried", "attempted", "began", "continued", "started", "moved", "resolved", "had"}
        for i in range(max(0, act.head - 4), act.head)
    )


# Russian: particles and governing verbs -------------------------------------------------------


def _by_particle(scene: Scene, act: Act, others: list[Act]) -> None:
    first = act.hit.first
    before = scene.folds[max(0, first - 2) : first]
    around = scene.folds[max(0, first - 6) : act.hit.last + 3]
    if "бы" in around or any(w in {"если", "чтобы"} for w in scene.folds[max(0, first - 8) : first]):
        _drop(act, "conditional")
        return
    if "не" in before[-1:]:
        act.status = "denied"
    elif act.hit.form.tense == "present" and act.head in scene.covered("perfective"):
        act.status = "planned"
    if act.hit.form.tense == "infinitive":
        _russian_infinitive(scene, act, others)
    if act.hit.noun and (
        _cue(scene, "planned", act.hit.last + 1, act.hit.last + 6)
        or _cue(scene, "planned", first - 4, first - 1)
    ):
        act.status = "planned"
    if act.hit.noun and _cue(scene, "denied", first - 3, act.hit.last + 4):
        act.status = "denied"
    if _cue(scene, "supposed", first - 4, act.hit.last + 3):
        _drop(act, "supposed")


def _russian_infinitive(scene: Scene, act: Act, others: list[Act]) -> None:
    governor = next(
        (o for o in others if o.hit.entry.get("governs") and 0 < act.head - o.hit.last <= 8), None
    )
    if governor is not None:
        _drop(act, f"governed by {governor.type}")
    elif _cue(scene, "planned", act.head - 6, act.head - 1):
        act.status = "planned"
    elif _cue(scene, "denied", act.head - 4, act.head - 1):
        act.status = "denied"
    else:
        _drop(act, "an aim, no act")
