"""The front door: compare the strategies of a state, with every number's Monte Carlo error."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from denge.choose import criteria as rules
from denge.choose.agreement import kendall_w, pareto_front, ranks
from denge.choose.ensemble import Ensemble, Task, ensemble, worlds_of
from denge.choose.findings import box_finding, criteria_finding, flip_finding, share_finding
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.payoff import CHANNELS, full_effort, payoff
from denge.choose.prim import Box, find_box
from denge.choose.quantile import MEASURES
from denge.choose.result import ChooseResult, Criterion, Finding, Share, StrategyRow, spread
from denge.choose.state_file import exposure as find_exposure
from denge.choose.state_file import started
from denge.choose.strategies import Playbook, load_playbook
from denge.choose.threshold import Surface, best_interval, best_weights, flip_point, surface
from denge.choose.worlds import Worlds, block_levels, columns, width, worlds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.payoff import Outcome
    from denge.choose.threshold import Flip
    from denge.measure.rows import View

__all__ = ["batch_error", "compare", "converged_draws", "summary"]

_BATCHES = 20
_BOX_DRAWS = 10_000
_MEASURE_DRAWS = 10_000
_HORIZON_DRAWS = 5_000
_RADIUS_DRAWS = 2_000
_LEVER_DRAWS = 2_000
_BOX_STREAM = 2  # second key of the seed of the bootstrap


def summary(
    view: View | None,
    state: str,
    as_of: date | None = None,
    draws: int = 20_000,
    seed: int = 0,
    horizon: str = "long",
    parameters: Parameters | None = None,
) -> ChooseResult:
    """The comparison for a brief: static strategies, one horizon, about half a second.

    Parameters
    ----------
    view : View, optional
        What the ledger knows; without one the state file's stand-ins are used, and named.
    state : str
        ISO3 code or name.
    as_of : date, optional
        The view's day by default.

    Returns
    -------
    ChooseResult

    Examples
    --------
    >>> found = summary(None, "UZB", draws=400)
    >>> found.asked, found.best["uniform"].value > 0.5
    ('both_and', True)
    """
    return compare(
        state,
        horizon=horizon,
        draws=draws,
        seed=seed,
        view=view,
        as_of=as_of,
        parameters=parameters,
    )


def compare(
    state: str,
    *,
    horizon: str = "long",
    draws: int = 20_000,
    seed: int = 0,
    view: View | None = None,
    as_of: date | None = None,
    strategies: str | Path | None = None,
    parameters: Parameters | None = None,
    exposure: Exposure | None = None,
    executor: Executor | None = None,
) -> ChooseResult:
    """Compare the static strategies of a state.

    Parameters
    ----------
    state : str
        ISO3 code or name.
    horizon : "short" | "long"
        Years of the horizon as in the parameter file; each world shows one of them.
    draws : int
        Sampled worlds.
    strategies : path, optional
        A file of strategies of your own.
    exposure : Exposure, optional
        Stakes of your own instead of the state's.
    executor : concurrent.futures.Executor, optional
        Where blocks of worlds run.

    Returns
    -------
    ChooseResult

    Raises
    ------
    UnknownState, UnknownName, BadScenario
        Something that was named does not exist or contradicts itself.
    """
    parameters = parameters or load_parameters()
    stakes = exposure or find_exposure(state, view, as_of, parameters=parameters)
    parameters = started(parameters, view, as_of)
    book = load_playbook(stakes, strategies)
    years = parameters.years(horizon)
    main = ensemble(parameters, stakes, book, years, draws, seed, "uniform", executor)
    return _assemble(parameters, stakes, book, main, horizon, draws, seed, as_of or _day(view))


def _day(view: View | None) -> date | None:
    return view.as_of if view is not None else None


def _assemble(
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    main: Ensemble,
    horizon: str,
    draws: int,
    seed: int,
    as_of: date | None,
) -> ChooseResult:
    """Put the parts of the answer together; longer than most, as it names each part once."""
    years, (asked, against) = parameters.years(horizon), book.question
    total = main.total()
    scored = _criteria(total, main, parameters, stakes, book, years, seed)
    concordance = kendall_w(np.array([c.ranks for c in scored]))
    by_measure = _by_measure(parameters, stakes, book, main, years, seed, draws)
    best, beats, flips, weights = _answers(by_measure, asked, against)
    grid = _surface(by_measure, asked, against, parameters)
    fails_by = parameters.setting("fails_by")
    box, labels = _box(total, main, parameters, stakes, book, years, seed)
    known = columns(parameters, stakes)
    paths = tuple(p.assumption() for p in parameters.paths.values())
    assumptions = tuple(c.assumption() for c in known) + paths
    stamped = tuple(c.id for c in known if c.identified.casefold() == "no")
    findings = (
        criteria_finding(scored, concordance),
        share_finding(best),
        flip_finding(flips["all"]),
        *(share_finding(beats[rival], rival) for rival in against),
        *(flip_finding(flips[rival], rival) for rival in against),
        *(flip_finding(weights[rival], rival, "nu") for rival in ("all", *against)),
        box_finding(box, labels, fails_by),
        *_lost_levers(parameters, stakes, book, years, seed),
        Finding("choose.not_identified", {"parameters": list(stamped)}),
    )
    return ChooseResult(
        state=stakes.state,
        horizon=horizon,
        draws=draws,
        asked=asked,
        against=against,
        strategies=_rows(parameters, stakes, book, main, total, horizon, seed, draws),
        criteria=scored,
        concordance=concordance,
        evpi=(rules.evpi(total), batch_error(total, rules.evpi)),
        best=best,
        beats=beats,
        flips=flips,
        weights=weights,
        surface=grid,
        box=box,
        box_labels=labels,
        fails_by=fails_by,
        not_identified=stamped,
        unequal=book.unequal,
        missing=stakes.missing,
        assumed=stakes.assumed,
        trade_year=stakes.trade_year,
        findings=findings,
        origins=stakes.origins,
        assumptions=assumptions,
        steps=stakes.steps,
        seed=seed,
        as_of=as_of,
        parameters_origin=parameters.origin,
    )


def batch_error(total: NDArray[np.float64], score, batches: int = _BATCHES):
    """Monte Carlo standard error of any score, from batches of worlds.

    Parameters
    ----------
    total : ndarray, shape (strategy, world)
    score : callable from such an array to a number or one number a strategy

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(1, 40_000))
    >>> bool(abs(batch_error(x, lambda t: t.mean(axis=1))[0] - 1 / 200) < 0.002)
    True
    """
    parts = [score(part) for part in np.array_split(total, min(batches, total.shape[1]), axis=1)]
    return np.std(parts, axis=0, ddof=1) / np.sqrt(len(parts))


def _criteria(
    total: NDArray[np.float64],
    main: Ensemble,
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    years: tuple[int, ...],
    seed: int,
) -> tuple[Criterion, ...]:
    aspiration = parameters.setting("aspiration")
    options = {
        "hurwicz": {"optimism": parameters.setting("optimism")},
        "cvar": {"tail": parameters.setting("tail")},
        "regret_quantile": {"level": parameters.setting("regret_quantile")},
        "starr_domain": {"aspiration": aspiration},
    }
    found = []
    for name, (score, best) in rules.RULES.items():
        if name == "satisficing_radius":
            values, errors = _radius(parameters, stakes, book, years, seed, aspiration)
        else:
            extra = options.get(name, {})
            values = score(total, **extra)
            errors = batch_error(total, lambda part, s=score, e=extra: s(part, **e))
        order = ranks(values, best)
        found.append(
            Criterion(
                name,
                best,
                tuple(float(v) for v in values),
                tuple(float(e) for e in errors),
                tuple(float(r) for r in order),
                _unit(name),
                main.strategies[int(order.argmin())],
            )
        )
    return tuple(found)


def _unit(name: str) -> str:
    if name == "starr_domain":
        return "share of sampled worlds"
    return "share of the ranges" if name == "satisficing_radius" else "% of GDP a year"


def _radius(
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    years: tuple[int, ...],
    seed: int,
    aspiration: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Satisficing radius: worlds from boxes that grow evenly around the central world."""
    levels = block_levels(seed, 0, _RADIUS_DRAWS, width(parameters, stakes))
    size = np.linspace(0.0, 1.0, _RADIUS_DRAWS)
    world = worlds(0.5 + size[:, None] * (levels - 0.5), parameters, stakes, years)
    outcome = np.stack(
        [
            payoff(full_effort(s, world, stakes, parameters), world, stakes, parameters).total
            for s in book.static
        ]
    )
    radius = rules.satisficing_radius(outcome, size, aspiration)
    shuffled = [slice(i, None, 10) for i in range(10)]
    parts = [rules.satisficing_radius(outcome[:, s], size[s], aspiration) for s in shuffled]
    return radius, np.std(parts, axis=0, ddof=1) / np.sqrt(len(parts))


