"""What two neighbours could strand together, where the corridors between them are described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denge.core.errors import InputError
from denge.stress.corridor import stress_corridor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.record.view import View
    from denge.stress.result import StressResult

__all__ = ["sandwich"]


def sandwich(view: View, state: str, *, rivals: Sequence[str]) -> StressResult:
    """The corridor stress of a state whose corridors lie between just these two rivals.

    Raises
    ------
    InputError
        The corridors are described between other neighbours than the two that a text names.
    UnknownName
        The state has no described corridors.
    """
    # What closing strands is exact and needs no draws; few are enough for the rest, unshown here.
    result = stress_corridor(view, state, draws=500, detail=False)
    closed = "corridor.closed_"
    ids = [f.id for f in result.figures() if f.id.startswith(closed)]
    neighbours = {name.removeprefix(closed).upper() for name in ids} - {"BOTH"}
    if not set(rivals) or not set(rivals) <= neighbours:
        named = " and ".join(rivals) or "no neighbour"
        raise InputError(
            f"the corridors of {state} are described between {' and '.join(sorted(neighbours))}; "
            f"the text names {named}"
        )
    return result
