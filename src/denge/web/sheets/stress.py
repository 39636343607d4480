"""Stress pages: what a shock would cost, as a distribution, with sliders for the shock."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup, escape

from denge.brief.blocks import Chart, Paragraph, Section, Table
from denge.core.catalogue import read_yaml
from denge.core.errors import DengeError, UnknownName, nearest
from denge.web.draw import draw_dots
from denge.web.frame import address_of
from denge.web.sheet import Sheet
from denge.web.sheets.common import (
    Field,
    as_of_field,
    context_for,
    figures_section,
    form,
    made_of,
    note,
    page,
    state_field,
)
from denge.web.sheets.results import (
    facts,
    figure_table,
    method_section,
    tables_section,
    unit_charts,
)
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context

__all__ = ["SHOCKS", "Shock", "find_shock", "shocks", "stress", "stresses"]

_DOTS = 50


@dataclass(frozen=True, slots=True)
class Shock:
    """A kind of stress that the app shows."""

    id: str
    function: str
    title: str
    about: str
    options: tuple[str, ...] = ()


SHOCKS = (
    Shock("oil", "denge.stress.oil_revenue:stress_oil", "Oil price",
          "Twelve months of export and budget revenue under the price of oil.", ("price",)),
    Shock("corridor", "denge.stress.corridor:stress_corridor", "Corridors",
          "A year of outages on the export routes, and what could still be delivered.",
          ("product", "closed", "months")),
    Shock("sanctions", "denge.stress.sanctions:stress_sanctions", "Sanctions",
          "Real income under scopes of sanctions and secondary sanctions.", ("scopes",)),
)  # fmt: skip


def shocks() -> tuple[Shock, ...]:
    """The kinds of stress that are there."""
    return tuple(s for s in SHOCKS if find_spec(s.function.partition(":")[0]) is not None)


def find_shock(name: str) -> Shock:
    """One kind by name.

    Raises
    ------
    UnknownName
        There is no such stress.
    """
    for found in shocks():
        if found.id == name:
            return found
    known = [s.id for s in shocks()]
    raise UnknownName(f"no stress is called {name!r}; {nearest(name, known)}")


def stresses(
    *, ledger: str | None, lang: str = "en", state: str = "KAZ", as_of: str | None = None
) -> Sheet:
    """The kinds of stress."""
    w = words(lang)
    keep = {"lang": lang, "state": state, "as_of": as_of}
    cards = "".join(
        f'<li><a href="{escape(address_of(f"/stress/{s.id}", keep))}">'
        f"<strong>{escape(w.say(s.title))}</strong></a><p>{escape(w.say(s.about))}</p></li>"
        for s in shocks()
    )
    title = w.say("What would a shock cost %(state)s?", state=w.state(state))
    fields = form(w, lang, "/stress", [state_field(w, state), as_of_field(w, as_of)])
    body = Markup('<header class="head"><h1>{}</h1></header>{}<div id="results">{}</div>').format(
        title, fields, Markup(f'<ul class="cards">{cards}</ul>')
    )
    return Sheet("stress", title, str(body), {}, made_of(w, as_of))


def stress(*, ledger: str | None, shock: str, lang: str = "en", **options: Any) -> Sheet:
    """One stress of one state under the options of its address."""
    about = find_shock(shock)
    state, as_of = options.get("state") or "KAZ", options.get("as_of")
    context, view = context_for(ledger, lang, state, as_of)
    w = context.words
    keep = {"lang": lang, "state": state, "as_of": as_of}
    keep |= {n: options.get(n) for n in (*about.options, "draws", "seed")}
    title = f"{w.state(state)}: {w.say(about.title)}"
    fields = _fields(about, w, state, as_of, options, view)
    lead = [Paragraph((w.say(about.about),), "lead")]
    path = f"/stress/{shock}"
    try:
        result = _run(about, view, state, options)
    except UnknownName as error:
        return _nothing(context, title, path, keep, lead, fields, error)
    except DengeError as error:
        return _nothing(context, title, path, keep, lead, fields, error)
    figures = result.figures()
    drawn = sorted(
        (f for f in figures if f.estimate.has_interval),
        key=lambda f: (f.estimate.unit != result.unit, "USD a barrel" in f.estimate.unit),
    )
    main = drawn[:3] or list(figures)[:3]
    blocks: list[Block] = [_dots(context, result), facts(context, main)]
    blocks += [_exceedance(context, result), figure_table(context, figures)]
    blocks += unit_charts(context, figures, "intervals")
    blocks += [Paragraph((context.phrase(n),), "note") for n in result.notes]
    said = w.say("Nothing here has happened: a stress asks what would follow if it did.")
    parts = [
        Section("stress", w.say("What it would cost"), (note(said), *blocks)),
        tables_section(context, dict(result.tables)),
        method_section(context, result, _function(about)),
        figures_section(context, figures, w.say("Figures and their trails")),
    ]
    data = {
        "state": state, "kind": shock, "as_of": as_of, "figures": result.table(),
        "exceedance": [
            {"threshold": e.threshold, "share": e.share, "one_in": e.one_in, "unit": e.unit}
            for e in result.exceedance
        ],
        "tables": {k: list(v) for k, v in result.tables.items()},
    }  # fmt: skip
    return page(
        "stress", title, path, keep, [p for p in parts if p], lead=lead, fields=fields,
        context=context, data=data,
    )  # fmt: skip


def _nothing(
    context: Context, title: str, path: str, keep: dict, lead: list, fields: list, error: DengeError
) -> Sheet:
    w = context.words
    said = w.line("No data: %(why)s", why=context.phrase(str(error)))
    none = Section("none", w.say("No data"), (Paragraph(said, "warning"),))
    return page("stress", title, path, keep, [none], lead=lead, fields=fields, context=context)


def _function(about: Shock) -> Any:
    module, _, name = about.function.partition(":")
    return getattr(import_module(module), name)


def _run(about: Shock, view: Any, state: str, options: dict[str, Any]) -> Any:
    kwargs: dict[str, Any] = {
        "draws": options.get("draws") or 5000,
        "seed": options.get("seed") or 0,
    }
    if about.id == "oil":
        kwargs["price_change"] = (options.get("price") or 0) / 100
    if about.id == "corridor":
        kwargs["product"] = options.get("product") or "crude"
        if options.get("closed"):
            share = (options["months"] if options.get("months") is not None else 6) / 12
            kwargs["closed"] = {options["closed"]: share}
    if about.id == "sanctions" and options.get("scopes"):
        kwargs["names"] = tuple(options["scopes"])
    return _function(about)(view, state, **kwargs)


def _dots(context: Context, result: Any) -> Chart:
    """Fifty equally likely outcomes; the title is the sentence for one in ten."""
    w = context.words
    levels = (np.arange(_DOTS) + 0.5) / _DOTS
    values = [float(v) for v in np.quantile(result.draws, levels)]
    if max(values) - min(values) < 1e-9:
        values[-1] += 1e-6
    unit = w.unit(result.unit)

    def number(value: float) -> str:
        return w.decimal(value, 0 if abs(value) >= 100 else 1)

    ten = next((e for e in result.exceedance if e.one_in == 10), None)
    title = (
        w.say(
            "About 1 in %(n)s that the loss goes beyond %(value)s %(unit)s",
            n=10, value=number(ten.threshold), unit=unit,
        )
        if ten
        else w.say("%(n)s equally likely outcomes", n=_DOTS)
    )  # fmt: skip
    rows = tuple(((str(n + 1),), (number(v),)) for n, v in enumerate(values))
    head = (w.say("Outcome"), unit or w.say("Value"))
    quantity = context.phrase(result.quantity)
    said = quantity if isinstance(quantity, str) else result.quantity
    return Chart(
        "dots",
        title,
        w.say("%(n)s dots, each an equally likely outcome; they pile up where outcomes agree.",
              n=_DOTS),
        draw_dots(values, number, unit, 760),
        draw_dots(values, number, unit, 358),
        Table("table-dots", said, head, rows, (1,)),
        note=said,
    )  # fmt: skip


def _exceedance(context: Context, result: Any) -> Table:
    w = context.words
    rows = tuple(
        (
            (w.say("about 1 in %(n)s", n=e.one_in),),
            (w.decimal(e.threshold, 2),),
            (w.unit(e.unit),),
        )
        for e in result.exceedance
    )
    head = (w.say("How often"), w.say("The loss goes beyond"), w.say("Unit"))
    return Table("exceedance", w.say("How bad, how often"), head, rows, (1,))


def _fields(
    about: Shock, w: Any, state: str, as_of: str | None, options: dict[str, Any], view: Any
) -> list[Field]:
    fields = [state_field(w, state), as_of_field(w, as_of)]
    made = {
        "price": lambda: Field(
            "price", w.say("Lasting change of the oil price"), options.get("price") or 0,
            "range", low=-80, high=100, step=5, unit=" %",
        ),
        "product": lambda: Field(
            "product", w.say("Product"), options.get("product") or "crude", "select",
            (("crude", w.say("crude oil")), ("gas", w.say("gas"))),
        ),
        "closed": lambda: Field(
            "closed", w.say("Close a link"), options.get("closed") or "", "select",
            (("", w.say("none")), *_links(view, state, options.get("product") or "crude")),
        ),
        "months": lambda: Field(
            "months", w.say("Closed for"),
            options["months"] if options.get("months") is not None else 6, "range",
            low=0, high=12, step=1, unit=w.say(" months"),
        ),
        "scopes": lambda: Field(
            "scopes", w.say("Scopes"), tuple(options.get("scopes") or ()), "checks",
            tuple(
                (name, _scope_name(w, entry["label"]))
                for name, entry in read_yaml("catalogue/sanction_scopes.yaml")["own_links"].items()
            ),
        ),
    }  # fmt: skip
    return fields + [made[name]() for name in about.options]


def _scope_name(w: Any, label: str) -> str:
    return w.say(label)


def _links(view: Any, state: str, product: str) -> tuple[tuple[str, str], ...]:
    """The links of the network of a state, as the record names them."""
    from denge.stress.corridor_network import corridors

    try:
        arcs = corridors(view, state, product).network.arcs
    except DengeError:
        return ()
    links = [arc for arc in arcs if arc.kind == "link"]
    return tuple((arc.id, f"{arc.tail} → {arc.head} ({arc.id})") for arc in links)
