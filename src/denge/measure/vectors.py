"""The effective number of vectors of a state's engagement, with intervals and over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import alternatives, assumed, assumed_number
from denge.measure.concentration import (
    chao_shannon,
    chao_simpson,
    hill,
)
from denge.measure.poles import headline_scheme, pole_name, poles_of, schemes
from denge.measure.rows import origins_of, steps_of
from denge.measure.share_posterior import dispersion, few_independent, share_draws
from denge.measure.trips import Trips, months_before, trips_to_poles
from denge.measure.window import window_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = ["Vectors", "Window", "engagement_shares", "trip_steps", "vectors"]

UNIT = "effective vectors"
Prior = Literal["open", "sparse", "flat"]
_USED = (
    "vectors.window_months",
    "vectors.prior_open",
    "vectors.prior_sparse",
    "vectors.prior_flat",
    "vectors.tour_gap_days",
    "vectors.level",
    "vectors.few_independent",
)


@dataclass(frozen=True, slots=True)
class Window:
    """One point of the timeline: D_2 of the trips that start in [start, end]."""

    start: date
    end: date
    trips: float
    d2: Estimate | None


@dataclass(frozen=True, slots=True)
class Vectors(Result):
    """How many directions a state's engagement effectively has.

    Attributes
    ----------
    state, scheme : str
        ISO3, and the pole scheme of `catalogue/poles.yaml`.
    poles : tuple[str, ...]
    start, end : date
        The window.
    count : ndarray, shape (pole,)
        Trips to each pole.
    phi : float
        Design effect of tours.
    d1, d2 : Estimate
        Hill numbers under the open prior, which favours no number of vectors; `..._sparse` under
        one fixed mass a = 1/K a pole, `..._flat` under a = 1.
    raw : dict[str, float]
        Plug-in D_1 and D_2 with the Chao-Jost estimators beside them.
    shares : dict[str, Estimate]
        Posterior share of each pole.
    holds : Estimate
        Share of the multiverse in which the median of D_2 is above `threshold`.
    rise : float | None
        P(D_2 of the last twelve months is above that of the twelve before); None without trips in
        both.
    timeline : tuple[Window, ...]
        Calendar years, then the last moving window.
    """

    state: str
    scheme: str
    poles: tuple[str, ...]
    start: date
    end: date
    count: NDArray[np.float64]
    phi: float
    outside: int
    d1: Estimate
    d2: Estimate
    d1_sparse: Estimate
    d2_sparse: Estimate
    d1_flat: Estimate
    d2_flat: Estimate
    raw: dict[str, float]
    shares: dict[str, Estimate]
    threshold: float
    holds: Estimate
    rise: float | None
    timeline: tuple[Window, ...]
    steps: tuple[tuple[Step, ...], ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def trips(self) -> float:
        """Trips to poles in the window."""
        return float(self.count.sum())

    def figures(self) -> tuple[Figure, ...]:
        everything = tuple(dict.fromkeys(step for steps in self.steps for step in steps))
        main = tuple(
            self._figure(f"vectors.diplomatic.{key}", label, estimate, method, everything)
            for key, label, estimate, method in self._numbers()
        )
        shares = tuple(
            self._figure(
                f"vectors.share.{pole}",
                f"Share of trips that go to {pole_name(pole)}",
                self.shares[pole],
                "Dirichlet posterior of the share of trips",
                steps,
            )
            for pole, steps in zip(self.poles, self.steps, strict=True)
        )
        return main + self._trend(everything) + shares

    def _trend(self, steps: tuple[Step, ...]) -> tuple[Figure, ...]:
        if self.rise is None:
            return ()
        chance = Estimate(self.rise, unit="probability", reason="a share of posterior draws")
        label = "P(more vectors in the last twelve months than in the twelve before)"
        method = "D2 of two windows, independent posterior draws"
        return (self._figure("vectors.diplomatic.rise", label, chance, method, steps),)

    def _numbers(self) -> tuple[tuple[str, str, Estimate, str], ...]:
        raw = "computed from the counts as they stand; its spread is that of the posterior figure"
        known = f"K = {len(self.poles)}, phi = {self.phi:.2f}"
        drawn, sparse, flat = (f"Dirichlet({a} + x/phi), {known}" for a in ("a", "1/K", "1"))
        return (
            ("d2", "Effective number of vectors (D2)", self.d2, f"1/sum p^2; {drawn}"),
            ("d1", "Effective number of vectors (D1)", self.d1, f"exp entropy; {drawn}"),
            ("d2_sparse", "D2 under a sparse prior", self.d2_sparse, f"1/sum p^2; {sparse}"),
            ("d1_sparse", "D1 under a sparse prior", self.d1_sparse, f"exp entropy; {sparse}"),
            ("d2_flat", "D2 under a flat prior", self.d2_flat, f"1/sum p^2; {flat}"),
            ("d1_flat", "D1 under a flat prior", self.d1_flat, f"exp entropy; {flat}"),
            *(
                (key, label, Estimate(self.raw[key], unit=UNIT, reason=raw), method)
                for key, label, method in (
                    ("d2_raw", "D2 of the raw counts", "1/sum p^2"),
                    ("d1_raw", "D1 of the raw counts", "exp entropy"),
                    ("d2_chao", "D2 by Chao and Jost", "n(n-1)/sum x(x-1)"),
                    ("d1_chao", "D1 by Chao and Jost", "Chao & Jost (2015)"),
                )
                if np.isfinite(self.raw[key])
            ),
            (
                "holds",
                f"Share of readings with more than {self.threshold:g} vectors",
                self.holds,
                "windows x pole schemes x priors x calls x directions x organisations",
            ),
        )

    def _figure(
        self, name: str, label: str, estimate: Estimate, method: str, steps: tuple[Step, ...]
    ) -> Figure:
        notes = [f"{self.trips:g} trips to {len(self.poles)} poles; {self.outside} met no pole"]
        notes += few_independent(self.trips / self.phi)
        if self.trips <= 15 and name.endswith("_chao"):
            notes.append("with 15 trips or fewer this estimator overshoots")
        return Figure(
            id=name,
            label=label,
            estimate=estimate,
            period=period_of(self.start, self.end),
            method=method,
            trail=steps,
            assumptions=self.assumptions,
            origins=self.origins,
            notes=tuple(notes),
        )


def vectors(
    view: View,
    state: str,
    *,
    scheme: str | None = None,
    start: date | None = None,
    end: date | None = None,
    threshold: float = 2.0,
    seed: int = 0,
) -> Vectors:
    """Effective number of vectors of diplomatic engagement.

    Parameters
    ----------
    view : View
        Rows known on one date; its table `engagements` is read.
    state : str
        ISO3.
    scheme : str | None
        Pole scheme; the catalogue's headline when None.
    start, end : date | None
        Window; by default it ends on the as-of date and has the catalogue's length.
    threshold : float
        Number of vectors whose surpassing the multiverse checks.
    seed : int

    Raises
    ------
    EmptyTies
        No trip to any pole in the window, or nothing recorded since it began.
    """
    rows = view.rows("engagements")
    start, end = window_of(rows, state, view.as_of, start, end)
    scheme = scheme or headline_scheme()
    known = trips_to_poles(rows, state, poles_of(scheme, state))
    inside = known.within(start, end)
    rng = np.random.default_rng(seed)
    shares, phi = engagement_shares(inside, rng)
    sparse, flat = (engagement_shares(inside, rng, prior=p)[0] for p in ("sparse", "flat"))
    steps = trip_steps(inside)
    return Vectors(
        state=state,
        scheme=scheme,
        poles=inside.poles,
        start=start,
        end=end,
        count=inside.total,
        phi=phi,
        outside=inside.outside,
        d1=estimate_from_draws(hill(shares, 1), UNIT),
        d2=estimate_from_draws(hill(shares, 2), UNIT),
        d1_sparse=estimate_from_draws(hill(sparse, 1), UNIT),
        d2_sparse=estimate_from_draws(hill(sparse, 2), UNIT),
        d1_flat=estimate_from_draws(hill(flat, 1), UNIT),
        d2_flat=estimate_from_draws(hill(flat, 2), UNIT),
        raw=_raw(inside.total),
        shares={
            pole: estimate_from_draws(shares[:, k], "share") for k, pole in enumerate(inside.poles)
        },
        threshold=threshold,
        holds=_multiverse(rows, state, end, threshold, seed),
        rise=_rise(known, end, rng),
        timeline=_timeline(known, end, rng),
        steps=steps,
        origins=origins_of(view, (step for pole in steps for step in pole)),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def engagement_shares(
    trips: Trips, rng: np.random.Generator, *, prior: Prior = "open", draws: int | None = None
) -> tuple[NDArray[np.float64], float]:
    """Posterior draws of the shares of poles, shape (draw, pole), and the design effect.

    Parameters
    ----------
    prior : {"open", "sparse", "flat"}
        Open favours no number of vectors; the others put one fixed mass on each pole.
    """
    fixed = {
        "open": None,
        "sparse": assumed_number("vectors.prior_sparse") / len(trips.poles),
        "flat": assumed_number("vectors.prior_flat"),
    }
    spread = dispersion(trips.by_tour(int(assumed_number("vectors.tour_gap_days"))))
    draws = draws or int(assumed_number("vectors.draws"))
    return share_draws(trips.total, spread, draws, rng, mass=fixed[prior]), spread.phi


def trip_steps(trips: Trips) -> tuple[tuple[Step, ...], ...]:
    """For each pole, the rows of the trips that met it."""
    per_pole = []
    for k in range(len(trips.poles)):
        rows = [r for i in np.flatnonzero(trips.count[:, k]) for r in trips.rows[i]]
        says = [
            f"{r['start']}: {r.get('format') or ''} {r['kind']}, {r['partner']}, "
            f"{r.get('place') or 'no place stated'}".replace(":  ", ": ")
            for r in rows
        ]
        per_pole.append(steps_of("engagements", rows, says))
    return tuple(per_pole)


def _raw(count: NDArray[np.float64]) -> dict[str, float]:
    whole = np.floor(count + 0.5)  # half a trip to a shared organisation counts as one here
    enough = whole.sum() >= 2
    return {
        "d1_raw": float(hill(count, 1)),
        "d2_raw": float(hill(count, 2)),
        "d1_chao": chao_shannon(whole) if enough else float("nan"),
        "d2_chao": chao_simpson(whole) if enough else float("nan"),
    }


def _timeline(trips: Trips, end: date, rng: np.random.Generator) -> tuple[Window, ...]:
    if not len(trips.start):
        return ()
    years = range(date.fromordinal(int(trips.start[0])).year, end.year + 1)
    spans = [(date(y, 1, 1), min(date(y, 12, 31), end)) for y in years]
    months = int(assumed_number("vectors.timeline_months"))
    spans.append((months_before(end, months), end))
    return tuple(_window(trips.within(*span), *span, rng) for span in spans)


def _rise(trips: Trips, end: date, rng: np.random.Generator) -> float | None:
    months = int(assumed_number("vectors.timeline_months"))
    middle = months_before(end, months)
    first = months_before(end, 2 * months)
    now = trips.within(middle, end)
    before = trips.within(first, date.fromordinal(middle.toordinal() - 1))
    if not len(now.start) or not len(before.start):
        return None
    later, earlier = (hill(engagement_shares(part, rng)[0], 2) for part in (now, before))
    return float((later > earlier).mean())


def _window(trips: Trips, start: date, end: date, rng: np.random.Generator) -> Window:
    if not len(trips.start):
        return Window(start, end, 0.0, None)
    draws, _ = engagement_shares(trips, rng, draws=1000)
    estimate = estimate_from_draws(hill(draws, 2), UNIT)
    return Window(start, end, float(trips.total.sum()), estimate)


def _multiverse(rows: list[dict], state: str, end: date, threshold: float, seed: int) -> Estimate:
    rng = np.random.default_rng(seed)
    windows = [int(m) for m in alternatives("vectors.window_months")]
    kinds = (("visit", "meeting", "summit"), ("visit", "meeting", "summit", "call"))
    held = total = 0
    for name, kind, direction, blocs in product(
        schemes(), kinds, ("any", "outgoing"), (True, False)
    ):
        trips = trips_to_poles(
            rows, state, poles_of(name, state), kinds=kind, direction=direction, blocs=blocs
        )
        for months, prior in product(windows, get_args(Prior)):
            inside = trips.within(months_before(end, months), end)
            if not len(inside.start):
                continue
            draws, _ = engagement_shares(inside, rng, prior=prior, draws=200)
            held += bool(np.median(hill(draws, 2)) > threshold)
            total += 1
    return Estimate(
        held / total if total else float("nan"),
        unit=f"share of {total} readings",
        reason="a count over a fixed grid of readings, no sample",
    )
