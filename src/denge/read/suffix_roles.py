"""Roles by suffixes: the cases to the left of the verb say who does it to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.read.frames import SYMMETRIC, Roles, both_parties, sides_between, take_both
from denge.read.mood_cues import drop
from denge.read.phrases import is_capital
from denge.read.suffix_cues import (
    according,
    goes_on,
    held_at,
    invited,
    own_bloc,
    said_by_someone,
    with_stranger,
)
from denge.read.suffix_lists import (
    adjacent,
    first_of_list,
    issued,
    issuer_of,
    left_state,
    paper_of,
    turned,
    with_other_side,
)

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene

__all__ = ["suffix_roles"]


def suffix_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Roles of an act in a language whose verb closes the clause."""
    del used
    roles = Roles()
    sides = sides_between(scene, roles, act)
    if act.frame in SYMMETRIC and not sides and both_parties(scene, roles, act):
        return roles
    start = _clause_start(scene, act)
    end = act.hit.first if act.frame == "received" else act.hit.last
    window = [p for p in scene.parties if p.first >= start and p.last <= end]
    cases = tuple(act.hit.entry.get("to", ()))
    if act.frame == "speech":
        return _embedded(scene, act, roles, cases)
    if act.frame == "received":
        return _received(act, roles, window)
    if sides:
        window = [p for p in window if set(p.codes) - set(sides)]
    elif issued(scene, act, roles):
        rest = [p for p in window if p.first > (paper_of(scene, act) or 0)]
        _object(scene, act, roles, rest, (*cases, "nom"))
        return roles
    bloc = own_bloc(act, window)
    _subject(scene, act, roles, [p for p in window if p is not bloc])
    if bloc is not None and roles.source is not None:
        roles.give("target", bloc, "whose summit it is")
        return roles
    roles.pronoun = roles.source is None and goes_on(scene, act, start)
    if sides:
        return roles
    rest = [p for p in window if p is not roles.source]
    _object(scene, act, roles, rest, cases)
    if act.hit.entry.get("invites"):
        invited(scene, act, roles, window)
    if act.frame == "symmetric" and roles.target is None and with_stranger(scene, act, start):
        drop(act, "with somebody who is no state's")
    first_of_list(scene, act, roles)
    by = act.frame == "directed" and not act.noun and not scene.grammar.by.isdisjoint(scene.folds)
    if (act.hit.form.passive and act.frame in {"directed", "reversed"}) or by:
        by_agent = _by_agent(scene, roles, window)
        if not act.hit.form.passive:
            return roles
        first_of_list(scene, act, roles)
        if by_agent and roles.target is None:
            _subject_of_sentence(scene, roles)
        if not by_agent and act.frame == "directed" and not _reported(scene, act):
            _passive(roles)
            left_state(act, roles, window)
            if scene.grammar.also and act.type in {"coerce", "expel"}:
                held_at(scene, act, roles)
    return roles


def _received(act: Act, roles: Roles, window: list[Party]) -> Roles:
    """`Lima'dan alınan taahhütler`: told from the receiver's side."""
    for case in act.hit.entry.get("from", ()):
        found = [p for p in window if p.has(case)]
        if found:
            roles.source = found[-1]
            roles.note("source", found[-1], f"the giver ({case})")
            break
    receivers = [
        p
        for p in window
        if p is not roles.source and any(p.has(case) for case in ("nom", "dat", "gen"))
    ]
    if receivers:
        roles.target = receivers[0]
        roles.note("target", receivers[0], "the receiver")
    return roles


def _by_agent(scene: Scene, roles: Roles, window: list[Party]) -> bool:
    """`Peru tarafından`: the agent of a passive."""
    for party in window:
        nxt = party.last + 1
        by = scene.folds[party.last] in scene.grammar.by
        if by or (nxt < len(scene.folds) and scene.folds[nxt] in scene.grammar.by):
            if roles.target is party or roles.target is None or roles.target.codes == party.codes:
                roles.target = next((p for p in window if p.codes != party.codes), None)
            roles.source = party
            roles.note("source", party, "agent of the passive")
            return True
    return False


