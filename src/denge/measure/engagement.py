"""Engagement with the poles in coded events, by type, corrected for what the source tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.concentration import hill
from denge.measure.coverage import NO_PUBLISHER
from denge.measure.event_counts import (
    dispersion_of,
    event_steps,
    events_told,
    events_with,
    monthly_spread,
    without_each,
)
from denge.measure.poles import axis as find_axis
from denge.measure.poles import headline_axis, headline_scheme, pole_name, poles_of
from denge.measure.share_posterior import Dispersion, few_independent, share_draws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = ["Engagement", "TypeOfAct", "engagement", "rate_draws"]

UNIT = "effective vectors"
_RATE = "events per 1,000 of the source"


def rate_draws(
    count: float, exposure: float, spread: Dispersion, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Posterior draws of a rate per 1,000 events of the source, shape (draw,).

    $$\lambda \mid x \sim 1000 \cdot \mathrm{Gamma}(x/\phi + \tfrac12, \text{rate } E/\phi)$$

    A source that grows tells of more events without more happening; the rate does not move.

    Parameters
    ----------
    count, exposure : float
        Events of the state, and all events of the source.
    spread : Dispersion
        Design effect of the counts, drawn with its freedom.

    Raises
    ------
    EmptyTies
        The source tells of nothing.

    Examples
    --------
    >>> draws = rate_draws(50, 10_000, Dispersion(), 4000, np.random.default_rng(0))
    >>> bool(4.8 < np.median(draws) < 5.3)
    True
    """
    if exposure <= 0:
        raise EmptyTies("the source tells of no event, so it has no rate")
    phi = spread.draws(draws, rng)
    return 1000 * rng.gamma(count / phi + 0.5, phi / exposure)


@dataclass(frozen=True, slots=True)
class TypeOfAct:
    """Events of one PLOVER type with the poles.

    Attributes
    ----------
    count : ndarray, shape (pole,)
    rate, d2 : Estimate
    """

    name: str
    count: NDArray[np.float64]
    rate: Estimate
    d2: Estimate


@dataclass(frozen=True, slots=True)
class Engagement(Result):
    """Vectors and tilt of a state in the coded events of one year.

    Attributes
    ----------
    count : ndarray, shape (pole,)
        Cooperative events (quad classes 1 and 2) with each pole.
    alpha, phi : float
        Over-dispersion of the state's monthly events, and the design effect.
    rise : float | None
        P(the rate is above that of the year before); None without that year.
    without : dict[str, float]
        D_2 without each publisher, the largest change first; empty where none is recorded.
    doubt : str
        What the source's description doubts; "" if nothing.
    """

    state: str
    source: str
    year: int
    poles: tuple[str, ...]
    count: NDArray[np.float64]
    exposure: float
    months: int
    alpha: float
    phi: float
    d2: Estimate
    naive: Estimate
    shares: dict[str, Estimate]
    tilt: Estimate | None
    axis: tuple[str, str]
    rate: Estimate
    rise: float | None
    types: tuple[TypeOfAct, ...]
    without: dict[str, float]
    doubt: str
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def verdict(self) -> str:
        """What the figures rest on, in a sentence or two."""
        head = (
            f"{self.count.sum():g} cooperative events with the poles among {self.exposure:g} of "
            f"{self.source.upper() or 'the source'} in {self.year}"
        )
        spread = (
            f"over-dispersion {self.alpha:.2f} over {self.months} months"
            if self.months > 1
            else "one month cannot show over-dispersion, so events count as independent"
        )
        if not self.without:
            return f"{head}; {spread}; {NO_PUBLISHER}"
        name, left = next(iter(self.without.items()))
        return f"{head}; {spread}; without {name}, which changes it most, D2 is {left:.2f}"

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"engagement.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method=f"posterior of counts over a design effect of {self.phi:.2f}",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(
                    self.verdict,
                    *few_independent(self.count.sum() / self.phi),
                    *filter(None, [self.doubt]),
                ),
            )
            for key, label, estimate in (*self._whole(), *self._by_type(), *self._by_pole())
        )

    def _whole(self) -> list[tuple[str, str, Estimate]]:
        plus, minus = map(pole_name, self.axis)
        rows = [
            ("d2", "Effective number of vectors in coded cooperation", self.d2),
            ("naive", "The same as if events were independent", self.naive),
            ("rate", "Cooperation with the poles", self.rate),
        ]
        if self.rise is not None:
            up = Estimate(self.rise, unit="probability", reason="a share of posterior draws")
            rows.append(("rise", f"P(that rate is above the one of {self.year - 1})", up))
        if self.tilt:
            rows.append(("tilt", f"Tilt of cooperation, {plus} (+1) to {minus} (-1)", self.tilt))
        if self.without:
            ends = min(self.without.values()), max(self.without.values())
            spread = Estimate(sum(ends) / 2, *ends, 1.0, UNIT)
            rows.append(("without_one", "Range of D2 when each publisher is left out", spread))
        return rows

    def _by_type(self) -> list[tuple[str, str, Estimate]]:
        named = [(kind, kind.name.lower()) for kind in self.types]
        return [
            row
            for kind, name in named
            for row in (
                (f"{name}.rate", f"{kind.name} with the poles", kind.rate),
                (f"{name}.d2", f"Effective number of vectors in {kind.name}", kind.d2),
            )
        ]

    def _by_pole(self) -> list[tuple[str, str, Estimate]]:
        return [
            (f"share.{pole}", f"Share of coded cooperation with {pole_name(pole)}", share)
            for pole, share in self.shares.items()
        ]


