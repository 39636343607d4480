"""The league table: how evenly every state stands between the powers, with intervals on ranks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import states as known_states
from denge.core.trail import Assumption, Figure, Origin
from denge.measure.alignment import stance_between, years_old
from denge.measure.assumed import assumed, assumed_number
from denge.measure.world import Position, known_in, last_session, positions, world_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = ["League", "Place", "vote_league"]


@dataclass(frozen=True, slots=True)
class Place:
    """One state of the table.

    Attributes
    ----------
    balance : Estimate
        1 midway between the two ends, 0 at either end or beyond.
    tilt : Estimate
        +1 at the first end, -1 at the second.
    rank : Estimate
        1 is the most evenly placed.
    """

    state: str
    balance: Estimate
    tilt: Estimate
    rank: Estimate


@dataclass(frozen=True, slots=True)
class League(Result):
    """States ranked on one dimension that all of them have for one year."""

    dimension: str
    year: int
    places: tuple[Place, ...]
    unranked: dict[str, str]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"league.{self.dimension}.{place.state}",
                label=f"Balance of {known_states()[place.state].name()} in {self.dimension}",
                estimate=place.balance,
                period=str(self.year),
                method="1 - |tilt|, at least 0; ranks from joint draws",
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"rank {place.rank}", *years_old(self.year, self.as_of)),
            )
            for place in self.places
        )

    def table(self) -> list[dict[str, Any]]:
        """One row a state, the most evenly placed first."""
        return [
            {
                "state": place.state,
                "name": known_states()[place.state].name(),
                "rank": place.rank.median,
                "rank_low": place.rank.low,
                "rank_high": place.rank.high,
                "balance": place.balance.median,
                "balance_low": place.balance.low,
                "balance_high": place.balance.high,
                "tilt": place.tilt.median,
                "dimension": self.dimension,
                "year": self.year,
            }
            for place in self.places
        ]


def vote_league(
    view: View,
    states: Sequence[str] = (),
    *,
    between: tuple[str, str] = ("USA", "RUS"),
    year: int | None = None,
    seed: int = 0,
) -> League:
    """Rank states by how evenly their UN votes stand between two powers.

    Parameters
    ----------
    states : sequence of str
        ISO3; every state when empty.
    year : int | None
        The last session known by the as-of date when None.

    Raises
    ------
    EmptyTies
        No asked state has an ideal point of the year.
    """
    last = last_session(known_in(view.as_of) if year is None else year)
    asked = tuple(states) or tuple(s for s in known_states() if known_states()[s].un_member)
    found = {s: positions()[s][last] for s in asked if last in positions().get(s, {})}
    ranked = [s for s in asked if s in found and s not in between]
    if not ranked:
        why = "; ".join(f"{s} is an end of the axis" for s in asked if s in between)
        raise EmptyTies(why or f"no asked state has an ideal point of {last}")
    unranked = {s: f"cast no vote in {last}" for s in asked if s not in found}
    unranked |= {s: "an end of the axis" for s in between if s in asked}
    rng, draws = np.random.default_rng(seed), int(assumed_number("league.draws"))
    theta = _draw([found[s] for s in ranked], draws, rng)
    ends = _draw([positions()[code][last] for code in between], draws, rng)
    tilt = stance_between(theta, ends[:, [0]], ends[:, [1]])
    return League(
        dimension="votes",
        year=last,
        places=_places(ranked, tilt),
        unranked=unranked,
        origins=(world_origin("votes"),),
        assumptions=(assumed("league.draws"), assumed("stale_years")),
        seed=seed,
        as_of=view.as_of,
    )


def _draw(points: list[Position], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    mean, sd = (np.array([getattr(p, name) for p in points]) for name in ("mean", "sd"))
    return mean + sd * rng.standard_normal((draws, len(points)))


def _places(ranked: list[str], tilt: NDArray[np.float64]) -> tuple[Place, ...]:
    balance = np.maximum(1 - np.abs(tilt), 0.0)
    order = np.abs(tilt).argsort(axis=1).argsort(axis=1) + 1.0
    places = [
        Place(
            state,
            estimate_from_draws(balance[:, k], "balance"),
            estimate_from_draws(tilt[:, k], "tilt from -1 to +1"),
            estimate_from_draws(order[:, k], "rank"),
        )
        for k, state in enumerate(ranked)
    ]
    return tuple(sorted(places, key=lambda p: (p.rank.median, p.state)))
