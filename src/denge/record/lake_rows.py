"""Rows about one state that the lake adds to the tables of a view: the one place of that mapping.

The loaders write what publishers wrote; the measures read the tables of a casebook. Here the first
becomes the second:

| data set of the lake | table of the view |
| --- | --- |
| `trade` | `trade_partner_shares`, and totals with the partner WLD in `trade_by_partner` |
| `oil_price` | `brent_monthly` |
| `capabilities` | `macro`: `cinc_share` and `population` of all states |
| `leader_travel`, `sanctions`, `pipelines`, `shared_organisations` | tables of their own names |

A casebook's row stands before the lake's row about the same state, flow and year or month of the
same indicator; only prices of crude oil are taken from the lake where it has them. Of two sources
of trade with one year the first of the catalogue's order counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName
from denge.core.state import states
from denge.record.source import source_ids, source_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import ibis

    from denge.core.trail import Origin
    from denge.record.ledger import SqlLedger
    from denge.record.view import Source

__all__ = ["OWN_TABLES", "LakeRows"]

Row = dict[str, Any]
_FILE = "catalogue/lake_tables.yaml"
_COMMON = ("row_id", "source_url", "known_from", "known_basis", "doubt")
# Tables that no casebook has, with their columns by type.
OWN_TABLES: dict[str, dict[str, str]] = read_yaml(_FILE)["own_tables"]


@dataclass(frozen=True)
class LakeRows:
    """The tables beneath a view with what the lake of a ledger adds about one state.

    Attributes
    ----------
    base : Source
        Casebook and corrections.
    ledger : SqlLedger
        Whose lake is asked.
    state : str
        ISO3 code.
    """

    base: Source
    ledger: SqlLedger
    state: str

    @property
    def descriptor(self) -> dict[str, Any]:
        return self.base.descriptor

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        own = {name: {"name": name, "schema": {"fields": _fields(name)}} for name in OWN_TABLES}
        return own | dict(self.base.tables)

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        if name in OWN_TABLES:
            return {field["name"]: field for field in _fields(name)}
        return self.base.fields(name)

    def rows(self, name: str) -> list[Row]:
        """Rows of the table beneath, then those of the lake that it does not hold already."""
        below = [] if name in OWN_TABLES else self.base.rows(name)
        if name not in _MAKERS or not self._holds(_MAKERS[name][0]):
            return below
        above = _MAKERS[name][1](self.ledger, self.state)
        if name == "brent_monthly":
            return _joined(above, below, ("month",))
        if name in _KEYS:
            return _joined([self._named(row) for row in below], above, _KEYS[name])
        return below + above

    def origin(self, source_url: str) -> Origin | None:
        """The source of the lake that a row names, if it is one."""
        return next(
            (
                source_spec(name).origin()
                for name in source_ids()
                if source_spec(name).url == source_url and source_spec(name).dataset in _datasets()
            ),
            None,
        )

    def _holds(self, dataset: str) -> bool:
        try:
            return bool(self.ledger.lake.paths(dataset))
        except UnknownName:
            return False

    def _named(self, row: Row) -> Row:
        """A row of a casebook that names no state is about the casebook's own."""
        return row if row.get("state") else row | {"state": self.descriptor.get("denge:state", "")}


_KEYS = {
    "trade_partner_shares": ("state", "flow", "year"),
    "trade_by_partner": ("state", "partner_iso3", "year"),
    "macro": ("indicator", "country_iso3", "year"),
}


def _datasets() -> set[str]:
    return {dataset for dataset, _ in _MAKERS.values()}


def _joined(first: list[Row], then: list[Row], key: tuple[str, ...]) -> list[Row]:
    """Rows of both, of the second only those whose key the first does not hold."""
    held = {tuple(str(row[name]) for name in key) for row in first}
    return first + [row for row in then if tuple(str(row[name]) for name in key) not in held]


def _fields(name: str) -> list[dict[str, str]]:
    common = dict.fromkeys(_COMMON, "string") | {"known_from": "date"}
    return [{"name": n, "type": t} for n, t in (common | OWN_TABLES[name]).items()]


def _asked(
    ledger: SqlLedger,
    dataset: str,
    columns: Iterable[str],
    where: Callable[[ibis.Table], Any] | None = None,
) -> list[Row]:
    """Rows of a data set; a column that no loaded source has is None."""
    from denge.record.engine import duckdb_engine

    engine = duckdb_engine()
    table = ledger.table(dataset, engine)
    wanted = dict.fromkeys((*_COMMON, "source", *columns))
    there = [name for name in wanted if name in table.columns]
    kept = (table.filter(where(table)) if where else table).select(*there)
    return [wanted | row for row in engine.rows(kept).to_pylist()]


def _trade(ledger: SqlLedger, state: str) -> list[Row]:
    """Exports from and to one state, each year from the first source that has it."""
    rows = _asked(
        ledger,
        "trade",
        ("exporter", "importer", "year", "value_usd"),
        lambda t: (t.section == "total") & ((t.exporter == state) | (t.importer == state)),
    )
    order = {name: rank for rank, name in enumerate(read_yaml(_FILE)["trade_order"])}
    best: dict[int, str] = {}
    for row in sorted(rows, key=lambda r: order.get(r["source"], len(order))):
        best.setdefault(row["year"], row["source"])
    return [
        row | {"flow": flow, "partner_iso3": partner}
        for row in rows
        if row["source"] == best[row["year"]] and row["value_usd"] is not None
        for flow, partner in [_side(row, state)]
        if partner in states() and partner != state
    ]


