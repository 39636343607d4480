"""Kazakhstan in a matrix of about thirty regions, from a trade matrix without domestic sales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.catalogue import catalogue_path, read_yaml
from denge.core.errors import BadScenario
from denge.stress.hat_algebra import solve_equilibrium
from denge.stress.surrogate import Surrogate, fit_surrogate
from denge.stress.trade_matrix import TradeMatrix, merge_regions, trade_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.trade_base import TradeBase

__all__ = [
    "KazTrade",
    "foreign_multipliers",
    "foreign_surrogate",
    "kaz_trade",
    "regional_flows",
    "regional_matrix",
    "renewed_matrix",
    "replace_row_and_column",
]

ROW = "ROW"


def regional_flows(
    flows: Iterable[tuple[str, str, float]],
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Exports between the regions of `catalogue/trade_regions.yaml`, zero diagonal aside from ROW.

    Parameters
    ----------
    flows : iterable of (exporter, importer, value)
        Names as in the UNCTAD matrix; economies of no region go to ROW.

    Raises
    ------
    BadScenario
        A name of the catalogue does not occur, so that a region would be short of a member.
    """
    regions = read_yaml("catalogue/trade_regions.yaml")
    home = {name: region for region, entry in regions.items() for name in entry["names"]}
    names = (*regions, ROW)
    place = {name: i for i, name in enumerate(names)}
    cells, met = np.zeros((len(names), len(names))), set()
    for exporter, importer, value in flows:
        i, j = place[home.get(exporter, ROW)], place[home.get(importer, ROW)]
        met |= {exporter, importer}
        if i != j:
            cells[i, j] += value
    optional = {"ChinaMacaoSAR", "Liechtenstein"}
    if missing := sorted(set(home) - met - optional):
        raise BadScenario(
            f"the trade matrix holds no flow of {', '.join(missing)}; correct the spelling in "
            "catalogue/trade_regions.yaml"
        )
    return names, cells


def regional_matrix(
    names: tuple[str, ...],
    flows: NDArray[np.float64],
    gdp: Mapping[str, float],
    ratio: float,
    year: int,
) -> tuple[TradeMatrix, tuple[str, ...]]:
    """Add domestic sales, output less exports, with output = GDP x ratio.

    Parameters
    ----------
    names, flows
        From `regional_flows`, in the unit of GDP.
    gdp : mapping
        By region, ROW included.
    ratio : float
        Gross output over GDP.

    Returns
    -------
    matrix : TradeMatrix
    merged : tuple[str, ...]
        Regions whose domestic sales came out zero or less; they are part of ROW.
    """
    domestic = np.array([gdp[name] for name in names]) * ratio - flows.sum(axis=1)
    full = flows + np.diag(domestic)
    merged = tuple(n for n, d in zip(names, domestic, strict=True) if d <= 0 and n != ROW)
    kept, cells = merge_regions(names, full, {ROW: [*merged, ROW]})
    return trade_matrix(kept, cells, "million USD", year), merged


def replace_row_and_column(
    names: tuple[str, ...],
    flows: NDArray[np.float64],
    region: str,
    exports: Mapping[str, float],
    imports: Mapping[str, float],
) -> NDArray[np.float64]:
    """The matrix with one region's row and column set to newer totals by partner."""
    cells, i = flows.copy(), names.index(region)
    for j, name in enumerate(names):
        if j != i:
            cells[i, j], cells[j, i] = exports[name], imports[name]
    return cells


