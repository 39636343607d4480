"""Roles by cases on both sides of the verb, and by prepositions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.case_clauses import (
    against,
    content,
    impersonal,
    of_both,
    of_infinitive,
    one_for_many,
    plural,
)
from denge.read.case_lending import they
from denge.read.case_special import ahead_of, behind, by_order, by_summons
from denge.read.case_speech import by_speech, inserted
from denge.read.frames import (
    FAR,
    SYMMETRIC,
    Roles,
    both_parties,
    relative_pronoun,
    sides_between,
    take_both,
    take_pronoun,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.read.scene import Act, Party, Scene

__all__ = ["case_roles"]


def case_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Roles of an act in a language of cases; `used` are the objects of the acts before."""
    roles = Roles()
    sides = sides_between(scene, roles, act)
    if act.frame in SYMMETRIC and not sides and both_parties(scene, roles, act):
        return roles
    low, high = _clause(scene, act)
    aside = inserted(scene, act)
    left = [p for p in scene.parties if low <= p.first < act.head > p.last and p.first not in aside]
    if sides:
        left = [p for p in left if set(p.codes) - set(sides)]
        _nearest_nominative(roles, left, [])
        return roles
    subjects = [p for p in left if not _object_before(scene, p, used)]
    right = [p for p in scene.parties if act.head < p.first and p.last <= high]
    right = [p for p in right if not _next_subject(scene, act, p)]
    if act.frame == "speech":
        return by_speech(scene, act, roles, left)
    if act.noun:
        _by_noun(act, roles, left, right, scene)
    else:
        _by_verb(scene, act, roles, (left, subjects), right)
        if roles.source is None and not act.hit.form.passive and not roles.pronoun:
            _from_clause_before(scene, act, roles, low, used)
    return roles


def _from_clause_before(
    scene: Scene, act: Act, roles: Roles, low: int, used: dict[int, Act]
) -> None:
    """`Перу потребовало …, а также обратилось`: a clause without a subject has the last one's."""
    if not low or not act.hit.form.finite:
        return
    own = set(roles.target.codes) if roles.target else set()
    before = [p for p in scene.parties if p.last < low and p.has("nom") and not p.prep and p.agent]
    free = [p for p in before if not _object_before(scene, p, used) and set(p.codes) - own]
    begin = low + (scene.folds[low] in scene.grammar.parting)
    if free and act.hit.first - begin <= _CONTINUES:
        roles.give("source", free[-1], "subject of the clause before", 0.1)


_CONTINUES: Final = 1  # words between a clause's begin and a verb that goes on with its subject


def _next_subject(scene: Scene, act: Act, party: Party) -> bool:
    """`Лига осудила вторжение, Лима промолчала`: behind a comma begins the next clause."""
    if act.noun or party.prep or not (party.has("nom") and party.agent):
        return False
    if scene.folds[party.first - 1] != "," or party.first - act.hit.last <= 1:
        return False
    return not any(act.head < p.first < party.first and not p.prep for p in scene.parties) or (
        party.first - act.hit.last > _FIRST
    )


_FIRST: Final = 2  # words behind a verb in which the first of a list may stand


def _object_before(scene: Scene, party: Party, used: dict[int, Act]) -> bool:
    """`назвал Перу …`, `посетившая Перу`: the object of a verb before it, if it may be one."""
    if not party.has("acc") or not party.has("nom"):
        return False
    if id(party) in used and used[id(party)].head < party.first:
        return True
    before = party.first - 1
    governed = before >= 0 and scene.folds[before].endswith(scene.grammar.past_endings)
    return governed and any(p.has("nom") and p.agent and p.last < before for p in scene.parties)


def _clause(scene: Scene, act: Act) -> tuple[int, int]:
    """First and last word of an act's clause: marks, conjunctions and coordinated verbs end it."""
    low, high = 0, len(scene.tokens) - 1
    for index, fold in enumerate(scene.folds):
        parts = _parts(scene, index)
        if (fold in {";", "—"} or parts) and index < act.hit.first:
            low = index + 1
        if fold == ":" and index < act.hit.first and _subject_in(scene, index, act):
            low = index + 1
        if fold == ":" and index > act.hit.last and _tells_on(scene, index):
            high = min(high, index)
        if (fold == ";" or parts) and index > act.hit.last:
            high = min(high, index)
    for other in scene.acts:
        if other.hit.first - act.hit.last > _SHARED and _coordinated(scene, act, other):
            high = min(high, other.hit.first - 1)
    return low, high


def _subject_in(scene: Scene, colon: int, act: Act) -> bool:
    """`Лима заявила протест: корабли Чили вошли …`: the clause has a subject of its own."""
    between = scene.parties_between(colon + 1, act.head - 1)
    return any(p.has("nom") and not p.prep for p in between)


def _tells_on(scene: Scene, colon: int) -> bool:
    after = scene.folds[colon + 1 : colon + 2]
    return bool(after) and after[0] not in scene.grammar.prepositions


