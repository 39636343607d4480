"""A chart or table as CSV, JSON, SVG or PNG; each states its address, options, day and maker."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from functools import cache
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal

from denge.brief.draw import svg as draw
from denge.brief.draw.map import land
from denge.brief.render import GENERATOR
from denge.core.errors import UnknownName, nearest
from denge.web.frame import css

if TYPE_CHECKING:
    from denge.web.sheet import Export

__all__ = ["KINDS", "Kind", "as_csv", "as_json", "as_png", "as_svg", "find_export"]

Kind = Literal["csv", "json", "svg", "png"]
KINDS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_POLES = ("usa", "europe", "russia", "china", "turkiye", "gulf", "asia", "none")
_FONT = "Liberation Sans, DejaVu Sans, Arial, sans-serif"


def find_export(exports: dict[str, Export], name: str) -> Export:
    """A chart or table of a page by name.

    Raises
    ------
    UnknownName
        The page has none of that name; the message names the nearest.
    """
    if name in exports:
        return exports[name]
    raise UnknownName(f"this page has no chart or table {name!r}; {nearest(name, exports)}")


def as_csv(export: Export, address: str) -> str:
    """The values as CSV, with address and maker in columns of their own.

    A text cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    columns = list(dict.fromkeys(name for row in export.rows for name in row))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, "address", "made_by"])
    for row in export.rows:
        cells = [_safe(row.get(name)) for name in columns]
        writer.writerow([*cells, address, GENERATOR])
    return out.getvalue()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_json(export: Export, address: str, made_of: str) -> str:
    """The values with all that is needed to cite them."""
    body = {
        "title": export.title,
        "description": export.description,
        "note": export.note,
        "address": address,
        "made_of": made_of,
        "made_by": GENERATOR,
        "made_on": datetime.now(UTC).date().isoformat(),
        "rows": export.rows,
    }
    return json.dumps(body, ensure_ascii=False, indent=1, default=str)


def as_svg(export: Export, address: str, made_of: str) -> str:
    """A drawing that stands alone: title, legend, chart, source line, light colours.

    Raises
    ------
    UnknownName
        A table has no drawing.
    """
    if export.drawing is None:
        raise UnknownName(f"{export.id} is a table; it is to be had as csv and json")
    d = export.drawing
    title = _wrapped(export.title, d.width - 32, 15)
    tail = _wrapped(f"{made_of} {GENERATOR}. {address}".strip(), d.width - 32, 10.5)
    top = 18 + 20 * len(title)
    legend, legend_height = _legend(export.legend, d.width - 32)
    height = top + legend_height + d.height + 14 + 14 * len(tail) + 8
    body = [f'<rect width="{d.width + 32}" height="{height}" class="paper"/>']
    body += [draw.text(16, 24 + 20 * n, line, "t title") for n, line in enumerate(title)]
    body.append(f'<g transform="translate(16 {top + 6})">{legend}</g>')
    body.append(f'<g transform="translate(16 {top + legend_height})" id="{escape(export.id)}">')
    sea = f'<rect width="{d.width}" height="{d.height}" class="sea"/>' if export.id == "map" else ""
    body += [f'<svg width="{d.width}" height="{d.height}">', sea, d.body, "</svg></g>"]
    base = top + legend_height + d.height + 18
    body += [draw.text(16, base + 14 * n, line, "t tail") for n, line in enumerate(tail)]
    land_path = f'<path id="land" d="{land()}"/>' if "#land" in d.body else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {d.width + 32} {height}" width="{d.width + 32}" height="{height}" '
        'role="img">'
        f"<title>{escape(export.title)}</title><desc>{escape(export.description)}</desc>"
        f"<metadata>{escape(made_of)} {escape(address)} {GENERATOR}</metadata>"
        f"<style>{_rules()}</style><defs>{land_path}</defs>{''.join(body)}</svg>"
    )


def as_png(export: Export, address: str, made_of: str) -> bytes:
    """The drawing in pixels, twice its size."""
    import vl_convert

    markup = as_svg(export, address, made_of).replace('href="#land"', 'xlink:href="#land"')
    return vl_convert.svg_to_png(markup, scale=2)


def _legend(legend: tuple[tuple[str, str], ...], width: int) -> tuple[str, int]:
    """Keys in a row, broken where they meet the edge; the height that they take."""
    x, y, parts = 0.0, 10.0, []
    for key, name in legend:
        wide = draw.text_width(name, 11.5) + 34
        if x and x + wide > width:
            x, y = 0.0, y + 18
        parts.append(_key(key, x, y))
        parts.append(draw.text(x + 18, y + 4, name, "t small"))
        x += wide
    return "".join(parts), int(y + 12) if legend else 8


def _key(key: str, x: float, y: float) -> str:
    if "w-" in key:
        way = key.partition("w-")[2].split()[0]
        return draw.line(x, y, x + 14, y, f"arc keyline {way}")
    if "k-third" in key:
        return draw.diamond(x + 7, y, 5, "keyhollow")
    if "k-in" in key:
        return draw.circle(x + 7, y, 5, "keyhollow")
    if "k-before" in key:
        return draw.rect(x, y - 5, 14, 10, "before")
    if "k-ring" in key:
        return draw.circle(x + 7, y, 6, "ring")
    return draw.circle(x + 7, y, 5, key if key.startswith("f-") else "keyfull")


def _wrapped(words: str, width: float, points: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and draw.text_width(longer, points) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def _rules() -> str:
    """The chart rules of the brief's style sheet with its light colours written out."""
    sheet = re.sub(r"/\*.*?\*/", "", css(), flags=re.DOTALL)
    root = re.search(r":root\s*{(.*?)}", sheet, re.DOTALL)
    colours = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", root[1] if root else ""))
    flat = _without_at_rules(sheet)
    kept = []
    for selector, body in re.findall(r"([^{}]+){([^{}]*)}", flat):
        selector = selector.strip()
        if not re.search(r"^(svg|\.|#)", selector) or ".key" in selector or "@" in selector:
            continue
        if re.search(r"svg\.narrow|\.chart svg|svg\.wide", selector):
            continue
        if "[class" in selector:  # an attribute selector that pixel makers do not know
            selector = ", ".join(f".area.p-{pole}" for pole in _POLES)
        body = re.sub(r"var\((--[\w-]+)\)", lambda m: colours.get(m[1], "#000"), body)
        if re.search(r"fill|stroke|font|paint-order", body):
            kept.append(f"{selector}{{{body.strip()}}}")
    own = (
        f"text{{font-family:{_FONT}}} .title{{font-size:15px;font-weight:600}} "
        f".tail{{font-size:10.5px;fill:{colours.get('--soft', '#555')}}} "
        f".paper{{fill:{colours.get('--paper', '#fff')}}} "
        f".sea{{fill:{colours.get('--sea', '#eef')}}} "
        f".keyfull{{fill:{colours.get('--soft')}}} "
        f".keyhollow{{fill:none;stroke:{colours.get('--soft')};stroke-width:1.8px}} "
        f".keyline{{fill:none;stroke:{colours.get('--soft')}}}"
    )
    return "".join(kept).replace("<", "") + own


def _without_at_rules(sheet: str) -> str:
    """The sheet without its @media blocks."""
    out, at = [], 0
    for found in re.finditer(r"@media[^{]*{", sheet):
        if found.start() < at:
            continue
        out.append(sheet[at : found.start()])
        depth, at = 1, found.end()
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
    return "".join(out) + sheet[at:]
