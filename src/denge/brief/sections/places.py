"""The map of the text: capitals, great circles, and their names in the brief's language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from denge.brief.blocks import Chart, Table
from denge.brief.draw.lean import Lean
from denge.brief.draw.map import Stop, draw_map
from denge.brief.evidence import Unavailable
from denge.brief.known import MEETS
from denge.brief.poles import pole_of
from denge.brief.projection import kilometres
from denge.core.catalogue import read_csv
from denge.core.reading import Event
from denge.core.state import blocs, states

if TYPE_CHECKING:
    from denge.brief.blocks import Line
    from denge.brief.context import Context
    from denge.brief.known import Known
    from denge.brief.words import Words
    from denge.measure.tilt import Tilt

__all__ = ["NEAR_KM", "city_name", "map_chart"]


NEAR_KM = 60.0  # about one point of a map that shows a continent


@cache
def _cities() -> dict[tuple[str, str], dict[str, str]]:
    return {(r["state"], r["city"].casefold()): r for r in read_csv("catalogue/brief/cities.csv")}


def city_name(words: Words, state: str, city: str) -> str:
    """A city in the brief's language, as `catalogue/brief/cities.csv` names it."""
    row = _cities().get((state, city.casefold()))
    return (row[words.lang] if row else "") or city


def map_chart(context: Context) -> Chart | None:
    """Where the acts of the text took place; None when none has a place."""
    w = context.words
    home = _home(context)
    stops = _stops(context)
    if home is None or not stops:
        return None
    tilt = _tilt(context)
    rows = tuple(
        (
            (w.dates(k.item.start, k.item.end),),
            (stop.label,),
            (w.actor(k.partner),),
            (w.decimal(kilometres((home.lat, home.lon), (stop.lat, stop.lon)), 0),),
            ("",),
        )
        for stop, k in stops
        if isinstance(k.item, Event)
    )
    table = Table(
        "table-map",
        w.say("Places of the text and their distance from %(capital)s", capital=home.label),
        tuple(w.say(h) for h in ("Date", "Place", "With", "Kilometres", "Tilt")),
        rows + _tilt_row(context, tilt),
        (3, 4),
    )
    only = [stop for stop, _ in stops]
    return Chart(
        "map",
        _title(context, stops),
        w.say(
            "A map with lines on great circles from %(capital)s to %(places)s.",
            capital=home.label,
            places=w.series(list(dict.fromkeys(s.label for s in only))),
        ),
        draw_map(home, only, 760, lean=_lean(context, tilt)),
        draw_map(home, only, 358, 12.0, _lean(context, tilt)),
        table,
        _legend(context, only),
        _note(context, tilt),
    )


def _note(context: Context, tilt: Tilt | None) -> str:
    w = context.words
    lines = w.say(
        "Lines run to the place of the act, or to the capital where the place is not known more "
        "closely. Borders as Natural Earth draws them; no position is taken."
    )
    if _lean(context, tilt) is None:
        return lines
    bar = w.say("The bar shows the tilt of all trips of the window, with its interval.")
    return f"{lines} {bar}"


def _tilt(context: Context) -> Tilt | None:
    found = context.evidence.result("tilt") if context.evidence else None
    return None if found is None or isinstance(found, Unavailable) else found


def _lean(context: Context, tilt: Tilt | None) -> Lean | None:
    """The tilt of all trips of the window, as the map shows it."""
    if tilt is None:
        return None
    w, e = context.words, tilt.tilt
    if e.low is None or e.high is None:
        return None
    return Lean(
        w.say("Tilt of all trips: %(tilt)s", tilt=w.estimate(e)),
        (w.pole(tilt.minus), w.pole(tilt.plus)),
        (tilt.minus, tilt.plus),
        e.median,
        e.low,
        e.high,
    )


