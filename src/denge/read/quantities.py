"""Deals, targets, statuses and flows: what was agreed, aimed at, labelled and realised."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from denge.core.reading import Deal, Flow, Status, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.lexicon import Hit
    from denge.read.money import Money
    from denge.read.scene import Party, Scene
    from denge.read.thread import Draft, Thread

__all__ = ["date_items", "join_deals", "read_deals", "read_flows", "read_statuses", "read_targets"]

_DIGITS: Final = re.compile(r"\d{1,4}")
_DEALING: Final = frozenset({"sign", "agree", "aid"})
_NEAR: Final = 12


def read_deals(scene: Scene, drafts: Sequence[Draft], text: str) -> list[Deal]:
    """Agreements with a content: an act of signing or agreeing beside an instrument or a sum."""
    deals: list[Deal] = []
    goals = bool(scene.table("goal")) and not scene.table("instrument")
    for draft in drafts:
        if draft.sentence != scene.index or draft.type not in _DEALING or goals:
            continue
        if draft.plover not in {"SUPPORT", "AGREE", "AID"} or None in (draft.source, draft.target):
            continue
        act = scene.word_at(draft.span[1] - 1)
        deal = _deal(scene, draft, act, text)
        if deal is not None:
            deals.append(deal)
    return deals


def _deal(scene: Scene, draft: Draft, act: int, text: str) -> Deal | None:
    instruments = [h for h in scene.table("instrument") if abs(h.first - act) <= _NEAR]
    money = [m for m in scene.money if m.currency == "USD"]
    sectors = _sectors(scene)
    if draft.type == "agree" and not (instruments and sectors):
        return None
    if draft.type == "aid" and not (money and instruments):
        return None
    if not instruments and not money:
        return None
    if draft.status == "planned" and not money and _count(scene, instruments) is None:
        return None
    count = _count(scene, instruments)
    best = money[0] if money else None
    if count is None and best is None and not sectors:
        return None
    if count is None and instruments and draft.type != "agree" and best is None:
        count = _one(scene, instruments)
    span = _cover(scene, draft.span, instruments, money, _sector_hits(scene))
    parties = (draft.source or "", draft.target or "")
    return Deal(
        quote=text[span[0] : span[1]],
        quote_span=span,
        rule=f"{scene.lang}.deal.{draft.type}",
        confidence=round(min(0.9, draft.confidence), 2),
        parties=parties,
        count=count,
        value_usd=(best.high if best.low != best.high and best.op == "=" else best.low) if best else None,
        sectors=sectors,
        op=best.op if best else "=",
        start=_day(draft, "start"),
        end=_day(draft, "end"),
        status=draft.status,  # type: ignore[arg-type]
        because=tuple(draft.because),
        why=(f"{draft.type} with an instrument or a sum beside it", *draft.why),
    )


def _day(draft: Draft, end: str) -> str | None:
    if draft.when is None or draft.when.precision not in {"day", "days"}:
        return None
    return getattr(draft.when, end).isoformat()


def _cover(scene: Scene, span: tuple[int, int], *groups: Sequence[Any]) -> tuple[int, int]:
    low, high = span
    for group in groups:
        for item in group:
            if hasattr(item, "first"):
                start, end = scene.text_between(item.first, item.last)
            else:
                start, end = item.start, item.end
            low, high = min(low, start), max(high, end)
    return low, high


def _count(scene: Scene, instruments: Sequence[Hit]) -> int | None:
    """The number directly before the noun: `29 agreements`, `около 40 документов`."""
    for hit in instruments:
        start, end = scene.text_between(hit.first, hit.last)
        for count in scene.counts:
            if count.start < end and start <= count.end + 1:
                return count.value
        for index in range(hit.first - 1, max(-1, hit.first - 4), -1):
            word = scene.tokens[index].text
            if _DIGITS.fullmatch(word):
                return int(word)
            if not word[:1].isalpha():
                break
    return None


_SEVERAL: Final = {
    "en": ("agreements", "documents", "deals", "treaties", "contracts", "projects", "memoranda"),
    "tr": ("anlaşmalar", "belgeler", "projeler", "sözleşmeler", "protokoller"),
    "ru": ("ы", "и", "ов", "ей", "ам", "ами", "ах", "ия", "ий"),
    "kk": ("тар", "тер", "лар", "лер", "дар", "дер"),
}


def _one(scene: Scene, instruments: Sequence[Hit]) -> int | None:
    """1 for a single named agreement, None for several or for projects."""
    fold = scene.folds[instruments[0].first]
    several = _SEVERAL[scene.lang]
    if scene.lang in ("ru",):
        return None if fold.endswith(several) else 1
    if scene.lang == "kk":
        return None if any(part in fold for part in several) else 1
    return None if fold.startswith(several) or fold.startswith("proj") else 1


def _sector_hits(scene: Scene) -> list[Hit]:
    return scene.table("sector")


def _sectors(scene: Scene) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.entry.id for hit in scene.table("sector")))


def date_items(
    deals: Sequence[Deal], statuses: Sequence[Status], drafts: Sequence[Draft]
) -> tuple[list[Deal], list[Status]]:
    """Deals and labels take the days of the signing or meeting that they rest on."""
    return (
        [_dated(deal, drafts, {"sign", "agree", "aid"}) for deal in deals],
        [_dated(status, drafts, {"sign", "meeting", "visit"}) for status in statuses],
    )


_I = TypeVar("_I", Deal, Status)


def _dated(item: _I, drafts: Sequence[Draft], types: set[str]) -> _I:
    if item.start is not None:
        return item
    days = {
        (d.when.start.isoformat(), d.when.end.isoformat())
        for d in drafts
        if d.when is not None
        and d.when.precision in {"day", "days"}
        and set(d.dyad) == set(item.parties)
        and d.type in types
    }
    if len(days) != 1:
        return item
    start, end = days.pop()
    return replace(item, start=start, end=end)


def join_deals(deals: list[Deal], text: str) -> list[Deal]:
    """Parts of one deal told side by side (a count here, a value there) become one."""
    kept: list[Deal] = []
    for deal in deals:
        twin = next(
            (
                k
                for k in kept
                if set(k.parties) == set(deal.parties) and _complement(k, deal)
            ),
            None,
        )
        if twin is None:
            kept.append(deal)
        else:
            kept[kept.index(twin)] = _joined(twin, deal, text)
    return kept


def _complement(one: Deal, other: Deal) -> bool:
    if one.status != other.status or other.quote_span[0] - one.quote_span[1] > 300:
        return False
    if one.value_usd is not None and other.value_usd is not None:
        return one.value_usd == other.value_usd
    if one.count is not None and other.count is not None and one.count != other.count:
        return False
    return other.quote_span[0] - one.quote_span[1] < 120


def _joined(one: Deal, other: Deal, text: str) -> Deal:
    span = (
        min(one.quote_span[0], other.quote_span[0]),
        max(one.quote_span[1], other.quote_span[1]),
    )
    valued = one if one.value_usd is not None else other
    return Deal(
        quote=text[span[0] : span[1]],
        quote_span=span,
        rule=one.rule,
        confidence=max(one.confidence, other.confidence),
        parties=one.parties,
        count=one.count if one.count is not None else other.count,
        value_usd=valued.value_usd,
        sectors=tuple(dict.fromkeys((*one.sectors, *other.sectors))),
        op=valued.op,
        start=one.start or other.start,
        end=one.end or other.end,
        status=one.status,
        title=one.title or other.title,
        because=tuple(dict.fromkeys((*one.because, *other.because))),
        why=(*one.why, "count and value told side by side"),
    )


def _parties(scene: Scene, thread: Thread, near: int, *, draft: Draft | None = None) -> tuple[str, ...]:
    """The two states a sum or label is about: those between, those named, or the frame in force."""
    for hit in scene.table("both"):
        side = [
            p
            for p in scene.parties
            if (p.last < hit.first) == (scene.lang in ("tr", "kk")) and abs(p.first - hit.first) <= 10
        ]
        codes = tuple(dict.fromkeys(c for p in side for c in p.codes))
        if len(codes) >= 2:
            return codes[-2:] if scene.lang in ("tr", "kk") else codes[:2]
    named = [p for p in scene.parties if not _only_place(scene, p)]
    codes = tuple(dict.fromkeys(c for p in sorted(named, key=lambda p: abs(p.first - near)) for c in p.codes))
    if len(codes) >= 2:
        order = {c: i for i, c in enumerate(dict.fromkeys(c for p in scene.parties for c in p.codes))}
        return tuple(sorted(codes[:2], key=order.__getitem__))
    if draft is not None and draft.source and draft.target:
        return draft.source, draft.target
    if thread.pair is not None and (not codes or codes[0] in thread.pair):
        return thread.pair
    if codes and thread.focus and thread.focus != codes[0]:
        return (thread.focus, codes[0])
    if not codes and len(thread.recent) == 2:
        return (thread.recent[0], thread.recent[1])
    return ()


def _only_place(scene: Scene, party: Party) -> bool:
    return party.has("loc") and not party.leader and len(party.cases) == 1


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
        parties = _parties(scene, thread, quantity.first)
        if len(parties) < 2:
            continue
        span = _cover(scene, (money.start, money.end), [quantity], [min(goals, key=lambda h: abs(h.first - at))])
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
    near = [h for h in scene.table("quantity") if abs(h.first - at) <= _NEAR + 3]
    near = [h for h in near if h.entry.id in {"trade_turnover", "exports", "imports", "investment"}]
    if not near or money.currency not in {"USD", "EUR"}:
        return None
    quantity = min(near, key=lambda h: abs(h.first - at))
    verb = min(scene.table("realised"), key=lambda h: abs(h.head - at))
    if abs(verb.head - at) > 8 or verb.form.tense in {"future", "modal", "conditional"}:
        return None
    if not _reached(scene, scene.word_at(money.end - 1), verb):
        return None
    parties = _parties(scene, thread, quantity.first)
    if len(parties) < 2:
        return None
    span = _cover(scene, (money.start, money.end), [quantity, verb])
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
    if scene.lang in ("en", "ru"):
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


_CHANGE: Final = frozenset({"art", "ger", "düş", "çık", "ула", "өст", "төм"})


def _reached(scene: Scene, unit: int, verb: Hit) -> bool:
    """`14 milyar metreküpe çıktı` reached it; `1 milyar metreküp arttı` grew by it."""
    if scene.lang not in ("tr", "kk") or scene.folds[verb.head][:3] not in _CHANGE:
        return True
    return scene.folds[unit].endswith(("e", "a", "ға", "ге", "қа", "ке"))


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
    return tuple(_parties(scene, thread, near))


def _period(scene: Scene) -> str | None:
    for time in scene.times:
        if time.when.precision == "year":
            return f"{time.when.start:%Y}"
        if time.when.precision in {"quarter", "half", "span", "month"}:
            return f"{time.when.start:%Y-%m}..{time.when.end:%Y-%m}"
    return None


def read_statuses(scene: Scene, thread: Thread, drafts: Sequence[Draft], text: str) -> list[Status]:
    """Relationship labels that somebody uses, signs or confirms of two states."""
    statuses: list[Status] = []
    for label, first, last in _labels(scene):
        use = [h for h in scene.table("label_use") if -6 <= h.head - last <= 7]
        if not use:
            continue
        pairs = _labelled(scene, thread, first)
        span = scene.text_between(first, last)
        statuses.extend(
            Status(
                quote=text[span[0] : span[1]],
                quote_span=span,
                rule=f"{scene.lang}.status",
                confidence=0.8 if scene.parties else 0.65,
                parties=pair,
                label=label,
                speaker=_labeller(scene, use),
                instrument=_document(scene, last, text),
                why=(f"label “{text[span[0] : span[1]]}”, {scene.folds[use[0].first]}",),
            )
            for pair in pairs
        )
    return statuses


def _labeller(scene: Scene, use: Sequence[Hit]) -> str | None:
    """Who uses the label: the subject, where a verb of naming does it."""
    if not any(hit.entry.get("names") for hit in use):
        return None
    for party in scene.parties:
        if party.agent and not party.prep and (party.has("nom") or not party.cases):
            return party.codes[0]
    return None


def _document(scene: Scene, last: int, text: str) -> str | None:
    """The declaration or treaty that carries the label, where it stands right behind it."""
    for hit in scene.table("instrument"):
        if 0 < hit.first - last <= 2:
            start, end = scene.text_between(hit.first, hit.last)
            return text[start:end]
    return None


def _labels(scene: Scene) -> list[tuple[str, int, int]]:
    """Labels put together from modifiers and heads: (snake_case, first word, last word)."""
    modifiers = {h.first: h for h in scene.table("modifier")}
    heads = {h.first: h for h in scene.table("label")}
    ands = {h.first for h in scene.table("label_and")}
    found: list[tuple[str, int, int]] = []
    index = 0
    while index < len(scene.folds):
        if index not in modifiers:
            index += 1
            continue
        first = index
        words: list[str] = []
        while index in modifiers:
            words.append(modifiers[index].entry.id)
            index += 1
        if index not in heads:
            index += 1
            continue
        words.append(heads[index].entry.id)
        last = index
        if index + 2 < len(scene.folds) and index + 1 in ands and index + 2 in heads:
            words += ["and", heads[index + 2].entry.id]
            last = index + 2
        found.append(("_".join(dict.fromkeys(words)), first, last))
        index = last + 1
    return found


def _labelled(scene: Scene, thread: Thread, near: int) -> list[tuple[str, str]]:
    codes = list(
        dict.fromkeys(c for p in scene.parties if not _only_place(scene, p) for c in p.codes)
    )
    if len(codes) == 2:
        return [(codes[0], codes[1])]
    if len(codes) > 2:
        owner = min(scene.parties, key=lambda p: abs(p.first - near)).codes[0]
        return [(owner, code) for code in codes if code != owner]
    if thread.pair is not None and (not codes or codes[0] in thread.pair):
        return [thread.pair]
    if codes and thread.focus and thread.focus != codes[0]:
        return [(codes[0], thread.focus)]
    return []
