"""The assumptions of the model as data: what each is, how wide, whether anyone can know it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.choose.quantile import Measure, beta_quantile, normal_quantile, range_quantile
from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownName, nearest
from denge.core.trail import Assumption

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Autoregression", "Column", "Parameters", "load_parameters"]

Kind = Literal["range", "normal", "beta", "fixed"]
_NEEDS = {
    "range": ("low", "high"),
    "normal": ("mean", "sd"),
    "beta": ("a", "b"),
    "fixed": ("value",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a world: a quantity, its spread, and whether anyone can know it.

    Attributes
    ----------
    id, label, unit, reference : str
    kind : "range" | "normal" | "beta" | "fixed"
    values : dict[str, float]
        `low, high[, log_low]`, `mean, sd`, `a, b` or `value`.
    identified : str
        yes, partly, weakly, no, or a phrase.
    plain : dict[str, str]
        `name`, and clauses for a `high` and a `low` value, in words for a sentence.
    """

    id: str
    label: str
    kind: Kind
    values: dict[str, float]
    unit: str = ""
    identified: str = "no"
    reference: str = ""
    plain: dict[str, str] = field(default_factory=dict)

    def at(self, u: NDArray[np.float64], measure: Measure = "uniform") -> NDArray[np.float64]:
        """Values at levels `u` in [0, 1]; only a `range` follows the input measure."""
        v = self.values
        if self.kind == "range":
            return range_quantile(u, v["low"], v["high"], measure, v.get("log_low"))
        if self.kind == "normal":
            return v["mean"] + v["sd"] * normal_quantile(u)
        if self.kind == "beta":
            return beta_quantile(u, v["a"], v["b"])
        return np.full_like(u, v["value"])

    def assumption(self) -> Assumption:
        """The column as it stands in a result: its middle and its central 90 % (or whole range)."""
        level = np.array([0.05, 0.5, 0.95])
        low, middle, high = (float(x) for x in self.at(level))
        if self.kind == "range":
            low, high = self.values["low"], self.values["high"]
        known = self.identified.casefold() != "no"
        return Assumption(
            f"choose.{self.id}", self.label, middle, self.unit, low, high, self.reference, known
        )


