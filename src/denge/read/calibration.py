"""From how sure a rule is to how often such readings are right.

A rule says how sure it is by the roles it found and how it found them. That number orders readings;
it is no frequency. `catalogue/lexicon/confidence.csv` holds, for each step of it, the share of
readings that were right on passages that the writers of the rules had not seen, made non-decreasing
by isotonic regression (Zadrozny and Elkan 2002). `tools/calibrate_reader.py` makes it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from denge.core.catalogue import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from denge.core.reading import Item

__all__ = ["calibrated", "with_shares"]

_I = TypeVar("_I", bound="Item")


@cache
def _steps() -> tuple[tuple[float, ...], tuple[float, ...]]:
    rows = read_csv("catalogue/lexicon/confidence.csv")
    return tuple(float(r["sure_from"]) for r in rows), tuple(float(r["share"]) for r in rows)


@cache
def calibrated(sure: float) -> float:
    """Share of unseen readings of this sureness that were right.

    Unit: share. Non-decreasing in `sure`; below the first step it is that of the first step.

    Examples
    --------
    >>> calibrated(0.5) <= calibrated(0.9) <= 1.0
    True
    """
    edges, shares = _steps()
    return shares[max(0, bisect_right(edges, sure + 1e-9) - 1)]


def with_shares(
    items: Iterable[_I], share: Callable[[float], float] = calibrated
) -> tuple[_I, ...]:
    """The same items, each with the share right of its kind as its confidence."""
    return tuple(replace(item, confidence=share(item.confidence)) for item in items)
