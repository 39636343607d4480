"""What a comparison of strategies gives back: numbers that describe themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.trail import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.prim import Box
    from denge.choose.threshold import Flip, Surface
    from denge.core.trail import Assumption, Origin, Step

__all__ = ["ChooseResult", "Criterion", "Finding", "Share", "StrategyRow"]

SHARE = "share of sampled worlds"
GDP = "% of GDP a year"
_Z90 = 1.645


@dataclass(frozen=True, slots=True)
class Share:
    """A share of sampled worlds with its Monte Carlo standard error."""

    value: float
    error: float

    def estimate(self) -> Estimate:
        """The share with the interval that its Monte Carlo error gives."""
        reach = _Z90 * self.error
        low, high = max(0.0, self.value - reach), min(1.0, self.value + reach)
        return Estimate(self.value, low, high, 0.9, SHARE)


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One strategy: where its budget goes and what it brings.

    `outcome` is the median and central 90 % over worlds; `mean` has its Monte Carlo error.
    `channels` maps horizon to channel to (mean, Monte Carlo error), costs negative. `gain`,
    `exposure` and `autonomy` are the means of trade, oil and pledges; of coercion and forced
    choice; and of the largest loss that one pole could inflict. All in % of GDP a year.
    """

    id: str
    label: str
    mix: dict[str, float]
    corridors: float
    budget: float
    unequal: bool
    outcome: Estimate
    mean: float
    mean_error: float
    channels: dict[str, dict[str, tuple[float, float]]]
    gain: float
    exposure: float
    autonomy: float
    on_front: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """Scores of all strategies by one rule, in their order, with Monte Carlo errors."""

    rule: str
    best: str
    scores: tuple[float, ...]
    errors: tuple[float, ...]
    ranks: tuple[float, ...]
    unit: str
    picks: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The data of one sentence: a message key and the values that it names."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChooseResult(Result):
    """A comparison of strategies for one state and horizon.

    Attributes
    ----------
    asked, against : str, tuple[str, ...]
        The strategy asked about and those it is held against.
    strategies, criteria : tuples
    concordance : float
        Kendall's W over the criteria; below about 0.7 they disagree on the order.
    evpi : tuple[float, float]
        Expected value of perfect information and its Monte Carlo error, % of GDP a year.
    best : dict[str, Share]
        Input measure to the share of sampled worlds in which `asked` beats all of `against`.
    beats : dict[str, dict[str, Share]]
        Rival to input measure to the share in which `asked` beats that rival.
    flips, weights : dict[str, tuple[Flip, ...]]
        "all" or rival to the flip point under each measure: along hazard, along weight.
    surface : Surface
    box : Box
        Where `asked` loses more than `fails_by` to the best of `against`.
    box_labels : dict[str, tuple[str, str]]
        Quantity to (label, unit).
    not_identified : tuple[str, ...]
        Quantities nobody can estimate on which the comparison leans.
    unequal : tuple[str, ...]
        Strategies with a budget that is not the common one.
    findings : tuple[Finding, ...]
        What can be said, as data for sentences.
    """

    state: str
    horizon: str
    draws: int
    asked: str
    against: tuple[str, ...]
    strategies: tuple[StrategyRow, ...]
    criteria: tuple[Criterion, ...]
    concordance: float
    evpi: tuple[float, float]
    best: dict[str, Share]
    beats: dict[str, dict[str, Share]]
    flips: dict[str, tuple[Flip, ...]]
    weights: dict[str, tuple[Flip, ...]]
    surface: Surface
    box: Box
    box_labels: dict[str, tuple[str, str]]
    fails_by: float
    not_identified: tuple[str, ...]
    unequal: tuple[str, ...]
    missing: tuple[str, ...]
    assumed: tuple[tuple[str, str], ...]
    trade_year: int
    findings: tuple[Finding, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    steps: tuple[Step, ...]
    seed: int | None
    as_of: date | None
    parameters_origin: str

    def strategy(self, name: str) -> StrategyRow:
        """The row of one strategy."""
        return next(row for row in self.strategies if row.id == name)

    def figures(self) -> tuple[Figure, ...]:
        """Every number of the comparison that a person may read, with what stands behind it."""
        return (
            *self._shares(),
            *self._flips(),
            *self._outcomes(),
            *self._box(),
            self._evpi(),
        )

    def _figure(self, name: str, label: str, estimate: Estimate, method: str, *more: str) -> Figure:
        stamped = tuple(a for a in self.assumptions if not a.identified)
        notes = tuple(f"not identified: {a.label}" for a in stamped)
        if self.unequal:
            notes += (f"unequal budgets: {', '.join(self.unequal)}",)
        return Figure(
            f"choose.{self.horizon}.{name}",
            label,
            estimate,
            f"trade of {self.trade_year}",
            method,
            self.steps,
            self.assumptions,
            self.origins,
            (*more, *notes),
        )

    def _asked(self) -> str:
        return "Both/and" if self.asked == "both_and" else f"“{self.strategy(self.asked).label}”"

    def _rival(self, name: str) -> str:
        return "every alignment" if name == "all" else f"“{_inner(self.strategy(name).label)}”"

    def _shares(self) -> list[Figure]:
        how = "count of worlds in which its payoff is highest; it measures assumptions"
        found = [
            self._figure(
                f"best.{_slug(measure)}",
                f"{self._asked()} is best ({measure} inputs)",
                share.estimate(),
                how,
            )
            for measure, share in self.best.items()
        ]
        for rival, shares in self.beats.items():
            found += [
                self._figure(
                    f"beats.{rival}.{_slug(measure)}",
                    f"{self._asked()} beats {self._rival(rival)} ({measure} inputs)",
                    share.estimate(),
                    how,
                )
                for measure, share in shares.items()
            ]
        return found

    def _flips(self) -> list[Figure]:
        """Flip points that exist under every measure; the others are findings, not figures."""
        tables = (
            ("flip", "Forced-choice hazard", "share a year", self.flips),
            ("weight", "Bargaining weight", "share of the loss", self.weights),
        )
        found = []
        for kind, what, unit, table in tables:
            for rival, flips in table.items():
                at = [f.at for f in flips if f.at is not None]
                if len(at) < len(flips) or len({f.side for f in flips}) > 1:
                    continue
                until = "up to" if flips[0].side == "falls" else "from"
                found.append(
                    self._figure(
                        f"{kind}.{rival}",
                        f"{what} {until} which {_inner(self._asked())} beats {self._rival(rival)} "
                        "in half of the worlds",
                        Estimate(float(np.median(at)), min(at), max(at), 1.0, unit),
                        "exact in every world; middle and range of three input measures",
                        f"Monte Carlo standard error: {100 * max(f.error for f in flips):.1f} "
                        "points at most",
                    )
                )
        return found

    def _outcomes(self) -> list[Figure]:
        return [
            self._figure(
                f"outcome.{row.id}",
                f"Outcome: {row.label}",
                row.outcome,
                "median and 90 % of worlds",
            )
            for row in self.strategies
        ]

    def _box(self) -> list[Figure]:
        cover = Share(self.box.coverage, self.box.coverage_error).estimate()
        dense = Share(self.box.density, self.box.density_error).estimate()
        how = "patient rule induction; failing means losing more than the set amount"
        return [
            self._figure("box.coverage", "Failures that lie in the box", cover, how),
            self._figure("box.density", "Worlds of the box that are failures", dense, how),
        ]

    def _evpi(self) -> Figure:
        value, error = self.evpi
        at = Estimate(value, value - _Z90 * error, value + _Z90 * error, 0.9, GDP)
        return self._figure(
            "evpi", "Worth of knowing the world before choosing", at, "E max - max E"
        )

    def to_dict(self) -> dict[str, Any]:
        """The whole result as JSON data with versions, seed, parameters, origins."""
        from denge.choose.result_file import as_json

        return as_json(self)


def _inner(label: str) -> str:
    """A label as it stands within a sentence: the first letter small, names kept.

    >>> _inner("Align with the West")
    'align with the West'
    """
    return label[:1].lower() + label[1:]


def _slug(measure: str) -> str:
    """A measure as part of a figure's name.

    >>> _slug("beta(2,2)"), _slug("log-uniform")
    ('beta22', 'log_uniform')
    """
    return measure.replace("-", "_").translate(str.maketrans("", "", "(),"))


def spread(values: NDArray[np.float64], unit: str = GDP) -> Estimate:
    """Median and central 90 % of outcomes over worlds."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return Estimate(float(middle), float(low), float(high), 0.9, unit)
