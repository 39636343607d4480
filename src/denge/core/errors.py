"""Every error that denge raises on purpose, drawn as a tree.

DengeError
├── InputError            what the user gave cannot be used
│   ├── UnreadableText    a file is missing, binary, empty or not text
│   ├── UnknownLanguage   a text in a language that denge does not read
│   ├── UnknownState      a name or code that is no known state
│   ├── UnknownName       a measure, scenario, strategy, table … that does not exist
│   ├── BadScenario       a scenario, network or matrix that contradicts itself
│   └── BadOutput         a place that cannot be written
├── DataError             a table breaks its contract
│   ├── BadRow            one row, named by table and number
│   ├── UnknownColumn     a column or category never met before
│   └── EmptyTies         no positive flow, so shares are undefined
├── LedgerError           a ledger or lake cannot be opened, written or trusted
├── SourceError           a publisher's file cannot be had, or is not what it says
└── MissingExtra          an optional package is needed; the message names it

A message says what was found, where, and what to do next.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BadOutput",
    "BadRow",
    "BadScenario",
    "DataError",
    "DengeError",
    "EmptyTies",
    "InputError",
    "LedgerError",
    "MissingExtra",
    "SourceError",
    "UnknownColumn",
    "UnknownLanguage",
    "UnknownName",
    "UnknownState",
    "UnreadableText",
    "nearest",
]


class DengeError(Exception):
    """Root of all errors that denge raises on purpose; ``str()`` is a sentence for a person."""


class InputError(DengeError):
    """What the user gave cannot be used."""


class UnreadableText(InputError):
    """A file is missing, binary, empty or not text."""


class UnknownLanguage(InputError):
    """A text is in a language that denge does not read."""


class UnknownState(InputError):
    """A name or code is no known state."""


class UnknownName(InputError):
    """A measure, scenario, strategy, table or source with this name does not exist."""


class BadScenario(InputError):
    """A scenario, network or matrix contradicts itself or names what does not exist."""


class BadOutput(InputError):
    """The result cannot be written where it was asked for."""


class DataError(DengeError):
    """A table breaks its contract."""


class BadRow(DataError):
    """One row breaks its contract; the message names table and row."""


class UnknownColumn(DataError):
    """A column or category has never been met before."""


class EmptyTies(DataError):
    """No positive flow, so shares are undefined."""


class LedgerError(DengeError):
    """A ledger or lake cannot be opened, written or trusted."""


class SourceError(DengeError):
    """A publisher's file cannot be had, or is not what it says."""


class MissingExtra(DengeError):
    """An optional package is needed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package!r}. "
            f"Install it with: pip install 'denge[{extra}]'"
        )


def nearest(word: str, known: Iterable[str], n: int = 3) -> str:
    """Name the known words nearest to a misspelt one, as the tail of a message.

    >>> nearest("Kazakstan", ["Kazakhstan", "Kyrgyzstan", "Peru"])
    'nearest: Kazakhstan, Kyrgyzstan'
    """
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_folded, n=n, cutoff=0.6)
    return "nearest: " + ", ".join(by_folded[name] for name in close) if close else "none is near"
