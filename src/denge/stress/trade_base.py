"""A state's own trade by partner, from partner shares and totals of the casebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies
from denge.measure.rows import rows_about
from denge.measure.world import world_macro
from denge.stress.assumption import assumed
from denge.stress.ledger_rows import known_by, steps_of
from denge.stress.trade_kaz import kaz_trade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.stress.ledger_rows import Rows
    from denge.stress.trade_matrix import TradeMatrix

__all__ = ["OwnShares", "TradeBase", "base_from_matrix", "own_shares", "trade_base"]

REST = "rest of the world"


@dataclass(frozen=True, slots=True)
class TradeBase:
    """Merchandise trade of one state.

    Attributes
    ----------
    state : str
    year : int
        Year of the totals and the main partners' shares.
    pattern_year : int | None
        Year of the pattern that splits what the main partners leave.
    partners : tuple[str, ...]
        ISO3 codes, and "rest of the world".
    exports_bn_usd, imports_bn_usd : ndarray, shape (partner,)
    gdp_bn_usd : float
        Of the same year.
    """

    state: str
    year: int
    pattern_year: int | None
    partners: tuple[str, ...]
    exports_bn_usd: NDArray[np.float64]
    imports_bn_usd: NDArray[np.float64]
    gdp_bn_usd: float
    trail: tuple[Step, ...]

    def mask(self, members: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which partners are in this list, shape (partner,)."""
        return np.array([partner in members for partner in self.partners])


@dataclass(frozen=True, slots=True)
class OwnShares:
    """What the own-links equation needs, draw by draw.

    Attributes
    ----------
    output, spending : ndarray, shape (draw,)
        Gross output and total expenditure, billion USD.
    domestic : ndarray, shape (draw,)
        Domestic sales, billion USD.
    """

    output: NDArray[np.float64]
    spending: NDArray[np.float64]
    domestic: NDArray[np.float64]

    @property
    def x_domestic(self) -> NDArray[np.float64]:
        """Domestic sales over gross output, shape (draw,)."""
        return self.domestic / self.output

    @property
    def pi_domestic(self) -> NDArray[np.float64]:
        """Domestic sales over expenditure, shape (draw,)."""
        return self.domestic / self.spending

    def x_exports(self, exports_bn_usd: NDArray[np.float64]) -> NDArray[np.float64]:
        """Exports to each partner or group over gross output, shape (draw, group)."""
        return exports_bn_usd / self.output[:, None]

    def pi_imports(self, imports_bn_usd: NDArray[np.float64]) -> NDArray[np.float64]:
        """Imports from each partner or group over expenditure, shape (draw, group)."""
        return imports_bn_usd / self.spending[:, None]


def trade_base(view: Rows, state: str) -> TradeBase:
    """Trade by partner in the last year with totals, GDP and partner shares.

    The main partners' printed shares are applied to the totals; what they leave is split over the
    other partners in proportion to the shipped pattern of an earlier year.

    Parameters
    ----------
    view : View
        With tables trade_by_partner (rows of partner WLD), trade_partner_shares and macro.
    state : str
        ISO3 code.

    Raises
    ------
    EmptyTies
        The ledger holds no partner shares or totals for the state.
    """
    totals, gdp = _totals(view, state), _gdp(view, state)
    shares = [r for r in rows_about(view, "trade_partner_shares", state) if r.get("chosen", True)]
    years = {r["year"] for r in shares} & set(totals) & set(gdp)
    if not years:
        raise EmptyTies(
            f"no trade of {state} by partner is recorded {known_by(view)}; the ledger needs "
            "trade_partner_shares and trade_by_partner rows of one year, with gdp_current_usd. "
            "Load a trade matrix: denge record load unctad_exports PATH --ledger PATH"
        )
    year = max(years)
    pattern = kaz_trade() if state == "KAZ" else None
    used = [r for r in shares if r["year"] == year]
    exports = _split(_side(used, "export"), pattern.exports if pattern else {})
    imports = _split(_side(used, "import"), pattern.imports if pattern else {})
    partners = tuple(dict.fromkeys([*exports, *imports]))
    total = totals[year]
    return TradeBase(
        state=state,
        year=year,
        pattern_year=pattern.year if pattern else None,
        partners=partners,
        exports_bn_usd=total["exports_usd_m"]
        / 1e3
        * np.array([exports.get(p, 0.0) for p in partners]),
        imports_bn_usd=total["imports_usd_m"]
        / 1e3
        * np.array([imports.get(p, 0.0) for p in partners]),
        gdp_bn_usd=gdp[year]["value"] / 1e9,
        trail=steps_of(
            "trade_partner_shares", used, "year", "flow", "partner_iso3", "share_percent"
        )
        + steps_of("trade_by_partner", [total], "year", "exports_usd_m", "imports_usd_m")
        + steps_of("macro", [gdp[year]], "indicator", "year", "value"),
    )


