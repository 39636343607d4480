"""A page that takes long begins at once, ends as the page itself, and says late what went wrong."""

from __future__ import annotations

import asyncio
import re

import pytest

from denge.core.errors import UnknownName
from denge.web import settings
from denge.web.frame import marks
from denge.web.steps import head_and_rest


@pytest.fixture
def no_patience(monkeypatch):
    """Every page that is not at hand begins before it is made."""
    kept = settings.limit
    monkeypatch.setattr(
        "denge.web.hub.limit", lambda name: 0 if name == "moment_ms" else kept(name)
    )


def plain(page: str) -> str:
    return re.sub(r'nonce="[\w-]+"', "", page)


@pytest.mark.parametrize("lang", ["en", "tr"])
def test_a_state_page_that_begins_early_ends_as_the_page_itself(client, no_patience, lang):
    early = client.get(f"/state/SRB?lang={lang}")
    later = client.get(f"/state/SRB?lang={lang}")
    word = re.search(r'<p class="making" role="status">.*?</p>\n', early.text)
    assert word is not None
    assert "making" not in later.text
    assert plain(early.text.replace(word[0], "")) == plain(later.text)
    assert early.text.index(word[0]) < early.text.index('<main id="main"')


def test_its_nonces_are_those_of_its_policy_and_no_stand_in_is_left(client, no_patience):
    early = client.get("/state/SRB")
    nonces = set(re.findall(r'nonce="([\w-]+)"', early.text))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in early.headers["content-security-policy"]
    assert marks().nonce not in early.text
    assert marks().csrf not in early.text


def test_a_page_within_a_page_comes_whole(client, no_patience):
    answer = client.get("/state/SRB", headers={"HX-Request": "true"})
    assert "making" not in answer.text
    assert '<main id="main"' in answer.text


def test_what_fails_late_says_so_on_the_page(client, no_patience, monkeypatch):
    async def fails(*_args, **_options):
        await asyncio.sleep(0)
        raise UnknownName("No such row <b>here</b>.")

    monkeypatch.setattr(type(client.app.state.hub), "kept", fails)
    answer = client.get("/state/SRB")
    head, rest = head_and_rest(answer.content)
    assert head
    assert "No such row &lt;b&gt;here&lt;/b&gt;." in rest.decode()
