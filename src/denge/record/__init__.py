"""The record: what is known, since when, from which page, and what a new text adds to it.

>>> from datetime import date
>>> view = open().view(date(2025, 11, 19))
>>> late = [row for row in view.rows("engagements") if row["start"] > date(2025, 11, 10)]
>>> sorted({row["partner"] for row in late})
['CA5', 'EST', 'RUS', 'UZB']
"""

from __future__ import annotations

from pathlib import Path

from denge.core.errors import LedgerError
from denge.record.cluster import Added, Disagreement
from denge.record.view import Ledger, View

__all__ = ["Added", "Disagreement", "Ledger", "View", "open"]


def open(path: str | Path | None = None, *, must_exist: bool = False) -> Ledger:
    """Open a ledger.

    Parameters
    ----------
    path : str or Path, optional
        A ledger file or a `postgresql://` address. Without one the ledger is in memory: the
        casebook that ships with denge, and the readings that you add to it in this process.
    must_exist : bool
        Whether a ledger is only to be read: a file that is not there is an error then and is not
        made.

    Raises
    ------
    LedgerError
        The ledger cannot be opened, or is not there.

    >>> open("/nowhere.db", must_exist=True)
    Traceback (most recent call last):
    denge.core.errors.LedgerError: there is no ledger at /nowhere.db; make one with: \
denge record add FILE --ledger /nowhere.db
    """
    if path is None:
        from denge.record.memory import MemoryLedger

        return MemoryLedger()
    if "://" not in str(path) and Path(path).is_dir():
        inside = Path(path, "denge.db")
        raise LedgerError(f"{path} is a folder; name a ledger file, such as {inside}")
    if must_exist and "://" not in str(path) and not Path(path).exists():
        raise LedgerError(
            f"there is no ledger at {path}; make one with: denge record add FILE --ledger {path}"
        )
    try:
        from denge.record.ledger import open_ledger  # pyright: ignore[reportMissingImports]
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{path}: a ledger on disk needs {error.name}, which is not installed. "
            "Leave the path out to work in memory."
        ) from None
    return open_ledger(path)
