"""The question itself: in what share of sampled worlds does the strategy asked about win?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.ensemble import Ensemble, ensemble
from denge.choose.quantile import MEASURES
from denge.choose.result import Share
from denge.choose.threshold import Surface, best_interval, best_weights, flip_point, surface

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from denge.choose.case import Case
    from denge.choose.threshold import Flip

__all__ = ["Answers", "answers", "by_measure", "threshold_surface"]


@dataclass(frozen=True, slots=True)
class Answers:
    """Shares and flip points by rival ("all" for every one at once), each by input measure.

    Attributes
    ----------
    shares : dict[str, dict[str, Share]]
    flips : dict[str, tuple[Flip, ...]]
        Along the forced-choice hazard, share a year.
    weights : dict[str, tuple[Flip, ...]]
        Along the bargaining weight, share of the loss.
    """

    shares: dict[str, dict[str, Share]]
    flips: dict[str, tuple[Flip, ...]]
    weights: dict[str, tuple[Flip, ...]]


def by_measure(main: Ensemble, case: Case, executor: Executor | None = None) -> list[Ensemble]:
    """The question under each input measure, same levels; half the worlds for the others."""
    half = max(1, case.draws // 2)
    parts = (case.parameters, case.stakes, case.question, case.years, half, case.seed)
    return [
        main if measure == "uniform" else ensemble(*parts, measure, executor)
        for measure in MEASURES
    ]


def answers(found: list[Ensemble], case: Case) -> Answers:
    """Shares best, shares against each rival, and where they flip in hazard and in weight."""
    names = ("all", *case.against)
    shares: dict[str, dict[str, Share]] = {name: {} for name in names}
    flips: dict[str, list[Flip]] = {name: [] for name in names}
    weights: dict[str, list[Flip]] = {name: [] for name in names}
    for measure, worlds in zip(MEASURES, found, strict=True):
        ours = worlds.outcome(case.asked)
        for name in names:
            rivals = case.against if name == "all" else (name,)
            others = [worlds.outcome(rival) for rival in rivals]
            low, high = best_interval(ours, others, worlds.nu)
            shares[name][measure] = _share(
                (low <= worlds.forced_hazard) & (worlds.forced_hazard <= high)
            )
            flips[name].append(flip_point(low, high, measure))
            low, high = best_weights(ours, others, worlds.forced_hazard)
            weights[name].append(flip_point(low, high, measure))
    return Answers(
        shares,
        {name: tuple(f) for name, f in flips.items()},
        {name: tuple(f) for name, f in weights.items()},
    )


def _share(holds: NDArray[np.bool_]) -> Share:
    p = float(holds.mean())
    return Share(p, float(np.sqrt(p * (1 - p) / len(holds))))


def threshold_surface(found: list[Ensemble], case: Case) -> Surface:
    """The surface on the grids of the parameter file."""
    about = case.parameters.surface
    hazard = np.geomspace(
        about["hazard"]["from"], about["hazard"]["to"], int(about["hazard"]["steps"])
    )
    return surface(
        [worlds.outcome(case.asked) for worlds in found],
        [[worlds.outcome(name) for name in case.against] for worlds in found],
        [worlds.gamma for worlds in found],
        hazard,
        np.array(about["nu"]),
        np.array(about["gamma"]),
    )
