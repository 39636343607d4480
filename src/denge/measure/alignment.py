"""How a state votes with the powers, and where its votes place it between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.poles import powers
from denge.measure.similarity import yearly_agreement
from denge.measure.world import (
    agreements_of,
    known_in,
    position,
    positions,
    world_origin,
    world_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import Row, View
    from denge.measure.world import Position
    from denge.record.voting import Ballots

__all__ = [
    "Alignment",
    "Stance",
    "alignment",
    "stance",
    "stance_between",
    "stance_history",
    "years_old",
]


def stance_between(
    own: NDArray[np.float64], plus: NDArray[np.float64], minus: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Place between two powers on the line of their ideal points.

    $$T = \frac{2\theta - y_+ - y_-}{y_+ - y_-}$$

    Unit: none. +1 at the plus power, -1 at the minus power, 0 midway; beyond either end outside
    [-1, 1].

    Raises
    ------
    InputError
        In some draw the plus power does not stand above the minus power.

    Examples
    --------
    >>> stance_between(np.array([1.0]), np.array([3.0]), np.array([-1.0])).tolist()
    [0.0]
    """
    if (plus <= minus).any():
        raise InputError("the two powers do not differ in votes, so they span no axis")
    return (2 * own - plus - minus) / (plus - minus)


def years_old(year: int, as_of: date | None) -> tuple[str, ...]:
    """The sentence that old data must carry; empty for recent ones."""
    age = (as_of or date.today()).year - year
    if age > assumed_number("stale_years"):
        return (f"rests on votes of {year}, {age} years before",)
    return ()


@dataclass(frozen=True, slots=True)
class Alignment(Result):
    """Identical votes of a state with each power in the last year known.

    Attributes
    ----------
    shares : dict[str, Estimate]
        Share of identical votes among those that both cast, by power.
    kappa : dict[str, float]
        Chance-corrected agreement beside it: high margins alone give high shares.
    history : dict[str, tuple[tuple[int, float], ...]]
        Year and share, by power.
    """

    state: str
    year: int
    shares: dict[str, Estimate]
    kappa: dict[str, float]
    history: dict[str, tuple[tuple[int, float], ...]]
    steps: dict[str, Step]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        name = find_state(self.state).name()
        return tuple(
            Figure(
                id=f"votes.{power}",
                label=f"UN votes of {name} identical with those of {find_state(power).name()}",
                estimate=estimate,
                period=str(self.year),
                method="identical votes / votes both cast; paragraph and amendment votes left out",
                trail=(self.steps[power],),
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"kappa {self.kappa[power]:+.2f}", *years_old(self.year, self.as_of)),
            )
            for power, estimate in self.shares.items()
        )


@dataclass(frozen=True, slots=True)
class Stance(Result):
    """Where votes place a state between two powers.

    Attributes
    ----------
    point : Estimate
        Ideal point, in standard deviations over all state-sessions.
    tilt : Estimate
        +1 at the plus power, -1 at the minus power.
    p_rise : float | None
        P(the ideal point is above that of the session before).
    published : dict[str, Estimate]
        The same point in other releases that a ledger holds, by source.
    """

    state: str
    plus: str
    minus: str
    year: int
    point: Estimate
    tilt: Estimate
    p_rise: float | None
    published: dict[str, Estimate]
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        name, plus, minus = (find_state(c).name() for c in (self.state, self.plus, self.minus))
        axis = f"Votes of {name} between {plus} (+1) and {minus} (-1)"
        rows = [
            (f"stance.{self.plus}_{self.minus}", axis, self.tilt),
            ("stance.point", f"Ideal point of {name} in UN votes", self.point),
        ]
        if self.p_rise is not None:
            chance = Estimate(self.p_rise, unit="probability", reason="a share of posterior draws")
            rows.append(("stance.p_rise", f"P({name} moved up since the session before)", chance))
        for source, estimate in self.published.items():
            label = f"Ideal point of {name} in UN votes, as its publisher has it"
            rows.append((f"stance.{source}", label, estimate))
        relative = "the scale is relative: position toward one order, not closeness to each power"
        return tuple(
            Figure(
                id=key,
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="(2 theta - y+ - y-)/(y+ - y-) of dynamic ordinal ideal points",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(relative, *years_old(self.year, self.as_of)),
            )
            for key, label, estimate in rows
        )


