"""The window of a headline figure, and the last day that the record knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.core.errors import EmptyTies
from denge.measure.assumed import assumed_number
from denge.measure.rows import day
from denge.measure.trips import months_before

if TYPE_CHECKING:
    from datetime import date

__all__ = ["last_known_day", "window_of"]


def window_of(
    rows: list[dict],
    state: str,
    as_of: date | None,
    start: date | None = None,
    end: date | None = None,
) -> tuple[date, date]:
    """First and last day: to the as-of date, else to the last row, over the catalogue's months.

    Raises
    ------
    EmptyTies
        No engagement of the state is recorded, or none since the window began.

    Examples
    --------
    >>> from datetime import date
    >>> rows = [{"state": "KAZ", "start": "2025-11-06"}]
    >>> window_of(rows, "KAZ", date(2025, 12, 31))
    (datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))
    """
    last = last_known_day(rows, state)
    end = end or as_of or last
    start = start or months_before(end, int(assumed_number("vectors.window_months")))
    if last < start:
        raise EmptyTies(
            f"no engagement of {state} is recorded after {last}, and the window begins on {start}; "
            f"choose an earlier day, or read later texts with: denge record add FILE --ledger PATH"
        )
    return start, end


def last_known_day(rows: list[dict], state: str) -> date:
    """Last day on which the state is known to have met anyone.

    Raises
    ------
    EmptyTies
        No engagement of the state is recorded.
    """
    days = [d for row in rows if row["state"] == state and (d := day(row["start"]))]
    if not days:
        raise EmptyTies(
            f"no engagement of {state} is recorded; read texts with: "
            f"denge record add FILE --ledger PATH && "
            f"denge measure {state} --ledger PATH --include-unreviewed"
        )
    return max(days)
