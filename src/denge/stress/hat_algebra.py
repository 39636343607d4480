"""Trade in general equilibrium, one sector, in exact changes (hats)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from denge.stress.trade_matrix import TradeMatrix

__all__ = ["Deficits", "Equilibrium", "domestic_gains", "solve_equilibrium"]

Deficits = Literal["multiplicative", "additive"]

_TOLERANCE = 1e-13  # on market clearing in logs; a residual of this size moves welfare by less
_NEWTON_STEPS = 40
_FIXED_POINT_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The world after a shock, each variable as a ratio to before.

    Attributes
    ----------
    regions : tuple[str, ...]
    price : ndarray, shape (region,)
        Output price (the wage); world nominal output stays where it was.
    price_index : ndarray, shape (region,)
    output, expenditure, welfare : ndarray, shape (region,)
        Nominal output, nominal expenditure, real expenditure (E'/E)/P.
    shares : ndarray, shape (exporter, importer)
        Expenditure shares after the shock; columns sum to 1.
    residual : float
        Largest error of market clearing, in logs.
    steps : int
        Iterations taken.
    method : str
        `newton` or `fixed point`.
    """

    regions: tuple[str, ...]
    price: NDArray[np.float64]
    price_index: NDArray[np.float64]
    output: NDArray[np.float64]
    expenditure: NDArray[np.float64]
    welfare: NDArray[np.float64]
    shares: NDArray[np.float64]
    residual: float
    steps: int
    method: str

    def table(self) -> list[dict[str, object]]:
        """One row per region."""
        columns = ("price", "price_index", "output", "expenditure", "welfare")
        return [
            {"region": name, **{column: float(getattr(self, column)[i]) for column in columns}}
            for i, name in enumerate(self.regions)
        ]


@dataclass(frozen=True, slots=True)
class _Economy:
    """Baseline and shock, ready for the equations."""

    output: NDArray[np.float64]
    expenditure: NDArray[np.float64]
    weight: NDArray[np.float64]  # pi_ij B_ij
    productivity: NDArray[np.float64]
    theta: float
    psi: float
    additive: bool


@dataclass(slots=True)
class _Point:
    """Every equation of the model at one vector of prices."""

    shares: NDArray[np.float64]
    log_index: NDArray[np.float64]
    income: NDArray[np.float64]
    spending: NDArray[np.float64]
    sales: NDArray[np.float64]
    gap: NDArray[np.float64]


def solve_equilibrium(
    trade: TradeMatrix,
    B: ArrayLike | float = 1.0,
    theta: float = 4.0,
    *,
    productivity: ArrayLike | float = 1.0,
    psi: float = 0.0,
    deficits: Deficits = "multiplicative",
) -> Equilibrium:
    r"""Solve the Armington / Eaton-Kortum model in exact hats.

    $$\hat P_j = \Big[\sum_i \pi_{ij} B_{ij} \hat p_i^{-\theta}\Big]^{-1/\theta}, \quad
      \hat Y_i = A_i \hat p_i (\hat p_i/\hat P_i)^\psi, \quad
      \pi'_{ij} = \pi_{ij} B_{ij} (\hat p_i/\hat P_j)^{-\theta}, \quad
      \hat Y_i Y_i = \sum_j \pi'_{ij} E'_j$$

    with $E'_j = E_j \hat Y_j$ (multiplicative deficits, market clearing up to one world constant)
    or $E'_j = Y'_j + D_j$ (additive). Newton in log prices; a damped fixed point takes over where
    Newton does not arrive.

    Parameters
    ----------
    trade : TradeMatrix
        Baseline with domestic sales on the diagonal.
    B : array, shape (exporter, importer), or float
        $\hat t_{ij}^{-\theta}$: 1 is no change, exp(-4) practically closes a link. Positive.
    theta : float
        Trade elasticity, positive.
    productivity : array, shape (region,), or float
        $A_i$, positive.
    psi : float
        Elasticity of supply to the real price, not negative.
    deficits : {"multiplicative", "additive"}

    Returns
    -------
    Equilibrium
        With the residual of market clearing.

    Raises
    ------
    BadScenario
        The shock has the wrong shape or sign, or no equilibrium was found.

    References
    ----------
    Dekle, Eaton and Kortum (2008), IMF Staff Papers 55(3); Arkolakis, Costinot and
    Rodriguez-Clare (2012), AER 102(1); Campos, Reggio and Timini (2025), ge_gravity2.

    Examples
    --------
    >>> from denge.stress.trade_matrix import trade_matrix
    >>> world = trade_matrix(["A", "B"], [[90.0, 10.0], [10.0, 90.0]])
    >>> hit = solve_equilibrium(world, [[1.0, 0.5], [0.5, 1.0]])
    >>> hit.welfare.round(4), bool(hit.residual < 1e-12)
    (array([0.9873, 0.9873]), True)
    """
    economy = _economy(trade, B, theta, productivity, psi, deficits)
    log_price, steps = _newton(economy)
    method, point = "newton", _evaluate(economy, log_price)
    if not _clears(point):
        log_price, steps = _fixed_point(economy)
        method, point = "fixed point", _evaluate(economy, log_price)
    if not _residual(point) < 1e-9:
        raise BadScenario(
            f"no equilibrium was found: market clearing misses by {_residual(point):.2g}; with "
            "additive deficits a region may owe more than it can earn: try multiplicative ones"
        )
    return _equilibrium(trade, economy, log_price, point, steps, method)