_STATEMENTS: Final = frozenset({"criticise", "praise", "demand", "reject", "threaten", "pledge"})


def _subject_of_sentence(scene: Scene, roles: Roles) -> None:
    """`Peru Başbakanı, gittiği Lima'da X tarafından kabul edildi`: whom the passive is about."""
    own = set(roles.source.codes) if roles.source else set()
    for party in scene.parties:
        if party.has("nom") and party.agent and not own & set(party.codes):
            roles.give("target", party, "subject of the passive", 0.1)
            return


_OWN: Final = frozenset({"sanction", "aid", "pledge", "expel", "mobilise"})


def _reported(scene: Scene, act: Act) -> bool:
    """`yardımın durdurulduğunu açıkladı`: who announces a passive is taken to do it."""
    nominal = act.hit.form.tense in {"participle", "future"} and not act.hit.form.finite
    return (
        act.type in _OWN
        and nominal
        and any(0 < hit.head - act.hit.last <= 3 for hit in scene.table("speech"))
    )


def _passive(roles: Roles) -> None:
    """Without an agent the subject of a passive is the one acted upon."""
    roles.target, roles.source = roles.source or roles.target, None


_INSIDE: Final = 2  # words between a participle and the act whose clause it stands in


def _clause_start(scene: Scene, act: Act) -> int:
    """First word of the clause that the act closes: behind the previous finite or converb act."""
    start = 0
    for other in scene.acts:
        quoted = other.dropped and not scene.grammar.that.isdisjoint(
            scene.folds[other.hit.last + 1 : act.hit.first]
        )
        if quoted:
            continue
        if other.head < act.hit.first and (
            other.hit.form.finite or other.hit.form.tense in {"converb", "participle"}
        ):
            between = scene.folds[other.hit.last + 1 : act.hit.first]
            inside = (
                other.hit.form.tense == "participle"
                and len(between) <= _INSIDE
                and not (other.hit.form.finite and "," in between)
            )
            start = start if inside else max(start, other.hit.last + 1)
    for index in range(start + 1, act.hit.first):
        if scene.folds[index] == "," and scene.grammar.closed.fullmatch(scene.folds[index - 1]):
            start = index + 1
    for hit in scene.table("stop"):
        if start <= hit.first < act.hit.first:
            start = hit.first + 1
    return start


def _subject(scene: Scene, act: Act, roles: Roles, window: list[Party]) -> None:
    form = act.hit.form
    nominal = act.noun or form.tense in {"participle", "infinitive", "noun"}
    relative = form.tense == "participle" and not act.hit.noun
    if relative:
        nxt = next((p for p in scene.parties if 0 < p.first - act.hit.last <= 2), None)
        apart = nxt is not None and "," in scene.folds[act.hit.last + 1 : nxt.first]
        describes = scene.folds[act.hit.last].endswith(scene.grammar.relating) and not apart
        if nxt and nxt.agent and describes and not any(p.has("gen") for p in window):
            roles.source = nxt
            roles.note("source", nxt, "the one that the participle describes")
            return
        if scene.grammar.describing.fullmatch(scene.folds[act.head]) and act.type in _STATEMENTS:
            return
    window = [
        p for p in window if not _possessor(scene, act, p, window) and not according(scene, p)
    ]
    before = act.hit.first if nominal else act.head
    for case in _subject_cases(scene, act, window, nominal=nominal):
        found = [
            p
            for p in window
            if p.has(case) and p.agent and p.last < before and not _called(scene, p)
        ]
        if case == "nom" and len(found) > 1:
            found = [p for p in found if not _modifies(scene, p)] or found
        if found:
            party = found[-1] if nominal else found[0]
            if act.frame in {"goal"} and case == "nom" and nominal and not party.leader:
                continue
            roles.source = party
            roles.note("source", party, f"subject in the clause ({case})")
            return
    if not form.tense and _giver(act, roles, window):
        return
    earlier = [p for p in scene.parties if p.last < act.hit.first and p not in window and p.agent]
    nominatives = [p for p in earlier if p.has("nom") and not _called(scene, p)]
    if nominatives:
        roles.source = nominatives[-1] if len(nominatives) == 1 else nominatives[0]
        roles.note("source", roles.source, "subject of the sentence", 0.1)
        return
    if act.type in _STATEMENTS and roles.source is None:
        _speaker(scene, act, roles)
        if roles.source is not None:
            return
    later = [p for p in scene.parties if p.first > act.hit.last and p.has("nom") and p.leader]
    if nominal and later and act.type != "demand":
        roles.source = later[0]
        roles.note("source", later[0], "subject of the sentence, named later", 0.15)


