"""Puts the app together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

import denge
from denge.core.errors import DengeError
from denge.web.errors import Busy, status_of
from denge.web.failure import failure_page
from denge.web.frame import css, environment, layout
from denge.web.guard import Guard
from denge.web.hub import Hub
from denge.web.routes import api, forms, pages
from denge.web.settings import Settings
from denge.web.sheet import Sheet
from denge.web.words import words

__all__ = ["create_app"]

_ABOUT = (
    "Reads diplomacy, measures balance, stresses it and compares strategies. Every parameter has "
    "its bounds; an answer states what it was made of. Changes need a token of the app's own forms."
)


def create_app(settings: Settings | None = None, *, document_pages: bool = False) -> FastAPI:
    """The app.

    Parameters
    ----------
    settings : Settings, optional
    document_pages : bool
        Whether pages stand in the OpenAPI description too (for tests that try every address).
    """
    hub = Hub.of(settings or Settings())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if hub.settings.workers:
            await hub.open()
            hub.start(hub.warm())
        yield
        hub.workers.close()

    app = FastAPI(
        title="denge",
        version=denge.__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.hub = hub
    app.include_router(api.router)
    app.include_router(pages.router, include_in_schema=document_pages)
    app.include_router(forms.router, include_in_schema=False)
    _static(app)
    _docs(app)
    _errors(app)
    app.add_middleware(Guard)
    return app


def _static(app: FastAPI) -> None:
    sheet = css()

    @app.get("/static/brief.css", include_in_schema=False)
    async def brief_css() -> Response:
        return Response(sheet, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    app.mount("/static", StaticFiles(directory=str(files("denge.web").joinpath("static"))))


def _docs(app: FastAPI) -> None:
    @app.get("/api", include_in_schema=False)
    async def docs(request: Request) -> Response:
        """The API on one page, from its own description; nothing is loaded from elsewhere."""
        w = words("en")
        body = environment().get_template("api.html").render(w=w, calls=_calls(app.openapi()))
        page = layout(Sheet("api", "API", body), "/api", {"lang": "en"})
        return request.app.state.hub.answer(request, page.encode())


def _calls(description: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for path, methods in description["paths"].items():
        for method, about in methods.items():
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "about": about.get("description") or about.get("summary", ""),
                    "parameters": [
                        (p["name"], p["in"], _bounds(p["schema"]), p.get("required", False))
                        for p in about.get("parameters", [])
                    ],
                }
            )
    return found


def _bounds(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_bounds(part) for part in schema["anyOf"] if part.get("type") != "null")
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    said = [str(schema.get("format") or schema.get("type", ""))]
    names = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">", "pattern": ""}
    said += [f"{sign} {schema[name]}".strip() for name, sign in names.items() if name in schema]
    return " ".join(said)


def _errors(app: FastAPI) -> None:
    @app.exception_handler(DengeError)
    async def of_denge(request: Request, error: DengeError) -> Response:
        answer = _failed(request, status_of(error), str(error))
        if isinstance(error, Busy):
            answer.headers["Retry-After"] = "5"
        return answer

    @app.exception_handler(RequestValidationError)
    async def of_options(request: Request, error: RequestValidationError) -> Response:
        said = [
            f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors()
        ]
        return _failed(request, 422, "; ".join(said)[:1000])

    @app.exception_handler(Exception)
    async def of_ours(request: Request, error: Exception) -> Response:
        said = f"denge made a mistake here ({type(error).__name__})."
        return _failed(request, 500, said)

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> Response:
        return _failed(request, error.status_code, str(error.detail))


def _failed(request: Request, status: int, message: str) -> Response:
    """A failure in words: a page for people, an object for programs."""
    if request.url.path.startswith("/api/"):
        body = json.dumps({"error": message}, ensure_ascii=False).encode("utf-8", "replace")
        return Response(body, status, media_type="application/json")
    page = failure_page(request.url.path, request.query_params.get("lang", "en"), message)
    return request.app.state.hub.answer(request, page, status)
