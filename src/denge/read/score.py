"""Scores readings against hand-coded gold: matched one to one, micro-averaged, with an interval.

An event that was read matches a coded one when dyad (unordered for symmetric kinds, else source and
target), PLOVER type and status agree and the quotes overlap. Of all one-to-one matchings the one
with most agreeing fields is taken (Hungarian method). The ladder starts from the type alone and
adds one demand a rung, so that losses can be located. Intervals come from a bootstrap over
documents, for sentences of one document are not independent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from denge.core.reading import Reading

__all__ = ["OTHER_GROUPS", "RUNGS", "SYMMETRIC", "Card", "Tally", "match_events", "score_news"]

SYMMETRIC: Final = frozenset({"visit", "meeting", "call", "summit", "sign", "agree"})
RUNGS: Final = ("trigger", "dyad", "directed", "status", "date", "kind")
HEADLINE: Final = "status"
OTHER_GROUPS: Final = ("deals", "targets", "statuses", "flows")
DRAWS: Final = 2_000
SEED: Final = 20_251_119
WITHIN: Final = 0.01  # share by which an amount may differ and still agree

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Matches, false alarms and misses, with precision, recall and F1.

    >>> round(Tally(3, 1, 2).f1, 3)
    0.667
    """

    hits: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        whole = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / whole if whole else 0.0


@dataclass(slots=True)
class Card:
    """The scorecard of a set of documents.

    `documents` maps a document to rung -> Tally, in the order read; `kinds` and `langs` hold the
    headline rung; `attributes` counts (agreeing, stated in gold) on matched items; `others` holds
    deals, targets, statuses and flows; `hard` the false events of the hard negatives; `judged` the
    confidence of each event read and whether it is right.
    """

    documents: dict[str, dict[str, Tally]] = field(default_factory=dict)
    langs: dict[str, dict[str, Tally]] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    attributes: dict[str, list[int]] = field(default_factory=dict)
    others: dict[str, Tally] = field(default_factory=dict)
    other_documents: dict[str, Tally] = field(default_factory=dict)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    hard_events: int = 0
    hard_documents: int = 0
    hard_sentences: int = 0

    def rung(self, name: str = HEADLINE) -> Tally:
        return sum((rungs[name] for rungs in self.documents.values()), Tally())

    def interval(self, name: str = HEADLINE, level: float = 0.95) -> tuple[float, float]:
        """Bootstrap interval of F1 over documents."""
        return bootstrap([rungs[name] for rungs in self.documents.values()], level)

    def pooled(self) -> Tally:
        """Deals, targets, statuses and flows together."""
        return sum(self.others.values(), Tally())


def bootstrap(tallies: Sequence[Tally], level: float = 0.95) -> tuple[float, float]:
    """Interval of F1 when documents are drawn anew with replacement.

    >>> bootstrap([Tally(1, 0, 0)] * 5)
    (1.0, 1.0)
    """
    import numpy as np

    if not tallies:
        return 0.0, 0.0
    counts = np.array([(t.hits, t.false, t.missed) for t in tallies], dtype=float)
    rng = np.random.default_rng(SEED)
    drawn = counts[rng.integers(0, len(counts), size=(DRAWS, len(counts)))].sum(axis=1)
    whole = 2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]
    f1 = np.divide(2 * drawn[:, 0], whole, out=np.zeros(DRAWS), where=whole > 0)
    low, high = np.quantile(f1, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def score_news(
    documents: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], Reading]
) -> Card:
    """Read each document of a news gold file and score what was read."""
    card = Card()
    for document in documents:
        reading = read(document)
        _score_events(card, document, reading)
        _score_others(card, document, reading)
        if document.get("hard_negative"):
            _count_hard(card, document, reading)
    return card


def _count_hard(card: Card, document: dict[str, Any], reading: Reading) -> None:
    from denge.read.page import open_page

    card.hard_events += len(reading.events)
    card.hard_documents += 1
    card.hard_sentences += len(open_page(document["text"], lang=document["lang"]).sentences)


def _score_events(card: Card, document: dict[str, Any], reading: Reading) -> None:
    gold = document["events"]
    found = [_plain(event) for event in reading.events]
    rungs = {}
    for rung in RUNGS:
        pairs = match_events(document["text"], gold, found, rung)
        rungs[rung] = Tally(len(pairs), len(found) - len(pairs), len(gold) - len(pairs))
        if rung == HEADLINE:
            _by_kind(card, gold, found, pairs)
            _event_attributes(card, gold, found, pairs)
            right = {f for _, f in pairs}
            card.judged += [(event["confidence"], n in right) for n, event in enumerate(found)]
    card.documents[document["id"]] = rungs
    by_lang = card.langs.setdefault(document["lang"], dict.fromkeys(RUNGS, Tally()))
    for rung in RUNGS:
        by_lang[rung] += rungs[rung]


