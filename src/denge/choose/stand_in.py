"""When nobody recorded where a state's effort goes: does the answer turn on the stand-in?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.ensemble import ensemble
from denge.choose.result import Finding
from denge.choose.strategies import load_playbook

if TYPE_CHECKING:
    from pathlib import Path

    from denge.choose.case import Case
    from denge.choose.result import Share

__all__ = ["stand_in_finding"]

_DRAWS = 4_000


def stand_in_finding(
    case: Case, best: dict[str, Share], strategies: str | Path | None = None
) -> tuple[Finding, ...]:
    """The share best with an even mix beside that with the stand-in; nothing if the mix is data.

    The answer is called firm when both mixes put the share on one side of one half.
    """
    if "mix" not in dict(case.stakes.assumed):
        return ()
    even = case.stakes.with_(mix=np.full(len(case.stakes.poles), 1 / len(case.stakes.poles)))
    moved = replace(case, stakes=even, book=load_playbook(even, strategies))
    draws = min(case.draws, _DRAWS)
    found = ensemble(case.parameters, even, moved.question, case.years, draws, case.seed)
    total = found.total()
    other = float((total[0] >= total[1:].max(axis=0)).mean())
    used = best["uniform"].value
    word = "firm" if (used > 0.5) == (other > 0.5) else "turns"
    return (Finding(f"choose.mix.{word}", {"stand_in": used, "even": other}),)
