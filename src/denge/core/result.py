"""What every result gives: its figures, its table, its trail and its citation."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

    from denge.core.trail import Assumption, Figure, Origin, Step

__all__ = ["Result", "data_age", "period_of"]


class Result(ABC):
    """Mixin for frozen slotted dataclasses; a subclass has the four fields and `figures()`.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from denge.core.estimate import Estimate
    >>> from denge.core.trail import Figure
    >>> @dataclass(frozen=True, slots=True)
    ... class Count(Result):
    ...     n: int
    ...     origins: tuple = ()
    ...     assumptions: tuple = ()
    ...     seed: int | None = None
    ...     as_of: date | None = None
    ...     def figures(self):
    ...         return (Figure("count.trips", "Trips", Estimate(self.n, reason="a count")),)
    >>> Count(8).table()[0]["median"]
    8
    """

    __slots__ = ()

    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @abstractmethod
    def figures(self) -> tuple[Figure, ...]:
        """Every number of the result that a person may read."""

    def figure(self, figure_id: str) -> Figure:
        """The figure with this id.

        Raises
        ------
        UnknownName
            The result has no such figure; the message names the nearest.
        """
        from denge.core.errors import UnknownName, nearest

        for figure in self.figures():
            if figure.id == figure_id:
                return figure
        known = [figure.id for figure in self.figures()]
        raise UnknownName(f"no figure is called {figure_id!r}; {nearest(figure_id, known)}")

    def table(self) -> list[dict[str, Any]]:
        """One row per figure: id, label, median, low, high, level, unit, period, notes.

        The notes end with the age of data that are older than the catalogue's `stale_years`.
        """
        return [
            {"id": f.id, "label": f.label}
            | f.estimate.to_dict()
            | {"period": f.period, "notes": "; ".join((*f.notes, *self.age_of(f)))}
            for f in self.figures()
        ]

    def age_of(self, figure: Figure) -> tuple[str, ...]:
        """The sentence that a figure from old data carries; none for recent ones."""
        if any(note.startswith("rests on votes of") for note in figure.notes):
            return ()  # it says so itself
        return data_age(figure.period, self.as_of)

    def trail(self) -> tuple[Step, ...]:
        """Every row behind any figure, each once, in the order of first use."""
        return tuple(dict.fromkeys(step for f in self.figures() for step in f.trail))

    def cite(self) -> str:
        """The sources behind the result, one a line."""
        return "\n".join(dict.fromkeys(origin.cite() for origin in self.origins))

    def chart(self, *ids: str) -> alt.VConcatChart:
        """The figures as an Altair chart: dots at the medians, bars over the intervals.

        Parameters
        ----------
        *ids : str
            The figures to draw; by default those with an interval, else all.

        Raises
        ------
        UnknownName
            The result has no such figure.
        """
        from denge.core.chart import interval_chart

        if ids:
            return interval_chart([self.figure(name) for name in ids])
        figures = self.figures()
        return interval_chart([f for f in figures if f.estimate.has_interval] or figures)

    def _repr_html_(self) -> str:
        """A table of the figures and their chart as a picture, as a notebook shows them."""
        from denge.core.chart import alt_text, as_svg

        rows = "".join(
            f'<tr><th scope="row">{escape(f.label)}</th><td>{escape(str(f.estimate))}</td>'
            f"<td>{escape(f.period)}</td></tr>"
            for f in self.figures()
        )
        head = "".join(f'<th scope="col">{name}</th>' for name in ("figure", "estimate", "period"))
        known = f", as of {self.as_of}" if self.as_of else ""
        table = (
            f"<table><caption>{type(self).__name__}{known}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
        drawn = [f for f in self.figures() if f.estimate.has_interval]
        if not drawn:
            return table
        said = escape(alt_text(drawn))
        return f'{table}<div role="img" aria-label="{said}">{as_svg(self.chart())}</div>'


def data_age(period: str, as_of: date | None) -> tuple[str, ...]:
    """The sentence that data older than the catalogue's `stale_years` carry, by their last year.

    Parameters
    ----------
    period : str
        A year, a day, or a span that ends with one; anything else has no age.
    as_of : date | None
        Today when None.

    >>> data_age("2018", date(2025, 11, 19))
    ('data of 2018, 7 years before',)
    >>> data_age("2023-12-01/2025-11-19", date(2025, 11, 19))
    ()
    """
    from denge.core.catalogue import read_yaml

    found = re.search(r"(\d{4})(?:-\d\d)?(?:-\d\d)?$", period)
    if not found:
        return ()
    age = (as_of or date.today()).year - int(found[1])
    fresh = int(read_yaml("catalogue/assumptions.yaml")["stale_years"]["value"])
    return (f"data of {found[1]}, {age} years before",) if age > fresh else ()


def period_of(start: date, end: date) -> str:
    """`start/end` in ISO, or the bare year where the two span exactly one.

    >>> period_of(date(2024, 1, 1), date(2024, 12, 31))
    '2024'
    """
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start.isoformat()}/{end.isoformat()}"
