"""No address of the inside is reached, whatever a name or a redirect says."""

from __future__ import annotations

import http.server
import threading

import pytest

from denge.core.errors import SourceError
from denge.web import fetch as module
from denge.web.errors import Refused
from denge.web.fetch import check_address, fetch, is_public

PRIVATE = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
           "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1",
           "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "::127.0.0.1", "fec0::1",
           "::ffff:0:127.0.0.1", "2001:db8::1", "not an address")  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_the_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PRIVATE[:-1])
def test_a_name_that_leads_inside_is_refused(address):
    with pytest.raises(Refused, match="no public address"):
        fetch("http://news.example/a", lookup=lambda host, port: [address])


def test_one_private_answer_among_public_ones_is_refused():
    with pytest.raises(Refused):
        fetch("http://news.example/a", lookup=lambda host, port: ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://localhost/",
    ],
)
def test_written_addresses_of_the_inside_are_refused(address):
    with pytest.raises((Refused, SourceError)):
        fetch(address)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://x.example/a", "gopher://x.example", "javascript:1", "http://",
     "http://a:b@x.example/", "http://x.example:22/", "http://x.example:99999/", "http://[::bad/"],
)  # fmt: skip
def test_only_plain_http_addresses_are_opened(address):
    with pytest.raises(Refused):
        check_address(address)


class Pages(http.server.BaseHTTPRequestHandler):
    """Redirects and large pages for the tests below."""

    def do_GET(self) -> None:
        goals = {"/inside": "http://inside.example:{port}/secret", "/loop": "/loop",
                 "/file": "file:///etc/passwd"}  # fmt: skip
        if self.path in goals:
            self.send_response(302)
            self.send_header("Location", goals[self.path].format(port=self.server.server_port))
            self.end_headers()
            return
        body = b"x" * 4000 if self.path == "/large" else b"<p>page</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)
        self.server.seen.append(self.headers["Host"])

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server(monkeypatch):
    """A server that the tests take for a public one: 127.0.0.1, while 127.0.0.2 is the inside."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    running.seen = []
    threading.Thread(target=running.serve_forever, daemon=True).start()
    monkeypatch.setattr(module, "_PORTS", (80, running.server_port))
    monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.1")
    yield running
    running.shutdown()


def names(host: str, port: int) -> list[str]:
    return ["127.0.0.2"] if host == "inside.example" else ["127.0.0.1"]


def test_a_public_page_is_fetched_under_its_own_name(server):
    page = fetch(f"http://news.example:{server.server_port}/page", lookup=names)
    assert page.raw == b"<p>page</p>"
    assert server.seen == [f"news.example:{server.server_port}"]


def test_a_redirect_to_the_inside_is_refused(server):
    with pytest.raises(Refused, match=r"inside\.example"):
        fetch(f"http://news.example:{server.server_port}/inside", lookup=names)


def test_a_redirect_to_a_file_is_refused(server):
    with pytest.raises(Refused):
        fetch(f"http://news.example:{server.server_port}/file", lookup=names)


def test_redirects_end(server):
    with pytest.raises(SourceError, match="redirects"):
        fetch(f"http://news.example:{server.server_port}/loop", lookup=names)


def test_a_page_past_the_limit_is_dropped(server):
    with pytest.raises(SourceError, match="larger"):
        fetch(f"http://news.example:{server.server_port}/large", lookup=names, most=1000)


def test_a_name_is_looked_up_for_each_connection(server):
    asked = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    address = f"http://news.example:{server.server_port}"
    fetch(f"{address}/page", lookup=changing)
    with pytest.raises(Refused):
        fetch(f"{address}/page", lookup=changing)
    assert len(asked) == 2


def test_a_message_leaves_the_query_out(server):
    with pytest.raises(SourceError) as found:
        fetch(f"http://news.example:{server.server_port}/large?key=secret", lookup=names, most=10)
    assert "secret" not in str(found.value)


def test_alerts_are_not_sent_inside_unless_that_is_asked_for(server, monkeypatch):
    hook = f"http://hooks.example:{server.server_port}/hook?key=very-secret"
    monkeypatch.setattr(module, "_PORTS", (server.server_port,))
    monkeypatch.setattr(module, "_system_lookup", lambda host, port: ["10.0.0.1"])
    with pytest.raises(Refused, match="--private-webhook") as refused:
        module.send(hook, b"{}", "application/json")
    assert "very-secret" not in str(refused.value)
