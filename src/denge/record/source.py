"""What `catalogue/sources/NAME.yaml` says: who publishes a source, on what terms, for what."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from denge.core.catalogue import read_yaml
from denge.core.errors import UnknownName, nearest
from denge.core.trail import Origin

__all__ = ["Expected", "SourceSpec", "source_ids", "source_spec"]


class Expected(BaseModel):
    """Counts that the publisher's file is known to hold.

    `kazakhstan` counts rows with Kazakhstan as a state, actor or party; `placed` those of which any
    of the three places lies there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    kazakhstan: int | None = None
    placed: int | None = None
    note: str = ""


class SourceSpec(BaseModel):
    """One source.

    `checked` says when citation and terms were compared with which page, and what was not verified;
    `dataset` is its table in the lake and `key` the columns that tell its rows apart; `known_from`
    names the column of the day from which a row was known, where the source has no
    `date_published`; `consumer` is the measure or stress that reads it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    producer: str
    citation: str
    licence: str
    url: str
    checked: str = Field(pattern=r"^\d{4}-\d\d-\d\d: .+")
    dataset: str
    consumer: str = Field(pattern=r"^(measure|stress)\.[a-z_]+$")
    coverage: dict[str, Any]
    loader: str = ""
    layout: str = ""
    key: tuple[str, ...] = ()
    date_published: str = ""
    date_accessed: str = ""
    known_from: str = ""
    units: dict[str, str] = {}
    lookups: dict[str, Any] = {}
    expected: dict[str, Expected] = {}
    download: dict[str, dict[str, str]] = {}
    columns: dict[str, str] = {}
    doubt: str = ""
    notes: str = ""

    def origin(self) -> Origin:
        """Ready to be cited."""
        return Origin(
            self.id,
            self.title,
            self.producer,
            self.url,
            self.licence,
            self.citation,
            self.date_published,
            self.date_accessed,
        )


@cache
def source_ids() -> tuple[str, ...]:
    """The names of all sources that denge can load, sorted."""
    folder = files("denge").joinpath("catalogue/sources")
    return tuple(sorted(e.name[:-5] for e in folder.iterdir() if e.name.endswith(".yaml")))


@cache
def source_spec(name: str) -> SourceSpec:
    """The description of one source.

    Raises
    ------
    UnknownName
        There is no such source; the message names the nearest.

    >>> source_spec("gdelt").producer
    'The GDELT Project'
    """
    if name not in source_ids():
        raise UnknownName(
            f"{name!r} is no source; {nearest(name, source_ids())}. "
            "List them with: denge record sources"
        )
    return SourceSpec.model_validate(read_yaml(f"catalogue/sources/{name}.yaml"))
