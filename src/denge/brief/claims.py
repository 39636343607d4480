"""Weighs every claim of a text by the rules of `catalogue/claims.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from denge.brief.evidence import Unavailable
from denge.brief.poles import pole_of
from denge.brief.verdict import Verdict, judge, repeated, test_of, turned
from denge.core.catalogue import read_yaml
from denge.core.estimate import Estimate
from denge.core.trail import Figure
from denge.measure.poles import axis, headline_axis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.brief.evidence import Evidence
    from denge.brief.known import Known
    from denge.brief.verdict import Test, Word
    from denge.core.reading import Claim, Item, Reading, Target

__all__ = ["Weighed", "common_members", "known_group", "rule_for", "weigh"]

_FILE = "catalogue/claims.yaml"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim of the text with its verdict.

    Attributes
    ----------
    item : Item
        What was read, with its quotation.
    rule : dict
        The rule as it stands in the catalogue.
    values : dict
        What fills the places of the statement and of the rule.
    polarity : int
    group : str
        `claim` for what the author argues, `fact` for what the text reports as done or aimed at.
    also : tuple[Item, ...]
        Further sentences that claim the same.
    """

    item: Item
    rule: dict[str, Any]
    values: dict[str, Any]
    polarity: int
    group: str
    verdict: Verdict
    also: tuple[Item, ...] = ()


def weigh(reading: Reading, evidence: Evidence, known: Iterable[Known]) -> tuple[Weighed, ...]:
    """All claims of a text with their verdicts, facts first, each rule and object once."""
    facts = [_target(t, evidence) for t in reading.targets if t.value_usd and t.by]
    facts += [w for k in known for w in _recorded(k, evidence.state)]
    claims = [_claim(claim, evidence) for claim in reading.claims]
    seen: dict[tuple[Any, ...], Weighed] = {}
    for weighed in [*facts, *claims]:
        key = _same(weighed)
        first = seen.setdefault(key, weighed)
        if first is not weighed:
            seen[key] = replace(first, also=(*first.also, weighed.item))
    return tuple(seen.values())


_PLACES = {"value": "value_usd", "n": "count", "dates": "start"}  # where a place has another name


def _same(weighed: Weighed) -> tuple:
    """Two claims are one when rule, direction and all that their statement names agree."""
    places: list[str] = re.findall(r"%\((\w+)\)s", weighed.rule["statement"])
    keys = [_PLACES.get(place) or place for place in places]
    named = tuple(str(weighed.values.get(key)) for key in keys)
    return (weighed.rule["id"], weighed.polarity, named)


@cache
def _rules(group: str) -> tuple[dict[str, Any], ...]:
    return tuple(read_yaml(_FILE)[group])


def rule_for(kind: str, detail: dict[str, Any], group: str = "rules") -> dict[str, Any]:
    """The first rule of this kind whose `match` the details fit.

    >>> rule_for("rank", {"group": "turkic", "after": "TUR", "position": "strongest"})["id"]
    'strongest-after'
    """
    return next(
        rule
        for rule in _rules(group)
        if rule["kind"] == kind
        and all(_fits(detail.get(key), want) for key, want in rule.get("match", {}).items())
    )


def _fits(value: Any, want: Any) -> bool:
    if want == "*":
        return bool(value)
    return value in want if isinstance(want, list) else value == want


def _claim(claim: Claim, evidence: Evidence) -> Weighed:
    detail: dict[str, Any] = dict(claim.detail) | {"group": known_group(claim.detail.get("group"))}
    if claim.objects:
        detail.setdefault("channel", claim.objects[0])
    rule = rule_for(claim.kind, detail)
    values = detail | {
        "state": claim.subject or evidence.state,
        "objects": claim.objects,
        "object": claim.objects[0] if claim.objects else "",
        "other": claim.objects[1] if len(claim.objects) > 1 else "",
        "rivals": claim.objects[-2:],
    }
    values |= rival_axis(claim.subject or evidence.state, claim.objects)
    polarity = claim.polarity * rule.get("natural", 1)
    verdict = _judged(rule, values, evidence)
    verdict = replace(verdict, word=turned(verdict.word, polarity))
    return Weighed(claim, rule, values, polarity, "claim", verdict)


def _target(target: Target, evidence: Evidence) -> Weighed:
    rule = rule_for("target", {}, "facts")
    partner = next((p for p in target.parties if p != evidence.state), "")
    values = {
        "state": evidence.state,
        "object": partner,
        "partner": partner,
        "value_usd": target.value_usd,
        "value_bn": (target.value_usd or 0) / 1e9,
        "year": target.by,
    }
    return Weighed(target, rule, values, 1, "fact", _judged(rule, values, evidence))


