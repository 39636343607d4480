"""Draws packed for the script of a page: two bytes a number, as base64."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEVELS", "pack", "thinned", "unpack"]

LEVELS = 65_535


def pack(values: NDArray[np.float64]) -> dict[str, Any]:
    r"""An array as whole numbers between its least and greatest value, $v \approx l + q s$.

    The error is at most half a step, $s = (h - l) / 65535$. `shape` is in C order.

    Examples
    --------
    >>> made = pack(np.array([[0.0, 0.25], [0.5, 1.0]]))
    >>> made["shape"], unpack(made).round(4).tolist()
    ([2, 2], [[0.0, 0.25], [0.5, 1.0]])
    """
    values = np.asarray(values, float)
    low, high = float(values.min()), float(values.max())
    step = (high - low) / LEVELS or 1.0
    whole = np.rint((values - low) / step).astype("<u2")
    return {
        "low": low,
        "step": step,
        "shape": list(values.shape),
        "data": b64encode(whole.tobytes()).decode(),
    }


def unpack(packed: dict[str, Any]) -> NDArray[np.float64]:
    """What the script sees: low + whole x step."""
    whole = np.frombuffer(b64decode(packed["data"]), "<u2").reshape(packed["shape"])
    return packed["low"] + whole * packed["step"]


def thinned(order: NDArray[np.float64], keep: int) -> NDArray[np.intp]:
    """Which draws to keep: equally spaced ranks of one quantity, so that its quantiles stay.

    Parameters
    ----------
    order : ndarray, shape (draw,)
        The quantity whose distribution is to be kept.
    keep : int

    Examples
    --------
    >>> thinned(np.array([9.0, 1.0, 5.0, 3.0, 7.0, 2.0]), 3).tolist()
    [0, 2, 5]
    """
    if keep >= len(order):
        return np.arange(len(order))
    rank = np.floor((np.arange(keep) + 0.5) * len(order) / keep).astype(int)
    return np.sort(np.argsort(order, kind="stable")[rank])
