"""Acts: the triggers of a sentence, one for each word that heads one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from denge.core.catalogue import read_yaml
from denge.read.endings import VERB_ENDINGS, Form
from denge.read.mood import settle_mood
from denge.read.mood_position import auxiliaries
from denge.read.scene import Act

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.scene import Scene

__all__ = ["act_types", "find_acts", "plover_of", "settle"]


@cache
def act_types() -> dict[str, dict[str, Any]]:
    """Kinds of act by name, as in `catalogue/plover.yaml`."""
    return read_yaml("catalogue/plover.yaml")["types"]


def plover_of(type_: str, status: str, given: str = "") -> str:
    """PLOVER type of an act with its status.

    >>> plover_of("visit", "done"), plover_of("visit", "planned"), plover_of("sanction", "planned")
    ('CONSULT', 'AGREE', 'THREATEN')
    """
    kind = act_types()[type_]
    plan = read_yaml("catalogue/plover.yaml")["plans"].get(
        "cooperative" if given else kind["sense"]
    )
    return plan if status == "planned" and plan else given or kind["plover"]


def find_acts(scene: Scene) -> list[Act]:
    """The acts of a sentence in order; of those that share a head the longest pattern stays."""
    best: dict[int, Hit] = {}
    instruments = scene.covered("instrument")
    idioms = {i: h.last - h.first for h in scene.table("idiom") for i in range(h.first, h.last + 1)}
    for hit in scene.table("act"):
        if hit.head in idioms and (hit.first == hit.last or _shorter(scene, hit, idioms)):
            continue
        if not _CONDITIONS.isdisjoint(hit.entry.fields) and _barred(scene, hit):
            continue
        if scene.grammar.parts and not _whole(scene, hit):
            continue
        if hit.form.tense == "noun" and not hit.noun and hit.head in instruments:
            continue
        if scene.grammar.by_position and not hit.noun and not _is_verb(scene, hit):
            continue
        old = best.get(hit.head)
        if old is None or _opens(scene, hit) or _rank(hit) > _rank(old):
            best[hit.head] = hit
    taken: set[int] = set()
    heads: set[int] = set()  # what begins with the head of a longer act is told by that act
    acts: list[Act] = []
    for hit in sorted(best.values(), key=lambda h: (h.first - h.last, -h.weight, h.first)):
        words = set(range(hit.first, hit.last + 1))
        short = hit.first == hit.last or (hit.noun and scene.grammar.by_position)
        grown = hit.first in heads and hit.first != hit.head and scene.grammar.verb_final
        if hit.head in taken or grown or (words & taken and short) or _retold(hit, acts):
            continue
        heads.add(hit.head)
        taken |= words if hit.last - hit.first <= 2 else {hit.first, hit.head, hit.last}
        acts.append(_act(scene, hit))
    return sorted(acts, key=lambda act: act.head)


def _retold(hit: Hit, acts: list[Act]) -> bool:
    """`paid a visit to`: a noun within a longer pattern of its type is the same act."""
    kind = hit.entry.get("type", hit.entry.id)
    return hit.noun and any(
        act.type == kind and act.hit.first < hit.first and hit.last < act.hit.last for act in acts
    )


# Fields by which an entry of the lexicon asks for more than its words.
_CONDITIONS: Final = frozenset(
    {"not_after", "only_after", "unless_noun", "finite", "reflexive", "announced", "told"}
    | {"negated", "mood", "apart", "passive", "suffered"}
)


def _barred(scene: Scene, hit: Hit) -> bool:
    """Whether the sentence fails what the entry asks for beside its words."""
    entry, form = hit.entry, hit.form
    before = scene.folds[hit.first - 1] if hit.first else ""
    after, only, told = entry.get("not_after"), entry.get("only_after"), entry.get("told")
    return bool(
        (after and before.endswith(tuple(after)))
        or (only and not before.endswith(tuple(only)))
        or (entry.get("unless_noun") and _named_too(scene, hit))
        or (entry.get("finite") and form.tense == "participle")
        or (entry.get("reflexive") and not scene.folds[hit.head].endswith(("ся", "сь")))
        or (entry.get("announced") and not _said_before(scene, hit))
        or (told and not (form.tense in told and _said_behind(scene, hit)))
        or entry.get("negated", form.denied) is not form.denied
        or hit.last - hit.first < entry.get("apart", 0)
        or ((entry.get("passive") or entry.get("suffered")) and not _suffered(scene, hit))
        or entry.get("mood", form.tense) != form.tense
    )


def _suffered(scene: Scene, hit: Hit) -> bool:
    """`aid was sent`: a passive verb behind its object, in one clause."""
    if hit.form.tense not in {"past", "participle"} or hit.last != hit.head:
        return False
    between = scene.folds[hit.first : hit.head]
    if not _APART.isdisjoint(between) or not scene.grammar.that.isdisjoint(between):
        return False
    return not scene.grammar.passive.isdisjoint(auxiliaries(scene, hit.head))


_APART: Final = frozenset({",", ";", ":", "but"})


def _whole(scene: Scene, hit: Hit) -> bool:
    """Whether no mark that ends a clause stands inside an act of several words."""
    return scene.grammar.parts.isdisjoint(scene.folds[hit.first : hit.last])


def _named_too(scene: Scene, hit: Hit) -> bool:
    """`was in Lima on a visit`: the noun behind tells the act more clearly."""
    kind = hit.entry.get("type")
    return any(
        other.noun and other.entry.get("type") == kind and 0 < other.first - hit.last <= _TOO
        for other in scene.table("act")
    )


def _shorter(scene: Scene, hit: Hit, idioms: dict[int, int]) -> bool:
    """Whether the idiom over a pattern's head is longer than the pattern, where order decides."""
    return scene.grammar.by_position and idioms[hit.head] > hit.last - hit.first


