"""The squeeze between two rivals: what is with them, and what their closing strands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from denge.core.errors import DengeError, EmptyTies, InputError
from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.state import names_of
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed as measure_assumed
from denge.measure.dependence import partner_shares
from denge.measure.rows import origins_of
from denge.stress.assumption import assumed
from denge.stress.corridor import solved_steps
from denge.stress.corridor_base import CorridorBase, closing, corridor_base

if TYPE_CHECKING:
    import numpy as np

    from denge.measure.rows import View

__all__ = ["Squeeze", "squeeze"]


@dataclass(frozen=True, slots=True)
class Squeeze(Result):
    """What a state sends and buys through two rivals, and what it loses when they close.

    Attributes
    ----------
    shares : dict[str, Estimate]
        `imports` and `exports` that are with the two together.
    lost : dict[str, float]
        Share of crude exports stranded when the first, the second, or `both` close, as
        `stress.corridor` finds it; empty where no corridors are described.
    onward : dict[tuple[str, str], float]
        Share of the crude that crosses the first of a pair that would go through the second if the
        first closed.
    years : dict[str, int]
        Data year by quantity.
    missing : tuple[str, ...]
        What has no data, and what would load it.
    """

    state: str
    rivals: tuple[str, str]
    shares: dict[str, Estimate]
    lost: dict[str, float]
    onward: dict[tuple[str, str], float]
    years: dict[str, int]
    missing: tuple[str, ...]
    steps: dict[str, tuple[Step, ...]]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                id=f"squeeze.{key}",
                label=label,
                estimate=estimate,
                period=str(self.years[table]),
                method=method,
                trail=self.steps[table],
                assumptions=self.assumptions,
                origins=self.origins,
                notes=self.missing,
            )
            for key, label, estimate, method, table in (*self._trade(), *self._oil())
        )

    def _trade(self) -> list[tuple[str, str, Estimate, str, str]]:
        names = names_of(*self.rivals)
        method = "sum of printed partner shares"
        return [
            (key, f"Share of {key} with {names}", value, method, key)
            for key, value in self.shares.items()
        ]

    def _oil(self) -> list[tuple[str, str, Estimate, str, str]]:
        names = names_of(*self.rivals)
        shut = {"both": f"{names} close"}
        shut |= {code: f"{find_state(code).name()} closes" for code in self.rivals}
        exact = "the optimum of the network with these arcs at 0"
        cut = "1 - maximum flow without the arcs / maximum flow"
        rows = [
            (
                f"oil.{key}",
                f"Share of crude exports stranded if {shut[key]}",
                Estimate(value, unit="share", reason=exact),
                cut,
                "oil",
            )
            for key, value in self.lost.items()
        ]
        rows += [
            (
                f"oil.{first}_to_{then}",
                _would_take(find_state(first).name(), find_state(then).name()),
                Estimate(value, unit="share", reason=exact),
                "rise of the flow through the one / flow through the other that closes",
                "oil",
            )
            for (first, then), value in self.onward.items()
        ]
        return rows


def squeeze(
    view: View, state: str, *, rivals: tuple[str, str] = ("CHN", "RUS"), seed: int = 0
) -> Squeeze:
    """Trade with two rivals, crude exports stranded when their territory closes, and the way out.

    The crude is that of `denge stress corridor`: one network, one set of assumed capacities.

    Parameters
    ----------
    rivals : (str, str)
        ISO3 of the two neighbours.

    Raises
    ------
    EmptyTies
        Neither trade shares nor corridors are recorded for the state.
    InputError
        The state is one of the two, or they are one.
    """
    if state in rivals or len(set(rivals)) < 2:
        raise InputError(
            f"{state} is squeezed between two other states, not between {' and '.join(rivals)}"
        )
    shares, years, steps, missing = {}, {}, {}, []
    for flow in ("imports", "exports"):
        try:
            found = partner_shares(view, state, flow)
        except EmptyTies as error:
            missing.append(str(error))
            continue
        shares[flow] = found.together(rivals)
        years[flow], steps[flow] = found.year, found.steps_of(rivals)
    oil = _crude(view, state, rivals, missing)
    if not shares and not oil:
        raise EmptyTies("; ".join(missing))
    if oil:
        years["oil"], steps["oil"] = oil["year"], oil["steps"]
    everything = [step for part in steps.values() for step in part]
    return Squeeze(
        state=state,
        rivals=rivals,
        shares=shares,
        lost=oil.get("lost", {}),
        onward=oil.get("onward", {}),
        years=years,
        missing=tuple(missing),
        steps=steps,
        origins=origins_of(view, everything),
        assumptions=(
            assumed("assumed_capacity_margin").assumption(),
            measure_assumed("dependence.rounding_percent"),
        ),
        seed=seed,
        as_of=view.as_of,
    )


def _would_take(first: str, then: str) -> str:
    return f"Share of the crude through {first} that {then} would take if {first} closed"


def _crude(view: View, state: str, rivals: tuple[str, str], missing: list[str]) -> dict[str, Any]:
    """Losses, ways out, year and rows of the crude network; {} where none is described."""
    try:
        solved = corridor_base(view, state)
    except DengeError as error:
        missing.append(str(error))
        return {}
    first, second = (solved.corridors.crossing(code) for code in rivals)
    shut = dict(zip((*rivals, "both"), (first, second, first | second), strict=True))
    closed = closing(solved, shut)
    return {
        "lost": {name: 1 - part.delivered / solved.delivered for name, part in closed.items()},
        "onward": {
            (a, b): share
            for a, b, ways in ((*rivals, second), (*rivals[::-1], first))
            if (share := _taken_over(solved, shut[a], ways, closed[a].through(ways))) is not None
        },
        "year": max(solved.corridors.recorded_exports),
        "steps": solved_steps(solved),
    }


def _taken_over(
    solved: CorridorBase, shut: np.ndarray, ways: np.ndarray, after: float
) -> float | None:
    """Rise of the flow through `ways` over the flow that crossed what is shut; None without any."""
    before = solved.through(shut)
    return max(0.0, after - solved.through(ways)) / before if before > 0 else None
