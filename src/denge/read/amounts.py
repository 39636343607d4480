"""Targets and flows: sums that are aimed at, and amounts that were realised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from denge.core.reading import Flow, Target
from denge.read.deals import covering

if TYPE_CHECKING:
    from denge.read.lexicon import Hit
    from denge.read.money import Money
    from denge.read.scene import Party, Scene
    from denge.read.thread import Thread

__all__ = ["only_place", "read_flows", "read_targets", "two_parties"]

_NEAR: Final = 15  # words between a sum and the quantity it measures


def read_targets(scene: Scene, thread: Thread, text: str) -> list[Target]:
    """A stated goal for a quantity: `hedef`, `goal`, `увеличить до`, with its sum and year."""
    quantities = scene.table("quantity")
    goals = scene.table("goal")
    if not quantities or not goals or not scene.money:
        return []
    by = _deadline(scene)
    targets: list[Target] = []
    for money in scene.money:
        at = scene.word_at(money.start)
        quantity = min(quantities, key=lambda h: (abs(h.first - at), h.first))
        parties = two_parties(scene, thread, quantity.first)
        if len(parties) < 2:
            continue
        span = covering(
            scene,
            (money.start, money.end),
            [quantity],
            [min(goals, key=lambda h: abs(h.first - at))],
        )
        targets.append(
            Target(
                quote=text[span[0] : span[1]],
                quote_span=span,
                rule=f"{scene.lang}.target",
                confidence=0.85,
                parties=tuple(parties),
                quantity=quantity.entry.id,
                value_usd=money.low if money.currency == "USD" else None,
                by=by,
                op=money.op if money.op in {">", ">=", "~", "="} else ">",
                why=(f"goal “{scene.folds[goals[0].first]}” for {quantity.entry.id}",),
            )
        )
    return targets


def _deadline(scene: Scene) -> int | None:
    years = [t.when.end.year for t in scene.times if t.deadline] or [
        t.when.end.year for t in scene.times if t.when.precision == "year"
    ]
    return years[0] if years else None


def read_flows(scene: Scene, thread: Thread, text: str) -> list[Flow]:
    """A realised amount: trade, exports, gas, with its period; never a goal or a plan."""
    if scene.table("goal") or not scene.table("realised"):
        return []
    flows = [_money_flow(scene, thread, money, text) for money in scene.money]
    flows += [_volume_flow(scene, thread, hit, text) for hit in scene.table("unit")]
    return [flow for flow in flows if flow is not None]


def _money_flow(scene: Scene, thread: Thread, money: Money, text: str) -> Flow | None:
    at = scene.word_at(money.start)
    near = [h for h in scene.table("quantity") if abs(h.first - at) <= _NEAR]
    near = [h for h in near if h.entry.id in {"trade_turnover", "exports", "imports", "investment"}]
    if not near or money.currency not in {"USD", "EUR"}:
        return None
    quantity = min(near, key=lambda h: abs(h.first - at))
    verb = min(scene.table("realised"), key=lambda h: abs(h.head - at))
    if abs(verb.head - at) > 8 or verb.form.tense in {"future", "modal", "conditional"}:
        return None
    if not _reached(scene, scene.word_at(money.end - 1), verb):
        return None
    parties = two_parties(scene, thread, quantity.first)
    if len(parties) < 2:
        return None
    span = covering(scene, (money.start, money.end), [quantity, verb])
    return Flow(
        quote=text[span[0] : span[1]],
        quote_span=span,
        rule=f"{scene.lang}.flow.{quantity.entry.id}",
        confidence=0.75,
        parties=tuple(parties),
        quantity=quantity.entry.id,
        value=money.low,
        unit=money.currency.lower(),
        period=_period(scene),
        why=(f"{quantity.entry.id} with a past turnover verb",),
    )


def _volume_flow(scene: Scene, thread: Thread, unit: Hit, text: str) -> Flow | None:
    number = _number(scene, unit.first)
    if number is None:
        return None
    verbs = [h for h in scene.table("realised") if 0 < h.head - unit.last <= 8]
    if not scene.grammar.verb_final:
        verbs = [h for h in scene.table("realised") if abs(h.head - unit.last) <= 8]
    quantity = [h for h in scene.table("quantity") if h.entry.id in {"gas_supply", "oil_transit"}]
    verb = next((v for v in verbs if v.form.tense in {"past", "present", ""}), None)
    if verb is None or not _reached(scene, unit.last, verb):
        return None
    parties = _exporter_first(scene, thread, unit.first) if quantity else ()
    name = quantity[0].entry.id if quantity else ""
    if len(parties) < 2 and thread.flow is not None and scene.index - thread.flow[2] <= 2:
        parties, name = thread.flow[0], thread.flow[1]
    if len(parties) < 2 or not name:
        return None
    thread.flow = (tuple(parties), name, scene.index)
    span = scene.text_between(min(unit.first - 1, verb.first), max(verb.last, unit.last))
    return Flow(
        quote=text[span[0] : span[1]],
        quote_span=span,
        rule=f"{scene.lang}.flow.volume",
        confidence=0.7,
        parties=parties,
        quantity=name,
        value=number,
        unit=unit.entry.id,
        period=_period(scene),
        why=("a volume with a past verb",),
    )


def _reached(scene: Scene, unit: int, verb: Hit) -> bool:
    """`14 milyar metreküpe çıktı` reached it; `1 milyar metreküp arttı` grew by it."""
    grammar = scene.grammar
    if not grammar.changes or not scene.folds[verb.head].startswith(grammar.changes):
        return True
    return scene.folds[unit].endswith(grammar.reached)


def _number(scene: Scene, index: int) -> float | None:
    """The number before a unit, decimal comma or point, possibly split into three words."""
    start, end = max(0, index - 3), index
    words = "".join(scene.tokens[i].text for i in range(start, end))
    match = re.search(r"(\d+(?:[.,]\d+)?)$", words)
    return float(match[1].replace(",", ".")) if match else None


def _exporter_first(scene: Scene, thread: Thread, near: int) -> tuple[str, ...]:
    exporter = [p for p in scene.parties if p.has("abl") or p.prep in {"from", "из"}]
    others = [c for p in scene.parties if p not in exporter for c in p.codes]
    if exporter and others:
        first = exporter[0].codes[0]
        rest = [c for c in others if c != first]
        if rest:
            return (first, rest[0])
    return tuple(two_parties(scene, thread, near))


def _period(scene: Scene) -> str | None:
    for time in scene.times:
        if time.when.precision == "year":
            return f"{time.when.start:%Y}"
        if time.when.precision in {"quarter", "half", "span", "month"}:
            return f"{time.when.start:%Y-%m}..{time.when.end:%Y-%m}"
    return None


def two_parties(scene: Scene, thread: Thread, near: int) -> tuple[str, ...]:
    """The two states a sum or label is about: those between, those named, or the frame in force."""
    for hit in scene.table("both"):
        side = [
            p
            for p in scene.parties
            if (p.last < hit.first) == scene.grammar.verb_final and abs(p.first - hit.first) <= 10
        ]
        codes = tuple(dict.fromkeys(c for p in side for c in p.codes))
        if len(codes) >= 2:
            return codes[-2:] if scene.grammar.verb_final else codes[:2]
    named = [p for p in scene.parties if not only_place(scene, p)]
    codes = tuple(
        dict.fromkeys(c for p in sorted(named, key=lambda p: abs(p.first - near)) for c in p.codes)
    )
    if len(codes) >= 2:
        order = {
            c: i for i, c in enumerate(dict.fromkeys(c for p in scene.parties for c in p.codes))
        }
        return tuple(sorted(codes[:2], key=order.__getitem__))
    if thread.pair is not None and (not codes or codes[0] in thread.pair):
        return thread.pair
    if codes and thread.focus and thread.focus != codes[0]:
        return (thread.focus, codes[0])
    if len(thread.recent) == 2 and set(codes) <= set(thread.recent):
        return (thread.recent[0], thread.recent[1])
    return ()


def only_place(scene: Scene, party: Party) -> bool:
    return party.has("loc") and not party.leader and len(party.cases) == 1
