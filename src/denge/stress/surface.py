"""A response surface for sliders: losses on a grid, read off between its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.errors import BadScenario
from denge.stress.assumption import assumed
from denge.stress.joint import JointInputs, delivered_share, sanctions_loss, tension_loss
from denge.stress.oil import price_paths
from denge.stress.oil_revenue import HORIZON, export_revenue
from denge.stress.scenario import Scenario
from denge.stress.trade_base import own_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Surface", "fit_surface", "loss_surface"]


@dataclass(frozen=True, slots=True)
class Surface:
    """Values on a grid, interpolated linearly in every direction.

    Attributes
    ----------
    axes : dict[str, ndarray]
        Grid of each slider, rising.
    outputs : tuple[str, ...]
    values : ndarray, shape (axis 1, ..., axis k, output)
    largest_error : ndarray, shape (output,)
        Largest absolute error on random points between the grid points.
    unit : str
    """

    axes: dict[str, NDArray[np.float64]]
    outputs: tuple[str, ...]
    values: NDArray[np.float64]
    largest_error: NDArray[np.float64]
    unit: str

    def __call__(self, **sliders: float) -> dict[str, float]:
        """Outputs at one setting.

        Raises
        ------
        BadScenario
            A slider is missing or outside its grid.
        """
        if set(sliders) != set(self.axes):
            raise BadScenario(f"the surface has the sliders {', '.join(self.axes)}")
        corner: NDArray[np.float64] = self.values
        for name, grid in self.axes.items():
            value = sliders[name]
            if not grid[0] <= value <= grid[-1]:
                raise BadScenario(f"{name} = {value:g} lies outside {grid[0]:g} to {grid[-1]:g}")
            i = min(int(np.searchsorted(grid, value, side="right")) - 1, len(grid) - 2)
            t = (value - grid[i]) / (grid[i + 1] - grid[i])
            corner = (1 - t) * corner[i] + t * corner[i + 1]
        return {name: float(v) for name, v in zip(self.outputs, corner, strict=True)}

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a page's script: axes, outputs, flat values in C order, errors, unit."""
        return {
            "axes": {name: grid.tolist() for name, grid in self.axes.items()},
            "outputs": list(self.outputs),
            "values": [float(f"{v:.5g}") for v in self.values.ravel()],
            "largest_error": [float(f"{e:.3g}") for e in self.largest_error],
            "unit": self.unit,
        }


def fit_surface(
    function: Callable[..., NDArray[np.float64]],
    axes: Mapping[str, Sequence[float] | NDArray[np.float64]],
    outputs: Sequence[str],
    unit: str = "",
    tests: int = 20,
    seed: int = 0,
) -> Surface:
    """Tabulate a function of sliders and measure the error between grid points.

    Examples
    --------
    >>> made = fit_surface(lambda a, b: np.array([a * b]), {"a": [0, 1, 2], "b": [0, 3]}, ["ab"])
    >>> made(a=1.5, b=2.0)["ab"], bool(made.largest_error[0] < 1e-12)
    (3.0, True)
    """
    grids = {name: np.asarray(grid, float) for name, grid in axes.items()}
    for name, grid in grids.items():
        if len(grid) < 2 or (np.diff(grid) <= 0).any():
            raise BadScenario(f"the grid of {name} must rise and hold at least two points")
    points = [dict(zip(grids, p, strict=True)) for p in product(*grids.values())]
    values = np.array([function(**{k: float(v) for k, v in p.items()}) for p in points])
    shape = tuple(len(grid) for grid in grids.values())
    table = values.reshape(*shape, len(outputs))
    draft = Surface(grids, tuple(outputs), table, np.zeros(len(outputs)), unit)
    rng = np.random.default_rng(seed)
    error = np.zeros(len(outputs))
    for _ in range(tests):
        at = {name: float(rng.uniform(grid[0], grid[-1])) for name, grid in grids.items()}
        error = np.maximum(error, np.abs(list(draft(**at).values()) - function(**at)))
    return Surface(grids, tuple(outputs), table, error, unit)


