"""What pledges become: delivered against pledged, with what is still open left open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result, period_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.poles import headline_scheme, pole_name, pole_shares, poles_of
from denge.measure.rows import day, origins_of, rows_about, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = ["Cohort", "Substance", "beta_delivery", "kaplan_meier", "substance"]

DONE = ("delivered",)
FAILED = ("cancelled",)
_USED = ("substance.prior_done", "substance.prior_failed", "substance.fewest_matured")


def kaplan_meier(
    time: NDArray[np.float64], ended: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Share not yet ended by each time, with open cases leaving the count and never failing.

    $$\hat S(t) = \prod_{t_i \le t} (1 - d_i / n_i)$$

    Parameters
    ----------
    time : ndarray, shape (case,)
        Years until the end, or until last seen open.
    ended : ndarray of bool, shape (case,)

    Returns
    -------
    times, surviving : ndarray, shape (distinct end,)

    Raises
    ------
    InputError
        A time is negative.

    References
    ----------
    Kaplan & Meier (1958), JASA 53(282), 457-481.

    Examples
    --------
    >>> kaplan_meier(np.array([1.0, 2.0, 2.0, 3.0]), np.array([True, True, False, True]))[1]
    array([0.75, 0.5 , 0.  ])
    """
    if (time < 0).any():
        raise InputError("a pledge cannot end before it was made; correct the dates of the row")
    ends = np.unique(time[ended])
    at_risk = np.array([(time >= t).sum() for t in ends])
    events = np.array([((time == t) & ended).sum() for t in ends])
    return ends, np.cumprod(1.0 - events / at_risk).astype(np.float64)


def beta_delivery(
    done: float, failed: float, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Posterior draws of the share of matured pledges that are delivered.

    $$D \sim \mathrm{Beta}(a_0 + \text{done}, b_0 + \text{failed})$$

    Pledges that are still open or of unknown state enter neither count.

    Examples
    --------
    >>> beta_delivery(8, 2, 4000, np.random.default_rng(0)).mean().round(1)
    np.float64(0.8)
    """
    a = assumed_number("substance.prior_done") + done
    b = assumed_number("substance.prior_failed") + failed
    return rng.beta(a, b, draws)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Pledges with one pole.

    Attributes
    ----------
    done, failed, open : int
        Matured as delivered, matured as cancelled, and the rest (in force, partly delivered,
        delayed or unknown: censored).
    share : Estimate
        Posterior share of matured pledges that are delivered.
    identified : bool
        Whether enough pledges have matured for the data to outweigh the prior.
    """

    pole: str
    done: int
    failed: int
    open: int
    share: Estimate
    identified: bool
    within: dict[int, float]
    steps: tuple[Step, ...]

    @property
    def matured(self) -> int:
        return self.done + self.failed


@dataclass(frozen=True, slots=True)
class Substance(Result):
    """Delivered against pledged, by pole."""

    state: str
    start: date
    end: date
    prior: Estimate
    cohorts: tuple[Cohort, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"substance.{cohort.pole}.delivered",
                label=f"Share of matured pledges with {_name(cohort.pole)} that were delivered",
                estimate=cohort.share,
                period=period_of(self.start, self.end),
                method="Beta posterior of delivered against cancelled; the rest is censored",
                trail=cohort.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=self._notes(cohort),
            )
            for cohort in self.cohorts
        )

    def _notes(self, cohort: Cohort) -> tuple[str, ...]:
        counts = (
            f"{cohort.done} delivered, {cohort.failed} cancelled, {cohort.open} open or unknown"
        )
        if cohort.identified:
            return (counts,)
        fewest = int(assumed_number("substance.fewest_matured"))
        thin = f"only {cohort.matured} matured, {fewest} needed; the prior is {self.prior}"
        return (counts, thin)


def substance(view: View, state: str, *, scheme: str | None = None, seed: int = 0) -> Substance:
    """Delivered against pledged deals of the casebook, per pole, by the last state known.

    Raises
    ------
    EmptyTies
        No outcome of a deal is recorded for the state.
    """
    deals = _last_known(rows_about(view, "outcomes", state))
    if not deals:
        raise EmptyTies(
            f"no outcome of a deal of {state} is recorded; add them to a casebook as outcomes.csv"
        )
    rng = np.random.default_rng(seed)
    cohorts = _by_pole(deals, poles_of(scheme or headline_scheme(), state), rng)
    days = [d for group in deals.values() for r in group if (d := day(r["announced"]))]
    seen = [d for group in deals.values() for r in group if (d := day(r["as_of"]))]
    steps = [step for cohort in cohorts for step in cohort.steps]
    return Substance(
        state=state,
        start=min(days),
        end=max(seen),
        prior=estimate_from_draws(beta_delivery(0, 0, 4000, rng), "share"),
        cohorts=cohorts,
        origins=origins_of(view, steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _last_known(rows: Iterable[Row]) -> dict[str, list[Row]]:
    deals: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        deals[row["deal_id"]].append(row)
    return {k: sorted(group, key=lambda r: str(r["as_of"])) for k, group in deals.items()}


def _by_pole(
    deals: dict[str, list[Row]], poles: tuple[str, ...], rng: np.random.Generator
) -> tuple[Cohort, ...]:
    shares = pole_shares(poles)
    groups: dict[str, list[list[Row]]] = defaultdict(list)
    for group in deals.values():
        groups["all"].append(group)
        for k in shares.get(group[-1]["partner"], {}):
            groups[poles[k]].append(group)
    return tuple(_cohort(pole, groups[pole], rng) for pole in ("all", *poles) if groups[pole])


def _cohort(pole: str, deals: list[list[Row]], rng: np.random.Generator) -> Cohort:
    last = [group[-1] for group in deals]
    done = sum(r["state"] in DONE for r in last)
    failed = sum(r["state"] in FAILED for r in last)
    says = [f"{r['title']}: {r['state']} by {r['as_of']}" for r in last]
    return Cohort(
        pole=pole,
        done=done,
        failed=failed,
        open=len(last) - done - failed,
        share=estimate_from_draws(beta_delivery(done, failed, 4000, rng), "share"),
        identified=done + failed >= assumed_number("substance.fewest_matured"),
        within=_delivered_within(deals),
        steps=steps_of("outcomes", last, says),
    )


def _delivered_within(deals: list[list[Row]]) -> dict[int, float]:
    """Share delivered within 1 to 5 years of the announcement, by Kaplan and Meier."""
    cases = []
    for group in deals:
        first, end = day(group[-1]["announced"]), day(group[-1]["as_of"])
        if first and end:
            done = next((r for r in group if r["state"] in DONE), None)
            until = day(done["as_of"]) if done else end
            years = ((until or end) - first).days / 365.25
            cases.append((max(years, 0.0), done is not None))
    if not cases:
        return {}
    ends, left = kaplan_meier(np.array([c[0] for c in cases]), np.array([c[1] for c in cases]))
    steps = {n: left[ends <= n] for n in range(1, 6)}
    return {n: float(1 - part[-1]) if len(part) else 0.0 for n, part in steps.items()}


def _name(pole: str) -> str:
    return "all partners" if pole == "all" else pole_name(pole)