def domestic_gains(trade: TradeMatrix, after: Equilibrium, theta: float) -> NDArray[np.float64]:
    r"""Real output price by the domestic share alone, shape (region,).

    $(\pi'_{ii}/\pi_{ii})^{-1/\theta}$, which equals $\hat p_i/\hat P_i$ when $\psi=0$ and $A=1$
    (Arkolakis, Costinot and Rodriguez-Clare 2012).
    """
    before = np.diag(trade.flows) / trade.expenditure
    return (np.diag(after.shares) / before) ** (-1 / theta)


def _economy(
    trade: TradeMatrix,
    B: ArrayLike | float,
    theta: float,
    productivity: ArrayLike | float,
    psi: float,
    deficits: Deficits,
) -> _Economy:
    n = len(trade.regions)
    shock, skill = np.asarray(B, float), np.asarray(productivity, float)
    if shock.shape not in ((), (n, n)):
        raise BadScenario(f"B has shape {shock.shape}; {n} regions need ({n}, {n})")
    if skill.shape not in ((), (n,)):
        raise BadScenario(f"productivity has shape {skill.shape}; {n} regions need ({n},)")
    for name, value in (("B", shock), ("productivity", skill), ("theta", np.asarray(theta))):
        if not (value > 0).all() or not np.isfinite(value).all():
            raise BadScenario(f"{name} must be positive and finite; found {value.min():.3g}")
    if psi < 0:
        raise BadScenario(f"the supply elasticity psi must not be negative; found {psi}")
    if deficits not in ("multiplicative", "additive"):
        raise BadScenario(f"deficits are 'multiplicative' or 'additive', not {deficits!r}")
    expenditure = trade.expenditure
    return _Economy(
        output=trade.output,
        expenditure=expenditure,
        weight=trade.flows / expenditure * shock,
        productivity=np.broadcast_to(skill, (n,)),
        theta=float(theta),
        psi=float(psi),
        additive=deficits == "additive",
    )


def _evaluate(e: _Economy, u: NDArray) -> _Point:
    """The model at log prices u, with the gap in logs (numeraire: world output unchanged)."""
    terms = e.weight * np.exp(-e.theta * u)[:, None]
    total = terms.sum(axis=0)
    log_index = np.log(total) / -e.theta
    income = e.output * e.productivity * np.exp(u + e.psi * (u - log_index))
    if e.additive:
        spending = income + (e.expenditure - e.output)
    else:
        spending = e.expenditure / e.output * income
    shares = terms / total
    sales = shares @ spending
    constant = np.log(spending.sum() / e.output.sum())
    with np.errstate(invalid="ignore"):
        gap = np.log(income) - np.log(sales) + constant
    return _Point(shares, log_index, income, spending, sales, gap)


def _jacobian(e: _Economy, at: _Point) -> NDArray:
    """d gap / d log price: G + theta I - S (theta Pi' + diag(e) G) + 1 (world share)' diag(e) G."""
    n = len(at.income)
    supply = -e.psi * at.shares.T  # G = (1+psi) I - psi Pi', as P is a share-weighted price
    supply.flat[:: n + 1] += 1 + e.psi
    sold = at.shares * (at.spending / at.sales[:, None])
    spent = supply * (at.income / at.spending)[:, None] if e.additive else supply
    slope = supply - sold @ (e.theta * at.shares.T + spent)
    slope.flat[:: n + 1] += e.theta
    return slope + (at.spending / at.spending.sum()) @ spent


def _newton(e: _Economy) -> tuple[NDArray, int]:
    u = np.zeros_like(e.output)
    previous = np.inf
    for step in range(_NEWTON_STEPS):
        at = _evaluate(e, u)
        worst = _residual(at)
        if worst < _TOLERANCE or (worst < 1e-11 and worst >= previous):
            return u, step
        if not np.isfinite(worst):
            break
        previous = worst
        try:
            move = np.linalg.solve(_jacobian(e, at), at.gap)
        except np.linalg.LinAlgError:
            break
        u = u - move * min(1.0, 1.0 / np.abs(move).max())
    return u, _NEWTON_STEPS


def _fixed_point(e: _Economy) -> tuple[NDArray, int]:
    """p <- p (sales / income)^(1/(1+theta)), damped where a region cannot pay."""
    u = np.zeros_like(e.output)
    for step in range(_FIXED_POINT_STEPS):
        at = _evaluate(e, u)
        if _residual(at) < _TOLERANCE:
            return u, step
        if not np.isfinite(at.gap).all():
            break
        u = u - at.gap / (1 + e.theta + e.psi)
    return u, _FIXED_POINT_STEPS


def _residual(at: _Point) -> float:
    return float(np.abs(at.gap).max()) if np.isfinite(at.gap).all() else float("inf")


def _clears(at: _Point) -> bool:
    return _residual(at) < 1e-10 and bool((at.spending > 0).all())


def _equilibrium(
    trade: TradeMatrix, e: _Economy, u: NDArray, at: _Point, steps: int, method: str
) -> Equilibrium:
    index = np.exp(at.log_index)
    spending = at.spending / e.expenditure
    return Equilibrium(
        regions=trade.regions,
        price=np.exp(u),
        price_index=index,
        output=at.income / e.output,
        expenditure=spending,
        welfare=spending / index,
        shares=at.shares,
        residual=_residual(at),
        steps=steps,
        method=method,
    )
