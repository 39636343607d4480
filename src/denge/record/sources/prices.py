"""Spot prices of crude oil (EIA), daily or by month: `Date, Price` in dollars a barrel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load"]


def load(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Day and price; a monthly file dates each month by its fifteenth."""
    import pyarrow as pa

    series, step = sheet.where.split("_")[0].rsplit("-", 1)
    return pa.table(
        {
            "day": sheet.pop("Date").day(),
            "price_usd_bbl": sheet.pop("Price").number(),
            "series": pa.array([series] * sheet.rows, pa.string()),
            "step": pa.array([spec.lookups["step"][step]] * sheet.rows, pa.string()),
        }
    )
