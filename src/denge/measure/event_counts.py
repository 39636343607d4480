"""Counting coded events of a state with the poles: by type, by month, by publisher."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from denge.core.trail import Step
from denge.measure.concentration import hill
from denge.measure.coverage import leave_one_out, overdispersion
from denge.measure.poles import pole_name, pole_shares
from denge.measure.share_posterior import Dispersion, dispersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = [
    "dispersion_of",
    "dispersions",
    "event_steps",
    "events_told",
    "events_with",
    "monthly_spread",
    "without_each",
]


def dispersions(monthly: Iterable[Row]) -> dict[str, tuple[float, float, int]]:
    """For each state: over-dispersion of its monthly events, their mean, the number of months.

    Months in which the source tells of the state not once count as zeros; the source's own total
    is the exposure. With one month there is nothing to judge dispersion by, and it is 0.

    Parameters
    ----------
    monthly : iterable of dict
        `state, month, events`, as `dyads.monthly_rows` gives; the source's total under state "".

    Examples
    --------
    >>> rows = [{"state": s, "month": m, "events": n} for s, m, n in
    ...         (("", 1, 100), ("", 2, 200), ("KAZ", 1, 10), ("KAZ", 2, 20))]
    >>> dispersions(rows)["KAZ"]
    (0.0, 15.0, 2)
    """
    told: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for row in monthly:
        told[row["state"]][row["month"]] += row["events"]
    total = told.pop("", {})
    months = sorted(total)
    exposure = np.array([total[m] for m in months])
    found = {}
    for state, own in told.items():
        count = np.array([own.get(m, 0.0) for m in months])
        many = len(months) > 1 and count.sum() > 0
        alpha = overdispersion(count, exposure) if many else 0.0
        found[state] = alpha, float(count.mean()) if len(months) else 0.0, len(months)
    return found


def dispersion_of(monthly: Iterable[Row], state: str) -> tuple[float, float, int]:
    """That of one state; no months where nothing is told."""
    few = [row for row in monthly if row["state"] in ("", state)]
    return dispersions(few).get(state, (0.0, 0.0, len({r["month"] for r in few})))


def events_with(
    rows: list[Row], state: str, year: int, poles: tuple[str, ...]
) -> dict[tuple[int, str], NDArray[np.float64]]:
    """Events of the state with each pole by quad class and type; both directions count."""
    shares = pole_shares(poles, blocs=False)
    found: dict[tuple[int, str], NDArray[np.float64]] = {}
    for row in rows:
        if int(row["year"]) != year or state not in (row["source"], row["target"]):
            continue
        other = row["target"] if row["source"] == state else row["source"]
        for k, part in shares.get(other, {}).items():
            key = int(row["quad"]), row.get("plover") or ""
            found.setdefault(key, np.zeros(len(poles)))[k] += part * row["events"]
    return found


def events_told(rows: list[Row], year: int) -> float:
    """All events of the source in a year: the exposure behind every count from it."""
    return float(sum(row["events"] for row in rows if int(row["year"]) == year))


def without_each(
    publishers: Iterable[Row] | None, state: str, year: int, poles: tuple[str, ...]
) -> dict[str, float]:
    """D_2 of a year without each publisher, the largest change first; {} where none is named."""
    shares = pole_shares(poles, blocs=False)
    told: dict[str, NDArray[np.float64]] = {}
    for row in publishers or ():
        if not row["publisher"] or row["month"].year != year:
            continue
        if state in (row["source"], row["target"]):
            other = row["target"] if row["source"] == state else row["source"]
            for k, part in shares.get(other, {}).items():
                told.setdefault(row["publisher"], np.zeros(len(poles)))[k] += part * row["events"]
    if not told:
        return {}
    names, count = sorted(told), np.stack([told[name] for name in sorted(told)])
    pooled = float(hill(count.sum(axis=0), 2))
    left = dict(zip(names, leave_one_out(count).tolist(), strict=True))
    known = {name: d for name, d in left.items() if np.isfinite(d)}
    return dict(sorted(known.items(), key=lambda item: -abs(item[1] - pooled)))


def monthly_spread(partners: Iterable[Row], year: int, poles: tuple[str, ...]) -> Dispersion:
    """Design effect of the shares of poles with the months of a year as clusters.

    Events of one month tell of the same few acts; see `share_posterior.dispersion`.

    Parameters
    ----------
    partners : iterable of dict
        `partner, month, events`, as `dyads.partner_months` gives.
    """
    shares = pole_shares(poles, blocs=False)
    cells: dict[date, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(poles)))
    for row in partners:
        if row["month"].year == year:
            for k, part in shares.get(row["partner"], {}).items():
                cells[row["month"]][k] += part * row["events"]
    return dispersion(np.stack(list(cells.values()))) if len(cells) > 1 else Dispersion()


def event_steps(
    by_type: dict[tuple[int, str], NDArray[np.float64]],
    poles: tuple[str, ...],
    year: int,
    source: str,
) -> tuple[Step, ...]:
    """One step for each type and pole: the counted events, as no row stands alone in a lake."""
    return tuple(
        Step(
            table=source or "events",
            row_id=f"{year}/{name or 'untyped'}/{quad}/{pole}",
            says=f"{year}: {n:g} {name or 'untyped'} events (quad {quad}) with {pole_name(pole)}",
        )
        for (quad, name), count in sorted(by_type.items())
        for pole, n in zip(poles, count, strict=True)
        if n
    )
