"""Arrow's compute functions, imported late; their names are made at run time, hence the `Any`."""

from __future__ import annotations

from typing import Any

__all__ = ["compute"]


def compute() -> Any:
    """The module `pyarrow.compute`.

    >>> compute().sum([1, 2]).as_py()
    3
    """
    import pyarrow.compute

    return pyarrow.compute
