"""The thread of a text: what earlier sentences lend to later ones, and which tellings are one.

A sentence that names two parties meeting, visiting or agreeing sets the frame in force: later
sentences of the paragraph that say "eight agreements were signed" mean these two. Another dyad
ends it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from denge.core.dates import When

__all__ = ["Draft", "Thread", "beside", "merge"]

_FAMILY: Final = {"meeting": "meeting", "summit": "meeting"}


@dataclass(slots=True)
class Draft:
    """An event on its way: still open to dates, places and mergers."""

    type: str
    plover: str
    cameo: str
    source: str | None
    target: str | None
    status: str
    span: tuple[int, int]
    sentence: int
    paragraph: int
    confidence: float
    rule: str
    symmetric: bool
    nominal: bool = False
    finite: bool = True
    headline: bool = False
    words: int = 0
    head: int = 0
    room: tuple[int, int] = (0, 10_000)
    when: When | None = None
    place: str | None = None
    format: str | None = None
    level: str | None = None
    source_person: str | None = None
    target_person: str | None = None
    learned: bool = False  # read by what was learned, not by a rule
    because: dict[tuple[int, int], None] = field(default_factory=dict)  # an ordered set
    why: list[str] = field(default_factory=list)

    @property
    def dyad(self) -> tuple[str | None, ...]:
        pair = (self.source, self.target)
        if self.symmetric and None not in pair:
            return tuple(sorted(pair))  # type: ignore[type-var]
        return pair


@dataclass(slots=True)
class Thread:
    """What is in force: the dyad with its opener, and the party in focus."""

    pair: tuple[str, str] | None = None
    opener: tuple[int, int] | None = None
    when: When | None = None
    place: str | None = None
    paragraph: int = -1
    begun: int = -1
    solid: bool = True
    main: str | None = None
    second: str | None = None
    paired: bool = False  # the text is about these two alone
    focus: str | None = None
    focus_span: tuple[int, int] | None = None
    told: list[tuple[str, str, int]] = field(default_factory=list)
    flow: tuple[tuple[str, ...], str, int] | None = None
    recent: list[str] = field(default_factory=list)
    subject: str | None = None
    plural: tuple[str, ...] = ()

    def open(self, draft: Draft) -> None:
        """A symmetric event with two parties sets the frame."""
        if draft.source is None or draft.target is None or draft.status == "denied":
            return
        pair = (draft.source, draft.target)
        if self.pair is None or set(self.pair) != set(pair):
            self.when = self.place = None
        self.pair, self.opener, self.paragraph = pair, draft.span, draft.paragraph
        self.when = draft.when or self.when
        self.solid = True

    def opposite(self, code: str, paragraph: int) -> str | None:
        """Whom this state last dealt with, in this paragraph or the one before."""
        for source, target, where in reversed(self.told):
            if code in (source, target) and paragraph - where <= 1:
                return target if code == source else source
        return None

    def doer(self, codes: tuple[str, ...], paragraph: int) -> tuple[str, ...]:
        """Who did the last thing that was told, where none of `codes` had a part in it."""
        if not self.told or paragraph - self.told[-1][2] > 1:
            return ()
        _, target, where = self.told[-1]
        together = takewhile(lambda t: t[1:] == (target, where), reversed(self.told))
        doers = tuple(dict.fromkeys(source for source, _, _ in together))[::-1]
        return doers if not {*doers, target} & set(codes) else ()

    def sufferer(self, codes: tuple[str, ...], paragraph: int) -> tuple[str, ...]:
        """To whom the last thing that was told was done, where none of `codes` had a part."""
        if not self.told or paragraph - self.told[-1][2] > 1:
            return ()
        source, target, _ = self.told[-1]
        return (target,) if not {source, target} & set(codes) else ()

    def sides(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The two whom a third party calls `both sides`: the dyad told most, or else last."""
        dyads = [
            (source, target)
            for source, target, _ in self.told
            if source != target and not {source, target} & set(codes)
        ]
        often = Counter(frozenset(dyad) for dyad in dyads)
        most = max(often.values(), default=0)
        return next((d for d in reversed(dyads) if often[frozenset(d)] == most), ())

    def partner(self, code: str) -> str | None:
        """The other side of the frame, where this state is one of its two."""
        if self.pair is None or code not in self.pair:
            return None
        return self.pair[0] if self.pair[1] == code else self.pair[1]

    def begin(self, paragraph: int, codes: list[str], span: tuple[int, int]) -> None:
        """A paragraph that opens with one other state is about the text's own state and it."""
        others = [code for code in codes if code != self.main]
        if self.main is not None and len(others) == 1:
            self.pair, self.opener, self.paragraph = (self.main, others[0]), span, paragraph
            self.when = self.place = None
            self.solid = False

    def lender(self, known: tuple[str, ...]) -> str | None:
        """The state that a clause without a subject is about: the text's own, else the last one."""
        return next((c for c in (self.main, self.focus) if c and c not in known), None)

    def speaker(self, known: tuple[str, ...]) -> str | None:
        """Who spoke or acted last before, other than those who are known."""
        return next(
            (c for c in (self.subject, *reversed(self.recent)) if c and c not in known), None
        )

    def mention(self, code: str) -> None:
        if code in self.recent:
            self.recent.remove(code)
        self.recent.append(code)


