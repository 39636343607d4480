"""What a person has to read: files, folders, pages, addresses, standard input, lines of JSON.

A source becomes `Document`s, lazily and in a stable order; what cannot be read becomes a `Refusal`
with a sentence that says what was found and what to do, so that one bad file stops no other.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from denge.core.dates import parse_when
from denge.core.errors import DengeError, InputError, MissingExtra, SourceError, UnreadableText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Document", "Refusal", "decode", "documents", "page_document"]

_TEXTS: Final = frozenset({".txt", ".md", ".markdown", ".text"})
_PAGES: Final = frozenset({".html", ".htm", ".xhtml"})
_LINES: Final = frozenset({".jsonl", ".ndjson"})
_LIMIT: Final = 64 * 2**20  # bytes of one document
_TIMEOUT: Final = 30.0  # seconds for an address to answer
_BINARY: Final = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_BINARY_SHARE: Final = 0.1  # of control bytes in the first kilobytes of a text
_PROBE: Final = 8_192
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FRONT: Final = re.compile(r"\A---[ \t]*\n(?P<body>.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"(?m)^(title|date)\s*:\s*[\"']?(.+?)[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read; `source` is its path, address or `-`; spans refer to `text`."""

    source: str
    text: str
    title: str = ""
    date: date | None = None
    date_basis: str = ""
    lang: str = "auto"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that cannot be read, and why, in a sentence."""

    source: str
    reason: str


def documents(sources: Sequence[str]) -> Iterator[Document | Refusal]:
    """Everything to read from files, folders, addresses and `-`, in the order given.

    A folder gives its texts, pages and JSON lines in the order of their paths, subfolders included.

    Examples
    --------
    >>> [type(d).__name__ for d in documents(["no/such/file.txt"])]
    ['Refusal']
    """
    for source in sources:
        try:
            yield from _documents(source)
        except DengeError as error:
            yield Refusal(source, str(error))


def _documents(source: str) -> Iterator[Document | Refusal]:
    if source == "-":
        yield Document("-", decode(sys.stdin.buffer.read(_LIMIT + 1), "standard input"))
        return
    if re.match(r"https?://", source, re.IGNORECASE):
        yield _address(source)
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path)
    elif path.suffix.lower() in _LINES:
        yield from _lines(path)
    else:
        yield _file(path)


def _folder(folder: Path) -> Iterator[Document | Refusal]:
    known = _TEXTS | _PAGES | _LINES
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in known and p.is_file())
    if not paths:
        raise UnreadableText(
            f"{folder} holds no text; a folder may hold {', '.join(sorted(known))} files."
        )
    for path in paths:
        yield from documents([str(path)])


def _file(path: Path) -> Document:
    text = decode(_bytes(path), str(path))
    if path.suffix.lower() in _PAGES or _looks_like_page(text):
        return page_document(text, str(path))
    if path.suffix.lower() in (".md", ".markdown"):
        return _markdown(text, str(path))
    return Document(str(path), text)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LIMIT + 1)
    except FileNotFoundError:
        raise UnreadableText(f"there is no file {path}; check the name.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableText(f"{path} cannot be opened: {reason}.") from None


def decode(raw: bytes, place: str) -> str:
    """Bytes as text: UTF-8, or UTF-16 and UTF-32 that say so.

    Raises
    ------
    UnreadableText
        The bytes are empty, too many, no text, or text in another encoding.

    >>> decode("Тараптар".encode("utf-16"), "a file")
    'Тараптар'
    """
    if len(raw) > _LIMIT:
        raise UnreadableText(f"{place} is larger than {_LIMIT // 2**20} MB; cut it in parts.")
    if not raw.strip():
        raise UnreadableText(f"{place} is empty; give a text with at least one sentence.")
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and _is_binary(raw[:_PROBE]):
        raise UnreadableText(f"{place} is no text (binary data); give a text or HTML file.")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"{place} is not valid UTF-8 (byte {error.start}); save it as UTF-8, "
            f"e.g. iconv -f WINDOWS-1251 -t UTF-8."
        ) from None
    if not text.strip():
        raise UnreadableText(f"{place} is empty; give a text with at least one sentence.")
    return text


def _is_binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _BINARY))
    return head.startswith((b"%PDF", b"PK\x03\x04")) or controls > _BINARY_SHARE * len(head)


def _looks_like_page(text: str) -> bool:
    head = text[:500].lstrip().lower()
    return head.startswith(("<!doctype html", "<html"))


def _markdown(text: str, source: str) -> Document:
    """Front matter gives title and date; it is blanked out so that places stay the same."""
    match = _FRONT.match(text)
    if match is None:
        return Document(source, text)
    fields = {m[1]: m[2] for m in _FIELD.finditer(match["body"])}
    blank = re.sub(r"[^\n]", " ", match[0])
    day = _day(fields.get("date", ""))
    return Document(
        source, blank + text[match.end() :], fields.get("title", ""), day, "metadata" if day else ""
    )


def _day(text: str) -> date | None:
    try:
        return parse_when(text[:10]).end if text else None
    except InputError:
        return None


def page_document(html: str, source: str) -> Document:
    """The text of an HTML page, with its title and date; spans refer to that text.

    Raises
    ------
    MissingExtra
        trafilatura is not installed.
    UnreadableText
        The page holds no running text.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise MissingExtra("trafilatura", "pages", "Reading an HTML page") from None
    page: Any = bare_extraction(html, with_metadata=True, include_comments=False, url=None)
    if page is None or not (page.text or "").strip():
        raise UnreadableText(f"{source} holds no running text; save the article as text.")
    day = _day(page.date or "")
    return Document(source, page.text, page.title or "", day, "metadata" if day else "")


