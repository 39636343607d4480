"""The payoff of a strategy in every world, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.terms import (
    alignment_gain,
    coercion_cost,
    delivered_share,
    distance_to_poles,
    forced_choice_cost,
    hazard,
    participation,
    rao_entropy,
)
from denge.stress.own_links import own_links_real_income

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.strategies import Strategy
    from denge.choose.worlds import Worlds

__all__ = [
    "CHANNELS",
    "Effort",
    "Outcome",
    "full_effort",
    "mean_realised_part",
    "payoff",
    "pledge_ratio",
    "present_mix",
    "realised_part",
    "settled_effort",
]

CHANNELS = ("trade", "oil", "pledges", "coercion", "forced_choice", "effort")


@dataclass(frozen=True, slots=True)
class Effort:
    """What a strategy does in a year, and how much of it has taken hold.

    Attributes
    ----------
    mix : ndarray, shape (pole,) or (world, pole)
        Engagement now; it sets sanctions joined, distances and entropy at once.
    gain : ndarray, shape (world, pole)
        Alignment gained so far, in standard deviations; follows the mix by `adjustment` a year.
    pledge_scale : ndarray, shape (world, pole)
        Flow of pledges over today's, mean of the years so far.
    corridors : ndarray, shape (world,)
        Corridor effort that has become capacity.
    spent : float or ndarray, shape (world,)
        Budget of the strategy.
    """

    mix: NDArray[np.float64]
    gain: NDArray[np.float64]
    pledge_scale: NDArray[np.float64]
    corridors: NDArray[np.float64]
    spent: NDArray[np.float64] | float = 1.0


@dataclass(frozen=True)
class Outcome:
    """Terms of the payoff by world, % of GDP a year; costs are positive numbers.

    `coercible` is coercion at a bargaining weight of 1, `forced_loss` forced choice at a hazard of
    1 before the mix: the payoff is linear in both, which is what the threshold surface uses.
    """

    trade: NDArray[np.float64]
    oil: NDArray[np.float64]
    pledges: NDArray[np.float64]
    coercible: NDArray[np.float64]
    forced_loss: NDArray[np.float64]
    effort: NDArray[np.float64] | float
    nu: NDArray[np.float64]
    forced_hazard: NDArray[np.float64]
    largest_loss: NDArray[np.float64]
    kept_pole: NDArray[np.int64]

    @cached_property
    def coercion(self) -> NDArray[np.float64]:
        return self.nu * self.coercible

    @cached_property
    def forced_choice(self) -> NDArray[np.float64]:
        return self.forced_hazard * self.forced_loss

    @cached_property
    def gains(self) -> NDArray[np.float64]:
        """All that does not depend on coercion or choice: trade + oil + pledges - effort."""
        return self.trade + self.oil + self.pledges - self.effort

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """U, % of GDP a year."""
        return self.gains - self.coercion - self.forced_choice

    def channel(self, name: str) -> NDArray[np.float64]:
        """One channel as it enters the total, costs negative."""
        if name == "effort":
            return np.full_like(self.trade, -self.effort)
        sign = -1.0 if name in ("coercion", "forced_choice") else 1.0
        return sign * getattr(self, name)


def present_mix(exposure: Exposure, parameters: Parameters) -> NDArray[np.float64]:
    """The mix that changes are measured from: today's, with a floor."""
    return np.maximum(exposure.mix, parameters.setting("mix_floor"))


