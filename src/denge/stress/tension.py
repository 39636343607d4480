"""Tension between great powers: an index, its path, and what it does to coercion and choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import BadScenario, EmptyTies
from denge.stress.assumption import assumed
from denge.stress.result import StressResult, drawn_figure, exceedances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.ledger_rows import Rows

__all__ = [
    "TensionModel",
    "fit_tension",
    "hazard",
    "index_from_series",
    "stress_tension",
    "tension_paths",
]

HORIZON = 12  # months
_NORMAL = 100.0  # the Geopolitical Risk index averages 100 over 1985-2019 by construction
_NAMES = (
    "tension_mean", "tension_persistence", "tension_innovation", "tension_last",
    "coercion_intercept", "coercion_slope", "forced_choice_intercept", "forced_choice_slope",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TensionModel:
    """logit T_t = (1 - persistence) logit(mean) + persistence logit T_{t-1} + innovation e_t."""

    mean: float
    persistence: float
    persistence_error: float
    innovation: float
    last: float


def index_from_series(risk: NDArray[np.float64], normal: float = _NORMAL) -> NDArray[np.float64]:
    """Tension from 0 to 1: risk / (risk + normal), so that a normal month is one half.

    Parameters
    ----------
    risk : ndarray, shape (month,)
        A positive index of risk or of hostile events (GPR, counts of coercive events).
    normal : float
        Its level in normal times; 100 for GPR.

    Examples
    --------
    >>> index_from_series(np.array([100.0, 300.0])).tolist()
    [0.5, 0.75]
    """
    if not (risk > 0).all():
        raise BadScenario("a month of the risk series is missing or not positive")
    return risk / (risk + normal)


def fit_tension(tension: NDArray[np.float64]) -> TensionModel:
    """Least squares of the logit on its last month.

    Raises
    ------
    EmptyTies
        Fewer than 36 months.

    Examples
    --------
    >>> calm = 1 / (1 + np.exp(-0.1 * np.sin(np.arange(120.0))))
    >>> 0.4 < fit_tension(calm).persistence < 0.7
    True
    """
    if len(tension) < 36:
        raise EmptyTies(f"{len(tension)} months of tension; at least 36 are needed")
    z = np.log(tension / (1 - tension))
    before, after = z[:-1], z[1:]
    centred = before - before.mean()
    slope = float(centred @ after / (centred @ centred))
    level = float(after.mean() - slope * before.mean())
    rest = after - level - slope * before
    sd = float(np.sqrt(rest @ rest / (len(rest) - 2)))
    return TensionModel(
        mean=float(1 / (1 + np.exp(-level / (1 - slope)))),
        persistence=slope,
        persistence_error=float(sd / np.sqrt(centred @ centred)),
        innovation=sd,
        last=float(tension[-1]),
    )


def tension_paths(
    draws: int,
    rng: np.random.Generator,
    horizon: int = HORIZON,
    start: NDArray[np.float64] | float | None = None,
    held: bool = False,
) -> NDArray[np.float64]:
    """Monthly tension, shape (draw, month), parameters drawn from the catalogue.

    Parameters
    ----------
    start : float or ndarray, optional
        Level from which the path sets out; the last observed one by default.
    held : bool
        Whether the path returns to `start` rather than to the long-run mean (a lasting scenario).

    Raises
    ------
    BadScenario
        The start is not inside (0, 1).
    """
    first = assumed("tension_last").draw(rng, draws) if start is None else np.asarray(start, float)
    first = np.broadcast_to(first, (draws,))
    if not ((first > 0) & (first < 1)).all():
        raise BadScenario(f"tension lies between 0 and 1; the scenario starts at {first.min():g}")
    mean = assumed("tension_mean").draw(rng, draws)
    phi = assumed("tension_persistence").draw(rng, draws)
    sd = assumed("tension_innovation").draw(rng, draws)
    z = np.log(first / (1 - first))
    goal = z if held else np.log(mean / (1 - mean))
    path = np.empty((draws, horizon))
    for month in range(horizon):
        z = goal + phi * (z - goal) + sd * rng.standard_normal(draws)
        path[:, month] = z
    return 1 / (1 + np.exp(-path))


def hazard(
    tension: NDArray[np.float64], intercept: NDArray[np.float64], slope: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Yearly hazard logistic(intercept + slope x mean tension), shape (draw,)."""
    return 1 / (1 + np.exp(-(intercept + slope * tension.mean(axis=1))))


def stress_tension(
    view: Rows,
    state: str,
    *,
    draws: int = 20_000,
    seed: int = 0,
    start: float | None = None,
    held: bool = False,
    scenario: str = "",
    story: str = "",
) -> StressResult:
    """Tension over the coming year and the yearly hazards of coercion and of a forced choice.

    Hazards are those of a state that keeps equal distance (z = T in the DTS model); their
    parameters are not identified, and the figures say so.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 4]))
    path = tension_paths(draws, rng, start=start, held=held)
    hazards = {
        name: hazard(
            path,
            assumed(f"{name}_intercept").draw(rng, draws),
            assumed(f"{name}_slope").draw(rng, draws),
        )
        for name in ("coercion", "forced_choice")
    }
    assumptions = tuple(assumed(name).assumption() for name in _NAMES)
    stamp = ("not identified: it shows what the assumed range of the hazard implies",)
    figures = (
        drawn_figure(
            "tension.index", "Tension index, mean of the coming year", path.mean(axis=1),
            "index from 0 to 1", method="logit AR(1)", assumptions=assumptions[:4],
            period="1985-01/2024-07",
        ),
        drawn_figure(
            "tension.coercion", "Yearly hazard of coercion by a pole",
            100 * hazards["coercion"], "% a year", method="logistic(h0 + h1 T)",
            assumptions=assumptions[4:6], notes=stamp,
        ),
        drawn_figure(
            "tension.forced_choice", "Yearly hazard of having to choose a side",
            100 * hazards["forced_choice"], "% a year", method="logistic(f0 + f1 T)",
            assumptions=assumptions[6:], notes=stamp,
        ),
    )  # fmt: skip
    quantiles = np.quantile(path, [0.05, 0.5, 0.95], axis=0)
    return StressResult(
        kind="tension",
        state=state,
        scenario=scenario,
        story=story,
        quantity="yearly hazard of having to choose a side",
        unit="% a year",
        draws=100 * hazards["forced_choice"],
        figure_list=figures,
        exceedance=exceedances(100 * hazards["forced_choice"], "% a year"),
        tables={
            "paths": [
                {"month": m + 1, "low": float(low), "median": float(mid), "high": float(high)}
                for m, (low, mid, high) in enumerate(quantiles.T)
            ]
        },
        notes=(*stamp, "The series behind the index ends in July 2024."),
        assumptions=assumptions,
        seed=seed,
        as_of=view.as_of,
    )
