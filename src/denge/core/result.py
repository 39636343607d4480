"""What every result gives: its figures, its table, its trail and its citation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denge.core.trail import Assumption, Figure, Origin, Step

__all__ = ["Result", "period_of"]


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
        """One row per figure: id, label, median, low, high, level, unit, period, notes."""
        return [
            {"id": f.id, "label": f.label}
            | f.estimate.to_dict()
            | {"period": f.period, "notes": "; ".join(f.notes)}
            for f in self.figures()
        ]

    def trail(self) -> tuple[Step, ...]:
        """Every row behind any figure, each once, in the order of first use."""
        return tuple(dict.fromkeys(step for f in self.figures() for step in f.trail))

    def cite(self) -> str:
        """The sources behind the result, one a line."""
        return "\n".join(dict.fromkeys(origin.cite() for origin in self.origins))

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(f.label)}</td><td>{escape(str(f.estimate))}</td>"
            f"<td>{escape(f.period)}</td></tr>"
            for f in self.figures()
        )
        return f"<table><tr><th>figure</th><th>estimate</th><th>period</th></tr>{rows}</table>"


def period_of(start: date, end: date) -> str:
    """`start/end` in ISO, or the bare year where the two span exactly one.

    >>> period_of(date(2024, 1, 1), date(2024, 12, 31))
    '2024'
    """
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start.isoformat()}/{end.isoformat()}"
