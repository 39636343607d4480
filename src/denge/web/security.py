"""Who may ask for what: loopback names only, tokens for every change, and a strict policy."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from denge.web.errors import Refused

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["COOKIE", "Tokens", "check_host", "check_origin", "policy"]

COOKIE = "denge_session"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1", "testserver")


@dataclass(frozen=True)
class Tokens:
    """Tokens against forged requests: each belongs to one browser session and one server."""

    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def session(self, request: Request) -> str:
        """The session of a browser, a new one where it has none of ours."""
        held = request.cookies.get(COOKIE, "")
        return held if len(held) == 43 and held.isascii() else token_urlsafe(32)

    def token(self, session: str) -> str:
        """The token that a form of this session carries.

        >>> tokens = Tokens(b"x" * 32)
        >>> tokens.token("a") == tokens.token("a"), tokens.token("a") == tokens.token("b")
        (True, False)
        """
        return hmac.new(self.secret, session.encode(), sha256).hexdigest()

    def check(self, request: Request, given: str) -> None:
        """Whether a form was made here for this browser.

        Raises
        ------
        Refused
            The token is missing or of another session.
        """
        session = request.cookies.get(COOKIE, "")
        right = self.token(session)
        if not session or not hmac.compare_digest(right.encode(), given.encode()):
            raise Refused(
                "The form carries no valid token. Open the page anew, and send it from there."
            )


def check_host(host: str) -> None:
    """Only the loopback names: a foreign name that resolves to this machine is no way in.

    Raises
    ------
    Refused
        The request was sent to another name.

    >>> check_host("127.0.0.1:8421")
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if (name or host) not in _LOOPBACK:
        raise Refused("denge answers on the loopback interface only; use 127.0.0.1 or localhost.")


def check_origin(request: Request) -> None:
    """A change must come from a page of this server.

    Raises
    ------
    Refused
        The browser says that another site sent it.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    if site not in ("same-origin", "none"):
        raise Refused("Another site sent this request; denge takes changes from its own pages.")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Refused("Another site sent this request; denge takes changes from its own pages.")


def policy(nonce: str) -> str:
    """The Content-Security-Policy of a page: scripts by nonce alone, nothing from elsewhere.

    >>> "unsafe" in policy("x")
    False
    """
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
