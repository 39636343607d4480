"""When to stop drawing: the shares and the lead are known well enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.choose.ensemble import ensemble
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.state_file import exposure as find_exposure
from denge.choose.strategies import load_playbook

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure

__all__ = ["converged_draws"]


def converged_draws(
    state: str,
    precision: float = 0.01,
    *,
    horizon: str = "long",
    seed: int = 0,
    start: int = 4_096,
    most: int = 1_048_576,
    parameters: Parameters | None = None,
    exposure: Exposure | None = None,
) -> tuple[int, float]:
    """The stop rule: double the worlds until the shares and the lead are known well enough.

    Stops when twice the Monte Carlo error of the share best, and of the mean lead over the best
    rival in % of GDP, is at most `precision`; or at `most` worlds.

    Returns
    -------
    draws : int
    error : float
        Twice the larger Monte Carlo error at that number.

    Examples
    --------
    >>> draws, error = converged_draws("UZB", 0.05)
    >>> draws, error < 0.05
    (4096, True)
    """
    parameters = parameters or load_parameters()
    stakes = exposure or find_exposure(state, parameters=parameters)
    book = load_playbook(stakes)
    asked, against = book.question
    question = book.only((asked, *against))
    draws = start
    while True:
        found = ensemble(parameters, stakes, question, parameters.years(horizon), draws, seed)
        total = found.total()
        lead = total[0] - total[1:].max(axis=0)
        share = (lead >= 0).mean()
        error = 2 * max(np.sqrt(share * (1 - share)), lead.std()) / np.sqrt(draws)
        if error <= precision or draws >= most:
            return draws, float(error)
        draws *= 2
