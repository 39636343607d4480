"""Every address with whatever its description allows, and what it forbids: no server error."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from denge.web import Settings, create_app

APP = create_app(Settings(workers=0), document_pages=True)
schema = schemathesis.openapi.from_asgi("/api/openapi.json", APP)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    for name in ("exact", "posts", "fetches"):
        monkeypatch.setattr(getattr(APP.state.hub, name), "take", lambda: None)


@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_address_answers_with_a_server_error(case):
    case.headers = {**(case.headers or {}), "Host": "127.0.0.1"}
    answer = case.call()
    assert answer.status_code < 500


def parameters():
    for path, methods in APP.openapi()["paths"].items():
        for about in methods.values():
            for p in about.get("parameters", []):
                yield f"{path} {p['name']}", p["schema"]


@pytest.mark.parametrize(("name", "found"), list(parameters()))
def test_every_parameter_has_bounds(name, found):
    assert bounded(found), (name, found)


def bounded(found: dict) -> bool:
    if "anyOf" in found:
        return all(bounded(part) for part in found["anyOf"])
    if "enum" in found or "const" in found or found.get("type") in ("null", "boolean"):
        return True
    if found.get("format") == "date":
        return True
    if found.get("type") == "array":
        return "maxItems" in found and bounded(found["items"])
    if found.get("type") == "string":
        return "maxLength" in found or "pattern" in found
    low = "minimum" in found or "exclusiveMinimum" in found
    return low and ("maximum" in found or "exclusiveMaximum" in found)
