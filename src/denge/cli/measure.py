"""`denge measure`, `compare` and `why`: indices of a state, the league table, one trail."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from denge.core.trail import Figure
    from denge.measure.registry import Outcome
    from denge.measure.rows import View

__all__ = ["compare", "measure", "why"]

Format = Literal["table", "json", "csv"]


def measure(
    state: str = "",
    *indices: str,
    show_list: Annotated[bool, Parameter(name="--list", negative="")] = False,
    powers: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    axis: str = "",
    scheme: str = "",
    group: str = "",
    weights: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    start: Annotated[str, Parameter(name="--from")] = "",
    end: Annotated[str, Parameter(name="--to")] = "",
    as_of: str = "",
    partner: str = "",
    target_usd: float | None = None,
    year: int | None = None,
    hosts: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    ledger: str = "",
    casebook: str = "",
    source: Literal["icews", "gdelt"] = "icews",
    engine: str = "duckdb",
    include_unreviewed: Annotated[bool, Parameter(negative="")] = False,
    seed: int = 0,
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
        Powers or partners to measure against, as ISO codes.
    axis : str
        Rival axis, such as usa_russia, or two poles as usa:russia.
    scheme : str
        Pole scheme of the catalogue, such as great_powers.
    group : str
        Peer group to rank in.
    weights : tuple of str
        Weights of dimensions or indicators, such as trips=2 imports=1, for `dimensions` or `rank`.
    start, end : str
        First and last day of the window.
    as_of : str
        Use only what was known on this day.
    partner, target_usd, year : str, float, int
        A trade target: with whom, how many USD, in which year.
    hosts : tuple of str
        Hosts of an itinerary in the order visited.
    ledger : str
        A ledger; without one, the casebook and the world pack.
    casebook : str
        Folder of your own casebook, in place of the packaged one; `denge record check` checks it.
    source : str
        Lake of events for measures on events.
    engine : str
        Where questions to the lake run: duckdb, or spark://HOST:PORT.
    include_unreviewed : bool
        Count machine readings that nobody has reviewed.
    """
    from denge.core.errors import InputError
    from denge.core.state import state as find_state
    from denge.measure.registry import run_all

    if show_list:
        return _print_list(format)
    if not state:
        raise InputError("name a state, such as `denge measure KAZ`, or ask for `--list`")
    code = find_state(state).iso3
    view = _view(ledger, as_of, include_unreviewed, casebook)
    options = _options(axis, scheme, group, start, end, seed) | {
        "partners": tuple(find_state(p).iso3 for p in powers) or None,
        "with_powers": tuple(find_state(p).iso3 for p in powers) or None,
        "partner": find_state(partner).iso3 if partner else None,
        "value_usd": target_usd,
        "year": year,
        "hosts": tuple(find_state(h).iso3 for h in hosts) or None,
        "weights": _weights(weights) if weights else None,
    }
    options |= _lake(ledger, source, engine, code, year, as_of) if ledger else {}
    outcomes = run_all(view, code, indices, **options)
    _print_outcomes(outcomes, format)
    return 0


def compare(
    *states: str,
    all_states: Annotated[bool, Parameter(name="--all", negative="")] = False,
    between: tuple[str, str] = ("USA", "RUS"),
    year: int | None = None,
    as_of: str = "",
    ledger: str = "",
    source: Literal["icews", "gdelt"] = "icews",
    engine: str = "duckdb",
    seed: int = 0,
    format: Format = "table",
) -> int:
    """Compare states: how evenly each stands between two powers, with intervals on the ranks.

    States are ranked on UN votes, the one dimension that all of them have for one year. With a
    ledger that holds events, the effective number of vectors by state and year follows.

    Parameters
    ----------
    states : str
        ISO codes or names.
    all_states : bool
        Every state that has votes; the others are named with the reason.
    between : tuple of str
        The two powers.
    year : int
        Year of the votes; the last one known when left out.
    engine : str
        Where questions to the lake run: duckdb, or spark://HOST:PORT.
    """
    from denge.core.errors import InputError
    from denge.core.state import state as find_state
    from denge.measure.league import event_league, vote_league

    if not states and not all_states:
        raise InputError("name states, such as `denge compare KAZ UZB SRB`, or give `--all`")
    codes = tuple(find_state(s).iso3 for s in states)
    ends = (find_state(between[0]).iso3, find_state(between[1]).iso3)
    view = _view(ledger, as_of, False)
    league = vote_league(view, codes, between=ends, year=year, seed=seed)
    _print_rows([_rounded(row) for row in league.table()], format)
    for code, reason in league.unranked.items():
        print(f"not ranked: {code}: {reason}", file=sys.stderr)
    lake = _lake(ledger, source, engine, "", year, as_of) if ledger else {}
    if rows := lake.get("events"):
        table = event_league(rows, monthly=lake["monthly"], seed=seed)
        kept = [row for row in table if not codes or row["state"] in codes]
        for code in sorted(set(codes) - {row["state"] for row in kept}):
            print(f"not ranked on events: {code}: too few events with the poles", file=sys.stderr)
        _print_rows([_rounded(row) for row in kept], format)
    return 0


