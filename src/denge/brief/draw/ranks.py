"""Rank acceptability: for each state, how many weightings put it at each rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["draw_ranks"]


def draw_ranks(
    rows: Sequence[tuple[str, bool, Sequence[float]]],
    percent: Callable[[float], str],
    rank_name: Callable[[int], str],
    width: int,
    label_width: float,
) -> Drawing:
    """Rows (name, whether it is the state of the brief, share of weightings per rank)."""
    n = len(rows[0][2])
    pitch, top = 34.0, 26.0
    cell = (width - label_width) / n
    body = [
        svg.text(label_width + cell * (k + 0.5), 16, rank_name(k + 1), "t small", "middle")
        for k in range(n)
    ]
    for r, (name, own, shares) in enumerate(rows):
        y = top + pitch * r
        weight = "700" if own else ""
        body.append(svg.row_label(label_width - 10, y + 21, name, label_width - 12, weight))
        for k, share in enumerate(shares):
            x = label_width + cell * k
            body.append(svg.rect(x + 1, y + 1, cell - 2, pitch - 2, "cell"))
            if share > 0:
                side = (cell - 2) * (pitch - 2) * share
                grow = (side / ((cell - 2) * (pitch - 2))) ** 0.5
                w, h = (cell - 2) * grow, (pitch - 2) * grow
                body.append(
                    svg.rect(
                        x + cell / 2 - w / 2,
                        y + pitch / 2 - h / 2,
                        w,
                        h,
                        "fill own" if own else "fill",
                    )
                )
            if share >= 0.005:
                body.append(
                    svg.text(x + cell / 2, y + 21, percent(share), "t small halo", "middle")
                )
    return Drawing(width, int(top + pitch * len(rows) + 6), "".join(body))
