"""What `measure`, `compare` and `why` are asked about: the data, the question, the lake."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from denge.measure.rows import View
    from denge.record.engine import Engine

__all__ = ["Data", "Question", "numbers_by_name"]

Lake = Literal["icews", "gdelt"]
Office = Literal["head_of_state", "head_of_government", "foreign_minister"]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Data:
    """Where the data come from.

    Attributes
    ----------
    as_of : str
        Use only what was known on this day.
    ledger : str
        A ledger; without one, the casebook and the world pack.
    casebook : str
        Folder of your own casebook, in place of the packaged one; `denge record check` checks it.
    source : str
        Lake of events of the ledger, for measures on events.
    engine : str
        Where questions to the lake run: duckdb, or spark://HOST:PORT.
    include_unreviewed : bool
        Count machine readings that nobody has reviewed.
    """

    as_of: str = ""
    ledger: str = ""
    casebook: str = ""
    source: Lake = "icews"
    engine: str = "duckdb"
    include_unreviewed: Annotated[bool, Parameter(negative="")] = False

    @property
    def day(self) -> date | None:
        """The as-of day."""
        return _day(self.as_of, "end")

    def view(self, state: str = "") -> View:
        """The rows known on the day, with those of the ledger's lake about a state."""
        from denge.record import open as open_ledger

        place: Any = open_ledger(self._place() or None, must_exist=True)
        if self.casebook:
            from denge.record.casebook import load_package

            place.package = load_package(self.casebook)
        return place.view(self.day, include_unreviewed=self.include_unreviewed, state=state)

    def lake(self, state: str, year: int | None, *, wanted: bool = True) -> dict[str, Any]:
        """What the ledger's lake holds for measures of one state; nothing without a ledger.

        Where it holds no events, that is said if they are `wanted`.
        """
        from denge.measure.dyads import monthly_rows, partner_months, yearly_rows
        from denge.record.engine import open_engine

        place: Any = self._open_lake()
        if place is None:
            return {}
        with open_engine(self.engine) as running:
            cells = self._cells(place, running, types=True)
            told = _held(lambda: self._publishers(place, running))
            risk = _risk_rows(place, running)
            calls = _held(lambda: _ballots(place.lake))
            pacts = _held(lambda: _pact_rows(place.table("alliances", running), running, state))
            points = _held(lambda: _points(place.table("ideal_points", running, self.day), running))
        held: dict[str, Any] = {
            "publishers": told,
            "gpr": risk,
            "alliances": pacts,
            "published": [row for row in points or () if row["state"] == state],
            "points": points or (),
            **(calls or {}),
        }
        rows = yearly_rows(cells) if cells is not None else []
        if not rows:
            if wanted:
                self._say_empty()
            return held
        return held | {
            "events": rows,
            "monthly": monthly_rows(cells),
            "partners_monthly": partner_months(cells, state),
            "source": self.source,
            **_described(self.source, told or []),
            "year": year or max(int(row["year"]) for row in rows),
            "peers": _peers(state, rows),
        }

    def cells(self) -> Any:
        """Events of all states counted by dyad, month and quad class; None where there are none."""
        from denge.record.engine import open_engine

        place: Any = self._open_lake()
        if place is None:
            return None
        with open_engine(self.engine) as running:
            cells = self._cells(place, running, types=False)
        if cells is None or not cells.num_rows:
            self._say_empty()
            return None
        return cells

    def _place(self) -> str:
        """Path or address of the ledger."""
        from denge.core.errors import InputError

        if not self.ledger and self.engine != "duckdb":
            raise InputError(f"--engine {self.engine} asks a lake; name its ledger with --ledger")
        return self.ledger

    def _open_lake(self) -> Any:
        from denge.record import open as open_ledger

        return open_ledger(self._place(), must_exist=True) if self.ledger else None

    def _cells(self, place: Any, engine: Engine, *, types: bool) -> Any:
        from denge.measure.dyads import cells_of

        def ask() -> Any:
            events = place.events(self.source, engine=engine, as_of=self.day)
            return cells_of(events, engine, types=types)

        return _held(ask)

    def _publishers(self, place: Any, engine: Engine) -> list[dict[str, Any]]:
        from denge.measure.coverage import publisher_rows

        if self.source == "icews":
            return publisher_rows(place.table("icews", engine, self.day), engine)
        events = place.events(self.source, engine=engine, as_of=self.day, rule="report")
        return publisher_rows(events, engine)

    def _say_empty(self) -> None:
        print(
            f"the lake of {self.ledger} holds no events of {self.source}; load some with: "
            f"denge record load {self.source} PATH --ledger {self.ledger}",
            file=sys.stderr,
        )


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the data.

    Attributes
    ----------
    axis : str
        Rival axis, such as usa_russia, or two poles as usa:russia.
    scheme : str
        Pole scheme of the catalogue, such as great_powers.
    group : str
        Peer group to rank in.
    office : str
        Office whose holder's trips are put in order, for `sequence`; the one that leads the state
        when left out.
    start : str
        First day of the window.
    end : str
        Last day of the window.
    paragraphs : str
        Whether votes on single paragraphs count in `votes`; to keep them needs a ledger's votes.
    target_usd : float
        The value of a trade target in USD, for `target`.
    hosts : tuple of str
        Hosts of an itinerary in the order visited.
    seed : int
        Seed of the draws; the same seed gives the same figures.
    """

    axis: str = ""
    scheme: str = ""
    group: str = ""
    office: Office | None = None
    start: Annotated[str, Parameter(name="--from")] = ""
    end: Annotated[str, Parameter(name="--to")] = ""
    paragraphs: Literal["drop", "keep"] = "drop"
    target_usd: float | None = None
    hosts: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = ()
    seed: int = 0

    def options(self) -> dict[str, Any]:
        """Keyword options for measures; None where nothing was said.

        Raises
        ------
        InputError
            The window ends before it begins, or the seed is negative.
        """
        from denge.core.errors import InputError
        from denge.core.state import state as find_state

        start, end = _day(self.start, "start"), _day(self.end, "end")
        if start and end and start > end:
            raise InputError(f"the window ends on {end}, before it begins on {start}")
        if self.seed < 0:
            raise InputError(f"a seed is a whole number of 0 or more, not {self.seed}")
        return {
            "axis": self.axis or None,
            "scheme": self.scheme or None,
            "group": self.group or None,
            "office": self.office,
            "paragraphs": self.paragraphs,
            "start": start,
            "end": end,
            "value_usd": self.target_usd,
            "hosts": tuple(find_state(host).iso3 for host in self.hosts) or None,
            "seed": self.seed,
        }


def numbers_by_name(pairs: tuple[str, ...]) -> dict[str, float]:
    """Read `trips=2 imports=1`.

    Raises
    ------
    InputError
        A pair is not written so, or its number is negative or not finite.

    >>> numbers_by_name(("trips=2", "imports=0.5"))
    {'trips': 2.0, 'imports': 0.5}
    """
    from math import isfinite

    from denge.core.errors import InputError

    try:
        found = {name: float(value) for name, _, value in (pair.partition("=") for pair in pairs)}
    except ValueError:
        raise InputError(
            f"weights are written as trips=2 imports=1, not {' '.join(pairs)}"
        ) from None
    bad = [name for name, value in found.items() if not (isfinite(value) and value >= 0)]
    if bad:
        raise InputError(
            f"a weight is a number of 0 or more; that of {', '.join(bad)} is {found[bad[0]]}"
        )
    return found


def _day(text: str, side: Literal["start", "end"]) -> date | None:
    from denge.core.dates import parse_when

    return getattr(parse_when(text), side) if text else None


def _held(take: Callable[[], Any]) -> Any:
    """What `take` gives, or None where the lake does not hold it."""
    from denge.core.errors import UnknownName

    try:
        return take()
    except UnknownName:
        return None


def _peers(state: str, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    from denge.measure.rank import group_of, peers

    group = group_of(state)
    return tuple(sorted({row["source"] for row in rows})) if group == "nearest" else peers(group)


def _described(source: str, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Origins and doubts of a source of events; ICEWS has raw files and sets of facts."""
    from denge.record.source import source_spec

    names = [source] if source != "icews" or any(row["publisher"] for row in told) else []
    if source == "icews" and (not told or not all(row["publisher"] for row in told)):
        names.append("icews_facts")
    specs = [source_spec(name) for name in names]
    return {
        "origins": tuple(spec.origin() for spec in specs),
        "doubt": "; ".join(f"{spec.title}: {spec.doubt}" for spec in specs if spec.doubt),
    }


