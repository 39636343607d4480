"""Moods in a language of order and auxiliaries: `will meet`, `did not meet`, `agreed to meet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.mood_cues import cue, drop, governor

if TYPE_CHECKING:
    from denge.read.scene import Act, Scene

__all__ = ["auxiliaries", "by_auxiliary"]

_STATEMENTS: Final = frozenset({"criticise", "demand", "praise", "threaten", "pledge", "reject"})
_ABOUT: Final = frozenset({"praise", "criticise"})
_BEFORE: Final = 6  # auxiliaries and adverbs that may stand before a verb
_GOVERNED: Final = 12  # words between a governing verb and its infinitive
_OBJECT: Final = 6  # words between a governing verb and the noun that is its object
_REPORTED: Final = 20  # words between a verb of saying and the act that it announces
_BEHIND: Final = 10  # words between a noun that names an act and the phrase that plans it
_TITLE: Final = 7  # words of the subject of a headline
_FIRST: Final = 8  # words between `the first` and the infinitive
_PREDICATE: Final = 4  # words between `is` and what is said of somebody
_EVENTS: Final = frozenset({"visit", "meeting", "call", "summit", "sign", "mediate"})
_DENIED: Final = 7  # words between a denial and the deed that is denied
_TAKEN_BACK: Final = 14  # words between an act and the phrase that takes it back


def auxiliaries(scene: Scene, head: int) -> list[str]:
    """The auxiliaries and adverbs that stand directly before a verb, nearest first."""
    grammar = scene.grammar
    words: list[str] = []
    for index in range(head - 1, max(-1, head - _BEFORE - 1), -1):
        fold = scene.folds[index]
        adverb = bool(grammar.adverb) and fold.endswith(grammar.adverb)
        if fold not in grammar.auxiliaries and not adverb:
            break
        words.append(fold)
    return words


def by_auxiliary(scene: Scene, act: Act, others: list[Act]) -> None:
    if _conditional(scene, act):
        return
    if act.hit.noun:
        _named(scene, act, others)
        return
    grammar, words = scene.grammar, frozenset(_outside(scene, act))
    before = scene.folds[max(0, act.head - 2) : act.head]
    if any(o.hit.entry.get("governs") and 0 <= act.head - o.hit.last <= 1 for o in others):
        drop(act, "the content of another act")
    elif words & grammar.denied or _denial(scene, act):
        act.status = "denied"
    elif _future_in_past(scene, act, words):
        act.status = "planned"
        act.why.append("announced: what was said to come")
    elif words & grammar.supposed and act.type != "reject":
        drop(act, "only supposed")
    elif _content(scene, act, others):
        drop(act, "what another act is about")
    elif words & grammar.future:
        act.status = "planned"
    elif words & grammar.infinitive or grammar.infinitive.intersection(before) - {"to"}:
        _infinitive(scene, act, others)
    elif words & grammar.duty:
        drop(act, "a duty, no act")
    if any(0 < h.first - act.hit.last <= _TAKEN_BACK for h in scene.table("taken_back")):
        act.status = "denied"
    if act.type == "reject" and _denies_act(scene, act):
        drop(act, "told with what is denied")


def _outside(scene: Scene, act: Act) -> list[str]:
    """The auxiliaries of an act that are no part of its pattern (`will not accept`)."""
    opener = scene.folds[act.hit.first]
    inside = opener in scene.grammar.particles or opener in scene.grammar.auxiliaries
    inside = inside or bool(act.hit.entry.get("planned"))
    return auxiliaries(scene, act.hit.first if inside else act.head)


def _future_in_past(scene: Scene, act: Act, words: frozenset[str]) -> bool:
    """`said that Peru would send`: the future of what was said in the past; no `if` in it."""
    grammar = scene.grammar
    if words.isdisjoint(grammar.future_in_past) or not grammar.condition.isdisjoint(scene.folds):
        return False
    said = (h.head for h in scene.table("speech") if h.form.tense in {"past", "participle"})
    return any(abs(head - act.head) <= _REPORTED for head in said)


def _content(scene: Scene, act: Act, others: list[Act]) -> bool:
    """`accused Peru of arming`, `thanked it for hosting`: told as the content of a statement."""
    at = act.hit.first - 1
    verb = act.hit.form.tense == "converb" or scene.folds[act.head].endswith(scene.grammar.converb)
    if not verb or at < 0:
        return False
    bound = scene.folds[at] in scene.grammar.content
    return bound and any(
        o.type in _STATEMENTS and 0 < act.hit.first - o.hit.last <= _GOVERNED for o in others
    )


def _denial(scene: Scene, act: Act) -> bool:
    """`denied that it had sent`: what is denied did not happen, says the text's speaker."""
    before = scene.folds[max(0, act.head - _DENIED) : act.head]
    clause = next((i for i, word in enumerate(before) if word in scene.grammar.that), None)
    return clause is not None and not scene.grammar.denies.isdisjoint(before[:clause])


