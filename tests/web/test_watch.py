"""Feeds, rules, and how they are told."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from denge.core.errors import InputError, SourceError
from denge.core.estimate import Estimate
from denge.read import read
from denge.web.watch.feeds import files_of, parse_feed
from denge.web.watch.rules import Alert, alerts, parse_rule
from denge.web.watch.tell import as_line, write_atom

DEAL = (
    "Tirana Herald, 4 June 2025. Kazakhstan and Uzbekistan signed 5 agreements worth 3.2 billion "
    "dollars on 3 June 2025."
)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><item>
<title>Kazakhstan and China sign</title><guid>{guid}</guid>
<pubDate>Wed, 04 Jun 2025 10:00:00 GMT</pubDate><link>{link}</link>
<description>{text}</description></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>urn:1</id>
<link rel="self" href="https://x.org/self"/><link href="https://x.org/1"/>
<updated>2025-06-04T00:00:00Z</updated><content type="html">&lt;p&gt;One.&lt;/p&gt;</content>
</entry></feed>"""
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item>
<title>&b;</title></item></channel></rss>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item>
<title>&a;</title></item></channel></rss>"""


def rss(text: str, guid: str = "1", link: str = "") -> bytes:
    return RSS.format(text=text, guid=guid, link=link).encode()


def test_rss_and_atom_are_read():
    item = parse_feed(rss("A visit."), "x")[0]
    assert (item.title, str(item.day)) == ("Kazakhstan and China sign", "2025-06-04")
    entry = parse_feed(ATOM, "x")[0]
    assert (entry.link, entry.text, str(entry.day)) == (
        "https://x.org/1",
        "A\n\nOne.",
        "2025-06-04",
    )


@pytest.mark.parametrize("raw", [BOMB, FILE])
def test_a_feed_with_entities_is_refused(raw):
    with pytest.raises(SourceError, match="entities"):
        parse_feed(raw, "x")


@pytest.mark.parametrize("raw", [b"", b"<", b"<html><body>x</body></html>", b"\xff\xfe", b"{}"])
def test_what_is_no_feed_is_refused(raw):
    with pytest.raises(SourceError):
        parse_feed(raw, "x")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_only_http_links_of_items_are_links(link):
    assert parse_feed(rss("x", link=link), "x")[0].link == ""


def test_a_folder_gives_its_texts_and_no_others(tmp_path):
    (tmp_path / "a.txt").write_text("Serbia met China.")
    (tmp_path / "b.bin").write_bytes(b"\0\1")
    (tmp_path / "c.txt").write_bytes(b"\0\1")
    (tmp_path / "d.txt").symlink_to("/etc/passwd")
    assert [found.title for found in files_of(tmp_path)] == ["a.txt"]


@pytest.mark.parametrize(
    ("words", "fires"),
    [
        ("new deal above 1 bn", True),
        ("new deal above 5 bn", False),
        ("new deal above 1 bn with UZB", True),
        ("new deal above 1 bn with Serbia", False),
        ("new deal above 3000 mn", True),
        ("new deal", True),
        ("new sign of KAZ", True),
        ("new visit of KAZ", False),
    ],
)
def test_rules_on_what_a_text_tells(words, fires):
    found = list(alerts(parse_rule(words), [(read(DEAL), "https://x.org/1")], {}, {}))
    assert bool(found) == fires
    if found:
        assert found[0].link == "https://x.org/1"
        assert found[0].quote in DEAL


@pytest.mark.parametrize(
    ("words", "median", "band", "fires"),
    [
        ("tilt moved beyond its band", 0.5, (-0.9, -0.3), True),
        ("tilt moved beyond its band", -0.4, (-0.9, -0.3), False),
        ("tilt moved beyond its band", 0.5, None, False),
        ("tilt above 0.2", 0.3, None, True),
        ("tilt above 0.2", 0.1, None, False),
        ("tilt below -0.5", -0.6, None, True),
    ],
)
def test_rules_on_figures(words, median, band, fires):
    rule = parse_rule(words)
    now = {"tilt": Estimate(median, median - 0.1, median + 0.1, unit="tilt")}
    found = list(alerts(rule, [], now, {"tilt": band} if band else {}))
    assert bool(found) == fires


@pytest.mark.parametrize("words", ["", "tell me", "new zebra", "tilt moved", "new deal above x"])
def test_words_that_are_no_rule_are_refused(words):
    with pytest.raises(InputError, match="no rule"):
        parse_rule(words)


def test_the_atom_file_holds_whatever_a_quotation_holds(tmp_path):
    alert = Alert("k", "new deal", "a & b", "<script>\x01 ]]> ”", "https://x.org/?a=1&b='\"")
    write_atom(tmp_path / "a.xml", [alert])
    root = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert "<script> ]]> ”" in "".join(root.itertext())
    assert "\x01" not in as_line(Alert("k", "r", "s", "a\x01b\x1b[31m"))


class Hook(http.server.BaseHTTPRequestHandler):
    """Takes what is posted, or refuses it."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(json.loads(raw))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def hook():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    running.taken, running.status = [], 204
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()


