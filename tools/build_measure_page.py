"""Write docs/reference/measures.md from the registry, the docstrings and the assumptions.

Usage: python tools/build_measure_page.py
"""

from __future__ import annotations

from inspect import cleandoc, getdoc
from pathlib import Path

from denge.core.catalogue import read_yaml
from denge.measure.registry import Measure, measures

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "measures.md"


def page() -> str:
    """The whole page."""
    parts = [
        "# Measures",
        (
            "Made by `tools/build_measure_page.py` from `catalogue/measures.yaml`, the docstrings\n"
            "and `catalogue/assumptions.yaml`; edit those."
        ),
        *(section(measure) for measure in measures().values()),
        "# Assumptions",
        "Values that nobody measured here. Every figure names those it uses.",
        assumptions(),
    ]
    return "\n\n".join(parts) + "\n"


def section(measure: Measure) -> str:
    """One measure."""
    lines = [
        f"## {measure.id}",
        f"**{measure.label()}** · "
        + " · ".join(measure.label(lang) for lang in ("tr", "ru", "kk")),
        "",
        first_paragraphs(getdoc(measure.load_function()) or ""),
        "",
        f"- Unit: {measure.unit}. Range: {measure.range}.",
        f"- Direction: {measure.direction}.",
        f"- Headline figure: `{measure.headline}`"
        if measure.headline
        else "- One figure for each row.",
        f"- Function: `{measure.function.replace(':', '.')}`",
        f"- Tables read: {', '.join(f'`{t}`' for t in measure.needs) or 'the world pack'}",
        f"- Where data are missing: `{measure.load}`",
        *(f"- {reference}" for reference in measure.references),
    ]
    return "\n".join(lines)


def first_paragraphs(doc: str) -> str:
    """The prose before the sections of a numpydoc docstring."""
    return cleandoc(doc).split("\n\nParameters\n")[0].split("\n\nRaises\n")[0].strip()


def assumptions() -> str:
    """Every assumption as a row of a table."""
    rows = ["| id | what | value | range | unit | reference |", "|---|---|---|---|---|---|"]
    for name, entry in read_yaml("catalogue/assumptions.yaml").items():
        span = f"{entry['low']} to {entry['high']}" if "low" in entry else ""
        cells = (
            f"`{name}`",
            entry["label"],
            entry["value"],
            span,
            entry["unit"],
            entry["reference"],
        )
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(), encoding="utf-8")
