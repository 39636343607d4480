"""What several pages share: options of a form, trails of figures, and the frame of sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import denge
from denge.brief.blocks import Paragraph, Section
from denge.brief.context import Context
from denge.brief.trails import trails
from denge.core.state import states
from denge.web.desk import ledger_at
from denge.web.frame import Options, address_of, environment, export_link
from denge.web.sheet import Sheet, exports_of
from denge.web.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denge.brief.blocks import Block
    from denge.brief.words import Words
    from denge.core.errors import DengeError
    from denge.core.trail import Figure

__all__ = [
    "Card",
    "Field",
    "as_of_field",
    "cards",
    "context_for",
    "day",
    "figures_section",
    "form",
    "made_of",
    "no_data",
    "note",
    "page",
    "state_field",
    "version",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One option of a form: `kind` is range, select, checks, date, number or text."""

    name: str
    label: str
    value: Any
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 0.1
    unit: str = ""
    list: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One page that a list leads to."""

    id: str
    title: str
    about: str = ""


def day(text: str | None) -> date | None:
    """An ISO day or nothing."""
    return date.fromisoformat(text) if text else None


def context_for(
    ledger: str | None, lang: str, state: str | None, as_of: str | None
) -> tuple[Context, Any]:
    """A brief's context without a text, and the view of the record on the day."""
    opened = ledger_at(ledger)
    when = day(as_of)
    context = Context(words(lang), None, state, when, opened)
    return context, opened.view(when)


def state_field(w: Words, state: str, known: Sequence[str] = ()) -> Field:
    """A state picker with names of the language, sorted."""
    codes = known or list(states())
    choices = sorted(((code, w.state(code)) for code in codes), key=lambda pair: pair[1])
    return Field("state", w.say("State"), state, "select", tuple(choices))


def as_of_field(w: Words, as_of: str | None) -> Field:
    """The day whose knowledge may be used."""
    return Field("as_of", w.say("As of"), as_of or "", "date")


def form(w: Words, lang: str, path: str, fields: Sequence[Field]) -> Markup:
    """A GET form of a page's options."""
    template = environment().get_template("form.html")
    return Markup(template.render(w=w, lang=lang, path=path, fields=fields))


def made_of(w: Words, as_of: str | None) -> str:
    """The line under a page that says what it rests on."""
    if as_of is None:
        return w.say("Everything that the record holds.")
    return w.say("What was known on %(day)s.", day=w.day(date.fromisoformat(as_of)))


def figures_section(context: Context, figures: Sequence[Figure], title: str) -> Section:
    """Figures with their trails, each open to its rows."""
    for figure in figures:
        context.ref(figure)
    return Section("trails", title, trails(context))


def page(
    kind: str,
    title: str,
    path: str,
    options: Options,
    parts: Sequence[Section],
    *,
    lead: Sequence[Block] = (),
    fields: Sequence[Field] = (),
    context: Context | None = None,
    data: dict[str, Any] | None = None,
    form_path: str = "",
) -> Sheet:
    """A sheet of sections, with everything in it that has an address."""
    lang = str(options.get("lang") or "en")
    w = words(lang)
    figures = dict(context.figures) if context else {}
    blocks = [block for section in parts for block in section.blocks]
    body = (
        environment()
        .get_template("sections.html")
        .render(
            w=w,
            title=title,
            lead=lead,
            parts=parts,
            form=form(w, lang, form_path or path, fields) if fields else "",
            address=lambda name, kind: export_link(path, options, name, kind),
        )
    )
    made = made_of(w, options.get("as_of"))
    return Sheet(kind, title, body, exports_of(blocks, figures), made, data or {})


def cards(
    kind: str, path: str, title: str, w: Words, options: Options, found: Sequence[Card]
) -> Sheet:
    """A page that leads on to others, for a state and a day of choice."""
    as_of = options.get("as_of")
    fields = form(w, w.lang, path, [state_field(w, str(options["state"])), as_of_field(w, as_of)])
    items = Markup("").join(
        Markup('<li><a href="{}"><strong>{}</strong></a>{}</li>').format(
            address_of(f"{path}/{card.id}", options),
            card.title,
            Markup("<p>{}</p>").format(card.about) if card.about else "",
        )
        for card in found
    )
    body = Markup(
        '<header class="head"><h1>{}</h1></header>{}'
        '<div id="results"><ul class="cards">{}</ul></div>'
    ).format(title, fields, items)
    return Sheet(kind, title, str(body), {}, made_of(w, as_of))


def no_data(
    kind: str,
    title: str,
    path: str,
    options: Options,
    error: DengeError,
    *,
    context: Context,
    lead: Sequence[Block] = (),
    fields: Sequence[Field] = (),
) -> Sheet:
    """The page of a figure that the record cannot give, with the reason."""
    w = context.words
    said = w.line("No data: %(why)s", why=context.phrase(str(error)))
    none = Section("none", w.say("No data"), (Paragraph(said, "warning"),))
    return page(kind, title, path, options, [none], lead=lead, fields=fields, context=context)


def note(text: str) -> Paragraph:
    """A small paragraph."""
    return Paragraph((text,), "note")


def version() -> str:
    """The method version that every export states."""
    return f"denge {denge.__version__}"
