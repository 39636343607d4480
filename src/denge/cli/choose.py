"""denge choose: both/and or either/or for one state, as a threshold and never a winner."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.result import ChooseResult
    from denge.measure.rows import View

__all__ = ["choose"]


def choose(
    state: str,
    *,
    strategies: Path | None = None,
    parameters: Path | None = None,
    state_file: Path | None = None,
    horizon: Literal["short", "long"] = "long",
    draws: int = 20_000,
    precision: float | None = None,
    seed: int = 0,
    as_of: date | None = None,
    ledger: str | None = None,
    adaptive: bool = False,
    room: bool = False,
    lessons: bool = False,
    sensitivity: bool = False,
    format: Literal["table", "json"] = "table",
    out: Path | None = None,
) -> None:
    """Compare strategies for a state over sampled worlds.

    Shares of sampled worlds measure the assumptions that went in. They do not say how often such
    worlds come about.

    Parameters
    ----------
    state
        ISO code or name of the state, e.g. KAZ.
    strategies
        A file of your own strategies, beside the packaged ones.
    parameters
        A file of assumptions of the layout of the packaged one.
    state_file
        A file of the state's stakes of your own.
    horizon
        One to two years, or one to ten.
    draws
        Sampled worlds.
    precision
        Draw until twice the Monte Carlo errors of share and lead are below this.
    seed
        Seed of the draws.
    as_of
        Use only what was known by this day.
    ledger
        A ledger of your own; without it the packaged casebook is used.
    adaptive
        Also follow the strategies that move by rules, year by year.
    room
        Also list the moves that the state can afford.
    lessons
        Also put other states' exposures in, one by one.
    sensitivity
        Also give Sobol indices (needs the extra "econ").
    format
        Text for people, or the result file as JSON.
    out
        Write the result file here as well.
    """
    import denge.record
    from denge.choose.compare import compare
    from denge.choose.convergence import converged_draws
    from denge.choose.parameters import load_parameters
    from denge.choose.result_file import write_result
    from denge.choose.state_file import exposure
    from denge.cli.choose_text import print_text

    _check(draws, precision, seed)
    view = denge.record.open(ledger, must_exist=True).view(as_of)
    assumed = load_parameters(parameters)
    stakes = exposure(state, view, as_of, parameters=assumed, file=state_file)
    if precision is not None:
        draws, error = converged_draws(
            state, precision, horizon=horizon, seed=seed, parameters=assumed, exposure=stakes
        )
        short = "" if error <= precision else f", above the {precision:g} asked: no more are drawn"
        _say(f"{draws:,} worlds; twice the Monte Carlo error is {error:.4f}{short}")
    found = compare(
        state,
        horizon=horizon,
        draws=draws,
        seed=seed,
        view=view,
        as_of=as_of,
        strategies=strategies,
        parameters=assumed,
        exposure=stakes,
    )
    asked = (adaptive, room, lessons, sensitivity)
    more = _more(found, view, assumed, stakes, strategies, *asked)
    if out is not None:
        _say(f"result file: {write_result(found, out)}")
    _print_json(found, more) if format == "json" else print_text(found, more)


_FEWEST, _MOST = 100, 2_000_000  # worlds: fewer tell nothing, more do not fit into 4 GB


def _check(draws: int, precision: float | None, seed: int) -> None:
    """Numbers that make no sense, before anything is computed."""
    from denge.core.errors import InputError

    if draws < _FEWEST:
        raise InputError(
            f"{draws} worlds are too few to tell anything; give --draws {_FEWEST} or more"
        )
    if draws > _MOST:
        raise InputError(
            f"{draws:,} worlds do not fit into memory; give --draws {_MOST} or less. A share is "
            "then known to 0.0004"
        )
    if precision is not None and not 0 < precision < 1:
        raise InputError(
            f"a precision of {precision:g} cannot be reached; give --precision between 0 and 1, "
            "such as 0.01"
        )
    if seed < 0:
        raise InputError(f"a seed of {seed} is none; give --seed 0 or more")


def _say(text: str) -> None:
    import sys

    print(text, file=sys.stderr)


def _more(
    found: ChooseResult,
    view: View,
    assumed: Parameters,
    stakes: Exposure,
    strategies: Path | None,
    adaptive: bool,
    room: bool,
    lessons: bool,
    sensitivity: bool,
) -> dict:
    """The parts that were asked for beyond the comparison."""
    from denge.choose.adaptive import paths
    from denge.choose.follow import followed_rows
    from denge.choose.ledger_stakes import started
    from denge.choose.lessons import league, reach_of_all
    from denge.choose.lessons import lessons as find_lessons
    from denge.choose.room import room_by_scenario
    from denge.choose.sobol import comparison_indices
    from denge.choose.state_file import described_states
    from denge.choose.strategies import load_playbook

    assumed, seed = started(assumed, view, found.as_of), found.seed or 0
    book = load_playbook(stakes, strategies)
    more = {}
    if adaptive:
        followed = paths(
            assumed,
            stakes,
            book,
            assumed.years(found.horizon),
            min(found.draws, 20_000),
            seed,
        )
        more["adaptive"] = followed
        more["watching"] = [row.finding for row in followed_rows(followed, book)]
    if room:
        more["room"] = room_by_scenario(assumed, stakes, seed=seed)
    if lessons:
        others = tuple(s for s in described_states() if s != found.state)
        more["lessons"] = find_lessons(stakes, assumed, others, found.horizon, seed=seed)
        more["reach"] = reach_of_all(stakes, assumed, found.horizon, seed=seed)
        more["league"] = league(stakes, assumed, found.horizon, seed=seed)
    if sensitivity:
        more["sensitivity"] = comparison_indices(assumed, stakes, book, found.horizon, seed=seed)
    return more


def _print_json(found: ChooseResult, more: dict) -> None:
    import json

    from denge.choose.lessons import as_rows
    from denge.choose.result_file import plain

    data = found.to_dict()
    for key, value in more.items():
        if key == "adaptive":
            total = value.total()
            value = [
                {"strategy": s, "mean": m, "error": e, "moves": k}
                for s, m, e, k in zip(
                    value.strategies,
                    total.mean(axis=1),
                    total.std(axis=1) / total.shape[1] ** 0.5,
                    value.moves.mean(axis=1),
                    strict=True,
                )
            ]
        elif key == "lessons":
            value = as_rows(value)
        elif key == "room":
            value = {f"{name}.{year}": r for (name, year), r in value.items()}
        data[key] = plain(value)
    print(json.dumps(data, ensure_ascii=False, indent=1))