def why(
    state: str,
    figure: str,
    *,
    axis: str = "",
    scheme: str = "",
    group: str = "",
    start: Annotated[str, Parameter(name="--from")] = "",
    end: Annotated[str, Parameter(name="--to")] = "",
    as_of: str = "",
    target_usd: float | None = None,
    hosts: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    ledger: str = "",
    casebook: str = "",
    source: Literal["icews", "gdelt"] = "icews",
    engine: str = "duckdb",
    include_unreviewed: Annotated[bool, Parameter(negative="")] = False,
    seed: int = 0,
    format: Literal["text", "json"] = "text",
) -> int:
    """Show what one figure rests on: method, assumptions, and every row with its source.

    Parameters
    ----------
    state : str
        ISO code or name of a state.
    figure : str
        Id of the figure, as `denge measure STATE` prints it.
    target_usd : float
        The value of the target, for a figure of a target.
    casebook : str
        Folder of your own casebook, in place of the packaged one.
    source : str
        Lake of events, for a figure from events.
    engine : str
        Where questions to the lake run: duckdb, or spark://HOST:PORT.
    """
    from denge.core.state import state as find_state

    code = find_state(state).iso3
    view = _view(ledger, as_of, include_unreviewed, casebook)
    options = _options(axis, scheme, group, start, end, seed)
    options |= {"hosts": tuple(find_state(h).iso3 for h in hosts) or None, "value_usd": target_usd}
    options |= _lake(ledger, source, engine, code, None, as_of) if ledger else {}
    found = _figure(view, code, figure, options)
    _print_json(_figure_dict(found)) if format == "json" else _print_figure(found)
    return 0


def _view(ledger: str, as_of: str, include_unreviewed: bool, casebook: str = "") -> View:
    from denge.core.dates import parse_when
    from denge.record import open as open_ledger

    day = parse_when(as_of).end if as_of else None
    place: Any = open_ledger(ledger or None)
    if casebook:
        from denge.record.casebook import load_package

        place.package = load_package(casebook)
    return place.view(day, include_unreviewed=include_unreviewed)


def _options(axis: str, scheme: str, group: str, start: str, end: str, seed: int) -> dict[str, Any]:
    from denge.core.dates import parse_when

    return {
        "axis": axis or None,
        "scheme": scheme or None,
        "group": group or None,
        "start": parse_when(start).start if start else None,
        "end": parse_when(end).end if end else None,
        "seed": seed,
    }


def _weights(pairs: tuple[str, ...]) -> dict[str, float]:
    """Read `trips=2 imports=1`."""
    from denge.core.errors import InputError

    try:
        return {name: float(value) for name, _, value in (pair.partition("=") for pair in pairs)}
    except ValueError:
        raise InputError(
            f"weights are written as trips=2 imports=1, not {' '.join(pairs)}"
        ) from None


def _lake(
    ledger: str, source: str, engine: str, state: str, year: int | None, as_of: str
) -> dict[str, Any]:
    """What the ledger's lake holds for measures on events and on series, known on the day."""
    from denge.core.dates import parse_when
    from denge.measure.dyads import cells_of, monthly_rows, partner_months, yearly_rows
    from denge.measure.rank import group_of, peers
    from denge.record import open as open_ledger
    from denge.record.engine import open_engine

    place: Any = open_ledger(ledger)
    day = parse_when(as_of).end if as_of else None
    with open_engine(engine) as running:

        def events(**more: Any) -> Any:
            return place.events(source, engine=running, as_of=day, **more)

        cells = _held(lambda: cells_of(events(), running))
        rows = yearly_rows(cells, types=bool(state)) if cells is not None else []
        monthly = monthly_rows(cells) if rows else []
        own = partner_months(cells, state) if rows and state else []
        told = _held(lambda: _publishers(place, source, running, day, events))
        risk = _held(lambda: _risk_rows(place.table("geopolitical_risk", running), running))
        pacts = _held(lambda: _pact_rows(place.table("alliances", running), running, state))
    held: dict[str, Any] = {"publishers": told, "gpr": risk, "alliances": pacts}
    if not rows:
        print(f"the lake of {ledger} holds no events of {source}", file=sys.stderr)
        return held
    group = group_of(state) if state else "nearest"
    actors = tuple(sorted({row["source"] for row in rows}))
    return held | {
        "events": rows,
        "monthly": monthly,
        "partners_monthly": own,
        "source": source,
        **_described(source, told or []),
        "year": year or max(int(row["year"]) for row in rows),
        "peers": actors if group == "nearest" else peers(group),
    }


