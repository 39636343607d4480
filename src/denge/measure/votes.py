"""Which roll calls tell states apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.measure.assumed import assumed_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["contested"]


def contested(
    votes: NDArray[np.integer],
    session: NDArray[np.integer],
    year: NDArray[np.integer],
    paragraph: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Calls that enter the ideal points, shape (call,).

    Left out, as the authors of the published estimates do: votes on single paragraphs or amendments
    from 1990, the nineteenth session, and calls on which all who voted cast the same vote.

    Parameters
    ----------
    votes : ndarray, shape (call, state)
        1 yes, 2 abstain, 3 no.

    References
    ----------
    Bailey, Strezhnev & Voeten (2017), Journal of Conflict Resolution 61(2), 430-456, and their
    program of April 2020.

    Examples
    --------
    >>> votes = np.array([[1, 3, 1], [1, 1, 8], [1, 1, 3]])
    >>> contested(votes, np.array([60] * 3), np.array([2005] * 3), np.array([False, False, True]))
    array([ True, False, False])
    """
    cast = (votes >= 1) & (votes <= 3)
    low = np.where(cast, votes, 9).min(axis=1)
    high = np.where(cast, votes, 0).max(axis=1)
    whole = ~(paragraph & (year >= assumed_number("ideal_points.paragraphs_from")))
    return whole & (session != assumed_number("ideal_points.session_left_out")) & (low < high)
