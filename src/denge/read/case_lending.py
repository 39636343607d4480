"""What a Russian clause leaves open: subjects that go on, objects told by their place or before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.core.state import states
from denge.read.case_speech import teller
from denge.read.phrases import is_capital

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.roles import Roles
    from denge.read.scene import Act, Scene
    from denge.read.thread import Thread

__all__ = ["each_other", "lend_by_case", "they"]

Sides = tuple[tuple[str, ...], tuple[str | None, ...]]

_NOBODY: Final[Sides] = ((), ())
_SAID: Final = frozenset({"criticise", "praise", "reject", "demand"})
_ADDRESSED: Final = frozenset({"demand", "pledge", "criticise", "praise", "threaten"})
_DONE: Final = frozenset({"sanction", "expel", "assault", "threaten", "aid", "mobilise"})
_FORCE: Final = frozenset({"assault", "coerce"})  # somebody else may have done it
_FRAMES: Final = frozenset({"directed", "speech"})
_TOPIC: Final = 12  # words behind an act in which the place stands that it is about
_GROUP: Final = 8  # words behind an act in which those whom it addresses stand
_FEW: Final = 3  # other states named so far, of which the last may be meant
_PAIR: Final = 2
_SUBJECT: Final = 5  # words between a subject and its verb
_INFINITIVE: Final = ("ть", "ти", "ться", "тись")
_QUOTES: Final = frozenset({"«", "»", '"', "“", "”"})
_PLURAL: Final = ("ли", "ют", "ут", "ят", "ат", "ны", "ты")
_OF_TWO: Final = frozenset({"aid", "sanction", "expel", "assault", "threaten", "mobilise"})
_NEAR: Final = 4  # words between an act and `each other`


def each_other(scene: Scene, act: Act, roles: Roles, thread: Thread) -> tuple[str, ...]:
    """`Лима и Кито обвинили друг друга`: both, where the act is done to each other."""
    near = any(_beside(scene, act, h) for h in scene.table("each_other"))
    if not near or act.frame != "directed":
        return ()
    if roles.source is not None and len(roles.source.codes) > 1:
        return roles.source.codes
    if roles.source is not None:
        return ()
    return thread.pair or thread.sides(())


def _beside(scene: Scene, act: Act, hit: Hit) -> bool:
    """Whether a word stands near an act, with no comma between."""
    if act.hit.first <= hit.first <= act.hit.last:
        return True
    low, high = sorted((hit.first, act.hit.last))
    return high - low <= _NEAR and "," not in scene.folds[low:high]


def lend_by_case(
    scene: Scene,
    act: Act,
    roles: Roles,
    thread: Thread,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
) -> Sides:
    """Both sides of an act that nothing else fills; two empty ones if nothing fits."""
    if act.frame == "symmetric" and not (sources or targets):
        return _together(scene, act, roles, thread)
    if act.frame not in _FRAMES or (act.noun and act.type != "expel"):
        return _NOBODY
    if not sources:
        sources = _goes_on(scene, act, roles, thread, targets)
    if not sources or targets:
        return (sources, targets) if sources and targets else _NOBODY
    found = _object(scene, act, roles, thread, sources)
    return (sources, found) if found else _NOBODY


def _together(scene: Scene, act: Act, roles: Roles, thread: Thread) -> Sides:
    """`Они договорились …`: those who acted together before."""
    if act.noun or not act.hit.form.finite or len(thread.plural) != _PAIR:
        return _NOBODY
    opens = act.hit.first == 0 or scene.folds[act.hit.first - 1] == ","
    if not (they(scene, act) or opens):
        return _NOBODY
    roles.sure -= 0.25
    roles.why.append(f"parties {'+'.join(thread.plural)}: who acted together before")
    return thread.plural[:1], thread.plural[1:]


def _goes_on(
    scene: Scene, act: Act, roles: Roles, thread: Thread, targets: tuple[str, ...]
) -> tuple[str, ...]:
    """`Ведомство потребовало …`, `Они призвали …`: the subject is who spoke or acted before."""
    if act.frame == "speech":
        return _speaker(scene, roles, thread, targets)
    if act.noun or not act.hit.form.finite or (act.hit.form.passive and not targets):
        return ()
    plural = scene.folds[act.head].removesuffix("сь").removesuffix("ся").endswith(_PLURAL)
    if plural and they(scene, act) and thread.plural:
        return tuple(code for code in thread.plural if code not in targets)
    if _named_before(scene, act) or act.type in _FORCE:
        return ()
    if not act.hit.form.passive and not _carried(scene, act, plural=plural, aimed=bool(targets)):
        return ()
    lender = thread.speaker(targets)
    if lender is None or lender not in states():
        return ()
    roles.sure -= 0.25
    roles.why.append(f"source {lender}: who spoke or acted before")
    return (lender,)


def _speaker(
    scene: Scene, roles: Roles, thread: Thread, targets: tuple[str, ...]
) -> tuple[str, ...]:
    """`Чили должно выйти из договора`: who spoke before, where this goes on what was said."""
    lender = thread.speaker(targets)
    told = scene.table("speech") or not _QUOTES.isdisjoint(scene.folds)
    if not targets or lender is None or lender not in states() or not told:
        return ()
    roles.sure -= 0.25
    roles.why.append(f"source {lender}: who spoke before")
    return (lender,)


def _named_before(scene: Scene, act: Act) -> bool:
    """Whether a party that may be the subject stands before the verb: `Японка пожаловалась …`."""
    low = max((i + 1 for i in range(act.hit.first) if scene.folds[i] in {",", ";", "—"}), default=0)
    return any(
        low <= p.first and p.last < act.head and p.has("nom") and not p.prep for p in scene.parties
    )


def _carried(scene: Scene, act: Act, *, plural: bool, aimed: bool) -> bool:
    """Whether a verb's subject is a bare office, a pronoun, a surname, or left out."""
    at = act.hit.first - 1
    while at >= 0 and (at in scene.timed or _adverb(scene, at)):
        at -= 1
    inside = {i for p in scene.parties for i in range(p.first, p.last + 1)}
    if at >= 0 and at not in inside:
        if at in scene.covered("head") or at in scene.covered("itself"):
            return True
        if scene.folds[at] in scene.grammar.pronouns:
            return not plural
        if is_capital(scene, at) and scene.folds[at] not in scene.grammar.prepositions:
            return not plural and not (at and is_capital(scene, at - 1))
    opens = at < 0 or scene.folds[at] in {",", *scene.grammar.ands, *scene.grammar.parting}
    after = act.hit.last + 1
    follows = (
        aimed
        or after in inside
        or after >= len(scene.folds)
        or scene.folds[after] in _follows(scene)
    )
    return opens and not plural and follows


