"""What changes something: a text to be read, a decision on a reading. POST only, with a token."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from denge.core.errors import DengeError, InputError, UnknownName, UnreadableText
from denge.core.state import state as find_state
from denge.web.correct import PREFIX, corrected
from denge.web.errors import Refused, WorkFailed, status_of
from denge.web.frame import address_of, environment, layout
from denge.web.hub import Hub, hub_of
from denge.web.routes import options as o  # noqa: TC001 - resolved when the app starts
from denge.web.security import check_origin
from denge.web.settings import limit
from denge.web.sheet import Sheet
from denge.web.texts import Job, clean
from denge.web.words import LANGUAGES, words
from denge.web.workers import extract, read_text

if TYPE_CHECKING:
    from denge.core.reading import Reading

__all__ = ["router"]

router = APIRouter()
_FIELDS = 40  # a correction has one for each field of a reading


@router.post("/brief", response_class=Response)
async def make_brief(request: Request) -> Response:
    """Take a text, a file or an address, and lead to the page that shows its progress."""
    hub = hub_of(request)
    form = await _form(request, hub)
    lang = _word(form, "lang")
    lang = lang if lang in LANGUAGES else "en"
    wish = {"lang": lang, "state": _state(form)}
    day, url = _day(form), _word(form, "url").strip()
    text, place, page = await _given(form)
    if not text and not url:
        raise UnreadableText("Nothing was given; paste a text, choose a file, or name an address.")
    if url and not text:
        hub.fetches.take()
    steps = ("fetch",) if url and not text else ()
    record = ("record",) if hub.settings.ledger else ()
    job = hub.jobs.new(*steps, "read", *record, "brief")
    source = {"text": text, "place": place, "page": page, "url": url, "day": day}
    hub.start(_work(hub, job, source, wish))
    return RedirectResponse(address_of(f"/making/{job.id}", {"lang": lang}), 303)


@router.get("/making/{job}", response_class=Response)
async def making(
    request: Request,
    job: Annotated[str, Path(pattern=r"^[\w-]{12}$", max_length=12)],
    lang: Annotated[o.Lang, Query()] = "en",
) -> Response:
    """How far a text has come; leads on to its brief when that is done."""
    hub = hub_of(request)
    found = hub.jobs.get(job)
    path = f"/making/{job}"
    if found.finished and request.headers.get("hx-request"):  # a failure is a page of its own
        goal = address_of(path, {"lang": lang}) if found.error else found.goal
        return Response(headers={"HX-Redirect": goal})
    if found.error:
        raise WorkFailed(found.error, found.status)
    if found.finished:
        return RedirectResponse(found.goal, 303)
    w = words(lang)
    body = environment().get_template("making.html").render(
        w=w, job=found, path=address_of(path, {"lang": lang})
    )  # fmt: skip
    sheet = Sheet("making", w.say("Reading…"), body)
    page = layout(sheet, path, {"lang": lang}, refresh="2").encode()
    return hub.answer(request, page)


@router.post("/review/{statement}", response_class=Response)
async def decide(
    request: Request, statement: Annotated[str, Path(pattern=r"^[\w-]{1,64}$", max_length=64)]
) -> Response:
    """Accept, reject or correct a reading."""
    hub = hub_of(request)
    form = await _form(request, hub)
    if hub.settings.ledger is None:
        raise Refused("There is no ledger; start with: denge serve --ledger PATH")
    verdict, note = _word(form, "verdict"), clean(_word(form, "note"))[:500]
    if verdict not in ("accept", "reject", "correct"):
        raise InputError("A decision is to accept, to reject or to correct.")
    fields = {
        name.removeprefix(PREFIX): clean(_word(form, name))
        for name in form
        if name.startswith(PREFIX) and verdict == "correct"
    }
    await asyncio.to_thread(_decide, hub.settings.ledger, statement, verdict, note, fields)
    hub.pages.clear()
    back = _word(form, "back")
    return RedirectResponse(back if back.startswith("/review") else "/review", 303)


def _decide(place: str, statement: str, verdict: str, note: str, fields: dict[str, str]) -> None:
    from denge.web.desk import ledger_at

    ledger: Any = ledger_at(place)
    if not ledger.store.writable:
        raise Refused("This ledger is open for reading only, so nothing can be decided here.")
    values = None
    if verdict == "correct":
        held = next((s for s in ledger.statements() if s.id == statement), None)
        if held is None:
            raise UnknownName("this reading is no longer in the queue; open it anew")
        values = corrected(held.payload, fields)
    ledger.decide(statement, verdict, note, values)


async def _form(request: Request, hub: Hub) -> FormData:
    """The fields of a form that was made here for this browser.

    Raises
    ------
    Refused, Busy
    """
    check_origin(request)
    hub.posts.take()
    form = await request.form(
        max_files=1, max_fields=_FIELDS, max_part_size=limit("text_bytes") + 1024
    )
    hub.tokens.check(request, _word(form, "csrf"))
    return form


def _word(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _state(form: Mapping[str, Any]) -> str | None:
    word = _word(form, "state").strip()
    return find_state(word).iso3 if word else None


def _day(form: Mapping[str, Any]) -> str | None:
    word = _word(form, "day").strip()
    if not word:
        return None
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise InputError(f"{word[:20]!r} is no day; write YYYY-MM-DD") from None


async def _given(form: Mapping[str, Any]) -> tuple[str, str, bool]:
    """The text of the field, else of the file; its name; whether it is a page with markup."""
    from denge.brief.source import text_of_bytes

    pasted = clean(_word(form, "text"))
    if pasted.strip():
        if len(pasted.encode()) > limit("text_bytes"):
            raise UnreadableText(f"A text may have {limit('text_bytes'):,} bytes; this has more.")
        return pasted, "", False
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return "", "", False
    raw = await file.read(limit("text_bytes") + 1)
    if len(raw) > limit("text_bytes"):
        raise UnreadableText(f"A file may have {limit('text_bytes'):,} bytes; this has more.")
    name = clean(file.filename)[:200]
    text = clean(text_of_bytes(raw, name))
    return text, name, name.lower().endswith((".html", ".htm", ".xhtml"))


async def _work(hub: Hub, job: Job, source: dict[str, Any], wish: dict[str, Any]) -> None:
    """Fetch, read, record, brief: each step is shown when it is done."""
    try:
        text = await _text(hub, job, source)
        found = await hub.workers.run(
            read_text, text=text["text"], day=text["day"] or None, title=text["title"],
            source=text["source"],
        )  # fmt: skip
        reading: Reading = found["reading"]
        job.counts = found["counts"]
        job.done.append("read")
        text["id"] = reading.id
        if hub.settings.ledger:
            await asyncio.to_thread(_add, hub.settings.ledger, reading)
            job.done.append("record")
        else:
            hub.texts.keep(text)
        options = {"lang": wish["lang"], "state": wish["state"], "as_of": None}
        path = f"/brief/{reading.id}"
        await hub.kept("brief", path, options, text=reading.id)
        job.goal = address_of(path, options)
        job.done.append("brief")
    except DengeError as error:
        job.error, job.status = str(error), status_of(error)
    except Exception as error:
        job.error, job.status = f"This text could not be read ({type(error).__name__}).", 422


async def _text(hub: Hub, job: Job, source: dict[str, Any]) -> dict[str, Any]:
    """The text itself, fetched and freed from its page where that is needed."""
    place, day = source["place"] or source["url"], source["day"]
    if source["text"] and not source["page"]:
        return {"text": source["text"], "day": day, "title": "", "source": place}
    markup = source["text"] or await _fetched(source["url"])
    page = await hub.workers.run(extract, html=markup, place=place[:200])
    if "fetch" in job.steps:
        job.done.append("fetch")
    return {
        "text": clean(page["text"]),
        "day": day or page["day"] or None,
        "title": clean(page["title"])[:300],
        "source": place,
    }


async def _fetched(url: str) -> str:
    from denge.brief.source import text_of_bytes
    from denge.web.fetch import fetch

    page = await asyncio.to_thread(fetch, url)
    return text_of_bytes(page.raw, "the page")


def _add(place: str, reading: Reading) -> None:
    from denge.web.desk import ledger_at

    ledger_at(place).add(reading)
