"""The indicators that cover a group of states, in one year each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies
from denge.measure.assumed import assumed_number
from denge.measure.rows import number, steps_of
from denge.measure.world import world_macro

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.measure.rows import Row, View

    Cells = dict[str, dict[str, dict[int, Row]]]

__all__ = [
    "Indicators",
    "indicators_of",
]


_FILE = "catalogue/peers.yaml"
_TIMELESS = ("land_area",)


def indicators_of(view: View, members: tuple[str, ...]) -> Indicators:
    """The indicators of the view, or of the world pack where the view covers the group on none.

    Raises
    ------
    EmptyTies
        Neither covers the group.
    """
    try:
        return Indicators(view.rows("macro"), members, view.as_of)
    except EmptyTies:
        return Indicators(world_macro(), members, view.as_of)


class Indicators:
    """The indicators that cover the group, as low and high bounds by label."""

    def __init__(self, rows: Iterable[Row], members: tuple[str, ...], as_of: date | None) -> None:
        self.members = members
        self.names: list[str] = []
        self.years: dict[str, int] = {}
        self.left_out: dict[str, str] = {}
        self.steps: tuple[Step, ...] = ()
        self._bounds: list[NDArray[np.float64]] = []
        cells = _cells(rows, members, as_of)
        for name, entry in read_yaml(_FILE)["indicators"].items():
            self._take(name, entry, cells)
        if not any(self.years.values()):
            raise EmptyTies(
                f"no indicator covers {', '.join(members)} in one year; "
                + "; ".join(f"{k}: {why}" for k, why in self.left_out.items())
            )

    def draw(self, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Quantities, shape (draw, indicator, state), uniform between their bounds."""
        low, high = np.stack(self._bounds, axis=1)
        return low + (high - low) * rng.random((draws, len(self.names), len(self.members)))

    def _take(self, name: str, entry: dict, cells: Cells) -> None:
        sides = _sides(entry)
        missing = sorted({c for side in sides for c in self.members if not cells[side].get(c)})
        if missing:
            self.left_out[name] = f"no figure for {', '.join(missing)}"
            return
        year = self._common_year(cells, sides)
        if year is None:
            self.left_out[name] = "no year common to the group"
            return
        rows = [[_nearest_year(cells[side][c], year) for c in self.members] for side in sides]
        values = [[float(number(row["value"]) or 0.0) for row in side] for side in rows]
        self.names.append(name)
        self.years[name] = year
        self._bounds.append(np.sort(np.array(values), axis=0))
        used = rows[0] if sides[0] == sides[1] else rows[0] + rows[1]
        says = [
            f"{r['indicator']} {r['country_iso3']} {r['year']}: {r['value']} {r['unit']}"
            for r in used
        ]
        self.steps += steps_of("macro", used, says)

    def _common_year(self, cells: Cells, sides: tuple[str, str]) -> int | None:
        gap = int(assumed_number("vectors.year_gap"))
        latest = [max(cells[side][c]) for side in sides for c in self.members]
        for year in range(max(latest), min(latest) - 1, -1):
            near = [
                min(abs(year - y) for y in cells[side][c]) for side in sides for c in self.members
            ]
            if max(near) == 0 or (year == min(latest) and max(near) <= gap):
                return year
        return None


def _cells(rows: Iterable[Row], members: tuple[str, ...], as_of: date | None) -> Cells:
    cells: Cells = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row["year"] is None and row["indicator"] not in _TIMELESS:
            continue  # a quantity that changes is of no use without its year
        code, year = row["country_iso3"], int(row["year"] or 0)
        known = as_of is None or (
            year <= as_of.year and str(row["known_from"] or "") <= as_of.isoformat()
        )
        if code in members and known and number(row["value"]) is not None:
            cells[row["indicator"]][code][year] = row
    return cells


def _sides(entry: dict) -> tuple[str, str]:
    return entry.get("low") or entry["indicator"], entry.get("high") or entry["indicator"]


def _nearest_year(rows: dict[int, Row], year: int) -> Row:
    return rows[min(rows, key=lambda y: (abs(y - year), -y))]
