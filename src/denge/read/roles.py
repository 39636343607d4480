"""Who does it to whom: the frame of an act and the grammar of the language fill its roles.

Turkish and Kazakh read cases to the left of the verb, Russian reads cases on both sides, English
reads order and prepositions. A role that the clause leaves open is filled from the sentence, and
what that rests on is said in `why`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.read.scene import Act, Party, Scene

__all__ = ["Roles", "find_roles"]

_SYMMETRIC: Final = frozenset({"symmetric", "mediate"})


@dataclass(slots=True)
class Roles:
    """The parties of one act; `sure` falls with distance and weak cues."""

    source: Party | None = None
    target: Party | None = None
    sure: float = 0.9
    why: list[str] = field(default_factory=list)

    def note(self, role: str, party: Party | None, how: str, cost: float = 0.0) -> None:
        if party is not None:
            self.why.append(f"{role} {'+'.join(party.codes)}: {how}")
            self.sure -= cost


def find_roles(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    """Source and target of an act in its sentence; None where the sentence does not say."""
    if scene.lang in ("tr", "kk"):
        roles = _verb_final(scene, act)
    elif scene.lang == "ru":
        roles = _russian(scene, act)
    else:
        roles = _english(scene, act, used)
    if act.type == "coerce" and act.hit.form.passive and roles.source is None:
        _where_done(scene, roles)
    return roles


def _where_done(scene: Scene, roles: Roles) -> None:
    """`В Иране задержан гражданин Франции`: who arrests is the state where it happens."""
    for party in scene.parties:
        located = party.has("loc") if scene.lang in ("tr", "kk") else party.prep in {"in", "в", "во"}
        if located and (roles.target is None or set(party.codes) - set(roles.target.codes)):
            roles.source = party
            roles.note("source", party, "the state where it was done, no agent named", 0.2)
            return


def _between(scene: Scene, roles: Roles, act: Act) -> bool:
    """`X ve Y arasında`, `between X and Y`: both parties of a symmetric act at once."""
    for hit in scene.table("both"):
        if scene.lang in ("tr", "kk"):
            left = [p for p in scene.parties if p.last < hit.first and hit.first - p.last <= 8]
        else:
            left = [p for p in scene.parties if p.first > hit.last and p.first - hit.last <= 4][:2]
        if not left or abs(hit.first - act.head) > 25:
            continue
        if len(left[-1].codes) >= 2:
            roles.source = roles.target = left[-1]
            roles.note("both", left[-1], "between the two")
            return True
        if len(left) >= 2 and (left[-2].has("com") or scene.lang == "en"):
            roles.source, roles.target = left[-2], left[-1]
            roles.note("both", left[-1], f"between it and {'+'.join(left[-2].codes)}")
            return True
    return False


# Turkish and Kazakh ---------------------------------------------------------------------------


def _verb_final(scene: Scene, act: Act) -> Roles:
    roles = Roles()
    if act.frame in _SYMMETRIC and _between(scene, roles, act):
        return roles
    start = _clause_start(scene, act)
    end = act.hit.first if act.frame == "received" else act.hit.last
    window = [p for p in scene.parties if p.first >= start and p.last <= end]
    cases = tuple(act.hit.entry.get("to", ()))
    if act.frame == "speech":
        return _embedded(scene, act, roles, cases)
    if act.frame == "received":
        return _received(act, roles, window)
    _subject(scene, act, roles, window)
    rest = [p for p in window if p is not roles.source]
    _object(scene, act, roles, rest, cases)
    if act.hit.form.passive and act.frame == "directed" and not _by_agent(scene, roles, window):
        _passive(roles)
    return roles


def _received(act: Act, roles: Roles, window: list[Party]) -> Roles:
    """`Washington'dan alınan taahhütler`: told from the receiver's side."""
    for case in act.hit.entry.get("from", ()):
        found = [p for p in window if p.has(case)]
        if found:
            roles.source = found[-1]
            roles.note("source", found[-1], f"the giver ({case})")
            break
    receivers = [p for p in window if p is not roles.source and (p.has("nom") or p.has("dat"))]
    if receivers:
        roles.target = receivers[0]
        roles.note("target", receivers[0], "the receiver")
    return roles


_BY: Final = frozenset({"tarafından", "тарапынан", "жағынан"})


