"""The manifest of the lake: numbered commits, each a small file that is there whole or not at all.

A commit says which Parquet files came, which left, and which publisher's file they hold. Its number
is claimed by creating the file, so two writers cannot both take it; the loser reads what the winner
did and tries the next. What no commit names does not exist for a reader, so a killed load leaves
the lake as it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from denge.core.errors import LedgerError
from denge.record.durable import claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["Commit", "LakeFile", "Manifest", "SourceFile"]

_CHECKPOINT_EVERY = 64
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a publisher that was loaded: its name, SHA-256, rows, and when."""

    dataset: str
    name: str
    sha256: str
    rows: int
    loaded_at: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file: its path in the lake, partition, size, SHA-256, and span of rows."""

    dataset: str
    path: str
    partition: str
    rows: int
    bytes: int
    sha256: str
    sources: tuple[str, ...]
    first_day: str = ""
    last_day: str = ""
    first_id: int | None = None
    last_id: int | None = None
    superseded_at: str = ""
    held_from: str = ""  # set where rows were rewritten: before that, the superseded file stands


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit changes; paths in `supersede` stay on disk, those in `drop` need not."""

    add: tuple[LakeFile, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    supersede: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    at: str = ""


@dataclass(slots=True)
class _State:
    number: int = 0
    files: dict[str, LakeFile] = field(default_factory=dict)
    sources: dict[tuple[str, str], SourceFile] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


class Manifest:
    """The commits of one lake, folded into its present state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = _State()

    def state(self) -> _State:
        """The state after the newest commit; only commits not yet seen are read."""
        if not self._state.number:
            self._from_checkpoint()
        while (path := self._path(self._state.number + 1)).exists():
            self._fold(_commit_from(self._read(path)))
        return self._state

    def commit(self, make: Callable[[_State], Commit | None]) -> bool:
        """Commit what `make` returns for the newest state; retried when another writer was first.

        `make` may return None when there is nothing to do any more.
        """
        while True:
            state = self.state()
            commit = make(state)
            if commit is None:
                return False
            stamped = replace(commit, at=commit.at or now())
            text = json.dumps({"format": _FORMAT} | asdict(stamped), ensure_ascii=False)
            if claim(self._path(state.number + 1), text.encode()):
                self._fold(stamped)
                self._checkpoint()
                return True

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.json"

    def _read(self, path: Path) -> dict:
        try:
            content = json.loads(path.read_bytes())
        except ValueError as error:
            raise LedgerError(
                f"{path} is damaged ({error}). Restore it from a copy; the data are untouched."
            ) from None
        if content.get("format") != _FORMAT:
            raise LedgerError(
                f"{path} is of lake format {content.get('format')}; this denge reads {_FORMAT}. "
                "Update denge: nothing has been changed."
            )
        return content

    def _fold(self, commit: Commit) -> None:
        state = self._state
        for path in commit.drop:
            state.files.pop(path, None)
            state.dropped.add(path)
        for path in commit.supersede:
            state.files[path] = replace(state.files[path], superseded_at=commit.at)
        for entry in commit.sources:
            state.sources[entry.dataset, entry.name] = entry
        for entry in commit.add:
            state.files[entry.path] = entry
        state.number += 1

    def _checkpoint(self) -> None:
        state = self._state
        if state.number % _CHECKPOINT_EVERY:
            return
        content = {
            "format": _FORMAT,
            "number": state.number,
            "files": [asdict(entry) for entry in state.files.values()],
            "sources": [asdict(entry) for entry in state.sources.values()],
            "dropped": sorted(state.dropped),
        }
        claim(self.folder / f"checkpoint-{state.number:08d}.json", json.dumps(content).encode())

    def _from_checkpoint(self) -> None:
        found = sorted(self.folder.glob("checkpoint-*.json")) if self.folder.is_dir() else []
        if not found:
            return
        content = self._read(found[-1])
        self._state = _State(
            content["number"],
            {entry["path"]: _lake_file(entry) for entry in content["files"]},
            {(e["dataset"], e["name"]): SourceFile(**e) for e in content["sources"]},
            set(content["dropped"]),
        )


def now() -> str:
    """The present moment in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _commit_from(content: dict) -> Commit:
    return Commit(
        add=tuple(map(_lake_file, content["add"])),
        sources=tuple(SourceFile(**entry) for entry in content["sources"]),
        supersede=_tuple(content["supersede"]),
        drop=_tuple(content["drop"]),
        at=content["at"],
    )


def _lake_file(entry: dict) -> LakeFile:
    known: dict[str, Any] = entry | {"sources": _tuple(entry["sources"])}
    return LakeFile(**known)


def _tuple(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)
