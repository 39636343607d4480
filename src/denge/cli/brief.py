"""`denge brief`: a text, or a state, becomes one page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

__all__ = ["brief"]


def brief(
    source: str | None = None,
    /,
    *,
    state: str | None = None,
    lang: Literal["en", "tr", "ru", "kk"] = "en",
    out: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    ledger: str | None = None,
    format: Literal["html", "md", "json"] = "html",
    date: str | None = None,
    as_of: str | None = None,
    since: Path | None = None,
    force: bool = False,
) -> int:
    """Make the brief of a text, or of a state.

    Without a source it briefs an example that ships with denge. Nothing but the brief is written,
    unless --ledger names a ledger, to which the text is then added.

    Parameters
    ----------
    source
        A text file, an http(s) address, or a state such as KAZ.
    state
        The state to brief on; by default the one that the text is about.
    lang
        Language of the brief.
    out
        Where to write; - is standard output. By default brief.html here (brief.md, brief.json).
    ledger
        A ledger to read beside the casebook, and to add the text to.
    format
        A page, Markdown, or data.
    date
        Day of the text, YYYY-MM-DD, where the text does not state it.
    as_of
        Day whose knowledge may be used, YYYY-MM-DD; by default the day of the text.
    since
        An earlier brief of the state, a page or JSON, to say what has changed since.
    force
        Overwrite a file that denge did not make.
    """
    from denge.brief import make
    from denge.brief.output import may_write, write

    place = out or f"brief.{format}"
    if place != "-":
        may_write(place, force=force)
    days = {"as_of": _day(as_of), "date": _day(date)}
    made = make(source, state=state, lang=lang, ledger=ledger, since=since, **days)
    text = _written(made, format)
    if place == "-":
        sys.stdout.write(text)
        return 0
    write(text, place, force=force)
    print(f"denge: wrote {place}", file=sys.stderr)
    return 0


def _day(text: str | None):
    from denge.core.dates import parse_when

    return parse_when(text).end if text else None


def _written(made, format: str) -> str:
    if format == "json":
        import json

        return json.dumps(made.to_dict(), ensure_ascii=False, indent=2) + "\n"
    return made.markdown() if format == "md" else made.html()
