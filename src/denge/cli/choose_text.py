"""The answer of denge choose as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.choose.lessons import Lesson, Reach
    from denge.choose.result import ChooseResult, Finding
    from denge.choose.room import Room
    from denge.choose.threshold import Flip

__all__ = ["print_text"]


def print_text(found: ChooseResult, more: dict) -> None:
    """The answer for people: sentences, then tables, then what else was asked for."""
    from denge.choose.words import sentences
    from denge.core.state import state

    print(f"{state(found.state).name()}, {found.horizon} horizon, {found.draws:,} sampled worlds, "
          f"seed {found.seed}, trade of {found.trade_year}\n")  # fmt: skip
    for text in sentences(found):
        print(f"- {text}")
    for what, basis in found.assumed:
        print(f"- Assumed, not data: {_ASSUMED.get(what, what)}. {basis}.")
    for what in found.missing:
        print(f"- No data on {what}: {_WITHOUT.get(what, 'left out')}.")
    for name in found.unequal:
        row = found.strategy(name)
        print(f"- Unequal budget: “{row.label}” spends {row.budget:g} of 1; compare with care.")
    _print_mixes(found)
    _print_strategies(found)
    _print_flips(found)
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


def _print_mixes(found: ChooseResult) -> None:
    poles = list(found.strategies[0].mix)
    rows = [
        [row.label, *(f"{100 * row.mix[p]:.0f}" for p in poles), f"{100 * row.corridors:.0f}",
         f"{100 * row.budget:.0f}"]
        for row in found.strategies
    ]  # fmt: skip
    _table(
        "Where each strategy spends its effort, % of the common budget",
        ["strategy", *poles, "corridors", "in all"],
        rows,
    )


def _print_strategies(found: ChooseResult) -> None:
    from denge.choose.payoff import CHANNELS

    for horizon in ("short", "long"):
        rows = []
        for row in found.strategies:
            means = [row.channels[horizon][c] for c in CHANNELS]
            total = sum(m for m, _ in means)
            rows.append([row.label, f"{total:.2f}", *(f"{m:.2f} ± {2 * e:.2f}" for m, e in means)])
        _table(
            f"Mean of sampled worlds, {horizon} horizon, % of GDP a year (± 2 Monte Carlo errors)",
            ["strategy", "total", *(c.replace("_", " ") for c in CHANNELS)],
            rows,
        )


def _print_flips(found: ChooseResult) -> None:
    rows = [
        [
            "all" if rival == "all" else _short(rival),
            _range(found.flips[rival]),
            _range(found.weights[rival]),
        ]
        for rival in found.flips
    ]
    _table(
        "Where half of the sampled worlds turn, lowest to highest of the three input measures "
        "(± two Monte Carlo errors, in points)",
        ["against", "hazard of a forced choice", "bargaining weight"],
        rows,
    )


def _range(flips: tuple[Flip, ...]) -> str:
    """Flip points under all measures as one range; no range where they turn differently."""
    at = [f.at for f in flips if f.at is not None]
    if len({f.side for f in flips}) > 1 or flips[0].side == "wavers":
        return "depends on the measure"
    if not at:
        return "at every value" if flips[0].side == "above" else "at no value"
    until = "up to" if flips[0].side == "falls" else "from"
    error = 200 * max(f.error for f in flips)
    return f"{until} {100 * min(at):.1f} to {100 * max(at):.1f} % ± {error:.1f}"


def _short(name: str) -> str:
    return name.replace("_", " ")


def _print_criteria(found: ChooseResult) -> None:
    from denge.choose.words import RULE_WORDS

    rows = [
        [
            RULE_WORDS.get(c.rule, c.rule),
            c.best,
            *(f"{s:.2f} ± {2 * e:.2f}" for s, e in zip(c.scores, c.errors, strict=True)),
        ]
        for c in found.criteria
    ]
    head = ["rule: judged by", "best is", *(_short(row.id) for row in found.strategies)]
    _table("Rules of choice (± two Monte Carlo errors)", head, rows)
    value, error = found.evpi
    front = "; ".join(row.label for row in found.strategies if row.on_front)
    print(f"\nWorth of knowing the world first: {value:.2f} ± {2 * error:.2f} % of GDP a year.")
    print(f"On the front of gain, exposure and autonomy: {front}.")


def _print_adaptive(found, result: ChooseResult) -> None:
    total = found.total()
    error = 2 * total.std(axis=1) / total.shape[1] ** 0.5
    rows = [
        [_short(name), f"{m:.2f} ± {e:.2f}", f"{k:.1f}"]
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
        f"in {100 * one.share:.0f} % of sampled worlds,\nby third of the range of tension "
        "(detente the lowest, break the highest) and years after the move",
        ["tension", "year", "room"],
        rows,
    )


def _print_lessons(found: tuple[Lesson, ...], result: ChooseResult) -> None:
    title = (
        f"What carries over: {_named(result.state)} with one condition of another state. Share of "
        "sampled worlds in which both/and\nbeats every alignment, before and after; then the "
        "yearly hazards of a forced choice at which it leads in half of them, against\neach rival "
        "(every or none: at every hazard or at none; inputs spread evenly)"
    )
    _lesson_table(found, "flips", title)
    title = "The same along the bargaining weight: the part of a loss that a coercing pole extracts"
    _lesson_table(found, "weights", title)


def _lesson_table(found: tuple[Lesson, ...], kind: str, title: str) -> None:
    """Lessons with the flip points along hazard (`flips`) or bargaining weight (`weights`)."""
    from denge.choose.lessons import CONDITIONS

    rows = []
    for lesson in found:
        base: dict[str, Flip] = getattr(lesson.base, kind)
        head = [_named(lesson.state), CONDITIONS[lesson.condition]]
        if lesson.moved is None:
            rows.append([*head, lesson.missing, *[""] * len(base)])
            continue
        before, after = 100 * lesson.base.share, 100 * lesson.moved.share
        share = f"{before:.0f} % -> {after:.0f} ± {200 * lesson.moved.error:.0f} %"
        moved: dict[str, Flip] = getattr(lesson.moved, kind)
        pairs = zip(base.values(), moved.values(), strict=True)
        rows.append([*head, share, *(f"{_flip(a)} -> {_flip(b)}" for a, b in pairs)])
    rivals = ["all" if r == "all" else _short(r) for r in found[0].base.flips]
    head = ["condition of", "condition", "beats all", *(f"against {r}" for r in rivals)]
    _table(title, head, rows)


def _named(code: str) -> str:
    from denge.core.state import state

    return state(code).name()


def _print_reach(found: tuple[Reach, ...], result: ChooseResult) -> None:
    from denge.choose.lessons import CONDITIONS

    def end(pair: tuple[str, float]) -> str:
        return f"{_named(pair[0])} {100 * pair[1]:.0f} %"

    rows = []
    for r in found:
        if r.lowest is None or r.highest is None or r.middle is None:
            rows.append([CONDITIONS[r.condition], "0", "no data, no lesson", "", "", ""])
            continue
        turned = "; ".join(f"{_short(rival)} {n}" for rival, n in r.turned.items())
        middle = f"{100 * r.middle:.0f} %"
        rows.append(
            [CONDITIONS[r.condition], str(r.states), end(r.lowest), middle, end(r.highest), turned]
        )
    _table(
        f"The same over all states with data (trade of 2015 or of their file); as it stands "
        f"{100 * found[0].base:.0f} %",
        ["condition", "states", "lowest", "median", "highest", "states that turn the flip"],
        rows,
    )


def _flip(flip: Flip) -> str:
    if flip.at is None:
        return _SIDES[flip.side]
    return f"{'up to' if flip.side == 'falls' else 'from'} {100 * flip.at:.0f} %"


def _print_league(found, result: ChooseResult) -> None:
    rows = [
        [_named(s.state), f"{100 * s.share:.0f} ± {200 * s.error:.0f} %", f"{s.stake:.2f}"]
        for s in (*found[:3], *found[-3:])
    ]
    _table(
        f"Where the mix of {_named(result.state)} would do best and worst, of {len(found)} "
        "states (trade of 2015):\nshare of sampled worlds in which it beats every alignment",
        ["state", "share", "at stake, % of GDP a year"],
        rows,
    )
    for end, share in (("first", found[0].share), ("last", found[-1].share)):
        ties = sum(s.share == share for s in found)
        if ties > 3:
            print(f"{ties} states stand {end} alike; those with most at stake are shown.")


def _print_sensitivity(found, result: ChooseResult) -> None:
    names = {a.id.removeprefix("choose."): a.label for a in result.assumptions}
    rows = [
        [
            names.get(i.name, _YEAR if i.name == "year" else i.name),
            _index(i.first, i.first_error),
            _index(i.total, i.total_error),
            "numerically zero" if i.numerically_zero else "",
        ]
        for i in found
    ]
    _table("Sobol indices of the lead of both/and (± 95 %)", ["input", "first", "total", ""], rows)


def _index(value: float, error: float) -> str:
    """An index with its error; what the decimals would round to nothing is said to be small.

    >>> _index(0.144, 0.054), _index(0.0002, 0.0001)
    ('0.144 ± 0.054', 'below 0.001')
    """
    small = abs(value) + error < 1e-3
    return "below 0.001" if small else f"{value:.3f} ± {error:.3f}"


_SIDES = {"above": "every", "below": "none", "wavers": "wavers"}
_YEAR = "Year of the horizon"
_ASSUMED = {"mix": "where the state's effort goes"}
_WITHOUT = {
    "oil and routes": "both play no part in this answer",
    "pledges": "they bring nothing in this answer",
    "engagements": "a stand-in takes their place",
}

_PRINTERS = {
    "adaptive": _print_adaptive,
    "watching": _print_watching,
    "room": _print_room,
    "lessons": _print_lessons,
    "reach": _print_reach,
    "league": _print_league,
    "sensitivity": _print_sensitivity,
}
