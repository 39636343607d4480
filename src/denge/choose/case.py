"""One case to judge: whose stakes, which strategies, over which years, with which draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.choose.exposure import Exposure
    from denge.choose.parameters import Parameters
    from denge.choose.strategies import Playbook

__all__ = ["Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """What every part of a comparison needs to know.

    Attributes
    ----------
    parameters, stakes, book
        Assumptions, the state's exposures, its strategies.
    horizon : str
    draws, seed : int
    resamples : int
        Bootstrap samples behind the reproducibility of the failure box.
    """

    parameters: Parameters
    stakes: Exposure
    book: Playbook
    horizon: str
    draws: int
    seed: int
    resamples: int = 20

    @property
    def years(self) -> tuple[int, ...]:
        return self.parameters.years(self.horizon)

    @property
    def asked(self) -> str:
        return self.book.question[0]

    @property
    def against(self) -> tuple[str, ...]:
        return self.book.question[1]

    @property
    def question(self) -> Playbook:
        """The strategies that the question names, alone."""
        return self.book.only((self.asked, *self.against))
