"""Will a yearly trade target be met? A nowcast from statements, per reporter's definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import names_of
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.nowcast import crps, nowcast
from denge.measure.rows import origins_of, steps_of
from denge.measure.statements import Cumulative, Statements, Yearly, statements

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = [
    "Nowcast",
    "PastYear",
    "Target",
    "target",
]

_USED = (
    "target.trend_sd_prior",
    "target.trend_prior_years",
    "target.remainder_sd_prior",
    "target.remainder_prior_years",
    "target.rounding_log_sd",
    "target.draws",
)


@dataclass(frozen=True, slots=True)
class PastYear:
    """One past year: what was stated for it in the end, and what forecasts would have said."""

    year: int
    total: float
    cumulative: float | None
    month: float | None
    nowcast: Estimate | None
    naive: float | None
    crps: float | None


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The posterior of one year's total by one definition.

    Attributes
    ----------
    definition : str
        Whose total it is: a reporter family, or "any" for all statements pooled.
    total : Estimate
        bn USD.
    p_hit : float
        Posterior probability that the total reaches the target.
    naive : float | None
        Last year's total repeated, bn USD; `even` the cumulative figure spread evenly.
    past : tuple[PastYear, ...]
    """

    definition: str
    total: Estimate
    p_hit: float
    naive: float | None
    naive_hit: float | None
    even: float | None
    known: float | None
    past: tuple[PastYear, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Target(Result):
    """Whether a target for the trade of two states in a year will be met."""

    state: str
    partner: str
    value_usd: float
    year: int
    nowcasts: tuple[Nowcast, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for now in self.nowcasts for figure in self._of(now))

    def _of(self, now: Nowcast) -> tuple[Figure, ...]:
        who = "all statements pooled" if now.definition == "any" else f"as {now.definition} counts"
        exact = "read off the posterior draws themselves"
        goal = f"{self.value_usd / 1e9:g} bn USD in {self.year}"
        named = names_of(self.state, self.partner)
        rows = [
            (
                "p_hit",
                f"Probability that trade of {named} reaches {goal}, {who}",
                Estimate(now.p_hit, unit="probability", reason=exact),
            ),
            ("total", f"Trade of {named} in {self.year}, {who}", now.total),
        ]
        if now.naive is not None and now.naive_hit is not None:
            last = "one statement, taken as it stands"
            rows += [
                (
                    "naive_hit",
                    "The same probability when last year is only repeated",
                    Estimate(now.naive_hit, unit="probability", reason=exact),
                ),
                (
                    "naive",
                    "Last stated year, repeated",
                    Estimate(now.naive, unit="bn USD", reason=last),
                ),
            ]
        return tuple(
            Figure(
                id=f"target.{self.partner}.{self.year}.{now.definition}.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="trend of yearly totals, updated by the cumulative statements of the year",
                trail=now.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=self._notes(now),
            )
            for key, label, estimate in rows
        )

    def _notes(self, now: Nowcast) -> tuple[str, ...]:
        years = [p.year for p in now.past]
        stated = ", ".join(str(y) for y in years) or "no past year"
        few = f"rests on {stated}; {len(years)} years cannot show calibration"
        out = "the year is over and its total is stated" if now.known is not None else ""
        return (few,) + ((out,) if out else ())


def target(
    view: View,
    state: str,
    partner: str,
    *,
    value_usd: float,
    year: int,
    quantity: str = "turnover",
    seed: int = 0,
) -> Target:
    """Nowcast of a target for the yearly trade of two states, per reporter's definition.

    Parameters
    ----------
    value_usd : float
        The total to reach, USD.
    year : int
        The year whose total is meant.
    quantity : {"turnover", "exports", "imports"}

    Raises
    ------
    EmptyTies
        No yearly total of this trade is recorded, so there is nothing to start from.
    InputError
        The value is not positive, or the partner is the state itself.
    """
    if not (np.isfinite(value_usd) and value_usd > 0):
        raise InputError(f"a target is a positive number of USD, not {value_usd}")
    if state == partner:
        raise InputError(f"{state} has no trade with itself; name another partner")
    known = statements(view, state, partner, quantity)
    if not known.yearly:
        raise EmptyTies(
            f"no yearly {quantity} of {state} with {partner} is recorded{_known(view)}; add "
            "statements to trade_by_partner, or load a publisher's table with `denge record load`."
        )
    rng = np.random.default_rng(seed)
    usable = [w for w in known.definitions() if any(y.year <= year for y in known.of(w).yearly)]
    if not usable:
        raise EmptyTies(f"no {quantity} of {state} with {partner} is stated for {year} or before")
    casts = tuple(_nowcast_of(known.of(who), who, value_usd / 1e9, year, rng) for who in usable)
    return Target(
        state=state,
        partner=partner,
        value_usd=value_usd,
        year=year,
        nowcasts=casts,
        origins=origins_of(view, (step for cast in casts for step in cast.steps)),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _known(view: View) -> str:
    return f" as of {view.as_of}" if view.as_of else ""


def _nowcast_of(
    known: Statements, who: str, goal: float, year: int, rng: np.random.Generator
) -> Nowcast:
    draws = int(assumed_number("target.draws"))
    before = [y for y in known.yearly if y.year < year]
    final = [y for y in known.yearly if y.year == year]
    part = known.latest(year)
    rounding = np.exp(assumed_number("target.rounding_log_sd") * rng.standard_normal(draws))
    if final:
        posterior = final[0].total * rounding
    else:
        series = [(y.year, y.total) for y in before]
        sofar = (part.total, part.month) if part else None
        posterior = nowcast(series, known.remainders(year), year, sofar, draws, rng) * rounding
    naive = before[-1].total if before else None
    repeated = _repeat_last(before, year, draws, rng)
    return Nowcast(
        definition=who,
        total=estimate_from_draws(posterior, "bn USD"),
        p_hit=float((posterior >= goal).mean()),
        naive=naive,
        naive_hit=float((repeated >= goal).mean()) if repeated is not None else None,
        even=part.total * 12 / part.month if part else None,
        known=final[0].total if final else None,
        past=tuple(_past_year(known, y, rng) for y in before),
        steps=_steps(known.yearly, known.cumulative),
    )


def _repeat_last(
    before: list[Yearly], year: int, draws: int, rng: np.random.Generator
) -> NDArray[np.float64] | None:
    """The naive forecast: last year's total with the spread of yearly growth and no drift."""
    if not before:
        return None
    sd = assumed_number("target.trend_sd_prior")
    if len(before) > 2:
        sd = float(np.std(np.diff(np.log([y.total for y in before])), ddof=1))
    ahead = max(1, year - before[-1].year)
    return before[-1].total * np.exp(sd * np.sqrt(ahead) * rng.standard_normal(draws))


def _past_year(known: Statements, year: Yearly, rng: np.random.Generator) -> PastYear:
    before = [(y.year, y.total) for y in known.yearly if y.year < year.year]
    part = known.latest(year.year)
    if not before:
        return PastYear(year.year, year.total, *_part(part), None, None, None)
    sofar = (part.total, part.month) if part else None
    others = known.remainders(year.year)
    draws = nowcast(before, others, year.year, sofar, 2000, rng)
    return PastYear(
        year.year,
        year.total,
        *_part(part),
        estimate_from_draws(draws, "bn USD"),
        before[-1][1],
        crps(draws, year.total),
    )


def _part(part: Cumulative | None) -> tuple[float | None, float | None]:
    return (part.total, part.month) if part else (None, None)


def _steps(yearly: tuple[Yearly, ...], cumulative: tuple[Cumulative, ...]) -> tuple[Step, ...]:
    rows = [r for y in yearly for r in y.rows]
    says = [
        f"{y.year}: {y.total:g} bn USD by {', '.join(y.reporters)}" for y in yearly for _ in y.rows
    ]
    parts = [
        f"{c.year}, first {c.month:g} months: {c.total:g} bn USD by {c.reporter}"
        for c in cumulative
    ]
    return steps_of("trade_by_partner", rows, says) + steps_of(
        "trade_monthly", [c.row for c in cumulative], parts
    )
