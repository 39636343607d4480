"""The registry: every measure is complete, callable, documented, and its page is current."""

from __future__ import annotations

import importlib.util
from datetime import date
from inspect import getdoc, signature
from pathlib import Path

import pytest

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName
from denge.measure.assumed import assumed
from denge.measure.registry import measure_of_figure, measures, run_all

NOW = date(2024, 12, 31)
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", measures())
def test_every_measure_is_complete(name):
    measure = measures()[name]
    assert all(measure.label(lang) for lang in ("en", "tr", "ru", "kk"))
    assert len({measure.label(lang) for lang in ("en", "tr", "ru", "kk")}) == 4
    assert measure.unit
    assert measure.range
    assert measure.direction
    assert measure.references
    assert measure.load
    function = measure.load_function()
    assert "Raises" in (getdoc(function) or "")
    assert "seed" in signature(function).parameters or measure.scope in ("state", "series")


@pytest.mark.parametrize("name", read_yaml("catalogue/assumptions.yaml"))
def test_every_assumption_has_a_unit_a_reference_and_a_value_in_its_range(name):
    found = assumed(name)
    assert found.label
    assert found.reference
    if found.low is not None and found.high is not None:
        assert found.low <= float(found.value) <= found.high


@pytest.mark.parametrize("name", [n for n, m in measures().items() if m.headline])
def test_a_headline_figure_belongs_to_its_measure(name):
    assert measure_of_figure(measures()[name].headline).id == name


def test_all_measures_run_and_want_of_data_is_an_outcome(view_of, calendar):
    outcomes = run_all(view_of(NOW, engagements=calendar), "KAZ")
    given = {o.measure.id for o in outcomes if o.result}
    assert {"vectors", "tilt", "stance", "votes", "rank", "distance", "dimensions"} <= given
    for outcome in outcomes:
        assert (outcome.result is None) == bool(outcome.missing)
    assert "denge record load icews" in next(
        o.missing for o in outcomes if o.measure.id == "brokerage"
    )


def test_a_state_without_engagements_gets_no_zero(view_of):
    outcomes = {o.measure.id: o for o in run_all(view_of(NOW), "PER")}
    assert outcomes["vectors"].missing.startswith("no data")
    for name in ("stance", "votes", "rank"):
        assert outcomes[name].result is not None


def test_figure_ids_are_unique_and_open_their_trail(view_of, calendar):
    outcomes = run_all(view_of(NOW, engagements=calendar), "KAZ")
    figures = [f for o in outcomes if o.result for f in o.result.figures()]
    assert len({f.id for f in figures}) == len(figures)
    for figure in figures:
        assert measure_of_figure(figure.id)
        assert figure.trail or figure.origins
        assert figure.method


def test_an_unknown_measure_is_named_with_the_nearest(view_of):
    with pytest.raises(UnknownName, match="vectors"):
        run_all(view_of(NOW), "KAZ", ["vektors"])


def test_the_page_of_measures_is_current():
    spec = importlib.util.spec_from_file_location("page", ROOT / "tools" / "build_measure_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = ROOT / "docs" / "reference" / "measures.md"
    assert page.read_text("utf-8") == tool.page(), "run: python tools/build_measure_page.py"
    for name in measures():
        assert f"## {name}" in tool.page()


def test_the_error_of_a_reporter_is_that_of_the_casebook_pairs():
    """Root mean square of the log ratios of both reporters of one year, over the root of two."""
    from math import log, sqrt

    from denge.record import open as open_ledger

    stated: dict[tuple[str, int, str], float] = {}
    for row in open_ledger().view().rows("trade_by_partner"):
        if row["turnover_usd_m"] and row["reporter"] in ("KAZ", row["partner_iso3"]):
            stated[row["partner_iso3"], int(row["year"]), row["reporter"]] = row["turnover_usd_m"]
    ratios = [
        log(value / stated[partner, year, partner])
        for (partner, year, who), value in stated.items()
        if who == "KAZ" and (partner, year, partner) in stated
    ]
    found = sqrt(sum(r * r for r in ratios) / len(ratios)) / sqrt(2)
    assert len(ratios) >= 3
    assert found == pytest.approx(float(assumed("vectors.reporter_log_sd").value), abs=0.02)
