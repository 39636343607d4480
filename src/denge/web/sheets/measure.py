"""Measure pages: one index of one state, with its options, its method and its trail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Paragraph, Section
from denge.core.catalogue import read_yaml
from denge.core.errors import DengeError, EmptyTies, UnknownName, nearest
from denge.measure.poles import headline_axis, headline_scheme, pole_name, schemes
from denge.web.sheets.beside import beside
from denge.web.sheets.common import (
    Card,
    Field,
    as_of_field,
    cards,
    context_for,
    figures_section,
    no_data,
    page,
    state_field,
)
from denge.web.sheets.results import (
    bands,
    facts,
    figure_table,
    method_section,
    unit_charts,
)
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.web.sheet import Sheet

_OF_PEERS = ("rank", "change", "sequence")  # are about peers, or about one state's own dates
__all__ = ["INDICES", "Index", "index", "indices", "measure", "measures", "run", "title_of"]


@dataclass(frozen=True, slots=True)
class Index:
    """A measure that the app shows: where its function stands, what it is, what it takes."""

    id: str
    function: str
    title: str
    about: str
    options: tuple[str, ...] = ()


INDICES = (
    Index("vectors", "denge.measure.vectors:vectors", "Effective number of vectors",
          "In how many directions a state's engagement effectively goes.", ("scheme",)),
    Index("tilt", "denge.measure.tilt:tilt", "Tilt",
          "Toward which pole of a rivalry the engagement leans.", ("axis",)),
    Index("rank", "denge.measure.rank:rank", "Rank among peers",
          "How far a place among peers depends on the weights.", ("group", "after")),
    Index("target", "denge.measure.target:target", "Trade goal",
          "The probability that a stated goal is reached by its year.",
          ("partner", "value_bn", "year")),
    Index("distance", "denge.measure.distance:distance", "Diplomatic distance",
          "Distance in UN votes against the distance of the capitals.", ("partner",)),
    Index("coincidence", "denge.measure.coincidence:coincidence", "Coincidence of visits",
          "Whether trips to rivals follow each other more closely than by chance.", ("axis",)),
    Index("dependence", "denge.measure.dependence:dependence", "Dependence",
          "What share of each flow one partner holds.", ("partner",)),
    Index("squeeze", "denge.stress.squeeze:squeeze", "Squeeze",
          "What is lost if one neighbour, the other, or both close."),
)  # fmt: skip


@cache
def indices() -> tuple[Index, ...]:
    """The measures of a state that are there: first those with options, then the registry's."""
    own = tuple(i for i in INDICES if _there(i.function))
    known = {i.id for i in own}
    options = {"state": (), "partner": ("partner",)}
    return own + tuple(
        Index(name, entry["function"], entry["label_en"], "", options[entry["scope"]])
        for name, entry in read_yaml("catalogue/measures.yaml")["measures"].items()
        if name not in known and entry["scope"] in options and _there(entry["function"])
    )


def _there(function: str) -> bool:
    return find_spec(function.partition(":")[0]) is not None


def title_of(w: Any, about: Index) -> str:
    """The name of a measure in a language; the registry has those of its own."""
    said = w.say(about.title)
    entry = read_yaml("catalogue/measures.yaml")["measures"].get(about.id, {})
    return said if said != about.title or w.lang == "en" else entry.get(f"label_{w.lang}", said)


def index(name: str) -> Index:
    """One measure by name.

    Raises
    ------
    UnknownName
        No measure has this name; the message names the nearest.
    """
    for found in indices():
        if found.id == name:
            return found
    known = [i.id for i in indices()]
    raise UnknownName(f"no measure is called {name!r}; {nearest(name, known)}")


def run(about: Index, view: Any, state: str, options: dict[str, Any]) -> Any:
    """The result of a measure with the options of an address."""
    module, _, name = about.function.partition(":")
    kwargs = {
        key: options[key]
        for key in about.options
        if options.get(key) is not None and key != "value_bn"
    }
    kwargs["seed"] = options.get("seed") or 0
    if about.id == "target":
        kwargs["value_usd"] = (options.get("value_bn") or 30.0) * 1e9
        kwargs["year"] = options.get("year") or 2025
    if "partner" in about.options:
        kwargs["partner"] = options.get("partner") or "RUS"
    function = getattr(import_module(module), name)
    taken = signature(function).parameters
    return function(view, state, **{k: v for k, v in kwargs.items() if k in taken})


def measures(
    *, ledger: str | None, lang: str = "en", state: str = "KAZ", as_of: str | None = None
) -> Sheet:
    """The list of measures of a state."""
    w = words(lang)
    keep = {"lang": lang, "state": state, "as_of": as_of}
    found = [Card(i.id, title_of(w, i), w.say(i.about) if i.about else "") for i in indices()]
    title = w.say("Measures of %(state)s", state=w.state(state))
    return cards("measure", "/measure", title, w, keep, found)