def run(folder: Path, *options: str):
    command = [sys.executable, "-m", "denge", "watch", *options, "--once"]
    import os

    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_a_watch_tells_once_and_sends_what_was_refused_again(tmp_path, hook):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(DEAL)
    (tmp_path / "feed.xml").write_bytes(rss("Kazakhstan and China signed an agreement worth 2 "
                                            "billion dollars on 3 June 2025."))  # fmt: skip
    secret = f"http://127.0.0.1:{hook.server_port}/hook?key=very-secret"
    options = ["in", "feed.xml", "--rule", "new deal above 1 bn", "--webhook", secret,
               "--private-webhook", "--atom", "alerts.xml"]  # fmt: skip
    hook.status = 500
    first = run(tmp_path, *options)
    assert first.returncode == 0
    assert len(first.stdout.splitlines()) == 2
    hook.status = 204
    second = run(tmp_path, *options)
    assert second.stdout == ""
    assert [len(sent["alerts"]) for sent in hook.taken] == [2, 2]
    third = run(tmp_path, *options)
    assert len(hook.taken) == 2
    assert len(ElementTree.parse(tmp_path / "alerts.xml").getroot().findall("{*}entry")) == 2
    said = first.stdout + first.stderr + second.stderr + third.stderr
    assert "very-secret" not in said
    assert "very-secret" not in (tmp_path / "denge.watch.json").read_text()


def write_visits(folder: Path, count: int) -> None:
    """Visits to Washington, eight days apart, each in a text of its own."""
    for n in range(count):
        day = date(2025, 1, 6) + timedelta(days=8 * n)
        when = f"{day.day} {day:%B} {day.year}"
        text = (
            f"Astana, {when}. On {when} President of Kazakhstan Kassym-Jomart Tokayev visited "
            "the United States. Kazakhstan called the visit a success."
        )
        (folder / f"visit-{n}.txt").write_text(text, "utf-8")


def test_a_tilt_beyond_its_band_is_told_once_even_after_a_restart(tmp_path):
    """The band is remembered at the first round; what moves the figure later is told."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    options = ["in", "--rule", "tilt moved beyond its band", "--include-unreviewed",
               "--atom", "alerts.xml"]  # fmt: skip
    assert run(tmp_path, *options).stdout == ""
    write_visits(inbox, 52)
    told = run(tmp_path, *options)
    assert len(told.stdout.splitlines()) == 1
    assert "its band was" in told.stdout
    assert run(tmp_path, *options).stdout == ""
    assert len(ElementTree.parse(tmp_path / "alerts.xml").getroot().findall("{*}entry")) == 1


def test_a_broken_feed_is_named_and_the_others_are_read(tmp_path):
    (tmp_path / "broken.xml").write_text("<rss><channel><item>", "utf-8")
    (tmp_path / "feed.xml").write_bytes(
        rss("Kazakhstan and China signed an agreement worth 2 billion dollars on 3 June 2025.")
    )
    found = run(tmp_path, "broken.xml", "feed.xml", "--rule", "new deal above 1 bn")
    assert found.returncode == 0
    assert "broken.xml is no feed" in found.stderr
    assert "US$ 2 bn" in found.stdout
    alone = run(tmp_path, "broken.xml", "--rule", "new deal above 1 bn")
    assert alone.returncode == 1
