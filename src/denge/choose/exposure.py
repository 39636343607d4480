"""What one state has at stake with each pole: trade, routes, oil, pledges, and its effort."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from denge.core.catalogue import read_csv, read_yaml
from denge.core.errors import BadScenario, UnknownState
from denge.core.trail import Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.parameters import Parameters
    from denge.core.trail import Step

__all__ = [
    "Exposure",
    "Route",
    "from_matrix",
    "matrix_states",
    "matrix_year",
    "origin_of",
    "pole_positions",
]

_MATRIX = "catalogue/choose/exposures.csv"
_SCHEME = "three"  # of catalogue/poles.yaml; everyone else is `other`
_OIL_FREE_PRICE = 1.0  # a state without oil sells nothing at any price; only ratios to it are used


@dataclass(frozen=True, slots=True)
class Route:
    """A way out for crude. `pole` is the position of the pole that can close it, None for none;
    `low`, `high` its capacity as a share of crude exports; `grows` whether effort widens it."""

    id: str
    label: str
    pole: int | None
    low: float
    high: float
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """The stakes of a state, ready for the model.

    Attributes
    ----------
    state : str
        ISO3.
    poles : tuple[str, ...]
    acts : ndarray of bool, shape (pole,)
        Whether the pole can coerce and force a choice, i.e. acts as one.
    exports, imports : ndarray, shape (pole,)
        % of GDP.
    position : ndarray, shape (pole,)
        Ideal points (UN votes), s.d. of states.
    shift : float
        Added to the position that the mix implies; 0 is the model as written.
    mix : ndarray, shape (pole,)
        Present engagement, shares that sum to 1.
    oil_pct_gdp, oil_price : float
        Crude export revenue in the base year, % of GDP, and its price, USD a barrel.
    routes : tuple[Route, ...]
    pledges : ndarray, shape (pole,)
        Announced deals a year, % of GDP.
    delivery : ndarray, shape (pole, 2)
        Beta counts (a, b) of delivered and failed pledges, prior included.
    matured : ndarray of int, shape (pole,)
        Matured pledges behind `delivery`.
    trade_year : int
    origins, missing, assumed, steps
        Where the numbers come from; what had no data; what stands in for data; rows behind them.
    """

    state: str
    poles: tuple[str, ...]
    acts: NDArray[np.bool_]
    exports: NDArray[np.float64]
    imports: NDArray[np.float64]
    position: NDArray[np.float64]
    mix: NDArray[np.float64]
    trade_year: int
    delivery: NDArray[np.float64]
    matured: NDArray[np.int64]
    pledges: NDArray[np.float64]
    shift: float = 0.0
    oil_pct_gdp: float = 0.0
    oil_price: float = _OIL_FREE_PRICE
    routes: tuple[Route, ...] = ()
    origins: tuple[Origin, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        k = len(self.poles)
        for name in ("acts", "exports", "imports", "position", "mix", "pledges", "matured"):
            if len(getattr(self, name)) != k:
                raise BadScenario(f"{self.state}: {name} has not one entry for each of {k} poles")
        if min(self.exports.min(), self.imports.min(), self.mix.min()) < 0:
            raise BadScenario(f"{self.state}: trade and mix must not be negative")
        if abs(self.mix.sum() - 1) > 1e-9:
            raise BadScenario(f"{self.state}: the present mix sums to {self.mix.sum():.3f}, not 1")

    @property
    def spread(self) -> float:
        """Distance between the two outermost acting poles (1 where all stand in one place)."""
        acting = self.position[self.acts]
        width = float(acting.max() - acting.min()) if len(acting) else 0.0
        return width or 1.0

    def with_(self, **changes: object) -> Exposure:
        """A copy with some stakes replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


@cache
def _matrix() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in read_csv(_MATRIX)}


def matrix_states() -> tuple[str, ...]:
    """States with trade by pole in the packaged table."""
    return tuple(_matrix())


def matrix_year() -> int:
    """The latest year of the packaged trade table.

    >>> matrix_year()
    2015
    """
    return max(int(row["year"]) for row in _matrix().values())


def matrix_row(state: str) -> dict[str, str]:
    """A state's row of the packaged trade table.

    Raises
    ------
    UnknownState
        The table has no such row.
    """
    if state not in _matrix():
        raise UnknownState(
            f"{state} has neither a file in catalogue/choose/states nor a row in {_MATRIX}, so "
            "there is nothing to compare strategies on. Write a state file; KAZ.yaml is a model."
        )
    return _matrix()[state]


def shares_of(state: str, flow: str, poles: tuple[str, ...]) -> NDArray[np.float64]:
    """Exports or imports of a state by pole in 2015, % of GDP."""
    row = matrix_row(state)
    return np.array([float(row[f"{flow}_{pole}_pct_gdp"]) for pole in poles])


def ideal_point(state: str) -> float | None:
    """The state's UN ideal point of 2018, None where the table has none."""
    text = matrix_row(state)["ideal_point_2018"]
    return float(text) if text else None


@cache
def member_pole() -> dict[str, str]:
    """The pole of every state that belongs to one of the three poles."""
    found = read_yaml("catalogue/poles.yaml")
    return {
        code: pole for pole in found["schemes"][_SCHEME] for code in found["poles"][pole]["members"]
    }


@cache
def lone_member() -> dict[str, str]:
    """Poles that are one state, with its code.

    >>> lone_member()
    {'russia': 'RUS', 'china': 'CHN'}
    """
    found = read_yaml("catalogue/poles.yaml")
    members = {pole: found["poles"][pole]["members"] for pole in found["schemes"][_SCHEME]}
    return {pole: of[0] for pole, of in members.items() if len(of) == 1}


@cache
def pole_positions(poles: tuple[str, ...]) -> tuple[float, ...]:
    """Mean ideal point (2018) of the members of each pole; `other` is everyone else."""
    found: dict[str, list[float]] = {pole: [] for pole in poles}
    for state, row in _matrix().items():
        pole = member_pole().get(state, "other")
        if row["ideal_point_2018"] and pole in found:
            found[pole].append(float(row["ideal_point_2018"]))
    return tuple(sum(v) / len(v) for v in found.values())


@cache
def origin_of(source: str) -> Origin:
    """The citation of a source named in `catalogue/choose/sources.yaml`."""
    return Origin(id=source, **read_yaml("catalogue/choose/sources.yaml")[source])


def from_matrix(state: str, parameters: Parameters) -> Exposure:
    """The stakes of a state that has no file: trade of 2015 by pole, and nothing else.

    Examples
    --------
    >>> from denge.choose.parameters import load_parameters
    >>> from_matrix("GEO", load_parameters()).trade_year
    2015
    """
    poles = tuple(parameters.poles)
    exports, imports = (shares_of(state, flow, poles) for flow in ("exports", "imports"))
    turnover = exports + imports
    prior = parameters.per_pole["delivery"]
    return Exposure(
        state=state,
        poles=poles,
        acts=np.array([parameters.poles[p]["acts"] for p in poles]),
        exports=exports,
        imports=imports,
        position=np.array(pole_positions(poles)),
        mix=turnover / turnover.sum(),
        trade_year=int(matrix_row(state)["year"]),
        delivery=np.tile([float(prior["a"]), float(prior["b"])], (len(poles), 1)),
        matured=np.zeros(len(poles), dtype=np.int64),
        pledges=np.zeros(len(poles)),
        origins=(origin_of("unctad"), origin_of("wdi"), origin_of("ideal_points")),
        missing=("oil and routes", "pledges", "engagements"),
        assumed=(("mix", "No ledger of engagements; the shares of trade turnover stand in"),),
    )
