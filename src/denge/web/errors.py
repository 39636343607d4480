"""Errors of the app, each with the status that an HTTP answer carries."""

from __future__ import annotations

from denge.core.errors import (
    DengeError,
    EmptyTies,
    InputError,
    LedgerError,
    MissingExtra,
    SourceError,
    UnknownName,
    UnknownState,
)

__all__ = ["Busy", "Refused", "TookTooLong", "WorkFailed", "status_of"]


class Refused(InputError):
    """A request that is not allowed; the message says why."""


class Busy(DengeError):
    """Too many requests at once; come back in a moment."""


class TookTooLong(DengeError):
    """A computation was stopped at its time limit."""


class WorkFailed(DengeError):
    """A worker answered with an error of denge; `status` is its HTTP status."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


def status_of(error: DengeError) -> int:
    """The HTTP status of an error.

    >>> status_of(UnknownName("no such row"))
    404
    """
    if isinstance(error, WorkFailed):
        return error.status
    for kind, status in (
        (UnknownName, 404),
        (UnknownState, 404),
        (Refused, 403),
        (Busy, 429),
        (TookTooLong, 422),
        (EmptyTies, 422),
        (InputError, 422),
        (SourceError, 422),
        (LedgerError, 409),
        (MissingExtra, 501),
    ):
        if isinstance(error, kind):
            return status
    return 422
