"""Roles by order and prepositions: the subject before the verb, the object behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import (
    FAR,
    SYMMETRIC,
    Roles,
    both_parties,
    relative_pronoun,
    take_both,
    take_pronoun,
)
from denge.read.mood_position import auxiliaries

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = ["position_roles"]


def position_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Roles of an act in a language of order and prepositions."""
    roles = Roles()
    if act.frame in SYMMETRIC and both_parties(scene, roles, act):
        if act.frame == "mediate":
            roles.source = None
            _subject(scene, act, roles, used)
        return roles
    _, high = _clause(scene, act)
    right = [p for p in scene.parties if act.hit.first < p.first and p.last <= high]
    if act.frame == "speech":
        return _speech(scene, act, roles)
    if act.frame == "received":
        return _received(scene, act, roles, right, used)
    if act.noun:
        _noun(scene, act, roles, right, used)
        return roles
    if act.hit.form.passive:
        _passive(scene, act, roles, right, used)
        return roles
    _subject(scene, act, roles, used)
    if roles.source is not None and roles.source.first > act.hit.last:
        right = [p for p in right if p.last < roles.source.first]
    _object(act, roles, right, scene)
    return roles


_TO_HEARER: Final = frozenset({"pledge", "aid", "threaten"})
_POSSESSED: Final = 4  # words behind an act in which "its …" makes the party before the object
_NEEDS_OBJECT: Final = frozenset({"aid", "coerce", "pledge"})  # never of the one named before
_MATERIAL: Final = frozenset({"assault", "coerce", "mobilise", "protest"})  # not done by saying
_FORCES: Final = frozenset({"from", "by"})  # artillery from Peru, shells fired by Peru
_SHARED: Final = 3  # words between two coordinated verbs that still share an object
_CLOSERS: Final = frozenset({";", ":"})


def _clause(scene: Scene, act: Act) -> tuple[int, int]:
    """Reach to the right: up to the next finite act with its own subject."""
    high = len(scene.tokens) - 1
    for index in range(act.hit.last + 1, len(scene.tokens)):
        if scene.folds[index] in _CLOSERS or _converb_clause(scene, index):
            high = index
            break
    for other in scene.acts:
        if other.head > act.hit.last and not other.noun and other.hit.form.finite:
            own = [
                p
                for p in scene.parties
                if act.hit.last < p.first
                and p.last < other.head <= p.last + 2
                and scene.folds[other.hit.first - 1] not in scene.grammar.ands
            ]
            if own and not own[-1].prep and other.frame != "speech" and act.frame != "directed":
                high = min(high, own[-1].first - 1)
            elif other.head - act.hit.last > _SHARED and _coordinated(scene, other):
                high = min(high, other.hit.first - 1)
    return 0, high


def _converb_clause(scene: Scene, index: int) -> bool:
    """`…, drawing protests`: what follows a comma and a converb belongs to the converb."""
    after = scene.folds[index + 1 : index + 2]
    told = scene.folds[index] == "," and bool(after) and after[0].endswith(scene.grammar.converb)
    return told and not scene.tokens[index + 1].text[:1].isupper()


def _coordinated(scene: Scene, act: Act) -> bool:
    """`met in Lima and condemned`: a verb behind an *and*, whose objects are its own."""
    before = scene.folds[max(0, act.hit.first - 2) : act.hit.first]
    return not scene.grammar.ands.isdisjoint(before)


def _subject(scene: Scene, act: Act, roles: Roles, used: dict[int, Act]) -> None:
    pronoun = relative_pronoun(scene, act)
    before = [p for p in scene.parties if pronoun is not None and pronoun - 4 <= p.last < pronoun]
    if before:
        roles.source = before[-1]
        roles.note("source", before[-1], "what the relative clause is about")
        return
    if take_pronoun(scene, act, roles):
        return
    before_act = scene.folds[max(0, act.head - 5) : act.head]
    anyone = [p for p in scene.parties if p.last < act.head]
    if anyone and not scene.grammar.decision.isdisjoint(before_act):
        roles.source = anyone[-1]
        roles.note("source", anyone[-1], "whose decision it is", 0.1)
        return
    told, low = _told(scene), _after_break(scene, act)
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
    near = [p for p in left if act.hit.first - p.last <= (1 if id(p) in used else 3)]
    choice = near[-1:] or free[-1:] or left[:1]
    if choice:
        roles.source = choice[0]
        roles.note("source", choice[0], "subject before the verb", 0 if near else 0.05)
        return
    forces = [p for p in scene.parties if p.last < act.hit.first and p.prep in _FORCES]
    if forces and act.type in _MATERIAL:
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


