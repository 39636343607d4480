"""Bilateral goods trade in the three shapes that circulate: UNCTAD, CEPII, Comtrade pairs.

All give `exporter, importer, year, section, value_usd`; none holds domestic trade.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from denge.core.errors import SourceError
from denge.record.arrow import compute
from denge.record.codes import name_code

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Sheet
    from denge.record.source import SourceSpec

__all__ = ["load_cepii", "load_comtrade", "load_unctad"]

_YEAR = re.compile(r"(19|20)\d\d")
_PROVISION = re.compile(r"[a-z]+_prov_\d+")


def load_unctad(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Exports by pair, in total or by SITC section; the year is in the file's name.

    A pair without a recorded trade has no row, which is not a zero.
    """
    import pyarrow as pa

    pc = compute()
    year = _YEAR.search(sheet.where)
    if year is None:
        raise SourceError(f"{sheet.where} does not name its year. Name it like exports_2015.csv.")
    sections = spec.lookups["section"]
    whole = pa.array(["total"] * sheet.rows, pa.string())
    rows = {
        "exporter": sheet.pop("exporter").code(name_code),
        "importer": sheet.pop("importer").code(name_code),
        "section": sheet.pop("section").choice(sections) if sheet.has("section") else whole,
        "value_usd": pc.multiply(sheet.pop("value_kusd").number(), 1000.0),
        "year": pa.array([int(year[0])] * sheet.rows, pa.int64()),
    }
    return pa.table(rows)


def load_cepii(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """The gravity excerpt of 2006: flows in million dollars with distance, GDPs and ties."""
    import pyarrow as pa

    pc = compute()
    rows = {
        "exporter": sheet.pop("iso_o").text(),
        "importer": sheet.pop("iso_d").text(),
        "value_usd": pc.multiply(sheet.pop("flow").number(), 1e6),
        "distance_km": sheet.pop("distw").number(),
        "exporter_gdp_usd": pc.multiply(sheet.pop("gdp_o").number(), 1e6),
        "importer_gdp_usd": pc.multiply(sheet.pop("gdp_d").number(), 1e6),
        "trade_agreement": sheet.pop("rta").flag(),
        "contiguous": sheet.pop("contig").flag(),
        "common_language": sheet.pop("comlang_off").flag(),
        "common_currency": sheet.pop("comcur").flag(),
        "section": pa.array(["total"] * sheet.rows, pa.string()),
        "year": pa.array([int(spec.lookups["year"])] * sheet.rows, pa.int64()),
    }
    return pa.table(rows)


def load_comtrade(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """Exports every fourth year with the agreement in force and the provisions that it has."""
    import pyarrow as pa

    rows = {
        "exporter": sheet.pop("exp").text(),
        "importer": sheet.pop("imp").text(),
        "year": sheet.pop("time").whole(),
        "value_usd": sheet.pop("export").number(),
        "agreement_number": sheet.pop("id").text(),
        "agreement": sheet.pop("agreement").text(),
        "section": pa.array(["total"] * sheet.rows, pa.string()),
    }
    for name in [name for name in sheet.left if _PROVISION.fullmatch(name)]:
        rows[name] = sheet.pop(name).flag()
    return pa.table(rows)
