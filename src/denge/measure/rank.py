"""Rank of a state among its peers, and how far the rank depends on the weights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies, InputError, UnknownName, nearest
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import state as find_state
from denge.core.trail import Assumption, Figure, Origin, Step
from denge.measure.assumed import assumed, assumed_number
from denge.measure.great_circle import nearest_capitals
from denge.measure.indicators import indicators_of
from denge.measure.rows import origins_of
from denge.measure.world import world_macro

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = [
    "Rank",
    "composite",
    "group_of",
    "group_shares",
    "peers",
    "rank",
    "rank_acceptability",
    "ranks",
]

_FILE = "catalogue/peers.yaml"
_USED = ("rank.weights_concentration", "rank.draws", "vectors.year_gap", "stale_years")


def group_shares(value: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Share of each state in the total of its group, per indicator.

    $$s_{di} = x_{di} / \sum_j x_{dj}$$

    Parameters
    ----------
    value : ndarray, shape (..., state)
        Non-negative quantities in one unit.

    Raises
    ------
    EmptyTies
        An indicator is zero for the whole group.

    References
    ----------
    Singer, Bremer & Stuckey (1972), Capability Distribution, Uncertainty, and Major Power War.

    Examples
    --------
    >>> group_shares(np.array([[3.0, 1.0]]))
    array([[0.75, 0.25]])
    """
    total = value.sum(axis=-1, keepdims=True)
    if (total <= 0).any():
        raise EmptyTies("an indicator is zero for every state of the group, so it has no shares")
    return value / total


