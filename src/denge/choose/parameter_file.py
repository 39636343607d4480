"""The layout of a file of assumptions: every number finite and within what the payoff can take."""

from __future__ import annotations

from math import inf
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from denge.core.errors import nearest

__all__ = ["ParameterFile"]

# Where the payoff is defined: lowest and highest value, and whether the lowest itself is out.
_DOMAINS: dict[str, tuple[float, float, bool]] = {
    "theta": (0, inf, True),
    "alignment_sd": (0, inf, True),
    "adjustment": (0, 1, True),
    "gamma": (0, inf, True),
    "kappa": (0, inf, False),
    "compliance": (0, 1, False),
    "secondary": (0, 1, False),
    "output_ratio": (0, inf, True),
    "nu": (0, 1, False),
    "switch_cost": (0, inf, False),
    "pledge_yield": (0, inf, False),
    "corridor_gain": (0, inf, False),
    "avoidable_cost": (0, 1, False),
}
_SETTINGS: dict[str, tuple[float, float, bool]] = {
    "cut_left": (0, 1, True),
    "engagement_cost": (0, inf, False),
    "mix_floor": (0, 1, True),
    "mature_outcomes": (1, inf, False),
    "pledge_window_years": (1, inf, False),
    "optimism": (0, 1, False),
    "tail": (0, 1, True),
    "regret_quantile": (0, 1, False),
    "room_loss": (0, inf, False),
    "room_share": (0, 1, False),
    "discretion": (0.01, 0.5, False),
}
_REACH = 4.0  # standard deviations at which a normal draw is cut
_HORIZONS = ("short", "long")

_Share = Annotated[float, Field(ge=0, le=1)]
_Word = str | bool  # `no` without quotation marks is a truth value in YAML


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class _Draw(_Strict):
    kind: str = ""
    label: str = ""
    plain: dict[str, str] = {}
    unit: str = ""
    identified: _Word = "no"
    reference: str = ""
    low: float | None = None
    high: float | None = None
    log_low: Annotated[float, Field(gt=0)] | None = None
    mean: float | None = None
    sd: Annotated[float, Field(ge=0)] | None = None
    a: float | None = None
    b: float | None = None
    value: float | None = None
    start: float | None = None
    persistence: Annotated[float, Field(ge=0, lt=1)] | None = None
    floor: float | None = None
    ceiling: float | None = None

    def ends(self) -> tuple[float, float] | None:
        """Lowest and highest value that can be drawn; None where the entry lacks a number."""
        if self.kind == "fixed" and self.value is not None:
            return self.value, self.value
        if self.kind == "range" and self.low is not None and self.high is not None:
            return self.low, self.high
        if self.kind == "normal" and self.mean is not None and self.sd is not None:
            return self.mean - _REACH * self.sd, self.mean + _REACH * self.sd
        return None

    @model_validator(mode="after")
    def _whole_path(self) -> _Draw:
        parts = {n: getattr(self, n) for n in ("start", "mean", "persistence", "sd")}
        missing = [name for name, value in parts.items() if value is None]
        if self.kind == "path" and missing:
            raise ValueError(f"a path needs {missing[0]!r} too")
        if self.log_low is not None and self.high is not None and self.log_low >= self.high:
            raise ValueError(f"log_low must lie below high, {self.high:g}")
        return self


class _Shared(_Strict):
    label: str
    plain: dict[str, str] = {}
    unit: str = ""
    kind: str = ""
    a: Annotated[float, Field(gt=0)] | None = None
    b: Annotated[float, Field(gt=0)] | None = None
    identified: _Word
    reference: str = ""


class _Beta(_Strict):
    a: float = Field(gt=0)
    b: float = Field(gt=0)


class _Pole(_Strict):
    label: str = ""
    acts: bool
    sanctioned: bool = False
    scope: _Beta | None = None
    scope_now: _Share = 0.0
    secondary: bool = False
    reference: str = ""

    @model_validator(mode="after")
    def _scoped(self) -> _Pole:
        if self.sanctioned and self.scope is None:
            raise ValueError("a pole under sanctions needs a scope with a and b")
        return self


class _Setting(_Strict):
    value: float
    unit: str = ""
    label: str = ""
    reference: str = ""


class _Horizon(_Strict):
    years: list[Annotated[int, Field(ge=1, le=100)]] = Field(min_length=1)
    label: str = ""


class _Hazard(_Strict):
    from_: float = Field(alias="from", gt=0, lt=1)
    to: float = Field(gt=0, le=1)
    steps: int = Field(ge=2, le=200)
    label: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _rising(self) -> _Hazard:
        if self.to <= self.from_:
            raise ValueError("`to` must lie above `from`")
        return self


class _Surface(_Strict):
    hazard: _Hazard
    nu: list[_Share] = Field(min_length=2)
    gamma: list[Annotated[float, Field(ge=0)]] = Field(min_length=2)

    @field_validator("nu", "gamma")
    @classmethod
    def _rising(cls, values: list[float]) -> list[float]:
        if values != sorted(set(values)):
            raise ValueError("the values must rise")
        return values


class ParameterFile(_Strict):
    """Layout of a parameter file; what each kind of draw needs is checked where it is read."""

    draws: dict[str, _Draw]
    per_pole: dict[Literal["scope", "delivery"], _Shared]
    per_route: dict[Literal["outage", "capacity"], _Shared]
    poles: dict[str, _Pole] = Field(min_length=2)
    sender: str
    settings: dict[str, _Setting]
    horizons: dict[str, _Horizon]
    tension_bands: dict[str, tuple[_Share, _Share]]
    surface: _Surface

    @field_validator("draws")
    @classmethod
    def _defined(cls, draws: dict[str, _Draw]) -> dict[str, _Draw]:
        for name, draw in draws.items():
            if name in _DOMAINS and (ends := draw.ends()) is not None:
                _within(name, ends, _DOMAINS[name])
        return draws

    @field_validator("settings")
    @classmethod
    def _bounded(cls, settings: dict[str, _Setting]) -> dict[str, _Setting]:
        for name, setting in settings.items():
            if name in _SETTINGS:
                _within(name, (setting.value, setting.value), _SETTINGS[name])
        return settings

    @field_validator("horizons")
    @classmethod
    def _both(cls, horizons: dict[str, _Horizon]) -> dict[str, _Horizon]:
        for name in _HORIZONS:
            if name not in horizons:
                raise ValueError(f"the horizon {name!r} is missing; both are shown side by side")
        return horizons

    @model_validator(mode="after")
    def _known_poles(self) -> ParameterFile:
        known = _packaged_poles()
        if set(self.poles) != set(known):
            odd = sorted(set(self.poles) ^ set(known))[0]
            raise ValueError(
                f"the poles must be {', '.join(known)}, as trade is tabled by these; "
                f"{odd!r} is {'unknown' if odd in self.poles else 'missing'}"
            )
        if self.sender not in self.poles:
            raise ValueError(
                f"the sender {self.sender!r} is no pole; {nearest(self.sender, known)}"
            )
        return self


def _within(name: str, ends: tuple[float, float], domain: tuple[float, float, bool]) -> None:
    low, high, open_ = domain
    least, most = ends
    if least < low or (open_ and least <= low) or most > high:
        word = "above" if open_ else "at least"
        top = "" if high == inf else f" and at most {high:g}"
        found = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        raise ValueError(f"{name} must be {word} {low:g}{top}; found {found}")


def _packaged_poles() -> list[Any]:
    from denge.core.catalogue import read_yaml

    return list(read_yaml("catalogue/choose/parameters.yaml")["poles"])
