"""How far a figure from coded events rests on its sources: over-dispersion, leaving each out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin
from denge.measure.assumed import assumed, assumed_number
from denge.measure.concentration import hill
from denge.measure.poles import headline_scheme, pole_shares, poles_of
from denge.measure.share_posterior import Dispersion, share_draws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row
    from denge.record.engine import Engine

__all__ = [
    "NO_PUBLISHER",
    "Coverage",
    "coverage",
    "leave_one_out",
    "overdispersion",
    "publisher_rows",
]

UNIT = "effective vectors"
NO_PUBLISHER = (
    "the loaded events name no publisher, so their sources cannot be told apart or left out one by "
    "one. Raw ICEWS and GDELT name them: denge record load icews PATH, or denge record load gdelt "
    "--from DAY --to DAY"
)


def overdispersion(count: NDArray[np.float64], exposure: NDArray[np.float64]) -> float:
    r"""Dispersion of counts that grow with a source's total, by moments.

    $$x_t \sim NB(\mu_t, \alpha), \quad \mu_t = \lambda E_t, \quad
      \hat\alpha = \frac{\sum_t [(x_t-\mu_t)^2 - \mu_t]}{\sum_t \mu_t^2}, \quad
      \mathrm{Var}\,x_t = \mu_t + \alpha \mu_t^2$$

    Unit: none. Range: 0 and more; 0 is a Poisson source.

    Parameters
    ----------
    count, exposure : ndarray, shape (month,)
        Events of the state, and all events of the source.

    Raises
    ------
    EmptyTies
        The source tells of nothing.

    References
    ----------
    Cameron & Trivedi (2013), Regression Analysis of Count Data, 2nd ed., ch. 3.

    Examples
    --------
    >>> overdispersion(np.array([2.0, 2.0, 2.0]), np.array([10.0, 10.0, 10.0]))
    0.0
    """
    if exposure.sum() <= 0 or count.sum() <= 0:
        raise EmptyTies("the source tells of no event, so it has no dispersion")
    mean = count.sum() / exposure.sum() * exposure
    return float(max(0.0, ((count - mean) ** 2 - mean).sum() / (mean**2).sum()))


def leave_one_out(count: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""D_2 of the pooled shares when each source is left out, shape (source,).

    NaN where nothing is left.

    Parameters
    ----------
    count : ndarray, shape (source, pole)

    Examples
    --------
    >>> leave_one_out(np.array([[4.0, 0.0], [2.0, 2.0]])).tolist()
    [2.0, 1.0]
    """
    rest = count.sum(axis=0) - count
    left = rest.sum(axis=1) > 0
    return np.where(left, hill(np.where(left[:, None], rest, 1.0), 2), np.nan)


def publisher_rows(reports: Any, engine: Engine) -> list[Row]:
    """Count reports by publisher, pair of states and month, and fetch them.

    Parameters
    ----------
    reports : ibis.Table
        Raw ICEWS rows, which name their publisher, or GDELT rows of `ledger.events(rule="report")`,
        whose publisher is the host of the page. ICEWS fact files name none and give no row.

    Returns
    -------
    list of dict
        `publisher, source, target, month, events`; publisher is "" where the row names none.
    """
    if "source_state" in reports.columns:
        if "publisher" not in reports.columns:
            return []
        told = reports.select(
            publisher=reports.publisher,
            source=reports.source_state,
            target=reports.target_state,
            month=reports.day.truncate("M"),
        )
    else:
        host = reports.url.re_extract("://([^/:]+)", 1)
        told = reports.select(
            publisher=host, source=reports.source, target=reports.target, month=reports.month
        )
    between = told.filter((told.source != told.target) & (told.source != ""))
    counted = between.group_by("publisher", "source", "target", "month").agg(events=between.count())
    return [
        row | {"publisher": (row["publisher"] or "").removeprefix("www.")}
        for row in engine.rows(counted).to_pylist()
    ]


