"""Acts that no rule finds, read by what was learned from passages coded by hand.

Four linear models a language, each a table of weights that can be read: does this word belong to
the telling of an act, which kind of act, is it done, planned or denied, and who does it to whom.
An act that a rule tells is left to the rule. Confidence is the share of such readings that were
right on passages kept apart when the weights were learned; on news it says too much (ADR 18).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Final

from denge.read.acts import act_types
from denge.read.endings import Form
from denge.read.lexicon import Entry, Hit
from denge.read.roles import Roles
from denge.read.scene import Act
from denge.read.taught_cues import Odds, cue_spans
from denge.read.taught_features import (
    Memory,
    candidates,
    plain_words,
    role_features,
    status_features,
    told_as,
    type_features,
)
from denge.read.taught_weights import taught

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from denge.read.scene import Party, Scene
    from denge.read.taught_weights import Classes, Taught
    from denge.read.thread import Draft

__all__ = ["Lesson", "cues_of", "lessons", "moods_of", "read_lessons", "remember", "share_right"]

_BESIDE: Final = 1  # words between a rule's act and a cue that tell the same
_SHOWN: Final = 3  # words named in the explanation
_LEAST: Final = 1e-6  # below it a chance is as good as none


@dataclass(slots=True)
class Lesson:
    """An act as it was learned to be told: its words, kind and status, its sides, and for each pair
    of sides what speaks for it (see `share_right`)."""

    act: Act
    roles: Roles
    pairs: list[tuple[str, str]]
    evidence: list[tuple[float, ...]]


def cues_of(scene: Scene) -> dict[int, list[str]]:
    """Kinds of act that rules find at each word; one that was dropped has an `x` before it."""
    found: dict[int, list[str]] = {}
    for act in scene.acts:
        kind = "x" + act.type if act.dropped else act.type
        for index in range(act.hit.first, act.hit.last + 1):
            found.setdefault(index, []).append(kind)
    return found


def moods_of(scene: Scene, first: int, last: int) -> list[str]:
    """Status and tense of the rules' acts that share words with a cue."""
    acts = [act for act in scene.acts if act.hit.first <= last and act.hit.last >= first]
    return [mood for a in acts for mood in (a.status, a.status + a.hit.form.tense)]


def share_right(found: Taught, evidence: Sequence[float]) -> float:
    """How likely a reading is right, by a logistic regression on passages kept apart.

    `evidence` are the logarithms of the chances of its cue, its kind, its source and its target,
    and -1 for each of the two sides that the sentence does not name: nothing above 0, so that what
    is not known yet counts as 0 at best.
    """
    worth = found.settings["worth"]
    total = worth[0] + sum(w * e for w, e in zip(worth[1:], evidence, strict=False))
    return 1.0 / (1.0 + exp(-total))


def _log(chance: float) -> float:
    return log(max(chance, _LEAST))


def lessons(scene: Scene, memory: Memory, told: Sequence[Draft]) -> list[Lesson]:
    """The acts of a sentence that were learned to be told so, beside the rules' own (`told`)."""
    found = taught(scene.lang)
    if found is None:
        return []
    return read_lessons(scene, memory, told, found, found.settings["keep"])


def read_lessons(
    scene: Scene, memory: Memory, told: Sequence[Draft], found: Taught, keep: float
) -> list[Lesson]:
    """The same by given tables, with all readings whose share right is `keep` or more."""
    if not scene.parties and not told:
        return []
    words, cues = plain_words(scene), cues_of(scene)
    settings = found.settings
    odds = Odds(found, words, cues)
    seen = _Seen(scene, found, words, cues)
    order = sorted(told, key=lambda draft: draft.head)
    kept: list[Lesson] = []
    for first, last, sure in cue_spans(odds, settings["least"], settings["goes_on"]):
        _pass(order, memory, until=first)
        if _known(scene, told, first, last):
            continue
        lesson = _lesson(seen, (first, last), sure, memory, keep)
        if lesson is not None:
            kept.append(lesson)
            sources, targets = zip(*lesson.pairs, strict=True)
            memory.last = (frozenset(sources), frozenset(targets), lesson.act.type)
    _pass(order, memory, until=len(words))
    remember(scene, memory)
    return kept


def _known(scene: Scene, told: Sequence[Draft], first: int, last: int) -> bool:
    """Whether a rule tells the act of a cue, or says that it is none, or a label."""
    if any(first - _BESIDE <= draft.head <= last + _BESIDE for draft in told):
        return True
    hits = [act.hit for act in scene.acts if act.dropped]
    labels = scene.table("label")
    hits += [*labels, *scene.table("label_use")] if labels else []
    return any(hit.first <= last and hit.last >= first for hit in hits)


@dataclass(slots=True)
class _Seen:
    """A sentence as the weights see it."""

    scene: Scene
    found: Taught
    words: list[str]
    cues: dict[int, list[str]]

    def features(self, first: int, last: int) -> list[str]:
        """What tells the kind of a cue."""
        kinds = [kind for i in range(first, last + 1) for kind in self.cues.get(i, ())]
        return type_features(self.words, first, last, kinds)

    def types(self, first: int, last: int) -> list[float]:
        """The scores of each kind of act for a cue."""
        return self.found.types.scores(self.features(first, last))


