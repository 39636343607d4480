"""Travels of leaders: US presidents and secretaries abroad, visitors to the US, Chinese leaders.

All give `traveller, role, state` (visited) and `home`; the Chinese list has years, no days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.record.arrow import compute
from denge.record.codes import name_code

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_china", "load_us_abroad", "load_us_visitors"]


def load_us_abroad(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Office of the Historian: travels abroad of the president and the secretary of state."""
    import pyarrow as pa

    start = sheet.pop("start_date").day()
    rows = {
        "number": sheet.pop("id").text(),
        "role": sheet.pop("role").choice({"president": "president", "secretary": "secretary"}),
        "traveller": sheet.pop("name").text(),
        "start": start,
        "end": sheet.pop("end_date").day(),
        "state": _place(sheet, "country", spec),
        "locale": sheet.pop("locale").text(),
        "remarks": sheet.pop("remarks").text(),
        "home": pa.array(["USA"] * sheet.rows, pa.string()),
        "year": _year(start),
    }
    sheet.ignore("country_id")
    return pa.table(rows)


def load_us_visitors(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Office of the Historian: visits to the United States by foreign leaders."""
    import pyarrow as pa

    start = sheet.pop("start_date").day()
    rows = {
        "number": sheet.pop("id").text(),
        "traveller": sheet.pop("visitor").text(),
        "start": start,
        "end": sheet.pop("end_date").day(),
        "home": _place(sheet, "from", spec),
        "remarks": sheet.pop("description").text(),
        "state": pa.array(["USA"] * sheet.rows, pa.string()),
        "role": pa.array(["leader"] * sheet.rows, pa.string()),
        "year": _year(start),
    }
    sheet.ignore("from_id")
    return pa.table(rows)


def load_china(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """WHO WHERE WHEN: travels of Chinese leaders, by year."""
    import pyarrow as pa

    rows = {
        "year": sheet.pop("Year").whole(),
        "traveller": sheet.pop("Name").text(),
        "role": sheet.pop("Level").choice(spec.lookups["level"]),
        "state": _place(sheet, "Country", spec),
        "home": pa.array(["CHN"] * sheet.rows, pa.string()),
        # A second trip to one state in one year stands twice: the row tells them apart.
        "number": pa.array([str(row + 2) for row in range(sheet.rows)], pa.string()),
    }
    sheet.ignore("Continent", "Developed country", "Communist country", "Developing country")
    return pa.table(rows)


def _place(sheet: Sheet, name: str, spec: SourceSpec) -> pa.ChunkedArray:
    spelt = spec.lookups.get("country", {})
    return sheet.pop(name).code(lambda text: spelt.get(text) or name_code(text))


def _year(day: pa.ChunkedArray) -> pa.ChunkedArray:

    pc = compute()
    return pc.year(day)