def base_from_matrix(
    world: TradeMatrix, state: str, gdp_bn_usd: float, per_bn_usd: float = 1e3
) -> TradeBase:
    """Trade by partner of any state of a trade matrix, for which a ledger holds no partner shares.

    Parameters
    ----------
    world : TradeMatrix
        Regions named by ISO3 codes (EUU for the European Union), as scopes name their senders.
    state : str
        One of its regions.
    gdp_bn_usd : float
        GDP of the matrix's year.
    per_bn_usd : float
        Units of the matrix in a billion USD; 1000 where it counts millions.

    Raises
    ------
    UnknownName
        The matrix has no such region.

    Examples
    --------
    >>> from denge.stress.trade_matrix import trade_matrix
    >>> world = trade_matrix(["UZB", "RUS"], [[90e3, 7e3], [9e3, 900e3]], "million USD", 2015)
    >>> base_from_matrix(world, "UZB", 60.0).exports_bn_usd.tolist()
    [7.0]
    """
    i = world.at(state)
    others = np.arange(len(world.regions)) != i
    return TradeBase(
        state=state,
        year=world.year or 0,
        pattern_year=world.year,
        partners=tuple(name for name in world.regions if name != state),
        exports_bn_usd=world.flows[i][others] / per_bn_usd,
        imports_bn_usd=world.flows[:, i][others] / per_bn_usd,
        gdp_bn_usd=gdp_bn_usd,
        trail=(),
    )


def _totals(view: Rows, state: str) -> dict[int, dict[str, Any]]:
    """Total trade by year."""
    return {
        row["year"]: row
        for row in rows_about(view, "trade_by_partner", state)
        if row["partner_iso3"] == "WLD" and row["exports_usd_m"] and row["imports_usd_m"]
    }


def _gdp(view: Rows, state: str) -> dict[int, dict[str, Any]]:
    """GDP by year, of the ledger or else of the world pack."""
    return {
        r["year"]: r
        for r in (*world_macro(), *view.rows("macro"))
        if r["country_iso3"] == state
        and r["indicator"] == "gdp_current_usd"
        and r["value"]
        and (view.as_of is None or str(r["known_from"]) <= view.as_of.isoformat())
    }


def _side(rows: list[dict[str, Any]], side: str) -> dict[str, float]:
    return {r["partner_iso3"]: r["share_percent"] / 100 for r in rows if r["flow"] == side}


def _split(known: dict[str, float], pattern: Mapping[str, float]) -> dict[str, float]:
    """Known shares first; the remainder by the pattern over the other partners and the rest.

    Examples
    --------
    >>> _split({"A": 0.5}, {"A": 0.2, "B": 0.6, "rest of the world": 0.2})
    {'A': 0.5, 'B': 0.375, 'rest of the world': 0.125}
    """
    left = 1 - sum(known.values())
    others = {p: share for p, share in pattern.items() if p not in known} or {REST: 1.0}
    scale = left / sum(others.values())
    return known | {partner: share * scale for partner, share in others.items()}


def own_shares(base: TradeBase, draws: int, rng: np.random.Generator) -> OwnShares:
    """Shares in gross output and expenditure, with gross output = GDP x an assumed ratio."""
    output = base.gdp_bn_usd * assumed("gross_output_ratio").draw(rng, draws)
    domestic = output - base.exports_bn_usd.sum()
    if (domestic <= 0).any():
        raise EmptyTies(f"exports of {base.state} exceed gross output; check GDP and trade")
    spending = domestic + base.imports_bn_usd.sum()
    return OwnShares(output, spending, domestic)
