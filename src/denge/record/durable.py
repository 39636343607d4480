"""Files that are there whole or not at all: temporary file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from denge.core.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["TEMPORARY", "claim", "in_words", "put", "sha256_of", "sync_folder"]

TEMPORARY = ".part"


@contextmanager
def in_words(path: Path, doing: str) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence about the place.

    Raises
    ------
    LedgerError
        The disk is full, the folder is read-only or missing, or a part of the path is a file.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            why, do = "the disk is full", "Free some space and run the same command again"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why, do = "the place is read-only", "Name a folder that you may write with --ledger"
        elif error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST):
            why, do = "there is no such folder", "Name an existing one with --ledger"
        else:
            why, do = str(error), "Check the disk"
        raise LedgerError(
            f"{doing} {path} stopped: {why}. {do}; all that was recorded before is as it was."
        ) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def put(path: Path) -> Iterator[Path]:
    """Write to the temporary path given; the file stands under its name only when all went well."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}{TEMPORARY}")
    try:
        with in_words(path, "Writing"):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            with temporary.open("rb+") as handle:
                os.fsync(handle.fileno())
            os.replace(temporary, path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


def claim(path: Path, content: bytes) -> bool:
    """Create a file only if nobody has; False when another writer was first."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}{TEMPORARY}")
    try:
        with in_words(path, "Writing"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            sync_folder(path.parent)
            return True
    finally:
        with suppress(OSError):
            temporary.unlink()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    digest = sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