def realised_part(
    adjustment: NDArray[np.float64], year: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Part of a change that has taken hold after `year` years: 1 - (1 - a)^year."""
    return 1 - (1 - adjustment) ** year


def mean_realised_part(
    adjustment: NDArray[np.float64], year: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over years 1 to `year` of the part that has taken hold.

    >>> a, t = np.array([0.5]), np.array([2.0])
    >>> mean_realised_part(a, t), (realised_part(a, t - 1) + realised_part(a, t)) / 2
    (array([0.625]), array([0.625]))
    """
    left = 1 - adjustment
    return 1 - left * (1 - left**year) / (adjustment * year)


def full_effort(
    strategy: Strategy, world: Worlds, exposure: Exposure, parameters: Parameters
) -> Effort:
    """A strategy kept from the start until each world's year."""
    return settled_effort(
        strategy.mix, strategy.corridors, strategy.budget, world, exposure, parameters
    )


def settled_effort(
    mix: NDArray[np.float64],
    corridors: NDArray[np.float64] | float,
    spent: NDArray[np.float64] | float,
    world: Worlds,
    exposure: Exposure,
    parameters: Parameters,
) -> Effort:
    """A mix, shape (pole,) or (world, pole), kept from the start until each world's year."""
    part = realised_part(world["adjustment"], world.year)
    so_far = mean_realised_part(world["adjustment"], world.year)
    target = alignment_gain(
        mix, present_mix(exposure, parameters), world["gamma"], world["alignment_sd"]
    )
    return Effort(
        mix,
        part[:, None] * target,
        1 + so_far[:, None] * (pledge_ratio(mix, world, exposure, parameters) - 1),
        part * corridors,
        spent,
    )


def pledge_ratio(
    mix: NDArray, world: Worlds, exposure: Exposure, parameters: Parameters
) -> NDArray[np.float64]:
    """Pledges under a mix over today's in the long run: (e / e0)^gamma, shape (world, pole)."""
    ratio = mix / present_mix(exposure, parameters)
    with np.errstate(divide="ignore"):
        return np.exp(world["gamma"][:, None] * np.log(ratio))


def payoff(effort: Effort, world: Worlds, exposure: Exposure, parameters: Parameters) -> Outcome:
    """All terms for one strategy in every world.

    Parameters
    ----------
    effort : Effort
        From `full_effort`, or year by year from `denge.choose.adaptive`.
    world : Worlds
    exposure : Exposure
    parameters : Parameters

    Returns
    -------
    Outcome

    References
    ----------
    `docs/reference/choose-model.md`; trade part: Arkolakis, Costinot and Rodriguez-Clare (2012).
    """
    log_b = log_access(effort, world, exposure, parameters)
    trade, loss = _trade_and_losses(log_b, world, exposure, parameters)
    delivered = _delivered(effort, world, exposure)
    loss += _transit(effort, world, exposure, delivered)
    acting = np.flatnonzero(exposure.acts)
    away = distance_to_poles(effort.mix, exposure.position, exposure.spread, exposure.shift)
    h = hazard(world.tension, away[..., acting], world["h0"], world["h1"])
    entropy = rao_entropy(effort.mix, exposure.position, exposure.spread, exposure.acts)
    return Outcome(
        trade=trade,
        oil=oil_income(world, exposure, delivered),
        pledges=_pledges(effort, world, exposure),
        coercible=coercion_cost(1.0, h, loss),
        forced_loss=forced_choice_cost(entropy, loss, world["switch_cost"]),
        effort=parameters.setting("engagement_cost") * effort.spent,
        nu=world["nu"],
        forced_hazard=1 / (1 + np.exp(-(world["f0"] + world["f1"] * world.tension))),
        largest_loss=np.maximum.reduce(list(loss.T)),
        kept_pole=acting[loss.argmax(axis=1)],
    )


def log_access(
    effort: Effort, world: Worlds, exposure: Exposure, parameters: Parameters
) -> NDArray[np.float64]:
    r"""ln B_k against today: alignment gained, sanctions joined, secondary sanctions.

    $$\ln B_k = \beta g_\gamma(e_k) - \kappa\,[S_k x_k(e) - S^0_k x_k(e_0)]$$ and for the sender
    $$-\kappa s \sum_k [S_k e_k - S^0_k e_{0k}]$$ over poles whose trade draws secondary sanctions.
    Trade data already hold today's scope $S^0$; with $S^0 = 0$ this is the model as written.
    """
    sender = exposure.poles.index(parameters.sender)
    log_b = world["beta"][:, None] * effort.gain
    mix = np.broadcast_to(effort.mix, log_b.shape)
    kappa = world["kappa"]
    joined = participation(mix[:, sender], world["compliance"])
    now = participation(exposure.mix[sender], world["compliance"])
    for k, pole in enumerate(exposure.poles):
        about = parameters.poles[pole]
        if not about.get("sanctioned") or k == sender:
            continue
        scope, scope_now = world[f"scope.{pole}"], about["scope_now"]
        log_b[:, k] -= kappa * (scope * joined - scope_now * now)
        if about.get("secondary"):
            reach = scope * mix[:, k] - scope_now * exposure.mix[k]
            log_b[:, sender] -= kappa * world["secondary"] * reach
    return log_b


def _trade_and_losses(
    log_b: NDArray, world: Worlds, exposure: Exposure, parameters: Parameters
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trade part W0 and what each acting pole could take by cutting off, % of GDP.

    The own-links equation sees partners only through their weighted sums, so all poles enter as one
    partner whose trade-cost factor is the weighted mean, once for exports and once for imports.
    """
    b = np.exp(log_b)
    out, into = exposure.exports / exposure.exports.sum(), exposure.imports / exposure.imports.sum()
    acting = np.flatnonzero(exposure.acts)
    left = np.ones((1 + len(acting), len(exposure.poles)))  # nobody cuts off, then each pole alone
    left[np.arange(1, len(left)), acting] = parameters.setting("cut_left")
    income = _real_income(b @ (left * out).T, b @ (left * into).T, world, exposure)
    return income[:, 0], income[:, :1] - income[:, 1:]


def _real_income(
    sold: NDArray[np.float64], bought: NDArray[np.float64], world: Worlds, exposure: Exposure
) -> NDArray[np.float64]:
    """Change of real income, %, given mean trade-cost factors of exports and of imports.

    Shapes of factors and answer: (world, case); all cases of all worlds are solved at once.
    """
    cases = sold.shape[1]
    output, theta = (np.repeat(world[n], cases) for n in ("output_ratio", "theta"))
    x = exposure.exports.sum() / (100 * output)
    p = exposure.imports.sum() / (100 * output - exposure.exports.sum() + exposure.imports.sum())
    found = own_links_real_income(
        x[:, None], 1 - x, p[:, None], 1 - p, sold.reshape(-1, 1), theta, bought.reshape(-1, 1)
    )
    return 100 * found.reshape(sold.shape)


def _capacity(
    effort: Effort, world: Worlds, exposure: Exposure
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Capacity of each route with what corridor effort added, and the share of it lost."""
    ids = tuple(route.id for route in exposure.routes)
    capacity = world.of("capacity", ids)
    added = world["corridor_gain"] * effort.corridors
    growing = [r.grows for r in exposure.routes]
    capacity[:, growing] += added[:, None] / max(1, sum(growing))
    return capacity, world.of("outage", ids)


def _delivered(effort: Effort, world: Worlds, exposure: Exposure) -> NDArray[np.float64]:
    if not exposure.routes:
        return np.ones(len(world))
    return delivered_share(*_capacity(effort, world, exposure))


def oil_income(
    world: Worlds, exposure: Exposure, delivered: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Oil income against the base year, % of GDP.

    $$R = r\,[\max(p/p_0 - c,\, 0)\,\delta - (1 - c)]$$

    r is base-year crude revenue, delta the share delivered, c the cost that is saved on crude that
    does not flow, over base-year revenue; nobody ships at a loss. With c = 0 this is the model as
    written, $r\,[\frac{p}{p_0}\delta - 1]$.
    """
    cost = world["avoidable_cost"]
    return exposure.oil_pct_gdp * (oil_margin(world, exposure) * delivered - (1 - cost))


def oil_margin(world: Worlds, exposure: Exposure) -> NDArray[np.float64]:
    """Income per barrel shipped, over the base-year price; never below zero."""
    return np.maximum(world.price / exposure.oil_price - world["avoidable_cost"], 0.0)


def _transit(
    effort: Effort,
    world: Worlds,
    exposure: Exposure,
    delivered: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Oil income lost when an acting pole closes its routes, shape (world, acting pole)."""
    acting = np.flatnonzero(exposure.acts)
    lost = np.zeros((len(world), len(acting)))
    if not exposure.routes:
        return lost
    worth = oil_margin(world, exposure)
    capacity, outage = _capacity(effort, world, exposure)
    for i, k in enumerate(acting):
        closed = [route.pole == k for route in exposure.routes]
        if any(closed):
            left = delivered_share(np.where(closed, 0.0, capacity), outage)
            lost[:, i] = exposure.oil_pct_gdp * worth * (delivered - left)
    return lost


def _pledges(effort: Effort, world: Worlds, exposure: Exposure) -> NDArray[np.float64]:
    """Income by the world's year from all that was delivered since the start."""
    if not exposure.pledges.any():
        return np.zeros(len(world))
    delivery = world.of("delivery", exposure.poles)
    flow = (delivery * effort.pledge_scale) @ exposure.pledges
    return world["pledge_yield"] * flow * world.year
