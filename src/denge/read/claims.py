"""Claims: what a text says of a state that data may support or contradict.

Cues stand in `catalogue/lexicon/LANG/claims.toml`; this file holds what each kind of claim needs
beside its cue, who it is about, and what turns it round. No sentence of any text stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from denge.core.reading import Claim
from denge.core.state import states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from denge.core.reading import ClaimKind
    from denge.read.lexicon import Hit
    from denge.read.scene import Scene

__all__ = ["read_claims"]

_NEAR: Final = 4


class _Desk:
    """What the claim rules share: the scene, the states named so far, and how to write a claim."""

    def __init__(self, scene: Scene, text: str, focus: str | None, partners: list[str]) -> None:
        self.scene = scene
        self.text = text
        self.focus = focus
        self.partners = partners

    def first(self, table: str) -> Hit | None:
        return next(iter(self.scene.table(table)), None)

    def codes(self) -> list[str]:
        """States named in the sentence, in order."""
        grouped = self.scene.covered("group")
        return list(
            dict.fromkeys(
                a.code
                for a in self.scene.actors
                if a.kind == "bloc" or self.scene.word_at(a.start) not in grouped
            )
        )

    def subject(self, near: Hit | None = None) -> str | None:
        """The state that the sentence is about: its first acting party, else the text's focus."""
        del near
        for party in self.scene.parties:
            if (
                party.agent
                and not party.prep
                and (party.has("nom") or party.has("gen") or not party.cases)
            ):
                return party.codes[0]
        return self.focus

    def negated(self, hit: Hit, reach: int = 1) -> bool:
        """Whether a negator stands beside the cue, behind it in Turkish and Kazakh."""
        verb_final = self.scene.grammar.verb_final
        for negator in self.scene.table("negator"):
            gap = negator.first - hit.last if verb_final else hit.first - negator.last
            if 0 < gap <= reach:
                return True
        return False

    def claim(
        self,
        kind: ClaimKind,
        hits: Sequence[Hit],
        *,
        subject: str | None,
        objects: Sequence[str] = (),
        polarity: int = 1,
        detail: dict[str, str] | None = None,
        confidence: float = 0.7,
    ) -> Claim:
        first = min(hit.first for hit in hits)
        last = max(hit.last for hit in hits)
        start, end = self.scene.text_between(*self._widened(first, last))
        words = ", ".join(f"“{' '.join(self._words(hit))}”" for hit in hits)
        return Claim(
            quote=self.text[start:end],
            quote_span=(start, end),
            rule=f"{self.scene.lang}.claim.{kind}",
            confidence=confidence if subject else confidence - 0.25,
            kind=kind,
            subject=subject,
            objects=tuple(objects),
            polarity=polarity,
            detail=detail or {},
            speaker=self._speaker(),
            why=(f"cues {words}", f"about {subject}: first acting party or the text's focus"),
        )

    def _words(self, hit: Hit) -> list[str]:
        return [self.scene.tokens[i].text for i in range(hit.first, hit.last + 1)]

    def _widened(self, first: int, last: int) -> tuple[int, int]:
        """The quotation reaches from the clause's first word to its last."""
        low = first
        while low > 0 and self.scene.folds[low - 1] not in {";", "!", "?", "…"}:
            low -= 1
        high = last
        while high + 1 < len(self.scene.folds) and self.scene.folds[high + 1] not in {
            ";", ".", "!", "?", "…",
        }:  # fmt: skip
            high += 1
        return low, high

    def _speaker(self) -> str | None:
        if not self.scene.table("speech"):
            return None
        for party in self.scene.parties:
            if party.leader and (party.has("nom") or (not party.cases and not party.prep)):
                return party.persons[0] if party.persons else party.codes[0]
        return None


def read_claims(scenes: Sequence[Scene], text: str, focus: str | None) -> list[Claim]:
    """All claims of a text, the same claim once."""
    claims: list[Claim] = []
    partners: list[str] = []
    for scene in scenes:
        if not _CUES.isdisjoint(scene.hits):
            desk = _Desk(scene, text, focus, partners)
            for rule in _RULES:
                claims.extend(rule(desk))
        for actor in scene.actors:
            if actor.code != focus and actor.code in states():
                if actor.code in partners:
                    partners.remove(actor.code)
                partners.append(actor.code)
    return _once(claims)


def _once(claims: Sequence[Claim]) -> list[Claim]:
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (
            claim.kind, claim.subject, claim.objects, claim.polarity,
            tuple(sorted(claim.detail.items())),
        )  # fmt: skip
        kept.setdefault(key, claim)
    return list(kept.values())


