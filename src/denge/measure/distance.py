"""Diplomatic against geographic distance: for pairs of states, and along an itinerary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import names_of, states
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.alignment import years_old
from denge.measure.assumed import assumed, assumed_number
from denge.measure.great_circle import great_circle_km
from denge.measure.session import Session, session_known
from denge.measure.world import Position, neighbours, world_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = [
    "Distance",
    "Dyads",
    "Itinerary",
    "distance",
    "dyad_regression",
    "itinerary",
]

_SCALE = "sd of ideal points"


@dataclass(frozen=True, slots=True)
class Dyads:
    """Regression of diplomatic on geographic distance over all pairs.

    Attributes
    ----------
    coefficient, se : ndarray, shape (constant, ln km, common border)
        With standard errors robust to pairs that share a state.
    residual : ndarray, shape (pair,)
    r2 : float
    """

    coefficient: NDArray[np.float64]
    se: NDArray[np.float64]
    residual: NDArray[np.float64]
    r2: float


def dyad_regression(
    gap: NDArray[np.float64], design: NDArray[np.float64], pair: NDArray[np.int64]
) -> Dyads:
    r"""Least squares over pairs with dyad-cluster-robust standard errors.

    $$\hat V = (X'X)^{-1} \Big(\sum_{d}\sum_{d' : d \cap d' \neq \emptyset}
      x_d \hat u_d \hat u_{d'} x_{d'}'\Big) (X'X)^{-1}$$

    computed state by state: the scores of the pairs of each state are summed and squared; a pair
    that is counted with both of its states is taken off once.

    Parameters
    ----------
    gap : ndarray, shape (pair,)
    design : ndarray, shape (pair, k)
    pair : ndarray, shape (pair, 2)
        Numbers of the two states.

    References
    ----------
    Aronow, Samii & Assenova (2015), Political Analysis 23(4), 564-577.

    Examples
    --------
    >>> x = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
    >>> dyad_regression(x @ [0.5, 2.0], x, np.array([[0, 1], [0, 2], [1, 2]])).coefficient.round(6)
    array([0.5, 2. ])
    """
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ gap
    residual = gap - design @ beta
    score = design * residual[:, None]
    summed = np.zeros((int(pair.max()) + 1, design.shape[1]))
    for side in (0, 1):
        np.add.at(summed, pair[:, side], score)
    meat = summed.T @ summed - score.T @ score
    cover = inverse @ meat @ inverse
    total = ((gap - gap.mean()) ** 2).sum()
    fit = 1 - (residual**2).sum() / total if total else 1.0
    return Dyads(beta, np.sqrt(np.clip(np.diag(cover), 0, None)), residual, float(fit))


@dataclass(frozen=True, slots=True)
class Distance(Result):
    """How far two states are apart in votes, given how far they are apart on the map.

    Attributes
    ----------
    gap : Estimate
        |theta_i - theta_j|, in standard deviations of the ideal points.
    km : float
        Between capitals.
    residual : Estimate
        What geography leaves unexplained: positive is further apart than neighbours of that
        distance usually are.
    rank : Estimate
        Rank of the residual among the state's pairs, 1 the closest for its distance.
    """

    state: str
    partner: str
    year: int
    gap: Estimate
    km: float
    residual: Estimate
    rank: Estimate
    pairs: int
    fit: Dyads
    trail_steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        names = names_of(self.state, self.partner)
        fixed = Estimate(self.km, unit="km", reason="between two capitals")
        rows = (
            ("gap", f"Diplomatic distance of {names} in UN votes", self.gap),
            ("km", f"Distance of the capitals of {names}", fixed),
            ("residual", f"Diplomatic distance of {names} beyond geography", self.residual),
            ("rank", f"Rank of that residual among {self.pairs} partners (1 = closest)", self.rank),
        )
        return tuple(
            Figure(
                id=f"distance.{self.partner}.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="|theta_i - theta_j|; residual of a regression on ln km and common border",
                trail=self.trail_steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=years_old(self.year, self.as_of),
            )
            for key, label, estimate in rows
        )


@dataclass(frozen=True, slots=True)
class Itinerary(Result):
    """The diplomatic and the geographic distance covered along a chain of hosts.

    Attributes
    ----------
    hosts : tuple[str, ...]
        ISO3 in the order visited.
    steps_km : tuple[float, ...]
    travelled : Estimate
        Sum of the ideal-point steps between consecutive hosts.
    usual : Estimate
        What pairs of the same distances and borders usually cover.
    """

    hosts: tuple[str, ...]
    year: int
    steps_km: tuple[float, ...]
    travelled: Estimate
    usual: Estimate
    share_closer: Estimate
    trail_steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        way = " - ".join(find_state(code).capital for code in self.hosts)
        total = Estimate(sum(self.steps_km), unit="km", reason="between capitals on a great circle")
        rows = (
            ("travelled", f"Diplomatic distance along {way}", self.travelled),
            ("km", f"Kilometres along {way}", total),
            ("usual", "Diplomatic distance usual for pairs this far apart", self.usual),
            ("share_closer", "Share of all pairs of states that stand closer", self.share_closer),
        )
        return tuple(
            Figure(
                id=f"itinerary.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="sum of |theta_i - theta_j| over consecutive hosts",
                trail=self.trail_steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=years_old(self.year, self.as_of),
            )
            for key, label, estimate in rows
        )


def distance(
    view: View, state: str, partner: str, *, points: Iterable[Row] = (), seed: int = 0
) -> Distance:
    """Diplomatic against geographic distance of two states, in the last session known.

    Parameters
    ----------
    points : iterable of dict
        Ideal points of releases that a ledger holds; see `session.session_known`.

    Raises
    ------
    EmptyTies
        One of them has no ideal point or no capital on the map.
    InputError
        The two are one state.
    """
    if state == partner:
        raise InputError(f"{state} has no distance from itself")
    session = session_known(view.as_of, points)
    map_ = _Map.of(session)
    draws = map_.draws(int(assumed_number("distance.draws")), np.random.default_rng(seed))
    i, j = map_.number(state), map_.number(partner)
    fit = map_.fit()
    expected = map_.design @ fit.coefficient
    mine = np.flatnonzero((map_.pair == i).any(axis=1))
    residual = np.abs(draws[:, map_.pair[mine, 0]] - draws[:, map_.pair[mine, 1]]) - expected[mine]
    k = int(np.flatnonzero((map_.pair[mine] == j).any(axis=1))[0])
    place = (residual < residual[:, [k]]).sum(axis=1) + 1
    return Distance(
        state=state,
        partner=partner,
        year=session.year,
        gap=estimate_from_draws(np.abs(draws[:, i] - draws[:, j]), _SCALE),
        km=float(map_.km[mine[k]]),
        residual=estimate_from_draws(residual[:, k], _SCALE),
        rank=estimate_from_draws(place.astype(np.float64), "rank"),
        pairs=len(mine),
        fit=fit,
        trail_steps=tuple(session.step(map_.points[n]) for n in (i, j)),
        origins=(session.origin(), world_origin("geonames")),
        assumptions=(assumed("distance.draws"), assumed("stale_years")),
        seed=seed,
        as_of=view.as_of,
    )


def itinerary(
    view: View, hosts: Sequence[str], *, points: Iterable[Row] = (), seed: int = 0
) -> Itinerary:
    """Diplomatic distance travelled between consecutive hosts, next to its kilometres.

    Parameters
    ----------
    hosts : sequence of str
        ISO3 in the order visited; the same host twice in a row adds nothing.
    points : iterable of dict
        Ideal points of releases that a ledger holds; see `session.session_known`.

    Raises
    ------
    InputError
        Fewer than two hosts.
    EmptyTies
        A host has no ideal point or no capital on the map.
    """
    if len(set(hosts)) < 2:
        raise InputError(
            f"an itinerary has at least two different hosts, in the order visited, not "
            f"{', '.join(hosts) or 'none'}"
        )
    session = session_known(view.as_of, points)
    map_ = _Map.of(session)
    draws = map_.draws(int(assumed_number("distance.draws")), np.random.default_rng(seed))
    stops = [map_.number(code) for code in hosts]
    legs = [(a, b) for a, b in pairwise(stops) if a != b]
    km = tuple(float(map_.leg_km(a, b)) for a, b in legs)
    gaps = np.abs(draws[:, [a for a, _ in legs]] - draws[:, [b for _, b in legs]])
    design = np.array([map_.leg_design(a, b) for a, b in legs])
    usual = design @ map_.fit().coefficient
    mean = np.array([p.mean for p in map_.points])
    every = np.abs(mean[map_.pair[:, 0]] - mean[map_.pair[:, 1]])
    closer = (every[None, :] < gaps.mean(axis=1)[:, None]).mean(axis=1)
    return Itinerary(
        hosts=tuple(hosts),
        year=session.year,
        steps_km=km,
        travelled=estimate_from_draws(gaps.sum(axis=1), _SCALE),
        usual=Estimate(float(usual.sum()), unit=_SCALE, reason="fitted value of a regression"),
        share_closer=estimate_from_draws(closer, "share of pairs"),
        trail_steps=tuple(session.step(map_.points[n]) for n in dict.fromkeys(stops)),
        origins=(session.origin(), world_origin("geonames")),
        assumptions=(assumed("distance.draws"), assumed("stale_years")),
        seed=seed,
        as_of=view.as_of,
    )


@dataclass(frozen=True)
class _Map:
    """States with an ideal point and a capital, and all their pairs."""

    year: int
    points: tuple[Position, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    pair: NDArray[np.int64]
    km: NDArray[np.float64]
    design: NDArray[np.float64]

    @staticmethod
    @cache
    def of(session: Session) -> _Map:
        points = tuple(
            p for p in session.points if p.state in states() and states()[p.state].lat is not None
        )
        lat = np.array([states()[p.state].lat for p in points], dtype=np.float64)
        lon = np.array([states()[p.state].lon for p in points], dtype=np.float64)
        pair = np.column_stack(np.triu_indices(len(points), 1)).astype(np.int64)
        km = great_circle_km(lat[pair[:, 0]], lon[pair[:, 0]], lat[pair[:, 1]], lon[pair[:, 1]])
        border = [(points[a].state, points[b].state) in neighbours() for a, b in pair]
        design = np.column_stack([np.ones(len(pair)), np.log(km + 1), np.array(border, float)])
        return _Map(session.year, points, lat, lon, pair, km, design)

    def number(self, code: str) -> int:
        for n, point in enumerate(self.points):
            if point.state == code:
                return n
        raise EmptyTies(f"{code} has no ideal point of {self.year} or no capital in the catalogue")

    def draws(self, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
        mean, sd = (np.array([getattr(p, f) for p in self.points]) for f in ("mean", "sd"))
        return mean + sd * rng.standard_normal((draws, len(mean)))

    def fit(self) -> Dyads:
        mean = np.array([p.mean for p in self.points])
        gap = np.abs(mean[self.pair[:, 0]] - mean[self.pair[:, 1]])
        return dyad_regression(gap, self.design, self.pair)

    def leg_km(self, a: int, b: int) -> float:
        return float(great_circle_km(self.lat[a], self.lon[a], self.lat[b], self.lon[b]))

    def leg_design(self, a: int, b: int) -> list[float]:
        border = (self.points[a].state, self.points[b].state) in neighbours()
        return [1.0, float(np.log(self.leg_km(a, b) + 1)), float(border)]
