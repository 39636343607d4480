"""What a page carries for its sliders: small, exact enough, and equal to what it says in print."""

from __future__ import annotations

import re
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.brief import make
from denge.brief.draw.dots import DOTS, draw_dots, quantile_dots, stacked
from denge.brief.packed import LEVELS, pack, thinned, unpack
from denge.brief.sections.futures import carried, loss_at
from denge.brief.sections.mix import packed_shares, weighed
from denge.brief.words import LANGUAGES
from denge.measure.concentration import hill
from denge.measure.dimensions import combined_shares

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def brief():
    return make()


@given(NUMBERS)
def test_packing_is_exact_to_half_a_step(values):
    array = np.array(values)
    step = (array.max() - array.min()) / LEVELS or 1.0
    assert np.abs(unpack(pack(array)) - array).max() <= step * 0.5000001


@given(NUMBERS, st.integers(1, 20))
def test_thinning_keeps_the_middle_and_order_of_a_distribution(values, keep):
    array = np.array(values)
    kept = array[thinned(array, keep)]
    assert len(kept) == min(keep, len(array))
    assert array.min() <= np.median(kept) <= array.max()
    if keep >= len(array):
        assert np.median(kept) == np.median(array)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=40).map(sorted), st.floats(4, 30))
def test_every_dot_stands_within_one_size_of_its_value(places, size):
    found = stacked(places, size)
    assert len(found) == len(places)
    for place, (at, level) in zip(places, found, strict=True):
        assert abs(at - place) < size
        assert level >= 0
    assert len(set(found)) == len(found)  # no dot hides another


@given(st.lists(st.floats(-50, 50), min_size=DOTS, max_size=DOTS).map(sorted))
def test_dots_can_be_counted_whatever_their_values(values):
    band = (values[1], values[10], values[-2])
    drawn = draw_dots(values, band, (-50, 50), str, 358, ("gain", "loss", "%"))
    circles = re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="6" class="(\w+)"', drawn.body)
    assert len(circles) == DOTS
    assert sum(cls == "loss" for *_, cls in circles) == sum(v > 0 for v in values)
    assert all(
        0 <= float(x) <= drawn.width and 0 <= float(y) <= drawn.height for x, y, _ in circles
    )


def test_one_dot_is_one_in_twenty():
    draws = np.random.default_rng(1).normal(size=100_000)
    beyond = [(draws > v).mean() for v in quantile_dots(draws)]
    assert beyond == pytest.approx([1 - (n + 0.5) / DOTS for n in range(DOTS)], abs=1e-4)


def test_the_panel_says_the_number_of_the_figure(brief):
    """The page carries a part of the draws; at the shown precision that makes no difference."""
    result, w = brief.context.evidence.result("dimensions"), brief.context.words
    d2, _ = weighed(packed_shares(result), result.weights)
    figure = result.figure("dimensions.combined.d2").estimate
    assert w.estimate(d2) == w.estimate(figure)
    assert w.interval(d2) == w.interval(figure)
    surface = brief.context.evidence.result("futures")
    loss = np.quantile(loss_at(surface, carried(surface)), [0.05, 0.5, 0.95])
    figure = surface.figure("futures.loss").estimate
    assert loss == pytest.approx([figure.low, figure.median, figure.high], abs=1e-3)


@pytest.mark.parametrize("tripled", ["trips", "imports", "security"])
def test_the_carried_part_is_near_all_draws_at_other_weights(brief, tripled):
    result = brief.context.evidence.result("dimensions")
    weights = result.weights | {tripled: 4.0}
    d2, _ = weighed(packed_shares(result), weights)
    parts = {p.name: p.draws for p in result.parts if p.name in weights}
    low, middle, high = np.quantile(hill(combined_shares(parts, weights), 2), [0.05, 0.5, 0.95])
    assert [d2.low, d2.median, d2.high] == pytest.approx([low, middle, high], abs=0.15)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_keeps_its_budget(lang):
    page = make(lang=lang).html()
    assert len(page.encode()) <= 1_000_000
    packed = re.findall(r'"data": "([^"]*)"', page)
    assert 0 < sum(map(len, packed)) <= 400_000


def test_the_script_is_small_and_evaluates_nothing():
    script = files("denge.brief").joinpath("templates/brief.js").read_text("utf-8")
    assert len(script.encode()) <= 40_000
    assert not re.search(r"\beval\b|\bFunction\(|innerHTML|document\.write|import\(", script)
    page = make("SRB").html()
    assert script.strip() in page


def test_without_data_there_is_no_panel_and_no_section():
    ids = {s.id for s in make("SRB").sections}
    assert not ids & {"mix", "futures"}
    assert {"mix", "futures"} <= {s.id for s in make("KAZ").sections}


def test_a_row_is_printed_once_and_named_afterwards(brief):
    printed = [row for t in brief.trails if t.rows for row in t.rows.row_ids]
    assert len(printed) == len(set(printed))
    behind = {step.row_id for f in brief.context.figures.values() for step in f.trail}
    assert {f"row-{row}" for row in behind} == set(printed)