def remember(scene: Scene, memory: Memory) -> None:
    """Keep the states that a sentence named for the next one."""
    memory.mention(code for party in scene.parties for code in party.codes)


def _pass(order: list[Draft], memory: Memory, until: int) -> None:
    """Take the rules' acts before a word into memory."""
    while order and order[0].head < until:
        draft = order.pop(0)
        memory.last = (frozenset({draft.source}), frozenset({draft.target}), draft.type)


def _lesson(
    seen: _Seen, span: tuple[int, int], sure: float, memory: Memory, keep: float
) -> Lesson | None:
    scene, found, words = seen.scene, seen.found, seen.words
    first, last = span
    if len(candidates(scene, memory)[0]) < 2:
        return None
    kind, likely = _best(found.types, seen.types(first, last))
    if share_right(found, (_log(sure), _log(likely))) < keep:
        return None
    type_, _, plover = kind.partition(":")
    sides = _sides(scene, found, words, span, type_, memory)
    if not sides:
        return None
    inside = {code for party in scene.parties for code in party.codes}
    evidence = [
        (_log(sure), _log(likely), _log(does), _log(suffers),
         -1.0 * (source not in inside), -1.0 * (target not in inside))
        for source, target, does, suffers in sides
    ]  # fmt: skip
    right = share_right(found, evidence[0])
    if right < keep:
        return None
    moods = moods_of(scene, first, last)
    features = status_features(words, first, last, moods)
    status, _ = _best(found.statuses, found.statuses.scores(features))
    fields = {"type": type_, **({"plover": plover} if plover else {})}
    hit = Hit(Entry("act", "taught", fields), first, last, last, Form(), noun=False, weight=0)
    act = Act(hit, type_, _frame(type_), status=status)
    act.why += _why(seen, first, last, kind, likely)
    roles = Roles(_party(scene, sides[0][0], first), _party(scene, sides[0][1], first), sure=right)
    roles.why += [
        f"{role} {code} {chance:.0%}: by its place, its case and the words beside it, learned"
        for role, code, chance in zip(("source", "target"), sides[0][:2], sides[0][2:], strict=True)
    ]
    pairs = [(source, target) for source, target, *_ in sides]
    return Lesson(act, roles, pairs, evidence)


def _why(seen: _Seen, first: int, last: int, kind: str, likely: float) -> list[str]:
    """The words of a cue, how sure its kind is, and the words that weigh most for it."""
    said = " ".join(seen.scene.folds[first : last + 1])
    most = seen.found.types.strongest(seen.features(first, last), kind, _SHOWN)
    weights = ", ".join(f"{told_as(feature)} {weight:+.1f}" for feature, weight in most)
    type_ = kind.partition(":")[0]
    return [f"{type_}: “{said}”, learned from coded passages, {likely:.0%} by {weights}"]


def _frame(type_: str) -> str:
    """How a kind of act ties its sides: a visit to its goal, two alike, or one to the other."""
    if type_ == "visit":
        return "goal"
    return "symmetric" if act_types()[type_]["symmetric"] else "directed"


def _best(classes: Classes, scores: list[float]) -> tuple[str, float]:
    """The likeliest class, and its share among all."""
    highest = max(scores)
    name = classes.names[scores.index(highest)]
    return name, 1.0 / sum([exp(score - highest) for score in scores])


def _sides(
    scene: Scene,
    found: Taught,
    words: Sequence[str],
    span: tuple[int, int],
    kind: str,
    memory: Memory,
) -> list[tuple[str, str, float, float]]:
    """Who does it to whom, with how likely that is: the best pair, and those joined to it."""
    given = role_features(scene, words, span, kind, memory)
    chances = {code: _chances(found.roles, features) for code, features in given.items()}
    best: tuple[float, str, str] | None = None
    for source, (_, _, odds, _) in chances.items():
        for target, (_, _, _, odds_target) in chances.items():
            worth = odds + odds_target
            if source != target and (best is None or worth > best[0]):
                best = (worth, source, target)
    if best is None:
        return []
    _, source, target = best
    pairs = [(source, target)]
    joined = found.settings["joined"]
    pairs += [(source, c) for c in _with(scene, target, source) if chances[c][1] >= joined]
    others = [c for c in _with(scene, source, target) if chances[c][0] >= joined]
    pairs += [(other, c) for other in others for _, c in list(pairs) if other != c]
    return [(s, t, chances[s][0], chances[t][1]) for s, t in dict.fromkeys(pairs)]


def _chances(classes: Classes, features: Iterable[str]) -> tuple[float, float, float, float]:
    """How likely a state does the act, and suffers it; and both as log odds."""
    does, suffers = classes.scores(features)
    return 1.0 / (1.0 + exp(-does)), 1.0 / (1.0 + exp(-suffers)), does, suffers


def _with(scene: Scene, code: str, other: str) -> list[str]:
    """The states named in one phrase with another."""
    joined = (c for party in scene.parties if code in party.codes for c in party.codes)
    return [c for c in dict.fromkeys(joined) if c not in (code, other)]


def _party(scene: Scene, code: str, at: int) -> Party | None:
    """The party of a state that stands nearest to a word."""
    named = [party for party in scene.parties if code in party.codes]
    return min(named, key=lambda party: abs(party.first - at), default=None)
