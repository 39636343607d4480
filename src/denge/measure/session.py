"""Ideal points of one session of the General Assembly: the world pack's, or a release loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from denge.core.trail import Origin, Step
from denge.measure.world import (
    Position,
    known_in,
    last_session,
    positions,
    world_origin,
    world_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from denge.measure.rows import Row

__all__ = ["Session", "session_known"]

_BAND = 2 * 1.6448536269514722  # standard deviations across a 90 % band of a normal posterior


@dataclass(frozen=True, slots=True)
class Session:
    """Where every state stood in one session.

    Attributes
    ----------
    year : int
    points : tuple[Position, ...]
        By state; a release that gives no number of votes has 0 there.
    source : str
        Release of the ledger's lake; "" for the world pack.
    """

    year: int
    points: tuple[Position, ...]
    source: str = ""

    def origin(self) -> Origin:
        """Who estimated the points."""
        if not self.source:
            return world_origin("votes")
        from denge.record.source import source_spec

        return source_spec(self.source).origin()

    def step(self, point: Position) -> Step:
        """One point as a step of a trail."""
        says = f"{point.state} {point.year}: ideal point {point.mean:+.2f}"
        if not self.source:
            row = f"{point.state}-{point.year}"
            return world_step("ideal_points", row, f"{says} from {point.votes} votes", "votes")
        origin = self.origin()
        row = f"{self.source}/{point.state}/{point.year}"
        return Step("ideal_points", row, f"{says} in {origin.title}", origin.url)


def session_known(as_of: date | None, loaded: Iterable[Row] = ()) -> Session:
    """The last session known on a day; that of a release where one reaches as late as our own.

    Parameters
    ----------
    loaded : iterable of dict
        Points of releases with state, year, source, mean, low and high (90 % band), in standard
        deviations over all state-sessions. Of several the one with the latest session serves, and
        of those the last by name.

    Examples
    --------
    >>> from datetime import date
    >>> session_known(date(2019, 1, 15)).year
    2018
    >>> row = {"state": "KAZ", "year": 2019, "source": "new", "mean": 0.0, "low": -0.3, "high": 0.3}
    >>> found = session_known(date(2021, 1, 1), [row])
    >>> found.year, found.source, round(found.points[0].sd, 2)
    (2019, 'new', 0.18)
    """
    last = known_in(as_of)
    own = last_session(last)
    rows = [row for row in loaded if own <= row["year"] <= last]
    if not rows:
        every = positions()
        return Session(own, tuple(every[s][own] for s in sorted(every) if own in every[s]))
    year, source = max((row["year"], row["source"]) for row in rows)
    kept = (row for row in rows if (row["year"], row["source"]) == (year, source))
    points = tuple(_position(row) for row in sorted(kept, key=lambda row: row["state"]))
    return Session(year, points, source)


def _position(row: Row) -> Position:
    low, high = float(row["low"]), float(row["high"])
    sd = (high - low) / _BAND
    return Position(row["state"], int(row["year"]), 0, float(row["mean"]), sd, low, high, None)