def _said_before(scene: Scene, hit: Hit) -> bool:
    """`объявил о выводе войск`: a noun that names an act counts behind a verb of saying."""
    told = (*scene.table("speech"), *scene.table("decision"))
    return any(0 < hit.first - said.last <= _SAID for said in told)


_MOODED: Final = 9  # words by which an act told by its mood goes before a longer one
_TOO: Final = 10  # words between a weak telling of an act and the noun that names it


def _said_behind(scene: Scene, hit: Hit) -> bool:
    """`ihlal ettiğini söyledi`: what is said stands right before the verb of saying."""
    if any(0 < said.head - hit.last <= _TOLD for said in scene.table("speech")):
        return True
    return hit.form.finite and ":" in scene.folds[: hit.first]


_TOLD: Final = 3  # words from the verb of what is told to the verb of saying
_SAID: Final = 4  # words between a verb of saying and the act that it announces


def _is_verb(scene: Scene, hit: Hit) -> bool:
    """Whether a form that may be a noun (*support*, *attacks*) or adjective is a verb here."""
    grammar, fold = scene.grammar, scene.folds[hit.head]
    before = scene.folds[hit.head - 1] if hit.head else ""
    if _helps(scene, hit):
        return False
    if hit.form.tense == "converb":
        return before not in grammar.converb_bars
    if hit.form.tense in {"past", "participle"}:
        return before not in grammar.determiners or (
            hit.form.tense == "past" and before in grammar.subjects
        )
    if hit.form.tense != "present" or hit.first != hit.head or hit.entry.get("frame") == "speech":
        return True
    if fold in grammar.particles or auxiliaries(scene, hit.head) or before in grammar.subjects:
        return True
    if before in grammar.determiners or not before[:1].isalpha():
        return False
    if before.endswith(grammar.possessive):
        return False
    if fold.endswith("s"):
        capital = scene.tokens[hit.head - 1].text[:1].isupper()
        return capital or before in grammar.singular_subjects
    if _listed(scene, hit.head):
        return True
    plural = before.endswith("s") and not scene.tokens[hit.head - 1].text.isupper()
    return plural and not scene.tokens[hit.head].text[:1].isupper()


def _helps(scene: Scene, hit: Hit) -> bool:
    """`had stayed away from the talks`: *have* before a participle is no verb of its own."""
    after = scene.folds[hit.head + 1 : hit.head + 2]
    helper = hit.head == hit.first and scene.folds[hit.head] in scene.grammar.auxiliaries
    return (
        helper
        and hit.last > hit.head + 1
        and bool(after)
        and after[0].endswith(scene.grammar.participle)
    )


def _opens(scene: Scene, hit: Hit) -> bool:
    """`Meeting Chile's king, he said`: a converb that opens a sentence and has an object."""
    if hit.head or hit.form.tense != "converb" or len(scene.tokens) < _OBJECT:
        return False
    return scene.tokens[1].text[:1].isupper() or scene.folds[1] in scene.grammar.its


def _listed(scene: Scene, head: int) -> bool:
    """`Peru, Chile sign`: the bare verb of a headline behind two names."""
    if not {head - 1, head - 3} <= scene.named or head > _HEADLINE:
        return False
    return scene.folds[head - 2] == "," or scene.folds[head - 2] in scene.grammar.ands


_OBJECT: Final = 3  # words of a converb with its object
_HEADLINE: Final = 6  # words of two names at the beginning of a headline


_OVER: Final = 3  # words by which a denial in what is told outweighs the act that it denies


