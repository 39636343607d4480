"""All channels at once: price, outages, sanctions and tension in the same draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import BadScenario, DengeError, EmptyTies
from denge.stress.assumption import assumed
from denge.stress.corridor_base import CorridorBase, corridor_base
from denge.stress.critical_regions import optimal_flows, train_regions
from denge.stress.ensemble import run_blocks
from denge.stress.moves import check_moves, closed_arcs
from denge.stress.oil import OilModel, fit_oil_price, price_paths
from denge.stress.oil_revenue import HORIZON, FuelBase, capped_price, export_revenue, fuel_base
from denge.stress.outages import capacity_draws
from denge.stress.result import Channel, StressResult, drawn_figure, exceedances
from denge.stress.sanctions import Scope, buyers_share, scope, scope_loss, trade_notes
from denge.stress.tension import hazard, tension_paths
from denge.stress.trade_base import OwnShares, TradeBase, own_shares, trade_base

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from denge.core.trail import Assumption
    from denge.stress.ledger_rows import Rows
    from denge.stress.scenario import Scenario

__all__ = [
    "CHANNELS",
    "JointInputs",
    "delivered_share",
    "joint_block",
    "joint_inputs",
    "loss_to_tension",
    "oil_model",
    "sanctions_loss",
    "stress_all",
    "tension_loss",
    "used_assumptions",
]

CHANNELS = ("oil price", "corridors", "sanctions", "tension")
POLES = ("WEST", "RUS", "CHN")
_HAZARDS = ("coercion", "forced_choice")
_TRAINING = 16_384  # draws from which the corridor bases are learnt before any block runs
_RULE = (
    "Shapley value: oil price and corridors share the fall of price x volume evenly, the other "
    "channels add up"
)
_GROSS = "Export revenue counts gross, real income net; both stand in % of a year's GDP."


@dataclass(frozen=True, slots=True)
class JointInputs:
    """All that a block of draws needs; it pickles, so that processes can share the work.

    A channel for which the ledger holds no data is None, and its loss is not counted.
    """

    state: str
    oil: OilModel | None
    fuel: FuelBase | None
    network: CorridorBase | None
    trade: TradeBase | None
    scenario: Scenario | None
    share_of_year: float
    missing: tuple[str, ...]

    def with_scenario(self, scenario: Scenario | None, share_of_year: float = 1.0) -> JointInputs:
        """The same data under another scenario."""
        return replace(self, scenario=scenario, share_of_year=share_of_year)


def joint_inputs(view: Rows, state: str, scenario: Scenario | None = None) -> JointInputs:
    """Gather what the ledger knows of each channel.

    Raises
    ------
    BadScenario
        The scenario is about other states, or moves a channel for which there is no data.
    EmptyTies
        The ledger knows nothing of any channel.
    """
    missing: list[str] = []

    def tried(what: str, build: Any) -> Any:
        try:
            return build(view, state)
        except DengeError as error:
            missing.append(f"{what}: {error}")
            return None

    fuel = tried("oil price", fuel_base)
    network = tried("corridors", corridor_base)
    trade = tried("sanctions", trade_base)
    oil = oil_model(view) if fuel else None
    if fuel is None and network is None and trade is None:
        raise EmptyTies(f"nothing to stress for {state}: " + "; ".join(missing))
    if scenario and scenario.states and state not in scenario.states:
        raise BadScenario(
            f"scenario {scenario.name!r} is about {', '.join(scenario.states)}, not {state}"
        )
    if scenario:
        check_moves(scenario, network, fuel, trade)
    share = scenario.share_of_year(view.as_of) if scenario else 1.0
    made = JointInputs(state, oil, fuel, network, trade, scenario, share, tuple(missing))
    return _trained(made)


def oil_model(view: Rows) -> OilModel:
    """The oil price process, fitted to the Brent months known on the view's day."""
    rows = sorted(view.rows("brent_monthly"), key=lambda r: r["month"])
    price = np.array([float(r["price_usd_per_bbl"]) for r in rows])
    return fit_oil_price(price, (rows[0]["month"], rows[-1]["month"]))


def _trained(inputs: JointInputs) -> JointInputs:
    """Learn the bases of a fixed sample, so that blocks hardly meet new ones."""
    if inputs.network is None:
        return inputs
    rng = np.random.default_rng(0)
    moves = _drawn_moves(inputs.scenario, _TRAINING, rng)
    u = _capacities(inputs, inputs.network, moves, rng, _TRAINING)
    old = inputs.network
    regions = train_regions(old.corridors.network, old.regions.value, u)
    return replace(inputs, network=replace(old, regions=regions))


