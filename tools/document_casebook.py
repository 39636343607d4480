"""Write `docs/reference/casebook.md` from the descriptor of the casebook.

python tools/document_casebook.py > docs/reference/casebook.md
"""

from __future__ import annotations

import sys
from typing import Any

from denge.record.casebook import casebook

__all__ = ["page"]

HEAD = """# {title}

{description}

This page is made from `datapackage.json`; `python tools/document_casebook.py` writes it anew.
`denge record check` validates the tables against the same descriptor.

A missing cell is empty and never zero. Every table of facts carries
`row_id`, `source_url`, `known_from`, `known_basis` and `doubt`, described once at the end. A view
adds `origin`, `reviewed` and `reports` to the tables that readings join (engagements, agreements,
partnerships, targets), `additive` to agreements, and `chosen` where sources contradict.

## Sources
"""
COMMON = ("row_id", "source_url", "known_from", "known_basis", "doubt")


def page() -> str:
    """The whole page as Markdown."""
    package = casebook()
    parts: list[str] = [HEAD.format(**package.descriptor)]
    parts += [
        f"- {s['title']}: <{s['path']}> ({s['licence']})" for s in package.descriptor["sources"]
    ]
    for name, entry in package.tables.items():
        parts += ["", f"## {name}", "", f"{entry['title']}. {entry['description']}", ""]
        parts += [f"{len(package.text_rows(name))} rows."]
        parts += [f"One source: <{source['path']}>." for source in entry.get("sources", [])]
        parts += ["", *_table([f for f in entry["schema"]["fields"] if f["name"] not in COMMON])]
    first = next(iter(package.tables.values()))["schema"]["fields"]
    parts += ["", "## Columns of every table", ""]
    parts += _table([field for field in first if field["name"] in COMMON])
    return "\n".join(parts) + "\n"


def _table(fields: list[dict[str, Any]]) -> list[str]:
    rows = [f"| `{f['name']}` | {_kind(f)} | {f['description']} |" for f in fields]
    return ["| column | kind | meaning |", "| --- | --- | --- |", *rows]


def _kind(field: dict[str, Any]) -> str:
    limits = field.get("constraints", {})
    parts = [field.get("denge:kind", field["type"])]
    parts += [field["unit"]] if "unit" in field else []
    parts += ["one of " + ", ".join(limits["enum"])] if "enum" in limits else []
    parts += ["required"] if limits.get("required") else []
    return "; ".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
