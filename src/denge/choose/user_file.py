"""Files of the user's own: read, checked against a layout, refused with the place of a mistake."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from denge.core.errors import BadScenario, UnreadableText

__all__ = ["StateFile", "StrategyFile", "read_user_file"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


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
        data = yaml.load(Path(path).read_text("utf-8"), _loader())
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UnreadableText(f"{path} cannot be read: {reason}") from None
    except yaml.YAMLError as error:
        raise BadScenario(f"{path}{_place(error)} {_why(error)}") from None
    if not isinstance(data, dict):
        held = "nothing" if data is None else "no names with values"
        first = next(iter(layout.model_fields))
        raise BadScenario(f"{path} holds {held}; it begins with a name such as `{first}:`")
    try:
        layout.model_validate(data)
    except ValidationError as error:
        raise BadScenario(f"{path}, {_mistake(error)}") from None
    return data


_MISTAKES = {
    "extra_forbidden": "there is no entry of this name",
    "missing": "this entry is missing",
    "finite_number": "a finite number is needed",
    "float_parsing": "a number is needed",
    "float_type": "a number is needed",
}


def _mistake(error: ValidationError) -> str:
    """Place and kind of a mistake: of several readings of one place, that which got furthest."""
    found = max(error.errors(), key=lambda e: len(e["loc"]))
    steps = [str(step) for step in found["loc"] if "[" not in str(step)]
    said = _MISTAKES.get(found["type"], found["msg"].removeprefix("Value error, "))
    return f"{'.'.join(steps) or 'the whole'}: {said}"


def _place(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _why(error: Any) -> str:
    return getattr(error, "said", "is no YAML; see the packaged files for a model")


@cache
def _loader() -> type:
    """A safe loader that refuses a name given twice, where YAML would keep the last in silence."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: Loader, node: yaml.MappingNode) -> dict[Any, Any]:
        loader.flatten_mapping(node)
        seen: set[Any] = set()
        for key, _ in node.value:
            name = loader.construct_object(key, deep=True)
            if isinstance(name, Hashable) and name in seen:
                error = yaml.constructor.ConstructorError(problem_mark=key.start_mark)
                error.said = f"gives {name!r} twice; keep one"  # type: ignore[attr-defined]
                raise error
            seen.add(name if isinstance(name, Hashable) else str(name))
        return loader.construct_mapping(node, deep=True)

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return Loader