def _plain(item: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(item)


def _by_kind(card: Card, gold: list, found: list, pairs: list[tuple[int, int]]) -> None:
    hit_gold, hit_found = {g for g, _ in pairs}, {f for _, f in pairs}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for index, event in enumerate(gold):
        counts[event["type"]]["hits" if index in hit_gold else "missed"] += 1
    for index, event in enumerate(found):
        if index not in hit_found:
            counts[event["type"]]["false"] += 1
    for kind, count in counts.items():
        card.kinds[kind] = card.kinds.get(kind, Tally()) + Tally(**count)


def match_events(
    text: str, gold: list[dict[str, Any]], found: list[dict[str, Any]], rung: str
) -> list[tuple[int, int]]:
    """The one-to-one matching of coded and read events with most agreeing fields.

    Returns
    -------
    list of (index in gold, index in found), in the order of gold
    """
    demands = RUNGS[: RUNGS.index(rung) + 1]
    places = [_places(text, event["quote"]) for event in gold]
    worth = [
        [_worth(g, f, place, demands) for f in found] for g, place in zip(gold, places, strict=True)
    ]
    return assign(worth)


def assign(worth: list[list[float]]) -> list[tuple[int, int]]:
    """Pairs of rows and columns with the greatest sum; pairs worth nothing are left out.

    >>> assign([[1.0, 2.0], [0.0, 2.5]])
    [(0, 0), (1, 1)]
    """
    if not worth or not worth[0]:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    table = np.array(worth)
    # A pair more always outweighs agreeing fields, of which there are fewer than ten.
    rows, columns = linear_sum_assignment(np.where(table > 0, 10 + table, 0), maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if table[r, c] > 0]


def _worth(
    gold: dict[str, Any], found: dict[str, Any], places: list[Span], demands: tuple[str, ...]
) -> float:
    """0 where a demand fails; else 1 and the number of fields that agree."""
    if not _overlap(places, tuple(found["quote_span"])):
        return 0.0
    agree = {
        "trigger": gold["plover"] == found["plover"],
        "dyad": _dyad(gold, found),
        "directed": _directed(gold, found),
        "status": gold["status"] == found["status"],
        "date": _dates_agree(gold, found),
        "kind": gold["type"] == found["type"],
    }
    if not all(agree[demand] for demand in demands):
        return 0.0
    extras = (agree["date"], agree["kind"], gold["place"] == found["place"])
    return 1.0 + sum(extras) + sum(agree[d] for d in RUNGS) / 10


def _dyad(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    if gold["target"] is None or gold["source"] is None:
        stated = gold["source"] or gold["target"]
        return stated in (found["source"], found["target"])
    return {gold["source"], gold["target"]} == {found["source"], found["target"]}


def _directed(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    if gold["type"] in SYMMETRIC:
        return _dyad(gold, found)
    sources = gold["source"] is None or gold["source"] == found["source"]
    targets = gold["target"] is None or gold["target"] == found["target"]
    return sources and targets


def _dates_agree(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    if gold["start"] is None:
        return True
    return (gold["start"], gold["end"] or gold["start"]) == (
        found["start"],
        found["end"] or found["start"],
    )


def _dates_meet(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    if found["start"] is None:
        return False
    first, last = found["start"], found["end"] or found["start"]
    return first <= (gold["end"] or gold["start"]) and gold["start"] <= last


def _places(text: str, quote: str) -> list[Span]:
    """Every [start, end) at which a quote stands."""
    places: list[Span] = []
    start = text.find(quote)
    while start >= 0:
        places.append((start, start + len(quote)))
        start = text.find(quote, start + 1)
    return places


def _overlap(places: list[Span], span: Span) -> bool:
    return any(span[0] < end and start < span[1] for start, end in places)


def _event_attributes(card: Card, gold: list, found: list, pairs: list[tuple[int, int]]) -> None:
    for g, f in pairs:
        if gold[g]["start"] is not None:
            _count(card, "date equal", _dates_agree(gold[g], found[f]))
            _count(card, "date overlaps", _dates_meet(gold[g], found[f]))
        for name in ("place", "format"):
            if gold[g][name] is not None:
                _count(card, name, gold[g][name] == found[f][name])


def _count(card: Card, name: str, agrees: bool) -> None:
    slot = card.attributes.setdefault(name, [0, 0])
    slot[0] += agrees
    slot[1] += 1


_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "deals": (), "targets": ("quantity",), "statuses": ("label",), "flows": ("quantity",),
}  # fmt: skip
_STATED: Final[dict[str, tuple[str, ...]]] = {
    "deals": ("count", "value_usd"), "targets": ("value_usd", "by"), "statuses": (),
    "flows": ("value", "unit", "period"),
}  # fmt: skip


def _score_others(card: Card, document: dict[str, Any], reading: Reading) -> None:
    """Deals, targets, labels and flows: parties and what they are about agree, quotes overlap."""
    whole = Tally()
    for group in OTHER_GROUPS:
        gold = document.get(group, [])
        found = [_plain(item) for item in getattr(reading, group)]
        places = [_places(document["text"], item["quote"]) for item in gold]
        worth = [
            [_other_worth(group, g, f, place) for f in found]
            for g, place in zip(gold, places, strict=True)
        ]
        pairs = assign(worth)
        tally = Tally(len(pairs), len(found) - len(pairs), len(gold) - len(pairs))
        card.others[group] = card.others.get(group, Tally()) + tally
        whole += tally
        for g, f in pairs:
            for name in _STATED[group]:
                if gold[g].get(name) is not None:
                    _count(card, f"{group}.{name}", _same(gold[g][name], found[f].get(name)))
    card.other_documents[document["id"]] = whole


def _other_worth(group: str, gold: dict, found: dict, places: list[Span]) -> float:
    if not _overlap(places, tuple(found["quote_span"])):
        return 0.0
    if set(gold["parties"]) != set(found["parties"]):
        return 0.0
    if any(gold[key] != found[key] for key in _KEYS[group]):
        return 0.0
    return 1.0 + sum(_same(gold.get(name), found.get(name)) for name in _STATED[group])


def _same(gold: Any, found: Any) -> bool:
    if isinstance(gold, (int, float)) and isinstance(found, (int, float)):
        return abs(gold - found) <= WITHIN * abs(gold)
    return gold == found
