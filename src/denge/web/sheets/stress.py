"""Stress pages: what a shock would cost, as a distribution, with sliders for the shock."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.core.errors import DengeError
from denge.core.estimate import Estimate
from denge.web.draw import draw_dots
from denge.web.sheets.common import (
    Card,
    cards,
    context_for,
    figures_section,
    no_data,
    note,
    page,
)
from denge.web.sheets.results import (
    bands,
    facts,
    figure_table,
    method_section,
    tables_section,
    unit_charts,
)
from denge.web.sheets.shocks import SHOCKS, fields_of, find_shock, run, scenario_of
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.trail import Figure
    from denge.stress.result import StressResult
    from denge.web.sheet import Sheet
    from denge.web.sheets.shocks import Shock

__all__ = ["stress", "stresses"]

_DOTS = 50
# The path behind a stress: its table, the names of low, median and high, and their unit.
_PATHS = {
    "oil": ("price_paths", ("q0.05_usd_bbl", "q0.50_usd_bbl", "q0.95_usd_bbl"), "USD a barrel"),
    "tension": ("paths", ("low", "median", "high"), "index from 0 to 1"),
}
# What goes beyond a line: a loss, or where nothing is lost yet, a chance.
_BEYOND = {
    False: ("About 1 in %(n)s that the loss goes beyond %(amount)s", "The loss goes beyond"),
    True: ("About 1 in %(n)s that the chance is above %(amount)s", "The chance is above"),
}


def stresses(
    *, ledger: str | None, lang: str = "en", state: str = "KAZ", as_of: str | None = None
) -> Sheet:
    """The kinds of stress."""
    w = words(lang)
    keep = {"lang": lang, "state": state, "as_of": as_of}
    title = w.say("What would a shock cost %(state)s?", state=w.state(state))
    found = [Card(s.id, w.say(s.title), w.say(s.about)) for s in SHOCKS]
    return cards("stress", "/stress", title, w, keep, found)


def stress(*, ledger: str | None, shock: str, lang: str = "en", **options: Any) -> Sheet:
    """One stress of one state under the options of its address."""
    about = find_shock(shock)
    state, as_of = options.get("state") or "KAZ", options.get("as_of")
    context, view = context_for(ledger, lang, state, as_of)
    w = context.words
    keep = {"lang": lang, "state": state, "as_of": as_of}
    keep |= {n: options.get(n) for n in (*about.options, "draws", "seed")}
    title = f"{w.state(state)}: {w.say(about.title)}"
    fields = fields_of(about, w, state, as_of, options, view)
    lead = [Paragraph((w.say(about.about),), "lead"), *_story(context, about, options)]
    path = f"/stress/{shock}"
    try:
        result = run(about, view, state, options)
    except DengeError as error:
        return no_data("stress", title, path, keep, error,
                       context=context, lead=lead, fields=fields)  # fmt: skip
    figures = result.figures()
    parts = [
        Section("stress", w.say("What it would cost"), tuple(_cost(context, result))),
        tables_section(context, dict(result.tables)),
        method_section(context, result, _function(about)),
        figures_section(context, figures, w.say("Figures and their trails")),
    ]
    return page(
        "stress", title, path, keep, [p for p in parts if p], lead=lead, fields=fields,
        context=context, data=_data(result, as_of),
    )  # fmt: skip


def _story(context: Context, about: Shock, options: dict[str, Any]) -> list[Block]:
    """The one sentence of a scenario that ships."""
    if not options.get("scenario"):
        return []
    made = scenario_of(about, options)
    return [Paragraph((context.words.say(made.story),))] if made else []


def _cost(context: Context, result: StressResult) -> list[Block]:
    w, figures = context.words, result.figures()
    said = w.say("Nothing here has happened: a stress asks what would follow if it did.")
    blocks: list[Block] = [note(said), _dots(context, result), facts(context, _main(result))]
    blocks += [_exceedance(context, result), *_path(context, result)]
    blocks += unit_charts(context, figures, "intervals")
    blocks += [figure_table(context, figures)]
    return blocks + [Paragraph((context.phrase(n),), "note") for n in result.notes]


def _main(result: StressResult) -> list[Figure]:
    """The figures set large: of the loss first, then those in money, then the rest."""
    drawn = sorted(
        (f for f in result.figures() if f.estimate.has_interval),
        key=lambda f: (f.estimate.unit != result.unit, "USD" not in f.estimate.unit),
    )
    return drawn[:3] or list(result.figures())[:3]


def _data(result: StressResult, as_of: str | None) -> dict[str, Any]:
    return {
        "state": result.state, "kind": result.kind, "as_of": as_of, "scenario": result.scenario,
        "figures": result.table(),
        "exceedance": [
            {"threshold": e.threshold, "share": e.share, "one_in": e.one_in, "unit": e.unit}
            for e in result.exceedance
        ],
        "tables": {k: list(v) for k, v in result.tables.items()},
    }  # fmt: skip


def _function(about: Shock) -> Any:
    module, _, name = about.function.partition(":")
    return getattr(import_module(module), name)


def _dots(context: Context, result: StressResult) -> Chart:
    """Fifty equally likely outcomes; the title is the sentence for one in ten."""
    w, unit = context.words, result.unit
    levels = (np.arange(_DOTS) + 0.5) / _DOTS
    values = [float(v) for v in np.quantile(result.draws, levels)]
    if max(values) - min(values) < 1e-9:
        values[-1] += 1e-6
    ten = next((e for e in result.exceedance if e.one_in == 10), None)
    title = (
        w.say(_beyond(result)[0], n=10, amount=w.amount(ten.threshold, unit))
        if ten
        else w.say("%(n)s equally likely outcomes", n=_DOTS)
    )  # fmt: skip
    rows = tuple(((str(n + 1),), (w.value(v, unit),)) for n, v in enumerate(values))
    head = (w.say("Outcome"), w.unit(unit) or w.say("Value"))
    quantity = context.phrase(result.quantity)
    said = quantity if isinstance(quantity, str) else result.quantity

    def draw(width: int) -> Any:
        return draw_dots(values, lambda v: w.value(v, unit), w.unit(unit), width)

    return Chart(
        "dots",
        title,
        w.say("%(n)s dots, each an equally likely outcome; they pile up where outcomes agree.",
              n=_DOTS),
        draw(760),
        draw(358),
        Table("table-dots", said, head, rows, (1,)),
        note=said,
    )  # fmt: skip


def _beyond(result: StressResult) -> tuple[str, str]:
    return _BEYOND[result.kind == "tension"]


def _path(context: Context, result: StressResult) -> list[Chart]:
    """How price or tension may go over the twelve months."""
    name, columns, unit = _PATHS.get(result.kind, ("", (), ""))
    rows = result.tables.get(name, ())
    if not rows:
        return []
    w = context.words
    points = []
    for row in rows:
        low, median, high = (float(row[column]) for column in columns)
        points.append((str(row["month"]), Estimate(median, low, high, 0.9, unit)))
    ends = (w.say("higher"), w.say("lower"))
    last = points[-1][1]
    title = w.say(
        "After twelve months: %(value)s (%(interval)s)",
        value=w.estimate(last), interval=w.interval(last),
    )  # fmt: skip
    return [bands(context, "path", title, points, ends)]


def _exceedance(context: Context, result: StressResult) -> Table:
    w = context.words
    rows = tuple(
        ((w.say("about 1 in %(n)s", n=e.one_in),), (w.amount(e.threshold, e.unit),))
        for e in result.exceedance
    )
    head = (w.say("How often"), w.say(_beyond(result)[1]))
    return Table("exceedance", w.say("How bad, how often"), head, rows, (1,))
