"""How much of a power's leader travel goes to a state, and of the visits to it come from there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.rows import origins_of, rows_if_any, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = ["Attention", "Travel", "attention", "share_of_travel", "travel_by_power"]

_DRAWS = 4000


def share_of_travel(
    to_state: int, in_all: int, hosts: int, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Draws of the share of one state in a power's travel.

    $$p \sim \mathrm{Beta}(n + \tfrac12,\; N - n + \tfrac{m - 1}{2})$$

    the margin of a Dirichlet with weight 1/2 for each of the m states.

    Parameters
    ----------
    to_state, in_all : int
        n visits of N.
    hosts : int
        m, states that were visited at least once, the state itself counted too.

    Returns
    -------
    ndarray, shape (draws,)

    Examples
    --------
    >>> draws = share_of_travel(5, 100, 40, 4000, np.random.default_rng(0))
    >>> bool(0.03 < draws.mean() < 0.06)
    True
    """
    return rng.beta(to_state + 0.5, in_all - to_state + (max(hosts, 2) - 1) / 2, draws)


@dataclass(frozen=True, slots=True)
class Travel:
    """Visits of one power's leaders, or of foreign leaders to it, in the last years on record.

    Attributes
    ----------
    power : str
        ISO3 code.
    direction : str
        "received": its leaders go to states; "paid": leaders of states come to it.
    first, last : int
        Years, both included.
    by_state : dict[str, int]
        Visits by the other state; two leaders there on one day are one visit.
    rows : dict[str, tuple[Row, ...]]
        The rows behind them.
    """

    power: str
    direction: str
    first: int
    last: int
    by_state: dict[str, int]
    rows: dict[str, tuple[Row, ...]]

    def rank(self, state: str) -> int:
        """Place of the state, 1 for the most visits; equals share the better place."""
        return 1 + sum(n > self.by_state.get(state, 0) for n in self.by_state.values())


@dataclass(frozen=True, slots=True)
class Attention(Result):
    """The share of each power's recorded leader travel that goes to a state."""

    state: str
    travels: tuple[Travel, ...]
    shares: tuple[Estimate, ...]
    steps: tuple[tuple[Step, ...], ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        name = find_state(self.state).name()
        return tuple(
            Figure(
                id=f"attention.{t.power}.{t.direction}",
                label=_LABELS[t.direction].format(power=find_state(t.power).name(), state=name),
                estimate=share,
                period=f"{t.first}/{t.last}",
                method="Beta posterior of a share of visits",
                trail=steps,
                assumptions=self.assumptions,
                origins=origins,
                notes=(_told(t, self.state),),
            )
            for t, share, steps, origins in zip(
                self.travels, self.shares, self.steps, self._origins(), strict=True
            )
        )

    def _origins(self) -> list[tuple[Origin, ...]]:
        def urls(t: Travel) -> set[str]:
            return {row["source_url"] for rows in t.rows.values() for row in rows}

        return [tuple(o for o in self.origins if o.url in urls(t)) for t in self.travels]


_LABELS = {
    "received": "Share of foreign visits by leaders of {power} that go to {state}",
    "paid": "Share of foreign leaders' visits to {power} that come from {state}",
}


def attention(view: View, state: str, *, seed: int = 0) -> Attention:
    """Share of each power's recorded leader travel that goes to a state, and its place.

    Lists of travel are kept by few powers, so that they say how much of that power's travel a
    state gets and not how a state divides its own; they enter no count of vectors.

    Raises
    ------
    EmptyTies
        No list of travel is loaded, or none was known on the day.
    """
    rows = rows_if_any(view, "leader_travel")
    travels = tuple(t for t in travel_by_power(rows) if t.power != state)
    if not travels:
        raise EmptyTies("no list of leaders' travels is loaded")
    rng = np.random.default_rng(seed)
    steps = tuple(_steps(t.rows.get(state, ())) for t in travels)
    every = [r for t in travels for rows in t.rows.values() for r in rows[:1]]
    return Attention(
        state=state,
        travels=travels,
        shares=tuple(_share(t, state, rng) for t in travels),
        steps=steps,
        origins=origins_of(view, _steps(every)),
        assumptions=(assumed("attention.window_years"),),
        seed=seed,
        as_of=view.as_of,
    )


def travel_by_power(rows: Iterable[Row]) -> list[Travel]:
    """Travel by power and direction in the last years of each list."""
    lists: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        paid = row["role"] == "leader"
        power, other = (row["state"], row["home"]) if paid else (row["home"], row["state"])
        if other and other != power:
            key = power, "paid" if paid else "received"
            lists.setdefault(key, []).append(row | {"other": other})
    return [_recent(*key, found) for key, found in sorted(lists.items(), reverse=True)]


def _recent(power: str, direction: str, rows: list[Row]) -> Travel:
    last = max(int(row["year"]) for row in rows)
    first = last - int(assumed_number("attention.window_years")) + 1
    by_state: dict[str, dict[tuple, Row]] = {}
    for row in rows:
        if int(row["year"]) >= first:
            # A day has one visit; a list by years has as many as rows.
            key = (row["start"],) if row["start"] else (row["row_id"],)
            by_state.setdefault(row["other"], {}).setdefault(key, row)
    count = Counter({code: len(visits) for code, visits in by_state.items()})
    kept = {code: tuple(visits.values()) for code, visits in by_state.items()}
    return Travel(power, direction, first, last, dict(count), kept)


def _share(travel: Travel, state: str, rng: np.random.Generator) -> Estimate:
    n, total = travel.by_state.get(state, 0), sum(travel.by_state.values())
    hosts = len({*travel.by_state, state})
    return estimate_from_draws(share_of_travel(n, total, hosts, _DRAWS, rng), "share of visits")


def _told(travel: Travel, state: str) -> str:
    n, total = travel.by_state.get(state, 0), sum(travel.by_state.values())
    return (
        f"{n} of {total} visits in {travel.first}-{travel.last}, place {travel.rank(state)} "
        f"among {len({*travel.by_state, state})} states"
    )


def _steps(rows: Iterable[Row]) -> tuple[Step, ...]:
    kept = list(rows)
    says = [f"{r['start'] or r['year']}: {r['traveller']} in {r['state']}" for r in kept]
    return steps_of("leader_travel", kept, says)
