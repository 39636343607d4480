"""How many directions a state effectively has: Hill numbers of shares, with estimators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "chao_richness",
    "chao_shannon",
    "chao_simpson",
    "herfindahl",
    "hill",
    "hill_similarity",
]


def herfindahl(flow: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Herfindahl-Hirschman concentration of flows over partners.

    $$H = \sum_i s_i^2, \qquad s_i = v_i / \sum_j v_j$$

    Unit: none. Range: [1/n, 1]; 1 means one partner holds every tie.

    Parameters
    ----------
    flow : ndarray, shape (draw, partner)
        Non-negative flows, all in one unit.

    Returns
    -------
    ndarray, shape (draw,)

    Raises
    ------
    EmptyTies
        A draw holds no positive flow, so its shares are undefined.

    References
    ----------
    Hirschman (1964), The Paternity of an Index, AER 54(5), 761.

    Examples
    --------
    >>> herfindahl(np.array([[50.0, 30.0, 20.0]])).round(2)
    array([0.38])
    """
    return (_shares(flow) ** 2).sum(axis=-1)


def hill(flow: ArrayLike, q: float) -> NDArray[np.float64]:
    r"""Hill number of order q: the number of equal vectors that would be as diverse.

    $$D_q = \Big(\sum_k p_k^q\Big)^{1/(1-q)}, \qquad D_1 = \exp\Big(-\sum_k p_k \ln p_k\Big)$$

    Unit: effective vectors. Range: [1, K]; K when all K shares are equal.

    Parameters
    ----------
    flow : array, shape (..., K)
        Non-negative flows or shares; the last axis is normalised.
    q : float
        Order >= 0. 1 weighs vectors by share; 2 is the inverse Herfindahl (Laakso-Taagepera).

    Raises
    ------
    EmptyTies
        A row holds no positive flow.
    InputError
        q is negative.

    References
    ----------
    Hill (1973), Ecology 54(2), 427-432. Laakso & Taagepera (1979), CPS 12(1), 3-27.

    Examples
    --------
    >>> float(hill([25, 25, 25, 25], 2))
    4.0
    >>> float(hill([1, 1, 0], 1).round(3))
    2.0
    """
    if q < 0:
        raise InputError(f"the order of a Hill number is >= 0, and {q} was given")
    p = _shares(flow)
    if q == 2:
        return np.asarray(1 / np.einsum("...k,...k->...", p, p))
    present = np.where(p > 0, p, 1.0)
    if q == 1:
        return np.asarray(np.exp(-(p * np.log(present)).sum(axis=-1)))
    return np.asarray(((p > 0) * present**q).sum(axis=-1) ** (1 / (1 - q)))


def hill_similarity(
    flow: ArrayLike, similarity: NDArray[np.float64], q: float
) -> NDArray[np.float64]:
    r"""Similarity-sensitive diversity: ten partners that act as one are one vector.

    $$D_q^Z = \Big(\sum_k p_k (Zp)_k^{q-1}\Big)^{1/(1-q)}, \qquad
      D_1^Z = \exp\Big(-\sum_k p_k \ln (Zp)_k\Big)$$

    Unit: effective vectors. Range: [1, D_q]; D_q when Z is the identity.

    Parameters
    ----------
    flow : array, shape (..., K)
    similarity : ndarray, shape (K, K)
        Z with ones on its diagonal and entries in [0, 1].

    Raises
    ------
    EmptyTies
        A row holds no positive flow.
    InputError
        The matrix is not square of size K, or an entry leaves [0, 1].

    References
    ----------
    Leinster & Cobbold (2012), Ecology 93(3), 477-489.

    Examples
    --------
    >>> float(hill_similarity([1, 1, 2], np.ones((3, 3)), 2))
    1.0
    """
    p = _shares(flow)
    if similarity.shape != (p.shape[-1],) * 2 or (similarity < 0).any() or (similarity > 1).any():
        raise InputError(
            f"{p.shape[-1]} poles need a {p.shape[-1]} x {p.shape[-1]} similarity in [0, 1]"
        )
    alike = np.where(p > 0, p @ similarity.T, 1.0)
    if q == 1:
        return np.asarray(np.exp(-(p * np.log(alike)).sum(axis=-1)))
    return np.asarray((p * alike ** (q - 1)).sum(axis=-1) ** (1 / (1 - q)))


