r"""The terms of the dependence - tension - security payoff, one equation a function.

$$U = W_0 + R + P - C - F - c_e E$$

All in % of GDP a year. `e` is the engagement by pole; shapes are (world, pole) or (pole,) unless
said otherwise. Nothing here knows of states, files or strategies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "alignment_gain",
    "autarky_loss",
    "closed_form_tolerance",
    "coercion_cost",
    "delivered_share",
    "distance_to_poles",
    "forced_choice_cost",
    "hazard",
    "participation",
    "rao_entropy",
]


def alignment_gain(
    e: ArrayLike, present: ArrayLike, gamma: ArrayLike, sd: ArrayLike
) -> NDArray[np.float64]:
    r"""Alignment gained over the present, in standard deviations.

    $$g_\gamma(e) = \frac{e_0}{sd}\,\frac{(e/e_0)^\gamma - 1}{\gamma}$$

    Zero at the present mix, where its slope is 1/sd for every gamma; concave for gamma < 1.

    Parameters
    ----------
    e, present : array, shape (pole,) or (world, pole)
        Engagement, and where it stands now (positive).
    gamma, sd : array, shape (world,)

    Returns
    -------
    ndarray, shape (world, pole)

    Examples
    --------
    >>> alignment_gain([0.3, 0.2], [0.2, 0.2], [1.0], [0.1]).round(6)
    array([[1., 0.]])
    """
    gamma, sd = (np.atleast_1d(np.asarray(v, float))[:, None] for v in (gamma, sd))
    present = np.asarray(present, float)
    ratio = np.asarray(e, float) / present
    with np.errstate(divide="ignore"):
        power = np.exp(gamma * np.log(ratio))
    return present / sd * (power - 1) / gamma


def participation(e_sender: ArrayLike, compliance: ArrayLike) -> NDArray[np.float64]:
    r"""Part of a sender's sanctions that bites on own trade: $x = a_0 + (1 - a_0)\,e_W$.

    >>> participation(0.5, np.array([0.2])).round(2)
    array([0.6])
    """
    base = np.asarray(compliance, float)
    return base + (1 - base) * np.asarray(e_sender, float)


def distance_to_poles(
    e: ArrayLike, position: ArrayLike, spread: float, shift: float = 0.0
) -> NDArray[np.float64]:
    r"""Distance of the position that a mix implies from each pole, as a share of the axis.

    $$d_k = |\bar y(e) - y_k| / \text{range}, \qquad \bar y = \sum_k e_k y_k / \sum_k e_k$$

    Range: [0, 1] when all poles lie on the axis and `shift` is 0.

    >>> distance_to_poles([0.5, 0.5], [1.0, -1.0], 2.0)
    array([0.5, 0.5])
    """
    e, position = np.asarray(e, float), np.asarray(position, float)
    mean = e @ position / (e @ np.ones(len(position))) + shift
    return np.abs(mean[..., None] - position) / spread


def hazard(
    tension: ArrayLike, distance: ArrayLike, h0: ArrayLike, h1: ArrayLike
) -> NDArray[np.float64]:
    r"""Yearly hazard of coercion by each pole.

    $$h_k = \text{logistic}(h_0 + h_1 T (1 + 2 d_k))$$

    Parameters
    ----------
    tension, h0, h1 : array, shape (world,)
    distance : array, shape (pole,) or (world, pole)

    Returns
    -------
    ndarray, shape (world, pole)
    """
    tension, h0, h1 = (np.atleast_1d(np.asarray(v, float))[:, None] for v in (tension, h0, h1))
    return 1 / (1 + np.exp(-(h0 + h1 * tension * (1 + 2 * np.asarray(distance, float)))))


def coercion_cost(nu: ArrayLike, h: ArrayLike, loss: ArrayLike) -> NDArray[np.float64]:
    r"""What poles extract by the threat of cutting off: $C = \nu \sum_k h_k l_k$.

    A pole extracts at most the loss that it could inflict (participation constraint).

    >>> coercion_cost(0.5, [[0.2, 0.2]], [[4.0, 4.0]]).round(3)
    array([0.8])
    """
    total = np.einsum("...k,...k->...", np.asarray(h, float), np.asarray(loss, float))
    return np.asarray(nu, float) * total


def rao_entropy(
    e: ArrayLike, position: ArrayLike, spread: float, rivals: ArrayLike | None = None
) -> NDArray[np.float64]:
    r"""Rao's quadratic entropy of a mix on the rival axis.

    $$Q = \sum_{ij} p_i p_j \frac{|y_i - y_j|}{\text{range}}, \qquad p = e / \sum e$$

    Unit: none. 0 when all effort goes to one pole; 1/2 for two poles at the ends, served alike.

    Parameters
    ----------
    e : array, shape (pole,) or (world, pole)
    position : array, shape (pole,)
    rivals : array of bool, shape (pole,), optional
        Poles that stand on the axis; effort for the others counts in the whole alone.

    References
    ----------
    Rao (1982), Diversity and Dissimilarity Coefficients, Theor. Population Biology 21, 24-43.

    >>> rao_entropy([0.5, 0.5], [1.0, -1.0], 2.0)
    array(0.5)
    """
    position, e = np.asarray(position, float), np.asarray(e, float)
    apart = np.abs(position[:, None] - position[None, :]) / spread
    if rivals is not None:
        stands = np.asarray(rivals, float)
        apart = apart * (stands[:, None] * stands[None, :])
    p = e / np.maximum(e.sum(axis=-1, keepdims=True), np.finfo(float).tiny)
    return np.asarray(((p @ apart) * p).sum(axis=-1))


def forced_choice_cost(
    phi: ArrayLike, loss: ArrayLike, switch_cost: ArrayLike
) -> NDArray[np.float64]:
    r"""Expected cost of having to choose: $F = \varphi\,[\min_m \sum_{k \ne m} l_k + c_s]$.

    Parameters
    ----------
    phi : array, shape (world,)
        Yearly hazard of the choice, entropy of the mix included.
    loss : array, shape (world, pole)
        Loss if each pole cuts off; the state keeps the pole whose rivals it can best lose.

    >>> forced_choice_cost(0.1, [[4.0, 6.0]], 1.0)
    array([0.5])
    """
    loss = np.asarray(loss, float)
    dearest = loss @ np.ones(loss.shape[-1]) - _largest(loss)
    return np.asarray(phi, float) * (dearest + np.asarray(switch_cost, float))


def _largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Largest entry of each row; by columns, as rows are short."""
    return np.maximum.reduce([values[..., k] for k in range(values.shape[-1])])