def alignment(
    view: View,
    state: str,
    *,
    with_powers: Sequence[str] | None = None,
    ballots: Ballots | None = None,
    vote_source: str = "un_votes_matrix",
    paragraphs: Literal["drop", "keep"] = "drop",
    seed: int = 0,
) -> Alignment:
    """Agreement of a state's UN votes with the powers: of the world pack, or of a ledger's calls.

    An absence is no vote: a call counts where both cast yes, abstain or no.

    Parameters
    ----------
    ballots : Ballots | None
        Roll calls of a ledger; then any state may be a power. The world pack when None.
    vote_source : str
        The source of those roll calls.
    paragraphs : {"drop", "keep"}
        Whether votes on single paragraphs and amendments count; the world pack leaves them out.

    Raises
    ------
    EmptyTies
        The state cast too few votes with any of them by the as-of date.
    InputError
        The state is the only power named, or the world pack is to keep paragraph votes.
    """
    asked = [p for p in with_powers or powers() if p != state]
    if not asked:
        raise InputError(f"{state} agrees with itself; name another power")
    if ballots is None and paragraphs == "keep":
        raise InputError(
            "the world pack leaves votes on paragraphs out; give a ledger that holds them"
        )
    last = known_in(view.as_of)
    told = _counted(ballots, state, asked, paragraphs) if ballots else agreements_of(state)
    rows = [r for r in told if r["year"] <= last and r["power"] in asked]
    if not rows:
        if ballots is None and not set(asked) & set(powers()):
            raise EmptyTies(
                f"votes are compared with {', '.join(powers())}, "
                f"and {', '.join(asked)} is none of them"
            )
        by = f" by {last}" if view.as_of else ""
        raise EmptyTies(f"{state} cast no comparable vote in the General Assembly{by}")
    year = max(r["year"] for r in rows)
    here = {r["power"]: r for r in rows if r["year"] == year}
    rng, phi = np.random.default_rng(seed), assumed_number("votes.design_effect")
    return Alignment(
        state=state,
        year=year,
        shares={p: _share(here[p], phi, rng) for p in asked if p in here},
        kappa={p: here[p]["kappa"] for p in here},
        history={
            p: tuple((r["year"], r["identical_share"]) for r in rows if r["power"] == p)
            for p in here
        },
        steps={
            p: _step(f"{state}-{p}-{year}", _says(here[p]), vote_source if ballots else "")
            for p in here
        },
        origins=(_origin(vote_source) if ballots else world_origin("votes"),),
        assumptions=(assumed("votes.design_effect"), assumed("stale_years")),
        seed=seed,
        as_of=view.as_of,
    )


def _step(row: str, says: str, source: str) -> Step:
    """The year's votes of a pair: from roll calls of a ledger, or a row of the world pack."""
    return Step(source, row, says) if source else world_step("agreement", row, says, "votes")


def _origin(source: str) -> Origin:
    from denge.record.source import source_spec

    return source_spec(source).origin()


def _counted(
    ballots: Ballots, state: str, asked: Sequence[str], paragraphs: str
) -> list[dict[str, Any]]:
    """Yearly agreement with each power from roll calls, in the columns of the world pack."""
    if state not in ballots.states:
        return []
    found = yearly_agreement(
        ballots.votes,
        ballots.year,
        ballots.states,
        tuple(p for p in asked if p in ballots.states),
        of=(state,),
        drop=ballots.paragraph if paragraphs == "drop" else None,
    )
    return [
        {"state": a.state, "power": a.power, "year": a.year, "votes": a.n}
        | {"identical_share": a.identical, "agreement": a.agreement, "pi": a.pi, "kappa": a.kappa}
        for a in found
    ]


