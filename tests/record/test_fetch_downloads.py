"""Downloads against a local server that drops, halves, refuses, waits, and changes its content."""

from __future__ import annotations

import hashlib
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from denge.cli import main
from denge.core.errors import InputError, SourceError
from denge.record.fetch import Fetcher
from denge.record.gdelt import listed, load_range
from denge.record.lake import Lake

BODY = bytes(range(256)) * 400
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Plays the answers of the test in order; then serves `server.files` properly."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        script: list[Answer] = self.server.script  # type: ignore[attr-defined]
        (script.pop(0) if script else serve)(self)

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


def serve(handler: Handler) -> None:
    body: bytes = handler.server.files.get(handler.path)  # type: ignore[attr-defined]
    if body is None:
        handler.send(404)
        return
    tag, asked = etag(body), handler.headers
    if asked.get("If-None-Match") == tag:
        handler.send(304, ETag=tag)
    elif asked.get("Range") and asked.get("If-Range") == tag:
        start = int(asked["Range"].removeprefix("bytes=").rstrip("-"))
        if start >= len(body):
            handler.send(416)
            return
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        handler.send(206, body[start:], ETag=tag, Content_Range=span)
    else:
        handler.send(200, body, ETag=tag)


def drop(handler: Handler) -> None:
    """Close without an answer."""
    handler.close_connection = True


