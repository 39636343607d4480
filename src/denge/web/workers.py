"""Where texts are read and figures computed: processes of their own, stopped at a time limit."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from denge.core.errors import DengeError
from denge.web.errors import Busy, TookTooLong, WorkFailed, status_of
from denge.web.frame import Marks, marks, use_marks
from denge.web.settings import limit

__all__ = ["Workers", "brief_parts", "extract", "read_text"]

_NICE = 5  # readers of finished pages come before computations
_NICE_ASIDE = 15  # and both before pages that are made anew while nobody waits


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a worker hands back: a value, or an error in words that survives the way."""

    value: Any = None
    error: str = ""
    status: int = 0


@dataclass
class Workers:
    """A pool of processes, and one beside it for work that nobody waits for.

    `count` 0 works in this process, for tests. A task past its time limit ends its process; the
    pool then starts anew, and tasks that were lost with it are told to come back.
    """

    count: int
    _pools: dict[bool, Executor] = field(default_factory=dict)
    _waiting: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, task: Any, /, *, aside: bool = False, **options: Any) -> Any:
        """Run a function of a module of denge with plain options.

        Parameters
        ----------
        aside : bool
            Nobody waits for it: it has a process of its own, which gives way to all others.

        Raises
        ------
        WorkFailed
            The task raised an error of denge.
        TookTooLong, Busy
        """
        if self._waiting >= limit("waiting"):
            raise Busy("Too many computations wait already; try again in a few seconds.")
        self._waiting += 1
        pool = self._open(aside)
        try:
            loop = asyncio.get_running_loop()
            future = loop.run_in_executor(pool, partial(_guarded, task, options))
            answer = await asyncio.wait_for(future, limit("work_seconds"))
        except TimeoutError:
            self._restart(pool)
            seconds = limit("work_seconds")
            raise TookTooLong(f"stopped after {seconds} seconds; give a shorter text.") from None
        except BrokenProcessPool:
            self._restart(pool)
            raise Busy("The computation was interrupted; try again.") from None
        finally:
            self._waiting -= 1
        if answer.error:
            raise WorkFailed(answer.error, answer.status)
        return answer.value

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for pool in list(self._pools.values()):
            self._restart(pool)

    def _open(self, aside: bool) -> Executor:
        if aside not in self._pools:
            self._pools[aside] = self._made(1 if aside else self.count, aside)
        return self._pools[aside]

    def _made(self, count: int, aside: bool) -> Executor:
        if not self.count:
            return ThreadPoolExecutor(2)
        return ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(marks(), _NICE_ASIDE if aside else _NICE),
        )

    def _restart(self, broken: Executor) -> None:
        for aside, pool in list(self._pools.items()):
            if pool is broken:
                del self._pools[aside]
                _end(pool)


def _end(pool: Executor) -> None:
    processes = getattr(pool, "_processes", None) or {}
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list(processes.values()):
        process.kill()


def _end_with_parent() -> None:
    """End this worker when its server is gone, however that went."""
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _start(given: Marks, nice: int) -> None:
    """What a new worker does first: take over the stand-ins, and load what every task needs."""
    use_marks(given)
    os.nice(nice)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import denge.brief.compose
    import denge.read
    import denge.web.frame
    import denge.web.sheets  # noqa: F401


def _guarded(task: Any, options: dict[str, Any]) -> _Answer:
    try:
        return _Answer(task(**options))
    except DengeError as error:
        return _Answer(error=str(error), status=status_of(error))
    except Exception as error:  # a mistake of ours must not take the server with it
        logging.getLogger(__name__).exception("a task failed")
        return _Answer(error=f"denge made a mistake here ({type(error).__name__}).", status=500)


def read_text(text: str, day: str | None, title: str, source: str) -> dict[str, Any]:
    """Read a text: its id, and what was found in it, for the progress page."""
    from dataclasses import replace
    from datetime import date

    from denge.read import read

    reading = read(text, date=date.fromisoformat(day) if day else None, title=title)
    reading = replace(reading, source=source)
    counts = {
        name: len(getattr(reading, name))
        for name in ("events", "deals", "targets", "statuses", "flows", "claims")
    }
    return {"reading": reading, "counts": counts, "focus": reading.focus, "date": reading.date}


def extract(html: str, place: str) -> dict[str, str]:
    """The article of a page, without its menus; its title and its day where the page states them.

    Raises
    ------
    UnreadableText
        The page holds no article.
    MissingExtra
    """
    from denge.core.errors import MissingExtra, UnreadableText

    try:
        from trafilatura import bare_extraction
    except ModuleNotFoundError:
        raise MissingExtra("trafilatura", "pages", "Reading a web page") from None
    try:
        found = bare_extraction(html, with_metadata=True)
    except Exception as error:  # a parser of pages meets anything
        raise UnreadableText(f"{place} cannot be read as a page: {type(error).__name__}") from None
    text = getattr(found, "text", None) if found is not None else None
    if not text:
        raise UnreadableText(f"{place} holds no article; paste its text instead.")
    title = str(getattr(found, "title", None) or "")
    return {"text": text, "title": title, "day": str(getattr(found, "date", None) or "")}


def brief_parts(name: str, options: dict[str, Any]) -> Any:
    """A page by its name and options."""
    from denge.web.sheets import build

    return build(name, **options)
