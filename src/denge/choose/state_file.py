"""A state file becomes an exposure, with what the ledger knows put in its place."""

from __future__ import annotations

from dataclasses import replace
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
from denge.choose.parameters import Parameters, load_parameters
from denge.core.catalogue import read_yaml
from denge.core.errors import BadScenario
from denge.core.state import state as find_state
from denge.core.trail import Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.measure.rows import Row, View

__all__ = ["described_states", "exposure", "pledged_by_pole", "started", "trade_shares"]

_FOLDER = "catalogue/choose/states"
_WINDOW_MONTHS = "vectors.window_months"
_MONTHS = 12


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
        found = _with_view(found, view, as_of or view.as_of or date.today(), parameters, data)
    return found


def started(parameters: Parameters, view: View | None, as_of: date | None = None) -> Parameters:
    """The parameters with the oil price started from the last twelve months that the view knows.

    Without a view, or without twelve months in it, the start of the parameter file stays.
    """
    if view is None:
        return parameters
    day = as_of or view.as_of or date.today()
    known = [r for r in view.rows("brent_monthly") if str(r["month"]) <= f"{day:%Y-%m}"]
    if len(known) < _MONTHS:
        return parameters
    last = sorted(known, key=lambda r: str(r["month"]))[-_MONTHS:]
    mean = float(np.mean([float(r["price_usd_per_bbl"]) for r in last]))
    path = replace(
        parameters.paths["price"],
        start=float(np.log(mean)),
        reference=parameters.paths["price"].reference.replace(
            "starts from 2023", f"starts from the {_MONTHS} months to {last[-1]['month']}"
        ),
    )
    return replace(parameters, paths=parameters.paths | {"price": path})


def described_states() -> tuple[str, ...]:
    """States with a file in `catalogue/choose/states`.

    >>> described_states()
    ('KAZ', 'SRB', 'TUR', 'UZB', 'VNM')
    """
    folder = files("denge").joinpath(_FOLDER)
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir()))


def _read(code: str, file: str | Path | None) -> dict[str, Any] | None:
    if file is not None:
        import yaml

        return yaml.safe_load(Path(file).read_text("utf-8"))
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
        (f"route {r['id']}", r["basis"]) for r in data.get("routes", ()) if r.get("assumed")
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


def _with_view(
    found: Exposure, view: View, as_of: date, parameters: Parameters, data: dict[str, Any] | None
) -> Exposure:
    found = _with_engagements(found, view, as_of)
    if not (data and "pledges" in data):
        return found
    return _with_outcomes(found, view, as_of, parameters, data["pledges"])


def _with_engagements(found: Exposure, view: View, as_of: date) -> Exposure:
    from denge.measure.trips import months_before, trips_to_poles

    months = int(read_yaml("catalogue/assumptions.yaml")[_WINDOW_MONTHS]["value"])
    named = tuple(pole for pole in found.poles if pole != "other")
    rows = [row for row in view.rows("engagements") if row["state"] == found.state]
    trips = trips_to_poles(rows, found.state, named).within(months_before(as_of, months), as_of)
    if not len(trips.start):
        return found
    total = np.array([*trips.total, float(trips.outside)])
    order = [found.poles.index(pole) for pole in (*named, "other")]
    mix = np.zeros(len(found.poles))
    mix[order] = total / total.sum()
    steps = tuple(_trip_step(row) for trip in trips.rows for row in trip[:1])
    return found.with_(
        mix=mix,
        missing=tuple(m for m in found.missing if m != "engagements"),
        assumed=tuple(a for a in found.assumed if a[0] != "mix"),
        origins=(*found.origins, origin_of("casebook_engagements")),
        steps=(*found.steps, *steps),
    )


def _trip_step(row: Row) -> Step:
    says = f"{row['start']}: {row['kind']} with {row['partner']} {row.get('place') or ''}".strip()
    return Step(
        "engagements",
        str(row.get("row_id") or ""),
        says,
        str(row.get("source_url") or ""),
        str(row.get("known_from") or ""),
        doubt=str(row.get("doubt") or ""),
    )


def _with_outcomes(
    found: Exposure, view: View, as_of: date, parameters: Parameters, about: dict[str, Any]
) -> Exposure:
    last: dict[str, Row] = {}
    for row in sorted(view.rows(about["table"]), key=lambda r: str(r["as_of"])):
        last[row["deal_id"]] = row
    years = int(parameters.setting("pledge_window_years"))
    pledged, done, failed = pledged_by_pole(last.values(), found.poles, as_of.year - years)
    prior = parameters.per_pole["delivery"]
    matured = done + failed
    enough = matured >= parameters.setting("mature_outcomes")
    counts = np.stack([prior["a"] + done * enough, prior["b"] + failed * enough], axis=1)
    steps = tuple(
        Step(
            "outcomes",
            str(r.get("row_id") or ""),
            f"{r['title']}: {r['state']}",
            str(r["source_url"]),
        )
        for r in last.values()
    )
    return found.with_(
        pledges=100 * pledged / years / (about["gdp_usd_bn"] * 1e9),
        delivery=counts.astype(float),
        matured=matured,
        missing=tuple(m for m in found.missing if m != "pledges"),
        origins=(*found.origins, origin_of("casebook_outcomes")),
        steps=(*found.steps, *steps),
    )


def pledged_by_pole(
    deals: Any, poles: tuple[str, ...], first_year: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Dollars announced since a year, deals delivered and deals cancelled, by pole.

    A deal in progress, late or of unknown fate is neither delivered nor failed: it is censored.

    Examples
    --------
    >>> deal = {"partner": "CHN", "announced": "2021", "value_usd": 2e9, "state": "delivered"}
    >>> pledged_by_pole([deal], ("west", "china"), 2015)
    (array([0.e+00, 2.e+09]), array([0, 1]), array([0, 0]))
    """
    from denge.measure.poles import pole_shares
    from denge.measure.rows import number

    named = tuple(pole for pole in poles if pole != "other")
    of = pole_shares(named)
    pledged = np.zeros(len(poles))
    done, failed = np.zeros(len(poles), dtype=np.int64), np.zeros(len(poles), dtype=np.int64)
    for deal in deals:
        shares = of.get(deal["partner"], {})
        pole = named[max(shares, key=lambda i: shares[i])] if shares else "other"
        if pole not in poles:
            continue
        k = poles.index(pole)
        done[k] += deal["state"] == "delivered"
        failed[k] += deal["state"] == "cancelled"
        if int(str(deal["announced"])[:4]) > first_year:
            pledged[k] += number(deal["value_usd"]) or 0.0
    return pledged, done, failed
