"""Distances on the globe, and the capitals nearest to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.state import states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


__all__ = [
    "EARTH_RADIUS_KM",
    "great_circle_km",
    "nearest_capitals",
]


EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def great_circle_km(
    lat1: float | NDArray[np.float64],
    lon1: float | NDArray[np.float64],
    lat2: float | NDArray[np.float64],
    lon2: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    r"""Great-circle distance by the haversine formula.

    $$d = 2R \arcsin\sqrt{\sin^2\tfrac{\Delta\varphi}{2} + \cos\varphi_1\cos\varphi_2
      \sin^2\tfrac{\Delta\lambda}{2}}$$

    Unit: km, from degrees. Range: [0, 20015].

    Examples
    --------
    >>> float(great_circle_km(0.0, 0.0, 0.0, 180.0).round())
    20015.0
    """
    a, b, c, d = (np.radians(v) for v in (lat1, lon1, lat2, lon2))
    inner = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(inner, 0, 1))))


def nearest_capitals(state: str, n: int, among: Iterable[str]) -> tuple[str, ...]:
    """The state and the n states whose capitals are nearest to its own.

    Raises
    ------
    EmptyTies
        The catalogue has no capital of the state.

    >>> "KGZ" in nearest_capitals("KAZ", 5, ["KGZ", "PER", "UZB", "RUS", "CHN", "CHL"])
    True
    """
    home = states()[state]
    if home.lat is None or home.lon is None:
        raise EmptyTies(
            f"the catalogue has no capital of {state}, so it has no neighbours on the map"
        )
    places = [states()[c] for c in among if c in states() and states()[c].lat is not None]
    lat, lon = (
        np.array([getattr(p, side) for p in places], dtype=float) for side in ("lat", "lon")
    )
    km = great_circle_km(home.lat, home.lon, lat, lon)
    order = [places[k].iso3 for k in km.argsort() if places[k].iso3 != state]
    return (state, *order[:n])