def _by_measure(
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    main: Ensemble,
    years: tuple[int, ...],
    seed: int,
    draws: int,
) -> list[Ensemble]:
    """The question under each input measure, from the same levels."""
    asked, against = book.question
    question, few = book.only((asked, *against)), min(draws, _MEASURE_DRAWS)
    return [
        main.first(few)
        if measure == "uniform"
        else ensemble(parameters, stakes, question, years, few, seed, measure)
        for measure in MEASURES
    ]


def _answers(
    by_measure: list[Ensemble], asked: str, against: tuple[str, ...]
) -> tuple[
    dict[str, Share],
    dict[str, dict[str, Share]],
    dict[str, tuple[Flip, ...]],
    dict[str, tuple[Flip, ...]],
]:
    """Shares best, shares against each rival, and where they flip in hazard and in weight."""
    best: dict[str, Share] = {}
    beats: dict[str, dict[str, Share]] = {rival: {} for rival in against}
    flips: dict[str, list[Flip]] = {rival: [] for rival in ("all", *against)}
    weights: dict[str, list[Flip]] = {rival: [] for rival in ("all", *against)}
    for measure, found in zip(MEASURES, by_measure, strict=True):
        ours, rivals = found.outcome(asked), {name: found.outcome(name) for name in against}
        for name in ("all", *against):
            others = list(rivals.values()) if name == "all" else [rivals[name]]
            low, high = best_interval(ours, others, found.nu)
            share = _share((low <= found.forced_hazard) & (found.forced_hazard <= high))
            flips[name].append(flip_point(low, high, measure))
            weights[name].append(
                flip_point(*best_weights(ours, others, found.forced_hazard), measure)
            )
            if name == "all":
                best[measure] = share
            else:
                beats[name][measure] = share
    return (
        best,
        beats,
        {name: tuple(f) for name, f in flips.items()},
        {name: tuple(f) for name, f in weights.items()},
    )


