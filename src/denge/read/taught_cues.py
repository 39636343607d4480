"""Where a sentence tells an act, by the weights learned from coded passages."""

from __future__ import annotations

from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING, Final

from denge.read.taught_features import REACH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.read.taught_weights import Taught, Weighed

__all__ = ["NEVER", "Odds", "cue_spans"]

NEVER: Final = -30.0  # log odds of what is no word

_OWN, _PRESENT, _KEY, _BESIDE, _APART = 3, 7, 8, 9, 10  # places in what is known of a word
_EMPTY: Final = (0.0,) * 8 + ("", {}, {})  # what stands before and behind a sentence
_NO_PAIR: Final = (0.0, 0.0)


class Odds:
    """For each word of a sentence the log odds that it belongs to the telling of an act.

    The sum of the weights of its `cue_features`, weighed when it is asked for. What is no word (a
    mark, a number, a name) tells none: its odds are those of `NEVER`.
    """

    __slots__ = ("_cues", "_known", "_sums", "_taught", "_words", "count")

    def __init__(self, taught: Taught, words: Sequence[str], cues: dict[int, list[str]]) -> None:
        known = taught.places
        self._taught, self._words, self.count = taught, words, len(words)
        self._known = [known.get(word) or taught.word(word) for word in words]
        self._cues = {at: sum(map(taught.of_rule, kinds)) for at, kinds in cues.items()}
        self._sums: list[float] = []

    def seeds(self) -> list[int]:
        """Words whose own weight (`seed` of the settings) lets them begin a cue."""
        seed = self._taught.settings["seed"]
        found = [at for at, word in enumerate(self._known) if word[_OWN] >= seed]
        for at, weight in self._cues.items():
            own = self._known[at][_OWN]
            if own < seed <= own + weight:
                found.append(at)
            elif weight < 0 and own >= seed > own + weight:
                found.remove(at)
        return sorted(found)

    def __getitem__(self, at: int) -> float:
        if not self._words[at][0].isalpha():
            return NEVER
        if not self._sums:
            self._begin()
        a, b, c, d, e, f, g = self._known[at : at + 7]
        low, high = max(at - REACH, 0), min(at + REACH + 1, self.count)
        total = a[0] + b[1] + c[2] + d[3] + e[4] + f[5] + g[6] - d[_PRESENT]
        total += self._sums[high] - self._sums[low] + self._cues.get(at, 0.0)
        return self._taught.constant + total + _pairs(b, c, d, e, f)

    def _begin(self) -> None:
        """Put the edges around the words and sum up their presence."""
        word = self._taught.word
        present = [known[_PRESENT] for known in self._known]
        self._sums = list(accumulate(present, initial=0.0))
        before, after = (_EMPTY, _EMPTY, word("^")), (word("$"), _EMPTY, _EMPTY)
        self._known = [*before, *self._known, *after]


def _pairs(one: Weighed, two: Weighed, here: Weighed, three: Weighed, four: Weighed) -> float:
    """The weights of a word beside its neighbours, and with one between."""
    key = here[_KEY]
    total = two[_BESIDE].get(key, _NO_PAIR)[1] + one[_APART].get(key, _NO_PAIR)[1]
    total += here[_BESIDE].get(three[_KEY], _NO_PAIR)[0]
    return total + here[_APART].get(four[_KEY], _NO_PAIR)[0]


def cue_spans(odds: Odds, least: float, goes_on: float) -> list[tuple[int, int, float]]:
    """Runs of words that tell an act: first, last, and the share of the surest.

    A run has a seed of log odds of `least` or more, begins at `least` and goes on at `goes_on`; one
    word between two of `least` belongs to it too.
    """
    found: list[tuple[int, int, float]] = []
    end = -1
    seeds = odds.seeds()
    weighed = _Weighed(odds) if seeds else {}
    for at in seeds:
        if at > end and weighed[at] >= least:
            first = _first(weighed, at, end, least)
            found.append(_span(weighed, first, odds.count, least, goes_on))
            end = found[-1][1]
    return found


class _Weighed(dict[int, float]):
    """Odds kept once they were asked for."""

    def __init__(self, odds: Odds) -> None:
        self._odds = odds

    def __missing__(self, at: int) -> float:
        found = self[at] = self._odds[at]
        return found


def _first(odds: dict[int, float], at: int, end: int, least: float) -> int:
    """Where the run of a seed begins: words of `least` before it belong to it."""
    while at - 1 > end:
        if odds[at - 1] >= least:
            at -= 1
        elif at - 2 > end and odds[at - 2] >= least:
            at -= 2
        else:
            break
    return at


def _span(
    odds: dict[int, float], first: int, count: int, least: float, goes_on: float
) -> tuple[int, int, float]:
    """The run that begins at a word.

    >>> _span(dict(enumerate([-9.0, 2.0, -3.0, 0.6, -9.0])), 1, 5, 0.5, -1.0)
    (1, 3, 0.88)
    """
    last = first
    while last + 1 < count:
        if odds[last + 1] >= goes_on:
            last += 1
        elif last + 2 < count and odds[last + 2] >= least:
            last += 2
        else:
            break
    surest = max(odds[at] for at in range(first, last + 1))
    return first, last, round(1.0 / (1.0 + exp(-surest)), 2)
