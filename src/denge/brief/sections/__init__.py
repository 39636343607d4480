"""The sections of a brief, in the order in which they stand.

A stage that comes later adds its section by one line here; a section whose builder gives None is
left out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denge.brief.blocks import Section
    from denge.brief.context import Context

__all__ = ["SECTIONS", "build_sections"]

SECTIONS: tuple[str, ...] = (
    "denge.brief.sections.happened:happened",
    "denge.brief.sections.claims:claims",
    "denge.brief.sections.balance:balance",
    "denge.brief.sections.mix:mix",
    "denge.brief.sections.votes:votes",
    "denge.brief.sections.ties:ties",
    "denge.brief.sections.target:target",
    "denge.brief.sections.delivery:delivery",
    "denge.brief.sections.peers:peers",
    "denge.brief.sections.risks:risks",
    "denge.brief.sections.futures:futures",
    "denge.brief.sections.options:options",
    "denge.brief.sections.lessons:lessons",
    "denge.brief.sections.later:later",
    "denge.brief.sections.method:method",
)


def build_sections(context: Context) -> tuple[Section, ...]:
    """Every section that has something to say about this text."""
    built = []
    for address in SECTIONS:
        module, _, name = address.partition(":")
        section = getattr(import_module(module), name)(context)
        if section is not None:
            built.append(section)
    return tuple(built)
