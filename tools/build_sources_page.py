"""Writes docs/reference/sources.md from catalogue/sources/*.yaml.

python tools/build_sources_page.py
"""

from __future__ import annotations

from pathlib import Path

from denge.record.source import SourceSpec, source_ids, source_spec

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "sources.md"


def page() -> str:
    """The whole page."""
    made = "Made from `catalogue/sources/` by `tools/build_sources_page.py`."
    head = f"# Sources that denge can load\n\n{made}\n"
    return head + "".join(section(source_spec(name)) for name in source_ids())


def section(spec: SourceSpec) -> str:
    """One source."""
    files = ", ".join(
        f"`{name}` {e.rows:,} rows" + (f", {e.kazakhstan:,} for Kazakhstan" if e.kazakhstan else "")
        for name, e in spec.expected.items()
    )
    lines = {
        "Publisher": spec.producer,
        "Cite": spec.citation,
        "Licence": spec.licence,
        "Address": spec.url,
        "Checked": spec.checked,
        "Data set": f"`{spec.dataset}`, read by `{spec.consumer}`",
        "Coverage": ", ".join(f"{key} {value}" for key, value in spec.coverage.items()),
        "Known from": spec.date_published or f"the row's own `{spec.known_from}`",
        "Units": "; ".join(f"`{name}` {unit}" for name, unit in spec.units.items()),
        "Doubt": spec.doubt,
        "Tested on": files,
        "Note": spec.notes,
    }
    body = "".join(f"- {label}: {text.strip()}\n" for label, text in lines.items() if text)
    return f"\n## {spec.id}\n\n{spec.title}.\n\n{body}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
