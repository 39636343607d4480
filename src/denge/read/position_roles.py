"""Roles by order and prepositions: the subject before the verb, the object behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import (
    FAR,
    SYMMETRIC,
    Roles,
    both_parties,
    take_both,
)
from denge.read.position_passive import passive_roles
from denge.read.position_subject import (
    CLOSERS,
    MATERIAL,
    find_subject,
    relative_object,
    told_something,
)

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = ["position_roles"]


def position_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Roles of an act in a language of order and prepositions."""
    roles = Roles()
    if act.frame in SYMMETRIC and both_parties(scene, roles, act):
        if act.frame == "mediate":
            roles.source = None
            _mediator(scene, act, roles, used)
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
        passive_roles(scene, act, roles, right, used)
        return roles
    if act.hit.entry.get("inside"):
        _inside(scene, act, roles)
        return roles
    find_subject(scene, act, roles, used)
    if roles.source is not None and roles.source.first > act.hit.last:
        right = [p for p in right if p.last < roles.source.first]
    _object(act, roles, right, scene)
    return roles


def _inside(scene: Scene, act: Act, roles: Roles) -> None:
    """`a charge that Peru denies`: who denies it stands within, who made it before."""
    own = [p for p in scene.parties if act.hit.first < p.first and p.last < act.head]
    if not own:
        return
    roles.give("source", own[-1], "the subject of a relative clause")
    before = [p for p in scene.parties if p.last < act.hit.first and p.agent and not p.prep]
    made = [p for p in before if set(p.codes) - set(own[-1].codes)]
    if made:
        roles.give("target", made[0], "whose claim it is", 0.1)


def _mediator(scene: Scene, act: Act, roles: Roles, used: dict[int, Act]) -> None:
    """Who mediates: the owner of a nominal act, the agent of a passive, or else the subject."""
    sides = set(roles.target.codes) if roles.target else set()
    if act.noun or act.hit.form.passive:
        owner = [p for p in scene.parties if 0 < act.hit.first - p.last <= _OWNER and act.noun]
        behind = [p for p in scene.parties if p.prep == "by" and p.first > act.hit.last]
        found = [p for p in (*owner[-1:], *behind[:1]) if not sides & set(p.codes)]
        if found:
            roles.give("source", found[0], "the mediator")
        return
    find_subject(scene, act, roles, used)
    if roles.source is not None and sides & set(roles.source.codes):
        roles.source = None


_OWNER: Final = 4  # words between an owner and the noun that names its act
_PAIR: Final = 6  # words between an act and the pair that is its object
_ARTICLES: Final = frozenset({"a", "an", "the"})  # between a party and a noun that it owns not
_SPOKEN: Final = frozenset({"", "with", "from", "to"})  # before those who speak by telephone
_WARNED: Final = frozenset({"threaten", "demand", "criticise", "reject"})
_AGENT: Final = 8  # words between a noun and whose act it is
_DONE_TO: Final = frozenset({"expel", "coerce", "assault", "criticise", "praise", "reject"})
_NEXT: Final = 2  # words between a meeting of several and the one whom they meet
_SAYS: Final = 3  # words between a speaker and the verb of saying
_TO_HEARER: Final = frozenset({"pledge", "aid", "threaten"})
_POSSESSED: Final = 4  # words behind an act in which "its …" makes the party before the object
_NEEDS_OBJECT: Final = frozenset({"aid", "coerce", "pledge"})  # never of the one named before
_POST: Final = 4  # words between an envoy and the state where he is posted
_SHARED: Final = 3  # words between two coordinated verbs that still share an object


def _clause(scene: Scene, act: Act) -> tuple[int, int]:
    """Reach to the right: up to the next finite act with its own subject."""
    high = len(scene.tokens) - 1
    for index in range(act.hit.last + 1, len(scene.tokens)):
        if scene.folds[index] in CLOSERS or _converb_clause(scene, index):
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
                and scene.folds[other.hit.first - 1] not in scene.grammar.infinitive
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


def _object(act: Act, roles: Roles, right: list[Party], scene: Scene) -> None:
    source = set(roles.source.codes) if roles.source else set()
    slots = tuple(act.hit.entry.get("to", ()))
    open_to = [
        p
        for p in right
        if set(p.codes) - source and not _own_clause(scene, slots, p) and not _speaker(scene, p)
    ]
    if _antecedent(scene, act, roles, source):
        return
    posted = _posted(scene, act, open_to)
    if posted is not None:
        roles.give("target", posted, "where the envoy is posted")
        return
    ranked = sorted(
        (
            (max(0, p.first - act.hit.last) + 2 * slots.index(_slot(p)), p.first, p)
            for p in open_to
            if _slot(p) in slots
        ),
        key=lambda item: item[:2],
    )
    if act.frame == "symmetric" and len(source) > 1:
        ranked = [r for r in ranked if _slot(r[2]) == "with" or r[1] - act.hit.last <= _NEXT]
    if ranked:
        roles.target = ranked[0][2]
        roles.note("target", roles.target, f"slot {_slot(roles.target)}")
        roles.loose = act.type in _WARNED and _within_content(scene, act, roles.target)
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
    if _both_behind(scene, act):
        return
    told = told_something(scene)
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
    if act.noun and act.type in MATERIAL:
        return
    if left and (act.type not in _NEEDS_OBJECT or act.hit.entry.get("alone")):
        # Who acted in the clause before is answered, rather than whom it only names.
        bare = [p for p in left if not p.prep and p.first not in told]
        other = (bare or left)[-1]
        roles.give("target", other, "the other party before the verb", 0.3)
        roles.loose = True


