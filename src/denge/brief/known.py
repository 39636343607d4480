"""What the record already holds about an act that the text reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.core.reading import Deal, Event
from denge.core.trail import Step
from denge.record import same

if TYPE_CHECKING:
    from denge.core.dates import When
    from denge.core.reading import Item, Reading
    from denge.record import Disagreement, View

__all__ = ["MEETS", "Known", "acts_told", "known_items", "partner_of"]

MEETS = ("visit", "meeting", "summit", "call")
Row = dict[str, Any]
Comparison = tuple[str, float, float | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """An item of the text with the rows of the record that tell of the same act.

    Attributes
    ----------
    item : Event | Deal | Status
    table : str
    partner : str | None
    rows : tuple of dict
        Rows known by the as-of date; empty for what only the text tells.
    disagreements : tuple[Disagreement, ...]
    """

    item: Item
    table: str
    partner: str | None
    rows: tuple[Row, ...]
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def one_source(self) -> bool:
        """Whether one page alone stands behind the rows."""
        return len({row["source_url"] for row in self.rows}) == 1

    def steps(self) -> tuple[Step, ...]:
        """The rows as steps of a trail."""
        return tuple(
            Step(
                table=self.table,
                row_id=str(row["row_id"]),
                says=str(row.get("title") or row.get("note") or row.get("label") or ""),
                source_url=str(row["source_url"]),
                known_from=str(row["known_from"]),
                doubt=str(row.get("doubt") or ""),
            )
            for row in self.rows
        )

    def comparisons(self) -> list[Comparison]:
        """What can be set beside the record: kind, stated value, recorded value or None, places."""
        if self.partner is None:
            return []
        if isinstance(self.item, Event):
            return self._met(self.item)
        return self._signed(self.item) if isinstance(self.item, Deal) else []

    def _met(self, event: Event) -> list[Comparison]:
        if event.type not in MEETS or event.status != "done" or not event.start:
            return []
        places = {"partner": self.partner, "start": event.start, "end": event.end}
        kind = "call" if event.type == "call" else "engagement"
        return [(kind, 1.0, 1.0 if self.rows else None, places)]

    def _signed(self, deal: Deal) -> list[Comparison]:
        found: list[Comparison] = []
        if deal.status != "done":
            return found
        row = self.rows[0] if self.rows else {}
        if deal.count and deal.count > 1:
            recorded = float(row["count"]) if row.get("count") else None
            found.append(("deal_count", deal.count, recorded, {"partner": self.partner}))
        if deal.value_usd:
            recorded = float(row["value_usd"]) / 1e9 if row.get("value_usd") else None
            places = {"partner": self.partner, "value_usd": deal.value_usd}
            found.append(("deal_value", deal.value_usd / 1e9, recorded, places))
        return found


def known_items(
    reading: Reading, view: View, state: str, disagreements: tuple[Disagreement, ...] = ()
) -> tuple[Known, ...]:
    """Every event, deal and status of the text in which the state takes part, in text order."""
    return _Matching(reading, view, state, disagreements).run()


def acts_told(reading: Reading) -> tuple[Event | Deal, ...]:
    """Acts between states that a text tells, each once.

    A signing whose quotation lies over that of a deal is the act by which the deal was made, no
    second one.
    """
    papers = [deal.quote_span for deal in reading.deals]
    apart = (
        event
        for event in reading.events
        if event.type not in ("sign", "agree", "pledge")
        or not any(_overlap(event.quote_span, span) for span in papers)
    )
    return (*apart, *reading.deals)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def partner_of(event: Event, state: str) -> str | None:
    """The other side of an event."""
    return event.target if event.source == state else event.source


class _Matching:
    """Finds rows by the same rules by which the record joins reports."""

    def __init__(
        self, reading: Reading, view: View, state: str, disagreements: tuple[Disagreement, ...]
    ) -> None:
        self.reading, self.state, self.disagreements = reading, state, disagreements
        self.met = [r for r in view.rows("engagements") if r["origin"] == "casebook"]
        self.signed = [r for r in view.rows("agreements") if r["origin"] == "casebook"]
        self.ladder = [r for r in view.rows("partnerships") if r["origin"] == "casebook"]
        self.trips = same.trip_spans(self.met)
        self.day = date.fromisoformat(reading.date) if reading.date else None

    def run(self) -> tuple[Known, ...]:
        found = [
            self._event(n, event)
            for n, event in enumerate(self.reading.events)
            if self.state in (event.source, event.target)
        ]
        for kind, items in (("deals", self.reading.deals), ("statuses", self.reading.statuses)):
            found += [
                self._paper(f"{kind}/{n}", item)
                for n, item in enumerate(items)
                if self.state in item.parties
            ]
        return tuple(found)

    def _event(self, n: int, event: Event) -> Known:
        partner = partner_of(event, self.state)
        row = None
        if same.family(event.type) and event.status == "done" and event.source and event.target:
            when = self._days(event) or (
                same.last_trip(event, self.day, self.met, self.trips) if self.day else None
            )
            row = same.engagement_for(event, when, self.met, self.trips) if when else None
        return self._known(event, "engagements", partner, row, f"events/{n}")

    def _paper(self, name: str, item: Any) -> Known:
        partner = next((p for p in item.parties if p != self.state), None)
        if partner is None:
            return Known(item, "agreements", None, ())
        pair = frozenset((self.state, partner))
        if name.startswith("statuses"):
            row = same.partnership_for(item, pair, self.ladder)
            return self._known(item, "partnerships", partner, row, name)
        when = same.span(item) or self._nearest(partner, item.quote_span[0])
        row = same.agreement_for(item, pair, when, self.signed) if when else None
        return self._known(item, "agreements", partner, row, name)

    def _known(
        self, item: Item, table: str, partner: str | None, row: Row | None, name: str
    ) -> Known:
        mine = tuple(d for d in self.disagreements if d.item == f"{self.reading.id}/{name}")
        return Known(item, table, partner, (row,) if row else (), mine)

    def _days(self, event: Event) -> When | None:
        partner = partner_of(event, self.state)
        return same.span(event) or self._nearest(partner, event.quote_span[0])

    def _nearest(self, partner: str | None, at: int) -> When | None:
        """Days of the dated engagement of this dyad that stands nearest in the text."""
        pair = {self.state, partner}
        met = [
            (abs(e.quote_span[0] - at), when)
            for e in self.reading.events
            if {e.source, e.target} == pair and same.family(e.type) and (when := same.span(e))
        ]
        return min(met, key=lambda found: found[0])[1] if met else None
