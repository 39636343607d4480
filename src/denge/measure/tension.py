"""Tension between powers: how unusual this month is, from an index or from events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies, InputError
from denge.core.estimate import Estimate
from denge.core.result import Result
from denge.core.trail import Assumption, Figure, Origin
from denge.measure.assumed import assumed, assumed_number
from denge.measure.rows import day, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = ["Tension", "conflict_share", "months_of_days", "standing", "tension"]


def standing(series: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    r"""Share of the last `window` values that a value is not below.

    $$r_t = \frac{\#\{s \in (t-w, t] : x_s < x_t\} + \tfrac12 \#\{s : x_s = x_t\}}{w}$$

    A rank asks nothing of the scale of an index, which its publishers rebase. Range: (0, 1); NaN
    before `window` values are known.

    Raises
    ------
    InputError
        The window is shorter than two values.

    Examples
    --------
    >>> standing(np.array([1.0, 3.0, 2.0, 5.0]), 3).tolist()[2:]
    [0.5, 0.8333333333333334]
    """
    if window < 2:
        raise InputError(f"a standing needs at least two values, and {window} was given")
    out = np.full(len(series), np.nan)
    for t in range(window - 1, len(series)):
        past = series[t - window + 1 : t + 1]
        out[t] = ((past < series[t]).sum() + 0.5 * (past == series[t]).sum()) / window
    return out


def conflict_share(
    conflict: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Share of a pair's events that are conflict, $q = (c + 1/2) / (n + 1)$.

    The half event keeps a month with one report from standing at 0 or 1 (Jeffreys).

    Examples
    --------
    >>> conflict_share(np.array([1.0, 0.0]), np.array([3.0, 0.0])).tolist()
    [0.375, 0.5]
    """
    return (conflict + 0.5) / (total + 1)


@dataclass(frozen=True, slots=True)
class Tension(Result):
    """How this month stands among the months before it.

    Attributes
    ----------
    month : date
    value : float
        In the unit of the series.
    standing : float
        Share of the window that it is not below.
    """

    series: str
    month: date
    value: float
    standing: float
    window: int
    unit: str
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        exact = "a rank among known months"
        return (
            Figure(
                id=f"tension.{self.series}.standing",
                label=f"Standing of {self.series} among the last {self.window} months",
                estimate=Estimate(self.standing, unit="share of months", reason=exact),
                period=f"{self.month:%Y-%m}",
                method="share of the window that the month is not below",
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(f"value {self.value:.4g} {self.unit}".strip(),),
            ),
        )


def tension(
    rows: Iterable[Row],
    *,
    series: str = "GPR",
    as_of: date | None = None,
    unit: str = "",
    origins: tuple[Origin, ...] = (),
) -> Tension:
    """Standing of the last known month of a monthly series.

    Parameters
    ----------
    rows : iterable of dict
        `month` and a column named by `series`: the Geopolitical Risk index, or a conflict share;
        `source` where the rows come from a source of the lake, which is then the origin.
    as_of : date | None
        Months that end after it are not used.

    Raises
    ------
    EmptyTies
        Fewer months are known than the window holds.
    """
    rows = list(rows)
    known = [(day(r["month"]), number(r[series])) for r in rows]
    kept = sorted(
        (m, v) for m, v in known if m and v is not None and (as_of is None or _over(m) <= as_of)
    )
    window = int(assumed_number("tension.window_months"))
    if len(kept) < window:
        raise EmptyTies(f"{len(kept)} months of {series} are known, and {window} are needed")
    values = np.array([v for _, v in kept])
    return Tension(
        series=series,
        month=kept[-1][0],
        value=float(values[-1]),
        standing=float(standing(values, window)[-1]),
        window=window,
        unit=unit,
        origins=_named(rows) or origins,
        assumptions=(assumed("tension.window_months"),),
        seed=None,
        as_of=as_of,
    )


def months_of_days(rows: Iterable[Row]) -> list[Row]:
    """Means of a daily index over the months that have all their days.

    Parameters
    ----------
    rows : iterable of dict
        `day`, `gpr` and `source`.

    Examples
    --------
    >>> days = [{"day": date(2023, 2, n), "gpr": float(n), "source": "a"} for n in range(1, 29)]
    >>> months_of_days([*days, {"day": date(2023, 3, 1), "gpr": 9.0, "source": "a"}])
    [{'month': datetime.date(2023, 2, 1), 'GPR': 14.5, 'source': 'a'}]
    """
    months: dict[date, list[Row]] = {}
    for row in rows:
        if row["gpr"] is not None:
            months.setdefault(row["day"].replace(day=1), []).append(row)
    return [
        {"month": m, "GPR": sum(r["gpr"] for r in days) / len(days), "source": days[0]["source"]}
        for m, days in sorted(months.items())
        if len(days) == (_over(m) - m).days
    ]


def _named(rows: list[Row]) -> tuple[Origin, ...]:
    from denge.record.source import source_spec

    names = dict.fromkeys(row["source"] for row in rows if row.get("source"))
    return tuple(source_spec(name).origin() for name in names)


def _over(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
