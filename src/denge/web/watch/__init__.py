"""Watches feeds and folders: new items enter the ledger, and rules tell when something happened."""

from __future__ import annotations

from denge.web.watch.loop import Watch
from denge.web.watch.rules import Alert, Rule, parse_rule

__all__ = ["Alert", "Rule", "Watch", "parse_rule"]
