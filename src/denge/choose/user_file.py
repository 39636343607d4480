"""Files of the user's own: read, checked against a layout, refused with the place of a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from denge.core.errors import BadScenario, UnreadableText

__all__ = ["ParameterFile", "StateFile", "StrategyFile", "read_user_file"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Mix(_Strict):
    label: str = ""
    mix: Literal["present", "equal"] | dict[str, float] | None = None
    toward: dict[str, float] | None = None
    corridors: float = Field(0.0, ge=0, le=1)
    budget: float = Field(1.0, gt=0)


class _Rule(_Strict):
    when: str
    above: float | None = None
    below: float | None = None
    origin: str = Field(alias="from")
    to: str


class _Adaptive(_Strict):
    label: str = ""
    start: str
    rules: list[_Rule] = Field(min_length=1)


class _Question(_Strict):
    of: str
    against: list[str] = Field(min_length=1)


class StrategyFile(_Strict):
    """Layout of a strategy file; every part may be left out."""

    strategies: dict[str, _Mix] = {}
    adaptive: dict[str, _Adaptive] = {}
    aligned: dict[str, str] = {}
    question: _Question | None = None
    benchmark: list[str] = []


class _Trade(_Strict):
    year: int
    known_from: Any
    exports_pct_gdp: float = Field(gt=0)
    imports_pct_gdp: float = Field(gt=0)
    exports_named: dict[str, float]
    imports_named: dict[str, float]
    sources: list[str]
    basis: str


class _StateMix(_Strict):
    shares: Literal["trade"] | dict[str, float]
    assumed: bool = False
    basis: str


class _Oil(_Strict):
    year: int
    exports_mt: float = Field(gt=0)
    price_usd_bbl: float = Field(gt=0)
    barrels_per_tonne: float = Field(gt=0)
    gdp_usd_bn: float = Field(gt=0)
    sources: list[str]
    basis: str


class _Pledges(_Strict):
    table: str
    gdp_usd_bn: float = Field(gt=0)
    basis: str


class _Route(_Strict):
    id: str
    label: str
    pole: str | None
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    grows: bool = False
    assumed: bool = False
    basis: str
    sources: list[str] = []


class StateFile(_Strict):
    """Layout of a state file."""

    iso3: str
    trade: _Trade
    mix: _StateMix
    oil: _Oil | None = None
    pledges: _Pledges | None = None
    routes: list[_Route] = []


class ParameterFile(_Strict):
    """Layout of a parameter file; the numbers of each draw are checked by its kind."""

    draws: dict[str, dict[str, Any]]
    per_pole: dict[str, dict[str, Any]]
    per_route: dict[str, dict[str, Any]]
    poles: dict[str, dict[str, Any]]
    sender: str
    settings: dict[str, dict[str, Any]]
    horizons: dict[str, dict[str, Any]]
    tension_bands: dict[str, list[float]]
    surface: dict[str, Any]


def read_user_file(path: str | Path, layout: type[BaseModel]) -> dict[str, Any]:
    """The content of a YAML file of the user's, as plain data.

    Raises
    ------
    UnreadableText
        The file is missing or no text.
    BadScenario
        It is no YAML, or departs from the layout; the message names the place.
    """
    import yaml

    try:
        data = yaml.safe_load(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UnreadableText(f"{path} cannot be read: {reason}") from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f", line {place.line + 1}" if place else ""
        raise BadScenario(f"{path}{where} is no YAML; see the packaged files for a model") from None
    try:
        layout.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the top"
        raise BadScenario(f"{path}, {where}: {first['msg']}") from None
    return data
