"""The stress section of a brief: every channel that the ledger has data for, quickly."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from denge.core.errors import BadScenario, DengeError, EmptyTies
from denge.stress.corridor import stress_corridor
from denge.stress.oil_revenue import stress_oil
from denge.stress.sanctions import stress_sanctions
from denge.stress.tension import stress_tension

if TYPE_CHECKING:
    from denge.stress.ledger_rows import Rows
    from denge.stress.result import StressResult

__all__ = ["summary"]


def summary(
    view: Rows,
    state: str,
    as_of: date | None = None,
    draws: int = 20_000,
    seed: int = 0,
) -> tuple[StressResult, ...]:
    """Oil, corridors, sanctions and tension for one state, in this order.

    A channel for which the ledger holds no data is left out. The corridor result comes without
    pairs of closures and without marginal values, which `stress_corridor` gives.

    Parameters
    ----------
    view : View
    state : str
        ISO3 code.
    as_of : date, optional
        The view's day, to be sure that it is the one meant.
    draws, seed : int

    Raises
    ------
    BadScenario
        `as_of` is not the view's day.
    EmptyTies
        The ledger has data for no channel but tension, which is about no state.
    """
    if as_of is not None and view.as_of != as_of:
        raise BadScenario(f"the view stands on {view.as_of}, not on {as_of}; ask for that view")
    found, missing = [], []
    for build in (
        lambda: stress_oil(view, state, draws=draws, seed=seed),
        lambda: stress_corridor(view, state, draws=draws, seed=seed, detail=False),
        lambda: stress_sanctions(view, state, draws=draws, seed=seed),
    ):
        try:
            found.append(build())
        except DengeError as error:
            missing.append(str(error))
    if not found:
        raise EmptyTies(f"nothing to stress for {state}: " + "; ".join(missing))
    return (*found, stress_tension(view, state, draws=draws, seed=seed))
