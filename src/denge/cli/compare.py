"""`denge compare`: the league table of states between two powers."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from denge.cli.measure_data import Data
from denge.cli.measure_text import Format, print_rows, rounded

__all__ = ["compare"]

_NO_DATA = Data()


def compare(
    *states: str,
    all_states: Annotated[bool, Parameter(name="--all", negative="")] = False,
    between: tuple[str, str] = ("USA", "RUS"),
    year: int | None = None,
    data: Data = _NO_DATA,
    seed: int = 0,
    format: Format = "table",
) -> int:
    """Compare states: how evenly each stands between two powers, with intervals on the ranks.

    States are ranked on UN votes, the one dimension that all of them have for one year. With a
    ledger that holds events, the effective number of vectors by state and year follows.

    Parameters
    ----------
    states : str
        ISO codes or names.
    all_states : bool
        Every state that has votes; the others are named with the reason.
    between : tuple of str
        The two powers.
    year : int
        Year of the votes; the last one known when left out.
    seed : int
        Seed of the draws; the same seed gives the same figures.
    format : str
        Layout of the output.
    """
    from denge.core.errors import InputError
    from denge.core.state import state as find_state
    from denge.measure.league import vote_league

    if not states and not all_states:
        raise InputError("name states, such as `denge compare KAZ UZB SRB`, or give `--all`")
    if seed < 0:
        raise InputError(f"a seed is a whole number of 0 or more, not {seed}")
    codes = tuple(find_state(s).iso3 for s in states)
    ends = (find_state(between[0]).iso3, find_state(between[1]).iso3)
    league = vote_league(data.view(), codes, between=ends, year=year, seed=seed)
    print_rows([rounded(row) for row in league.table()], format)
    for code, reason in league.unranked.items():
        print(f"not ranked: {code}: {reason}", file=sys.stderr)
    if data.ledger:
        _on_events(data, codes, seed, format)
    return 0


def _on_events(data: Data, codes: tuple[str, ...], seed: int, format: Format) -> None:
    from denge.measure.event_league import event_league

    if (cells := data.cells()) is None:
        return
    table = event_league(cells, seed=seed)
    kept = [row for row in table if not codes or row["state"] in codes]
    for code in sorted(set(codes) - {row["state"] for row in kept}):
        print(f"not ranked on events: {code}: too few events with the poles", file=sys.stderr)
    print_rows([rounded(row) for row in kept], format)