def measure(*, ledger: str | None, name: str, lang: str = "en", **options: Any) -> Sheet:
    """One measure of one state."""
    about = index(name)
    state, as_of = options.get("state") or "KAZ", options.get("as_of")
    context, view = context_for(ledger, lang, state, as_of)
    w = context.words
    path = f"/measure/{name}"
    keep = {"lang": lang, "state": state, "as_of": as_of, "seed": options.get("seed")}
    keep |= {key: options.get(key) for key in about.options}
    title = f"{w.state(state)}: {title_of(w, about)}"
    fields = _fields(about, w, state, as_of, options)
    lead = [Paragraph((w.say(about.about),), "lead")] if about.about else []
    try:
        result = run(about, view, state, options)
    except UnknownName:
        raise
    except DengeError as error:
        return no_data("measure", title, path, keep, error,
                       context=context, lead=lead, fields=fields)  # fmt: skip
    figures = result.figures()
    with_interval = [f for f in figures if f.estimate.has_interval]
    big = (with_interval or list(figures))[:3]
    blocks: list[Block] = [facts(context, big), *_charts(context, about, result)]
    blocks.append(figure_table(context, figures))
    parts = [
        Section("figures-section", w.say("Figures"), tuple(blocks)),
        *_beside(context, about, view, state, options, result),
        method_section(context, result, _function(about)),
        figures_section(context, figures, w.say("Figures and their trails")),
    ]
    data = {"state": state, "index": name, "as_of": as_of, "figures": result.table()}
    return page(
        "measure", title, path, keep, parts, lead=lead, fields=fields, context=context, data=data
    )


def _beside(
    context: Context, about: Index, view: Any, state: str, options: dict[str, Any], own: Any
) -> list[Section]:
    """Other states beside this one; a measure among peers is that already."""
    if about.id in _OF_PEERS:
        return []

    def of_another(code: str) -> Any:
        if code == options.get("partner"):
            raise EmptyTies(f"{code} is the partner itself")
        return run(about, view, code, options)

    return [beside(context, state, own, of_another, options.get("as_of"))]


def _function(about: Index) -> Any:
    module, _, name = about.function.partition(":")
    return getattr(import_module(module), name)


def _charts(context: Context, about: Index, result: Any) -> list[Block]:
    w = context.words
    found: list[Block] = []
    if about.id == "vectors":
        points = [(_span(t), t.d2) for t in result.timeline[:-1] if t.d2 is not None]
        if len(points) > 1:
            first, last = points[0][1], points[-1][1]
            title = w.say(
                "From %(a)s in %(first)s to %(b)s in %(last)s",
                a=w.estimate(first), first=points[0][0], b=w.estimate(last), last=points[-1][0],
            )  # fmt: skip
            ends = (w.say("more directions"), w.say("fewer directions"))
            found.append(bands(context, "over-time", title, points, ends, low=1.0))
    return found + list(unit_charts(context, result.figures(), "intervals"))


def _span(window: Any) -> str:
    return str(window.start.year)


def _fields(
    about: Index, w: Any, state: str, as_of: str | None, options: dict[str, Any]
) -> list[Field]:
    fields = [state_field(w, state), as_of_field(w, as_of)]
    made = {
        "scheme": lambda: Field(
            "scheme", w.say("Powers counted"), options.get("scheme") or headline_scheme(),
            "select", tuple((s, _scheme_name(s, w)) for s in schemes()),
        ),
        "axis": lambda: Field(
            "axis", w.say("Rivals"), options.get("axis") or headline_axis(), "select",
            tuple((a, _axis_name(a, w)) for a in read_yaml("catalogue/poles.yaml")["axes"]),
        ),
        "group": lambda: Field(
            "group", w.say("Peers"), options.get("group") or "turkic", "select",
            tuple((g, w.group(g)) for g in read_yaml("catalogue/peers.yaml")["groups"]),
        ),
        "after": lambda: _state_or_none(w, "after", w.say("Set aside"), options.get("after")),
        "partner": lambda: _partner(w, options.get("partner") or "RUS"),
        "value_bn": lambda: Field(
            "value_bn", w.say("Goal"), options.get("value_bn") or 30.0, "range",
            low=1, high=100, step=1, unit=w.say(" bn US$"),
        ),
        "year": lambda: Field(
            "year", w.say("By the year"), options.get("year") or 2025, "range",
            low=2020, high=2035, step=1,
        ),
    }  # fmt: skip
    return fields + [made[name]() for name in about.options]


def _scheme_name(scheme: str, w: Any) -> str:
    poles = read_yaml("catalogue/poles.yaml")["schemes"][scheme]
    return ", ".join(pole_name(pole, w.lang) for pole in poles)


def _axis_name(axis: str, w: Any) -> str:
    ends = read_yaml("catalogue/poles.yaml")["axes"][axis]
    return f"{w.pole(ends['plus'])} – {w.pole(ends['minus'])}"


def _partner(w: Any, code: str) -> Field:
    field = state_field(w, code)
    return Field("partner", w.say("Partner"), code, "select", field.choices)


def _state_or_none(w: Any, name: str, label: str, code: str | None) -> Field:
    choices = (("", w.say("nobody")), *state_field(w, code or "").choices)
    return Field(name, label, code or "", "select", choices)
