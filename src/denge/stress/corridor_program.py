"""The corridor problem as a linear program with labelled variables: the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario, MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.network import Network

__all__ = ["Program", "solve_program"]


@dataclass(frozen=True, slots=True)
class Program:
    """One solved program.

    `flow` and `marginal_value` have shape (arc,), the latter in money per unit of capacity.
    """

    flow: NDArray[np.float64]
    objective: float
    delivered: float
    marginal_value: NDArray[np.float64]


def solve_program(network: Network, value: float, capacity: NDArray[np.float64]) -> Program:
    """Minimise transport cost less the worth of what is delivered, for one scenario.

    Variables: `flow[arc]`. Constraints: `balance[node]` (what enters a node leaves it) and
    `capacity[arc]`. It states the problem that `critical_regions` solves fast, and is slow.

    Parameters
    ----------
    network : Network
    value : float
        Worth of a unit delivered, in the money of the costs.
    capacity : ndarray, shape (arc,)

    Raises
    ------
    MissingExtra
        linopy is not installed.
    BadScenario
        HiGHS found no optimum.
    """
    try:
        import linopy
        import pandas as pd
        import xarray as xr
    except ImportError:
        raise MissingExtra("linopy", "econ", "The labelled corridor program") from None
    arcs, nodes = pd.Index(network.ids, name="arc"), pd.Index(network.nodes, name="node")
    model = linopy.Model()
    flow = model.add_variables(lower=0, coords=[arcs], name="flow")
    incidence = xr.DataArray(network.incidence, coords=[nodes, arcs])
    model.add_constraints((incidence * flow).sum("arc") == 0, name="balance")
    model.add_constraints(flow <= xr.DataArray(capacity, coords=[arcs]), name="capacity")
    worth = network.cost - value * network.mask("market")
    model.add_objective((xr.DataArray(worth, coords=[arcs]) * flow).sum())
    status, condition = model.solve(solver_name="highs", output_flag=False)
    if status != "ok":
        raise BadScenario(f"the corridor program has no optimum: {condition}")
    x = np.asarray(model.solution["flow"].values)
    return Program(
        flow=x,
        objective=float(worth @ x),
        delivered=float(x[network.mask("market")].sum()),
        marginal_value=-np.asarray(model.dual["capacity"].values),
    )
