"""Strategies are data: where a budget of engagement goes, and the rules that move it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario, UnknownName, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure

__all__ = ["Adaptive", "Playbook", "Rule", "Strategy", "load_playbook"]

Trigger = Literal["tension", "largest_loss"]
_TRIGGERS = ("tension", "largest_loss")


@dataclass(frozen=True, slots=True)
class Strategy:
    """A mix that stands still.

    Attributes
    ----------
    id, label : str
    mix : ndarray, shape (pole,)
        Engagement per pole, in shares of the common budget.
    corridors : float
        Effort put into corridors, in the same unit.
    """

    id: str
    label: str
    mix: NDArray[np.float64]
    corridors: float = 0.0

    @property
    def budget(self) -> float:
        return float(self.mix.sum()) + self.corridors

    @property
    def unequal(self) -> bool:
        """Whether the budget is not the common one, so that a comparison is unfair."""
        return abs(self.budget - 1) > 1e-9


@dataclass(frozen=True, slots=True)
class Rule:
    """Move from one strategy (or any `aligned` one) to another when a trigger is passed."""

    when: Trigger
    origin: str
    to: str
    above: float = np.inf
    below: float = -np.inf


@dataclass(frozen=True, slots=True)
class Adaptive:
    """A strategy that starts from a static one and moves by rules, each move at `switch_cost`."""

    id: str
    label: str
    start: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """Strategies of one state, with the question asked of them.

    Attributes
    ----------
    static : tuple[Strategy, ...]
    adaptive : tuple[Adaptive, ...]
    aligned : dict[str, str]
        Pole to the strategy that aligns with it.
    question : tuple[str, tuple[str, ...]]
        The strategy asked about, and those it is held against.
    """

    static: tuple[Strategy, ...]
    adaptive: tuple[Adaptive, ...]
    aligned: dict[str, str]
    question: tuple[str, tuple[str, ...]]
    origin: str = "catalogue/choose/strategies.yaml"

    def __getitem__(self, name: str) -> Strategy:
        for strategy in self.static:
            if strategy.id == name:
                return strategy
        known = [s.id for s in self.static]
        raise UnknownName(f"no strategy {name!r} in {self.origin}; {nearest(name, known)}")

    def only(self, names: Sequence[str]) -> Playbook:
        """The playbook with these static strategies alone."""
        chosen = tuple(self[name] for name in names)
        return Playbook(chosen, (), self.aligned, self.question, self.origin)

    @property
    def unequal(self) -> tuple[str, ...]:
        """Strategies whose budget is not the common one."""
        return tuple(s.id for s in self.static if s.unequal)


def load_playbook(exposure: Exposure, path: str | Path | None = None) -> Playbook:
    """The packaged strategies for a state, or those of a file of the same layout.

    A file of your own may hold some keys only; the packaged strategies stay beside yours.

    Raises
    ------
    BadScenario
        A mix names an unknown pole, is negative, or does not add to the budget that it states.
    UnknownName
        A rule leads to a strategy that does not exist.

    Examples
    --------
    >>> from denge.choose.state_file import exposure
    >>> load_playbook(exposure("KAZ"))["align_west"].mix.round(3)
    array([0.8  , 0.071, 0.043, 0.086])
    """
    data = dict(read_yaml("catalogue/choose/strategies.yaml"))
    origin = "catalogue/choose/strategies.yaml"
    if path is not None:
        from denge.choose.user_file import StrategyFile, read_user_file

        own, origin = read_user_file(path, StrategyFile), str(path)
        for key in ("strategies", "adaptive", "aligned"):
            data[key] = data[key] | own.get(key, {})
        data["question"] = own.get("question", data["question"])
    static = tuple(_static(k, v, exposure, origin) for k, v in data["strategies"].items())
    adaptive = tuple(_adaptive(k, v) for k, v in data["adaptive"].items())
    question = (data["question"]["of"], tuple(data["question"]["against"]))
    book = Playbook(static, adaptive, data["aligned"], question, origin)
    _check_names(book)
    return book


def _static(name: str, entry: dict[str, Any], exposure: Exposure, origin: str) -> Strategy:
    corridors = float(entry.get("corridors", 0.0))
    budget = float(entry.get("budget", 1.0))
    if "toward" in entry:
        mix = _toward(name, entry["toward"], exposure, origin)
    elif entry.get("mix") == "present":
        mix = exposure.mix * (budget - corridors)
    elif entry.get("mix") == "equal":
        mix = np.full(len(exposure.poles), (budget - corridors) / len(exposure.poles))
    else:
        mix = _shares(name, entry.get("mix", {}), exposure, origin)
    strategy = Strategy(name, entry.get("label", name), mix, corridors)
    if mix.min() < 0 or corridors < 0:
        raise BadScenario(f"strategy {name!r} in {origin} gives a pole less than nothing")
    if abs(strategy.budget - budget) > 1e-9:
        raise BadScenario(
            f"strategy {name!r} in {origin} spends {strategy.budget:.3g} of a budget of "
            f"{budget:.3g}; make its shares add up, or state its budget and have it flagged"
        )
    return strategy


def _toward(
    name: str, target: dict[str, float], exposure: Exposure, origin: str
) -> NDArray[np.float64]:
    aim = _shares(name, target, exposure, origin)
    rest = np.where(aim > 0, 0.0, exposure.mix)
    left = 1 - aim.sum()
    if rest.sum() == 0:
        return aim / aim.sum()
    return aim + left * rest / rest.sum()


def _shares(
    name: str, shares: dict[str, float], exposure: Exposure, origin: str
) -> NDArray[np.float64]:
    unknown = [pole for pole in shares if pole not in exposure.poles]
    if unknown:
        raise BadScenario(
            f"strategy {name!r} in {origin} names the pole {unknown[0]!r}; "
            f"{nearest(unknown[0], exposure.poles)}"
        )
    return np.array([float(shares.get(pole, 0.0)) for pole in exposure.poles])


def _adaptive(name: str, entry: dict[str, Any]) -> Adaptive:
    rules = []
    for rule in entry["rules"]:
        if rule["when"] not in _TRIGGERS:
            raise BadScenario(
                f"rule of {name!r} watches {rule['when']!r}; it can watch {' or '.join(_TRIGGERS)}"
            )
        if "above" not in rule and "below" not in rule:
            raise BadScenario(f"rule of {name!r} never fires; give it `above` or `below`")
        rules.append(
            Rule(
                rule["when"],
                rule["from"],
                rule["to"],
                float(rule.get("above", np.inf)),
                float(rule.get("below", -np.inf)),
            )
        )
    return Adaptive(name, entry.get("label", name), entry["start"], tuple(rules))


def _check_names(book: Playbook) -> None:
    wanted = [book.question[0], *book.question[1], *book.aligned.values()]
    for plan in book.adaptive:
        wanted.append(plan.start)
        wanted += [r.to for r in plan.rules if r.to != "least_loss"]
        wanted += [r.origin for r in plan.rules if r.origin != "aligned"]
    for name in wanted:
        book[name]
    asked, against = book.question
    if asked in against or len(set(against)) < len(against):
        raise BadScenario(
            f"the question in {book.origin} holds {asked!r} against {', '.join(against)}; name "
            "each rival once, and not the strategy itself"
        )
