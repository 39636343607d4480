"""Runs the measures that a brief asks for, each once, on what was known by its date."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from denge.core.errors import DengeError, UnknownName

if TYPE_CHECKING:
    from denge.core.result import Result
    from denge.core.trail import Figure
    from denge.record.view import View

__all__ = ["MEASURES", "Evidence", "Unavailable"]

# What a rule or a section may ask for. A stage that comes later adds its line here.
MEASURES: dict[str, str] = {
    "vectors": "denge.measure.vectors:vectors",
    "tilt": "denge.measure.tilt:tilt",
    "dimensions": "denge.measure.dimensions:dimensions",
    "rank": "denge.measure.rank:rank",
    "target": "denge.measure.target:target",
    "coincidence": "denge.measure.coincidence:coincidence",
    "itinerary": "denge.measure.distance:itinerary",
    "votes": "denge.measure.alignment:alignment",
    "stance": "denge.measure.alignment:stance",
    "distance": "denge.measure.distance:distance",
    "sandwich": "denge.brief.sandwich:sandwich",
    "substance": "denge.measure.substance:substance",
    "dependence": "denge.measure.dependence:dependence",
    "stress-oil": "denge.stress.oil_revenue:stress_oil",
    "stress-corridor": "denge.stress.corridor:stress_corridor",
    "stress-sanctions": "denge.stress.sanctions:stress_sanctions",
    "choose": "denge.choose.compare:summary",
    "carry": "denge.choose.carry:carry_over",
    "futures": "denge.stress.surface:loss_surface",
    "stress-tension": "denge.stress.tension:stress_tension",
}
_OF_NO_STATE = ("itinerary",)  # measures of hosts, which take no state


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a measure gave nothing: `built` is False while no stage provides it."""

    measure: str
    built: bool
    why: str = ""


@dataclass
class Evidence:
    """The results behind one brief.

    Attributes
    ----------
    view : View
        What was known by the as-of date, without unreviewed readings.
    state : str
        ISO3.
    """

    view: View
    state: str
    _results: dict[str, Result | Unavailable] = field(default_factory=dict)

    def result(self, measure: str, **options: Any) -> Any:
        """The result of a measure, of its own class, or `Unavailable` with the reason."""
        key = f"{measure} {sorted(options.items())}"
        if key not in self._results:
            self._results[key] = self._run(measure, options)
        return self._results[key]

    def figure(self, measure: str, figure: str, **options: Any) -> Figure | Unavailable:
        """One figure of a result."""
        result = self.result(measure, **options)
        if isinstance(result, Unavailable):
            return result
        try:
            return result.figure(figure)
        except UnknownName as error:
            why = str(getattr(result, "verdict", error)).removeprefix("not testable: ")
            return Unavailable(measure, True, f"{why}.".replace("..", "."))

    def results(self) -> list[Result]:
        """Every result there is, in the order asked for."""
        return [r for r in self._results.values() if not isinstance(r, Unavailable)]

    def _run(self, measure: str, options: dict[str, Any]) -> Result | Unavailable:
        if measure not in MEASURES:
            return Unavailable(measure, False)
        module, _, name = MEASURES[measure].partition(":")
        about = () if measure in _OF_NO_STATE else (self.state,)
        try:
            return getattr(import_module(module), name)(self.view, *about, **options)
        except DengeError as error:
            return Unavailable(measure, True, str(error))
