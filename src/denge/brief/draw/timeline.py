"""The timeline: one row a pole, one mark a trip, the trips of the text ringed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Mark", "draw_timeline"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One trip: its row, its day, the way it went, and whether the text tells of it."""

    row: str
    day: date
    way: str
    label: str
    in_text: bool = False


def draw_timeline(
    rows: Sequence[tuple[str, str]],
    marks: Sequence[Mark],
    start: date,
    end: date,
    month_name: Callable[[date], str],
    width: int,
    label_width: float,
) -> Drawing:
    """Rows (pole, name) from `start` to `end`."""
    pitch, top = 34.0, 10.0
    height = int(top + pitch * len(rows) + 26)
    left, right = label_width, width - 14.0
    days = (end - start).days or 1

    def x(day: date) -> float:
        return left + (right - left) * (day - start).days / days

    body = _axis(start, end, x, top, top + pitch * len(rows), month_name, right - left)
    for n, (pole, name) in enumerate(rows):
        y = top + pitch * (n + 0.5)
        body.append(svg.line(left, y, right, y, "rule"))
        body.append(svg.row_label(left - 12, y + 4, name, left - 14))
        mine = sorted((m for m in marks if m.row == pole), key=lambda m: (m.day, m.label))
        body += _row(mine, pole, y, x)
    return Drawing(width, height, "".join(body))


def _row(marks: list[Mark], pole: str, y: float, x: Callable[[date], float]) -> list[str]:
    drawn, placed = [], []
    for mark in marks:
        at = x(mark.day)
        near = sum(1 for other in placed[-4:] if at - other < 9)
        placed.append(at)
        yy = y + (0, -9, 9, -9)[near % 4] if near else y
        shape = svg.diamond if mark.way == "third_place" else svg.circle
        fill = "f" if mark.way == "outgoing" else "o"
        if mark.in_text:
            drawn.append(svg.circle(at, yy, 9, "ring"))
        drawn.append(shape(at, yy, 5, f"mark {fill}-{pole}", mark.label))
    return drawn


def _axis(
    start: date,
    end: date,
    x: Callable[[date], float],
    top: float,
    bottom: float,
    month_name: Callable[[date], str],
    span: float,
) -> list[str]:
    drawn = []
    firsts = [
        date(year, month, 1)
        for year in range(start.year, end.year + 1)
        for month in range(1, 13)
        if start <= date(year, month, 1) <= end
    ]
    every = next((n for n in (1, 2, 3, 6, 12) if len(firsts) / n * 78 <= span), 12)
    for day in firsts:
        if (day.month - 1) % every == 0:
            drawn.append(svg.line(x(day), top, x(day), bottom + 4, "grid"))
            if x(day) < x(end) - 24:
                drawn.append(svg.text(x(day), bottom + 18, month_name(day), "t small", "middle"))
    return drawn
