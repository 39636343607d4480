"""What reporters have stated about the trade of two states, by year and by part of a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from denge.measure.nowcast import remainder_log_ratio
from denge.measure.rows import Row, View, day, number, rows_about

__all__ = ["Cumulative", "Statements", "Yearly", "family", "statements"]


@dataclass(frozen=True, slots=True)
class Yearly:
    """A year's total, bn USD: the mean of what the reporters of one definition state."""

    year: int
    total: float
    reporters: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """What stood after `month` months of a year, bn USD."""

    year: int
    month: float
    total: float
    reporter: str
    row: Row


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of one pair of states; `of(definition)` keeps one reporter family."""

    state: str
    partner: str
    yearly: tuple[Yearly, ...]
    cumulative: tuple[Cumulative, ...]
    raw: tuple[tuple[int, float, str, Row], ...]

    def definitions(self) -> tuple[str, ...]:
        """Reporter families with at least two yearly totals, and "any" for all together."""
        years: dict[str, set[int]] = defaultdict(set)
        for year, _, reporter, _ in self.raw:
            years[family(reporter, self.state, self.partner)].add(year)
        own = [who for who in (self.state, self.partner) if len(years[who]) >= 2]
        return ("any", *own)

    def of(self, definition: str) -> Statements:
        """The statements of one reporter family; all of them for "any"."""
        if definition == "any":
            return self
        return _build(
            self.state,
            self.partner,
            [r for r in self.raw if family(r[2], self.state, self.partner) == definition],
            [
                c
                for c in self.cumulative
                if family(c.reporter, self.state, self.partner) == definition
            ],
        )

    def latest(self, year: int) -> Cumulative | None:
        """The statement that covers the most months of a year, short of all twelve."""
        parts = [c for c in self.cumulative if c.year == year and c.month < 12]
        return max(parts, key=lambda c: c.month) if parts else None

    def remainders(self, year: int) -> list[float]:
        """Epsilon of every statement about an earlier year, see `remainder_log_ratio`."""
        pairs = [(c, self._total(c)) for c in self.cumulative if c.year < year]
        return [
            remainder_log_ratio(total, c.total, c.month) for c, total in pairs if c.total < total
        ]

    def _total(self, part: Cumulative) -> float:
        """The year's total by the family of a part's reporter, else by all; 0 if none."""
        who = family(part.reporter, self.state, self.partner)
        stated = [
            (family(r[2], self.state, self.partner), r[1]) for r in self.raw if r[0] == part.year
        ]
        same = [total for f, total in stated if f == who] or [total for _, total in stated]
        return float(np.exp(np.mean(np.log(same)))) if same else 0.0


def family(reporter: str, state: str, partner: str) -> str:
    """Which of the two states' definitions a reporter uses, by the code that opens its name.

    >>> family("RUS president", "KAZ", "RUS"), family("UNCTAD matrix", "KAZ", "RUS")
    ('RUS', 'other')
    """
    first = reporter.split(" ", 1)[0]
    return first if first in (state, partner) else "other"


def statements(view: View, state: str, partner: str, quantity: str = "turnover") -> Statements:
    """Collect the statements of `trade_by_partner` and `trade_monthly` about one pair.

    A yearly figure in either table is a year's total; a period that starts on 1 January and ends
    within the year is cumulative. A statement whose cut-off is not known enters neither.
    """
    raw = [
        (int(row["year"]), value / 1000, str(row["reporter"]), row)
        for row in rows_about(view, "trade_by_partner", state)
        if row["partner_iso3"] == partner and (value := _amount(row, quantity, "usd_m")) is not None
    ]
    parts = []
    for row in rows_about(view, "trade_monthly", state):
        first, last = day(row["period_start"]), day(row["period_end"])
        value = _amount(row, quantity, "usd_bn")
        if row["partner"] != partner or value is None or first is None or last is None:
            continue
        if (first.month, first.day) == (1, 1) and first.year == last.year:
            parts.append(Cumulative(first.year, last.month, value, str(row["reporter"]), row))
    full = [(c.year, c.total, c.reporter, c.row) for c in parts if c.month == 12]
    said = {(year, reporter, round(value, 2)) for year, value, reporter, _ in raw}
    raw += [r for r in full if (r[0], r[2], round(r[1], 2)) not in said]
    return _build(state, partner, raw, [c for c in parts if c.month < 12])


def _build(
    state: str,
    partner: str,
    raw: list[tuple[int, float, str, Row]],
    parts: list[Cumulative],
) -> Statements:
    years: dict[int, list[tuple[int, float, str, Row]]] = defaultdict(list)
    for statement in raw:
        years[statement[0]].append(statement)
    yearly = tuple(
        Yearly(
            year,
            float(np.exp(np.mean(np.log([s[1] for s in group])))),
            tuple(dict.fromkeys(s[2] for s in group)),
            tuple(s[3] for s in group),
        )
        for year, group in sorted(years.items())
    )
    ordered = tuple(sorted(parts, key=lambda c: (c.year, c.month, c.reporter)))
    return Statements(state, partner, yearly, ordered, tuple(raw))


def _amount(row: Row, quantity: str, unit: str) -> float | None:
    value = number(row[f"{quantity}_{unit}"])
    return value if value is not None and value > 0 else None
