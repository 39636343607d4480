"""Verdicts: an estimate against a threshold, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from denge.core.errors import DataError

if TYPE_CHECKING:
    from denge.core.estimate import Estimate
    from denge.core.trail import Figure

__all__ = ["WORDS", "Test", "Verdict", "Word", "judge", "turned"]

Word = Literal["supported", "contradicted", "mixed", "not testable"]
WORDS: tuple[Word, ...] = ("supported", "contradicted", "mixed", "not testable")
Side = Literal["above", "below", "within", "zone", "at_most", "reaches", "equal", "near"]


@dataclass(frozen=True, slots=True)
class Test:
    """How an estimate is compared; see `catalogue/claims.yaml`."""

    side: Side
    threshold: float = 0.0
    low: float = 0.0
    high: float = 0.0
    tolerance: float = 0.0

    __test__ = False  # the name is the field's; pytest need not collect it


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a claim stands.

    Attributes
    ----------
    word : Word
    rule : str
        Id of the rule in `catalogue/claims.yaml`.
    figure : Figure | None
        What was compared; None when nothing could be.
    test : Test | None
    needs : str
        For "not testable": what would be needed (a message of the catalogue).
    why : str
        For "not testable": what stood in the way, in the words of the measure (English).
    one_source : bool
        The record's only source is the announcement that the text repeats.
    beside : tuple[Figure, ...]
        Further figures that the reader should see with it.
    agree : tuple[int, int]
        For a rule that asks several figures: how many of them support the claim as said, of how
        many; (0, 0) for a rule that asks one.
    """

    word: Word
    rule: str
    figure: Figure | None = None
    test: Test | None = None
    needs: str = ""
    why: str = ""
    one_source: bool = False
    beside: tuple[Figure, ...] = ()
    agree: tuple[int, int] = (0, 0)


def judge(estimate: Estimate, test: Test) -> Word:
    """The verdict on a claim of polarity +1.

    Raises
    ------
    DataError
        The rule names a comparison that does not exist.

    >>> from denge.core.estimate import Estimate
    >>> judge(Estimate(27.6, 24.2, 33.1), Test("above", 30))
    'mixed'
    >>> judge(Estimate(-0.86, -0.98, -0.56), Test("within", 0.5))
    'contradicted'
    """
    low = estimate.median if estimate.low is None else estimate.low
    high = estimate.median if estimate.high is None else estimate.high
    if test.side == "above":
        return _by(low >= test.threshold, high <= test.threshold)
    if test.side == "below":
        return _by(high <= test.threshold, low >= test.threshold)
    if test.side == "within":
        t = test.threshold
        return _by(-t <= low and high <= t, high <= -t or low >= t)
    if test.side == "zone":
        return _by(estimate.median >= test.high, estimate.median <= test.low)
    if test.side == "reaches":
        return _by(high >= test.threshold, high < test.threshold)
    if test.side == "at_most":
        return _by(estimate.median <= test.threshold, False)
    if test.side in ("equal", "near"):
        same = abs(estimate.median - test.threshold) <= test.tolerance * abs(test.threshold)
        return _by(same, not same)
    raise DataError(f"catalogue/claims.yaml: no comparison is called {test.side!r}")


def turned(word: Word, polarity: int) -> Word:
    """The verdict on a claim said the other way round.

    >>> turned("supported", -1), turned("mixed", -1)
    ('contradicted', 'mixed')
    """
    swap: dict[str, Word] = {"supported": "contradicted", "contradicted": "supported"}
    return swap.get(word, word) if polarity < 0 else word


def repeated(verdict: Verdict) -> Verdict:
    """A match with the only announcement is no support: the same source speaks twice."""
    if verdict.word != "supported":
        return verdict
    return replace(
        verdict,
        word="not testable",
        one_source=True,
        needs="a second source that does not repeat the announcement, or what was delivered",
    )


def _by(supported: bool, contradicted: bool) -> Word:
    return "supported" if supported else "contradicted" if contradicted else "mixed"


def test_of(entry: dict[str, Any], values: dict[str, Any]) -> Test:
    """The comparison of a rule, with its places filled from the claim."""
    filled: dict[str, Any] = {
        key: float(values[value[1:]]) if isinstance(value, str) and value[0] == "$" else value
        for key, value in entry.items()
    }
    return Test(**filled)
