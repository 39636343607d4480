"""Places labels beside points so that none covers another, a point, or the edge."""

from __future__ import annotations

from dataclasses import dataclass

from denge.brief.draw.svg import text_width

__all__ = ["Box", "Placed", "place"]

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label goes: its baseline point, its anchor, and the box it fills."""

    x: float
    y: float
    anchor: str
    box: Box


def place(
    points: list[tuple[float, float, str]],
    width: float,
    height: float,
    points_size: float = 12.0,
    taken: list[Box] | None = None,
) -> list[Placed | None]:
    """A place for each label, in order; None where there is room for none.

    >>> [p.anchor for p in place([(10, 50, "Astana"), (190, 50, "Tokyo")], 200, 100)]
    ['start', 'end']
    """
    boxes = list(taken or [])
    boxes += [(x - 5, y - 5, x + 5, y + 5) for x, y, _ in points]
    placed: list[Placed | None] = []
    for x, y, words in points:
        found = next(
            (
                c
                for c in _candidates(x, y, words, points_size)
                if _free(c.box, boxes, width, height)
            ),
            None,
        )
        placed.append(found)
        if found:
            boxes.append(found.box)
    return placed


def _candidates(x: float, y: float, words: str, points_size: float) -> list[Placed]:
    w, h = text_width(words, points_size), points_size
    spots: list[Placed] = []
    for away in (8.0, 16.0, 26.0):
        for dy in (0.0, -away, away):
            base = y + dy + h * 0.35
            spots.append(
                Placed(x + away, base, "start", (x + away, base - h, x + away + w, base + 3))
            )
            spots.append(
                Placed(x - away, base, "end", (x - away - w, base - h, x - away, base + 3))
            )
        for dy in (-away - 2, away + h):
            base = y + dy
            spots.append(Placed(x, base, "middle", (x - w / 2, base - h, x + w / 2, base + 3)))
    return spots


def _free(box: Box, taken: list[Box], width: float, height: float) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > width - 2 or bottom > height - 2:
        return False
    return not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in taken
    )
