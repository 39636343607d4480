"""Paths of positions over time, given Gaussian evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "drift_variance",
    "sessions_before",
    "smooth_positions",
]


def drift_variance(cast: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half of S_it, shape (state, session); the first session of a state has variance 1."""
    drift = np.zeros(cast.shape)
    drift[:, 0] = 1.0
    now, before = cast[:, 1:], cast[:, :-1]
    drift[:, 1:] = 0.5 * now / np.maximum(now + before, 1)
    return drift


def sessions_before(cast: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each session, the last one with votes before it, and 1/2 n/(n + n of that one).

    A state's first session looks ahead to its second, as the published sampler does.
    """
    before = np.zeros(cast.shape, dtype=np.int64)
    for i, row in enumerate(cast > 0):
        active = np.flatnonzero(row)
        if len(active):
            before[i, active[1:]] = active[:-1]
            before[i, active[0]] = active[min(1, len(active) - 1)]
    there = np.take_along_axis(cast, before, axis=1)
    return before, 0.5 * np.maximum(cast, 1) / np.maximum(cast + there, 1)


def smooth_positions(
    precision: NDArray[np.float64],
    pull: NDArray[np.float64],
    drift: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    r"""Draw paths of a random walk given Gaussian evidence, by filtering and backward sampling.

    $$\theta_t \mid \theta_{t-1} \sim N(\theta_{t-1}, d_t), \qquad
      p(\text{data}_t \mid \theta_t) \propto \exp(h_t \theta_t - \tfrac12 P_t \theta_t^2)$$

    Parameters
    ----------
    precision, pull, drift : ndarray, shape (state, session)
        P, h and d; a session without data has P = h = 0, one without drift keeps its place.

    Returns
    -------
    ndarray, shape (state, session)

    References
    ----------
    Carter & Kohn (1994), Biometrika 81(3), 541-553.

    Examples
    --------
    >>> sure = np.full((1, 2), 1e12)
    >>> smooth_positions(sure, sure * 2, np.ones((1, 2)), np.random.default_rng(0)).round(3)
    array([[2., 2.]])
    """
    states, times = precision.shape
    mean, var = np.zeros((times, states)), np.zeros((times, states))
    m, v = np.zeros(states), np.zeros(states)
    for t in range(times):
        v = v + drift[:, t]
        gain = 1 + v * precision[:, t]
        m, v = (m + v * pull[:, t]) / gain, v / gain
        mean[t], var[t] = m, v
    noise = rng.standard_normal((times, states))
    path = np.empty((times, states))
    path[-1] = mean[-1] + np.sqrt(var[-1]) * noise[-1]
    for t in range(times - 2, -1, -1):
        ahead = drift[:, t + 1]
        total = np.maximum(var[t] + ahead, 1e-300)
        centre = mean[t] + var[t] / total * (path[t + 1] - mean[t])
        path[t] = centre + np.sqrt(var[t] * ahead / total) * noise[t]
    return path.T.copy()
