"""Pages, their exports and permalinks."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from denge.web import Settings, create_app
from denge.web.sheets.home import examples
from denge.web.sheets.measure import indices


def client_of(settings: Settings) -> TestClient:
    return TestClient(create_app(settings), base_url="http://127.0.0.1:8421")


STATE = ("/state/KAZ", "/state/SRB", "/measure", "/compare", "/stress", "/choose", "/review", "/")
MEASURES = [f"/measure/{about.id}" for about in indices()]
STRESS = [f"/stress/{name}" for name in ("oil", "corridor", "sanctions", "tension", "all")]


@pytest.mark.parametrize("lang", ["en", "tr", "ru", "kk"])
@pytest.mark.parametrize("path", [*STATE, *MEASURES, *STRESS])
def test_every_page_is_made_in_every_language(client, path, lang):
    answer = client.get(path, params={"lang": lang})
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert "denge made a mistake" not in answer.text


def test_a_permalink_gives_the_same_page_from_another_server():
    pages = []
    for _ in range(2):
        with client_of(Settings(workers=0)) as client:
            text = client.get("/stress/oil?state=KAZ&price=-30&as_of=2025-11-19&seed=7").text
        pages.append(re.sub(r'nonce="[\w-]+"', "", text))
    assert pages[0] == pages[1]


def test_the_seed_of_an_address_moves_the_draws(client):
    first = client.get("/api/stress/oil?state=KAZ&seed=1").json()["figures"]
    second = client.get("/api/stress/oil?state=KAZ&seed=2").json()["figures"]
    again = client.get("/api/stress/oil?state=KAZ&seed=1&lang=en").json()["figures"]
    assert first != second
    assert first == again


def exports(html: str) -> list[str]:
    return [
        found.replace("&amp;", "&")
        for found in re.findall(r'href="([^"]*/chart/[^"]+\.(?:csv|json|svg|png)[^"]*)"', html)
    ]


@pytest.mark.parametrize(
    "path",
    ["/state/KAZ?as_of=2025-11-19", "/measure/vectors?state=KAZ", "/compare?states=KAZ&states=SRB",
     "/stress/oil?price=-30", "/choose?horizon=short", "/row/eng-ec895d2cdc"],
)  # fmt: skip
def test_every_chart_and_table_is_to_be_had_with_its_options(client, path):
    links = exports(client.get(path).text)
    assert links
    query = path.partition("?")[2]
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        if query:
            assert query in link, link
        check(link, answer)


def check(link: str, answer) -> None:
    kind = link.partition("?")[0].rpartition(".")[2]
    if kind == "csv":
        rows = list(csv.DictReader(StringIO(answer.text)))
        assert rows
        assert rows[0]["address"] == link
        assert rows[0]["made_by"].startswith("denge ")
    elif kind == "json":
        assert json.loads(answer.text)["address"] == link
    elif kind == "svg":
        root = ElementTree.fromstring(answer.content)
        assert root.tag.endswith("svg")
        assert "var(--" not in answer.text
    else:
        assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(answer.content) > 5_000


def test_exported_numbers_are_those_of_the_measure(client):
    from denge.measure import vectors
    from denge.record import open as open_ledger

    shares = vectors(open_ledger().view(), "KAZ").shares
    found = client.get("/state/KAZ/chart/shares.json").json()["rows"]
    medians = sorted(row["Share (median)"] for row in found)
    assert medians == pytest.approx(sorted(e.median for e in shares.values()))


def test_a_cell_that_looks_like_a_formula_is_disarmed():
    from denge.web.export import as_csv
    from denge.web.sheet import Export

    made = as_csv(Export("x", "x", "", ({"a": "=1+1", "b": -2.5},)), "/x")
    row = next(csv.DictReader(StringIO(made)))
    assert row["a"] == "'=1+1"
    assert row["b"] == "-2.5"


def test_the_sentence_of_an_item_is_marked_exactly(client):
    key = next(iter(examples()))
    items = client.get(f"/brief/{key}/items/chart/items.json").json()["rows"]
    text = examples()[key]["text"]
    for row in items[:12]:
        page = client.get(f"/brief/{key}/item/{row['number']}").text
        marked = "".join(re.findall(r'<mark class="now">(.*?)</mark>', page, re.DOTALL))
        assert unescaped(marked) == text[row["start"] : row["end"]].replace("\n", "")


def unescaped(markup: str) -> str:
    from html import unescape

    return unescape(markup)


def test_a_pasted_text_becomes_a_brief_with_its_progress(client, paste):
    answer = paste(client, lang="tr", state="SRB")
    assert answer.status_code == 200
    assert re.fullmatch(r"/brief/[0-9a-f]{16}", answer.url.path)
    assert "lang=tr" in str(answer.url)
    assert "state=SRB" in str(answer.url)


def test_a_pasted_text_and_the_same_as_a_file_are_one(client, token, paste):
    text = "Serbia Daily, 8 May 2024.\r\nChina and Serbia signed 28 agreements on 8 May 2024."
    first = paste(client, text)
    file = {"file": ("a.txt", text.encode(), "text/plain")}
    answer = client.post("/brief", data={"csrf": token(client)}, files=file)
    for _ in range(100):
        if answer.url.path.startswith("/brief/"):
            break
        answer = client.get(str(answer.url))
    assert answer.url.path == first.url.path


def test_a_text_of_the_ledger_is_there_after_a_restart(keeping, paste, ledger_path):
    address = str(paste(keeping).url)
    with client_of(Settings(ledger_path, workers=0)) as again:
        assert again.get(address).status_code == 200


def test_a_decision_takes_a_reading_from_the_queue(keeping, paste, token):
    paste(keeping)
    before = keeping.get("/review").text.count("<article")
    statement = re.search(r'action="/review/([\w-]+)"', keeping.get("/review").text)
    assert statement
    data = {"csrf": token(keeping), "verdict": "reject", "note": "misread"}
    answer = keeping.post(f"/review/{statement[1]}", data=data)
    assert answer.status_code == 200
    assert keeping.get("/review").text.count("<article") == before - 1


def test_what_does_not_exist_is_said_in_words(client):
    for path in ("/measure/nothing", "/stress/nothing", "/row/eng-0000000000", "/brief/" + "0" * 16,
                 "/state/KAZ/chart/nothing.csv", "/nowhere"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "<main" in answer.text


def test_options_out_of_their_bounds_are_refused_in_words(client):
    for path in ("/stress/oil?price=-99", "/stress/oil?draws=999999", "/state/kaz?as_of=x",
                 "/choose?gamma=-1", "/?lang=de", "/measure/target?value_bn=0"):  # fmt: skip
        assert client.get(path).status_code == 422, path


def queue(client) -> list[str]:
    return re.findall(r'action="/review/([\w-]+)"', client.get("/review").text)


def decide(client, token, statement: str, **data):
    return client.post(f"/review/{statement}", data={"csrf": token(client)} | data)


def deal(ledger_path):
    from denge.record.ledger import open_ledger

    return next(s for s in open_ledger(ledger_path).statements() if s.subject == "deals")


def test_a_correction_supersedes_the_reading_with_who_and_when(keeping, paste, token, ledger_path):
    paste(keeping)
    held = deal(ledger_path)
    answer = decide(
        keeping, token, held.id, verdict="correct", note="the annex counts 29",
        **{"field.count": "29", "field.parties": "China, SRB"},
    )  # fmt: skip
    assert answer.status_code == 200
    now = deal(ledger_path)
    assert (now.payload["count"], now.payload["parties"]) == (29, ["CHN", "SRB"])
    assert (now.origin, now.why, now.quote) == ("person", "the annex counts 29", held.quote)
    assert now.recorded_by
    assert now.id not in queue(keeping)
    page = keeping.get("/review").text
    assert "corrected" in page
    assert "the annex counts 29" in page
    assert now.recorded_by in page


@pytest.mark.parametrize(
    "fields",
    [{"field.count": "29.5"}, {"field.count": "-1"}, {"field.parties": "Atlantis"},
     {"field.value_usd": "1e400"}, {"field.start": "yesterday"}, {"field.status": "maybe"}, {},
     {"field.title": "x" * 301}, {"field.row_id": "1"}],
)  # fmt: skip
def test_a_correction_that_makes_no_sense_is_refused_and_changes_nothing(
    keeping, paste, token, ledger_path, fields
):
    paste(keeping)
    held = deal(ledger_path)
    assert decide(keeping, token, held.id, verdict="correct", **fields).status_code in (404, 422)
    assert deal(ledger_path).payload == held.payload
    assert held.id in queue(keeping)


def test_a_ledger_open_for_reading_only_offers_and_takes_no_decision(
    keeping, paste, token, monkeypatch, ledger_path
):
    from denge.web.desk import ledger_at

    paste(keeping)
    statement = queue(keeping)[0]
    monkeypatch.setattr(ledger_at(ledger_path).store, "writable", False)
    assert decide(keeping, token, statement, verdict="accept").status_code == 403
    keeping.app.state.hub.pages.clear()
    page = keeping.get("/review").text
    assert 'action="/review/' not in page
    assert "for reading only" in page
