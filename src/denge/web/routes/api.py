"""The API: the same pages as data."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from denge.core.state import states
from denge.web.hub import hub_of
from denge.web.routes import options as o  # noqa: TC001 - resolved when the app starts
from denge.web.security import check_origin
from denge.web.sheets.measure import indices
from denge.web.sheets.shocks import SHOCKS
from denge.web.texts import clean
from denge.web.workers import read_text

__all__ = ["PlainJSON", "router"]


class PlainJSON(JSONResponse):
    """JSON in which a number that is not finite is null."""

    def render(self, content: Any) -> bytes:
        text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, default=str)
        return text.encode("utf-8", "replace")


def plain(value: Any) -> Any:
    """Data without NaN, infinity, sets or tuples."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    item = getattr(value, "item", None)
    return plain(item()) if callable(item) else value


router = APIRouter(prefix="/api", tags=["denge"], default_response_class=PlainJSON)


class Text(BaseModel):
    """A text to be read; nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    date: o.AsOf = None
    title: Annotated[str, Field(max_length=300)] = ""
    lang: Literal["en", "tr", "ru", "kk"] = "en"
    state: o.StateOrNone = None


@router.get("/states")
async def api_states(lang: Annotated[o.Lang, Query()] = "en") -> Any:
    """Every state with its name."""
    return PlainJSON([{"iso3": code, "name": s.name(lang)} for code, s in states().items()])


@router.get("/states/{state}")
async def api_state(request: Request, state: o.Code, options: Annotated[o.Page, Query()]) -> Any:
    """What the record says of a state: finding, figures with their rows, sections."""
    return await _data(request, "state", f"/state/{state}", options, state=state)


@router.get("/briefs/{text}")
async def api_brief(
    request: Request, text: o.TextId, options: Annotated[o.TextPage, Query()]
) -> Any:
    """The brief of a text that the server knows."""
    return await _data(request, "brief", f"/brief/{text}", options, text=text)


@router.get("/rows/{row}")
async def api_row(request: Request, row: o.RowId, options: Annotated[o.Options, Query()]) -> Any:
    """A row of the record."""
    return await _data(request, "row", f"/row/{row}", options, row_id=row)


@router.get("/measures")
async def api_measures() -> Any:
    """The measures, with the options that each takes."""
    return PlainJSON(
        [{"id": i.id, "title": i.title, "about": i.about, "options": i.options} for i in indices()]
    )


@router.get("/measures/{index}")
async def api_measure(
    request: Request, index: o.IndexName, options: Annotated[o.MeasureOptions, Query()]
) -> Any:
    """The figures of a measure of a state."""
    return await _data(request, "measure", f"/measure/{index}", options, name=index)


@router.get("/stress")
async def api_stresses() -> Any:
    """The kinds of stress, with the options that each takes."""
    return PlainJSON(
        [{"id": s.id, "title": s.title, "about": s.about, "options": s.options} for s in SHOCKS]
    )


@router.get("/stress/{shock}")
async def api_stress(
    request: Request, shock: o.ShockName, options: Annotated[o.StressOptions, Query()]
) -> Any:
    """The figures of a stress of a state."""
    return await _data(request, "stress", f"/stress/{shock}", options, shock=shock)


@router.get("/choose")
async def api_choose(request: Request, options: Annotated[o.ChooseOptions, Query()]) -> Any:
    """The comparison of strategies of a state."""
    return await _data(request, "choose", "/choose", options)


@router.post("/read")
async def api_read(request: Request, body: Text) -> Any:
    """Read a text: events, deals, goals, labels, flows and claims, each with its quotation."""
    check_origin(request)
    hub = hub_of(request)
    hub.exact.take()
    found = await hub.workers.run(
        read_text, text=clean(body.text), day=body.date.isoformat() if body.date else None,
        title=clean(body.title), source="",
    )  # fmt: skip
    return PlainJSON(found["reading"].to_dict())


@router.post("/brief")
async def api_make(request: Request, body: Text) -> Any:
    """The brief of a text as data; nothing of it is kept."""
    from denge.web.workers import brief_parts

    check_origin(request)
    hub = hub_of(request)
    hub.exact.take()
    text = clean(body.text)
    day = body.date.isoformat() if body.date else None
    given = {
        "ledger": hub.settings.ledger, "lang": body.lang, "state": body.state,
        "text": {"id": "", "text": text, "day": day, "title": clean(body.title)},
    }  # fmt: skip
    sheet = await hub.workers.run(brief_parts, name="brief", options=given)
    return PlainJSON({k: v for k, v in sheet.data.items() if k != "files"})


async def _data(
    request: Request, name: str, path: str, options: o.Options, /, **more: Any
) -> PlainJSON:
    given = {"lang": "en"} | options.given()
    kept = await hub_of(request).kept(name, path, given, **more)
    return PlainJSON({k: v for k, v in kept.sheet.data.items() if k != "files"})
