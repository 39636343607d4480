"""What corridors lose in a year: outages of single arcs and closures with a common cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.stress.assumption import assumed
from denge.stress.ledger_rows import steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.stress.corridor_network import Corridors
    from denge.stress.ledger_rows import Rows

__all__ = ["Outages", "capacity_draws", "outages", "yearly_losses"]


@dataclass(frozen=True, slots=True)
class Outages:
    """Beta posterior of each link's yearly capacity loss.

    Attributes
    ----------
    beta : ndarray, shape (arc, 2)
        Parameters; both 0 where an arc has no outages of its own (supplies and markets).
    observed : dict[str, dict[int, float]]
        Recorded loss by arc and year, as a share of that year's capacity.
    trail : tuple[Step, ...]
        Outage rows with a stated share.
    """

    beta: NDArray[np.float64]
    observed: dict[str, dict[int, float]]
    trail: tuple[Step, ...]


def outages(view: Rows, corridors: Corridors) -> Outages:
    """Prior of the catalogue, updated by every recorded year of an arc.

    A year in which a route was watched (from its first recorded outage on) adds its loss share to
    the first parameter and the rest to the second, as one observation. An outage without an end
    date counts as one day.
    """
    rows = [r for r in view.rows("outages") if r["capacity_lost_share"] is not None]
    observed = yearly_losses(rows, view.as_of)
    prior = assumed("arc_outage_share").spread["beta"]
    link = corridors.network.mask("link")
    beta = np.where(link[:, None], prior, 0.0)
    for place, arc in enumerate(corridors.network.arcs):
        for loss in observed.get(arc.id, {}).values():
            beta[place] += (loss, 1 - loss)
    inside = [r for r in rows if r["edge_id"] in corridors.network.ids]
    return Outages(
        beta,
        {edge: years for edge, years in observed.items() if edge in corridors.network.ids},
        steps_of("outages", inside, "start_date", "edge_id", "capacity_lost_share", "cause"),
    )


def yearly_losses(rows: list[dict[str, Any]], until: date | None) -> dict[str, dict[int, float]]:
    """Loss share by edge and calendar year, from the first recorded outage of its route on.

    Days on which two outages overlap count the larger share.

    Examples
    --------
    >>> day = {"edge_id": "A", "route": "A", "capacity_lost_share": 0.5}
    >>> span = {"start_date": date(2023, 1, 1), "end_date": date(2023, 3, 14)}
    >>> yearly_losses([day | span], date(2024, 12, 31))
    {'A': {2023: 0.1, 2024: 0.0}}
    """
    last = until or max((r["end_date"] or r["start_date"] for r in rows), default=date.today())
    first = {r["route"]: 9999 for r in rows}
    daily: dict[str, dict[date, float]] = {}
    routes: dict[str, str] = {}
    for row in rows:
        first[row["route"]] = min(first[row["route"]], row["start_date"].year)
        routes[row["edge_id"]] = row["route"]
        days = daily.setdefault(row["edge_id"], {})
        end = min(row["end_date"] or row["start_date"], last)
        for offset in range((end - row["start_date"]).days + 1):
            day = row["start_date"] + timedelta(days=offset)
            days[day] = max(days.get(day, 0.0), float(row["capacity_lost_share"]))
    return {
        edge: {
            year: sum(share for day, share in days.items() if day.year == year) / 365
            for year in range(first[routes[edge]], last.year + 1)
        }
        for edge, days in daily.items()
    }


def capacity_draws(
    corridors: Corridors,
    record: Outages,
    draws: int,
    rng: np.random.Generator,
    closed: Mapping[str, NDArray[np.float64] | float] | None = None,
    group_events: bool = True,
) -> NDArray[np.float64]:
    """Yearly capacities, shape (draw, arc).

    capacity x margin (assumed arcs) x (1 - own outage) x product over groups (1 - closure).

    Parameters
    ----------
    corridors, record
        From `corridors` and `outages`.
    draws : int
    rng : Generator
    closed : mapping, optional
        Share of the year for which a scenario closes an arc, by arc id.
    group_events : bool
        Whether closures with a common cause may happen.
    """
    net = corridors.network
    u = np.repeat(net.capacity[:, None], draws, axis=1).T  # one arc after another in memory
    _apply_margin(u, corridors, rng)
    for place in np.flatnonzero(record.beta[:, 0]):
        a, b = record.beta[place]
        u[:, place] *= 1 - rng.beta(a, b, draws)
    if group_events:
        for group, name in corridors.group_assumptions.items():
            happens = rng.random(draws) < assumed(name).draw(rng, draws)
            lasts = assumed("group_outage_duration").draw(rng, draws)
            open_ = 1 - happens * lasts
            for place in np.flatnonzero(net.in_group(group)):
                u[:, place] *= open_
    for arc, share in (closed or {}).items():
        u[:, net.at(arc)] *= 1 - share
    return u


def _apply_margin(u: NDArray, corridors: Corridors, rng: np.random.Generator) -> None:
    """Assumed links may carry up to 30 % above the largest flow seen."""
    for place, arc in enumerate(corridors.network.arcs):
        if arc.kind == "link" and arc.assumed:
            u[:, place] *= assumed("assumed_capacity_margin").draw(rng, len(u))
