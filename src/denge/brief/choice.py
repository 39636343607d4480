"""What a comparison of strategies allows one to say, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.brief.context import RIVALS
from denge.choose.conditions import TELLING, WEAK
from denge.choose.words import RULE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.brief.words import Words
    from denge.choose.result import ChooseResult, Finding
    from denge.choose.threshold import Flip

__all__ = ["HOLDS", "flip_said", "rival", "said", "strategy"]

HOLDS = {
    "choose.share.most": "more than half under all three",
    "choose.share.few": "less than half under all three",
    "choose.share.depends": "depends on how the inputs are spread",
}
_STAYS = {"below": "at no value", "above": "at every value"}


def said(w: Words, result: ChooseResult, finding: Finding) -> str | None:
    """One finding as a sentence; None for what a table or a chart says better."""
    stem = ".".join(finding.key.split(".")[:2])
    write = _WRITERS.get(finding.key) or _WRITERS.get(stem)
    return write(w, result, finding) if write else None


def rival(w: Words, name: str) -> str:
    """What both/and is held against."""
    return w.say(RIVALS.get(name, name))


def strategy(w: Words, result: ChooseResult, name: str) -> str:
    """The label of a strategy."""
    return w.say(result.strategy(name).label)


def flip_said(w: Words, flips: tuple[Flip, ...]) -> str:
    """Where half of the worlds turn, with its range over the ways of spreading the inputs."""
    sides = {flip.side for flip in flips}
    at = [flip.at for flip in flips if flip.at is not None]
    if len(sides) > 1 or sides == {"wavers"}:
        return w.say("no statement: it turns on how the inputs are spread")
    side = sides.pop()
    if side in _STAYS:
        return w.say(_STAYS[side])
    low, high = w.percent(min(at)), w.percent(max(at))
    if low == high:
        return w.say("up to %(at)s", at=low) if side == "falls" else w.say("from %(at)s on", at=low)
    if side == "falls":
        return w.say("up to %(low)s to %(high)s", low=low, high=high)
    return w.say("from %(low)s to %(high)s on", low=low, high=high)


def _share(w: Words, result: ChooseResult, finding: Finding) -> str:
    v = finding.values
    return w.say(
        "Against %(rival)s, both/and is better in %(low)s to %(high)s of the sampled worlds: "
        "%(holds)s.",
        rival=rival(w, v["rival"]),
        low=w.percent(v["low"]),
        high=w.percent(v["high"]),
        holds=w.say(HOLDS[finding.key]),
    )


def _criteria(w: Words, result: ChooseResult, finding: Finding) -> str:
    picks: dict[str, list[str]] = {}
    for rule, picked in finding.values["picks"].items():
        picks.setdefault(picked, []).append(w.say(RULE_WORDS.get(str(rule), str(rule))))
    named = "; ".join(
        w.say(
            "“%(strategy)s”, judged by %(rules)s",
            strategy=strategy(w, result, picked),
            rules=w.series(rules),
        )
        for picked, rules in picks.items()
    )
    places = {"w": w.decimal(finding.values["concordance"], 2), "picks": named}
    if finding.key == "choose.criteria.same_pick":
        return w.say(
            "All rules of choice put the same strategy first (Kendall's W %(w)s, where 1 is full "
            "agreement): %(picks)s.",
            **places,
        )
    if finding.key == "choose.criteria.agree":
        return w.say(
            "The rules of choice largely agree on the order of the strategies (Kendall's W %(w)s, "
            "where 1 is full agreement). First comes %(picks)s.",
            **places,
        )
    return w.say(
        "The rules of choice disagree on the order of the strategies (Kendall's W %(w)s, where 1 is"
        " full agreement). First comes %(picks)s.",
        **places,
    )


def _mix(w: Words, result: ChooseResult, finding: Finding) -> str:
    v = finding.values
    firm = finding.key == "choose.mix.firm"
    return w.say(
        "No record says where this state's effort goes, so a stand-in is used. With it both/and "
        "beats every alignment at once in %(stand_in)s of the sampled worlds, with an even mix in "
        "%(even)s: %(holds)s.",
        stand_in=w.percent(v["stand_in"]),
        even=w.percent(v["even"]),
        holds=w.say("the answer does not turn on the stand-in")
        if firm
        else w.say("the answer turns on the stand-in, and so holds for it alone"),
    )


def _fails(w: Words, result: ChooseResult, finding: Finding) -> str:
    v = finding.values
    weak = v["density"] < WEAK
    where = (
        w.say("more often than elsewhere where all of this holds")
        if weak
        else w.say("above all where all of this holds")
    )
    first = w.say(
        "Both/and fails, that is loses more than %(by)s of GDP a year to the best alignment, in "
        "%(base)s of the sampled worlds, %(where)s: %(conditions)s.",
        by=w.percent(v["fails_by"] / 100),
        base=w.percent(v["base"]),
        where=where,
        conditions="; ".join(_condition(w, c) for c in v["conditions"]),
    )
    second = w.say(
        "These conditions hold in %(coverage)s of the failures; where they hold, %(density)s of the"
        " worlds fail. Found anew in resampled worlds, they overlap with these by %(again)s.",
        coverage=w.percent(v["coverage"]),
        density=w.percent(v["density"]),
        again=w.percent(v["reproduced"]),
    )
    hint = w.say("They are a hint and no rule.")
    return f"{first} {second} {hint}" if weak else f"{first} {second}"


def _no_box(w: Words, result: ChooseResult, finding: Finding) -> str:
    by = w.percent(finding.values["fails_by"] / 100)
    if finding.key == "choose.box.never_fails":
        return w.say(
            "In none of the sampled worlds does both/and lose more than %(by)s of GDP a year to the"
            " best alignment.",
            by=by,
        )
    return w.say(
        "Both/and fails, that is loses more than %(by)s of GDP a year to the best alignment, in "
        "%(base)s of the sampled worlds; no set of conditions marks them out.",
        by=by,
        base=w.percent(finding.values["base"]),
    )


def _condition(w: Words, c: dict[str, Any]) -> str:
    """One condition; a bound that leaves out few of the worlds is not called high or low."""
    name = _plain(w, c, "name") or w.say(c["label"])
    low, high = (_bound(w, c[end], c["unit"]) for end in ("low", "high"))
    if c["low"] == float("-inf"):
        if c["above"] >= TELLING and (few := _plain(w, c, "low")):
            return w.say("%(what)s (at most %(value)s)", what=few, value=high)
        return w.say(
            "%(name)s is not among its highest values (at most %(value)s)", name=name, value=high
        )
    if c["high"] == float("inf"):
        if c["below"] >= TELLING and (much := _plain(w, c, "high")):
            return w.say("%(what)s (at least %(value)s)", what=much, value=low)
        return w.say(
            "%(name)s is not among its lowest values (at least %(value)s)", name=name, value=low
        )
    return w.say("%(name)s lies between %(low)s and %(high)s", name=name, low=low, high=high)


def _plain(w: Words, c: dict[str, Any], key: str) -> str | None:
    """Words of the parameter file; those of a pole or route stand in the entry of its kind."""
    from denge.choose.parameters import load_parameters

    known, (stem, _, part) = load_parameters(), c["name"].partition(".")
    shared = known.per_pole.get(stem) or known.per_route.get(stem)
    if part and shared and "of" in c["plain"]:
        return w.say(shared["plain"][key]).replace("{of}", w.say(c["plain"]["of"]))
    return w.say(c["plain"][key]) if key in c["plain"] else None


def _bound(w: Words, value: float, unit: str) -> str:
    if value in (float("-inf"), float("inf")):
        return ""
    if unit.startswith("share"):
        return w.percent(value)
    return w.amount(value, unit) if unit == "USD a barrel" else w.decimal(value, 1)


def _lost_lever(w: Words, result: ChooseResult, finding: Finding) -> str:
    v = finding.values
    return w.say(
        "Wider sanctions on %(pole)s cost %(trade)s of GDP a year in trade, yet the whole outcome "
        "rises: a market already lost is no lever, and coercion costs %(coercion)s less.",
        pole=w.say(v["label"]),
        trade=w.percent(-v["trade"] / 100, 2),
        coercion=w.percent(v["coercion"] / 100, 2),
    )


def _not_identified(w: Words, result: ChooseResult, finding: Finding) -> str:
    names = [w.say(name) for name in finding.values["names"]]
    return w.say("No data can tell: %(names)s.", names="; ".join(names))


def _stability(w: Words, result: ChooseResult, finding: Finding) -> str:
    return w.say(
        "Regional stability is not testable here: it would need yearly outcomes of the neighbours "
        "under both kinds of policy."
    )


_WRITERS: dict[str, Callable[[Words, ChooseResult, Finding], str]] = {
    "choose.share": _share,
    "choose.criteria": _criteria,
    "choose.mix": _mix,
    "choose.box.fails_when": _fails,
    "choose.box": _no_box,
    "choose.sanctions": _lost_lever,
    "choose.not_identified": _not_identified,
    "choose.stability": _stability,
}