def engagement(
    rows: Iterable[Row],
    state: str,
    *,
    year: int,
    monthly: Iterable[Row] = (),
    partners_monthly: Iterable[Row] = (),
    publishers: Iterable[Row] | None = None,
    scheme: str | None = None,
    axis: str | None = None,
    source: str = "",
    doubt: str = "",
    origins: tuple[Origin, ...] = (),
    seed: int = 0,
) -> Engagement:
    """Vectors, tilt and rate of a state's cooperation in coded events of one year, and by type.

    Counts are divided by a design effect: the larger of that of the state's monthly over-dispersion
    against the source's total and that of months as clusters of the shares. Rates are per 1,000
    events of the source, so that a source that grows shows no rise. Where publishers are recorded
    each is left out once.

    Parameters
    ----------
    rows : iterable of dict
        `source, target, year, quad, plover, events`, as `dyads.yearly_rows` gives.
    monthly : iterable of dict
        As `dyads.monthly_rows` gives.
    partners_monthly : iterable of dict
        As `dyads.partner_months` gives.
    publishers : iterable of dict | None
        As `coverage.publisher_rows` gives.

    Raises
    ------
    EmptyTies
        No cooperative event of the year joins the state to a pole.
    """
    every = list(rows)
    poles = poles_of(scheme or headline_scheme(), state)
    by_type = events_with(every, state, year, poles)
    zero = np.zeros(len(poles))
    count = sum((n for (quad, _), n in by_type.items() if quad <= 2), zero)
    if count.sum() <= 0:
        raise EmptyTies(f"no cooperative event of {year} joins {state} to a pole")
    alpha, mean, months = dispersion_of(monthly, state)
    spread = monthly_spread(partners_monthly, year, poles).at_least(1 + alpha * mean)
    exposure = events_told(every, year)
    rng, draws = np.random.default_rng(seed), int(assumed_number("vectors.draws"))
    shares = share_draws(count, spread, draws, rng)
    rate = rate_draws(float(count.sum()), exposure, spread, draws, rng)
    rivals = find_axis(axis or headline_axis())
    return Engagement(
        state=state,
        source=source,
        year=year,
        poles=poles,
        count=count,
        exposure=exposure,
        months=months,
        alpha=alpha,
        phi=spread.phi,
        d2=estimate_from_draws(hill(shares, 2), UNIT),
        naive=estimate_from_draws(hill(share_draws(count, Dispersion(), draws, rng), 2), UNIT),
        shares={p: estimate_from_draws(shares[:, k], "share") for k, p in enumerate(poles)},
        tilt=_tilt(every, state, year, (rivals.plus, rivals.minus), spread, rng),
        axis=(rivals.plus, rivals.minus),
        rate=estimate_from_draws(rate, _RATE),
        rise=_rise(every, state, year, poles, spread, rate, rng),
        types=_types(by_type, exposure, alpha, months, rng),
        without=without_each(publishers, state, year, poles),
        doubt=doubt,
        steps=event_steps(by_type, poles, year, source),
        origins=origins,
        assumptions=(assumed("vectors.prior_open"), assumed("vectors.draws")),
        seed=seed,
        as_of=None,
    )


def _tilt(
    rows: list[Row],
    state: str,
    year: int,
    ends: tuple[str, str],
    spread: Dispersion,
    rng: np.random.Generator,
) -> Estimate | None:
    by_type = events_with(rows, state, year, ends)
    count = sum((n for (quad, _), n in by_type.items() if quad <= 2), np.zeros(2))
    if count.sum() <= 0:
        return None
    s = share_draws(count, spread, int(assumed_number("vectors.draws")), rng)
    return estimate_from_draws(s[:, 0] - s[:, 1], "tilt from -1 to +1")


def _rise(
    rows: list[Row],
    state: str,
    year: int,
    poles: tuple[str, ...],
    spread: Dispersion,
    rate: NDArray[np.float64],
    rng: np.random.Generator,
) -> float | None:
    before = events_told(rows, year - 1)
    if before <= 0:
        return None
    count = sum(
        n.sum() for (quad, _), n in events_with(rows, state, year - 1, poles).items() if quad <= 2
    )
    return float((rate > rate_draws(float(count), before, spread, len(rate), rng)).mean())


def _types(
    by_type: dict[tuple[int, str], NDArray[np.float64]],
    exposure: float,
    alpha: float,
    months: int,
    rng: np.random.Generator,
) -> tuple[TypeOfAct, ...]:
    """Every named type with its own design effect, the commonest first."""
    merged: dict[str, NDArray[np.float64]] = {}
    for (_, name), count in by_type.items():
        if name:
            merged[name] = merged.get(name, 0.0) + count
    draws = int(assumed_number("vectors.draws"))
    found = []
    for name, count in sorted(merged.items(), key=lambda item: (-item[1].sum(), item[0])):
        spread = Dispersion().at_least(1 + alpha * count.sum() / max(min(months, 12), 1))
        rate = rate_draws(float(count.sum()), exposure, spread, draws, rng)
        shares = share_draws(count, spread, draws, rng)
        d2 = estimate_from_draws(hill(shares, 2), UNIT)
        found.append(TypeOfAct(name, count, estimate_from_draws(rate, _RATE), d2))
    return tuple(found)