def _share(holds: NDArray[np.bool_]) -> Share:
    p = float(holds.mean())
    return Share(p, float(np.sqrt(p * (1 - p) / len(holds))))


def _surface(
    by_measure: list[Ensemble],
    asked: str,
    against: tuple[str, ...],
    parameters: Parameters,
) -> Surface:
    about = parameters.surface
    hazard = np.geomspace(
        about["hazard"]["from"], about["hazard"]["to"], int(about["hazard"]["steps"])
    )
    return surface(
        [found.outcome(asked) for found in by_measure],
        [[found.outcome(name) for name in against] for found in by_measure],
        [found.gamma for found in by_measure],
        hazard,
        np.array(about["nu"]),
        np.array(about["gamma"]),
    )


def _box(
    total: NDArray[np.float64],
    main: Ensemble,
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    years: tuple[int, ...],
    seed: int,
) -> tuple[Box, dict[str, tuple[str, str]]]:
    asked, against = book.question
    count = min(main.draws, _BOX_DRAWS)
    place = {name: s for s, name in enumerate(main.strategies)}
    rivals = total[[place[name] for name in against], :count].max(axis=0)
    failed = rivals - total[place[asked], :count] > parameters.setting("fails_by")
    world = worlds_of(Task(parameters, stakes, book, years, "uniform", seed, 0, count))
    known = [c for c in columns(parameters, stakes) if c.kind != "fixed"]
    values = np.vstack([*(world[c.id] for c in known), world.tension, world.price])
    labels = {c.id: (c.label, c.unit) for c in known}
    labels |= {p.id: (p.label, p.unit) for p in parameters.paths.values()}
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, _BOX_STREAM)))
    return find_box(values, [*(c.id for c in known), "tension", "price"], failed, rng), labels


