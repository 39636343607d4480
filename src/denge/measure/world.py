"""The world pack: what is known of every state without any ledger."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from functools import cache
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from denge.core.catalogue import catalogue_path, read_yaml
from denge.core.errors import EmptyTies
from denge.core.trail import Origin, Step

if TYPE_CHECKING:
    from denge.measure.rows import Row

__all__ = [
    "Position",
    "agreements_of",
    "known_in",
    "last_session",
    "neighbours",
    "position",
    "positions",
    "world_macro",
    "world_organisations",
    "world_origin",
    "world_step",
]


class Position(NamedTuple):
    """Ideal point of a state in one session of the General Assembly.

    Attributes
    ----------
    year : int
        Year in which the session opened.
    mean, sd, low, high : float
        Posterior, in standard deviations over all state-sessions; the band holds 90 %.
    p_rise : float | None
        P(higher than in the session before).
    """

    state: str
    year: int
    votes: int
    mean: float
    sd: float
    low: float
    high: float
    p_rise: float | None


def known_in(as_of: date | None) -> int:
    """Last year whose votes were known: a session that opens in autumn ends by the next year.

    >>> known_in(date(2019, 1, 15))
    2018
    """
    return (as_of.year - 1) if as_of else 9999


@cache
def positions() -> dict[str, dict[int, Position]]:
    """All ideal points, by state and year."""
    found: dict[str, dict[int, Position]] = {}
    # Eleven thousand rows behind a page that is to open in two seconds: columns by their place.
    rows = csv.reader(StringIO(_text("ideal_points")))
    columns = next(rows)
    taken = itemgetter(*map(columns.index, Position._fields))
    for state, year, votes, mean, sd, low, high, rise in map(taken, rows):
        point = Position(
            state, int(year), int(votes), float(mean), float(sd), float(low), float(high),
            float(rise) if rise else None,
        )  # fmt: skip
        found.setdefault(point.state, {})[point.year] = point
    return found


def position(state: str, year: int | None = None) -> Position:
    """The ideal point of a state in a year, or the last one known by then.

    Raises
    ------
    EmptyTies
        The state has cast no vote by that year.

    >>> position("USA", 2018).mean > position("CHN", 2018).mean
    True
    """
    years = [y for y in positions().get(state, {}) if year is None or y <= year]
    if not years:
        by = f" by {year}" if year is not None and year < 9999 else ""
        raise EmptyTies(f"{state} has cast no recorded vote in the General Assembly{by}")
    return positions()[state][max(years)]


def last_session(year: int | None = None) -> int:
    """The last year with ideal points, at most `year`.

    Raises
    ------
    EmptyTies
        The General Assembly had not yet voted.
    """
    years = [y for y in positions()["USA"] if year is None or y <= year]
    if not years:
        raise EmptyTies(
            f"no vote of the General Assembly was known by {year}; it first met in 1946"
        )
    return max(years)


@cache
def agreements_of(state: str) -> tuple[Row, ...]:
    """Yearly agreement of one state with the powers, oldest first, as numbers."""
    rows = _rows_of("agreement", state)
    return tuple(
        {
            "state": row["state"],
            "power": row["power"],
            "year": int(row["year"]),
            "votes": int(row["votes"]),
        }
        | {k: float(row[k]) for k in ("identical_share", "agreement", "pi", "kappa")}
        for row in rows
    )


@cache
def neighbours() -> frozenset[tuple[str, str]]:
    """Ordered pairs of states with a common land border."""
    return frozenset((row["state"], row["neighbour"]) for row in _rows("neighbours"))


@cache
def world_macro() -> tuple[Row, ...]:
    """GDP, population and area of every state, in the columns of the casebook's `macro`.

    A quantity that its publisher does not date has no year.
    """
    return tuple(
        {
            "row_id": f"world-{row['indicator']}-{row['country_iso3']}-{row['year']}",
            "indicator": row["indicator"],
            "country_iso3": row["country_iso3"],
            "year": int(row["year"]) if row["year"] else None,
            "value": float(row["value"]),
            "unit": row["unit"],
            "source_url": world_origin(row["source"]).url,
            "known_from": f"{int(row['year']) + 1}-07-01" if row["year"] else "",
            "doubt": "" if row["year"] else "the publisher states no year",
        }
        for row in _rows("macro")
    )


@cache
def world_organisations(state: str) -> tuple[Row, ...]:
    """Number of organisations that a state shares with members of the poles, by year."""
    origin = world_origin("organisations")
    return tuple(
        {
            "row_id": f"world-organisations-{row['state']}-{row['partner']}-{row['year']}",
            "state": row["state"],
            "partner": row["partner"],
            "year": int(row["year"]),
            "shared_organisations": int(row["shared_organisations"]),
            "source_url": origin.url,
            "known_from": f"{row['year']}-12-31",
            "doubt": "",
        }
        for row in _rows_of("shared_organisations", state)
    )


def world_origin(name: str) -> Origin:
    """The source of a part of the world pack: `votes`, `worldbank`, `geonames` ..."""
    entry = read_yaml("catalogue/world/origins.yaml")[name]
    return Origin(id=f"world/{name}", **entry)


def world_step(table: str, row_id: str, says: str, source: str) -> Step:
    """A row of the world pack as a step of a trail."""
    return Step(f"world/{table}", row_id, says, source_url=world_origin(source).url)


def _rows_of(name: str, state: str) -> csv.DictReader:
    """Rows of one state, whose code stands first in its lines."""
    head, _, body = _text(name).partition("\n")
    lines = [line for line in body.splitlines() if line.startswith(f"{state},")]
    return csv.DictReader(StringIO("\n".join([head, *lines])))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(_text(name))))


@cache
def _text(name: str) -> str:
    packed = catalogue_path(f"catalogue/world/{name}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8")
