"""The numbers of parameter and state files against the data that they were made from."""

from __future__ import annotations

import csv
import gzip
import importlib.util
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

import denge.record
from denge.choose.exposure import pole_positions
from denge.choose.parameters import load_parameters
from denge.core.catalogue import read_yaml

ROOT = Path(__file__).parents[2]


def ar1(x: np.ndarray) -> tuple[float, float, float]:
    """Mean, persistence and shock s.d. of a first-order autoregression by least squares."""
    design = np.c_[np.ones(len(x) - 1), x[:-1]]
    (c, rho), *_ = np.linalg.lstsq(design, x[1:], rcond=None)
    return c / (1 - rho), rho, float(np.std(x[1:] - design @ [c, rho], ddof=2))


@pytest.fixture(scope="module")
def view():
    return denge.record.open().view()


def test_the_price_path_is_the_fit_to_yearly_brent(view) -> None:
    years = defaultdict(list)
    for row in view.rows("brent_monthly"):
        years[str(row["month"])[:4]].append(float(row["price_usd_per_bbl"]))
    full = [np.log(np.mean(years[y])) for y in sorted(years) if len(years[y]) == 12 and y <= "2025"]
    path = load_parameters().paths["price"]
    mean, rho, sd = ar1(np.array(full))
    assert (mean, rho, sd) == pytest.approx((path.mean, path.persistence, path.sd), abs=2e-3)
    assert np.exp(path.start) == pytest.approx(np.mean(years["2023"]), abs=0.05)


def test_the_tension_path_is_the_fit_to_the_yearly_rank_of_geopolitical_risk(shared) -> None:
    years = defaultdict(list)
    with gzip.open(shared / "data/risk/gpr_monthly_to_2024-07.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["GPR"] and row["month"][:4] <= "2023":
                years[row["month"][:4]].append(float(row["GPR"]))
    mean = np.array([np.mean(years[y]) for y in sorted(years)])
    rank = (mean.argsort().argsort() + 0.5) / len(mean)
    x = np.log(rank / (1 - rank))
    rho = np.cov(x[:-1], x[1:])[0, 1] / x[:-1].var(ddof=1)
    sd = np.std(x[1:] - x.mean() - rho * (x[:-1] - x.mean()), ddof=2)
    path = load_parameters().paths["tension"]
    assert (sorted(years)[0], sorted(years)[-1]) == ("1985", "2023")
    assert (path.persistence, path.sd) == pytest.approx((rho, sd), abs=1e-3)
    assert (path.start, path.mean) == pytest.approx((x[-1], 0.0), abs=1e-3)


def test_the_trade_table_is_rebuilt_from_the_matrix_to_the_last_digit(shared, tmp_path) -> None:
    spec = importlib.util.spec_from_file_location("be", ROOT / "tools/build_exposures.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.main(shared / "data", tmp_path / "exposures.csv")
    shipped = ROOT / "src/denge/catalogue/choose/exposures.csv"
    assert (tmp_path / "exposures.csv").read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("state", ["KAZ", "UZB", "TUR"])
def test_openness_is_merchandise_trade_over_gdp_of_the_casebook(view, state: str) -> None:
    trade = read_yaml(f"catalogue/choose/states/{state}.yaml")["trade"]
    year = trade["year"]
    macro = {
        row["indicator"]: float(row["value"])
        for row in view.rows("macro")
        if row["country_iso3"] == state and int(row["year"]) == year
    }
    if "merchandise_exports" not in macro:
        pytest.skip("the casebook ships no merchandise trade of this state")
    for flow in ("exports", "imports"):
        expected = 100 * macro[f"merchandise_{flow}"] / macro["gdp_current_usd"]
        assert trade[f"{flow}_pct_gdp"] == pytest.approx(expected, abs=0.01)


def test_kazakhstans_named_partners_are_those_printed_for_the_year(view) -> None:
    trade = read_yaml("catalogue/choose/states/KAZ.yaml")["trade"]
    for flow in ("export", "import"):
        printed = {
            row["partner_iso3"]: float(row["share_percent"])
            for row in view.rows("trade_partner_shares")
            if int(row["year"]) == trade["year"] and row["flow"] == flow
        }
        printed.pop("GMB", None)  # the state file says why this one is left with the rest
        assert trade[f"{flow}s_named"] == printed


def test_kazakhstans_oil_is_the_casebooks(view) -> None:
    oil = read_yaml("catalogue/choose/states/KAZ.yaml")["oil"]
    rows = view.rows("macro")
    found = {
        row["indicator"]: float(row["value"])
        for row in rows
        if row["country_iso3"] == "KAZ" and int(row["year"]) == oil["year"]
    }
    assert oil["exports_mt"] == found["crude_exports"]
    assert oil["gdp_usd_bn"] == pytest.approx(found["gdp_current_usd"] / 1e9, abs=0.005)


def test_route_capacities_are_those_printed_for_the_edges(view) -> None:
    capacity = {
        row["edge_id"]: float(row["capacity_mt_per_year"])
        for row in view.rows("corridors")
        if row["capacity_mt_per_year"] not in (None, "")
    }
    routes = {r["id"]: r for r in read_yaml("catalogue/choose/states/KAZ.yaml")["routes"]}
    assert routes["russian_territory"]["low"] == capacity["CPC_KZ"] + capacity["UAS_2"]
    assert routes["caspian"]["low"] == capacity["AKTAU_PORT"]
    assert routes["china"]["high"] == capacity["ATASU_ALASHANKOU"] - 10


def test_the_axis_runs_from_the_west_to_china() -> None:
    poles = ("west", "russia", "china", "other")
    west, _, china, _ = pole_positions(poles)
    assert west - china == pytest.approx(1.96, abs=0.02)