def _after_break(scene: Scene, act: Act) -> int:
    """First word behind the last semicolon or colon before an act."""
    breaks = (i for i in range(act.hit.first - 1, -1, -1) if scene.folds[i] in _CLOSERS)
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
    if scene.folds[index] in scene.grammar.openers:
        return True
    return any(hit.head == index and hit.form.finite for hit in scene.table("speech"))


def _aside(scene: Scene, act: Act) -> range:
    """The words between commas behind the subject: `Peru, which borders Chile, condemned`."""
    at = act.hit.first - 1 - len(auxiliaries(scene, act.head))
    if at <= 0 or scene.folds[at] != ",":
        return range(0)
    commas = [i for i in range(at - 1, 0, -1) if scene.folds[i] == ","]
    for number, index in enumerate(commas):
        after = scene.folds[index + 1]
        if after.startswith(scene.grammar.relative) or (
            number == 0 and after in scene.grammar.asides
        ):
            return range(index, at)
    return range(0)


def _told(scene: Scene) -> set[int]:
    """First words of those told something: they hear, they do not act."""
    told: set[int] = set()
    for hit in scene.table("speech"):
        if scene.folds[hit.head] in scene.grammar.told:
            after = [p for p in scene.parties if 0 < p.first - hit.head <= 3]
            told |= {p.first for p in after[:1]}
    return told


def _object(act: Act, roles: Roles, right: list[Party], scene: Scene) -> None:
    source = set(roles.source.codes) if roles.source else set()
    slots = tuple(act.hit.entry.get("to", ()))
    open_to = [p for p in right if set(p.codes) - source and not _own_clause(scene, slots, p)]
    ranked = sorted(
        (
            (max(0, p.first - act.hit.last) + 2 * slots.index(_slot(p)), p.first, p)
            for p in open_to
            if _slot(p) in slots
        ),
        key=lambda item: item[:2],
    )
    if ranked:
        roles.target = ranked[0][2]
        roles.note("target", roles.target, f"slot {_slot(roles.target)}")
        return
    if act.frame == "symmetric":
        take_both(roles)
        return
    if open_to and act.frame != "goal" and open_to[0].first - act.hit.last <= FAR:
        roles.target = open_to[0]
        roles.note("target", open_to[0], "the next party in the clause", 0.15)
        return
    if act.frame == "goal":
        return
    told = _told(scene)
    hearers = [p for p in scene.parties if p.first in told and set(p.codes) - source]
    if hearers and hearers[-1].last < act.hit.first and act.type in _TO_HEARER:
        roles.give("target", hearers[-1], "who was told so", 0.1)
        return
    behind = scene.folds[act.hit.last + 1 : act.hit.last + 2]
    if not scene.grammar.it.isdisjoint(behind) or _of_it(scene, act):
        subjects = [p for p in scene.parties if p.agent and not p.prep and p.last < act.hit.first]
        if subjects and set(subjects[0].codes) - source:
            roles.give("target", subjects[0], "the subject before, as a pronoun", 0.2)
            return
    left = [p for p in scene.parties if p.last < act.hit.first and set(p.codes) - source]
    if left and act.type not in _NEEDS_OBJECT:
        roles.target = left[-1]
        roles.note("target", left[-1], "the other party before the verb", 0.3)


def _of_it(scene: Scene, act: Act) -> bool:
    """`shelled its positions`, `the expulsion of three of its own`: theirs who stand before."""
    return not scene.grammar.its.isdisjoint(
        scene.folds[act.hit.last + 1 : act.hit.last + 1 + _POSSESSED]
    )


