"""How balanced a state is: formulas on arrays, and results that lead back to their rows.

>>> from datetime import date
>>> import denge.record, denge.measure
>>> view = denge.record.open().view(date(2025, 11, 19))
>>> denge.measure.tilt(view, "KAZ", axis="usa_russia").tilt.median < 0
True
"""

from __future__ import annotations

from denge.measure.rank import rank
from denge.measure.target import target
from denge.measure.tilt import tilt
from denge.measure.vectors import vectors

__all__ = ["rank", "target", "tilt", "vectors"]
