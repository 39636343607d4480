"""Where the strategy asked about fails, and where wider sanctions take a lever away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.ensemble import Ensemble, Task, worlds_of
from denge.choose.findings import About
from denge.choose.payoff import CHANNELS, full_effort, payoff
from denge.choose.prim import Box, find_box
from denge.choose.result import Finding
from denge.choose.worlds import Worlds, columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.case import Case
    from denge.choose.parameters import Autoregression, Column

__all__ = ["failure_box", "lost_levers"]

_BOX_DRAWS = 10_000
_LEVER_DRAWS = 2_000
_BOX_STREAM = 2  # second key of the seed of the bootstrap


def failure_box(
    total: NDArray[np.float64], main: Ensemble, case: Case
) -> tuple[Box, dict[str, About]]:
    """The box of worlds in which the strategy loses more than `fails_by` to the best of its rivals.

    The box is sought in the first worlds; how many fail (`base`) is counted over all of them.

    Parameters
    ----------
    total : ndarray, shape (strategy, world)

    Returns
    -------
    box : Box
    about : dict
        Quantity to what a sentence on it needs.
    """
    count = min(main.draws, _BOX_DRAWS)
    place = {name: s for s, name in enumerate(main.strategies)}
    rivals = total[[place[name] for name in case.against]].max(axis=0)
    failed = rivals - total[place[case.asked]] > case.parameters.setting("fails_by")
    world = _first_worlds(case, count)
    known = [c for c in columns(case.parameters, case.stakes) if c.kind != "fixed"]
    values = np.vstack([*(world[c.id] for c in known), world.tension, world.price])
    rng = np.random.default_rng(np.random.SeedSequence(case.seed, spawn_key=(0, _BOX_STREAM)))
    names = [*(c.id for c in known), "tension", "price"]
    box = find_box(values, names, failed[:count], rng, case.resamples)
    box = replace(box, base=float(failed.mean()))
    told = {c.id: c for c in (*known, *case.parameters.paths.values())}
    return box, {
        name: _about(told[name], row, box) for name, row in zip(names, values, strict=True)
    }


def _about(told: Column | Autoregression, row: NDArray[np.float64], box: Box) -> About:
    """Label, unit, words, and how many of the worlds a condition cuts off at either end."""
    cut = next((c for c in box.conditions if c.name == told.id), None)
    below, above = ((row < cut.low).mean(), (row > cut.high).mean()) if cut else (0.0, 0.0)
    return About(told.label, told.unit, told.plain, float(below), float(above))


def _first_worlds(case: Case, count: int) -> Worlds:
    parts = (case.parameters, case.stakes, case.book, case.years)
    return worlds_of(Task(*parts, "uniform", case.seed, 0, count))


def lost_levers(case: Case) -> tuple[Finding, ...]:
    """Where wider sanctions raise the payoff: a market already lost is no lever.

    The same worlds are evaluated with each scope at its lower and at its upper tenth.
    """
    asked, known = case.book[case.asked], columns(case.parameters, case.stakes)
    world, found = _first_worlds(case, _LEVER_DRAWS), []
    for column in known:
        if not column.id.startswith("scope."):
            continue
        low, high = column.at(np.array([0.1, 0.9]))
        narrow, wide = (
            payoff(
                full_effort(asked, w, case.stakes, case.parameters), w, case.stakes, case.parameters
            )
            for w in (_with(world, column.id, low), _with(world, column.id, high))
        )
        change = {c: float((wide.channel(c) - narrow.channel(c)).mean()) for c in CHANNELS}
        if sum(change.values()) > 0:
            pole = column.id.partition(".")[2]
            label = case.parameters.pole_label(pole)
            values = {"pole": pole, "label": label} | change
            found.append(Finding("choose.sanctions.lost_lever", values))
    return tuple(found)


def _with(world: Worlds, name: str, value: float) -> Worlds:
    """The same worlds with one quantity held at a value."""
    values = world.values.copy()
    values[world.names.index(name)] = value
    return replace(world, values=values)
