"""What the oil price does to a state's exports, budget receipts and sovereign fund."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate
from denge.core.trail import Figure
from denge.stress.assumption import assumed
from denge.stress.ledger_rows import known_by, steps_of
from denge.stress.oil import (
    block_bootstrap,
    fit_oil_price,
    half_life_months,
    price_paths,
    quantile_paths,
)
from denge.stress.result import StressResult, drawn_figure, exceedances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.stress.ledger_rows import Rows

__all__ = ["FuelBase", "capped_price", "export_revenue", "fuel_base", "stress_oil"]

HORIZON = 12  # months


@dataclass(frozen=True, slots=True)
class FuelBase:
    """Fuel exports of the last recorded year and what turns them into receipts.

    Attributes
    ----------
    year : int
    exports_bn_usd : float
        Fuel exports of that year.
    price_usd_bbl : float
        Mean Brent price of that year.
    gdp_bn_usd, gdp_year
        GDP for the shares, and its year.
    take : tuple[float, float] | None
        Least and largest share of fuel exports that reached the fund as oil-sector receipts.
    fund_bn_usd : float | None
        Last recorded assets of the fund.
    transfer_bn_usd : float | None
        Planned guaranteed transfer of the year out of the fund.
    """

    year: int
    exports_bn_usd: float
    price_usd_bbl: float
    gdp_bn_usd: float
    gdp_year: int
    take: tuple[float, float] | None
    fund_bn_usd: float | None
    transfer_bn_usd: float | None
    trail: tuple[Step, ...]


def fuel_base(view: Rows, state: str) -> FuelBase:
    """Read the base from the casebook's macro table.

    Raises
    ------
    EmptyTies
        Merchandise exports, the fuel share or GDP of the state are not recorded.
    """
    macro = _Macro(view, state)
    year = macro.last_common("merchandise_exports", "fuel_exports_pct_merchandise")
    brent = _yearly_brent(view)
    if year is None or year not in brent or not macro.years("gdp_current_usd"):
        raise EmptyTies(
            f"no fuel exports of {state} are recorded {known_by(view)}; the ledger needs the macro "
            "rows merchandise_exports, fuel_exports_pct_merchandise and gdp_current_usd"
        )
    gdp_year = max(macro.years("gdp_current_usd"))
    return FuelBase(
        year=year,
        exports_bn_usd=macro.fuel_exports(year),
        price_usd_bbl=brent[year],
        gdp_bn_usd=macro.value("gdp_current_usd", gdp_year) / 1e9,
        gdp_year=gdp_year,
        take=macro.take(),
        fund_bn_usd=macro.fund(),
        transfer_bn_usd=macro.transfer(),
        trail=macro.trail(),
    )


class _Macro:
    """Indicators of one state by year, remembering which rows were used."""

    def __init__(self, view: Rows, state: str) -> None:
        self.table: dict[str, dict[int, dict[str, Any]]] = {}
        self.used: dict[str, dict[str, Any]] = {}
        for row in view.rows("macro"):
            if row["country_iso3"] == state and row["value"] is not None:
                self.table.setdefault(row["indicator"], {})[row["year"]] = row

    def years(self, indicator: str) -> set[int]:
        return set(self.table.get(indicator, {}))

    def last_common(self, *indicators: str) -> int | None:
        shared = set.intersection(*(self.years(name) for name in indicators))
        return max(shared, default=None)

    def value(self, indicator: str, year: int) -> float:
        row = self.table[indicator][year]
        self.used[row["row_id"]] = row
        return float(row["value"])

    def fuel_exports(self, year: int) -> float:
        """Billion USD."""
        share = self.value("fuel_exports_pct_merchandise", year) / 100
        return self.value("merchandise_exports", year) * share / 1e9

    def take(self) -> tuple[float, float] | None:
        """Oil-sector receipts of the fund over fuel exports, least and largest year."""
        name, rate = "national_fund_oil_sector_receipts", "official_exchange_rate"
        fuel = self.years("merchandise_exports") & self.years("fuel_exports_pct_merchandise")
        shares = [
            self.value(name, year) * 1e3 / self.value(rate, year) / self.fuel_exports(year)
            for year in sorted(self.years(name) & self.years(rate) & fuel)
        ]
        return (min(shares), max(shares)) if shares else None

    def fund(self) -> float | None:
        if years := self.years("national_fund_assets_end_year"):
            return self.value("national_fund_assets_end_year", max(years))
        return None

    def transfer(self) -> float | None:
        """Billion USD at the last recorded exchange rate; the source plans it in tenge."""
        name, rate = "national_fund_guaranteed_transfer_planned", "official_exchange_rate"
        if not self.years(name) or not self.years(rate):
            return None
        return (
            self.value(name, max(self.years(name))) * 1e3 / self.value(rate, max(self.years(rate)))
        )

    def trail(self) -> tuple[Step, ...]:
        return steps_of("macro", self.used.values(), "indicator", "year", "value", "unit")


def _yearly_brent(view: Rows) -> dict[int, float]:
    years: dict[int, list[float]] = {}
    for row in view.rows("brent_monthly"):
        years.setdefault(int(row["month"][:4]), []).append(float(row["price_usd_per_bbl"]))
    return {year: sum(p) / 12 for year, p in years.items() if len(p) == 12}


def export_revenue(
    base: FuelBase, price: NDArray[np.float64], elasticity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fuel exports month by month, billion USD, at unchanged volume.

    Parameters
    ----------
    base : FuelBase
    price : ndarray, shape (draw, month)
        USD a barrel.
    elasticity : ndarray, shape (draw,)
        Percent change of the export price per percent of Brent.
    """
    relative = price / base.price_usd_bbl
    return base.exports_bn_usd / 12 * relative ** elasticity[:, None]


