"""Correlates of War and ATOP tables by state number: capabilities, organisations, alliances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.record.codes import cow_codes

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_alliances", "load_capabilities", "load_organisations"]

_OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
_CAPABILITIES = {
    "milex": "military_spending_kusd",
    "milper": "military_personnel_thousand",
    "irst": "iron_steel_kt",
    "pec": "energy_kt_coal_equivalent",
    "tpop": "population_thousand",
    "upop": "urban_population_thousand",
}


def load_capabilities(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """National Material Capabilities: six indicators and their composite CINC."""
    import pyarrow as pa

    year = sheet.pop("year").whole()
    number = sheet.pop("ccode")
    rows = {"state": cow_codes(number.whole(), year), "cow": number.whole(), "year": year}
    rows |= {ours: sheet.pop(theirs).number() for theirs, ours in _CAPABILITIES.items()}
    return pa.table(rows | {"cinc_share": sheet.pop("cinc").number()})


def load_organisations(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """In how many intergovernmental organisations both states of a pair sit."""
    import pyarrow as pa

    rows = _pair(sheet)
    return pa.table(rows | {"shared_organisations": sheet.pop("dyadigos").whole()})


def load_alliances(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """ATOP: what the first state of a directed pair owes the second in a year."""
    import pyarrow as pa

    rows = _pair(sheet)
    return pa.table(rows | {name: sheet.pop(f"atop_{name}").flag() for name in _OBLIGATIONS})


def _pair(sheet: Sheet) -> dict[str, pa.ChunkedArray]:
    """Both states of a row; the numbers stay, as two of them can stand for one state in a year."""
    first, second = sheet.pop("ccode1"), sheet.pop("ccode2")
    year = sheet.pop("year").whole()
    return {
        "state": cow_codes(first.whole(), year),
        "partner": cow_codes(second.whole(), year),
        "cow": first.whole(),
        "cow_partner": second.whole(),
        "year": year,
    }
