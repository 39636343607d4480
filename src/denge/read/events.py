"""Clauses become events: an act, its parties, its time, place, format and status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from denge.core.state import states
from denge.read.acts import act_types, plover_of
from denge.read.case_lending import each_other
from denge.read.lending import lend
from denge.read.roles import Roles, find_roles
from denge.read.taught import lessons
from denge.read.thread import Draft

if TYPE_CHECKING:
    from denge.read.scene import Act, Party, Scene
    from denge.read.taught_features import Memory
    from denge.read.thread import Thread
    from denge.read.when import Time

__all__ = ["read_events", "taught_events"]

_OPEN_FRAME: Final = frozenset({"visit", "meeting", "call", "summit", "sign", "agree"})
_LEADS: Final = ("head_of_state", "head_of_government", "foreign_minister")


def read_events(scene: Scene, thread: Thread, *, domestic: bool = False) -> list[Draft]:
    """The events of one sentence; the thread lends and learns."""
    drafts: list[Draft] = []
    used: dict[int, Act] = {}
    for act in scene.acts:
        if act.dropped:
            continue
        roles = find_roles(scene, act, used)
        if act.dropped:
            continue
        if roles.target is not None and roles.target is not roles.source:
            used[id(roles.target)] = act
        found = _drafts(scene, act, roles, thread, domestic=domestic)
        for draft in found:
            if draft.type in _OPEN_FRAME and draft.symmetric:
                thread.open(draft)
        thread.told += [(d.source, d.target, d.paragraph) for d in found if d.source and d.target]
        drafts.extend(found)
    _remember(scene, thread)
    if scene.paragraph != thread.begun:
        thread.begun = scene.paragraph
        if not any(draft.symmetric for draft in drafts):
            codes = [a.code for a in scene.actors if a.code in states()]
            thread.begin(scene.paragraph, list(dict.fromkeys(codes)), (scene.start, scene.end))
    return drafts


def taught_events(scene: Scene, memory: Memory, told: list[Draft]) -> list[Draft]:
    """The events of a sentence that no rule tells, by what was learned from coded passages."""
    return [
        replace(_draft(scene, lesson.act, lesson.roles, source, target), learned=True)
        for lesson in lessons(scene, memory, told)
        for source, target in lesson.pairs
    ]


def _remember(scene: Scene, thread: Thread) -> None:
    for party in scene.parties:
        for code in party.codes:
            thread.mention(code)
    agents = [p for p in scene.parties if p.agent and not p.prep]
    agents = [p for p in agents if p.has("nom") or not p.cases]
    several = [p.codes for p in agents if len(p.codes) > 1]
    thread.plural = several[0] if several else thread.plural
    agents = [p for p in agents if len(p.codes) == 1]
    if agents:
        thread.subject = agents[0].codes[0]
    subject = next((p for p in agents if p.leader), None)
    if subject is not None:
        thread.focus = subject.codes[0]
        thread.focus_span = scene.text_between(subject.first, subject.last)


def _drafts(scene: Scene, act: Act, roles: Roles, thread: Thread, *, domestic: bool) -> list[Draft]:
    pairs = _pairs(scene, act, roles, thread, domestic=domestic)
    drafts = [
        _draft(scene, act, roles, source, target) for source, target in pairs if source is not None
    ]
    return [part for draft in drafts for part in _in_formats(scene, act, draft)]


def _pairs(
    scene: Scene, act: Act, roles: Roles, thread: Thread, *, domestic: bool
) -> list[tuple[str | None, str | None]]:
    """The dyads of an act: each source with each target, or the first of a group with the rest."""
    if not _needs(scene, act, roles):
        return []
    both = each_other(scene, act, roles, thread) if scene.table("each_other") else ()
    group = both or _group(act, roles)
    if group and (both or act.hit.entry.get("mutual")):
        return [(one, other) for one in group for other in group if one != other]
    if group:
        return [(group[0], other) for other in group[1:]]
    symmetric = act.frame == "symmetric"
    sources = roles.source.codes if roles.source else ()
    targets = roles.target.codes if roles.target else ()
    if act.frame == "goal":
        targets = _goals(scene, act, roles) or targets
    if act.frame in {"reversed"}:
        sources, targets = targets, sources
    inside = domestic and act.type in _INSIDE and not act.hit.entry.get("predicate")
    if inside and bool(sources) != bool(targets):
        sources = targets = (sources or targets)[:1]
    if roles.loose and len(sources) == 1:
        targets = _dealt_with(scene, roles, thread, sources[0]) or targets
    if not sources or not targets:
        sources, targets = lend(scene, act, roles, thread, sources, targets)
    if symmetric and len(sources) > 1 and targets:
        sources = sources[:1] if len(targets) > 1 else sources
    pairs: list[tuple[str | None, str | None]] = [
        (s, t) for s in sources for t in targets if s != t or domestic
    ]
    return [*pairs, *((t, s) for s, t in pairs)] if act.hit.entry.get("mutual") else pairs


def _dealt_with(scene: Scene, roles: Roles, thread: Thread, source: str) -> tuple[str, ...]:
    """Whom a state dealt with just before, rather than whoever else its clause names."""
    other, party = thread.opposite(source, scene.paragraph), roles.target
    if other is None or party is None or other in party.codes or (party.agent and not party.prep):
        return ()
    roles.why.append(f"target {other}: whom it dealt with just before")
    return (other,)


def _group(act: Act, roles: Roles) -> tuple[str, ...]:
    """All sides of an act that two or more do together: `Egypt and Sudan hold joint exercises`."""
    if roles.source is None or len(roles.source.codes) < 2:
        return ()
    together = act_types()[act.type]["symmetric"] and roles.target is None
    together = together and not act.hit.entry.get("severally")
    together = together or bool(act.hit.entry.get("mutual"))
    both = act.frame == "symmetric" and roles.source is roles.target
    return roles.source.codes if together or both else ()


_POST: Final = 4  # words between an envoy and the name of the state
_INSIDE: Final = frozenset(
    {
        "assault",
        "coerce",
        "protest",
        "agree",
        "mobilise",
        "demand",
        "reject",
        "threaten",
        "criticise",
    }
)


def _needs(scene: Scene, act: Act, roles: Roles) -> bool:
    """What an entry of the lexicon asks of its parties (`needs`)."""
    needs = act.hit.entry.get("needs", ())
    parties = [p for p in (roles.source, roles.target) if p is not None]
    if "leader" in needs and not (roles.pronoun or any(_travels(scene, p) for p in parties)):
        return False
    if "counterpart_leader" in needs and not (roles.target is not None and roles.target.leader):
        return False
    if "goal" in needs and roles.target is None:
        return False
    if "envoy" in needs and not _envoy(scene, roles.target):
        return False
    if "own_envoy" in needs and not (act.hit.form.passive and _envoy(scene, roles.source)):
        return False
    if "both_sides" in needs and (roles.source is None or roles.target is None):
        return False
    if "two_targets" in needs and not (roles.target and len(roles.target.codes) >= 2):
        return False
    if "future" in needs and act.hit.form.tense != "future":
        return False
    if "three_leaders" in needs and not (roles.source and len(roles.source.codes) >= 3):
        return False
    return not (
        "bloc" in needs
        and not (roles.target and any(a.kind == "bloc" for a in roles.target.actors))
    )


def _envoy(scene: Scene, party: Party | None) -> bool:
    """Whether a party is an envoy: `summoned the Peruvian ambassador`."""
    if party is None:
        return False
    posts = scene.covered("envoy")
    return not posts.isdisjoint(range(max(0, party.first - _POST), party.last + _POST))


def _travels(scene: Scene, party: Party) -> bool:
    """Whether a party can come in person: a leader, an official, or a delegation."""
    return party.leader or not scene.covered("delegation").isdisjoint(
        range(party.first, party.last + 1)
    )


def _goals(scene: Scene, act: Act, roles: Roles) -> tuple[str, ...]:
    """All destinations of one journey: `önce Lima'ya, ardından Quito'ya yaptığı ziyaretler`."""
    target = roles.target
    if target is None or scene.grammar.by_position:
        return ()
    same = [
        p
        for p in scene.parties
        if p is not roles.source
        and p.cases == target.cases
        and p.prep == target.prep
        and abs(p.first - target.first) <= 8
        and p.last <= max(target.last, act.hit.last)
    ]
    return tuple(dict.fromkeys(code for p in same for code in p.codes))


def _draft(scene: Scene, act: Act, roles: Roles, source: str | None, target: str | None) -> Draft:
    kind = act_types()[act.type]
    symmetric = kind["symmetric"]
    because: dict[tuple[int, int], None] = {}
    confidence = round(max(0.1, min(0.95, roles.sure * act.hit.entry.get("weight", 1.0))), 2)
    draft = Draft(
        type=act.type,
        plover=plover_of(act.type, act.status, act.hit.entry.get("plover", "")),
        cameo=kind["cameo"],
        source=source,
        target=target,
        status=act.status,
        span=_quote(scene, act, roles),
        sentence=scene.index,
        paragraph=scene.paragraph,
        confidence=confidence,
        rule=f"{scene.lang}.{act.hit.entry.id}.{act.frame}",
        symmetric=symmetric,
        nominal=act.noun,
        headline=scene.headline,
        room=_room(scene, act),
        head=act.head,
        finite=act.hit.form.finite and not act.noun,
        words=sum(
            p.last - p.first + 1
            for p in {id(p): p for p in (roles.source, roles.target) if p}.values()
        ),
        because=because,
        why=[*act.why, *roles.why],
    )
    _time(scene, act, draft)
    _place(scene, act, roles, draft)
    _format(scene, act, draft)
    _people(roles, draft)
    return draft


def _quote(scene: Scene, act: Act, roles: Roles) -> tuple[int, int]:
    """From the first to the last word that the event rests on, within the sentence."""
    words = [act.hit.first, act.hit.last]
    for party in (roles.source, roles.target):
        if party is not None:
            words += [party.first, party.last]
    if act.hit.entry.get("instrument"):
        near = [h for h in scene.table("instrument") if abs(h.first - act.head) <= 8]
        words += [near[0].first, near[0].last] if near else []
    if roles.source is None or roles.target is None:
        low, high = _clause(scene, act)
        while low < act.hit.first and not scene.tokens[low].text[:1].isalnum():
            low += 1
        words.append(low)
        if not scene.grammar.verb_final:
            words.append(min(high, act.hit.last + 12))
    return scene.text_between(min(words), max(words))


def _room(scene: Scene, act: Act) -> tuple[int, int]:
    """The words whose instruments and sums belong to this act: up to its neighbours."""
    acts = [other for other in scene.acts if not other.dropped and other is not act]
    low = max((other.hit.last + 1 for other in acts if other.head < act.head), default=0)
    after = [other.hit.first - 1 for other in acts if other.head > act.head]
    if not after:
        return low, len(scene.tokens) - 1
    return low, act.hit.last if scene.grammar.verb_final else min(after)


def _clause(scene: Scene, act: Act) -> tuple[int, int]:
    """Words nearer to this act than to its neighbours."""
    low, high = 0, len(scene.tokens) - 1
    for other in scene.acts:
        if other.dropped or other is act:
            continue
        if other.hit.last < act.hit.first:
            low = max(low, other.hit.last + 1)
        elif other.hit.first > act.hit.last:
            high = min(high, other.hit.first - 1)
    if scene.grammar.verb_final:
        high = act.hit.last
    elif scene.grammar.by_position:
        low = 0 if low > act.hit.first - 2 else low
    return low, high


def _time(scene: Scene, act: Act, draft: Draft) -> None:
    low, high = _clause(scene, act)
    start, end = scene.text_between(low, min(high, len(scene.tokens) - 1))
    near = [
        t
        for t in scene.times
        if start <= t.start < end and not t.deadline and not _apart(scene, act, t)
    ]
    if not near:
        return
    best = min(near, key=lambda t: _distance(scene, act, t))
    draft.when = best.when
    draft.why.append(f"time {best.when.iso()}: {best.basis}")


def _apart(scene: Scene, act: Act, time: Time) -> bool:
    """Whether a semicolon stands between an act and a time."""
    low, high = sorted((scene.word_at(time.start), act.head))
    return ";" in scene.folds[low:high]


def _distance(scene: Scene, act: Act, time: Time) -> tuple[bool, int]:
    at = scene.word_at(time.start)
    low, high = sorted((at, act.hit.head))
    breaks = sum(fold in {",", "and", "и", "ve"} for fold in scene.folds[low:high])
    return time.when.precision not in {"day", "days"}, high - low + 4 * breaks


def _place(scene: Scene, act: Act, roles: Roles, draft: Draft) -> None:
    if act.frame in {"goal", "reversed"} and draft.target is not None:
        draft.place = draft.target
        party = next(
            (p for p in scene.parties if draft.target in p.codes and _place_of(p, draft.target)),
            None,
        )
        if party is not None:
            draft.place = _place_of(party, draft.target)
        return
    low, high = _clause(scene, act)
    for party in scene.parties:
        if low <= party.first and party.last <= high and _locates(scene, party):
            draft.place = party.place or party.codes[0]
            draft.why.append(f"place {draft.place}: locative")


def _place_of(party: Party, code: str) -> str | None:
    return next((a.place for a in party.actors if a.code == code and a.place), None)


def _locates(scene: Scene, party: Party) -> bool:
    if party.leader:
        return False
    grammar = scene.grammar
    if grammar.verb_final:
        return party.has("loc") and not scene.folds[party.last].endswith(grammar.attributes)
    return party.prep in grammar.places and (grammar.by_position or party.has("loc"))


def _format(scene: Scene, act: Act, draft: Draft) -> None:
    if draft.type not in {"visit", "meeting", "summit", "call"}:
        return
    low, high = _clause(scene, act)
    for hit in scene.table("format"):
        if low <= hit.first <= high + 2:
            draft.format = hit.entry.id
            draft.why.append(f"format {hit.entry.id}: “{scene.folds[hit.first]}”")
            return


def _in_formats(scene: Scene, act: Act, draft: Draft) -> list[Draft]:
    """`first informally, then officially`: one verb, two meetings, each with its form and place."""
    low, high = _clause(scene, act)
    formats = [h for h in scene.table("format") if low <= h.first <= high]
    if draft.type != "meeting" or len({h.entry.id for h in formats}) < 2:
        return [draft]
    parts: list[Draft] = []
    for number, hit in enumerate(formats):
        until = formats[number + 1].first if number + 1 < len(formats) else high
        places = [p for p in scene.parties if hit.first < p.first <= until and _locates(scene, p)]
        place = (places[0].place or places[0].codes[0]) if places else None
        why = [*draft.why, f"one of several in sequence: {hit.entry.id}"]
        parts.append(replace(draft, format=hit.entry.id, place=place, why=why, because={}))
    return parts


def _people(roles: Roles, draft: Draft) -> None:
    levels: list[str] = []
    for party in (roles.source, roles.target):
        for actor in party.actors if party else ():
            if actor.person and actor.code == draft.source:
                draft.source_person = actor.person
            elif actor.person and actor.code == draft.target:
                draft.target_person = actor.person
            if actor.level:
                levels.append(actor.level)
    if levels:
        draft.level = max(levels, key=lambda level: _LEADS.index(level) if level in _LEADS else -1)
