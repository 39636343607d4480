"""What carries over: another state's exposures put in one by one, and where the mix does best.

Only conditions with data are moved. A state without data gives no lesson. Regional stability is not
in the model: it would need outcomes of the neighbours, by year, under both kinds of policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.choose.exposure import from_matrix, ideal_point, matrix_states, member_pole
from denge.choose.payoff import Outcome, payoff, settled_effort
from denge.choose.strategies import load_playbook
from denge.choose.threshold import Flip, best_interval, best_weights, flip_point
from denge.choose.worlds import block_levels, columns, worlds
from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownState

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.worlds import Worlds

__all__ = [
    "CONDITIONS",
    "Judgement",
    "Lesson",
    "Reach",
    "Standing",
    "as_rows",
    "league",
    "lessons",
    "reach",
    "reach_of_all",
]

_WORDS = read_yaml("catalogue/choose/words.yaml")
CONDITIONS = {name: str(entry["label"]) for name, entry in _WORDS["conditions"].items()}
_MISSING = {name: str(entry["label"]) for name, entry in _WORDS["missing"].items()}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the strategy asked about does on some stakes.

    Attributes
    ----------
    share : float
        Share of sampled worlds in which it beats all it is held against.
    error : float
        Monte Carlo standard error of `share`.
    flips : dict[str, Flip]
        "all" or rival to the forced-choice hazard at which its share of worlds passes one half.
    weights : dict[str, Flip]
        The same along the bargaining weight.
    stake, lead : float
        Mean absolute and mean lead over the best rival, % of GDP a year: how much hangs on the
        choice, and which way.
    """

    share: float
    error: float
    flips: dict[str, Flip]
    weights: dict[str, Flip]
    stake: float
    lead: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """One condition of another state put into the state asked about.

    Attributes
    ----------
    state, condition : str
    base, moved : Judgement | None
        Before and after; `moved` is None where there is no data.
    missing : str
        Why there is no lesson; "" where there is one.
    """

    state: str
    condition: str
    base: Judgement
    moved: Judgement | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mix of the state asked about would do elsewhere.

    `share` is the share of sampled worlds in which it beats every alignment, `error` its Monte
    Carlo standard error, `stake` the mean absolute lead over the best rival and `lead` the mean
    lead, % of GDP a year.
    """

    state: str
    share: float
    error: float
    stake: float
    lead: float


@dataclass(frozen=True, slots=True)
class _Bench:
    """What all stakes are judged by: assumptions, years and draws, and worlds already drawn.

    Stakes with the same quantities to draw (routes, delivery) share their worlds.
    """

    parameters: Parameters
    years: tuple[int, ...]
    draws: int
    seed: int
    drawn: dict[tuple, Worlds] = field(default_factory=dict)

    def worlds(self, exposure: Exposure, times: int) -> Worlds:
        """The worlds of some stakes, `times` times over, once for each strategy."""
        known = columns(self.parameters, exposure)
        key = (times, *((c.id, *c.values.values()) for c in known))
        if key not in self.drawn:
            levels = block_levels(self.seed, 0, self.draws, 3 + len(known))
            again = np.tile(levels, (times, 1))
            self.drawn[key] = worlds(again, self.parameters, exposure, self.years)
        return self.drawn[key]


def _judge(bench: _Bench, exposure: Exposure, with_flips: bool = True) -> Judgement:
    """The packaged question on some stakes, with one set of levels for all."""
    asked, against = load_playbook(exposure).question
    outcomes = _outcomes(bench, exposure, (asked, *against))
    ours, rivals = outcomes[asked], {name: outcomes[name] for name in against}
    lead = ours.total - np.max([rival.total for rival in rivals.values()], axis=0)
    share = float((lead >= 0).mean())
    flips, weights = _flips(ours, rivals) if with_flips else ({}, {})
    error = _error(share, bench.draws)
    return Judgement(share, error, flips, weights, float(np.abs(lead).mean()), float(lead.mean()))


def _outcomes(bench: _Bench, exposure: Exposure, names: tuple[str, ...]) -> dict[str, Outcome]:
    """All strategies in one call, each in the same worlds: many small calls would take longer."""
    book = load_playbook(exposure)
    plans = [book[name] for name in names]
    world = bench.worlds(exposure, len(plans))
    mix = np.repeat([p.mix for p in plans], bench.draws, axis=0)
    corridors, spent = (
        np.repeat(values, bench.draws)
        for values in ([p.corridors for p in plans], [p.budget for p in plans])
    )
    effort = settled_effort(mix, corridors, spent, world, exposure, bench.parameters)
    found = payoff(effort, world, exposure, bench.parameters)
    return {
        name: _part(found, slice(n * bench.draws, (n + 1) * bench.draws))
        for n, name in enumerate(names)
    }


def _part(found: Outcome, at: slice) -> Outcome:
    """The outcomes of some of the worlds."""
    return Outcome(**{f.name: getattr(found, f.name)[at] for f in fields(found)})


def _error(share: float, draws: int) -> float:
    """Standard error of a share, by Laplace's estimate: none or all of the draws is not exact.

    >>> round(_error(1.0, 198), 4), round(_error(0.5, 10_000), 4)
    (0.005, 0.005)
    """
    p = (share * draws + 1) / (draws + 2)
    return float(np.sqrt(p * (1 - p) / (draws + 2)))


def _flips(ours: Outcome, rivals: dict[str, Outcome]) -> tuple[dict[str, Flip], dict[str, Flip]]:
    """Flip points along hazard and along weight, against all rivals at once and each alone."""
    sets = {"all": list(rivals.values())} | {name: [rival] for name, rival in rivals.items()}
    along, across = {}, {}
    for name, others in sets.items():
        along[name] = flip_point(*best_interval(ours, others, ours.nu), "uniform")
        across[name] = flip_point(*best_weights(ours, others, ours.forced_hazard), "uniform")
    return along, across


def _moved(exposure: Exposure, other: Exposure, condition: str) -> Exposure | str:
    """The state asked about under one condition of the other, or why that cannot be said."""
    if condition == "openness":
        scale = (other.exports.sum() + other.imports.sum()) / (
            exposure.exports.sum() + exposure.imports.sum()
        )
        return exposure.with_(exports=exposure.exports * scale, imports=exposure.imports * scale)
    if condition == "two_rivals":
        return exposure.with_(
            exports=other.exports / other.exports.sum() * exposure.exports.sum(),
            imports=other.imports / other.imports.sum() * exposure.imports.sum(),
        )
    if condition == "position":
        here, there = ideal_point(exposure.state), ideal_point(other.state)
        if here is None or there is None:
            return _MISSING["votes"]
        return exposure.with_(shift=exposure.shift + there - here)
    if not other.routes:
        return _MISSING["routes"]
    return exposure.with_(routes=other.routes, oil_pct_gdp=other.oil_pct_gdp)


def lessons(
    exposure: Exposure,
    parameters: Parameters,
    others: tuple[str, ...],
    horizon: str = "long",
    draws: int = 4000,
    seed: int = 0,
) -> tuple[Lesson, ...]:
    """For each other state and condition: how far the flip threshold of the state moves.

    Parameters
    ----------
    exposure : Exposure
        The state asked about.
    others : tuple of ISO3

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from denge.choose.state_file import exposure
    >>> found = lessons(exposure("KAZ"), load_parameters(), ("UZB",), draws=200)
    >>> [(l.condition, l.missing) for l in found if l.missing]
    [('single_route', 'no routes on record')]
    """
    from denge.choose.state_file import exposure as find

    bench = _Bench(parameters, parameters.years(horizon), draws, seed)
    base = _judge(bench, exposure)
    found = []
    for state in others:
        for condition in CONDITIONS:
            try:
                moved: Exposure | str = _moved(
                    exposure, find(state, parameters=parameters), condition
                )
            except UnknownState:
                moved = _MISSING["trade"]
            if isinstance(moved, str):
                found.append(Lesson(state, condition, base, None, moved))
            else:
                found.append(_lesson(state, condition, base, moved, bench))
    return tuple(found)


def _lesson(state: str, condition: str, base: Judgement, moved: Exposure, bench: _Bench) -> Lesson:
    """One lesson, or why there is none: re-exports can exceed all that is produced."""
    try:
        after = _judge(bench, moved)
    except BadScenario:
        return Lesson(state, condition, base, None, _MISSING["re_exports"])
    return Lesson(state, condition, base, after)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one condition moves the answer over all states with data on it.

    Attributes
    ----------
    condition : str
    states : int
        States with data; 0 where there is none, and then no lesson.
    base : float
        Share of sampled worlds in which the strategy asked about beats all it is held against.
    lowest, highest : tuple[str, float] | None
        State whose condition moves that share furthest down and up, with the share after.
    middle : float | None
        Median of the shares after.
    turned : dict[str, int]
        "all" or rival to the number of states with which the flip hazard appears, vanishes, or
        changes sides.
    """

    condition: str
    states: int
    base: float
    lowest: tuple[str, float] | None
    middle: float | None
    highest: tuple[str, float] | None
    turned: dict[str, int]