def _parts(scene: Scene, index: int) -> bool:
    """Whether a comma and a conjunction (`, а`, `, тогда как`) begin another clause here."""
    if scene.folds[index] != "," or index + 1 == len(scene.folds):
        return False
    return scene.folds[index + 1] in scene.grammar.parting


def _coordinated(scene: Scene, act: Act, other: Act) -> bool:
    """`осудил … и призвал`: a finite verb behind an *и* has objects of its own."""
    if act.noun or other.noun or not other.hit.form.finite or not act.hit.form.finite:
        return False
    return scene.folds[other.hit.first - 1] in scene.grammar.ands


_SHARED: Final = 3  # words between two coordinated verbs that still share an object


def _by_noun(act: Act, roles: Roles, left: list[Party], right: list[Party], scene: Scene) -> None:
    genitive = [p for p in right if p.has("gen") and not p.prep and p.first - act.hit.last <= 3]
    if act.type in _PATIENTS:
        _by_patient(roles, genitive, left, right)
        near = [p for p in right if p.first - act.hit.last <= _PLACED]
        if roles.source is None and near:
            _place_as_source(scene, roles, near[0])
        _by_slot(act, roles, [p for p in right if p is not roles.source], scene)
        return
    doers = [p for p in right if _does(p) and p.first - act.hit.last <= 3]
    if doers:
        roles.give("source", doers[0], "agent of the noun")
    elif genitive:
        roles.source = genitive[0]
        roles.note("source", genitive[0], "genitive of the act")
    elif act.type in _TRAVEL or act.frame == "symmetric" or act.hit.entry.get("announced"):
        _nearest_nominative(roles, left, right)
    if act.frame == "symmetric" and act.hit.first:
        ahead_of(scene, act, roles, left)
    _by_slot(act, roles, [p for p in right if p is not roles.source], scene)


_PLACED: Final = 4  # words between a nominal act and its place
_PATIENTS: Final = frozenset({"expel", "coerce"})  # their genitive is to whom it is done


def _by_patient(roles: Roles, genitive: list[Party], left: list[Party], right: list[Party]) -> None:
    """`Перу объявило о высылке дипломатов Чили`: the agent, else the subject of the clause."""
    agents = [p for p in right if _does(p)]
    if agents:
        roles.give("source", agents[0], "agent of the noun")
    else:
        _nearest_nominative(roles, left, [])
    others = [p for p in genitive if p is not roles.source]
    if others:
        roles.give("target", others[0], "genitive of the act")


def _does(party: Party) -> bool:
    """`применение перуанским правительством закона`: the agent in the instrumental."""
    return party.agent and party.has("com") and not (party.prep or party.has("gen"))


_TRAVEL: Final = frozenset({"visit", "meeting", "call"})


def _nearest_nominative(roles: Roles, left: list[Party], right: list[Party]) -> None:
    nominatives = [p for p in left if p.has("nom") and not p.prep and p.agent]
    if nominatives:
        roles.source = nominatives[-1]
        roles.note("source", roles.source, "subject before the act")
        return
    after = [p for p in right if p.has("nom") and not p.prep and p.agent]
    if after:
        roles.source = next((p for p in after if p.leader), after[0])
        roles.note("source", roles.source, "subject after the act", 0.1)


def _by_verb(
    scene: Scene,
    act: Act,
    roles: Roles,
    before_act: tuple[list[Party], list[Party]],
    right: list[Party],
) -> None:
    left, subjects = before_act
    if act.hit.entry.get("summoned"):
        by_summons(scene, act, roles, [*left, *right])
        return
    ordered = act.hit.entry.get("ordered")
    if ordered:
        by_order(roles, [*left, *right], ordered)
        return
    if act.hit.form.passive:
        agents = [p for p in (*right, *left) if p.has("com") and not (p.prep or p.has("nom"))]
        roles.source = agents[0] if agents else None
        roles.note("source", roles.source, "agent of the passive")
        if act.hit.entry.get("posted"):
            _by_post(act, roles, left, right, scene)
            return
        patients = [p for p in (*reversed(left), *right) if p is not roles.source]
        if act.type in _GIVEN:
            _by_slot(act, roles, [p for p in patients if not p.has("nom")], scene)
            return
        if act.type == "sanction" and against(act, roles, patients):
            return
        named = [p for p in patients if p.has("nom") and not p.prep] or [
            p for p in patients if p.has("gen") and not p.prep
        ]
        roles.target = named[0] if named and act.frame != "symmetric" else None
        roles.note("target", roles.target, "subject of the passive")
        if act.frame == "symmetric":
            _by_slot(act, roles, patients, scene)
        if act.hit.entry.get("guest") and roles.target is not None:
            roles.source, roles.target = roles.target, roles.source
        return
    pronoun = relative_pronoun(scene, act)
    if pronoun is None and act.hit.form.tense == "participle":
        pronoun = _comma_before(scene, act)
    before = [p for p in left if pronoun is not None and p.last < pronoun]
    if before:
        roles.source = before[-1]
        roles.note("source", before[-1], "what the relative clause is about")
    elif not behind(scene, act, roles, right) and not take_pronoun(scene, act, roles):
        free = [p for p in subjects if not one_for_many(scene, act, p)]
        if len(free) < len(subjects):
            _placed(scene, roles, [*left, *right])
        subjects = free
        named = any(p.has("nom") and not p.prep for p in subjects)
        unsaid = impersonal(scene, act) and not plural(right) and act.frame != "symmetric"
        if (
            roles.source is None
            and left
            and not named
            and (unsaid or act.hit.form.tense == "converb")
        ):
            _place_as_source(scene, roles, left[0])
        if roles.source is None and act.frame == "symmetric":
            of_both(act, roles, right)
        if roles.source is None:
            _nearest_nominative(roles, subjects, [] if they(scene, act) and not named else right)
    said = _said_from(scene, act)
    rest = [p for p in (*right, *left) if p is not roles.source and p.first >= said]
    if act.frame == "symmetric":
        until = content(scene, act)
        rest = [p for p in rest if p.first < until]
    if act.type == "demand":
        rest = [p for p in rest if not of_infinitive(scene, act, p)]
    _by_slot(act, roles, rest, scene)


