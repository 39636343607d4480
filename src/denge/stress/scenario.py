"""Scenarios as files: what moves, by how much, from when, with a story of one sentence."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from denge.core.errors import BadScenario, UnknownName, nearest
from denge.stress.assumption import distribution, draw_distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "Dependence",
    "Move",
    "Scenario",
    "combine",
    "draw_moves",
    "load_scenario",
    "scenario_names",
]

Amount = float | dict[str, Any]
What = Literal[
    "oil_price", "price_cap", "arc", "transit", "group", "neighbour", "sanctions", "tension"
]
_CAPACITY = ("arc", "transit", "group", "neighbour")


class Move(BaseModel):
    """One thing that moves.

    `what` names the channel; `id` the arc, state, group, scope or bloc of buyers; `lost` is a share
    of capacity, `change` a relative change of the oil price, `cap` the most that those buyers pay
    in USD a barrel, `intensity` a factor on a scope's log effect, and `level` a tension level from
    0 to 1. Amounts are numbers or distributions.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: What
    id: str = ""
    lost: Amount | None = None
    change: Amount | None = None
    cap: Amount | None = None
    intensity: Amount = 1.0
    level: Annotated[float, Field(gt=0, lt=1)] | None = None
    held: bool = False
    unit: str = ""

    @field_validator("lost", "change", "cap", "intensity")
    @classmethod
    def _is_distribution(cls, value: Amount | None) -> Amount | None:
        if value is not None:
            distribution(value, "a move")
        return value

    @model_validator(mode="after")
    def _holds_its_amount(self) -> Move:
        need = {"oil_price": "change", "price_cap": "cap", "tension": "level"}
        need |= dict.fromkeys(_CAPACITY, "lost")
        amount = need.get(self.what, "intensity")
        if getattr(self, amount) is None:
            raise ValueError(f"a move of {self.what} needs {amount!r}")
        if self.what in (*_CAPACITY, "sanctions", "price_cap") and not self.id:
            raise ValueError(f"a move of {self.what} needs an 'id'")
        return self

    @property
    def amount(self) -> dict[str, Any]:
        """The distribution that is drawn."""
        if self.what == "oil_price":
            return distribution(self.change, "oil_price")
        if self.what == "price_cap":
            return distribution(self.cap, self.id)
        if self.what == "tension":
            return {"fixed": self.level}
        if self.what == "sanctions":
            return distribution(self.intensity, self.id)
        return distribution(self.lost, self.id)


