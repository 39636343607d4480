"""Reads many documents: in one process or several, in the order given, in flat memory."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from denge.core.errors import DengeError
from denge.read.inputs import Document, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from denge.core.reading import Reading

__all__ = ["read_document", "read_many"]

_WORTH_PROCESSES: Final = 16  # documents below which starting processes costs more than it saves
_BATCH: Final = 8  # documents handed to a process at once
_AHEAD: Final = 4  # batches per process that may wait in memory


def read_document(
    document: Document, date: date | None = None, lang: str = "auto", *, learned: bool = False
) -> Reading | Refusal:
    """Read one document; `date` and `lang`, where given, go before what the document says."""
    from denge.read.reader import read

    try:
        reading = read(
            document.text,
            date=date or document.date,
            lang=lang if lang != "auto" else document.lang,
            title=document.title,
            learned=learned,
        )
    except DengeError as error:
        return Refusal(document.source, f"{document.source}: {error}")
    basis = reading.date_basis
    if date is None and document.date is not None:
        basis = document.date_basis
    return replace(reading, source=document.source, date_basis=basis)


def read_many(
    documents: Iterable[Document | Refusal],
    *,
    date: date | None = None,
    lang: str = "auto",
    processes: int = 1,
    learned: bool = False,
) -> Iterator[Reading | Refusal]:
    """Read documents one after another, or in several processes; the order is that of the input.

    Parameters
    ----------
    processes : int
        How many processes read; with 1, or with few documents, this one reads.
    learned : bool
        Whether acts that no rule tells are read by what was learned (see `read`).

    Examples
    --------
    >>> found = read_many([Document("a", "The sides met."), Refusal("b", "b is empty.")])
    >>> [type(r).__name__ for r in found]
    ['Reading', 'Refusal']
    """
    stream, how = iter(documents), _How(date, lang, learned)
    first = list(islice(stream, _WORTH_PROCESSES))
    if processes < 2 or len(first) < _WORTH_PROCESSES:
        for document in chain(first, stream):
            yield _one(document, how)
        return
    yield from _in_processes(chain(first, stream), how, processes)


class _How(NamedTuple):
    """How documents are read: what is given for all of them."""

    date: date | None
    lang: str
    learned: bool


def _one(document: Document | Refusal, how: _How) -> Reading | Refusal:
    if isinstance(document, Refusal):
        return document
    return read_document(document, how.date, how.lang, learned=how.learned)


def _batch(documents: list[Document | Refusal], how: _How) -> list[Reading | Refusal]:
    return [_one(document, how) for document in documents]


def _in_processes(
    stream: Iterator[Document | Refusal], how: _How, processes: int
) -> Iterator[Reading | Refusal]:
    """Batches go out in order and come back in order; only a few wait in memory."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Reading | Refusal]]] = deque()
        while batch := list(islice(stream, _BATCH)):
            waiting.append(pool.submit(_batch, batch, how))
            if len(waiting) >= _AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
