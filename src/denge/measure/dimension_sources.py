"""Where the shares of poles in each dimension come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.measure.assumed import assumed_number
from denge.measure.concentration import hill
from denge.measure.ladder import institutions
from denge.measure.poles import members, pole_shares
from denge.measure.rows import number, rows_about, rows_if_any, steps_of
from denge.measure.security_ties import pact_ties, security_draws, security_ties
from denge.measure.trips import trips_to_poles
from denge.measure.vectors import engagement_shares, trip_steps
from denge.measure.window import window_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.measure.ladder import Institutions
    from denge.measure.rows import Row, View

__all__ = [
    "SOURCES",
    "UNIT",
    "Dimension",
    "pacts",
    "shares_with_rest",
]


UNIT = "effective vectors"
LOAD_TRADE = "load a trade matrix: denge record load unctad_exports PATH --ledger PATH"


def shares_with_rest(
    amount: NDArray[np.float64],
    total: float,
    log_sd: float,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    r"""Draws of shares of poles when only some partners are printed.

    Each printed amount has a reporter's log error; what is left of the total belongs to partners
    that are not printed: a uniform part of it lies outside the poles, the rest is spread over them
    by a flat Dirichlet draw.

    $$s_k \propto x_k e^{\sigma z_k} + u\, r\, \pi_k, \qquad r = (T - \textstyle\sum x)_+, \quad
      u \sim U(0, 1), \quad \pi \sim \mathrm{Dirichlet}(1)$$

    Parameters
    ----------
    amount : ndarray, shape (pole,)
    total : float
        In the same unit; nothing is left when it is below the sum.

    Returns
    -------
    ndarray, shape (draws, pole)

    Raises
    ------
    EmptyTies
        No pole has a printed amount.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> shares_with_rest(np.array([3.0, 1.0]), 4.0, 0.0, 2, rng)
    array([[0.75, 0.25],
           [0.75, 0.25]])
    """
    if amount.sum() <= 0:
        raise EmptyTies("no pole is among the printed partners")
    rest = max(total - float(amount.sum()), 0.0) * rng.random((draws, 1))
    spread = rest * rng.dirichlet(np.ones(len(amount)), draws)
    noisy = amount * np.exp(log_sd * rng.standard_normal((draws, len(amount)))) + spread
    return noisy / noisy.sum(axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Shares of the poles in one dimension.

    Attributes
    ----------
    draws : ndarray, shape (draw, pole)
    exact : bool
        A count of all cases, without an interval.
    """

    name: str
    year: int
    draws: NDArray[np.float64]
    steps: tuple[Step, ...]
    exact: bool = False

    @property
    def d2(self) -> Estimate:
        """Effective number of vectors."""
        if self.exact:
            return Estimate(float(hill(self.draws[0], 2)), unit=UNIT, reason="a count of all cases")
        return estimate_from_draws(hill(self.draws, 2), UNIT)

    def share(self, k: int) -> Estimate:
        """Share of the pole at a position."""
        if self.exact:
            return Estimate(float(self.draws[0, k]), unit="share", reason="a count of all cases")
        return estimate_from_draws(self.draws[:, k], "share")


def pacts(rows: Iterable[Row], state: str, poles: tuple[str, ...], as_of: date | None) -> Dimension:
    """Allies by pole, from alliance rows of a ledger; its own year, so old rows stand beside.

    Raises
    ------
    EmptyTies
        No defence pact with a pole is recorded.
    """
    last = as_of.year if as_of else date.today().year
    count, year = pact_ties(rows, state, poles, last)
    draws = np.broadcast_to(count / count.sum(), (_draws(), len(poles)))
    return Dimension("alliances", year, draws, (), exact=True)


def _draws() -> int:
    return int(assumed_number("vectors.draws"))


def _trips(view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator) -> Dimension:
    rows = view.rows("engagements")
    start, end = window_of(rows, state, view.as_of)
    trips = trips_to_poles(rows, state, poles).within(start, end)
    draws, _ = engagement_shares(trips, rng)
    steps = tuple(dict.fromkeys(step for pole in trip_steps(trips) for step in pole))
    return Dimension("trips", end.year, draws, steps)


