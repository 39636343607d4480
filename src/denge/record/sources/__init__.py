"""Loaders, one per publisher; `denge.record.load` calls them by the name of a YAML."""

from __future__ import annotations

__all__: list[str] = []