def _by_agent(scene: Scene, roles: Roles, window: list[Party]) -> bool:
    """`Rusya tarafından`: the agent of a passive."""
    for party in window:
        nxt = party.last + 1
        by = scene.folds[party.last] in _BY
        if by or (nxt < len(scene.folds) and scene.folds[nxt] in _BY):
            if roles.target is party or roles.target is None or roles.target.codes == party.codes:
                roles.target = next((p for p in window if p.codes != party.codes), None)
            roles.source = party
            roles.note("source", party, "agent of the passive")
            return True
    return False


def _passive(roles: Roles) -> None:
    """Without an agent the subject of a passive is the one acted upon."""
    roles.target, roles.source = roles.source or roles.target, None


def _clause_start(scene: Scene, act: Act) -> int:
    """First word of the clause that the act closes: behind the previous finite or converb act."""
    start = 0
    for other in scene.acts:
        if other.head < act.hit.first and (
            other.hit.form.finite or other.hit.form.tense in {"converb", "participle"}
        ):
            start = max(start, other.hit.last + 1)
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
        if nxt is not None and nxt.agent and not any(p.has("gen") for p in window):
            roles.source = nxt
            roles.note("source", nxt, "the one that the participle describes")
            return
    order = ("gen", "nom") if nominal or act.hit.form.tense == "future" else ("nom",)
    for case in order:
        found = [
            p for p in window if p.has(case) and p.agent and p.last < act.hit.first and not _called(scene, p)
        ]
        if found:
            party = found[-1] if nominal else found[0]
            if act.frame in {"goal"} and case == "nom" and nominal and not party.leader:
                continue
            roles.source = party
            roles.note("source", party, f"subject in the clause ({case})")
            return
    earlier = [
        p for p in scene.parties if p.last < act.hit.first and p not in window and p.agent
    ]
    nominatives = [p for p in earlier if p.has("nom") and not _called(scene, p)]
    if nominatives:
        roles.source = nominatives[-1] if len(nominatives) == 1 else nominatives[0]
        roles.note("source", roles.source, "subject of the sentence", 0.1)
        return
    later = [p for p in scene.parties if p.first > act.hit.last and p.has("nom") and p.leader]
    if nominal and later and act.type != "demand":
        roles.source = later[0]
        roles.note("source", later[0], "subject of the sentence, named later", 0.15)


_MENTIONED: Final = frozenset(
    {"deniyor", "denilen", "adlı", "karşıtı", "yanlısı", "destekçisi", "деп", "атты"}
)


def _called(scene: Scene, party: Party) -> bool:
    """`Македония деп аталатын`: a name that is only mentioned."""
    nxt = party.last + 1
    return nxt < len(scene.folds) and scene.folds[nxt] in _MENTIONED


def _object(
    scene: Scene, act: Act, roles: Roles, rest: list[Party], cases: tuple[str, ...]
) -> None:
    for case in cases:
        found = [p for p in rest if p.has(case) and p is not roles.source]
        if case == "attr":
            found = [p for p in rest if _adjacent(p, act)]
        if found:
            roles.target = found[-1]
            roles.note("target", found[-1], f"case {case}")
            return
    if act.frame in {"goal", "received", "summit"}:
        return
    others = [
        p
        for p in rest
        if not p.has("loc") and not p.has("abl") and p.codes != (roles.source or p).codes
    ]
    if act.frame == "symmetric":
        if roles.source is not None and len(roles.source.codes) > 1:
            roles.target = roles.source
            roles.note("target", roles.source, "both subjects")
        return
    if others:
        roles.target = others[-1]
        roles.note("target", others[-1], "the other party in the clause", 0.2)


def _adjacent(party: Party, act: Act) -> bool:
    return 0 < act.hit.first - party.last <= 2 and party.cases <= {"nom", "gen", ""}


def _embedded(scene: Scene, act: Act, roles: Roles, cases: tuple[str, ...]) -> Roles:
    """`Arınç, İsrail'in … durması gerektiğini söyledi`: the speaker and whom the content is about."""
    speech = next((hit for hit in scene.table("speech") if hit.head >= act.head), None)
    inside = [p for p in scene.parties if p.last < act.hit.first]
    speakers = [p for p in inside if p.has("nom") and p.agent]
    if not speakers and speech is not None:
        speakers = [p for p in scene.parties if 0 < p.first - act.hit.last and p.has("nom")]
    if not speakers:
        targets = inside
    else:
        roles.source = speakers[0]
        roles.note("source", speakers[0], "the speaker")
        targets = [p for p in inside if set(p.codes) - set(speakers[0].codes)]
    for case in cases:
        found = [p for p in targets if p.has(case)]
        if found:
            roles.target = found[-1]
            roles.note("target", found[-1], f"named in what is said ({case})", 0.05)
            return roles
    return roles


