"""The conditions under which a strategy fails, in words that need no model at hand."""

from __future__ import annotations

from typing import Any

__all__ = ["TELLING", "WEAK", "box_words", "condition_words"]

TELLING = 0.3  # part of the worlds a bound must leave out before "high" or "low" is said of it
WEAK = 0.5  # density below which conditions mark failures only weakly
_BARE = ("none", "logit", "ratio", "rank, 0 to 1", "")


def condition_words(c: dict[str, Any]) -> str:
    """One condition of a failure box.

    A bound that leaves out less than three tenths of the worlds is not called high or low.

    >>> words = {"name": "the oil price", "high": "oil is dear", "low": "oil is cheap"}
    >>> c = {"label": "Brent", "unit": "USD a barrel", "plain": words, "high": float("inf")}
    >>> condition_words(c | {"low": 90.0, "below": 0.6})
    'oil is dear (at least 90 USD a barrel)'
    >>> condition_words(c | {"low": 50.0, "below": 0.1})
    'the oil price is not among its lowest values (at least 50 USD a barrel)'
    """
    plain = c.get("plain") or {}
    name = plain.get("name", c["label"][0].lower() + c["label"][1:])
    low, high = _value(c["low"], c["unit"]), _value(c["high"], c["unit"])
    if c["low"] == float("-inf"):
        said = plain.get("low") if c["above"] >= TELLING else None
        return f"{said or f'{name} is not among its highest values'} (at most {high})"
    if c["high"] == float("inf"):
        said = plain.get("high") if c["below"] >= TELLING else None
        return f"{said or f'{name} is not among its lowest values'} (at least {low})"
    return f"{name} lies between {low} and {high}"


def _value(value: float, unit: str) -> str:
    """A bound with its unit; shares in per cent.

    >>> _value(0.312, "share"), _value(0.138, "share a year"), _value(2.27, "logit")
    ('31 %', '14 % a year', '2.3')
    """
    if unit.startswith("share"):
        tail = unit.removeprefix("share")
        return f"{100 * value:.0f} %{tail}"
    return f"{value:.2g}" + ("" if unit in _BARE else f" {unit}")


def box_words(asked: str, v: dict[str, Any]) -> str:
    """Where a strategy fails, how many failures lie there, and how firmly that is found."""
    from denge.choose.words import percent, worlds_share

    where = "; ".join(condition_words(c) for c in v["conditions"])
    weak = v["density"] < WEAK
    word = "more often than elsewhere where" if weak else "above all where"
    close = "so these conditions are a hint and no rule. " if weak else ""
    subject = asked[0].upper() + asked[1:]
    return (
        f"{subject} fails, that is loses more than {v['fails_by']:g} % of GDP a year to the best "
        f"alignment, in {worlds_share(v['base'])}, {word} {where}. These conditions hold in "
        f"{percent(v['coverage'])} of the failures; where they hold, "
        f"{percent(v['density'])} of the worlds fail{', ' + close if close else '. '}"
        f"Found anew in resampled worlds, they overlap with these by {percent(v['reproduced'])}."
    )
