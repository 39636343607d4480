"""Charts of the app that the brief has none for: quantile dots and a grid of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["draw_dots", "draw_grid"]

_TALLEST = 180.0  # of a stack of dots


def draw_dots(
    values: Sequence[float], number: Callable[[float], str], unit: str, width: int
) -> Drawing:
    """Equally likely outcomes as stacked dots: each stands for one in `len(values)`.

    Kay, Kola, Hullman & Munson (2016), When (ish) is My Bus?, CHI.
    """
    ticks = svg.ticks(min(values), max(values), 6 if width > 500 else 4)
    low, high = ticks[0], ticks[-1]
    left, right = 16.0, width - 16.0
    radius, spots = _stacked(sorted(values), low, high, left, right)

    def x(v: float) -> float:
        return left + (right - left) * (v - low) / (high - low)

    tallest = max(level for _, level, _ in spots)
    base = 14 + tallest * (2 * radius + 1.5)
    body = [svg.line(left, base, right, base, "rule")]
    for tick in ticks:
        body.append(svg.line(x(tick), base, x(tick), base + 5, "rule"))
        at = min(max(x(tick), left + 8), right - 8)
        body.append(svg.text(at, base + 20, number(tick), "t small", "middle"))
    for at, level, value in spots:
        y = base - (level - 0.5) * (2 * radius + 1.5)
        body.append(svg.circle(at, y, radius, "dot f-usa", f"{number(value)} {unit}"))
    body.append(svg.text(right, base + 38, unit, "t small", "end"))
    return Drawing(width, int(base + 46), "".join(body))


def _stacked(
    values: Sequence[float], low: float, high: float, left: float, right: float
) -> tuple[float, list[tuple[float, int, float]]]:
    """Radius, and for each value its place and level in its stack; high stacks get small dots."""
    radius = 9.0
    while True:
        columns = max(int((right - left) / (2 * radius + 2)), 1)
        stacks: dict[int, int] = {}
        spots = []
        for value in values:
            column = min(int((value - low) / (high - low) * columns), columns - 1)
            stacks[column] = stacks.get(column, 0) + 1
            spots.append((left + (column + 0.5) * (right - left) / columns, stacks[column], value))
        if max(stacks.values()) * (2 * radius + 1.5) <= _TALLEST or radius <= 3:
            return radius, spots
        radius -= 1


def draw_grid(
    rows: Sequence[tuple[str, Sequence[float]]],
    columns: Sequence[str],
    percent: Callable[[float], str],
    names: tuple[str, str],
    width: int,
) -> Drawing:
    """Shares over two quantities: the area of each square is the share; above half it is coloured.

    `names` are those of the rows and of the columns.
    """
    label = max(svg.text_width(name, 12) for name, _ in rows) + 14
    cell = (width - label - 4) / len(columns)
    pitch, top = 30.0, 40.0
    body = [svg.text(label, 12, names[1], "t small strong")]
    every = 1 if cell > 34 else 2 if cell > 18 else 3
    for k, name in enumerate(columns):
        if k % every == 0:
            body.append(svg.text(label + cell * (k + 0.5), top - 8, name, "t small", "middle"))
    for n, (name, shares) in enumerate(rows):
        y = top + pitch * n
        body.append(svg.text(label - 8, y + 20, name, "t small", "end"))
        for k, share in enumerate(shares):
            x = label + cell * k
            side = (max(share, 0.0)) ** 0.5
            w, h = (cell - 2) * side, (pitch - 2) * side
            body.append(svg.rect(x + 1, y + 1, cell - 2, pitch - 2, "cell"))
            cls = "fill own" if share > 0.5 else "fill"
            title = f"{names[0]} {name}, {names[1]} {columns[k]}: {percent(share)}"
            middle = (x + cell / 2 - w / 2, y + pitch / 2 - h / 2)
            body.append(svg.rect(*middle, w, h, cls, title))
    bottom = top + pitch * len(rows)
    body.append(svg.text(label, bottom + 18, f"↑ {names[0]}", "t small strong"))
    return Drawing(width, int(bottom + 26), "".join(body))
