"""`denge measure`: every index of a state that its data allow."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from denge.cli.measure_data import Data, Question, numbers_by_name
from denge.cli.measure_text import Format, print_list, print_outcomes, print_unreviewed

__all__ = ["measure"]

_NOTHING, _NO_DATA = Question(), Data()


def measure(
    state: str = "",
    *indices: str,
    show_list: Annotated[bool, Parameter(name="--list", negative="")] = False,
    powers: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    weights: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    partner: str = "",
    year: int | None = None,
    question: Question = _NOTHING,
    data: Data = _NO_DATA,
    format: Format = "table",
) -> int:
    """Measure a state: every index that its data allow, with intervals.

    Parameters
    ----------
    state : str
        ISO code or name of a state.
    indices : str
        Measures to run; all of them when none is named.
    show_list : bool
        List the measures with unit, range and references.
    powers : tuple of str
        Powers or partners to measure against, as ISO codes; for `squeeze` the two rivals.
    weights : tuple of str
        Weights of dimensions or indicators, such as trips=2 imports=1, for `dimensions` or `rank`.
    partner : str
        With whom a trade target is set; its value is `--target-usd`.
    year : int
        Year of the target, or of the events of a lake.
    format : str
        Layout of the output.
    """
    from denge.core.errors import InputError
    from denge.core.state import state as find_state
    from denge.measure.registry import measure_named, measures, run_all

    if show_list:
        return print_list(format)
    if not state:
        raise InputError("name a state, such as `denge measure KAZ`, or ask for `--list`")
    code = find_state(state).iso3
    named = tuple(find_state(p).iso3 for p in powers)
    options = question.options() | {
        "partners": named or None,
        "with_powers": named or None,
        "rivals": named if len(named) == 2 else None,
        "partner": find_state(partner).iso3 if partner else None,
        "year": year,
        "weights": numbers_by_name(weights) if weights else None,
    }
    chosen = [measure_named(name) for name in indices] or list(measures().values())
    lake = data.lake(code, year, wanted=any(m.scope == "events" for m in chosen))
    view = data.view(code)
    outcomes = run_all(view, code, indices, **options | lake)
    print_outcomes(outcomes, format)
    if data.ledger:
        tables = {table for m in chosen for table in m.needs}
        print_unreviewed(view, tables, data.include_unreviewed, format)
    return 0
