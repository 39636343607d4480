"""Adaptive strategies: rules that move the mix when a trigger is passed, year by year."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.ensemble import Task, worlds_of
from denge.choose.payoff import (
    Effort,
    Outcome,
    payoff,
    pledge_ratio,
    present_mix,
)
from denge.choose.quantile import beta_quantile, normal_quantile
from denge.choose.terms import alignment_gain
from denge.choose.worlds import Worlds, blocks, logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.quantile import Measure
    from denge.choose.strategies import Adaptive, Playbook, Rule

__all__ = ["PATH_CHANNELS", "Paths", "paths", "run_path_block"]

PATH_CHANNELS = (
    "trade",
    "oil",
    "pledges",
    "coercion",
    "forced_choice",
    "effort",
    "switching",
)
_PATH_STREAM = 1  # second key of the seed of a block's yearly shocks


@dataclass(frozen=True, slots=True)
class Paths:
    """Static and adaptive strategies along the same paths.

    Attributes
    ----------
    strategies : tuple[str, ...]
    channels : ndarray, shape (strategy, channel, world)
        Mean of the years of the horizon, % of GDP a year, costs negative.
    moves : ndarray, shape (strategy, world)
        Changes of course over the horizon.
    """

    strategies: tuple[str, ...]
    channels: NDArray[np.float64]
    moves: NDArray[np.float64]

    def total(self) -> NDArray[np.float64]:
        """U, shape (strategy, world), % of GDP a year."""
        return self.channels.sum(axis=1)


@dataclass(slots=True)
class _Course:
    """Where one strategy stands in every world."""

    plan: Adaptive | None
    now: NDArray[np.int64]
    gain: NDArray[np.float64]
    pledge: NDArray[np.float64]
    pledge_sum: NDArray[np.float64]
    corridors: NDArray[np.float64]
    last: Outcome | None = None


def _courses(playbook: Playbook, world: Worlds, poles: int) -> list[_Course]:
    names = [s.id for s in playbook.static]
    plans: list[Adaptive | None] = [None] * len(names) + list(playbook.adaptive)
    starts = names + [p.start for p in playbook.adaptive]
    n = len(world)
    return [
        _Course(
            plan,
            np.full(n, names.index(start)),
            np.zeros((n, poles)),
            np.ones((n, poles)),
            np.zeros((n, poles)),
            np.zeros(n),
        )
        for plan, start in zip(plans, starts, strict=True)
    ]


def run_path_block(task: Task) -> Paths:
    """All strategies of one block along its yearly paths.

    A rule sees what was known the year before: last year's tension and last year's losses. One loop
    over years and strategies, so longer than most.
    """
    world, book = worlds_of(task), task.playbook
    years = max(task.years)
    shock = np.random.default_rng(
        np.random.SeedSequence(task.seed, spawn_key=(task.block, _PATH_STREAM))
    ).random((task.size, years, 2 + len(task.exposure.routes)))
    targets = _targets(book, world, task.exposure, task.parameters)
    courses = _courses(book, world, len(task.exposure.poles))
    channels = np.zeros((len(courses), len(PATH_CHANNELS), len(world)))
    moves = np.zeros((len(courses), len(world)))
    tension = np.full(len(world), task.parameters.paths["tension"].start)
    price = np.full(len(world), task.parameters.paths["price"].start)
    known = logistic(tension)
    for t in range(years):
        tension, price, year_world = _year(world, task, t, shock[:, t], tension, price)
        for s, course in enumerate(courses):
            moved = _move(course, known, book, task.exposure)
            effort = _follow(course, targets, world["adjustment"], t + 1, book)
            course.last = payoff(effort, year_world, task.exposure, task.parameters)
            moves[s] += moved
            if t + 1 in task.years:
                for c, name in enumerate(PATH_CHANNELS[:-1]):
                    channels[s, c] += course.last.channel(name)
                channels[s, -1] -= moved * world["switch_cost"]
        known = year_world.tension
    names = tuple(s.id for s in book.static) + tuple(a.id for a in book.adaptive)
    return Paths(names, channels / len(task.years), moves)


def _targets(
    book: Playbook, world: Worlds, exposure: Exposure, parameters: Parameters
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Alignment and pledge scale that each static strategy tends to."""
    present = present_mix(exposure, parameters)
    return [
        (
            alignment_gain(s.mix, present, world["gamma"], world["alignment_sd"]),
            pledge_ratio(s.mix, world, exposure, parameters),
        )
        for s in book.static
    ]


