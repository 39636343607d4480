"""One channel under one scenario: the moves of a scenario file that concern it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import BadScenario
from denge.stress.corridor import stress_corridor
from denge.stress.corridor_base import corridor_base
from denge.stress.ensemble import block_sizes
from denge.stress.joint import joint_inputs, stress_all
from denge.stress.moves import closed_arcs
from denge.stress.oil_revenue import stress_oil
from denge.stress.sanctions import buyers_share, stress_sanctions
from denge.stress.scenario import draw_moves
from denge.stress.tension import stress_tension
from denge.stress.trade_base import trade_base

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.corridor_base import CorridorBase
    from denge.stress.ledger_rows import Rows
    from denge.stress.result import StressResult
    from denge.stress.scenario import Move, Scenario

__all__ = ["stress_channel"]

_WHAT = {
    "oil": ("oil_price", "price_cap"),
    "corridor": ("arc", "transit", "group", "neighbour"),
    "sanctions": ("sanctions",),
    "tension": ("tension",),
}


def stress_channel(
    view: Rows,
    channel: Literal["oil", "corridor", "sanctions", "tension", "all"],
    state: str,
    *,
    scenario: Scenario | None = None,
    product: str = "crude",
    draws: int = 20_000,
    seed: int = 0,
) -> StressResult:
    """Stress one channel, or all, with the part of a scenario that concerns it.

    Raises
    ------
    BadScenario
        The scenario is about other states or does not move this channel, or there are no draws.
    """
    block_sizes(draws)
    if channel == "all":
        inputs = joint_inputs(view, state, scenario)
        return stress_all(view, state, scenario=scenario, draws=draws, seed=seed, inputs=inputs)
    if scenario and scenario.states and state not in scenario.states:
        raise BadScenario(
            f"scenario {scenario.name!r} is about {', '.join(scenario.states)}, not {state}"
        )
    moved = _moved(view, scenario, channel, draws, seed)
    name, story = (scenario.name, scenario.story) if scenario else ("", "")
    if channel == "oil":
        changes = [amount for move, amount in moved if move.what == "oil_price"]
        change = np.prod([1 + a for a in changes], axis=0) - 1 if changes else 0.0
        return stress_oil(
            view, state, draws=draws, seed=seed, price_change=change,
            caps=_caps(view, state, scenario, moved), scenario=name, story=story,
        )  # fmt: skip
    if channel == "corridor":
        solved = corridor_base(view, state, product)
        closed = _closed(solved, moved) if moved else None
        return stress_corridor(
            view, state, product, draws=draws, seed=seed, closed=closed, solved=solved,
            scenario=name, story=story,
        )  # fmt: skip
    if channel == "sanctions":
        ids = [move.id for move, _ in moved] or None
        return stress_sanctions(
            view, state, draws=draws, seed=seed, names=ids, scenario=name, story=story
        )
    move = moved[0][0] if moved else None
    return stress_tension(
        view, state, draws=draws, seed=seed, start=move.level if move else None,
        held=bool(move and move.held), scenario=name, story=story,
    )  # fmt: skip


def _moved(
    view: Rows, scenario: Scenario | None, channel: str, draws: int, seed: int
) -> list[tuple[Move, NDArray[np.float64]]]:
    """Moves of this channel with their amounts, scaled to the part of the year they cover."""
    if scenario is None:
        return []
    rng = np.random.default_rng(np.random.SeedSequence([seed, 0]))
    amounts = draw_moves(scenario, draws, rng)
    share = scenario.share_of_year(view.as_of)
    moved = [
        (move, amount if move.what == "price_cap" else share * amount)
        for move, amount in zip(scenario.moves, amounts, strict=True)
        if move.what in _WHAT[channel]
    ]
    if not moved:
        moves = ", ".join(dict.fromkeys(move.what for move in scenario.moves))
        raise BadScenario(f"scenario {scenario.name!r} moves {moves}, nothing of {channel}")
    return moved


def _caps(
    view: Rows,
    state: str,
    scenario: Scenario | None,
    moved: list[tuple[Move, NDArray[np.float64]]],
) -> list[tuple[NDArray[np.float64], float]]:
    """Price caps, each with the share of the year's exports that it holds for."""
    capped = [(move, cap) for move, cap in moved if move.what == "price_cap"]
    if not capped or scenario is None:
        return []
    base, part = trade_base(view, state), scenario.share_of_year(view.as_of)
    return [(cap, part * buyers_share(base, move.id)) for move, cap in capped]


def _closed(
    solved: CorridorBase, moved: list[tuple[Move, NDArray[np.float64]]]
) -> dict[str, NDArray[np.float64]]:
    """Share of the year lost by arc, shape (draw,); arcs that two moves close lose by both."""
    kept: dict[str, NDArray[np.float64]] = {}
    ids = np.array(solved.corridors.network.ids)
    for move, amount in moved:
        for arc in ids[closed_arcs(solved, move.what, move.id)]:
            kept[arc] = kept.get(arc, np.ones_like(amount)) * (1 - np.clip(amount, 0, 1))
    return {arc: 1 - left for arc, left in kept.items()}
