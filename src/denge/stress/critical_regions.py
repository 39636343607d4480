"""Exact optimal flows for very many capacity scenarios, by critical regions of one parametric LP.

The linear program of a scenario is

    minimise  cost'x - value * (flow into markets)
    subject to  node balance  A x = 0,   0 <= x <= u

and only u differs between scenarios. A basis that is dual feasible once is dual feasible for every
u, its value is a linear lower bound everywhere, and it is optimal wherever its flows keep within
their bounds (its critical region). So the bases met so far are tried by matrix product, and only a
scenario that fits none is given to HiGHS, whose basis joins the list (Gal and Nedoma 1972,
Management Science 18(7); Bemporad, Borrelli and Morari 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.network import Network

__all__ = ["Flows", "Regions", "optimal_flows", "train_regions"]

_TRIED_AT_ONCE = 96  # bases per matrix product; the scenarios they settle drop out
_SOLVED_AT_ONCE = 48  # unsettled scenarios given to HiGHS before the list is tried again
_SCENARIOS_AT_ONCE = 8192  # so that the matrices stay in cache
_TOLERANCE = 1e-9  # on flow bounds, relative to the largest capacity
_BASIC, _UPPER = 1, 2  # HighsBasisStatus


@dataclass(frozen=True, slots=True)
class Flows:
    """The optimum of each scenario.

    Attributes
    ----------
    flow : ndarray, shape (scenario, arc)
        Optimal flow, in the unit of the network.
    delivered : ndarray, shape (scenario,)
        Flow into markets.
    transport_cost : ndarray, shape (scenario,)
        cost'x.
    marginal_value : ndarray, shape (scenario, arc)
        What one more unit of the arc's capacity would be worth (dual): delivered units at `value`
        less transport.
    residual : float
        Largest violation of a bound or of node balance, in the unit of the network.
    solved : int
        Scenarios that had to go to the LP solver.
    """

    flow: NDArray[np.float64]
    delivered: NDArray[np.float64]
    transport_cost: NDArray[np.float64]
    marginal_value: NDArray[np.float64]
    residual: float
    solved: int


@dataclass(slots=True)
class Regions:
    """Bases known so far, each with its dual values and its linear map from capacities to flows.

    Attributes
    ----------
    network : Network
    value : float
        Worth of a unit delivered.
    objective : ndarray, shape (arc,)
        Cost per unit of flow, less the worth where an arc enters a market.
    dual : list of ndarray, shape (arc,)
        Change of the optimum per unit of capacity, not positive.
    maps : list of ndarray, shape (arc, arc)
        flow = map @ capacity.
    loose : list of bool
        Whether the basis holds a balance row, so that its flows must be checked for balance too.
    """

    network: Network
    value: float
    objective: NDArray[np.float64]
    dual: list[NDArray[np.float64]] = field(default_factory=list)
    maps: list[NDArray[np.float64]] = field(default_factory=list)
    loose: list[bool] = field(default_factory=list)
    keys: set[bytes] = field(default_factory=set)

    def copy(self) -> Regions:
        """A list of its own over the same bases."""
        return replace(
            self,
            dual=self.dual.copy(),
            maps=self.maps.copy(),
            loose=self.loose.copy(),
            keys=self.keys.copy(),
        )


def train_regions(
    network: Network, value: float, capacity: NDArray[np.float64] | None = None
) -> Regions:
    """Bases that settle these scenarios, to be tried first in later ones.

    Parameters
    ----------
    network : Network
    value : float
        Worth of a unit delivered, in the money of the costs. It must exceed the dearest path, or
        some supply would rather stay where it is.
    capacity : ndarray, shape (scenario, arc), optional
        Scenarios to learn from; the network's own capacities by default.

    Raises
    ------
    BadScenario
        The value does not cover the sum of all costs.
    """
    dearest = float(np.clip(network.cost, 0, None).sum())
    if value <= dearest:
        raise BadScenario(
            f"a unit delivered is worth {value:g}, which does not cover a path of {dearest:g}; "
            "raise the value or look at the costs"
        )
    objective = network.cost - value * network.mask("market")
    regions = Regions(network, float(value), objective)
    start = network.capacity[None] if capacity is None else np.asarray(capacity, float)
    _settle(regions, start, np.empty_like(start), np.empty(len(start), int))
    return regions


def optimal_flows(regions: Regions, capacity: NDArray[np.float64]) -> Flows:
    """Solve every scenario exactly; `regions` is left as it came.

    Parameters
    ----------
    regions : Regions
        From `train_regions`.
    capacity : ndarray, shape (scenario, arc)
        What each arc can carry in each scenario. Repeated rows are solved once.

    Raises
    ------
    BadScenario
        A capacity is negative, missing, or there is not one per arc.
    """
    u = np.atleast_2d(np.asarray(capacity, float))
    _check_capacity(regions.network, u)
    unique, back = _unique_rows(u)
    own = regions.copy()
    flow, basis = np.empty_like(unique), np.empty(len(unique), int)
    solved = _settle(own, unique, flow, basis)
    residual = _violation(own.network, unique, flow)
    flow, basis = (flow, basis) if back is None else (flow[back], basis[back])
    return Flows(
        flow=flow,
        delivered=flow[:, own.network.mask("market")].sum(axis=1),
        transport_cost=flow @ own.network.cost,
        marginal_value=-np.array(own.dual)[basis],
        residual=residual,
        solved=solved,
    )


def _check_capacity(network: Network, u: NDArray) -> None:
    if u.shape[1] != len(network.arcs):
        raise BadScenario(f"{u.shape[1]} capacities meet a network of {len(network.arcs)} arcs")
    bad = ~(u >= 0) | np.isinf(u)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise BadScenario(
            f"scenario {row} gives arc {network.ids[column]!r} a capacity of {u[row, column]}; "
            "give a finite number, 0 or more"
        )


def _unique_rows(u: NDArray) -> tuple[NDArray, NDArray | None]:
    """Distinct scenarios and the way back, where repetition is worth the sorting.

    Rows are compared by two fixed random projections, which distinct rows share with probability
    about 1e-16, and then exactly.
    """
    if len(u) < 2:
        return u, None
    rng = np.random.default_rng(0)
    mark = u @ rng.normal(size=(u.shape[1], 2)).view(complex).ravel()
    _, first, back = np.unique(mark, return_index=True, return_inverse=True)
    if len(first) > 0.9 * len(u) or not np.array_equal(u[first][back], u):
        return u, None
    return u[first], back


def _settle(regions: Regions, u: NDArray, flow: NDArray, basis: NDArray) -> int:
    """Fill flow and basis for every scenario; returns how many went to the solver."""
    solver, solved = None, 0
    for start in range(0, len(u), _SCENARIOS_AT_ONCE):
        at = slice(start, start + _SCENARIOS_AT_ONCE)
        part, part_flow, part_basis = u[at], flow[at], basis[at]
        open_ = np.arange(len(part))
        tried = 0
        while True:
            open_ = _try_bases(regions, tried, part, part_flow, part_basis, open_)
            tried = len(regions.dual)
            if not open_.size:
                break
            solver = solver or _Solver(regions)
            chosen = open_[:: max(1, len(open_) // _SOLVED_AT_ONCE)][:_SOLVED_AT_ONCE]
            solver.learn(part[chosen])
            solved += len(chosen)
    return solved


def _try_bases(
    regions: Regions, first: int, u: NDArray, flow: NDArray, basis: NDArray, open_: NDArray
) -> NDArray:
    """Settle what the bases from `first` on can settle; returns the scenarios still open."""
    limit = _TOLERANCE * max(1.0, float(u.max(initial=0)))
    for start in range(first, len(regions.dual), _TRIED_AT_ONCE):
        if not open_.size:
            break
        duals = np.array(regions.dual[start : start + _TRIED_AT_ONCE])
        best = (u[open_] @ duals.T).argmax(axis=1)
        order = np.argsort(best, kind="stable")
        counts = np.bincount(best, minlength=len(duals))
        left, stop = [], 0
        for k in np.flatnonzero(counts):
            group = open_[order[stop : stop + counts[k]]]
            stop += counts[k]
            x = u[group] @ regions.maps[start + k].T
            fits = ((x >= -limit) & (x <= u[group] + limit)).all(axis=1)
            if regions.loose[start + k]:
                fits &= (np.abs(x @ regions.network.incidence.T) <= limit).all(axis=1)
            done = group[fits]
            flow[done], basis[done] = np.clip(x[fits], 0, u[done]), start + k
            left.append(group[~fits])
        open_ = np.concatenate(left) if left else open_[:0]
    return np.sort(open_)


class _Solver:
    """HiGHS with one model whose bounds change; every optimal basis becomes a region."""

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        self.columns = np.arange(len(regions.network.arcs), dtype=np.int32)
        self.highs = _model(regions)

    def learn(self, u: NDArray) -> None:
        """Solve these scenarios and append the bases not met before."""
        lower = np.zeros(u.shape[1])
        for row in u:
            self.highs.changeColsBounds(len(row), self.columns, lower, row)
            self.highs.run()
            self._append_basis()

    def _append_basis(self) -> None:
        regions, basis = self.regions, self.highs.getBasis()
        arcs = np.array(list(map(int, basis.col_status)), np.int8)
        rows = np.array(list(map(int, basis.row_status)), np.int8)
        key = arcs.tobytes() + rows.tobytes()
        if key not in regions.keys:
            regions.keys.add(key)
            dual, map_ = _critical_region(regions, arcs == _BASIC, rows == _BASIC, arcs == _UPPER)
            regions.dual.append(dual)
            regions.maps.append(map_)
            regions.loose.append(bool((rows == _BASIC).any()))


def _critical_region(
    regions: Regions, basic: NDArray, basic_row: NDArray, upper: NDArray
) -> tuple[NDArray, NDArray]:
    """Dual values and flow map of one basis.

    x_B = -A_B^-1 A_U u_U; reduced costs d = c - A'y with A_B'y = c_B. A nonbasic arc stands at its
    upper bound where d < 0, which also settles arcs that the scenario has closed (both bounds 0).
    A balance row in the basis stands for its slack, which is fixed to 0.
    """
    a, c = regions.network.incidence, regions.objective
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
    ):
        highs.setOptionValue(option, setting)
    a, c = regions.network.incidence, regions.objective
    for column, cost in enumerate(c):
        highs.addVar(0.0, 0.0)
        highs.changeColCost(column, float(cost))
    for row in a:
        where = np.flatnonzero(row).astype(np.int32)
        highs.addRow(0.0, 0.0, len(where), where, row[where])
    return highs


def _violation(network: Network, u: NDArray, flow: NDArray) -> float:
    if not len(flow):
        return 0.0
    balance = np.abs(flow @ network.incidence.T).max()
    return float(max(balance, (flow - u).max(), (-flow).max(), 0.0))
