"""Every page is a GET whose address holds its whole state; every chart has an address too."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from denge.web.export import KINDS, as_csv, as_json, as_png, as_svg, find_export
from denge.web.frame import address_of, export_link
from denge.web.hub import Hub, hub_of
from denge.web.routes import options as o  # noqa: TC001 - resolved when the app starts
from denge.web.words import words

__all__ = ["router"]

router = APIRouter()


@router.get("/", response_class=Response)
async def home(request: Request, lang: Annotated[o.Lang, Query()] = "en") -> Response:
    """Home."""
    return await hub_of(request).page(request, "home", "/", {"lang": lang})


@router.get("/state", response_class=Response)
async def pick(options: Annotated[o.StatePage, Query()]) -> Response:
    """From the state picker to the page of the state."""
    given = options.given()
    return RedirectResponse(address_of(f"/state/{given.pop('state')}", given), 303)


@router.get("/state/{state}.{form}", response_class=Response)
async def state_file(
    request: Request, state: o.Code, form: o.FileForm, options: Annotated[o.Page, Query()]
) -> Response:
    """The brief of a state as one file."""
    return await _file(request, "state", f"/state/{state}", options.given(), form, state=state)


@router.get("/state/{state}", response_class=Response)
async def state(request: Request, state: o.Code, options: Annotated[o.Page, Query()]) -> Response:
    """A state on the record."""
    given = options.given()
    w = words(str(given.get("lang") or "en"))
    name = w.state(state)
    doing = w.say("Working out the figures of %(state)s…", state=name)
    return await hub_of(request).page_in_steps(
        request, "state", f"/state/{state}", given, name, doing, state=state
    )


@router.get("/state/{state}/chart/{chart}.{kind}", response_class=Response)
async def state_chart(
    request: Request, state: o.Code, chart: o.Name, kind: o.Kind,
    options: Annotated[o.Page, Query()],
) -> Response:  # fmt: skip
    """A chart or table of the page of a state."""
    return await _export(request, "state", f"/state/{state}", options, chart, kind, state=state)


@router.get("/brief/{text}.{form}", response_class=Response)
async def brief_file(
    request: Request, text: o.TextId, form: o.FileForm, options: Annotated[o.TextPage, Query()]
) -> Response:
    """A brief as one file."""
    return await _file(request, "brief", f"/brief/{text}", options.given(), form, text=text)


@router.get("/brief/{text}", response_class=Response)
async def brief(
    request: Request, text: o.TextId, options: Annotated[o.TextPage, Query()]
) -> Response:
    """The brief of a text."""
    return await _page(request, "brief", f"/brief/{text}", options, text=text)


@router.get("/brief/{text}/chart/{chart}.{kind}", response_class=Response)
async def brief_chart(
    request: Request, text: o.TextId, chart: o.Name, kind: o.Kind,
    options: Annotated[o.TextPage, Query()],
) -> Response:  # fmt: skip
    """A chart or table of a brief."""
    return await _export(request, "brief", f"/brief/{text}", options, chart, kind, text=text)


@router.get("/brief/{text}/items", response_class=Response)
async def items(
    request: Request, text: o.TextId, options: Annotated[o.TextPage, Query()]
) -> Response:
    """Every item read from a text."""
    return await _page(request, "items", f"/brief/{text}/items", options, text=text)


@router.get("/brief/{text}/items/chart/{chart}.{kind}", response_class=Response)
async def items_chart(
    request: Request, text: o.TextId, chart: o.Name, kind: o.Kind,
    options: Annotated[o.TextPage, Query()],
) -> Response:  # fmt: skip
    """The items of a text as data."""
    path = f"/brief/{text}/items"
    return await _export(request, "items", path, options, chart, kind, text=text)


@router.get("/brief/{text}/item/{number}", response_class=Response)
async def item(
    request: Request, text: o.TextId, number: o.ItemNumber, options: Annotated[o.TextPage, Query()]
) -> Response:
    """One item with its sentence."""
    path = f"/brief/{text}/item/{number}"
    return await _page(request, "item", path, options, text=text, number=number)


@router.get("/row/{row}", response_class=Response)
async def row(request: Request, row: o.RowId, options: Annotated[o.Page, Query()]) -> Response:
    """A row of the record."""
    return await _page(request, "row", f"/row/{row}", options, row_id=row)


@router.get("/row/{row}/chart/{chart}.{kind}", response_class=Response)
async def row_chart(
    request: Request, row: o.RowId, chart: o.Name, kind: o.Kind, options: Annotated[o.Page, Query()]
) -> Response:
    """A row as data."""
    return await _export(request, "row", f"/row/{row}", options, chart, kind, row_id=row)


@router.get("/measure", response_class=Response)
async def measures(request: Request, options: Annotated[o.StatePage, Query()]) -> Response:
    """The measures of a state."""
    return await _page(request, "measures", "/measure", options)


@router.get("/measure/{index}", response_class=Response)
async def measure(
    request: Request, index: o.IndexName, options: Annotated[o.MeasurePage, Query()]
) -> Response:
    """One measure of a state."""
    return await _page(request, "measure", f"/measure/{index}", options, name=index)


@router.get("/measure/{index}/chart/{chart}.{kind}", response_class=Response)
async def measure_chart(
    request: Request, index: o.IndexName, chart: o.Name, kind: o.Kind,
    options: Annotated[o.MeasurePage, Query()],
) -> Response:  # fmt: skip
    """A chart or table of a measure."""
    return await _export(request, "measure", f"/measure/{index}", options, chart, kind, name=index)


@router.get("/compare", response_class=Response)
async def compare(request: Request, options: Annotated[o.ComparePage, Query()]) -> Response:
    """States side by side, and the league table."""
    return await _page(request, "compare", "/compare", options)


@router.get("/compare/chart/{chart}.{kind}", response_class=Response)
async def compare_chart(
    request: Request, chart: o.Name, kind: o.Kind, options: Annotated[o.ComparePage, Query()]
) -> Response:
    """A chart or table of the comparison."""
    return await _export(request, "compare", "/compare", options, chart, kind)


@router.get("/stress", response_class=Response)
async def stresses(request: Request, options: Annotated[o.StatePage, Query()]) -> Response:
    """The kinds of stress."""
    return await _page(request, "stresses", "/stress", options)


@router.get("/stress/{shock}", response_class=Response)
async def stress(
    request: Request, shock: o.ShockName, options: Annotated[o.StressPage, Query()]
) -> Response:
    """One stress of a state."""
    return await _page(request, "stress", f"/stress/{shock}", options, shock=shock)


@router.get("/stress/{shock}/chart/{chart}.{kind}", response_class=Response)
async def stress_chart(
    request: Request, shock: o.ShockName, chart: o.Name, kind: o.Kind,
    options: Annotated[o.StressPage, Query()],
) -> Response:  # fmt: skip
    """A chart or table of a stress."""
    return await _export(request, "stress", f"/stress/{shock}", options, chart, kind, shock=shock)


@router.get("/choose", response_class=Response)
async def choose(request: Request, options: Annotated[o.ChoosePage, Query()]) -> Response:
    """Both/and or either/or."""
    return await _page(request, "choose", "/choose", options)


@router.get("/choose/chart/{chart}.{kind}", response_class=Response)
async def choose_chart(
    request: Request, chart: o.Name, kind: o.Kind, options: Annotated[o.ChoosePage, Query()]
) -> Response:
    """A chart or table of the comparison of strategies."""
    return await _export(request, "choose", "/choose", options, chart, kind)


@router.get("/review", response_class=Response)
async def review(request: Request, options: Annotated[o.ReviewPage, Query()]) -> Response:
    """The review queue."""
    return await hub_of(request).page(request, "review", "/review", options.given())


async def _page(
    request: Request, name: str, path: str, options: o.Page, /, **more: Any
) -> Response:
    return await hub_of(request).page(request, name, path, options.given(), **more)


async def _export(
    request: Request, name: str, path: str, options: o.Page, chart: str, kind: str, /, **more: Any
) -> Response:
    hub: Hub = hub_of(request)
    given = options.given()
    kept = await hub.kept(name, path, given, **more)
    export = find_export(kept.sheet.exports, chart)
    address = export_link(path, given, chart, kind)
    made = {
        "csv": lambda: as_csv(export, address),
        "json": lambda: as_json(export, address, kept.sheet.made_of),
        "svg": lambda: as_svg(export, address, kept.sheet.made_of),
        "png": lambda: as_png(export, address, kept.sheet.made_of),
    }[kind]
    body = await asyncio.to_thread(made)
    return _download(body, KINDS[kind], f"denge-{chart}.{kind}", inline=kind in ("svg", "png"))


async def _file(
    request: Request, name: str, path: str, given: dict[str, Any], form: str, /, **more: Any
) -> Response:
    kept = await hub_of(request).kept(name, path, given, **more)
    data = dict(kept.sheet.data)
    files = data.pop("files")
    if form == "json":
        body = json.dumps(data, ensure_ascii=False, indent=1, default=str)
        return _download(body, "application/json", "brief.json")
    types = {"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}
    return _download(files[form], types[form], f"brief.{form}")


def _download(body: str | bytes, kind: str, name: str, *, inline: bool = False) -> Response:
    how = "inline" if inline else "attachment"
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    if kind.startswith("image/svg"):
        headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        )
    return Response(raw, media_type=kind, headers=headers)
