"""Dependence of a state on one partner, dimension by dimension."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import DengeError, EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.ladder import institutions
from denge.measure.rows import number, origins_of, rows_about, steps_of
from denge.measure.trips import trips_to_poles
from denge.measure.window import window_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.measure.rows import Row, View

__all__ = ["Dependence", "PartnerShares", "dependence", "partner_shares"]

Flow = Literal["imports", "exports"]
Dimension = Literal["imports", "exports", "investment", "institutions"]
_STRENGTH = "the capabilities of the two"
_KEYS = {_STRENGTH: "capabilities"}  # of figures
_FLOWS = {"imports": "import", "exports": "export"}


@dataclass(frozen=True, slots=True)
class PartnerShares:
    """Printed shares of partners in one year's imports or exports, percent."""

    flow: str
    year: int
    percent: dict[str, float]
    rows: dict[str, Row]

    def together(self, partners: Sequence[str]) -> Estimate:
        """Share of these partners, with the rounding of the printed percentages.

        A partner that is not printed is below the smallest printed one: it widens the interval
        upward and is never a zero.
        """
        half = assumed_number("dependence.rounding_percent") / 2
        smallest = min(self.percent.values())
        low = sum(max(self.percent[p] - half, 0.0) if p in self.percent else 0.0 for p in partners)
        high = sum(self.percent.get(p, smallest) + half for p in partners)
        middle = sum(self.percent.get(p, smallest / 2) for p in partners)
        return Estimate(
            min(middle, 100.0) / 100,
            low / 100,
            min(high, 100.0) / 100,
            1.0,
            f"share of {self.flow}",
        )

    def steps_of(self, partners: Sequence[str]) -> tuple[Step, ...]:
        """The rows of these partners."""
        rows = [self.rows[p] for p in partners if p in self.rows]
        says = [
            f"{self.year} {self.flow}, {r['partner_iso3']}: {r['share_percent']} %" for r in rows
        ]
        return steps_of("trade_partner_shares", rows, says)


def partner_shares(view: View, state: str, flow: Flow) -> PartnerShares:
    """Partner shares of the last year known.

    Raises
    ------
    EmptyTies
        None are recorded for the state.
    """
    rows = [r for r in rows_about(view, "trade_partner_shares", state) if r["flow"] == _FLOWS[flow]]
    if not rows:
        raise EmptyTies(
            f"no partner shares in the {flow} of {state} are recorded; "
            "load a trade matrix: denge record load unctad_exports PATH --ledger PATH"
        )
    year = max(int(r["year"]) for r in rows)
    here = {r["partner_iso3"]: r for r in rows if int(r["year"]) == year}
    percent = {p: float(number(r["share_percent"]) or 0.0) for p, r in here.items()}
    return PartnerShares(flow, year, percent, here)


@dataclass(frozen=True, slots=True)
class Dependence(Result):
    """What share of each dimension goes to one partner.

    Attributes
    ----------
    shares : dict[str, Estimate]
        By dimension; `missing` names those without data.
    periods : dict[str, str]
    """

    state: str
    partner: str
    shares: dict[str, Estimate]
    periods: dict[str, str]
    missing: dict[str, str]
    steps: dict[str, tuple[Step, ...]]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        name = find_state(self.partner).name()
        absent = tuple(f"{k}: {why}" for k, why in self.missing.items())
        return tuple(
            Figure(
                id=f"dependence.{self.partner}.{_KEYS.get(key, key)}",
                label=f"Share of {name} in {key}",
                estimate=estimate,
                period=self.periods[key],
                method="share of the partner in the whole",
                trail=self.steps[key],
                assumptions=self.assumptions,
                origins=self.origins,
                notes=absent,
            )
            for key, estimate in self.shares.items()
        )