def beside(learned: list[Draft], drafts: list[Draft]) -> list[Draft]:
    """What was learned to be told, without what a rule reads of the same kind and the same two."""
    known = {(draft.plover, frozenset(draft.dyad)) for draft in drafts}
    return [draft for draft in learned if (draft.plover, frozenset(draft.dyad)) not in known]


def merge(drafts: list[Draft]) -> list[Draft]:
    """One event for each act, however often it is told."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((k for k in kept if _same(k, draft)), None)
        if twin is None:
            kept.append(draft)
        else:
            _absorb(twin, draft)
    _inherit(kept)
    return [draft for draft in kept if not _echo(draft, kept)]


def _echo(draft: Draft, kept: list[Draft]) -> bool:
    """Talks named only in the sentence that tells their outcome are no event of their own."""
    return (
        draft.type == "meeting"
        and draft.nominal
        and draft.confidence < 0.6
        and any(
            other.sentence == draft.sentence and set(other.dyad) == set(draft.dyad)
            for other in kept
            if other is not draft
        )
    )


def _same(one: Draft, other: Draft) -> bool:
    if _FAMILY.get(one.type, one.type) != _FAMILY.get(other.type, other.type):
        return False
    if one.dyad != other.dyad:
        return False
    retold = one.symmetric and one.nominal != other.nominal and "denied" not in {
        one.status, other.status,
    }  # fmt: skip
    if not retold and (one.status != other.status or one.plover != other.plover):
        return False
    if one.when and other.when and not one.when.overlaps(other.when):
        return False
    if one.format and other.format and one.format != other.format:
        return False
    return not (
        one.place and other.place and ":" in one.place and ":" in other.place
        and one.place != other.place and one.sentence == other.sentence
    )  # fmt: skip


def _absorb(one: Draft, other: Draft) -> None:
    """Keep the clearer telling's quotation and what only one of the two states."""
    verbal = not one.finite and other.finite and other.confidence >= one.confidence - 0.1
    weaker = one.finite and not other.finite
    dated = not weaker and (
        (not _is_day(one.when) and _is_day(other.when))
        or (one.when is None and other.when is not None)
    )
    fuller = one.headline and not other.headline and not other.nominal
    fuller = fuller and other.confidence >= one.confidence - 0.05 and other.words > 0
    surer = other.confidence > one.confidence + 0.25 and not weaker
    if surer or verbal or dated or fuller:
        one.words, one.finite, one.headline = other.words, other.finite, other.headline
        one.status, one.plover, one.nominal = other.status, other.plover, other.nominal
        one.span, other.span = other.span, one.span
        one.sentence, one.paragraph = other.sentence, other.paragraph
        one.confidence, one.why, one.rule = other.confidence, other.why, other.rule
        one.source, one.target = other.source, other.target
        one.because, other.because = other.because, one.because
    one.when = one.when or other.when
    one.place = max((one.place or "", other.place or ""), key=lambda p: (":" in p, p)) or None
    one.format = one.format or other.format
    one.level = one.level or other.level
    one.source_person = one.source_person or other.source_person
    one.target_person = one.target_person or other.target_person
    if other.span != one.span:
        one.because.setdefault(other.span)


def _is_day(when: When | None) -> bool:
    return when is not None and when.precision in {"day", "days"}


def _inherit(drafts: list[Draft]) -> None:
    """A visit takes its days from the dated meeting in it, and the meeting from the visit."""
    for draft in drafts:
        if draft.type not in {"visit", "meeting", "sign", "agree"} or _is_day(draft.when):
            continue
        dated = [
            other
            for other in drafts
            if other.when is not None
            and _is_day(other.when)
            and (draft.when is None or draft.when.overlaps(other.when))
            and set(other.dyad) == set(draft.dyad)
            and other.type in {"visit", "meeting", "summit"}
            and other.status == draft.status
        ]
        if dated and len({d.when for d in dated}) == 1:
            draft.when = dated[0].when
            draft.because.setdefault(dated[0].span)
            draft.why.append("dates: those of the meeting of the same two")