# Russian --------------------------------------------------------------------------------------


def _russian(scene: Scene, act: Act) -> Roles:
    roles = Roles()
    if act.frame in _SYMMETRIC and _between(scene, roles, act):
        return roles
    low, high = _russian_clause(scene, act)
    left = [p for p in scene.parties if low <= p.first and p.last < act.head]
    right = [p for p in scene.parties if act.head < p.first and p.last <= high]
    if act.frame == "speech":
        return _russian_speech(scene, act, roles, left)
    if act.noun:
        _russian_noun(act, roles, left, right, scene)
    else:
        _russian_verb(scene, act, roles, left, right)
    return roles


def _russian_speech(scene: Scene, act: Act, roles: Roles, left: list[Party]) -> Roles:
    """`Минск считает, что Москва должна`: the speaker, and the subject of what is said."""
    speech = [h for h in scene.table("speech") if h.head < act.head]
    if not speech or _relative(scene, act):
        return roles
    inner = [p for p in left if p.first > speech[-1].head and p.has("nom") and not p.prep]
    outer = [p for p in left if p.last < speech[-1].head and p.has("nom") and not p.prep]
    if inner and outer:
        roles.source, roles.target = outer[-1], inner[-1]
        roles.note("source", outer[-1], "the speaker")
        roles.note("target", inner[-1], "the subject of what is said")
    return roles


def _relative(scene: Scene, act: Act) -> int | None:
    """Index of a relative pronoun shortly before the act, whose antecedent is the subject."""
    for index in range(act.hit.first - 1, max(-1, act.hit.first - 4), -1):
        if scene.folds[index].startswith("котор") or scene.folds[index] in {"which", "who"}:
            return index
    return None


def _russian_clause(scene: Scene, act: Act) -> tuple[int, int]:
    low, high = 0, len(scene.tokens) - 1
    for index, fold in enumerate(scene.folds):
        if fold in {";", "—"} and index < act.hit.first:
            low = index + 1
        if fold == ";" and index > act.hit.last:
            high = min(high, index)
    return low, high


def _russian_noun(
    act: Act, roles: Roles, left: list[Party], right: list[Party], scene: Scene
) -> None:
    genitive = [p for p in right if p.has("gen") and not p.prep and p.first - act.hit.last <= 3]
    if genitive:
        roles.source = genitive[0]
        roles.note("source", genitive[0], "genitive of the act")
    elif act.type in _TRAVEL or act.frame == "symmetric":
        _nearest_nominative(roles, left, right)
    _by_slot(act, roles, [p for p in right if p is not roles.source], scene)


_TRAVEL: Final = frozenset({"visit", "meeting", "call"})


def _nearest_nominative(roles: Roles, left: list[Party], right: list[Party]) -> None:
    nominatives = [p for p in left if p.has("nom") and not p.prep and p.agent]
    if nominatives:
        roles.source = nominatives[-1]
        roles.note("source", roles.source, "subject before the act")
        return
    after = [p for p in right if p.has("nom") and not p.prep and p.agent]
    if after:
        roles.source = after[0]
        roles.note("source", roles.source, "subject after the act", 0.1)


def _russian_verb(
    scene: Scene, act: Act, roles: Roles, left: list[Party], right: list[Party]
) -> None:
    if act.hit.form.passive:
        agents = [p for p in (*right, *left) if p.has("com") and not p.prep]
        roles.source = agents[0] if agents else None
        roles.note("source", roles.source, "agent of the passive")
        patients = [p for p in (*reversed(left), *right) if p is not roles.source]
        named = [p for p in patients if p.has("nom") and not p.prep] or [
            p for p in patients if p.has("gen") and not p.prep
        ]
        roles.target = named[0] if named and act.frame != "symmetric" else None
        roles.note("target", roles.target, "subject of the passive")
        if act.frame == "symmetric":
            _by_slot(act, roles, patients, scene)
        return
    pronoun = _relative(scene, act)
    before = [p for p in left if pronoun is not None and p.last < pronoun]
    if before:
        roles.source = before[-1]
        roles.note("source", before[-1], "what the relative clause is about")
    else:
        _nearest_nominative(roles, left, right)
    if roles.source is None and scene.folds[act.head].endswith("ли") and left:
        if left[0].prep in {"в", "во"} and left[0].has("loc"):
            roles.source = left[0]
            roles.note("source", left[0], "the state where it was done, no subject named", 0.2)
    rest = [p for p in (*right, *left) if p is not roles.source]
    _by_slot(act, roles, rest, scene)


