"""Text becomes a `Reading`: events, deals, targets, statuses, flows and claims, each with its quote.

The grammar is in `endings`, `who`, `roles` and `mood`; the words are data under `catalogue/lexicon`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denge.read.reader import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    if name == "read":
        from denge.read.reader import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
