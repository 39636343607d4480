"""The options of addresses, each with its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BeforeValidator, Field

__all__ = [
    "AsOf",
    "Axis",
    "Code",
    "Draws",
    "FigureName",
    "FileForm",
    "Gamma",
    "Group",
    "Horizon",
    "IndexName",
    "ItemNumber",
    "Items",
    "Kind",
    "Lang",
    "Limit",
    "Months",
    "Name",
    "Offset",
    "Price",
    "Product",
    "RowId",
    "Scheme",
    "Scopes",
    "Seed",
    "ShockName",
    "Sort",
    "State",
    "StateOrNone",
    "States",
    "TextId",
    "Value",
    "Year",
    "codes",
    "given",
]

_WORD = r"^[A-Za-z0-9_.:+-]*$"


def _blank(value: Any) -> Any:
    """A field of a form that was left empty."""
    return None if value == "" else value


def _in_range(value: date | None) -> date | None:
    if value is not None and not 1900 <= value.year <= 2100:
        raise ValueError("a day between 1900-01-01 and 2100-12-31")
    return value


Lang = Annotated[Literal["en", "tr", "ru", "kk"], Query(description="language of the page")]
AsOf = Annotated[
    date | None,
    Query(description="use only what was known on this day"),
    BeforeValidator(_blank),
    AfterValidator(_in_range),
]
State = Annotated[
    str, Query(pattern=r"^[A-Z]{3}$", max_length=3, description="ISO 3166 alpha-3 code")
]
StateOrNone = Annotated[
    str | None,
    Query(pattern=r"^[A-Z]{3}$", max_length=3, description="ISO 3166 alpha-3 code"),
    BeforeValidator(_blank),
]
Code = Annotated[str, Path(pattern=r"^[A-Z]{3}$", max_length=3, description="ISO 3166 code")]
Seed = Annotated[int, Query(ge=0, le=2**31 - 1, description="seed of the draws")]
Draws = Annotated[int, Query(ge=200, le=20_000, description="sampled worlds")]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
TextId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", max_length=16)]
RowId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$", max_length=80)]
ItemNumber = Annotated[int, Path(ge=0, le=100_000)]
Name = Annotated[str, Path(pattern=r"^[\w.:-]{1,120}$", max_length=120)]
Kind = Annotated[Literal["csv", "json", "svg", "png"], Path()]
IndexName = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", max_length=40)]
ShockName = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", max_length=40)]
FigureName = Annotated[str, Path(pattern=r"^[\w.:-]{1,120}$", max_length=120)]
Scheme = Annotated[str | None, Query(pattern=_WORD, max_length=40), BeforeValidator(_blank)]
Axis = Annotated[str | None, Query(pattern=_WORD, max_length=60), BeforeValidator(_blank)]
Group = Annotated[str | None, Query(pattern=_WORD, max_length=60), BeforeValidator(_blank)]
Value = Annotated[float | None, Query(gt=0, le=10_000), BeforeValidator(_blank)]
Year = Annotated[int | None, Query(ge=1990, le=2100), BeforeValidator(_blank)]
Price = Annotated[int | None, Query(ge=-80, le=100), BeforeValidator(_blank)]
Months = Annotated[int | None, Query(ge=0, le=12), BeforeValidator(_blank)]
Product = Annotated[Literal["crude", "gas"] | None, Query(), BeforeValidator(_blank)]
Horizon = Annotated[Literal["short", "long"], Query()]
FileForm = Annotated[Literal["html", "md", "json"], Path()]
Sort = Annotated[Literal["position", "name"], Query()]
Items = Annotated[Literal["", "events", "deals", "targets", "statuses", "flows", "claims"], Query()]
_Code = Annotated[str, Field(pattern=r"^([A-Z]{3})?$", max_length=3)]
_Scope = Annotated[str, Field(pattern=r"^[a-z_]{1,60}$", max_length=60)]
States = Annotated[Sequence[_Code], Query(max_length=12)]
Scopes = Annotated[Sequence[_Scope], Query(max_length=20)]
Gamma = Annotated[int, Query(ge=0, le=9)]


def codes(states: Sequence[str]) -> tuple[str, ...]:
    """The states that were named, each once, without the fields left empty."""
    return tuple(dict.fromkeys(code for code in states if code))


def given(**options: Any) -> dict[str, Any]:
    """Options as plain values: days as ISO text, what is not set as None."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in options.items()
    }
