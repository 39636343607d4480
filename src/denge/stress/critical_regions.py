"""Exact optimal flows for very many capacity scenarios, by critical regions of one parametric LP.

The linear program of a scenario is

    minimise  cost'x - value * (flow into markets)
    subject to  node balance  A x = 0,   0 <= x <= u

and only u differs between scenarios. A basis that is dual feasible once is dual feasible for every
u, its value is a linear lower bound everywhere, and it is optimal wherever its flows keep within
their bounds (its critical region). So the bases met so far are tried by matrix product, and only a
scenario that fits none is given to HiGHS, whose basis joins the list (Gal and Nedoma 1972,
Management Science 18(7)). Arcs in series count as one arc with the least of their capacities, which
leaves far fewer bases to meet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario
from denge.stress.basis_solver import BasisSolver
from denge.stress.network_reduction import chains_in_series, tighten_capacities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.network import Network

__all__ = ["Flows", "Regions", "optimal_flows", "train_regions"]

_TRIED_FIRST = 16
_TRIED_AT_ONCE = 96  # bases per matrix product; the scenarios they settle drop out
_SOLVED_AT_ONCE = 48  # unsettled scenarios given to HiGHS before the list is tried again
_SCENARIOS_AT_ONCE = 32_768
_SAMPLED = 500  # scenarios looked at before repetition is searched for
_SWEEPS = 2  # of cutting capacities to what can reach them
_TOLERANCE = 1e-9  # on flow bounds, relative to the largest capacity
_SOLVER_TOLERANCE = 1e-6  # the same, for what the solver itself returned


@dataclass(slots=True)
class Regions:
    """Bases known so far, each with its dual values and its linear map from capacities to flows.

    Chains stand for arcs in series; a network without such arcs has one chain per arc.

    Attributes
    ----------
    value : float
        Worth of a unit delivered.
    chains : tuple of ndarray
        Arcs of each chain; `incidence` has shape (node, chain).
    objective : ndarray, shape (chain,)
        Cost per unit of flow, less the worth where a chain enters a market.
    dual : list of ndarray, shape (chain,)
        Change of the optimum per unit of capacity, not positive.
    maps : list of ndarray, shape (chain, chain)
        flow = map @ capacity.
    loose : list of bool
        Whether the basis holds a balance row, so that its flows must be checked for balance too.
    keys : dict
        Place of each basis in the lists.
    """

    network: Network
    value: float
    chains: tuple[NDArray[np.intp], ...]
    incidence: NDArray[np.float64]
    objective: NDArray[np.float64]
    dual: list[NDArray[np.float64]] = field(default_factory=list)
    maps: list[NDArray[np.float64]] = field(default_factory=list)
    loose: list[bool] = field(default_factory=list)
    keys: dict[bytes, int] = field(default_factory=dict)

    def copy(self) -> Regions:
        """A list of its own over the same bases."""
        return replace(
            self,
            dual=self.dual.copy(),
            maps=self.maps.copy(),
            loose=self.loose.copy(),
            keys=self.keys.copy(),
        )

    def chain_capacity(self, u: NDArray[np.float64], tighten: bool) -> NDArray[np.float64]:
        """The least capacity along each chain, shape (scenario, chain).

        Tightened: no chain counts for more than can reach its start or leave its end. That changes
        no optimum, and makes scenarios equal that differ only where nothing can flow.
        """
        least = np.empty((len(self.chains), len(u)))
        for row, chain in zip(least, self.chains, strict=True):
            row[:] = u[:, chain[0]]
            for arc in chain[1:]:
                np.minimum(row, u[:, arc], out=row)
        for _ in range(_SWEEPS if tighten else 0):
            tighten_capacities(least, self.incidence)
        return np.ascontiguousarray(least.T)


@dataclass(frozen=True, slots=True)
class Flows:
    """The optimum of each scenario; what is not asked for is not computed.

    Attributes
    ----------
    regions : Regions
        The bases, those met here included.
    capacity : ndarray, shape (scenario, arc)
    chain_flow : ndarray, shape (scenario, chain)
        Optimal flow along each chain of arcs, in the unit of the network.
    basis : ndarray, shape (scenario,)
        Place of the optimal basis in `regions`.
    solved : int
        Scenarios that had to go to the LP solver.
    tightened : bool
        Whether capacities were first cut to what can reach them.
    """

    regions: Regions
    capacity: NDArray[np.float64]
    chain_flow: NDArray[np.float64]
    basis: NDArray[np.intp]
    solved: int
    tightened: bool

    @property
    def flow(self) -> NDArray[np.float64]:
        """Optimal flow of each arc, shape (scenario, arc)."""
        flow = np.empty(self.capacity.shape)
        for column, chain in enumerate(self.regions.chains):
            flow[:, chain] = self.chain_flow[:, column, None]
        return flow

    @property
    def delivered(self) -> NDArray[np.float64]:
        """Flow into markets, shape (scenario,)."""
        market = self.regions.network.mask("market")
        return self.chain_flow @ np.array([market[c].any() for c in self.regions.chains], float)

    @property
    def transport_cost(self) -> NDArray[np.float64]:
        """cost'x, shape (scenario,)."""
        cost = self.regions.network.cost
        return self.chain_flow @ np.array([cost[c].sum() for c in self.regions.chains])

    @property
    def marginal_value(self) -> NDArray[np.float64]:
        """What one more unit of each arc's capacity is worth (dual), shape (scenario, arc).

        In money: delivered units at `value` less transport. The dual of a chain belongs to its
        tightest arc.
        """
        if self.tightened:
            return optimal_flows(self.regions, self.capacity, tighten=False).marginal_value
        dual = np.array(self.regions.dual)[self.basis]
        worth, rows = np.zeros(self.capacity.shape), np.arange(len(self.basis))
        for column, chain in enumerate(self.regions.chains):
            tightest = chain[self.capacity[:, chain].argmin(axis=1)]
            worth[rows, tightest] = -dual[:, column]
        return worth

    @property
    def residual(self) -> float:
        """Largest violation of a bound or of node balance, in the unit of the network."""
        flow = self.flow
        if not len(flow):
            return 0.0
        balance = np.abs(flow @ self.regions.network.incidence.T).max()
        return float(max(balance, (flow - self.capacity).max(), (-flow).max(), 0.0))


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
    worth = network.cost - value * network.mask("market")
    chains = chains_in_series(network)
    members = np.zeros((len(network.arcs), len(chains)))
    for column, chain in enumerate(chains):
        members[chain, column] = 1
    incidence = network.incidence @ members  # a node inside a chain balances by itself
    inner = ~incidence.any(axis=1)
    regions = Regions(network, float(value), chains, incidence[~inner], worth @ members)
    start = network.capacity[None] if capacity is None else np.asarray(capacity, float)
    u = regions.chain_capacity(start, tighten=True)
    basis = np.empty(len(u), int)
    _settle(regions, u, np.empty_like(u), basis)
    return _by_popularity(regions, basis)


