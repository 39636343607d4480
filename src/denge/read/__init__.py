"""Text becomes a `Reading`: events, deals, targets, statuses, flows and claims, all quoted.

The rules are here, by stage; the words of each language are data under `catalogue/lexicon`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.core.door import make_callable

if TYPE_CHECKING:
    from denge.read.reader import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    if name == "read":
        from denge.read.reader import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__, "read")
