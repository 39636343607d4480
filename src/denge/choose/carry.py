"""What other capitals can take from one state's balance: where its mix holds, and what turns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from denge.choose.exposure import matrix_year, origin_of
from denge.choose.ledger_stakes import started
from denge.choose.lessons import league, lessons
from denge.choose.parameters import load_parameters
from denge.choose.result import Share
from denge.choose.state_file import described_states
from denge.choose.state_file import exposure as find_exposure
from denge.choose.worlds import columns
from denge.core.result import Result
from denge.core.trail import Figure

if TYPE_CHECKING:
    from denge.choose.lessons import Lesson, Standing
    from denge.choose.parameters import Parameters
    from denge.core.trail import Assumption, Origin, Step
    from denge.measure.rows import View

__all__ = ["ENDS", "CarryOver", "carry_over"]

ENDS = 3  # states named at either end of the league
_LESSON_DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class CarryOver(Result):
    """Lessons of one state's balance for others.

    Attributes
    ----------
    state, horizon : str
    league : tuple[Standing, ...]
        Every other state with trade data that belongs to no pole, under this state's mix.
    lessons : tuple[Lesson, ...]
        This state under one condition of another, for every other state that has a file.
    draws, lesson_draws : int
        Sampled worlds behind each standing, and behind each lesson.
    league_year : int
        Year of the trade data of the league.
    """

    state: str
    horizon: str
    league: tuple[Standing, ...]
    lessons: tuple[Lesson, ...]
    draws: int
    lesson_draws: int
    league_year: int
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    steps: tuple[Step, ...]
    seed: int | None
    as_of: date | None

    def ends(self) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
        """The states where the mix does best, and where it does worst, the very worst last."""
        return self.league[:ENDS], self.league[-ENDS:]

    def alike(self, standing: Standing) -> int:
        """How many states have the same share."""
        return sum(s.share == standing.share for s in self.league)

    def figures(self) -> tuple[Figure, ...]:
        """The shares at both ends of the league."""
        best, worst = self.ends()
        return tuple(self._figure(s) for s in dict.fromkeys((*best, *worst)))

    def _figure(self, at: Standing) -> Figure:
        return Figure(
            f"carry.{self.horizon}.{at.state}",
            f"Share of sampled worlds in which the mix would beat every alignment ({at.state})",
            Share(at.share, at.error).estimate(),
            f"trade of {self.league_year}",
            "count of worlds in which its payoff is highest; it measures assumptions",
            self.steps,
            self.assumptions,
            self.origins,
            tuple(f"not identified: {a.label}" for a in self.assumptions if not a.identified),
        )


def carry_over(
    view: View | None,
    state: str,
    as_of: date | None = None,
    draws: int = 200,
    seed: int = 0,
    horizon: str = "long",
    parameters: Parameters | None = None,
) -> CarryOver:
    """What carries over, for a brief: about a third of a second.

    Parameters
    ----------
    view, state, as_of, seed, horizon, parameters
        As in `denge.choose.summary`.
    draws : int
        Sampled worlds for each state of the league; the error of every share is given.

    Examples
    --------
    >>> found = carry_over(None, "KAZ", draws=20)
    >>> len(found.ends()[0]), found.league_year, "KAZ" in {s.state for s in found.league}
    (3, 2015, False)
    """
    parameters = parameters or load_parameters()
    stakes = find_exposure(state, view, as_of, parameters=parameters)
    parameters = started(parameters, view, as_of)
    others = tuple(s for s in described_states() if s != stakes.state)
    known = (*columns(parameters, stakes), *parameters.paths.values())
    return CarryOver(
        stakes.state,
        horizon,
        league(stakes, parameters, horizon, draws, seed),
        lessons(stakes, parameters, others, horizon, _LESSON_DRAWS, seed),
        draws,
        _LESSON_DRAWS,
        matrix_year(),
        tuple(dict.fromkeys((*stakes.origins, origin_of("unctad"), origin_of("wdi")))),
        tuple(c.assumption() for c in known),
        stakes.steps,
        seed,
        as_of or (view.as_of if view is not None else None),
    )
