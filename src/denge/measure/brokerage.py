"""Brokerage in a whole network of states: constraint, and the ways between two rivals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import names_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.dyads import dyad_counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = ["Brokerage", "axis_share", "brokerage", "burt_constraint", "rewired"]


def burt_constraint(tie: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Burt's constraint: how far a state's contacts are contacts of each other.

    $$c_i = \sum_{j \ne i} \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2, \qquad
      p_{ij} = \frac{a_{ij}+a_{ji}}{\sum_k (a_{ik}+a_{ki})}$$

    The outer sum runs over the contacts of i. Unit: none. Low is a broker, high is bound in. NaN
    for a state without ties.

    Parameters
    ----------
    tie : ndarray, shape (state, state)
        Non-negative; the diagonal is ignored.

    References
    ----------
    Burt (1992), Structural Holes; (2004), American Journal of Sociology 110(2), 349-399.

    Examples
    --------
    >>> star = np.zeros((5, 5)); star[0, 1:] = 1
    >>> burt_constraint(star).tolist()
    [0.25, 1.0, 1.0, 1.0, 1.0]
    """
    both = tie + tie.T
    both = both - np.diag(np.diag(both))
    total = both.sum(axis=1, keepdims=True)
    p = np.divide(both, total, out=np.zeros_like(both), where=total > 0)
    reach = np.where(both > 0, (p + p @ p) ** 2, 0.0)
    np.fill_diagonal(reach, 0.0)
    return np.where(total[:, 0] > 0, reach.sum(axis=1), np.nan)


def axis_share(tie: NDArray[np.float64], first: int, second: int) -> NDArray[np.float64]:
    r"""Share of the two-step ways between two rivals that run through each state.

    $$b_k = \frac{w_{ik} w_{kj}}{\sum_l w_{il} w_{lj}}, \qquad w = a + a^T$$

    Unit: share. Range: [0, 1]; sums to one over all third states.

    Raises
    ------
    EmptyTies
        No state has ties with both rivals.

    Examples
    --------
    >>> tie = np.array([[0, 0, 2, 1], [0, 0, 1, 2.0], [0, 0, 0, 0], [0, 0, 0, 0]])
    >>> axis_share(tie, 0, 1).tolist()
    [0.0, 0.0, 0.5, 0.5]
    """
    both = tie + tie.T
    ways = both[first] * both[second]
    ways[[first, second]] = 0.0
    if ways.sum() <= 0:
        raise EmptyTies("no state has ties with both rivals, so nobody stands between them")
    return ways / ways.sum()


def rewired(
    tie: NDArray[np.float64], rng: np.random.Generator, swaps_per_tie: int = 5
) -> NDArray[np.float64]:
    """A random network in which every state keeps its degrees and its strengths exactly.

    Two ties of equal weight, a to b and c to d, become a to d and c to b, unless that makes a loop
    or doubles a tie. Weights that occur once stay where they are.

    Parameters
    ----------
    tie : ndarray, shape (state, state)
        Directed, with a zero diagonal.

    References
    ----------
    Maslov & Sneppen (2002), Science 296, 910-913.

    Examples
    --------
    >>> ring = np.roll(np.eye(6), 1, axis=1)
    >>> moved = rewired(ring, np.random.default_rng(0))
    >>> moved.sum(axis=0).tolist() == moved.sum(axis=1).tolist() == [1.0] * 6
    True
    """
    tail, head = np.nonzero(tie)
    weight = tie[tail, head]
    tails, heads = tail.tolist(), head.tolist()
    taken = set(zip(tails, heads, strict=True))
    for value in np.unique(weight):
        group = np.flatnonzero(weight == value)
        if len(group) < 2:
            continue
        picks = rng.integers(0, len(group), (swaps_per_tie * len(group), 2))
        for m, n in group[picks].tolist():
            a, b, c, d = tails[m], heads[m], tails[n], heads[n]
            if len({a, b, c, d}) < 4 or (a, d) in taken or (c, b) in taken:
                continue
            taken -= {(a, b), (c, d)}
            taken |= {(a, d), (c, b)}
            heads[m], heads[n] = d, b
    new = np.zeros_like(tie)
    new[tails, heads] = weight
    return new