def _rank(hit: Hit) -> tuple[int, bool, bool, int]:
    """Longer patterns first; a noun before a verb form that only looks like it; the special.

    What is told of others, or denied in what is told, goes before the same words as an act.
    """
    length = hit.last - hit.first + bool(hit.entry.get("only_after"))
    length += _MOODED * bool(hit.entry.get("mood"))
    if hit.entry.get("told"):
        length += _OVER if hit.form.denied or hit.form.tense == "necessity" else hit.form.finite
    general = bool(hit.entry.get("general"))
    return length, hit.form.tense != "converb", not general, hit.weight


def _act(scene: Scene, hit: Hit) -> Act:
    if scene.grammar.passive and not hit.noun:
        hit = _voice(scene, hit)
    if scene.grammar.helpers and hit.form.tense == "converb":
        hit = _helped(scene, hit)
    if scene.grammar.verb_final and hit.form.tense in {"noun", "infinitive"} and not hit.noun:
        hit = _begun(scene, hit)
    if scene.grammar.by_cases:
        hit = _in_cases(scene, hit)
    if scene.grammar.passive_end.fullmatch(scene.folds[hit.head]) and not hit.noun:
        done_to = hit.entry.get("type") in _DONE_TO and hit.entry.get("frame") == "directed"
        hit = hit._replace(form=replace(hit.form, passive=True)) if done_to else hit
    act = Act(hit, hit.entry.get("type", hit.entry.id), hit.entry.get("frame", "directed"))
    words = " ".join(scene.folds[hit.first : hit.last + 1])
    act.why.append(f"{act.type}: “{words}”")
    return act


def _in_cases(scene: Scene, hit: Hit) -> Hit:
    """`предпринял атаку` is one act with its verb's form; `сбит` is passive."""
    if not hit.noun:
        short = scene.grammar.short_passive.fullmatch(scene.folds[hit.head])
        passive = short and not hit.form.passive
        return hit._replace(form=Form("past", passive=True, finite=True)) if passive else hit
    for light in scene.table("light"):
        between = scene.folds[light.last + 1 : hit.first]
        told = 0 <= len(between) <= _LIGHT and light.last < hit.first and light.form.tense
        if told and "acc" in hit.form.case and all(f.endswith(_AGREES) for f in between):
            return hit._replace(first=light.first, head=light.head, form=light.form, noun=False)
    return hit


_LIGHT: Final = 2  # adjectives between a light verb and its noun
_AGREES: Final = ("ый", "ий", "ой", "ую", "юю", "ые", "ие", "ое", "ее")


_DONE_TO: Final = frozenset({"coerce", "expel", "sanction", "assault"})


def _begun(scene: Scene, hit: Hit) -> Hit:
    """`bombalamaya başladı`: an act and the verb behind it that tells how far it has come."""
    if hit.head != hit.last:
        return hit
    for aspect in scene.table("aspect"):
        if aspect.first == hit.last + 1 and aspect.form.tense:
            form = replace(aspect.form, passive=aspect.form.passive or hit.form.passive)
            return hit._replace(last=aspect.last, head=aspect.head, form=form)
    return hit


def _helped(scene: Scene, hit: Hit) -> Hit:
    """`жауып тастады`: a converb and the verb behind it that carries its tense are one."""
    nxt = hit.last + 1
    if hit.head != hit.last or nxt >= len(scene.folds):
        return hit
    fold = scene.folds[nxt]
    for helper in scene.grammar.helpers:
        form = VERB_ENDINGS[scene.grammar.endings](fold[len(helper) :])
        if fold == helper or (fold.startswith(helper) and form is not None and form.tense):
            form = form if form is not None and form.tense else Form("past", finite=True)
            passive = hit.form.passive or form.passive
            if helper in scene.grammar.able and form.tense == "future":
                able = scene.folds[hit.last].endswith(scene.grammar.able_after)
                form = Form("modal") if able else form  # `келісе алады`: what they can do
            return hit._replace(last=nxt, form=replace(form, passive=passive))
    return hit


def _voice(scene: Scene, hit: Hit) -> Hit:
    """`was attacked` and `attacked by` are passive, `has attacked` is not."""
    if hit.form.tense not in {"past", "participle"}:
        return hit
    before = auxiliaries(scene, hit.head)
    after = scene.folds[hit.last + 1] if hit.last + 1 < len(scene.folds) else ""
    by = after == scene.grammar.passive_by and hit.head == hit.last
    bare = not before and scene.folds[hit.head] in scene.grammar.victims
    bare = bare and after in scene.grammar.prepositions
    passive = not scene.grammar.passive.isdisjoint(before) or bare or (by and not before)
    if passive is hit.form.passive:
        return hit
    return hit._replace(form=replace(hit.form, passive=passive))


def settle(scene: Scene, acts: list[Act]) -> None:
    """Give every act its status."""
    for act in acts:
        settle_mood(scene, act, [o for o in acts if o is not act and o.head < act.head])
