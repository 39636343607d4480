"""The pages of the app, each made from its options alone: what a worker runs.

A page that comes later adds its line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denge.web.sheet import Sheet

__all__ = ["SHEETS", "build"]

SHEETS: dict[str, str] = {
    "home": "denge.web.sheets.home:home",
    "brief": "denge.web.sheets.brief:text_brief",
    "state": "denge.web.sheets.brief:state_brief",
    "items": "denge.web.sheets.items:items",
    "item": "denge.web.sheets.items:item",
    "row": "denge.web.sheets.rows:row",
    "measures": "denge.web.sheets.measure:measures",
    "measure": "denge.web.sheets.measure:measure",
    "compare": "denge.web.sheets.compare:compare",
    "stresses": "denge.web.sheets.stress:stresses",
    "stress": "denge.web.sheets.stress:stress",
    "choose": "denge.web.sheets.choose:choose",
    "review": "denge.web.sheets.review:review",
}


def build(name: str, /, **options: Any) -> Sheet:
    """Make one page.

    Raises
    ------
    DengeError
        What was asked for does not exist or has no data; the message says what to do.
    """
    module, _, function = SHEETS[name].partition(":")
    return getattr(import_module(module), function)(**options)
