"""Sobol indices: which unknowns move the comparison, with their Monte Carlo error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.strategies import Playbook

__all__ = ["Index", "comparison_indices", "sobol_indices"]


@dataclass(frozen=True, slots=True)
class Index:
    """First-order and total index of one quantity; errors are half-widths of 95 % intervals.

    `numerically_zero` marks a total index that its own error does not tell from zero.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float
    numerically_zero: bool


def sobol_indices(
    model: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    names: Sequence[str],
    base: int = 4096,
    seed: int = 0,
) -> tuple[Index, ...]:
    """Indices of a model of uniform levels, shape (run, quantity) to (run,), by SALib.

    Parameters
    ----------
    base : int
        Saltelli's N, a power of two; the model runs N (quantities + 2) times.

    Raises
    ------
    MissingExtra
        SALib is not installed.
    BadScenario
        The model gives one value everywhere, so that there is no variance to share out.

    References
    ----------
    Saltelli and others (2010), Variance Based Sensitivity Analysis, Comput. Phys. Commun. 181.
    """
    try:
        from SALib.analyze import sobol as analyze
        from SALib.sample import sobol as sample
    except ImportError:
        raise MissingExtra("SALib", "econ", "a sensitivity analysis") from None
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    runs = sample.sample(problem, base, calc_second_order=False, seed=seed)
    y = model(runs)
    if np.ptp(y) == 0:
        raise BadScenario("the outcome is the same in every world, so no unknown can move it")
    found = analyze.analyze(problem, y, calc_second_order=False, seed=seed)
    rows = zip(names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    indices = [
        Index(name, float(s), float(se), float(t), float(te), bool(t - te <= 0 or t < 1e-4))
        for name, s, se, t, te in rows
    ]
    return tuple(sorted(indices, key=lambda index: -index.total))


def comparison_indices(
    parameters: Parameters,
    exposure: Exposure,
    playbook: Playbook,
    horizon: str = "long",
    base: int = 1024,
    seed: int = 0,
) -> tuple[Index, ...]:
    """What moves the lead of the strategy asked about over the best of those it is held against."""
    from denge.choose.payoff import full_effort, payoff
    from denge.choose.worlds import columns, worlds

    asked, against = playbook.question
    years = parameters.years(horizon)
    names = ("year", "tension", "price", *(c.id for c in columns(parameters, exposure)))

    def lead(levels: NDArray[np.float64]) -> NDArray[np.float64]:
        world = worlds(np.clip(levels, 0, 1 - 1e-12), parameters, exposure, years)
        total = {
            name: payoff(
                full_effort(playbook[name], world, exposure, parameters),
                world,
                exposure,
                parameters,
            ).total
            for name in (asked, *against)
        }
        return total[asked] - np.max([total[name] for name in against], axis=0)

    return sobol_indices(lead, names, base, seed)
