"""Lays pages out: the brief's classes, the app's frame, and links that keep every option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from denge.brief.render import GENERATOR, inline_html
from denge.brief.words import catalogue_header
from denge.web.words import LANGUAGE_NAMES, words

if TYPE_CHECKING:
    from denge.web.sheet import Sheet

__all__ = [
    "Marks",
    "Options",
    "address_of",
    "css",
    "environment",
    "export_link",
    "layout",
    "marks",
    "use_marks",
]


Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marks:
    """Stand-ins in a cached page for the nonce and the token of each answer.

    Drawn anew for each server, so that no text of others can hold them.
    """

    nonce: str = field(default_factory=lambda: f"nonce-{token_hex(16)}")
    csrf: str = field(default_factory=lambda: f"csrf-{token_hex(16)}")


_marks = [Marks()]


def marks() -> Marks:
    """The stand-ins of this process."""
    return _marks[0]


def use_marks(given: Marks) -> None:
    """Take over the stand-ins of the server, in a worker."""
    _marks[0] = given


@cache
def environment() -> Environment:
    """The templates of the app; everything put into them is escaped unless it is our own markup."""
    env = Environment(
        loader=PackageLoader("denge.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["inline"] = inline_html
    env.filters["drawing"] = lambda drawing: Markup(drawing.body)
    env.filters["kind"] = lambda block: type(block).__name__
    return env


@cache
def css() -> str:
    """The style sheet of the brief, shared by every page."""
    return files("denge.brief").joinpath("templates", "brief.css").read_text("utf-8")


def address_of(path: str, options: Options) -> str:
    """A path with those options that are set, in a fixed order.

    >>> address_of("/stress/oil", {"state": "KAZ", "lang": "en", "seed": None})
    '/stress/oil?state=KAZ'
    """
    kept = [
        (name, value)
        for name, values in sorted(options.items())
        for value in (values if isinstance(values, list | tuple) else [values])
        if value not in (None, "") and (name, value) != ("lang", "en")
    ]
    return path + ("?" + urlencode(kept, quote_via=quote) if kept else "")


def export_link(path: str, options: Options, name: str, kind: str) -> str:
    """The address of a chart or table of a page, every option kept.

    >>> export_link("/state/KAZ", {"lang": "tr"}, "tilt", "png")
    '/state/KAZ/chart/tilt.png?lang=tr'
    """
    base = "" if path == "/" else path
    return address_of(f"{base}/chart/{quote(name)}.{kind}", options)


def layout(sheet: Sheet, path: str, options: Options, *, refresh: str = "") -> str:
    """A whole page around a sheet, with stand-ins for nonce and token."""
    lang = str(options.get("lang") or "en")
    w = words(lang)
    header = catalogue_header(lang)
    return (
        environment()
        .get_template("layout.html")
        .render(
            sheet=sheet,
            body=Markup(sheet.body),
            framed=sheet.kind in ("brief", "state"),
            w=w,
            lang=lang,
            menu=_menu(w, options),
            langs=[
                (code, name, address_of(path, {**options, "lang": code}))
                for code, name in LANGUAGE_NAMES.items()
            ],
            generator=GENERATOR,
            unreviewed=lang != "en" and not header.get("X-Reviewed-By"),
            nonce=marks().nonce,
            refresh=refresh,
        )
    )


def _menu(w: Any, options: Options) -> list[tuple[str, str, str]]:
    keep = {"lang": options.get("lang"), "as_of": options.get("as_of")}
    state = {"state": options.get("state")} | keep
    return [
        ("home", w.say("Home"), address_of("/", {"lang": keep["lang"]})),
        ("measure", w.say("Measures"), address_of("/measure", state)),
        ("compare", w.say("Compare"), address_of("/compare", keep)),
        ("stress", w.say("Stress"), address_of("/stress", state)),
        ("choose", w.say("Choose"), address_of("/choose", state)),
        ("review", w.say("Review"), address_of("/review", {"lang": keep["lang"]})),
    ]
