"""Ideal points of states in the UN General Assembly, in both layouts that circulate.

Bailey, Strezhnev and Voeten (2017). The July 2025 release has three series side by side (votes on
final passage, all votes, and the legacy series); the April 2020 release has one, by session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.record.arrow import compute
from denge.record.codes import cow_codes

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_2020", "load_2025"]

_QUANTILES = {"q5": "low_5", "q10": "low_10", "q50": "median", "q90": "high_90", "q95": "high_95"}


def load_2025(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """State-years with the series `fp`, `all` and `legacy`."""
    import pyarrow as pa

    year, number = sheet.pop("year").whole(), sheet.pop("ccode").whole()
    rows = {
        "year": year,
        "cow": number,
        "state": cow_codes(number, year),
        "ideal_point": sheet.pop("idealpointfp").number(),
        "ideal_point_all": sheet.pop("idealpointall").number(),
        "ideal_point_legacy": sheet.pop("idealpointlegacy").number(),
        "votes": sheet.pop("nvotesfp").whole(),
        "votes_all": sheet.pop("nvotesall").whole(),
        "votes_legacy": sheet.pop("nvotesLegacy").whole(),
    }
    for theirs, ours in _QUANTILES.items():
        rows[ours] = sheet.pop(f"{theirs}fp").number()
        rows[f"{ours}_all"] = sheet.pop(f"{theirs}all").number()
    rows |= {"lowest": sheet.pop("qofp").number(), "highest": sheet.pop("q100fp").number()}
    rows |= {
        "lowest_all": sheet.pop("qoall").number(),
        "highest_all": sheet.pop("q100all").number(),
    }
    sheet.ignore("iso3c", "countryname")  # empty for 17 rows; the number is always there
    return pa.table(rows)


def load_2020(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """State-sessions of one series; the year is the session and 1945."""
    import pyarrow as pa

    pc = compute()
    year, number = pc.add(sheet.pop("session").whole(), 1945), sheet.pop("ccode").whole()
    rows = {
        "year": year,
        "cow": number,
        "state": cow_codes(number, year),
        "ideal_point_all": sheet.pop("IdealPoint").number(),
        "votes_all": sheet.pop("NVotes").whole(),
        "lowest_all": sheet.pop("QO%").number(),
        "highest_all": sheet.pop("Q100%").number(),
    }
    for theirs, ours in _QUANTILES.items():
        rows[f"{ours}_all"] = sheet.pop(f"{theirs.upper()}%").number()
    sheet.ignore("Row", "iso3c", "Countryname")
    return pa.table(rows)
