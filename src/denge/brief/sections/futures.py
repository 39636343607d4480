"""What the coming year could cost: dots that can be counted, and sliders for the shocks."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.brief.blocks import Chart, Panel, Paragraph, Section, Table
from denge.brief.draw.dots import DOTS, draw_dots, quantile_dots
from denge.brief.evidence import Unavailable
from denge.brief.packed import pack, unpack
from denge.brief.panels import control, interval_message, numbers, open_place
from denge.core.estimate import estimate_from_draws

if TYPE_CHECKING:
    from denge.brief.blocks import Control, Line
    from denge.brief.context import Context
    from denge.brief.words import Words
    from denge.core.estimate import Estimate
    from denge.stress.surface import LossSurface, Slider

__all__ = ["ONE_IN", "UNIT", "carried", "futures", "loss_at"]

UNIT = "% of GDP"
ONE_IN = (4, 10, 20)
_LABELS = {
    "oil_price": "Oil price, against its expected path",
    "russian_routes": "Routes through Russia closed",
    "secondary_sanctions": "Secondary sanctions on the state",
    "tension": "Tension between the powers, at the start of the year",
}


def futures(context: Context) -> Section | None:
    """Where the record holds fuel exports or trade of the state."""
    if context.evidence is None:
        return None
    surface = context.evidence.result("futures")
    if isinstance(surface, Unavailable):
        return None
    w = context.words
    packed = carried(surface)
    loss = loss_at(surface, packed)
    blocks = (
        Paragraph((_intro(w, surface),)),
        _panel(context, surface, packed, loss),
        _chart(context, surface, packed, loss),
    )
    return Section("futures", w.say("What the coming year could cost"), blocks)


def carried(surface: LossSurface) -> dict[str, dict[str, Any]]:
    """The draws of a surface as the page carries them."""
    base = {"flat": surface.flat, "revenue": surface.revenue, "elasticity": surface.elasticity}
    fuel = base if "oil_price" in surface.sliders else {}
    return {name: pack(values) for name, values in (fuel | surface.parts).items()}


def loss_at(surface: LossSurface, packed: dict[str, dict[str, Any]], **at: float) -> np.ndarray:
    """Losses at a setting from what the page carries, % of GDP, shape (draw,)."""
    return _loss(surface, {name: unpack(values) for name, values in packed.items()}, at)


def _loss(surface: LossSurface, seen: dict[str, np.ndarray], at: dict[str, float]) -> np.ndarray:
    place = {
        name: slider.place(at.get(name, slider.start)) for name, slider in surface.sliders.items()
    }
    part = {name: seen[name][place[name]] for name in surface.parts}
    volume = part.pop("russian_routes", 1.0)
    loss = sum(part.values(), np.zeros(len(surface.flat)))
    if "flat" not in seen:
        return loss
    change = at.get("oil_price", 0.0)
    return loss + seen["flat"] - seen["revenue"] * (1 + change) ** seen["elasticity"] * volume


def _intro(w: Words, surface: LossSurface) -> str:
    said = w.say(
        "%(n)s futures of the coming year were sampled: the price of oil, outages of export "
        "routes, tension and what it does, as far as there are data. Losses stand in per cent of a "
        "year's GDP: export revenue gross, real income net.",
        n=w.decimal(len(surface.flat), 0),
    )
    names = {"oil_price", "russian_routes", "secondary_sanctions"} - set(surface.sliders)
    if names:
        listed = w.series([w.say(_LABELS[name]) for name in _LABELS if name in names])
        said += " " + w.say("No data, and not counted: %(list)s.", list=listed)
    return said


def _sentences(w: Words) -> dict[str, str]:
    """Every sentence of the panel, with its places open."""
    level = {}
    for n in ONE_IN:
        level[f"lose{n}"] = open_place(w, _LOSE, "x", n=w.decimal(n, 0))
        level[f"gain{n}"] = open_place(w, _GAIN, "x", n=w.decimal(n, 0))
    return level | {
        "middle": open_place(w, _MIDDLE, "x", "interval"),
        "share": open_place(w, _SHARE, "x"),
    }


_MIDDLE = "Loss in the middle of the sampled futures: %(x)s of GDP (%(interval)s); minus is a gain."
_SHARE = "%(x)s of the sampled futures end with a loss."
_LOSE = "About 1 in %(n)s sampled futures loses more than %(x)s of GDP."
_GAIN = "About 1 in %(n)s sampled futures gains less than %(x)s of GDP, or loses."


def _said(w: Words, loss: np.ndarray) -> tuple[tuple[str, str], ...]:
    """The sentences at the start, filled as the script fills them."""
    messages, e = _sentences(w), estimate_from_draws(loss, UNIT)

    def fill(name: str, **named: str) -> str:
        text = messages[name]
        for place, value in named.items():
            text = text.replace(f"{{{place}}}", value)
        return text

    lines = [("middle", fill("middle", x=w.value(e.median, UNIT), interval=w.interval(e)))]
    for n in ONE_IN:
        limit = float(np.quantile(loss, 1 - 1 / n))
        kind = "lose" if limit >= 0 else "gain"
        lines.append((f"in{n}", fill(f"{kind}{n}", x=w.value(abs(limit), UNIT))))
    lines.append(("share", fill("share", x=w.percent(float((loss > 0).mean())))))
    return tuple(lines)


def _panel(
    context: Context, surface: LossSurface, packed: dict[str, dict[str, Any]], loss: np.ndarray
) -> Panel:
    w = context.words
    e = estimate_from_draws(loss, UNIT)
    say = _sentences(w) | {"interval": interval_message(w, e)}
    data = {
        "kind": "loss",
        "numbers": numbers(w),
        "draws": packed,
        "oneIn": list(ONE_IN),
        "dots": DOTS,
        "say": say,
        "digits": 1,
        "charts": {"dots": "futures-chart"},
    }
    controls = tuple(_control(w, slider) for slider in surface.sliders.values())
    hint = w.say("Move a slider: the same futures are counted anew under what you set")
    title = w.say("Your own shocks")
    return Panel("futures-shocks", title, hint, controls, _said(w, loss), data)


def _control(w: Words, slider: Slider) -> Control:
    shown = [_stop(w, slider, float(stop)) for stop in slider.stops]
    return control(
        slider.name, w.say(_LABELS[slider.name]), slider.stops.tolist(), shown, slider.start
    )


def _stop(w: Words, slider: Slider, value: float) -> str:
    if slider.name == "oil_price":
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + w.percent(abs(value))
    if slider.name == "russian_routes":
        return w.count("%(n)s month", "%(n)s months", value)
    if slider.name == "secondary_sanctions":
        return w.say("× %(n)s", n=w.decimal(value, 1)) if value else w.say("none")
    return w.decimal(value, 2)


def _limits(surface: LossSurface, packed: dict[str, dict[str, Any]]) -> tuple[float, float]:
    """Least and greatest dot over all corners of the sliders, so that the scale never moves."""
    ends = {name: (s.stops[0], s.stops[-1]) for name, s in surface.sliders.items()}
    seen = {name: unpack(values) for name, values in packed.items()}
    dots = [
        quantile_dots(_loss(surface, seen, dict(zip(ends, corner, strict=True))))
        for corner in product(*ends.values())
    ]
    return min(float(d[0]) for d in dots), max(float(d[-1]) for d in dots)


def _chart(
    context: Context, surface: LossSurface, packed: dict[str, dict[str, Any]], loss: np.ndarray
) -> Chart:
    w = context.words
    dots, e = quantile_dots(loss), estimate_from_draws(loss, UNIT)
    limits = _limits(surface, packed)
    words = (w.say("gain"), w.say("loss"), w.say("per cent of a year's GDP"))

    def number(value: float) -> str:
        return w.decimal(value, 0)

    def draw(width: int):
        return draw_dots(dots.tolist(), _band(e), limits, number, width, words, "loss")

    return Chart(
        "futures-chart",
        _title(w, loss),
        w.say(
            "Twenty dots, each one in twenty sampled futures, over the loss of a year; the bar "
            "under them is the interval, its dot the middle."
        ),
        draw(760),
        draw(358),
        _twin(context, surface, dots),
        note=w.say("The line is the year as it would be at today's prices, without any shock."),
    )


def _band(e: Estimate) -> tuple[float, float, float]:
    assert e.low is not None
    assert e.high is not None
    return e.low, e.median, e.high


def _title(w: Words, loss: np.ndarray) -> str:
    limit = float(np.quantile(loss, 0.9))
    shown = w.value(abs(limit), UNIT)
    if limit >= 0:
        return w.say(
            "As things stand, about 1 in 10 sampled futures loses more than %(x)s of GDP within a "
            "year",
            x=shown,
        )
    return w.say(
        "As things stand, about 9 in 10 sampled futures gain at least %(x)s of GDP within a year",
        x=shown,
    )


def _twin(context: Context, surface: LossSurface, dots: np.ndarray) -> Table:
    w = context.words
    share = [w.percent((n + 0.5) / len(dots), 1) for n in range(len(dots))]
    rows: list[tuple[Line, ...]] = [
        ((part,), (w.value(float(v), UNIT),)) for part, v in zip(share, dots, strict=True)
    ]
    figure = surface.figure("futures.loss")
    rows.append(((w.say("median"),), (context.ref(figure, w.value(figure.estimate.median, UNIT)),)))
    head = (w.say("Share of futures that lose less"), w.say("Loss, % of GDP"))
    caption = w.say("One dot in twenty sampled futures")
    return Table("table-futures", caption, head, tuple(rows), (0, 1))