def reach(found: tuple[Lesson, ...]) -> tuple[Reach, ...]:
    """Lessons of many states, drawn together by condition.

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from denge.choose.state_file import exposure
    >>> told = lessons(exposure("KAZ"), load_parameters(), ("UZB", "GEO", "MNG"), draws=200)
    >>> [(r.condition, r.states) for r in reach(told)]
    [('openness', 3), ('two_rivals', 3), ('position', 3), ('single_route', 0)]
    """
    return tuple(
        _reach(c, [lesson for lesson in found if lesson.condition == c]) for c in CONDITIONS
    )


def reach_of_all(
    exposure: Exposure,
    parameters: Parameters,
    horizon: str = "long",
    draws: int = 1000,
    seed: int = 0,
) -> tuple[Reach, ...]:
    """`reach` over every other state with trade data; members of a pole are left out."""
    apart = {exposure.state, *member_pole()}
    others = tuple(s for s in matrix_states() if s not in apart)
    return reach(lessons(exposure, parameters, others, horizon, draws, seed))


def _reach(condition: str, found: list[Lesson]) -> Reach:
    base = found[0].base
    told = sorted(
        ((lesson.state, lesson.moved) for lesson in found if lesson.moved is not None),
        key=lambda pair: (pair[1].share, pair[0]),
    )
    if not told:
        return Reach(condition, 0, base.share, None, None, None, {})
    turned = {
        rival: sum(after.flips[rival].side != flip.side for _, after in told)
        for rival, flip in base.flips.items()
    }
    low, high = ((state, after.share) for state, after in (told[0], told[-1]))
    middle = float(np.median([after.share for _, after in told]))
    return Reach(condition, len(told), base.share, low, middle, high, turned)


