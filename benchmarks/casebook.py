"""How long the casebook takes to open, to check, and to take in a text.

python benchmarks/casebook.py [--quick]
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

from denge.core.reading import Event, Reading
from denge.record import open as open_ledger
from denge.record.casebook import casebook
from denge.record.check import check

DAY = date(2025, 11, 19)
COLD = """
import time, denge.record as record
from datetime import date
start = time.perf_counter()
record.open().view(date(2025, 11, 19)).rows("engagements")
print((time.perf_counter() - start) * 1e3)
"""


def cold_view() -> float:
    """Milliseconds from import to the engagements of a day, in a new process."""
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    return float(done.stdout)


def best(act: Callable[[], object], times: int) -> float:
    """Least milliseconds of several runs."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1e3)
    return min(spent)


def text(number: int) -> Reading:
    """A text that tells of one meeting twenty times."""
    told = Event("words", (0, 5), "bench", 0.9, "meeting", "CONSULT", "KAZ", "RUS", "2025-11-11")
    return Reading(f"{number:016x}", "en", "2025-11-19", "words", events=(told,) * 20)


def main() -> None:
    times = 3 if "--quick" in sys.argv else 20
    figures = {
        "open and view of a day, new process": (min(cold_view() for _ in range(times)), "60"),
        "check of the casebook": (best(lambda: check(casebook().folder), times), "none"),
        "add a text of twenty events": (best(lambda: open_ledger().add(text(1)), times), "none"),
        "all tables as rows": (best(_all_rows, times), "none"),
    }
    for label, (spent, asked) in figures.items():
        print(f"{label}: {spent:.1f} ms (asked: {asked})")


def _all_rows() -> None:
    view = open_ledger().view(DAY)
    for name in view.names:
        view.rows(name)


if __name__ == "__main__":
    main()
