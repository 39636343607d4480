"""Files, folders, pages, addresses, standard input, JSON lines; one bad source stops no other."""

from __future__ import annotations

import io
import json
import sys
import threading
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from denge.cli import main
from denge.read.inputs import Document, Refusal, decode, documents
from denge.read.many import read_many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "Kazakhstan and Uzbekistan signed an agreement in Tashkent on 5 May 2023. The sides left.\n"
PAGE = f"""<!doctype html><html><head><title>Talks in Tashkent</title>
<meta property="article:published_time" content="2023-05-06"></head><body><nav>Home Sport</nav>
<article><h1>Talks in Tashkent</h1><p>{TEXT}</p><p>{"The ministers spoke about trade. " * 8}</p>
</article><script>alert("</p>")</script></body></html>"""


def only(source: str) -> Document | Refusal:
    [found] = documents([source])
    return found


def test_a_text_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\ufeff" + TEXT, "utf-8")
    found = only(str(path))
    assert isinstance(found, Document)
    assert found.text == TEXT


def test_front_matter_gives_title_and_date_and_places_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    whole = f'---\ntitle: "Talks"\ndate: 2023-05-06\n---\n{TEXT}'
    path.write_text(whole, "utf-8")
    found = only(str(path))
    assert isinstance(found, Document)
    assert (found.title, found.date, found.date_basis) == ("Talks", date(2023, 5, 6), "metadata")
    assert found.text.index("Kazakhstan") == whole.index("Kazakhstan")


def test_a_page_gives_its_article_title_and_date(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    found = only(str(path))
    assert isinstance(found, Document)
    assert "signed an agreement" in found.text
    assert "alert" not in found.text
    assert (found.title, found.date) == ("Talks in Tashkent", date(2023, 5, 6))


def test_json_lines_name_the_bad_line_and_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({"text": TEXT, "published": "2023-05-06"}) + "\n{oops\n"
        + json.dumps({"title": "no text"}) + "\n" + json.dumps({"text": TEXT}) + "\n",
        "utf-8",
    )  # fmt: skip
    found = list(documents([str(path)]))
    assert [type(f).__name__ for f in found] == ["Document", "Refusal", "Refusal", "Document"]
    assert found[0].date == date(2023, 5, 6)  # type: ignore[union-attr]
    assert ":2" in found[1].reason  # type: ignore[union-attr]


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.md", "ignored.csv"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    names = [f.source.removeprefix(str(tmp_path)) for f in documents([str(tmp_path)])]
    assert names == ["/a.txt", "/b.txt", "/sub/c.md"]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"%PDF-1.7 text", "binary"),
        ("Стороны подписали договор".encode("cp1251"), "iconv"),
        (b"good text \xff\xfe\xfa then bad", "byte 10"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(raw)
    found = only(str(path))
    assert isinstance(found, Refusal)
    assert says in found.reason
    assert "Traceback" not in found.reason


def test_utf16_that_says_so_is_read() -> None:
    assert decode(TEXT.encode("utf-16"), "x") == TEXT


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    assert "no file" in only(str(tmp_path / "none.txt")).reason  # type: ignore[union-attr]
    assert "no text" in only(str(tmp_path)).reason  # type: ignore[union-attr]
    assert isinstance(only("\x00"), Refusal)


def test_trafilatura_missing_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    assert "denge[pages]" in only(str(path)).reason  # type: ignore[union-attr]


@contextmanager
def site(body: bytes, kind: str, status: int = 200) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/story"
    finally:
        server.shutdown()


def test_an_address_is_fetched() -> None:
    with site(PAGE.encode(), "text/html; charset=utf-8") as address:
        found = only(address)
    assert isinstance(found, Document)
    assert found.title == "Talks in Tashkent"
    with site(
        "Стороны подписали договор.".encode("cp1251"), "text/plain; charset=windows-1251"
    ) as a:
        assert only(a).text.startswith("Стороны")  # type: ignore[union-attr]


def test_an_address_that_fails_is_refused() -> None:
    with site(b"no", "text/html", 404) as address:
        assert "404" in only(address).reason  # type: ignore[union-attr]
    assert "cannot be reached" in only("http://127.0.0.1:9/x").reason  # type: ignore[union-attr]


def test_one_bad_file_among_many_is_named_and_the_rest_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text(TEXT, "utf-8")
    bad.write_bytes(b"\x00" * 99)
    german = tmp_path / "c.txt"
    german.write_text(
        "Der Kanzler hat am Montag mit dem Präsidenten über die Lage gesprochen.", "utf-8"
    )
    assert main(["read", str(good), str(bad), str(german), "--format", "jsonl"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert str(bad) in err
    assert str(german) in err
    line = json.loads(out)
    assert {
        "id",
        "lang",
        "date",
        "events",
        "deals",
        "targets",
        "statuses",
        "flows",
        "claims",
    } <= set(line)
    for event in line["events"]:
        start, end = event["quote_span"]
        assert TEXT[start:end] == event["quote"]


def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["read", "-"]) == 0
    assert "KAZ UZB" in capsys.readouterr().out


def test_a_progress_bar_leaves_the_data_on_stdout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(TEXT, "utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["read", str(tmp_path), "--format", "jsonl", "--processes", "1"]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["lang"] for line in out.splitlines()] == ["en"] * 30
    assert "30/30" in err


def test_explain_says_rule_and_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    assert main(["read", str(path), "--explain"]) == 0
    out = capsys.readouterr().out
    assert "rule en." in out
    assert "confidence" in out
    assert "sign: “signed" in out


def test_wrong_use_is_exit_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read"]) == 2
    assert main(["read", "x.txt", "--lang", "de"]) == 2
    capsys.readouterr()


@pytest.mark.slow
def test_any_number_of_processes_gives_the_same_in_the_same_order() -> None:
    given = [Document(str(i), TEXT.replace("5 May", f"{i % 28 + 1} May")) for i in range(40)]
    given.insert(7, Refusal("bad", "bad is empty."))  # type: ignore[arg-type]
    one = list(read_many(given, processes=1))
    assert list(read_many(given, processes=3)) == one
    assert [r.source for r in one] == [d.source for d in given]
