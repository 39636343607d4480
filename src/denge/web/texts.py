"""Texts that were pasted, and how far each has come on its way to a brief."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from denge.core.errors import UnknownName
from denge.web.desk import ledger_at, readings_of
from denge.web.settings import limit
from denge.web.sheets.home import examples

__all__ = ["Job", "Jobs", "Texts", "clean"]

STEPS = ("fetch", "read", "record", "brief")


def clean(text: str) -> str:
    """A text as a file would hold it: line feeds alone, no lone surrogate.

    >>> clean("a\\r\\nb\\ud800")
    'a\\nb?'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass
class Texts:
    """Texts by the id of their reading: examples, those of the ledger, and pasted ones."""

    ledger: str | None
    _pasted: OrderedDict[str, dict[str, Any]] = field(default_factory=OrderedDict)

    def keep(self, text: dict[str, Any]) -> None:
        """Keep a pasted text in memory, the oldest making room."""
        self._pasted[text["id"]] = text
        self._pasted.move_to_end(text["id"])
        while len(self._pasted) > limit("texts_kept"):
            self._pasted.popitem(last=False)

    def get(self, key: str) -> dict[str, Any]:
        """A text.

        Raises
        ------
        UnknownName
            It is not here (any more).
        """
        if key in self._pasted:
            self._pasted.move_to_end(key)
            return self._pasted[key]
        if key in examples():
            return examples()[key]
        held = readings_of(ledger_at(self.ledger)).get(key) if self.ledger else None
        if held is not None:
            return {"id": key, "text": held.text, "title": held.title, "source": held.source}
        kept = "" if self.ledger else " Without a ledger a text is forgotten when denge stops."
        raise UnknownName(f"there is no text {key!r} here.{kept} Paste it again on the home page.")


@dataclass
class Job:
    """One text on its way: the steps done, what was found, where its brief is, or what failed."""

    id: str
    steps: tuple[str, ...]
    done: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    goal: str = ""
    error: str = ""
    status: int = 422

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return bool(self.goal and set(self.steps) <= set(self.done)) or bool(self.error)


@dataclass
class Jobs:
    """Jobs by id, the oldest making room."""

    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)

    def new(self, *steps: str) -> Job:
        """A job with these steps ahead of it."""
        job = Job(token_urlsafe(9), steps)
        self._jobs[job.id] = job
        while len(self._jobs) > limit("jobs_kept"):
            self._jobs.popitem(last=False)
        return job

    def get(self, key: str) -> Job:
        """A job.

        Raises
        ------
        UnknownName
            It is not here any more.
        """
        if key not in self._jobs:
            raise UnknownName(f"there is no work {key!r} here any more; paste the text again.")
        return self._jobs[key]
