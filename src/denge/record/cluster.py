"""Reports of one act join one cluster: a row of the record with the texts that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from denge.core.dates import When
from denge.record import same

if TYPE_CHECKING:
    from denge.core.reading import Deal, Event, Item, Reading, Status, Target

__all__ = [
    "CASEBOOK_ROW",
    "JOINED_TABLES",
    "Added",
    "Clusters",
    "Disagreement",
    "Report",
    "cluster",
]

Row = dict[str, Any]
JOINED_TABLES = ("engagements", "agreements", "partnerships", "targets")
CASEBOOK_ROW: Row = {"origin": "casebook", "reviewed": True, "reports": 1}
_INSTRUMENTS = (
    "package",
    "treaty",
    "agreement",
    "declaration",
    "memorandum",
    "roadmap",
    "contract",
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which a report and the row that it joined differ.

    `ours` is the row's value, `theirs` the report's; `item` names the item (`ID/deals/0`), and
    `quote_span` is its place in the text read.
    """

    field: str
    ours: str
    theirs: str
    row_id: str
    item: str
    quote_span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Added:
    """What a reading brought.

    `joined` items tell of known rows, `new` is the number of rows that nobody told of before, and
    `unplaced` items have no day, no partner or no legal step, so that they count nowhere.
    """

    joined: int
    new: int
    disagreements: tuple[Disagreement, ...] = ()
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A reading in the ledger, and whether a person has accepted it."""

    reading: Reading
    reviewed: bool = False

    @property
    def day(self) -> date | None:
        """Day from which the text was known."""
        return date.fromisoformat(self.reading.date) if self.reading.date else None


@dataclass
class Clusters:
    """Rows with the reports that joined them.

    Attributes
    ----------
    tables : dict[str, list[dict]]
        Rows by table; each has `origin`, `reviewed` and `reports`, the number of texts and pages
        that tell of it.
    added : list[Added]
        What each report brought, in order.
    """

    tables: dict[str, list[Row]]
    added: list[Added] = field(default_factory=list)


def cluster(tables: dict[str, list[Row]], reports: Iterable[Report]) -> Clusters:
    """Join reports to the rows that they tell of; what is left becomes new rows.

    Parameters
    ----------
    tables : dict[str, list[dict]]
        The rows known, of `JOINED_TABLES`. Left as they came.
    reports : iterable of Report
        In the order in which they were known. A later report may join a row of an earlier one.
    """
    found = Clusters({name: [CASEBOOK_ROW | row for row in rows] for name, rows in tables.items()})
    for report in reports:
        found.added.append(_Joining(found, report).run())
    return found


@dataclass
class _Joining:
    """One report on its way into the clusters; `placed` are the days of each dyad in the text."""

    clusters: Clusters
    report: Report
    placed: dict[frozenset[str], list[tuple[int, When]]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    mine: set[str] = field(default_factory=set)
    joined: int = 0
    unplaced: int = 0
    found: list[Disagreement] = field(default_factory=list)

    def run(self) -> Added:
        reading = self.report.reading
        for index, event in self._in_order(reading.events):
            self._event(f"{reading.id}/events/{index}", event)
        for index, deal in enumerate(reading.deals):
            self._deal(f"{reading.id}/deals/{index}", deal)
        for index, status in enumerate(reading.statuses):
            self._status(f"{reading.id}/statuses/{index}", status)
        for index, target in enumerate(reading.targets):
            self._target(f"{reading.id}/targets/{index}", target)
        return Added(self.joined, len(self.mine), tuple(self.found), self.unplaced)

    def _in_order(self, events: tuple[Event, ...]) -> Iterator[tuple[int, Event]]:
        """Engagements that took place, those with a day first, so that the rest can inherit it."""
        done = [(i, e) for i, e in enumerate(events) if same.family(e.type) and e.status == "done"]
        yield from sorted(done, key=lambda pair: same.span(pair[1]) is None)

    # --- items

    def _event(self, name: str, event: Event) -> None:
        if not event.source or not event.target:
            self.unplaced += 1
            return
        rows = self.clusters.tables["engagements"]
        trips = same.trip_spans(rows)
        when = same.span(event) or self._inherit(event, rows, trips)
        if when is None:
            self.unplaced += 1
            return
        pair = frozenset((event.source, event.target))
        self.placed.setdefault(pair, []).append((event.quote_span[0], when))
        row = same.engagement_for(event, when, rows, trips)
        if row is None:
            self._new("engagements", name, self._engagement(event, when), when.end)
        elif row["row_id"] in self.mine:
            _widen(row, event, when)
        else:
            differs = same.event_differs(event, row, trips[row["trip_id"]])
            self._join(row, name, event, differs)

    def _deal(self, name: str, deal: Deal) -> None:
        sides, when = self._sides(deal.parties), self._days(deal, deal.parties)
        if sides is None or when is None or deal.status == "denied":
            self.unplaced += 1
            return
        rows = self.clusters.tables["agreements"]
        row = same.agreement_for(deal, frozenset(sides), when, rows)
        if row is None:
            self._new("agreements", name, _agreement(deal, sides, when), when.end)
        elif row["row_id"] not in self.mine:
            self._join(row, name, deal, same.deal_differs(deal, row))

    def _status(self, name: str, status: Status) -> None:
        sides, when = self._sides(status.parties), self._days(status, status.parties)
        rows = self.clusters.tables["partnerships"]
        row = same.partnership_for(status, frozenset(sides), rows) if sides else None
        if row is not None:
            self._join(row, name, status, same.status_differs(status, row))
        elif sides and when and status.instrument:
            self._new("partnerships", name, _partnership(status, sides, when), when.end)
        else:
            self.unplaced += 1

    def _target(self, name: str, target: Target) -> None:
        row = same.target_for(target, self.clusters.tables["targets"])
        if row is None:
            self._new("targets", name, _goal(target), self._latest())
        elif row["value_usd"] != target.value_usd:
            ours, theirs = str(row["value_usd"]), str(target.value_usd)
            self._join(row, name, target, [("value_usd", ours, theirs)])
        else:
            self._join(row, name, target, [])

    # --- days and partners

    def _inherit(self, event: Event, rows: list[Row], trips: dict[str, When]) -> When | None:
        pair = frozenset((event.source or "", event.target or ""))
        told = self._nearest(pair, event.quote_span[0])
        if told or not self.report.day:
            return told
        return same.last_trip(event, self.report.day, rows, trips)

    def _nearest(self, pair: frozenset[str], at: int) -> When | None:
        """Days of the dated act of this dyad that stands nearest in the text."""
        places = self.placed.get(pair, [])
        return min(places, key=lambda place: abs(place[0] - at))[1] if places else None

    def _days(self, item: Deal | Status, parties: tuple[str, ...]) -> When | None:
        """Days that an item states, or those of its parties' acts in the text."""
        told = same.span(item)
        if told:
            return told
        pairs = [frozenset((one, two)) for one in parties for two in parties if one < two]
        near = [self._nearest(pair, item.quote_span[0]) for pair in pairs]
        return next((when for when in near if when), None) or self._text_day()

    def _latest(self) -> date | None:
        return max((when.end for found in self.placed.values() for _, when in found), default=None)

    def _text_day(self) -> When | None:
        day = self.report.day
        return When(day, day) if day else None

    def _sides(self, parties: tuple[str, ...]) -> tuple[str, str] | None:
        """The state whose record this is, and the party beside it."""
        home = self._home(parties)
        others = [code for code in parties if code != home]
        return (home, others[0]) if home and others else None

    def _home(self, parties: Iterable[str | None]) -> str | None:
        """Whose row it is: a state of the casebook, else that in focus, else one of the record.

        A text of the partner tells of the same act: with Moscow in focus a visit to Astana is still
        a row of Kazakhstan's, as measures count the rows of one state.
        """
        listed = [code for code in parties if code]
        rows, focus = self.clusters.tables["engagements"], self.report.reading.focus
        kept = {row["state"] for row in rows if row["origin"] == "casebook"}
        known = {row["state"] for row in rows}
        for among in (kept, {focus}, known, listed):
            found = [code for code in listed if code in among]
            if found:
                return focus if focus in found else found[0]
        return None

    # --- rows

    def _join(self, row: Row, name: str, item: Item, differs: list[same.Difference]) -> None:
        self.joined += 1
        if row["row_id"] not in self.counted | self.mine:
            self.counted.add(row["row_id"])
            row["reports"] += 1
        if self.report.reviewed and not row["reviewed"]:
            row.update(reviewed=True, doubt="")
        for which, ours, theirs in differs:
            told = Disagreement(which, ours, theirs, row["row_id"], name, item.quote_span)
            if (which, ours, theirs) not in {(d.field, d.ours, d.theirs) for d in self.found}:
                self.found.append(told)

    def _new(self, table: str, name: str, values: Row, last: date | None) -> None:
        """Add a row known from the day of the text, else from the last day of its act."""
        if self.report.day is None and last is None:
            self.unplaced += 1
            return
        row_id = f"read-{sha256(name.encode()).hexdigest()[:10]}"
        known = {
            "row_id": row_id,
            "source_url": self.report.reading.source,
            "known_from": self.report.day or last,
            "known_basis": "source" if self.report.day else "event",
            "doubt": "" if self.report.reviewed else "read by machine, not reviewed",
            "origin": "reading",
            "reviewed": self.report.reviewed,
            "reports": 1,
        }
        self.mine.add(row_id)
        self.clusters.tables[table].append(values | known)

    def _engagement(self, event: Event, when: When) -> Row:
        state = self._home((event.source, event.target)) or ""
        partner = next(c for c in (event.target, event.source) if c and c != state)
        country, _, city = (event.place or "").partition(":")
        if not country and event.type == "visit":
            country = event.target or ""
        people = (event.source_person, event.target_person)
        theirs = people[1] if event.source == state else people[0]
        return {
            "state": state,
            "partner": partner,
            "start": when.start,
            "end": when.end,
            "kind": event.type,
            "direction": _direction(state, partner, country) if event.type != "call" else "",
            "format": event.format or "",
            "level": _LEVELS.get(event.level or "", "leader"),
            "counterpart": theirs or "",
            "place": city,
            "country": country,
            "trip_id": f"read-{state}-{partner}-{when.start}".lower(),
            "third_party_date": event.type == "summit" or country not in ("", state, partner),
            "note": "",
        }