def _both_behind(scene: Scene, act: Act) -> bool:
    """`urged the two governments`: the object is a pair, to be found in the thread."""
    return any(0 < hit.first - act.head <= _PAIR for hit in scene.table("pair"))


def _speaker(scene: Scene, party: Party) -> bool:
    """`…, Peru's army said`: who tells it, behind a comma, is no object of the act."""
    at = party.first - 1
    at -= at > 0 and scene.folds[at] == "the"
    if party.prep or at < 0 or scene.folds[at] != ",":
        return False
    said = (h for h in scene.table("speech") if h.form.tense == "past")
    return any(0 < hit.head - party.last <= _SAYS for hit in said)


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


def _antecedent(scene: Scene, act: Act, roles: Roles, source: set[str]) -> bool:
    """`Chile, which it accused`: the object is what the relative clause is about."""
    found = relative_object(scene, act)
    if found is None or act.frame != "directed":
        return False
    before = [p for p in scene.parties if 0 < found[0] - p.last <= _POST]
    if not before or not set(before[-1].codes) - source:
        return False
    roles.give("target", before[-1], "what the relative clause is about")
    return True


def _within_content(scene: Scene, act: Act, party: Party) -> bool:
    """`warned that it might not work with Chile`: named in what is said, not spoken to."""
    said = scene.folds[act.hit.last + 1 : act.hit.last + _POST]
    return bool(party.prep) and party.prep != "to" and not scene.grammar.that.isdisjoint(said)


def _posted(scene: Scene, act: Act, open_to: list[Party]) -> Party | None:
    """`withdrew its ambassador from Peru`: where the envoy of the act itself is posted."""
    if scene.covered("envoy").isdisjoint(range(act.hit.first, act.hit.last + 1)):
        return None
    near = (p for p in open_to if p.first - act.hit.last <= _POST)
    return next((p for p in near if p.prep == "posted"), None)


def _received(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> Roles:
    """`Chile, which received Peruvian aid`: the giver stands behind the verb."""
    receiver = Roles()
    find_subject(scene, act, receiver, used)
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
        p
        for p in scene.parties
        if 0 <= act.hit.first - p.last - 1 <= 3
        and p.last < act.hit.first
        and _ARTICLES.isdisjoint(scene.folds[p.last + 1 : act.hit.first])
    ]
    agent = next((p for p in right if p.prep == "by" and p.first - act.hit.last <= 6), None)
    if owner and not owner[-1].prep and agent is not None and act.frame == "goal":
        roles.give("source", agent, "slot by")
        roles.give("target", owner[-1], "who is visited")
        return
    if owner and not owner[-1].prep:
        roles.source = owner[-1]
        roles.note("source", owner[-1], "whose act it is")
    near_by = [p for p in right if p.prep in {"by", "of"} and p.first - act.hit.last <= _AGENT]
    if act.type in _DONE_TO:
        near_by = [p for p in near_by if p.prep == "by"]
    by = next(iter(near_by), None)
    if roles.source is None and by is not None:
        roles.source = by
        roles.note("source", by, f"slot {by.prep}")
    if by is not None and roles.source is by and by.prep == "by" and _of_it(scene, act):
        before = [p for p in scene.parties if p.last < act.hit.first and p.agent and not p.prep]
        if before and set(before[-1].codes) - set(by.codes):
            roles.give("target", before[-1], "whose it is that the act befell", 0.1)
            return
    if act.type == "call" and roles.source is None and _spoke(scene, act, roles):
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
        if act.type in MATERIAL:
            return
        find_subject(scene, act, roles, used)
        roles.sure -= 0.15
    _object(act, roles, near, scene)


def _spoke(scene: Scene, act: Act, roles: Roles) -> bool:
    """`In a phone call, Peru's king urged Chile's to leave`: the two who act in the sentence."""
    people = [p for p in scene.parties if p.agent and p.prep in _SPOKEN]
    if not people:
        return False
    other = next((p for p in people if set(p.codes) - set(people[0].codes)), None)
    if len(people[0].codes) == 1 and other is None:
        return False
    roles.give("source", people[0], "who spoke", 0.1)
    roles.give("target", other if len(people[0].codes) == 1 and other else people[0], "who spoke")
    return True


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
    if _he_said(scene, roles, act):
        return roles
    if speakers:
        roles.source = speakers[0]
        roles.note("source", speakers[0], "the speaker")
    return roles


def _he_said(scene: Scene, roles: Roles, act: Act) -> bool:
    """`Meeting Chile's king, he said`: the speaker is the person in focus, not the one met."""
    pronouns = [
        hit.head - 1
        for hit in scene.table("speech")
        if 0 < hit.head < act.head and scene.folds[hit.head - 1] in scene.grammar.pronouns
    ]
    if not pronouns:
        return False
    before = [p for p in scene.parties if p.last < pronouns[-1] and p.leader and not p.prep]
    if any(p.first - 1 not in scene.verb_ends for p in before):
        return False
    roles.pronoun = True
    return True