def _side(row: Row, state: str) -> tuple[str, str]:
    return ("export", row["importer"]) if row["exporter"] == state else ("import", row["exporter"])


def _shares(ledger: SqlLedger, state: str) -> list[Row]:
    """Share of each partner in the flow of a year, percent; partners without a row have none."""
    rows = _trade(ledger, state)
    total = _sums(rows)
    return [
        _kept(row)
        | {
            "row_id": f"{row['row_id']}-{row['flow']}",
            "state": state,
            "year": row["year"],
            "flow": row["flow"],
            "partner_iso3": row["partner_iso3"],
            "share_percent": 100.0 * row["value_usd"] / total[row["flow"], row["year"]],
            "note": _mirrored(row["flow"], row["source"]),
        }
        for row in rows
        if total[row["flow"], row["year"]] > 0
    ]


def _totals(ledger: SqlLedger, state: str) -> list[Row]:
    """Total exports and imports of each year, as the sum over partners."""
    rows = _trade(ledger, state)
    total, first = _sums(rows), {row["year"]: row for row in reversed(rows)}
    return [
        _kept(row)
        | {
            "row_id": f"{row['source']}-{state}-{year}",
            "state": state,
            "year": year,
            "partner_iso3": "WLD",
            "exports_usd_m": (out := total.get(("export", year), 0.0) / 1e6),
            "imports_usd_m": (into := total.get(("import", year), 0.0) / 1e6),
            "turnover_usd_m": out + into,
            "reporter": source_spec(row["source"]).producer,
            "note": "sum over the partners of the matrix",
        }
        for year, row in sorted(first.items())
    ]


def _mirrored(flow: str, source: str) -> str:
    return f"{source}: what the partner's exports say" if flow == "import" else source


def _sums(rows: Iterable[Row]) -> dict[tuple[str, int], float]:
    total: dict[tuple[str, int], float] = {}
    for row in rows:
        key = row["flow"], row["year"]
        total[key] = total.get(key, 0.0) + row["value_usd"]
    return total


def _prices(ledger: SqlLedger, state: str) -> list[Row]:
    """Brent by month: the monthly series, or the mean of the days where only those are loaded."""
    columns = ("day", "step", "price_usd_bbl")
    rows = _asked(ledger, "oil_price", columns, lambda t: t.series == "brent")
    rows = [row for row in rows if row["price_usd_bbl"] is not None]
    monthly = [row for row in rows if row["step"] == "month"]
    found: dict[str, list[Row]] = {}
    for row in monthly or rows:
        found.setdefault(f"{row['day']:%Y-%m}", []).append(row)
    return [
        _kept(days[0])
        | {
            "known_from": max(row["known_from"] for row in days),
            "month": month,
            "price_usd_per_bbl": sum(row["price_usd_bbl"] for row in days) / len(days),
        }
        for month, days in sorted(found.items())
    ]


def _capabilities(ledger: SqlLedger, state: str) -> list[Row]:
    """Indicators of all states, as a rank needs its peers."""
    told = read_yaml(_FILE)["capabilities"]
    columns = ("state", "year", *(entry["column"] for entry in told.values()))
    first = int(read_yaml(_FILE)["capabilities_from"])
    rows = _asked(ledger, "capabilities", columns, lambda t: cast("Any", t.year) >= first)
    return [
        _kept(row)
        | {
            "row_id": f"{row['row_id']}-{name}",
            "indicator": name,
            "country_iso3": row["state"],
            "year": row["year"],
            "value": row[entry["column"]] * entry["times"],
            "unit": entry["unit"],
            "note": "",
        }
        for row in rows
        for name, entry in told.items()
        if row["state"] in states() and row[entry["column"]] is not None
    ]


def _travel(ledger: SqlLedger, state: str) -> list[Row]:
    """All travels: the share of one host needs those of the others."""
    return _asked(ledger, "leader_travel", OWN_TABLES["leader_travel"])


def _sanctions(ledger: SqlLedger, state: str) -> list[Row]:
    """All cases: how they ended elsewhere is the ground against which one state's stand."""
    return _asked(ledger, "sanctions", OWN_TABLES["sanctions"])


def _pipelines(ledger: SqlLedger, state: str) -> list[Row]:
    """Pipelines that the source sees in the state and in another one."""
    rows = _asked(ledger, "pipelines", OWN_TABLES["pipelines"])
    return [row for row in rows if {state} < set(row["states"].split(";"))]


def _organisations(ledger: SqlLedger, state: str) -> list[Row]:
    """Pairs with the state in the first place; the source writes each pair once."""
    rows = _asked(
        ledger,
        "shared_organisations",
        OWN_TABLES["shared_organisations"],
        lambda t: (t.state == state) | (t.partner == state),
    )
    return [
        row | ({"state": state, "partner": row["state"]} if row["partner"] == state else {})
        for row in rows
    ]


def _kept(row: Row) -> Row:
    return {name: row[name] for name in (*_COMMON, "source")}


_MAKERS: dict[str, tuple[str, Callable[[SqlLedger, str], list[Row]]]] = {
    "trade_partner_shares": ("trade", _shares),
    "trade_by_partner": ("trade", _totals),
    "brent_monthly": ("oil_price", _prices),
    "macro": ("capabilities", _capabilities),
    "leader_travel": ("leader_travel", _travel),
    "sanctions": ("sanctions", _sanctions),
    "pipelines": ("pipelines", _pipelines),
    "shared_organisations": ("shared_organisations", _organisations),
}