def _by_popularity(regions: Regions, basis: NDArray) -> Regions:
    """The bases that settled most scenarios come first, to be tried first."""
    order = np.argsort(-np.bincount(basis, minlength=len(regions.dual)), kind="stable")
    keys = {place: key for key, place in regions.keys.items()}
    return replace(
        regions,
        dual=[regions.dual[k] for k in order],
        maps=[regions.maps[k] for k in order],
        loose=[regions.loose[k] for k in order],
        keys={keys[k]: place for place, k in enumerate(order)},
    )


def optimal_flows(regions: Regions, capacity: NDArray[np.float64], tighten: bool = True) -> Flows:
    """Solve every scenario exactly; `regions` is left as it came.

    Parameters
    ----------
    regions : Regions
        From `train_regions`.
    capacity : ndarray, shape (scenario, arc)
        What each arc can carry in each scenario. Repeated rows are solved once.
    tighten : bool
        Whether capacities are first cut to what can reach them; only marginal values need False.

    Raises
    ------
    BadScenario
        A capacity is negative, missing, or there is not one per arc.
    """
    given = np.atleast_2d(np.asarray(capacity, float))
    _check_capacity(regions.network, given)
    own = regions.copy()
    u = own.chain_capacity(given, tighten)
    unique, back = _unique_rows(u)
    chain_flow, basis = np.empty_like(unique), np.empty(len(unique), int)
    solved = _settle(own, unique, chain_flow, basis)
    if back is not None:
        chain_flow, basis = chain_flow[back], basis[back]
    return Flows(own, given, chain_flow, basis, solved, tighten)


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
    head = u[:_SAMPLED]
    if len(u) < 2 or len(np.unique(head, axis=0)) == len(head) == _SAMPLED:
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
        open_, size = np.arange(len(part)), max(1.0, float(part.max(initial=0)))
        tried = 0
        while True:
            limit = _TOLERANCE * size
            open_ = _try_bases(regions, tried, part, part_flow, part_basis, open_, limit)
            tried = len(regions.dual)
            if not open_.size:
                break
            solver = solver or BasisSolver(regions)
            chosen = open_[:: max(1, len(open_) // _SOLVED_AT_ONCE)][:_SOLVED_AT_ONCE]
            for row in chosen:
                _solve(solver, part, row, part_flow, part_basis, _SOLVER_TOLERANCE * size)
            open_ = np.setdiff1d(open_, chosen, assume_unique=True)
            solved += len(chosen)
    return solved


def _solve(
    solver: BasisSolver, u: NDArray, row: int, flow: NDArray, basis: NDArray, limit: float
) -> None:
    """Give one scenario to the solver and fill in its flow."""
    k = np.array([solver.basis(u[row])])
    if not _fits(solver.regions, k, u, np.array([row]), flow, basis, limit)[0]:
        raise BadScenario(
            f"the corridor program of scenario {row} could not be solved to tolerance; "
            "its capacities may differ by too many orders of magnitude"
        )


def _try_bases(
    regions: Regions,
    first: int,
    u: NDArray,
    flow: NDArray,
    basis: NDArray,
    open_: NDArray,
    limit: float,
) -> NDArray:
    """Settle what the bases from `first` on can settle; returns the scenarios still open."""
    for start, stop in _batches(first, len(regions.dual)):
        if not open_.size:
            break
        rows = u if len(open_) == len(u) else u[open_]
        bounds = rows @ np.array(regions.dual[start:stop]).T
        waiting = np.arange(len(open_))
        best = bounds.argmax(axis=1)
        ties = bounds[waiting, best]
        ties -= 1e-9 * np.abs(ties)
        settled = np.zeros(len(open_), bool)
        while waiting.size:
            fits = _fits(regions, start + best, u, open_[waiting], flow, basis, limit)
            settled[waiting[fits]] = True
            waiting, best = waiting[~fits], best[~fits]
            bounds[waiting, best] = -np.inf
            best = bounds[waiting].argmax(axis=1)
            tied = bounds[waiting, best] >= ties[waiting]
            waiting, best = waiting[tied], best[tied]
        open_ = open_[~settled]
    return open_


def _batches(first: int, last: int) -> list[tuple[int, int]]:
    """Ranges of bases tried together: few at first, as the popular ones stand there."""
    stops = [*range(first + _TRIED_FIRST, last, _TRIED_AT_ONCE), last]
    return list(pairwise([first, *stops])) if last > first else []


def _fits(
    regions: Regions,
    candidate: NDArray,
    u: NDArray,
    rows: NDArray,
    flow: NDArray,
    basis: NDArray,
    limit: float,
) -> NDArray[np.bool_]:
    """Whether each row lies in the region of its candidate; if so, its flow is filled in."""
    good = np.zeros(len(rows), bool)
    order = np.argsort(candidate, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(candidate[order])) + 1):
        k, at = candidate[group[0]], rows[group]
        most = u[at]
        x = most @ regions.maps[k].T
        inside = ((x >= -limit) & (x - most <= limit)).all(axis=1)
        if regions.loose[k]:
            inside &= (np.abs(x @ regions.incidence.T) <= limit).all(axis=1)
        good[group] = inside
        np.minimum(np.maximum(x, 0, out=x), most, out=x)
        done = at[inside]
        flow[done], basis[done] = x[inside], k
    return good
