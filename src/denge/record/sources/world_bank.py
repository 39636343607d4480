"""World Bank indicators in the long layout `Country Name, Country Code, Year, Value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.core.state import states

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load"]


def load(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """One indicator by state and year; groups of states keep their code and are marked."""
    import pyarrow as pa

    code = sheet.pop("Country Code")
    rows = {
        "state": code.text(),
        "group": code.each(lambda text: text not in states(), "code", pa.bool_()),
        "year": sheet.pop("Year").whole(),
        "value": sheet.pop("Value").number(),
        "name": sheet.pop("Country Name").text(),
        "indicator": pa.array([spec.lookups["indicator"]] * sheet.rows, pa.string()),
    }
    return pa.table(rows)
