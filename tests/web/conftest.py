"""The app in this process, with and without a ledger of its own."""

from __future__ import annotations

import re
import time

import pytest
from starlette.testclient import TestClient

from denge.web import Settings, create_app

TEXT = "Serbia Daily, 8 May 2024. China and Serbia signed 28 agreements in Belgrade on 8 May 2024."


def client_of(settings: Settings, **options) -> TestClient:
    return TestClient(create_app(settings, **options), base_url="http://127.0.0.1:8421")


@pytest.fixture
def client():
    """An app without a ledger."""
    with client_of(Settings(workers=0)) as found:
        yield found


@pytest.fixture
def ledger_path(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    from denge.web import desk

    desk.close()
    yield str(tmp_path / "denge.db")
    desk.close()


@pytest.fixture
def keeping(ledger_path):
    """An app with a ledger."""
    with client_of(Settings(ledger_path, workers=0)) as found:
        yield found


@pytest.fixture
def paste():
    """Sends a text as the form does, and follows it to its brief."""

    def send(client: TestClient, text: str = TEXT, **fields):
        token = token_of(client)
        answer = client.post("/brief", data={"csrf": token, "text": text} | fields)
        for _ in range(200):
            if not answer.url.path.startswith("/making/") or answer.status_code != 200:
                return answer
            time.sleep(0.02)
            answer = client.get(str(answer.url))
        raise AssertionError("the work never ended")

    return send


@pytest.fixture
def token():
    return token_of


def token_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)
    assert found
    return found[1]