def delivered_share(capacity: ArrayLike, lost: ArrayLike) -> NDArray[np.float64]:
    r"""Share of crude exports that parallel routes can carry: $\min(1, \sum_r c_r (1 - o_r))$.

    This is the maximum flow of parallel routes from one basin, exactly.

    Parameters
    ----------
    capacity, lost : array, shape (world, route)
        Capacity as a share of exports; share of it lost.

    >>> delivered_share([[1.2, 0.1]], [[0.5, 0.0]])
    array([0.7])
    """
    left = np.einsum("...r,...r->...", np.asarray(capacity, float), 1 - np.asarray(lost, float))
    return np.minimum(1.0, left)


def autarky_loss(w: ArrayLike, theta: ArrayLike) -> NDArray[np.float64]:
    r"""Loss from losing a partner with share w: $l(w) = -\frac{100}{\theta}\ln(1 - w)$, %.

    References
    ----------
    Arkolakis, Costinot and Rodriguez-Clare (2012), New Trade Models, Same Old Gains?, AER 102(1).

    >>> autarky_loss([0.15], 4.0).round(4)
    array([4.063])
    """
    return np.asarray(-100 / np.asarray(theta, float) * np.log(1 - np.asarray(w, float)))


def closed_form_tolerance(
    w: float, theta: float, nu: float, h: float, switch_cost: float, gain: float
) -> float:
    r"""Forced-choice hazard at which balancing and aligning are worth the same, two equal poles.

    $$f^* = \frac{\nu h\,(l(2w) - 2\,l(w)) + g}{l(w) + c_s}$$

    Unit: share a year.

    >>> round(closed_form_tolerance(0.15, 4.0, 0.5, 0.2, 1.5, 0.5), 5)
    0.1041
    """
    one, both = float(autarky_loss(w, theta)), float(autarky_loss(2 * w, theta))
    return (nu * h * (both - 2 * one) + gain) / (one + switch_cost)
