"""What the thread lends in a language of order: to a subject that only goes on, to both sides.

Used where the sentence and the rules for all languages leave a role open (see `lending`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.core.state import states
from denge.read.mood_position import auxiliaries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.read.roles import Roles
    from denge.read.scene import Act, Scene
    from denge.read.thread import Thread

__all__ = ["lend_by_order"]

Sides = tuple[tuple[str, ...], tuple[str | None, ...]]

_NOBODY: Final[Sides] = ((), ())
_TOLD: Final = frozenset({"criticise", "demand", "praise", "expel", "sanction"})
_SAID: Final = frozenset({"criticise", "demand", "praise"})
_MUTUAL: Final = frozenset(
    {"criticise", "demand", "reject", "threaten", "sanction", "assault", "expel", "mobilise"}
)
_TALKS: Final = 12  # words between a pronoun and the talks it had
_COLLEAGUE: Final = 5  # words behind a meeting in which the other party stands
_CALM: Final = 8  # words behind a call in which peace stands
_ANSWERS: Final = frozenset({"criticise", "reject", "sanction", "coerce", "demand", "agree"})
_BACK: Final = frozenset({"threaten", "reject", "criticise", "demand", "sanction", "expel"})
_DUTY: Final = 3  # words between who must act and the verb
_OPENS: Final = 3  # words of a sentence before the one who must act


def lend_by_order(
    scene: Scene,
    act: Act,
    roles: Roles,
    thread: Thread,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
) -> Sides:
    """Both sides of a clause whose subject goes on, is both sides, or has its object before."""
    if act.frame == "speech":
        return _asked(act, roles, thread, targets) if targets and not sources else _NOBODY
    if act.frame == "symmetric" and len({*sources, *targets}) == 1:
        return _met(scene, act, roles, thread, next(c for c in (*sources, *targets) if c))
    if act.frame == "symmetric" and act.noun and not sources:
        return _talks(scene, act, roles, thread, targets)
    if act.frame == "mediate" or act.type == "demand":
        between = _between(scene, act, roles, thread, sources) if sources and not targets else None
        if between:
            return sources, between
    if act.frame == "goal" and roles.pronoun and targets:
        return _traveller(roles, thread, targets)
    if act.frame != "directed" or act.noun:
        return _NOBODY
    if targets and not sources:
        return _speaker(scene, act, roles, thread, targets)
    at = _subject(scene, act)
    if not sources and not targets:
        both = _both(scene, act, roles, thread, at)
        return _answers(scene, act, roles, thread) if both == _NOBODY else both
    if act.type == "reject" and len(sources) > 1 and not targets:
        return _accuser(roles, thread, sources)
    if sources and not targets and act.type in _ANSWERS and _said(scene, act):
        return _of_two(roles, thread, sources)
    return _NOBODY


def _answers(scene: Scene, act: Act, roles: Roles, thread: Thread) -> Sides:
    """`It called on its neighbour to leave`: who spoke before, to the one it dealt with before."""
    source = thread.subject
    behind = scene.folds[act.hit.last + 1 : act.hit.last + _COLLEAGUE]
    if scene.grammar.described.isdisjoint(behind):
        return _NOBODY
    if source is None or act.type not in _BACK or not _said(scene, act) or act.hit.form.passive:
        return _NOBODY
    target = thread.opposite(source, scene.paragraph)
    if target is None or not _goes_on(scene, act):
        return _NOBODY
    roles.sure -= 0.45
    roles.why.append(f"parties {source} and {target}: who spoke before, to the other")
    return (source,), (target,)


def _accuser(roles: Roles, thread: Thread, sources: tuple[str, ...]) -> Sides:
    """`Lima and Quito both deny this`: to whoever accused them before."""
    accusers = [s for s, t, _ in thread.told if t in sources and s not in sources]
    if not accusers:
        return _NOBODY
    roles.sure -= 0.35
    roles.why.append(f"target {accusers[-1]}: who accused them before")
    return sources, (accusers[-1],)


def _said(scene: Scene, act: Act) -> bool:
    """Whether a verb tells what somebody does: `accused`, `is accusing`."""
    if act.hit.form.tense == "converb":
        return not scene.grammar.passive.isdisjoint(auxiliaries(scene, act.head))
    return act.hit.form.finite


def _of_two(roles: Roles, thread: Thread, sources: tuple[str, ...]) -> Sides:
    """`Lima closed the border`: towards the other of the two that the text is most about."""
    two, own = (thread.main, thread.second), next(iter(sources))
    agent = roles.source is not None and roles.source.agent
    other = next((code for code in two if code not in sources), None)
    if not agent or not thread.paired or len(sources) > 1 or own not in two or other is None:
        return _NOBODY
    roles.sure -= 0.45
    roles.why.append(f"target {other}: the other that the text is most about")
    return sources, (other,)


def _subject(scene: Scene, act: Act) -> int:
    """The word that ends the subject: before the verb with its auxiliaries and small words."""
    low = act.hit.first
    at = low - 1 - len(auxiliaries(scene, low))
    while at >= 0 and (scene.folds[at] in scene.grammar.between_verb or at in scene.timed):
        at -= 1 + len(auxiliaries(scene, at))
    return at


def _met(scene: Scene, act: Act, roles: Roles, thread: Thread, known: str) -> Sides:
    """`The government negotiates with Peru`, `He spoke after talks with Peru`: the other party."""
    other = next((c for c in (thread.subject, thread.main) if c and c != known), None)
    if other is None:
        return _NOBODY
    if roles.source is None:
        before = scene.folds[max(0, act.hit.first - _TALKS) : act.hit.first]
        fits = not scene.grammar.pronouns.isdisjoint(before) if act.noun else _goes_on(scene, act)
    else:
        behind = scene.folds[act.hit.last + 1 : act.hit.last + _COLLEAGUE]
        fits = not act.noun and not scene.grammar.counterparts.isdisjoint(behind)
    if not fits:
        return _NOBODY
    roles.sure -= 0.3
    roles.why.append(f"parties {other} and {known}: who spoke or acted before")
    return ((other,), (known,)) if roles.source is None else ((known,), (other,))


def _between(
    scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]
) -> tuple[str, ...]:
    """`Kuwait tried to mediate`, `The UN called for restraint`: between the two at odds before."""
    behind = scene.folds[act.hit.first : act.hit.last + _CALM]
    if act.frame != "mediate" and scene.grammar.peace.isdisjoint(behind):
        return ()
    others = [code for code in thread.recent if code not in sources]
    pair = thread.sides(sources) or thread.pair or _only_two(others)
    if not pair or set(pair) & set(sources):
        return ()
    roles.sure -= 0.3
    roles.why.append(f"target {'+'.join(pair)}: the two at odds before")
    return tuple(pair)


def _talks(scene: Scene, act: Act, roles: Roles, thread: Thread, targets: tuple[str, ...]) -> Sides:
    """`their meeting in Lima`: the pair in force; `He spoke after talks with Peru and Chile`."""
    before = scene.folds[max(0, act.hit.first - _TALKS) : act.hit.first]
    if not targets and not scene.grammar.their.isdisjoint(before[-2:]) and thread.pair is not None:
        roles.sure -= 0.3
        roles.why.append(f"parties {thread.pair[0]} and {thread.pair[1]}: the pair in force")
        return (thread.pair[0],), (thread.pair[1],)
    source = thread.focus or thread.subject
    if not targets or source in {None, *targets} or scene.grammar.pronouns.isdisjoint(before):
        return _NOBODY
    roles.sure -= 0.3
    roles.why.append(f"source {source}: spoken of before, as a pronoun")
    return (str(source),), targets


def _traveller(roles: Roles, thread: Thread, targets: tuple[str, ...]) -> Sides:
    """`Now she will visit Peru`: who was spoken of before, where no leader is in focus."""
    known = (thread.focus, thread.subject, thread.main)
    source = next((c for c in known if c and c not in targets), None)
    if source is None:
        return _NOBODY
    roles.sure -= 0.3
    roles.why.append(f"source {source}: spoken of before, as a pronoun")
    return (source,), targets


def _asked(act: Act, roles: Roles, thread: Thread, targets: tuple[str, ...]) -> Sides:
    """`Peru must stop it.`: said by who spoke before, where the sentence opens with Peru."""
    party, source = roles.target, thread.subject
    ready = act.type == "demand" and party is not None and not party.prep
    if not ready or party is None or source is None or source in targets:
        return _NOBODY
    if party.first > _OPENS or act.hit.first - party.last > _DUTY:
        return _NOBODY
    roles.sure -= 0.3
    roles.why.append(f"source {source}: who spoke before")
    return (source,), targets


def _speaker(
    scene: Scene, act: Act, roles: Roles, thread: Thread, targets: tuple[str, ...]
) -> Sides:
    """`The committee also accused Peru`, `Rojas asked Peru`, `Peru was urged`: who spoke before."""
    known = (thread.subject, thread.main, *reversed(thread.recent))
    source = next((c for c in known if c and c not in targets), None)
    if source is None:
        return _NOBODY
    if act.hit.form.passive and act.hit.form.tense != "converb":
        fits = act.type == "expel" or (act.type == "demand" and not act.hit.entry.get("planned"))
        fits = fits or bool(act.hit.entry.get("host"))
    else:
        fits = _said(scene, act) and act.type in _TOLD and _goes_on(scene, act)
    if not fits:
        return _NOBODY
    roles.sure -= 0.35
    roles.why.append(f"source {source}: who spoke or acted before")
    return (source,), targets


def _goes_on(scene: Scene, act: Act) -> bool:
    """Whether the subject is a pronoun, an office, somebody's name, or that of the verb before."""
    at = _subject(scene, act)
    if at < 0:
        return False
    fold, grammar = scene.folds[at], scene.grammar
    if fold in grammar.goes_on or fold in grammar.speakers or at in scene.covered("head"):
        return True
    if fold in grammar.ands:
        return act.type in _SAID and not any(p.first < at for p in scene.parties)
    named = scene.tokens[at].text[:1].isupper() and at not in scene.named and at not in scene.timed
    opens = at == 0 and (fold in grammar.no_name or fold.endswith(grammar.people))
    return named and not opens


def _both(scene: Scene, act: Act, roles: Roles, thread: Thread, at: int) -> Sides:
    """`Both deny it`, `each side expelled an official`: each of the pair in force to the other."""
    ready = _said(scene, act) and at >= 0 and act.type in _MUTUAL
    if not ready or scene.grammar.mutual.isdisjoint(scene.folds[max(0, at - 1) : at + 1]):
        return _NOBODY
    pair = thread.pair or thread.sides(()) or _only_two(thread.recent)
    if not pair:
        return _NOBODY
    roles.sure -= 0.3
    roles.why.append(f"parties {pair[0]} and {pair[1]}: “both”, each to the other")
    return tuple(pair), tuple(pair)


def _only_two(recent: Iterable[str]) -> tuple[str, ...]:
    two = tuple(code for code in recent if code in states())
    return two if len(two) == 2 else ()
