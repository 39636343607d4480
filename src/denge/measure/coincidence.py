"""Are visits to two rivals closer in time than chance would place them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import InputError
from denge.core.estimate import Estimate
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import alternatives, assumed, assumed_number
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, members, pole_name
from denge.measure.rows import origins_of
from denge.measure.trips import Trips, to_the_host, trips_to_poles
from denge.measure.vectors import trip_steps
from denge.measure.visit_test import VisitTest, power_of, visit_test
from denge.measure.window import last_known_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = [
    "Coincidence",
    "coincidence",
]

_USED = (
    "coincidence.windows_days",
    "coincidence.draws",
    "coincidence.fewest_trips",
    "coincidence.power_share",
    "coincidence.power_days",
    "coincidence.power_runs",
)


@dataclass(frozen=True, slots=True)
class Coincidence(Result):
    """Visits to two rival poles, tested against chance.

    Attributes
    ----------
    testable : bool
        Whether each pole was visited often enough for a test.
    test, own_dates : VisitTest | None
        All trips, and only those whose date no third party set.
    closest : tuple[int, str, str] | None
        Fewest days between trips to the two poles, and their first days.
    power : float | None
    """

    state: str
    plus: str
    minus: str
    start: date
    end: date
    n: tuple[int, int]
    testable: bool
    test: VisitTest | None
    own_dates: VisitTest | None
    closest: tuple[int, str, str] | None
    power: float | None
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def verdict(self) -> str:
        """One sentence on whether the visits can be tested, with the numbers."""
        fewest = int(assumed_number("coincidence.fewest_trips"))
        names = f"{pole_name(self.plus)} and {pole_name(self.minus)}"
        if not self.testable or self.test is None:
            return f"not testable: {self._counts()}, where the test needs {fewest} to each"
        closer = (
            "closer than chance would place them"
            if self.test.p <= 0.05
            else "no closer than chance"
        )
        return f"{self.n[0]} and {self.n[1]} trips to {names} are {closer}, p = {self.test.p:.3f}"

    @property
    def fact(self) -> str:
        """How close the two closest trips lie, in a sentence; "" where a rival was not visited."""
        if self.closest is None:
            return ""
        gap, *days = self.closest
        first, second = sorted(days)
        span = f"{gap} day{'s' * (gap != 1)} apart" if gap else "on one day"
        return f"the two closest, of {first} and {second}, lie {span}"

    def _counts(self) -> str:
        n = [f"n = {k} trip{'s' * (k != 1)}" for k in self.n]
        said = f"{n[0]} to {pole_name(self.plus)} and {n[1]} to {pole_name(self.minus)}"
        return f"{said} ({self.fact})" if self.fact else said

    def figures(self) -> tuple[Figure, ...]:
        exact, count = "a share of random calendars", "a count of trips"
        names = f"{pole_name(self.plus)} and {pole_name(self.minus)}"
        rows = [
            (
                "trips_plus",
                f"Trips to {pole_name(self.plus)}",
                Estimate(self.n[0], unit="trips", reason=count),
            ),
            (
                "trips_minus",
                f"Trips to {pole_name(self.minus)}",
                Estimate(self.n[1], unit="trips", reason=count),
            ),
        ]
        if self.closest:
            gap = Estimate(self.closest[0], unit="days", reason="two dates of the record")
            rows.append(("closest", f"Fewest days between trips to {names}", gap))
        if self.test:
            rows += [
                (
                    "p",
                    f"p that trips to {names} lie this close by chance",
                    Estimate(self.test.p, reason=exact),
                ),
                (
                    "smallest_p",
                    "Smallest p these calendars can give",
                    Estimate(self.test.smallest, reason=exact),
                ),
            ]
        if self.own_dates:
            rows.append(
                (
                    "p_own_dates",
                    "The same without dates set by third parties",
                    Estimate(self.own_dates.p, reason=exact),
                )
            )
        if self.power is not None:
            rows.append(
                (
                    "power",
                    "Power against half of the trips being linked",
                    Estimate(self.power, reason=exact),
                )
            )
        return tuple(
            Figure(
                id=f"coincidence.{self.plus}_{self.minus}.{key}",
                label=label,
                estimate=estimate,
                period=period_of(self.start, self.end),
                method="max-statistic over orders and windows; null: random year, same day of year",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(self.verdict,),
            )
            for key, label, estimate in rows
        )


def coincidence(
    view: View,
    state: str,
    *,
    axis: str | None = None,
    start: date | None = None,
    end: date | None = None,
    seed: int = 0,
) -> Coincidence:
    """Test whether outgoing trips to two rival poles follow each other more closely than chance.

    A trip goes to the state that hosts it: a summit that a rival's organisation holds elsewhere is
    no trip to the rival. Dates that a third party set are kept, and left out in `p_own_dates`.

    Parameters
    ----------
    axis : str | None
        An axis of the catalogue or two poles as `usa:russia`.
    start, end : date | None
        The record; by default from the state's first trip to the as-of date.

    Raises
    ------
    EmptyTies
        No engagement of the state is recorded.
    InputError
        The state is itself a pole of the axis.
    """
    rivals = find_axis(axis or headline_axis())
    if state in (*members(rivals.plus), *members(rivals.minus)):
        raise InputError(f"{state} is itself a pole of the axis {rivals.id}; choose another axis")
    rows = view.rows("engagements")
    last = last_known_day(rows, state)
    poles, visits = (rivals.plus, rivals.minus), to_the_host(rows)
    trips = trips_to_poles(visits, state, poles, direction="outgoing", blocs=False)
    end = end or view.as_of or last
    start = start or (date.fromordinal(int(trips.start[0])) if len(trips.start) else end)
    start = date(start.year, 1, 1)
    inside = trips.within(start, end)
    own = trips_to_poles(visits, state, poles, direction="outgoing", blocs=False, third_party=False)
    days = _days(inside)
    rng = np.random.default_rng(seed)
    enough = min(map(len, days)) >= assumed_number("coincidence.fewest_trips")
    steps = tuple(dict.fromkeys(step for pole in trip_steps(inside) for step in pole))
    return Coincidence(
        state=state,
        plus=rivals.plus,
        minus=rivals.minus,
        start=start,
        end=end,
        n=(len(days[0]), len(days[1])),
        testable=enough,
        test=_test(days, start, end, rng) if enough else None,
        own_dates=_test_if(_days(own.within(start, end)), start, end, rng),
        closest=_closest(days),
        power=_power(days, start, end, rng) if enough else None,
        steps=steps,
        origins=origins_of(view, steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _days(trips: Trips) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First days of the trips that met one pole only."""
    single = (trips.count > 0).sum(axis=1) == 1
    plus, minus = (trips.start[single & (trips.count[:, k] > 0)] for k in (0, 1))
    return plus, minus