def loss_surface(
    inputs: JointInputs, *, draws: int = 4000, seed: int = 0, tests: int = 12
) -> Surface:
    """Loss over the coming year by price change, closure of Russian routes, sanctions and tension.

    Outputs are the mean and the 5 %, 50 % and 95 % quantiles of the loss over all channels. The
    same draws are used at every point, so that the surface is smooth.

    Parameters
    ----------
    inputs : JointInputs
        From `joint_inputs`, with all channels.
    draws, seed : int
    tests : int
        Random settings at which the error is measured.

    Raises
    ------
    BadScenario
        A channel has no data.
    """
    if inputs.missing:
        raise BadScenario(f"a surface needs every channel; missing: {'; '.join(inputs.missing)}")
    axes = {
        "oil_price_change": np.linspace(-0.5, 0.5, 9),
        "russian_routes_closed": np.linspace(0, 1, 11),
        "secondary_sanctions": np.linspace(0, 2, 4),
        "tension": np.linspace(0.28, 0.84, 5),
    }
    losses = _SliderLoss(inputs, draws, seed)
    return fit_surface(losses, axes, ("mean", "q05", "q50", "q95"), "% of GDP", tests, seed)


class _SliderLoss:
    """The loss at one setting of the sliders; what one slider alone decides is kept."""

    def __init__(self, inputs: JointInputs, draws: int, seed: int) -> None:
        assert inputs.oil is not None
        assert inputs.fuel is not None
        assert inputs.trade is not None
        self.inputs, self.draws, self.seed = inputs, draws, seed
        rng = self._rng(0)
        path = price_paths(inputs.oil, HORIZON, draws, rng)
        self.elasticity = assumed("price_link_elasticity").draw(rng, draws)
        self.revenue = export_revenue(inputs.fuel, path, self.elasticity).sum(axis=1)
        last = np.full((draws, 1), inputs.oil.last_usd_bbl)
        self.flat = HORIZON * export_revenue(inputs.fuel, last, self.elasticity)[:, 0]
        self.theta = assumed("trade_elasticity").draw(rng, draws)
        self.shares = own_shares(inputs.trade, draws, rng)
        self.gdp = inputs.fuel.gdp_bn_usd
        self.kept: dict[tuple[str, float], NDArray[np.float64]] = {}

    def __call__(
        self,
        oil_price_change: float,
        russian_routes_closed: float,
        secondary_sanctions: float,
        tension: float,
    ) -> NDArray[np.float64]:
        price = self.revenue * (1 + oil_price_change) ** self.elasticity
        volume = self._part("transit", russian_routes_closed)
        loss = 100 * (self.flat - price * volume) / self.gdp
        loss = loss + self._part("sanctions", secondary_sanctions)
        loss = loss + self._part("tension", tension)
        return np.array([loss.mean(), *np.quantile(loss, [0.05, 0.5, 0.95])])

    def _part(self, what: str, value: float) -> NDArray[np.float64]:
        if (what, value) not in self.kept:
            self.kept[what, value] = self._fresh_part(what, value)
        return self.kept[what, value]

    def _fresh_part(self, what: str, value: float) -> NDArray[np.float64]:
        n, chosen = self.draws, self.inputs.with_scenario(_one_move(what, value))
        amount = (np.full(n, value),)
        if what == "transit":
            return delivered_share(chosen, amount, self._rng(1), n)
        if what == "sanctions":
            return sanctions_loss(chosen, amount, self.shares, self.theta, self._rng(2), n)
        return tension_loss(chosen, amount, self.shares, self.theta, self._rng(3), n)

    def _rng(self, stream: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence([self.seed, 5, stream]))


def _one_move(what: str, value: float) -> Scenario:
    moves = {
        "transit": {"what": "transit", "id": "RUS", "lost": value},
        "sanctions": {"what": "sanctions", "id": "secondary_sectoral", "intensity": value},
        "tension": {"what": "tension", "level": value, "held": True},
    }
    head = {"title": "Sliders", "story": "As the sliders stand.", "reference": "The reader."}
    return Scenario.model_validate(head | {"moves": [moves[what]]})
