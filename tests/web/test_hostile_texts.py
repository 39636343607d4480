"""A hundred hostile texts and uploads: nothing runs, nothing breaks, text stays text."""

from __future__ import annotations

import random
import time
from html.parser import HTMLParser

import pytest

HEAD = "Serbia Daily, 8 May 2024. China and Serbia signed 28 agreements in Belgrade on 8 May 2024. "
MARKUP = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>Serbia</a>",
    "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "%(state)s %(n)s %s %d {} {0.__class__}",
    "<!-- --><!--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e\u2066 reversed \u2069 \u200b\u200d\ufeff",
    "e" + "\u0301" * 2000,
    "\x01\x02\x07\x1b[31m red \x1b[0m",
    "(eng-ec895d2cdc) (agr-<script>)",
    '<figure id="x" class="chart"></figure></header><footer></footer></body><body>',
    "data-hx-get=/review <div hx-on:load='alert(1)'>",
    "=cmd|' /C calc'!A0",
)
SHAPES = (
    lambda m: f"{HEAD}{m}",
    lambda m: f"{m} visited {m} on 3 May 2024. {HEAD}",
    lambda m: f"{HEAD}The president of China said: “{m} is our partner and brother {m}”.",
    lambda m: f"title: {m}\ndate: 2024-05-08\nsource: {m}\n\nSerbia and China ({m}) met in {m}.",
)
UGLY = (
    "",
    " ",
    "\n" * 50_000,
    "a" * 150_000,
    "(" * 20_000,
    "1" * 50_000,
    "1,000,000 " * 8_000,
    "Kazakhstan " * 8_000,
    "Kazakhstan and " * 6_000,
    "5 May 2024 " * 6_000,
    "“" * 20_000,
    "\ud800\udfff lone \udc00",
    "\U0001f600" * 20_000,
    "ş" * 50_000,
    "Қазақстан " * 6_000,
    "a\u0000b",
    HEAD * 300,
    ".".join("Serbia" for _ in range(9_000)),
)


class Tags(HTMLParser):
    """Every element that could run or fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not given.get("nonce") and given.get("type") != "application/json":
            self.bad.append(f"script {given}")
        if tag in ("iframe", "object", "embed", "base", "img", "math", "mglyph"):
            self.bad.append(tag)
        for name, value in attrs:
            lower = str(value).strip().lower()
            if name.startswith("on") or lower.startswith(("javascript:", "data:text")):
                self.bad.append(f"{tag} {name}={value}")


def bad_tags(html: str) -> list[str]:
    found = Tags()
    found.feed(html)
    return found.bad


@pytest.mark.parametrize("number", range(len(MARKUP)))
def test_markup_in_a_text_stays_text_on_every_page(client, paste, number, monkeypatch):
    monkeypatch.setattr(client.app.state.hub.posts, "take", lambda: None)
    for shape in SHAPES:
        answer = paste(client, shape(MARKUP[number]), state="SRB")
        assert answer.status_code in (200, 422)
        assert bad_tags(answer.text) == []
        if answer.status_code != 200:
            continue
        for path in ("/items", "/item/0"):
            page = client.get(answer.url.path + path)
            assert page.status_code in (200, 404)
            assert bad_tags(page.text) == []


@pytest.mark.parametrize("number", range(len(UGLY)))
def test_an_ugly_text_is_read_or_refused_in_words(client, token, number):
    raw = UGLY[number].encode("utf-8", "surrogatepass")
    file = {"file": ("x.txt", raw, "text/plain")}
    answer = client.post("/brief", data={"csrf": token(client)}, files=file)
    for _ in range(400):
        if not answer.url.path.startswith("/making/") or answer.status_code != 200:
            break
        time.sleep(0.02)
        answer = client.get(str(answer.url))
    assert answer.status_code in (200, 422)
    assert "denge made a mistake" not in answer.text
    assert "could not be read (" not in answer.text


def test_a_hundred_uploads_of_noise(client, token, monkeypatch):
    monkeypatch.setattr(client.app.state.hub.posts, "take", lambda: None)
    rng = random.Random(8)
    secret = token(client)
    for n in range(100):
        raw = rng.randbytes(rng.randrange(1, 3000))
        if n % 3 == 0:
            raw = HEAD.encode() + bytes(b for b in raw if b >= 0x20)
        name = ("a.txt", "a.html", "../../etc/passwd", "a\nb.txt", "<img src=x>.html")[n % 5]
        file = {"file": (name, raw, "text/plain")}
        answer = client.post("/brief", data={"csrf": secret}, files=file)
        for _ in range(100):
            if not answer.url.path.startswith("/making/") or answer.status_code != 200:
                break
            time.sleep(0.01)
            answer = client.get(str(answer.url))
        assert answer.status_code in (200, 422), (n, answer.text[-300:])
        assert bad_tags(answer.text) == []