def _subject_cases(
    scene: Scene, act: Act, window: list[Party], *, nominal: bool
) -> tuple[str, ...]:
    """Cases of the subject: the genitive of a nominal act, unless the speakers tell of themselves.

    `Peru, Şili'nin kararından rahatsızlık duyduklarını bildirdi`: the plural is the speakers'.
    """
    form = act.hit.form
    if not (nominal or (form.tense == "future" and not form.finite)):
        whole = act.hit.last > act.hit.first and not form.passive
        ahead = (p for p in scene.parties if p.last < act.head)
        whole = whole and not any(p.has("nom") and p.agent for p in ahead)
        return ("nom", "gen") if whole else ("nom",)
    told = act.type in _STATEMENTS and scene.folds[act.head].endswith(scene.grammar.ours)
    told = told and not turned(scene, act)
    if told and any(p.has("nom") and p.agent for p in window):
        return ("nom",)
    return ("gen", "nom")


def _giver(act: Act, roles: Roles, window: list[Party]) -> bool:
    """`Lima'dan Quito'ya itidal çağrısı`: from whom it comes, where a noun tells to whom."""
    givers = [p for p in window if p.has("abl") and p.agent and p.last < act.hit.first]
    if not givers or not any(p.has("dat") and p.first > givers[-1].last for p in window):
        return False
    roles.give("source", givers[-1], "from whom the act comes")
    return True


_OWNED: Final = 3  # words from an owner to what it owns


def _speaker(scene: Scene, act: Act, roles: Roles) -> None:
    """`Лиманың айтуынша`, or the speaker named behind a quotation: `«…», – деді Лима`."""
    said = [hit for hit in scene.table("speech") if hit.first > act.hit.last]
    own = next((p for p in scene.parties if according(scene, p)), None)
    if own is not None:
        roles.give("source", own, "according to whom", 0.05)
        return
    behind = [p for p in scene.parties if said and p.first > said[0].last and p.has("nom")]
    if not behind or "," in scene.folds[said[0].last + 1 : behind[0].first]:
        return
    if behind[0].agent and behind[0].first - said[0].last <= _BEHIND:
        roles.give("source", behind[0], "the speaker behind the quotation", 0.05)


_BEHIND: Final = 3  # words between a verb of saying and the speaker behind it


def _possessor(scene: Scene, act: Act, party: Party, window: list[Party]) -> bool:
    """`Peru, Şili'nin kararını esefle karşıladığını`: whose object it is, beside a subject."""
    nxt = party.last + 1
    form = act.hit.form
    told = form.tense == "participle" or (form.tense == "future" and not form.finite)
    if act.noun or not told or not party.has("gen") or nxt >= act.head:
        return False
    after = range(nxt, min(nxt + _OWNED, act.head))
    if not any(scene.folds[i].endswith(scene.grammar.possessed) for i in after):
        return False
    if nxt in scene.covered("head"):
        return False
    headed = party.leader or party.last in scene.covered("head")
    if act.type not in _STATEMENTS and headed and scene.grammar.splits:
        return False
    if turned(scene, act):
        return False
    own = set(party.codes)
    return any(
        p.has("nom") and p.agent and p.last < party.first and set(p.codes) - own for p in window
    )