def half(handler: Handler) -> None:
    """Promise all and send half."""
    body = handler.server.files[handler.path]  # type: ignore[attr-defined]
    handler.send(200, body[: len(body) // 2], ETag=etag(body), Content_Length=str(len(body)))
    handler.close_connection = True


def status(code: int, **headers: str) -> Answer:
    return lambda handler: handler.send(code, **headers)


def wrong_place(handler: Handler) -> None:
    handler.send(206, b"xx", Content_Range="bytes 7-8/100000")


def changed(handler: Handler) -> None:
    """The file changes on the server before this answer."""
    handler.server.files[handler.path] = BODY[::-1]  # type: ignore[attr-defined]
    serve(handler)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.files, made.script, made.seen = {"/a.zip": BODY}, [], []  # type: ignore[attr-defined]
    made.handle_error = lambda *_: None  # a client that is refused may hang up
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(tmp_path: Path, waits: list[float]) -> Iterator[Fetcher]:
    with Fetcher(tmp_path / "cache", pause_s=0.001, sleep=waits.append, timeout_s=5) as made:
        yield made


def url(server: ThreadingHTTPServer, name: str = "a.zip") -> str:
    return f"http://127.0.0.1:{server.server_port}/{name}"


SCRIPTS: dict[str, list[Answer]] = {
    "plain": [],
    "dropped": [drop, drop],
    "halved, then resumed": [half],
    "halved twice": [half, half],
    "500": [status(500), status(503)],
    "429": [status(429, Retry_After="3")],
    "halved, then at a wrong place": [half, wrong_place],
    "halved, then refused": [half, status(416)],
    "halved, then dropped": [half, drop],
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_file_arrives_whole_whatever_the_server_does(
    script: str, server: ThreadingHTTPServer, fetcher: Fetcher
) -> None:
    server.script = list(SCRIPTS[script])  # type: ignore[attr-defined]
    got = fetcher.get(url(server), md5=hashlib.md5(BODY).hexdigest(), bytes=len(BODY))
    assert got.path.read_bytes() == BODY
    assert got.fresh
    assert got.tries == len(SCRIPTS[script]) + 1
    assert not list(got.path.parent.glob("*.part"))


def test_a_half_file_is_continued_and_not_begun_again(
    server: ThreadingHTTPServer, fetcher: Fetcher
) -> None:
    server.script = [half]  # type: ignore[attr-defined]
    fetcher.get(url(server))
    asked = [headers for _, headers in server.seen]  # type: ignore[attr-defined]
    assert asked[1]["Range"] == f"bytes={len(BODY) // 2}-"
    assert asked[1]["If-Range"] == etag(BODY)


def test_a_new_process_continues_where_the_last_was_killed(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    server.script = [half]  # type: ignore[attr-defined]
    with Fetcher(tmp_path, tries=1, sleep=lambda _: None) as first, pytest.raises(SourceError):
        first.get(url(server))
    with Fetcher(tmp_path, sleep=lambda _: None) as second:
        assert second.get(url(server)).path.read_bytes() == BODY
    assert server.seen[1][1]["Range"]  # type: ignore[attr-defined]


def test_a_file_that_changed_in_between_is_begun_again(
    server: ThreadingHTTPServer, fetcher: Fetcher
) -> None:
    server.script = [half, changed]  # type: ignore[attr-defined]
    assert fetcher.get(url(server)).path.read_bytes() == BODY[::-1]


def test_an_unchanged_file_costs_one_answer_of_304(
    server: ThreadingHTTPServer, fetcher: Fetcher
) -> None:
    fetcher.get(url(server))
    again = fetcher.get(url(server))
    assert not again.fresh
    server.files["/a.zip"] = b"new"  # type: ignore[attr-defined]
    newer = fetcher.get(url(server))
    assert newer.fresh
    assert newer.path.read_bytes() == b"new"


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    server: ThreadingHTTPServer, fetcher: Fetcher, waits: list[float]
) -> None:
    server.script = [status(429, Retry_After="3"), status(503, Retry_After="9999")]  # type: ignore[attr-defined]
    fetcher.get(url(server))
    assert [wait for wait in waits if wait >= 1] == [3.0, fetcher.longest_s]


def test_a_date_to_wait_for_is_understood(
    server: ThreadingHTTPServer, fetcher: Fetcher, waits: list[float]
) -> None:
    from email.utils import formatdate

    server.script = [status(429, Retry_After=formatdate(time.time() + 60, usegmt=True))]  # type: ignore[attr-defined]
    fetcher.get(url(server))
    assert 50 < max(waits) <= 60


def test_a_wrong_checksum_is_tried_again_and_then_refused(
    server: ThreadingHTTPServer, fetcher: Fetcher
) -> None:
    with pytest.raises(SourceError, match=r"6 tries.*md5 .* where the publisher lists 00"):
        fetcher.get(url(server), md5="00")
    assert len(server.seen) == 6  # type: ignore[attr-defined]
    assert list(fetcher.cache.glob("a.zip*")) == []


def test_a_missing_file_is_refused_at_once(server: ThreadingHTTPServer, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="answers 404"):
        fetcher.get(url(server, "none.zip"))
    assert len(server.seen) == 1  # type: ignore[attr-defined]


def test_a_file_larger_than_allowed_is_refused(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    with Fetcher(tmp_path, most_bytes=1000) as small, pytest.raises(SourceError, match="allowed"):
        small.get(url(server))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x/y.zip", "http://x/", "x"])
def test_other_addresses_are_refused(address: str, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="no address of a file"):
        fetcher.get(address)


# --- a range of days


def gdelt_zip(name: str, first: int) -> bytes:
    from denge.record.sources.gdelt import columns

    lines = []
    for number in range(first, first + 3):
        row = dict.fromkeys(columns(61), "")
        row |= {"GLOBALEVENTID": str(number), "SQLDATE": name[:8], "DATEADDED": name[:14]}
        lines.append("\t".join(row.values()))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(f"{name}.export.CSV", "\n".join(lines) + "\n")
    return out.getvalue()


@pytest.fixture
def publisher(server: ThreadingHTTPServer) -> ThreadingHTTPServer:
    files: dict[str, bytes] = {}
    lines = []
    for number, stamp in enumerate(("20200101000000", "20200102000000", "20200103001500")):
        body = gdelt_zip(stamp, 10 * number)
        files[f"/{stamp}.export.CSV.zip"] = body
        md5 = hashlib.md5(body).hexdigest()
        lines.append(f"{len(body)} {md5} {url(server, stamp)}.export.CSV.zip")
        lines.append(f"99 {md5} {url(server, stamp)}.mentions.CSV.zip")
        lines.append(f"99 {md5} {url(server, stamp)}.gkg.csv.zip")
    files["/masterfilelist.txt"] = ("\n".join(lines) + "\n").encode()
    server.files = files  # type: ignore[attr-defined]
    return server


def test_a_range_of_days_is_fetched_and_loaded_once(
    publisher: ThreadingHTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    lake, told = Lake(tmp_path / "lake"), []
    index = url(publisher, "masterfilelist.txt")
    span = (date(2020, 1, 2), date(2020, 1, 3))
    done = load_range(
        lake, fetcher, *span, index=index, tell=lambda n, of, loaded: told.append((n, of))
    )
    assert [loaded.added for loaded in done] == [3, 3]
    assert told == [(1, 2), (2, 2)]
    publisher.seen.clear()  # type: ignore[attr-defined]
    again = load_range(lake, fetcher, *span, index=index)
    assert [loaded.added for loaded in again] == [0, 0]
    assert [path for path, _ in publisher.seen] == ["/masterfilelist.txt"]  # type: ignore[attr-defined]
    assert sorted(lake.table("gdelt")["GLOBALEVENTID"].to_pylist()) == [10, 11, 12, 20, 21, 22]


def test_a_file_that_the_publisher_changed_supersedes_its_rows(
    publisher: ThreadingHTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    lake, index = Lake(tmp_path / "lake"), url(publisher, "masterfilelist.txt")
    span = (date(2020, 1, 1), date(2020, 1, 2))
    load_range(lake, fetcher, *span, index=index)
    body = gdelt_zip("20200102000000", 500)
    files: dict[str, bytes] = publisher.files  # type: ignore[attr-defined]
    old = files["/20200102000000.export.CSV.zip"]
    files["/20200102000000.export.CSV.zip"] = body
    listing = files["/masterfilelist.txt"].decode()
    listing = listing.replace(hashlib.md5(old).hexdigest(), hashlib.md5(body).hexdigest())
    listing = listing.replace(f"{len(old)} ", f"{len(body)} ")
    files["/masterfilelist.txt"] = listing.encode()
    load_range(lake, fetcher, *span, index=index, recheck=True)
    ids = sorted(lake.table("gdelt")["GLOBALEVENTID"].to_pylist())
    assert ids == [0, 1, 2, 500, 501, 502]


def test_a_range_that_nobody_lists_or_is_turned_round_is_refused(
    publisher: ThreadingHTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    lake, index = Lake(tmp_path / "lake"), url(publisher, "masterfilelist.txt")
    with pytest.raises(SourceError, match="lists no event file"):
        load_range(lake, fetcher, date(2021, 1, 1), date(2021, 1, 2), index=index)
    with pytest.raises(InputError, match="cannot start"):
        load_range(lake, fetcher, date(2021, 1, 2), date(2021, 1, 1), index=index)


def test_both_file_lists_are_read_and_a_strange_line_is_named() -> None:
    md5 = "0" * 32
    old = f"{md5}  20150218.export.CSV.zip\n{md5}  201301.zip\n{md5}  1979.zip\n"
    files = list(listed(old, "http://x/events/md5sums"))
    assert [f.stamp for f in files] == ["20150218", "201301", "1979"]
    assert files[1].url == "http://x/events/201301.zip"
    assert files[1].within(date(2013, 1, 30), date(2013, 2, 2))
    assert not files[1].within(date(2013, 2, 1), date(2013, 2, 2))
    with pytest.raises(SourceError, match="line 2: 'nonsense'"):
        list(listed(f"{md5}  1979.zip\nnonsense\n", "http://x/md5sums"))


def test_the_command_fetches_a_range_and_says_what_it_added(
    publisher: ThreadingHTTPServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["record", "load", "gdelt", "--from", "2020-01-01", "--to", "2020-01-02"]
    words += ["--index", url(publisher, "masterfilelist.txt"), "--ledger", str(tmp_path / "a.db")]
    for added in ("3 added", "0 added"):
        assert main(words) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split("\t")[-1] for line in lines] == [added, added]
    assert main(["record", "load", "gdelt", url(publisher, "none.zip"), *words[-2:]]) == 1
    assert "answers 404" in capsys.readouterr().err
