"""One change in the shares of poles: the marginal likelihood of every date, and of none."""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ChangePosterior", "change_posterior", "log_evidence"]


def log_evidence(count: NDArray[np.float64], prior: float) -> NDArray[np.float64]:
    r"""Log marginal likelihood of counts under one set of shares.

    $$\ln m(x) = \ln\Gamma(Ka) - \ln\Gamma(Ka + n) + \sum_k [\ln\Gamma(a + x_k) - \ln\Gamma(a)]$$

    The multinomial coefficients are left out: they are the same for every place of the change.

    Parameters
    ----------
    count : ndarray, shape (..., pole)
    prior : float
        a, the Dirichlet mass of each pole.

    Returns
    -------
    ndarray, shape (...,)

    References
    ----------
    Dirichlet-multinomial (Polya) distribution: Mosimann (1962), Biometrika 49(1/2), 65-82.

    Examples
    --------
    >>> log_evidence(np.array([1.0, 0.0]), 1.0).round(4) == np.log(0.5).round(4)
    np.True_
    """
    k, log_gamma = count.shape[-1], np.vectorize(lgamma, otypes=[np.float64])
    whole = lgamma(k * prior) - log_gamma(k * prior + count.sum(axis=-1))
    return whole + (log_gamma(prior + count) - lgamma(prior)).sum(axis=-1)


@dataclass(frozen=True, slots=True)
class ChangePosterior:
    """The posterior over the place of one change.

    Attributes
    ----------
    p_change : float
        P(there is a change).
    at : ndarray, shape (cut,)
        Posterior of each cut given a change; cut t lies before bin t + 1.
    cuts : ndarray, shape (cut,)
        First bin after the change.
    """

    p_change: float
    at: NDArray[np.float64]
    cuts: NDArray[np.int64]

    @property
    def best(self) -> int:
        """First bin after the most probable change."""
        return int(self.cuts[self.at.argmax()])


def change_posterior(
    count: NDArray[np.float64], *, prior: float, phi: float, none: float, least: int
) -> ChangePosterior:
    r"""Where the shares of poles changed once, or that they did not.

    $$P(t \mid x) \propto \frac{1 - \pi_0}{C}\, m(x_{1..t})\, m(x_{t+1..T}), \qquad
      P(0 \mid x) \propto \pi_0\, m(x_{1..T})$$

    with counts over the design effect, x / phi, C the number of cuts and pi_0 the prior of none.

    Parameters
    ----------
    count : ndarray, shape (bin, pole)
    prior : float
        Dirichlet mass of each pole.
    phi : float
        Design effect of tours, at least 1.
    none : float
        Prior probability that nothing changed.
    least : int
        Bins that stand on either side of a change at least; so does one trip.

    Raises
    ------
    EmptyTies
        The record is too short for a change.

    References
    ----------
    Barry & Hartigan (1993), A Bayesian Analysis for Change Point Problems, JASA 88(421), 309-319,
    with one change at most.

    Examples
    --------
    >>> steady = np.tile([3.0, 1.0], (8, 1))
    >>> turned = np.r_[np.tile([3.0, 0.0], (4, 1)), np.tile([0.0, 3.0], (4, 1))]
    >>> options = {"prior": 0.5, "phi": 1.0, "none": 0.5, "least": 2}
    >>> round(change_posterior(steady, **options).p_change, 2)
    0.23
    >>> found = change_posterior(turned, **options)
    >>> found.p_change > 0.99, found.best
    (True, 4)
    """
    before = np.cumsum(count, axis=0)
    total = before[-1] if len(before) else np.zeros(count.shape[1])
    cuts = np.array(
        [
            t
            for t in range(max(least, 1), len(count) - max(least, 1) + 1)
            if before[t - 1].sum() > 0 and (total - before[t - 1]).sum() > 0
        ],
        dtype=np.int64,
    )
    if not len(cuts):
        raise EmptyTies(f"{len(count)} spans of time are too few to tell a change from none")
    first, second = before[cuts - 1] / phi, (total - before[cuts - 1]) / phi
    log_cut = log_evidence(first, prior) + log_evidence(second, prior)
    log_cut += np.log1p(-none) - np.log(len(cuts))
    log_none = np.log(none) + float(log_evidence(total / phi, prior))
    top = max(float(log_cut.max()), log_none)
    weight = np.exp(log_cut - top)
    p = float(weight.sum() / (weight.sum() + np.exp(log_none - top)))
    return ChangePosterior(p, weight / weight.sum(), cuts)
