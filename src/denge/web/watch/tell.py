"""Tells: in the terminal, to a webhook, and in an Atom file that any feed reader can follow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from denge.core.errors import DengeError, InputError, SourceError
from denge.record.durable import put
from denge.web.fetch import send

if TYPE_CHECKING:
    from denge.web.watch.rules import Alert

__all__ = ["as_line", "check_webhook", "post", "write_atom"]


def as_line(alert: Alert) -> str:
    """One line for the terminal; control characters of a quotation are left out."""
    parts = [alert.day, alert.rule, alert.says, alert.quote, alert.link]
    line = "\t".join(" ".join(part.split()) for part in parts)
    return "".join(c for c in line if c == "\t" or c.isprintable())


def check_webhook(address: str) -> str:
    """An http(s) address.

    Raises
    ------
    InputError
        It is none; the message does not repeat it, as it may hold a secret.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("--webhook takes an http or https address")
    return address


def post(address: str, alerts: Sequence[Alert], *, inside: bool = False) -> None:
    """Send alerts as one JSON object; the address is never shown, as it may hold a secret.

    Parameters
    ----------
    inside : bool
        Whether the webhook may stand on this machine or in a private network.

    Raises
    ------
    SourceError
        The webhook does not take them, or leads inside though it may not.
    """
    body = [asdict(alert) for alert in alerts]
    raw = json.dumps({"text": "\n".join(a.says for a in alerts), "alerts": body})
    try:
        send(address, raw.encode(), "application/json", inside=inside)
    except DengeError as error:
        raise SourceError(f"the webhook does not take alerts: {error}") from None


def write_atom(path: Path, alerts: Sequence[Alert]) -> None:
    """The alerts as an Atom feed, the newest first; whole or not at all."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entries = "".join(_entry(alert) for alert in reversed(alerts))
    feed = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>denge watch</title><id>urn:denge:watch</id><updated>{now}</updated>"
        f"<author><name>denge</name></author>{entries}</feed>\n"
    )
    with put(path) as temporary:
        temporary.write_text(feed, "utf-8")


def _entry(alert: Alert) -> str:
    link = f"<link href={quoteattr(alert.link)}/>" if alert.link.startswith("http") else ""
    said = f"{alert.says}. {alert.quote}".strip()
    return (
        f"<entry><title>{_xml(alert.rule)}: {_xml(alert.says)}</title>"
        f"<id>urn:denge:alert:{alert.key}</id><updated>{alert.day}T00:00:00Z</updated>"
        f"{link}<summary>{_xml(said)}</summary></entry>\n"
    )


def _xml(text: str) -> str:
    """Text that XML 1.0 can hold."""
    kept = "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
    return escape(kept)
