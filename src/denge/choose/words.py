"""Findings in English sentences, for the command line and the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.choose.conditions import box_words
from denge.core.catalogue import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.choose.result import ChooseResult, Finding

__all__ = ["RULE_WORDS", "asked_label", "percent", "sentence", "sentences", "worlds_share"]

# Each rule of choice by what it looks at.
RULE_WORDS = {
    rule: str(entry["label"])
    for rule, entry in read_yaml("catalogue/choose/words.yaml")["rules"].items()
}
_NUMBERS = {2: "two", 3: "three"}
_SURE = 0.99  # share from which on hardly any world of the ranges says otherwise


def percent(share: float) -> str:
    """A share as whole per cent, or one decimal below ten and where it would round to all.

    >>> percent(0.634), percent(0.0312), percent(0.0), percent(0.9981)
    ('63 %', '3.1 %', '0 %', '99.8 %')
    """
    if share == 0:
        return "0 %"
    if 0.995 <= share < 1:
        return f"{min(99.9, 100 * share):.1f} %"
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.1f} %"


def _range(low: float, high: float) -> str:
    a, b = percent(low), percent(high)
    return a if a == b else f"{a.removesuffix(' %')} to {b}"


def worlds_share(low: float, high: float | None = None) -> str:
    """A share of sampled worlds in words; none and all are said as such.

    >>> worlds_share(0.2, 0.31), worlds_share(0.0), worlds_share(1.0)
    ('20 to 31 % of the sampled worlds', 'none of the sampled worlds', 'all of the sampled worlds')
    >>> worlds_share(0.0001), worlds_share(0.9999)
    ('fewer than 0.1 % of the sampled worlds', 'more than 99.9 % of the sampled worlds')
    """
    high = low if high is None else high
    if high < 0.001:
        said = "none" if high == 0 else "fewer than 0.1 %"
    elif low > 0.999:
        said = "all" if low == 1 else "more than 99.9 %"
    else:
        said = _range(low, high)
    return f"{said} of the sampled worlds"


def asked_label(result: ChooseResult) -> str:
    """The strategy asked about within a sentence: both/and, or its label in quotation marks."""
    return "both/and" if result.asked == "both_and" else f"“{result.strategy(result.asked).label}”"


def _rival(result: ChooseResult, name: str) -> str:
    if name == "all":
        return "every alignment at once"
    label = result.strategy(name).label
    return f"“{label[0].lower()}{label[1:]}”"


def _listed(parts: list[str]) -> str:
    """Items with commas and a last "and".

    >>> _listed(["a"]), _listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _share(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    worlds = worlds_share(v["low"], v["high"])
    sure = v["rival"] == "all" and (v["low"] > _SURE or v["high"] < 1 - _SURE)
    note = " The ranges leave nothing open here: a certainty of the model, not of the world."
    return (
        f"{asked_label(result)} beats {_rival(result, v['rival'])} in {worlds}; "
        f"{word.format(n=_NUMBERS.get(v['measures'], v['measures']))}.{note if sure else ''}"
    )


def _criteria(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    picks: dict[str, list[str]] = {}
    for rule, strategy in v["picks"].items():
        picks.setdefault(str(strategy), []).append(RULE_WORDS.get(rule, str(rule)))
    named = "; ".join(
        f"{_rival(result, s)}, judged by {_listed(rules)}" for s, rules in picks.items()
    )
    return (
        f"{word} (Kendall's W {v['concordance']:.2f}, where 1 is full agreement). "
        f"First comes {named}."
    )


def _surface(result: ChooseResult, v: dict[str, Any]) -> str:
    asked = asked_label(result)
    where = (
        f" (all of these at a yearly hazard of at most {percent(v['hazard'])}, with "
        f"{_range(v['nu_low'], v['nu_high'])} of a loss extracted and a curvature of "
        f"at most {v['gamma']:.1f})"
        if "hazard" in v
        else ""
    )
    return (
        "On a map of forced-choice hazard, bargaining weight and curvature with "
        f"{v['cells']} cells, {asked} leads every alignment in more than half of the worlds of "
        f"{v['for'] or 'no'} cell{'s' * (v['for'] > 1)}{where}, and in less than half in "
        f"{v['against']}, however the inputs are spread; {v['open']} stay open."
    )


def _mix(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    return (
        f"No record says where this state's effort goes, so a stand-in is used. With it "
        f"{asked_label(result)} beats every alignment at once in {worlds_share(v['stand_in'])}, "
        f"with an even mix in {worlds_share(v['even'])}: {word}."
    )


def _watching(result: ChooseResult, v: dict[str, Any], word: str) -> str:
    rule = v.get("label") or v["rule"].replace("_", " ")
    return (
        f"The rule “{rule}” {word} against never leaving {_rival(result, v['start'])}: "
        f"{v['lead']:+.2f} ± {2 * v['error']:.2f} % of GDP a year. It does better in "
        f"{worlds_share(v['better'])}, with {v['moves']:.1f} changes of course on average."
    )


def _lost_lever(v: dict[str, Any]) -> str:
    pole = v.get("label", v["pole"])
    return (
        f"Wider sanctions on {pole} cost {-v['trade']:.2f} % of GDP a year in trade, yet the whole "
        f"outcome rises: a market already lost is no lever, and coercion costs {v['coercion']:.2f} "
        "less."
    )


_WORDS: dict[str, Callable[[ChooseResult, dict[str, Any]], str]] = {
    "choose.share.most": lambda r, v: _share(
        r, v, "that is more than half under all {n} ways of spreading the inputs"
    ),
    "choose.share.few": lambda r, v: _share(
        r, v, "that is less than half under all {n} ways of spreading the inputs"
    ),
    "choose.share.depends": lambda r, v: _share(
        r, v, "nothing is said here, as the {n} ways of spreading the inputs do not clearly agree"
    ),
    "choose.mix.firm": lambda r, v: _mix(r, v, "the answer does not turn on the stand-in"),
    "choose.mix.turns": lambda r, v: _mix(
        r, v, "the answer turns on the stand-in, and so holds for it alone"
    ),
    "choose.surface.somewhere": _surface,
    "choose.surface.nowhere": _surface,
    "choose.criteria.same_pick": lambda r, v: _criteria(
        r, v, "All rules of choice put the same strategy first"
    ),
    "choose.criteria.agree": lambda r, v: _criteria(
        r, v, "The rules of choice largely agree on the order of the strategies"
    ),
    "choose.criteria.disagree": lambda r, v: _criteria(
        r, v, "The rules of choice disagree on the order of the strategies"
    ),
    "choose.box.fails_when": lambda r, v: box_words(asked_label(r), v),
    "choose.box.never_fails": lambda r, v: (
        f"In none of the sampled worlds does {asked_label(r)} lose more than {v['fails_by']:g} % "
        "of GDP a year to the best alignment."
    ),
    "choose.box.none_found": lambda r, v: (
        f"{asked_label(r)} fails, that is loses more than {v['fails_by']:g} % of GDP a year to the "
        f"best alignment, in {worlds_share(v['base'])}; no set of conditions marks them out."
    ),
    "choose.sanctions.lost_lever": lambda r, v: _lost_lever(v),
    "choose.stability.not_testable": lambda r, v: (
        "Regional stability is not testable here: it would need yearly outcomes of the neighbours "
        "under both kinds of policy."
    ),
    "choose.watching.pays": lambda r, v: _watching(r, v, "pays"),
    "choose.watching.costs": lambda r, v: _watching(r, v, "costs"),
    "choose.watching.open": lambda r, v: _watching(r, v, "neither pays nor costs"),
    "choose.not_identified": lambda r, v: (
        "Not identified, so assumed, as no data can tell them: " + "; ".join(v["names"]) + "."
    ),
}


def sentence(result: ChooseResult, finding: Finding) -> str:
    """One finding in English."""
    if finding.key.startswith("choose.flip"):
        return _flips(result, (finding,))
    text = _WORDS[finding.key](result, finding.values)
    return text[0].upper() + text[1:]


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
            same = [f for f in result.findings if f.values.get("along") == along]
            texts.append(_flips(result, tuple(same)))
    return texts


_LEAD = {
    "hazard": "As the yearly hazard of a forced choice moves",
    "nu": "As a coercing pole extracts more or less of what it could take",
}


def _flip_tail(key: str, v: dict[str, Any]) -> str:
    fixed = {
        "choose.flip.never_best": "at no value",
        "choose.flip.always_best": "at every value",
        "choose.flip.depends": "no statement, as it turns on how the inputs are spread",
    }
    if key in fixed:
        return fixed[key]
    at = _range(v["low"], v["high"])
    return f"up to {at}" if key == "choose.flip.falls" else f"from {at} on"


def _flips(result: ChooseResult, findings: tuple[Finding, ...]) -> str:
    """One sentence on where half of the worlds turn, along hazard or weight."""
    by_tail: dict[str, list[str]] = {}
    for finding in findings:
        tail = _flip_tail(finding.key, finding.values)
        by_tail.setdefault(tail, []).append(_rival(result, finding.values["rival"]))
    parts = [f"against {_listed(rivals)}, {tail}" for tail, rivals in by_tail.items()]
    lead = _LEAD[findings[0].values["along"]]
    return (
        f"{lead}, {asked_label(result)} leads in at least half of the sampled worlds as follows: "
        f"{'; '.join(parts)}."
    )