class Dependence(BaseModel):
    """Rank correlation between two moves, by their places in the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    between: tuple[int, int]
    correlation: Annotated[float, Field(ge=-1, le=1)]


class Scenario(BaseModel):
    """A scenario file.

    `states` is empty where the scenario fits any state; `start` and `until` (ISO days, optional)
    bound the moves in time, and the part of the coming year that they cover scales what is lost.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str = ""
    title: str
    states: tuple[str, ...] = ()
    story: Annotated[str, Field(min_length=10)]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    start: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    dependence: tuple[Dependence, ...] = ()
    reference: Annotated[str, Field(min_length=5)]

    @model_validator(mode="after")
    def _is_consistent(self) -> Scenario:
        if self.start and self.until and self.until < self.start:
            raise ValueError(f"the scenario ends on {self.until}, before it starts on {self.start}")
        for link in self.dependence:
            if not all(0 <= place < len(self.moves) for place in link.between):
                raise ValueError(
                    f"dependence between {list(link.between)}, but moves are numbered 0 to "
                    f"{len(self.moves) - 1}"
                )
        return self

    def share_of_year(self, as_of: date | None) -> float:
        """Part of the twelve months after `as_of` that the scenario covers.

        Examples
        --------
        >>> months = {"from": "2026-01-01", "until": "2026-03-31"}
        >>> move = {"what": "oil_price", "change": -0.3}
        >>> texts = {"title": "T", "story": "Something happens.", "reference": "None."}
        >>> made = Scenario.model_validate(texts | months | {"moves": [move]})
        >>> round(made.share_of_year(date(2025, 12, 31)), 3)
        0.247
        """
        if self.start is None and self.until is None:
            return 1.0
        first = (as_of or self.start or date.today()) + timedelta(days=1)
        last = first + timedelta(days=364)
        covered = (min(self.until or last, last) - max(self.start or first, first)).days + 1
        return max(0, covered) / 365


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios that ship."""
    folder = files("denge").joinpath("catalogue/scenarios")
    return tuple(
        sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
    )


@cache
def load_scenario(name: str) -> Scenario:
    """A shipped scenario by name, several joined by `+`, or one from a YAML file by its path.

    Raises
    ------
    UnknownName
        No shipped scenario and no file is called so.
    BadScenario
        The file is no scenario; the message names the field.
    """
    if name in scenario_names():
        text = files("denge").joinpath(f"catalogue/scenarios/{name}.yaml").read_text("utf-8")
        return _parse(text, name)
    parts = name.split("+")
    if len(parts) > 1 and not Path(name).is_file():
        return combine([load_scenario(part.strip()) for part in parts])
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        try:
            return _parse(path.read_text("utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise BadScenario(f"{name}: the file cannot be read ({error})") from None
    raise UnknownName(
        f"there is no scenario {name!r}; {nearest(name, scenario_names())}. "
        "Give a name of `denge stress --list` or the path of a YAML file"
    )


def combine(parts: Sequence[Scenario], dependence: Sequence[Dependence] = ()) -> Scenario:
    """Scenarios that come true together, as one.

    Moves keep their order and their dependence; `dependence` adds rank correlations between moves
    of different parts, numbered through all of them. Without it the parts are independent.

    Raises
    ------
    BadScenario
        The parts are about different states or times, or more than one sets the tension.

    Examples
    --------
    >>> both = combine([load_scenario("cpc_halved"), load_scenario("price_fall")])
    >>> both.name, [move.what for move in both.moves], both.states
    ('cpc_halved+price_fall', ['arc', 'oil_price'], ('KAZ',))
    """
    name = "+".join(part.name for part in parts)
    moves = tuple(move for part in parts for move in part.moves)
    if sum(move.what == "tension" for move in moves) > 1:
        raise BadScenario(f"{name}: more than one part sets the tension; leave one of them out")
    if len({(part.start, part.until) for part in parts}) > 1:
        raise BadScenario(f"{name}: the parts begin or end on different days")
    links, first = list(dependence), 0
    for part in parts:
        for link in part.dependence:
            i, j = link.between
            links.append(link.model_copy(update={"between": (first + i, first + j)}))
        first += len(part.moves)
    return Scenario(
        name=name,
        title="; ".join(part.title for part in parts),
        states=_common_states(name, parts),
        story=" ".join(part.story for part in parts),
        moves=moves,
        start=parts[0].start,
        until=parts[0].until,
        dependence=tuple(links),
        reference="; ".join(part.reference for part in parts),
    )


def _common_states(name: str, parts: Sequence[Scenario]) -> tuple[str, ...]:
    """States that every part is about; empty where all parts fit any state."""
    bound = [part.states for part in parts if part.states]
    common = tuple(s for s in bound[0] if all(s in other for other in bound)) if bound else ()
    if bound and not common:
        raise BadScenario(f"{name}: no state is common to the parts")
    return common


def _parse(text: str, where: str) -> Scenario:
    import yaml

    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadScenario(f"{where} is no YAML: {error}") from None
    if not isinstance(data, dict):
        raise BadScenario(f"{where}: a scenario is a list of fields such as title, story, moves")
    try:
        return Scenario.model_validate({"name": Path(where).stem} | data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the scenario"
        raise BadScenario(f"{where}: {field}: {first['msg']}{_hint(first)}") from None
    except BadScenario as error:
        raise BadScenario(f"{where}: {error}") from None


def _hint(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        known = (*Scenario.model_fields, *Move.model_fields, "from")
        return f"; {nearest(str(error['loc'][-1]), known)}"
    return ""


def draw_moves(
    scenario: Scenario, draws: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], ...]:
    """Amounts of every move, each of shape (draw,), with the stated rank correlations.

    Each move is drawn from its own distribution and then put into the order of correlated normal
    ranks (Iman and Conover 1982), which leaves every distribution as it is: a Gaussian copula.

    Raises
    ------
    BadScenario
        The stated correlations contradict each other.
    """
    amounts = [draw_distribution(move.amount, rng, draws) for move in scenario.moves]
    if not scenario.dependence:
        return tuple(amounts)
    size = len(amounts)
    correlation = np.eye(size)
    for link in scenario.dependence:
        i, j = link.between
        correlation[i, j] = correlation[j, i] = 2 * np.sin(np.pi * link.correlation / 6)
    if np.linalg.eigvalsh(correlation).min() < -1e-9:
        raise BadScenario(
            f"{scenario.name}: the correlations contradict each other (not positive definite)"
        )
    root = np.linalg.cholesky(correlation + 1e-9 * np.eye(size))
    order = np.argsort(root @ rng.standard_normal((draws, size)).T, axis=1)
    return tuple(_in_order(amount, places) for amount, places in zip(amounts, order, strict=True))


def _in_order(amount: NDArray, places: NDArray) -> NDArray:
    """The same values, with the k-th smallest at `places[k]`."""
    arranged = np.empty_like(amount)
    arranged[places] = np.sort(amount)
    return arranged
