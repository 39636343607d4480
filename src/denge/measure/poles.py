"""Poles of engagement and rival axes, read from `catalogue/poles.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from denge.core.catalogue import read_yaml
from denge.core.errors import InputError, UnknownName, nearest

__all__ = [
    "Axis",
    "axis",
    "headline_axis",
    "headline_scheme",
    "members",
    "pole_name",
    "pole_shares",
    "poles_of",
    "powers",
    "scheme",
    "schemes",
]

_FILE = "catalogue/poles.yaml"


@dataclass(frozen=True, slots=True)
class Axis:
    """A rivalry between two poles; `plus` is the end at tilt +1."""

    id: str
    plus: str
    minus: str


def schemes() -> tuple[str, ...]:
    """Names of the pole schemes."""
    return tuple(read_yaml(_FILE)["schemes"])


def headline_scheme() -> str:
    return read_yaml(_FILE)["headline"]


def headline_axis() -> str:
    return read_yaml(_FILE)["headline_axis"]


def powers() -> tuple[str, ...]:
    """States toward which the votes of every state are compared."""
    return tuple(read_yaml(_FILE)["powers"])


def scheme(name: str) -> tuple[str, ...]:
    """Poles of a scheme, in its order.

    Raises
    ------
    UnknownName
        No scheme has this name.

    >>> scheme("three")
    ('west', 'russia', 'china')
    """
    known = read_yaml(_FILE)["schemes"]
    if name not in known:
        raise UnknownName(
            f"no pole scheme is called {name!r}; {nearest(name, known)}. See {_FILE}."
        )
    return tuple(known[name])


def poles_of(name: str, state: str) -> tuple[str, ...]:
    """Poles of a scheme that the state does not itself belong to.

    >>> "turkiye" in poles_of("powers", "TUR")
    False
    """
    return tuple(pole for pole in scheme(name) if state not in members(pole))


def axis(name: str) -> Axis:
    """A rival axis by name, or by two poles as `usa:russia`.

    Raises
    ------
    UnknownName
        Neither an axis nor two known poles.

    >>> axis("russia:usa").plus
    'russia'
    """
    known = read_yaml(_FILE)["axes"]
    if name in known:
        return Axis(name, known[name]["plus"], known[name]["minus"])
    plus, _, minus = name.partition(":")
    for pole in (plus, minus):
        if pole not in read_yaml(_FILE)["poles"]:
            raise UnknownName(
                f"no rival axis is called {name!r}; {nearest(name, known)}. "
                "Name one of the catalogue, or two poles as usa:russia."
            )
    if plus == minus:
        raise InputError(f"a rival axis has two different poles, and {name!r} names one twice")
    return Axis(name, plus, minus)


def members(pole: str) -> tuple[str, ...]:
    """States of a pole, by ISO3."""
    return tuple(read_yaml(_FILE)["poles"][pole]["members"])


def pole_name(pole: str, lang: str = "en") -> str:
    """Name of a pole in one of the four languages."""
    return read_yaml(_FILE)["poles"][pole][f"name_{lang}"]


@cache
def pole_shares(poles: tuple[str, ...], blocs: bool = True) -> dict[str, dict[int, float]]:
    """For every partner code, the share of one engagement that goes to each pole (by position).

    Parameters
    ----------
    blocs : bool
        Whether a meeting of an organisation counts for the poles that lead it.

    >>> pole_shares(("russia", "china"))["SCO"]
    {0: 0.5, 1: 0.5}
    """
    entries = read_yaml(_FILE)["poles"]
    shares: dict[str, dict[int, float]] = {}
    for k, pole in enumerate(poles):
        for code in entries[pole]["members"]:
            shares.setdefault(code, {})[k] = 1.0
        for code, share in entries[pole]["blocs"].items() if blocs else ():
            shares.setdefault(code, {})[k] = share
    return shares
