"""What a ledger knows of a state's stakes: where trips went, what was pledged, the oil price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.choose.exposure import origin_of
from denge.core.catalogue import read_yaml
from denge.core.trail import Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.measure.rows import Row, View

__all__ = ["pledged_by_pole", "started", "with_ledger"]

_WINDOW_MONTHS = "vectors.window_months"
_MONTHS = 12


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


def with_ledger(
    found: Exposure, view: View, as_of: date, parameters: Parameters, data: dict[str, Any] | None
) -> Exposure:
    """The stakes with engagements and, where the file says whose they are, outcomes of deals."""
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
