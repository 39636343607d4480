"""Rules in plain words, and what it takes for one to fire.

A rule is one of

* `new deal above 1 bn [with KAZ]` - a deal read from a new item, of at least that many US dollars;
* `new visit [of KAZ]` - an act of that kind (visit, meeting, summit, call, sign …) in a new item;
* `tilt moved beyond its band` - the figure left the interval that it had when it was last told;
* `tilt above 0.2`, `vectors below 3` - the figure crossed a line.

A figure is `tilt`, `vectors`, or the full name of a figure such as `vectors.share.china`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from denge.core.catalogue import read_yaml
from denge.core.errors import InputError
from denge.core.state import state as find_state

if TYPE_CHECKING:
    from denge.core.estimate import Estimate
    from denge.core.reading import Reading

__all__ = ["Alert", "Rule", "alerts", "figure_now", "parse_rule"]

_SCALE = {"": 1.0, "k": 1e3, "mn": 1e6, "m": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9,
          "billion": 1e9}  # fmt: skip
_NUMBER = r"(?P<number>-?\d+(?:\.\d+)?)\s*(?P<scale>bn|billion|mn|million|k|m|b)?"
_DEAL = re.compile(
    rf"new deal(?: (?P<way>above|of at least) (?:us\$|\$|usd )?{_NUMBER}(?: ?(?:usd|dollars))?)?"
    r"(?: with (?P<who>[\w ]+))?",
    re.I,
)
_ACT = re.compile(r"new (?P<kind>[a-z_]+)(?: of (?P<who>[\w ]+))?", re.I)
_MOVED = re.compile(r"(?P<figure>[\w.:-]+) moved beyond its (?:band|interval)", re.I)
_LINE = re.compile(rf"(?P<figure>[\w.:-]+) (?P<way>above|below) {_NUMBER}", re.I)
_NAMES = {"tilt": ("tilt", ""), "vectors": ("vectors", "vectors.diplomatic.d2")}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its words, its kind (deal, act, moved, line), and what it needs."""

    words: str
    kind: str
    figure: str = ""
    way: str = ""
    number: float | None = None
    who: str | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that fired; `key` tells it from others, so that it is told once."""

    key: str
    rule: str
    says: str
    quote: str = ""
    link: str = ""
    day: str = field(default_factory=lambda: date.today().isoformat())


def parse_rule(words: str) -> Rule:
    """A rule from its words.

    Raises
    ------
    InputError
        It is none of the forms above.

    >>> parse_rule("new deal above 1 bn").number
    1000000000.0
    >>> parse_rule("tilt moved beyond its band").kind
    'moved'
    """
    plain = " ".join(words.split())
    if found := _DEAL.fullmatch(plain):
        return Rule(plain, "deal", number=_number(found), who=_who(found))
    if found := _MOVED.fullmatch(plain):
        return Rule(plain, "moved", figure=found["figure"])
    if found := _LINE.fullmatch(plain):
        way = found["way"].casefold()
        return Rule(plain, "line", figure=found["figure"], way=way, number=_number(found))
    if (found := _ACT.fullmatch(plain)) and found["kind"].casefold() in _kinds_of_act():
        return Rule(plain, "act", act=found["kind"].casefold(), who=_who(found))
    raise InputError(
        f"{words[:80]!r} is no rule. Write one such as: new deal above 1 bn; new visit of KAZ; "
        "tilt moved beyond its band; vectors below 3"
    )


def _kinds_of_act() -> tuple[str, ...]:
    """Kinds of act that the reader tells apart."""
    return tuple(read_yaml("catalogue/plover.yaml")["types"])


def _number(found: re.Match[str]) -> float | None:
    if found["number"] is None:
        return None
    return float(found["number"]) * _SCALE[(found["scale"] or "").casefold()]


def _who(found: re.Match[str]) -> str | None:
    return find_state(found["who"]).iso3 if found["who"] else None


def alerts(
    rule: Rule,
    readings: Iterable[tuple[Reading, str]],
    figures: Mapping[str, Estimate],
    before: Mapping[str, tuple[float, float]],
) -> Iterator[Alert]:
    """Where a rule fires.

    Parameters
    ----------
    readings : iterable of (Reading, str)
        New items with their links.
    figures : mapping
        The figures that rules name, as they stand now.
    before : mapping
        The interval of each figure when it was last told.
    """
    if rule.kind == "deal":
        yield from (a for told, link in readings for a in _deals(rule, told, link))
    elif rule.kind == "act":
        yield from (a for told, link in readings for a in _acts(rule, told, link))
    elif rule.figure in figures:
        found = _figure(rule, figures[rule.figure], before.get(rule.figure))
        if found is not None:
            yield found


def figure_now(view: Any, state: str, name: str) -> Estimate:
    """A figure of a state by its short or full name.

    Raises
    ------
    DengeError
        There is no such figure, or no data for it.
    """
    from denge.web.sheets.measure import index, run

    measure, figure = _NAMES.get(name, (name.partition(".")[0], name))
    result = run(index(measure), view, state, {})
    return result.figure(figure).estimate if figure else result.figures()[0].estimate


def _deals(rule: Rule, told: Reading, link: str) -> Iterator[Alert]:
    for deal in told.deals:
        if deal.status == "denied" or (rule.who and rule.who not in deal.parties):
            continue
        if rule.number is not None and (deal.value_usd is None or deal.value_usd < rule.number):
            continue
        value = f" of US$ {deal.value_usd / 1e9:g} bn" if deal.value_usd else ""
        parties = " and ".join(deal.parties)
        says = f"{deal.status} deal{value} between {parties}" if parties else f"deal{value}"
        yield _alert(rule, says, told, deal.quote, deal.quote_span, link)


def _acts(rule: Rule, told: Reading, link: str) -> Iterator[Alert]:
    for event in told.events:
        if event.type != rule.act or event.status == "denied":
            continue
        if rule.who and rule.who not in (event.source, event.target):
            continue
        says = f"{event.status} {event.type}: {event.source or '?'} - {event.target or '?'}"
        yield _alert(rule, says, told, event.quote, event.quote_span, link)


def _alert(
    rule: Rule, says: str, told: Reading, quote: str, span: tuple[int, int], link: str
) -> Alert:
    key = sha256(f"{rule.words} {told.id} {span}".encode()).hexdigest()[:16]
    return Alert(key, rule.words, says, quote, link)


def _figure(rule: Rule, now: Estimate, band: tuple[float, float] | None) -> Alert | None:
    if rule.kind == "moved":
        if band is None or band[0] <= now.median <= band[1]:
            return None
        said = f"{rule.figure} is now {now}; its band was {band[0]:.3g} to {band[1]:.3g}"
        return Alert(_key(rule, f"{now.median:.6g}"), rule.words, said)
    assert rule.number is not None
    crossed = now.median > rule.number if rule.way == "above" else now.median < rule.number
    if not crossed:
        return None
    return Alert(_key(rule, "crossed"), rule.words, f"{rule.figure} is now {now}")


def _key(rule: Rule, mark: str) -> str:
    return sha256(f"{rule.words} {mark}".encode()).hexdigest()[:16]