def renewed_matrix(
    flows: Iterable[tuple[str, str, float]],
    gdp: Mapping[str, float],
    base: TradeBase,
    ratio: float,
    year: int,
) -> tuple[TradeMatrix, tuple[str, ...]]:
    """About thirty regions of a base year, with one state's trade at the ledger's latest totals.

    Parameters
    ----------
    flows : iterable of (exporter, importer, value)
        Million USD, names as in the UNCTAD matrix.
    gdp : mapping
        Million USD by region, ROW included; that of the state is replaced by the base's.
    base : TradeBase
        Of the state, from `trade_base`.
    ratio : float
        Gross output over GDP.
    year : int
        Of the flows.

    Returns
    -------
    matrix : TradeMatrix
    merged : tuple[str, ...]
        Regions that became part of ROW, as in `regional_matrix`.
    """
    names, cells = regional_flows(flows)
    home = _region_by_code()
    exports, imports = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for partner, sold, bought in zip(
        base.partners, base.exports_bn_usd, base.imports_bn_usd, strict=True
    ):
        region = home.get(partner, ROW)
        exports[region] += 1e3 * float(sold)
        imports[region] += 1e3 * float(bought)
    renewed = replace_row_and_column(names, cells, base.state, exports, imports)
    money = {**gdp, base.state: 1e3 * base.gdp_bn_usd}
    return regional_matrix(names, renewed, money, ratio, year)


def _region_by_code() -> dict[str, str]:
    regions = read_yaml("catalogue/trade_regions.yaml")
    return {code: name for name, entry in regions.items() for code in (name, *entry["gdp"])}


def foreign_multipliers(
    world: TradeMatrix, region: str, B: NDArray[np.float64], theta: float
) -> NDArray[np.float64]:
    """What a shock among others does to one region's links, in logs, shape (2 x partner,).

    First ln(E'_j P_j^theta) for what it sells to each partner j, then ln(p_k^-theta) for what it
    buys from each k: the factors by which `own_links` multiplies `B` and `B_imports`.
    """
    after = solve_equilibrium(world, B, theta)
    others = np.arange(len(world.regions)) != world.at(region)
    sold = np.log(after.expenditure) + theta * np.log(after.price_index)
    bought = -theta * np.log(after.price)
    return np.concatenate([sold[others], bought[others]])


def foreign_surrogate(
    world: TradeMatrix,
    region: str,
    senders: Iterable[str],
    target: str,
    log_effect: tuple[float, float] = (-4.0, 0.0),
    theta: tuple[float, float] = (1.5, 8.0),
    degree: int = 8,
) -> Surrogate:
    """`foreign_multipliers` over the log effect of the senders' measures on a target, and theta."""
    rows = [world.at(s) for s in senders if s in world.regions]
    column = world.at(target)

    def multipliers(log_effect: float, theta: float) -> NDArray[np.float64]:
        B = np.ones_like(world.flows)
        B[rows, column] = B[column, rows] = np.exp(log_effect)
        return foreign_multipliers(world, region, B, theta)

    return fit_surrogate(multipliers, {"log_effect": log_effect, "theta": theta}, degree)


@dataclass(frozen=True, slots=True)
class KazTrade:
    """The summary that denge computed and ships: shares and a surrogate, no flow of others.

    Attributes
    ----------
    year : int
        Base year of the trade pattern.
    exports, imports : dict[str, float]
        Share of each partner (ISO3, and "rest of the world") in Kazakhstan's trade of that year.
    partners : tuple[str, ...]
        Regions of the surrogate, in its order.
    sanctions_on_russia : Surrogate
        Multipliers of the own links under Western sanctions on Russia.
    reference : str
    """

    year: int
    exports: dict[str, float]
    imports: dict[str, float]
    partners: tuple[str, ...]
    sanctions_on_russia: Surrogate
    reference: str


@cache
def kaz_trade() -> KazTrade:
    """Read `catalogue/trade_kaz.json`, made by `tools/build_trade_kaz.py`."""
    import json

    data: dict[str, Any] = json.loads(catalogue_path("catalogue/trade_kaz.json").read_text("utf-8"))
    return KazTrade(
        year=data["year"],
        exports=data["exports"],
        imports=data["imports"],
        partners=tuple(data["partners"]),
        sanctions_on_russia=Surrogate.from_dict(data["sanctions_on_russia"]),
        reference=data["reference"],
    )