def _publishers(place: Any, source: str, engine: Any, day: Any, events: Any) -> Any:
    from denge.measure.coverage import publisher_rows

    raw = place.table(source, engine, day) if source == "icews" else events(rule="report")
    return publisher_rows(raw, engine)


def _pact_rows(table: Any, engine: Any, state: str) -> list[dict[str, Any]]:
    """What others owe one state by treaty, by year."""
    obligations = ("defense", "offense", "neutral", "nonagg", "consul")
    kept = table.filter(table.state == state)
    return engine.rows(kept.select("state", "partner", "year", *obligations)).to_pylist()


def _described(source: str, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Origins and doubts of a source of events; ICEWS has raw files and sets of facts."""
    from denge.record.source import source_spec

    names = [source] if source != "icews" or any(row["publisher"] for row in told) else []
    if source == "icews" and (not told or not all(row["publisher"] for row in told)):
        names.append("icews_facts")
    specs = [source_spec(name) for name in names]
    return {
        "origins": tuple(spec.origin() for spec in specs),
        "doubt": "; ".join(f"{spec.title}: {spec.doubt}" for spec in specs if spec.doubt),
    }


def _held(take: Any) -> Any:
    """What `take` gives, or None where the lake does not hold it."""
    from denge.core.errors import UnknownName

    try:
        return take()
    except UnknownName:
        return None


def _risk_rows(table: Any, engine: Any) -> list[dict[str, Any]]:
    """The monthly index of geopolitical risk."""
    kept = table.filter((table.series == "GPR") & (table.source == "gpr_monthly"))
    rows = engine.rows(kept.select("day", "value")).to_pylist()
    return [{"month": row["day"], "GPR": row["value"]} for row in rows]


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


def _print_list(format: Format) -> int:
    from denge.measure.registry import measures

    rows = [
        {
            "measure": m.id,
            "label": m.label(),
            "unit": m.unit,
            "range": m.range,
            "direction": m.direction,
            "references": "; ".join(m.references),
        }
        for m in measures().values()
    ]
    if format == "table":
        rows = [{k: row[k] for k in ("measure", "label", "unit", "range")} for row in rows]
    _print_rows(rows, format)
    return 0


def _print_outcomes(outcomes: tuple[Outcome, ...], format: Format) -> None:
    rows = [row for o in outcomes if o.result for row in o.result.table()]
    missing = [
        {"measure": o.measure.id, "about": o.subject, "why": o.missing}
        for o in outcomes
        if not o.result
    ]
    if format == "json":
        _print_json({"figures": rows, "missing": missing})
        return
    if format == "csv":
        _print_rows(rows, "csv")
    else:
        _print_rows(
            [_short(o, f) for o in outcomes if o.result for f in o.result.figures()], "table"
        )
    for outcome in outcomes:
        if verdict := getattr(outcome.result, "verdict", ""):
            print(
                f"{outcome.measure.id}: {verdict}",
                file=sys.stdout if format == "table" else sys.stderr,
            )
    for entry in missing:
        out = sys.stdout if format == "table" else sys.stderr
        print(f"{entry['measure']} ({entry['about']}): {entry['why']}", file=out)


def _short(outcome: Outcome, figure: Figure) -> dict[str, str]:
    return {
        "figure": figure.id,
        "value": str(figure.estimate).partition(":")[0] + (")" if figure.estimate.reason else ""),
        "period": figure.period,
        "label": figure.label,
    }


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}


def _print_rows(rows: list[dict[str, Any]], format: Format) -> None:
    import csv

    if format == "json":
        _print_json(rows)
    elif rows and format == "csv":
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        names = list(rows[0])
        width = {n: max(len(n), *(len(str(row[n])) for row in rows)) for n in names}
        for row in [{n: n for n in names}, *rows]:
            print("  ".join(str(row[n]).ljust(width[n]) for n in names).rstrip())


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _figure_dict(figure: Figure) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(figure)


def _print_figure(figure: Figure) -> None:
    print(
        f"{figure.label}\n  {figure.estimate}\n  period  {figure.period}\n  method  {figure.method}"
    )
    for note in figure.notes:
        print(f"  note    {note}")
    for a in figure.assumptions:
        span = f" [{a.low:g}, {a.high:g}]" if a.low is not None and a.high is not None else ""
        print(f"  assumes {a.label}: {a.value}{span} {a.unit}. {a.reference}")
    for step in figure.trail:
        doubt = f"  doubtful: {step.doubt}" if step.doubt else ""
        print(f"  row     {step.says}  {step.source_url}{doubt}")
    if not figure.trail:
        print("  row     none of a table; see the sources")
    for origin in figure.origins:
        print(f"  source  {origin.cite()}")
