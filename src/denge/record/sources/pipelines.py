"""Oil and gas pipelines of the world (Global Energy Monitor): owners, states, capacity, route.

States come in the order that the source gives. Where it gives none (236 oil rows), `states` is
empty and the route remains. Capacities that are blank stay missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.record.codes import name_code

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_gas", "load_oil"]

_GAS_LEFT = (
    *("StartYear2", "StartYear3", "Source", "FIDYear", "FID", "OtherNames"),
    *("StartLocation", "StartPrefecture/District", "StartState/Province", "StartRegion"),
    *("EndLocation", "EndPrefecture/District", "EndState/Province", "EndRegion"),
    *("LengthKnownKm", "LengthEstimateKm", "Diameter", "DiameterUnits"),
)


def load_oil(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Oil and liquids pipelines; capacity in barrels of oil equivalent a day."""
    import pyarrow as pa

    rows = {
        "project": sheet.pop("project").text(),
        "unit": sheet.pop("unit").text(),
        "product": sheet.pop("type").choice(spec.lookups["type"]),
        "owners": sheet.pop("parent").text(),
        "states": sheet.pop("countries").code(_codes),
        "status": sheet.pop("status").text(),
        "start_year": sheet.pop("start_year").text(),
        "capacity_boe_d": sheet.pop("capacity").number(),
        "route": sheet.pop("route").text(),
        "page": sheet.pop("url").text(),
        # Segments of one unit repeat its name: the row tells them apart.
        "number": pa.array([str(row + 2) for row in range(sheet.rows)], pa.string()),
    }
    sheet.ignore("geom")
    return pa.table(rows)


def load_gas(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Gas pipelines; capacity in billion cubic metres a year."""
    import pyarrow as pa

    rows = {
        "number": sheet.pop("ProjectID").text(),
        "project": sheet.pop("PipelineName").text(),
        "unit": sheet.pop("SegmentName").text(),
        "product": sheet.pop("Fuel").choice(spec.lookups["fuel"]),
        "owners": sheet.pop("Parent").text(),
        "states": sheet.pop("Countries").code(_codes),
        "from_state": sheet.pop("StartCountry").code(_codes),
        "to_state": sheet.pop("EndCountry").code(_codes),
        "status": sheet.pop("Status").text(),
        "start_year": sheet.pop("StartYear1").text(),
        "stop_year": sheet.pop("StopYear").text(),
        "capacity_bcm_y": sheet.pop("CapacityBcm/y").number(),
        "capacity_stated": sheet.pop("Capacity").text(),
        "capacity_unit": sheet.pop("CapacityUnits").text(),
        "length_km": sheet.pop("LengthMergedKm").number(),
        "route": sheet.pop("WKTFormat").text(),
        "page": sheet.pop("Wiki").text(),
    }
    sheet.ignore(*_GAS_LEFT)
    return pa.table(rows)


def _codes(text: str) -> str:
    return ";".join(name_code(name.strip()) for name in text.split(",") if name.strip())
