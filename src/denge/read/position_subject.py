"""The subject of an act in a language of order: before the verb, behind an opening phrase, or said.

What stands in an aside, in another clause or among those who are told something is no subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import Roles, relative_pronoun, take_pronoun
from denge.read.mood_position import auxiliaries

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = ["CLOSERS", "MATERIAL", "find_subject", "relative_object", "told_something"]

CLOSERS: Final = frozenset({";", ":"})
MATERIAL: Final = frozenset({"assault", "coerce", "mobilise", "protest"})  # not done by saying
_FORCES: Final = frozenset({"from", "by"})  # artillery from Peru, shells fired by Peru
_RELATIVE: Final = 8  # words between a relative pronoun and the verb whose object it is
_RELATED: Final = 2  # words between a relative pronoun and the noun before, a subject and its verb
_SAYS: Final = 3  # words between a speaker and the verb of saying
_NAMED: Final = 6  # words between a verb of saying and the titled speaker behind it
_OPENING: Final = 5  # words between the comma behind an opening phrase and the subject


def find_subject(scene: Scene, act: Act, roles: Roles, used: dict[int, Act]) -> None:
    """Fill the source of an act: by a relative clause, a pronoun, the nearest free subject."""
    if _in_relative(scene, act, roles):
        return
    pronoun = relative_pronoun(scene, act)
    before = [p for p in scene.parties if pronoun is not None and pronoun - 4 <= p.last < pronoun]
    if before:
        roles.source = before[-1]
        roles.note("source", before[-1], "what the relative clause is about")
        return
    if _first_person(scene, act):
        _said_by(scene, act, roles)
        return
    if pronoun is not None and _of_others(scene, act, pronoun):
        return
    if take_pronoun(scene, act, roles) or _opening_subject(scene, act, roles):
        return
    before_act = scene.folds[max(0, act.head - 5) : act.head]
    anyone = [p for p in scene.parties if p.last < act.head]
    if anyone and not scene.grammar.decision.isdisjoint(before_act):
        roles.source = anyone[-1]
        roles.note("source", anyone[-1], "whose decision it is", 0.1)
        return
    told, low = told_something(scene), _after_break(scene, act)
    aside = _aside(scene, act)
    left = [
        p
        for p in scene.parties
        if low <= p.first
        and p.first not in aside
        and not _other_subject(scene, act, p)
        and p.last < act.hit.first
        and not p.prep
        and p.agent
        and p.first not in told
    ]
    if not left:
        left = [
            p
            for p in scene.parties
            if p.last < act.hit.first
            and not p.prep
            and p.actors[-1].kind != "demonym"
            and not _other_subject(scene, act, p)
        ]
        if left and act.head - left[-1].last > 6:
            left = []
    free = [p for p in left if id(p) not in used]
    verb = act.hit.first - len(auxiliaries(scene, act.hit.first))
    near = [
        p for p in left if act.hit.first - p.last <= 3 and (id(p) not in used or verb - p.last <= 1)
    ]
    choice = near[-1:] or free[-1:] or left[:1]
    if choice:
        roles.source = choice[0]
        roles.note("source", choice[0], "subject before the verb", 0 if near else 0.05)
        return
    forces = [p for p in scene.parties if p.last < act.hit.first and p.prep in _FORCES]
    if forces and act.type in MATERIAL:
        roles.give("source", forces[-1], "from whom the act comes", 0.1)
        return
    said = [p for p in scene.parties if p.first > act.hit.last and not p.prep and p.agent]
    hits = scene.table("speech")
    if said and any(0 < abs(hit.head - said[-1].first) <= 8 for hit in hits):
        speaker = min(said, key=lambda p: min(abs(hit.head - p.first) for hit in hits))
        roles.give("source", speaker, "the speaker named after", 0.15)
        return
    anyone = [
        p
        for p in scene.parties
        if p.last < act.hit.first
        and (p.leader or p.prep not in scene.grammar.places)
        and not _other_subject(scene, act, p)
    ]
    if anyone:
        roles.source = anyone[-1] if act.type == "assault" else anyone[0]
        roles.note("source", roles.source, "the only party before the verb", 0.25)


def _of_others(scene: Scene, act: Act, pronoun: int) -> bool:
    """`the rebels who attacked`: a noun that names no state is the subject."""
    if act.type not in MATERIAL or pronoun == 0:
        return False
    before = scene.tokens[pronoun - 1].text
    return before[:1].islower() and not any(pronoun - 4 <= p.last < pronoun for p in scene.parties)


def _first_person(scene: Scene, act: Act) -> bool:
    """`We call on Peru`: who speaks is the subject."""
    at = act.hit.first - 1 - len(auxiliaries(scene, act.hit.first))
    return not act.noun and at >= 0 and scene.folds[at] in scene.grammar.first_person


def _said_by(scene: Scene, act: Act, roles: Roles) -> None:
    """The speaker of a quoted sentence, where it is named beside a verb of saying."""
    said = [h.head for h in scene.table("speech") if h.head != act.head]
    near = [
        p
        for p in scene.parties
        if p.agent
        and not p.prep
        and not act.hit.first <= p.first <= act.hit.last
        and any(0 < h - p.last <= _SAYS or 0 < p.first - h <= _NAMED for h in said)
    ]
    if near:
        roles.give("source", near[-1], "who says `we`", 0.05)


def relative_object(scene: Scene, act: Act) -> tuple[int, Party | None] | None:
    """`the boat which Peru seized`, `Chile, which it accused`: the pronoun that is the object of a
    relative clause, and the subject behind it; None for that one where it is a pronoun itself.
    """
    verb = act.hit.first - len(auxiliaries(scene, act.hit.first))
    if act.noun or act.hit.form.passive or not act.hit.form.finite:
        return None
    for index in range(verb - 1, max(-1, verb - _RELATIVE), -1):
        if not scene.folds[index].startswith(scene.grammar.relative):
            continue
        if "," in scene.folds[index:verb] or any(index < a.head < verb for a in scene.acts):
            return None
        inside = [p for p in scene.parties if index < p.first and p.last < verb]
        if len(inside) == 1 and inside[0].agent and not inside[0].prep:
            return (index, inside[0]) if verb - inside[0].last <= _RELATED else None
        own = verb - index == 2 and scene.folds[verb - 1] in scene.grammar.own
        return (index, None) if own and not inside else None
    return None


def _in_relative(scene: Scene, act: Act, roles: Roles) -> bool:
    found = relative_object(scene, act)
    if found is None:
        return False
    pronoun, subject = found
    if subject is None:
        free = [p for p in scene.parties if p.last < pronoun - _RELATED and p.agent and not p.prep]
        subject = free[0] if free else None
    if subject is None:
        return False
    roles.give("source", subject, "the subject of a relative clause")
    return True


def _opening_subject(scene: Scene, act: Act, roles: Roles) -> bool:
    """`Visiting Lima, Chile's king spoke`: an opening phrase is about the subject behind it."""
    opens = act.noun or act.hit.form.tense == "converb"
    if not opens or any(p.last < act.hit.first for p in scene.parties):
        return False
    comma = next((i for i, f in enumerate(scene.folds) if i > act.hit.last and f == ","), None)
    if comma is None or any(o.hit.form.finite and not o.noun for o in _before(scene, act)):
        return False
    if scene.folds[comma + 1 : comma + 2] and scene.folds[comma + 1] in scene.grammar.pronouns:
        roles.pronoun = True
        return True
    behind = [p for p in scene.parties if 0 < p.first - comma <= _OPENING and p.agent]
    if not behind or behind[0].prep:
        return False
    roles.give("source", behind[0], "the subject behind an opening phrase", 0.05)
    return True


def _before(scene: Scene, act: Act) -> list[Act]:
    return [other for other in scene.acts if other.head < act.head]


def _after_break(scene: Scene, act: Act) -> int:
    """First word behind the last semicolon or colon before an act."""
    breaks = (i for i in range(act.hit.first - 1, -1, -1) if scene.folds[i] in CLOSERS)
    return next(breaks, -1) + 1


def _other_subject(scene: Scene, act: Act, party: Party) -> bool:
    """`Peru said that world powers will meet`: between a party and the verb of a clause of its own
    stands another subject, that no pronoun and no noun such as *government* ties to the party.
    """
    verb = act.hit.first - len(auxiliaries(scene, act.head))
    opened = [i for i in range(party.last + 1, verb) if _opens(scene, i)]
    if not opened:
        return False
    heads, own = scene.covered("head"), scene.grammar.own
    between = range(opened[-1] + 1, verb)
    if any(scene.folds[i] in own or i in heads for i in between):
        return False
    return any(scene.tokens[i].text[:1].isalpha() and i not in scene.timed for i in between)


def _opens(scene: Scene, index: int) -> bool:
    """Whether a clause with a subject of its own begins behind a word."""
    return scene.folds[index] in scene.grammar.openers or index in scene.said


def _aside(scene: Scene, act: Act) -> range:
    """The words between commas behind the subject: `Peru, which borders Chile, condemned`."""
    at = act.hit.first - 1 - len(auxiliaries(scene, act.head))
    if at <= 0 or scene.folds[at] != ",":
        return range(0)
    commas = [i for i in range(at - 1, 0, -1) if scene.folds[i] == ","]
    for number, index in enumerate(commas):
        after = scene.folds[index + 1]
        opens = after in scene.grammar.asides or after.endswith(scene.grammar.converb)
        if after.startswith(scene.grammar.relative) or (number == 0 and opens):
            return range(index, at)
    return range(0)


def told_something(scene: Scene) -> set[int]:
    """First words of those told something: they hear, they do not act."""
    told: set[int] = set()
    for hit in scene.table("speech"):
        if scene.folds[hit.head] in scene.grammar.told:
            after = [p for p in scene.parties if 0 < p.first - hit.head <= 3]
            told |= {p.first for p in after[:1]}
    return told
