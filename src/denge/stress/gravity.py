"""Gravity estimation: partial effects of distance, ties and sanctions on trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import BadScenario, MissingExtra, UnknownColumn, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

__all__ = ["Gravity", "estimate_gravity"]

_LABELS = ("exporter", "importer", "year", "trade")


@dataclass(frozen=True, slots=True)
class Gravity:
    """Coefficients with standard errors clustered by pair.

    Attributes
    ----------
    names : tuple[str, ...]
    effect, error : ndarray, shape (variable,)
        Log points of trade per unit of the variable.
    observations : int
        Rows that entered.
    method : str
        PPML or OLS.
    """

    names: tuple[str, ...]
    effect: NDArray[np.float64]
    error: NDArray[np.float64]
    observations: int
    method: str

    def table(self) -> list[dict[str, object]]:
        """One row per variable."""
        return [
            {"variable": name, "effect": float(b), "standard_error": float(s)}
            for name, b, s in zip(self.names, self.effect, self.error, strict=True)
        ]

    def log_effect(self, name: str, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draws of one log effect, shape (draw,), from its normal approximation.

        Raises
        ------
        UnknownColumn
            No variable of this name was estimated.
        """
        if name not in self.names:
            raise UnknownColumn(f"{name!r} was not estimated; {nearest(name, self.names)}")
        i = self.names.index(name)
        return rng.normal(self.effect[i], self.error[i], draws)


def estimate_gravity(
    trade: DataFrame,
    variables: Sequence[str],
    method: Literal["PPML", "OLS"] = "PPML",
    *,
    pair_effects: bool = False,
) -> Gravity:
    """Estimate partial effects with exporter-year and importer-year effects.

    Parameters
    ----------
    trade : DataFrame
        Columns exporter, importer, year, trade, and the variables. Domestic trade may be in it.
    variables : sequence of str
        Columns that enter as they are.
    method : {"PPML", "OLS"}
        PPML keeps zero flows (Santos Silva and Tenreyro 2006); OLS takes the log of positive ones.
    pair_effects : bool
        Whether each pair has an effect of its own, as for sanctions and agreements.

    Raises
    ------
    MissingExtra
        pyfixest is not installed.
    UnknownColumn
        A column is missing.
    BadScenario
        A flow is negative or missing.

    References
    ----------
    Yotov, Piermartini, Monteiro and Larch (2016), An Advanced Guide to Trade Policy Analysis.
    """
    try:
        from pyfixest.estimation import feols, fepois
    except ImportError:
        raise MissingExtra("pyfixest", "econ", "Gravity estimation") from None
    for column in (*_LABELS, *variables):
        if column not in trade.columns:
            raise UnknownColumn(f"no column {column!r}; {nearest(column, map(str, trade.columns))}")
    if not bool((trade["trade"].to_numpy(float) >= 0).all()):
        raise BadScenario("a flow of the gravity data is negative or missing")
    data = trade.assign(
        exporter_year=trade["exporter"] + trade["year"].astype(str),
        importer_year=trade["importer"] + trade["year"].astype(str),
        pair=trade["exporter"] + trade["importer"],
    )
    effects = "exporter_year + importer_year" + (" + pair" if pair_effects else "")
    terms = f"{' + '.join(variables)} | {effects}"
    if method == "PPML":
        fit = fepois(f"trade ~ {terms}", data, vcov={"CRV1": "pair"})
    else:
        data = data[data["trade"] > 0].assign(log_trade=lambda d: np.log(d["trade"]))
        fit = feols(f"log_trade ~ {terms}", data, vcov={"CRV1": "pair"})
    return _gravity(fit, method)


def _gravity(fit: object, method: str) -> Gravity:
    effect, error = fit.coef(), fit.se()  # type: ignore[attr-defined]
    return Gravity(
        names=tuple(map(str, effect.index)),
        effect=effect.to_numpy(float),
        error=error.to_numpy(float),
        observations=int(fit._N),  # type: ignore[attr-defined]
        method=method,
    )
