"""`denge why`: what one figure rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from denge.cli.measure_data import Data, Question
from denge.cli.measure_text import print_figure, print_json

if TYPE_CHECKING:
    from denge.core.trail import Figure
    from denge.measure.rows import View

__all__ = ["why"]

_NOTHING, _NO_DATA = Question(), Data()


def why(
    state: str,
    figure: str,
    *,
    question: Question = _NOTHING,
    data: Data = _NO_DATA,
    format: Literal["text", "json"] = "text",
) -> int:
    """Show what one figure rests on: method, assumptions, and every row with its source.

    Parameters
    ----------
    state : str
        ISO code or name of a state.
    figure : str
        Id of the figure, as `denge measure STATE` prints it.
    format : str
        Layout of the output.
    """
    from dataclasses import asdict

    from denge.core.state import state as find_state

    code = find_state(state).iso3
    found = _figure(data.view(code), code, figure, question.options() | data.lake(code, None))
    print_json(asdict(found)) if format == "json" else print_figure(found)
    return 0


def _figure(view: View, state: str, name: str, options: dict[str, Any]) -> Figure:
    from denge.core.errors import InputError, UnknownName, nearest
    from denge.measure.registry import measure_of_figure, run

    measure = measure_of_figure(name)
    words = name.split(".")
    if measure.scope == "partner" and len(words) > 1:
        options |= {"partners": (words[1],)}
    if measure.scope == "target" and len(words) > 2:
        options |= {"partner": words[1], "year": int(words[2]) if words[2].isdigit() else None}
    outcomes = run(measure, view, state, **options)
    figures = {f.id: f for o in outcomes if o.result for f in o.result.figures()}
    if name in figures:
        return figures[name]
    if not figures:
        reasons = "; ".join(dict.fromkeys(o.missing for o in outcomes))
        if measure.scope == "target" and options.get("value_usd") is None:
            reasons = "give the value of the target with --target-usd"
        raise InputError(f"{name} of {state} cannot be computed: {reasons}")
    raise UnknownName(f"{state} has no figure {name!r}; {nearest(name, figures)}")
