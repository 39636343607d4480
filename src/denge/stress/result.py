"""The result of one stress: draws, figures, exceedance, attribution, tables and trail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.core.estimate import estimate_from_draws
from denge.core.result import Result
from denge.core.trail import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from denge.core.trail import Assumption, Origin, Step

__all__ = ["Channel", "Exceedance", "StressResult", "drawn_figure", "exceedances"]

Kind = Literal["oil", "corridor", "sanctions", "tension", "all"]
_ONE_IN = (2, 4, 10, 20)


@dataclass(frozen=True, slots=True)
class Exceedance:
    """`share` of the draws lie above `threshold`: about 1 in `one_in`."""

    threshold: float
    share: float
    one_in: int
    unit: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What one channel adds to the mean loss, with the rule by which it was attributed."""

    name: str
    mean: float
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class StressResult(Result):
    """What one stress would cost.

    Attributes
    ----------
    kind : str
        oil, corridor, sanctions, tension or all.
    state : str
        ISO3 code.
    scenario : str
        Name of the scenario; "" for the open future without one.
    story : str
        What the scenario supposes, in one sentence.
    quantity, unit : str
        What `draws` count; a loss is positive.
    draws : ndarray, shape (draw,)
    figure_list : tuple[Figure, ...]
    exceedance : tuple[Exceedance, ...]
        Losses that about 1 in 2, 4, 10 and 20 draws go beyond.
    attribution : tuple[Channel, ...]
        Parts of the mean loss; they add up to it.
    tables : dict[str, list[dict]]
        Further tables by name, each a twin of a chart.
    notes : tuple[str, ...]
        Limits that must stand beside the figures.
    """

    kind: Kind
    state: str
    scenario: str
    story: str
    quantity: str
    unit: str
    draws: NDArray[np.float64]
    figure_list: tuple[Figure, ...]
    exceedance: tuple[Exceedance, ...] = ()
    attribution: tuple[Channel, ...] = ()
    tables: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    seed: int | None = None
    as_of: date | None = None

    def figures(self) -> tuple[Figure, ...]:
        """Every number of the result that a person may read."""
        return self.figure_list

    def quantiles(
        self, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)
    ) -> dict[float, float]:
        """Quantiles of the draws."""
        return {q: float(v) for q, v in zip(levels, np.quantile(self.draws, levels), strict=True)}

    def histogram(self, bins: int = 40) -> list[dict[str, float]]:
        """Histogram of the draws: low, high, share."""
        share, edges = np.histogram(self.draws, bins=bins)
        return [
            {"low": float(low), "high": float(high), "share": float(n) / len(self.draws)}
            for low, high, n in zip(edges[:-1], edges[1:], share, strict=True)
        ]


def exceedances(draws: NDArray[np.float64], unit: str) -> tuple[Exceedance, ...]:
    """Thresholds that about 1 in 2, 4, 10 and 20 draws exceed.

    Examples
    --------
    >>> [round(e.threshold, 1) for e in exceedances(np.arange(1001.0), "x")]
    [500.0, 750.0, 900.0, 950.0]
    """
    thresholds = np.quantile(draws, [1 - 1 / n for n in _ONE_IN])
    return tuple(
        Exceedance(float(t), float((draws > t).mean()), n, unit)
        for t, n in zip(thresholds, _ONE_IN, strict=True)
    )


def drawn_figure(
    figure_id: str,
    label: str,
    draws: NDArray[np.float64],
    unit: str,
    *,
    period: str = "",
    method: str = "",
    trail: tuple[Step, ...] = (),
    assumptions: tuple[Assumption, ...] = (),
    origins: tuple[Origin, ...] = (),
    notes: tuple[str, ...] = (),
) -> Figure:
    """A figure from draws of one quantity."""
    return Figure(
        figure_id,
        label,
        estimate_from_draws(draws, unit),
        period,
        method,
        trail,
        assumptions,
        origins,
        notes,
    )
