"""Out-of-sample check of the corridor network: old capacities against later flows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.core.errors import EmptyTies
from denge.stress.corridor_book import OWN_MEASURES
from denge.stress.corridor_network import corridors
from denge.stress.critical_regions import optimal_flows, train_regions

if TYPE_CHECKING:
    from denge.core.trail import Origin
    from denge.stress.ledger_rows import Rows

__all__ = ["predict_flows", "validation_summary"]


@dataclass(frozen=True, slots=True)
class _UntilYear:
    """A view without the rows about later years."""

    view: Rows
    year: int

    @property
    def as_of(self) -> date | None:
        return date(self.year, 12, 31)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [row for row in self.view.rows(name) if (row.get("year") or 0) <= self.year]

    def origin(self, source_id: str) -> Origin:
        return self.view.origin(source_id)


def predict_flows(
    view: Rows, state: str, until: int = 2022, product: str = "crude"
) -> list[dict[str, Any]]:
    """Predict later flows from rows about the years up to one, route by route and in total.

    The network is built with recorded flows as capacities (no printed one, as several were printed
    after widening); its optimum is the prediction for every later year. The naive forecast is the
    recorded flow of the year before.

    Parameters
    ----------
    view : View
        With the later flows.
    state : str
    until : int
        Last year whose rows may be used.
    product : str

    Returns
    -------
    list of dict
        edge ("total" for all routes), year, recorded, predicted, naive, and both errors, in the
        unit of the network. Rows without a recorded year before have no naive forecast.

    Raises
    ------
    EmptyTies
        No later flow is recorded for any edge of the network.
    """
    net = corridors(_UntilYear(view, until), state, product, printed=False)
    cost = net.network.cost
    regions = train_regions(net.network, 10 * (1 + float(cost.sum())))
    solved = optimal_flows(regions, net.network.capacity)
    predicted = dict(zip(net.network.ids, solved.flow[0], strict=True))
    predicted["total"] = float(solved.delivered[0])
    recorded = _recorded(view, net.network.ids)
    recorded["total"] = corridors(view, state, product).recorded_exports
    rows = [
        _row(edge, year, flow, float(predicted[edge]), years.get(year - 1))
        for edge, years in recorded.items()
        for year, flow in sorted(years.items())
        if year > until
    ]
    if not rows:
        raise EmptyTies(f"no flow after {until} is recorded for the corridors of {state}")
    return rows


def _recorded(view: Rows, edges: tuple[str, ...]) -> dict[str, dict[int, float]]:
    """Full-year flows of the state's own goods by edge and year."""
    found: dict[str, dict[int, float]] = {}
    for row in view.rows("corridor_flows"):
        own = row["measure"] in OWN_MEASURES or row["measure"].startswith("intake_from")
        full = row["period"] == "FY" and row["volume_mt"] is not None
        if own and full and row["edge_id"] in edges and row.get("chosen", True):
            found.setdefault(row["edge_id"], {})[int(row["year"])] = float(row["volume_mt"] or 0)
    return found


def _row(
    edge: str, year: int, flow: float, predicted: float, before: float | None
) -> dict[str, Any]:
    return {
        "edge": edge,
        "year": year,
        "recorded": flow,
        "predicted": predicted,
        "naive": before,
        "error": predicted - flow,
        "naive_error": None if before is None else before - flow,
    }


def validation_summary(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Mean absolute errors on the rows that have a naive forecast, routes and total apart.

    Examples
    --------
    >>> row = {"edge": "A", "error": -1.0, "naive_error": 0.5}
    >>> validation_summary([row, {"edge": "total", "error": 2.0, "naive_error": -1.0}])
    {'routes': 1.0, 'routes_naive': 0.5, 'total': 2.0, 'total_naive': 1.0}
    """
    both = [row for row in rows if row["naive_error"] is not None]
    summary: dict[str, float] = {}
    for name, chosen in (
        ("routes", [r for r in both if r["edge"] != "total"]),
        ("total", [r for r in both if r["edge"] == "total"]),
    ):
        if chosen:
            summary[name] = sum(abs(r["error"]) for r in chosen) / len(chosen)
            summary[f"{name}_naive"] = sum(abs(r["naive_error"]) for r in chosen) / len(chosen)
    return summary
