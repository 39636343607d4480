"""The app in a browser: the newcomer's path, barriers, requests, errors, widths and languages."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from denge.core.catalogue import catalogue_path

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).parent / "vendor/axe.min.js"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-gpu", "--disable-quic"]
_PATIENCE = 180_000  # milliseconds: a wait ends when it is met, and no speed is tested here
expect.set_options(timeout=_PATIENCE)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]
PAGES = (
    "/",
    "/state/KAZ",
    "/state/SRB",
    "/measure",
    "/measure/vectors",
    "/measure/rank",
    "/measure/target?partner=RUS",
    "/compare",
    "/stress",
    "/stress/oil?price=-30",
    "/stress/corridor",
    "/stress/sanctions",
    "/stress/tension?tension=70&held=yes",
    "/stress/all?scenario=taiwan",
    "/measure/dimensions",
    "/choose",
    "/review",
    "/api",
    "/row/eng-ec895d2cdc",
    "/nothing-here",
)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def serving(folder: Path, *options: str):
    """`denge serve` as a person starts it; its own folder of user data."""
    port = free_port()
    command = [sys.executable, "-m", "denge", "serve", "--port", str(port), "--workers", "1"]
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    running = subprocess.Popen([*command, *options], cwd=folder, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/api/states", timeout=2).read()
                break
            time.sleep(0.1)
        yield base
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("app")) as address:
        yield address


@pytest.fixture(scope="module")
def with_ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ledger")
    with serving(folder, "--ledger", str(folder / "denge.db")) as address:
        yield address


@pytest.fixture
def visit(browser):
    """Opens windows that remember what they asked for and complained of, and checks both."""
    opened = []

    def open_window(**options):
        context = browser.new_context(accept_downloads=True, **options)
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        seen: dict[str, list[str]] = {"requests": [], "errors": []}
        page.on("request", lambda r: seen["requests"].append(r.url))
        page.on("pageerror", lambda e: seen["errors"].append(str(e)))
        page.on("console", lambda m: m.type == "error" and seen["errors"].append(m.text))
        opened.append((context, seen))
        return page

    yield open_window
    for context, seen in opened:
        context.close()
        away = [u for u in seen["requests"] if "127.0.0.1" not in u and not u.startswith("data:")]
        assert away == []
        real = [e for e in seen["errors"] if not re.search("status of (403|404|422)", e)]
        assert real == []


def example() -> str:
    return catalogue_path("catalogue/examples/kazakhstan.en.txt").read_text("utf-8")


class Mouse:
    """Acts as a person with a mouse does."""

    def __init__(self, page) -> None:
        self.page = page

    def write(self, field: str, text: str) -> None:
        self.page.locator(field).click()
        self.page.keyboard.insert_text(text)

    def follow(self, what: str) -> None:
        found = self.page.locator(what).first
        found.scroll_into_view_if_needed()
        first = found.evaluate("e => e.getClientRects()[0].toJSON()")  # it may run over two lines
        self.page.mouse.click(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)

    def pull(self, slider: str) -> None:
        box = self.page.locator(slider).bounding_box()
        self.page.locator(slider).click(position={"x": box["width"] - 3, "y": box["height"] / 2})


class Keys(Mouse):
    """The same with the keyboard alone."""

    def write(self, field: str, text: str) -> None:
        press_until(self.page, field)
        self.page.keyboard.insert_text(text)

    def follow(self, what: str) -> None:
        press_until(self.page, what)
        self.page.keyboard.press("Enter")

    def pull(self, slider: str) -> None:
        press_until(self.page, slider)
        self.page.keyboard.press("End")


@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_the_newcomers_path(base, visit, hand):
    """Paste, progress, brief, figure, sentence, slider, permalink, CSV and PNG."""
    page = visit(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    act = hand(page)
    page.goto(base)
    act.write("#text", example())
    with page.expect_response(re.compile("/making/")):
        act.follow("form.paste button.main")
    page.wait_for_url("**/brief/*")
    act.follow("h1 a.figure")
    expect(page).to_have_url(re.compile("#fig-"))
    trail = page.locator(f"[id='{hash_of(page)}']")
    expect(trail).to_be_visible()
    act.follow(f"[id='{hash_of(page)}'] a.sentence")
    expect(page).to_have_url(re.compile("#q-"))
    mark = page.locator(f"[id='{hash_of(page)}'] ~ mark").first
    expect(mark).to_be_in_viewport()
    assert mark.inner_text() in example()
    act.follow("nav a[href='#mix']")
    said = page.locator("#mix-weights .said").inner_text()
    act.pull("#mix-weights-trips")
    expect(page.locator("#mix-weights .said")).not_to_have_text(said)
    expect(page).to_have_url(re.compile(r"#.*\?trips="))
    again = visit(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    again.goto(page.url)
    expect(again.locator("#mix-weights .said")).to_have_text(
        page.locator("#mix-weights .said").inner_text()
    )
    figure = "#mix-weights ~ figure"
    for kind in ("CSV", "PNG"):
        with page.expect_download() as found:
            act.follow(f"{figure} .saves button:text-is('{kind}')")
        raw = Path(found.value.path()).read_bytes()
        assert raw.startswith(b"\x89PNG" if kind == "PNG" else b"\xef\xbb\xbf")
        assert kind == "PNG" or b"trips=" in raw


def hash_of(page) -> str:
    return urllib.parse.unquote(page.url.partition("#")[2]).partition("?")[0]


def test_a_text_that_cannot_be_read_leads_to_the_reason(base, visit):
    page = visit()
    page.goto(base)
    page.fill("#url", "http://127.0.0.1:1/")
    page.click("form.paste button.main")
    expect(page.locator("[role=alert]")).to_contain_text("port 1 is not opened")
    assert barriers(page) == []


def test_a_permalink_shows_the_same_brief_in_another_window(base, visit):
    first = visit()
    first.goto(base)
    first.fill("#text", example())
    first.select_option("#blang", "tr")
    first.click("form.paste button.main")
    first.wait_for_url("**/brief/*")
    second = visit()
    second.goto(first.url)
    assert "lang=tr" in first.url
    assert second.locator("h1").inner_text() == first.locator("h1").inner_text()
    assert second.locator("main").inner_text() == first.locator("main").inner_text()


def test_chart_and_table_are_exported_with_their_options(base, visit, tmp_path):
    page = visit()
    page.goto(f"{base}/state/KAZ?as_of=2025-11-19&lang=tr")
    links = page.locator("#tilt .exports a")
    assert links.all_inner_texts() == ["CSV", "JSON", "SVG", "PNG"]
    with page.expect_download() as found:
        links.nth(0).click()
    text = Path(found.value.path()).read_text("utf-8")
    assert "as_of=2025-11-19" in text
    assert "lang=tr" in text
    address = links.nth(3).get_attribute("href")
    answer = page.request.get(base + address)
    assert answer.body()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_slider_of_a_stress_is_moved_by_keyboard_alone(base, visit):
    page = visit()
    page.goto(f"{base}/stress/oil")
    press_until(page, "#f-price")
    before = page.locator("#dots h3").inner_text()
    with page.expect_response("**/stress/oil?*"):
        for _ in range(6):
            page.keyboard.press("ArrowLeft")
    expect(page.locator("#dots h3")).not_to_have_text(before)
    expect(page).to_have_url(re.compile("price=-30"))


def press_until(page, selector: str, tries: int = 600) -> None:
    """Tab until the first match has the focus."""
    goal = page.locator(selector).first.element_handle()
    for _ in range(tries):
        page.keyboard.press("Tab")
        if page.evaluate("goal => document.activeElement === goal", goal):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_a_slider_changes_figure_and_address(base, visit):
    page = visit()
    page.goto(f"{base}/stress/oil")
    before = page.locator("#dots h3").inner_text()
    page.locator("#f-price").fill("-50")
    expect(page.locator("#dots h3")).not_to_have_text(before)
    expect(page).to_have_url(re.compile("price=-50"))
    said = page.locator("#dots h3").inner_text()
    page.reload()
    assert page.locator("#dots h3").inner_text() == said
    assert page.locator("#f-price").input_value() == "-50"


def test_without_scripts_everything_is_reached_by_links_and_forms(base, visit):
    page = visit(java_script_enabled=False)
    page.goto(base)
    page.fill("#text", example())
    page.click("form.paste button.main")
    page.wait_for_url("**/brief/*")
    assert page.locator("h1").is_visible()
    page.goto(f"{base}/stress/oil")
    page.select_option("#f-state", "KAZ")
    page.click("form.options button")
    assert page.locator("#dots h3").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_barrier_on_any_page(base, visit, path, scheme):
    page = visit(color_scheme=scheme)
    page.goto(base + path)
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_the_pages_of_a_text(base, visit, scheme):
    page = visit(color_scheme=scheme)
    page.goto(base)
    page.locator(".examples a").first.click()
    address = page.url
    for path in ("", "/items", "/item/0"):
        page.goto(address + path)
        assert (path, barriers(page)) == (path, [])


def barriers(page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in found["violations"]
    ]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", ["en", "tr"])
def test_nothing_is_wider_than_its_window(base, visit, width, lang):
    page = visit(viewport={"width": width, "height": 900})
    for path in PAGES[:-1]:
        page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (path, max(wide, 0)) == (path, 0)


def test_a_reading_is_reviewed_with_a_form(with_ledger, visit):
    page = visit()
    page.goto(with_ledger)
    text = "Serbia Daily, 8 May 2024. China and Serbia signed 28 agreements on 8 May 2024."
    page.fill("#text", text)
    page.click("form.paste button.main")
    page.wait_for_url("**/brief/*")
    page.goto(f"{with_ledger}/review")
    assert barriers(page) == []
    before = page.locator("article.claim").count()
    assert before >= 1
    page.locator("button[value=accept]").first.click()
    assert page.locator("article.claim").count() == before - 1


def test_first_paint_of_every_page_is_drawn_from_this_machine(base, visit):
    page = visit()
    page.goto(base)
    names = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    assert names
    assert all(name.startswith(base) for name in names)