def _risk_rows(place: Any, engine: Engine) -> list[dict[str, Any]] | None:
    """The index of geopolitical risk by month, from the file that reaches the later month."""
    from denge.measure.tension import months_of_days

    def monthly() -> list[dict[str, Any]]:
        table = place.table("geopolitical_risk", engine)
        kept = table.filter((table.series == "GPR") & (table.source == "gpr_monthly"))
        rows = engine.rows(kept.select("day", "value", "source")).to_pylist()
        return [{"month": r["day"], "GPR": r["value"], "source": r["source"]} for r in rows]

    def daily() -> list[dict[str, Any]]:
        table = place.table("geopolitical_risk_daily", engine)
        return months_of_days(engine.rows(table.select("day", "gpr", "source")).to_pylist())

    found = [rows for rows in (_held(monthly), _held(daily)) if rows]
    return max(found, key=lambda rows: max(row["month"] for row in rows)) if found else None


def _ballots(lake: Any) -> dict[str, Any]:
    """Roll calls of the first source of votes that the lake holds, and its name."""
    from denge.core.errors import UnknownName
    from denge.record.voting import ballots

    sources = ("un_votes_matrix", "un_votes_long", "undl_votes")
    for source in sources[:-1]:
        try:
            return {"ballots": ballots(lake, source), "vote_source": source}
        except UnknownName:
            continue
    return {"ballots": ballots(lake, sources[-1]), "vote_source": sources[-1]}


def _pact_rows(table: Any, engine: Engine, state: str) -> list[dict[str, Any]]:
    """What others owe one state by treaty, by year."""
    obligations = ("defense", "offense", "neutral", "nonagg", "consul")
    kept = table.filter(table.state == state)
    return engine.rows(kept.select("state", "partner", "year", *obligations)).to_pylist()


def _points(table: Any, engine: Engine) -> list[dict[str, Any]]:
    """Ideal points from all votes in the releases that the lake holds, with their 90 % bands."""
    names = {"ideal_point_all": "mean", "low_5_all": "low", "high_95_all": "high"}
    kept = table.select("source", "state", "year", *names)
    rows = engine.rows(kept).to_pylist()
    return [{names.get(str(key), str(key)): value for key, value in row.items()} for row in rows]
