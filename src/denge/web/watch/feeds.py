"""New items of RSS and Atom feeds and of folders; feeds are parsed without entities or DTDs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from denge.core.errors import MissingExtra, SourceError
from denge.web.settings import limit

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Found", "files_of", "items_of", "parse_feed"]

_TEXTS = (".txt", ".md", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Found:
    """One item: `key` tells it from others, `link` is where it stands, `text` what is at hand."""

    key: str
    title: str
    link: str
    text: str
    day: date | None = None
    page: bool = False


def parse_feed(raw: bytes, place: str) -> list[Found]:
    """The items of an RSS (0.9 to 2.0) or Atom feed, as they stand.

    Raises
    ------
    SourceError
        It is no feed, is too large, or declares entities.
    MissingExtra
        defusedxml is not installed.

    >>> raw = b"<rss><channel><item><title>A &amp; B</title><link>https://x.org/1</link>"
    >>> raw += b"<description>A &lt;b&gt;visit&lt;/b&gt;.</description></item></channel></rss>"
    >>> parse_feed(raw, "x")[0].title, parse_feed(raw, "x")[0].text
    ('A & B', 'A & B\\n\\nA visit.')
    """
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ModuleNotFoundError:
        raise MissingExtra("defusedxml", "pages", "Reading a feed") from None
    if len(raw) > limit("feed_bytes"):
        raise SourceError(f"{place} is larger than {limit('feed_bytes'):,} bytes.")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise SourceError(f"{place} declares entities or a DTD; a feed needs neither.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise SourceError(f"{place} is no feed: {error}.") from None
    found = [_item(node) for node in root.iter() if _name(node) in ("item", "entry")]
    if not found and _name(root) not in ("rss", "RDF", "feed"):
        raise SourceError(f"{place} is no RSS or Atom feed; its root is <{_name(root)}>.")
    return found


def items_of(source: str) -> list[Found]:
    """The items of a feed at an address or in a file, or the texts of a folder.

    Raises
    ------
    SourceError, Refused, MissingExtra
    """
    if source.startswith(("http://", "https://")):
        from denge.web.fetch import fetch

        kinds = "application/atom+xml, application/rss+xml, application/xml"
        page = fetch(source, most=limit("feed_bytes"), accept=kinds)
        return parse_feed(page.raw, source.partition("?")[0])
    path = Path(source)
    if path.is_dir():
        return list(files_of(path))
    if not path.is_file():
        raise SourceError(f"{source} is no address, feed file or folder.")
    return parse_feed(path.read_bytes(), str(path))


def files_of(folder: Path) -> Iterator[Found]:
    """The texts of a folder by name; a changed text is a new item."""
    from denge.brief.source import text_of_bytes
    from denge.core.errors import DengeError

    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _TEXTS or not path.is_file() or path.is_symlink():
            continue
        if path.stat().st_size > limit("text_bytes"):
            continue
        raw = path.read_bytes()
        try:
            text = text_of_bytes(raw, path.name)
        except DengeError:
            continue
        page = path.suffix.lower() in (".html", ".htm")
        yield Found(sha256(raw).hexdigest()[:16], path.name, "", text, page=page)


def _item(node: Element) -> Found:
    title = _plain(_first(node, "title"))
    link = _link(node)
    body = _plain(_first(node, "encoded") or _first(node, "content", "summary", "description"))
    guid = _first(node, "guid", "id") or link or title + body
    key = sha256(guid.encode("utf-8", "replace")).hexdigest()[:16]
    text = f"{title}\n\n{body}".strip()
    day = _day(_first(node, "pubDate", "published", "date", "updated"))
    return Found(key, title, link, text, day)


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _first(node: Element, *names: str) -> str:
    for name in names:
        for child in node:
            if _name(child) == name:
                text = "".join(child.itertext()).strip()
                if text:
                    return text
    return ""


def _link(node: Element) -> str:
    """The page of an item; only http and https are links."""
    for child in node:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            found = (child.get("href") or child.text or "").strip()
            if found.startswith(("http://", "https://")):
                return found
    return ""


def _plain(markup: str) -> str:
    """Text without tags, paragraphs kept."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", markup)
    text = re.sub(r"(?i)<(br|/p|/div|/li)\b[^>]*>", "\n", text)
    text = unescape(re.sub(r"<[^<>]*>", "", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError):
        return None
