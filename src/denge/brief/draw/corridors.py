"""The corridors: what leaves by which way, drawn between the places that have coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg
from denge.brief.draw.labels import place
from denge.brief.draw.map import frame, shade
from denge.brief.projection import project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Link", "draw_corridors"]

_STEPS = 5  # widths of lines that the style sheet knows


@dataclass(frozen=True, slots=True)
class Link:
    """One link between two places.

    Attributes
    ----------
    tail, head : str
        Names of the places.
    pole : str
        Pole whose colour it takes; "" for none.
    flow : float
        What it carries, in any one unit.
    """

    tail: str
    head: str
    pole: str
    flow: float


def draw_corridors(
    home: str,
    places: Mapping[str, tuple[float, float]],
    links: Sequence[Link],
    width: int,
    label_size: float = 13.0,
) -> Drawing:
    """Links as lines whose width follows their flow, over the shaded home state.

    Parameters
    ----------
    home : str
        ISO3.
    places : mapping of name to (latitude, longitude)
    """
    ends = {name: project(lon, lat) for name, (lat, lon) in places.items()}
    left, top, scale, height = frame(list(ends.values()), width)
    at = {name: ((x - left) * scale, (y - top) * scale) for name, (x, y) in ends.items()}
    turn = f"scale({scale:.4f}) translate({-left:.1f} {-top:.1f})"
    body = [f'<g transform="{turn}"><use href="#land" class="land"/>']
    body += [shade(home, "area home"), "</g>"]
    most = max(link.flow for link in links)
    for link in sorted(links, key=lambda each: -each.flow):
        step = max(1, round(_STEPS * link.flow / most))
        cls = f"arc flow{step} s-{link.pole or 'none'}"
        body.append(svg.polyline([at[link.tail], at[link.head]], cls))
    spots = place([(*at[name], name) for name in at], width, height, label_size)
    for (x, y), name, spot in zip(at.values(), at, spots, strict=True):
        body.append(svg.circle(x, y, 3.5, "dot f-none"))
        if spot:
            body.append(svg.text(spot.x, spot.y, name, "t halo", spot.anchor))
    return Drawing(width, height, "".join(body))