def _follows(scene: Scene) -> frozenset[str]:
    return scene.grammar.prepositions | scene.grammar.that | {",", ".", ":"}


def _adverb(scene: Scene, index: int) -> bool:
    fold = scene.folds[index]
    return fold in scene.grammar.between_verb or (
        len(fold) > 4 and fold.endswith("о") and not is_capital(scene, index)
    )


def they(scene: Scene, act: Act) -> bool:
    """`Они призвали …`: those who acted together before."""
    before = scene.folds[max(0, act.hit.first - _SUBJECT) : act.hit.first]
    return not scene.grammar.they.isdisjoint(before)


def _object(
    scene: Scene, act: Act, roles: Roles, thread: Thread, sources: tuple[str, ...]
) -> tuple[str | None, ...]:
    if act.type in _ADDRESSED and _open_group(scene, act):
        return (None,)
    topic = _topic(scene, act, sources) if act.type in _SAID else None
    if topic is not None:
        roles.sure -= 0.25
        roles.why.append(f"target {topic}: what the act is about")
        return (topic,)
    border = range(act.hit.first, act.hit.last + 1)
    towards = act.type in _SAID | _DONE or not scene.covered("border").isdisjoint(border)
    if not towards:
        return ()
    asked = scene.folds[act.hit.last + 1 : act.hit.last + 2]
    others = any(p.first > act.hit.last for p in scene.parties)
    if act.type == "demand" and others and asked and asked[0].endswith(_INFINITIVE):
        return (None,)
    last = _that_state(scene, act, thread, sources) or _him(scene, act, thread, sources)
    last = last or thread.opposite(sources[0], scene.paragraph)
    if last is None and (act.type in _SAID | _OF_TWO or act.type not in _DONE):
        last = _other(scene, act, thread, sources)
    if last is None or last in sources:
        return ()
    roles.sure -= 0.35
    roles.why.append(f"target {last}: the other state that the text is about")
    return (last,)


def _that_state(scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]) -> str | None:
    """`призвала эту страну`: the other state named last."""
    if not any(0 < h.first - act.hit.last <= _NEAR for h in scene.table("that_state")):
        return None
    others = [code for code in thread.recent if code not in sources and code in states()]
    return others[-1] if others else None


def _him(scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]) -> str | None:
    """`призвал его отвести войска`: a pronoun as the object, the state named last."""
    after = scene.folds[act.hit.last + 1 : act.hit.last + 3]
    if len(after) < _PAIR or after[0] not in scene.grammar.it:
        return None
    if not (after[1].endswith(("ть", "ти", "ться")) or after[1] in {"в", "за", "не", "к", "«"}):
        return None
    others = [code for code in thread.recent if code not in sources and code in states()]
    return others[-1] if others else None


def _open_group(scene: Scene, act: Act) -> bool:
    return any(0 < h.first - act.hit.last <= _GROUP for h in scene.table("open_group"))


def _topic(scene: Scene, act: Act, sources: tuple[str, ...]) -> str | None:
    """`выразили озабоченность тем, как в Перу …`: the state in which it happens."""
    for party in scene.parties:
        near = 0 < party.first - act.hit.last <= _TOPIC
        if near and party.prep in scene.grammar.aside and not set(party.codes) & set(sources):
            return party.codes[0]
    return None


def _other(scene: Scene, act: Act, thread: Thread, sources: tuple[str, ...]) -> str | None:
    """The one other state of the text so far, else the text's own; not where one is named."""
    here = {code for party in scene.parties for code in party.codes} - set(sources)
    known = [c for c in thread.recent if c not in sources and c in states()]
    if here:
        return _here(scene, act, here)
    if len(known) == 1 or (known and known[-1] == thread.main and len(known) <= _FEW):
        return known[-1]
    return thread.main if thread.main in known else None


def _here(scene: Scene, act: Act, here: set[str]) -> str | None:
    """The one other state of the sentence, unless it tells, or acts in the next clause."""
    only = next(iter(here))
    if len(here) > 1 or only not in states():
        return None
    parties = [p for p in scene.parties if only in p.codes]
    said = teller(scene, act)
    asked = scene.folds[act.hit.last + 1 : act.hit.last + 2]
    told = act.type == "demand" and bool(asked) and asked[0].endswith(("ть", "ти", "ться"))
    for party in parties:
        behind = party.first > 0 and scene.folds[party.first - 1] == ","
        speaks = not scene.grammar.that.isdisjoint(scene.folds[party.last : act.hit.first])
        if party is said or told or speaks or (behind and party.has("nom") and not party.prep):
            return None
    return only
