"""What went wrong, as a page for people."""

from __future__ import annotations

from denge.web.frame import environment, layout
from denge.web.sheet import Sheet
from denge.web.words import LANGUAGES, words

__all__ = ["failure_page"]


def failure_page(path: str, lang: str, message: str) -> bytes:
    """The page that says so, in the reader's language.

    >>> "No state" in failure_page("/state/XXX", "en", "No state has this code.").decode()
    True
    """
    lang = lang if lang in LANGUAGES else "en"
    w = words(lang)
    title = w.say("This page cannot be shown")
    said = w.rephrase(message) or message
    body = environment().get_template("error.html").render(w=w, title=title, said=said)
    page = layout(Sheet("error", title, body), path, {"lang": lang})
    return page.encode("utf-8", "replace")