def _modifies(scene: Scene, party: Party) -> bool:
    """`Peru bankalarında`: a bare name before what is its own, no subject of its own."""
    nxt = party.last + 1
    return (
        not party.leader
        and nxt < len(scene.folds)
        and not is_capital(scene, nxt)
        and scene.folds[nxt].endswith(scene.grammar.owned)
    )


def _called(scene: Scene, party: Party) -> bool:
    """`Перу деп аталатын`: a name that is only mentioned."""
    nxt = party.last + 1
    return nxt < len(scene.folds) and scene.folds[nxt] in scene.grammar.mentioned


def _object(
    scene: Scene, act: Act, roles: Roles, rest: list[Party], cases: tuple[str, ...]
) -> None:
    for case in cases:
        own = set(roles.source.codes) if roles.source else set()
        found = [p for p in rest if p.has(case) and set(p.codes) - own]
        if case == "attr":
            found = [p for p in rest if adjacent(p, act)]
        if found:
            roles.target = with_other_side(scene, found[-1], own)
            roles.note("target", roles.target, f"case {case}")
            return
    if act.frame in {"goal", "received", "summit"}:
        return
    others = [
        p
        for p in rest
        if (not p.has("loc") or scene.folds[p.last].endswith(scene.grammar.attributes))
        and not p.has("abl")
        and p.codes != (roles.source or p).codes
    ]
    if act.frame == "symmetric":
        take_both(roles)
        return
    if others:
        roles.target = others[-1]
        roles.note("target", others[-1], "the other party in the clause", 0.2)


def _opening(scene: Scene, act: Act) -> int:
    """Index behind the mark that opens the speech in which a finite act stands; 0 for none."""
    if not (act.hit.form.finite and act.hit.entry.get("told")):
        return 0
    marks = [i for i in range(act.hit.first) if scene.folds[i] in scene.grammar.opens]
    return marks[-1] + 1 if marks else 0


def _embedded(scene: Scene, act: Act, roles: Roles, cases: tuple[str, ...]) -> Roles:
    """`Peru, Şili'nin … durması gerektiğini söyledi`: the speaker and whom it is about."""
    speech = next((hit for hit in scene.table("speech") if hit.head >= act.head), None)
    if (
        scene.grammar.also
        and act.hit.entry.id == "ought"
        and not said_by_someone(scene, speech is None)
    ):
        drop(act, "nobody says it")
        return roles
    opening = _opening(scene, act)
    inside = [p for p in scene.parties if opening <= p.first and p.last < act.hit.first]
    ahead = [p for p in scene.parties if p.last < (opening or act.hit.first)]
    quoted = act.hit.form.finite and act.hit.entry.get("told") is not None
    _speaker(scene, act, roles)
    speakers = [roles.source] if roles.source is not None else []
    issuer = issuer_of(scene, act) if speech is not None and speech.form.passive else None
    if issuer is not None and not speakers:
        speakers = [issuer]
    roles.source = None
    if not speakers and not (quoted and not opening):
        speakers = [p for p in ahead if p.has("nom") and p.agent]
    if not speakers and (speech is not None or quoted):
        speakers = [p for p in scene.parties if p.first - act.hit.last > 0 and p.has("nom")]
    if not speakers:
        targets = inside
    else:
        roles.source = speakers[0]
        roles.note("source", speakers[0], "the speaker")
        targets = [p for p in inside if set(p.codes) - set(speakers[0].codes)]
    there = [p for p in targets if scene.folds[p.last].endswith(scene.grammar.attributes or "\0")]
    for case in (*cases, "nom") if quoted else cases:
        found = [p for p in targets if p.has(case)]
        if found:
            roles.target = found[-1]
            roles.note("target", found[-1], f"named in what is said ({case})", 0.05)
            return roles
    if there:
        roles.give("target", there[-1], "where what is said happens", 0.1)
    return roles
