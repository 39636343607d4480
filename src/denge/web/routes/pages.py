"""Every page is a GET whose address holds its whole state; every chart has an address too."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from denge.web.export import KINDS, as_csv, as_json, as_png, as_svg, find_export
from denge.web.frame import address_of, export_link
from denge.web.hub import Hub, hub_of
from denge.web.routes import options as o

__all__ = ["router"]

router = APIRouter()


@router.get("/", response_class=Response)
async def home(request: Request, lang: o.Lang = "en") -> Response:
    """Home."""
    return await hub_of(request).page(request, "home", "/", o.given(lang=lang))


@router.get("/state", response_class=Response)
async def pick(state: o.State = "KAZ", lang: o.Lang = "en", as_of: o.AsOf = None) -> Response:
    """From the state picker to the page of the state."""
    return RedirectResponse(address_of(f"/state/{state}", o.given(lang=lang, as_of=as_of)), 303)


@router.get("/state/{state}.{form}", response_class=Response)
async def state_file(
    request: Request, state: o.Code, form: o.FileForm,
    lang: o.Lang = "en", as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """The brief of a state as one file."""
    given = o.given(lang=lang, as_of=as_of)
    return await _file(request, "state", f"/state/{state}", given, form, state=state)


@router.get("/state/{state}", response_class=Response)
async def state(
    request: Request, state: o.Code, lang: o.Lang = "en", as_of: o.AsOf = None
) -> Response:
    """A state on the record."""
    given = o.given(lang=lang, as_of=as_of)
    return await hub_of(request).page(request, "state", f"/state/{state}", given, state=state)


@router.get("/state/{state}/chart/{chart}.{kind}", response_class=Response)
async def state_chart(
    request: Request, state: o.Code, chart: o.Name, kind: o.Kind,
    lang: o.Lang = "en", as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """A chart or table of the page of a state."""
    given = o.given(lang=lang, as_of=as_of)
    return await _export(request, "state", f"/state/{state}", given, chart, kind, state=state)


@router.get("/brief/{text}.{form}", response_class=Response)
async def brief_file(
    request: Request, text: o.TextId, form: o.FileForm,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """A brief as one file."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    return await _file(request, "brief", f"/brief/{text}", given, form, text=text)