def _windows() -> NDArray[np.int64]:
    return np.array(alternatives("coincidence.windows_days"), dtype=np.int64)


def _test(
    days: tuple[NDArray[np.int64], NDArray[np.int64]],
    start: date,
    end: date,
    rng: np.random.Generator,
) -> VisitTest:
    draws = int(assumed_number("coincidence.draws"))
    return visit_test(*days, start, end, windows=_windows(), draws=draws, rng=rng)


def _test_if(
    days: tuple[NDArray[np.int64], NDArray[np.int64]],
    start: date,
    end: date,
    rng: np.random.Generator,
) -> VisitTest | None:
    fewest = assumed_number("coincidence.fewest_trips")
    return _test(days, start, end, rng) if min(map(len, days)) >= fewest else None


def _power(
    days: tuple[NDArray[np.int64], NDArray[np.int64]],
    start: date,
    end: date,
    rng: np.random.Generator,
) -> float:
    return power_of(
        *days,
        start,
        end,
        share=assumed_number("coincidence.power_share"),
        days=int(assumed_number("coincidence.power_days")),
        runs=int(assumed_number("coincidence.power_runs")),
        windows=_windows(),
        rng=rng,
    )


def _closest(days: tuple[NDArray[np.int64], NDArray[np.int64]]) -> tuple[int, str, str] | None:
    if not len(days[0]) or not len(days[1]):
        return None
    gap = np.abs(days[0][:, None] - days[1][None, :])
    i, j = np.unravel_index(gap.argmin(), gap.shape)
    return (
        int(gap[i, j]),
        date.fromordinal(int(days[0][i])).isoformat(),
        date.fromordinal(int(days[1][j])).isoformat(),
    )
