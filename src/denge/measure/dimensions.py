"""Vectors by dimension: trips, trade, investment, transit, institutions, and combined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import DengeError, EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.trail import Assumption, Figure, Origin
from denge.measure.assumed import assumed, assumed_number
from denge.measure.concentration import hill, hill_similarity
from denge.measure.dimension_sources import SOURCES, UNIT, Dimension, pacts
from denge.measure.poles import headline_scheme, members, pole_name, poles_of
from denge.measure.rows import origins_of
from denge.measure.world import known_in, last_session, positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = [
    "Dimensions",
    "combined_shares",
    "dimensions",
    "pole_similarity",
]

_USED = (
    "vectors.window_months",
    "vectors.prior_open",
    "vectors.year_gap",
    "vectors.reporter_log_sd",
    "similarity.kernel_scale",
)


_NO_ROUTES = (
    "counts the powers that crude oil crosses; `denge stress corridor` counts the routes "
    "themselves and every state on them"
)
_NO_CAPACITY = (
    "counts operating lines of oil and gas that run through both, not what they carry: the source "
    "gives few capacities"
)
_APART = {"transit": (_NO_ROUTES,), "pipelines": (_NO_CAPACITY,)}


def combined_shares(
    shares: Mapping[str, NDArray[np.float64]], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    r"""Weighted mean of shares over dimensions, $p_k = \sum_d w_d s_{dk} / \sum_d w_d$.

    Parameters
    ----------
    shares : mapping of dimension to ndarray, shape (draw, pole)
    weights : mapping of dimension to weight
        Dimensions without a weight are left out.

    Raises
    ------
    InputError
        A weight is negative, names no dimension, or all are zero.

    Examples
    --------
    >>> a, b = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    >>> combined_shares({"trips": a, "trade": b}, {"trips": 3, "trade": 1})
    array([[0.75, 0.25]])
    """
    unknown = sorted(set(weights) - set(shares))
    total = sum(weights.values())
    if unknown:
        raise InputError(
            f"{', '.join(unknown)} cannot be combined; weights must be positive for some of "
            f"{', '.join(shares)}"
        )
    if not (np.isfinite(total) and total > 0) or min(weights.values()) < 0:
        raise InputError(
            f"weights must be positive for some of {', '.join(shares)}; got {dict(weights)}"
        )
    return sum(w * shares[name] for name, w in weights.items()) / total  # type: ignore[return-value]


def pole_similarity(poles: tuple[str, ...], year: int, scale: float) -> NDArray[np.float64]:
    r"""Likeness of poles by their votes, $Z_{kl} = e^{-|\bar y_k - \bar y_l| / c}$.

    Parameters
    ----------
    scale : float
        c, in standard deviations of the ideal points; y-bar is the mean of a pole's members.

    Raises
    ------
    EmptyTies
        No member of some pole has an ideal point of the year.

    Examples
    --------
    >>> bool(pole_similarity(("usa", "china"), 2018, 1.0)[0, 1] < 0.1)
    True
    """
    place = []
    for pole in poles:
        known = [positions()[c][year].mean for c in members(pole) if year in positions().get(c, {})]
        if not known:
            raise EmptyTies(f"no member of the pole {pole} has an ideal point of {year}")
        place.append(float(np.mean(known)))
    y = np.array(place)
    return np.exp(-np.abs(y[:, None] - y[None, :]) / scale)


@dataclass(frozen=True, slots=True)
class Dimensions(Result):
    """Effective numbers of vectors by dimension, and of those of one time combined.

    Attributes
    ----------
    parts : tuple[Dimension, ...]
    similar : Estimate | None
        D_2 of trips when poles that vote alike count as partly one.
    combined : Estimate | None
        Of the weighted mean of shares of the dimensions in `weights`.
    apart : dict[str, int]
        Dimensions whose year is too far off to be combined.
    missing : dict[str, str]
        Dimensions without data, with the reason.
    sources : dict[str, tuple[Origin, ...]]
        Origins by dimension.
    """

    state: str
    poles: tuple[str, ...]
    parts: tuple[Dimension, ...]
    similar: Estimate | None
    combined: Estimate | None
    weights: dict[str, float]
    apart: dict[str, int]
    missing: dict[str, str]
    sources: dict[str, tuple[Origin, ...]]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        label = "Effective number of vectors in"
        rows = [
            (f"{part.name}.d2", f"{label} {_said(part.name)}", part.d2, part.year, part.steps)
            for part in self.parts
        ]
        every = tuple(dict.fromkeys(step for part in self.parts for step in part.steps))
        year = max((part.year for part in self.parts), default=0)
        if self.similar:
            alike = f"{label} trips, poles that vote alike taken together"
            rows.append(("trips.d2_similar", alike, self.similar, year, self.parts[0].steps))
        if self.combined:
            names = ", ".join(f"{k} {w:g}" for k, w in self.weights.items())
            mixed = f"Effective number of vectors combined ({names})"
            rows.append(("combined.d2", mixed, self.combined, year, every))
        rows += [
            (
                f"{part.name}.share.{pole}",
                f"Share of {pole_name(pole)} in {_said(part.name)}",
                part.share(k),
                part.year,
                part.steps,
            )
            for part in self.parts
            for k, pole in enumerate(self.poles)
        ]
        return tuple(
            Figure(
                id=f"dimensions.{key}",
                label=label,
                estimate=estimate,
                period=str(when),
                method="the shares of poles"
                if ".share." in key
                else "1/sum p^2 of the shares of poles",
                trail=steps,
                assumptions=self.assumptions,
                origins=self.sources.get(key.partition(".")[0], self.origins),
                notes=(*self._notes(), *_APART.get(key.partition(".")[0], ())),
            )
            for key, label, estimate, when, steps in rows
        )

    def _notes(self) -> tuple[str, ...]:
        aside = tuple(
            f"{k} of {year} stands beside, its year is too far off"
            for k, year in self.apart.items()
        )
        return aside + tuple(f"{k}: {why}" for k, why in self.missing.items())


def dimensions(
    view: View,
    state: str,
    *,
    scheme: str | None = None,
    weights: Mapping[str, float] | None = None,
    alliances: Iterable[Row] | None = None,
    seed: int = 0,
) -> Dimensions:
    """Effective number of vectors and shares of poles by dimension, and combined.

    Trips, imports, exports, investment, transit of crude oil, institutions and security
    (memberships in security organisations and defence agreements); pipelines and alliances too,
    where a ledger holds them.

    Parameters
    ----------
    alliances : iterable of dict | None
        Rows `state, partner, year` with the obligations of ATOP.
    weights : mapping | None
        Weight by dimension for the combined number; equal ones when None. Dimensions are combined
        only within the catalogue's gap of years around the latest.

    Raises
    ------
    EmptyTies
        No dimension has data.
    InputError
        A weight names no dimension that can be combined.
    """
    poles = poles_of(scheme or headline_scheme(), state)
    rng = np.random.default_rng(seed)
    parts, missing = [], {}
    for name, take in SOURCES.items():
        try:
            parts.append(take(view, state, poles, rng))
        except DengeError as error:
            missing[name] = str(error)
    if alliances is not None:
        try:
            parts.append(pacts(alliances, state, poles, view.as_of))
        except EmptyTies as error:
            missing["alliances"] = str(error)
    if not parts:
        raise EmptyTies("; ".join(missing.values()))
    near, apart = _of_one_time(parts)
    wanted = dict(weights) if weights else {part.name: 1.0 for part in near}
    mixed = combined_shares({part.name: part.draws for part in near}, wanted)
    steps = [step for part in parts for step in part.steps]
    return Dimensions(
        state=state,
        poles=poles,
        parts=tuple(parts),
        similar=_similar(parts, poles, view.as_of),
        combined=estimate_from_draws(hill(mixed, 2), UNIT) if len(near) > 1 else None,
        weights=wanted,
        apart=apart,
        missing=missing,
        sources={part.name: _origins(view, part) for part in parts},
        origins=origins_of(view, steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _said(name: str) -> str:
    return "transit of crude oil" if name == "transit" else name


def _origins(view: View, part: Dimension) -> tuple[Origin, ...]:
    if part.name != "alliances":
        return origins_of(view, part.steps)
    from denge.record.source import source_spec

    return (source_spec("atop").origin(),)


def _of_one_time(parts: list[Dimension]) -> tuple[list[Dimension], dict[str, int]]:
    last, gap = max(part.year for part in parts), assumed_number("vectors.year_gap")
    near = [part for part in parts if last - part.year <= gap]
    return near, {part.name: part.year for part in parts if part not in near}


def _similar(parts: list[Dimension], poles: tuple[str, ...], as_of: date | None) -> Estimate | None:
    if parts[0].name != "trips":
        return None
    scale = assumed_number("similarity.kernel_scale")
    z = pole_similarity(poles, last_session(known_in(as_of)), scale)
    return estimate_from_draws(hill_similarity(parts[0].draws, z, 2), UNIT)
