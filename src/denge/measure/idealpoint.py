"""Ideal points of states from their votes: the published dynamic model, sampled in plain NumPy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

__all__ = ["IdealPointSampler", "IdealPoints", "ideal_points", "smooth_positions"]

Path = Literal["published", "smoothed"]

_TINY = np.float32(2e-7)  # the smallest tail that single precision can invert
_CHUNK = 50_000  # votes per block, so that one block stays in a core's cache


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
        self._blocks = _blocks(
            number[call], (state * len(self.sessions) + time[call]), votes[call, state]
        )
        self._rngs = rng.spawn(len(self._blocks))
        self._rng = rng
        self._step = step
        self._pool = ThreadPoolExecutor(max(1, threads))
        self._path = path
        self._drift = _drift_variance(self.cast)
        self._before, self._prior = _neighbours(self.cast)
        items = int(number.max()) + 1
        self.beta = np.zeros(items)
        self.cut = _first_thresholds(number[call], votes[call, state], items)
        self.theta = _first_positions(votes, time, states, start, self.cast > 0)
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

    def _numbered(self) -> list[tuple[_Block, np.random.Generator]]:
        return list(zip(self._blocks, self._rngs, strict=True))

    def _block(
        self, block: _Block, rng: np.random.Generator, theta: NDArray[np.float32]
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


@dataclass(frozen=True, slots=True)
class _Block:
    """Votes of the items [first, last), sorted by item; `edges` open each item's votes."""

    first: int
    last: int
    local: NDArray[np.int32]
    slot: NDArray[np.int32]
    choice: NDArray[np.int8]
    edges: NDArray[np.int64]


def _blocks(
    item: NDArray[np.int64], slot: NDArray[np.int64], choice: NDArray[np.integer]
) -> list[_Block]:
    opens = np.flatnonzero(np.r_[True, np.diff(item) > 0])
    blocks, begin = [], 0
    while begin < len(opens):
        end = int(np.searchsorted(opens, opens[begin] + _CHUNK))
        end = min(max(end, begin + 1), len(opens))
        votes = slice(opens[begin], opens[end] if end < len(opens) else len(item))
        first = int(item[opens[begin]])
        edges = opens[begin:end] - opens[begin]
        sizes = np.diff(np.r_[edges, votes.stop - votes.start])
        blocks.append(
            _Block(
                first,
                int(item[opens[end - 1]]) + 1,
                np.repeat(np.arange(end - begin, dtype=np.int32), sizes),
                slot[votes].astype(np.int32),
                choice[votes].astype(np.int8),
                edges,
            )
        )
        begin = end
    return blocks


def _moved_thresholds(
    cut: NDArray[np.float64],
    block: _Block,
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
    cut: NDArray[np.float64], block: _Block, mean: NDArray[np.float32]
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


def _first_thresholds(
    item: NDArray[np.int64], choice: NDArray[np.integer], items: int
) -> NDArray[np.float64]:
    """Thresholds that give each item its shares of yes, abstain and no when beta is 0."""
    from scipy.special import ndtri

    count = np.stack([np.bincount(item[choice == y], minlength=items) for y in (1, 2, 3)], axis=1)
    below = np.cumsum(count + 0.5, axis=1)
    inner = ndtri(below[:, :2] / below[:, 2:])
    return np.column_stack([np.full(items, -np.inf), inner, np.full(items, np.inf)])


def _first_positions(
    votes: NDArray[np.integer],
    time: NDArray[np.int64],
    states: tuple[str, ...],
    start: Mapping[str, float],
    cast: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """First principal component of each session's votes, turned to agree with the start values."""
    wanted = np.array([start.get(code, 0.0) for code in states])
    theta = np.zeros(cast.shape)
    for t in range(cast.shape[1]):
        ballots = votes[time == t].astype(np.float64)
        given = (ballots >= 1) & (ballots <= 3)
        ballots[~given] = 0.0
        centred = (ballots - ballots.sum(1, keepdims=True) / given.sum(1, keepdims=True)) * given
        first = np.linalg.eigh(centred.T @ centred)[1][:, -1]
        first /= max(float(first[cast[:, t]].std()), 1e-9)
        theta[:, t] = first * (np.sign((wanted * first)[cast[:, t]].sum()) or 1.0)
    return theta


def _drift_variance(cast: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half of S_it, shape (state, session); the first session of a state has variance 1."""
    drift = np.zeros(cast.shape)
    drift[:, 0] = 1.0
    now, before = cast[:, 1:], cast[:, :-1]
    drift[:, 1:] = 0.5 * now / np.maximum(now + before, 1)
    return drift


def _neighbours(cast: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
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
