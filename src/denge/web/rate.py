"""How often something may be done: a bucket that fills with time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from denge.web.errors import Busy
from denge.web.settings import limit

__all__ = ["Bucket"]


@dataclass
class Bucket:
    """At most `limit(name)` a minute, with as many at once.

    Examples
    --------
    >>> bucket = Bucket("fetches_per_minute", clock=lambda: 0.0)
    >>> for _ in range(12): bucket.take()
    >>> bucket.take()
    Traceback (most recent call last):
    denge.web.errors.Busy: More than 12 requests in a minute; wait a little.
    """

    name: str
    clock: object = time.monotonic
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = float(limit(self.name)), self._now()

    def take(self) -> None:
        """Count one.

        Raises
        ------
        Busy
            The bucket is empty.
        """
        most, now = limit(self.name), self._now()
        self._left = min(most, self._left + (now - self._at) * most / 60)
        self._at = now
        if self._left < 1:
            raise Busy(f"More than {most} requests in a minute; wait a little.")
        self._left -= 1

    def _now(self) -> float:
        return float(self.clock())  # type: ignore[operator]
