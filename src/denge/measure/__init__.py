"""How balanced a state is: formulas on arrays, and results that lead back to their rows.

Each function takes a view of the ledger and gives a frozen result with `figures()`, `table()`,
`trail()` and `cite()`; the formulas stand in the module of the same name.

>>> from datetime import date
>>> import denge.record, denge.measure
>>> view = denge.record.open().view(date(2025, 11, 19))
>>> denge.measure.tilt(view, "KAZ", axis="usa_russia").tilt.median < 0
True
"""

from __future__ import annotations

from denge.measure.alignment import alignment, stance
from denge.measure.brokerage import brokerage
from denge.measure.coincidence import coincidence
from denge.measure.coverage import coverage
from denge.measure.dependence import dependence
from denge.measure.dimensions import dimensions
from denge.measure.distance import distance, itinerary
from denge.measure.event_league import event_league
from denge.measure.ladder import institutions, ladder
from denge.measure.league import vote_league
from denge.measure.rank import rank
from denge.measure.substance import substance
from denge.measure.target import target
from denge.measure.tension import tension
from denge.measure.tilt import tilt
from denge.measure.vectors import vectors
from denge.measure.verbal import verbal

__all__ = [
    "alignment",
    "brokerage",
    "coincidence",
    "coverage",
    "dependence",
    "dimensions",
    "distance",
    "event_league",
    "institutions",
    "itinerary",
    "ladder",
    "rank",
    "stance",
    "substance",
    "target",
    "tension",
    "tilt",
    "vectors",
    "verbal",
    "vote_league",
]