def _tilt_row(context: Context, tilt: Tilt | None) -> tuple[tuple[Line, ...], ...]:
    if tilt is None:
        return ()
    w = context.words
    poles = w.say(
        "%(minus)s (−1) to %(plus)s (+1)", minus=w.pole(tilt.minus), plus=w.pole(tilt.plus)
    )
    figure = tilt.figure(f"tilt.{tilt.axis}")
    number: Line = (context.ref(figure), f" ({w.interval(tilt.tilt)})")
    return (((w.period(figure.period),), (w.state(tilt.state),), (poles,), ("",), number),)


def _title(context: Context, stops: list[tuple[Stop, Known]]) -> str:
    w = context.words
    days = sorted(k.item.start for _, k in stops if isinstance(k.item, Event) and k.item.start)
    n = len({stop.label for stop, _ in stops if stop.way != "call"}) or len(stops)
    if not days:
        return w.count("The text names %(n)s place", "The text names %(n)s places", n)
    from datetime import date

    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 1
    if span == 1:
        return w.count("%(n)s place on one day", "%(n)s places on one day", n)
    return w.count(
        "%(n)s place in %(days)s days", "%(n)s places in %(days)s days", n, days=w.decimal(span, 0)
    )


def _home(context: Context) -> Stop | None:
    entry = states().get(context.state or "")
    if entry is None or entry.lat is None or entry.lon is None:
        return None
    name = city_name(context.words, entry.iso3, entry.capital)
    return Stop(name, entry.lat, entry.lon, "", "", entry.iso3)


def _stops(context: Context) -> list[tuple[Stop, Known]]:
    found: dict[tuple[str, str], tuple[Stop, Known]] = {}
    for known in context.known:
        event = known.item
        if not isinstance(event, Event) or event.type not in MEETS or event.status == "denied":
            continue
        stop = _stop(context, event, known)
        if stop is not None:
            found.setdefault((stop.label, stop.pole), (stop, known))
    kept: list[tuple[Stop, Known]] = []
    for stop, known in found.values():
        if not any(_near(stop, other) for other, _ in kept):
            kept.append((stop, known))
    return kept


def _near(one: Stop, other: Stop) -> bool:
    """Whether two stops would be one dot on the map, such as a city and its suburb."""
    return kilometres((one.lat, one.lon), (other.lat, other.lon)) < NEAR_KM


def _stop(context: Context, event: Event, known: Known) -> Stop | None:
    code, _, city = (event.place or "").partition(":")
    row = next(iter(known.rows), None)
    if not code and row is not None:
        code, city = str(row["country"] or ""), str(row["place"] or "")
    if not code or code == context.state:
        code, city, way = known.partner or "", "", "incoming"
    else:
        way = "outgoing" if code == known.partner or not _is_state(known.partner) else "third_place"
    if event.type == "call":
        code, city, way = known.partner or "", "", "call"
    entry = states().get(code) or states().get(blocs().get(code, {}).get("seat", ""))
    if entry is None or entry.lat is None or entry.lon is None:
        return None
    at = _cities().get((entry.iso3, city.casefold()))
    lat = float(at["lat"]) if at and at["lat"] else entry.lat
    lon = float(at["lon"]) if at and at["lon"] else entry.lon
    name = city_name(context.words, entry.iso3, city or entry.capital)
    return Stop(name, lat, lon, pole_of(context.state or "", known.partner), way, entry.iso3)


def _is_state(code: str | None) -> bool:
    return code in states()


def _legend(context: Context, stops: list[Stop]) -> tuple[tuple[str, str], ...]:
    w = context.words
    poles = dict.fromkeys(s.pole for s in stops)
    named = tuple((f"f-{p}", w.pole(p)) for p in poles if p)
    other = (("f-none", w.say("other")),) if "" in poles else ()
    ways = {s.way for s in stops}
    words = {
        "outgoing": "goes there",
        "incoming": "receives from there",
        "third_place": "meets in a third place",
        "call": "speaks by telephone",
    }
    return named + other + tuple((f"w-{way}", w.say(words[way])) for way in words if way in ways)
