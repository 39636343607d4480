"""A tilt as a small balance bar, to be set into another drawing such as the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.brief.draw.labels import Box

__all__ = ["HEIGHT", "Lean", "corner", "draw_lean"]

HEIGHT = 58.0
_PAD, _GAP, _SMALL = 10.0, 8.0, 11.5


@dataclass(frozen=True, slots=True)
class Lean:
    """A tilt between two poles, from -1 (the first) to +1 (the second), with its interval.

    Attributes
    ----------
    caption : str
        What is shown, with the number.
    names, poles : tuple[str, str]
        The poles at -1 and at +1, by their names and by the classes of their colours.
    """

    caption: str
    names: tuple[str, str]
    poles: tuple[str, str]
    median: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """Room that its words ask for; bold ones take a little more."""
        ends = sum(svg.text_width(name, _SMALL) for name in self.names) + 3 * _GAP
        return max(1.08 * svg.text_width(self.caption, 13), ends, 150.0) + 2 * _PAD


def corner(
    lean: Lean, size: tuple[float, float], taken: Sequence[Box]
) -> tuple[float, float] | None:
    """Left and top of the bar in a corner that is free, the lower ones first; None if none is.

    >>> lean = Lean("Tilt", ("A", "B"), ("russia", "usa"), 0.0, -0.5, 0.5)
    >>> corner(lean, (700, 300), [(0, 200, 100, 300)])
    (522.0, 234.0)
    """
    width, height = size
    right, low = width - lean.width - _GAP, height - HEIGHT - _GAP
    for x, y in ((_GAP, low), (right, low), (_GAP, _GAP), (right, _GAP)):
        if x >= 0 and not any(
            x < b[2] and b[0] < x + lean.width and y < b[3] and b[1] < y + HEIGHT for b in taken
        ):
            return x, y
    return None


def draw_lean(lean: Lean, left: float, top: float) -> list[str]:
    """The bar: its caption, the scale between the poles, the interval and the median."""
    first, last = left + _PAD + 4, left + lean.width - _PAD - 4

    def x(value: float) -> float:
        return first + (last - first) * (value + 1) / 2

    y, below = top + 29, top + HEIGHT - 9
    return [
        svg.rect(left, top, lean.width, HEIGHT, "inset"),
        svg.text(left + _PAD, top + 17, lean.caption, "t", "start", "600"),
        svg.line(first, y, last, y, "rule"),
        svg.line(x(0), y - 6, x(0), y + 6, "threshold"),
        svg.rect(x(lean.low), y - 4, x(lean.high) - x(lean.low), 8, "band p-home"),
        svg.circle(x(lean.median), y, 4.5, "dot home", lean.caption),
        svg.circle(first, y, 3.5, f"dot f-{lean.poles[0]}"),
        svg.circle(last, y, 3.5, f"dot f-{lean.poles[1]}"),
        svg.text(left + _PAD, below, lean.names[0], "t small"),
        svg.text(left + lean.width - _PAD, below, lean.names[1], "t small", "end"),
    ]
