"""One row a strategy: outcome, channels by horizon, front of gain, exposure and autonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.choose.agreement import pareto_front
from denge.choose.ensemble import Ensemble, ensemble
from denge.choose.payoff import CHANNELS
from denge.choose.result import StrategyRow, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.case import Case

__all__ = ["strategy_rows"]

_HORIZON_DRAWS = 2_000
_AIMS = ("high", "low", "low")


def strategy_rows(
    main: Ensemble, total: NDArray[np.float64], case: Case
) -> tuple[StrategyRow, ...]:
    """Rows of all static strategies, in the order of the playbook."""
    tables = {case.horizon: _channels(main)} | _other_horizons(case)
    aims = _aims(main)
    front = pareto_front(aims, _AIMS)
    error = total.std(axis=1) / np.sqrt(total.shape[1])
    return tuple(
        StrategyRow(
            strategy.id,
            strategy.label,
            dict(zip(case.stakes.poles, (float(m) for m in strategy.mix), strict=True)),
            strategy.corridors,
            strategy.budget,
            strategy.unequal,
            spread(total[s]),
            float(total[s].mean()),
            float(error[s]),
            {name: table[s] for name, table in tables.items()},
            float(aims[s, 0]),
            float(aims[s, 1]),
            float(aims[s, 2]),
            bool(front[s]),
        )
        for s, strategy in enumerate(case.book.static)
    )


def _other_horizons(case: Case) -> dict[str, list[dict[str, tuple[float, float]]]]:
    few = min(case.draws, _HORIZON_DRAWS)
    parts = (case.parameters, case.stakes, case.book)
    return {
        other: _channels(ensemble(*parts, case.parameters.years(other), few, case.seed))
        for other in case.parameters.horizons
        if other != case.horizon
    }


def _aims(main: Ensemble) -> NDArray[np.float64]:
    """Mean gain, mean expected cost of coercion and choice, mean largest loss; (strategy, aim)."""
    parts = main.parts
    costs = main.nu * parts[:, 3] + main.forced_hazard * parts[:, 4]
    gain = parts[:, 0] + parts[:, 1] + parts[:, 2]
    return np.stack([v.mean(axis=1) for v in (gain, costs, parts[:, 5])], axis=1)


def _channels(found: Ensemble) -> list[dict[str, tuple[float, float]]]:
    """Mean and Monte Carlo error of each channel, for each strategy."""
    tables = []
    for name in found.strategies:
        outcome = found.outcome(name)
        table = {}
        for channel in CHANNELS:
            values = outcome.channel(channel)
            table[channel] = (float(values.mean()), float(values.std() / np.sqrt(len(values))))
        tables.append(table)
    return tables