def stance(
    view: View,
    state: str,
    *,
    between: tuple[str, str] = ("USA", "RUS"),
    published: Iterable[Row] = (),
    seed: int = 0,
) -> Stance:
    """Ideal point of a state and its place between two powers, from the world pack.

    Parameters
    ----------
    published : iterable of dict
        Points of other releases with state, year, source, mean, low and high (90 % band), in
        standard deviations over all state-sessions; those of the year shown stand beside our own.

    Raises
    ------
    EmptyTies
        The state or a power has no ideal point by the as-of date.
    InputError
        The state is one of the two, or they do not differ in votes.
    """
    if state in between:
        raise InputError(
            f"{state} is an end of the axis and has no place between itself and another"
        )
    own = position(state, known_in(view.as_of))
    ends = [position(code, own.year) for code in between]
    draws = int(assumed_number("distance.draws"))
    rng = np.random.default_rng(seed)
    theta, plus, minus = (p.mean + p.sd * rng.standard_normal(draws) for p in (own, *ends))
    return Stance(
        state=state,
        plus=between[0],
        minus=between[1],
        year=own.year,
        point=Estimate(own.mean, own.low, own.high, 0.9, "sd of ideal points"),
        tilt=estimate_from_draws(stance_between(theta, plus, minus), "tilt from -1 to +1"),
        p_rise=own.p_rise,
        published=_published(published, own),
        steps=tuple(
            world_step(
                "ideal_points", f"{p.state}-{p.year}", f"{p.state} {p.year}: {p.mean:+.2f}", "votes"
            )
            for p in (own, *ends)
        ),
        origins=(world_origin("votes"),),
        assumptions=(assumed("distance.draws"), assumed("stale_years")),
        seed=seed,
        as_of=view.as_of,
    )


def stance_history(placed: Stance) -> tuple[tuple[int, Estimate], ...]:
    """The tilt of each session up to that of a stance, by the same formula.

    Returns
    -------
    tuple of (year, Estimate)
        Unit: none, as `stance_between`. Sessions in which the two powers do not differ beyond
        their posteriors, or in which one of the three cast no vote, are left out.
    """
    rng = np.random.default_rng(placed.seed or 0)
    draws = int(assumed_number("distance.draws"))
    states = (placed.state, placed.plus, placed.minus)
    found = []
    for year in sorted(set.intersection(*(set(positions()[code]) for code in states))):
        if year > placed.year:
            break
        at = [positions()[code][year] for code in states]
        own, plus, minus = (p.mean + p.sd * rng.standard_normal(draws) for p in at)
        if (plus > minus).all():
            tilt = stance_between(own, plus, minus)
            found.append((year, estimate_from_draws(tilt, "tilt from -1 to +1")))
    return tuple(found)


def _share(row: dict, phi: float, rng: np.random.Generator) -> Estimate:
    """Jeffreys posterior of the share, on the effective number of votes."""
    n, same = row["votes"] / phi, row["votes"] * row["identical_share"] / phi
    return estimate_from_draws(rng.beta(same + 0.5, n - same + 0.5, 4000), "share of common votes")


def _says(row: dict) -> str:
    return (
        f"{row['year']}: {row['state']} and {row['power']} cast {row['votes']} votes together, "
        f"{row['identical_share']:.1%} identical".replace("%", " %")
    )


def _published(rows: Iterable[Row], own: Position) -> dict[str, Estimate]:
    return {
        row["source"]: Estimate(row["mean"], row["low"], row["high"], 0.9, "sd of ideal points")
        for row in rows
        if (row["state"], row["year"]) == (own.state, own.year)
    }
