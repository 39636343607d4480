"""A labelled matrix of trade with domestic sales, checked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario, UnknownName, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["TradeMatrix", "merge_regions", "trade_matrix"]


@dataclass(frozen=True, slots=True)
class TradeMatrix:
    """Trade between regions, domestic sales on the diagonal.

    Attributes
    ----------
    regions : tuple[str, ...]
        Names in the order of rows and columns.
    flows : ndarray, shape (exporter, importer)
        Sales of each exporter to each importer, in one currency and year. Non-negative.
    unit : str
    year : int | None
    """

    regions: tuple[str, ...]
    flows: NDArray[np.float64]
    unit: str = ""
    year: int | None = None

    @property
    def output(self) -> NDArray[np.float64]:
        """Gross output of each region, shape (region,): the row sums."""
        return self.flows.sum(axis=1)

    @property
    def expenditure(self) -> NDArray[np.float64]:
        """Expenditure of each region, shape (region,): the column sums."""
        return self.flows.sum(axis=0)

    def at(self, region: str) -> int:
        """Row and column of a region.

        Raises
        ------
        UnknownName
            The matrix holds no such region.
        """
        if region not in self.regions:
            raise UnknownName(
                f"the trade matrix holds no region {region!r}; {nearest(region, self.regions)}"
            )
        return self.regions.index(region)


def trade_matrix(
    regions: Sequence[str], flows: ArrayLike, unit: str = "", year: int | None = None
) -> TradeMatrix:
    """A `TradeMatrix` whose faults have been looked for.

    Raises
    ------
    BadScenario
        The matrix is not square, its names do not fit or repeat, a cell is missing or negative, or
        a region sells or buys nothing; the message names the region.

    Examples
    --------
    >>> trade_matrix(["KAZ", "ROW"], [[7.0, 3.0], [3.0, 90.0]]).output
    array([10., 93.])
    """
    cells = np.asarray(flows, dtype=float)
    names = tuple(regions)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise BadScenario(f"a trade matrix must be square; this one is {_shape(cells)}")
    if len(names) != len(cells):
        raise BadScenario(f"{len(names)} region names meet a trade matrix of {len(cells)} rows")
    if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise BadScenario(f"regions named twice in the trade matrix: {', '.join(repeated)}")
    _check_cells(names, cells)
    return TradeMatrix(names, cells, unit, year)


def _shape(cells: NDArray) -> str:
    return " x ".join(str(size) for size in cells.shape) or "a single number"


def _check_cells(names: tuple[str, ...], cells: NDArray) -> None:
    for fault, where in (("is missing", ~np.isfinite(cells)), ("is negative", cells < 0)):
        if where.any():
            i, j = np.argwhere(where)[0]
            raise BadScenario(f"the flow from {names[i]} to {names[j]} {fault} ({cells[i, j]})")
    for side, axis in (("sells nothing (a zero row)", 1), ("buys nothing (a zero column)", 0)):
        idle = np.flatnonzero(cells.sum(axis=axis) <= 0)
        if idle.size:
            raise BadScenario(
                f"{names[idle[0]]} {side}; leave it out or merge it into another region"
            )


def merge_regions(
    regions: Sequence[str], flows: ArrayLike, into: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Add regions together by name; flows between the merged become domestic sales.

    Parameters
    ----------
    regions, flows
        As in `trade_matrix`, but not yet checked: a diagonal may still be negative.
    into : mapping
        New name to the old names that it takes up. Regions in no group stay as they are.

    Returns
    -------
    names, flows
        In the order of first appearance.

    Raises
    ------
    UnknownName
        A group names a region that the matrix does not hold.

    Examples
    --------
    >>> names, flows = merge_regions(["A", "B", "C"], np.ones((3, 3)), {"AB": ["A", "B"]})
    >>> names, flows.tolist()
    (('AB', 'C'), [[4.0, 2.0], [2.0, 1.0]])
    """
    cells, old = np.asarray(flows, dtype=float), tuple(regions)
    group = {member: name for name, members in into.items() for member in members}
    for member in group:
        if member not in old:
            raise UnknownName(f"there is no region {member!r} to merge; {nearest(member, old)}")
    names = tuple(dict.fromkeys(group.get(name, name) for name in old))
    places = np.array([names.index(group.get(name, name)) for name in old])
    gather = np.zeros((len(names), len(old)))
    gather[places, np.arange(len(old))] = 1
    return names, gather @ cells @ gather.T
