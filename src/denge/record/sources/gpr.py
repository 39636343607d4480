"""Geopolitical Risk index of Caldara and Iacoviello: the wide monthly file, and the daily one.

The monthly file becomes long: one row per month and series (`GPR`, `GPRT`, `GPRC_RUS` ...). The
base is that of the vintage named in the YAML; do not join vintages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from denge.core.errors import UnknownColumn
from denge.record.arrow import compute

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_daily", "load_monthly"]

_SERIES = re.compile(r"(GPR|SHARE|N10|N3H)[A-Z0-9_]*")


def load_monthly(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Every series of every month that has a value; a month without one has no row."""
    import pyarrow as pa

    pc = compute()
    month = sheet.pop("month").day()
    labels = ("var_name", "var_label")  # some copies carry the labels beside the data
    for name in [name for name in labels if sheet.has(name)]:
        sheet.ignore(name)
    strange = [name for name in sheet.left if not _SERIES.fullmatch(name)]
    if strange:
        raise UnknownColumn(f"{sheet.where} has columns that are no series: {', '.join(strange)}.")
    parts = []
    for name in sheet.left:
        value = sheet.pop(name).number()
        there = pc.is_valid(value)
        days = pc.filter(month, there)
        series = pa.array([name] * len(days), pa.string())
        state = name.rpartition("_")[2] if re.match(r"GPRH?C_", name) else ""
        states = pa.array([state] * len(days), pa.string())
        parts.append(
            pa.table(
                {"day": days, "series": series, "state": states, "value": pc.filter(value, there)}
            )
        )
    return pa.concat_tables(parts)


def load_daily(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """One row per day: the index, its threats and acts, and the articles behind it."""
    import pyarrow as pa

    sheet.ignore("DAY")  # the same day as `date`
    return pa.table(
        {
            "day": sheet.pop("date").day(),
            "articles": sheet.pop("N10D").whole(),
            "gpr": sheet.pop("GPRD").number(thousands=","),
            "gpr_acts": sheet.pop("GPRD_ACT").number(thousands=","),
            "gpr_threats": sheet.pop("GPRD_THREAT").number(thousands=","),
            "gpr_30_days": sheet.pop("GPRD_MA30").number(thousands=","),
            "gpr_7_days": sheet.pop("GPRD_MA7").number(thousands=","),
            "event": sheet.pop("event").text(),
        }
    )
