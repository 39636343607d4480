"""The text itself, cut where quotations begin and end, so that each can be reached and seen."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Piece", "anchor", "paragraphs", "pieces"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `anchors` are the quotations that begin at it."""

    text: str
    marked: bool
    anchors: tuple[str, ...] = ()


def anchor(span: Span) -> str:
    """The anchor of a quotation.

    >>> anchor((12, 40))
    'q-12-40'
    """
    return f"q-{span[0]}-{span[1]}"


def pieces(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> list[Piece]:
    """Cut text[start:end] at every border of a span; overlapping spans mark together.

    >>> [(p.text, p.marked) for p in pieces("abcdef", [(1, 3), (2, 4)])]
    [('a', False), ('b', True), ('c', True), ('d', True), ('ef', False)]
    """
    end = len(text) if end is None else end
    inside = sorted({s for s in spans if s[0] < end and s[1] > start})
    cuts = sorted({start, end, *(c for s in inside for c in s if start < c < end)})
    found = []
    for left, right in itertools.pairwise(cuts):
        marked = any(s[0] <= left and right <= s[1] for s in inside)
        begins = tuple(anchor(s) for s in inside if s[0] == left or (s[0] < left == start))
        found.append(Piece(text[left:right], marked, begins if marked else ()))
    return found


def paragraphs(text: str, spans: Iterable[Span]) -> list[list[Piece]]:
    """The text by lines, each cut into pieces; empty lines vanish."""
    spans = list(spans)
    out, at = [], 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            out.append(pieces(text, spans, at, end))
        at = end + 1
    seen: set[str] = set()
    for cut in out:
        for n, piece in enumerate(cut):
            fresh = tuple(a for a in piece.anchors if a not in seen)
            seen.update(fresh)
            cut[n] = Piece(piece.text, piece.marked, fresh)
    return out
