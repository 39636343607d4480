"""A brief in the app: the page that `denge brief` writes, with an address for each chart."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from denge.brief.blocks import plain
from denge.web.desk import Beside, ledger_at, readings_of
from denge.web.frame import address_of, export_link, marks
from denge.web.sheet import Sheet, exports_of
from denge.web.sheets.common import made_of
from denge.web.words import words

if TYPE_CHECKING:
    from denge.brief.compose import Brief
    from denge.core.reading import Reading

__all__ = ["reading_at", "state_brief", "text_brief"]

_BODY = re.compile(r"<body>\n?(.*)</body>", re.DOTALL)
_FIGURE = re.compile(r'(<figure id="([\w-]+)" class="chart">.*?)(</figure>)', re.DOTALL)
_ROW = re.compile(r"\(((?:eng|agr|out|par|mem|tgt|trd|trm|shr|fdi|mac|brt|cor|flo|otg|fld|ast|tar)"
                  r"-[0-9a-f]{6,16})\)")  # fmt: skip
_SKIP = re.compile(r'<a class="skip".*?</a>\n?')
_FOOTER = re.compile(r"<footer>.*?</footer>\n?", re.DOTALL)


def reading_at(ledger: str | None, text: dict[str, Any]) -> Reading:
    """The reading of a text: as the ledger holds it with its decisions, else read now."""
    from dataclasses import replace

    from denge.read import read

    held = readings_of(ledger_at(ledger)) if ledger else {}
    if text["id"] in held:
        return held[text["id"]]
    when = date.fromisoformat(text["day"]) if text.get("day") else None
    reading = read(text["text"], date=when, title=text.get("title", ""))
    return replace(reading, source=text.get("source", ""))


def text_brief(
    *,
    ledger: str | None,
    text: dict[str, Any],
    lang: str = "en",
    state: str | None = None,
    as_of: str | None = None,
) -> Sheet:
    """The brief of a text; nothing is written to the ledger."""
    from denge.brief.compose import compose

    reading = reading_at(ledger, text)
    when = date.fromisoformat(as_of) if as_of else None
    made = compose(reading, Beside(ledger_at(ledger)), lang=lang, state=state, as_of=when)
    options = {"lang": lang, "state": state, "as_of": as_of}
    path = f"/brief/{text['id']}"
    w = words(lang)
    items = len(reading.items)
    tools = [
        (w.count("%(n)s item read", "%(n)s items read", items), f"{path}/items"),
        ("HTML", f"{path}.html"),
        ("Markdown", f"{path}.md"),
        ("JSON", f"{path}.json"),
    ]
    return _sheet(made, "brief", path, options, tools)


def state_brief(
    *, ledger: str | None, state: str, lang: str = "en", as_of: str | None = None
) -> Sheet:
    """The page of a state: the brief without a text."""
    from denge.brief.compose import compose

    when = date.fromisoformat(as_of) if as_of else None
    made = compose(None, ledger_at(ledger), lang=lang, state=state, as_of=when)
    options = {"lang": lang, "as_of": as_of}
    w = words(lang)
    path = f"/state/{state}"
    tools = [
        (w.say("Measures"), address_of("/measure", options | {"state": state})),
        (w.say("Stress"), address_of("/stress", options | {"state": state})),
        (w.say("Choose"), address_of("/choose", options | {"state": state})),
        ("HTML", f"{path}.html"),
        ("Markdown", f"{path}.md"),
        ("JSON", f"{path}.json"),
    ]
    return _sheet(made, "state", path, options, tools)


def _sheet(
    made: Brief, kind: str, path: str, options: dict[str, Any], tools: list[tuple[str, str]]
) -> Sheet:
    figures = dict(made.context.figures)
    blocks = [block for section in made.sections for block in section.blocks]
    exports = exports_of(blocks, figures)
    w = words(str(options["lang"]))
    whole = made.html()
    body = _inside(whole, w.say("The finding"))
    body = _with_exports(body, exports, path, options, w.say("Export"))
    body = _with_links(body, options)
    body = _with_tools(body, path, options, tools, w.say("This page"))
    name = plain(made.finding)
    title = w.state(made.context.state) if made.context.state else name[:60]
    data = made.to_dict()
    data["files"] = {"html": whole, "md": made.markdown()}
    when = made.context.as_of.isoformat() if made.context.as_of else None
    return Sheet(kind, title, body, exports, made_of(w, when), data)


def _inside(whole: str, name: str) -> str:
    """What stands in the page's body, its own script under the app's nonce."""
    found = _BODY.search(whole)
    body = _SKIP.sub("", found[1] if found else "", count=1)
    body = _FOOTER.sub("", body)
    top = f'<div class="top" role="region" aria-label="{escape(name)}">'
    body = body.replace('<header class="top">', top, 1)
    body = body.replace("</header>", "</div><!-- top -->", 1)
    return re.sub(r"<script>", f'<script nonce="{marks().nonce}">', body)


def _with_exports(
    body: str, exports: dict[str, Any], path: str, options: dict[str, Any], word: str
) -> str:
    def put(found: re.Match[str]) -> str:
        name = found[2]
        if name not in exports:
            return found[0]
        links = " ".join(
            f'<a href="{escape(export_link(path, options, name, kind))}">{kind.upper()}</a>'
            for kind in ("csv", "json", "svg", "png")
        )
        hidden = f'<span class="hidden">{escape(word)}: {escape(exports[name].title)}. </span>'
        return f'{found[1]}<p class="exports">{hidden}{links}</p>{found[3]}'

    return _FIGURE.sub(put, body)


def _with_links(body: str, options: dict[str, Any]) -> str:
    """Row names lead to their rows."""
    keep = {"lang": options.get("lang"), "as_of": options.get("as_of")}

    def put(found: re.Match[str]) -> str:
        href = escape(address_of(f"/row/{found[1]}", keep))
        return f'(<a href="{href}">{found[1]}</a>)'

    return _ROW.sub(put, body)


def _with_tools(
    body: str, path: str, options: dict[str, Any], tools: list[tuple[str, str]], word: str
) -> str:
    """Links under the finding: other forms of the same page, with its options."""
    links = "".join(
        f'<li><a href="{escape(href if "?" in href else address_of(href, options))}">'
        f"{escape(name)}</a></li>"
        for name, href in tools
    )
    tools_list = f'<ul class="tools" aria-label="{escape(word)}">{links}</ul></div>'
    return body.replace("</div><!-- top -->", tools_list, 1)
