"""A number for people: a median with its interval, or the reason it has none."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Estimate", "estimate_from_draws"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number for people.

    Attributes
    ----------
    median : float
        Central value, in ``unit``.
    low, high : float | None
        Ends of the central interval that holds ``level`` of the posterior; None when there is none,
        and then ``reason`` says why.
    level : float
        Share of the posterior inside the interval, 0 to 1.
    unit : str
        Unit in plain words ("effective vectors", "bn USD"); "" for a pure number.
    reason : str
        Why there is no interval ("an exact count", "one source, no spread known").

    Raises
    ------
    ValueError
        An interval is half given, turned round, or absent without a reason.

    Examples
    --------
    >>> print(Estimate(3.1, 2.4, 4.0, unit="effective vectors"))
    3.1 [2.4, 4] effective vectors (90 %)
    >>> print(Estimate(29, unit="agreements", reason="a count printed by the source"))
    29 agreements (no interval: a count printed by the source)
    """

    median: float
    low: float | None = None
    high: float | None = None
    level: float = 0.9
    unit: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both ends")
        if self.low is None and not self.reason:
            raise ValueError("an estimate without an interval says why it has none")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"interval [{self.low}, {self.high}] is turned round")

    @property
    def has_interval(self) -> bool:
        return self.low is not None

    def crosses(self, threshold: float) -> bool:
        """Whether the threshold lies strictly inside the interval."""
        return self.low is not None and self.high is not None and self.low < threshold < self.high

    def to_dict(self) -> dict[str, object]:
        return {
            "median": self.median,
            "low": self.low,
            "high": self.high,
            "level": self.level if self.has_interval else None,
            "unit": self.unit,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.low is None:
            return f"{self.median:.4g}{unit} (no interval: {self.reason})"
        level = f"{self.level:.0%}".replace("%", " %")
        return f"{self.median:.4g} [{self.low:.4g}, {self.high:.4g}]{unit} ({level})"


def estimate_from_draws(draws: NDArray, unit: str = "", level: float = 0.9) -> Estimate:
    """Median and central interval of draws of one quantity, shape (draw,).

    Raises
    ------
    ValueError
        A draw is not finite.

    >>> import numpy as np
    >>> estimate_from_draws(np.arange(101.0), unit="points").high
    95.0
    """
    import numpy as np

    tail = (1 - level) / 2
    low, median, high = (float(q) for q in np.quantile(draws, [tail, 0.5, 1 - tail]))
    if not all(isfinite(q) for q in (low, median, high)):
        raise ValueError(f"{(~np.isfinite(draws)).sum()} of {len(draws)} draws are not finite")
    return Estimate(median, low, high, level, unit)
