"""In which order a state visits: whom it sees first, and how soon it sees the rival after."""

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
from denge.measure.leading_office import Office, leading_office, level_of
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, headline_scheme, members, pole_name, poles_of
from denge.measure.rows import origins_of
from denge.measure.trips import Trips, to_the_host, trips_to_poles
from denge.measure.vectors import trip_steps
from denge.measure.visit_test import followed, random_years
from denge.measure.window import last_known_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import Row, View
    from denge.read.offices import Tenure

__all__ = ["Leader", "Replies", "Sequence", "reply_ratio", "sequence"]

_USED = (
    "coincidence.windows_days",
    "coincidence.draws",
    "coincidence.fewest_trips",
    "sequence.leader_gap_days",
    "vectors.draws",
)


def reply_ratio(
    observed: int, expected: float, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Posterior draws of how many times more replies there are than chance places, shape (draw,).

    $$C \sim \mathrm{Poisson}(\rho E), \qquad \rho \mid C \sim
      \mathrm{Gamma}(C + \tfrac12, \text{rate } E)$$

    E is the mean count over random-year calendars; the prior is that of Jeffreys.

    Raises
    ------
    EmptyTies
        Chance places no reply, so there is nothing to compare with.

    Examples
    --------
    >>> draws = reply_ratio(6, 2.0, 4000, np.random.default_rng(0))
    >>> bool(2.7 < np.median(draws) < 3.4)
    True
    """
    if expected <= 0:
        raise EmptyTies("no random calendar places one visit so soon after the other")
    return rng.gamma(observed + 0.5, 1 / expected, draws)


@dataclass(frozen=True, slots=True)
class Leader:
    """Trips of a new leader: the days from taking office to the first trip to each pole."""

    person: str
    since: date
    days: dict[str, int]
    steps: dict[str, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Replies:
    """Trips to one pole followed by a visit to or from its rival.

    Attributes
    ----------
    trips, count : int
        Trips to `first`, and those that a visit to or from `then` followed within `days`.
    expected : float
        Mean count when the visits of `then` fall in random years.
    ratio : Estimate | None
        Count over expectation; None where chance places none.
    """

    first: str
    then: str
    days: int
    trips: int
    visits: int
    count: int
    expected: float
    ratio: Estimate | None
    steps: tuple[Step, ...]

    @property
    def says(self) -> str:
        """One sentence, with n."""
        few = int(assumed_number("coincidence.fewest_trips"))
        tail = f"; n below {few}: a description, no test" if self.trips < few else ""
        return (
            f"{self.count} of {self.trips} trips to {pole_name(self.first)} were followed within "
            f"{self.days} days by one of {self.visits} visits to or from {pole_name(self.then)}; "
            f"{self.expected:.2g} expected by chance{tail}"
        )


@dataclass(frozen=True, slots=True)
class Sequence(Result):
    """Whom a state visits first, and how soon it sees the rival.

    Attributes
    ----------
    firsts : dict[int, tuple[str, ...]]
        Poles of the first outgoing trip of each year.
    office : str
        Office whose holder made the trips.
    """

    state: str
    office: str
    start: date
    end: date
    firsts: dict[int, tuple[str, ...]]
    first_steps: dict[str, tuple[Step, ...]]
    leader: Leader | None
    replies: tuple[Replies, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def verdict(self) -> str:
        """The order in one line."""
        years = ", ".join(
            f"{year} {' and '.join(map(pole_name, poles))}" for year, poles in self.firsts.items()
        )
        held = self.office.replace("_", " ")
        parts = [f"first trip of the {held} to a pole in each year: {years}"]
        if (
            self.office != leading_office(self.state, self.end)
            and level_of(self.office) == "leader"
        ):
            parts.append(
                f"the record tells leaders from ministers, so all are taken for the {held}"
            )
        if self.leader and self.leader.days:
            order = sorted(self.leader.days, key=lambda pole: self.leader.days[pole])  # type: ignore[union-attr]
            parts.append(f"{self.leader.person} went to {', '.join(map(pole_name, order))} in turn")
        return "; ".join((*parts, *(r.says for r in self.replies)))

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"sequence.{key}",
                label=label,
                estimate=estimate,
                period=period_of(self.start, self.end),
                method=method,
                trail=steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(note,),
            )
            for key, label, estimate, method, steps, note in (
                *self._firsts(),
                *self._leader(),
                *self._replies(),
            )
        )

    def _firsts(self) -> list[tuple]:
        years = ", ".join(str(year) for year in self.firsts)
        note = f"{len(self.firsts)} years with a trip to a pole: {years}"
        return [
            (
                f"first.{pole}",
                f"Years whose first trip to a pole went to {pole_name(pole)}",
                Estimate(
                    sum(pole in poles for poles in self.firsts.values()),
                    unit=f"of {len(self.firsts)} years",
                    reason="a count of dates of the record",
                ),
                "first outgoing trip to any pole in a calendar year",
                steps,
                note,
            )
            for pole, steps in self.first_steps.items()
        ]

    def _leader(self) -> list[tuple]:
        if self.leader is None:
            return []
        note = f"{self.leader.person} took office on {self.leader.since}"
        return [
            (
                f"leader.{pole}",
                f"Days from taking office to the first trip to {pole_name(pole)}",
                Estimate(days, unit="days", reason="two dates of the record"),
                "first outgoing trip to the pole after the leader took office",
                self.leader.steps[pole],
                note,
            )
            for pole, days in self.leader.days.items()
        ]

    def _replies(self) -> list[tuple]:
        found = []
        for r in self.replies:
            key, names = f"{r.first}_{r.then}", f"{pole_name(r.first)}, {pole_name(r.then)}"
            method = "count over its mean with the rival's visits in random years"
            count = Estimate(r.count, unit=f"of {r.trips} trips", reason="a count of dates")
            label = f"Trips followed by the rival within {r.days} days ({names})"
            found.append((f"replies.{key}", label, count, method, r.steps, r.says))
            if r.ratio:
                label = f"Such replies over those that chance places ({names})"
                found.append((f"reply_ratio.{key}", label, r.ratio, method, r.steps, r.says))
        return found


def sequence(
    view: View,
    state: str,
    *,
    scheme: str | None = None,
    axis: str | None = None,
    office: Office | None = None,
    start: date | None = None,
    end: date | None = None,
    seed: int = 0,
) -> Sequence:
    """Whom a state visits first each year and under a new leader, and replies between rivals.

    A reply is a visit to or from the rival B within the catalogue's days after a trip to A. These
    are descriptions with their n; what chance would place comes from the null of `coincidence`.

    Parameters
    ----------
    scheme, axis : str | None
        Poles to be first at, and the two rivals; the catalogue's headlines when None.
    office : str | None
        Office whose holder makes the trips; the one that leads the state abroad on the last day
        (`catalogue/leading_offices.yaml`) when None.

    Raises
    ------
    EmptyTies
        No engagement of the state is recorded, or no outgoing trip to a pole.
    """
    rows = to_the_host(view.rows("engagements"))
    last = last_known_day(rows, state)
    end = end or view.as_of or last
    held: Office = office or leading_office(state, end)
    rows = [row for row in rows if (row.get("level") or "leader") == level_of(held)]
    poles = poles_of(scheme or headline_scheme(), state)
    trips = trips_to_poles(rows, state, poles, direction="outgoing", blocs=False)
    trips = trips.within(start or date.min, end)
    if not len(trips.start):
        who = held.replace("_", " ")
        raise EmptyTies(f"no outgoing trip of {state}'s {who} to any pole is recorded")
    start = date(date.fromordinal(int(trips.start[0])).year, 1, 1)
    rivals = find_axis(axis or headline_axis())
    rng, replies = np.random.default_rng(seed), ()
    if state not in (*members(rivals.plus), *members(rivals.minus)):
        pairs = ((rivals.plus, rivals.minus), (rivals.minus, rivals.plus))
        replies = tuple(_replied(rows, state, *pair, start, end, rng) for pair in pairs)
    steps = trip_steps(trips)
    return Sequence(
        state=state,
        office=held,
        start=start,
        end=end,
        firsts=(firsts := _firsts(trips)),
        first_steps=_first_steps(trips, firsts),
        leader=_leader(trips, state, held, end),
        replies=replies,
        origins=origins_of(view, (step for pole in steps for step in pole)),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _poles_on(trips: Trips, ordinal: int) -> NDArray[np.bool_]:
    return np.asarray((trips.count[trips.start == ordinal] > 0).any(axis=0))


def _firsts(trips: Trips) -> dict[int, tuple[str, ...]]:
    """Poles of the first trip of each year; of all of them where several began on one day."""
    first: dict[int, int] = {}
    for ordinal in trips.start:
        first.setdefault(date.fromordinal(int(ordinal)).year, int(ordinal))
    return {
        year: tuple(p for p, met in zip(trips.poles, _poles_on(trips, day), strict=True) if met)
        for year, day in first.items()
    }


def _first_steps(trips: Trips, firsts: dict[int, tuple[str, ...]]) -> dict[str, tuple[Step, ...]]:
    found = {}
    for pole in trips.poles:
        years = [year for year, poles in firsts.items() if pole in poles]
        parts = [_first_trip(trips.within(date(y, 1, 1), date(y, 12, 31)), pole) for y in years]
        if parts:
            found[pole] = tuple(step for _, steps in parts for step in steps)
    return found


def _first_trip(trips: Trips, pole: str) -> tuple[int, tuple[Step, ...]]:
    """Ordinal and rows of the first trip to a pole."""
    k = trips.poles.index(pole)
    day = int(trips.start[trips.count[:, k] > 0][0])
    one = date.fromordinal(day)
    return day, trip_steps(trips.within(one, one))[k]


def _leader(trips: Trips, state: str, office: str, end: date) -> Leader | None:
    """The leader in office at the end, where the record reaches back to the first days in it."""
    from denge.read.offices import holders

    found = holders(state, office, end)
    if not found:
        return None
    tenure: Tenure = max(found, key=lambda t: t.start)
    if int(trips.start[0]) - tenure.start.toordinal() > assumed_number("sequence.leader_gap_days"):
        return None
    since = trips.within(tenure.start, end)
    days, steps = {}, {}
    for k, pole in enumerate(since.poles):
        if since.count[:, k].any():
            first, steps[pole] = _first_trip(since, pole)
            days[pole] = first - tenure.start.toordinal()
    return Leader(tenure.person, tenure.start, days, steps) if days else None


def _replied(
    rows: list[Row],
    state: str,
    first: str,
    then: str,
    start: date,
    end: date,
    rng: np.random.Generator,
) -> Replies:
    seen = [row for row in rows if row["direction"] in ("outgoing", "incoming")]
    a, b = (
        trips_to_poles(some, state, (first, then), blocs=False).within(start, end)
        for some in ([r for r in seen if r["direction"] == "outgoing"], seen)
    )
    alone = [trips.count[:, k] * (trips.count[:, 1 - k] == 0) > 0 for k, trips in ((0, a), (1, b))]
    day_a, day_b = a.start[alone[0]], b.start[alone[1]]
    days = int(assumed_number("coincidence.windows_days"))
    window, draws = np.array([days]), int(assumed_number("coincidence.draws"))
    count, expected, ratio = 0, 0.0, None
    if len(day_a) and len(day_b):
        count = int(followed(day_a[None, :], day_b[None, :], window)[0, 0])
        null = random_years(day_b, start, end, draws, rng)
        wide = np.broadcast_to(day_a, (draws, len(day_a)))
        expected = float(followed(wide, null, window).mean())
    if expected > 0:
        drawn = reply_ratio(count, expected, int(assumed_number("vectors.draws")), rng)
        ratio = estimate_from_draws(drawn, "times as many")
    steps = dict.fromkeys((*trip_steps(a)[0], *trip_steps(b)[1]))
    return Replies(first, then, days, len(day_a), len(day_b), count, expected, ratio, tuple(steps))
