"""Deals: what was agreed with a content, its count, sum and sectors."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from denge.core.reading import Deal, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.lexicon import Hit
    from denge.read.scene import Scene
    from denge.read.thread import Draft

__all__ = ["covering", "date_items", "join_deals", "read_deals"]

_DIGITS: Final = re.compile(r"\d{1,4}")
_DEALING: Final = frozenset({"sign", "agree", "aid"})
_ABOUT: Final = 3  # words between "about" and the paper in a language whose verb closes the clause
_NEAR: Final = 12  # words between an act and the instrument it makes


def read_deals(scene: Scene, drafts: Sequence[Draft], text: str) -> list[Deal]:
    """Agreements with a content: an act of signing or agreeing beside an instrument or a sum."""
    deals: list[Deal] = []
    goals = bool(scene.table("goal")) and not scene.table("instrument")
    for draft in drafts:
        if draft.sentence != scene.index or draft.type not in _DEALING or goals:
            continue
        if draft.plover not in {"SUPPORT", "AGREE", "AID"} or None in (draft.source, draft.target):
            continue
        deal = _deal(scene, draft, text)
        if deal is not None:
            deals.append(deal)
    return deals


def _deal(scene: Scene, draft: Draft, text: str) -> Deal | None:
    low, high = draft.room
    instruments = sorted(
        (
            h
            for h in scene.table("instrument")
            if low <= h.first <= high and abs(h.first - draft.head) <= _NEAR
        ),
        key=lambda h: (abs(h.first - draft.head), h.first),
    )
    money = [
        m for m in scene.money if m.currency == "USD" and low <= scene.word_at(m.start) <= high
    ]
    fields = [h for h in scene.table("sector") if low <= h.first <= high]
    sectors = tuple(dict.fromkeys(h.entry.id for h in fields))
    if draft.type == "agree" and not (instruments and sectors):
        return None
    if draft.type == "aid" and not (money and instruments):
        return None
    if not instruments and not money:
        return None
    count = _count(scene, instruments)
    if draft.status == "planned" and not money and (count is None or count < 2):
        return None
    best = money[0] if money else None
    if count is None and best is None and not sectors and not _about(scene, draft, instruments):
        return None
    if count is None and instruments and draft.type != "agree" and best is None:
        count = _one(scene, instruments)
    span = covering(scene, draft.span, instruments[:1], money, fields)
    parties = (draft.source or "", draft.target or "")
    return Deal(
        quote=text[span[0] : span[1]],
        quote_span=span,
        rule=f"{scene.lang}.deal.{draft.type}",
        confidence=round(min(0.9, draft.confidence), 2),
        parties=parties,
        count=count,
        value_usd=(best.high if best.low != best.high and best.op == "=" else best.low)
        if best
        else None,
        sectors=sectors,
        op=best.op if best else "=",
        start=_day(draft, "start"),
        end=_day(draft, "end"),
        status=draft.status,  # type: ignore[arg-type]
        because=tuple(draft.because),
        why=(f"{draft.type} with an instrument or a sum beside it", *draft.why),
    )


def _about(scene: Scene, draft: Draft, instruments: Sequence[Hit]) -> bool:
    """Whether a signed paper says what it is about: `соглашение о`, `dair bildiri`."""
    if draft.type != "sign" or draft.status != "done":
        return False
    for hit in instruments[:1]:
        if _one(scene, [hit]) is None:
            return False
        low, high = (
            (hit.first - _ABOUT, hit.first)
            if scene.grammar.verb_final
            else (
                hit.last + 1,
                hit.last + 2,
            )
        )
        if not scene.grammar.contents.isdisjoint(scene.folds[max(0, low) : high]):
            return True
    return False


def _day(draft: Draft, end: str) -> str | None:
    if draft.when is None or draft.when.precision not in {"day", "days"}:
        return None
    return getattr(draft.when, end).isoformat()


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


def _one(scene: Scene, instruments: Sequence[Hit]) -> int | None:
    """1 for a single named agreement, None for several or for projects."""
    fold = scene.folds[instruments[0].first]
    return None if scene.grammar.several.fullmatch(fold) else 1


def join_deals(deals: list[Deal], text: str) -> list[Deal]:
    """Parts of one deal told side by side (a count here, a value there) become one."""
    kept: list[Deal] = []
    for deal in deals:
        twin = next(
            (k for k in kept if set(k.parties) == set(deal.parties) and _complement(k, deal)),
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


def covering(scene: Scene, span: tuple[int, int], *groups: Sequence[Any]) -> tuple[int, int]:
    """The span widened over cues (by their words) and sums (by their offsets)."""
    low, high = span
    for group in groups:
        for item in group:
            if hasattr(item, "first"):
                start, end = scene.text_between(item.first, item.last)
            else:
                start, end = item.start, item.end
            low, high = min(low, start), max(high, end)
    return low, high


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
