"""The page: one file, every link reaches its place, hostile text stays text."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import denge.record
from denge.brief.blocks import FigureRef, Link, QuoteRef, plain
from denge.brief.compose import compose
from denge.brief.render import inline_html, inline_markdown
from denge.brief.words import LANGUAGES
from denge.core.reading import Reading

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</q></a><svg onload=alert(1)>",
    "]]><!--",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202eevil\u0000",
]


class Page(HTMLParser):
    """What a browser would fetch, run and link to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.outer: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.running = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.running += tag == "script" and ("type", "application/json") not in attrs
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name == "href" and tag == "a":
                (self.inner if (value or "").startswith("#") else self.outer).append(value or "")
            elif name in ("src", "href", "srcset", "action") and tag not in ("a", "use"):
                self.fetched.append(value or "")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, by_hand):
    return compose(by_hand, denge.record.open(), lang=request.param).html()


def test_no_address_is_fetched(page):
    assert [a for a in Page(page).fetched if a != "data:,"] == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)  # a pattern of the same drawing is no address


def test_ids_are_unique_and_every_inner_link_reaches_one(page):
    found = Page(page)
    assert len(found.ids) == len(set(found.ids))
    assert [a for a in found.inner if a[1:] not in found.ids] == []
    assert sum(a.startswith("#fig-") for a in found.inner) > 20
    assert sum(a.startswith("#q-") for a in found.inner) > 10


def test_headings_go_down_one_level_at_a_time(page):
    levels = Page(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_page_is_small_and_its_script_is_tiny_and_has_no_eval(page):
    assert len(page.encode()) <= 1_000_000
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    assert len(scripts[0]) < 40_000
    assert "eval" not in scripts[0]
    assert "Function(" not in scripts[0]


def test_every_chart_has_a_title_a_description_and_a_table(page):
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) >= 5
    for figure in figures:
        assert "<title" in figure
        assert "<desc" in figure
        assert "<table" in figure
        assert "<h3>" in figure


def test_the_text_is_reproduced_whole(by_hand, made):
    source = re.search(r'<div class="source".*?</div>', made.html(), re.DOTALL)
    assert source
    import html

    bare = html.unescape(re.sub(r"<[^>]+>", "", source[0]))
    assert "".join(bare.split()) == "".join(by_hand.text.split())


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_hostile_quotation_stays_text(by_hand, bad):
    text = by_hand.text.replace("White House", bad)
    shift = len(bad) - len("White House")
    event = by_hand.events[0]
    start = text.index("met Donald Trump")
    quote = text[start : start + len(event.quote) + shift]
    hostile = replace(event, quote=quote, quote_span=(start, start + len(quote)), place=None)
    reading = Reading(
        id="0", lang="en", date="2025-12-22", text=text, events=(hostile,), focus="KAZ", title=bad
    )
    brief = compose(reading, denge.record.open())
    found = Page(brief.html())
    assert found.handlers == []
    assert found.running == 1
    assert found.tags.count("script") == 4  # the others are data: two panels and the figures
    assert "img" not in found.tags
    assert all(a.startswith(("http://", "https://")) for a in found.outer)
    assert "<script" not in brief.markdown()
    assert "<img" not in brief.markdown()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""]
)
def test_only_web_addresses_become_links(address):
    line = (Link("a page", address),)
    assert "<a" not in inline_html(line)
    assert inline_markdown(line) == "a page"


def test_an_address_cannot_break_out_of_its_link():
    line = (Link("x", 'https://a.example/"onmouseover="alert(1)'),)
    assert Page(str(inline_html(line))).handlers == []
    assert "<https://a.example/%3E" in inline_markdown((Link("x", "https://a.example/>"),))


def test_a_line_is_the_same_in_every_format():
    line = ("P = ", FigureRef("4 %", "target.p"), ", ", QuoteRef("a_b*c", (0, 5), "en"))
    assert plain(line) == "P = 4 %, a_b*c"
    assert re.sub(r"<[^>]+>", "", str(inline_html(line))) == plain(line)
    assert inline_markdown(line) == "P = 4 %, “a\\_b\\*c”"


def test_markdown_and_data_say_what_the_page_says(made):
    text, data = made.markdown(), made.to_dict()
    assert text.startswith("<!-- denge ")
    assert data["finding"] == plain(made.finding)
    for claim in data["claims"]:
        assert claim["quote"] == made.context.reading.text[slice(*claim["quote_span"])]
    assert set(data["figures"]) == {t.figure_id for t in made.trails}
    for section in made.sections:
        assert f"## {section.title}" in text


def test_every_figure_shown_has_a_trail_with_rows_or_says_why(made):
    for figure in made.context.figures.values():
        assert figure.trail or figure.assumptions, figure.id
        assert figure.estimate.has_interval or figure.estimate.reason
        assert figure.period