_LEVELS = {"minister": "minister", "foreign_minister": "minister", "envoy": "envoy"}


def _direction(state: str, partner: str, country: str) -> str:
    if country == state:
        return "incoming"
    if country == partner:
        return "outgoing"
    return "third_place" if country else ""


def _widen(row: Row, event: Event, when: When) -> None:
    """A further item of the text that made the row: a visit outranks the meetings in it."""
    row["start"], row["end"] = min(row["start"], when.start), max(row["end"], when.end)
    if event.type == "visit":
        row["kind"] = "visit"
    row["format"] = row["format"] or event.format or ""


def _agreement(deal: Deal, sides: tuple[str, str], when: When) -> Row:
    words = f"{deal.title} {deal.quote}".casefold()
    named = next((kind for kind in _INSTRUMENTS if kind in words), "agreement")
    return {
        "state": sides[0],
        "date": when.start.isoformat(),
        "partner": sides[1],
        "instrument": "package" if (deal.count or 0) > 1 else named,
        "title": deal.title or deal.quote,
        "count": deal.count,
        "value_usd": deal.value_usd,
        "value_note": "" if deal.op == "=" else f"the text says {deal.op}",
        "sectors": ";".join(deal.sectors),
        "status": "announced" if deal.status == "planned" else "signed",
        "part_of": "",
    }


def _partnership(status: Status, sides: tuple[str, str], when: When) -> Row:
    return {
        "state": sides[0],
        "partner": sides[1],
        "date": when.start.isoformat(),
        "level": status.label,
        "label": status.label.replace("_", " ").capitalize(),
        "instrument": status.instrument or "",
    }


def _goal(target: Target) -> Row:
    return {
        "parties": ";".join(sorted(target.parties)),
        "quantity": target.quantity,
        "value_usd": target.value_usd,
        "by": target.by,
        "op": target.op,
    }
