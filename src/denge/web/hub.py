"""What the routes share: settings, workers, finished pages, texts, tokens."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response, StreamingResponse

from denge.core.errors import DengeError
from denge.web.cache import Kept, Pages
from denge.web.frame import address_of, layout, marks
from denge.web.rate import Bucket
from denge.web.security import COOKIE, Tokens, policy
from denge.web.settings import limit
from denge.web.steps import in_steps
from denge.web.texts import Jobs, Texts
from denge.web.words import LANGUAGES
from denge.web.workers import Workers, brief_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from denge.web.settings import Settings
    from denge.web.sheet import Sheet

__all__ = ["Hub", "hub_of"]


@dataclass
class Hub:
    """One server."""

    settings: Settings
    workers: Workers
    texts: Texts
    pages: Pages = field(default_factory=Pages)
    jobs: Jobs = field(default_factory=Jobs)
    tokens: Tokens = field(default_factory=Tokens)
    posts: Bucket = field(default_factory=lambda: Bucket("posts_per_minute"))
    fetches: Bucket = field(default_factory=lambda: Bucket("fetches_per_minute"))
    exact: Bucket = field(default_factory=lambda: Bucket("exact_per_minute"))
    running: set[asyncio.Task[Any]] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings) -> Hub:
        """A server as it was asked for."""
        return cls(settings, Workers(settings.workers), Texts(settings.ledger))

    def stamp(self) -> str:
        """The state of the ledger: changes whenever anyone has written to it."""
        place = self.settings.ledger
        if place is None:
            return "casebook"
        if "://" in place:
            return self._database_stamp(place)
        marks_ = []
        for name in (place, f"{place}-wal"):
            try:
                at = os.stat(name)
                marks_.append(f"{at.st_mtime_ns}:{at.st_size}")
            except OSError:
                marks_.append("-")
        return " ".join(marks_)

    def _database_stamp(self, place: str) -> str:
        from denge.web.desk import ledger_at

        ledger: Any = ledger_at(place)
        told = ledger.statements(everything=True)
        last = max((s.recorded_at for s in told), default="")
        return f"{len(told)} {last} {len(ledger.decisions())}"

    async def kept(self, name: str, path: str, options: dict[str, Any], /, **more: Any) -> Kept:
        """The page of an address, made where it is not at hand.

        `more` are options that the path holds; a `text` is looked up only when it is needed.
        """

        async def make(aside: bool) -> Sheet:
            self.exact.take()
            given = {k: v for k, v in options.items() if v not in (None, "", ())} | more
            if "text" in given:
                given["text"] = await asyncio.to_thread(self.texts.get, given["text"])
            given["ledger"] = self.settings.ledger
            return await self.workers.run(brief_parts, aside=aside, name=name, options=given)

        def lay_out(sheet: Sheet) -> bytes:
            shown = {**options, "state": more.get("state") or options.get("state")}
            return layout(sheet, path, shown if sheet.kind != "state" else options).encode()

        key = f"{name} {address_of(path, options)}"
        return await self.pages.get(key, self.stamp(), make, lay_out)

    async def page(
        self, request: Request, name: str, path: str, options: dict[str, Any], /, **more: Any
    ) -> Response:
        """The answer with a page, its nonce and token put in."""
        found = await self.kept(name, path, options, **more)
        return self.answer(request, found.page)

    async def page_in_steps(
        self, request: Request, name: str, path: str, options: dict[str, Any], /, title: str,
        doing: str, **more: Any,
    ) -> Response:  # fmt: skip
        """The same; what takes longer than a moment begins with a word of what is being done."""
        made = asyncio.ensure_future(self.kept(name, path, options, **more))
        await asyncio.wait({made}, timeout=limit("moment_ms") / 1000)
        if made.done() or "hx-request" in request.headers:
            return self.answer(request, (await made).page)
        self.running.add(made)
        made.add_done_callback(self.running.discard)
        shown = {**options, "state": more.get("state")} if name != "state" else options
        return self._sent(request, in_steps(made, name, title, doing, path, shown), 200)

    def answer(self, request: Request, page: bytes, status: int = 200) -> Response:
        """A laid-out page as an answer."""
        return self._sent(request, page, status)

    def _sent(self, request: Request, page: bytes | AsyncIterator[bytes], status: int) -> Response:
        """A page, or its parts as they come, with nonce and token of this answer."""
        stand_in, nonce = marks(), token_urlsafe(16)
        session = self.tokens.session(request)

        def filled(part: bytes) -> bytes:
            part = part.replace(stand_in.nonce.encode(), nonce.encode())
            return part.replace(stand_in.csrf.encode(), self.tokens.token(session).encode())

        if isinstance(page, bytes):
            answer: Response = HTMLResponse(filled(page), status)
        else:
            parts = (filled(part) async for part in page)
            answer = StreamingResponse(parts, status, media_type="text/html")
        answer.headers["Content-Security-Policy"] = policy(nonce)
        answer.headers["Cache-Control"] = "no-store"
        if request.cookies.get(COOKIE) != session:
            answer.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/")
        return answer

    async def open(self) -> None:
        """Make the first page in each language before anyone is let in; a worker starts for it."""
        with contextlib.suppress(DengeError):
            for lang in LANGUAGES:
                await self.kept("home", "/", {"lang": lang})

    async def warm(self) -> None:
        """Make the page of the casebook's state before anyone asks for it."""
        with contextlib.suppress(DengeError):
            await self.kept("state", "/state/KAZ", {"lang": "en", "as_of": None}, state="KAZ")

    def start(self, work: Any) -> None:
        """Run something beside the requests."""
        task = asyncio.get_running_loop().create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)


def hub_of(request: Request) -> Hub:
    """The server that a request came to."""
    return request.app.state.hub
