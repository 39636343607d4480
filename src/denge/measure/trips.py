"""Trips to poles, each counted once: what every engagement measure starts from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.measure.poles import pole_shares
from denge.measure.rows import day, last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = ["Direction", "Trips", "months_before", "to_the_host", "trips_to_poles"]

Direction = Literal["any", "outgoing", "incoming"]


@dataclass(frozen=True, slots=True)
class Trips:
    """Trips of a state, by start.

    Attributes
    ----------
    poles : tuple[str, ...]
    count : ndarray, shape (trip, pole)
        Share of the trip's engagement that goes to the pole, in [0, 1]; a trip to two poles counts
        once for each.
    start, end : ndarray, shape (trip,)
        Proleptic ordinals of the first and the last day.
    rows : tuple[tuple[Row, ...], ...]
        The rows of each trip.
    outside : int
        Trips in which no pole was met.
    """

    poles: tuple[str, ...]
    count: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    rows: tuple[tuple[Row, ...], ...]
    outside: int = 0

    @property
    def total(self) -> NDArray[np.float64]:
        """Trips to each pole, shape (pole,)."""
        return self.count.sum(axis=0)

    def within(self, first: date, last: date) -> Trips:
        """The trips that start in [first, last].

        Raises
        ------
        InputError
            The window ends before it begins.
        """
        if first > last:
            raise InputError(f"the window ends on {last}, before it begins on {first}")
        keep = (self.start >= first.toordinal()) & (self.start <= last.toordinal())
        met = self.count.sum(axis=1) > 0
        return Trips(
            self.poles,
            self.count[keep & met],
            self.start[keep & met],
            self.end[keep & met],
            tuple(r for r, k in zip(self.rows, keep & met, strict=True) if k),
            int((keep & ~met).sum()),
        )

    def by_tour(self, gap_days: int) -> NDArray[np.float64]:
        """Counts of tours, shape (tour, pole): trips at most `gap_days` apart are one tour.

        Raises
        ------
        EmptyTies
            There is no trip.
        """
        if not len(self.start):
            raise EmptyTies("no trip to any pole in this window; widen it or name other poles")
        reach = np.maximum.accumulate(self.end)
        starts_tour = np.r_[True, self.start[1:] - reach[:-1] > gap_days]
        return np.add.reduceat(self.count, np.flatnonzero(starts_tour), axis=0)


def trips_to_poles(
    rows: Iterable[Row],
    state: str,
    poles: Sequence[str],
    *,
    kinds: Sequence[str] = ("visit", "meeting", "summit"),
    direction: Direction = "any",
    blocs: bool = True,
    third_party: bool = True,
) -> Trips:
    """Group engagement rows of one state into trips and tell which poles each met.

    Rows that share a `trip_id` are one trip; a row without one is its own. A report never counts:
    two rows of one trip with one pole weigh as one.

    Parameters
    ----------
    rows : iterable of engagement rows
    kinds : sequence of str
        Kinds that count; a call is no trip unless named.
    direction : {"any", "outgoing", "incoming"}
        A meeting in a third place is neither outgoing nor incoming.
    blocs : bool
        Whether meetings of organisations count for the poles that lead them.
    third_party : bool
        Whether trips whose date a summit or another third party set are kept.

    Examples
    --------
    >>> row = {"state": "KAZ", "partner": "RUS", "start": "2025-11-11", "end": "", "kind": "visit",
    ...        "direction": "outgoing", "trip_id": "t1", "third_party_date": False}
    >>> trips_to_poles([row, row | {"kind": "meeting"}], "KAZ", ("usa", "russia")).total
    array([0., 1.])
    """
    shares = pole_shares(tuple(poles), blocs)
    groups: dict[str, list[Row]] = defaultdict(list)
    for n, row in enumerate(rows):
        if row["state"] != state or row["kind"] not in kinds or day(row["start"]) is None:
            continue
        if direction != "any" and row["direction"] != direction:
            continue
        if not third_party and row.get("third_party_date"):
            continue
        groups[str(row.get("trip_id") or row.get("row_id") or f"row {n}")].append(row)
    trips = [_trip(group, shares, len(poles)) for group in groups.values()]
    trips.sort(key=lambda trip: (trip[0], trip[1]))
    return Trips(
        tuple(poles),
        np.array([t[2] for t in trips], dtype=np.float64).reshape(len(trips), len(poles)),
        np.array([t[0] for t in trips], dtype=np.int64),
        np.array([t[1] for t in trips], dtype=np.int64),
        tuple(t[3] for t in trips),
    )


def to_the_host(rows: Iterable[Row]) -> list[Row]:
    """Outgoing rows as visits to the state in which they took place, where one is recorded.

    A summit of an organisation in Yerevan is a visit to Armenia, whoever leads the organisation,
    and the week of the United Nations in New York is one to the United States.

    >>> row = {"partner": "CSTO", "country": "ARM", "direction": "outgoing"}
    >>> to_the_host([row])[0]["partner"]
    'ARM'
    """
    from denge.core.state import states

    known = states()
    return [
        row | {"partner": row["country"]}
        if row["direction"] == "outgoing" and row.get("country") in known
        else row
        for row in rows
    ]


def months_before(last: date, months: int) -> date:
    """First day of a window of whole months that ends on `last`.

    >>> months_before(date(2025, 11, 19), 12)
    datetime.date(2024, 11, 20)
    """
    year, month = divmod(last.year * 12 + last.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1).toordinal()
    return date.fromordinal(
        min(date(year, month + 1, 1).toordinal() + last.day - 1, following - 1) + 1
    )


def _trip(
    group: list[Row], shares: dict[str, dict[int, float]], k: int
) -> tuple[int, int, NDArray[np.float64], tuple[Row, ...]]:
    count = np.zeros(k)
    for row in group:
        for pole, share in shares.get(row["partner"], {}).items():
            count[pole] = max(count[pole], share)
    firsts = [d.toordinal() for row in group if (d := day(row["start"]))]
    lasts = [
        d.toordinal() for row in group if (d := last_day(row["end"]) or last_day(row["start"]))
    ]
    return min(firsts), max(lasts), count, tuple(group)
