"""Finished pages in memory: one computation for many readers, and never a wait behind a writer."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from denge.core.errors import DengeError
from denge.web.settings import limit

if TYPE_CHECKING:
    from denge.web.sheet import Sheet

__all__ = ["Kept", "Pages"]

Maker = Callable[[bool], Awaitable["Sheet"]]  # called with whether nobody waits for the page


@dataclass
class Kept:
    """A finished page: its sheet, its bytes, and the state of the ledger that it shows."""

    sheet: Sheet
    page: bytes
    stamp: str
    made: float


@dataclass
class Pages:
    """Pages by address.

    A page of an older state of the ledger is handed out once more while a new one is made, at most
    every `stale_seconds`: what others add is unreviewed and enters no headline figure. A decision
    taken here empties the cache, so its page shows it at once.
    """

    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _making: dict[str, asyncio.Future[Kept]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)
    _refreshing: set[str] = field(default_factory=set)
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(
        self, key: str, stamp: str, make: Maker, lay_out: Callable[[Sheet], bytes]
    ) -> Kept:
        """The page of an address; made once, however many ask for it."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            if kept.stamp != stamp and time.monotonic() - kept.made > limit("stale_seconds"):
                self._refresh(key, stamp, make, lay_out)
            return kept
        return await self._make(key, stamp, make, lay_out)

    def clear(self) -> None:
        """Forget every page."""
        self._kept.clear()

    def _refresh(
        self, key: str, stamp: str, make: Maker, lay_out: Callable[[Sheet], bytes]
    ) -> None:
        if key in self._making or key in self._refreshing:
            return
        self._refreshing.add(key)
        task = asyncio.get_running_loop().create_task(self._quietly(key, stamp, make, lay_out))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._refreshing.discard(key))

    async def _quietly(
        self, key: str, stamp: str, make: Maker, lay_out: Callable[[Sheet], bytes]
    ) -> None:
        """Anew in the background; where that fails the page at hand stays."""
        try:
            async with self._one_by_one:
                await self._make(key, stamp, make, lay_out, aside=True)
        except DengeError:
            kept = self._kept.get(key)
            if kept is not None:
                kept.made = time.monotonic()

    async def _make(
        self,
        key: str,
        stamp: str,
        make: Maker,
        lay_out: Callable[[Sheet], bytes],
        aside: bool = False,
    ) -> Kept:
        if key in self._making:
            return await asyncio.shield(self._making[key])
        future: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._making[key] = future
        try:
            sheet = await make(aside)
            kept = Kept(sheet, lay_out(sheet), stamp, time.monotonic())
        except BaseException as error:
            future.set_exception(error)
            future.exception()  # seen: those who wait get it, and nobody need wait
            raise
        else:
            future.set_result(kept)
            self._keep(key, kept)
            return kept
        finally:
            del self._making[key]

    def _keep(self, key: str, kept: Kept) -> None:
        self._kept[key] = kept
        while len(self._kept) > limit("pages_kept"):
            self._kept.popitem(last=False)
