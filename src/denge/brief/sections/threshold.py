"""The threshold surface as a chart: where both/and leads in half of the sampled worlds."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from denge.brief.blocks import Badge, Chart, Paragraph, Table
from denge.brief.choice import flip_said, rival, said
from denge.brief.draw.surface import LEVELS, Axes, Maps, agreed, classes, draw_surface

if TYPE_CHECKING:
    from denge.brief.blocks import Line
    from denge.brief.context import Context
    from denge.brief.words import Words
    from denge.choose.result import ChooseResult
    from denge.choose.threshold import Flip, Surface

__all__ = ["INPUTS", "flips", "not_identified", "surface"]

INPUTS = {
    "uniform": "inputs spread evenly",
    "log-uniform": "inputs spread evenly in logs",
    "beta(2,2)": "inputs spread around the middle",
}
_TWIN_ROWS = 4  # hazards of the table of values
_ALL = "all three agree"


def surface(context: Context, result: ChooseResult) -> Chart:
    """Small maps, a row for each way of spreading the inputs, and one for where they agree."""
    w, s = context.words, result.surface
    rows = [
        Maps(w.say(INPUTS[m]), classes(s.share[n]), (*s.sampled_hazard[n], *s.sampled_nu[n]))
        for n, m in enumerate(s.measures)
    ]
    rows.append(Maps(w.say(_ALL), _agreed(s)))
    axes = _axes(w, s)
    return Chart(
        "surface",
        _title(w, result),
        w.say(
            "Small maps, a row for each way of spreading the inputs and a column for each band of "
            "curvature. Stronger colour is a larger share of sampled worlds in which both/and beats"
            " every alignment; a line marks one half. The last row is coloured only where all three"
            " ways agree."
        ),
        draw_surface(rows, s.hazard, s.nu, axes, 760),
        draw_surface(rows, s.hazard, s.nu, axes, 358),
        _twin(w, s),
    )


def _agreed(s: Surface) -> np.ndarray:
    known = np.isfinite(s.share).all(axis=0)
    return np.where(known, agreed(s.verdict), -1)


def _title(w: Words, result: ChooseResult) -> str:
    v = next(f.values for f in result.findings if f.key.startswith("choose.surface"))
    share = {name: w.percent(v[name] / v["cells"]) for name in ("for", "against", "open")}
    if not v["for"]:
        return w.say(
            "Both/and beats every alignment in less than half of the sampled worlds on %(against)s "
            "of this map and in more than half on none of it, however the inputs are spread",
            against=share["against"],
        )
    return w.say(
        "Both/and beats every alignment in more than half of the sampled worlds on %(most)s of this"
        " map and in less than half on %(against)s, however the inputs are spread",
        most=share["for"],
        against=share["against"],
    )


def _axes(w: Words, s: Surface) -> Axes:
    edges = (0.0, *LEVELS, 1.0)
    shown = [w.percent(e) for e in edges]
    near = [float(h) for h in (0.001, 0.01, 0.1, 0.5) if s.hazard[0] <= h <= s.hazard[-1]]
    return Axes(
        w.say("Curvature of the returns to attention (1: attention pays in proportion)"),
        tuple(w.decimal(float(g), 1) for g in s.gamma),
        w.say("forced choice, hazard a year"),
        w.say("part of the loss that a pole extracts"),
        tuple((h, w.percent(h, 1 if h < 0.01 else 0)) for h in near),
        tuple((float(v), w.percent(float(v))) for v in (s.nu[0], s.nu[-1])),
        tuple(f"{low}–{high}" for low, high in pairwise(shown)),
        (w.say("all three: less than half"), w.say("all three: more than half")),
        w.say("open: the three ways do not agree"),
        w.say("central 90 % of the sampled worlds"),
    )


def _twin(w: Words, s: Surface) -> Table:
    picks = np.linspace(0, len(s.hazard) - 1, _TWIN_ROWS).round().astype(int)
    rows = []
    for g, gamma in enumerate(s.gamma):
        for i in picks:
            head = (w.decimal(float(gamma), 1), _rate(w, float(s.hazard[i])))
            cells = (_cell(w, s.share[:, i, j, g]) for j in range(len(s.nu)))
            rows.append(tuple((text,) for text in (*head, *cells)))
    head = (w.say("Curvature"), w.say("Hazard"), *(w.percent(float(v)) for v in s.nu))
    caption = w.say(
        "Lowest and highest share over the three ways of spreading the inputs, by the part of the "
        "loss that a pole extracts"
    )
    return Table("table-surface", caption, head, tuple(rows), tuple(range(1, len(head))))


def _rate(w: Words, hazard: float) -> str:
    return w.percent(hazard, 1 if hazard < 0.1 else 0)


def _cell(w: Words, shares: np.ndarray) -> str:
    if not np.isfinite(shares).all():
        return "–"
    low, high = w.percent(float(shares.min())), w.percent(float(shares.max()))
    return low if low == high else f"{low}–{high}"


def flips(context: Context, result: ChooseResult) -> Table:
    """Where half of the sampled worlds turn, along hazard and weight, with the range of each."""
    w = context.words
    rows = tuple(
        (
            (rival(w, name),),
            _flip(context, result, "flip", name, result.flips[name]),
            _flip(context, result, "weight", name, result.weights[name]),
        )
        for name in result.flips
    )
    head = (
        w.say("Both/and against"),
        w.say("forced choice, hazard a year"),
        w.say("part of the loss that a pole extracts"),
    )
    caption = w.say(
        "Where it turns: both/and is better in at least half of the sampled worlds at these values;"
        " the range is that of three ways of spreading the inputs"
    )
    return Table("flips", caption, head, rows)


def _flip(
    context: Context, result: ChooseResult, kind: str, name: str, found: tuple[Flip, ...]
) -> Line:
    """The flip point as a figure with its trail, where it exists under every measure."""
    text = flip_said(context.words, found)
    wanted = f"choose.{result.horizon}.{kind}.{name}"
    figure = next((f for f in result.figures() if f.id == wanted), None)
    return (text,) if figure is None else (context.ref(figure, text),)


def not_identified(context: Context, result: ChooseResult) -> Paragraph:
    """The stamp on what nobody can estimate."""
    w = context.words
    finding = next(f for f in result.findings if f.key == "choose.not_identified")
    stamp = Badge(w.say("not identified"), "flag")
    return Paragraph((stamp, " ", said(w, result, finding) or ""))
