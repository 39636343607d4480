"""What the script of a page needs beside draws: how numbers are written, and sentences to fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.brief.blocks import Control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.brief.words import Words
    from denge.core.estimate import Estimate

__all__ = ["control", "interval_message", "numbers", "open_place"]


def numbers(w: Words) -> dict[str, str]:
    """Signs of the language: decimal point, and where the percent sign stands.

    Examples
    --------
    >>> from denge.brief.words import words
    >>> numbers(words("tr"))
    {'point': ',', 'percent': '%{}'}
    """
    point = w.decimal(0.5, 1).strip("05")
    return {"point": point, "percent": w.percent(0.0).replace("0", "{}")}


def open_place(w: Words, message: str, *places: str, **named: object) -> str:
    """A message whose named places stay open for the script, as `{name}`.

    Examples
    --------
    >>> from denge.brief.words import words
    >>> open_place(words("en"), "%(low)s to %(high)s", "low", "high")
    '{low} to {high}'
    """
    return w.say(message, **{place: f"{{{place}}}" for place in places}, **named)


def interval_message(w: Words, e: Estimate) -> str:
    """`90 % interval {low} to {high}`."""
    message = "%(level)s interval %(low)s to %(high)s"
    return open_place(w, message, "low", "high", level=w.percent(e.level))


def control(
    key: str, label: str, stops: Sequence[float], shown: Sequence[str], start: float
) -> Control:
    """A slider that stands at the stop nearest to its start."""
    nearest = min(range(len(stops)), key=lambda n: abs(stops[n] - start))
    return Control(key, label, tuple(round(float(s), 6) for s in stops), tuple(shown), nearest)
