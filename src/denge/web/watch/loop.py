"""One round of a watch: new items in, rules asked, alerts told, and what was seen remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from denge.core.errors import DengeError, LedgerError
from denge.record.durable import put
from denge.web.texts import clean
from denge.web.watch.feeds import Found, items_of
from denge.web.watch.rules import Alert, Rule, alerts, figure_now
from denge.web.watch.tell import post, write_atom

if TYPE_CHECKING:
    from denge.core.estimate import Estimate
    from denge.core.reading import Reading

__all__ = ["Round", "Watch"]

_KEPT = 200  # alerts in the memory and the Atom file


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought."""

    read: int
    alerts: tuple[Alert, ...]
    failed: tuple[str, ...]


@dataclass
class Watch:
    """Feeds and folders, rules, and where to tell.

    What was seen is kept beside the ledger (`LEDGER.watch.json`), so a watch can be stopped and
    started, or run by a timer.
    """

    sources: Sequence[str]
    rules: Sequence[Rule]
    ledger: Any
    memory: Path
    state: str
    webhook: str = ""
    private_webhook: bool = False
    atom: Path | None = None
    include_unreviewed: bool = False
    full: bool = True
    warn: Callable[[str], None] = lambda words: None
    _known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = self._remembered()

    def round(self) -> Round:
        """Read what is new, ask every rule, tell what fired, and remember."""
        failed: list[str] = []
        new: list[tuple[Reading, str]] = []
        for source in self.sources:
            try:
                found = items_of(source)
            except DengeError as error:
                failed.append(f"{source.partition('?')[0]}: {error}")
                continue
            new += [told for item in found if (told := self._take(item, failed)) is not None]
        fired = self._asked(new)
        self._tell(fired, failed)
        self._remember()
        for words in failed:
            self.warn(words)
        return Round(len(new), tuple(fired), tuple(failed))

    def _take(self, item: Found, failed: list[str]) -> tuple[Reading, str] | None:
        """An item into the ledger; None where it was seen before or cannot be read."""
        from denge.read import read

        if item.key in self._known["seen"]:
            return None
        try:
            text, title = self._text(item)
            reading = read(clean(text), date=item.day, title=clean(title))
            reading = replace(reading, source=item.link or item.title)
            self.ledger.add(reading)
        except LedgerError:
            raise
        except DengeError as error:
            failed.append(f"{item.title[:80] or item.link}: {error}")
            self._known["seen"].append(item.key)
            return None
        self._known["seen"].append(item.key)
        return reading, item.link

    def _text(self, item: Found) -> tuple[str, str]:
        """The page behind an item where it can be had, else what the feed gives."""
        from denge.web.workers import extract

        if item.page:
            page = extract(item.text, item.title)
            return page["text"], page["title"] or item.title
        if not (self.full and item.link):
            return item.text, item.title
        try:
            from denge.brief.source import text_of_bytes
            from denge.web.fetch import fetch

            page = extract(text_of_bytes(fetch(item.link).raw, item.link), item.link)
            return page["text"], page["title"] or item.title
        except DengeError:
            return item.text, item.title

    def _asked(self, new: list[tuple[Reading, str]]) -> list[Alert]:
        figures = self._figures()
        before = {k: (v[0], v[1]) for k, v in self._known["bands"].items()}
        told = {alert["key"] for alert in self._known["alerts"]}
        fired: dict[str, Alert] = {}
        for rule in self.rules:
            for alert in alerts(rule, new, figures, before):
                if alert.key not in told:
                    fired.setdefault(alert.key, alert)
        moved = {rule.figure for rule in self.rules for a in fired.values() if a.rule == rule.words}
        for name, estimate in figures.items():
            if estimate.low is not None and (name not in before or name in moved):
                self._known["bands"][name] = [estimate.low, estimate.high]
        return list(fired.values())

    def _figures(self) -> dict[str, Estimate]:
        """Every figure that a rule names, as it stands now."""
        names = dict.fromkeys(rule.figure for rule in self.rules if rule.figure)
        view = self.ledger.view(None, include_unreviewed=self.include_unreviewed)
        found = {}
        for name in names:
            try:
                found[name] = figure_now(view, self.state, name)
            except DengeError as error:
                self.warn(f"{name}: {error}")
        return found

    def _tell(self, fired: list[Alert], failed: list[str]) -> None:
        kept = self._known["alerts"] + [asdict(alert) for alert in fired]
        self._known["alerts"] = kept[-_KEPT:]
        if self.atom is not None:
            write_atom(self.atom, [Alert(**alert) for alert in self._known["alerts"]])
        if self.webhook:
            self._send(fired, failed)

    def _send(self, fired: list[Alert], failed: list[str]) -> None:
        """To the webhook; what it does not take is sent again in the next round."""
        waiting = self._known["unsent"] + [asdict(alert) for alert in fired]
        self._known["unsent"] = waiting[-_KEPT:]
        if not waiting:
            return
        try:
            unsent = [Alert(**alert) for alert in self._known["unsent"]]
            post(self.webhook, unsent, inside=self.private_webhook)
        except DengeError as error:
            failed.append(str(error))
        else:
            self._known["unsent"] = []

    def _remembered(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"seen": [], "bands": {}, "alerts": [], "unsent": []}
        try:
            held = json.loads(self.memory.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return empty
        return empty | held if isinstance(held, dict) else empty

    def _remember(self) -> None:
        with put(self.memory) as temporary:
            temporary.write_text(json.dumps(self._known, ensure_ascii=False), "utf-8")
