"""Writes a brief: whole or not at all, and never over a file that denge did not make."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from denge.core.errors import BadOutput

__all__ = ["may_write", "write"]

_MARKS = ('<meta name="generator" content="denge ', "<!-- denge ", '"made_by": "denge ')


def may_write(path: str | Path, *, force: bool = False) -> None:
    """Check a place before any work is done.

    Raises
    ------
    BadOutput
        The folder is missing or closed, the place is a folder, or a file is there that denge did
        not make and `force` is False.
    """
    place = Path(path)
    if place.is_dir():
        raise BadOutput(f"{path} is a folder; name a file, such as {place / 'brief.html'}.")
    if not place.parent.is_dir():
        raise BadOutput(f"there is no folder {place.parent}; make it, or name another place.")
    if not os.access(place.parent, os.W_OK) or (place.exists() and not os.access(place, os.W_OK)):
        raise BadOutput(f"{path} cannot be written; choose another place with --out.")
    if place.exists() and not force and not _made_by_denge(place):
        raise BadOutput(
            f"{path} is there already and denge did not make it; choose another place, or add "
            f"--force."
        )


def write(text: str, path: str | Path, *, force: bool = False) -> None:
    """Write through a file beside it, so that no half brief is ever left.

    Raises
    ------
    BadOutput
        See `may_write`.
    """
    may_write(path, force=force)
    place = Path(path)
    try:
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    except OSError as error:
        raise BadOutput(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, place)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise BadOutput(f"{path} cannot be written: {error.strerror}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _made_by_denge(place: Path) -> bool:
    try:
        with place.open(encoding="utf-8") as file:
            head = file.read(2000)
    except (OSError, UnicodeDecodeError):
        return False
    return not head or any(mark in head for mark in _MARKS)
