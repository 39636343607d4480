"""How alike two states vote, with and without correction for chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import EmptyTies, InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Agreement",
    "agreement",
    "both_voted",
    "cohen_kappa",
    "identical_share",
    "s_score",
    "scott_pi",
    "yearly_agreement",
]

Metric = Literal["absolute", "squared"]
_ALL = np.array([1, 2, 3])


def both_voted(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The items on which both cast yes (1), abstain (2) or no (3); absence is no vote.

    >>> [v.tolist() for v in both_voted([1, 8, 3], [2, 1, 3])]
    [[1, 3], [2, 3]]
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        raise InputError(f"{len(x)} votes cannot be compared with {len(y)}")
    cast = np.isin(x, _ALL) & np.isin(y, _ALL)
    return x[cast].astype(np.int64), y[cast].astype(np.int64)


def identical_share(x: ArrayLike, y: ArrayLike) -> float:
    """Share of common votes that are identical. Unit: share. Range: [0, 1].

    Raises
    ------
    EmptyTies
        The two never voted on the same item.

    >>> identical_share([1, 1, 3, 8], [1, 2, 3, 1]).__round__(3)
    0.667
    """
    x, y = _common(x, y)
    return float((x == y).mean())


def agreement(x: ArrayLike, y: ArrayLike) -> float:
    r"""Mean agreement $A = 1 - \frac12 \overline{|x-y|}$; an abstention against a vote is half.

    Unit: share. Range: [0, 1].

    >>> agreement([1, 1, 3], [1, 2, 1]).__round__(3)
    0.5
    """
    x, y = _common(x, y)
    return float(1 - np.abs(x - y).mean() / 2)


def s_score(
    x: ArrayLike, y: ArrayLike, metric: Metric = "absolute", weight: ArrayLike | None = None
) -> float:
    r"""Signorino and Ritter's S.

    $$S = 1 - 2 \frac{\sum_v w_v d_v}{d_{max} \sum_v w_v}$$

    Unit: none. Range: [-1, 1]; 1 for identical portfolios. High margins alone make it high, so it
    stands beside kappa or pi, never alone.

    Parameters
    ----------
    metric : {"absolute", "squared"}
        d = |x - y| with maximum 2, or (x - y)^2 with maximum 4.
    weight : array | None
        One weight an item; equal when None.

    References
    ----------
    Signorino & Ritter (1999), Tau-b or Not Tau-b, ISQ 43(1), 115-144.

    Examples
    --------
    >>> s_score([1, 2, 3], [1, 2, 3]), s_score([1, 1], [3, 3])
    (1.0, -1.0)
    """
    x, y = np.asarray(x), np.asarray(y)
    cast = np.isin(x, _ALL) & np.isin(y, _ALL)
    w = np.ones(len(x)) if weight is None else np.asarray(weight, dtype=np.float64)
    x, y = _common(x, y)
    d = _distance(x, y, metric)
    return float(1 - 2 * np.average(d, weights=w[cast]))


def scott_pi(x: ArrayLike, y: ArrayLike, metric: Metric = "absolute") -> float:
    r"""Scott's weighted pi, $1 - D_o/D_e$ with D_e from the pooled margins of both.

    Unit: none. Range: (-inf, 1]; 0 is what chance gives, 1 identity; 1 too where both always cast
    one and the same vote.

    References
    ----------
    Haege (2011), Choice or Circumstance?, Political Analysis 19(3), 287-305.

    Examples
    --------
    >>> scott_pi([1, 3, 1, 3], [1, 3, 1, 3])
    1.0
    """
    x, y = _common(x, y)
    pooled = (_margin(x) + _margin(y)) / 2
    return _corrected(x, y, pooled, pooled, metric)


def cohen_kappa(x: ArrayLike, y: ArrayLike, metric: Metric = "absolute") -> float:
    r"""Cohen's weighted kappa, $1 - D_o/D_e$.

    $$D_e = \sum_{ab} p_a q_b d_{ab} / d_{max}$$

    with the margins p and q that each state has of its own. Unit: none. Range: (-inf, 1].

    References
    ----------
    Cohen (1968), Psychological Bulletin 70(4), 213-220. Haege (2011), Political Analysis 19(3).

    Examples
    --------
    >>> cohen_kappa([1, 1, 3, 3], [1, 3, 1, 3])
    0.0
    """
    x, y = _common(x, y)
    return _corrected(x, y, _margin(x), _margin(y), metric)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Votes of a state against one power in one year.

    `identical`, `agreement`, `s`, `pi`, `kappa` as the functions of this file; `n` common votes.
    """

    state: str
    power: str
    year: int
    n: int
    identical: float
    agreement: float
    s: float
    pi: float
    kappa: float


def yearly_agreement(
    votes: NDArray[np.integer],
    year: NDArray[np.integer],
    states: tuple[str, ...],
    powers: tuple[str, ...],
    *,
    of: tuple[str, ...] | None = None,
    drop: NDArray[np.bool_] | None = None,
    fewest: int = 10,
) -> list[Agreement]:
    """Agreement of states with powers, by year.

    Parameters
    ----------
    votes : ndarray, shape (call, state)
        1 yes, 2 abstain, 3 no, anything else no vote.
    year : ndarray, shape (call,)
    of : tuple of str | None
        States to compare; all when None.
    drop : ndarray of bool, shape (call,) | None
        Calls to leave out, such as votes on single paragraphs and amendments.
    fewest : int
        A pair with fewer common votes in a year has no row.
    """
    kept = np.ones(len(votes), dtype=bool) if drop is None else ~drop
    found = []
    for when in np.unique(year[kept]):
        block = votes[kept & (year == when)]
        for state in of or states:
            for power in powers:
                if state == power:
                    continue
                x, y = both_voted(block[:, states.index(state)], block[:, states.index(power)])
                if len(x) >= fewest:
                    found.append(_compared(state, power, int(when), x, y))
    return found


def _compared(
    state: str, power: str, year: int, x: NDArray[np.int64], y: NDArray[np.int64]
) -> Agreement:
    return Agreement(
        state,
        power,
        year,
        len(x),
        float((x == y).mean()),
        agreement(x, y),
        s_score(x, y),
        scott_pi(x, y),
        cohen_kappa(x, y),
    )


def _common(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    x, y = both_voted(x, y)
    if not len(x):
        raise EmptyTies("the two states never voted on the same item, so no agreement is defined")
    return x, y


def _distance(x: NDArray[np.int64], y: NDArray[np.int64], metric: Metric) -> NDArray[np.float64]:
    return np.abs(x - y) / 2 if metric == "absolute" else (x - y) ** 2 / 4


def _margin(x: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.bincount(x, minlength=4)[1:4] / len(x)


def _corrected(
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    p: NDArray[np.float64],
    q: NDArray[np.float64],
    metric: Metric,
) -> float:
    observed = _distance(x, y, metric).mean()
    expected = float(p @ _distance(_ALL[:, None], _ALL[None, :], metric) @ q)
    if expected == 0:  # both cast one and the same vote always
        return 1.0
    return float(1 - observed / expected)
