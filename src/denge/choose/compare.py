"""The front door: compare the strategies of a state, with every number's Monte Carlo error."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from denge.choose import criteria as rules
from denge.choose.agreement import kendall_w
from denge.choose.case import Case
from denge.choose.ensemble import ensemble
from denge.choose.failure import failure_box, lost_levers
from denge.choose.findings import (
    box_finding,
    criteria_finding,
    flip_finding,
    not_identified_finding,
    share_finding,
    surface_finding,
)
from denge.choose.ledger_stakes import started
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.question import Answers, answers, by_measure, threshold_surface
from denge.choose.result import ChooseResult, Finding
from denge.choose.rows import strategy_rows
from denge.choose.scoring import batch_error, score_all
from denge.choose.stand_in import stand_in_finding
from denge.choose.state_file import exposure as find_exposure
from denge.choose.strategies import load_playbook
from denge.choose.worlds import columns

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure
    from denge.measure.rows import View

__all__ = ["compare", "summary"]

_BRIEF_RESAMPLES = 5  # what half a second allows


def summary(
    view: View | None,
    state: str,
    as_of: date | None = None,
    draws: int = 20_000,
    seed: int = 0,
    horizon: str = "long",
    parameters: Parameters | None = None,
) -> ChooseResult:
    """The comparison for a brief: static strategies, one horizon, about half a second.

    Parameters
    ----------
    view : View, optional
        What the ledger knows; without one the state file's stand-ins are used, and named.
    state : str
        ISO3 code or name.
    as_of : date, optional
        The view's day by default.

    Returns
    -------
    ChooseResult

    Examples
    --------
    >>> found = summary(None, "UZB", draws=400)
    >>> found.asked, found.best["uniform"].value > 0.5
    ('both_and', True)
    """
    return compare(
        state,
        horizon=horizon,
        draws=draws,
        seed=seed,
        view=view,
        as_of=as_of,
        parameters=parameters,
        resamples=_BRIEF_RESAMPLES,
    )


def compare(
    state: str,
    *,
    horizon: str = "long",
    draws: int = 20_000,
    seed: int = 0,
    view: View | None = None,
    as_of: date | None = None,
    strategies: str | Path | None = None,
    parameters: Parameters | None = None,
    exposure: Exposure | None = None,
    executor: Executor | None = None,
    resamples: int = 20,
) -> ChooseResult:
    """Compare the static strategies of a state.

    Parameters
    ----------
    state : str
        ISO3 code or name.
    horizon : "short" | "long"
        Years of the horizon as in the parameter file; each world shows one of them.
    draws : int
        Sampled worlds.
    strategies : path, optional
        A file of strategies of your own.
    exposure : Exposure, optional
        Stakes of your own instead of the state's.
    executor : concurrent.futures.Executor, optional
        Where blocks of worlds run.
    resamples : int
        Bootstrap samples behind the reproducibility of the failure box.

    Returns
    -------
    ChooseResult

    Raises
    ------
    UnknownState, UnknownName, BadScenario
        Something that was named does not exist or contradicts itself.
    """
    parameters = parameters or load_parameters()
    stakes = exposure or find_exposure(state, view, as_of, parameters=parameters)
    parameters = started(parameters, view, as_of)
    book = load_playbook(stakes, strategies)
    case = Case(parameters, stakes, book, horizon, draws, seed, resamples)
    day = as_of or (view.as_of if view is not None else None)
    return _assemble(case, day, executor, strategies)


def _assemble(
    case: Case,
    as_of: date | None,
    executor: Executor | None,
    strategies: str | Path | None,
) -> ChooseResult:
    """Put the parts of the answer together; longer than most, as it names each part once."""
    parts = (case.parameters, case.stakes, case.book, case.years, case.draws, case.seed)
    main = ensemble(*parts, "uniform", executor)
    total = main.total()
    scored = score_all(total, case)
    measured = by_measure(main, case, executor)
    told = answers(measured, case)
    box, about = failure_box(total, main, case)
    grid = threshold_surface(measured, case)
    known = columns(case.parameters, case.stakes)
    stamped = tuple(c for c in known if c.identified.casefold() == "no")
    concordance = kendall_w(np.array([c.ranks for c in scored]))
    return ChooseResult(
        state=case.stakes.state,
        horizon=case.horizon,
        draws=case.draws,
        asked=case.asked,
        against=case.against,
        strategies=strategy_rows(main, total, case),
        criteria=scored,
        concordance=concordance,
        evpi=(rules.evpi(total), float(batch_error(total, rules.evpi))),
        best=told.shares["all"],
        beats={rival: told.shares[rival] for rival in case.against},
        flips=told.flips,
        weights=told.weights,
        surface=grid,
        box=box,
        box_labels={name: (a.label, a.unit) for name, a in about.items()},
        fails_by=case.parameters.setting("fails_by"),
        not_identified=tuple(c.id for c in stamped),
        unequal=case.book.unequal,
        missing=case.stakes.missing,
        assumed=case.stakes.assumed,
        trade_year=case.stakes.trade_year,
        findings=(
            criteria_finding(scored, concordance),
            *_told(told),
            *stand_in_finding(case, told.shares["all"], strategies),
            surface_finding(grid),
            box_finding(box, about, case.parameters.setting("fails_by")),
            *lost_levers(case),
            not_identified_finding(stamped),
            Finding("choose.stability.not_testable"),
        ),
        origins=case.stakes.origins,
        assumptions=tuple(c.assumption() for c in (*known, *case.parameters.paths.values())),
        steps=case.stakes.steps,
        seed=case.seed,
        as_of=as_of,
        parameters_origin=case.parameters.origin,
    )


def _told(told: Answers) -> list[Finding]:
    """Findings on shares and flips, all rivals at once first."""
    found = [share_finding(shares, rival) for rival, shares in told.shares.items()]
    found += [flip_finding(flips, rival) for rival, flips in told.flips.items()]
    return found + [flip_finding(flips, rival, "nu") for rival, flips in told.weights.items()]
