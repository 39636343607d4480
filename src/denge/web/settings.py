"""What a server is started with, and the limits that it holds every request to."""

from __future__ import annotations

from dataclasses import dataclass

from denge.core.catalogue import read_yaml

__all__ = ["Settings", "limit"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How `denge serve` was started.

    Attributes
    ----------
    ledger : str | None
        Path or address of a ledger; without one the casebook alone, and texts stay in memory.
    port : int
        On the loopback interface; there is no option to bind elsewhere.
    workers : int
        Processes that read texts and compute; 0 computes in the server's own process (tests).
    """

    ledger: str | None = None
    port: int = 8421
    workers: int = 2


def limit(name: str) -> int:
    """A limit of `web/limits.yaml`.

    >>> limit("redirects")
    5
    """
    return int(read_yaml("web/limits.yaml")[name]["value"])
