"""Whether the reader is as right as it says: readings by confidence, and F1 above a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from denge.read.score import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BANDS", "Band", "above", "reliability"]

BANDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 1.0)  # edges; a band holds its lower edge
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Band:
    """Readings of like confidence.

    Attributes
    ----------
    said : float
        Mean confidence.
    n, right : int
        How many there are, and how many match the gold.
    low, high : float
        95 % interval of the share right (Jeffreys).
    """

    said: float
    n: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the readings that are right."""
        return self.right / self.n


def reliability(judged: Sequence[tuple[float, bool]]) -> tuple[Band, ...]:
    """The reliability curve: share right in each band of confidence that holds a reading.

    Parameters
    ----------
    judged : sequence of (confidence, whether it matches the gold)

    Examples
    --------
    >>> [(b.said, b.n, b.right) for b in reliability([(0.9, True), (0.9, False), (0.4, False)])]
    [(0.4, 1, 0), (0.9, 2, 1)]

    References
    ----------
    Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical
    Science 16.
    """
    bands = []
    for low, high in pairwise(BANDS):
        inside = [(c, r) for c, r in judged if low <= c < high or (high == 1.0 and c == high)]
        if inside:
            bands.append(_band(inside))
    return tuple(bands)


def _band(inside: list[tuple[float, bool]]) -> Band:
    from scipy.stats import beta

    n, right = len(inside), sum(r for _, r in inside)
    ends = beta.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], right + 0.5, n - right + 0.5)
    return Band(sum(c for c, _ in inside) / n, n, right, float(ends[0]), float(ends[1]))


def above(judged: Sequence[tuple[float, bool]], coded: int, threshold: float) -> Tally:
    """The tally when only readings of at least this confidence are kept.

    Parameters
    ----------
    coded : int
        Items of the gold.

    Examples
    --------
    >>> above([(0.9, True), (0.5, False)], 2, 0.8)
    Tally(hits=1, false=0, missed=1)
    """
    kept = [right for confidence, right in judged if confidence >= threshold]
    hits = sum(kept)
    return Tally(hits, len(kept) - hits, coded - hits)
