"""What the thread lends to a clause that leaves a role open, and what that costs in certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.core.state import states
from denge.read.case_lending import lend_by_case, they
from denge.read.counterpart import by_counterpart
from denge.read.position_lending import lend_by_order

if TYPE_CHECKING:
    from denge.read.roles import Roles
    from denge.read.scene import Act, Scene
    from denge.read.thread import Thread

__all__ = ["lend"]

Sides = tuple[tuple[str, ...], tuple[str | None, ...]]

_NOBODY: Final[Sides] = ((), ())
_ANSWERS: Final = frozenset({"criticise", "demand", "reject", "threaten", "praise", "expel"})
_TO_PARTNER: Final = frozenset({"pledge", "aid"})
_TOWARDS: Final = _ANSWERS | {"mobilise", "sanction"}  # done to somebody, named or not
_AIMED: Final = _TOWARDS | {"pledge", "agree", "coerce", "aid"}
_MET: Final = frozenset({"agree", "praise", "reject", "sanction", "coerce", "pledge", "criticise"})
_TOLD_ALONG: Final = frozenset({"reject", "criticise", "mobilise", "sanction"})  # as a converb too
_FEW: Final = 3  # other states named so far, of which the last may be meant
_REACTIONS: Final = frozenset({"criticise", "praise", "reject"})
_CALLED: Final = frozenset({"demand", "praise", "criticise", "threaten", "mediate", "aid"})
_PRONOUN: Final = 3  # words between an act and the pronoun that is its object
_LAST: Final = 2  # states named last, of which one is the speaker
_NEAR: Final = 6  # words between an act and "both sides" that are its object
_DEALT: Final = frozenset({"sign", "agree"})
_PLACE: Final = 12  # words between an act without parties and its place
_WHAT: Final = 8  # words behind an act in which `the kingdom` may stand
_SUBJECT: Final = 3  # words between "the two sides" and their verb
_THEM: Final = 10  # words behind an act in which "them" may stand


def lend(
    scene: Scene,
    act: Act,
    roles: Roles,
    thread: Thread,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
) -> Sides:
    """Both sides of an act, the open one filled from the thread; two empty ones if nothing fits."""
    found = _filled(scene, act, roles, thread, sources, targets)
    if found == _NOBODY and scene.grammar.by_position:
        return lend_by_order(scene, act, roles, thread, sources, targets)
    if found == _NOBODY and scene.grammar.by_cases:
        return lend_by_case(scene, act, roles, thread, sources, targets)
    return found


def _filled(
    scene: Scene,
    act: Act,
    roles: Roles,
    thread: Thread,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
) -> Sides:
    if act.frame == "symmetric":
        return _pair(scene, act, roles, thread, (*sources, *targets))
    if not targets and scene.grammar.by_cases:
        found = by_counterpart(scene, act, roles, thread, sources)
        if found:
            return found
    if targets and not sources:
        return _source(scene, act, roles, thread, targets)
    if sources and not targets:
        return _target(scene, act, roles, thread, sources)
    return _NOBODY


def _source(
    scene: Scene, act: Act, roles: Roles, thread: Thread, targets: tuple[str, ...]
) -> Sides:
    """A journey without a traveller is the text's own state's; a clause without a subject goes on
    with the last one."""
    both = _both_acted(scene, act, thread, targets)
    if both:
        roles.sure -= 0.15
        roles.why.append(f"source {'+'.join(both)}: “the two sides”, the pair in force")
        return both, targets
    if roles.pronoun:
        lender, cost, why = thread.focus, 0.1, "the person in focus, as a pronoun"
    elif act.frame == "goal":
        lender, cost, why = thread.lender(targets), 0.2, "the state that the text is about"
    elif _goes_on(scene, act, roles):
        lender, cost, why = thread.speaker(targets), 0.3, "who spoke before"
    else:
        drops = not (scene.grammar.by_position or scene.grammar.splits or act.hit.form.passive)
        drops = act.frame == "reversed" or (drops and act.hit.form.finite)
        drops = drops and not _owned(scene, roles)
        drops = drops or bool(act.hit.entry.get("ordered"))
        lender, cost, why = (thread.focus if drops else None), 0.25, "the party in focus"
    if lender is None or lender in targets:
        return _NOBODY
    roles.sure -= cost
    roles.why.append(f"source {lender}: {why}")
    return (lender,), targets


def _goes_on(scene: Scene, act: Act, roles: Roles) -> bool:
    """`It also accused Peru`, `the ministry urged Peru`: the subject is who spoke before."""
    if not scene.grammar.by_position or act.type not in _TOWARDS or act.frame != "directed":
        return False
    if act.noun or act.hit.form.passive or not act.hit.form.finite:
        return False
    at = act.hit.first - 1
    while at >= 0 and (
        scene.folds[at] in scene.grammar.auxiliaries
        or scene.folds[at].endswith(scene.grammar.adverb)
    ):
        at -= 1
    return at >= 0 and (scene.folds[at] in scene.grammar.goes_on or at in scene.covered("head"))


def _owned(scene: Scene, roles: Roles) -> bool:
    """`одобряют две трети перуанских избирателей`: an adjective is too little to have an object."""
    target = roles.target
    return (
        scene.grammar.by_cases
        and target is not None
        and not target.leader
        and all(actor.kind == "demonym" for actor in target.actors)
        and target.first == target.last
    )


def _both_acted(
    scene: Scene, act: Act, thread: Thread, targets: tuple[str, ...]
) -> tuple[str, ...]:
    """`The two sides thanked Peru`, `Екеуі Перуді айыптады`: the pair as the subject of an act."""
    if act.noun:
        return ()
    if scene.grammar.verb_final:
        ready = act.frame == "directed" and not act.hit.form.passive
        near = any(h.first < act.head for h in scene.table("pair") if h.entry.id == "subject")
        pair = thread.sides(targets) if ready and near else ()
    elif scene.grammar.by_cases:
        pair = thread.plural if they(scene, act) and act.frame == "directed" else ()
    else:
        near = any(0 < act.head - hit.last <= _SUBJECT for hit in scene.table("pair"))
        pair = (thread.pair or ()) if near and scene.grammar.by_position else ()
    return pair if not set(pair) & set(targets) else ()


def _target(
    scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]
) -> Sides:
    body = act.hit.entry.get("body")
    if body in thread.recent and body not in sources:
        return _lent_target(roles, sources, body, 0.15, "the body that votes")
    found = _lent(scene, act, roles, thread, sources)
    if found is _NOBODY and act.hit.entry.get("alone") and roles.source and roles.source.agent:
        return sources, (None,)
    return found


def _lent(scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]) -> Sides:
    if act.frame == "goal":
        own = thread.main if thread.main not in sources else None
        return _lent_target(roles, sources, own, 0.3, "whom the text is about")
    if act.frame == "received":
        return _lent_target(roles, sources, thread.lender(sources), 0.2, "whom the text is about")
    if act.type in _TO_PARTNER:
        if _them(scene, act) and thread.pair is not None and sources[0] not in thread.pair:
            roles.sure -= 0.15
            roles.why.append("target: “them”, the pair in force")
            return sources, thread.pair
        near = scene.paragraph - thread.paragraph <= 1 and thread.solid
        partner = thread.partner(sources[0]) if near else None
        if partner is None and not scene.grammar.by_position and act.hit.form.finite:
            helped = thread.sufferer(sources, scene.paragraph)
            if helped:
                return _lent_targets(roles, sources, helped, 0.35, "whom the text told of before")
        return _lent_target(roles, sources, partner, 0.3, "the other side of the frame in force")
    sides = _sides(scene, act, thread, sources)
    if sides:
        roles.sure -= 0.15
        roles.why.append(f"target {'+'.join(sides)}: “both sides”, the pair in force")
        return sources, sides
    named = _by_pronoun(scene, act, thread, sources)
    if named:
        return _lent_targets(roles, sources, named, 0.15, "the state named last, as a pronoun")
    described = _described(scene, act, thread, sources)
    if described:
        return _lent_target(roles, sources, described, 0.2, "named by what it is")
    if act.type in _REACTIONS and not act.noun and not scene.grammar.by_position:
        doer = thread.doer(sources, scene.paragraph)
        if doer:
            return _lent_targets(roles, sources, doer, 0.35, "whose act was told just before")
    verbal = act.hit.form.finite or (scene.grammar.verb_final and act.hit.form.tense == "converb")
    kinds = _ANSWERS | {"sanction"} if scene.grammar.by_position else _ANSWERS
    kinds = kinds | {"mobilise"} if scene.grammar.by_cases else kinds
    answers = act.type in kinds and verbal and len(sources) == 1
    if answers and roles.source is not None and roles.source.agent:
        opposite = thread.opposite(sources[0], scene.paragraph)
        if opposite is not None:
            return _lent_target(roles, sources, opposite, 0.35, "whom it dealt with just before")
    beside = _other_here(scene, act, roles, sources) if scene.grammar.splits else None
    if beside is not None:
        return _lent_target(roles, sources, beside, 0.3, "the other state of the sentence")
    other = _other_of_two(scene, act, roles, thread, sources)
    return _lent_target(roles, sources, other, 0.4, "the other state that the text is about")


def _other_here(scene: Scene, act: Act, roles: Roles, sources: tuple[str, ...]) -> str | None:
    """`Lima bir mahkeme önerdi; Quito bunu reddetti`: whom the clause before was about."""
    form = act.hit.form
    said = form.finite and not form.passive and not act.noun
    if act.type not in _MET or not said or roles.source is None or not roles.source.agent:
        return None
    here = {code for party in scene.parties for code in party.codes} - set(sources)
    before = [p for p in scene.parties if p.last < act.hit.first and not p.has("com")]
    named = [code for p in before for code in p.codes if code not in sources]
    return named[-1] if named and len(here) == 1 and len(sources) == 1 else None


def _other_of_two(
    scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]
) -> str | None:
    """`Lima rejected the charge`: the state named last before, where the text is about these two.

    That is where it is the only other state so far, the text's own, or the other of the frame.
    """
    said = act.hit.form.finite or act.type in _TOLD_ALONG
    said = said and not act.noun and (scene.grammar.by_position or not act.hit.form.passive)
    if act.type not in _AIMED or not said or roles.source is None or not roles.source.agent:
        return None
    own = sources[0]
    here = {code for party in scene.parties for code in party.codes}
    others = [code for code in thread.recent if code != own]
    known = [code for code in others if code in states()]
    if len(sources) > 1 or here - {own} or not known or others[-1] != known[-1]:
        return None
    last = known[-1]
    about = len(known) == 1 or last == thread.main or thread.partner(own) == last
    about = about or {own, last} == {thread.main, thread.second}
    return last if about and len(known) <= _FEW else None


def _described(scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]) -> str | None:
    """`suspended aid to the kingdom`: the state named last, told by what it is."""
    nouns, after = scene.grammar.described, scene.folds[act.hit.first : act.hit.last + _WHAT]
    if not nouns or nouns.isdisjoint(after) or len(sources) != 1:
        return None
    before = thread.opposite(sources[0], scene.paragraph)
    others = [code for code in thread.recent if code not in sources and code in states()]
    return before or (others[-1] if others else None)


def _lent_target(
    roles: Roles, sources: tuple[str, ...], target: str | None, cost: float, why: str
) -> Sides:
    if target is None:
        return _NOBODY
    roles.sure -= cost
    roles.why.append(f"target {target}: {why}")
    return sources, (target,)


def _lent_targets(
    roles: Roles, sources: tuple[str, ...], targets: tuple[str, ...], cost: float, why: str
) -> Sides:
    roles.sure -= cost
    roles.why.append(f"target {'+'.join(targets)}: {why}")
    return sources, targets


def _by_pronoun(
    scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]
) -> tuple[str, ...]:
    """`разорвала с ней отношения`: the one whose act was told before."""
    low, high = act.hit.first - _PRONOUN, act.hit.last + _PRONOUN
    words = scene.folds[max(0, low) : high + 1]
    if act.noun or scene.grammar.objects.isdisjoint(words):
        return ()
    others = [code for code in thread.recent[-_LAST:] if code not in sources]
    return thread.doer(sources, scene.paragraph) or tuple(others[-1:])


def _sides(scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]) -> tuple[str, ...]:
    """`taraflara`, `екі елді`, `стороны`: the pair in force as the object of a third party."""
    if act.type not in _CALLED:
        return ()
    low = 0 if scene.grammar.by_position else -_NEAR
    near = [h for h in scene.table("pair") if low <= h.first - act.head <= _NEAR]
    if not near and (act.type != "mediate" or scene.grammar.by_position):
        return ()
    pair = thread.sides(sources)
    if not pair and near and scene.grammar.verb_final:
        named = [c for c in thread.recent if c not in sources and c in states()]
        pair = tuple(named[-2:]) if len(named) > 1 else ()
    return pair if not set(pair) & set(sources) else ()


def _them(scene: Scene, act: Act) -> bool:
    after = scene.folds[act.hit.last : act.hit.last + _THEM]
    return not scene.grammar.them.isdisjoint(after)


def _pair(scene: Scene, act: Act, roles: Roles, thread: Thread, known: tuple[str, ...]) -> Sides:
    """`eight agreements were signed`: the two in force; with one side named, the other one."""
    named = bool(scene.table("pair"))
    if roles.pronoun and len(set(known)) == 1 and thread.focus not in {None, *known}:
        roles.sure -= 0.1
        roles.why.append(f"source {thread.focus}: the person in focus, as a pronoun")
        return (thread.focus or "",), known[:1]
    dealt = act.type in _DEALT and not (known or act.noun or named)
    host = _host(scene, act, thread) if dealt else None
    if host is not None:
        roles.sure -= 0.25
        roles.why.append(f"parties {thread.main} and {host}: the text's own state, and the place")
        return (thread.main or "",), (host,)
    if len(set(known)) == 1 and _bare_title(scene, act):
        lender = thread.lender(known)
        if lender is not None:
            roles.sure -= 0.2
            roles.why.append(f"source {lender}: a title without its state, the text's own")
            return (lender,), known[:1]
    if act.noun and not named:
        return _NOBODY
    if scene.grammar.by_cases and act.hit.form.tense == "participle" and not known:
        return _NOBODY
    if thread.pair is None or scene.paragraph - thread.paragraph > 1:
        return _only_two(act, roles, thread, known) if named else _NOBODY
    pair = _frame(thread, known)
    if pair is None:
        return _NOBODY
    roles.sure -= 0.1 if named or scene.paragraph == thread.paragraph else 0.25
    roles.why.append(f"parties {pair[0]} and {pair[1]}: the frame in force")
    if thread.opener is not None:
        act.why.append(f"frame opened at characters {thread.opener[0]}–{thread.opener[1]}")
    return (pair[0],), (pair[1],)


def _host(scene: Scene, act: Act, thread: Thread) -> str | None:
    """`In Lima eight agreements were signed`: a place outside the frame is the other party."""
    for party in scene.parties:
        located = (
            party.has("loc") if scene.grammar.verb_final else party.prep in scene.grammar.places
        )
        near = abs(party.first - act.head) <= _PLACE
        if located and near and not party.leader and thread.main not in {None, party.codes[0]}:
            framed = thread.pair is not None and party.codes[0] in thread.pair
            return None if framed else party.codes[0]
    return None


def _frame(thread: Thread, known: tuple[str, ...]) -> tuple[str, str] | None:
    if not known:
        return thread.pair
    partner = thread.partner(known[0]) if len(set(known)) == 1 else None
    return None if partner is None else (known[0], partner)


def _only_two(act: Act, roles: Roles, thread: Thread, known: tuple[str, ...]) -> Sides:
    """`The two governments agreed`, where the text has named two states and no more."""
    two = [code for code in thread.recent if code in states()]
    if known or len(two) != 2 or act.noun:
        return _NOBODY
    roles.sure -= 0.25
    roles.why.append(f"parties {two[0]} and {two[1]}: the only two states of the text so far")
    return (two[0],), (two[1],)


def _bare_title(scene: Scene, act: Act) -> bool:
    """A minister without a state before the act: `Enerji Bakanı Ali Veli`."""
    inside = {i for p in scene.parties for i in range(p.first, p.last + 1)}
    return any(
        hit.first < act.hit.first
        and hit.first not in inside
        and scene.tokens[hit.first].text[:1].isupper()
        for hit in scene.table("head")
    )
