"""The threshold surface as small maps: shares of sampled worlds over hazard, weight and curvature.

Each row of maps is one way of spreading the inputs, each column one band of curvature. A last row
says where all ways agree. Cells of one class are one path, so that a map takes a few hundred bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.brief.blocks import Drawing
from denge.brief.draw import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["LEVELS", "Axes", "Maps", "agreed", "classes", "draw_surface"]

LEVELS = (0.1, 0.25, 0.5, 0.75)  # borders between the classes of a share
# Class of colour and opacity: grey below one half, blue above it; then of the last row, where all
# ways agree on less or on more than half.
_FILLS = (("none", 0.1), ("none", 0.28), ("none", 0.55), ("usa", 0.62), ("usa", 1.0))
_AGREED = (("home", 0.6), ("usa", 1.0))
_FEW, _MOST, _OPEN = 5, 6, 7


@dataclass(frozen=True, slots=True)
class Maps:
    """One row of maps.

    Attributes
    ----------
    name : str
    codes : ndarray of int, shape (hazard, nu, band)
        Class of every cell; -1 where there is none.
    box : tuple, optional
        (lowest hazard, highest, lowest weight, highest) that the sampled worlds hold for usual.
    """

    name: str
    codes: NDArray[np.int64]
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """What the drawing says: names of the axes and bands, ticks, and the key."""

    columns_title: str
    columns: tuple[str, ...]
    hazard: str
    nu: str
    hazard_ticks: tuple[tuple[float, str], ...]
    nu_ticks: tuple[tuple[float, str], ...]
    classes: tuple[str, ...]
    agreed: tuple[str, str]
    open: str
    box: str


def classes(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """The class of every share, -1 where it is not known.

    >>> classes(np.array([0.05, 0.3, 0.5, 0.9, np.nan]))
    array([ 0,  2,  2,  4, -1])
    """
    known = np.nan_to_num(share, nan=0.0)
    found = np.searchsorted(LEVELS, known, side="left")
    return np.where(np.isnan(share), -1, found)


def agreed(verdict: NDArray[np.int64]) -> NDArray[np.int64]:
    """Classes of the last row: more than half, less than half, or open.

    >>> agreed(np.array([1, 0, -1]))
    array([6, 7, 5])
    """
    return np.where(verdict > 0, _MOST, np.where(verdict < 0, _FEW, _OPEN))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where one map stands, and how hazards and weights fall on it."""

    x: float
    y: float
    width: float
    height: float
    hazard: NDArray[np.float64]
    nu: NDArray[np.float64]

    def column(self, j: int) -> float:
        return self.x + self.width * j / len(self.nu)

    def row(self, i: int) -> float:
        """The lower edge of a row of cells; low hazards lie at the bottom."""
        return self.y + self.height * (1 - i / len(self.hazard))

    def at_hazard(self, value: float) -> float:
        steps = np.log(self.hazard[-1] / self.hazard[0]) / (len(self.hazard) - 1)
        place = np.log(value / self.hazard[0]) / steps + 0.5
        return self.row(float(np.clip(place, 0, len(self.hazard))))  # type: ignore[arg-type]

    def at_nu(self, value: float) -> float:
        step = (self.nu[-1] - self.nu[0]) / (len(self.nu) - 1)
        place = (value - self.nu[0]) / step + 0.5
        return self.column(float(np.clip(place, 0, len(self.nu))))  # type: ignore[arg-type]


def cells(frame: _Frame, codes: NDArray[np.int64], code: int) -> str:
    """One path over all cells of a class; cells that lie above each other are one piece."""
    pieces = []
    for j in range(codes.shape[1]):
        hit = np.concatenate([[False], codes[:, j] == code, [False]]).astype(int)
        turns = np.flatnonzero(np.diff(hit))
        left, right = frame.column(j), frame.column(j + 1)
        for low, high in zip(turns[::2], turns[1::2], strict=True):
            top, bottom = frame.row(int(high)), frame.row(int(low))
            pieces.append(
                f"M{svg.size(left)} {svg.size(top)}H{svg.size(right)}"
                f"V{svg.size(bottom)}H{svg.size(left)}z"
            )
    return "".join(pieces)


def outline(frame: _Frame, above: NDArray[np.bool_]) -> str:
    """The border between cells above one half and the others: where the answer turns."""
    pieces = []
    rows, columns = above.shape
    for i in range(rows):
        for j in range(columns):
            if i + 1 < rows and above[i, j] != above[i + 1, j]:
                at = f"M{svg.size(frame.column(j))} {svg.size(frame.row(i + 1))}"
                pieces.append(f"{at}H{svg.size(frame.column(j + 1))}")
            if j + 1 < columns and above[i, j] != above[i, j + 1]:
                at = f"M{svg.size(frame.column(j + 1))} {svg.size(frame.row(i + 1))}"
                pieces.append(f"{at}V{svg.size(frame.row(i))}")
    return "".join(pieces)


def draw_surface(
    rows: Sequence[Maps],
    hazard: NDArray[np.float64],
    nu: NDArray[np.float64],
    axes: Axes,
    width: int,
) -> Drawing:
    """Rows of maps, one band of curvature a column, with axes and a key.

    Parameters
    ----------
    hazard, nu : ndarray
        Grids; hazards stand on a logarithmic axis.
    """
    wide, bands = width > 500, len(axes.columns)
    left = (150.0 if wide else 0.0) + max(svg.text_width(t, 11) for _, t in axes.hazard_ticks) + 8
    gap, size, heading = (14.0, 74.0, 0.0) if wide else (7.0, 66.0, 20.0)
    each = (width - left - 4 - gap * (bands - 1)) / bands
    head, body = _head(axes, left, each + gap, each, width)
    y = head
    for n, row in enumerate(rows):
        y += heading
        body.append(_name(row.name, y, left, size, wide))
        frames = [_Frame(left + k * (each + gap), y, each, size, hazard, nu) for k in range(bands)]
        body += [_ticks(frames[0], axes.hazard_ticks)]
        for k, frame in enumerate(frames):
            body.append(_map(frame, row, k, width))
        if n == len(rows) - 1:
            body += [_foot(frame, axes.nu_ticks) for frame in frames]
        y += size + (12.0 if wide else 8.0)
    y += 22
    body.append(svg.text(width - 4, y, f"{axes.nu} →", "t small strong", "end"))
    key, y = _key(axes, width, y + 14)
    return Drawing(width, int(y + 8), _hatch(width) + "".join(body) + key)


