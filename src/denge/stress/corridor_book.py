"""What each arc of a corridor network can carry, read from a casebook row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.core.errors import BadScenario
from denge.stress.assumption import assumed
from denge.stress.ledger_rows import Row, known_by, steps_of
from denge.stress.network import Arc

if TYPE_CHECKING:
    from denge.core.trail import Step
    from denge.stress.ledger_rows import Rows

__all__ = ["OWN_MEASURES", "Basis", "Book", "CostLevel", "matches"]

Basis = Literal["printed", "flow", "analogue", "supply"]
CostLevel = Literal["low", "central", "high"]
Wanted = Callable[[Row], bool]
OWN_MEASURES = ("kazakh_origin", "kazakh_export")  # flows that hold no foreign goods


class Book:
    """Reads the casebook arc by arc and remembers what each rests on."""

    def __init__(
        self,
        view: Rows,
        rule: dict[str, Any],
        edges: list[Row],
        flows: list[Row],
        printed: bool,
        costs: CostLevel,
    ) -> None:
        self.view, self.rule, self.flows = view, rule, flows
        self.printed, self.costs = printed, costs
        self.edges = {row["edge_id"]: row for row in edges}
        self.basis: dict[str, Basis] = {}
        self.trail: dict[str, tuple[Step, ...]] = {}

    def arc(self, row: Row) -> Arc:
        """One edge of the casebook."""
        edge = row["edge_id"]
        capacity, basis, rows = self._capacity(edge)
        own = any(r["measure"] in OWN_MEASURES for r in rows)
        share, share_rows = (1.0, []) if own else self._own_share(edge)
        self.basis[edge] = basis
        self.trail[edge] = steps_of("corridors", [row], "edge_id", "status") + steps_of(
            "corridor_flows", [*rows, *share_rows], "route", self.rule["flow_column"], "year"
        )
        arc = Arc(
            id=edge,
            tail=row["from_node"],
            head=row["to_node"],
            capacity=capacity * share,
            cost=self._cost(row),
            transit=tuple(s for s in row["transit_states"].split(";") if s),
            assumed=basis != "printed",
        )
        groups = self.rule.get("groups", {})
        return replace(
            arc, groups=tuple(name for name, where in groups.items() if matches(arc, where))
        )

    def _capacity(self, edge: str) -> tuple[float, Basis, list[Row]]:
        row = self.edges.get(edge, {})
        number = row.get(self.rule["capacity_column"])
        if self.printed and number is not None:
            return float(number), "printed", []
        if best := self._largest(lambda r: r["edge_id"] == edge):
            return best[0], "flow", best[1]
        if edge in self.rule["like"]:
            return self._analogue(edge, self.rule["like"][edge])
        if not self.printed and number is not None:
            return float(number), "analogue", []
        return self._continuation(edge, row)

    def _analogue(self, edge: str, like: dict[str, Any]) -> tuple[float, Basis, list[Row]]:
        if "value" in like:
            return float(like["value"]), "analogue", []
        if "route" in like:
            best = self._largest(lambda r: r["route"] == like["route"], last=True)
        elif "measure" in like:
            best = self._largest(
                lambda r: r["edge_id"] == like["edge"] and r["measure"] in like["measure"],
                last=True,
            )
        else:
            amount, _, rows = self._capacity(like["edge"])
            best = amount, rows
        if not best:
            raise BadScenario(
                f"the analogue of {edge!r} has no recorded flow {known_by(self.view)}"
            )
        return best[0], "analogue", best[1]

    def _continuation(self, edge: str, row: Row) -> tuple[float, Basis, list[Row]]:
        """A leg that continues others can carry what reaches its start; a field line, its field."""
        node = row.get("from_node", "")
        before = [e for e, other in self.edges.items() if other["to_node"] == node]
        if before:
            parts = [self._capacity(other) for other in before]
            return sum(p[0] for p in parts), "analogue", [r for p in parts for r in p[2]]
        amount, rows = self._supply(node)
        if amount <= 0:
            raise BadScenario(
                f"arc {edge!r} has no printed capacity, no recorded flow and no analogue; add one "
                "to catalogue/corridor_assumptions.yaml"
            )
        return amount, "analogue", rows

    def _largest(self, wanted: Wanted, last: bool = False) -> tuple[float, list[Row]] | None:
        """The largest full-year flow of these rows, or that of their last year."""
        column = self.rule["flow_column"]
        rows = [r for r in self.flows if wanted(r) and _recorded(r, column)]
        if not rows:
            return None
        best = max(rows, key=lambda r: (r["year"] if last else 0, r[column]))
        return float(best[column]), [best]

    def _own_share(self, edge: str) -> tuple[float, list[Row]]:
        """1 less the share of the capacity that foreign crude took in its last recorded year."""
        column = self.rule["flow_column"]
        for entry in self.rule["foreign_supplies"].values():
            if edge not in entry["shares"]:
                continue
            foreign = self._by_year(lambda r, e=entry: r["edge_id"] == e["edge"])
            total = entry["total_edge"]
            printed = self.edges.get(total, {}).get(self.rule["capacity_column"])
            capacity = float(printed) if printed is not None else self._capacity(total)[0]
            if foreign:
                row = foreign[max(foreign)]
                return 1 - min(1.0, float(row[column]) / capacity), [row]
        return 1.0, []

    def _by_year(self, wanted: Wanted) -> dict[int, Row]:
        column = self.rule["flow_column"]
        return {r["year"]: r for r in self.flows if wanted(r) and _recorded(r, column)}

    def exports(self) -> dict[int, float]:
        """Recorded total exports by year."""
        measure, column = self.rule["total_export_measure"], self.rule["flow_column"]
        found = self._by_year(lambda r: r["measure"] == measure and not r["edge_id"])
        return {year: float(row[column]) for year, row in sorted(found.items())}

    def supplies(self) -> list[Arc]:
        """One supply for every node that no edge enters."""
        heads = {row["to_node"] for row in self.edges.values()}
        nodes = dict.fromkeys(r["from_node"] for r in self.edges.values())
        arcs = []
        for node in nodes:
            if node in heads:
                continue
            amount, rows = self._supply(node)
            if amount <= 0:
                amount = sum(
                    self._capacity(e)[0] for e, r in self.edges.items() if r["from_node"] == node
                )
            name = f"supply:{node}"
            table = "oil_fields" if rows and "field" in rows[0] else "corridor_flows"
            self.trail[name] = steps_of(
                table, rows, "field", "output_mt", "route", "volume_mt", "year"
            )
            self.basis[name] = "supply"
            arcs.append(Arc(name, "", node, amount, assumed=table != "oil_fields"))
        return arcs

    def _supply(self, node: str) -> tuple[float, list[Row]]:
        """A field's output, an even share of the exports no field explains, or a recorded flow."""
        if row := self._fields().get(node):
            return float(row["output_mt"]), [row]
        apart, others = self.rule.get("exported_apart", {}), self.rule["other_fields"]
        if node in apart.get("nodes", ()):
            amount, rows = self._apart()
            return amount / len(apart["nodes"]), rows
        if node in others and (total := self.exports()):
            return self._rest(max(total), total[max(total)]) / len(others), self._total_rows()
        if edge := self.rule.get("supply_flow", {}).get(node):
            best = self._largest(lambda r: r["edge_id"] == edge, last=True)
            return best or (0.0, [])
        return 0.0, []

    def _rest(self, year: int, total: float) -> float:
        fields = sum(float(r["output_mt"]) for r in self._fields(year).values())
        return max(total - fields - self._apart()[0], 0.0)

    def _apart(self) -> tuple[float, list[Row]]:
        apart = self.rule.get("exported_apart")
        if not apart:
            return 0.0, []
        found = self._largest(
            lambda r: r["edge_id"] == apart["edge"] and r["measure"] in apart["measure"], last=True
        )
        return found or (0.0, [])

    def _total_rows(self) -> list[Row]:
        measure, year = self.rule["total_export_measure"], max(self.exports())
        return [
            r
            for r in self.flows
            if r["measure"] == measure and r["year"] == year and r["period"] == "FY"
        ]

    def _fields(self, until: int = 9999) -> dict[str, Row]:
        """Per field, the larger of its last full-year output and its last full-year delivery."""
        last: dict[tuple[str, str], Row] = {}
        table = self.rule.get("fields_table")
        for row in self.view.rows(table) if table else []:
            full = row["period"] == "FY" and row["output_mt"] and row["year"] <= until
            if full and row["measure"] != "forecast":
                key = (row["field"], row["measure"])
                last[key] = max(last.get(key, row), row, key=lambda r: r["year"])
        best: dict[str, Row] = {}
        for (field, _), row in last.items():
            best[field] = max(best.get(field, row), row, key=lambda r: r["output_mt"])
        return best

    def markets(self) -> list[Arc]:
        """An unbounded market at every end."""
        arcs = []
        for node in self.rule["markets"]:
            if any(row["to_node"] == node for row in self.edges.values()):
                name = f"market:{node}"
                self.basis[name], self.trail[name] = "supply", ()
                arcs.append(Arc(name, node, "", np.inf))
        return arcs

    def _cost(self, row: Row) -> float:
        if any(row["edge_id"] in legs for legs in self.rule.get("one_tariff", {}).values()):
            return 0.0
        if (tariff := row.get("tariff_usd_per_tonne")) is not None:
            return float(tariff)
        mode = row["mode"]
        guess = assumed(f"cost_{mode if mode in ('sea', 'port', 'rail') else 'pipeline'}")
        low, high = guess.bounds
        return {"low": low, "central": guess.central, "high": high}[self.costs]


def _recorded(row: Row, column: str) -> bool:
    return row["period"] == "FY" and bool(row[column]) and "planned" not in row["measure"]


def matches(arc: Arc, where: Row) -> bool:
    """Whether an arc crosses this state, leads to these nodes, leaves them, or is named."""
    return (
        where.get("transit") in arc.transit
        or arc.head in where.get("heads", ())
        or arc.tail in where.get("tails", ())
        or arc.id in where.get("ids", ())
    )
