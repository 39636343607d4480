"""When an item read from a text tells of a row that is already known, and where the two differ."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from denge.core.catalogue import read_yaml
from denge.core.dates import When, parse_when

if TYPE_CHECKING:
    from denge.core.reading import Deal, Event, Status, Target

__all__ = [
    "Difference",
    "agreement_for",
    "deal_differs",
    "dyad",
    "engagement_for",
    "event_differs",
    "family",
    "last_trip",
    "partnership_for",
    "span",
    "status_differs",
    "target_for",
    "trip_spans",
]

Row = dict[str, Any]
Difference = tuple[str, str, str]  # field, ours, theirs


class Dated(Protocol):
    """An item that may state its days."""

    @property
    def start(self) -> str | None: ...

    @property
    def end(self) -> str | None: ...


def setting(name: str) -> Any:
    """A value of `catalogue/clusters.yaml`, with its unit and reason there."""
    return read_yaml("catalogue/clusters.yaml")[name]["value"]


def family(kind: str) -> str:
    """Visits, meetings and summits of one journey are one family; a call is its own.

    >>> family("summit"), family("call"), family("sign")
    ('trip', 'call', '')
    """
    return {"visit": "trip", "meeting": "trip", "summit": "trip", "call": "call"}.get(kind, "")


def span(item: Dated) -> When | None:
    """The days that an item states, or None."""
    first, last = item.start or item.end, item.end or item.start
    if not first or not last:
        return None
    days = When(parse_when(first).start, max(parse_when(first).end, parse_when(last).end))
    return When(days.start, days.end, "day" if days.start == days.end else "days")


def dyad(row: Row) -> frozenset[str]:
    return frozenset((row["state"], row["partner"]))


def trip_spans(rows: list[Row]) -> dict[str, When]:
    """First and last day of each trip."""
    spans: dict[str, When] = {}
    for row in rows:
        old = spans.get(row["trip_id"])
        start = min(row["start"], old.start) if old else row["start"]
        end = max(row["end"], old.end) if old else row["end"]
        spans[row["trip_id"]] = When(start, end, "days")
    return spans


# --- engagements --------------------------------------------------------------------------------


def engagement_for(event: Event, when: When, rows: list[Row], trips: dict[str, When]) -> Row | None:
    """The row whose act the event reports: same dyad and family, days within its trip.

    A visit whose host is only the venue of a meeting with others joins that journey.
    """
    slack = setting("trip_slack_days")
    near = [
        row
        for row in rows
        if family(row["kind"]) == family(event.type) and trips[row["trip_id"]].overlaps(when, slack)
    ]
    pair = frozenset((event.source, event.target))
    same = [row for row in near if dyad(row) == pair]
    if not same and event.type == "visit":
        same = [r for r in near if r["state"] == event.source and r["country"] == event.target]
    return min(same, key=lambda row: _distance(event, when, row)) if same else None


def _distance(event: Event, when: When, row: Row) -> tuple[bool, bool, bool, int]:
    people = {p for p in (event.source_person, event.target_person) if p}
    named = any(person.split()[-1] in row["counterpart"] for person in people)
    return (
        row["kind"] != event.type,
        bool(people) and not named,
        bool(event.format) and row["format"] != event.format,
        abs((row["start"] - when.start).days),
    )


def last_trip(event: Event, day: date, rows: list[Row], trips: dict[str, When]) -> When | None:
    """The trip that a text without a date means: the last of its dyad before the text."""
    pair, days = frozenset((event.source, event.target)), timedelta(setting("inherit_days"))
    ended = [
        trips[row["trip_id"]]
        for row in rows
        if dyad(row) == pair and family(row["kind"]) == family(event.type)
    ]
    recent = [trip for trip in ended if day - days <= trip.end and trip.start <= day]
    return max(recent, key=lambda trip: trip.end) if recent else None


def event_differs(event: Event, row: Row, trip: When) -> list[Difference]:
    """Format, days and country on which the report and the row disagree."""
    found: list[Difference] = []
    if event.format and row["format"] and event.format != row["format"]:
        ranks = setting("visit_ranks")
        comparable = row["kind"] == event.type and row["format"] != "multilateral"
        if comparable or (event.format in ranks and row["format"] in ranks):
            found.append(("format", row["format"], event.format))
    told = span(event)
    inside = told and trip.start <= told.start and told.end <= trip.end
    if told and not inside:
        own = When(row["start"], row["end"], "day" if row["start"] == row["end"] else "days")
        found.append(("date", own.iso(), told.iso()))
    country = (event.place or "").partition(":")[0]
    if country and row["country"] and country != row["country"]:
        found.append(("country", row["country"], country))
    return found


# --- agreements ---------------------------------------------------------------------------------


def agreement_for(deal: Deal, pair: frozenset[str], when: When, rows: list[Row]) -> Row | None:
    """The row of the document or package that the deal reports; of several the most alike."""
    slack = setting("deal_slack_days")
    near = [
        row for row in rows if dyad(row) == pair and parse_when(row["date"]).overlaps(when, slack)
    ]
    return max(near, key=lambda row: _likeness(deal, row)) if near else None


def _likeness(deal: Deal, row: Row) -> tuple[float, ...]:
    package = row["instrument"] == "package"
    many = (deal.count or 0) > 1 or (deal.count is None and len(deal.sectors) != 1)
    same_count = deal.count is not None and deal.count == row["count"]
    same_value = bool(deal.value_usd and row["value_usd"]) and not _value_apart(deal, row)
    sectors = _overlap(set(deal.sectors), set(row["sectors"].split(";")) - {""})
    words = _overlap(_words(deal.title or deal.quote), _words(row["title"]))
    return (package == many, same_count + same_value, words, sectors)


def deal_differs(deal: Deal, row: Row) -> list[Difference]:
    """Count, value and day on which the deal and the row disagree; only like is set beside like."""
    found: list[Difference] = []
    both_packages = (deal.count or 0) > 1 and row["instrument"] == "package"
    if both_packages and row["count"] and deal.count != row["count"]:
        found.append(("count", str(row["count"]), str(deal.count)))
    if deal.value_usd and row["value_usd"] and _value_apart(deal, row):
        found.append(("value_usd", f"{row['value_usd']:.0f}", f"{deal.op}{deal.value_usd:.0f}"))
    told = span(deal)
    if told and not parse_when(row["date"]).overlaps(told, setting("trip_slack_days")):
        found.append(("date", row["date"], told.iso()))
    return found


def _value_apart(deal: Deal, row: Row) -> bool:
    """Whether two values differ by more than rounding; a bound leaves room on its open side."""
    share = row["value_usd"] / deal.value_usd
    tolerance, factor = setting("value_tolerance"), setting("bound_factor")
    low, high = 1 - tolerance, 1 + tolerance
    if deal.op in (">", ">="):
        high = factor
    elif deal.op in ("<", "<="):
        low = 1 / factor
    return not low <= share <= high


# --- partnerships and targets -------------------------------------------------------------------


def partnership_for(status: Status, pair: frozenset[str], rows: list[Row]) -> Row | None:
    """The step of the ladder that a label names: same dyad, most words in common."""
    label = _words(status.label.replace("_", " "))
    scored = [
        (max(_overlap(label, _words(row[c].replace("_", " "))) for c in ("level", "label")), row)
        for row in rows
        if dyad(row) == pair
    ]
    score, best = max(scored, key=lambda pair: (pair[0], pair[1]["date"]), default=(0.0, None))
    return best if score >= setting("label_overlap") else None


def status_differs(status: Status, row: Row) -> list[Difference]:
    """The day on which the label was given, where the text states one."""
    told = span(status)
    if told and row["date"]:
        ours = parse_when(row["date"])
        if not ours.overlaps(told, setting("trip_slack_days")):
            return [("date", row["date"], told.iso())]
    return []


def target_for(target: Target, rows: list[Row]) -> Row | None:
    """The stated goal of the same parties for the same quantity and year."""
    parties = ";".join(sorted(target.parties))
    for row in rows:
        if (row["parties"], row["quantity"], row["by"]) == (parties, target.quantity, target.by):
            return row
    return None


def _words(text: str) -> set[str]:
    """Words that carry a label, with `partner` and `partnership` taken as one."""
    words = re.findall(r"\w{4,}", text.casefold())
    return {re.sub(r"(ship|s)$", "", word) for word in words}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