def _address(address: str) -> Document:
    try:
        import httpx
    except ImportError:
        raise MissingExtra("httpx", "pages", "Reading an address") from None
    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=_TIMEOUT) as answer:
            answer.raise_for_status()
            raw = _body(answer, address)
            kind = answer.headers.get("content-type", "")
            charset = answer.charset_encoding
    except httpx.HTTPStatusError as error:
        raise SourceError(f"{address} answers {error.response.status_code}.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(f"{address} cannot be reached: {reason}.") from None
    text = _in_charset(raw, charset) or decode(raw, address)
    if "html" in kind or _looks_like_page(text):
        return page_document(text, address)
    return Document(address, text)


def _body(answer: Any, address: str) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _LIMIT:
            raise UnreadableText(f"{address} is larger than {_LIMIT // 2**20} MB.")
    return bytes(body)


def _in_charset(raw: bytes, charset: str | None) -> str | None:
    if not charset or charset.lower() in ("utf-8", "utf8"):
        return None
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None


def _lines(path: Path) -> Iterator[Document | Refusal]:
    """Documents of a JSONL file: `text`, and where given `date` or `published`, `title`, `lang`."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(line, f"{path}:{number}")
    except FileNotFoundError:
        raise UnreadableText(f"there is no file {path}; check the name.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableText(f"{path} cannot be read as lines of JSON: {error}.") from None


def _line(line: str, place: str) -> Document | Refusal:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return Refusal(place, f"{place} is no JSON ({error.msg}).")
    except RecursionError:
        return Refusal(place, f"{place} is JSON nested too deeply.")
    text = record.get("text") if isinstance(record, dict) else None
    if not isinstance(text, str) or not text.strip():
        return Refusal(place, f'{place} has no "text"; each line needs {{"text": "…"}}.')
    day = _day(str(record.get("date") or record.get("published") or ""))
    name = record.get("url") or record.get("id") or place
    return Document(
        str(name), text, str(record.get("title") or ""), day, "metadata" if day else "",
        str(record.get("lang") or "auto"),
    )  # fmt: skip