def _own_clause(scene: Scene, slots: tuple[str, ...], party: Party) -> bool:
    """`the group that Peru fights`, `after Peru said`: a subject of its own, no object."""
    at = party.first - 1
    if at > 0 and scene.folds[at] in scene.grammar.small:
        at -= 1
    if at < 0 or party.prep or ("that" in slots and scene.folds[at] in scene.grammar.that):
        return False
    return at in scene.covered("clause")


def _slot(party: Party) -> str:
    return party.prep or "obj"


def _passive(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> None:
    patient = Roles()
    _subject(scene, act, patient, used)
    agent = next((p for p in right if p.prep == "by"), None)
    if act.frame == "symmetric":
        roles.source = agent
        both = agent if agent is not None and len(agent.codes) > 1 else patient.source
        if both is not None and len(both.codes) > 1:
            roles.source = roles.target = both
        return
    roles.source, roles.target = agent, patient.source
    roles.note("source", agent, "agent of the passive")
    roles.note("target", roles.target, "subject of the passive")
    if agent is None and act.type == "expel":
        roles.source = next((p for p in right if p.prep == "from"), None)
        roles.note("source", roles.source, "the state that they had to leave")
    elif agent is None:
        others = [
            p for p in right if roles.target is None or set(p.codes) - set(roles.target.codes)
        ]
        if others and act.type in {"assault", "coerce", "protest"}:
            roles.source = others[0]
            roles.note("source", others[0], "the other party of a passive", 0.3)


def _received(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> Roles:
    """`Chile, which received Peruvian aid`: the giver stands behind the verb."""
    receiver = Roles()
    _subject(scene, act, receiver, used)
    inside = [p for p in scene.parties if act.hit.first < p.first and p.last <= act.hit.last + 8]
    roles.target = receiver.source or next(
        (p for p in scene.parties if 0 < act.hit.first - p.last <= 3), None
    )
    roles.source = inside[0] if inside else None
    roles.note("target", roles.target, "the receiver")
    roles.note("source", roles.source, "the giver")
    return roles


def _noun(scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]) -> None:
    owner = [
        p for p in scene.parties if 0 <= act.hit.first - p.last - 1 <= 3 and p.last < act.hit.first
    ]
    if owner and not owner[-1].prep:
        roles.source = owner[-1]
        roles.note("source", owner[-1], "whose act it is")
    by = next((p for p in right if p.prep in {"by", "of"} and p.first - act.hit.last <= 6), None)
    if roles.source is None and by is not None:
        roles.source = by
        roles.note("source", by, f"slot {by.prep}")
    if by is not None and roles.source is by and by.prep == "by" and _of_it(scene, act):
        before = [p for p in scene.parties if p.last < act.hit.first and p.agent and not p.prep]
        if before and set(before[-1].codes) - set(by.codes):
            roles.give("target", before[-1], "whose it is that the act befell", 0.1)
            return
    loose = bool(act.hit.entry.get("loose"))
    near = [
        p
        for p in right
        if p.first - act.hit.last <= 6 and p is not roles.source and (p.prep or loose)
    ]
    if roles.source is None:
        if not loose and not any(_slot(p) in act.hit.entry.get("to", ()) for p in near[:1]):
            return
        _subject(scene, act, roles, used)
        roles.sure -= 0.15
    _object(act, roles, near, scene)


def _speech(scene: Scene, act: Act, roles: Roles) -> Roles:
    """`Chile has to stop it, declared Peru`: the subject of the duty is the one asked."""
    said = [hit.head for hit in scene.table("speech") if hit.head < act.hit.first]
    subject = [
        p
        for p in scene.parties
        if p.last < act.hit.first
        and (act.hit.first - p.last <= 5 or (said and p.agent and p.first > said[-1]))
    ]
    if not subject:
        return roles
    roles.target = subject[-1]
    roles.note("target", subject[-1], "the one who ought to act")
    speakers = [
        p
        for p in scene.parties
        if (
            (p.agent and not p.prep)
            or any(hit.head == p.last + 1 and hit.head < act.head for hit in scene.table("speech"))
        )
        and set(p.codes) - set(roles.target.codes)
        and any(
            abs(hit.head - p.first) <= 6 or abs(hit.head - p.last) <= 6
            for hit in scene.table("speech")
        )
    ]
    if speakers:
        roles.source = speakers[0]
        roles.note("source", speakers[0], "the speaker")
    return roles
