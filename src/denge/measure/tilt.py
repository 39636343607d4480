"""Tilt of a state's engagement on a rival axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import alternatives, assumed
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, members, pole_name
from denge.measure.rows import origins_of
from denge.measure.trips import months_before, trips_to_poles
from denge.measure.vectors import engagement_shares, trip_steps
from denge.measure.window import window_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from denge.measure.rows import View

__all__ = ["Tilt", "tilt", "tilt_on_scale", "tilt_two_pole"]

UNIT = "tilt from -1 to +1"
_USED = ("vectors.window_months", "vectors.prior_open", "vectors.tour_gap_days", "vectors.level")


def tilt_two_pole(plus: ArrayLike, minus: ArrayLike) -> NDArray[np.float64]:
    r"""Tilt between two poles.

    $$T = \frac{s_+ - s_-}{s_+ + s_-}$$

    Unit: none. Range: [-1, 1]; 0 is even-handed, +1 all to the plus pole.

    Raises
    ------
    EmptyTies
        Some draw gives neither pole anything.

    Examples
    --------
    >>> float(tilt_two_pole(3.0, 1.0))
    0.5
    """
    plus, minus = np.asarray(plus, dtype=np.float64), np.asarray(minus, dtype=np.float64)
    total = plus + minus
    if (total <= 0).any():
        raise EmptyTies("neither pole of the axis was met, so the tilt is undefined")
    return np.asarray((plus - minus) / total)


def tilt_on_scale(
    shares: NDArray[np.float64], position: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Mean position of the poles that a state turns to, on the axis that they span.

    $$T = \sum_k s_k \frac{y_k - \tfrac12(y_{max}+y_{min})}{\tfrac12(y_{max}-y_{min})}$$

    Unit: none. Range: [-1, 1].

    Parameters
    ----------
    shares : ndarray, shape (draw, pole)
        Rows sum to one.
    position : ndarray, shape (pole,)
        Ideal points y_k of the poles.

    Raises
    ------
    InputError
        All poles stand in one place, so they span no axis.

    Examples
    --------
    >>> tilt_on_scale(np.array([[0.5, 0.25, 0.25]]), np.array([3.0, -1.0, 1.0]))
    array([0.25])
    """
    low, high = position.min(), position.max()
    if high <= low:
        raise InputError("poles at one position span no axis; give poles that differ")
    return np.asarray(shares @ ((position - (high + low) / 2) / ((high - low) / 2)))


@dataclass(frozen=True, slots=True)
class Tilt(Result):
    """Which pole of a rivalry a state's engagement leans to.

    Attributes
    ----------
    plus, minus : str
        Poles at +1 and at -1.
    tilt : Estimate
    lean : float
        Posterior probability that the tilt is positive.
    counts : tuple[float, float]
        Trips to the plus and to the minus pole.
    sign_holds : Estimate
        Share of the multiverse whose tilt has the sign of the headline.
    """

    state: str
    axis: str
    plus: str
    minus: str
    start: date
    end: date
    counts: tuple[float, float]
    phi: float
    tilt: Estimate
    lean: float
    sign_holds: Estimate
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        axis = f"{pole_name(self.plus)} (+1) to {pole_name(self.minus)} (-1)"
        exact = "read off the posterior draws themselves"
        rows = (
            ("", f"Tilt of engagement, {axis}", self.tilt, "(s+ - s-)/(s+ + s-)"),
            (
                ".lean",
                f"Probability of a lean toward {pole_name(self.plus)}",
                Estimate(self.lean, unit="probability", reason=exact),
                "share of draws above zero",
            ),
            (
                ".sign_holds",
                "Share of readings in which the sign of the tilt holds",
                self.sign_holds,
                "windows x kinds x directions x organisations x third-party dates",
            ),
        )
        return tuple(
            Figure(
                id=f"tilt.{self.axis}{key}",
                label=label,
                estimate=estimate,
                period=period_of(self.start, self.end),
                method=f"{method}; design effect {self.phi:.2f}",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"{self.counts[0]:g} trips against {self.counts[1]:g}",),
            )
            for key, label, estimate, method in rows
        )


def tilt(
    view: View,
    state: str,
    *,
    axis: str | None = None,
    start: date | None = None,
    end: date | None = None,
    seed: int = 0,
) -> Tilt:
    """Tilt of diplomatic engagement between two rival poles.

    Parameters
    ----------
    axis : str | None
        An axis of the catalogue or two poles as `usa:russia`; the headline axis when None.
    start, end : date | None
        Window; by default it ends on the as-of date and has the catalogue's length.

    Raises
    ------
    EmptyTies
        Neither pole was met in the window.
    InputError
        The state is itself part of a pole of the axis.
    """
    rivals = find_axis(axis or headline_axis())
    if state in (*members(rivals.plus), *members(rivals.minus)):
        raise InputError(f"{state} is itself a pole of the axis {rivals.id}; choose another axis")
    rows = view.rows("engagements")
    start, end = window_of(rows, state, view.as_of, start, end)
    poles = (rivals.plus, rivals.minus)
    trips = trips_to_poles(rows, state, poles).within(start, end)
    shares, phi = engagement_shares(trips, np.random.default_rng(seed))
    draws = tilt_two_pole(shares[:, 0], shares[:, 1])
    steps = tuple(dict.fromkeys(step for pole in trip_steps(trips) for step in pole))
    return Tilt(
        state=state,
        axis=rivals.id,
        plus=rivals.plus,
        minus=rivals.minus,
        start=start,
        end=end,
        counts=(float(trips.total[0]), float(trips.total[1])),
        phi=phi,
        tilt=estimate_from_draws(draws, UNIT),
        lean=float((draws > 0).mean()),
        sign_holds=_multiverse(rows, state, poles, end, float(np.median(draws))),
        steps=steps,
        origins=origins_of(view, steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _multiverse(
    rows: list[dict], state: str, poles: tuple[str, str], end: date, headline: float
) -> Estimate:
    """The posterior is symmetric in its prior, so the sign of its median is that of the counts."""
    kinds = (("visit", "meeting", "summit"), ("visit", "meeting", "summit", "call"), ("visit",))
    held = total = 0
    for kind, direction, blocs, third in product(
        kinds, ("any", "outgoing"), (True, False), (True, False)
    ):
        trips = trips_to_poles(
            rows, state, poles, kinds=kind, direction=direction, blocs=blocs, third_party=third
        )
        for months in alternatives("vectors.window_months"):
            plus, minus = trips.within(months_before(end, int(months)), end).total
            if plus + minus:
                held += bool(np.sign(plus - minus) == np.sign(headline))
                total += 1
    return Estimate(
        held / total if total else float("nan"),
        unit=f"share of {total} readings",
        reason="a count over a fixed grid of readings, no sample",
    )
