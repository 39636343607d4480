"""What every section of a brief is built from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from denge.brief.blocks import FigureRef, Inline, Link, QuoteRef, Verbatim
from denge.core.catalogue import read_yaml

if TYPE_CHECKING:
    from datetime import date

    from denge.brief.claims import Weighed
    from denge.brief.evidence import Evidence
    from denge.brief.known import Known
    from denge.brief.words import Words
    from denge.core.estimate import Estimate
    from denge.core.reading import Item, Reading
    from denge.core.trail import Figure
    from denge.record.view import Ledger

__all__ = ["DIMENSIONS", "RIVALS", "Context", "figure_label", "host"]

DIMENSIONS = {
    "trips": "trips of leaders",
    "imports": "imports",
    "exports": "exports",
    "investment": "foreign investment",
    "transit": "transit of crude oil by power",
    "institutions": "organisations shared",
    "security": "security ties",
    "alliances": "defence pacts",
}

# What both/and is held against.
RIVALS = {
    "all": "every alignment at once",
    "align_west": "aligning with the West",
    "align_russia": "aligning with Russia",
    "align_china": "aligning with China",
}


@dataclass
class Context:
    """One text (or none), one state, one day, one language.

    Attributes
    ----------
    state : str | None
        ISO3 of the state that the brief is about; None where the text names none.
    as_of : date | None
        Nothing known later enters a finding.
    evidence, with_new : Evidence | None
        Measures on reviewed rows, and with the unreviewed rows of the text beside them.
    """

    words: Words
    reading: Reading | None
    state: str | None
    as_of: date | None
    ledger: Ledger
    evidence: Evidence | None = None
    with_new: Evidence | None = None
    known: tuple[Known, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)
    _rows: dict[str, dict[str, dict]] = field(default_factory=dict)

    @property
    def sentences(self) -> dict[str, tuple[int, int]]:
        """Rows of the record that the text tells of too, with the span of the first sentence."""
        return {
            str(row["row_id"]): known.item.quote_span
            for known in reversed(self.known)
            for row in known.rows
        }

    def ref(self, figure: Figure, text: str | None = None) -> FigureRef:
        """A figure as a link to its trail, which the brief then holds."""
        self.figures.setdefault(figure.id, figure)
        return FigureRef(text or self.words.estimate(figure.estimate), figure.id)

    def quote(self, item: Item) -> QuoteRef | None:
        """The quotation of an item as a link to its sentence."""
        if self.reading is None:
            return None
        return QuoteRef(item.quote, item.quote_span, self.reading.lang)

    def phrase(self, text: str) -> Inline:
        """A sentence of a measure in the language of the brief, else marked as English."""
        found = self.words.rephrase(text)
        return found if found is not None else Verbatim(text, "en")

    def label(self, figure: Figure) -> str:
        """What a figure is, in the brief's language."""
        return figure_label(self.words, figure)

    def interval(self, estimate: Estimate) -> str:
        """Its interval, or why it has none."""
        return self.words.interval(estimate)

    def row_index(self, table: str) -> dict[str, dict]:
        """Rows of a table by id, as the measures saw them, new readings included."""
        if table not in self._rows:
            views = [e.view for e in (self.evidence, self.with_new) if e is not None]
            self._rows[table] = {
                str(row["row_id"]): row
                for view in views
                if table in view.names
                for row in view.rows(table)
            }
        return self._rows[table]

    def source(self, url: str) -> Inline:
        """A link to the page behind a row, named by its host."""
        return Link(host(url), url) if url else self.words.say("the text itself")

    def stale(self, period: str) -> bool:
        """Whether the data year is older than three years at the as-of date."""
        if self.as_of is None:
            return False
        years = int(read_yaml("catalogue/assumptions.yaml")["stale_years"]["value"])
        last = re.search(r"(\d{4})(?:-\d\d-\d\d)?$", period)
        return bool(last) and int(last[1]) < self.as_of.year - years


def figure_label(words: Words, figure: Figure) -> str:
    """The label of a figure by the pattern of its id in `catalogue/brief/figures.yaml`.

    A pattern such as `vectors.share.{pole}` fills the places of its label; a figure without a
    pattern keeps the label of its measure.
    """
    for pattern, label in _labels():
        if match := pattern.fullmatch(figure.id):
            named = {key: _named(words, key, part) for key, part in match.groupdict().items()}
            return words.say(label, **named)
    return words.rephrase(figure.label) or figure.label


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each pattern of an id, compiled once, with its label."""
    unreviewed = r"(?:\.unreviewed)?"
    shapes = {
        re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^.]+)", re.escape(pattern)): entry["label"]
        for pattern, entry in read_yaml("catalogue/brief/figures.yaml").items()
    }
    return tuple((re.compile(shape + unreviewed), label) for shape, label in shapes.items())


def _named(words: Words, key: str, part: str) -> str:
    if key == "rival":
        return words.say(RIVALS.get(part, part))
    if key == "pole":
        return words.pole(part)
    if key == "dimension":
        return words.say(DIMENSIONS.get(part, part))
    if key == "group":
        known = read_yaml("catalogue/peers.yaml")["groups"]
        return words.group(part) if part in known else words.say("the peers named")
    if key == "who":
        return (
            words.say("all statements pooled")
            if part == "any"
            else words.say("as %(state)s counts", state=words.actor(part))
        )
    if key == "ends":
        return " – ".join(words.actor(end) for end in part.split("_"))
    if key in ("axis", "poles"):
        poles = read_yaml("catalogue/poles.yaml")
        axis = poles["axes"].get(part)
        ends = [axis["plus"], axis["minus"]] if axis else re.split("[:_]", part)
        return " – ".join(words.pole(p) for p in ends) if set(ends) <= set(poles["poles"]) else part
    return words.actor(part) if key in ("state", "partner") else part


def host(url: str) -> str:
    """The host of an address, without www.

    >>> host("https://www.example.org/a?b")
    'example.org'
    """
    from urllib.parse import urlsplit

    return (urlsplit(url).netloc or url).removeprefix("www.")