def dependence(view: View, state: str, partner: str, *, seed: int = 0) -> Dependence:
    """Share of one partner in imports, exports, investment, trips, institutions and capabilities.

    Raises
    ------
    EmptyTies
        No dimension has data.
    """
    shares: dict[str, Estimate] = {}
    periods: dict[str, str] = {}
    missing: dict[str, str] = {}
    steps: dict[str, tuple[Step, ...]] = {}
    for key, take in (
        ("imports", lambda: _trade(view, state, partner, "imports")),
        ("exports", lambda: _trade(view, state, partner, "exports")),
        ("investment", lambda: _investment(view, state, partner)),
        ("trips", lambda: _trips(view, state, partner, seed)),
        ("institutions", lambda: _institutions(view, state, partner)),
        (_STRENGTH, lambda: _strength(view, state, partner)),
    ):
        try:
            shares[key], periods[key], steps[key] = take()
        except DengeError as error:
            missing[key] = str(error)
    if not shares:
        raise EmptyTies("; ".join(missing.values()))
    every = [step for part in steps.values() for step in part]
    names = ("dependence.rounding_percent", "vectors.window_months", "vectors.reporter_log_sd")
    return Dependence(
        state=state,
        partner=partner,
        shares=shares,
        periods=periods,
        missing=missing,
        steps=steps,
        origins=origins_of(view, every),
        assumptions=tuple(assumed(name) for name in names),
        seed=seed,
        as_of=view.as_of,
    )


def _strength(view: View, state: str, partner: str) -> _Share:
    """How much of the material capabilities of both the partner has, by CINC of one year."""
    rows = [r for r in view.rows("macro") if r["indicator"] == "cinc_share"]
    years = {
        code: {int(r["year"]): r for r in rows if r["country_iso3"] == code and number(r["value"])}
        for code in (state, partner)
    }
    common = years[state].keys() & years[partner].keys()
    if not common:
        raise EmptyTies(
            "no national capabilities of both are loaded: denge record load cinc PATH --ledger PATH"
        )
    year = max(common)
    here = [years[state][year], years[partner][year]]
    own, theirs = (number(row["value"]) or 0.0 for row in here)
    says = [f"{year}: {r['country_iso3']} has {r['value']:.4f} of the world (CINC)" for r in here]
    exact = "a ratio of two figures of one source"
    share = Estimate(theirs / (own + theirs), unit="share of both", reason=exact)
    return share, str(year), steps_of("macro", here, says)


_Share = tuple[Estimate, str, tuple[Step, ...]]


def _trade(view: View, state: str, partner: str, flow: Flow) -> _Share:
    found = partner_shares(view, state, flow)
    return found.together([partner]), str(found.year), found.steps_of([partner])


def _investment(view: View, state: str, partner: str) -> _Share:
    rows = [r for r in rows_about(view, "fdi", state) if r["measure"].startswith("gross_inflow")]
    years = sorted({int(r["year"]) for r in rows if r["origin_iso3"] == "WLD"}, reverse=True)
    for year in years:
        here = {r["origin_iso3"]: r for r in rows if int(r["year"]) == year}
        if partner in here:
            value, total = (number(here[c]["value_usd_m"]) or 0.0 for c in (partner, "WLD"))
            says = [
                f"{year}: {here[c]['value_usd_m']} million USD from {c}" for c in (partner, "WLD")
            ]
            kept = steps_of("fdi", [here[partner], here["WLD"]], says)
            share = Estimate(value / total, unit="share", reason="two statements of one year")
            return share, str(year), kept
    raise EmptyTies(f"no gross inflow from {partner} beside a total of the same year is recorded")


def _trips(view: View, state: str, partner: str, seed: int) -> _Share:
    rows = view.rows("engagements")
    start, end = window_of(rows, state, view.as_of)
    trips = trips_to_poles(rows, state, ()).within(start, end)
    met, total, used = 0, trips.outside, []
    for group in trips_to_poles(rows, state, ()).rows:
        inside = [r for r in group if start <= r["start"] <= end]
        if any(r["partner"] == partner for r in inside):
            met += 1
            used += [r for r in inside if r["partner"] == partner]
    if not total:
        raise EmptyTies(f"no trip of {state} between {start} and {end} is recorded")
    draws = np.random.default_rng(seed).beta(met + 0.5, total - met + 0.5, 4000)
    says = [f"{r['start']}: {r['kind']}, {r['partner']}" for r in used]
    return (
        estimate_from_draws(draws, "share of trips"),
        f"{start}/{end}",
        steps_of("engagements", used, says),
    )


def _institutions(view: View, state: str, partner: str) -> _Share:
    found = institutions(view, state)
    if not found.member_of:
        raise EmptyTies(
            f"how many organisations {state} is in at all is not recorded, only numbers by pair"
        )
    shared = found.shared.get(partner, ())
    exact = "a count of recorded memberships"
    share = Estimate(
        len(shared) / len(found.member_of), unit="share of organisations", reason=exact
    )
    return share, str(view.as_of.year) if view.as_of else "", found.steps