def joint_block(inputs: JointInputs, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Losses of n draws, % of GDP, shape (draw, 4): by channel, in the order of `CHANNELS`."""
    moves = _drawn_moves(inputs.scenario, n, rng)
    theta = assumed("trade_elasticity").draw(rng, n)
    shares = own_shares(inputs.trade, n, rng) if inputs.trade else None
    oil, corridor = _revenue_loss(inputs, moves, rng, n)
    sanctions = sanctions_loss(inputs, moves, shares, theta, rng, n)
    tension = tension_loss(inputs, moves, shares, theta, rng, n)
    return np.stack([oil, corridor, sanctions, tension], axis=1)


def _drawn_moves(
    scenario: Scenario | None, n: int, rng: np.random.Generator
) -> tuple[NDArray, ...]:
    if scenario is None:  # a page without a scenario need not load the models of scenario files
        return ()
    from denge.stress.scenario import draw_moves

    return draw_moves(scenario, n, rng)


def _moves(
    inputs: JointInputs, moves: tuple[NDArray, ...], *what: str
) -> list[tuple[Any, NDArray]]:
    if inputs.scenario is None:
        return []
    return [
        (move, amount)
        for move, amount in zip(inputs.scenario.moves, moves, strict=True)
        if move.what in what
    ]


def _revenue_loss(
    inputs: JointInputs, moves: tuple[NDArray, ...], rng: np.random.Generator, n: int
) -> tuple[NDArray, NDArray]:
    """Loss of export revenue by price and by volume, each with half of what they share."""
    if inputs.fuel is None or inputs.oil is None:
        return np.zeros(n), np.zeros(n)
    price = price_paths(inputs.oil, HORIZON, n, rng)
    for _, change in _moves(inputs, moves, "oil_price"):
        price *= (1 + inputs.share_of_year * change)[:, None]
    elasticity = assumed("price_link_elasticity").draw(rng, n)
    for move, cap in _moves(inputs, moves, "price_cap"):
        assert inputs.trade is not None  # looked at in `_check_moves`
        held = inputs.share_of_year * buyers_share(inputs.trade, move.id)
        price = capped_price(price, cap, held, elasticity)
    revenue = export_revenue(inputs.fuel, price, elasticity).sum(axis=1)
    last = np.full((n, 1), inputs.oil.last_usd_bbl)
    flat = export_revenue(inputs.fuel, last, elasticity)[:, 0] * HORIZON
    kept = delivered_share(inputs, moves, rng, n)
    by_price, by_volume = flat - revenue, flat * (1 - kept)
    both = flat - revenue * kept
    scale = 100 / inputs.fuel.gdp_bn_usd / 2
    return scale * (by_price + both - by_volume), scale * (by_volume + both - by_price)


def delivered_share(
    inputs: JointInputs, moves: tuple[NDArray, ...], rng: np.random.Generator, n: int
) -> NDArray[np.float64]:
    """What corridors deliver over what they deliver without outages, shape (draw,)."""
    network = inputs.network
    if network is None:
        return np.ones(n)
    u = _capacities(inputs, network, moves, rng, n)
    delivered = optimal_flows(network.regions, u).delivered
    return np.minimum(delivered / network.delivered, 1)


def _capacities(
    inputs: JointInputs,
    network: CorridorBase,
    moves: tuple[NDArray, ...],
    rng: np.random.Generator,
    n: int,
) -> NDArray[np.float64]:
    """Ordinary and common outages, and what the scenario closes, shape (draw, arc)."""
    u = capacity_draws(network.corridors, network.record, n, rng)
    for move, lost in _moves(inputs, moves, "arc", "transit", "group", "neighbour"):
        left = 1 - np.clip(inputs.share_of_year * lost, 0, 1)
        for arc in np.flatnonzero(closed_arcs(network, move.what, move.id)):
            u[:, arc] *= left
    return u


def sanctions_loss(
    inputs: JointInputs,
    moves: tuple[NDArray, ...],
    shares: OwnShares | None,
    theta: NDArray,
    rng: np.random.Generator,
    n: int,
) -> NDArray[np.float64]:
    """Real income lost to the scopes of the scenario, % , shape (draw,)."""
    total = np.zeros(n)
    if inputs.trade is None or shares is None:
        return total
    for move, intensity in _moves(inputs, moves, "sanctions"):
        loss = scope_loss(inputs.trade, shares, scope(move.id), theta, rng, intensity)
        total += inputs.share_of_year * loss
    return total


def tension_loss(
    inputs: JointInputs,
    moves: tuple[NDArray, ...],
    shares: OwnShares | None,
    theta: NDArray,
    rng: np.random.Generator,
    n: int,
) -> NDArray[np.float64]:
    """Coercion nu h max_k l_k, and a forced choice phi (min_m sum of the others' l_k + c_s)."""
    if inputs.trade is None or shares is None:
        return np.zeros(n)
    shift = _moves(inputs, moves, "tension")
    start = shift[0][1] if shift else None
    held = bool(shift and shift[0][0].held)
    return loss_to_tension(inputs.trade, shares, theta, rng, start, held)


def loss_to_tension(
    trade: TradeBase,
    shares: OwnShares,
    theta: NDArray,
    rng: np.random.Generator,
    start: NDArray | float | None = None,
    held: bool = False,
) -> NDArray[np.float64]:
    """The loss of `tension_loss` from a level of tension, %, shape (draw,)."""
    path = tension_paths(len(theta), rng, start=start, held=held)
    cut = [scope_loss(trade, shares, _closure(pole), theta, rng) for pole in POLES]
    losses = np.stack(cut, axis=1)
    coercion = _hazard("coercion", path, rng) * assumed("coercion_share").draw(rng, len(theta))
    forced = _hazard("forced_choice", path, rng)
    given_up = losses.sum(axis=1) - losses.max(axis=1)
    return coercion * losses.max(axis=1) + forced * (
        given_up + assumed("adjustment_loss").draw(rng, len(theta))
    )


def _closure(pole: str) -> Scope:
    return Scope(pole, pole, "", (pole,), "sanction_log_effect_closure", False, "both")


def _hazard(name: str, path: NDArray, rng: np.random.Generator) -> NDArray[np.float64]:
    n = len(path)
    return hazard(
        path, assumed(f"{name}_intercept").draw(rng, n), assumed(f"{name}_slope").draw(rng, n)
    )


def stress_all(
    view: Rows,
    state: str,
    *,
    scenario: Scenario | None = None,
    draws: int = 20_000,
    seed: int = 0,
    executor: Executor | None = None,
    inputs: JointInputs | None = None,
) -> StressResult:
    """The year's loss over all channels, with and without a scenario.

    Parameters
    ----------
    view, state
    scenario : Scenario, optional
        None is the open future: price process, ordinary outages, no new sanctions.
    draws, seed : int
    executor : concurrent.futures.Executor, optional
        Blocks of 65,536 draws run on it; the result has the same bits without it.
    inputs : JointInputs, optional
        From `joint_inputs`, where they are at hand.
    """
    inputs = inputs or joint_inputs(view, state, scenario)
    by_channel = run_blocks(partial(joint_block, inputs), draws, seed, executor)
    loss = by_channel.sum(axis=1)
    name = scenario.name if scenario else ""
    steps = (inputs.fuel.trail if inputs.fuel else ()) + (
        inputs.trade.trail if inputs.trade else ()
    )
    if inputs.network:
        steps += inputs.network.record.trail
    notes = (_GROSS, *(f"Not counted: {reason}" for reason in inputs.missing))
    figures = [
        drawn_figure(
            "all.loss", "Loss over the coming year, all channels", loss, "% of GDP",
            period=_period(inputs), method="sum of the channels in common draws",
            trail=steps, notes=notes,
        )
    ]  # fmt: skip
    figures += [
        drawn_figure(
            f"all.{channel.replace(' ', '_')}", f"Loss by {channel}", by_channel[:, i],
            "% of GDP", period=_period(inputs), method=_RULE, trail=steps,
            notes=_base_year(inputs) if channel in ("sanctions", "tension") else (),
        )
        for i, channel in enumerate(CHANNELS)
    ]  # fmt: skip
    return StressResult(
        kind="all",
        state=state,
        scenario=name,
        story=scenario.story if scenario else "",
        quantity="loss over the coming year, all channels",
        unit="% of GDP",
        draws=loss,
        figure_list=tuple(figures),
        exceedance=exceedances(loss, "% of GDP"),
        attribution=tuple(
            Channel(channel, float(by_channel[:, i].mean()), "% of GDP", _RULE)
            for i, channel in enumerate(CHANNELS)
        ),
        notes=notes,
        origins=tuple(
            view.origin(url) for url in dict.fromkeys(s.source_url for s in steps if s.source_url)
        ),
        assumptions=used_assumptions(inputs),
        seed=seed,
        as_of=view.as_of,
    )


def used_assumptions(inputs: JointInputs) -> tuple[Assumption, ...]:
    """Every assumption behind a loss of the channels that the inputs hold."""
    names = ["price_link_elasticity"] if inputs.fuel else []
    if inputs.network:
        names += ["assumed_capacity_margin", "arc_outage_share", "group_outage_duration"]
        names += inputs.network.corridors.group_assumptions.values()
    if inputs.trade:
        names += ["trade_elasticity", "gross_output_ratio", "adjustment_loss", "coercion_share"]
        names += [f"{kind}_{part}" for kind in _HAZARDS for part in ("intercept", "slope")]
    chosen = [scope(move.id) for move, _ in _moves(inputs, _unknown(inputs), "sanctions")]
    effects = [a for s in chosen for a in s.assumptions]
    return tuple(dict.fromkeys([*(assumed(name).assumption() for name in names), *effects]))


def _base_year(inputs: JointInputs) -> tuple[str, ...]:
    return trade_notes(inputs.trade) if inputs.trade else ()


def _unknown(inputs: JointInputs) -> tuple[NDArray, ...]:
    """Placeholders for amounts, where only the moves are asked for."""
    return (np.empty(0),) * (len(inputs.scenario.moves) if inputs.scenario else 0)


def _period(inputs: JointInputs) -> str:
    years = [inputs.fuel.year] if inputs.fuel else []
    years += [inputs.trade.year] if inputs.trade else []
    return "/".join(map(str, sorted(set(years))))
