"""Where the text of a brief comes from: a file, an address, a packaged example, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from denge.core.catalogue import catalogue_path
from denge.core.errors import MissingExtra, SourceError, UnknownState, UnreadableText
from denge.core.state import state as find_state

if TYPE_CHECKING:
    from datetime import date

__all__ = ["EXAMPLES", "Given", "given", "text_of_bytes"]

# The example that is briefed when nothing is named, by the language of the brief.
EXAMPLES = {"tr": "kazakhstan.tr.txt"}
_EXAMPLE = "kazakhstan.en.txt"
_LARGEST_BYTES = 5_000_000  # a book is shorter; what is larger is no column
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Given:
    """What the user named: a text with its place, or a state."""

    text: str | None
    place: str
    state: str | None = None
    title: str = ""
    day: date | None = None


def given(source: str | None, lang: str = "en") -> Given:
    """Find out what was named.

    Parameters
    ----------
    source : str | None
        A file, an http(s) address, a state by code or name; None is the packaged example.

    Raises
    ------
    UnreadableText
        The file is missing, binary or empty.
    UnknownState
        It is no file, and no state either.

    >>> given("SRB").state
    'SRB'
    """
    if source is None:
        name = EXAMPLES.get(lang, _EXAMPLE)
        return Given(catalogue_path(f"catalogue/examples/{name}").read_text("utf-8"), "")
    if source.startswith(("http://", "https://")):
        return _page(_download(source), source)
    path = Path(source)
    if path.is_dir():
        raise UnreadableText(f"{source} is a folder; name one text file in it.")
    if path.exists():
        return _file(path)
    return Given(None, "", _state_of(source))


def text_of_bytes(raw: bytes, place: str) -> str:
    """Bytes as text.

    Raises
    ------
    UnreadableText
        They are empty, too many, or no text in UTF-8.
    """
    if len(raw) > _LARGEST_BYTES:
        raise UnreadableText(f"{place} has {len(raw):,} bytes; a text may have {_LARGEST_BYTES:,}.")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"{place} is no text in UTF-8 (byte {error.start}); save it as UTF-8 text."
        ) from None
    if "\0" in text:
        raise UnreadableText(f"{place} is a binary file; give a text file.")
    if not text.strip():
        raise UnreadableText(f"{place} is empty; give a text with at least one sentence.")
    return text


def _state_of(word: str) -> str:
    if Path(word).suffix or "/" in word:
        raise UnreadableText(f"there is no file {word}; check the path.")
    try:
        return find_state(word).iso3
    except UnknownState as error:
        raise UnknownState(f"there is no file {word}, and {error}") from None


def _file(path: Path) -> Given:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableText(f"{path} cannot be read: {error.strerror}.") from None
    text = text_of_bytes(raw, str(path))
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return _page(text, str(path))
    return Given(text, str(path))


def _page(html: str, place: str) -> Given:
    """The article of a page, without its menus."""
    from datetime import date

    try:
        from trafilatura import bare_extraction
    except ModuleNotFoundError:
        raise MissingExtra("trafilatura", "pages", "Reading a web page") from None
    found = bare_extraction(html, with_metadata=True)
    text = getattr(found, "text", None) if found is not None else None
    if not text:
        raise UnreadableText(f"{place} holds no article; copy its text into a file.")
    day = getattr(found, "date", None)
    title = getattr(found, "title", None) or ""
    return Given(text, place, None, title, date.fromisoformat(day) if day else None)


def _download(address: str) -> str:
    import httpx

    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=_SECONDS) as answer:
            answer.raise_for_status()
            raw = b""
            for part in answer.iter_bytes():
                raw += part
                if len(raw) > _LARGEST_BYTES:
                    raise UnreadableText(f"{address} is larger than {_LARGEST_BYTES:,} bytes.")
    except httpx.HTTPError as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{address} cannot be had: {reason}.") from None
    return text_of_bytes(raw, address)
