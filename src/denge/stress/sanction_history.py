"""Sanctions that have been: cases of the Global Sanctions Data Base, and lists of designations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import BadRow
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.trail import Figure
from denge.measure.rows import origins_of, rows_if_any
from denge.stress.ledger_rows import steps_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.stress.ledger_rows import Row, Rows

__all__ = ["designations", "history_figures", "median_years", "sanction_history"]

_TYPES = ("trade", "arms", "military", "financial", "travel", "other")
_OFAC_FIELDS = 12
_MET = {"success_total", "success_part"}
_DRAWS = 4000
_AGAINST = "Sanctions cases against {} on record, those against a predecessor left out"
_COLUMNS = ("target", "sender", "first_year", "last_year", "success")


def sanction_history(
    cases: Iterable[Row], code: str, until: int | None = None
) -> list[dict[str, Any]]:
    """Cases of the Global Sanctions Data Base with a state or bloc as target or sender.

    Parameters
    ----------
    cases : iterable of dict
        Rows as the loader `gsdb` writes them. Cases still running end in the release year.
    code : str
        ISO3 code, or a bloc such as EU.
    until : int, optional
        Last year that counts.

    Returns
    -------
    list of dict
        role (target or sender), years, types and whether the aim was met, oldest first.

    Examples
    --------
    >>> case = {"case": "1", "target": "A", "target_codes": "AAA", "sender": "B, C"}
    >>> case |= {"sender_codes": "BBB;CCC", "first_year": 2001, "last_year": 2003, "trade": True}
    >>> case |= {"success": "success_part", "trade_scope": ""}
    >>> sanction_history([case], "CCC")[0]["role"]
    'sender'
    """
    found = []
    for case in cases:
        if until is not None and case["first_year"] > until:
            continue
        role = _role(case, code)
        if role:
            found.append(
                {
                    "case_id": case["case"],
                    "role": role,
                    "other": case["sender" if role == "target" else "target"],
                    "begin": case["first_year"],
                    "end": case["last_year"],
                    "types": " ".join(kind for kind in _TYPES if case.get(kind)),
                    "trade_scope": case["trade_scope"],
                    "met": _met(case),
                }
            )
    return sorted(found, key=lambda row: (row["begin"], int(row["case_id"])))


def history_figures(view: Rows, state: str) -> tuple[Figure, ...]:
    """How many cases were against a state, and how those of each sender ended, by a ledger's lake.

    Of the cases of a sender that stopped trade: the share that met its aim at least in part among
    those that are over, with a Jeffreys interval, and the median years that they lasted, with those
    still running as censored. Empty where no data base is loaded.
    """
    cases = rows_if_any(view, "sanctions")
    if not cases:
        return ()
    against = [case for case in cases if _role(case, state) == "target"]
    count = Estimate(len(against), unit="cases", reason="a count of recorded cases")
    figures = [_figure(view, "against", _AGAINST.format(state), count, against, cases)]
    for sender in read_yaml("catalogue/sanction_scopes.yaml")["history_senders"]:
        own = [c for c in cases if c["trade"] and sender in c["sender_codes"].split(";")]
        figures += _ended(view, sender, own)
    return tuple(figures)


def median_years(
    years: NDArray[np.float64], over: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Draws of the median duration by Kaplan and Meier, cases resampled.

    $$\hat S(t) = \prod_{t_i \le t} \left(1 - \frac{d_i}{n_i}\right), \qquad
      \hat m = \min\{t : \hat S(t) \le 1/2\}$$

    A case still running is censored at its length so far; where fewer than half are over the
    longest length stands, a lower bound.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> float(median_years(np.full(9, 4.0), np.full(9, True), 3, rng)[0])
    4.0
    """
    picks = rng.integers(0, len(years), (draws, len(years)))
    return np.array([_median(years[pick], over[pick]) for pick in picks])


def _median(years: NDArray[np.float64], over: NDArray[np.bool_]) -> float:
    order = np.lexsort((~over, years))
    at_risk = np.arange(len(years), 0, -1)
    alive = np.cumprod(1 - over[order] / at_risk)
    below = np.flatnonzero(alive <= 0.5)
    return float(years[order][below[0]] if len(below) else years.max())


def _ended(view: Rows, sender: str, own: list[Row]) -> list[Figure]:
    if not own:
        return []
    rng = np.random.default_rng(len(own))
    over = np.array([_met(case) != "running" for case in own])
    met = sum(_met(case) == "met" for case in own)
    years = np.array([case["last_year"] - case["first_year"] + 1.0 for case in own])
    share = rng.beta(met + 0.5, over.sum() - met + 0.5, _DRAWS)
    lasted = median_years(years, over, _DRAWS // 4, rng)
    found = (
        ("met", "Share of ended trade sanctions of {} that met an aim", share, "share of cases"),
        ("years", "Median length of trade sanctions of {}", lasted, "years"),
    )
    return [
        _figure(view, f"{sender}.{k}", told.format(sender), estimate_from_draws(x, unit), own, own)
        for k, told, x, unit in found
    ]


def _figure(
    view: Rows, name: str, label: str, estimate: Estimate, rows: list[Row], seen: list[Row]
) -> Figure:
    first = min(case["first_year"] for case in seen)
    last = max(case["last_year"] for case in seen)
    return Figure(
        id=f"sanctions.history.{name}",
        label=label,
        estimate=estimate,
        period=f"{first}/{last}",
        method="cases of the Global Sanctions Data Base",
        trail=steps_of("sanctions", rows, *_COLUMNS),
        origins=origins_of(view, steps_of("sanctions", seen[:1], *_COLUMNS)),
        notes=(f"{len(rows)} cases",),
    )


def _role(case: Row, code: str) -> str:
    if code in case["target_codes"].split(";"):
        return "target"
    return "sender" if code in case["sender_codes"].split(";") else ""


def _met(case: Row) -> str:
    """Whether a case met one of its aims: met, unmet or running."""
    ends = set(case["success"].split(";"))
    return "met" if ends & _MET else "running" if "ongoing" in ends else "unmet"


def designations(rows: Iterable[Sequence[str]], word: str) -> dict[str, int]:
    """Entries of an OFAC list (sdn.csv) that mention a word, by programme, most first.

    Parameters
    ----------
    rows : iterable of sequences
        Rows as published, 12 fields without a header; the last row may be the end mark.
    word : str
        A state or programme, matched anywhere in the entry, without regard to case.

    Raises
    ------
    BadRow
        A row has another number of fields.

    Examples
    --------
    >>> entry = ["1", "FIRM A", "-0-", "RUSSIA-EO14024", *["-0-"] * 7, "Almaty, Kazakhstan"]
    >>> designations([entry, ["\x1a"]], "kazakhstan")
    {'RUSSIA-EO14024': 1}
    """
    found: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        if len(row) <= 1:
            continue
        if len(row) != _OFAC_FIELDS:
            raise BadRow(f"sdn.csv, row {number}: {len(row)} fields where {_OFAC_FIELDS} belong")
        if any(word.casefold() in field.casefold() for field in row):
            found[row[3].strip()] += 1
    return dict(found.most_common())
