"""UN votes of one source with the explicit choice whether paragraph votes and amendments count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    Table = Any

__all__ = ["Parts", "votes"]

Parts = Literal["keep", "drop"]


def votes(votes: Table, rollcalls: Table, *, source: str, parts: Parts) -> Table:
    """Votes cast (yes, abstain, no) with the day and subject of each roll call.

    Keeping or dropping votes on single paragraphs and amendments (14 to 32 a year in 2007-2012,
    2016 and 2017) changes agreement a great deal, so the caller says which.

    Parameters
    ----------
    votes, rollcalls : Table
        The data sets `un_votes` and `un_rollcalls` of the lake.
    source : str
        One source of votes (`un_votes_matrix`, `un_votes_long`); sources are never mixed.
    parts : {"keep", "drop"}
        Whether votes on paragraphs and amendments count.

    Returns
    -------
    Table
        `rollcall, day, year, state, vote, important, resolution`; absences have no row.
    """
    cast = votes.filter((votes.source == source) & (votes.vote != "absent"))
    about = rollcalls
    if parts == "drop":
        about = about.filter(~(about.paragraph.fill_null(False) | about.amendment.fill_null(False)))
    about = about.select("rollcall", "day", "year", "important", "resolution")
    return cast.select("rollcall", "state", "vote").join(about, "rollcall")
