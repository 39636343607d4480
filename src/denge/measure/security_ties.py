"""Ties of security by pole: alliances joined, defence agreements signed, pacts on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.core.catalogue import read_yaml
from denge.core.errors import EmptyTies
from denge.measure.assumed import assumed_number
from denge.measure.ladder import is_member
from denge.measure.poles import members, pole_shares
from denge.measure.rows import day, home_state, rows_about, steps_of
from denge.measure.share_posterior import Dispersion, share_draws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from denge.core.trail import Step
    from denge.measure.rows import Row, View

__all__ = ["defence_agreements", "pact_ties", "security_draws", "security_ties"]

_FILE = "catalogue/security.yaml"


def security_ties(
    view: View, state: str, poles: tuple[str, ...], year: int
) -> tuple[NDArray[np.float64], tuple[Step, ...]]:
    """Memberships in security organisations and defence agreements with each pole, shape (pole,).

    An organisation counts for the poles that lead it, by the shares of the pole catalogue. A
    membership counts while it lasts; an agreement in the catalogue's gap of years up to `year`.

    Raises
    ------
    EmptyTies
        None with a pole is recorded.
    """
    joined = _organisations(view, state)
    signed = defence_agreements(view, state, year)
    count, shares = np.zeros(len(poles)), pole_shares(poles)
    ties = [(r, r["organisation"]) for r in joined] + [(r, r["partner"]) for r in signed]
    for _, partner in ties:
        for k, part in shares.get(partner, {}).items():
            count[k] += part
    if count.sum() <= 0:
        raise EmptyTies(
            f"no security organisation or defence agreement of {state} with a pole is recorded; "
            "add memberships.csv and agreements.csv to a casebook"
        )
    steps = _steps("memberships", [r for r, p in ties if p in shares and "organisation" in r])
    return count, steps + _steps("agreements", [r for r, p in ties if p in shares and "title" in r])


def defence_agreements(view: View, state: str, year: int) -> list[Row]:
    """Agreements of a defence sector signed in the years up to `year`, parts of a package left out.

    A part counts where its package is no agreement of defence itself.
    """
    sectors, gap = set(read_yaml(_FILE)["sectors"]), assumed_number("vectors.year_gap")
    here = [
        row
        for row in rows_about(view, "agreements", state)
        if sectors & set(str(row["sectors"] or "").split(";"))
        and (signed := day(row["date"])) is not None
        and year - gap <= signed.year <= year
    ]
    counted = {row["row_id"] for row in here}
    return [row for row in here if row.get("part_of") not in counted]


def security_draws(
    count: NDArray[np.float64], draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Posterior draws of the shares of poles in the ties, shape (draws, pole)."""
    return share_draws(count, Dispersion(), draws, rng)


def pact_ties(
    rows: Iterable[Row], state: str, poles: tuple[str, ...], last: int
) -> tuple[NDArray[np.float64], int]:
    """States of each pole that owe the state defence in the last recorded year, and that year.

    Parameters
    ----------
    rows : iterable of dict
        `state, partner, year` and the obligations of ATOP as 0 or 1.
    last : int
        No later year is used.

    Raises
    ------
    EmptyTies
        No pact with a pole is recorded.

    Examples
    --------
    >>> rows = [{"state": "KAZ", "partner": "RUS", "year": 2018, "defense": 1}]
    >>> pact_ties(rows, "KAZ", ("usa", "russia"), 2025)
    (array([0., 1.]), 2018)
    """
    wanted = read_yaml(_FILE)["obligations"]
    own = [r for r in rows if r["state"] == state and int(r["year"]) <= last]
    year = max((int(r["year"]) for r in own), default=0)
    allies = {r["partner"] for r in own if int(r["year"]) == year and any(r[w] for w in wanted)}
    count = np.array([len(allies & set(members(pole))) for pole in poles], dtype=np.float64)
    if count.sum() <= 0:
        raise EmptyTies(f"no defence pact of {state} with a pole is recorded by {last}")
    return count, year


def _organisations(view: View, state: str) -> list[Row]:
    known = read_yaml(_FILE)["organisations"]
    if home_state(view) not in ("", state):
        return []  # a casebook lists only the organisations of its own state
    return [
        row
        for row in view.rows("memberships")
        if row["member"] == state and row["organisation"] in known and is_member(row, view.as_of)
    ]


def _steps(table: str, rows: list[Row]) -> tuple[Step, ...]:
    def says(row: Row) -> str:
        if table == "memberships":
            return f"member of {row['organisation']} since {row['joined'] or 'a date not seen'}"
        return f"{row['date']}: {row['title']} ({row['partner']})"

    return steps_of(table, rows, map(says, rows))
