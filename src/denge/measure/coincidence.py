"""Are visits to two rivals closer in time than chance would place them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import alternatives, assumed, assumed_number
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, members, pole_name
from denge.measure.rows import origins_of
from denge.measure.trips import Trips, trips_to_poles
from denge.measure.vectors import last_known_day, trip_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = [
    "Coincidence",
    "VisitTest",
    "coincidence",
    "followed",
    "power_of",
    "random_years",
    "visit_test",
]

_USED = (
    "coincidence.windows_days",
    "coincidence.draws",
    "coincidence.fewest_trips",
    "coincidence.power_share",
    "coincidence.power_days",
    "coincidence.power_runs",
)


def followed(
    first: NDArray[np.int64], second: NDArray[np.int64], windows: NDArray[np.int64]
) -> NDArray[np.int64]:
    r"""Trips to A that a trip to B followed within w days.

    $$C_w = \#\{a : \exists b, \; 0 < b - a \le w\}$$

    Parameters
    ----------
    first : ndarray, shape (draw, a)
        Days of the trips to A (ordinals).
    second : ndarray, shape (draw, b)
    windows : ndarray, shape (window,)
        Days.

    Returns
    -------
    ndarray, shape (draw, window)

    Examples
    --------
    >>> a, b = np.array([[10, 50]]), np.array([[14, 49]])
    >>> followed(a, b, np.array([3, 7]))
    array([[0, 1]])
    """
    gap = second[:, None, :] - first[:, :, None]
    nearest = np.where(gap > 0, gap, np.iinfo(np.int64).max).min(axis=2)
    return (nearest[:, :, None] <= windows).sum(axis=1)


def random_years(
    day: NDArray[np.int64], start: date, end: date, draws: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Every trip moved to a random year of the record, its day of the year kept.

    This null keeps the seasons of diplomacy (summits, the UN week) and breaks only what ties two
    calendars within one year. Circular shifts and short jitters reject too often.

    Parameters
    ----------
    day : ndarray, shape (trip,)
        Ordinals.
    start, end : date
        The record; a year in which the day would lie outside it is never drawn.

    Returns
    -------
    ndarray, shape (draws, trip)

    Examples
    --------
    >>> day = np.array([date(2021, 5, 9).toordinal()])
    >>> rng = np.random.default_rng(0)
    >>> moved = random_years(day, date(2020, 1, 1), date(2022, 12, 31), 50, rng)
    >>> sorted({date.fromordinal(int(d)).isoformat() for d in moved[:, 0]})
    ['2020-05-09', '2021-05-09', '2022-05-09']
    """
    columns = []
    for ordinal in day:
        when = date.fromordinal(int(ordinal))
        options = [_same_day(when, year).toordinal() for year in range(start.year, end.year + 1)]
        inside = [o for o in options if start.toordinal() <= o <= end.toordinal()]
        columns.append(np.array(inside or [int(ordinal)])[rng.integers(0, len(inside) or 1, draws)])
    return np.stack(columns, axis=1) if columns else np.zeros((draws, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class VisitTest:
    """The test on two calendars.

    Attributes
    ----------
    observed, expected : ndarray, shape (2, window)
        Counts for A then B and for B then A, and their means under the null.
    p : float
        Of the max-statistic over both orders and all windows.
    smallest : float
        The smallest p that these calendars could give.
    """

    n: tuple[int, int]
    windows: NDArray[np.int64]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    p: float
    smallest: float


def visit_test(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    start: date,
    end: date,
    *,
    windows: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
) -> VisitTest:
    r"""Permutation test of closeness with the max-statistic over orders and windows.

    $$M = \max_{o,w} \frac{C_{ow} - \bar C_{ow}}{s_{ow}}, \qquad
      p = \frac{\#\{M^* > M\} + \tfrac12 (1 + \#\{M^* = M\})}{1 + R}$$

    C-bar and s are the mean and standard deviation of C over the R random-year calendars of B. A
    low p says "closer than chance would place them", never "planned".

    Parameters
    ----------
    first, second : ndarray, shape (trip,)
        Days of the trips to A and to B.

    Raises
    ------
    EmptyTies
        One of the poles was never visited.

    References
    ----------
    Westfall & Young (1993), Resampling-Based Multiple Testing. Lancaster (1961), Significance Tests
    in Discrete Distributions, JASA 56(294), 223-234, for the half weight of ties (mid-p).
    """
    if not len(first) or not len(second):
        raise EmptyTies("one of the two poles was never visited, so nothing can coincide")
    null_b = random_years(second, start, end, draws, rng)
    null = _both_orders(first, null_b, windows)
    seen = _both_orders(first, second[None, :], windows)[0]
    mean, spread = null.mean(axis=0), np.maximum(null.std(axis=0), 1e-9)
    scores = ((null - mean) / spread).reshape(draws, -1).max(axis=1)
    best = ((seen - mean) / spread).max()
    most = ((np.array([[len(first)], [len(second)]]) - mean) / spread).max()
    return VisitTest(
        (len(first), len(second)),
        windows,
        seen,
        mean,
        _mid_p(scores, best),
        _mid_p(scores, most),
    )


def power_of(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    start: date,
    end: date,
    *,
    share: float,
    days: int,
    runs: int,
    windows: NDArray[np.int64],
    rng: np.random.Generator,
    level: float = 0.05,
) -> float:
    """Share of simulated calendars in which the test sees a real link.

    In each, a share of the trips to A is followed by a trip to B within `days`; the other trips to
    B keep their day of the year in a random year.
    """
    seen = 0
    for _ in range(runs):
        linked = first[rng.random(len(first)) < share][: len(second)]
        follow = linked + rng.integers(1, days + 1, len(linked))
        rest = random_years(second[: len(second) - len(follow)], start, end, 1, rng)[0]
        made = np.r_[follow, rest].astype(np.int64)
        test = visit_test(first, made, start, end, windows=windows, draws=199, rng=rng)
        seen += test.p <= level
    return seen / runs


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
            return (
                f"not testable: n = {self.n[0]} and {self.n[1]} trips to {names}, {fewest} needed"
            )
        closer = (
            "closer than chance would place them"
            if self.test.p <= 0.05
            else "no closer than chance"
        )
        return f"{self.n[0]} and {self.n[1]} trips to {names} are {closer}, p = {self.test.p:.3f}"

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
    poles = (rivals.plus, rivals.minus)
    trips = trips_to_poles(rows, state, poles, direction="outgoing")
    end = end or view.as_of or last
    start = start or (date.fromordinal(int(trips.start[0])) if len(trips.start) else end)
    start = date(start.year, 1, 1)
    inside = trips.within(start, end)
    own = trips_to_poles(rows, state, poles, direction="outgoing", third_party=False)
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


def _mid_p(scores: NDArray[np.float64], best: float) -> float:
    """Ties count half: few trips make the statistic so coarse that whole ties hide real links."""
    above, equal = (scores > best + 1e-9).sum(), (np.abs(scores - best) <= 1e-9).sum()
    return float((above + (1 + equal) / 2) / (1 + len(scores)))


def _both_orders(
    first: NDArray[np.int64], second: NDArray[np.int64], windows: NDArray[np.int64]
) -> NDArray[np.int64]:
    wide = np.broadcast_to(first, (len(second), len(first)))
    return np.stack([followed(wide, second, windows), followed(second, wide, windows)], axis=1)


def _same_day(when: date, year: int) -> date:
    try:
        return when.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


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
