"""`denge record`: what the ledger holds and whether it can be trusted."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclopts import App

__all__ = ["app", "check"]

app = App(
    name="record",
    help="Check, fill, review and export the ledger.",
    help_format="plaintext",
)


@app.command
def check(path: Path | None = None, /) -> int:
    """Check a data package against its descriptor; one line per problem.

    Looks at types, required cells, listed values, units, codes of states, addresses, dates,
    sources, packages and their parts, and contradictions without a choice.

    Parameters
    ----------
    path
        A folder with datapackage.json; without it, the casebook that ships with denge.
    """
    from denge.record.casebook import casebook
    from denge.record.check import check as problems_of

    folder = path or casebook().folder
    problems = problems_of(folder)
    for problem in problems:
        print(problem)
    found = (
        f"{len(problems)} problem{'s' if len(problems) != 1 else ''}" if problems else "in order"
    )
    print(f"{folder.name}: {found}", file=sys.stderr)
    return 1 if problems else 0
