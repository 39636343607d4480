"""Whether an act was done, is planned, was denied, or is only supposed (and then no event)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.mood_cues import cue, drop, governor
from denge.read.mood_position import by_auxiliary

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Act, Scene

__all__ = ["settle_mood"]

_STATEMENTS: Final = frozenset({"criticise", "demand", "praise", "threaten", "pledge", "reject"})
_ADDRESSED: Final = frozenset({"criticise", "demand"})  # `will lodge a protest` is still to come
_ABOUT: Final = frozenset({"praise", "criticise"})
_DECIDED: Final = frozenset({"sanction", "expel", "reject", "mobilise"})
_STATED: Final = 5  # words between what one is accused of and the verb of blame
_ANNOUNCED: Final = 12  # words between a noun that names an act and the word that plans it


def settle_mood(scene: Scene, act: Act, others: list[Act]) -> None:
    """Set `status` and `dropped` of an act from its form and the words that govern it.

    `others` are the acts before it. A statement is done when it is made, whatever it announces.
    """
    if act.hit.entry.get("planned") and scene.grammar.by_position:
        by_auxiliary(scene, act, others)
        if act.dropped or act.status == "denied":
            return
    if act.hit.entry.get("planned") and scene.grammar.by_cases and _conditional(scene, act):
        drop(act, "conditional")
        return
    if act.hit.entry.get("planned"):
        act.status = "done" if act.type in _STATEMENTS else "planned"
        return
    if act.hit.entry.get("denied"):
        twice = scene.folds[act.hit.last - 1] in scene.grammar.denied
        act.status = "planned" if twice else "denied"
        return
    if scene.grammar.verb_final:
        _by_suffix(scene, act, others)
    elif scene.grammar.by_position:
        by_auxiliary(scene, act, others)
    else:
        _by_particle(scene, act, others)
    later = scene.grammar.by_position and act.type in _ADDRESSED
    if act.status == "planned" and act.type in _STATEMENTS and not later:
        act.status = "done"


# Suffixes, and the word behind ----------------------------------------------------------------


def _by_suffix(scene: Scene, act: Act, others: list[Act]) -> None:
    form = act.hit.form
    if act.hit.entry.get("mood") is not None or act.hit.entry.get("told"):
        return
    if _promised(scene, act):
        drop(act, "what is promised")
        return
    if _charged(scene, act):
        drop(act, "what another is accused of")
        return
    if _refuses(scene, act, others):
        drop(act, "told with what is refused")
        return
    if act.hit.noun:
        _nominal(scene, act)
        return
    if scene.grammar.settled and _settled(scene, act):
        act.status = "denied" if form.denied else "planned"
        return
    if form.tense in {"modal", "conditional", "necessity"}:
        drop(act, f"{form.tense} form")
        return
    if _refused(scene, act):
        act.status = "denied"
        return
    if not form.tense and scene.grammar.settled and _ends_in_future(scene, act.hit.last):
        act.status = "planned"
    if form.tense == "present" and not _closes(scene, act.hit.last):
        drop(act, "an act that is only named")
    elif form.denied:
        act.status = "denied"
    elif form.tense == "future" or _to_come(scene, act):
        act.status = "planned"
    elif form.tense in {"infinitive", "noun"}:
        _nominal(scene, act)
    _governed(scene, act)


def _to_come(scene: Scene, act: Act) -> bool:
    """`ертең Лимада өтетін кездесу`: a participle of what is still to come."""
    coming = scene.folds[act.hit.last].endswith(scene.grammar.to_come)
    return act.hit.form.tense == "participle" and coming


def _settled(scene: Scene, act: Act) -> bool:
    """`жіберетін болды`: what has been settled is still to come."""
    last = act.hit.last
    after = scene.folds[last + 1 : last + 2]
    coming = scene.folds[last].endswith(scene.grammar.to_come)
    return coming and not scene.grammar.settled.isdisjoint(after)


def _refused(scene: Scene, act: Act) -> bool:
    """`дипломаттарды шығарудан бас тартты`: an act that its doer refuses to do."""
    return (
        act.hit.form.tense == "noun"
        and act.hit.form.case == "abl"
        and act.type not in _STATEMENTS
        and any(hit.entry.id == "reject" for hit in _acts_next(scene, act))
    )


def _refuses(scene: Scene, act: Act, others: list[Act]) -> bool:
    """Whether a refusal has its content in the act before it."""
    return act.type == "reject" and any(
        other.status == "denied" and other.hit.last + 1 == act.hit.first for other in others
    )


def _acts_next(scene: Scene, act: Act) -> list[Hit]:
    return [h for h in scene.table("act") if h.first == act.hit.last + 1 and not h.noun]


def _closes(scene: Scene, index: int) -> bool:
    """Whether a word ends its clause; elsewhere `-уда` is the locative of a noun."""
    if not scene.folds[index].endswith(scene.grammar.progressive):
        return True
    after = index + 1
    return (
        after >= len(scene.folds)
        or not scene.folds[after][:1].isalnum()
        or scene.folds[after] in scene.grammar.that
    )


def _promised(scene: Scene, act: Act) -> bool:
    """`жеткізіп беруге уәде етті`: an act that is the content of the pledge behind it."""
    if act.hit.form.tense not in {"converb", "noun"} or act.hit.noun:
        return False
    pledges = (h for h in scene.table("act") if h.entry.get("type") == "pledge")
    return any(0 < hit.first - act.hit.last <= 2 and not hit.noun for hit in pledges)


def _charged(scene: Scene, act: Act) -> bool:
    """`келісімді бұзды деп кінәлады`: a quoted act before a verb of praise or blame."""
    that = scene.grammar.that
    return any(
        0 < hit.head - act.hit.last <= _STATED
        and hit.entry.get("type") in _ABOUT
        and not hit.noun
        and not that.isdisjoint(scene.folds[act.hit.last + 1 : hit.head])
        for hit in scene.table("act")
    )


def _nominal(scene: Scene, act: Act) -> None:
    """A nominal act is as real as the verb that closes its sentence."""
    last = act.hit.last
    if any(0 < hit.first - last <= 2 and hit.entry.id == "ought" for hit in scene.table("act")):
        drop(act, "what ought to be done")
        return
    if act.hit.noun and _object_of_statement(scene, act):
        drop(act, "what another act is about")
        return
    if not act.hit.noun and _presupposed(scene, act):
        return
    if act.hit.form.tense == "noun" and not act.hit.noun and _asked_for(scene, last):
        drop(act, "what is asked for")
        return
    reach = _to_next_act(scene, act)
    if cue(scene, "planned", last + 1, min(last + 4, reach)):
        act.status = "planned"
    elif act.hit.form.tense in {"infinitive", "noun"} and not act.hit.noun:
        if not _subject_of_fact(scene, act):
            drop(act, "an act that is only named")
    elif _ends_in_future(scene, last):
        act.status = "planned"
    if cue(scene, "denied", last + 1, min(last + 6, reach)):
        act.status = "denied"
    if cue(scene, "supposed", act.hit.first - 3, last + 3):
        drop(act, "supposed")


def _subject_of_fact(scene: Scene, act: Act) -> bool:
    """`tezkereyi reddetmesi tepki yarattı`: what had an effect has happened."""
    form = act.hit.form
    owned = scene.folds[act.head].endswith(scene.grammar.fact_subject)
    if form.tense != "noun" or form.case not in {"", "nom"} or not owned:
        return False
    words = [i for i, token in enumerate(scene.tokens) if token.text[:1].isalnum()]
    last = words[-1]
    asked = any(h.entry.get("type") == "demand" for h in scene.table("act") if h.head == last)
    return (
        last > act.hit.last
        and not asked
        and bool(scene.grammar.fact_end.fullmatch(scene.folds[last]))
    )


def _to_next_act(scene: Scene, act: Act) -> int:
    """The word before which the next act begins."""
    after = (hit.first for hit in scene.table("act") if hit.first > act.hit.last)
    return min(after, default=len(scene.folds))


def _object_of_statement(scene: Scene, act: Act) -> bool:
    """`saldırılarını kınadı`: a noun in the accusative before a verb of praise or blame."""
    if act.hit.form.case != "acc":
        return False
    return any(
        0 < hit.first - act.hit.last <= 2 and hit.entry.get("type") in _ABOUT and not hit.noun
        for hit in scene.table("act")
    )


def _presupposed(scene: Scene, act: Act) -> bool:
    """`bombalamasının ardından`, `sevk edilmesine tepki gösterdi`: a fact that the rest rests on.

    So is a decision (`sınır dışı etme kararı`) where deciding is doing.
    """
    last = act.hit.last
    after = [hit for hit in scene.table("factive") if 0 < hit.first - last <= 1]
    if any(hit.entry.id == "fact" for hit in after):
        return True
    if any(hit.entry.id == "decision" for hit in after):
        return act.type in _DECIDED
    return act.hit.form.case == "dat" and any(
        0 < hit.first - last <= 2 and hit.entry.get("type") in _ABOUT and not hit.noun
        for hit in scene.table("act")
    )


def _asked_for(scene: Scene, last: int) -> bool:
    """`çekilmesini istedi`: the act is the content of the demand behind it."""
    asks = (hit for hit in scene.table("act") if hit.entry.get("type") == "demand")
    return any(
        0 < hit.head - last <= 2 and not hit.noun and not hit.entry.get("only_after")
        for hit in asks
    )


def _ends_in_future(scene: Scene, after: int) -> bool:
    """Whether the clause behind a nominal act closes in the future: `görüşmesi gerçekleşecek`."""
    stops = scene.covered("stop")
    for index in range(after + 1, len(scene.folds)):
        if index in stops:
            return False
        closes = index + 1 == len(scene.folds) or not scene.tokens[index + 1].text[:1].isalnum()
        if closes and scene.grammar.future_end.fullmatch(scene.folds[index]):
            known = [hit for hits in scene.hits.values() for hit in hits if hit.head == index]
            return not any(hit.form.tense == "past" for hit in known)
    return False


def _governed(scene: Scene, act: Act) -> None:
    last = act.hit.last
    if cue(scene, "planned", last, last + 3) and act.hit.form.tense not in {"past", "participle"}:
        act.status = "planned"
    if cue(scene, "supposed", last + 1, last + 3):
        drop(act, "supposed")


# Particles and governing verbs ----------------------------------------------------------------


def _by_particle(scene: Scene, act: Act, others: list[Act]) -> None:
    grammar, first, last = scene.grammar, act.hit.first, act.hit.last
    if _conditional(scene, act):
        drop(act, "conditional")
        return
    if first and scene.folds[first - 1] in grammar.denied:
        act.status = "denied"
    elif _future(scene, act):
        act.status = "planned"
    if act.hit.form.tense == "infinitive":
        _governed_infinitive(scene, act, others)
    if act.hit.noun:
        _announced(scene, act)
    if cue(scene, "supposed", first - 4, last + 3):
        drop(act, "supposed")


def _conditional(scene: Scene, act: Act) -> bool:
    """`если … встретится`, `встретился бы`: what only might be."""
    grammar, first, last = scene.grammar, act.hit.first, act.hit.last
    before = scene.folds[max(0, first - 8) : first]
    commas = [i for i, fold in enumerate(before[:-1]) if fold == ","]
    parted = [i for i in commas if _parts(scene, act, before[i + 1])]
    before = before[parted[-1] :] if parted else before
    around = scene.folds[max(0, first - 6) : last + 3]
    return not (grammar.supposed.isdisjoint(around) and grammar.condition.isdisjoint(before))


def _parts(scene: Scene, act: Act, fold: str) -> bool:
    """Whether a clause of its own begins: `чтобы …, которые …`; a threat is one behind its if."""
    relative = scene.grammar.relative
    return act.type == "threaten" or bool(relative and fold.startswith(relative))


def _future(scene: Scene, act: Act) -> bool:
    """The present of a perfective verb (`подпишет`), or a passive with its auxiliary (`будет`)."""
    form, first = act.hit.form, act.hit.first
    if form.tense == "present":
        return act.head in scene.covered("perfective")
    return form.passive and cue(scene, "planned", first - 3, first - 1) is not None


def _announced(scene: Scene, act: Act) -> None:
    """`Визит … состоится`: a nominal act with the word that plans or cancels it."""
    first, last = act.hit.first, act.hit.last
    after = min(last + _ANNOUNCED, _to_next_act(scene, act) - 1)
    if cue(scene, "planned", last + 1, after) or cue(scene, "planned", first - 4, first - 1):
        act.status = "planned"
    if cue(scene, "denied", first - 3, last + 4):
        act.status = "denied"


def _governed_infinitive(scene: Scene, act: Act, others: list[Act]) -> None:
    over = governor(act, others, 8)
    if over is not None:
        drop(act, f"governed by {over.type}")
    elif cue(scene, "phase", act.head - 3, act.head - 1):
        return
    elif cue(scene, "planned", act.head - 6, act.head - 1):
        act.status = "planned"
    elif cue(scene, "denied", act.head - 4, act.head - 1):
        act.status = "denied"
    else:
        drop(act, "an aim, no act")
