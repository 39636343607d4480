"""Both/and or either/or: strategies over sampled worlds, a threshold and never a winner.

>>> import denge.choose
>>> found = denge.choose.compare("UZB", draws=200)
>>> found.asked
'both_and'
"""

from __future__ import annotations

from denge.choose.adaptive import paths
from denge.choose.carry import CarryOver, carry_over
from denge.choose.compare import compare, summary
from denge.choose.convergence import converged_draws
from denge.choose.exposure import Exposure, Route
from denge.choose.follow import follow
from denge.choose.lessons import league, lessons, reach, reach_of_all
from denge.choose.parameters import load_parameters
from denge.choose.result import ChooseResult
from denge.choose.result_file import write_result
from denge.choose.room import room, room_by_scenario
from denge.choose.sobol import comparison_indices
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook

__all__ = [
    "CarryOver",
    "ChooseResult",
    "Exposure",
    "Route",
    "carry_over",
    "compare",
    "comparison_indices",
    "converged_draws",
    "exposure",
    "follow",
    "league",
    "lessons",
    "load_parameters",
    "load_playbook",
    "paths",
    "reach",
    "reach_of_all",
    "room",
    "room_by_scenario",
    "summary",
    "write_result",
]
