"""Where a sentence tells an act, by the weights learned from coded passages."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import TYPE_CHECKING, Final

import numpy as np

from denge.read.taught_features import OFFSETS, REACH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from denge.read.taught_weights import Taught

__all__ = ["NEVER", "cue_odds", "cue_spans"]

NEVER: Final = -30.0  # log odds of what is no word

_HERE: Final = OFFSETS.index(0)
_PRESENT: Final = len(OFFSETS)


def cue_odds(taught: Taught, words: Sequence[str], cues: dict[int, list[str]]) -> list[float]:
    """For each word the log odds that it belongs to the telling of an act.

    The sum of the weights of its `cue_features`, each word's own looked up once. What is no word (a
    mark, a number, a name) tells none: its odds are those of `NEVER`.
    """
    padded = ("^", *words, "$")
    known = taught.places
    found = [known.get(word) or taught.word(word) for word in padded]
    rows = taught.rows[[place for place, _ in found]]
    total = _around(rows)
    _pairs(taught, [key for _, key in found], total)
    odds = total[1:-1].tolist()
    for at, kinds in cues.items():
        odds[at] += sum(taught.cues.get("cue" + kind, 0.0) for kind in kinds)
    constant = taught.settings["constant"]
    return [
        constant + o if word[0].isalpha() else NEVER for o, word in zip(odds, words, strict=True)
    ]


def _around(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each word's own weights and those of the words near it come to."""
    count = len(rows)
    total = rows[:, _HERE] - rows[:, _PRESENT]
    for place, offset in enumerate(OFFSETS):
        if offset < 0 and -offset < count:
            total[-offset:] += rows[:offset, place]
        elif 0 < offset < count:
            total[:-offset] += rows[offset:, place]
    present = rows[:, _PRESENT].copy()
    present[0] = present[-1] = 0.0
    sums = np.concatenate((_ZERO, present.cumsum()))
    low, high = _windows(count)
    return total + sums[high] - sums[low]


_ZERO: Final = np.zeros(1)


@cache
def _windows(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First word and the one behind the last of those near each word."""
    places = np.arange(count)
    return np.maximum(places - REACH, 0), np.minimum(places + REACH + 1, count)


def _pairs(taught: Taught, keys: Sequence[str], total: NDArray[np.float64]) -> None:
    """Add the weights of words beside each other, and of those with one between."""
    for step, weights in ((1, taught.beside), (2, taught.apart)):
        for at, pair in enumerate(zip(keys, keys[step:], strict=False)):
            both = weights.get(pair)
            if both is not None:
                total[at] += both[0]
                total[at + step] += both[1]


def cue_spans(odds: Sequence[float], least: float, goes_on: float) -> list[tuple[int, int, float]]:
    """Runs of words that tell an act: first, last, and the share of the surest.

    A run begins at log odds of `least` and goes on at `goes_on`; one word between two of `least`
    belongs to it too.

    >>> cue_spans([-9.0, 2.0, -3.0, 0.6, -9.0], 0.5, -1.0)
    [(1, 3, 0.88)]
    """
    found: list[tuple[int, int, float]] = []
    at, count = 0, len(odds)
    while at < count:
        if odds[at] < least:
            at += 1
            continue
        last = at
        while last + 1 < count:
            if odds[last + 1] >= goes_on:
                last += 1
            elif last + 2 < count and odds[last + 2] >= least:
                last += 2
            else:
                break
        found.append((at, last, round(1.0 / (1.0 + exp(-max(odds[at : last + 1]))), 2)))
        at = last + 1
    return found
