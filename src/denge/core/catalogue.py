"""Reads the facts about the world that ship with the package as data files."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

from denge.core.errors import UnknownName, nearest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["catalogue_path", "read_csv", "read_toml", "read_yaml"]


def catalogue_path(name: str) -> Traversable:
    """The packaged file `denge/NAME`, e.g. `catalogue/states.csv`.

    Raises
    ------
    UnknownName
        There is no such file; the message names the nearest one.
    """
    path = files("denge").joinpath(name)
    if not path.is_file():
        folder = files("denge").joinpath(name.rpartition("/")[0])
        known = [child.name for child in folder.iterdir()] if folder.is_dir() else []
        raise UnknownName(f"denge ships no {name!r}; {nearest(name.rpartition('/')[2], known)}")
    return path


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a packaged CSV, as text, in file order."""
    rows = csv.reader(StringIO(catalogue_path(name).read_text("utf-8")))
    head = next(rows)
    return tuple(dict(zip(head, row, strict=True)) for row in rows if row)


@cache
def read_toml(name: str) -> dict[str, Any]:
    """A packaged TOML file."""
    return tomllib.loads(catalogue_path(name).read_text("utf-8"))


@cache
def read_yaml(name: str) -> Any:
    """A packaged YAML file."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(catalogue_path(name).read_text("utf-8"), loader)