def _trade(flow: str) -> _Take:
    def take(view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator) -> Dimension:
        rows = [
            r for r in rows_about(view, "trade_partner_shares", state) if r["flow"] + "s" == flow
        ]
        none = f"no partner shares in the {flow} of {state} are recorded; {LOAD_TRADE}"
        here = _last_year(rows, none)
        amount = _by_pole(here, poles, "partner_iso3", "share_percent")
        draws = shares_with_rest(amount, 100.0, 0.0, _draws(), rng)
        return Dimension(flow, int(here[0]["year"]), draws, _steps("trade_partner_shares", here))

    return take


def _investment(
    view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator
) -> Dimension:
    rows = [r for r in rows_about(view, "fdi", state) if r["measure"] == "gross_inflow"]
    totals = {int(r["year"]): number(r["value_usd_m"]) for r in rows if r["origin_iso3"] == "WLD"}
    parts = [r for r in rows if r["origin_iso3"] != "WLD" and totals.get(int(r["year"]))]
    here = _last_year(parts, f"no gross inflow into {state} by origin beside a total is recorded")
    year = int(here[0]["year"])
    amount = _by_pole(here, poles, "origin_iso3", "value_usd_m")
    error = assumed_number("vectors.reporter_log_sd")
    draws = shares_with_rest(amount, float(totals[year] or 0.0), error, _draws(), rng)
    return Dimension("investment", year, draws, _steps("fdi", here))


def _crude_transit(
    view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator
) -> Dimension:
    edges = {
        r["edge_id"]: r for r in rows_about(view, "corridors", state) if r["product"] == "crude"
    }
    flows = [
        r
        for r in rows_about(view, "corridor_flows", state)
        if r["edge_id"] in edges
        and r["period"] == "FY"
        and r["measure"] in ("kazakh_origin", "kazakh_export")
        and r.get("chosen", True)
        and _transit(edges[r["edge_id"]], edges)
    ]
    totals = {
        int(r["year"]): number(r["volume_mt"])
        for r in rows_about(view, "corridor_flows", state)
        if r["measure"] == "kazakh_crude_export" and r["period"] == "FY"
    }
    here, year = _well_covered(_without_onward(flows, edges), totals, state)
    named = [r | {"partner": _transit(edges[r["edge_id"]], edges)} for r in here]
    amount = _by_pole(named, poles, "partner", "volume_mt")
    error = assumed_number("vectors.reporter_log_sd")
    draws = shares_with_rest(amount, float(totals[year] or 0.0), error, _draws(), rng)
    return Dimension("transit", year, draws, _steps("corridor_flows", here))


def _without_onward(flows: list[Row], edges: Mapping[str, Row]) -> list[Row]:
    """Flows of one year counted once: an edge fed by another counted edge is part of its flow."""
    kept = []
    for row in flows:
        tail = edges[row["edge_id"]]["from_node"]
        fed = [
            r for r in flows if r["year"] == row["year"] and edges[r["edge_id"]]["to_node"] == tail
        ]
        if not fed:
            kept.append(row)
    return kept


def _well_covered(
    flows: list[Row], totals: Mapping[int, float | None], state: str
) -> tuple[list[Row], int]:
    """The last year in which recorded routes make up most of the recorded total."""
    least = assumed_number("dimensions.route_coverage")
    for year in sorted((y for y, total in totals.items() if total), reverse=True):
        here = [row for row in flows if int(row["year"]) == year]
        carried = sum(number(row["volume_mt"]) or 0.0 for row in here)
        if here and carried >= least * float(totals[year] or 0.0):
            return here, year
    raise EmptyTies(
        f"no year is recorded in which routes make up most of the crude exports of {state}; "
        "add corridor_flows.csv to a casebook"
    )


def _institutions(
    view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator
) -> Dimension:
    found = institutions(view, state)
    share = np.array([_shared_with(found, pole) for pole in poles], dtype=np.float64)
    if share.sum() <= 0:
        raise EmptyTies(f"{state} shares no recorded organisation with any pole")
    draws = np.broadcast_to(share / share.sum(), (_draws(), len(poles)))
    year = found.year or (view.as_of.year if view.as_of else date.today().year)
    return Dimension("institutions", year, draws, found.steps, exact=True)


