"""Many worlds at once: blocks run anywhere, the same bits come back.

A block of 65,536 worlds is seeded by the child of `SeedSequence(seed)` with its number and always
evaluated whole, so the answer does not depend on the order, the processes or the executor; blocks
are put together in their order.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.choose.payoff import Outcome, full_effort, payoff
from denge.choose.worlds import Worlds, block_levels, blocks, width, worlds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.quantile import Measure
    from denge.choose.strategies import Playbook

__all__ = ["PARTS", "Ensemble", "Task", "ensemble", "run_block", "worlds_of"]

PARTS = ("trade", "oil", "pledges", "coercible", "forced_loss", "largest_loss")
Part = Literal["trade", "oil", "pledges", "coercible", "forced_loss", "largest_loss"]


@dataclass(frozen=True, slots=True)
class Task:
    """All that a worker needs for one block."""

    parameters: Parameters
    exposure: Exposure
    playbook: Playbook
    years: tuple[int, ...]
    measure: Measure
    seed: int
    block: int
    size: int


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Outcomes of static strategies in every world.

    Attributes
    ----------
    strategies : tuple[str, ...]
    parts : ndarray, shape (strategy, part, world)
        `PARTS`, % of GDP a year; the two costs before bargaining weight and hazard.
    effort : ndarray, shape (strategy,)
        Cost of the engagement budget, % of GDP a year.
    nu, forced_hazard, gamma : ndarray, shape (world,)
        Bargaining weight, forced-choice hazard before the mix, curvature.
    """

    strategies: tuple[str, ...]
    parts: NDArray[np.float64]
    effort: NDArray[np.float64]
    nu: NDArray[np.float64]
    forced_hazard: NDArray[np.float64]
    gamma: NDArray[np.float64]

    @property
    def draws(self) -> int:
        return len(self.nu)

    def outcome(self, strategy: str) -> Outcome:
        """The terms of one strategy."""
        s = self.strategies.index(strategy)
        trade, oil, pledges, coercible, forced_loss, largest = self.parts[s]
        return Outcome(
            trade,
            oil,
            pledges,
            coercible,
            forced_loss,
            float(self.effort[s]),
            self.nu,
            self.forced_hazard,
            largest,
            np.zeros(0, dtype=np.int64),
        )

    def first(self, count: int) -> Ensemble:
        """The first `count` worlds."""
        return Ensemble(
            self.strategies,
            self.parts[:, :, :count],
            self.effort,
            self.nu[:count],
            self.forced_hazard[:count],
            self.gamma[:count],
        )

    def total(self) -> NDArray[np.float64]:
        """U, shape (strategy, world), % of GDP a year."""
        p = self.parts
        costs = self.nu * p[:, 3] + self.forced_hazard * p[:, 4]
        return p[:, 0] + p[:, 1] + p[:, 2] - self.effort[:, None] - costs


def worlds_of(task: Task) -> Worlds:
    """The worlds of one block."""
    levels = block_levels(task.seed, task.block, task.size, width(task.parameters, task.exposure))
    return worlds(levels, task.parameters, task.exposure, task.years, task.measure)


def run_block(task: Task) -> Ensemble:
    """All static strategies in the worlds of one block. All strategies see the same draws."""
    world = worlds_of(task)
    static = task.playbook.static
    parts = np.empty((len(static), len(PARTS), len(world)))
    effort = np.empty(len(static))
    outcome = None
    for s, strategy in enumerate(static):
        work = full_effort(strategy, world, task.exposure, task.parameters)
        outcome = payoff(work, world, task.exposure, task.parameters)
        effort[s] = outcome.effort
        for p, name in enumerate(PARTS):
            parts[s, p] = getattr(outcome, name)
    assert outcome is not None
    names = tuple(s.id for s in static)
    return Ensemble(names, parts, effort, outcome.nu, outcome.forced_hazard, world["gamma"])


def ensemble(
    parameters: Parameters,
    exposure: Exposure,
    playbook: Playbook,
    years: tuple[int, ...],
    draws: int,
    seed: int = 0,
    measure: Measure = "uniform",
    executor: Executor | None = None,
) -> Ensemble:
    """Static strategies in `draws` worlds, each a year of the horizon.

    Parameters
    ----------
    draws : int
        Number of worlds; fewer are a prefix of more.
    executor : concurrent.futures.Executor, optional
        Threads, processes, or a cluster's (`dask.distributed.Client.get_executor()`); the answer is
        bit-identical on one machine.

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from denge.choose.state_file import exposure
    >>> from denge.choose.strategies import load_playbook
    >>> stakes = exposure("KAZ")
    >>> found = ensemble(load_parameters(), stakes, load_playbook(stakes), (1, 2), 100)
    >>> found.total().shape
    (7, 100)
    """
    tasks = [
        Task(parameters, exposure, playbook, tuple(years), measure, seed, block, size)
        for block, size in blocks(draws)
    ]
    done = list(map(run_block, tasks) if executor is None else executor.map(run_block, tasks))
    return _joined(done)


def _joined(done: list[Ensemble]) -> Ensemble:
    """Blocks side by side, in their order."""
    if len(done) == 1:
        return done[0]
    return Ensemble(
        done[0].strategies,
        np.concatenate([d.parts for d in done], axis=2),
        done[0].effort,
        np.concatenate([d.nu for d in done]),
        np.concatenate([d.forced_hazard for d in done]),
        np.concatenate([d.gamma for d in done]),
    )
