"""The options of addresses, each with its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

__all__ = [
    "AsOf",
    "ChooseOptions",
    "ChoosePage",
    "Code",
    "ComparePage",
    "FileForm",
    "IndexName",
    "ItemNumber",
    "Kind",
    "Lang",
    "MeasureOptions",
    "MeasurePage",
    "Name",
    "Options",
    "Page",
    "ReviewPage",
    "RowId",
    "ShockName",
    "StateOrNone",
    "StatePage",
    "StressOptions",
    "StressPage",
    "TextId",
    "TextPage",
]

_WORD = r"^[A-Za-z0-9_.:+-]*$"


def _blank(value: Any) -> Any:
    """A field of a form that was left empty."""
    return None if value == "" else value


def _in_range(value: date | None) -> date | None:
    if value is not None and not 1900 <= value.year <= 2100:
        raise ValueError("a day between 1900-01-01 and 2100-12-31")
    return value


_Blank = BeforeValidator(_blank)
_STATE = Field(pattern=r"^[A-Z]{3}$", max_length=3, description="ISO 3166 alpha-3 code")

# Parts of paths.
Code = Annotated[str, Path(pattern=r"^[A-Z]{3}$", max_length=3, description="ISO 3166 code")]
TextId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", max_length=16)]
RowId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$", max_length=80)]
ItemNumber = Annotated[int, Path(ge=0, le=100_000)]
Name = Annotated[str, Path(pattern=r"^[\w.:-]{1,120}$", max_length=120)]
Kind = Annotated[Literal["csv", "json", "svg", "png"], Path()]
IndexName = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", max_length=40)]
ShockName = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", max_length=40)]
FileForm = Annotated[Literal["html", "md", "json"], Path()]

# Options of the query.
Lang = Annotated[Literal["en", "tr", "ru", "kk"], Field(description="language of the page")]
AsOf = Annotated[
    date | None,
    Field(description="use only what was known on this day"),
    _Blank,
    AfterValidator(_in_range),
]
StateOrNone = Annotated[str | None, _STATE, _Blank]
_State = Annotated[str, _STATE]
_Seed = Annotated[int, Field(ge=0, le=2**31 - 1, description="seed of the draws")]
_Draws = Annotated[int, Field(ge=200, le=20_000, description="sampled worlds")]
_Word = Annotated[str | None, Field(pattern=_WORD, max_length=60), _Blank]
_Code = Annotated[str, Field(pattern=r"^([A-Z]{3})?$", max_length=3)]
_Scope = Annotated[str, Field(pattern=r"^[a-z_]{1,60}$", max_length=60)]


class _Query(BaseModel):
    model_config = ConfigDict(frozen=True)

    def given(self, **more: Any) -> dict[str, Any]:
        """Options as plain values: days as ISO text, what is not set as None."""
        found = {name: getattr(self, name) for name in type(self).model_fields} | more
        return {name: _plain(name, value) for name, value in found.items()}


class Options(_Query):
    """What every address may hold, pages and data alike."""

    as_of: AsOf = None


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if name in ("seed", "offset"):
        return value or None
    return tuple(value) if isinstance(value, list) else value


class Page(Options):
    """A page for people."""

    lang: Lang = "en"


class StatePage(Page):
    """A page about a state."""

    state: _State = "KAZ"


class TextPage(Page):
    """A page about a text, for a state of choice."""

    state: StateOrNone = None


class MeasureOptions(Options):
    """What the figures of a measure depend on."""

    state: _State = "KAZ"
    scheme: _Word = None
    axis: _Word = None
    group: _Word = None
    after: StateOrNone = None
    partner: StateOrNone = None
    value_bn: Annotated[float | None, Field(gt=0, le=10_000), _Blank] = None
    year: Annotated[int | None, Field(ge=1990, le=2100), _Blank] = None
    seed: _Seed = 0


class StressOptions(Options):
    """What the figures of a stress depend on."""

    state: _State = "KAZ"
    scenario: _Word = None
    price: Annotated[int | None, Field(ge=-80, le=100), _Blank] = None
    product: Annotated[Literal["crude", "gas"] | None, _Blank] = None
    closed: _Word = None
    months: Annotated[int | None, Field(ge=0, le=12), _Blank] = None
    scopes: Annotated[Sequence[_Scope], Field(max_length=20)] = ()
    tension: Annotated[int | None, Field(ge=5, le=95), _Blank] = None
    held: Annotated[Literal["yes"] | None, _Blank] = None
    draws: _Draws = 5000
    seed: _Seed = 0


class ChooseOptions(Options):
    """What the comparison of strategies depends on."""

    state: _State = "KAZ"
    horizon: Literal["short", "long"] = "long"
    draws: _Draws = 2000
    gamma: Annotated[int, Field(ge=0, le=9)] = 0
    seed: _Seed = 0


class MeasurePage(MeasureOptions, Page):
    """The page of a measure."""


class StressPage(StressOptions, Page):
    """The page of a stress."""


class ChoosePage(ChooseOptions, Page):
    """The page of the choice."""


class ComparePage(Page):
    """States side by side."""

    states: Annotated[Sequence[_Code], Field(max_length=12)] = ()
    sort: Literal["position", "name"] = "position"

    def given(self, **more: Any) -> dict[str, Any]:
        """The states that were named, each once, without the fields left empty."""
        named = tuple(dict.fromkeys(code for code in self.states if code))
        return super().given(states=named, **more)


class ReviewPage(_Query):
    """The review queue."""

    lang: Lang = "en"
    kind: Literal["", "events", "deals", "targets", "statuses", "flows", "claims"] = ""
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