def league(
    exposure: Exposure,
    parameters: Parameters,
    horizon: str = "long",
    draws: int = 1000,
    seed: int = 0,
    states: tuple[str, ...] | None = None,
) -> tuple[Standing, ...]:
    """Where the state's mix would do best and worst: every state with trade data, best first.

    Each other state keeps its own trade, by the packaged table of 2015; the mix is that of the
    state asked about, which is left out, as are members of a pole: they are not between poles.
    Among equal shares the state with more at stake comes first.
    """
    bench = _Bench(parameters, parameters.years(horizon), draws, seed)
    apart = {exposure.state, *member_pole()}
    known = states or tuple(s for s in matrix_states() if s not in apart)
    found = []
    for state in known:
        other = from_matrix(state, parameters).with_(mix=exposure.mix)
        there = _judge(bench, other, with_flips=False)
        found.append(Standing(state, there.share, there.error, there.stake, there.lead))
    return tuple(sorted(found, key=lambda s: (-s.share, -s.lead, s.state)))


def as_rows(found: tuple[Lesson, ...]) -> list[dict[str, Any]]:
    """Lessons as plain rows for a table or a page: shares, errors, and flips before and after."""
    rows = []
    for lesson in found:
        row: dict[str, Any] = {"state": lesson.state, "condition": lesson.condition}
        for name, judged in (("base", lesson.base), ("moved", lesson.moved)):
            row[f"{name}_share"] = judged.share if judged else None
            row[f"{name}_error"] = judged.error if judged else None
            for kind in ("flips", "weights"):
                flips: dict[str, Flip] = getattr(judged, kind) if judged else {}
                row[f"{name}_{kind}"] = {k: f.at for k, f in flips.items()} or None
        rows.append(row | {"missing": lesson.missing})
    return rows