@dataclass(frozen=True, slots=True)
class Brokerage(Result):
    """How much of the ways between two rivals runs through a state.

    Attributes
    ----------
    share, constraint : float
        Of the observed network.
    null_share, null_constraint : Estimate
        Under the null that keeps every state's degrees and strengths.
    p : float
        Share of null networks in which the state's share is at least as large.
    rank : int
        Rank of the share among all third states.
    """

    state: str
    rivals: tuple[str, str]
    year: int
    states: int
    share: float
    constraint: float
    null_share: Estimate
    null_constraint: Estimate
    p: float
    rank: int
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None
    steps: tuple[Step, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        names = names_of(*self.rivals)
        fixed = "a property of one observed network"
        share = Estimate(self.share, unit="share", reason=fixed)
        place = Estimate(self.rank, unit=f"of {self.states - 2}", reason=fixed)
        chance = Estimate(self.p, reason="a share of random networks")
        rows = (
            ("share", f"Share of the ways between {names}", share),
            ("null", "The same share in networks wired by chance", self.null_share),
            ("p", "p of a share this large by chance", chance),
            ("rank", "Rank of the share", place),
            ("constraint", "Burt's constraint", Estimate(self.constraint, reason=fixed)),
            ("constraint_null", "The same in networks wired by chance", self.null_constraint),
        )
        return tuple(
            Figure(
                id=f"brokerage.{'_'.join(self.rivals)}.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="two-step ways; null by swaps that keep degrees and strengths",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
            )
            for key, label, estimate in rows
        )


def brokerage(
    rows: Iterable[Row],
    state: str,
    *,
    rivals: tuple[str, str] = ("USA", "RUS"),
    year: int,
    origins: tuple[Origin, ...] = (),
    seed: int = 0,
) -> Brokerage:
    """Brokerage of a state between two rivals, on a network of all states.

    Parameters
    ----------
    rows : iterable of dict
        Events of all states, not of one state alone: a state's own ties show no brokerage.
        `source, target, year, quad, events`, as `dyads.yearly_rows` gives.

    Raises
    ------
    InputError
        The state is one of the rivals.
    EmptyTies
        No events of the year, or none of the state.
    """
    if state in rivals:
        raise InputError(f"{state} is one of the rivals and cannot stand between them")
    counts = dyad_counts(rows, year)
    tie = counts.count[:2].sum(axis=0)
    i, a, b = (counts.number(code) for code in (state, *rivals))
    rng, share = np.random.default_rng(seed), axis_share(tie, a, b)
    draws = _null(tie, (a, b), i, int(assumed_number("brokerage.draws")), rng)
    null_share, null_constraint = np.array(draws).T
    return Brokerage(
        state=state,
        rivals=rivals,
        year=year,
        states=len(counts.states),
        share=float(share[i]),
        constraint=float(burt_constraint(tie)[i]),
        null_share=estimate_from_draws(null_share, "share"),
        null_constraint=estimate_from_draws(null_constraint),
        p=float((1 + (null_share >= share[i] - 1e-12).sum()) / (1 + len(draws))),
        rank=int((share > share[i]).sum()) + 1,
        origins=origins,
        assumptions=(assumed("brokerage.draws"),),
        seed=seed,
        as_of=None,
    )


def _null(
    tie: NDArray[np.float64],
    rivals: tuple[int, int],
    i: int,
    draws: int,
    rng: np.random.Generator,
) -> list[tuple[float, float]]:
    """Share and constraint of state i along a chain of rewired networks."""
    network, found = rewired(tie, rng), []
    for _ in range(draws):
        network = rewired(network, rng, swaps_per_tie=1)
        try:
            share = float(axis_share(network, *rivals)[i])
        except EmptyTies:
            share = 0.0
        found.append((share, float(burt_constraint(network)[i])))
    return found
