"""Ideal points of states from their votes: the published dynamic model, sampled in plain NumPy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import InputError
from denge.measure.ballots import Block, blocks_of, first_positions, first_thresholds
from denge.measure.paths import drift_variance, sessions_before, smooth_positions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

__all__ = [
    "IdealPointSampler",
    "IdealPoints",
    "ideal_points",
]

Path = Literal["published", "smoothed"]

_TINY = np.float32(2e-7)  # the smallest tail that single precision can invert


@dataclass(frozen=True, slots=True)
class IdealPoints:
    """Posterior of the ideal points.

    Attributes
    ----------
    states : tuple[str, ...]
    sessions : ndarray, shape (session,)
    draws : ndarray, shape (draw, state, session)
        Kept draws; NaN where the state cast no vote. Mean 0 and sd 1 over all of them in each draw.
    votes : ndarray, shape (state, session)
        Votes cast.
    sweeps, burn : int
    """

    states: tuple[str, ...]
    sessions: NDArray[np.integer]
    draws: NDArray[np.float32]
    votes: NDArray[np.int64]
    sweeps: int
    burn: int

    @property
    def mean(self) -> NDArray[np.float64]:
        """Posterior mean, shape (state, session)."""
        return self.draws.mean(axis=0, dtype=np.float64)

    def quantile(self, q: float) -> NDArray[np.float64]:
        """Posterior quantile, shape (state, session)."""
        return np.quantile(self.draws.astype(np.float64), q, axis=0)

    def probability_of_rise(self, state: str, session: int) -> float:
        """P(theta_t > theta_t-1): how sure a move away from the last session is.

        Raises
        ------
        InputError
            The state cast no vote in one of the two sessions.
        """
        t = int(np.searchsorted(self.sessions, session))
        if t == 0 or t >= len(self.sessions) or self.sessions[t] != session:
            raise InputError(f"session {session} has no predecessor among those estimated")
        now, before = self.draws[:, self.states.index(state), t - 1 : t + 1].T[::-1]
        if np.isnan(now).any() or np.isnan(before).any():
            raise InputError(f"{state} cast no vote in session {session} or in the one before")
        return float((now > before).mean())


def ideal_points(
    votes: NDArray[np.integer],
    session: NDArray[np.integer],
    states: tuple[str, ...],
    *,
    item: NDArray[np.integer] | None = None,
    start: Mapping[str, float],
    sweeps: int = 800,
    burn: int = 300,
    keep_every: int = 2,
    step: float = 0.12,
    path: Path = "published",
    rng: np.random.Generator,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> IdealPoints:
    r"""Dynamic ordinal ideal points.

    $$Z_{itv} = \beta_v \theta_{it} + \varepsilon, \quad \varepsilon \sim N(0,1), \quad
      y = 1\,[Z < \gamma_{1v}],\; 2\,[\gamma_{1v} < Z < \gamma_{2v}],\; 3\,[Z > \gamma_{2v}]$$
    $$\beta_v \sim N(0,1), \quad \theta_{it} \sim N(\theta_{i,t-1}, \tfrac12 S_{it}), \quad
      S_{it} = n_{it}/(n_{it}+n_{i,t-1})$$

    Thresholds are flat on [-7, 7] and moved by a Metropolis step with the latent Z integrated out
    (Cowles 1996); Z and beta are drawn from their full conditionals. A state's path is drawn in one
    of two ways: `published` takes each session given the last sweep's mean of the session before
    it, as the authors' program does, and reproduces their figures; `smoothed` draws the whole path
    from its full conditional (forward filtering, backward sampling), so that later votes inform
    earlier positions too. After each sweep theta is clipped to [-5, 5] and standardised.

    Unit: standard deviations over all state-sessions. Range: [-5, 5]; high is near the states that
    `start` puts high. The scale is relative: one dimension is position toward that order, not
    closeness to each power.

    Parameters
    ----------
    votes : ndarray, shape (call, state)
        1 yes, 2 abstain, 3 no; anything else is no vote.
    session : ndarray, shape (call,)
    item : ndarray, shape (call,) | None
        Calls with one number share beta and thresholds (the same resolution voted again), which
        holds the scale together over time. None: every call is its own.
    start : mapping
        First values of some states. They fix the direction of every session's first principal
        component, from which the chain starts.
    step : float
        Standard deviation of the Metropolis proposal; it changes the mixing, not the posterior.
    path : {"published", "smoothed"}
    threads : int
        Blocks of votes are drawn in this many threads; the numbers do not depend on it.

    Raises
    ------
    InputError
        Shapes do not match, or nobody voted.

    References
    ----------
    Bailey, Strezhnev & Voeten (2017), Journal of Conflict Resolution 61(2), 430-456.
    Albert & Chib (1993), JASA 88(422), 669-679. Cowles (1996), Statistics and Computing 6, 101-111.
    """
    sampler = IdealPointSampler(votes, session, states, item, start, step, path, rng, threads)
    kept = []
    for sweep in range(sweeps):
        sampler.sweep()
        if sweep >= burn and (sweep - burn) % keep_every == 0:
            kept.append(sampler.theta.astype(np.float32))
        if progress:
            progress(sweep + 1, sweeps)
    draws = np.array(kept)
    draws[:, sampler.cast == 0] = np.nan
    return IdealPoints(states, sampler.sessions, draws, sampler.cast, sweeps, burn)


class IdealPointSampler:
    """State of the chain; `sweep()` moves every unknown once."""

    def __init__(
        self,
        votes: NDArray[np.integer],
        session: NDArray[np.integer],
        states: tuple[str, ...],
        item: NDArray[np.integer] | None,
        start: Mapping[str, float],
        step: float,
        path: Path,
        rng: np.random.Generator,
        threads: int,
    ) -> None:
        if votes.shape != (len(session), len(states)):
            raise InputError(
                f"{votes.shape[0]} x {votes.shape[1]} votes do not fit {len(session)} calls and "
                f"{len(states)} states"
            )
        call, state = np.nonzero((votes >= 1) & (votes <= 3))
        if not len(call):
            raise InputError("nobody voted, so there are no ideal points")
        self.sessions, time = np.unique(session, return_inverse=True)
        _, number = np.unique(
            np.arange(len(session)) if item is None else item, return_inverse=True
        )
        order = np.argsort(number[call], kind="stable")
        call, state = call[order], state[order]
        self.cast = np.zeros((len(states), len(self.sessions)), dtype=np.int64)
        np.add.at(self.cast, (state, time[call]), 1)
        self._slots = len(states) * len(self.sessions)
        self._blocks = blocks_of(
            number[call], (state * len(self.sessions) + time[call]), votes[call, state]
        )
        self._rngs = rng.spawn(len(self._blocks))
        self._rng = rng
        self._step = step
        self._pool = ThreadPoolExecutor(max(1, threads))
        self._path = path
        self._drift = drift_variance(self.cast)
        self._before, self._prior = sessions_before(self.cast)
        items = int(number.max()) + 1
        self.beta = np.zeros(items)
        self.cut = first_thresholds(number[call], votes[call, state], items)
        self.theta = first_positions(votes, time, states, start, self.cast > 0)
        self._mean = self.theta.copy()

    def sweep(self) -> None:
        """Draw thresholds, latent votes and beta by blocks, then every state's path."""
        now = self.theta.astype(np.float32).ravel()
        parts = list(self._pool.map(lambda b: self._block(b[0], b[1], now), self._numbered()))
        precision = np.sum([part[0] for part in parts], axis=0).reshape(self.cast.shape)
        pull = np.sum([part[1] for part in parts], axis=0).reshape(self.cast.shape)
        if self._path == "smoothed":
            theta = smooth_positions(precision, pull, self._drift, self._rng)
        else:
            theta = self._published(precision, pull)
        theta = theta.clip(-5, 5)
        self.theta = (theta - theta[self.cast > 0].mean()) / theta[self.cast > 0].std()

    def _published(
        self, precision: NDArray[np.float64], pull: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Each session given the last sweep's mean of the session before it."""
        before = np.take_along_axis(self._mean, self._before, axis=1)
        variance = 1 / (precision + 1 / self._prior)
        self._mean = np.where(self.cast > 0, variance * (pull + before / self._prior), 0.0)
        return self._mean + np.sqrt(variance) * self._rng.standard_normal(self._mean.shape)

    def _numbered(self) -> list[tuple[Block, np.random.Generator]]:
        return list(zip(self._blocks, self._rngs, strict=True))

    def _block(
        self, block: Block, rng: np.random.Generator, theta: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        here = slice(block.first, block.last)
        position = theta[block.slot]
        mean = self.beta[here].astype(np.float32)[block.local] * position
        cut, low, high = _moved_thresholds(self.cut[here], block, mean, self._step, rng)
        self.cut[here] = cut
        latent = mean + _truncated(low, high, rng)
        precision = 1.0 + np.add.reduceat(position * position, block.edges, dtype=np.float64)
        centre = np.add.reduceat(position * latent, block.edges, dtype=np.float64) / precision
        beta = centre + rng.standard_normal(len(centre)) / np.sqrt(precision)
        self.beta[here] = beta
        slope = beta[block.local]
        return (
            np.bincount(block.slot, slope * slope, self._slots).astype(np.float64),
            np.bincount(block.slot, slope * latent, self._slots).astype(np.float64),
        )


def _moved_thresholds(
    cut: NDArray[np.float64],
    block: Block,
    mean: NDArray[np.float32],
    step: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.float32]]:
    """One Metropolis step per item, with the probabilities below and above each vote's interval."""
    proposal = cut.copy()
    proposal[:, 1:3] += step * rng.standard_normal((len(cut), 2))
    inside = (proposal[:, 1] < proposal[:, 2]) & (np.abs(proposal[:, 1:3]) < 7).all(axis=1)
    proposal = np.where(inside[:, None], proposal, cut)
    old_low, old_high = _interval(cut, block, mean)
    new_low, new_high = _interval(proposal, block, mean)
    ratio = np.maximum(new_high - new_low, 1e-12) / np.maximum(old_high - old_low, 1e-12)
    gain = np.add.reduceat(np.log(ratio), block.edges, dtype=np.float64)
    accept = np.log(rng.random(len(cut))) < gain
    moved = accept[block.local]
    return (
        np.where(accept[:, None], proposal, cut),
        np.where(moved, new_low, old_low),
        np.where(moved, new_high, old_high),
    )


def _interval(
    cut: NDArray[np.float64], block: Block, mean: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from scipy.special import ndtr

    flat = cut.astype(np.float32).ravel()
    at = block.local * np.int32(4) + block.choice
    return ndtr(flat[at - 1] - mean), ndtr(flat[at] - mean)


def _truncated(
    low: NDArray[np.float32], high: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Standard normal draws between two quantile levels."""
    from scipy.special import ndtri

    level = low + (high - low) * rng.random(len(low), dtype=np.float32)
    return ndtri(np.clip(level, _TINY, 1 - _TINY))
