"""How measures are printed: as a table, as CSV or as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from denge.core.trail import Figure
    from denge.measure.registry import Outcome

__all__ = [
    "Format",
    "print_figure",
    "print_json",
    "print_list",
    "print_outcomes",
    "print_rows",
    "print_unreviewed",
    "rounded",
]

Format = Literal["table", "json", "csv"]


def print_list(format: Format) -> int:
    from denge.measure.registry import measures

    rows = [
        {
            "measure": m.id,
            "label": m.label(),
            "unit": m.unit,
            "range": m.range,
            "direction": m.direction,
            "references": "; ".join(m.references),
        }
        for m in measures().values()
    ]
    if format == "table":
        rows = [{k: row[k] for k in ("measure", "label", "unit", "range")} for row in rows]
    print_rows(rows, format)
    return 0


def print_outcomes(outcomes: tuple[Outcome, ...], format: Format) -> None:
    rows = [row for o in outcomes if o.result for row in o.result.table()]
    missing = [
        {"measure": o.measure.id, "about": o.subject, "why": o.missing}
        for o in outcomes
        if not o.result
    ]
    if format == "json":
        print_json({"figures": rows, "missing": missing})
        return
    if format == "csv":
        print_rows(rows, "csv")
    else:
        print_rows(
            [_short(o, f) for o in outcomes if o.result for f in o.result.figures()], "table"
        )
    for outcome in outcomes:
        if verdict := getattr(outcome.result, "verdict", ""):
            print(
                f"{outcome.measure.id}: {verdict}",
                file=sys.stdout if format == "table" else sys.stderr,
            )
    for entry in missing:
        out = sys.stdout if format == "table" else sys.stderr
        print(f"{entry['measure']} ({entry['about']}): {entry['why']}", file=out)


def print_unreviewed(view: Any, tables: set[str], counted: bool, format: Format) -> None:
    """How many rows of the tables behind the measures rest on readings that nobody has reviewed."""
    from denge.record.cluster import JOINED_TABLES

    out = sys.stdout if format == "table" else sys.stderr
    for table in sorted(tables.intersection(JOINED_TABLES)):
        unreviewed, rows = view.unreviewed(table)
        if unreviewed:
            use = (
                "they are counted"
                if counted
                else "they are left out; --include-unreviewed counts them"
            )
            print(
                f"{table}: {unreviewed} of {rows} rows rest on unreviewed readings; {use}", file=out
            )


def _short(outcome: Outcome, figure: Figure) -> dict[str, str]:
    return {
        "figure": figure.id,
        "value": str(figure.estimate).partition(":")[0] + (")" if figure.estimate.reason else ""),
        "period": figure.period,
        "label": figure.label,
    }


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}


def print_rows(rows: list[dict[str, Any]], format: Format) -> None:
    import csv

    if format == "json":
        print_json(rows)
    elif rows and format == "csv":
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        names = list(rows[0])
        width = {n: max(len(n), *(len(str(row[n])) for row in rows)) for n in names}
        for row in [{n: n for n in names}, *rows]:
            print("  ".join(str(row[n]).ljust(width[n]) for n in names).rstrip())


def print_json(value: Any) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_figure(figure: Figure) -> None:
    print(
        f"{figure.label}\n  {figure.estimate}\n  period  {figure.period}\n  method  {figure.method}"
    )
    for note in figure.notes:
        print(f"  note    {note}")
    for a in figure.assumptions:
        span = f" [{a.low:g}, {a.high:g}]" if a.low is not None and a.high is not None else ""
        print(f"  assumes {a.label}: {a.value}{span} {a.unit}. {a.reference}")
    for step in figure.trail:
        doubt = f"  doubtful: {step.doubt}" if step.doubt else ""
        print(f"  row     {step.says}  {step.source_url}{doubt}")
    if not figure.trail:
        print("  row     none of a table; see the sources")
    for origin in figure.origins:
        print(f"  source  {origin.cite()}")
