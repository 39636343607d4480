"""What is worked out once for a word and kept, since a text uses the same words again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Memo"]

_V = TypeVar("_V")


class Memo(dict[str, _V]):
    """A dictionary that works out what it lacks, and begins anew when it holds `limit` words.

    So memory stays bounded on any text. `[*map(memo.__getitem__, words)]` costs no step of Python
    for a word that is known.

    Examples
    --------
    >>> lengths = Memo(len, limit=2)
    >>> [lengths[word] for word in ("oil", "gas", "oil", "grain")], lengths
    ([3, 3, 3, 5], {'grain': 5})
    """

    __slots__ = ("_limit", "_work")

    def __init__(self, work: Callable[[str], _V], limit: int = 200_000) -> None:
        super().__init__()
        self._work = work
        self._limit = limit

    def __missing__(self, word: str) -> _V:
        if len(self) >= self._limit:
            self.clear()
        found = self[word] = self._work(word)
        return found
