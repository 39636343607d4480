"""When a state's engagement turned: one change of its vectors, and of its tilt, against none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.changepoint import ChangePosterior, change_posterior
from denge.measure.concentration import hill
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, headline_scheme, members, pole_name, poles_of
from denge.measure.rows import origins_of
from denge.measure.share_posterior import Dispersion, dispersion, share_draws
from denge.measure.trips import Trips, months_before, trips_to_poles
from denge.measure.vectors import trip_steps
from denge.measure.window import last_known_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = ["Change", "Turn", "change"]

_USED = (
    "change.bin_months",
    "change.least_months",
    "change.prior_none",
    "change.likely",
    "vectors.prior_open",
    "vectors.prior_sparse",
    "vectors.prior_flat",
    "vectors.tour_gap_days",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of the shares of some poles.

    Attributes
    ----------
    name : str
        "vectors" or "tilt".
    edges : tuple[date, ...]
        First days of the spans of time, and the day after the last.
    posterior : ChangePosterior
    p_flat : float
        P(a change) under a flat prior of the shares.
    before, after : Estimate
        D_2, or the tilt, on either side, over the posterior of the date given a change.
    p_rise : float
        P(after is above before), given a change.
    """

    name: str
    poles: tuple[str, ...]
    edges: tuple[date, ...]
    trips: float
    phi: float
    posterior: ChangePosterior
    p_flat: float
    before: Estimate
    after: Estimate
    p_rise: float
    steps: tuple[Step, ...]

    @property
    def dates(self) -> tuple[tuple[date, float], ...]:
        """First days of the new time with their posterior given a change."""
        return tuple(
            (self.edges[t], float(p))
            for t, p in zip(self.posterior.cuts, self.posterior.at, strict=True)
        )

    @property
    def best(self) -> date:
        """The most probable first day of the new time."""
        return self.edges[self.posterior.best]

    def quantile(self, q: float) -> date:
        """A quantile of the posterior of that day, given a change."""
        reached = self.posterior.at.cumsum()
        at = min(int(np.searchsorted(reached, q)), len(reached) - 1)
        return self.edges[self.posterior.cuts[at]]


@dataclass(frozen=True, slots=True)
class Change(Result):
    """One change at most, of the vectors and of the tilt of a state."""

    state: str
    start: date
    end: date
    turns: tuple[Turn, ...]
    missing: dict[str, str]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def verdict(self) -> str:
        """One sentence for each series: whether it turned, and when."""
        return "; ".join(map(_sentence, self.turns))

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"change.{turn.name}.{key}",
                label=label,
                estimate=estimate,
                period=period_of(self.start, self.end),
                method=f"Dirichlet-multinomial, one change or none, phi = {turn.phi:.2f}",
                trail=turn.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(_sentence(turn), *(f"{k}: {why}" for k, why in self.missing.items())),
            )
            for turn in self.turns
            for key, label, estimate in _numbers(turn)
        )


