"""The registry of measures, and the run of several for one state."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from denge.core.catalogue import read_yaml
from denge.core.errors import DengeError, InputError, UnknownName, nearest
from denge.core.state import state as find_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from denge.core.result import Result
    from denge.measure.rows import View

__all__ = ["Measure", "Outcome", "measure_named", "measure_of_figure", "measures", "run", "run_all"]

_ASK_TARGET = (
    "give a partner, a value and a year: "
    "denge measure {state} target --partner STATE --target-usd USD --year YEAR"
)
_ASK_HOSTS = (
    "give the hosts in the order visited: denge measure {state} itinerary --hosts STATE STATE"
)
_FILE = "catalogue/measures.yaml"
_CHOSEN = {"axis", "scheme", "group", "weights", "rivals", "between", "hosts", "value_usd"}
_PARTNERS = 3  # of the catalogue's powers, where none are named


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of `catalogue/measures.yaml`."""

    id: str
    labels: dict[str, str]
    function: str
    scope: str
    headline: str
    unit: str
    range: str
    direction: str
    needs: tuple[str, ...]
    load: str
    references: tuple[str, ...]

    def label(self, lang: str = "en") -> str:
        """Name of the measure in one of the four languages."""
        return self.labels.get(lang, self.labels["en"])

    def command(self, state: str) -> str:
        """The command that brings the data where they are missing, for one state.

        >>> measure_named("ladder").command("UZB").partition(" (")[0]
        'denge measure UZB ladder --casebook FOLDER'
        """
        return self.load.replace("STATE", state)

    def load_function(self) -> Callable[..., Any]:
        """The table function itself."""
        module, _, name = self.function.partition(":")
        return getattr(import_module(module), name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one measure gave for one state: a result, or the reason that there is none."""

    measure: Measure
    subject: str
    result: Result | None = None
    missing: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@cache
def measures() -> dict[str, Measure]:
    """All measures by id, in the order of the catalogue."""
    return {name: _entry(name, entry) for name, entry in read_yaml(_FILE)["measures"].items()}


def measure_named(name: str) -> Measure:
    """The measure with this id.

    Raises
    ------
    UnknownName
        The message names the nearest.

    >>> measure_named("vectors").unit
    'effective vectors'
    """
    if name not in measures():
        raise UnknownName(
            f"no measure is called {name!r}; {nearest(name, measures())}. "
            "`denge measure --list` shows all."
        )
    return measures()[name]


def measure_of_figure(figure: str) -> Measure:
    """The measure that a figure id belongs to, by its first word.

    >>> measure_of_figure("tilt.usa_russia.lean").id
    'tilt'
    """
    return measure_named(figure.partition(".")[0])


def run(measure: Measure, view: View, state: str, **options: Any) -> tuple[Outcome, ...]:
    """One measure for one state; a partner measure runs once for each partner.

    Options that the function does not take are left aside, so that one set serves all measures.
    A want of data is an outcome and no error; what the user gave wrongly is raised.

    Raises
    ------
    InputError
        An option contradicts the state or itself.
    """
    given = {k: v for k, v in options.items() if v is not None}
    if measure.scope == "partner":
        partners = given.get("partners") or _default_partners(state)
        return tuple(_try(measure, f"{p}", given, view, state, p) for p in partners if p != state)
    if measure.scope == "target" and not {"value_usd", "year", "partner"} <= given.keys():
        return (Outcome(measure, state, missing=_ASK_TARGET.format(state=state)),)
    if measure.scope == "target":
        return (_try(measure, given["partner"], given, view, state, given["partner"]),)
    if measure.scope == "hosts":
        if not given.get("hosts"):
            return (Outcome(measure, state, missing=_ASK_HOSTS.format(state=state)),)
        return (_try(measure, state, given, view, given["hosts"]),)
    if measure.scope in ("events", "series"):
        return _from_lake(measure, view, state, given)
    return (_try(measure, state, given, view, state),)


def run_all(
    view: View, state: str, names: Sequence[str] = (), **options: Any
) -> tuple[Outcome, ...]:
    """The named measures for a state, or all of the registry.

    Raises
    ------
    UnknownName
        A name is no measure.
    UnknownState
        The state is unknown.
    """
    code = find_state(state).iso3
    chosen = [measure_named(name) for name in names] if names else list(measures().values())
    return tuple(outcome for m in chosen for outcome in run(m, view, code, **options))


def _default_partners(state: str) -> tuple[str, ...]:
    from denge.measure.poles import powers

    return tuple(p for p in powers() if p != state)[:_PARTNERS]


def _from_lake(
    measure: Measure, view: View, state: str, given: Mapping[str, Any]
) -> tuple[Outcome, ...]:
    rows: Iterable[dict] | None = given.get(measure.needs[0])
    if rows is None:
        return (Outcome(measure, state, missing=f"no data. Load it: {measure.command(state)}"),)
    if measure.scope == "series":
        return (_try(measure, state, {**given, "as_of": view.as_of}, rows),)
    if measure.id == "verbal":
        partners = given.get("partners") or _default_partners(state)
        return tuple(_try(measure, p, given, rows, state, p) for p in partners if p != state)
    return (_try(measure, state, given, rows, state),)


def _try(measure: Measure, subject: str, given: Mapping[str, Any], *args: Any) -> Outcome:
    function = measure.load_function()
    known = signature(function).parameters
    options = {
        k: v for k, v in given.items() if k in known and known[k].kind.name == "KEYWORD_ONLY"
    }
    try:
        return Outcome(measure, subject, function(*args, **options), options=options)
    except InputError as error:
        if options.keys() & _CHOSEN:
            raise
        return Outcome(measure, subject, missing=f"not defined here: {error}", options=options)
    except DengeError as error:
        return Outcome(
            measure, subject, missing=_no_data(measure, str(error), str(args[1])), options=options
        )


def _no_data(measure: Measure, why: str, state: str) -> str:
    command = measure.command(state)
    if command in why:
        return f"no data: {why}"
    return f"no data: {why.rstrip('.')}. Load it: {command}"


def _entry(name: str, entry: dict[str, Any]) -> Measure:
    return Measure(
        id=name,
        labels={lang: entry[f"label_{lang}"] for lang in ("en", "tr", "ru", "kk")},
        function=entry["function"],
        scope=entry["scope"],
        headline=entry["headline"],
        unit=entry["unit"],
        range=entry["range"],
        direction=entry["direction"],
        needs=tuple(entry["needs"]),
        load=entry["load"],
        references=tuple(entry["references"]),
    )
