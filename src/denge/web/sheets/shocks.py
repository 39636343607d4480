"""The kinds of stress that the app shows: what each takes, its form, and the scenario it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from denge.core.catalogue import read_yaml
from denge.core.errors import DengeError, UnknownName, nearest
from denge.stress.scenario import Move, Scenario, load_scenario, scenario_names
from denge.web.sheets.common import Field, as_of_field, state_field

if TYPE_CHECKING:
    from denge.brief.words import Words
    from denge.record.view import View
    from denge.stress.result import StressResult

__all__ = ["SHOCKS", "Shock", "fields_of", "find_shock", "run", "scenario_of"]


@dataclass(frozen=True, slots=True)
class Shock:
    """A kind of stress: its channel, the function behind it, its options, and what moves in it."""

    id: str
    function: str
    title: str
    about: str
    options: tuple[str, ...]
    moves: tuple[str, ...]


_CAPACITY = ("arc", "transit", "group", "neighbour")
SHOCKS = (
    Shock("oil", "denge.stress.oil_revenue:stress_oil", "Oil price",
          "Twelve months of export and budget revenue under the price of oil.",
          ("price", "scenario"), ("oil_price", "price_cap")),
    Shock("corridor", "denge.stress.corridor:stress_corridor", "Corridors",
          "A year of outages on the export routes, and what could still be delivered.",
          ("product", "closed", "months", "scenario"), _CAPACITY),
    Shock("sanctions", "denge.stress.sanctions:stress_sanctions", "Sanctions",
          "Real income under scopes of sanctions and secondary sanctions.",
          ("scopes", "scenario"), ("sanctions",)),
    Shock("tension", "denge.stress.tension:stress_tension", "Tension",
          "Tension between great powers, and the hazard of coercion or of having to choose a side.",
          ("tension", "held", "scenario"), ("tension",)),
    Shock("all", "denge.stress.joint:stress_all", "All at once",
          "Price, corridors, sanctions and tension in the same draws, as one loss.",
          ("price", "closed", "months", "tension", "held", "scopes", "scenario"),
          ("oil_price", "price_cap", *_CAPACITY, "sanctions", "tension")),
)  # fmt: skip


def find_shock(name: str) -> Shock:
    """One kind by name.

    Raises
    ------
    UnknownName
        There is no such stress.
    """
    for found in SHOCKS:
        if found.id == name:
            return found
    raise UnknownName(f"no stress is called {name!r}; {nearest(name, [s.id for s in SHOCKS])}")


@cache
def _usual_tension() -> int:
    """The last observed tension in percent, where the slider stands at first."""
    from denge.stress.assumption import assumed

    return round(100 * float(assumed("tension_last").central))


def scenario_of(about: Shock, options: Mapping[str, Any]) -> Scenario | None:
    """What the options of an address set: a shipped scenario, sliders, or both.

    The sliders come on top of the scenario, but its tension gives way to theirs.

    Raises
    ------
    UnknownName
        No scenario that ships is called so; a file is never opened.
    """
    base, moves = _shipped(options.get("scenario")), _moves(about, options)
    if base is None and not moves:
        return None
    if base is None:
        return Scenario(name="own", title="Own", story="As the sliders stand.", moves=tuple(moves),
                        reference="set by hand")  # fmt: skip
    own = {move.what: move for move in moves if move.what == "tension"}
    kept = tuple(own.pop(move.what, move) for move in base.moves)
    more = tuple(m for m in moves if m.what != "tension" or m.what in own)
    return base.model_copy(update={"moves": kept + more})


def _shipped(name: str | None) -> Scenario | None:
    if not name:
        return None
    if name not in scenario_names():
        raise UnknownName(f"no scenario is called {name!r}; {nearest(name, scenario_names())}")
    return load_scenario(name)


def _moves(about: Shock, options: Mapping[str, Any]) -> list[Move]:
    """What the sliders move, those left at rest aside."""
    found: list[Move] = []
    taken: dict[str, Any] = {name: options.get(name) for name in about.options}
    if change := taken.get("price"):
        found.append(Move(what="oil_price", change=change / 100))
    if link := taken.get("closed"):
        found.append(Move(what="arc", id=link, lost=_months(options) / 12))
    found += [Move(what="sanctions", id=name) for name in taken.get("scopes") or ()]
    if (level := taken.get("tension")) is not None and (
        level != _usual_tension() or taken.get("held")
    ):
        found.append(Move(what="tension", level=level / 100, held=bool(taken.get("held"))))
    return found


def _months(options: Mapping[str, Any]) -> int:
    return options["months"] if options.get("months") is not None else 6


def run(about: Shock, view: View, state: str, options: Mapping[str, Any]) -> StressResult:
    """The stress of a state under the options of an address.

    Raises
    ------
    DengeError
        There is no data for it, or the scenario is about other states.
    """
    from denge.stress.single import stress_channel

    return stress_channel(
        view,
        about.id,  # type: ignore[arg-type]
        state,
        scenario=scenario_of(about, options),
        product=options.get("product") or "crude",
        draws=options.get("draws") or 5000,
        seed=options.get("seed") or 0,
    )


def fields_of(
    about: Shock, w: Words, state: str, as_of: str | None, options: Mapping[str, Any], view: View
) -> list[Field]:
    """The form of a stress: state, day, and what can be moved."""
    made = {
        "price": lambda: Field(
            "price", w.say("Lasting change of the oil price"), options.get("price") or 0,
            "range", low=-80, high=100, step=5, unit="\u00a0%",
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
            "months", w.say("Closed for"), _months(options), "range",
            low=0, high=12, step=1, unit=w.say(" months"),
        ),
        "tension": lambda: Field(
            "tension", w.say("Tension at the start"), options.get("tension") or _usual_tension(),
            "range", low=5, high=95, step=1, unit="\u00a0%",
        ),
        "held": lambda: Field(
            "held", w.say("Tension afterwards"), options.get("held") or "", "select",
            (("", w.say("returns to its mean")), ("yes", w.say("stays where it is"))),
        ),
        "scopes": lambda: Field(
            "scopes", w.say("Scopes"), tuple(options.get("scopes") or ()), "checks",
            tuple((name, w.say(entry["label"])) for name, entry in _scopes().items()),
        ),
        "scenario": lambda: Field(
            "scenario", w.say("Scenario"), options.get("scenario") or "", "select",
            (("", w.say("the open future")), *_scenarios(about, w, state)),
        ),
    }  # fmt: skip
    return [state_field(w, state), as_of_field(w, as_of), *(made[name]() for name in about.options)]


def _scopes() -> dict[str, Any]:
    return read_yaml("catalogue/sanction_scopes.yaml")["own_links"]


def _scenarios(about: Shock, w: Words, state: str) -> list[tuple[str, str]]:
    """Scenarios that ship, fit the state and move something here."""
    found = []
    for name in scenario_names():
        made = load_scenario(name)
        if made.states and state not in made.states:
            continue
        if any(move.what in about.moves for move in made.moves):
            found.append((name, w.say(made.title)))
    return found


def _links(view: View, state: str, product: str) -> tuple[tuple[str, str], ...]:
    """The links of the network of a state, as the record names them."""
    from denge.stress.corridor_network import corridors

    try:
        arcs = corridors(view, state, product).network.arcs
    except DengeError:
        return ()
    links = [arc for arc in arcs if arc.kind == "link"]
    return tuple((arc.id, f"{_plain(arc.tail)} → {_plain(arc.head)}") for arc in links)


def _plain(node: str) -> str:
    return node.replace("_", " ")
