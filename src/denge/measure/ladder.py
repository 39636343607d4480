"""The partnership ladder of a state, and the institutions that it shares with each pole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies, UnknownColumn
from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.rows import day, home_state, origins_of, rows_about, steps_of
from denge.measure.shared_organisations import shared_numbers
from denge.measure.world import world_origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from denge.measure.rows import Row, View

__all__ = ["Institutions", "Ladder", "Rung", "institutions", "is_member", "ladder", "rung_of"]

_FILE = "catalogue/ladder.yaml"


@dataclass(frozen=True, slots=True)
class Rung:
    """Where one partner stands.

    Attributes
    ----------
    level : str
        Highest level reached, `height` its place on the ladder from 1.
    since : str
        Date as its source states it; "" when none does.
    depth : str
        "treaty", "declaration", "statement" or "" by the instrument named.
    """

    partner: str
    level: str
    height: int
    since: str
    depth: str
    step: Step


@dataclass(frozen=True, slots=True)
class Ladder(Result):
    """Every partner's rung, highest first, the earliest first within a rung."""

    state: str
    rungs: tuple[Rung, ...]
    top: int
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        count = "a place on an ordered list, read off dated documents"
        return tuple(
            Figure(
                id=f"ladder.{rung.partner}",
                label=f"Rung of {rung.partner} on the partnership ladder ({rung.level})",
                estimate=Estimate(rung.height, unit=f"of {self.top} rungs", reason=count),
                period=rung.since or "undated",
                method="highest level of a dated document",
                trail=(rung.step,),
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"instrument: {rung.depth}",) if rung.depth else (),
            )
            for rung in self.rungs
        )


@dataclass(frozen=True, slots=True)
class Institutions(Result):
    """Organisations of a state, and how many of them it shares with each partner.

    Attributes
    ----------
    member_of, shared : tuple and dict of organisations
        Empty where only numbers by pair are known.
    number : dict[str, int]
        Organisations shared, by partner.
    year : int | None
        Of the numbers; None where memberships on the as-of date are counted.
    """

    state: str
    member_of: tuple[str, ...]
    shared: dict[str, tuple[str, ...]]
    number: dict[str, int]
    year: int | None
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        count = "a count of recorded memberships"
        return tuple(
            Figure(
                id=f"institutions.{partner}",
                label=f"Organisations shared with {partner}",
                estimate=Estimate(shared, unit="organisations", reason=count),
                period=str(self.year or self.as_of or ""),
                method="members of both on the date",
                trail=self._steps(partner),
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(", ".join(self.shared[partner]) if self.shared else _NOT_NAMED,),
            )
            for partner, shared in self.number.items()
        )

    def _steps(self, partner: str) -> tuple[Step, ...]:
        """The row of the pair, or the memberships of the state."""
        own = f"organisations shared with {partner}"
        return tuple(s for s in self.steps if self.shared or s.says.endswith(own))


_NOT_NAMED = "the source counts the organisations of a pair and does not name them"


def rung_of(level: str) -> int:
    """Place of a level on the ladder, from 1 (diplomatic relations) up.

    Raises
    ------
    UnknownColumn
        The catalogue does not know the level.

    >>> rung_of("alliance") > rung_of("strategic_partnership") > rung_of("diplomatic_relations")
    True
    """
    for height, rung in enumerate(read_yaml(_FILE)["rungs"], start=1):
        if level in rung["levels"]:
            return height
    raise UnknownColumn(f"no rung of {_FILE} holds the level {level!r}; add it where it belongs")


def ladder(view: View, state: str) -> Ladder:
    """The highest level that each partner has reached, by documents known on the date.

    Raises
    ------
    EmptyTies
        No partnership document of the state is recorded.
    """
    rows = rows_about(view, "partnerships", state)
    if not rows:
        raise EmptyTies(
            f"no partnership of {state} is recorded; add partnerships.csv to a casebook"
        )
    best: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: str(r["date"] or "9999")):
        held = best.get(row["partner"])
        if held is None or rung_of(row["level"]) > rung_of(held["level"]):
            best[row["partner"]] = row
    rungs = sorted((_rung(row) for row in best.values()), key=lambda r: (-r.height, r.since or "9"))
    return Ladder(
        state=state,
        rungs=tuple(rungs),
        top=len(read_yaml(_FILE)["rungs"]),
        origins=origins_of(view, [r.step for r in rungs]),
        assumptions=(),
        seed=None,
        as_of=view.as_of,
    )


def institutions(view: View, state: str) -> Institutions:
    """Organisations of a state and those shared with each other member, on the as-of date.

    Where no memberships of the state are recorded, the last numbers by pair of the ledger's lake
    or of the world pack.

    Raises
    ------
    EmptyTies
        Neither is known of the state.
    """
    home = home_state(view)
    rows = [row for row in view.rows("memberships") if is_member(row, view.as_of)]
    own = [row for row in rows if row["member"] == state]
    if not own or (home and home != state):
        return _numbers_alone(view, state)  # a casebook lists the organisations of its own state
    names = {row["organisation"] for row in own}
    shared: dict[str, list[str]] = {}
    for row in rows:
        if row["organisation"] in names and row["member"] != state:
            shared.setdefault(row["member"], []).append(row["organisation"])
    ordered = {k: tuple(v) for k, v in sorted(shared.items(), key=lambda kv: -len(kv[1]))}
    says = [
        f"member of {row['organisation']} since {row['joined'] or 'a date not seen'}" for row in own
    ]
    steps = steps_of("memberships", own, says)
    return Institutions(
        state=state,
        member_of=tuple(sorted(names)),
        shared=ordered,
        number={partner: len(names) for partner, names in ordered.items()},
        year=None,
        steps=steps,
        origins=origins_of(view, steps),
        assumptions=(),
        seed=None,
        as_of=view.as_of,
    )


def _numbers_alone(view: View, state: str) -> Institutions:
    found = shared_numbers(view, state)
    steps = tuple(found.steps.values())
    packed = steps[0].table.startswith("world/")
    origins = (world_origin("organisations"),) if packed else origins_of(view, steps)
    return Institutions(
        state=state,
        member_of=(),
        shared={},
        number=dict(sorted(found.number.items(), key=lambda kv: (-kv[1], kv[0]))),
        year=found.year,
        steps=steps,
        origins=origins,
        assumptions=(),
        seed=None,
        as_of=view.as_of,
    )


def _rung(row: Row) -> Rung:
    since = str(row["date"] or "")
    says = f"{row['label']} with {row['partner']}, {since or 'date not seen'}"
    (step,) = steps_of("partnerships", [row], [says])
    return Rung(
        row["partner"], row["level"], rung_of(row["level"]), since, _depth(row["instrument"]), step
    )


def _depth(instrument: str) -> str:
    words: Iterable[dict] = read_yaml(_FILE)["instruments"]
    text = (instrument or "").casefold()
    return next((w["depth"] for w in words if any(k in text for k in w["words"])), "")


def is_member(row: Row, as_of: date | None) -> bool:
    """Whether a membership row holds on a day; observers are no members.

    >>> is_member({"role": "member", "joined": "1994", "left": "2003"}, date(2004, 1, 1))
    False
    """
    if "observer" in str(row.get("role") or "").casefold():
        return False
    if as_of is None:
        return not row["left"]
    joined, left = day(row["joined"]), day(row["left"])
    return (joined is None or joined <= as_of) and (left is None or left > as_of)
