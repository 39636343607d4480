"""What a comparison allows one to say: keys and values, for a page or a line to put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.result import Criterion, Finding, Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.choose.parameters import Column
    from denge.choose.prim import Box
    from denge.choose.threshold import Flip, Surface

__all__ = [
    "FINDING_KEYS",
    "About",
    "box_finding",
    "criteria_finding",
    "flip_finding",
    "not_identified_finding",
    "share_finding",
    "surface_finding",
]

# Every key that a comparison or a followed rule may give; a page has a message for each.
FINDING_KEYS = (
    "choose.criteria.same_pick",  # concordance, picks {rule: strategy}
    "choose.criteria.agree",
    "choose.criteria.disagree",
    "choose.share.most",  # rival, low, high, measures
    "choose.share.few",
    "choose.share.depends",
    "choose.flip.falls",  # rival, along (hazard | nu), sides, low, high
    "choose.flip.rises",
    "choose.flip.never_best",  # rival, along, sides
    "choose.flip.always_best",
    "choose.flip.depends",
    "choose.mix.firm",  # stand_in, even
    "choose.mix.turns",
    "choose.surface.somewhere",  # for, against, open, cells, hazard, nu_low, nu_high, gamma
    "choose.surface.nowhere",  # for, against, open, cells
    "choose.box.fails_when",  # conditions [...], coverage, density, base, fails_by, reproduced
    "choose.box.never_fails",  # base, fails_by
    "choose.box.none_found",
    "choose.sanctions.lost_lever",  # pole, and the change of each channel
    "choose.not_identified",  # parameters [...], names [...]
    "choose.stability.not_testable",
    "choose.watching.pays",  # rule, start, lead, error, moves, better
    "choose.watching.costs",
    "choose.watching.open",
)

_FLIPS = {
    "falls": "falls",
    "rises": "rises",
    "below": "never_best",
    "above": "always_best",
    "wavers": "depends",
}
_CLEAR = 2.0  # Monte Carlo standard errors that a share must clear one half by
_AGREE = (
    0.7  # Kendall's W from which rankings are said to agree (Schmidt 1997, Decision Sciences 28)
)


@dataclass(frozen=True, slots=True)
class About:
    """What a sentence on a condition needs.

    `below` and `above` are the shares of sampled worlds that the condition leaves out at either
    end; `plain` has the words of the parameter file.
    """

    label: str
    unit: str
    plain: dict[str, str]
    below: float = 0.0
    above: float = 0.0


def share_finding(shares: dict[str, Share], rival: str = "all") -> Finding:
    """More than half, less than half, or it depends on the measure: said only when all agree.

    >>> share_finding({"a": Share(0.7, 0.01), "b": Share(0.4, 0.01)}).key
    'choose.share.depends'
    """
    values = [s.value for s in shares.values()]
    above = all(s.value - _CLEAR * s.error > 0.5 for s in shares.values())
    below = all(s.value + _CLEAR * s.error < 0.5 for s in shares.values())
    word = "most" if above else "few" if below else "depends"
    return Finding(
        f"choose.share.{word}",
        {"rival": rival, "low": min(values), "high": max(values), "measures": len(values)},
    )


def flip_finding(flips: tuple[Flip, ...], rival: str = "all", along: str = "hazard") -> Finding:
    """Where the answer turns, along hazard or weight, with its range over the measures."""
    at = [f.at for f in flips if f.at is not None]
    sides = {f.side for f in flips}
    side = sides.pop() if len(sides) == 1 else "wavers"
    key = f"choose.flip.{_FLIPS[side]}"
    sides = {f.side for f in flips}
    ends = {"low": min(at), "high": max(at)} if at else {}
    return Finding(key, {"rival": rival, "along": along, "sides": sorted(sides), **ends})


def surface_finding(surface: Surface) -> Finding:
    """Over how much of hazard, weight and curvature the three measures agree, and where for it."""
    known = np.isfinite(surface.share).all(axis=0)
    verdict = surface.verdict[known]
    counts = {
        "for": int((verdict > 0).sum()),
        "against": int((verdict < 0).sum()),
        "open": int((verdict == 0).sum()),
        "cells": int(known.sum()),
    }
    hazard, nu, gamma = np.nonzero(surface.verdict > 0)
    if not len(hazard):
        return Finding("choose.surface.nowhere", counts)
    where = {
        "hazard": float(surface.hazard[hazard].max()),
        "nu_low": float(surface.nu[nu].min()),
        "nu_high": float(surface.nu[nu].max()),
        "gamma": float(surface.gamma[gamma].max()),
    }
    return Finding("choose.surface.somewhere", counts | where)


def criteria_finding(criteria: tuple[Criterion, ...], concordance: float) -> Finding:
    """Whether the criteria agree, and which strategy each of them picks."""
    picks = {c.rule: c.picks for c in criteria}
    alike = len(set(picks.values())) == 1
    word = "same_pick" if alike else "agree" if concordance >= _AGREE else "disagree"
    return Finding(f"choose.criteria.{word}", {"concordance": concordance, "picks": picks})


def box_finding(box: Box, about: dict[str, About], fails_by: float) -> Finding:
    """The conditions under which the strategy fails."""
    if not box.conditions:
        key = "choose.box.never_fails" if box.base == 0 else "choose.box.none_found"
        return Finding(key, {"base": box.base, "fails_by": fails_by})
    conditions = [
        {
            "name": c.name,
            "label": about[c.name].label,
            "unit": about[c.name].unit,
            "plain": about[c.name].plain,
            "below": about[c.name].below,
            "above": about[c.name].above,
            "low": c.low,
            "high": c.high,
            "reproduced": c.reproduced,
        }
        for c in box.conditions
    ]
    return Finding(
        "choose.box.fails_when",
        {
            "conditions": conditions,
            "coverage": box.coverage,
            "density": box.density,
            "base": box.base,
            "fails_by": fails_by,
            "reproduced": box.reproduced,
        },
    )


def not_identified_finding(stamped: Sequence[Column]) -> Finding:
    """What nobody can estimate: ids, and names in words (one for all poles or routes alike)."""
    names = dict.fromkeys(c.plain.get("each") or c.plain.get("name", c.label) for c in stamped)
    return Finding(
        "choose.not_identified",
        {"parameters": [c.id for c in stamped], "names": list(names)},
    )