def composite(share: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Composite capability $c_i = \sum_d w_d s_{di}$.

    Parameters
    ----------
    share : ndarray, shape (draw, indicator, state) or (indicator, state)
    weight : ndarray, shape (draw, indicator)
        Rows sum to one.

    Returns
    -------
    ndarray, shape (draw, state)

    Examples
    --------
    >>> composite(np.array([[0.75, 0.25], [0.5, 0.5]]), np.array([[0.5, 0.5]]))
    array([[0.625, 0.375]])
    """
    return np.einsum("...ds,...d->...s", share, weight)


def ranks(score: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank of every state in every draw, 1 for the highest score, shape (draw, state).

    >>> ranks(np.array([[0.2, 0.5, 0.3]]))
    array([[3, 1, 2]])
    """
    return (-score).argsort(axis=-1, kind="stable").argsort(axis=-1, kind="stable") + 1


def rank_acceptability(rank: NDArray[np.int64]) -> NDArray[np.float64]:
    r"""Share of draws in which state i takes rank r.

    $$b_{ir} = \Pr(\mathrm{rank}_i = r)$$

    Range: [0, 1]; rows and columns sum to one.

    Parameters
    ----------
    rank : ndarray, shape (draw, state)

    Returns
    -------
    ndarray, shape (state, rank)

    References
    ----------
    Lahdelma & Salminen (2001), SMAA-2, Operations Research 49(3), 444-454.

    Examples
    --------
    >>> rank_acceptability(np.array([[1, 2], [1, 2], [2, 1], [1, 2]]))
    array([[0.75, 0.25],
           [0.25, 0.75]])
    """
    places = np.arange(1, rank.shape[1] + 1)
    return (rank[:, :, None] == places).mean(axis=0)


@dataclass(frozen=True, slots=True)
class Rank(Result):
    """Where a state stands among its peers under every weighting.

    Attributes
    ----------
    group : str
        Key of `catalogue/peers.yaml`, or "given" for peers named by the caller.
    states : tuple[str, ...]
    after : str | None
        A state set aside before "first" is asked.
    indicators : dict[str, int]
        Indicator to data year.
    left_out : dict[str, str]
        Indicators that are not used, with the reason.
    acceptability : ndarray, shape (state, rank)
    score, place : dict[str, Estimate]
        Composite share and rank of every state, over the weightings.
    first : Estimate
        Share of weightings in which the state is first, `after` set aside.
    first_without : dict[str, float]
        The same share when one indicator is left out, by indicator.
    """

    state: str
    group: str
    states: tuple[str, ...]
    after: str | None
    indicators: dict[str, int]
    left_out: dict[str, str]
    share: NDArray[np.float64]
    acceptability: NDArray[np.float64]
    score: dict[str, Estimate]
    place: dict[str, Estimate]
    first: Estimate
    first_without: dict[str, float]
    last: Estimate
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    @property
    def period(self) -> str:
        """Data years, `2024` or `2023-2025`; "undated" where no publisher states one."""
        years = sorted(year for year in self.indicators.values() if year)
        if not years:
            return "undated"
        return str(years[0]) if years[0] == years[-1] else f"{years[0]}-{years[-1]}"

    def figures(self) -> tuple[Figure, ...]:
        name = find_state(self.state).name()
        besides = f" after {find_state(self.after).name()}" if self.after else ""
        numbers = (
            ("first", f"Share of weightings in which {name} is first{besides}", self.first),
            ("first_least", self._least(), _share(min(self.first_without.values()))),
            ("last", f"Share of weightings in which {name} is last", self.last),
            ("place", f"Rank of {name}", self.place[self.state]),
            ("score", f"Composite share of {name} in the group", self.score[self.state]),
        )
        return tuple(
            Figure(
                id=f"rank.{self.group}.{key}",
                label=label,
                estimate=estimate,
                period=self.period,
                method="sum of weights x shares in the group; weights uniform on the simplex",
                trail=self.steps,
                assumptions=self.assumptions,
                origins=self.origins,
                notes=self._notes(),
            )
            for key, label, estimate in numbers
        )

    def _least(self) -> str:
        dropped = min(self.first_without, key=lambda name: self.first_without[name])
        return f"The least such share when one indicator is dropped ({dropped})"

    def _notes(self) -> tuple[str, ...]:
        used = ", ".join(f"{k} {year or 'undated'}" for k, year in self.indicators.items())
        out = "; ".join(f"{k}: {why}" for k, why in self.left_out.items())
        return (f"indicators: {used}",) + ((f"left out: {out}",) if out else ())


def peers(group: str) -> tuple[str, ...]:
    """Members of a peer group, by ISO3.

    Raises
    ------
    UnknownName
        No group has this name.

    >>> len(peers("turkic"))
    6
    """
    known = read_yaml(_FILE)["groups"]
    if group not in known:
        raise UnknownName(
            f"no peer group is called {group!r}; {nearest(group, known)}. See {_FILE}."
        )
    return tuple(known[group]["members"])


def group_of(state: str) -> str:
    """The first peer group of the catalogue that holds the state, else "nearest".

    >>> group_of("UZB"), group_of("PER")
    ('turkic', 'nearest')
    """
    known = read_yaml(_FILE)["groups"]
    return next((name for name, entry in known.items() if state in entry["members"]), "nearest")


def _members(group: str, state: str) -> tuple[str, ...]:
    if group != "nearest":
        return tuple(sorted(peers(group)))
    last = max(row["year"] or 0 for row in world_macro())
    dated = {row["country_iso3"] for row in world_macro() if (row["year"] or 0) >= last}
    return tuple(sorted(nearest_capitals(state, int(assumed_number("rank.nearest")), dated)))


def rank(
    view: View,
    state: str,
    *,
    group: str | None = None,
    states: Sequence[str] | None = None,
    after: str | None = None,
    weights: Mapping[str, float] | None = None,
    seed: int = 0,
) -> Rank:
    """Composite rank among peers, with the acceptability of each rank.

    An indicator counts only when every peer has it for one year, within the catalogue's
    gap; the others are named with the reason. A group on which the view has no indicator is
    ranked on the world pack.

    Parameters
    ----------
    group : str | None
        Peer group of the catalogue, or "nearest"; None takes the state's first group, and the
        nearest capitals for a state in none. `states` names the peers instead.
    after : str | None
        A state to set aside before asking who is first ("the strongest after TUR").
    weights : mapping | None
        Weight by indicator; None draws them uniformly from the simplex.

    Raises
    ------
    InputError
        The state is no member of the group, or a weight names no usable indicator.
    EmptyTies
        No indicator covers the whole group.
    """
    group = group or ("given" if states else group_of(state))
    members = tuple(sorted({*states, state})) if states else _members(group, state)
    if state not in members:
        raise InputError(f"{state} is no member of the group {group!r}: {', '.join(members)}")
    table = indicators_of(view, members)
    rng = np.random.default_rng(seed)
    draws = int(assumed_number("rank.draws"))
    share = group_shares(table.draw(draws, rng))
    weight = _weights(table.names, weights, draws, rng)
    score = composite(share, weight)
    placed = ranks(score)
    i = members.index(state)
    asked = [k for k, code in enumerate(members) if code != after]
    if i not in asked:
        raise InputError(f"{state} cannot be ranked after itself; leave `after` out")
    return Rank(
        state=state,
        group=group,
        states=members,
        after=after,
        indicators=table.years,
        left_out=table.left_out,
        share=share.mean(axis=0),
        acceptability=rank_acceptability(placed),
        score={
            c: estimate_from_draws(score[:, k], "share of group") for k, c in enumerate(members)
        },
        place={c: estimate_from_draws(placed[:, k], "rank") for k, c in enumerate(members)},
        first=_share(_first_place(share, weight, asked, i)),
        first_without={
            name: _first_place(np.delete(share, k, 1), np.delete(weight, k, 1), asked, i)
            for k, name in enumerate(table.names)
            if len(table.names) > 1
        }
        or {"none": _first_place(share, weight, asked, i)},
        last=_share(float((placed[:, i] == len(members)).mean())),
        steps=table.steps,
        origins=origins_of(view, table.steps),
        assumptions=tuple(assumed(name) for name in _USED),
        seed=seed,
        as_of=view.as_of,
    )


def _weights(
    names: list[str], weights: Mapping[str, float] | None, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    if weights is None:
        a = assumed_number("rank.weights_concentration")
        return rng.dirichlet(np.full(len(names), a), size=draws)
    unknown = sorted(set(weights) - set(names))
    if unknown or not any(weights.values()):
        raise InputError(f"weights must name some of {', '.join(names)}; got {', '.join(weights)}")
    w = np.array([float(weights.get(name, 0.0)) for name in names])
    return np.broadcast_to(w / w.sum(), (draws, len(names)))


def _first_place(
    share: NDArray[np.float64], weight: NDArray[np.float64], asked: list[int], i: int
) -> float:
    """Share of draws in which state i has the highest score among those asked about."""
    score = composite(share, weight)[:, asked]
    return float((score.argmax(axis=1) == asked.index(i)).mean())


def _share(value: float) -> Estimate:
    return Estimate(
        value,
        unit="share of weightings",
        reason="a share over all weightings, no sample of the world",
    )
