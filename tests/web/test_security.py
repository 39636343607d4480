"""Nothing is changed, run, or reached that should not be."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser

import pytest

from denge.web.frame import marks
from denge.web.settings import limit

PAGES = (
    "/",
    "/state/KAZ",
    "/measure/tilt",
    "/stress/oil",
    "/choose",
    "/review",
    "/compare",
    "/api",
)


class Scripts(HTMLParser):
    """The script elements of a page, and attributes that would run one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append(dict(attrs))
        self.handlers += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.handlers += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in ("href", "src", "action") and str(value).lower().startswith("javascript")
        ]


def scripts(html: str) -> Scripts:
    found = Scripts()
    found.feed(html)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_every_script_of_a_page_carries_the_nonce_of_its_policy(client, path):
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    nonce = re.search(r"'nonce-([\w-]{20,})'", policy)
    assert nonce
    found = scripts(answer.text)
    executed = [s for s in found.found if s.get("type") != "application/json"]
    assert executed
    assert {s.get("nonce") for s in executed} == {nonce[1]}
    assert found.handlers == []


def test_a_nonce_is_used_once(client):
    first, second = client.get("/state/KAZ"), client.get("/state/KAZ")
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_stand_ins_of_cached_pages_are_never_sent(client, path):
    text = client.get(path).text
    assert marks().nonce not in text
    assert marks().csrf not in text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8421", "10.0.0.5", "", "127.0.0.1.nip.io"]
)
def test_a_foreign_name_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8421", "127.0.0.1:8421", "[::1]:8421", "localhost"])
def test_the_loopback_names_are_answered(client, host):
    assert client.get("/api/measures", headers={"Host": host}).status_code == 200


def test_a_form_without_its_token_changes_nothing(keeping):
    answer = keeping.post("/brief", data={"text": "Serbia and China met on 3 May 2024."})
    assert answer.status_code == 403
    assert statements(keeping) == 0


def test_the_token_of_another_session_is_refused(client, token):
    stolen = token(client)
    client.cookies.clear()
    client.get("/")
    answer = client.post("/brief", data={"csrf": stolen, "text": "Serbia and China met."})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_sent_by_another_site_is_refused(client, token, headers):
    data = {"csrf": token(client), "text": "Serbia and China met."}
    assert client.post("/brief", data=data, headers=headers).status_code == 403
    assert client.post("/api/read", json={"text": "x"}, headers=headers).status_code == 403


def test_reading_pages_writes_nothing_to_the_ledger(keeping, paste):
    brief = paste(keeping)
    before = statements(keeping), keeping.app.state.hub.stamp()
    for path in (*PAGES, brief.url.path, f"{brief.url.path}/items", f"{brief.url.path}?lang=tr"):
        assert keeping.get(path).status_code == 200
    statement = pending(keeping)[0].id
    for path in (f"/review/{statement}", f"/review/{statement}?verdict=accept"):
        assert keeping.get(path).status_code in (404, 405)
    assert (statements(keeping), keeping.app.state.hub.stamp()) == before


def test_other_methods_are_refused(client):
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert client.request(method, "/").status_code == 405


def test_a_body_past_the_limit_is_refused_by_its_head(client):
    text = "a" * (limit("text_bytes") + 200_000)
    assert client.post("/api/read", json={"text": text}).status_code == 413


def test_a_body_past_the_limit_is_refused_while_it_comes(client):
    def stream():
        for _ in range(40):
            yield b"a" * 65_536

    answer = client.post(
        "/brief", content=stream(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_a_body_that_drips_in_is_cut_off(monkeypatch):
    """A client that sends a byte and then nothing holds no connection for long."""
    from denge.web import guard

    monkeypatch.setattr(guard, "limit", lambda name: 0.2 if name == "upload_seconds" else 1000)
    sent: list[dict] = []
    parts = iter([{"type": "http.request", "body": b"a", "more_body": True}])

    async def drip():
        return next(parts, None) or await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    async def reads_all(scope, receive, send):
        while (await receive()).get("more_body"):
            pass

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    asyncio.run(asyncio.wait_for(guard.Guard(reads_all)(scope, drip, send), 5))
    assert sent[0]["status"] == 408


def test_headers_protect_every_kind_of_answer(client):
    for path in ("/", "/static/app.css", "/api/measures", "/nothing", "/state/KAZ/chart/tilt.svg"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_posts_past_the_rate_are_told_to_wait(client, token):
    data = {"csrf": token(client), "text": ""}
    codes = [
        client.post("/brief", data=data).status_code for _ in range(limit("posts_per_minute") + 3)
    ]
    assert codes[0] == 422
    assert codes[-1] == 429


def test_a_decision_leads_back_to_the_queue_only(keeping, paste, token):
    paste(keeping)
    data = {"csrf": token(keeping), "verdict": "accept", "back": "//evil.example"}
    path = f"/review/{pending(keeping)[0].id}"
    answer = keeping.post(path, data=data, follow_redirects=False)
    assert answer.headers["location"] == "/review"


def pending(client):
    from denge.record.review import pending as waiting
    from denge.web.desk import ledger_at

    return waiting(ledger_at(client.app.state.hub.settings.ledger))


def statements(client) -> int:
    from denge.web.desk import ledger_at

    return len(ledger_at(client.app.state.hub.settings.ledger).statements(everything=True))