def _slot_matches(party: Party, slot: str) -> bool:
    """`acc`, `dat`, `com` without a preposition; `с`, `в`, `к` … with that preposition."""
    if slot in _RU_CASES:
        return party.has(slot) and not party.prep
    return party.prep == slot or (slot == "с" and party.prep == "со")


_RU_CASES: Final = frozenset({"nom", "gen", "dat", "acc", "com", "loc"})


def _by_slot(act: Act, roles: Roles, rest: Iterable[Party], scene: Scene) -> None:
    candidates = list(rest)
    source = set(roles.source.codes) if roles.source else set()
    for slot in act.hit.entry.get("to", ()):
        found = [p for p in candidates if _slot_matches(p, slot) and set(p.codes) - source]
        if found:
            roles.target = found[0]
            roles.note("target", found[0], f"slot {slot}")
            return
    if act.frame == "symmetric":
        if roles.source is not None and len(roles.source.codes) > 1:
            roles.target = roles.source
            roles.note("target", roles.source, "both subjects")
        return
    if act.frame == "goal":
        return
    others = [
        p
        for p in candidates
        if set(p.codes) - source and p.prep not in _RU_ASIDE and abs(p.first - act.head) <= _FAR
    ]
    if others:
        roles.target = others[0]
        roles.note("target", others[0], "the other party in the clause", 0.2)


_FAR: Final = 8  # words; a party farther off is not the object by default
_RU_ASIDE: Final = frozenset({"из", "у", "от", "после", "до", "перед", "по"})


# English --------------------------------------------------------------------------------------


def _english(scene: Scene, act: Act, used: dict[int, Act]) -> Roles:
    roles = Roles()
    if act.frame in _SYMMETRIC and _between(scene, roles, act):
        if act.frame == "mediate":
            roles.source = None
            _english_subject(scene, act, roles, used)
        return roles
    low, high = _english_clause(scene, act)
    right = [p for p in scene.parties if act.hit.first < p.first and p.last <= high]
    if act.frame == "speech":
        return _english_speech(scene, act, roles)
    if act.frame == "received":
        return _english_received(scene, act, roles, right, used)
    if act.noun:
        _english_noun(scene, act, roles, right, used)
        return roles
    if act.hit.form.passive:
        _english_passive(scene, act, roles, right, used)
        return roles
    _english_subject(scene, act, roles, used)
    _english_object(act, roles, right, scene)
    return roles


_CLOSERS: Final = frozenset({";", ":"})


def _english_clause(scene: Scene, act: Act) -> tuple[int, int]:
    """Reach to the right: up to the next finite act with its own subject."""
    high = len(scene.tokens) - 1
    for index in range(act.hit.last + 1, len(scene.tokens)):
        if scene.folds[index] in _CLOSERS:
            high = index
            break
    for other in scene.acts:
        if other.head > act.hit.last and not other.noun and other.hit.form.finite:
            own = [
                p for p in scene.parties if act.hit.last < p.first and p.last < other.head <= p.last + 2
            ]
            if own and not own[-1].prep and other.frame != "speech" and act.frame != "directed":
                high = min(high, own[-1].first - 1)
    return 0, high


def _english_subject(scene: Scene, act: Act, roles: Roles, used: dict[int, Act]) -> None:
    pronoun = _relative(scene, act)
    before = [p for p in scene.parties if pronoun is not None and pronoun - 4 <= p.last < pronoun]
    if before:
        roles.source = before[-1]
        roles.note("source", before[-1], "what the relative clause is about")
        return
    decided = scene.folds[max(0, act.head - 5) : act.head]
    anyone = [p for p in scene.parties if p.last < act.head]
    if anyone and ("decision" in decided or "decisions" in decided):
        roles.source = anyone[-1]
        roles.note("source", anyone[-1], "whose decision it is", 0.1)
        return
    told = _told(scene)
    left = [
        p
        for p in scene.parties
        if p.last < act.hit.first and not p.prep and p.agent and p.first not in told
    ]
    if not left:
        left = [p for p in scene.parties if p.last < act.hit.first and not p.prep]
        if left and act.head - left[-1].last > 6:
            left = []
    near = [p for p in left if act.hit.first - p.last <= 3]
    free = [p for p in left if id(p) not in used]
    choice = near[-1:] or free[-1:] or left[:1]
    if choice:
        roles.source = choice[0]
        roles.note("source", choice[0], "subject before the verb", 0 if near else 0.05)
        return
    said = [p for p in scene.parties if p.first > act.hit.last and not p.prep and p.agent]
    hits = scene.table("speech")
    if said and any(0 < abs(hit.head - said[-1].first) <= 8 for hit in hits):
        roles.source = said[-1]
        roles.note("source", said[-1], "the speaker named after", 0.15)
        return
    anyone = [p for p in scene.parties if p.last < act.hit.first]
    if anyone:
        roles.source = anyone[-1] if act.type == "assault" else anyone[0]
        roles.note("source", roles.source, "the only party before the verb", 0.25)


