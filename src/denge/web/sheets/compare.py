"""States side by side, and the league table: every state by its votes in the General Assembly."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import Paragraph, Section, Table
from denge.core.catalogue import catalogue_path
from denge.core.errors import DengeError
from denge.core.estimate import Estimate
from denge.measure.league import vote_league
from denge.measure.world import known_in, positions
from denge.web.sheets.common import Field, as_of_field, context_for, day, note, page, state_field
from denge.web.sheets.measure import index, run, title_of
from denge.web.sheets.results import intervals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.brief.blocks import Block, Line
    from denge.brief.context import Context
    from denge.core.trail import Figure
    from denge.measure.league import Place
    from denge.measure.world import Position
    from denge.web.sheet import Sheet

__all__ = ["compare"]

_MEASURES = (("vectors", {}), ("tilt", {}), ("distance", {"partner": "USA"}),
             ("distance", {"partner": "RUS"}), ("distance", {"partner": "CHN"}))  # fmt: skip
_POWERS = ("USA", "RUS", "CHN")
_POSITION = "sd of ideal points"


def compare(
    *,
    ledger: str | None,
    lang: str = "en",
    states: tuple[str, ...] = (),
    as_of: str | None = None,
    sort: str = "position",
) -> Sheet:
    """Chosen states figure by figure, then all states in one table."""
    chosen = tuple(dict.fromkeys(states)) or ("KAZ", "UZB", "SRB", "TUR")
    context, view = context_for(ledger, lang, None, as_of)
    w = context.words
    keep = {"lang": lang, "states": chosen, "as_of": as_of, "sort": sort}
    year = known_in(day(as_of))
    last = {code: _last(code, year) for code in positions()}
    known = {code: point for code, point in last.items() if point is not None}
    parts = [
        Section("side", w.say("Side by side"), _side(context, view, chosen, known)),
        Section("league", w.say("All states"), _league(context, view, sort, chosen)),
    ]
    first = [code for code in chosen if code in known]
    lead = [Paragraph((w.say(
        "Where few events of a state are on record, only its votes can be compared."
    ),), "lead")]  # fmt: skip
    picks = state_field(w, "").choices
    fields = [
        *(
            Field("states", w.say("State %(n)s", n=n + 1), code, "select", (("", "–"), *picks))
            for n, code in enumerate((*chosen[:6], *[""] * (1 if len(chosen) < 6 else 0)))
        ),
        as_of_field(w, as_of),
        Field("sort", w.say("Order of all states"), sort, "select",
              (("position", w.say("Balance in votes")), ("name", w.say("Name")))),
    ]  # fmt: skip
    title = w.say("Compare: %(list)s", list=w.series([w.state(c) for c in first or chosen]))
    return page("compare", title, "/compare", keep, parts, lead=lead, fields=fields,
                context=context, data={"states": chosen, "as_of": as_of})  # fmt: skip


def _last(code: str, year: int) -> Position | None:
    years = [y for y in positions()[code] if y <= year]
    return positions()[code][max(years)] if years else None


def _side(
    context: Context, view: Any, chosen: Sequence[str], known: dict[str, Position]
) -> tuple[Block, ...]:
    w = context.words
    rows = [(w.state(code), "home", _estimate(known[code])) for code in chosen if code in known]
    blocks: list[Block] = []
    if len(rows) > 1:
        note_ = w.say("Votes of the General Assembly; higher is nearer to the United States.")
        blocks.append(intervals(context, "positions", rows, note=note_))
    found = {code: _figures(view, code) for code in chosen}
    names = dict.fromkeys(name for figures in found.values() for name in figures)
    table = tuple(
        ((_label(context, name, found),), *(_cell(context, name, code, found) for code in chosen))
        for name in names
    )
    head = (w.say("Figure"), *(w.state(code) for code in chosen))
    numeric = tuple(range(1, len(head)))
    blocks.append(Table("side-by-side", w.say("Figure by figure"), head, table, numeric))
    return tuple(blocks)


def _estimate(point: Position) -> Estimate:
    return Estimate(point.mean, point.low, point.high, 0.9, _POSITION)


def _figures(view: Any, code: str) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name, options in _MEASURES:
        try:
            result = run(index(name), view, code, dict(options))
        except DengeError:
            continue
        for figure in result.figures()[:1]:
            found[f"{name}.{options.get('partner', '')}"] = figure
    return found


def _label(context: Context, name: str, found: dict[str, dict[str, Figure]]) -> str:
    w = context.words
    measure, _, partner = name.partition(".")
    title = title_of(w, index(measure))
    return f"{title}: {w.state(partner)}" if partner else title


def _cell(context: Context, name: str, code: str, found: dict[str, dict[str, Figure]]) -> Line:
    w = context.words
    figure = found[code].get(name)
    if figure is None:
        return (w.say("no data"),)
    e = figure.estimate
    value = w.value(e.median, e.unit)
    if e.low is None or e.high is None:
        return (value,)
    return (f"{value} [{w.value(e.low, e.unit)};\N{NO-BREAK SPACE}{w.value(e.high, e.unit)}]",)


def _league(context: Context, view: Any, sort: str, chosen: Sequence[str]) -> tuple[Block, ...]:
    w = context.words
    found = vote_league(view)
    places = list(found.places)
    if sort == "name":
        places.sort(key=lambda place: w.state(place.state))
    rows = tuple(_league_row(w, place, found.year, chosen) for place in places)
    head = (w.say("Rank"), w.say("State"), w.say("Interval"), w.say("Balance"), w.say("Tilt"))
    head += tuple(w.say("Agrees with %(state)s", state=w.state(p)) for p in _POWERS)
    said = w.say(
        "Balance is 1 midway between the United States and Russia in UN votes, 0 at either end. "
        "Intervals of ranks overlap, and votes are one vector: no rank of worth."
    )
    caption = w.say("All states by balance in votes, %(year)s", year=str(found.year))
    return (note(said), Table("league-table", caption, head, rows, (0, 2, 3, 4, 5, 6, 7)))


def _league_row(w: Any, place: Place, year: int, chosen: Sequence[str]) -> tuple[Line, ...]:
    rank, mark = place.rank, "▸ " if place.state in chosen else ""
    return (
        (w.decimal(rank.median, 0),),
        (mark + w.state(place.state),),
        (f"{w.decimal(rank.low or 0, 0)} – {w.decimal(rank.high or 0, 0)}",),
        (_span(w, place.balance),),
        (_span(w, place.tilt, signed=True),),
        *((_agreement(w, place.state, power, year),) for power in _POWERS),
    )


def _span(w: Any, e: Estimate, signed: bool = False) -> str:
    low, middle, high = (w.decimal(v, 2, signed=signed) for v in (e.low, e.median, e.high))
    return f"{middle} [{low};\N{NO-BREAK SPACE}{high}]"


@cache
def _agreements() -> dict[tuple[str, str], dict[int, float]]:
    """Share of identical votes by pair and year, all states in one pass."""
    packed = catalogue_path("catalogue/world/agreement.csv.gz").read_bytes()
    found: dict[tuple[str, str], dict[int, float]] = {}
    for row in csv.DictReader(StringIO(gzip.decompress(packed).decode("utf-8"))):
        pair = found.setdefault((row["state"], row["power"]), {})
        pair[int(row["year"])] = float(row["identical_share"])
    return found


def _agreement(w: Any, code: str, power: str, year: int) -> str:
    years = _agreements().get((code, power), {})
    known = [y for y in years if y <= year]
    return w.percent(years[max(known)]) if known else "–"
