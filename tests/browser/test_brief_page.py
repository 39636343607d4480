"""The brief in a browser: no request, no error, no barrier, and readable without scripts."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from denge.brief.words import LANGUAGES
from denge.core.catalogue import catalogue_path

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).parent / "vendor/axe.min.js"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-gpu", "--disable-quic"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """The example in every language, and the brief of a state, each in its file."""
    from denge.brief import make

    folder = tmp_path_factory.mktemp("briefs")
    made = {}
    for name, source, lang in (*((n, None, n) for n in LANGUAGES), ("state", "SRB", "en")):
        made[name] = folder / f"{name}.html"
        make(source, lang=lang).save(str(made[name]))
    return made


class Visit:
    """One page open in one window, with all it asked for and all it complained of."""

    def __init__(self, browser, path: Path, **options) -> None:
        self.context = browser.new_context(offline=True, **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.goto(path.as_uri())


@pytest.fixture
def visit(browser, pages):
    open_: list[Visit] = []

    def go(name: str, **options) -> Visit:
        open_.append(Visit(browser, pages[name], **options))
        return open_[-1]

    yield go
    for one in open_:
        one.context.close()


SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]


@pytest.mark.parametrize("name", ["en", "tr", "state"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_no_request_leaves_the_file_and_nothing_spills_over(visit, name, size):
    seen = visit(name, viewport=size)
    assert [r for r in seen.requests if not r.startswith(("file:", "data:"))] == []
    assert seen.errors == []
    width = seen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]


@pytest.mark.parametrize("name", ["en", "tr", "state"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_axe_finds_no_barrier(visit, name, scheme, size):
    # The page's own policy forbids added scripts, axe's too.
    seen = visit(name, viewport=size, color_scheme=scheme, bypass_csp=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    seen.page.add_script_tag(content=AXE.read_text("utf-8"))
    result = seen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in result["violations"]]
    assert found == []


def test_axe_is_the_published_file():
    text = AXE.read_text("utf-8")
    assert text.startswith("/*! axe v4.14.1")
    assert "Mozilla Public" in text[:400]
    assert hashlib.sha256(AXE.read_bytes()).hexdigest().startswith(AXE_SHA)


AXE_SHA = "29348999450cdf28"


def test_without_scripts_every_sentence_is_there_and_trails_open(visit):
    seen = visit("en", java_script_enabled=False)
    body = seen.page.locator("body").inner_text()
    assert "What the text claims" in body
    assert "supported" in body
    link = seen.page.locator("h1 a.figure").first
    target = link.get_attribute("href")
    assert target
    link.click()
    assert seen.page.url.endswith(target)
    assert seen.page.locator(f'[id="{target[1:]}"]').is_visible()


def test_a_figure_leads_to_its_rows_and_a_quotation_to_its_sentence(visit):
    seen = visit("en")
    quote = seen.page.locator("main a.quote").first
    words = quote.inner_text().strip("“”")
    quote.press("Enter")
    place = seen.page.url.split("#")[1]
    after = seen.page.evaluate(
        "id => { let m = document.getElementById(id).parentElement; return m.innerText }", place
    )
    assert words[:30] in after
    seen.page.wait_for_function(
        "id => { const y = document.getElementById(id).getBoundingClientRect().y;"
        " return y >= 0 && y <= innerHeight }",
        arg=place,
    )


def test_the_keyboard_alone_reaches_a_trail(visit):
    seen = visit("en")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        seen.page.keyboard.press("Tab")
        if seen.page.evaluate("document.activeElement.className") == "figure":
            break
    outline = seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    seen.page.keyboard.press("Enter")
    place = seen.page.url.split("#")[1]
    assert place.startswith("fig-")
    assert seen.page.locator(f'[id="{place}"]').is_visible()


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_no_label_of_a_chart_is_clipped_or_covers_another(visit, name, size):
    seen = visit(name, viewport=size)
    wrong = seen.page.evaluate(
        """() => {
          const bad = [];
          for (const svg of document.querySelectorAll('figure svg')) {
            if (getComputedStyle(svg).display === 'none') continue;
            const frame = svg.getBoundingClientRect();
            const boxes = [...svg.querySelectorAll('text')]
              .map(t => [t.textContent, t.getBoundingClientRect()]);
            for (const [words, b] of boxes)
              if (b.left < frame.left - 1 || b.right > frame.right + 1 ||
                  b.top < frame.top - 1 || b.bottom > frame.bottom + 2)
                bad.push(['clipped', words]);
            boxes.forEach(([w, a], i) => boxes.slice(i + 1).forEach(([v, b]) => {
              const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (x > 2 && y > 4) bad.push(['overlap', w, v]);
            }));
          }
          return bad;
        }"""
    )
    assert wrong == []


def test_print_shows_the_brief_and_hides_what_is_for_the_screen(visit):
    seen = visit("en")
    seen.page.emulate_media(media="print")
    assert not seen.page.locator("nav").first.is_visible()
    assert seen.page.locator("h1").is_visible()


@pytest.mark.parametrize("name", ["en", "tr"])
def test_the_print_sheet_is_a_few_pages_of_a4(visit, name):
    seen = visit(name)
    made = seen.page.pdf(prefer_css_page_size=True, print_background=True)
    assert made.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
    pages = len(re.findall(rb"/Type /Page\b", made))
    assert 10 <= pages <= 24  # 41 before long tables stayed in the file
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}


@pytest.mark.parametrize("name", ["en", "tr"])
def test_on_paper_no_chart_is_wider_than_the_sheet_and_no_control_is_left(visit, name):
    seen = visit(name, viewport={"width": 688, "height": 1000})  # A4 less its margins
    seen.page.emulate_media(media="print")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    wide = seen.page.evaluate(
        """() => [...document.querySelectorAll('main svg, main table')]
             .filter(e => e.getClientRects().length)
             .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
             .map(e => e.id || e.closest('figure').id)"""
    )
    assert wide == []
    assert not any(b.is_visible() for b in seen.page.locator("button, input").all())
    tall = seen.page.evaluate(
        "document.querySelector('#map svg.wide').getBoundingClientRect().bottom"
    )
    assert tall < 1000  # finding, tally and map share the first page


def test_a_quotation_that_tries_to_run_does_not(browser, tmp_path):
    from denge.brief import make

    text = catalogue_path("catalogue/examples/kazakhstan.en.txt").read_text("utf-8")
    bad = text.replace(
        "Mr Trump", "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
    )
    (tmp_path / "bad.txt").write_text(bad, "utf-8")
    make(tmp_path / "bad.txt").save(str(tmp_path / "bad.html"))
    seen = Visit(browser, tmp_path / "bad.html")
    assert "owned" not in seen.page.title()
    assert seen.errors == []
    assert seen.page.locator("main img").count() == 0
    seen.context.close()
