"""Estimates side by side: a dot at the median, a bar over the interval, a line at the threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Bar", "draw_bands", "draw_intervals"]


_LINE = 16.0  # between the lines of a name


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, class of colour, median and interval (None without one).

    A row with a `key` can be found and moved by the script of the page; `before` is the interval
    before anything was counted, drawn hollow around the other.
    """

    name: str
    colour: str
    median: float
    low: float | None
    high: float | None
    shown: str
    key: str = ""
    before: tuple[float, float] | None = None


def draw_intervals(
    bars: Sequence[Bar],
    low: float,
    high: float,
    number: Callable[[float], str],
    width: int,
    label_width: float,
    threshold: tuple[float, str] | None = None,
) -> Drawing:
    """Horizontal intervals, one row a bar, over [low, high].

    Names stand left of their bars in `label_width`, or above them where that is 0.
    """
    pitch, top = 30.0 if width > 500 else 36.0, 24.0 if threshold else 8.0
    above = [svg.wrapped(bar.name, width - 8, 13) if not label_width else [] for bar in bars]
    heights = [pitch + _LINE * len(lines) for lines in above]
    bottom = top + sum(heights)
    value_width = max([svg.text_width(bar.shown, 13) for bar in bars] + [24.0]) + 12
    right = width - value_width
    axis = svg.ticks(low, high, 5 if right - label_width > 260 else 3)
    left = label_width or svg.text_width(number(axis[0]), 11.5) / 2 + 4
    low, high = min(low, axis[0]), max(high, axis[-1])

    def x(v: float) -> float:
        return left + (right - left) * (v - low) / (high - low)

    body = []
    for tick in axis:
        body.append(svg.line(x(tick), top, x(tick), bottom, "grid"))
        body.append(svg.text(x(tick), bottom + 16, number(tick), "t small", "middle"))
    y = top - pitch / 2
    for bar, lines in zip(bars, above, strict=True):
        y += pitch + _LINE * len(lines)
        body += _name(bar.name, lines, left, y)
        marks = []
        if bar.before is not None:
            first, last = x(bar.before[0]), x(bar.before[1])
            marks.append(svg.rect(first, y - 9, last - first, 18, "before"))
        if bar.low is not None and bar.high is not None:
            marks.append(
                svg.rect(x(bar.low), y - 5, x(bar.high) - x(bar.low), 10, f"band p-{bar.colour}")
            )
        marks.append(svg.circle(x(bar.median), y, 5, f"dot f-{bar.colour}"))
        marks.append(svg.text(width - 2, y + 4, bar.shown, "t num", "end"))
        body.append(svg.moved(bar.key, (left, right, low, high), "".join(marks)))
    if threshold:
        body += _threshold(x(threshold[0]), top, bottom, threshold[1], width)
    return Drawing(width, int(bottom + 24), "".join(body))


def _name(name: str, lines: list[str], left: float, y: float) -> list[str]:
    """The name of a row: left of the bar, or line by line above it."""
    if not lines:
        return [svg.row_label(left - 12, y + 4, name, left - 14)]
    first = y - 12 - _LINE * (len(lines) - 1)
    return [svg.text(0, first + _LINE * n, words, "t halo") for n, words in enumerate(lines)]


def _threshold(x: float, top: float, bottom: float, words: str, width: int) -> list[str]:
    half = svg.text_width(words, 11.5) / 2
    middle = min(max(x, half + 2), width - half - 2)
    return [
        svg.line(x, top - 4, x, bottom, "threshold"),
        svg.text(middle, top - 10, words, "t small strong", "middle"),
    ]


def draw_bands(
    points: Sequence[tuple[str, float, float | None, float | None]],
    low: float,
    high: float,
    number: Callable[[float], str],
    width: int,
    height: int,
    ends: tuple[str, str] = ("", ""),
    level: float | None = None,
) -> Drawing:
    """Medians over time with their bands; `ends` name the top and the bottom of the scale."""
    axis = svg.ticks(low, high, 5)
    low, high = min(low, axis[0]), max(high, axis[-1])
    left = max(svg.text_width(number(t), 11.5) for t in axis) + 14
    top, bottom, right = 22.0, height - 42.0, width - 26.0
    step = (right - left) / max(len(points) - 1, 1)

    def x(n: int) -> float:
        return left + 12 + (right - left - 24) * (n / max(len(points) - 1, 1))

    def y(v: float) -> float:
        return bottom - (bottom - top) * (v - low) / (high - low)

    body = []
    for tick in axis:
        body.append(svg.line(left, y(tick), width - 4, y(tick), "grid"))
        body.append(svg.text(left - 8, y(tick) + 4, number(tick), "t small", "end"))
    if level is not None:
        body.append(svg.line(left, y(level), width - 4, y(level), "threshold"))
    upper = [(x(n), y(p[3])) for n, p in enumerate(points) if p[3] is not None]
    lower = [(x(n), y(p[2])) for n, p in enumerate(points) if p[2] is not None]
    body.append(svg.polyline(upper + lower[::-1], "ribbon", close=True))
    body.append(svg.polyline([(x(n), y(p[1])) for n, p in enumerate(points)], "trend"))
    skip = 2 if step < 34 else 1
    for n, (name, median, *_rest) in enumerate(points):
        body.append(svg.circle(x(n), y(median), 4, "dot home"))
        if (len(points) - 1 - n) % skip == 0:
            body.append(svg.text(x(n), bottom + 18, name, "t small", "middle"))
    body.append(svg.text(left, 12, f"↑ {ends[0]}", "t small strong"))
    body.append(svg.text(left, height - 4, f"↓ {ends[1]}", "t small strong"))
    return Drawing(width, height, "".join(body))