_GIVEN: Final = frozenset({"aid", "mobilise"})  # the subject of their passive is no party


def _by_post(act: Act, roles: Roles, left: list[Party], right: list[Party], scene: Scene) -> None:
    """`Посол Перу в Чили отозван`: the envoy's state, and the state of the post."""
    own = [p for p in (*reversed(left), *right) if p.has("nom") and not p.prep]
    if own and roles.source is None:
        roles.give("source", own[0], "whose envoy it is")
    _by_slot(act, roles, [p for p in (*left, *right) if p is not roles.source], scene)


def _comma_before(scene: Scene, act: Act) -> int | None:
    """`Перу, посетивший …`: the comma behind the name that a participle describes."""
    for party in scene.parties:
        comma = party.last + 1
        if comma < act.hit.first <= comma + _DESCRIBED and scene.folds[comma] == ",":
            return comma
    return None


_DESCRIBED: Final = 3  # words between a comma and the participle of the name before it


def _said_from(scene: Scene, act: Act) -> int:
    """Where what is said begins (`, что …`): who says it stands before, and is no object of it."""
    for index in range(act.hit.first - 1, 0, -1):
        if scene.folds[index] in scene.grammar.that and scene.folds[index - 1] == ",":
            return index
    return 0


def _slot_matches(party: Party, slot: str) -> bool:
    """`acc`, `dat`, `com` without a preposition; `с`, `в`, `к` … with that preposition."""
    if slot in _CASES:
        return party.has(slot) and not party.prep
    return party.prep == slot or (slot == "с" and party.prep == "со")


_SUBJECT: Final = frozenset({"nom"})


def _subject_behind(scene: Scene, act: Act, party: Party) -> bool:
    """`Перу поддержало соседа, Боливия …`: behind a comma, the subject of the next clause."""
    nominative = party.cases == _SUBJECT and party.agent and party.first > act.head
    return nominative and scene.folds[party.first - 1] == ","


_CASES: Final = frozenset({"nom", "gen", "dat", "acc", "com", "loc"})


def _far_behind(scene: Scene, act: Act, party: Party) -> bool:
    """Whether two commas or more part an object from its verb."""
    between = scene.folds[act.hit.last : party.first]
    return between.count(",") >= _PARTED


_PARTED: Final = 2


def _by_slot(act: Act, roles: Roles, rest: Iterable[Party], scene: Scene) -> None:
    candidates = list(rest)
    source = set(roles.source.codes) if roles.source else set()
    for slot in act.hit.entry.get("to", ()):
        found = [p for p in candidates if _slot_matches(p, slot) and set(p.codes) - source]
        found = [p for p in found if p.prep or not _far_behind(scene, act, p)]
        if found:
            roles.target = found[0]
            roles.note("target", found[0], f"slot {slot}")
            return
    if act.frame == "symmetric":
        take_both(roles)
        return
    if act.frame == "goal":
        return
    others = [
        p
        for p in candidates
        if set(p.codes) - source
        and p.prep not in scene.grammar.aside
        and not _subject_behind(scene, act, p)
        and abs(p.first - act.head) <= FAR
    ]
    if others:
        roles.target = others[0]
        roles.note("target", others[0], "the other party in the clause", 0.2)


def _place_as_source(scene: Scene, roles: Roles, party: Party) -> None:
    housed = party.has("loc") or (party.has("acc") and party.has("nom"))  # `в МИД`
    if party.prep in scene.grammar.places and housed:
        roles.give("source", party, "the state where it was done, no subject named", 0.1)


def _placed(scene: Scene, roles: Roles, parties: list[Party]) -> None:
    """`Перу обвинили в Чили`: the place tells who did it."""
    for party in parties:
        if party.prep in scene.grammar.places and party.has("loc"):
            _place_as_source(scene, roles, party)
            return
