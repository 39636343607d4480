"""Which ledger files were made or checked here. The list stands outside the files themselves."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from denge.record.durable import in_words, put

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Trust"]


class Trust:
    """The list of trusted ledgers: its random name and the place where it stands.

    The list is `denge/ledgers.json` in the user's data folder (`XDG_DATA_HOME`). A file copied to
    another place, or brought by someone else, is not on it.
    """

    def __init__(self, path: Path | None = None) -> None:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        self.path = path or home / "denge" / "ledgers.json"

    def holds(self, ledger_id: str, place: Path) -> bool:
        return ledger_id in self._read().get(str(place.resolve()), [])

    def add(self, ledger_id: str, place: Path) -> None:
        """Trust the ledger of this name at this place."""
        where = str(place.resolve())
        with self._alone():
            known = self._read()
            known[where] = sorted({*known.get(where, []), ledger_id})
            with put(self.path) as temporary:
                temporary.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time, so that two ledgers made at once are both on the list."""
        with in_words(self.path, "Writing"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield

    def _read(self) -> dict[str, list[str]]:
        try:
            return json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
