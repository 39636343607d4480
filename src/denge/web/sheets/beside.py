"""A measure beside other states: its league table, as far as the record holds what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Link, Paragraph, Section, Table
from denge.core.catalogue import read_yaml
from denge.core.errors import DengeError
from denge.web.frame import address_of
from denge.web.sheets.results import intervals

if TYPE_CHECKING:
    from collections.abc import Callable

    from denge.brief.blocks import Block
    from denge.brief.context import Context
    from denge.core.result import Result
    from denge.core.trail import Figure

__all__ = ["GROUP", "beside"]

GROUP = "hedgers"  # the states that a measure is set beside, of catalogue/peers.yaml


def beside(
    context: Context, state: str, own: Result, measure: Callable[[str], Result], as_of: str | None
) -> Section:
    """The first figure of a measure for the states of a group, the largest first.

    Parameters
    ----------
    own : Result
        Of the state itself, which is at hand.
    measure : callable
        Another state's result; a state without data is left out.
    """
    w = context.words
    found = {state: own.figures()[0]}
    for code in read_yaml("catalogue/peers.yaml")["groups"][GROUP]["members"]:
        if code != state and (figure := _first(measure, code)) is not None:
            found[code] = figure
    title = w.say("Beside other states")
    blocks = _league(context, found, state) if len(found) > 1 else (_alone(context, state, as_of),)
    return Section("beside", title, blocks)


def _first(measure: Callable[[str], Result], code: str) -> Figure | None:
    try:
        figures = measure(code).figures()
    except DengeError:
        return None
    return figures[0] if figures else None


def _alone(context: Context, state: str, as_of: str | None) -> Paragraph:
    w = context.words
    link = Link(w.say("by its votes"), address_of("/compare", {"lang": w.lang, "as_of": as_of}))
    return Paragraph(w.line(
        "The record holds what this measure needs for %(state)s alone. Every state can be "
        "compared %(votes)s.", state=w.state(state), votes=link,
    ))  # fmt: skip


def _league(context: Context, found: dict[str, Figure], state: str) -> tuple[Block, ...]:
    w = context.words
    order = sorted(found.items(), key=lambda pair: -pair[1].estimate.median)
    rows = [(w.state(code), "usa" if code == state else "home", f.estimate) for code, f in order]
    label = context.label(found[state])
    said = w.say(
        "%(group)s with data, the largest first. Where intervals overlap, the order is not sure.",
        group=_capital(w.group(GROUP)),
    )
    table = tuple(
        (
            (str(n + 1),),
            (("▸ " if code == state else "") + w.state(code),),
            (w.value(f.estimate.median, f.estimate.unit),),
            (w.interval(f.estimate),),
        )
        for n, (code, f) in enumerate(order)
    )
    head = tuple(w.say(h) for h in ("Rank", "State", "Value", "Interval"))
    league = Table("league", label, head, table, (0, 2))
    if not any(f.estimate.has_interval for f in found.values()):
        return (Paragraph((said,), "note"), league)
    return (intervals(context, "states", rows, title=_title(context, order), note=said), league)


def _title(context: Context, order: list[tuple[str, Figure]]) -> str:
    w = context.words
    code, figure = order[0]
    return w.say(
        "Highest: %(name)s, %(value)s (%(interval)s)",
        name=w.state(code), value=w.estimate(figure.estimate),
        interval=w.interval(figure.estimate),
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
