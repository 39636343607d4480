"""Scopes of sanctions, what they would cost a state in real income, and its sanctions history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName, nearest
from denge.stress.assumption import assumed
from denge.stress.own_links import own_links
from denge.stress.result import StressResult, drawn_figure, exceedances
from denge.stress.sanction_history import history_figures, sanction_history
from denge.stress.trade_base import OwnShares, TradeBase, own_shares, trade_base
from denge.stress.trade_kaz import ROW, kaz_trade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.core.trail import Assumption, Figure
    from denge.stress.ledger_rows import Rows

__all__ = [
    "Scope",
    "buyers_share",
    "scope",
    "scope_loss",
    "scopes",
    "stress_sanctions",
    "trade_notes",
]

_LONG_RUN = "A long-run comparison of two states of the world, not a forecast."
Side = Literal["both", "exports", "imports"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: partners of the state that cut its links, how far, on which side.

    `effect` names the assumption that holds the range of log changes; `secondary` scales it by the
    part of a sender's own measures that falls on the state. With a `target` the senders cut trade
    with that third state, and the state feels it through prices and demand abroad.
    """

    id: str
    label: str
    story: str
    senders: tuple[str, ...]
    effect: str
    secondary: bool
    side: Side
    target: str = ""
    reference: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """Partners behind the senders, blocs resolved."""
        return _members(self.senders)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What a loss under this scope rests on."""
        names = [self.effect, "trade_elasticity", "gross_output_ratio"]
        names += ["secondary_share"] if self.secondary else []
        return tuple(assumed(name).assumption() for name in names)


def _members(senders: Iterable[str]) -> tuple[str, ...]:
    blocs = read_yaml("catalogue/sanction_scopes.yaml")["blocs"]
    return tuple(p for sender in senders for p in blocs.get(sender, [sender]))


def buyers_share(base: TradeBase, buyers: str) -> float:
    """Share of the state's exports that a bloc or a partner buys.

    Raises
    ------
    UnknownName
        No export to such a bloc or partner is recorded.
    """
    share = base.exports_bn_usd[base.mask(_members([buyers]))].sum() / base.exports_bn_usd.sum()
    if not share > 0:
        known = (*read_yaml("catalogue/sanction_scopes.yaml")["blocs"], *base.partners)
        raise UnknownName(
            f"no export of {base.state} to {buyers!r} is recorded; {nearest(buyers, known)}"
        )
    return float(share)


def scopes() -> dict[str, Scope]:
    """Scopes of the catalogue, by id."""
    entries = read_yaml("catalogue/sanction_scopes.yaml")["own_links"]
    return {
        name: Scope(
            id=name,
            label=entry["label"],
            story=entry["story"],
            senders=tuple(entry["senders"]),
            effect=entry["effect"],
            secondary=entry["secondary"],
            side=entry["side"],
            target=entry.get("target", ""),
            reference=entry.get("reference", ""),
        )
        for name, entry in entries.items()
    }


def scope(name: str) -> Scope:
    """The scope with this id.

    Raises
    ------
    UnknownName
        The catalogue has none; the message names the nearest.

    Examples
    --------
    >>> scope("russian_closure").members
    ('RUS', 'BLR')
    """
    known = scopes()
    if name not in known:
        raise UnknownName(f"there is no sanctions scope {name!r}; {nearest(name, known)}")
    return known[name]


def scope_loss(
    base: TradeBase,
    shares: OwnShares,
    chosen: Scope,
    theta: NDArray[np.float64],
    rng: np.random.Generator,
    intensity: NDArray[np.float64] | float = 1.0,
) -> NDArray[np.float64]:
    """Loss of real income, % , shape (draw,): own links cut by the scope, the world unchanged.

    Parameters
    ----------
    base, shares
        From `trade_base` and `own_shares`.
    chosen : Scope
    theta : ndarray, shape (draw,)
    rng : Generator
    intensity : float or ndarray
        Factor on the log effect, 1 for the scope as it stands.
    """
    n = len(theta)
    effect = assumed(chosen.effect).draw(rng, n) * intensity
    if chosen.secondary:
        effect = effect * assumed("secondary_share").draw(rng, n)
    inside = base.mask(chosen.members)
    if chosen.target:
        exports, imports = base.exports_bn_usd.sum()[None], base.imports_bn_usd.sum()[None]
        selling, buying = _third_markets(base, chosen.target, effect, theta)
    else:  # partners that are cut alike count as one
        exports = np.array([base.exports_bn_usd[inside].sum(), base.exports_bn_usd[~inside].sum()])
        imports = np.array([base.imports_bn_usd[inside].sum(), base.imports_bn_usd[~inside].sum()])
        whole = np.ones((n, 2))
        cut = np.stack([np.exp(effect), whole[:, 1]], axis=1)
        selling = whole if chosen.side == "imports" else cut
        buying = whole if chosen.side == "exports" else cut
    solved = own_links(
        shares.x_exports(exports),
        shares.x_domestic,
        shares.pi_imports(imports),
        shares.pi_domestic,
        selling,
        theta,
        buying,
    )
    return -100 * np.expm1(solved.log_real_income)


def _computable(base: TradeBase) -> list[Scope]:
    """All scopes of the catalogue; third markets only where a surrogate ships."""
    return [s for s in scopes().values() if not s.target or _has_surrogate(base, s.target)]


def _has_surrogate(base: TradeBase, target: str) -> bool:
    return base.state == "KAZ" and target == "RUS"


def _third_markets(
    base: TradeBase, target: str, effect: NDArray, theta: NDArray
) -> tuple[NDArray, NDArray]:
    """Mean multipliers of exports and of imports, each (draw, 1), from the shipped surrogate."""
    if not _has_surrogate(base, target):
        raise UnknownName(
            f"no surrogate ships for sanctions on {target} as felt by {base.state}; make one with "
            "denge.stress.trade_kaz.foreign_surrogate from a trade matrix"
        )
    world = kaz_trade()
    regions = read_yaml("catalogue/trade_regions.yaml")
    home = {code: name for name, entry in regions.items() for code in entry["gdp"]}
    place = {name: i for i, name in enumerate(world.partners)}
    where = [place[home.get(p, p) if home.get(p, p) in place else ROW] for p in base.partners]
    logs = world.sanctions_on_russia(log_effect=effect, theta=theta)
    split = len(world.partners)
    exports, imports = np.zeros(split), np.zeros(split)
    np.add.at(exports, where, base.exports_bn_usd / base.exports_bn_usd.sum())
    np.add.at(imports, where, base.imports_bn_usd / base.imports_bn_usd.sum())
    factors = np.exp(logs)
    return (factors[:, :split] @ exports)[:, None], (factors[:, split:] @ imports)[:, None]


def stress_sanctions(
    view: Rows,
    state: str,
    *,
    draws: int = 20_000,
    seed: int = 0,
    names: Iterable[str] | None = None,
    base: TradeBase | None = None,
    scenario: str = "",
    story: str = "",
) -> StressResult:
    """Real-income loss under each scope; `draws` of the result are those of the dearest.

    Parameters
    ----------
    view, state, draws, seed
    names : iterable of str, optional
        Scopes by id; by default all of the catalogue that can be computed for the state.
    base : TradeBase, optional
        From `base_from_matrix`, for a state whose partners the ledger does not hold.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 3]))
    base = base or trade_base(view, state)
    chosen = [scope(n) for n in names] if names else _computable(base)
    shares = own_shares(base, draws, rng)
    theta = assumed("trade_elasticity").draw(rng, draws)
    losses = {s.id: scope_loss(base, shares, s, theta, rng) for s in chosen}
    past = history_figures(view, state)
    figures = [*(_figure(base, s, losses[s.id], view) for s in chosen), *past]
    worst = max(losses, key=lambda name: float(np.median(losses[name])))
    trail = (*base.trail, *(step for figure in past for step in figure.trail[:1]))
    urls = dict.fromkeys(s.source_url for s in trail if s.source_url)
    return StressResult(
        kind="sanctions",
        state=state,
        scenario=scenario or worst,
        story=story or scope(worst).story,
        quantity="real income lost under the dearest of the scopes",
        unit="% of real income",
        draws=losses[worst],
        figure_list=tuple(figures),
        exceedance=exceedances(losses[worst], "% of real income"),
        tables={"scopes": _table(chosen, losses), "partners": _partners(base)}
        | ({"history": sanction_history(view.rows("sanctions"), state)} if past else {}),
        notes=(
            *trade_notes(base),
            "A long-run comparison of two states of the world, not a forecast.",
        ),
        origins=tuple(view.origin(url) for url in urls),
        assumptions=tuple(dict.fromkeys(a for s in chosen for a in s.assumptions)),
        seed=seed,
        as_of=view.as_of,
    )


