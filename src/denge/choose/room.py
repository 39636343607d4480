"""Room for manoeuvre: the moves away from today's mix that a state can afford."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.payoff import full_effort, payoff
from denge.choose.strategies import Strategy
from denge.choose.worlds import block_levels, width, worlds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.worlds import Worlds

__all__ = ["Room", "mix_grid", "room", "room_by_scenario"]


@dataclass(frozen=True, slots=True)
class Room:
    """The affordable mixes.

    Attributes
    ----------
    poles : tuple[str, ...]
    mixes : ndarray, shape (mix, pole)
        A grid over all ways to spend the budget on poles.
    affordable : ndarray of bool, shape (mix,)
        Whether the move to it stays within `loss` in at least `share` of the worlds.
    size : float
        Share of the grid that is affordable.
    size_low, size_high : float
        The same at two Monte Carlo standard errors of each mix's share of worlds.
    reach_low, reach_high : ndarray, shape (pole,)
        Smallest and largest engagement with each pole among affordable mixes.
    loss, share : float
        % of GDP a year; share of sampled worlds.
    year : int
    worlds : int
    """

    poles: tuple[str, ...]
    mixes: NDArray[np.float64]
    affordable: NDArray[np.bool_]
    size: float
    size_low: float
    size_high: float
    reach_low: NDArray[np.float64]
    reach_high: NDArray[np.float64]
    loss: float
    share: float
    year: int
    worlds: int


def mix_grid(poles: int, step: float) -> NDArray[np.float64]:
    """All mixes whose shares are multiples of `step` and sum to 1, shape (mix, pole).

    >>> mix_grid(2, 0.5)
    array([[0. , 1. ],
           [0.5, 0.5],
           [1. , 0. ]])
    """
    parts = round(1 / step)
    bars = np.array(list(combinations(range(parts + poles - 1), poles - 1)), dtype=int)
    bars = bars.reshape(-1, poles - 1)
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), parts + poles - 1)])
    return (np.diff(edges, axis=1) - 1) / parts


def room(
    parameters: Parameters,
    exposure: Exposure,
    year: int,
    draws: int = 1000,
    seed: int = 0,
    tension: tuple[float, float] = (0.0, 1.0),
    loss: float | None = None,
    share: float | None = None,
) -> Room:
    """Which mixes a state can move to and lose no more than `loss` in `share` of the worlds.

    The loss is against staying in today's mix, in the same world and year.

    Parameters
    ----------
    year : int
        Years after the move.
    tension : (low, high)
        Only worlds in this band of tension count.
    loss, share : float, optional
        The settings `room_loss` (% of GDP a year) and `room_share` by default.

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from denge.choose.state_file import exposure
    >>> found = room(load_parameters(), exposure("UZB"), year=2, draws=50)
    >>> 0 < found.size <= 1
    True
    """
    loss = parameters.setting("room_loss") if loss is None else loss
    share = parameters.setting("room_share") if share is None else share
    mixes = mix_grid(len(exposure.poles), parameters.setting("discretion"))
    world = _world(parameters, exposure, year, draws, seed, tension)
    stay = _total(exposure.mix, world, exposure, parameters)
    held = np.array([(_total(m, world, exposure, parameters) >= stay - loss).mean() for m in mixes])
    error = 2 * np.sqrt(np.maximum(held * (1 - held), 0) / len(world))
    inside = held >= share
    reach = mixes[inside] if inside.any() else exposure.mix[None, :]
    return Room(
        exposure.poles,
        mixes,
        inside,
        float(inside.mean()),
        float((held - error >= share).mean()),
        float((held + error >= share).mean()),
        reach.min(axis=0),
        reach.max(axis=0),
        loss,
        share,
        year,
        len(world),
    )


def _world(
    parameters: Parameters,
    exposure: Exposure,
    year: int,
    draws: int,
    seed: int,
    tension: tuple[float, float],
) -> Worlds:
    """Worlds of one year whose tension lies in a band, stretched evenly over the band."""
    from dataclasses import replace

    levels = block_levels(seed, 0, draws, width(parameters, exposure))
    world = worlds(levels, parameters, exposure, (year,))
    if tension == (0.0, 1.0):
        return world
    low, high = tension
    return replace(world, tension=low + levels[:, 1] * (high - low))


def _total(
    mix: NDArray[np.float64], world: Worlds, exposure: Exposure, parameters: Parameters
) -> NDArray[np.float64]:
    effort = full_effort(Strategy("move", "", mix), world, exposure, parameters)
    return payoff(effort, world, exposure, parameters).total


def room_by_scenario(
    parameters: Parameters,
    exposure: Exposure,
    years: tuple[int, ...] = (1, 5, 10),
    draws: int = 500,
    seed: int = 0,
) -> dict[tuple[str, int], Room]:
    """Room for manoeuvre by band of tension and by years after the move."""
    return {
        (name, year): room(parameters, exposure, year, draws, seed, (low, high))
        for name, (low, high) in parameters.tension_bands.items()
        for year in years
    }
