"""The trail of a figure: the rows, quotations and assumptions that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.core.estimate import Estimate

__all__ = ["Assumption", "Figure", "Origin", "Step"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data comes from, ready to be cited.

    `id` is the key of the source in `catalogue/sources`; dates are ISO text.
    """

    id: str
    title: str
    producer: str = ""
    url: str = ""
    licence: str = ""
    citation: str = ""
    date_published: str = ""
    date_accessed: str = ""

    def cite(self) -> str:
        parts = [self.citation or ". ".join(p for p in (self.producer, self.title) if p)]
        return " ".join(p for p in (*parts, self.url) if p)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that nobody measured here: data with a unit and a reference, never a constant."""

    id: str
    label: str
    value: float | str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    reference: str = ""
    identified: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One row behind a figure.

    Attributes
    ----------
    table, row_id : str
        Where the row stands (`engagements`, `eng-3f2a…`; for a reading, the table is `reading`).
    says : str
        The row in plain words, as it enters the figure.
    source_url : str
        The page behind the row; "" only for a sentence of the text being read.
    known_from : str
        ISO day from which the row was known.
    quote : str
        The sentence read, where the row comes from a text.
    quote_span : tuple[int, int] | None
        Its [start, end) in the characters of that text.
    doubt : str
        What the casebook marks as doubtful about the row.
    """

    table: str
    row_id: str
    says: str
    source_url: str = ""
    known_from: str = ""
    quote: str = ""
    quote_span: tuple[int, int] | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that a person will read, with all that stands behind it.

    Attributes
    ----------
    id : str
        Stable dotted name, as `denge why STATE FIGURE` takes it (`vectors.engagement.d2`).
    label : str
        English label; pages translate it by its catalogue message.
    estimate : Estimate
    period : str
        Years or days the data cover (`2025`, `2024-11-19/2025-11-19`).
    method : str
        Formula or rule in one line.
    trail : tuple[Step, ...]
    assumptions : tuple[Assumption, ...]
    origins : tuple[Origin, ...]
    notes : tuple[str, ...]
        Limits that must stand beside the number.
    """

    id: str
    label: str
    estimate: Estimate
    period: str = ""
    method: str = ""
    trail: tuple[Step, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    origins: tuple[Origin, ...] = ()
    notes: tuple[str, ...] = field(default=())