@dataclass(frozen=True, slots=True)
class Coverage(Result):
    """Vectors of engagement in coded events, corrected for the dispersion of the sources.

    Attributes
    ----------
    d2 : Estimate
        With the design effect 1 + alpha x mean monthly count.
    naive : Estimate
        As if every report were an independent event.
    dispersion : float
        alpha, pooled over sources by their counts.
    without : dict[str, float]
        D_2 without each source that tells of the state, the largest change first.
    """

    state: str
    poles: tuple[str, ...]
    sources: int
    months: int
    phi: float
    d2: Estimate
    naive: Estimate
    dispersion: float
    without: dict[str, float]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        name, exact = find_state(self.state).name(), "a property of the loaded sources"
        low, high = (f(self.without.values()) for f in (min, max))
        spread = Estimate((low + high) / 2, low, high, 1.0, UNIT)
        rows = (
            ("d2", f"Effective number of vectors of {name} in coded events", self.d2),
            ("naive", "The same as if every report were an event of its own", self.naive),
            ("without_one", "Range when each source is left out", spread),
            (
                "dispersion",
                "Over-dispersion of the sources",
                Estimate(self.dispersion, reason=exact),
            ),
        )
        first = next(iter(self.without), "")
        return tuple(
            Figure(
                id=f"coverage.{key}",
                label=label,
                estimate=estimate,
                period=f"{self.months} month{'s' * (self.months != 1)}",
                method=f"Dirichlet posterior on counts over a design effect of {self.phi:.1f}",
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"{self.sources} sources; leaving out {first} changes it most",),
            )
            for key, label, estimate in rows
        )


def coverage(
    rows: Iterable[Row],
    state: str,
    *,
    scheme: str | None = None,
    origins: tuple[Origin, ...] = (),
    seed: int = 0,
) -> Coverage:
    """Vectors of a state in events of many publishers, with their dispersion in the interval.

    Parameters
    ----------
    rows : iterable of dict
        `publisher, source, target, month, events`, as `publisher_rows` gives: the events of all
        states, since a source's total is its exposure.

    Raises
    ------
    EmptyTies
        No event joins the state to a pole, or no row names a publisher.
    """
    kept = [row for row in rows if row["publisher"]]
    if not kept:
        raise EmptyTies(NO_PUBLISHER)
    poles = poles_of(scheme or headline_scheme(), state)
    count, alpha, monthly, months = _counted(kept, state, poles)
    total = count.sum(axis=0)
    spread = Dispersion(1 + alpha * monthly, months - 1 if months > 1 else np.inf)
    rng, draws = np.random.default_rng(seed), int(assumed_number("vectors.draws"))
    told = count.sum(axis=1) > 0
    names = [
        name for name, t in zip(sorted({r["publisher"] for r in kept}), told, strict=True) if t
    ]
    pooled = float(hill(total, 2))
    left = dict(zip(names, leave_one_out(count[told]).tolist(), strict=True))
    left = {n: d for n, d in left.items() if np.isfinite(d)} or {"none": pooled}
    return Coverage(
        state=state,
        poles=poles,
        sources=len(names),
        months=months,
        phi=spread.phi,
        d2=estimate_from_draws(hill(share_draws(total, spread, draws, rng), 2), UNIT),
        naive=estimate_from_draws(hill(share_draws(total, Dispersion(), draws, rng), 2), UNIT),
        dispersion=alpha,
        without=dict(sorted(left.items(), key=lambda item: -abs(item[1] - pooled))),
        origins=origins,
        assumptions=(assumed("vectors.prior_open"), assumed("vectors.draws")),
        seed=seed,
        as_of=None,
    )


def _counted(
    rows: list[Row], state: str, poles: tuple[str, ...]
) -> tuple[NDArray[np.float64], float, float, int]:
    """Counts by source and pole, the pooled dispersion, the mean monthly count, and the months."""
    shares = pole_shares(poles, blocs=False)
    sources = {name: n for n, name in enumerate(sorted({r["publisher"] for r in rows}))}
    months = {month: n for n, month in enumerate(sorted({r["month"] for r in rows}))}
    count = np.zeros((len(sources), len(poles)))
    own, every = (np.zeros((len(sources), len(months))) for _ in range(2))
    for row in rows:
        at = sources[row["publisher"]], months[row["month"]]
        every[at] += row["events"]
        if state in (row["source"], row["target"]):
            other = row["target"] if row["source"] == state else row["source"]
            for k, part in shares.get(other, {}).items():
                count[at[0], k] += part * row["events"]
                own[at] += part * row["events"]
    if count.sum() <= 0:
        raise EmptyTies(f"no loaded event joins {state} to a pole")
    weight: dict[int, float] = defaultdict(float)
    for n in np.flatnonzero(own.sum(axis=1) > 0):
        weight[int(n)] = float(own[n].sum())
    pooled = sum(w * overdispersion(own[n], every[n]) for n, w in weight.items())
    active = own.sum(axis=1) > 0
    return count, pooled / sum(weight.values()), float(own[active].mean()), len(months)