def _denies_act(scene: Scene, act: Act) -> bool:
    """Whether a denial has its content in a deed behind it: `denied that it had sent`."""
    if scene.folds[act.head] not in scene.grammar.denies:
        return False
    behind = (o for o in scene.acts if 0 < o.head - act.head < _DENIED and not o.noun)
    return any(o.type not in _STATEMENTS and _denial(scene, o) for o in behind)


def _conditional(scene: Scene, act: Act) -> bool:
    for index in range(act.hit.first - 1, max(-1, act.hit.first - 9), -1):
        if scene.folds[index] in {",", ";"}:
            return False
        if scene.folds[index] in scene.grammar.condition:
            drop(act, f"under “{scene.folds[index]}”")
            return True
    return False


def _named(scene: Scene, act: Act, others: list[Act]) -> None:
    """A noun that names an act: the object of another act is not told for its own sake."""
    verbs = [other for other in others if not other.noun]
    over = governor(act, verbs, _OBJECT) or next(
        (o for o in verbs if o.type in _ABOUT and 0 < act.head - o.hit.last <= _OBJECT), None
    )
    if over is not None:
        drop(act, f"the object of {over.type}")
        return
    before = frozenset(scene.folds[max(0, act.hit.first - 4) : act.hit.first])
    if act.hit.entry.get("predicate") and not _predicated(scene, act):
        drop(act, "not said of anybody, or said not to be so")
    elif before & scene.grammar.cancelled:
        act.status = "denied"
    elif before & scene.grammar.possible:
        drop(act, "only a possibility")
    elif before & scene.grammar.coming:
        act.status = "planned"
    _named_behind(scene, act)


def _predicated(scene: Scene, act: Act) -> bool:
    """Whether a noun or adjective is what is said of somebody: `is a threat`, not `a threat`."""
    before = frozenset(scene.folds[max(0, act.hit.first - _PREDICATE) : act.hit.first])
    return bool(before & scene.grammar.copulas) and not before & scene.grammar.denied


def _named_behind(scene: Scene, act: Act) -> None:
    """`A visit by Peru is planned`, `the talks were called off`: told behind the noun."""
    last = act.hit.last
    later = (o.hit.first for o in scene.acts if o.head > last and not o.noun)
    after = min(last + _BEHIND, min(later, default=len(scene.folds)))
    if cue(scene, "off", last + 1, after) is not None:
        act.status = "denied"
    elif act.type in _EVENTS and cue(scene, "coming", last + 1, after) is not None:
        act.status = "planned"


def _headline(scene: Scene, act: Act) -> bool:
    """`Peru's president to visit Chile`: the infinitive of a headline is its future."""
    subject = act.head - 2
    if not 0 <= subject < _TITLE or scene.folds[act.head - 1] != "to":
        return False
    ends = subject in scene.named or subject in scene.covered("head")
    before = range(subject)
    finite = any(h.head in before and h.form.finite for h in scene.table("speech"))
    verbs = any(a.head in before and not a.noun for a in scene.acts)
    return ends and not finite and not verbs and scene.tokens[0].text[:1].isupper()


def _infinitive(scene: Scene, act: Act, others: list[Act]) -> None:
    """`agreed to meet`: the governing act counts, and this one does not count again."""
    over = governor(act, others, _GOVERNED)
    if not scene.grammar.firsts.isdisjoint(scene.folds[max(0, act.head - _FIRST) : act.head]):
        act.why.append("what somebody was the first to do")
    elif over is not None:
        drop(act, f"governed by {over.type}")
    elif cue(scene, "planned", act.head - 4, act.head - 1) is not None or _headline(scene, act):
        act.status = "planned"
    elif scene.grammar.decided.isdisjoint(scene.folds[max(0, act.head - 4) : act.head]):
        drop(act, "an aim, no act")
