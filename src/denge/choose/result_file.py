"""The result file: a JSON that says what made it."""

from __future__ import annotations

import json
import math
import platform
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from denge import __version__

if TYPE_CHECKING:
    from denge.choose.result import ChooseResult

__all__ = ["as_json", "write_result"]

FORMAT = 1


def as_json(result: ChooseResult) -> dict[str, Any]:
    """All of a result as plain JSON data, with versions, seed, assumptions and origins.

    Numbers that are not finite become null. Reading it back needs no denge.
    """
    skip = {"origins", "assumptions", "steps"}
    body = {
        name: plain(getattr(result, name))
        for name in result.__dataclass_fields__
        if name not in skip
    }
    return {
        "format": f"denge choose {FORMAT}",
        "says": "shares of sampled worlds measure assumptions, not how often a world comes about",
        "made_by": {
            "denge": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        **body,
        "figures": plain(result.table()),
        "assumptions": plain(result.assumptions),
        "origins": plain(result.origins),
        "trail": plain(result.steps),
    }


def plain(value: Any) -> Any:
    """Plain JSON: dataclasses to objects, arrays to lists, dates to ISO, not finite to null."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def write_result(result: ChooseResult, path: str | Path) -> Path:
    """Write the result file, and give back its path.

    Raises
    ------
    BadOutput
        The place cannot be written.
    """
    from denge.core.errors import BadOutput

    target = Path(path)
    try:
        target.write_text(json.dumps(as_json(result), ensure_ascii=False, indent=1), "utf-8")
    except OSError as error:
        raise BadOutput(f"{target} cannot be written: {error.strerror}") from None
    return target