def _head(
    axes: Axes, left: float, pitch: float, each: float, width: int
) -> tuple[float, list[str]]:
    """Titles of the axes and the names of the bands; the height that they take."""
    body, y = [], 12.0
    for part in _lines(axes.columns_title, (width - left) / 1.12):
        body.append(svg.text(left, y, part, "t small strong"))
        y += 16
    for k, name in enumerate(axes.columns):
        body.append(svg.text(left + pitch * k + each / 2, y, name, "t small", "middle"))
    body.append(svg.text(0, y + 18, f"↑ {axes.hazard}", "t small strong"))
    return y + 26, body


def _lines(words: str, room: float) -> list[str]:
    """A text in lines that fit, broken at spaces."""
    found: list[str] = []
    for word in words.split(" "):
        if found and svg.text_width(f"{found[-1]} {word}", 11.5) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _name(name: str, y: float, left: float, size: float, wide: bool) -> str:
    """The name of a row of maps: beside it in as many lines as it takes, or above it."""
    if not wide:
        return svg.text(left, y - 6, name, "t small strong")
    parts = _lines(name, (left - 44) * 11.5 / 13)
    first = y + size / 2 + 4 - 8 * (len(parts) - 1)
    rows = (svg.text(left - 44, first + 16 * n, p, "t", "end") for n, p in enumerate(parts))
    return "".join(rows)


def _ticks(frame: _Frame, ticks: Sequence[tuple[float, str]]) -> str:
    return "".join(
        svg.text(frame.x - 5, frame.at_hazard(value) + 4, shown, "t small", "end")
        for value, shown in ticks
    )


def _foot(frame: _Frame, ticks: Sequence[tuple[float, str]]) -> str:
    """Weights under a map, the first and the last kept within it."""
    at = frame.y + frame.height + 14
    ends = {0: (frame.x, "start"), len(ticks) - 1: (frame.x + frame.width, "end")}
    drawn = []
    for n, (value, shown) in enumerate(ticks):
        x, anchor = ends.get(n, (frame.at_nu(value), "middle"))
        drawn.append(svg.text(x, at, shown, "t small", anchor))
    return "".join(drawn)


def _map(frame: _Frame, row: Maps, band: int, width: int) -> str:
    """One map: its cells by class, the border at one half, and what is usual among the worlds."""
    codes = row.codes[:, :, band]
    back = _rect(frame.x, frame.y, frame.width, frame.height, 'class="cell"')
    body = ['<g shape-rendering="crispEdges">', back]
    for code, (colour, opacity) in enumerate((*_FILLS, *_AGREED)):
        if d := cells(frame, codes, code):
            body.append(f'<path d="{d}" class="f-{colour}" fill-opacity="{opacity:g}"/>')
    if d := cells(frame, codes, _OPEN):
        body.append(f'<path d="{d}" fill="url(#hatch-{width})"/>')
    above = np.isin(codes, (3, 4, _MOST))
    if d := outline(frame, above):
        body.append(svg.path(d, "ring"))
    if row.box is not None:
        low, high, least, most = row.box
        x, y = frame.at_nu(least), frame.at_hazard(high)
        body.append(_dashed(x, y, frame.at_nu(most) - x, frame.at_hazard(low) - y))
    return "".join(body) + "</g>"


def _rect(x: float, y: float, width: float, height: float, attributes: str) -> str:
    box = f'x="{svg.size(x)}" y="{svg.size(y)}" width="{svg.size(width)}"'
    return f'<rect {box} height="{svg.size(height)}" {attributes}/>'


def _dashed(x: float, y: float, width: float, height: float) -> str:
    return _rect(x, y, width, height, 'class="ring" stroke-dasharray="3 3"')


def _hatch(width: int) -> str:
    return (
        f'<defs><pattern id="hatch-{width}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" class="s-none" stroke-width="1.2"/></pattern></defs>'
    )


def _key(axes: Axes, width: int, y: float) -> tuple[str, float]:
    """The key, wrapped where a line is full; the height at which it ends."""
    body, x = [], 0.0
    for n, name in enumerate((*axes.classes, *axes.agreed, axes.open, axes.box)):
        wanted = 18 + svg.text_width(name, 11.5) + 14
        if x and x + wanted > width:
            x, y = 0.0, y + 20
        body.append(_swatch(n, x, y, width) + svg.text(x + 18, y + 10, name, "t small"))
        x += wanted
    return "".join(body), y + 12


def _swatch(n: int, x: float, y: float, width: int) -> str:
    fills = (*_FILLS, *_AGREED)
    back = _rect(x, y, 13, 12, 'class="cell"')
    if n < len(fills):
        colour, opacity = fills[n]
        return back + _rect(x, y, 13, 12, f'class="f-{colour}" fill-opacity="{opacity:g}"')
    if n == len(fills):
        return back + _rect(x, y, 13, 12, f'fill="url(#hatch-{width})"')
    return _dashed(x + 1, y + 1, 11, 10)
