"""denge choose: both/and or either/or for one state, as a threshold and never a winner."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.result import ChooseResult, Finding
    from denge.choose.room import Room
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
    ledger: Path | None = None,
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
    from denge.core.errors import InputError

    if draws < 100:
        raise InputError(f"{draws} worlds are too few to tell anything; give --draws 100 or more")
    view = denge.record.open(ledger).view(as_of)
    assumed = load_parameters(parameters)
    stakes = exposure(state, view, as_of, parameters=assumed, file=state_file)
    if precision is not None:
        draws, error = converged_draws(
            state, precision, horizon=horizon, seed=seed, parameters=assumed, exposure=stakes
        )
        _say(f"{draws:,} worlds; twice the Monte Carlo error is {error:.4f}")
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
    _print_json(found, more) if format == "json" else _print_text(found, more)


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
    from denge.choose.lessons import league
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


def _print_text(found: ChooseResult, more: dict) -> None:
    from denge.choose.words import sentences
    from denge.core.state import state

    print(f"{state(found.state).name()}, {found.horizon} horizon, {found.draws:,} sampled worlds, "
          f"seed {found.seed}, trade of {found.trade_year}\n")  # fmt: skip
    for text in sentences(found):
        print(f"- {text}")
    for what, basis in found.assumed:
        print(f"- Assumed, not data: {what}. {basis}.")
    for what in found.missing:
        print(f"- No data: {what}.")
    for name in found.unequal:
        print(f"- Unequal budget: {name} spends {found.strategy(name).budget:g} of 1.")
    _print_strategies(found)
    _print_criteria(found)
    for key, value in more.items():
        _PRINTERS[key](value, found)


def _table(title: str, head: list[str], rows: list[list[str]]) -> None:
    wide = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
    print(f"\n{title}")
    for row in [head, *rows]:
        cells = [row[0].ljust(wide[0])]
        cells += [cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True)]
        print("  ".join(cells).rstrip())


def _print_strategies(found: ChooseResult) -> None:
    from denge.choose.payoff import CHANNELS

    for horizon in ("short", "long"):
        rows = []
        for row in found.strategies:
            means = [row.channels[horizon][c] for c in CHANNELS]
            total = sum(m for m, _ in means)
            rows.append([row.id, f"{total:.2f}", *(f"{m:.2f} ± {2 * e:.2f}" for m, e in means)])
        _table(
            f"Mean of sampled worlds, {horizon} horizon, % of GDP a year (± 2 Monte Carlo errors)",
            ["strategy", "total", *(c.replace("_", " ") for c in CHANNELS)],
            rows,
        )


def _print_criteria(found: ChooseResult) -> None:
    rows = [
        [
            c.rule,
            c.best,
            *(f"{s:.2f} ± {2 * e:.2f}" for s, e in zip(c.scores, c.errors, strict=True)),
        ]
        for c in found.criteria
    ]
    head = ["criterion", "best", *(row.id for row in found.strategies)]
    _table("Criteria (± two Monte Carlo errors)", head, rows)
    value, error = found.evpi
    front = ", ".join(row.id for row in found.strategies if row.on_front)
    print(f"\nWorth of knowing the world first: {value:.2f} ± {2 * error:.2f} % of GDP a year.")
    print(f"On the front of gain, exposure and autonomy: {front}.")


def _print_adaptive(found, result: ChooseResult) -> None:
    total = found.total()
    error = 2 * total.std(axis=1) / total.shape[1] ** 0.5
    rows = [
        [name, f"{m:.2f} ± {e:.2f}", f"{k:.1f}"]
        for name, m, e, k in zip(
            found.strategies, total.mean(axis=1), error, found.moves.mean(axis=1), strict=True
        )
    ]
    _table("Followed year by year, % of GDP a year", ["strategy", "mean", "moves"], rows)


def _print_watching(found: list[Finding], result: ChooseResult) -> None:
    from denge.choose.words import sentence

    for finding in found:
        print(f"- {sentence(result, finding)}")


def _print_room(found: dict[tuple[str, int], Room], result: ChooseResult) -> None:
    rows = [
        [name, str(year), f"{r.size:.2f} [{r.size_low:.2f}, {r.size_high:.2f}]"]
        for (name, year), r in found.items()
    ]
    one = next(iter(found.values()))
    _table(
        f"Room for manoeuvre: share of all mixes that lose at most {one.loss:g} % of GDP a year "
        f"in {100 * one.share:.0f} % of sampled worlds",
        ["tension", "year", "room"],
        rows,
    )


def _print_lessons(found, result: ChooseResult) -> None:
    rows = []
    for lesson in found:
        if lesson.moved is None:
            rows.append(
                [lesson.state, lesson.condition, lesson.missing, *[""] * len(lesson.base.flips)]
            )
            continue
        share = (
            f"{lesson.base.share:.2f} -> {lesson.moved.share:.2f} ± {2 * lesson.moved.error:.2f}"
        )
        flips = [
            f"{_flip(before)} -> {_flip(after)}"
            for before, after in zip(
                lesson.base.flips.values(), lesson.moved.flips.values(), strict=True
            )
        ]
        rows.append([lesson.state, lesson.condition, share, *flips])
    _table(
        f"What carries over: {result.state} with one condition of another state; share of sampled "
        "worlds in which both/and is best, and the hazard at which it flips",
        ["state", "condition", "share", *(f"flip: {r}" for r in found[0].base.flips)],
        rows,
    )


def _flip(flip) -> str:
    return flip.side if flip.at is None else f"{flip.side} at {flip.at:.3f}"


def _print_league(found, result: ChooseResult) -> None:
    rows = [
        [s.state, f"{s.share:.2f} ± {2 * s.error:.2f}", f"{s.stake:.2f}"]
        for s in (*found[:3], *found[-3:])
    ]
    _table(
        f"Where the mix of {result.state} would do best and worst, of {len(found)} states "
        "(trade of 2015)",
        ["state", "share of sampled worlds", "at stake, % of GDP"],
        rows,
    )


def _print_sensitivity(found, result: ChooseResult) -> None:
    rows = [
        [
            i.name,
            f"{i.first:.3f} ± {i.first_error:.3f}",
            f"{i.total:.3f} ± {i.total_error:.3f}",
            "numerically zero" if i.numerically_zero else "",
        ]
        for i in found
    ]
    _table("Sobol indices of the lead of both/and (± 95 %)", ["input", "first", "total", ""], rows)


_PRINTERS = {
    "adaptive": _print_adaptive,
    "watching": _print_watching,
    "room": _print_room,
    "lessons": _print_lessons,
    "league": _print_league,
    "sensitivity": _print_sensitivity,
}
