"""Downloads publishers' files: resumed, checked, retried, cached, and polite to the publisher.

A file lands in the cache whole: bytes go to `NAME.part`, which a later try continues with a Range
request that the server must confirm by the same ETag or date. What is already there is asked for
with `If-None-Match`, so an unchanged file costs one answer of 304.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import new as new_hash
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from denge.core.errors import SourceError
from denge.record.durable import in_words, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Fetched", "Fetcher"]

_BUSY = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file in the cache; `fresh` is False when the publisher said that nothing had changed."""

    path: Path
    url: str
    fresh: bool
    tries: int


class Fetcher:
    """Fetches into a cache folder.

    Parameters
    ----------
    cache : Path
        Where files are kept.
    tries : int
        How often one file is tried.
    pause_s : float
        Least seconds between two requests to a publisher, and the first wait after a failure,
        which doubles each time; a `Retry-After` of the server is obeyed up to `longest_s`.
    """

    def __init__(
        self,
        cache: Path,
        *,
        tries: int = 6,
        pause_s: float = 0.2,
        longest_s: float = 120.0,
        most_bytes: int = 4 << 30,
        timeout_s: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> None:
        import denge

        self.cache, self.tries, self.pause_s, self.longest_s = cache, tries, pause_s, longest_s
        self.most_bytes, self._sleep, self._progress = most_bytes, sleep, progress
        agent = {"User-Agent": f"denge/{denge.__version__}", "Accept-Encoding": "identity"}
        self._client = httpx.Client(timeout=timeout_s, headers=agent, follow_redirects=True)
        self._last = 0.0

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(
        self, url: str, *, bytes: int | None = None, md5: str = "", sha256: str = ""
    ) -> Fetched:
        """Fetch one file, checked against the size and checksum that the publisher's list gives.

        Raises
        ------
        SourceError
            The address is not http(s), the file is not there, stays broken after all tries, or
            does not fit its checksum.
        LedgerError
            The cache cannot be written.
        """
        path = self.cache / _name(url)
        wrong = "no answer"
        for attempt in range(1, self.tries + 1):
            self._wait_turn()
            try:
                fresh = self._try(url, path)
            except _Again as again:
                wrong = str(again)
                self._sleep(min(again.wait_s or self.pause_s * 2**attempt, self.longest_s))
                continue
            except httpx.HTTPError as error:
                wrong = f"{type(error).__name__}: {error}"
                self._sleep(min(self.pause_s * 2**attempt, self.longest_s))
                continue
            wrong = _unfit(path, bytes, md5, sha256)
            if not wrong:
                return Fetched(path, url, fresh, attempt)
            path.unlink(missing_ok=True)
            _facts_of(path).unlink(missing_ok=True)
        raise SourceError(
            f"{url} could not be had in {self.tries} tries; the last one: {wrong}. "
            "Run the same command again later: it goes on where it stopped."
        )

    def _wait_turn(self) -> None:
        due = self._last + self.pause_s - time.monotonic()
        if due > 0:
            self._sleep(due)
        self._last = time.monotonic()

    def _try(self, url: str, path: Path) -> bool:
        part, facts = path.with_name(path.name + ".part"), _read_facts(path)
        headers = {}
        if path.exists() and facts:
            headers = _known_headers(facts)
        elif part.exists() and (old := _read_facts(part)) and part.stat().st_size:
            same = old.get("etag") or old.get("last_modified")
            if same:
                headers = {"Range": f"bytes={part.stat().st_size}-", "If-Range": same}
        with self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == 304:
                return False
            if answer.status_code == 416:
                part.unlink(missing_ok=True)
                raise _Again("the server refuses to go on where it stopped")
            if answer.status_code in _BUSY:
                raise _Again(f"answer {answer.status_code}", _retry_after(answer))
            if answer.status_code not in (200, 206):
                raise SourceError(
                    f"{url} answers {answer.status_code}. Check the address and the days asked for."
                )
            self._save(answer, url, path, part)
        return True

    def _save(self, answer: httpx.Response, url: str, path: Path, part: Path) -> None:
        going_on = answer.status_code == 206
        held = part.stat().st_size if going_on and part.exists() else 0
        whole = _whole_size(answer, held)
        if whole and whole > self.most_bytes:
            raise SourceError(f"{url} has {whole:,} bytes, more than {self.most_bytes:,} allowed.")
        with in_words(part, "Downloading to"):
            part.parent.mkdir(parents=True, exist_ok=True)
            if not going_on:
                _write_facts(part, answer)
            with part.open("ab" if going_on else "wb") as file:
                for block in answer.iter_raw():
                    held += len(block)
                    if held > self.most_bytes:
                        raise SourceError(f"{url} sends more than {self.most_bytes:,} bytes.")
                    file.write(block)
                    if self._progress:
                        self._progress(path.name, held, whole)
        if whole is not None and held != whole:
            raise _Again(f"{held:,} of {whole:,} bytes came")
        _keep(part, path)


class _Again(Exception):
    def __init__(self, says: str, wait_s: float | None = None) -> None:
        super().__init__(says)
        self.wait_s = wait_s


def _name(url: str) -> str:
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    if parts.scheme not in ("http", "https") or not name or name.startswith("."):
        raise SourceError(f"{url} is no address of a file. Give one that begins with https://.")
    return name


def _facts_of(path: Path) -> Path:
    return path.with_name(path.name + ".facts.json")


def _read_facts(path: Path) -> dict[str, str]:
    try:
        return json.loads(_facts_of(path).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _write_facts(path: Path, answer: httpx.Response) -> None:
    etag = answer.headers.get("etag", "")
    facts = {
        "url": str(answer.url),
        # A weak tag does not promise the same bytes, so a download cannot go on from it.
        "etag": "" if etag.startswith("W/") else etag,
        "last_modified": answer.headers.get("last-modified", ""),
    }
    with put(_facts_of(path)) as temporary:
        temporary.write_text(json.dumps(facts), "utf-8")


def _known_headers(facts: dict[str, str]) -> dict[str, str]:
    named = {"If-None-Match": facts.get("etag"), "If-Modified-Since": facts.get("last_modified")}
    return {header: value for header, value in named.items() if value}


def _whole_size(answer: httpx.Response, held: int) -> int | None:
    if answer.status_code == 206:
        span, _, whole = answer.headers.get("content-range", "").rpartition("/")
        if not span.startswith(f"bytes {held}-"):
            raise _Again("the server went on at another place")
        return int(whole) if whole.isdigit() else None
    length = answer.headers.get("content-length", "")
    return int(length) if length.isdigit() else None


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("retry-after", "")
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _keep(part: Path, path: Path) -> None:
    import os

    with in_words(path, "Writing"):
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
        os.replace(_facts_of(part), _facts_of(path))


def _unfit(path: Path, size: int | None, md5: str, sha256: str) -> str:
    """Why a file is not the one that the publisher lists; empty when it is."""
    if size is not None and path.stat().st_size != size:
        return f"{path.stat().st_size:,} bytes, where the publisher lists {size:,}"
    for name, wanted in (("md5", md5), ("sha256", sha256)):
        if wanted:
            digest = new_hash(name, path.read_bytes(), usedforsecurity=False).hexdigest()
            if digest != wanted.lower():
                return f"{name} {digest}, where the publisher lists {wanted}"
    return ""