def _figure(base: TradeBase, chosen: Scope, loss: NDArray, view: Rows) -> Figure:
    return drawn_figure(
        f"sanctions.{chosen.id}",
        chosen.label,
        loss,
        "% of real income",
        period=str(base.year),
        method="own-links equation in exact hats; theta, output ratio and effects drawn",
        trail=base.trail,
        assumptions=chosen.assumptions,
        notes=trade_notes(base),
    )


def trade_notes(base: TradeBase) -> tuple[str, ...]:
    """The years of the trade that a loss rests on, to stand in its sentence."""
    if base.pattern_year in (base.year, None):
        return (f"Trade by partner of base year {base.year}",)
    return (
        f"Totals and main partners of {base.year}, other partners by base year {base.pattern_year}",
    )


def _table(chosen: list[Scope], losses: dict[str, NDArray]) -> list[dict[str, Any]]:
    rows = []
    for s in chosen:
        low, median, high = np.quantile(losses[s.id], [0.05, 0.5, 0.95])
        rows.append(
            {
                "scope": s.id,
                "label": s.label,
                "senders": " ".join(s.senders),
                "side": s.side,
                "median": float(median),
                "low": float(low),
                "high": float(high),
            }
        )
    return sorted(rows, key=lambda r: -r["median"])


def _partners(base: TradeBase) -> list[dict[str, Any]]:
    order = np.argsort(-(base.exports_bn_usd + base.imports_bn_usd))
    return [
        {
            "partner": base.partners[i],
            "exports_bn_usd": float(base.exports_bn_usd[i]),
            "imports_bn_usd": float(base.imports_bn_usd[i]),
        }
        for i in order
    ]