def _rank(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("superlative"):
        group = [g for g in desk.scene.table("group") if abs(g.first - hit.first) <= 8]
        noun = [n for n in desk.scene.table("rank_noun") if -3 <= n.first - hit.last <= 8]
        if not group or not noun:
            continue
        reversed_ = bool(hit.entry.get("reversed"))
        polarity = -1 if reversed_ != desk.negated(hit, 6) else 1
        detail = {
            "position": hit.entry.id,
            "group": "_".join(dict.fromkeys(g.entry.id for g in group)),
        }
        after = _after(desk)
        if after is not None:
            detail["after"] = after
        others = [c for c in desk.codes() if c != after]
        subject = others[0] if others else desk.focus
        yield desk.claim(
            "rank", [hit, *group[:1], *noun[:1]], subject=subject,
            objects=(after,) if after else (), polarity=polarity, detail=detail, confidence=0.85,
        )  # fmt: skip


def _after(desk: _Desk) -> str | None:
    """The state that one comes after: `Peru'dan sonra`, `after Peru`."""
    for hit in desk.scene.table("after"):
        for party in desk.scene.parties:
            behind = 0 < hit.first - party.last <= 2 and (party.has("abl") or party.has("loc"))
            before = 0 <= party.first - hit.first <= 2 and not desk.scene.grammar.verb_final
            if behind or before:
                return party.codes[-1]
    return None


def _balance(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("balance"):
        reversed_ = bool(hit.entry.get("reversed"))
        polarity = -1 if reversed_ != desk.negated(hit) else 1
        objects = [c for c in desk.codes() if c != desk.subject()]
        yield desk.claim(
            "balance", [hit], subject=desk.subject(), objects=objects[:2],
            polarity=polarity, detail=dict(hit.entry.get("detail", {})), confidence=0.8,
        )  # fmt: skip


def _dependence(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("dependence"):
        subject = desk.subject()
        objects = [c for c in desk.codes() if c != subject]
        if len(objects) >= 2 and subject in objects[-2:]:
            subject = desk.focus
        between = _between(desk)
        if between:
            objects = between
            if subject in between:
                subject = next((c for c in desk.codes() if c not in between), desk.focus)
        if not objects:
            continue
        polarity = -1 if desk.negated(hit, 3) else 1
        yield desk.claim(
            "dependence", [hit], subject=subject, objects=objects, polarity=polarity,
            detail={"form": "between"} if len(objects) > 1 else {}, confidence=0.75,
        )  # fmt: skip


def _between(desk: _Desk) -> list[str]:
    for hit in desk.scene.table("both"):
        for party in desk.scene.parties:
            near = (
                hit.first - party.last if desk.scene.grammar.verb_final else party.first - hit.last
            )
            if 0 < near <= 3 and len(party.codes) >= 2:
                return list(party.codes)
        if desk.scene.grammar.verb_final:
            two = [p for p in desk.scene.parties if 0 < hit.first - p.last <= 6][-2:]
            if len(two) == 2 and two[0].has("com"):
                return [two[0].codes[0], two[1].codes[0]]
    return []


def _coincidence(desk: _Desk) -> Iterator[Claim]:
    """`far from coincidence` is +1 (deliberate), `mere coincidence` is -1."""
    for hit in desk.scene.table("coincidence"):
        objects = [c for c in desk.codes() if c != desk.focus]
        if not objects and not desk.scene.acts and not desk.partners:
            continue
        polarity = 1 if desk.negated(hit, _NEAR) else -1
        yield desk.claim(
            "coincidence", [hit], subject=desk.focus, objects=objects or desk.partners[-2:],
            polarity=polarity, confidence=0.8,
            detail={"deliberate": "yes" if polarity > 0 else "no"},
        )  # fmt: skip


def _distance(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("distance"):
        named = [c for c in desk.codes() if c != desk.focus]
        yield desk.claim(
            "distance", [hit], subject=desk.focus, objects=named[:2] or desk.partners[-2:],
            polarity=-1 if desk.negated(hit) else 1, confidence=0.7,
        )  # fmt: skip


def _compliment(desk: _Desk) -> Iterator[Claim]:
    """Praise as something that all heads of state pay, or that nobody pays."""
    praise = desk.first("compliment")
    everyone, nobody = desk.first("universal"), desk.first("nobody")
    quantifier = everyone or nobody
    if praise is None or quantifier is None:
        return
    yield desk.claim(
        "compliment", [quantifier, praise], subject=desk.focus,
        objects=[c for c in desk.codes() if c != desk.focus][:1] or desk.partners[-1:],
        polarity=-1 if nobody is not None else 1,
        detail={"about": "heads of state in general"}, confidence=0.65,
    )  # fmt: skip


def _brokerage(desk: _Desk) -> Iterator[Claim]:
    axis, role = desk.first("axis") or desk.first("both"), desk.first("role")
    if axis is None or role is None:
        return
    near = [a for a in desk.scene.actors if abs(desk.scene.word_at(a.start) - axis.first) <= 4]
    objects = list(dict.fromkeys(a.code for a in near))
    if len(objects) < 2:
        return
    subject = next((c for c in desk.codes() if c not in objects[-2:]), desk.focus)
    polarity = -1 if desk.negated(role, 3) else 1
    yield desk.claim(
        "brokerage", [axis, role], subject=subject,
        objects=[c for c in objects if c != subject][:2], polarity=polarity, confidence=0.8,
    )  # fmt: skip


def _institution(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("institution"):
        blocs = [
            a for a in desk.scene.actors
            if a.kind == "bloc" and abs(desk.scene.word_at(a.start) - hit.first) <= 5
        ]  # fmt: skip
        if not blocs:
            continue
        bloc = min(blocs, key=lambda a: abs(desk.scene.word_at(a.start) - hit.first))
        states = [c for c in desk.codes() if c not in {b.code for b in blocs}]
        polarity = -1 if bool(hit.entry.get("reversed")) != desk.negated(hit, 3) else 1
        yield desk.claim(
            "institution", [hit], subject=states[0] if states else desk.focus,
            objects=(bloc.code,), polarity=polarity, detail=dict(hit.entry.get("detail", {})),
        )  # fmt: skip


def _effect(desk: _Desk) -> Iterator[Claim]:
    """What a policy brings by horizon: the outcome nearest to each horizon, helped or harmed."""
    outcomes = desk.scene.table("outcome")
    if not outcomes:
        return
    for horizon in sorted(desk.scene.table("horizon"), key=lambda h: h.first):
        outcome = min(outcomes, key=lambda o: _apart(desk, horizon, o))
        low = min(horizon.first, outcome.first)
        high = max(horizon.last, outcome.last)
        harm = [h for h in desk.scene.table("harm") if low - 3 <= h.first <= high + 3]
        harm = [h for h in harm if _apart(desk, h, outcome)[0] == 0]
        yield desk.claim(
            "effect", [horizon, outcome], subject=desk.subject(), objects=(outcome.entry.id,),
            polarity=-1 if harm or desk.negated(outcome, 3) else 1,
            detail={"horizon": horizon.entry.id, "quantity": outcome.entry.id}, confidence=0.75,
        )  # fmt: skip


def _apart(desk: _Desk, one: Hit, other: Hit) -> tuple[int, int]:
    """Clause breaks between two cues, then words between them."""
    low, high = sorted((one, other), key=lambda h: h.first)
    words = desk.scene.folds[low.last + 1 : high.first]
    breaks = desk.scene.covered("clause")
    crossed = sum(
        1
        for i in range(low.last + 1, high.first)
        if i in breaks or desk.scene.folds[i] in {",", ";"}
    )
    if desk.scene.grammar.verb_final and one.entry.table == "horizon" and one is not low:
        crossed += 1
    crossed += sum(1 for h in desk.scene.table("horizon") if low.last < h.first < high.first)
    crossed += sum(1 for o in desk.scene.table("outcome") if low.last < o.first < high.first)
    return crossed, len(words)


def _risk(desk: _Desk) -> Iterator[Claim]:
    """One claim for each channel that a sentence on risk names."""
    risk = desk.first("risk")
    none = desk.first("no_risk")
    if risk is None and none is None:
        return
    if desk.scene.table("manage"):
        return
    seen: set[str] = set()
    for hit in desk.scene.table("channel"):
        if hit.entry.id in seen:
            continue
        seen.add(hit.entry.id)
        denied = none is not None and not desk.negated(none, 2)
        yield desk.claim(
            "risk", [hit, risk or none or hit], subject=desk.focus, objects=(hit.entry.id,),
            polarity=-1 if denied else 1, confidence=0.7,
        )  # fmt: skip


def _forecast(desk: _Desk) -> Iterator[Claim]:
    for hit in desk.scene.table("manage"):
        risks = [r for r in desk.scene.table("risk") if abs(r.first - hit.first) <= 10]
        if not risks:
            continue
        means = [m.entry.id for m in desk.scene.table("means")]
        polarity = -1 if bool(hit.entry.get("reversed")) != desk.negated(hit) else 1
        yield desk.claim(
            "forecast", [hit, risks[0]], subject=desk.subject(), objects=("risk",),
            polarity=polarity,
            detail={"what": "risks managed", **({"means": ",".join(means)} if means else {})},
        )  # fmt: skip


def _lesson(desk: _Desk) -> Iterator[Claim]:
    hits = desk.scene.table("lesson")
    if not hits:
        return
    reversed_ = any(hit.entry.get("reversed") for hit in hits)
    negated = reversed_ or desk.negated(hits[0], 3)
    yield desk.claim(
        "lesson", [hits[0]], subject=desk.subject(), polarity=-1 if negated else 1,
        detail={"for": "other capitals"}, confidence=0.65,
    )  # fmt: skip


_CUES: Final = frozenset(
    {
        "superlative", "balance", "dependence", "coincidence", "distance", "compliment", "axis",
        "role",        "institution", "horizon", "channel", "manage", "lesson",
    }
)  # fmt: skip

_RULES: Final[tuple[Callable[[_Desk], Iterator[Claim]], ...]] = (
    _rank, _balance, _dependence, _coincidence, _distance, _compliment, _brokerage, _institution,
    _effect, _risk, _forecast, _lesson,
)  # fmt: skip
