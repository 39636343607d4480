"""Every criterion on every strategy, each with its Monte Carlo error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from denge.choose import criteria as rules
from denge.choose.agreement import ranks
from denge.choose.payoff import full_effort, payoff
from denge.choose.result import GDP, SHARE, Criterion
from denge.choose.worlds import block_levels, width, worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from denge.choose.case import Case

__all__ = ["batch_error", "score_all"]

_BATCHES = 20
_RADIUS_DRAWS = 2_000
_UNITS = {"starr_domain": SHARE, "satisficing_radius": "share of the ranges"}


def batch_error(
    total: NDArray[np.float64],
    score: Callable[[NDArray[np.float64]], Any],
    batches: int = _BATCHES,
) -> Any:
    """Monte Carlo standard error of any score, from batches of worlds.

    Parameters
    ----------
    total : ndarray, shape (strategy, world)
    score : callable from such an array to a number or one number a strategy

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(1, 40_000))
    >>> bool(abs(batch_error(x, lambda t: t.mean(axis=1))[0] - 1 / 200) < 0.002)
    True
    """
    parts = [score(part) for part in np.array_split(total, min(batches, total.shape[1]), axis=1)]
    return np.std(parts, axis=0, ddof=1) / np.sqrt(len(parts))


def score_all(total: NDArray[np.float64], case: Case) -> tuple[Criterion, ...]:
    """Scores, errors and ranks by every registered rule; outcomes have shape (strategy, world)."""
    found = []
    for name, (score, best) in rules.RULES.items():
        if name == "satisficing_radius":
            values, errors = _radius(case)
        else:
            extra = _options(name, case)
            values = score(total, **extra)
            errors = batch_error(total, lambda part, s=score, e=extra: s(part, **e))
        found.append(_criterion(name, best, values, errors, case))
    return tuple(found)


def _options(name: str, case: Case) -> dict[str, float]:
    wanted = {
        "hurwicz": ("optimism", "optimism"),
        "cvar": ("tail", "tail"),
        "regret_quantile": ("level", "regret_quantile"),
        "starr_domain": ("aspiration", "aspiration"),
    }
    if name not in wanted:
        return {}
    keyword, setting = wanted[name]
    return {keyword: case.parameters.setting(setting)}


def _criterion(name: str, best: str, values: NDArray, errors: NDArray, case: Case) -> Criterion:
    order = ranks(values, best)
    return Criterion(
        name,
        best,
        tuple(float(v) for v in values),
        tuple(float(e) for e in errors),
        tuple(float(r) for r in order),
        _UNITS.get(name, GDP),
        case.book.static[int(order.argmin())].id,
    )


def _radius(case: Case) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Satisficing radius: worlds from boxes that grow evenly around the central world."""
    parameters, stakes = case.parameters, case.stakes
    levels = block_levels(case.seed, 0, _RADIUS_DRAWS, width(parameters, stakes))
    size = np.linspace(0.0, 1.0, _RADIUS_DRAWS)
    world = worlds(0.5 + size[:, None] * (levels - 0.5), parameters, stakes, case.years)
    outcome = np.stack(
        [
            payoff(full_effort(s, world, stakes, parameters), world, stakes, parameters).total
            for s in case.book.static
        ]
    )
    aspiration = parameters.setting("aspiration")
    radius = rules.satisficing_radius(outcome, size, aspiration)
    combs = [slice(i, None, 10) for i in range(10)]
    parts = [rules.satisficing_radius(outcome[:, s], size[s], aspiration) for s in combs]
    return radius, np.std(parts, axis=0, ddof=1) / np.sqrt(len(parts))
