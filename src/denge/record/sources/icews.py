"""ICEWS coded events: the raw tab-separated files, and fact files that hold sets of distinct facts.

Fact files name actors and relations only; a state is read from the actor's name or from the
parentheses at its end ("Police (Australia)"). Repeats were removed: they show presence, no volume.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from denge.core.errors import UnknownColumn, UnknownState
from denge.record.codes import cameo_by_name, cameo_rows, name_code, sector_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_facts", "load_raw"]

_PARENTHESES = re.compile(r"\(([^()]+)\)\s*$")


def load_raw(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """The 20 columns of a raw ICEWS file."""
    import pyarrow as pa

    codes = {row["code"]: row["code"] for row in cameo_rows()}
    rows = {
        "source_id": sheet.pop("Event ID").text(),
        "day": sheet.pop("Event Date").day(),
        "source_name": sheet.pop("Source Name").text(),
        "source_state": (country := sheet.pop("Source Country")).code(_state),
        "source_country": country.text(),
        "source_code": (sectors := sheet.pop("Source Sectors")).code(_sector),
        "source_sectors": sectors.text(),
        "event_text": sheet.pop("Event Text").text(),
        "cameo": sheet.pop("CAMEO Code").choice(codes),
        "intensity": sheet.pop("Intensity").number(),
        "target_name": sheet.pop("Target Name").text(),
        "target_state": (country := sheet.pop("Target Country")).code(_state),
        "target_country": country.text(),
        "target_code": (sectors := sheet.pop("Target Sectors")).code(_sector),
        "target_sectors": sectors.text(),
        "story_id": sheet.pop("Story ID").text(),
        "sentence": sheet.pop("Sentence Number").whole(),
        "publisher": sheet.pop("Publisher").text(),
        "city": sheet.pop("City").text(),
        "district": sheet.pop("District").text(),
        "province": sheet.pop("Province").text(),
        "country": sheet.pop("Country").text(),
        "latitude": sheet.pop("Latitude").number(),
        "longitude": sheet.pop("Longitude").number(),
    }
    rows["source_sector"], rows["target_sector"] = rows.pop("source_code"), rows.pop("target_code")
    rows["place"] = rows["city"]
    return pa.table(rows)


def load_facts(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """A fact file: day, source, relation (the name of a CAMEO code), target."""
    import pyarrow as pa

    spelt = spec.lookups["relation"]
    rows = {
        "day": sheet.pop("date").day(),
        "source_name": (source := sheet.pop("source")).text(),
        "source_state": source.code(_actor_state),
        "event_text": (relation := sheet.pop("relation")).text(),
        "cameo": relation.code(lambda name: spelt.get(name) or _relation(name)),
        "target_name": (target := sheet.pop("target")).text(),
        "target_state": target.code(_actor_state),
    }
    for name in ("source_id", "relation_id", "target_id", "split"):
        if sheet.has(name):  # numbers that the repository gave, which say nothing of the event
            sheet.ignore(name)
    empty = pa.nulls(sheet.rows, pa.string())
    return pa.table(rows | {"source_sector": empty, "target_sector": empty, "place": empty})


def _state(label: str) -> str | None:
    return None if label in ("", "NA") else name_code(label)


def _sector(labels: str) -> str | None:
    """The first of the labels that has a PLOVER sector other than the general GOV."""
    known = sector_rows("icews")
    found = [known[label] for label in labels.split(",") if known.get(label)]
    return next((sector for sector in found if sector != "GOV"), found[0] if found else None)


def _actor_state(name: str) -> str | None:
    inner = _PARENTHESES.search(name)
    try:
        return name_code(inner[1] if inner else name)
    except UnknownState:
        return None  # a person, an armed group, a bloc: the name itself is kept


def _relation(name: str) -> str:
    code = cameo_by_name().get(name.casefold())
    if code is None:
        raise UnknownColumn(
            f"{name!r} is the name of no CAMEO code. Add it to the source's lookups."
        )
    return code
