"""UN votes of one source, as a table or as arrays, with the choice whether paragraph votes count.

`votes` is an Ibis expression on the lake; `ballots` gives roll calls by state as arrays, in the
order in which the publisher's file has them, so that a sampler started again draws the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from denge.core.errors import UnknownName
from denge.record.arrow import compute

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from denge.record.lake import Lake

    Table = Any

__all__ = ["Ballots", "Parts", "ballots", "votes"]

Parts = Literal["keep", "drop"]
_VALUE = {"yes": 1, "abstain": 2, "no": 3, "absent": 8}
_NO_MEMBER = 9


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


@dataclass(frozen=True, slots=True)
class Ballots:
    """Roll calls as arrays.

    Attributes
    ----------
    votes : ndarray of int8, shape (call, state)
        1 yes, 2 abstain, 3 no, 8 absent, 9 no member or not told.
    year, session : ndarray of int, shape (call,)
        As the descriptions state them; the session is 0 where a source has no descriptions.
    paragraph : ndarray of bool, shape (call,)
        A vote on a single paragraph or an amendment.
    """

    states: tuple[str, ...]
    votes: NDArray[np.int8]
    year: NDArray[np.int64]
    session: NDArray[np.int64]
    paragraph: NDArray[np.bool_]


def ballots(lake: Lake, source: str = "un_votes_matrix") -> Ballots:
    """Every roll call of one source of votes, oldest first.

    Parameters
    ----------
    source : str
        `un_votes_matrix`, `un_votes_long`, or `undl_votes`, which names its own years and needs no
        descriptions of roll calls.

    Raises
    ------
    UnknownName
        The lake holds no votes of this source, or no descriptions of its roll calls.
    """
    import numpy as np

    table = lake.table("un_votes")
    table = table.filter(compute().field("source") == source)
    if not table.num_rows:
        raise UnknownName(
            f"the lake {lake.root} holds no votes of {source}; "
            f"load them with: denge record load {source} PATH"
        )
    about = _own_years(table) if source == "undl_votes" else _described(lake)
    calls = sorted(set(table["rollcall"].to_pylist()) & about.keys(), key=lambda c: about[c][0])
    states = tuple(dict.fromkeys(table["state"].to_pylist()))
    told = np.array([about[call][1:] for call in calls], dtype=np.int64).reshape(-1, 3)
    cells = _cells(table, calls, states)
    return Ballots(states, cells, told[:, 0], told[:, 1], told[:, 2].astype(np.bool_))


def _cells(table: pa.Table, calls: list[str], states: tuple[str, ...]) -> NDArray[np.int8]:
    import numpy as np
    import pyarrow as pa

    pc = compute()
    place = {
        "rollcall": pc.index_in(table["rollcall"], pa.array(calls, pa.string())),
        "state": pc.index_in(table["state"], pa.array(states, pa.string())),
    }
    value = pc.index_in(table["vote"], pa.array(list(_VALUE), pa.string())).to_numpy()
    row = pc.fill_null(place["rollcall"], -1).to_numpy()
    known = row >= 0
    cells = np.full((len(calls), len(states)), _NO_MEMBER, dtype=np.int8)
    meaning = np.array(list(_VALUE.values()), dtype=np.int8)
    cells[row[known], place["state"].to_numpy()[known]] = meaning[value[known]]
    return cells


def _described(lake: Lake) -> dict[str, tuple[Any, int, int, bool]]:
    """Place in time, year, session and kind of every roll call that is described."""
    names = ("rollcall", "day", "year", "session", "paragraph", "amendment")
    rows = lake.table("un_rollcalls").select(list(names)).to_pylist()
    return {
        row["rollcall"]: (
            (row["day"], int(row["rollcall"])),
            row["year"],
            row["session"],
            bool(row["paragraph"] or row["amendment"]),
        )
        for row in rows
    }


def _own_years(table: pa.Table) -> dict[str, tuple[Any, int, int, bool]]:
    rows = table.select(["rollcall", "year"]).to_pylist()
    return {
        row["rollcall"]: (
            (row["year"], int(row["rollcall"].partition("-")[2])),
            row["year"],
            0,
            False,
        )
        for row in rows
    }