def chao_simpson(count: ArrayLike) -> float:
    r"""Estimator of D_2 that is unbiased for the Simpson index.

    $$\hat D_2 = \Big[\sum_k \frac{x_k(x_k-1)}{n(n-1)}\Big]^{-1}$$

    Unit: effective vectors; infinite when no pole is met twice. It overshoots for n <= 15: print it
    beside the raw figure, never alone.

    References
    ----------
    Chao & Jost (2015), Methods in Ecology and Evolution 6, 873-882.

    Examples
    --------
    >>> round(chao_simpson([3, 2, 1]), 2)
    3.75
    """
    x, n = _counts(count)
    pairs = float((x * (x - 1)).sum())
    return n * (n - 1) / pairs if pairs else float("inf")


def chao_shannon(count: ArrayLike) -> float:
    r"""Chao-Jost estimator of D_1, the exponential of Shannon entropy.

    $$\hat D_1 = \exp\Big\{\sum_k \frac{x_k}{n}[\psi(n)-\psi(x_k)] + \frac{f_1}{n}(1-A)^{1-n}
      \Big[-\ln A - \sum_{r=1}^{n-1} \frac{(1-A)^r}{r}\Big]\Big\}$$

    with singletons f1, doubletons f2 and A = 2 f2 / ((n-1) f1 + 2 f2).

    References
    ----------
    Chao & Jost (2015), Methods in Ecology and Evolution 6, 873-882.

    Examples
    --------
    >>> round(chao_shannon([10, 10]), 2)
    2.05
    """
    x, n = _counts(count)
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, n))])
    entropy = float((x / n * (harmonic[n - 1] - harmonic[x - 1])).sum())
    f1, f2 = int((x == 1).sum()), int((x == 2).sum())
    return float(np.exp(entropy + _unseen_entropy(n, f1, f2)))


def chao_richness(count: ArrayLike) -> float:
    r"""Chao1 lower bound of the number of poles, S + (n-1)/n f1^2/(2 f2).

    Here for comparison with published software only: partners of a state are known, so poles
    "not yet seen" have no meaning for engagement.

    References
    ----------
    Chao (1984), Scandinavian Journal of Statistics 11(4), 265-270.

    Examples
    --------
    >>> chao_richness([4, 3, 1, 2])
    4.45
    """
    x, n = _counts(count)
    f1, f2 = int((x == 1).sum()), int((x == 2).sum())
    unseen = f1 * f1 / (2 * f2) if f2 else f1 * (f1 - 1) / 2
    return float(len(x) + (n - 1) / n * unseen)


def _unseen_entropy(n: int, f1: int, f2: int) -> float:
    if not f1:
        return 0.0
    a = 2 * f2 / ((n - 1) * f1 + 2 * f2) if f2 else 2 / ((n - 1) * (f1 - 1) + 2)
    if a >= 1:
        return 0.0
    # The bracket is the tail sum_{r >= n} (1-a)^r / r; summed forward it loses no digits.
    r = np.arange(0, int(40 / a) + 1)
    return float(f1 / n * (1 - a) * ((1 - a) ** r / (n + r)).sum())


def _shares(flow: ArrayLike) -> NDArray[np.float64]:
    flow = np.asarray(flow, dtype=np.float64)
    total = flow.sum(axis=-1, keepdims=True)
    if (total <= 0).any() or (flow < 0).any():
        raise EmptyTies(f"{int((total <= 0).sum())} of {total.size} rows hold no positive flow")
    return flow / total


def _counts(count: ArrayLike) -> tuple[NDArray[np.int64], int]:
    x = np.asarray(count)
    whole = np.rint(x).astype(np.int64)
    if (whole != x).any() or (whole < 0).any():
        raise InputError("these estimators need whole, non-negative counts")
    whole = whole[whole > 0]
    if whole.sum() < 2:
        raise EmptyTies(f"{int(whole.sum())} trips are too few to estimate diversity; 2 are needed")
    return whole, int(whole.sum())