def capped_price(
    price: NDArray[np.float64],
    cap_usd_bbl: NDArray[np.float64],
    share: float,
    elasticity: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The one price at which revenue is what it is when a share of exports is paid at most a cap.

    Parameters
    ----------
    price : ndarray, shape (draw, month)
        USD a barrel.
    cap_usd_bbl : ndarray, shape (draw,)
    share : float
        Share of exports bought under the cap; volumes stay as they are.
    elasticity : ndarray, shape (draw,)
        As in `export_revenue`.

    Examples
    --------
    A cap of 60 on half of the exports, at a price of 80 and at one of 50:

    >>> one = np.ones(1)
    >>> capped_price(np.array([[80.0, 50.0]]), 60 * one, 0.5, one).tolist()
    [[70.0, 50.0]]
    """
    paid = np.minimum(1.0, cap_usd_bbl[:, None] / price) ** elasticity[:, None]
    return price * (1 - share * (1 - paid)) ** (1 / elasticity[:, None])


def stress_oil(
    view: Rows,
    state: str,
    *,
    draws: int = 20_000,
    seed: int = 0,
    price_change: NDArray[np.float64] | float = 0.0,
    caps: Sequence[tuple[NDArray[np.float64], float]] = (),
    scenario: str = "",
    story: str = "",
) -> StressResult:
    """Twelve months of oil price risk for a state's exports, receipts and fund.

    The loss is fuel export revenue below what it would be if the price stayed at its last month.

    Parameters
    ----------
    view : View
        With tables brent_monthly and macro.
    state : str
        ISO3 code.
    draws, seed : int
    price_change : float or ndarray, shape (draw,)
        A scenario's lasting change of the price, as a share (-0.3 is a fall by 30 %).
    caps : sequence of (ndarray of shape (draw,), float)
        Caps in USD a barrel, each with the share of exports that it holds for.
    scenario, story : str
        Its name and sentence.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 1]))
    base = fuel_base(view, state)
    rows = sorted(view.rows("brent_monthly"), key=lambda r: r["month"])
    price = np.array([float(r["price_usd_per_bbl"]) for r in rows])
    model = fit_oil_price(price, (rows[0]["month"], rows[-1]["month"]))
    paths = price_paths(model, HORIZON, draws, rng)
    paths = paths * (1 + np.broadcast_to(price_change, (draws,)))[:, None]
    elasticity = assumed("price_link_elasticity").draw(rng, draws)
    for cap, share in caps:
        paths = capped_price(paths, cap, share, elasticity)
    monthly = export_revenue(base, paths, elasticity)
    flat = export_revenue(base, np.full((draws, HORIZON), model.last_usd_bbl), elasticity)
    loss = 100 * (flat - monthly).sum(axis=1) / base.gdp_bn_usd
    check = block_bootstrap(
        price, HORIZON, draws, rng, int(assumed("bootstrap_block_months").central)
    )
    steps = base.trail + steps_of("brent_monthly", rows[-1:], "month", "price_usd_per_bbl")
    return StressResult(
        kind="oil",
        state=state,
        scenario=scenario,
        story=story,
        quantity="fuel export revenue lost over twelve months, against an unchanged price",
        unit="% of GDP",
        draws=loss,
        figure_list=tuple(_figures(view, base, model, paths, monthly, loss, check, rng, steps)),
        exceedance=exceedances(loss, "% of GDP"),
        tables={
            "price_paths": _path_rows(paths, "usd_bbl"),
            "bootstrap_check": _path_rows(check, "usd_bbl"),
            "export_revenue": _path_rows(monthly, "bn_usd"),
            "fund": _fund_rows(base, monthly, rng),
        },
        notes=(
            "How fast the price returns to its mean is barely identified by monthly data.",
            f"Volumes stay at those of {base.year}; prices are nominal.",
        ),
        origins=tuple(
            view.origin(url) for url in dict.fromkeys(s.source_url for s in steps if s.source_url)
        ),
        assumptions=(assumed("price_link_elasticity").assumption(),),
        seed=seed,
        as_of=view.as_of,
    )


