"""denge: the instrument panel and the wind tunnel for multi-vector foreign policy.

>>> import denge
>>> reading = denge.read("On 6 November 2025 Kazakhstan and Japan signed an agreement.")
>>> reading.events[0].type
'sign'
>>> view = denge.open().view()
>>> denge.measure.vectors(view, "KAZ").state
'KAZ'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denge import brief, choose, measure, read, record, stress
    from denge.record import open

__version__ = "0.1.0"

__all__ = ["__version__", "brief", "choose", "measure", "open", "read", "record", "stress"]


def __getattr__(name: str) -> Any:
    """Import a stage on first use, so that the command line stays light."""
    if name == "open":
        return import_module("denge.record").open
    if name in __all__:
        return import_module(f"denge.{name}")
    raise AttributeError(f"module 'denge' has no attribute {name!r}")
