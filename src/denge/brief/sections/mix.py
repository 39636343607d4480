"""Vectors by dimension, and all together under the reader's own weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from denge.brief.blocks import Chart, Panel, Paragraph, Section, Table
from denge.brief.context import DIMENSIONS
from denge.brief.draw.intervals import Bar, draw_intervals
from denge.brief.draw.svg import label_width
from denge.brief.evidence import Unavailable
from denge.brief.packed import pack, thinned, unpack
from denge.brief.panels import control, interval_message, numbers, open_place
from denge.core.catalogue import read_yaml
from denge.core.estimate import estimate_from_draws
from denge.measure.concentration import hill
from denge.measure.dimensions import combined_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from denge.brief.context import Context
    from denge.core.estimate import Estimate
    from denge.measure.dimensions import Dimensions

__all__ = ["UNIT", "mix", "packed_shares", "weighed"]

UNIT = "effective vectors"
DRAWS = 600  # draws that the page carries, of equal ranks in the combined number
_FILE = "catalogue/brief/weights.yaml"


def mix(context: Context) -> Section | None:
    """Where at least two dimensions of one time have data."""
    if context.evidence is None:
        return None
    result = context.evidence.result("dimensions")
    if isinstance(result, Unavailable) or result.combined is None:
        return None
    w = context.words
    packed = packed_shares(result)
    d2, shares = weighed(packed, result.weights)
    blocks = (
        Paragraph((_intro(context, result),)),
        _panel(context, result, packed, d2),
        _by_dimension(context, result, d2),
        _by_power(context, result, shares),
    )
    return Section("mix", w.say("Beyond trips: all dimensions, under your own weights"), blocks)


def packed_shares(result: Dimensions) -> dict[str, dict[str, Any]]:
    """Shares by draw and pole of each dimension that is combined, as the page carries them."""
    near = {part.name: part for part in result.parts if part.name in result.weights}
    every = combined_shares({name: part.draws for name, part in near.items()}, result.weights)
    kept = thinned(hill(every, 2), DRAWS)
    return {
        name: pack(part.draws[:1] if part.exact else part.draws[kept])
        for name, part in near.items()
    }


def weighed(
    packed: Mapping[str, dict[str, Any]], weights: Mapping[str, float]
) -> tuple[Estimate, tuple[Estimate, ...]]:
    """Effective number of vectors and share of each pole under these weights.

    Computed from what the page carries, so that page and script give the same numbers.
    """
    shares = combined_shares({name: unpack(p) for name, p in packed.items()}, weights)
    d2 = estimate_from_draws(np.atleast_1d(hill(shares, 2)), UNIT)
    return d2, tuple(estimate_from_draws(column, "share") for column in shares.T)


def _intro(context: Context, result: Dimensions) -> str:
    w = context.words
    said = w.say(
        "Trips are one dimension of a balance. Here the shares of the powers in each dimension are "
        "averaged, and the number of vectors is taken of that average. How much a dimension should "
        "count is a judgement, so equal weights are only a start."
    )
    if result.apart:
        listed = [
            f"{w.say(DIMENSIONS.get(name, name))} ({year})" for name, year in result.apart.items()
        ]
        said += " " + w.say("Left out, as the data are older: %(list)s.", list=w.series(listed))
    return said


def _panel(
    context: Context, result: Dimensions, packed: dict[str, dict[str, Any]], d2: Estimate
) -> Panel:
    w = context.words
    entry = read_yaml(_FILE)
    stops = [float(s) for s in entry["stops"]]
    shown = [w.say("× %(n)s", n=w.decimal(s, 0 if s == int(s) else 1)) for s in stops]
    controls = tuple(
        control(name, w.say(DIMENSIONS.get(name, name)), stops, shown, float(entry["start"]))
        for name in packed
    )
    sentence = open_place(w, _ALL, "value", "interval")
    data = {
        "kind": "mix",
        "numbers": numbers(w),
        "shares": packed,
        "poles": list(result.poles),
        "say": {"all": sentence, "interval": interval_message(w, d2)},
        "digits": 1,
        "charts": {"number": "dimensions", "shares": "mix-shares"},
        "none": w.say("Give at least one dimension a weight."),
    }
    said = w.say(_ALL, value=w.value(d2.median, UNIT), interval=w.interval(d2))
    hint = w.say("How much each dimension counts")
    return Panel("mix-weights", w.say("Your own weights"), hint, controls, (("all", said),), data)


_ALL = "All dimensions together: %(value)s effective vectors (%(interval)s)."


def _by_dimension(context: Context, result: Dimensions, d2: Estimate) -> Chart:
    w = context.words
    bars = [_bar(context, _name(context, result, p.name), "asia", p.d2) for p in result.parts]
    bars.append(_bar(context, w.say("all together"), "home", d2, key="number"))
    names = [bar.name for bar in bars]

    def draw(width: int, limit: float):
        top = float(len(result.poles))
        return draw_intervals(bars, 0.0, top, _whole(context), width, label_width(names, limit))

    figures = {figure.id: figure for figure in result.figures()}
    rows = []
    for part in result.parts:
        own = context.ref(figures[f"dimensions.{part.name}.d2"], w.value(part.d2.median, UNIT))
        rows.append(((_name(context, result, part.name),), (own,), (w.interval(part.d2),)))
    shown = context.ref(figures["dimensions.combined.d2"], w.value(d2.median, UNIT))
    rows.append(((w.say("all together"),), (shown,), (w.interval(d2),)))
    least, most = (pick(result.parts, key=lambda p: p.d2.median) for pick in (min, max))
    title = w.say(
        "With equal weights %(value)s effective vectors; from %(low)s (%(least)s) to %(high)s "
        "(%(most)s) one by one",
        value=w.value(d2.median, UNIT),
        low=w.value(least.d2.median, UNIT),
        least=w.say(DIMENSIONS.get(least.name, least.name)),
        high=w.value(most.d2.median, UNIT),
        most=w.say(DIMENSIONS.get(most.name, most.name)),
    )
    head = (w.say("Dimension"), w.say("Effective vectors"), w.say("Interval"))
    return Chart(
        "dimensions",
        title,
        w.say(
            "A dot at the median of each dimension and a bar over its interval; last the average."
        ),
        draw(760, 240),
        draw(358, 130),
        Table("table-dimensions", w.say("Vectors by dimension"), head, tuple(rows), (1,)),
    )


def _by_power(context: Context, result: Dimensions, shares: tuple[Estimate, ...]) -> Chart:
    w = context.words
    order = sorted(range(len(shares)), key=lambda k: -shares[k].median)
    bars = [
        _bar(context, w.pole(result.poles[k]), result.poles[k], shares[k], key=result.poles[k])
        for k in order
    ]
    names = [bar.name for bar in bars]

    def draw(width: int, limit: float):
        return draw_intervals(bars, 0.0, 1.0, w.percent, width, label_width(names, limit))

    rows = tuple(
        (
            (w.pole(result.poles[k]),),
            (w.value(shares[k].median, "share"),),
            (w.interval(shares[k]),),
        )
        for k in order
    )
    first, second = order[:2]
    return Chart(
        "mix-shares",
        w.say(
            "Averaged over all dimensions %(first)s (%(a)s) and %(second)s (%(b)s) weigh most",
            first=w.pole(result.poles[first]),
            a=w.percent(shares[first].median),
            second=w.pole(result.poles[second]),
            b=w.percent(shares[second].median),
        ),
        w.say("A dot at the median share of each power and a bar over its interval."),
        draw(760, 220),
        draw(358, 130),
        Table(
            "table-mix-shares",
            w.say("Share of each power, all dimensions together"),
            tuple(w.say(h) for h in ("Power", "Share", "Interval")),
            rows,
            (1,),
            tuple(f"mix-{result.poles[k]}" for k in order),
        ),
    )


def _name(context: Context, result: Dimensions, name: str) -> str:
    said = context.words.say(DIMENSIONS.get(name, name))
    return f"{said} ({result.apart[name]})" if name in result.apart else said


def _bar(context: Context, name: str, colour: str, e: Estimate, key: str = "") -> Bar:
    shown = context.words.value(e.median, e.unit)
    return Bar(name, colour, e.median, e.low, e.high, shown, key)


def _whole(context: Context):
    return lambda value: context.words.decimal(value, 0)