def _figures(
    view: Rows,
    base: FuelBase,
    model: Any,
    paths: NDArray,
    monthly: NDArray,
    loss: NDArray,
    check: NDArray,
    rng: np.random.Generator,
    steps: tuple[Step, ...],
) -> list[Figure]:
    period = f"{model.months[0]}/{model.months[1]}"
    link = (assumed("price_link_elasticity").assumption(),)
    figures = [
        drawn_figure(
            "oil.price_12m", "Brent in twelve months", paths[:, -1], "USD a barrel",
            period=period, trail=steps[-1:],
            method="log AR(1) with t innovations (Schwartz 1997), fitted to monthly Brent",
        ),
        drawn_figure(
            "oil.price_12m_bootstrap", "Brent in twelve months, by block bootstrap",
            check[:, -1], "USD a barrel", period=period, trail=steps[-1:],
            method="moving blocks of twelve monthly log returns, centred",
        ),
        drawn_figure(
            "oil.half_life", "Half-life of a price shock", half_life_months(model, rng) / 12,
            "years", period=period, method="ln(1/2) / ln(phi)", trail=steps[-1:],
            notes=("barely identified: the upper end is set by the grid, not by the data",),
        ),
        drawn_figure(
            "oil.exports_12m", "Fuel exports over the next twelve months",
            monthly.sum(axis=1), "bn USD", period=str(base.year), trail=steps, assumptions=link,
            method="exports of the base year x (price / mean price of that year)^elasticity",
        ),
        drawn_figure(
            "oil.loss", "Fuel export revenue lost over twelve months, against an unchanged price",
            loss, "% of GDP", period=str(base.year), trail=steps, assumptions=link,
            method="revenue at the last price less revenue on the path, over GDP of "
            f"{base.gdp_year}",
        ),
        Figure(
            "oil.per_ten_dollars", "Fuel exports per ten dollars on the barrel, a year",
            Estimate(
                10 * base.exports_bn_usd / base.price_usd_bbl,
                unit="bn USD",
                reason=f"arithmetic on the exports and price of {base.year}",
            ),
            str(base.year), "exports / mean price x 10", steps,
        ),
    ]  # fmt: skip
    if base.take:
        receipts = monthly.sum(axis=1) * rng.uniform(*base.take, len(monthly))
        figures.append(
            drawn_figure(
                "oil.receipts_12m", "Oil receipts of the sovereign fund over twelve months",
                receipts, "bn USD", period=str(base.year), trail=steps,
                method="fuel exports x share that reached the fund, "
                f"{base.take[0]:.0%} to {base.take[1]:.0%} in the recorded years",
            )
        )  # fmt: skip
    return figures


def _path_rows(paths: NDArray, unit: str) -> list[dict[str, Any]]:
    quantiles = quantile_paths(paths)
    return [
        {"month": month + 1} | {f"q{q:.2f}_{unit}": float(v[month]) for q, v in quantiles.items()}
        for month in range(paths.shape[1])
    ]


def _fund_rows(base: FuelBase, monthly: NDArray, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Assets by month: last recorded assets + receipts - planned transfer, no return on assets."""
    if base.take is None or base.fund_bn_usd is None or base.transfer_bn_usd is None:
        return []
    take = rng.uniform(*base.take, len(monthly))[:, None]
    change = np.cumsum(monthly * take - base.transfer_bn_usd / 12, axis=1)
    return _path_rows(base.fund_bn_usd + change, "bn_usd")