def _year(
    world: Worlds,
    task: Task,
    t: int,
    level: NDArray[np.float64],
    tension: NDArray[np.float64],
    price: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], Worlds]:
    """The world one year on: new tension, price and outages, everything else unchanged."""
    z = normal_quantile(level[:, :2])
    tension = task.parameters.paths["tension"].step(tension, z[:, 0])
    price = task.parameters.paths["price"].step(price, z[:, 1])
    values = world.values
    if task.exposure.routes:
        about, values = task.parameters.per_route["outage"], values.copy()
        for r, route in enumerate(task.exposure.routes):
            lost = beta_quantile(level[:, 2 + r], float(about["a"]), float(about["b"]))
            values[world.names.index(f"outage.{route.id}")] = lost
    year = np.full(len(world), float(t + 1))
    level_now = task.parameters.paths["price"].held(np.exp(price))
    return (
        tension,
        price,
        replace(world, values=values, year=year, tension=logistic(tension), price=level_now),
    )


def _move(
    course: _Course, tension: NDArray[np.float64], book: Playbook, exposure: Exposure
) -> NDArray[np.float64]:
    """Apply the first rule that fires in each world; 1.0 where the course changed."""
    if course.plan is None:
        return np.zeros(len(tension))
    before = course.now.copy()
    open_ = np.ones(len(tension), dtype=bool)
    for rule in course.plan.rules:
        fires = open_ & _fires(rule, course, tension, book)
        course.now = np.where(fires, _destination(rule, course, book, exposure), course.now)
        open_ &= ~fires
    return (course.now != before).astype(float)


def _fires(
    rule: Rule, course: _Course, tension: NDArray[np.float64], book: Playbook
) -> NDArray[np.bool_]:
    names = [s.id for s in book.static]
    origins = list(book.aligned.values()) if rule.origin == "aligned" else [rule.origin]
    here = np.isin(course.now, [names.index(o) for o in origins])
    if rule.when == "tension":
        seen = tension
    elif course.last is None:
        return np.zeros(len(tension), dtype=bool)
    else:
        seen = course.last.largest_loss
    return here & ((seen > rule.above) | (seen < rule.below))


def _destination(
    rule: Rule, course: _Course, book: Playbook, exposure: Exposure
) -> NDArray[np.int64]:
    names = [s.id for s in book.static]
    if rule.to != "least_loss":
        return np.full(len(course.now), names.index(rule.to))
    place = np.array([names.index(book.aligned.get(p, names[0])) for p in exposure.poles])
    kept = course.last.kept_pole if course.last is not None else None
    return place[kept] if kept is not None else course.now


def _follow(
    course: _Course,
    targets: list[tuple[NDArray, NDArray]],
    adjustment: NDArray[np.float64],
    year: int,
    book: Playbook,
) -> Effort:
    """Close part of the gap to the present target; return the effort of the year."""
    part = adjustment[:, None]
    if course.plan is None:
        s = int(course.now[0])
        aim, ratio = targets[s]
        mix, corridor = book.static[s].mix, book.static[s].corridors
    else:
        aim, ratio = (_pick([t[i] for t in targets], course.now) for i in (0, 1))
        mix = np.stack([s.mix for s in book.static])[course.now]
        corridor = np.array([s.corridors for s in book.static])[course.now]
    course.gain = course.gain + part * (aim - course.gain)
    course.pledge = course.pledge + part * (ratio - course.pledge)
    course.pledge_sum = course.pledge_sum + course.pledge
    course.corridors = np.maximum(
        course.corridors, course.corridors + adjustment * (corridor - course.corridors)
    )
    spent = float(np.mean([book.static[i].budget for i in np.unique(course.now)]))
    return Effort(mix, course.gain, course.pledge_sum / year, course.corridors, spent)


def _pick(tables: list[NDArray], which: NDArray[np.int64]) -> NDArray[np.float64]:
    """Row i of table which[i]."""
    picked = tables[0].copy()
    for s, table in enumerate(tables[1:], start=1):
        rows = which == s
        picked[rows] = table[rows]
    return picked


def paths(
    parameters: Parameters,
    exposure: Exposure,
    playbook: Playbook,
    years: tuple[int, ...],
    draws: int,
    seed: int = 0,
    measure: Measure = "uniform",
    executor: Executor | None = None,
) -> Paths:
    """Static and adaptive strategies in `draws` worlds, each followed through every year.

    Seeds, blocks and executors as in `denge.choose.ensemble.ensemble`.

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from denge.choose.state_file import exposure
    >>> from denge.choose.strategies import load_playbook
    >>> stakes = exposure("KAZ")
    >>> found = paths(load_parameters(), stakes, load_playbook(stakes), (1, 2), 50)
    >>> found.strategies[-3:]
    ('shelter', 'watch_the_route', 'open_up')
    """
    tasks = [
        Task(parameters, exposure, playbook, tuple(years), measure, seed, block, size)
        for block, size in blocks(draws)
    ]
    done = list(
        map(run_path_block, tasks) if executor is None else executor.map(run_path_block, tasks)
    )
    return Paths(
        done[0].strategies,
        np.concatenate([d.channels for d in done], axis=2),
        np.concatenate([d.moves for d in done], axis=1),
    )