@dataclass(frozen=True, slots=True)
class Autoregression:
    """A first-order autoregression in years: x_t = mean + persistence (x_{t-1} - mean) + sd e_t."""

    id: str
    label: str
    start: float
    mean: float
    persistence: float
    sd: float
    unit: str = ""
    identified: str = "yes"
    reference: str = ""
    floor: float = -np.inf
    ceiling: float = np.inf
    plain: dict[str, str] = field(default_factory=dict)

    def held(self, level: NDArray[np.float64]) -> NDArray[np.float64]:
        """Levels kept between `floor` and `ceiling`, in the unit of the quantity."""
        return np.clip(level, self.floor, self.ceiling)

    def at(self, years: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value `years` after the start, given a standard normal `z`: exact in distribution."""
        decay = self.persistence**years
        spread = self.sd * np.sqrt((1 - decay**2) / (1 - self.persistence**2))
        return self.mean + decay * (self.start - self.mean) + spread * z

    def step(self, x: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
        """One year on from `x`."""
        return self.mean + self.persistence * (x - self.mean) + self.sd * z

    def assumption(self) -> Assumption:
        known = self.identified.casefold() != "no"
        return Assumption(
            f"choose.{self.id}",
            self.label,
            self.start,
            self.unit,
            None,
            None,
            self.reference,
            known,
        )


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of `catalogue/choose/parameters.yaml`, checked."""

    draws: dict[str, Column]
    paths: dict[str, Autoregression]
    per_pole: dict[str, dict[str, Any]]
    per_route: dict[str, dict[str, Any]]
    poles: dict[str, dict[str, Any]]
    sender: str
    settings: dict[str, dict[str, Any]]
    horizons: dict[str, dict[str, Any]]
    tension_bands: dict[str, list[float]]
    surface: dict[str, Any]
    origin: str = "catalogue/choose/parameters.yaml"
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    def setting(self, name: str) -> float:
        """The value of a setting, e.g. `parameters.setting("fails_by")`."""
        if name not in self.settings:
            raise UnknownName(
                f"no setting {name!r} in {self.origin}; {nearest(name, self.settings)}"
            )
        return float(self.settings[name]["value"])

    def pole_label(self, pole: str) -> str:
        """A pole in words, e.g. "the West"; its id where a file gives no label."""
        return str(self.poles[pole].get("label", pole))

    def years(self, horizon: str) -> tuple[int, ...]:
        """The years of a horizon.

        Raises
        ------
        UnknownName
            There is no such horizon.
        """
        if horizon not in self.horizons:
            raise UnknownName(
                f"no horizon {horizon!r}; {nearest(horizon, self.horizons)}. "
                f"Known: {', '.join(self.horizons)}"
            )
        return tuple(self.horizons[horizon]["years"])

    def fixed(self, **values: float) -> Parameters:
        """A copy in which some draws stand still: `parameters.fixed(nu=0.0)`."""
        unknown = [name for name in values if name not in self.draws]
        if unknown:
            raise UnknownName(f"no parameter {unknown[0]!r}; {nearest(unknown[0], self.draws)}")
        changed = {
            name: replace(self.draws[name], kind="fixed", values={"value": float(value)})
            for name, value in values.items()
        }
        return replace(self, draws=self.draws | changed)


@cache
def _packaged() -> Parameters:
    return _parse(read_yaml("catalogue/choose/parameters.yaml"), "catalogue/choose/parameters.yaml")


def load_parameters(path: str | Path | None = None) -> Parameters:
    """The packaged assumptions, or those of a file of the same layout.

    Raises
    ------
    UnreadableText
        The file cannot be read.
    BadScenario
        An entry lacks a number that its kind needs, or a range is turned round.

    Examples
    --------
    >>> load_parameters().draws["nu"].identified
    'no'
    """
    if path is None:
        return _packaged()
    from denge.choose.parameter_file import ParameterFile
    from denge.choose.user_file import read_user_file

    return _parse(read_user_file(path, ParameterFile), str(path))


@cache
def _packaged_names() -> tuple[str, ...]:
    """Draws that the payoff reads."""
    return tuple(read_yaml("catalogue/choose/parameters.yaml")["draws"])


def _parse(data: dict[str, Any], origin: str) -> Parameters:
    draws, paths = {}, {}
    missing = [name for name in _packaged_names() if name not in data["draws"]]
    if missing:
        raise BadScenario(f"{origin} lacks the draw {missing[0]!r}; copy it from the packaged file")
    for name, entry in data["draws"].items():
        if entry.get("kind") == "path":
            paths[name] = Autoregression(name, **{k: v for k, v in entry.items() if k != "kind"})
        else:
            draws[name] = column(name, entry, origin)
    rest = {k: v for k, v in data.items() if k != "draws"}
    return Parameters(draws, paths, **rest, origin=origin, raw=data)


def column(name: str, entry: dict[str, Any], origin: str) -> Column:
    """One entry of a parameter file as a checked column."""
    kind = entry.get("kind", "")
    if kind not in _NEEDS:
        raise BadScenario(f"{name} in {origin} has kind {kind!r}; use one of {', '.join(_NEEDS)}")
    missing = [key for key in _NEEDS[kind] if key not in entry]
    if missing:
        raise BadScenario(f"{name} in {origin} has kind {kind} and lacks {missing[0]!r}")
    keys = (*_NEEDS[kind], "log_low")
    values = {key: float(entry[key]) for key in keys if entry.get(key) is not None}
    if kind == "range" and values["low"] > values["high"]:
        raise BadScenario(f"{name} in {origin} runs from {values['low']} down to {values['high']}")
    if (
        kind in ("normal", "beta")
        and min(values.get("sd", 1), values.get("a", 1), values.get("b", 1)) <= 0
    ):
        raise BadScenario(f"{name} in {origin}: sd, a and b must be positive")
    return Column(
        name,
        entry.get("label", name),
        kind,
        values,
        str(entry.get("unit", "")),
        str(entry.get("identified", "no")),
        str(entry.get("reference", "")),
        dict(entry.get("plain", {})),
    )
