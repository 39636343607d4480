"""`denge record`: what the ledger holds and whether it can be trusted."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclopts import App

from denge.cli.record_ledger import register

__all__ = ["app", "check"]

app = App(
    name="record",
    help="Check, fill, review and export the ledger.",
    help_format="plaintext",
)


@app.command
def check(path: Path | None = None, /) -> int:
    """Check a data package, or a ledger file from elsewhere; one line per problem.

    Of a package it looks at types, required cells, listed values, units, codes of states,
    addresses, dates, sources, packages and their parts, and contradictions without a choice. A
    ledger file that passes may be written here from then on.

    Parameters
    ----------
    path
        A folder with datapackage.json, or a ledger file; without it, the casebook of denge.
    """
    if path is not None and not path.is_dir():
        return _check_ledger(path)
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


def _check_ledger(path: Path) -> int:
    from denge.record.audit import audit, trust

    problems = audit(path)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{path.name}: {len(problems)} problems; it stays read-only", file=sys.stderr)
        return 1
    trust(path)
    print(f"{path.name}: in order; it may be written here from now on", file=sys.stderr)
    return 0


register(app)
