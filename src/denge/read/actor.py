"""An actor: a place in a text that stands for a state or bloc."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Actor", "ActorKind"]

ActorKind = Literal[
    "state", "bloc", "leader", "title", "capital", "seat", "demonym", "firm", "side", "pronoun",
    "city", "ministry",
]  # fmt: skip


class Actor(NamedTuple):
    """A place in the text that stands for a state or bloc.

    Attributes
    ----------
    code : str
        ISO 3166 alpha-3, or a bloc of `catalogue/blocs.yaml`.
    person, level : str | None
        The person in English and the level of the office, for a leader or a title.
    case : str
        nom, gen, dat, acc, loc, abl, ins, poss, attr; several joined by `|`; "" where unknown.
    place : str | None
        `FRA:Paris` for a capital, seat or city; the state's code for a state.
    ambiguous : tuple[str, ...]
        All codes that the form may stand for, where there is more than one.
    sure : bool
        False where the office is kept past the day to which its source was checked.
    """

    start: int
    end: int
    sentence: int
    code: str
    kind: ActorKind
    person: str | None = None
    level: str | None = None
    case: str = ""
    place: str | None = None
    ambiguous: tuple[str, ...] = ()
    sure: bool = True