def _judged(rule: dict[str, Any], values: dict[str, Any], evidence: Evidence) -> Verdict:
    if values["state"] != evidence.state:
        return Verdict(
            "not testable", rule["id"], needs="a brief of the state that the claim is about"
        )
    options = {key: _filled(value, values) for key, value in rule.get("options", {}).items()}
    beside = _beside(rule, values, options, evidence)
    if "figure" not in rule:
        return Verdict("not testable", rule["id"], needs=rule["needs"], beside=beside)
    name = _dotted(rule["figure"], values)
    if "+" in str(options.get("group")):
        name = name.replace(options.pop("group"), "given")
        options["states"] = common_members(values["group"])
    figure = evidence.figure(rule["measure"], name, **options)
    if isinstance(figure, Unavailable):
        needs = rule.get("needs") or "rows that the measure can rest on"
        return Verdict("not testable", rule["id"], needs=needs, why=figure.why, beside=beside)
    test = test_of(rule["test"], values)
    word, agree, more = _every(rule, values, evidence, judge(figure.estimate, test), test)
    return Verdict(word, rule["id"], figure, test, beside=(*more, *beside), agree=agree)


def _every(
    rule: dict[str, Any], values: dict[str, Any], evidence: Evidence, first: Word, test: Test
) -> tuple[Word, tuple[int, int], tuple[Figure, ...]]:
    """The verdict of several figures together: theirs where they agree, else mixed."""
    if "every" not in rule or values.get("two_powers"):
        return first, (0, 0), ()
    asked = (evidence.figure(rule["measure"], e["figure"], **e["options"]) for e in rule["every"])
    found = tuple(f for f in asked if not isinstance(f, Unavailable))
    words = [first, *(judge(f.estimate, test) for f in found)]
    word: Word = first if len(set(words)) == 1 else "mixed"
    return word, (words.count("supported"), len(words)), found


def _beside(
    rule: dict[str, Any], values: dict[str, Any], options: dict[str, Any], evidence: Evidence
) -> tuple[Figure, ...]:
    """Further figures of the rule's measure that exist."""
    names = dict.fromkeys(_dotted(pattern, values) for pattern in rule.get("shows", ()))
    shown = [evidence.figure(rule["measure"], name, **options) for name in names]
    return tuple(f for f in shown if not isinstance(f, Unavailable))


def _recorded(known: Known, state: str) -> list[Weighed]:
    """What the text reports as done, against the rows of the record."""
    found = []
    for kind, stated, recorded, values in known.comparisons():
        rule = rule_for(kind, {}, "facts")
        values = {"state": state, "count": stated, "value_bn": stated} | values
        if recorded is None:
            needs = "a row of the record about it, or a person's review of this reading"
            verdict = Verdict("not testable", rule["id"], needs=needs)
        else:
            figure = _row_figure(known, rule, recorded, kind)
            test = test_of(rule["test"], values)
            verdict = Verdict(judge(figure.estimate, test), rule["id"], figure, test)
            if known.one_source and kind not in ("engagement", "call"):
                verdict = repeated(verdict)
        found.append(Weighed(known.item, rule, values, 1, "fact", verdict))
    return found


def _row_figure(known: Known, rule: dict[str, Any], recorded: float, kind: str) -> Figure:
    unit = {"deal_count": "documents", "deal_value": "bn USD"}.get(kind, "rows")
    return Figure(
        id=f"{rule['figure']}.{known.rows[0]['row_id']}",
        label=rule["id"],
        estimate=Estimate(recorded, unit=unit, reason="as the source of the row states it"),
        period=str(known.rows[0].get("date") or known.rows[0].get("start")),
        method="the row itself",
        trail=known.steps(),
    )


def rival_axis(state: str, objects: tuple[str, ...]) -> dict[str, str]:
    """The rival axis of the first two powers named, else the headline axis.

    >>> rival_axis("KAZ", ("RUS", "USA"))["poles"], rival_axis("KAZ", ("CHN",))["poles"]
    ('usa_russia', 'usa_russia')
    """
    poles = list(dict.fromkeys(p for code in objects if (p := pole_of(state, code))))[:2]
    known = read_yaml("catalogue/poles.yaml")["axes"]
    names = [n for n, ends in known.items() if set(ends.values()) == set(poles)]
    name = names[0] if names else ":".join(poles) if len(poles) == 2 else headline_axis()
    found = axis(name)
    return {
        "axis": found.id,
        "poles": f"{found.plus}_{found.minus}",
        "two_powers": "yes" if len(poles) == 2 else "",
    }


def known_group(group: str | None) -> str:
    """A peer group of the catalogue, several joined by `+`, or "" for one that it does not hold.

    >>> known_group("turkic"), known_group("central_asia_turkic"), known_group("balkans")
    ('turkic', 'central_asia+turkic', '')
    """
    groups = read_yaml("catalogue/peers.yaml")["groups"]
    if not group or group in groups:
        return group or ""
    for first in groups:
        rest = group.removeprefix(f"{first}_")
        if rest != group and known_group(rest):
            return f"{first}+{known_group(rest)}"
    return ""


def common_members(group: str) -> tuple[str, ...]:
    """States that belong to every one of the groups joined by `+`."""
    groups = read_yaml("catalogue/peers.yaml")["groups"]
    sets = [groups[part]["members"] for part in group.split("+")]
    return tuple(code for code in sets[0] if all(code in other for other in sets))


def _filled(value: Any, values: dict[str, Any]) -> Any:
    return values[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _dotted(pattern: str, values: dict[str, Any]) -> str:
    return ".".join(str(_filled(part, values)) for part in pattern.split("."))
