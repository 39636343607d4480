"""Trips and levels of engagements: who travelled, which rows are one journey, who set its date."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta

__all__ = ["mark_trips"]


def mark_trips(rows: list[dict], rules: dict) -> None:
    """Add `level`, `trip_id` and `third_party_date` to each engagement, in place."""
    for row in rows:
        row["level"] = level(row, rules)
    journeys = defaultdict(list)
    for row in rows:
        journeys[journey(row, rules)].append(row)
    for key, group in journeys.items():
        for trip in runs(group, int(rules["gap_days"])):
            name = trip_name(key, trip)
            for row in trip:
                row["trip_id"] = name
    mark_dates(rows, rules)
    check_notes(rows)


def level(row: dict, rules: dict) -> str:
    people = row["counterpart"].split("; ")
    if re.search(rules["envoy"], row["note"]):
        return "envoy"
    if set(people) & set(rules["leader_counterparts"]) and "FM" not in row["note"]:
        return "leader"
    if set(people) & set(rules["minister_counterparts"]) or re.search(
        rules["minister"], row["note"]
    ):
        return "minister"
    return "leader"


def journey(row: dict, rules: dict) -> tuple[str, ...]:
    """Rows that may be one journey: a Kazakh traveller in one country, or a guest in Kazakhstan."""
    if row["kind"] == "call" or not row["country"]:
        return ("call", row["state"], row["partner"], row["start"], row["row_id"])
    if row["direction"] == "incoming":
        guest = row["counterpart"] if row["level"] == "minister" else ""
        return ("in", row["partner"], row["country"], guest)
    return ("out", row["state"], row["country"], traveller(row, rules))


def traveller(row: dict, rules: dict) -> str:
    for rule in rules["traveller"]:
        if re.search(rule["pattern"], row["note"]):
            return rule["who"]
    return "president"


def runs(rows: list[dict], gap_days: int) -> list[list[dict]]:
    """Split rows of one journey key where more than `gap_days` lie between them."""
    groups: list[list[dict]] = []
    last = date.min
    for row in sorted(rows, key=lambda r: (r["start"], r["end"])):
        if groups and date.fromisoformat(row["start"]) <= last + timedelta(gap_days):
            groups[-1].append(row)
        else:
            groups.append([row])
            last = date.min
        last = max(last, date.fromisoformat(row["end"]))
    return groups


def trip_name(key: tuple[str, ...], trip: list[dict]) -> str:
    first = min(row["start"] for row in trip)
    if key[0] == "call":
        kind = "call" if trip[0]["kind"] == "call" else "online"
        return f"{kind}-{key[2]}-{first}-{key[-1][-4:]}"
    who = key[1] if key[3] in ("", "president") else f"{key[1]}-{key[3]}"
    return f"{who}-{key[2]}-{first}".replace(" ", "_").lower()


def mark_dates(rows: list[dict], rules: dict) -> None:
    """True where a summit, UN week, parade or forum set the date, for every row of that trip."""
    hosted = [r for r in rows if r["kind"] == "summit" and r["direction"] == "incoming"]
    trips = defaultdict(bool)
    for row in rows:
        trips[row["trip_id"]] |= third_party(row, rules) or beside(row, hosted)
    for row in rows:
        row["third_party_date"] = str(trips[row["trip_id"]]).lower()


def third_party(row: dict, rules: dict) -> bool:
    if row["kind"] == "call":
        return False
    if (
        row["kind"] == "summit"
        or row["direction"] == "third_place"
        or row["format"] == "multilateral"
    ):
        return True
    note = re.sub(rules["own_date"], "", row["note"])
    return bool(re.search(rules["third_party"], note))


def beside(row: dict, hosted: list[dict]) -> bool:
    """A leader received within a day of a summit that Kazakhstan hosts in the same city."""
    if row["direction"] != "incoming" or row["level"] != "leader":
        return False
    day = timedelta(1)
    start, end = (date.fromisoformat(row[c]) for c in ("start", "end"))
    return any(
        row["place"] == summit["place"]
        and start <= date.fromisoformat(summit["end"]) + day
        and end >= date.fromisoformat(summit["start"]) - day
        for summit in hosted
    )


def check_notes(rows: list[dict]) -> None:
    """A note that says `same trip` must be borne out by the trips found."""
    sizes = defaultdict(int)
    for row in rows:
        sizes[row["trip_id"]] += 1
    for row in rows:
        if "same trip as" in row["note"] and sizes[row["trip_id"]] < 2:
            raise SystemExit(f"engagements {row['start']} {row['partner']}: its trip was not found")
