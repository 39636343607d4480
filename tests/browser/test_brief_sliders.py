"""The sliders of a brief: what the script computes is what Python computes, and it can be sent."""

from __future__ import annotations

import csv
import io
import re
import shutil
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-gpu", "--disable-quic"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]
SHOCKS = [
    {"oil_price": -0.3, "russian_routes": 6.0},
    {"secondary_sanctions": 2.0, "tension": 0.876},
    {"oil_price": 0.5},
    {"oil_price": -0.5, "russian_routes": 12.0, "secondary_sanctions": 1.5, "tension": 0.276},
]
WEIGHTS = [{"trips": 4.0}, {"imports": 0.0, "exports": 0.0}, {"security": 0.5, "trips": 2.0}]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module", params=["en", "tr"])
def made(request):
    """The brief of the example in one language, as Python holds it."""
    from denge.brief import make

    return make(lang=request.param)


@pytest.fixture(scope="module")
def page_file(made, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("briefs") / "brief.html"
    made.save(str(path))
    return path


@pytest.fixture
def go(browser, page_file):
    """Open the page, with a fragment if wished; every error of the console fails the test."""
    opened, errors = [], []

    def visit(fragment: str = "", **options):
        context = browser.new_context(offline=True, accept_downloads=True, **options)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(page_file.as_uri() + fragment)
        return page

    yield visit
    for context in opened:
        context.close()
    assert errors == []


def assert_address(page, pattern: str) -> None:
    from playwright.sync_api import expect

    expect(page).to_have_url(re.compile(pattern))


def said(page, panel: str) -> list[str]:
    return page.locator(f"#{panel} [data-say]").all_inner_texts()


def place(page, settings: dict[str, float]) -> None:
    """Move sliders as a pointer would: set the stop and let the page hear of it."""
    page.evaluate(
        """settings => { for (const [key, value] of Object.entries(settings)) {
             const input = document.querySelector(`input[data-key="${key}"]`);
             const stops = input.dataset.stops.split(' ').map(Number);
             input.value = stops.findIndex(s => Math.abs(s - value) < 1e-9);
             input.dispatchEvent(new Event('input', {bubbles: true})); } }""",
        settings,
    )


def marks(page) -> list[list[float]]:
    """Places of everything that sliders move."""
    return page.evaluate(
        """() => [...document.querySelectorAll('g[data-key]')].map(g =>
             [...g.querySelectorAll('circle, rect')].map(e =>
               Number(e.getAttribute('cx') ?? e.getAttribute('x'))))"""
    )


def test_without_scripts_no_slider_is_shown_and_every_sentence_stands(go, made):
    page = go(java_script_enabled=False)
    assert page.locator("input[type=range]").count() > 5
    assert not any(box.is_visible() for box in page.locator("input, button").all())
    shown = said(page, "futures-shocks")
    assert len(shown) == 5
    assert all(shown)
    assert page.locator("#futures-chart svg.wide circle").count() == 21


def test_moved_and_reset_the_page_is_as_it_was_written(go):
    written = go(java_script_enabled=False)
    page = go()
    for panel, settings in (("futures-shocks", SHOCKS[0]), ("mix-weights", WEIGHTS[0])):
        before = said(written, panel)
        place(page, settings)
        assert said(page, panel) != before
        page.locator(f"#{panel} .reset").click()
        assert said(page, panel) == before
    for ours, theirs in zip(marks(page), page_marks(written), strict=True):
        assert ours == pytest.approx(theirs, abs=0.11)
    assert page.locator(".ghost").count() == 0
    assert_address(page, r"html(#[^?]*)?$")


def page_marks(page) -> list[list[float]]:
    """The same places without a script: read from the markup."""
    found = []
    for group in page.locator("g[data-key]").all():
        markup = group.inner_html()
        found.append([float(a) for a in re.findall(r'<(?:circle c|rect )x="([-\d.]+)"', markup)])
    return found


@pytest.mark.parametrize("settings", SHOCKS)
def test_shocks_say_what_python_says(go, made, settings):
    from denge.brief.sections.futures import _said, carried, loss_at

    surface = made.context.evidence.result("futures")
    loss = loss_at(surface, carried(surface), **settings)
    assert loss == pytest.approx(surface.draws(**settings), abs=2e-3)  # two bytes a number
    page = go()
    place(page, settings)
    assert said(page, "futures-shocks") == [text for _, text in _said(made.context.words, loss)]


@pytest.mark.parametrize("settings", WEIGHTS)
def test_weights_say_what_python_says(go, made, settings):
    from denge.brief.sections.mix import packed_shares, weighed
    from denge.measure.concentration import hill
    from denge.measure.dimensions import combined_shares

    result, w = made.context.evidence.result("dimensions"), made.context.words
    weights = result.weights | settings
    d2, shares = weighed(packed_shares(result), weights)
    parts = {p.name: p.draws for p in result.parts if p.name in weights}
    whole = np.median(hill(combined_shares(parts, weights), 2))
    assert d2.median == pytest.approx(whole, abs=0.1)  # 600 of the 4,000 draws
    page = go()
    place(page, settings)
    (sentence,) = said(page, "mix-weights")
    assert w.value(d2.median, d2.unit) in sentence
    assert w.interval(d2) in sentence
    for pole, share in zip(result.poles, shares, strict=True):
        cells = page.locator(f"#mix-{pole} td").all_text_contents()
        assert cells[1:] == [w.value(share.median, "share"), w.interval(share)]


def test_no_weight_at_all_asks_for_one(go, made):
    page = go()
    keys = [k.get_attribute("data-key") for k in page.locator("#mix-weights input").all()]
    place(page, dict.fromkeys(filter(None, keys), 0.0))
    (sentence,) = said(page, "mix-weights")
    assert sentence == made.context.words.say("Give at least one dimension a weight.")


def test_the_keyboard_moves_a_slider_and_the_address_carries_it(go, browser):
    from playwright.sync_api import expect

    page = go()
    slider = page.locator('input[data-key="oil_price"]')
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") != before
    assert_address(page, r"oil_price=-0\.2")
    expect(page.locator("#futures-shocks .live")).to_contain_text(re.compile(r"\w{3}"))
    shown = said(page, "futures-shocks")
    sent = "#" + page.url.split("#")[1]
    assert said(go(sent), "futures-shocks") == shown
    page.locator("h1 a.figure").first.press("Enter")
    assert_address(page, r"#fig-[^?]+[?]oil_price=-0\.2")
    assert said(page, "futures-shocks") == shown
    assert page.locator(".target.here").is_visible()
    page.locator("#futures-shocks .reset").press("Enter")
    assert said(page, "futures-shocks") != shown
    assert page.evaluate("document.activeElement.type") == "range"


@pytest.mark.parametrize("fragment", ["#?oil_price=9", "#%E0%A4%A", "#nowhere?x=1", "#?tension=x"])
def test_a_broken_address_is_the_page_as_written(go, fragment):
    assert said(go(fragment), "futures-shocks") == said(go(), "futures-shocks")


def saved(page, chart: str, kind: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"#{chart} .saves button", has_text=kind).click()
    assert waiting.value.suggested_filename.endswith(f"{chart}.{kind.lower()}")
    return Path(waiting.value.path()).read_bytes()


def test_every_chart_can_be_saved(go, made):
    page = go()
    charts = [c.get_attribute("id") for c in page.locator("figure.chart").all()]
    assert len(charts) >= 8
    for chart in filter(None, charts):
        assert page.locator(f"#{chart} .saves button").count() == 3, chart
        rows = list(csv.reader(io.StringIO(saved(page, chart, "CSV").decode("utf-8-sig"))))
        twin = page.evaluate(
            """id => [...document.querySelectorAll(`#${id} table tr`)].map(r =>
                 [...r.cells].map(c => c.textContent.replace(/\\s+/g, ' ').trim()))""",
            chart,
        )
        assert [[re.sub("^'", "", c) for c in row] for row in rows[: len(twin)]] == twin, chart
        assert not any(re.match(r"[=+\-@]", cell) for row in rows for cell in row), chart
        assert "denge" in rows[-1][0]
        drawn = saved(page, chart, "SVG").decode()
        root = ET.fromstring(drawn)
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title") is not None
        assert not re.search(r'(?:href|src)="(?!#)|url\((?!["\']?(?:&quot;)?#)', drawn), chart
        assert not re.search(r"var\(--|class=", drawn), chart
        picture = saved(page, chart, "PNG")
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", picture[16:24])
        assert (width, height) == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
        assert len(picture) > 4000, chart


def test_a_saved_table_holds_what_was_set(go):
    page = go("#?oil_price=-0.3")
    rows = list(csv.reader(io.StringIO(saved(page, "futures-chart", "CSV").decode("utf-8-sig"))))
    assert rows[-1] == ["oil_price=-0.3"]
    assert (
        rows[1:21]
        != list(csv.reader(io.StringIO(saved(go(), "futures-chart", "CSV").decode("utf-8-sig"))))[
            1:21
        ]
    )


def test_a_state_without_these_data_has_no_panel():
    from denge.brief import make

    page = make("SRB").html()
    assert 'type="range"' not in page
    assert '<div class="panel"' not in page
