"""Lets a package be called like its main function: `denge.read(text)`, `denge.brief(path)`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

__all__ = ["make_callable"]


def make_callable(package: str, function: str) -> None:
    """Make `package(...)` mean `package.function(...)`; the package stays what it is.

    >>> import denge
    >>> denge.read("6 Kasım 2025'te Kazakistan ve Rusya anlaşma imzaladı.").lang
    'tr'
    """

    class Door(ModuleType):
        def __call__(self, *given: Any, **named: Any) -> Any:
            return getattr(self, function)(*given, **named)

    sys.modules[package].__class__ = Door
