"""Findings in English sentences, for the command line and the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.choose.result import ChooseResult, Finding

__all__ = ["percent", "sentence", "sentences"]

_ALONG = {"hazard": "forced-choice hazard", "nu": "bargaining weight"}
_TAILS = {
    "choose.flip.never_best": "at no value",
    "choose.flip.always_best": "at every value",
    "choose.flip.depends": "that depends on how the inputs are spread",
}


def percent(share: float) -> str:
    """A share as whole per cent, or one decimal below ten.

    >>> percent(0.634), percent(0.0312)
    ('63 %', '3.1 %')
    """
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.1f} %"


def _range(low: float, high: float) -> str:
    a, b = percent(low), percent(high)
    return a if a == b else f"{a.removesuffix(' %')} to {b}"


def _rival(result: ChooseResult, name: str) -> str:
    if name == "all":
        return "every alignment at once"
    label = result.strategy(name).label
    return f"“{label[0].lower()}{label[1:]}”"


def _share(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    worlds = f"{_range(v['low'], v['high'])} of the sampled worlds"
    return (
        f"Both/and beats {_rival(result, v['rival'])} in {worlds}, over {v['measures']} ways to "
        f"spread the inputs: {word}."
    )


def _flip_tail(key: str, v: dict[str, Any]) -> str:
    if key in _TAILS:
        return _TAILS[key]
    unit = " of the loss" if v["along"] == "nu" else " a year"
    at = f"{_range(v['low'], v['high'])}{unit}"
    return f"up to {at}" if key == "choose.flip.falls" else f"from {at} on"


def _criteria(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    picks: dict[str, list[str]] = {}
    for rule, strategy in v["picks"].items():
        picks.setdefault(strategy, []).append(rule.replace("_", " "))
    named = "; ".join(f"{_rival(result, s)}: {', '.join(rules)}" for s, rules in picks.items())
    return (
        f"The criteria {word} (Kendall's W {v['concordance']:.2f}). First by criterion - {named}."
    )


def _surface(result: ChooseResult, v: dict[str, Any]) -> str:
    where = (
        f" - all of them at hazards up to {percent(v['hazard'])} a year, bargaining weights "
        f"{v['nu_low']:.1f} to {v['nu_high']:.1f} and curvature up to {v['gamma']:.1f}"
        if "hazard" in v
        else ""
    )
    return (
        f"Over {v['cells']} cells of hazard, bargaining weight and curvature all measures agree "
        f"for both/and in {v['for']}{where}; against it in {v['against']}; {v['open']} stay open."
    )


def _mix(v: dict[str, Any], word: str) -> str:
    return (
        "Nobody recorded where this state's effort goes. With a stand-in both/and beats every "
        f"alignment at once in {percent(v['stand_in'])} of the sampled worlds, with an even mix in "
        f"{percent(v['even'])}: {word}."
    )


def _watching(v: dict[str, Any], word: str) -> str:
    rule = v["rule"].replace("_", " ")
    start = v["start"].replace("_", " ")
    return (
        f"The rule “{rule}” {word} against never leaving “{start}”: {v['lead']:+.2f} ± "
        f"{2 * v['error']:.2f} % of GDP a year, better in {percent(v['better'])} of the sampled "
        f"worlds, with {v['moves']:.1f} changes of course."
    )


def _bounds(low: float, high: float, unit: str) -> str:
    unit = f" {unit}" if unit and unit not in ("share", "none", "logit") else ""
    if low == float("-inf"):
        return f"at most {high:.3g}{unit}"
    if high == float("inf"):
        return f"at least {low:.3g}{unit}"
    return f"{low:.3g} to {high:.3g}{unit}"


def _box(result: ChooseResult, v: dict[str, Any]) -> str:
    parts = [
        f"{c['label'][0].lower()}{c['label'][1:]} is {_bounds(c['low'], c['high'], c['unit'])}"
        for c in v["conditions"]
    ]
    return (
        f"Both/and fails (loses more than {v['fails_by']:g} % of GDP a year to the best "
        f"alignment) in {percent(v['base'])} of the sampled worlds, above all where "
        f"{'; '.join(parts)}. That box holds {percent(v['coverage'])} of the failures, and "
        f"{percent(v['density'])} of its worlds fail. Bootstrap boxes overlap with it by "
        f"{percent(v['reproduced'])}."
    )


_WORDS: dict[str, Callable[[ChooseResult, dict[str, Any]], str]] = {
    "choose.share.most": lambda r, v: _share(r, v, "more than half under all of them"),
    "choose.share.few": lambda r, v: _share(r, v, "less than half under all of them"),
    "choose.share.depends": lambda r, v: _share(
        r, v, "no statement, as they do not agree on more or less than half"
    ),
    "choose.mix.firm": lambda r, v: _mix(v, "the answer does not turn on the stand-in"),
    "choose.mix.turns": lambda r, v: _mix(
        v, "the answer turns on the stand-in, and so holds for it alone"
    ),
    "choose.surface.somewhere": _surface,
    "choose.surface.nowhere": _surface,
    "choose.criteria.same_pick": lambda r, v: _criteria(r, v, "all put the same strategy first"),
    "choose.criteria.agree": lambda r, v: _criteria(r, v, "largely agree on the order"),
    "choose.criteria.disagree": lambda r, v: _criteria(r, v, "disagree on the order"),
    "choose.box.fails_when": _box,
    "choose.box.never_fails": lambda r, v: (
        f"Both/and never loses more than {v['fails_by']:g} % of GDP a year to the best alignment."
    ),
    "choose.box.none_found": lambda r, v: (
        f"Both/and fails in {percent(v['base'])} of the sampled worlds; no box marks them."
    ),
    "choose.sanctions.lost_lever": lambda r, v: (
        f"Wider sanctions on {v['pole'].title()} cost {-v['trade']:.2f} % of GDP a year in trade, "
        "yet the whole outcome rises: a market already lost is no lever, and coercion costs "
        f"{v['coercion']:.2f} less."
    ),
    "choose.stability.not_testable": lambda r, v: (
        "Regional stability is not testable here: it would need yearly outcomes of the neighbours "
        "under both kinds of policy."
    ),
    "choose.watching.pays": lambda r, v: _watching(v, "pays"),
    "choose.watching.costs": lambda r, v: _watching(v, "costs"),
    "choose.watching.open": lambda r, v: _watching(v, "neither pays nor costs"),
    "choose.not_identified": lambda r, v: (
        "Not identified, so assumed: " + ", ".join(v["parameters"]) + "."
    ),
}


def sentence(result: ChooseResult, finding: Finding) -> str:
    """One finding in English."""
    if finding.key.startswith("choose.flip"):
        tail = _flip_tail(finding.key, finding.values)
        return _flip_sentence(
            finding.values["along"], [f"{tail} against {_rival(result, finding.values['rival'])}"]
        )
    return _WORDS[finding.key](result, finding.values)


def sentences(result: ChooseResult) -> list[str]:
    """All findings in their order; flips along one quantity share a sentence."""
    texts: list[str] = []
    told: set[str] = set()
    for finding in result.findings:
        along = finding.values.get("along", "")
        if not along:
            texts.append(sentence(result, finding))
        elif along not in told:
            told.add(along)
            texts.append(_flips(result, along))
    return texts


def _flips(result: ChooseResult, along: str) -> str:
    """One sentence on where half of the worlds turn, along hazard or weight."""
    by_tail: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.key.startswith("choose.flip") and finding.values["along"] == along:
            tail = _flip_tail(finding.key, finding.values)
            by_tail.setdefault(tail, []).append(_rival(result, finding.values["rival"]))
    parts = [f"{tail} against {' and '.join(rivals)}" for tail, rivals in by_tail.items()]
    return _flip_sentence(along, parts)


def _flip_sentence(along: str, parts: list[str]) -> str:
    lead = "Both/and leads in at least half of the sampled worlds"
    return f"{lead}, along the {_ALONG[along]}: {'; '.join(parts)}."
