"""What shocks would cost: trade, sanctions, corridors, oil and tension, as distributions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denge.stress.corridor import stress_corridor
    from denge.stress.hat_algebra import solve_equilibrium
    from denge.stress.joint import stress_all
    from denge.stress.oil_revenue import stress_oil
    from denge.stress.overview import summary
    from denge.stress.own_links import own_links, own_links_real_income
    from denge.stress.result import StressResult
    from denge.stress.sanctions import stress_sanctions
    from denge.stress.scenario import Scenario, load_scenario, scenario_names
    from denge.stress.squeeze import squeeze
    from denge.stress.tension import stress_tension
    from denge.stress.trade_matrix import TradeMatrix, trade_matrix

__all__ = [
    "Scenario",
    "StressResult",
    "TradeMatrix",
    "load_scenario",
    "own_links",
    "own_links_real_income",
    "scenario_names",
    "solve_equilibrium",
    "squeeze",
    "stress_all",
    "stress_corridor",
    "stress_oil",
    "stress_sanctions",
    "stress_tension",
    "summary",
    "trade_matrix",
]

_HOME = {
    "Scenario": "scenario",
    "StressResult": "result",
    "TradeMatrix": "trade_matrix",
    "load_scenario": "scenario",
    "own_links": "own_links",
    "own_links_real_income": "own_links",
    "scenario_names": "scenario",
    "solve_equilibrium": "hat_algebra",
    "squeeze": "squeeze",
    "stress_all": "joint",
    "stress_corridor": "corridor",
    "stress_oil": "oil_revenue",
    "stress_sanctions": "sanctions",
    "stress_tension": "tension",
    "summary": "overview",
    "trade_matrix": "trade_matrix",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that `denge --help` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'denge.stress' has no attribute {name!r}")
    return getattr(import_module(f"denge.stress.{_HOME[name]}"), name)