def change(
    view: View,
    state: str,
    *,
    scheme: str | None = None,
    axis: str | None = None,
    start: date | None = None,
    end: date | None = None,
    seed: int = 0,
) -> Change:
    """The date at which a state's engagement turned, with the probability that it did at all.

    Spans of months are compared before and after every possible date; no change is a model of its
    own. The tilt is followed on the two poles of an axis, the vectors on all poles of a scheme.

    Parameters
    ----------
    scheme, axis : str | None
        Poles of the vectors and of the tilt; the catalogue's headlines when None.
    start, end : date | None
        The record; by default from the first recorded trip to the as-of date.

    Raises
    ------
    EmptyTies
        No engagement is recorded, or the record is too short for a change.
    """
    rows = view.rows("engagements")
    last = last_known_day(rows, state)
    end = end or view.as_of or last
    rivals = find_axis(axis or headline_axis())
    series = {"vectors": poles_of(scheme or headline_scheme(), state)}
    if state not in (*members(rivals.plus), *members(rivals.minus)):
        series["tilt"] = (rivals.plus, rivals.minus)
    rng, turns, missing = np.random.default_rng(seed), [], {}
    for name, poles in series.items():
        try:
            turns.append(_turn(name, rows, state, poles, start, end, rng))
        except EmptyTies as error:
            missing[name] = str(error)
    if not turns:
        raise EmptyTies("; ".join(dict.fromkeys(missing.values())))
    steps = tuple(dict.fromkeys(step for turn in turns for step in turn.steps))
    return Change(
        state=state,
        start=min(turn.edges[0] for turn in turns),
        end=end,
        turns=tuple(turns),
        missing=missing,
        origins=origins_of(view, steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _turn(
    name: str,
    rows: list[Row],
    state: str,
    poles: tuple[str, ...],
    start: date | None,
    end: date,
    rng: np.random.Generator,
) -> Turn:
    trips = trips_to_poles(rows, state, poles)
    trips = trips.within(start or date.min, end)
    spread = dispersion(trips.by_tour(int(assumed_number("vectors.tour_gap_days"))))
    edges = _edges(start or date.fromordinal(int(trips.start[0])), end)
    count = _binned(trips, edges)
    prior = assumed_number("vectors.prior_sparse") / len(poles)
    months = assumed_number("change.bin_months")
    posterior, flat = (
        change_posterior(
            count,
            prior=mass,
            phi=spread.phi,
            none=assumed_number("change.prior_none"),
            least=int(np.ceil(assumed_number("change.least_months") / months)),
        )
        for mass in (prior, assumed_number("vectors.prior_flat"))
    )
    before, after = _sides(name, count, posterior, spread, rng)
    return Turn(
        name=name,
        poles=poles,
        edges=edges,
        trips=float(trips.total.sum()),
        phi=spread.phi,
        posterior=posterior,
        p_flat=flat.p_change,
        before=estimate_from_draws(before, _unit(name)),
        after=estimate_from_draws(after, _unit(name)),
        p_rise=float((after > before).mean()),
        steps=tuple(dict.fromkeys(step for pole in trip_steps(trips) for step in pole)),
    )


def _edges(start: date, end: date) -> tuple[date, ...]:
    """Spans of whole months that end on `end`, the first one holding `start`."""
    months, back = int(assumed_number("change.bin_months")), 0
    edges = [date.fromordinal(end.toordinal() + 1)]
    while edges[0] > start:
        back += months
        edges.insert(0, months_before(end, back))
    return tuple(edges)


def _binned(trips: Trips, edges: Sequence[date]) -> NDArray[np.float64]:
    """Trips to each pole in each span, shape (bin, pole)."""
    at = np.searchsorted([e.toordinal() for e in edges], trips.start, side="right") - 1
    count = np.zeros((len(edges) - 1, len(trips.poles)))
    np.add.at(count, at, trips.count)
    return count


def _sides(
    name: str,
    count: NDArray[np.float64],
    posterior: ChangePosterior,
    spread: Dispersion,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draws of the index before and after, each at a date drawn from its posterior."""
    draws = int(assumed_number("vectors.draws"))
    times = rng.multinomial(draws, posterior.at)
    sides: tuple[list, list] = ([], [])
    for cut, n in zip(posterior.cuts, times, strict=True):
        for side, part in zip(sides, (count[:cut], count[cut:]), strict=True):
            if n:
                side.append(share_draws(part.sum(axis=0), spread, int(n), rng))
    shares = [np.concatenate(side) for side in sides]
    index = [hill(s, 2) if name == "vectors" else s[:, 0] - s[:, 1] for s in shares]
    return index[0], index[1]


def _unit(name: str) -> str:
    return "effective vectors" if name == "vectors" else "tilt from -1 to +1"


def _words(turn: Turn) -> str:
    if turn.name == "vectors":
        return "the shares of the poles"
    return f"the balance of {pole_name(turn.poles[0])} and {pole_name(turn.poles[1])}"


def _sentence(turn: Turn) -> str:
    p, n = turn.posterior.p_change, f"{turn.trips:g} trips"
    if p < assumed_number("change.likely"):
        return f"no clear change of {_words(turn)} in {n}, P(a change) = {p:.2f}"
    low, high = turn.quantile(0.05), turn.quantile(0.95)
    return (
        f"{_words(turn)} changed in {n}, P = {p:.2f}, most probably in the months from "
        f"{turn.best} ({low} to {high}, 90 %)"
    )


def _numbers(turn: Turn) -> tuple[tuple[str, str, Estimate], ...]:
    exact = "a sum over dates in closed form"
    index = "D2" if turn.name == "vectors" else "Tilt"
    p, flat = (
        Estimate(value, unit="probability", reason=exact)
        for value in (turn.posterior.p_change, turn.p_flat)
    )
    rise = Estimate(turn.p_rise, unit="probability", reason="a share of posterior draws")
    return (
        ("p", f"P({_words(turn)} changed once)", p),
        ("p_flat", f"The same under a flat prior ({_words(turn)})", flat),
        ("date", f"When {_words(turn)} changed, given that they did", _when(turn)),
        ("before", f"{index} before the change, given one", turn.before),
        ("after", f"{index} after the change, given one", turn.after),
        ("p_rise", f"P({index} is higher after than before, given a change)", rise),
    )


def _when(turn: Turn) -> Estimate:
    last = turn.edges[-1].toordinal()
    late, middle, early = (
        (last - turn.quantile(q).toordinal()) * 12 / 365.2425 for q in (0.95, 0.5, 0.05)
    )
    end = date.fromordinal(last - 1).isoformat()
    return Estimate(round(middle), round(late), round(early), unit=f"months before {end}")
