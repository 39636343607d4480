"""The outermost gate of the app: names, sizes and headers, before any route is looked for."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

from denge.web.errors import Refused
from denge.web.security import check_host
from denge.web.settings import limit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard"]

_METHODS = ("GET", "HEAD", "POST")
_SLACK = 65_536  # boundaries and small fields of a form around its text
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses foreign names, other methods and bodies past the limit; sets headers on answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = limit("text_bytes") + _SLACK
        refused = _refusal(scope, headers, most)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        counted = _Counted(receive, most, limit("upload_seconds"))
        try:
            await self.app(scope, counted, _with_headers(send))
        except _TooLarge:
            await _too_large(most)(scope, receive, _with_headers(send))
        except _TooSlow:
            await _too_slow()(scope, receive, _with_headers(send))
        except ClientDisconnect:
            return  # nobody is there to be answered


def _refusal(scope: Scope, headers: Headers, most: int) -> PlainTextResponse | None:
    try:
        check_host(headers.get("host", ""))
    except Refused as error:
        return PlainTextResponse(str(error), 403)
    if scope["method"] not in _METHODS:
        return PlainTextResponse(
            "Only GET, HEAD and POST are answered.", 405, {"Allow": ", ".join(_METHODS)}
        )
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > most:
        return _too_large(most)
    return None


def _too_large(most: int) -> PlainTextResponse:
    return PlainTextResponse(f"Larger than {most:,} bytes; give a shorter text.", 413)


def _too_slow() -> PlainTextResponse:
    seconds = limit("upload_seconds")
    return PlainTextResponse(
        f"The request took more than {seconds} seconds to arrive.", 408, {"Connection": "close"}
    )


class _TooLarge(Exception):
    """A body grew past the limit while it was read."""


class _TooSlow(Exception):
    """A body did not arrive in time."""


class _Counted:
    """A receiver that stops at the limits of size and time, whatever the head promised."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive, self._left = receive, most
        self._until = time.monotonic() + seconds
        self._whole = False

    async def __call__(self) -> Message:
        message = await self._next()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._left < 0:
                raise _TooLarge
        return message

    async def _next(self) -> Message:
        if self._whole:  # what comes now is that the client goes
            return await self._receive()
        try:
            return await asyncio.wait_for(self._receive(), self._until - time.monotonic())
        except TimeoutError:
            raise _TooSlow from None


def _with_headers(send: Send) -> Any:
    async def put(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault(
                "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"
            )
        await send(message)

    return put
