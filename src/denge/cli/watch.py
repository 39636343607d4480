"""`denge watch`: follow feeds and folders, and be told when a rule fires."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["watch"]


def watch(
    sources: list[str],
    /,
    *,
    rule: list[str] | None = None,
    state: str = "KAZ",
    ledger: str = "denge.db",
    every: int = 900,
    once: bool = False,
    webhook: str = "",
    private_webhook: bool = False,
    atom: Path | None = None,
    include_unreviewed: bool = False,
    full: Annotated[bool, Parameter(negative="--no-full")] = True,
) -> int:
    """Read what is new in feeds and folders into the ledger, and tell when a rule fires.

    Alerts go to standard output, one a line: day, rule, what happened, quotation, address.

    Parameters
    ----------
    sources
        Addresses or files of RSS and Atom feeds, and folders of texts.
    rule
        When to tell, in words: "new deal above 1 bn", "new visit of KAZ",
        "tilt moved beyond its band", "vectors below 3". May be given more than once.
    state
        The state whose figures the rules speak of.
    ledger
        The ledger that new items enter; what was seen is kept beside it.
    every
        Seconds between two rounds.
    once
        One round, then stop: for a timer.
    webhook
        An address that alerts are sent to as JSON. It is never shown, as it may hold a secret.
    private_webhook
        Let the webhook stand on this machine or in a private network.
    atom
        A file that alerts are written to as an Atom feed.
    include_unreviewed
        Let readings that nobody has reviewed move the figures.
    full
        Read the page behind an item of a feed; otherwise what the feed itself gives.
    """
    import time

    from denge.core.errors import InputError
    from denge.core.state import state as find_state
    from denge.record.ledger import open_ledger
    from denge.web.watch import Watch, parse_rule
    from denge.web.watch.tell import as_line, check_webhook

    if every < 10:
        raise InputError(f"{every} seconds is too often; give --every 10 or more")
    rules = [parse_rule(words) for words in rule or []]
    about = find_state(state).iso3
    if webhook:
        check_webhook(webhook)
    book = open_ledger(ledger)
    memory = Path(ledger if "://" not in ledger else "denge").with_suffix(".watch.json")
    watched = Watch(
        sources, rules, book, memory, about, webhook, private_webhook, atom,
        include_unreviewed, full, _say,
    )  # fmt: skip
    try:
        while True:
            found = watched.round()
            for alert in found.alerts:
                print(as_line(alert), flush=True)
            _say(f"{found.read} new, {len(found.alerts)} told, {len(found.failed)} failed")
            if once:
                return 1 if found.failed and not found.read else 0
            time.sleep(every)
    finally:
        book.store.close()


def _say(words: str) -> None:
    print(f"denge: {words}", file=sys.stderr)
