"""What was read from one text: events, deals, targets, statuses, flows and claims.

Codes: states are ISO 3166 alpha-3, blocs as in `catalogue/blocs.yaml`; `plover` and `kind` follow
`catalogue/plover.yaml`. Every item carries the exact quotation it was read from
(`text[quote_span[0]:quote_span[1]] == quote`), the rule that read it and a confidence in [0, 1].
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = [
    "Claim",
    "Deal",
    "Event",
    "Flow",
    "Item",
    "Lang",
    "Mood",
    "Reading",
    "Status",
    "Target",
]

Lang = Literal["en", "tr", "ru", "kk"]
Mood = Literal["done", "planned", "denied"]
ClaimKind = Literal[
    "rank",  # strongest Turkic republic after Türkiye
    "balance",  # a multi-vector policy, not taking sides, both/and
    "dependence",  # a sandwich between China and Russia
    "coincidence",  # two visits back to back, far from chance
    "distance",  # diplomatic against geographic distance
    "compliment",  # praise that every head of state pays at times
    "brokerage",  # an effective actor on the Washington-Moscow axis
    "institution",  # a role in founding or strengthening a bloc
    "effect",  # gains in the short run, stability in the long run
    "risk",  # what may happen: prices, sanctions, tensions
    "forecast",  # what the author expects, or trusts a government to manage
    "comparison",  # one state set beside another
    "lesson",  # what other capitals can draw from it
]


@dataclass(frozen=True, slots=True)
class Item:
    """What every item read from a text carries."""

    quote: str
    quote_span: tuple[int, int]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Event(Item):
    """One coded act between states or blocs.

    `type` is the gold vocabulary (visit, meeting, sign …); `start`/`end` are ISO days or None where
    the text does not state them; `place` is `ISO3` or `ISO3:City`; `because` are spans of the text
    that filled a role from outside the quotation (frame in force); `why` tells in words the cue and
    how each role was filled.
    """

    type: str
    plover: str
    source: str | None
    target: str | None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    format: str | None = None
    level: str | None = None
    status: Mood = "done"
    cameo: str = ""
    source_person: str | None = None
    target_person: str | None = None
    because: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal(Item):
    """An agreement with a content.

    `value_usd` only where the text gives dollars; `op` is one of = > >= < <= ~.
    """

    parties: tuple[str, ...]
    count: int | None = None
    value_usd: float | None = None
    sectors: tuple[str, ...] = ()
    op: str = "="
    start: str | None = None
    end: str | None = None
    status: Mood = "done"
    title: str = ""
    because: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target(Item):
    """A stated goal with a deadline: `quantity` to reach `value_usd` by the year `by`."""

    parties: tuple[str, ...]
    quantity: str
    value_usd: float | None = None
    by: int | None = None
    op: str = ">"
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status(Item):
    """A relationship label that the text itself uses, in English snake_case."""

    parties: tuple[str, ...]
    label: str
    speaker: str | None = None
    instrument: str | None = None
    start: str | None = None
    end: str | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow(Item):
    """A realised amount.

    `unit`: usd, eur, t, bcm, bbl_d; `period` as `2024` or `2025-01..2025-09`.
    """

    parties: tuple[str, ...]
    quantity: str
    value: float
    unit: str
    period: str | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim(Item):
    """A statement of the text that data may support or contradict.

    Attributes
    ----------
    kind : ClaimKind
    subject : str | None
        The state that the claim is about.
    objects : tuple[str, ...]
        The states, blocs or channels it names beside the subject (`("CHN", "RUS")`; for a risk
        `("oil_price",)`, `("sanctions",)`, `("tension",)`).
    polarity : int
        +1 as said, -1 negated or reversed ("weakest", "takes a side", "mere chance").
    detail : dict[str, str]
        What the rule needs: `{"group": "turkic", "after": "TUR", "position": "strongest"}`,
        `{"horizon": "short", "quantity": "gains"}` …
    speaker : str | None
        The state or person who says it; None is the author.
    """

    kind: ClaimKind
    subject: str | None
    objects: tuple[str, ...] = ()
    polarity: int = 1
    detail: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text.

    `id` is the first 16 hex digits of the SHA-256 of the text; `text` the text as given, to which
    all spans refer; `date` the document's ISO day or None, with `date_basis` (header, metadata,
    option).
    """

    id: str
    lang: Lang
    date: str | None
    text: str
    events: tuple[Event, ...] = ()
    deals: tuple[Deal, ...] = ()
    targets: tuple[Target, ...] = ()
    statuses: tuple[Status, ...] = ()
    flows: tuple[Flow, ...] = ()
    claims: tuple[Claim, ...] = ()
    title: str = ""
    date_basis: str = ""
    source: str = ""
    focus: str | None = None  # the state that the text is about
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        return (
            *self.events,
            *self.deals,
            *self.targets,
            *self.statuses,
            *self.flows,
            *self.claims,
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `denge read --format jsonl` (without the text itself)."""
        groups = ("events", "deals", "targets", "statuses", "flows", "claims")
        head: dict[str, Any] = {"id": self.id, "lang": self.lang, "date": self.date}
        return head | {group: [asdict(item) for item in getattr(self, group)] for group in groups}
