"""Does watching pay? Rules that switch, held against the strategy they start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.adaptive import paths
from denge.choose.ledger_stakes import started
from denge.choose.parameters import load_parameters
from denge.choose.result import Finding, Share
from denge.choose.state_file import exposure as find_exposure
from denge.choose.strategies import load_playbook

if TYPE_CHECKING:
    from denge.choose.adaptive import Paths
    from denge.choose.parameters import Parameters
    from denge.choose.strategies import Playbook
    from denge.measure.rows import View

__all__ = ["Followed", "follow", "followed_rows"]


@dataclass(frozen=True, slots=True)
class Followed:
    """One adaptive strategy over a horizon.

    Attributes
    ----------
    id, label, start : str
    lead, lead_error : float
        Mean lead over the strategy it starts from, with Monte Carlo error, % of GDP a year.
    better : Share
        Share of sampled worlds in which the rule does better than never moving.
    moves : float
        Mean number of changes of course.
    finding : Finding
        What can be said.
    """

    id: str
    label: str
    start: str
    lead: float
    lead_error: float
    better: Share
    moves: float
    finding: Finding


def follow(
    view: View | None,
    state: str,
    as_of: date | None = None,
    draws: int = 2_000,
    seed: int = 0,
    horizon: str = "long",
    parameters: Parameters | None = None,
) -> tuple[Followed, ...]:
    """Every packaged rule, year by year, against the strategy that it starts from.

    Parameters
    ----------
    view, state, as_of, seed, horizon, parameters
        As in `denge.choose.summary`.
    draws : int
        Sampled worlds; each is followed through every year.

    Examples
    --------
    >>> [f.id for f in follow(None, "UZB", draws=50)]
    ['shelter', 'watch_the_route', 'open_up']
    """
    parameters = parameters or load_parameters()
    stakes = find_exposure(state, view, as_of, parameters=parameters)
    parameters, book = started(parameters, view, as_of), load_playbook(stakes)
    found = paths(parameters, stakes, book, parameters.years(horizon), draws, seed)
    return followed_rows(found, book)


def followed_rows(found: Paths, book: Playbook) -> tuple[Followed, ...]:
    """One row for each rule of a playbook that was followed."""
    total, place = found.total(), {name: s for s, name in enumerate(found.strategies)}
    rows = []
    for plan in book.adaptive:
        lead = total[place[plan.id]] - total[place[plan.start]]
        moves = float(found.moves[place[plan.id]].mean())
        rows.append(_row(plan.id, plan.label, plan.start, lead, moves))
    return tuple(rows)


def _row(name: str, label: str, start: str, lead: np.ndarray, moves: float) -> Followed:
    mean, error = float(lead.mean()), float(lead.std() / np.sqrt(len(lead)))
    share = float((lead > 0).mean())
    better = Share(share, float(np.sqrt(share * (1 - share) / len(lead))))
    word = "pays" if mean > 2 * error else "costs" if mean < -2 * error else "open"
    values = {"rule": name, "label": label, "start": start}
    values |= {"lead": mean, "error": error, "moves": moves}
    finding = Finding(f"choose.watching.{word}", values | {"better": share})
    return Followed(name, label, start, mean, error, better, moves, finding)
