"""Sanctions that have been: cases of the Global Sanctions Data Base, and lists of designations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from denge.core.errors import BadRow

__all__ = ["designations", "sanction_history"]

_TYPES = ("trade", "arms", "military", "financial", "travel", "other")
_OFAC_FIELDS = 12


def sanction_history(
    cases: Iterable[dict[str, Any]], name: str, until: int | None = None
) -> list[dict[str, Any]]:
    """Cases of the Global Sanctions Data Base that target or involve a state as sender.

    Parameters
    ----------
    cases : iterable of dict
        Rows of the data base with case_id, sanctioned_state, sanctioning_state, begin, end, trade,
        financial, travel and descr_trade. Cases still running end in the release year.
    name : str
        The state as the data base spells it.
    until : int, optional
        Last year that counts.

    Returns
    -------
    list of dict
        role (target or sender), years and types, oldest first.

    Examples
    --------
    >>> row = {"case_id": "1", "sanctioned_state": "A", "sanctioning_state": "B, C"}
    >>> case = row | {"begin": "2001", "end": "2003", "trade": "1", "financial": "0"}
    >>> sanction_history([case], "C")[0]["role"]
    'sender'
    """
    found = []
    for case in cases:
        senders = [part.strip() for part in str(case["sanctioning_state"]).split(",")]
        begin, end = int(case["begin"]), int(case["end"])
        if until is not None and begin > until:
            continue
        role = "target" if case["sanctioned_state"] == name else "sender" if name in senders else ""
        if role:
            kinds = [k for k in _TYPES if str(case.get(k, "0")) in ("1", "1.0")]
            found.append(
                {
                    "case_id": case["case_id"],
                    "role": role,
                    "other": case["sanctioning_state"]
                    if role == "target"
                    else case["sanctioned_state"],
                    "begin": begin,
                    "end": end,
                    "types": " ".join(kinds),
                    "trade_scope": case.get("descr_trade", ""),
                }
            )
    return sorted(found, key=lambda row: (row["begin"], str(row["case_id"])))


def designations(rows: Iterable[Sequence[str]], word: str) -> dict[str, int]:
    """Entries of an OFAC list (sdn.csv) that mention a word, by programme, most first.

    Parameters
    ----------
    rows : iterable of sequences
        Rows as published, 12 fields without a header; the last row may be the end mark.
    word : str
        A state or programme, matched anywhere in the entry, without regard to case.

    Raises
    ------
    BadRow
        A row has another number of fields.

    Examples
    --------
    >>> entry = ["1", "FIRM A", "-0-", "RUSSIA-EO14024", *["-0-"] * 7, "Almaty, Kazakhstan"]
    >>> designations([entry, ["\x1a"]], "kazakhstan")
    {'RUSSIA-EO14024': 1}
    """
    found: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        if len(row) <= 1:
            continue
        if len(row) != _OFAC_FIELDS:
            raise BadRow(f"sdn.csv, row {number}: {len(row)} fields where {_OFAC_FIELDS} belong")
        if any(word.casefold() in field.casefold() for field in row):
            found[row[3].strip()] += 1
    return dict(found.most_common())