def _told(scene: Scene) -> set[int]:
    """First words of those told something: they hear, they do not act."""
    told: set[int] = set()
    for hit in scene.table("speech"):
        if scene.folds[hit.head] in {"told", "tell", "tells"}:
            after = [p for p in scene.parties if 0 < p.first - hit.head <= 3]
            told |= {p.first for p in after[:1]}
    return told


def _english_object(act: Act, roles: Roles, right: list[Party], scene: Scene) -> None:
    source = set(roles.source.codes) if roles.source else set()
    slots = tuple(act.hit.entry.get("to", ()))
    open_to = [p for p in right if set(p.codes) - source]
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
        if roles.source is not None and len(roles.source.codes) > 1:
            roles.target = roles.source
            roles.note("target", roles.source, "both subjects")
        return
    if open_to and act.frame != "goal" and open_to[0].first - act.hit.last <= _FAR:
        roles.target = open_to[0]
        roles.note("target", open_to[0], "the next party in the clause", 0.15)
        return
    if act.frame == "goal":
        return
    left = [p for p in scene.parties if p.last < act.hit.first and set(p.codes) - source]
    if left:
        roles.target = left[-1]
        roles.note("target", left[-1], "the other party before the verb", 0.3)


def _slot(party: Party) -> str:
    return party.prep or "obj"


def _english_passive(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> None:
    patient = Roles()
    _english_subject(scene, act, patient, used)
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
    if agent is None:
        others = [p for p in right if roles.target is None or set(p.codes) - set(roles.target.codes)]
        if others and act.type in {"assault", "coerce", "protest"}:
            roles.source = others[0]
            roles.note("source", others[0], "the other party of a passive", 0.3)


def _english_received(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> Roles:
    """`El Salvador, which received American aid`: the giver stands behind the verb."""
    receiver = Roles()
    _english_subject(scene, act, receiver, used)
    inside = [p for p in scene.parties if act.hit.first < p.first and p.last <= act.hit.last + 8]
    roles.target = receiver.source or next(
        (p for p in scene.parties if 0 < act.hit.first - p.last <= 3), None
    )
    roles.source = inside[0] if inside else None
    roles.note("target", roles.target, "the receiver")
    roles.note("source", roles.source, "the giver")
    return roles


def _english_noun(
    scene: Scene, act: Act, roles: Roles, right: list[Party], used: dict[int, Act]
) -> None:
    owner = [p for p in scene.parties if 0 <= act.hit.first - p.last - 1 <= 3 and p.last < act.hit.first]
    if owner and not owner[-1].prep:
        roles.source = owner[-1]
        roles.note("source", owner[-1], "whose act it is")
    by = next((p for p in right if p.prep in {"by", "of"} and p.first - act.hit.last <= 6), None)
    if roles.source is None and by is not None:
        roles.source = by
        roles.note("source", by, f"slot {by.prep}")
    loose = bool(act.hit.entry.get("loose"))
    near = [
        p
        for p in right
        if p.first - act.hit.last <= 6 and p is not roles.source and (p.prep or loose)
    ]
    if roles.source is None:
        if not loose and not any(_slot(p) in act.hit.entry.get("to", ()) for p in near[:1]):
            return
        _english_subject(scene, act, roles, used)
        roles.sure -= 0.15
    _english_object(act, roles, near, scene)


def _english_speech(scene: Scene, act: Act, roles: Roles) -> Roles:
    """`Israel has to stop it, declared Bush`: the subject of the duty is the one asked."""
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
        and any(abs(hit.head - p.first) <= 6 or abs(hit.head - p.last) <= 6 for hit in scene.table("speech"))
    ]
    if speakers:
        roles.source = speakers[0]
        roles.note("source", speakers[0], "the speaker")
    return roles
