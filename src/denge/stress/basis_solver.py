"""The LP solver behind the critical regions: one HiGHS model whose bounds change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.critical_regions import Regions

__all__ = ["BasisSolver"]

_BASIC, _UPPER = 1, 2  # HighsBasisStatus


class BasisSolver:
    """Solves one scenario at a time and appends every optimal basis that `regions` lacks."""

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        self.columns = np.arange(len(regions.chains), dtype=np.int32)
        self.highs = _model(regions)

    def basis(self, u: NDArray[np.float64]) -> int:
        """Place in the list of the basis that is optimal at these capacities, shape (chain,)."""
        self.highs.changeColsBounds(len(u), self.columns, np.zeros(len(u)), u)
        self.highs.run()
        regions, basis = self.regions, self.highs.getBasis()
        arcs = np.array(list(map(int, basis.col_status)), np.int8)
        rows = np.array(list(map(int, basis.row_status)), np.int8)
        key = arcs.tobytes() + rows.tobytes()
        if key not in regions.keys:
            regions.keys[key] = len(regions.dual)
            dual, map_ = _critical_region(regions, arcs == _BASIC, rows == _BASIC, arcs == _UPPER)
            regions.dual.append(dual)
            regions.maps.append(map_)
            regions.loose.append(bool((rows == _BASIC).any()))
        return regions.keys[key]


def _critical_region(
    regions: Regions, basic: NDArray, basic_row: NDArray, upper: NDArray
) -> tuple[NDArray, NDArray]:
    """Dual values and flow map of one basis.

    x_B = -A_B^-1 A_U u_U; reduced costs d = c - A'y with A_B'y = c_B. A nonbasic arc stands at its
    upper bound where d < 0, which also settles arcs that the scenario has closed (both bounds 0).
    A balance row in the basis stands for its slack, which is fixed to 0.
    """
    a, c = regions.incidence, regions.objective
    inverse = np.linalg.inv(np.hstack([a[:, basic], np.eye(len(a))[:, basic_row]]))
    reduced = c - a.T @ (inverse.T @ np.concatenate([c[basic], np.zeros(basic_row.sum())]))
    reduced[basic] = 0
    small = 1e-9 * np.abs(c).max(initial=1.0)
    at_upper = ~basic & np.where(np.abs(reduced) > small, reduced < 0, upper)
    map_ = np.zeros((len(c), len(c)))
    map_[at_upper, at_upper] = 1
    map_[np.ix_(basic, at_upper)] = -(inverse @ a[:, at_upper])[: basic.sum()]
    return np.where(at_upper, reduced, 0.0), map_


def _model(regions: Regions) -> Any:
    import highspy

    highs: Any = highspy.Highs.__mro__[1]()  # the plain class: Highs() itself prints a banner
    for option, setting in (
        ("output_flag", False),
        ("presolve", "off"),
        ("threads", 1),
        ("solver", "simplex"),
        ("primal_feasibility_tolerance", 1e-10),
        ("dual_feasibility_tolerance", 1e-10),
    ):
        highs.setOptionValue(option, setting)
    a, c = regions.incidence, regions.objective
    for column, cost in enumerate(c):
        highs.addVar(0.0, 0.0)
        highs.changeColCost(column, float(cost))
    for row in a:
        where = np.flatnonzero(row).astype(np.int32)
        highs.addRow(0.0, 0.0, len(where), where, row[where])
    return highs
