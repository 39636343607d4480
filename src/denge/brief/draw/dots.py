"""A distribution as dots that can be counted: each dot is one in twenty sampled futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["DOTS", "DotRow", "draw_dot_rows", "draw_dots", "quantile_dots", "stacked"]

DOTS = 20
_SIZE = 13.0  # of a dot and of the step from one to the next
_LEVELS = 8  # dots that a stack has room for at full size


@dataclass(frozen=True, slots=True)
class DotRow:
    """One quantity on a scale of its own: name, dots in rising order, how its numbers are said.

    `beside` are lines that stand to the right of the dots where there is room.
    """

    name: str
    values: tuple[float, ...]
    number: Callable[[float], str]
    beside: tuple[str, ...] = ()


def quantile_dots(draws: NDArray[np.float64], dots: int = DOTS) -> NDArray[np.float64]:
    """Values at the middle of equal parts of a distribution, shape (dot,).

    References
    ----------
    Kay, Kola, Hullman & Munson (2016), When (ish) is My Bus?, CHI, 5092-5103.

    Examples
    --------
    >>> quantile_dots(np.arange(101.0), 4).tolist()
    [12.5, 37.5, 62.5, 87.5]
    """
    return np.quantile(draws, (np.arange(dots) + 0.5) / dots)


def stacked(places: Sequence[float], size: float) -> list[tuple[float, int]]:
    """Place and level of each dot: dots within one size of the first of a stack join it.

    References
    ----------
    Wilkinson (1999), Dot Plots, The American Statistician 53(3), 276-281.

    Examples
    --------
    >>> stacked([0.0, 6.0, 20.0], 10.0)
    [(3.0, 0), (3.0, 1), (20.0, 0)]
    """
    stacks: list[list[float]] = []
    for place in places:
        if stacks and place - stacks[-1][0] < size:
            stacks[-1].append(place)
        else:
            stacks.append([place])
    return [((s[0] + s[-1]) / 2, level) for s in stacks for level in range(len(s))]


def draw_dots(
    values: Sequence[float],
    band: tuple[float, float, float],
    limits: tuple[float, float],
    number: Callable[[float], str],
    width: int,
    words: tuple[str, str, str],
    key: str = "",
) -> Drawing:
    """Dots over a scale, the interval under them, and a line at zero.

    Parameters
    ----------
    values : sequence of float
        Rising, one a dot.
    band : tuple
        Low, median and high.
    limits : tuple
        Of the scale, whatever the values are.
    words : tuple
        What lies left of zero, right of it, and under the scale.
    """
    axis = svg.ticks(*limits, 7 if width > 500 else 5)
    low, high = axis[0], axis[-1]
    left, right = 26.0, width - 26.0
    base = 26.0 + _LEVELS * _SIZE

    def x(v: float) -> float:
        return left + (right - left) * (v - low) / (high - low)

    body = []
    for tick in axis:
        body.append(svg.line(x(tick), base + 26, x(tick), base + 32, "grid"))
        body.append(svg.text(x(tick), base + 46, number(tick), "t small", "middle"))
    body.append(svg.line(left, base + 6, right, base + 6, "rule"))
    if low < 0 < high:
        body.append(svg.line(x(0), 18, x(0), base + 30, "threshold"))
        body.append(svg.text(x(0) - 8, 12, f"← {words[0]}", "t small strong", "end"))
        body.append(svg.text(x(0) + 8, 12, f"{words[1]} →", "t small strong"))
    marks = _marks([x(v) for v in values], [x(v) for v in band], values, base)
    body.append(svg.moved(key, (left, right, low, high), marks))
    body.append(svg.text((left + right) / 2, base + 64, words[2], "t small", "middle"))
    return Drawing(width, int(base + 72), "".join(body))


def _marks(places: list[float], band: list[float], values: Sequence[float], base: float) -> str:
    stacks = stacked(places, _SIZE)
    pitch = min(_SIZE, _LEVELS * _SIZE / (1 + max(level for _, level in stacks)))
    dots = [
        svg.circle(at, base - pitch * level - _SIZE / 2 + 4, 6, "loss" if v > 0 else "gain")
        for (at, level), v in zip(stacks, values, strict=True)
    ]
    low, median, high = band
    bar = svg.rect(low, base + 12, high - low, 8, "band p-home")
    return "".join(dots) + bar + svg.circle(median, base + 16, 5, "dot home")


def draw_dot_rows(rows: Sequence[DotRow], width: int) -> Drawing:
    """Quantities under one another, as they have no unit in common."""
    top = 0.0
    body = []
    for row in rows:
        drawn, top = _dot_row(row, top, width)
        body += drawn
    return Drawing(width, int(top - 18), "".join(body))


def _dot_row(row: DotRow, top: float, width: int) -> tuple[list[str], float]:
    small, levels = 11.0, 5
    axis = svg.ticks(row.values[0], row.values[-1], 4)
    names = svg.wrapped(row.name, width - 4, 14)
    under = top + 17 * len(names)
    left, right, base = 26.0, min(width - 26.0, 340.0), under + 13 + levels * small

    def x(v: float) -> float:
        return left + (right - left) * (v - axis[0]) / (axis[-1] - axis[0])

    body = [svg.text(0, top + 13 + 17 * n, words, "t strong") for n, words in enumerate(names)]
    body.append(svg.line(left, base + 4, right, base + 4, "rule"))
    for tick in axis:
        body.append(svg.line(x(tick), base + 4, x(tick), base + 9, "grid"))
        body.append(svg.text(x(tick), base + 22, row.number(tick), "t small", "middle"))
    if axis[0] < 0 < axis[-1]:
        body.append(svg.line(x(0), base - levels * small, x(0), base + 9, "threshold"))
    for n, words in enumerate(row.beside if width > 500 else ()):
        body.append(svg.text(right + 40, under + 23 + 17 * n, words, "t small"))
    stacks = stacked([x(v) for v in row.values], small)
    step = min(small, levels * small / (1 + max(level for _, level in stacks)))
    for (at, level), value in zip(stacks, row.values, strict=True):
        cls = "loss" if value > 0 else "gain"
        body.append(svg.circle(at, base - step * level - 2, 5, cls))
    return body, base + 43