@router.get("/brief/{text}", response_class=Response)
async def brief(
    request: Request, text: o.TextId,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """The brief of a text."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    return await hub_of(request).page(request, "brief", f"/brief/{text}", given, text=text)


@router.get("/brief/{text}/chart/{chart}.{kind}", response_class=Response)
async def brief_chart(
    request: Request, text: o.TextId, chart: o.Name, kind: o.Kind,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """A chart or table of a brief."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    return await _export(request, "brief", f"/brief/{text}", given, chart, kind, text=text)


@router.get("/brief/{text}/items", response_class=Response)
async def items(
    request: Request, text: o.TextId,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """Every item read from a text."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    return await hub_of(request).page(request, "items", f"/brief/{text}/items", given, text=text)


@router.get("/brief/{text}/items/chart/{chart}.{kind}", response_class=Response)
async def items_chart(
    request: Request, text: o.TextId, chart: o.Name, kind: o.Kind,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """The items of a text as data."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    return await _export(request, "items", f"/brief/{text}/items", given, chart, kind, text=text)


@router.get("/brief/{text}/item/{number}", response_class=Response)
async def item(
    request: Request, text: o.TextId, number: o.ItemNumber,
    lang: o.Lang = "en", state: o.StateOrNone = None, as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """One item with its sentence."""
    given = o.given(lang=lang, state=state, as_of=as_of)
    path = f"/brief/{text}/item/{number}"
    return await hub_of(request).page(request, "item", path, given, text=text, number=number)


@router.get("/row/{row}", response_class=Response)
async def row(
    request: Request, row: o.RowId, lang: o.Lang = "en", as_of: o.AsOf = None
) -> Response:
    """A row of the record."""
    given = o.given(lang=lang, as_of=as_of)
    return await hub_of(request).page(request, "row", f"/row/{row}", given, row_id=row)


@router.get("/row/{row}/chart/{chart}.{kind}", response_class=Response)
async def row_chart(
    request: Request, row: o.RowId, chart: o.Name, kind: o.Kind,
    lang: o.Lang = "en", as_of: o.AsOf = None,
) -> Response:  # fmt: skip
    """A row as data."""
    given = o.given(lang=lang, as_of=as_of)
    return await _export(request, "row", f"/row/{row}", given, chart, kind, row_id=row)


@router.get("/measure", response_class=Response)
async def measures(
    request: Request, state: o.State = "KAZ", lang: o.Lang = "en", as_of: o.AsOf = None
) -> Response:
    """The measures of a state."""
    given = o.given(state=state, lang=lang, as_of=as_of)
    return await hub_of(request).page(request, "measures", "/measure", given)


@router.get("/measure/{index}", response_class=Response)
async def measure(
    request: Request, index: o.IndexName, state: o.State = "KAZ", lang: o.Lang = "en",
    as_of: o.AsOf = None, scheme: o.Scheme = None, axis: o.Axis = None, group: o.Group = None,
    after: o.StateOrNone = None, partner: o.StateOrNone = None, value_bn: o.Value = None,
    year: o.Year = None, seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """One measure of a state."""
    given = o.given(state=state, lang=lang, as_of=as_of, scheme=scheme, axis=axis, group=group,
                    after=after, partner=partner, value_bn=value_bn, year=year,
                    seed=seed or None)  # fmt: skip
    return await hub_of(request).page(request, "measure", f"/measure/{index}", given, name=index)


@router.get("/measure/{index}/chart/{chart}.{kind}", response_class=Response)
async def measure_chart(
    request: Request, index: o.IndexName, chart: o.Name, kind: o.Kind, state: o.State = "KAZ",
    lang: o.Lang = "en", as_of: o.AsOf = None, scheme: o.Scheme = None, axis: o.Axis = None,
    group: o.Group = None, after: o.StateOrNone = None, partner: o.StateOrNone = None,
    value_bn: o.Value = None, year: o.Year = None, seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """A chart or table of a measure."""
    given = o.given(state=state, lang=lang, as_of=as_of, scheme=scheme, axis=axis, group=group,
                    after=after, partner=partner, value_bn=value_bn, year=year,
                    seed=seed or None)  # fmt: skip
    path = f"/measure/{index}"
    return await _export(request, "measure", path, given, chart, kind, name=index)


@router.get("/compare", response_class=Response)
async def compare(
    request: Request, states: o.States = (), lang: o.Lang = "en",
    as_of: o.AsOf = None, sort: o.Sort = "position",
) -> Response:  # fmt: skip
    """States side by side, and the league table."""
    given = o.given(states=o.codes(states), lang=lang, as_of=as_of, sort=sort)
    return await hub_of(request).page(request, "compare", "/compare", given)


@router.get("/compare/chart/{chart}.{kind}", response_class=Response)
async def compare_chart(
    request: Request, chart: o.Name, kind: o.Kind, states: o.States = (), lang: o.Lang = "en",
    as_of: o.AsOf = None, sort: o.Sort = "position",
) -> Response:  # fmt: skip
    """A chart or table of the comparison."""
    given = o.given(states=o.codes(states), lang=lang, as_of=as_of, sort=sort)
    return await _export(request, "compare", "/compare", given, chart, kind)


@router.get("/stress", response_class=Response)
async def stresses(
    request: Request, state: o.State = "KAZ", lang: o.Lang = "en", as_of: o.AsOf = None
) -> Response:
    """The kinds of stress."""
    given = o.given(state=state, lang=lang, as_of=as_of)
    return await hub_of(request).page(request, "stresses", "/stress", given)


@router.get("/stress/{shock}", response_class=Response)
async def stress(
    request: Request, shock: o.ShockName, state: o.State = "KAZ", lang: o.Lang = "en",
    as_of: o.AsOf = None, price: o.Price = None, product: o.Product = None,
    closed: o.Group = None, months: o.Months = None, scopes: o.Scopes = (),
    draws: o.Draws = 5000, seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """One stress of a state."""
    given = o.given(state=state, lang=lang, as_of=as_of, price=price, product=product,
                    closed=closed, months=months, scopes=tuple(scopes), draws=draws,
                    seed=seed or None)  # fmt: skip
    return await hub_of(request).page(request, "stress", f"/stress/{shock}", given, shock=shock)


@router.get("/stress/{shock}/chart/{chart}.{kind}", response_class=Response)
async def stress_chart(
    request: Request, shock: o.ShockName, chart: o.Name, kind: o.Kind, state: o.State = "KAZ",
    lang: o.Lang = "en", as_of: o.AsOf = None, price: o.Price = None, product: o.Product = None,
    closed: o.Group = None, months: o.Months = None, scopes: o.Scopes = (),
    draws: o.Draws = 5000, seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """A chart or table of a stress."""
    given = o.given(state=state, lang=lang, as_of=as_of, price=price, product=product,
                    closed=closed, months=months, scopes=tuple(scopes), draws=draws,
                    seed=seed or None)  # fmt: skip
    path = f"/stress/{shock}"
    return await _export(request, "stress", path, given, chart, kind, shock=shock)


@router.get("/choose", response_class=Response)
async def choose(
    request: Request, state: o.State = "KAZ", lang: o.Lang = "en", as_of: o.AsOf = None,
    horizon: o.Horizon = "long", draws: o.Draws = 2000, gamma: o.Gamma = 0, seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """Both/and or either/or."""
    given = o.given(state=state, lang=lang, as_of=as_of, horizon=horizon, draws=draws,
                    gamma=gamma, seed=seed or None)  # fmt: skip
    return await hub_of(request).page(request, "choose", "/choose", given)


@router.get("/choose/chart/{chart}.{kind}", response_class=Response)
async def choose_chart(
    request: Request, chart: o.Name, kind: o.Kind, state: o.State = "KAZ", lang: o.Lang = "en",
    as_of: o.AsOf = None, horizon: o.Horizon = "long", draws: o.Draws = 2000, gamma: o.Gamma = 0,
    seed: o.Seed = 0,
) -> Response:  # fmt: skip
    """A chart or table of the comparison of strategies."""
    given = o.given(state=state, lang=lang, as_of=as_of, horizon=horizon, draws=draws,
                    gamma=gamma, seed=seed or None)  # fmt: skip
    return await _export(request, "choose", "/choose", given, chart, kind)


@router.get("/review", response_class=Response)
async def review(
    request: Request, lang: o.Lang = "en", kind: o.Items = "", offset: o.Offset = 0
) -> Response:
    """The review queue."""
    given = o.given(lang=lang, kind=kind, offset=offset or None)
    return await hub_of(request).page(request, "review", "/review", given)


async def _export(
    request: Request, name: str, path: str, given: dict[str, Any], chart: str, kind: str, /,
    **more: Any,
) -> Response:  # fmt: skip
    hub: Hub = hub_of(request)
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
