"""Opens publishers' files, plain, `.gz` or `.zip`, with limits that a hostile archive runs into."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from denge.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Limits", "opened"]


class Limits:
    """What an archive may unpack to; a caller with more to unpack may set others."""

    BYTES = 8 << 30
    RATIO = 200  # text packs to about a tenth; a bomb packs to a thousandth
    FILES = 1


class _Counted(io.RawIOBase):
    """A stream that refuses to give more than its archive may hold."""

    def __init__(self, inner: IO[bytes], name: str, packed: int) -> None:
        self._inner, self._name, self._given = inner, name, 0
        # A small file may pack well by chance, so the ratio counts from the first megabyte on.
        self._most = min(Limits.BYTES, max(packed, 1 << 20) * Limits.RATIO)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        try:
            block = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise SourceError(
                f"{self._name} breaks off or is damaged ({error}). Fetch it again."
            ) from None
        self._given += len(block)
        if self._given > self._most:
            raise SourceError(
                f"{self._name} unpacks to more than {self._most:,} bytes, which is refused. "
                "Unpack it by hand if you trust it."
            )
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], str]]:
    """The bytes of the one table in a file, and that table's name.

    Raises
    ------
    SourceError
        The archive is damaged, holds more than one file, names a path outside itself, is
        encrypted, or unpacks to too much.
    """
    packed = path.stat().st_size
    if path.suffix.lower() == ".zip":
        with _zip(path) as archive:
            member = _only_member(archive, path.name)
            with archive.open(member) as inner:
                yield _reader(inner, path.name, packed), PurePosixPath(member.filename).name
    elif path.suffix.lower() == ".gz":
        with gzip.open(path) as inner:
            yield _reader(inner, path.name, packed), path.stem  # type: ignore[arg-type]
    else:
        with path.open("rb") as inner:
            yield inner, path.name


def _reader(inner: IO[bytes], name: str, packed: int) -> io.BufferedReader:
    return io.BufferedReader(_Counted(inner, name, packed), 1 << 20)


def _zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise SourceError(
            f"{path.name} is no whole zip archive: {error}. Fetch it again from its publisher."
        ) from None


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != Limits.FILES:
        raise SourceError(f"{name} holds {len(members)} files, where one table is expected.")
    member = members[0]
    inside = PurePosixPath(member.filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in member.filename:
        raise SourceError(
            f"{name} names the path {member.filename!r}, outside itself. It is refused."
        )
    if member.flag_bits & 1:
        raise SourceError(f"{name} is encrypted. Unpack it by hand.")
    return member
