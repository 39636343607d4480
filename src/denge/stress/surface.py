"""A year's loss draw by draw, at every stop of the sliders that a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, DengeError, EmptyTies
from denge.core.result import Result
from denge.stress.assumption import assumed
from denge.stress.corridor_base import corridor_base
from denge.stress.critical_regions import optimal_flows
from denge.stress.joint import JointInputs, loss_to_tension, oil_model, used_assumptions
from denge.stress.moves import closed_arcs
from denge.stress.oil import price_paths
from denge.stress.oil_revenue import HORIZON, export_revenue, fuel_base
from denge.stress.outages import capacity_draws
from denge.stress.result import drawn_figure
from denge.stress.sanctions import scope, scope_loss
from denge.stress.trade_base import own_shares, trade_base

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.core.trail import Assumption, Figure, Origin, Step
    from denge.stress.corridor_base import CorridorBase
    from denge.stress.ledger_rows import Rows
    from denge.stress.trade_base import TradeBase

__all__ = ["LossSurface", "Slider", "loss_surface", "sliders"]

UNIT = "% of GDP"
DRAWS = 1000
_MONTHS = 12
_METHOD = "price x volume of fuel exports, sanctions and tension, in common draws"
_GROSS = "Export revenue counts gross, real income net; both stand in % of a year's GDP."


@dataclass(frozen=True, slots=True)
class Slider:
    """One entry of `catalogue/sliders.yaml`.

    Attributes
    ----------
    what, id : str
        The move of a scenario that the slider stands for.
    start : float
        Where it stands in the open future.
    stops : ndarray, shape (stop,)
        Rising; the start is one of them.
    """

    name: str
    what: str
    id: str
    start: float
    step: float
    stops: NDArray[np.float64]
    unit: str

    def place(self, value: float) -> int:
        """Which stop a value is.

        Raises
        ------
        BadScenario
            It is none.

        Examples
        --------
        >>> sliders()["tension"].place(0.576)
        3
        """
        found = np.flatnonzero(np.isclose(self.stops, value, atol=self.step / 100))
        if not found.size:
            raise BadScenario(
                f"{self.name} = {value:g} is no stop of the slider; they are "
                f"{', '.join(f'{s:g}' for s in self.stops)} (catalogue/sliders.yaml)"
            )
        return int(found[0])


def sliders() -> dict[str, Slider]:
    """All sliders of the catalogue.

    Examples
    --------
    >>> sliders()["russian_routes"].stops.tolist()
    [0.0, 3.0, 6.0, 9.0, 12.0]
    """
    return {
        name: Slider(
            name=name,
            what=entry["what"],
            id=entry.get("id", ""),
            start=float(entry["start"]),
            step=float(entry["step"]),
            stops=entry["start"] + entry["step"] * np.arange(-entry["below"], entry["above"] + 1.0),
            unit=entry["unit"],
        )
        for name, entry in read_yaml("catalogue/sliders.yaml").items()
    }


@dataclass(frozen=True, slots=True)
class LossSurface(Result):
    r"""Losses of one state, draw by draw, as functions of the sliders.

    $$L_i = f_i - r_i (1+p)^{\varepsilon_i} v_i(c) + g_i(s) + h_i(t)$$

    with fuel revenue $f$ at the last price and $r$ along the price path, the price elasticity
    $\varepsilon$ of exports, the volume $v$ that corridors deliver, and the losses $g$ to sanctions
    and $h$ to tension. At the start of every slider this is the open future of `stress_all`.

    Attributes
    ----------
    sliders : dict[str, Slider]
        Those for which there is data.
    flat, revenue, elasticity : ndarray, shape (draw,)
        f and r in % of GDP; zeros without fuel exports.
    parts : dict[str, ndarray, shape (stop, draw)]
        Volume by closure (`russian_routes`, a share), losses by sanctions and tension (% of GDP).
    missing : tuple[str, ...]
        Channels without data, with the reason.
    """

    state: str
    sliders: dict[str, Slider]
    flat: NDArray[np.float64]
    revenue: NDArray[np.float64]
    elasticity: NDArray[np.float64]
    parts: dict[str, NDArray[np.float64]]
    missing: tuple[str, ...]
    period: str
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def draws(self, **at: float) -> NDArray[np.float64]:
        """Losses at one setting, % of GDP, shape (draw,); a slider not named stands at its start.

        Raises
        ------
        BadScenario
            There is no such slider here, or the value is no stop of it.
        """
        if unknown := sorted(set(at) - set(self.sliders)):
            raise BadScenario(
                f"{self.state} has no slider {', '.join(unknown)}; it has {', '.join(self.sliders)}"
            )
        change = at.get("oil_price", 0.0)
        if "oil_price" in at:
            self.sliders["oil_price"].place(change)
        earned = self.revenue * (1 + change) ** self.elasticity
        loss = self.flat - earned * self._part("russian_routes", at, 1.0)
        loss = loss + self._part("secondary_sanctions", at, 0.0)
        return loss + self._part("tension", at, 0.0)

    def _part(self, name: str, at: dict[str, float], none: float) -> NDArray[np.float64] | float:
        if name not in self.parts:
            return none
        slider = self.sliders[name]
        return self.parts[name][slider.place(at.get(name, slider.start))]

    def figures(self) -> tuple[Figure, ...]:
        notes = (_GROSS, *(f"Not counted: {reason}" for reason in self.missing))
        figure = drawn_figure(
            "futures.loss", "Loss over the coming year, all channels", self.draws(), UNIT,
            period=self.period, method=_METHOD, trail=self.steps, assumptions=self.assumptions,
            origins=self.origins, notes=notes,
        )  # fmt: skip
        return (figure,)


def loss_surface(view: Rows, state: str, *, draws: int = DRAWS, seed: int = 0) -> LossSurface:
    """Losses of the coming year at every stop of the sliders that the ledger has data for.

    The same draws are used at every stop, so that a move of a slider shows its effect alone.

    Raises
    ------
    EmptyTies
        The ledger knows nothing of fuel exports, corridors or trade of the state.
    """
    inputs = _inputs(view, state)
    rng = [np.random.default_rng(np.random.SeedSequence([seed, 5, k])) for k in range(4)]
    flat, revenue, elasticity = _fuel(inputs, draws, rng[0])
    parts: dict[str, NDArray[np.float64]] = {}
    if inputs.network and inputs.fuel:
        parts["russian_routes"] = _volume(
            inputs.network, sliders()["russian_routes"], draws, rng[1]
        )
    if inputs.trade:
        parts |= _trade_parts(inputs.trade, draws, seed, rng[2])
    known = {*parts, *(["oil_price"] if inputs.fuel else [])}
    steps = _steps(inputs)
    years = sorted({part.year for part in (inputs.fuel, inputs.trade) if part})
    return LossSurface(
        state=state,
        sliders={name: slider for name, slider in sliders().items() if name in known},
        flat=flat,
        revenue=revenue,
        elasticity=elasticity,
        parts=parts,
        missing=inputs.missing,
        period="/".join(map(str, years)),
        steps=steps,
        origins=tuple(view.origin(u) for u in dict.fromkeys(s.source_url for s in steps) if u),
        assumptions=_assumptions(inputs),
        seed=seed,
        as_of=view.as_of,
    )


def _inputs(view: Rows, state: str) -> JointInputs:
    """What `joint_inputs` gathers, without learning bases for a million draws."""
    missing: list[str] = []

    def tried(what: str, build: Any) -> Any:
        try:
            return build(view, state)
        except DengeError as error:
            missing.append(f"{what}: {error}")
            return None

    fuel = tried("oil price", fuel_base)
    network = tried("corridors", corridor_base) if fuel else None
    trade = tried("sanctions", trade_base)
    if fuel is None and trade is None:
        raise EmptyTies(f"nothing to stress for {state}: " + "; ".join(missing))
    oil = oil_model(view) if fuel else None
    return JointInputs(state, oil, fuel, network, trade, None, 1.0, tuple(missing))


def _fuel(inputs: JointInputs, n: int, rng: np.random.Generator) -> tuple[NDArray, ...]:
    """Revenue at the last price and along the path, % of GDP, and the elasticity of exports."""
    if inputs.fuel is None or inputs.oil is None:
        return np.zeros(n), np.zeros(n), np.ones(n)
    path = price_paths(inputs.oil, HORIZON, n, rng)
    elasticity = assumed("price_link_elasticity").draw(rng, n)
    last = np.full((n, 1), inputs.oil.last_usd_bbl)
    scale = 100 / inputs.fuel.gdp_bn_usd
    flat = HORIZON * export_revenue(inputs.fuel, last, elasticity)[:, 0]
    return (
        scale * flat,
        scale * export_revenue(inputs.fuel, path, elasticity).sum(axis=1),
        elasticity,
    )


def _volume(network: CorridorBase, slider: Slider, n: int, rng: np.random.Generator) -> NDArray:
    """What corridors deliver over what they deliver without outages, shape (stop, draw)."""
    open_ = capacity_draws(network.corridors, network.record, n, rng)
    arcs = closed_arcs(network, slider.what, slider.id)
    left = 1 - np.multiply.outer(slider.stops / _MONTHS, arcs)
    every = (open_[None] * left[:, None, :]).reshape(-1, open_.shape[1])
    share = optimal_flows(network.regions, every).delivered / network.delivered
    return np.minimum(share, 1).reshape(len(slider.stops), n)


def _trade_parts(
    trade: TradeBase, n: int, seed: int, rng: np.random.Generator
) -> dict[str, NDArray[np.float64]]:
    """Losses to sanctions and to tension, each slider's stops in the same draws."""
    theta = assumed("trade_elasticity").draw(rng, n)
    shares = own_shares(trade, n, rng)
    known = sliders()
    measures = scope(known["secondary_sanctions"].id)

    def same(stream: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence([seed, 6, stream]))

    return {
        "secondary_sanctions": np.array(
            [
                scope_loss(trade, shares, measures, theta, same(0), float(stop))
                for stop in known["secondary_sanctions"].stops
            ]
        ),
        "tension": np.array(
            [
                loss_to_tension(trade, shares, theta, same(1), float(stop))
                for stop in known["tension"].stops
            ]
        ),
    }


def _steps(inputs: JointInputs) -> tuple[Step, ...]:
    return (
        (inputs.fuel.trail if inputs.fuel else ())
        + (inputs.trade.trail if inputs.trade else ())
        + (inputs.network.record.trail if inputs.network else ())
    )


def _assumptions(inputs: JointInputs) -> tuple[Assumption, ...]:
    moved = scope(sliders()["secondary_sanctions"].id).assumptions if inputs.trade else ()
    return tuple(dict.fromkeys((*used_assumptions(inputs), *moved)))
