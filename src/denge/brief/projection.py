"""The map's projection, and great circles on it."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, pi, radians, sin, sqrt

__all__ = ["CENTRE", "WIDTH", "great_circle", "kilometres", "project"]

CENTRE = 11.6  # degrees east; the cut then runs east of the islands of the Bering Strait
WIDTH = 2000.0  # units from edge to edge
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_X_EDGE = pi / (sqrt(3) / 2 * _A[0])  # x of the equator's end
_EARTH_KM = 6371.0088  # mean radius, IUGG


def project(lon: float, lat: float) -> tuple[float, float]:
    r"""Equal Earth: map units from degrees, x to the right and y down, (0, 0) at the top left.

    $$\sin\theta = \tfrac{\sqrt3}{2}\sin\varphi, \quad
      x = \frac{2\sqrt3\,\lambda\cos\theta}{3(9A_4\theta^8+7A_3\theta^6+3A_2\theta^2+A_1)}, \quad
      y = A_4\theta^9+A_3\theta^7+A_2\theta^3+A_1\theta$$

    References
    ----------
    Šavrič, Patterson & Jenny (2019), The Equal Earth map projection, IJGIS 33(3), 454-465.

    >>> [round(c) for c in project(11.6, 0)]
    [1000, 487]
    """
    lam = radians((lon - CENTRE + 180) % 360 - 180)
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    a1, a2, a3, a4 = _A
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * sqrt(3) * lam * cos(theta) / (3 * slope)
    unit = WIDTH / (2 * _X_EDGE)
    return WIDTH / 2 + x * unit, (_northing(pi / 3) - _northing(theta)) * unit


def _northing(theta: float) -> float:
    a1, a2, a3, a4 = _A
    return a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (lat, lon) in degrees, by the haversine formula.

    >>> round(kilometres((38.895, -77.036), (55.752, 37.616)))
    7822
    """
    (la, lo), (lb, lp) = ((radians(p[0]), radians(p[1])) for p in (a, b))
    h = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin((lp - lo) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(h))


def great_circle(
    a: tuple[float, float], b: tuple[float, float], steps: int = 32
) -> list[tuple[float, float]]:
    """Points (lat, lon) of the shortest way from a to b, both ends included.

    >>> [round(c) for c in great_circle((0, 0), (0, 90), 2)[1]]
    [0, 45]
    """
    angle = kilometres(a, b) / _EARTH_KM
    if angle < 1e-9:
        return [a, b]
    return [_between(a, b, angle, n / steps) for n in range(steps + 1)]


def _between(
    a: tuple[float, float], b: tuple[float, float], angle: float, part: float
) -> tuple[float, float]:
    p, q = sin((1 - part) * angle) / sin(angle), sin(part * angle) / sin(angle)
    (la, lo), (lb, lp) = ((radians(c[0]), radians(c[1])) for c in (a, b))
    x = p * cos(la) * cos(lo) + q * cos(lb) * cos(lp)
    y = p * cos(la) * sin(lo) + q * cos(lb) * sin(lp)
    z = p * sin(la) + q * sin(lb)
    return degrees(atan2(z, sqrt(x * x + y * y))), degrees(atan2(y, x))
