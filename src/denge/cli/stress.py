"""denge stress: what oil prices, closed corridors, sanctions and tension would cost a state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from denge.stress.result import StressResult

__all__ = ["stress"]

Channel = Literal["oil", "corridor", "sanctions", "tension", "all"]


def stress(
    channel: Channel | None = None,
    state: str | None = None,
    *,
    scenario: str = "",
    product: Literal["crude", "gas", "general"] = "crude",
    draws: int = 20_000,
    seed: int = 0,
    as_of: date | None = None,
    ledger: str | None = None,
    format: Literal["table", "json"] = "table",
    list_scenarios: Annotated[bool, Parameter(name="--list")] = False,
) -> None:
    """Draw the coming year for a state: oil price, corridors, sanctions, tension, or all together.

    Each figure comes with its 90 % interval, and each loss with what about 1 in 2, 4, 10 and 20
    draws go beyond.

    Parameters
    ----------
    channel
        What is stressed.
    state
        ISO code or name of the state, e.g. KAZ.
    scenario
        A scenario by name, or a YAML file; without one, the open future.
    product
        Which corridors: crude oil, gas, or general cargo.
    draws
        Number of draws.
    seed
        Seed of the draws; the same seed gives the same figures.
    as_of
        Use only what was known by this day.
    ledger
        A ledger of your own; without it the packaged casebook is used.
    format
        Layout of the output.
    list_scenarios
        List the packaged scenarios and stop.
    """
    if list_scenarios:
        _list_scenarios()
        return
    from denge.core.errors import UnknownName
    from denge.core.state import state as known_state
    from denge.record import open as open_ledger

    if channel is None or state is None:
        raise UnknownName("give a channel and a state, e.g. denge stress oil KAZ")
    code = known_state(state).iso3
    view = open_ledger(ledger, must_exist=True).view(as_of, state=code)
    result = _run(view, channel, code, scenario, product, draws, seed)
    if format == "json":
        _print_json(result)
    else:
        _print_table(result)


def _run(
    view: Any, channel: Channel, code: str, name: str, product: str, draws: int, seed: int
) -> StressResult:
    from denge.stress.scenario import load_scenario
    from denge.stress.single import stress_channel

    scenario = load_scenario(name) if name else None
    return stress_channel(
        view, channel, code, scenario=scenario, product=product, draws=draws, seed=seed
    )


def _list_scenarios() -> None:
    from denge.stress.scenario import load_scenario, scenario_names

    for name in scenario_names():
        scenario = load_scenario(name)
        print(f"{name:26} {' '.join(scenario.states) or 'any state':10} {scenario.story}")


def _print_json(result: StressResult) -> None:
    import json
    from dataclasses import asdict

    print(
        json.dumps(
            {
                "kind": result.kind,
                "state": result.state,
                "scenario": result.scenario,
                "quantity": result.quantity,
                "figures": result.table(),
                "exceedance": [asdict(e) for e in result.exceedance],
                "attribution": [asdict(c) for c in result.attribution],
                "tables": dict(result.tables),
                "notes": result.notes,
                "assumptions": [asdict(a) for a in result.assumptions],
                "sources": result.cite().splitlines(),
                "seed": result.seed,
                "as_of": str(result.as_of or ""),
            },
            ensure_ascii=False,
        )
    )


def _print_table(result: StressResult) -> None:
    if result.story:
        print(result.story)
    for figure in result.figures():
        based = [note for note in figure.notes if "base year" in note]
        print("; ".join([f"{figure.label}: {figure.estimate}", *based]))
    for chance in result.exceedance:
        print(
            f"about 1 in {chance.one_in}: more than {chance.threshold:.3g} {chance.unit} "
            f"({result.quantity})"
        )
    for part in result.attribution:
        print(f"of the mean, by {part.name}: {part.mean:.3g} {part.unit}")
    for note in result.notes:
        if "base year" in note:  # stands beside each figure
            continue
        print(f"note: {note}")
