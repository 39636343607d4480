"""Reports of one act join one cluster: a row of the record with the texts that tell of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Added", "Disagreement"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which a report and the row that it joined differ.

    `ours` is the row's value, `theirs` the report's; `quote_span` is the place in the text read.
    """

    field: str
    ours: str
    theirs: str
    row_id: str
    item: str
    quote_span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Added:
    """What a reading brought: items that joined known rows, new clusters, and disagreements."""

    joined: int
    new: int
    disagreements: tuple[Disagreement, ...] = ()
