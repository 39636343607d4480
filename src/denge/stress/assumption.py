"""Assumptions as data: a value with its range, unit and reference, and draws from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownName, nearest
from denge.core.trail import Assumption

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Assumed", "assumed", "distribution", "draw_distribution"]

Distribution = dict[str, Any]
_SHAPES = {"fixed": 0, "uniform": 2, "normal": 2, "beta": 2}


@dataclass(frozen=True, slots=True)
class Assumed:
    """One entry of `catalogue/stress_assumptions.yaml`.

    `spread` is the distribution as written there, e.g. `{"uniform": [1.0, 1.3]}`.
    """

    id: str
    label: str
    unit: str
    spread: Distribution
    reference: str
    identified: str

    def draw(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Draws, shape (draw,)."""
        return draw_distribution(self.spread, rng, n)

    @property
    def bounds(self) -> tuple[float, float]:
        """Range of a uniform, the central 90 % of a normal or beta."""
        return _bounds(self.spread)

    @property
    def central(self) -> float:
        """Mean."""
        return _mean(self.spread)

    def assumption(self) -> Assumption:
        """As it stands in a trail."""
        low, high = self.bounds
        return Assumption(
            id=self.id,
            label=self.label,
            value=self.central,
            unit=self.unit,
            low=low,
            high=high,
            reference=self.reference,
            identified=self.identified != "no",
        )


@cache
def assumed(name: str) -> Assumed:
    """The assumption with this id.

    Raises
    ------
    UnknownName
        The catalogue has none of this name.

    Examples
    --------
    >>> assumed("assumed_capacity_margin").bounds
    (1.0, 1.3)
    """
    entries = read_yaml("catalogue/stress_assumptions.yaml")
    if name not in entries:
        raise UnknownName(f"there is no assumption {name!r}; {nearest(name, entries)}")
    entry = entries[name]
    return Assumed(
        id=name,
        label=entry["label"],
        unit=entry["unit"],
        spread=distribution(entry["distribution"], name),
        reference=entry["reference"],
        identified=str(entry["identified"]),
    )


def distribution(spread: object, where: str) -> Distribution:
    """Check a distribution written as data; a bare number is fixed.

    Raises
    ------
    BadScenario
        It names no known shape or its numbers do not make one.

    Examples
    --------
    >>> distribution(0.5, "x")
    {'fixed': 0.5}
    """
    if isinstance(spread, int | float) and not isinstance(spread, bool):
        return {"fixed": float(spread)}
    if not isinstance(spread, dict):
        raise BadScenario(f"{where}: {spread!r} is neither a number nor a distribution")
    shapes = [key for key in spread if key in _SHAPES]
    unknown = [key for key in spread if key not in _SHAPES and key not in ("low", "high")]
    if len(shapes) != 1 or unknown:
        word = unknown[0] if unknown else ", ".join(map(str, spread))
        raise BadScenario(
            f"{where}: {word!r} is no distribution; {nearest(str(word), _SHAPES)}. "
            "Write fixed, uniform, normal or beta"
        )
    _check_numbers(shapes[0], spread[shapes[0]], where)
    return dict(spread)


def _check_numbers(shape: str, numbers: Any, where: str) -> None:
    if shape == "fixed":
        if not isinstance(numbers, int | float):
            raise BadScenario(f"{where}: fixed takes one number, not {numbers!r}")
        return
    if not isinstance(numbers, list) or len(numbers) != 2:
        raise BadScenario(f"{where}: {shape} takes two numbers, not {numbers!r}")
    if shape == "uniform" and numbers[0] > numbers[1]:
        raise BadScenario(f"{where}: the range {numbers} is turned round")
    if shape == "normal" and numbers[1] <= 0:
        raise BadScenario(f"{where}: the standard deviation {numbers[1]} is not positive")
    if shape == "beta" and min(numbers) <= 0:
        raise BadScenario(f"{where}: beta takes two positive numbers, not {numbers}")


def draw_distribution(
    spread: Distribution, rng: np.random.Generator, n: int
) -> NDArray[np.float64]:
    """Draws of a distribution written as data, shape (draw,)."""
    import numpy as np

    if "fixed" in spread:
        return np.full(n, float(spread["fixed"]))
    if "uniform" in spread:
        low, high = spread["uniform"]
        return rng.uniform(low, high, n)
    if "beta" in spread:
        a, b = spread["beta"]
        return rng.beta(a, b, n)
    mean, sd = spread["normal"]
    draws = rng.normal(mean, sd, n)
    return np.clip(draws, spread.get("low", -np.inf), spread.get("high", np.inf))


def _mean(spread: Distribution) -> float:
    if "fixed" in spread:
        return float(spread["fixed"])
    if "uniform" in spread:
        return float(sum(spread["uniform"]) / 2)
    if "normal" in spread:
        return float(spread["normal"][0])
    a, b = spread["beta"]
    return float(a / (a + b))


def _bounds(spread: Distribution) -> tuple[float, float]:
    if "fixed" in spread:
        return float(spread["fixed"]), float(spread["fixed"])
    if "uniform" in spread:
        low, high = spread["uniform"]
        return float(low), float(high)
    if "normal" in spread:
        mean, sd = spread["normal"]
        return float(mean - 1.645 * sd), float(mean + 1.645 * sd)
    return _beta_bounds(*spread["beta"])


def _beta_bounds(a: float, b: float) -> tuple[float, float]:
    """Central 90 % by integrating the density on a fine grid in x^a, where it is bounded."""
    import numpy as np

    grid = (np.arange(200_000) + 0.5) / 200_000
    x = grid ** (1 / a)  # dx^a removes the pole of the density at 0
    mass = np.cumsum((1 - x) ** (b - 1))
    low, high = np.interp([0.05, 0.95], mass / mass[-1], x)
    return float(low), float(high)
