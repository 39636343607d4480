"""Votes as blocks of arrays, and where the chain of ideal points starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "Block",
    "blocks_of",
    "first_positions",
    "first_thresholds",
]


_CHUNK = 50_000  # votes per block, so that one block stays in a core's cache


@dataclass(frozen=True, slots=True)
class Block:
    """Votes of the items [first, last), sorted by item; `edges` open each item's votes."""

    first: int
    last: int
    local: NDArray[np.int32]
    slot: NDArray[np.int32]
    choice: NDArray[np.int8]
    edges: NDArray[np.int64]


def blocks_of(
    item: NDArray[np.int64], slot: NDArray[np.int64], choice: NDArray[np.integer]
) -> list[Block]:
    """Cut votes that are sorted by item into blocks of whole items.

    Parameters
    ----------
    item, slot, choice : ndarray, shape (vote,)
        The roll call, the state-session and the vote itself (1, 2, 3).
    """
    opens = np.flatnonzero(np.r_[True, np.diff(item) > 0])
    blocks, begin = [], 0
    while begin < len(opens):
        end = int(np.searchsorted(opens, opens[begin] + _CHUNK))
        end = min(max(end, begin + 1), len(opens))
        votes = slice(opens[begin], opens[end] if end < len(opens) else len(item))
        first = int(item[opens[begin]])
        edges = opens[begin:end] - opens[begin]
        sizes = np.diff(np.r_[edges, votes.stop - votes.start])
        blocks.append(
            Block(
                first,
                int(item[opens[end - 1]]) + 1,
                np.repeat(np.arange(end - begin, dtype=np.int32), sizes),
                slot[votes].astype(np.int32),
                choice[votes].astype(np.int8),
                edges,
            )
        )
        begin = end
    return blocks


def first_thresholds(
    item: NDArray[np.int64], choice: NDArray[np.integer], items: int
) -> NDArray[np.float64]:
    """Thresholds that give each item its shares of yes, abstain and no when beta is 0."""
    from scipy.special import ndtri

    count = np.stack([np.bincount(item[choice == y], minlength=items) for y in (1, 2, 3)], axis=1)
    below = np.cumsum(count + 0.5, axis=1)
    inner = ndtri(below[:, :2] / below[:, 2:])
    return np.column_stack([np.full(items, -np.inf), inner, np.full(items, np.inf)])


def first_positions(
    votes: NDArray[np.integer],
    time: NDArray[np.int64],
    states: tuple[str, ...],
    start: Mapping[str, float],
    cast: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """First principal component of each session's votes, turned to agree with the start values."""
    wanted = np.array([start.get(code, 0.0) for code in states])
    theta = np.zeros(cast.shape)
    for t in range(cast.shape[1]):
        ballots = votes[time == t].astype(np.float64)
        given = (ballots >= 1) & (ballots <= 3)
        ballots[~given] = 0.0
        centred = (ballots - ballots.sum(1, keepdims=True) / given.sum(1, keepdims=True)) * given
        first = np.linalg.eigh(centred.T @ centred)[1][:, -1]
        first /= max(float(first[cast[:, t]].std()), 1e-9)
        theta[:, t] = first * (np.sign((wanted * first)[cast[:, t]].sum()) or 1.0)
    return theta