def _lost_levers(
    parameters: Parameters, stakes: Exposure, book: Playbook, years: tuple[int, ...], seed: int
) -> tuple[Finding, ...]:
    """Where wider sanctions raise the payoff: a market already lost is no lever.

    The same worlds are evaluated with each scope at its lower and at its upper tenth.
    """
    asked, known = book[book.question[0]], {c.id: c for c in columns(parameters, stakes)}
    world = worlds_of(Task(parameters, stakes, book, years, "uniform", seed, 0, _LEVER_DRAWS))
    found = []
    for pole in stakes.poles:
        name = f"scope.{pole}"
        if name not in known:
            continue
        low, high = known[name].at(np.array([0.1, 0.9]))
        ends = [_with(world, name, float(value)) for value in (low, high)]
        narrow, wide = (
            payoff(full_effort(asked, w, stakes, parameters), w, stakes, parameters) for w in ends
        )
        change = {c: float((wide.channel(c) - narrow.channel(c)).mean()) for c in CHANNELS}
        if sum(change.values()) > 0:
            found.append(Finding("choose.sanctions.lost_lever", {"pole": pole} | change))
    return tuple(found)


def _with(world: Worlds, name: str, value: float) -> Worlds:
    """The same worlds with one quantity held at a value."""
    values = world.values.copy()
    values[world.names.index(name)] = value
    return replace(world, values=values)


def _rows(
    parameters: Parameters,
    stakes: Exposure,
    book: Playbook,
    main: Ensemble,
    total: NDArray[np.float64],
    horizon: str,
    seed: int,
    draws: int,
) -> tuple[StrategyRow, ...]:
    tables = {horizon: _channels(main)}
    few = min(draws, _HORIZON_DRAWS)
    for other in parameters.horizons:
        if other != horizon:
            found = ensemble(parameters, stakes, book, parameters.years(other), few, seed)
            tables[other] = _channels(found)
    gain = (main.parts[:, 0] + main.parts[:, 1] + main.parts[:, 2]).mean(axis=1)
    costs = (main.nu * main.parts[:, 3] + main.forced_hazard * main.parts[:, 4]).mean(axis=1)
    reach = main.parts[:, 5].mean(axis=1)
    front = pareto_front(np.stack([gain, costs, reach], axis=1), ("high", "low", "low"))
    error = total.std(axis=1) / np.sqrt(total.shape[1])
    return tuple(
        StrategyRow(
            strategy.id,
            strategy.label,
            dict(zip(stakes.poles, (float(m) for m in strategy.mix), strict=True)),
            strategy.corridors,
            strategy.budget,
            strategy.unequal,
            spread(total[s]),
            float(total[s].mean()),
            float(error[s]),
            {name: table[s] for name, table in tables.items()},
            float(gain[s]),
            float(costs[s]),
            float(reach[s]),
            bool(front[s]),
        )
        for s, strategy in enumerate(book.static)
    )


def _channels(found: Ensemble) -> list[dict[str, tuple[float, float]]]:
    """Mean and Monte Carlo error of each channel, for each strategy."""
    tables = []
    for name in found.strategies:
        outcome: Outcome = found.outcome(name)
        table = {}
        for channel in CHANNELS:
            values = outcome.channel(channel)
            error = float(values.std() / np.sqrt(len(values)))
            table[channel] = (float(values.mean()), error)
        tables.append(table)
    return tables


def converged_draws(
    state: str,
    precision: float = 0.01,
    *,
    horizon: str = "long",
    seed: int = 0,
    start: int = 4_096,
    most: int = 1_048_576,
    parameters: Parameters | None = None,
    exposure: Exposure | None = None,
) -> tuple[int, float]:
    """The stop rule: double the worlds until the shares and the lead are known well enough.

    Stops when twice the Monte Carlo error of the share best, and of the mean lead over the best rival
    in % of GDP, is at most `precision`; or at `most` worlds.

    Returns
    -------
    draws : int
    error : float
        Twice the larger Monte Carlo error at that number.

    Examples
    --------
    >>> draws, error = converged_draws("UZB", 0.05)
    >>> draws, error < 0.05
    (4096, True)
    """
    parameters = parameters or load_parameters()
    stakes = exposure or find_exposure(state, parameters=parameters)
    book = load_playbook(stakes)
    asked, against = book.question
    question = book.only((asked, *against))
    draws = start
    while True:
        found = ensemble(parameters, stakes, question, parameters.years(horizon), draws, seed)
        total = found.total()
        lead = total[0] - total[1:].max(axis=0)
        share = (lead >= 0).mean()
        error = 2 * max(np.sqrt(share * (1 - share)), lead.std()) / np.sqrt(draws)
        if error <= precision or draws >= most:
            return draws, float(error)
        draws *= 2
