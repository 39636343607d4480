"""Fetches a page for a user, and reaches no address that is not public.

Every connection looks the name up itself, refuses any answer that is private, loopback, link-local
or otherwise not global, and then connects to the address that it checked: a name that answers
differently a moment later gains nothing. Redirects are followed one by one, each checked anew.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from denge.core.errors import SourceError
from denge.web.errors import Refused
from denge.web.settings import limit

__all__ = ["Fetched", "check_address", "fetch", "is_public", "send"]

Lookup = Callable[[str, int], Iterable[str]]
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291, section 2.4
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_PORTS = (80, 443, 8080, 8443)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    address: str
    kind: str
    raw: bytes


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1")]
    [True, False, False, False, False]
    >>> is_public("::ffff:127.0.0.1"), is_public("64:ff9b::7f00:1"), is_public("2002:7f00:1::")
    (False, False, False)
    >>> is_public("::127.0.0.1"), is_public("fec0::1"), is_public("2606:4700:4700::1111")
    (False, False, True)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip not in _GLOBAL_UNICAST and ip.ipv4_mapped is None and ip not in _NAT64:
            return False  # site-local, IPv4-compatible, IPv4-translated and what is not assigned
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def check_address(address: str) -> str:
    """An http(s) address without credentials, on a usual port.

    Raises
    ------
    Refused
        It is none.

    >>> check_address("https://example.org/a")
    'https://example.org/a'
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise Refused("this is no address that can be opened.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("only http and https addresses can be opened.")
    if parts.username or parts.password:
        raise Refused("an address with a name or password in it is not opened.")
    if port is not None and port not in _PORTS:
        raise Refused(f"port {port} is not opened; use {', '.join(map(str, _PORTS))}.")
    return address


def fetch(
    address: str,
    *,
    lookup: Lookup | None = None,
    most: int | None = None,
    accept: str = "text/html",
) -> Fetched:
    """Fetch a page, following checked redirects, within the limits of size and time.

    Parameters
    ----------
    lookup : callable, optional
        Name to IP addresses; the system's own by default (tests give theirs).
    most : int, optional
        Largest number of bytes; the limit of a page by default.

    Raises
    ------
    Refused
        An address on the way is not public.
    SourceError
        It cannot be had, is too large or too slow.
    """
    until = time.monotonic() + limit("fetch_seconds")
    most = most or limit("page_bytes")
    with _client(lookup or _system_lookup, until) as client:
        for _ in range(limit("redirects") + 1):
            check_address(address)
            answer = _once(client, address, accept, most, until)
            if isinstance(answer, Fetched):
                return answer
            address = urljoin(address, answer)
    raise SourceError(f"{_shown(address)} redirects more than {limit('redirects')} times.")


def send(
    address: str, raw: bytes, kind: str, *, inside: bool = False, lookup: Lookup | None = None
) -> None:
    """Post bytes to an address; no redirect is followed, and nothing of the answer is kept.

    Parameters
    ----------
    kind : str
        Content type.
    inside : bool
        Whether the address may be one of this machine or of a private network.

    Raises
    ------
    Refused
        The address is not public, though it would have to be.
    SourceError
        It is not taken; the message does not repeat the address, as it may hold a secret.
    """
    if not inside:
        check_address(address)
    until = time.monotonic() + limit("fetch_seconds")
    plain = httpx.Client(trust_env=False, timeout=limit("fetch_seconds"), follow_redirects=False)
    with plain if inside else _client(lookup or _system_lookup, until) as client:
        try:
            answer = client.post(address, content=raw, headers={"Content-Type": kind})
        except Refused:
            raise Refused(
                "it leads to a private network; say --private-webhook to allow it"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise SourceError(f"it cannot be reached: {type(error).__name__}") from None
    if answer.status_code >= 300:
        raise SourceError(f"it answered {answer.status_code}")


def _client(lookup: Lookup, until: float) -> httpx.Client:
    transport = httpx.HTTPTransport(trust_env=False, retries=0)
    pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(),
        network_backend=_Checked(lookup, until),
    )
    transport._pool = pool
    return httpx.Client(
        transport=transport, follow_redirects=False, trust_env=False, timeout=limit("fetch_seconds")
    )


def _once(
    client: httpx.Client, address: str, accept: str, most: int, until: float
) -> Fetched | str:
    """The page, or where it redirects to."""
    headers = {"User-Agent": "denge", "Accept": f"{accept}, text/plain;q=0.8, */*;q=0.1"}
    try:
        with client.stream("GET", address, headers=headers) as answer:
            if answer.is_redirect:
                return answer.headers.get("location", "")
            answer.raise_for_status()
            raw = b""
            for part in answer.iter_bytes():
                raw += part
                if len(raw) > most:
                    raise SourceError(f"{_shown(address)} is larger than {most:,} bytes.")
                if time.monotonic() > until:
                    raise SourceError(f"{_shown(address)} is too slow.")
            return Fetched(address, answer.headers.get("content-type", ""), raw)
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise SourceError(f"{_shown(address)} answered {code}.") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise SourceError(f"{_shown(address)} cannot be had: {type(error).__name__}.") from None


def _shown(address: str) -> str:
    """An address for a message: without its query, which may hold a secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _system_lookup(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Checked(httpcore.NetworkBackend):
    """Connects to addresses that it has looked up and checked itself."""

    def __init__(self, lookup: Lookup, until: float) -> None:
        self._lookup, self._until = lookup, until
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        try:
            found = list(self._lookup(host, port))
        except OSError:
            raise httpcore.ConnectError(f"no address of {host}") from None
        private = [ip for ip in found if not is_public(ip)]
        if private or not found:
            raise Refused(f"{host} is no public address; paste the text instead.")
        left = max(self._until - time.monotonic(), 0.1)
        return self._real.connect_tcp(found[0], port, left, local_address, socket_options)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Refused("no socket of this machine is opened.")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
