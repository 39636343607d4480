"""Global Sanctions Data Base, release 3: one row per case, what it covers and what it aimed at.

Sender and target stay as the source words them ("EU, United States", "Terrorist Organizations
(ISIL and ANF)"); `sender_codes` and `target_codes` hold those that are states or blocs, joined by
`;`. A case that was going on ends in the year of the release.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from denge.core.errors import UnknownColumn
from denge.record.codes import name_code

if TYPE_CHECKING:
    import pyarrow as pa

    from denge.record.columns import Column, Sheet
    from denge.record.source import SourceSpec

__all__ = ["load"]

_KINDS = ("trade", "arms", "military", "financial", "travel", "other")


def load(sheet: Sheet, spec: SourceSpec) -> pa.Table:
    """All 1,325 cases."""
    import pyarrow as pa

    words = spec.lookups
    rows = {
        "case": sheet.pop("case_id").text(),
        "target": (target := sheet.pop("sanctioned_state")).text(),
        "target_codes": target.code(lambda text: _codes(text, words)),
        "sender": (sender := sheet.pop("sanctioning_state")).text(),
        "sender_codes": sender.code(lambda text: _codes(text, words)),
        "first_year": sheet.pop("begin").whole(),
        "last_year": sheet.pop("end").whole(),
        "trade_scope": sheet.pop("descr_trade").code(lambda t: _listed(t, words["descr_trade"])),
        "many_targets": sheet.pop("target_mult").flag(),
        "many_senders": sheet.pop("sender_mult").flag(),
        "objective": _list_of(sheet.pop("objective"), words["objective"]),
        "success": _list_of(sheet.pop("success"), words["success"]),
    }
    rows |= {kind: sheet.pop(kind).flag() for kind in _KINDS}
    return pa.table(rows)


def _list_of(column: Column, known: list[str]) -> pa.ChunkedArray:
    return column.code(lambda text: _listed(text, known))


def _listed(text: str, known: list[str]) -> str:
    words = [word.strip() for word in text.split(",") if word.strip()]
    strange = [word for word in words if word not in known]
    if strange:
        raise UnknownColumn(f"{strange[0]!r} has not been met before; known: {', '.join(known)}")
    return ";".join(words)


def _codes(text: str, words: dict) -> str:
    """Codes of the states and blocs in a list whose names hold commas themselves."""
    found = []
    for name in _names(text, words["with_comma"]):
        if name in words["bloc"]:
            found.append(words["bloc"][name])
        elif name not in words["no_actor"]:
            found.append(name_code(name))
    return ";".join(found)


def _names(text: str, with_comma: list[str]) -> list[str]:
    rest, names = text, []
    for name in sorted(with_comma, key=len, reverse=True):
        if name in rest:
            names.append(name)
            rest = rest.replace(name, "")
    return names + [part.strip() for part in re.split(r",", rest) if part.strip()]
