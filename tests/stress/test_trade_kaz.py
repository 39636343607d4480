"""Kazakhstan among thirty regions: the shipped summary is what the tool makes from the sources."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest

from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownName
from denge.stress.hat_algebra import solve_equilibrium
from denge.stress.own_links import own_links
from denge.stress.sanctions import stress_sanctions
from denge.stress.surrogate import fit_surrogate
from denge.stress.trade_base import base_from_matrix, trade_base
from denge.stress.trade_kaz import (
    ROW,
    kaz_trade,
    regional_flows,
    regional_matrix,
    renewed_matrix,
    replace_row_and_column,
)

WEST = ("USA", "EUU", "GBR", "CHE", "NOR", "JPN", "KOR", "CAN", "AUS")


@pytest.fixture(scope="module")
def flows(shared):
    path = shared / "data" / "trade" / "unctad_exports_2015_total.csv.gz"
    with gzip.open(path, "rt") as file:
        return [
            (r["exporter"], r["importer"], float(r["value_kusd"]) / 1e3)
            for r in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def world(shared, flows):
    folder = shared / "data" / "trade"
    with gzip.open(folder / "gdp_worldbank.csv.gz", "rt") as file:
        money = {
            r["Country Code"]: float(r["Value"]) / 1e6
            for r in csv.DictReader(file)
            if r["Year"] == "2015"
        }
    names, cells = regional_flows(flows)
    regions = read_yaml("catalogue/trade_regions.yaml")
    gdp = {n: sum(money.get(c, 0.0) for c in e["gdp"]) for n, e in regions.items()}
    gdp[ROW] = money["WLD"] - sum(gdp.values())
    return names, cells, gdp


def test_own_links_are_close_to_full_equilibrium_for_kazakhstan(world):
    names, cells, gdp = world
    matrix, _ = regional_matrix(names, cells, gdp, 1.9, 2015)
    i = matrix.at("KAZ")
    others = np.arange(len(matrix.regions)) != i
    for partner in ("RUS", "CHN", "EUU"):
        j = matrix.at(partner)
        cut = np.ones_like(matrix.flows)
        cut[i, j] = cut[j, i] = 0.02
        full = solve_equilibrium(matrix, cut, 4.0).welfare[i]
        x, p = matrix.flows[i] / matrix.output[i], matrix.flows[:, i] / matrix.expenditure[i]
        own = own_links(x[others], x[i], p[others], p[i], cut[i][others], 4.0)
        assert np.exp(own.log_real_income[0]) == pytest.approx(full, abs=1.5e-3)


def test_the_surrogate_with_own_links_equals_full_equilibrium(world):
    """Western sanctions on Russia as Kazakhstan feels them, within 0.02 % of real income."""
    names, cells, gdp = world
    matrix, _ = regional_matrix(names, cells, gdp, 1.9, 2015)
    shipped = kaz_trade()
    assert shipped.sanctions_on_russia.largest_error < 1e-4
    i, rus = matrix.at("KAZ"), matrix.at("RUS")
    others = np.arange(len(matrix.regions)) != i
    assert shipped.partners == tuple(r for r in matrix.regions if r != "KAZ")
    cut = np.ones_like(matrix.flows)
    west = [matrix.at(r) for r in WEST]
    cut[west, rus] = cut[rus, west] = np.exp(-1.5)
    full = solve_equilibrium(matrix, cut, 4.0).welfare[i]
    logs = shipped.sanctions_on_russia(log_effect=-1.5, theta=4.0)[0]
    sold, bought = np.exp(logs[: len(others) - 1]), np.exp(logs[len(others) - 1 :])
    x, p = matrix.flows[i] / matrix.output[i], matrix.flows[:, i] / matrix.expenditure[i]
    own = own_links(x[others], x[i], p[others], p[i], sold, 4.0, bought)
    assert np.exp(own.log_real_income[0]) == pytest.approx(full, abs=2e-4)


def test_shipped_shares_are_those_of_the_source(world, shared):
    with gzip.open(shared / "data" / "trade" / "unctad_exports_2015_total.csv.gz", "rt") as file:
        rows = [r for r in csv.DictReader(file) if r["exporter"] == "Kazakhstan"]
    total = sum(float(r["value_kusd"]) for r in rows)
    italy = next(float(r["value_kusd"]) for r in rows if r["importer"] == "Italy")
    assert kaz_trade().exports["ITA"] == pytest.approx(italy / total, abs=1e-6)
    assert sum(kaz_trade().exports.values()) == pytest.approx(1, abs=1e-4)
    assert sum(kaz_trade().imports.values()) == pytest.approx(1, abs=1e-4)


def test_a_region_that_exports_more_than_it_makes_is_merged_by_name(world):
    names, cells, gdp = world
    matrix, merged = regional_matrix(names, cells, gdp | {"ARE": 1.0}, 1.9, 2015)
    assert merged == ("ARE",)
    assert "ARE" not in matrix.regions
    assert (np.diag(matrix.flows) > 0).all()


def test_a_row_and_column_can_be_renewed(world):
    names, cells, _ = world
    others = [n for n in names if n != "KAZ"]
    newer = replace_row_and_column(
        names, cells, "KAZ", dict.fromkeys(others, 2.0), dict.fromkeys(others, 3.0)
    )
    i = names.index("KAZ")
    assert newer[i].sum() == pytest.approx(2 * len(others) + cells[i, i])
    assert newer[:, i].sum() == pytest.approx(3 * len(others) + cells[i, i])
    assert np.array_equal(
        np.delete(np.delete(newer, i, 0), i, 1), np.delete(np.delete(cells, i, 0), i, 1)
    )


def test_kazakhstan_at_its_latest_totals_in_the_world_of_the_base_year(world, flows, view):
    """Full equilibrium and own links agree on a cut, at the totals of the ledger."""
    _, _, gdp = world
    base = trade_base(view, "KAZ")
    matrix, merged = renewed_matrix(flows, gdp, base, 1.9, 2015)
    assert not merged
    assert 28 <= len(matrix.regions) <= 34
    i = matrix.at("KAZ")
    others = np.arange(len(matrix.regions)) != i
    assert matrix.flows[i][others].sum() == pytest.approx(1e3 * base.exports_bn_usd.sum())
    assert matrix.flows[:, i][others].sum() == pytest.approx(1e3 * base.imports_bn_usd.sum())
    assert matrix.output[i] == pytest.approx(1.9e3 * base.gdp_bn_usd)
    for partner in ("RUS", "CHN"):
        j = matrix.at(partner)
        cut = np.ones_like(matrix.flows)
        cut[i, j] = cut[j, i] = np.exp(-4)
        full = 100 * (1 - solve_equilibrium(matrix, cut, 4.0).welfare[i])
        x, p = matrix.flows[i] / matrix.output[i], matrix.flows[:, i] / matrix.expenditure[i]
        own = own_links(x[others], x[i], p[others], p[i], cut[i][others], 4.0)
        assert -100 * np.expm1(own.log_real_income[0]) == pytest.approx(full, abs=0.1)
        assert 0.3 < full < 2


@pytest.mark.parametrize("state", ["UZB", "TUR", "AZE"])
def test_another_state_gets_its_scopes_from_the_matrix(world, view, state):
    names, cells, gdp = world
    matrix, _ = regional_matrix(names, cells, gdp, 1.9, 2015)
    base = base_from_matrix(matrix, state, gdp[state] / 1e3)
    result = stress_sanctions(view, state, draws=300, base=base)
    medians = {f.id: f.estimate.median for f in result.figures()}
    assert "sanctions.wider_on_russia" not in medians
    assert medians["sanctions.secondary_full"] > medians["sanctions.secondary_sectoral"] > 0
    assert all("base year 2015" in note for f in result.figures() for note in f.notes)


def test_a_state_outside_the_matrix_is_named(world):
    names, cells, gdp = world
    with pytest.raises(UnknownName, match="SRB"):
        base_from_matrix(regional_matrix(names, cells, gdp, 1.9, 2015)[0], "SRB", 1.0)


def test_a_misspelt_economy_is_named():
    with pytest.raises(BadScenario, match="holds no flow of"):
        regional_flows([("Kazakhstan", "China", 1.0)])


def test_a_surrogate_refuses_what_it_was_not_made_for():
    made = fit_surrogate(lambda x: np.array([x * x]), {"x": (0, 1)}, 3)
    with pytest.raises(BadScenario, match="made for 0 to 1"):
        made(x=2.0)
    with pytest.raises(BadScenario, match="no more and no less"):
        made(y=0.5)
    again = type(made).from_dict(made.to_dict())
    assert again(x=0.3) == pytest.approx(made(x=0.3))