def _shared_with(found: Institutions, pole: str) -> int:
    """Organisations shared with any member of a pole; of numbers alone, with the best member."""
    if found.shared:
        return len({o for code in members(pole) for o in found.shared.get(code, ())})
    return max((found.number.get(code, 0) for code in members(pole)), default=0)


def _pipelines(
    view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator
) -> Dimension:
    """Operating lines that run through the state and a pole; a line through two counts for both."""
    rows = [r for r in rows_if_any(view, "pipelines") if r["status"].casefold() == "operating"]
    listed = [set(row["states"].split(";")) for row in rows]
    count = np.array(
        [sum(bool(on & set(members(pole))) for on in listed) for pole in poles], dtype=np.float64
    )
    if count.sum() <= 0:
        raise EmptyTies(
            f"no pipeline that {state} shares with a pole is recorded; load them: "
            "denge record load gem_gas_pipelines PATH --ledger PATH"
        )
    draws = np.broadcast_to(count / count.sum(), (_draws(), len(poles)))
    year = max(r["known_from"].year for r in rows)
    met = [r for r, on in zip(rows, listed, strict=True) if on & _all_members(poles)]
    says = [f"{r['product']}: {r['project']} {r['unit']} ({r['states']})" for r in met]
    return Dimension("pipelines", year, draws, steps_of("pipelines", met, says), exact=True)


def _all_members(poles: tuple[str, ...]) -> set[str]:
    return {code for pole in poles for code in members(pole)}


def _security(
    view: View, state: str, poles: tuple[str, ...], rng: np.random.Generator
) -> Dimension:
    year = view.as_of.year if view.as_of else date.today().year
    count, steps = security_ties(view, state, poles, year)
    return Dimension("security", year, security_draws(count, _draws(), rng), steps)


_Take = Callable[["View", str, tuple[str, ...], np.random.Generator], Dimension]


SOURCES: dict[str, _Take] = {
    "trips": _trips,
    "imports": _trade("imports"),
    "exports": _trade("exports"),
    "investment": _investment,
    "transit": _crude_transit,
    "institutions": _institutions,
    "security": _security,
    "pipelines": _pipelines,
}


def _transit(edge: Row, edges: Mapping[str, Row]) -> str:
    """The state that a route leans on: the one it crosses, or the one named at its far end."""
    from denge.core.state import states

    names = {s.name(): code for code, s in states().items()}
    seen: set[str] = set()
    while edge["edge_id"] not in seen:
        seen.add(edge["edge_id"])
        if crossed := str(edge["transit_states"] or "").split(";")[-1]:
            return crossed
        if edge["to_node"] in names:
            return names[edge["to_node"]]
        onward = [e for e in edges.values() if e["from_node"] == edge["to_node"]]
        if len(onward) != 1:
            return ""
        edge = onward[0]
    return ""


def _last_year(rows: list[Row], otherwise: str) -> list[Row]:
    if not rows:
        raise EmptyTies(f"{otherwise}")
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[int(row["year"])] += 1
    year = max(y for y, n in counts.items() if n >= min(3, max(counts.values())))
    return [row for row in rows if int(row["year"]) == year]


def _by_pole(
    rows: list[Row], poles: tuple[str, ...], partner: str, amount: str
) -> NDArray[np.float64]:
    shares, total = pole_shares(poles), np.zeros(len(poles))
    for row in rows:
        for k, part in shares.get(row[partner], {}).items():
            total[k] += part * (number(row[amount]) or 0.0)
    return total


def _steps(table: str, rows: list[Row]) -> tuple[Step, ...]:
    skip = {"row_id", "source_url", "known_from", "known_basis", "doubt", "note", "chosen"}
    says = [
        ", ".join(f"{k} {v}" for k, v in r.items() if k not in skip and v not in (None, ""))
        for r in rows
    ]
    return steps_of(table, rows, says)
