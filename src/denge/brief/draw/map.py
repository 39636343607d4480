"""The map: who went where, drawn on great circles between capitals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from denge.brief.blocks import Drawing
from denge.brief.draw import svg
from denge.brief.draw.labels import Box, place
from denge.brief.draw.lean import HEIGHT, Lean, corner, draw_lean
from denge.brief.projection import great_circle, project
from denge.core.catalogue import catalogue_path

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Stop", "draw_map", "frame", "land", "shade"]

# The crop, in shares of its width: room around the points, and its least and greatest height.
_MARGIN, _FLAT, _TALL = 0.14, 0.37, 0.72
_NEAR = 70.0  # room for the name of a place on either side
_LEAST = 320.0  # map units; two neighbours are shown with the region around them


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the map.

    Attributes
    ----------
    label : str
    lat, lon : float
        Degrees.
    pole : str
        Pole whose colour it takes; "" for none.
    way : str
        outgoing, incoming, third_place or call.
    state : str
        ISO3 of the state that is shaded.
    """

    label: str
    lat: float
    lon: float
    pole: str
    way: str
    state: str


@cache
def _world() -> dict:
    return json.loads(catalogue_path("catalogue/map/world.json").read_text("utf-8"))


def land() -> str:
    """All land as one path, to be defined once a page and used by each map."""
    return "".join(_world()["states"].values()) + _world()["other_land"]


def draw_map(
    home: Stop,
    stops: Sequence[Stop],
    width: int,
    label_size: float = 13.0,
    lean: Lean | None = None,
) -> Drawing:
    """The stops around home, cropped to them, with the tilt in a corner; as high as they ask."""
    arcs = [_arc(home, stop) for stop in stops]
    ends = [project(home.lon, home.lat), *(project(s.lon, s.lat) for s in stops)]
    points = ends + [p for arc in arcs for p in arc]
    left, top, scale, height = frame(points, width)

    def at(p: tuple[float, float]) -> tuple[float, float]:
        return (p[0] - left) * scale, (p[1] - top) * scale

    turn = f"scale({scale:.4f}) translate({-left:.1f} {-top:.1f})"
    body = [f'<g transform="{turn}"><use href="#land" class="land"/>']
    body += [shade(stop.state, f"area p-{stop.pole or 'none'}") for stop in stops]
    body += [shade(home.state, "area home"), "</g>"]
    for stop, arc in zip(stops, arcs, strict=True):
        body.append(svg.polyline([at(p) for p in arc], f"arc {stop.way} s-{stop.pole or 'none'}"))
    lines = [(x - 2, y - 2, x + 2, y + 2) for arc in arcs for x, y in map(at, arc)]
    inset: list[str] = []
    if lean is not None:
        dots = [(x - _NEAR, y - 24, x + _NEAR, y + 24) for x, y in map(at, ends)]
        spot = corner(lean, (width, height), dots + lines) or corner(lean, (width, height), dots)
        if spot is None:  # room below everything
            height += int(HEIGHT) + 16
            spot = (8.0, height - HEIGHT - 8)
        inset = draw_lean(lean, *spot)
        lines.append((*spot, spot[0] + lean.width, spot[1] + HEIGHT))
    body += _points(home, stops, [at(p) for p in ends], (width, height), label_size, lines)
    return Drawing(width, height, "".join(body + inset))


def _arc(home: Stop, stop: Stop) -> list[tuple[float, float]]:
    way = great_circle((home.lat, home.lon), (stop.lat, stop.lon))
    return [project(lon, lat) for lat, lon in way]


def frame(points: list[tuple[float, float]], width: int) -> tuple[float, float, float, int]:
    """Left, top, scale and height of the crop: all points, a margin, and no sliver of a map."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    w = max(max(xs) - min(xs), _LEAST) * (1 + 2 * _MARGIN)
    h = min(max(max(ys) - min(ys) + 2 * _MARGIN * w * 0.6, _FLAT * w), _TALL * w)
    w = max(w, (max(ys) - min(ys)) * (1 + 2 * _MARGIN) / _TALL)
    scale = width / w
    mid_x, mid_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return mid_x - w / 2, mid_y - h / 2, scale, round(h * scale)


def shade(state: str, cls: str) -> str:
    """One state as an area of the map; "" where the map does not draw it."""
    drawn = _world()["states"].get(state)
    return svg.path(drawn, cls) if drawn else ""


def _points(
    home: Stop,
    stops: Sequence[Stop],
    ends: list[tuple[float, float]],
    area: tuple[int, int],
    label_size: float,
    lines: list[Box],
) -> list[str]:
    named = [home, *stops]
    points = [(x, y, stop.label) for (x, y), stop in zip(ends, named, strict=True)]
    spots = place(points, *area, label_size, lines)
    if not all(spots):  # rather across a line than nowhere
        spots = place(points, *area, label_size)
    drawn = []
    for (x, y), stop, spot in zip(ends, named, spots, strict=True):
        own = stop is home
        drawn.append(
            svg.circle(
                x, y, 5 if own else 4.5, "dot home" if own else f"dot f-{stop.pole or 'none'}"
            )
        )
        if spot:
            drawn.append(
                svg.text(spot.x, spot.y, stop.label, "t halo", spot.anchor, "600" if own else "")
            )
    return drawn
