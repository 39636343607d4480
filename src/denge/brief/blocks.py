"""What a brief is made of, before any format is chosen: lines, tables, charts, claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = [
    "Badge",
    "Block",
    "Chart",
    "ClaimCard",
    "Control",
    "Details",
    "Drawing",
    "Fact",
    "FigureRef",
    "Inline",
    "Line",
    "Link",
    "Panel",
    "Paragraph",
    "QuoteRef",
    "RowRef",
    "Section",
    "SentenceRef",
    "Table",
    "Trail",
    "Verbatim",
    "plain",
]


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A number that opens its trail; `figure_id` names the trail entry."""

    text: str
    figure_id: str


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """A quotation that leads to its sentence in the text; `span` is [start, end) in characters."""

    text: str
    span: tuple[int, int]
    lang: str


@dataclass(frozen=True, slots=True)
class SentenceRef:
    """Words that lead to a sentence of the text; `span` is [start, end) in characters."""

    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """A page behind a row; becomes a link only for http and https."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row of the record that is printed elsewhere on the page; `text` is its id."""

    text: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A short word that is also told apart by its shape, as `tone` names it."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Words that stay in their own language, whatever the brief is written in."""

    text: str
    lang: str


Inline = str | FigureRef | QuoteRef | SentenceRef | RowRef | Link | Badge | Verbatim
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `role` is "" or one of lead, note, warning."""

    line: Line
    role: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` holds the columns that hold numbers."""

    id: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: tuple[int, ...] = ()
    row_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """One SVG of a chart: `body` is markup of our own making, every text in it escaped."""

    width: int
    height: int
    body: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart whose title states the finding, drawn for wide and narrow pages, with its twin.

    `title_line` is the same title where a figure in it opens its trail.
    """

    id: str
    title: str
    description: str
    wide: Drawing
    narrow: Drawing
    table: Table | None = None
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    title_line: Line = ()


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks behind a summary that opens without a script."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number set large, with the words that say what it is."""

    value: FigureRef
    label: str
    interval: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim weighed: what the text says, the verdict, and the rule that gave it."""

    id: str
    statement: str
    verdict: Badge
    because: Line
    quotes: Line
    evidence: tuple[tuple[str, Line], ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of one figure."""

    figure_id: str
    label: str
    value: str
    lines: tuple[tuple[str, Line], ...]
    notes: tuple[Line, ...]
    rows: Table | None


@dataclass(frozen=True, slots=True)
class Control:
    """One slider; `key` names it in the address, and each stop has the words that it shows.

    Attributes
    ----------
    start : int
        The stop at which the page is written.
    """

    key: str
    label: str
    stops: tuple[float, ...]
    shown: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Sentences that a script says anew as sliders move; without a script they stand as they are.

    Attributes
    ----------
    said : tuple[tuple[str, str], ...]
        Each sentence with its key.
    data : dict
        What the script computes from; `kind` says how.
    """

    id: str
    title: str
    hint: str
    controls: tuple[Control, ...]
    said: tuple[tuple[str, str], ...]
    data: dict[str, Any]


Block = Paragraph | Table | Chart | Details | ClaimCard | Trail | Panel | tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `id` is its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    apart: bool = False


def plain(line: Line) -> str:
    """A line as bare text.

    >>> plain(("P = ", FigureRef("4 %", "target.p")))
    'P = 4 %'
    """
    return "".join(part if isinstance(part, str) else part.text for part in line)
