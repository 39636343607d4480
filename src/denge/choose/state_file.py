"""A state file becomes an exposure, with what the ledger knows put in its place."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.choose.exposure import (
    Exposure,
    Route,
    from_matrix,
    lone_member,
    member_pole,
    origin_of,
    shares_of,
)
from denge.choose.ledger_stakes import with_ledger
from denge.choose.parameters import Parameters, load_parameters
from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario
from denge.core.state import state as find_state
from denge.core.trail import Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import View

__all__ = ["described_states", "exposure", "trade_shares"]

_FOLDER = "catalogue/choose/states"


def exposure(
    state: str,
    view: View | None = None,
    as_of: date | None = None,
    *,
    parameters: Parameters | None = None,
    file: str | Path | None = None,
) -> Exposure:
    """The stakes of a state: its file, or the packaged trade table, and what a view knows.

    Parameters
    ----------
    state : str
        ISO3 code or name.
    view : View, optional
        Engagements (the present mix) and outcomes of deals (pledges and their delivery), as known
        on its day. Without one the file's stand-ins are used and named.
    as_of : date, optional
        Last day of the window of engagements; the view's own day by default.
    file : path, optional
        A state file of your own, of the layout of `catalogue/choose/states/KAZ.yaml`.

    Raises
    ------
    UnknownState
        No such state, or neither a file nor trade data for it.
    BadScenario
        The file contradicts itself, or the state belongs to a pole.

    Examples
    --------
    >>> stakes = exposure("Serbia")
    >>> stakes.trade_year, stakes.missing
    (2019, ('oil and routes', 'pledges', 'engagements'))
    """
    parameters = parameters or load_parameters()
    code = find_state(state).iso3
    if code in member_pole():
        raise BadScenario(
            f"{find_state(code).name()} belongs to a pole ({member_pole()[code]}) and is not "
            "between poles; ask about a state that is"
        )
    found = from_matrix(code, parameters)
    data = _read(code, file)
    if data:
        found = _apply(found, data)
        found = _too_new(found, data, as_of or (view.as_of if view is not None else None))
    if view is not None:
        found = with_ledger(found, view, as_of or view.as_of or date.today(), parameters, data)
    return found


def described_states() -> tuple[str, ...]:
    """States with a file in `catalogue/choose/states`.

    >>> described_states()
    ('KAZ', 'SRB', 'TUR', 'UZB', 'VNM')
    """
    folder = files("denge").joinpath(_FOLDER)
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir()))


def _read(code: str, file: str | Path | None) -> dict[str, Any] | None:
    if file is not None:
        from denge.choose.user_file import StateFile, read_user_file

        return read_user_file(file, StateFile)
    name = f"{_FOLDER}/{code}.yaml"
    return read_yaml(name) if files("denge").joinpath(name).is_file() else None


def _apply(found: Exposure, data: dict[str, Any]) -> Exposure:
    trade, assumed = data["trade"], []
    exports, imports = (
        trade[f"{flow}_pct_gdp"]
        * trade_shares(found.state, flow, trade[f"{flow}_named"], found.poles)
        for flow in ("exports", "imports")
    )
    mix = _mix(data, exports + imports, found.poles)
    if data["mix"].get("assumed"):
        assumed.append(("mix", data["mix"]["basis"]))
    routes, oil, price = _oil(data, found.poles)
    assumed += [
        (f"capacity of the route {r['label'][0].lower()}{r['label'][1:]}", r["basis"])
        for r in data.get("routes", ())
        if r.get("assumed")
    ]
    used = list(trade["sources"]) + list(data.get("oil", {}).get("sources", ()))
    used += [s for r in data.get("routes", ()) for s in r.get("sources", ())]
    missing = tuple(m for m in found.missing if not (m == "oil and routes" and routes))
    return found.with_(
        exports=exports,
        imports=imports,
        mix=mix,
        trade_year=trade["year"],
        oil_pct_gdp=oil,
        oil_price=price,
        routes=routes,
        missing=missing,
        assumed=tuple(assumed),
        origins=tuple(dict.fromkeys((*(origin_of(s) for s in used), *found.origins))),
        steps=_file_steps(data),
    )


def trade_shares(
    state: str, flow: str, named: dict[str, float], poles: tuple[str, ...]
) -> NDArray[np.float64]:
    """Shares of one flow by pole, from the partners a source prints, in per cent.

    A pole of one state that the source does not print keeps its share of 2015; what is left unnamed
    is split between the remaining poles as in 2015.

    Examples
    --------
    >>> poles = ("west", "russia", "china", "other")
    >>> trade_shares("KAZ", "exports", {"CHN": 16, "RUS": 10, "ITA": 74}, poles).round(2)
    array([0.74, 0.1 , 0.16, 0.  ])
    """
    if sum(named.values()) > 100 + 1e-9:
        raise BadScenario(f"{state}: named {flow} partners add to {sum(named.values()):.1f} %")
    share = np.zeros(len(poles))
    for code, percent in named.items():
        share[poles.index(member_pole().get(code, "other"))] += percent / 100
    base = shares_of(state, flow, poles)
    base = base / base.sum()
    alone = lone_member()
    for k, pole in enumerate(poles):
        if pole in alone and alone[pole] not in named:
            share[k] = min(base[k], 1 - share.sum())
    rest = np.array([0.0 if pole in alone else b for pole, b in zip(poles, base, strict=True)])
    return share + max(0.0, 1 - share.sum()) * rest / rest.sum()


def _too_new(found: Exposure, data: dict[str, Any], as_of: date | None) -> Exposure:
    """Say so where the file holds what was published after the day asked about."""
    known = date.fromisoformat(str(data["trade"]["known_from"]))
    if as_of is None or known <= as_of:
        return found
    says = f"Published by {known.isoformat()}, after the day asked about; nothing older ships"
    return found.with_(assumed=(*found.assumed, (f"trade of {data['trade']['year']}", says)))


def _mix(data: dict[str, Any], turnover: NDArray, poles: tuple[str, ...]) -> NDArray[np.float64]:
    shares = data["mix"]["shares"]
    if shares == "trade":
        return turnover / turnover.sum()
    unknown = [pole for pole in shares if pole not in poles]
    if unknown:
        raise BadScenario(
            f"{data['iso3']}: the mix names {unknown[0]!r}; poles: {', '.join(poles)}"
        )
    return np.array([float(shares.get(pole, 0.0)) for pole in poles])


def _oil(data: dict[str, Any], poles: tuple[str, ...]) -> tuple[tuple[Route, ...], float, float]:
    oil = data.get("oil")
    if not oil:
        return (), 0.0, 1.0
    tonnes = oil["exports_mt"]
    revenue_bn = tonnes * oil["barrels_per_tonne"] * oil["price_usd_bbl"] / 1e3
    routes = tuple(
        Route(
            r["id"],
            r["label"],
            None if r["pole"] is None else poles.index(r["pole"]),
            r["low"] / tonnes,
            r["high"] / tonnes,
            bool(r.get("grows", False)),
        )
        for r in data["routes"]
    )
    return routes, 100 * revenue_bn / oil["gdp_usd_bn"], float(oil["price_usd_bbl"])


def _file_steps(data: dict[str, Any]) -> tuple[Step, ...]:
    url = origin_of(data["trade"]["sources"][0]).url
    name = f"catalogue/choose/states/{data['iso3']}.yaml"
    steps = [Step(name, "trade", data["trade"]["basis"], url)]
    if "oil" in data:
        steps.append(Step(name, "oil", data["oil"]["basis"], url))
    steps += [Step(name, r["id"], f"{r['label']}: {r['basis']}") for r in data.get("routes", ())]
    return tuple(steps)
