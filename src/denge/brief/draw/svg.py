"""Small pieces of SVG; every text is escaped here, so that a drawing may be placed as it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "circle",
    "diamond",
    "label_width",
    "line",
    "moved",
    "path",
    "polyline",
    "rect",
    "row_label",
    "size",
    "text",
    "text_width",
    "ticks",
    "wrapped",
]

_WIDE, _NARROW = frozenset("mwMWШЩЖЮМФжшщюмфъ@%"), frozenset("ijltfrI.,;:'|()[] ·1")


def size(value: float) -> str:
    """A coordinate with at most one decimal and no trailing zero.

    >>> size(12.04), size(3.25), size(-0.01)
    ('12', '3.2', '0')
    """
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def text(
    x: float, y: float, words: str, cls: str = "t", anchor: str = "start", weight: str = ""
) -> str:
    """One line of text; `anchor` is start, middle or end."""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{size(x)}" y="{size(y)}" class="{cls}"{at}{bold}>{escape(words)}</text>'


def row_label(x: float, y: float, words: str, room: float, weight: str = "") -> str:
    """The name of a row, right-aligned at x; in two lines where one would leave the frame.

    >>> row_label(80, 20, "India, Japan and Korea", 80).count("<text")
    2
    """
    if text_width(words, 13) <= room or " " not in words:
        return text(x, y, words, "t", "end", weight)
    first, second = _halves(words)
    upper = text(x, y - 7, first, "t", "end", weight)
    return upper + text(x, y + 8, second, "t", "end", weight)


def label_width(names: Iterable[str], limit: float) -> float:
    """Room for the names of rows: as wide as the widest, in two lines each where the limit asks.

    >>> label_width(["Russia"], 130) < label_width(["India, Japan and Korea"], 130) < 130
    True
    """
    return max(_needed(name, limit - 22) for name in names) + 22


def _needed(name: str, room: float) -> float:
    whole = text_width(name, 13)
    return whole if whole <= room else max(text_width(part, 13) for part in _halves(name))


def _halves(words: str) -> list[str]:
    spaces = [n for n, c in enumerate(words) if c == " "]
    if not spaces:
        return [words]
    cut = min(spaces, key=lambda n: max(text_width(words[:n]), text_width(words[n + 1 :])))
    return [words[:cut], words[cut + 1 :]]


def text_width(words: str, points: float = 12.0) -> float:
    """About how wide a text is in a sans-serif face, in the unit of its size.

    >>> text_width("Washington") > text_width("Lilli")
    True
    """
    return points * sum(_units(c) for c in words)


def _units(c: str) -> float:
    if c in _WIDE:
        return 0.95
    if c in _NARROW:
        return 0.37
    return 0.68 if "\u0400" <= c <= "\u052f" else 0.63


def wrapped(words: str, room: float, points: float) -> list[str]:
    """A text in as many lines as its room asks for; a word that is longer stays whole.

    >>> wrapped("fuel export revenue lost", 100, 13)
    ['fuel export', 'revenue lost']
    """
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, points) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> str:
    return f'<path d="M{size(x1)} {size(y1)}L{size(x2)} {size(y2)}" class="{cls}"/>'


def polyline(points: list[tuple[float, float]], cls: str, close: bool = False) -> str:
    """A broken line, or a filled shape when closed."""
    drawn = "L".join(f"{size(x)} {size(y)}" for x, y in points)
    return f'<path d="M{drawn}{"z" if close else ""}" class="{cls}"/>' if points else ""


def path(d: str, cls: str) -> str:
    return f'<path d="{d}" class="{cls}"/>'


def moved(key: str, scale: tuple[float, float, float, float], marks: str) -> str:
    """Marks that the script of the page may move along a scale: left, right, low, high.

    >>> moved("", (0, 1, 0, 1), "<path/>")
    '<path/>'
    """
    if not key:
        return marks
    numbers = " ".join(f"{v:.6g}" for v in scale)
    return f'<g data-key="{escape(key)}" data-scale="{numbers}">{marks}</g>'


def rect(x: float, y: float, width: float, height: float, cls: str, label: str = "") -> str:
    title = f"<title>{escape(label)}</title>" if label else ""
    return (
        f'<rect x="{size(x)}" y="{size(y)}" width="{size(max(width, 0))}" '
        f'height="{size(height)}" class="{cls}">{title}</rect>'
    )


def circle(x: float, y: float, r: float, cls: str, label: str = "") -> str:
    title = f"<title>{escape(label)}</title>" if label else ""
    return f'<circle cx="{size(x)}" cy="{size(y)}" r="{size(r)}" class="{cls}">{title}</circle>'


def diamond(x: float, y: float, r: float, cls: str, label: str = "") -> str:
    title = f"<title>{escape(label)}</title>" if label else ""
    corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    d = "M" + "L".join(f"{size(a)} {size(b)}" for a, b in corners) + "z"
    return f'<path d="{d}" class="{cls}">{title}</path>'


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that cover [low, high].

    >>> ticks(0, 34)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    from math import ceil, floor, log10

    span = (high - low) / max(about - 1, 1) or 1.0
    unit = 10.0 ** floor(log10(span))
    step = next(s * unit for s in (1, 2, 2.5, 5, 10) if s * unit >= span * 0.999)
    first = floor(low / step + 1e-9)
    last = ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]
