"""Build the data package `src/denge/casebook/kaz` from a folder of fact tables.

    python tools/build_casebook.py FACTS_DIR [OUT_DIR]

`tools/casebook.yaml` says what is kept and what each column means; this file only carries it out,
in the order: pick rows, rename and recode, derive, date, mark doubts, join packages and trips,
choose.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
from casebook_dates import last_day, months, page_day, page_month
from casebook_trips import mark_trips

SPEC = yaml.load((Path(__file__).parent / "casebook.yaml").read_text("utf-8"), yaml.BaseLoader)
OUT = Path(__file__).parents[1] / "src/denge/casebook/kaz"
PACKAGE_DAYS = 3  # a document and its package are dated within the days of one visit


def main(facts: Path, out: Path = OUT) -> None:
    """Write every table and the descriptor."""
    tables = {name: build(facts, name, table) for name, table in SPEC["tables"].items()}
    raise_to_latest(tables)
    mark_trips(tables["engagements"], SPEC["trips"])
    join_packages(tables["agreements"])
    choices = choose(tables)
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write(out / f"{name}.csv", columns(name), rows)
    write(out / "choices.csv", list(CHOICES["fields"]), choices)
    (out / "datapackage.json").write_text(
        json.dumps(descriptor(), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def build(facts: Path, name: str, table: dict) -> list[dict[str, str]]:
    """Rows of one table, dated and marked, with the raw row beside each under the key `raw`."""
    if "empty" in table:
        return []
    with (facts / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        raw = [row for row in csv.DictReader(file) if kept(table, row)]
    pages = report_days(raw)
    return [row for number, r in enumerate(raw, 2) for row in one(name, table, r, pages, number)]


def kept(table: dict, row: dict[str, str]) -> bool:
    wanted = all(row[c] in values for c, values in table.get("keep", {}).items())
    skipped = any(row[c] in values for c, values in table.get("skip", {}).items())
    source = row.get("source_url", "")
    return wanted and not skipped and not any(s in source for s in table.get("skip_source", []))


def one(name: str, table: dict, raw: dict[str, str], pages: dict, number: int) -> list[dict]:
    """The row of the package, preceded by older versions of the same edge where there are any."""
    recode, rename = SPEC["recode"], table.get("rename", {})
    row = {rename.get(c, c): recode.get(v, v) for c, v in raw.items()}
    if "state" in table["fields"]:
        row.setdefault("state", SPEC["package"]["state"])
    if "period_start" in table["fields"] and "period" in raw:
        start, end = months(raw["year"], raw["period"])
        row |= {"period_start": start.isoformat(), "period_end": end.isoformat()}
    row["row_id"] = identify(table, raw)
    row["known_from"], row["known_basis"], doubt = known(name, table, row, pages, number)
    row["doubt"] = "; ".join(dict.fromkeys([d for d in (*doubts(name, raw), doubt) if d]))
    row["raw"] = raw  # type: ignore[assignment]
    return [*versions(name, table, row), row]


def identify(table: dict, raw: dict[str, str]) -> str:
    text = "|".join(raw.get(field, "") for field in table["id"])
    return f"{table['prefix']}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def versions(name: str, table: dict, row: dict[str, str]) -> list[dict[str, str]]:
    if name != "corridors":
        return []
    older = [v for v in SPEC["versions"] if v["edge_id"] == row["edge_id"]]
    rows = []
    for version in older:
        key = {
            "edge_id": row["edge_id"],
            "source_url": version["source_url"] + version["known_from"],
        }
        rows.append(
            row
            | {"doubt": "", "known_basis": "source"}
            | version
            | {"row_id": identify(table, key)}
        )
    if older and row["known_from"] <= max(v["known_from"] for v in older):
        raise SystemExit(f"{row['edge_id']}: the row must be known after its older versions")
    return rows


# --- when a row was known ---------------------------------------------------------------------


def report_days(raw: list[dict[str, str]]) -> dict[str, date]:
    """Days of pages that some row gives as `date = report date`."""
    days = {}
    for row in raw:
        if "date = report date" in row.get("note", "") + row.get("value_note", ""):
            days[row["source_url"]] = last_day(row.get("start_date") or row["date"])
    return days


def known(name: str, table: dict, row: dict, pages: dict, number: int) -> tuple[str, str, str]:
    """`known_from`, `known_basis` and a doubt about them."""
    url = row.get("source_url", table.get("source", ""))
    event = event_days(table, row)
    for told in SPEC["known"]["rows"]:
        if told["table"] == name and matches(told["where"], row):
            return told["day"], told["basis"], ""
    if name in SPEC["known"]["existence"]:
        return existence(name, event, page_day(url))
    if url in SPEC["known"]["pages"]:
        page = SPEC["known"]["pages"][url]
        return page["day"], page["basis"], ""
    for rule in SPEC["known"]["rules"]:
        if rule["match"] in url and event:
            return (
                f"{event[1].year + int(rule['after_years'])}-{rule['month_day']}",
                rule["basis"],
                "",
            )
    day = page_day(url) or pages.get(url)
    if day:
        return day.isoformat(), "source", ""
    month = page_month(url)
    if month and (not event or event[1] < month[0]):
        return month[1].isoformat(), "source", ""
    if event:
        return event[1].isoformat(), "event", ""
    fallback = SPEC["known"]["tables"].get(name)
    if not fallback:
        raise SystemExit(f"{name}, row {number}: no day known; add the page under known.pages")
    return fallback["day"], fallback["basis"], fallback.get("doubt", "")


def existence(
    name: str, event: tuple[date, date] | None, page: date | None
) -> tuple[str, str, str]:
    """What stands in the world is known once it stands, or once a page of that year tells of it."""
    if not event:
        fallback = SPEC["known"]["tables"][name]
        return fallback["day"], fallback["basis"], fallback.get("doubt", "")
    if page and page.year == event[1].year:
        return page.isoformat(), "source", ""
    return event[1].isoformat(), "event", ""


def event_days(table: dict, row: dict[str, str]) -> tuple[date, date] | None:
    start, end = (
        row.get(field, "") for field in table.get("period") or table.get("event") or ("", "")
    )
    return (last_day(start), last_day(end or start)) if start else None


def raise_to_latest(tables: dict[str, list[dict]]) -> None:
    """Rows of one undated page are known from the end of the latest period that it reports."""
    rows = [
        row
        for name in SPEC["known"]["latest_period"]
        for row in tables[name]
        if row["known_basis"] == "event"
    ]
    latest: dict[str, str] = {}
    for row in rows:
        latest[row["source_url"]] = max(row["known_from"], latest.get(row["source_url"], ""))
    for row in rows:
        row["known_from"] = latest[row["source_url"]]


def doubts(name: str, raw: dict[str, str]) -> list[str]:
    text = raw.get("note", "") or raw.get("value_note", "")
    mine = [r for r in SPEC["doubts"]["note_patterns"] if name in r.get("tables", [name])]
    rules = [(rule, re.search(rule["pattern"], text)) for rule in mine]
    found = [rule.get("text") or match[int(rule["group"])] for rule, match in rules if match]
    rows = [d for d in SPEC["doubts"]["rows"] if d["table"] == name and matches(d["where"], raw)]
    return found + [d["text"] for d in rows if "text" in d]


def matches(where: dict[str, str], row: dict[str, str]) -> bool:
    return all(row[column] == value for column, value in where.items())


# --- packages and choices ---------------------------------------------------------------------


def join_packages(rows: list[dict]) -> None:
    """Point each document that a package holds, or may hold, to the row of that package."""
    repeats = [d for d in SPEC["doubts"]["rows"] if "part_of" in d]
    for row in rows:
        row["part_of"] = ""
        told = [d["part_of"] for d in repeats if matches(d["where"], row["raw"])]
        if told:
            row["part_of"] = only([r for r in rows if matches(told[0], r["raw"])], row)
        elif re.search("do not add", row["value_note"]):
            row["part_of"] = only([r for r in rows if holds(r, row)], row)


def holds(package: dict, part: dict) -> bool:
    """Same partner, within the days of one visit; the package that names a value wins."""
    near = abs(last_day(package["date"]) - last_day(part["date"])) <= timedelta(PACKAGE_DAYS)
    return package["instrument"] == "package" and package["partner"] == part["partner"] and near


def only(found: list[dict], part: dict) -> str:
    found = sorted(found, key=lambda r: (r["date"] != part["date"], not r["value_usd"]))
    if not found:
        raise SystemExit(
            f"agreements: no package for {part['date']} {part['partner']} {part['title']}"
        )
    return found[0]["row_id"]


CHOICES = {
    "fields": {
        "row_id": ["string", "Identifier", {"required": "true", "unique": "true"}],
        "table": ["string", "Table with the contradiction", {"required": "true"}],
        "key": ["string", "Fields that the rows share", {"required": "true"}],
        "value": ["string", "Column that they fill differently", {"required": "true"}],
        "order": [
            "list",
            "row_ids, preferred first; the first known by a day counts",
            {"required": "true"},
        ],
        "reason": ["string", "Why in this order", {"required": "true"}],
    },
}


def choose(tables: dict[str, list[dict]]) -> list[dict[str, str]]:
    """One row per group of rows that give different values for the same thing."""
    found = []
    for name, table in SPEC["tables"].items():
        if rule := table.get("contradiction"):
            for key, value, rows in contradictions(tables[name], rule):
                found.append(choice(name, key, value, rows))
    return found


def contradictions(rows: list[dict], rule: dict):
    groups = defaultdict(list)
    for row in rows:
        for value in rule["values"]:
            if row[value]:
                groups["|".join(f"{k}={row[k]}" for k in rule["key"]), value].append(row)
    for (key, value), group in groups.items():
        if len({float(row[value]) for row in group}) > 1:
            yield key, value, group


def choice(name: str, key: str, value: str, rows: list[dict]) -> dict[str, str]:
    rule = SPEC["choices"].get(name)
    if not rule or any(row[rule["order_by"]] not in rule["order"] for row in rows):
        raise SystemExit(f"{name} {key}: sources contradict on {value}; add the order to choices")
    ranked = sorted(
        rows, key=lambda r: (rule["order"].index(r[rule["order_by"]]), -float(r[value]))
    )
    text = f"{name}|{key}|{value}"
    return {
        "row_id": f"cho-{hashlib.sha256(text.encode()).hexdigest()[:10]}",
        "table": name,
        "key": key,
        "value": value,
        "order": ";".join(row["row_id"] for row in ranked),
        "reason": rule["reason"],
    }


# --- writing ----------------------------------------------------------------------------------


def columns(name: str) -> list[str]:
    table = SPEC["tables"][name]
    common = [c for c in SPEC["common"] if not (c == "source_url" and "source" in table)]
    return ["row_id", *table["fields"], *[c for c in common if c != "row_id"]]


def write(path: Path, names: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in names} for row in rows)


def descriptor() -> dict:
    """The Frictionless data package descriptor; our own keys begin with `denge:`."""
    package = SPEC["package"]
    return {
        "profile": "tabular-data-package",
        "name": package["name"],
        "title": package["title"],
        "version": package["version"],
        "created": f"{package['created']}T00:00:00Z",
        "description": package["description"],
        "licenses": [package["licence"]],
        "sources": package["sources"],
        "denge:state": package["state"],
        "denge:codes": package["extra_codes"],
        "denge:units": package["units"],
        "resources": [resource(name, table) for name, table in SPEC["tables"].items()]
        + [choices_resource()],
    }


def resource(name: str, table: dict) -> dict:
    fields = table["fields"] | {}
    common = SPEC["common"]
    every = {c: (fields | common)[c] for c in columns(name)}
    entry = shell(name, table["title"], table["description"], every)
    if "source" in table:
        entry["sources"] = [s for s in SPEC["package"]["sources"] if s["path"] == table["source"]]
    for key in ("period", "latest", "contradiction"):
        if key in table:
            entry[f"denge:{key}"] = table[key]
    if "part_of" in fields:
        entry["denge:part"] = "part_of"
    return entry


def choices_resource() -> dict:
    text = "Where sources contradict, both rows are kept; the order says which one counts, and why."
    entry = shell("choices", "Choices between contradicting rows", text, CHOICES["fields"])
    return entry | {"denge:about": "rows"}


def shell(name: str, title: str, description: str, fields: dict) -> dict:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": title,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [describe(field, *spec) for field, spec in fields.items()],
            "primaryKey": ["row_id"],
            "missingValues": [""],
        },
    }


_TYPES = {"partial": "string", "list": "string"}


def describe(name: str, kind: str, description: str, options: dict | None = None) -> dict:
    """One field; `denge:kind` tells partial dates and lists from plain text."""
    options = options or {}
    field: dict = {"name": name, "type": _TYPES.get(kind, kind), "description": description}
    limits: dict = {k: v == "true" for k, v in options.items() if k in ("required", "unique")}
    limits |= {k: float(v) for k, v in options.items() if k in ("minimum", "maximum")}
    if kind == "partial":
        limits["pattern"] = r"\d{4}(-\d{2}(-\d{2})?)?"
    if "url" in options:
        field["format"] = "uri"
    if "enum" in options:
        limits["enum"] = options["enum"]
    if limits:
        field["constraints"] = limits
    if kind in _TYPES:
        field["denge:kind"] = kind
    for key in ("unit", "code", "ref"):
        if key in options:
            field["unit" if key == "unit" else f"denge:{key}"] = options[key]
    return field


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
