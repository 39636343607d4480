"""A page that takes long: its head and what is being done at once, the rest when it is made.

Nothing of it needs a script: the browser shows what has arrived, and the style sheet hides the word
that the page is being made as soon as something follows it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from markupsafe import Markup

from denge.core.errors import DengeError
from denge.web.failure import failure_page
from denge.web.frame import layout
from denge.web.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from denge.web.cache import Kept
    from denge.web.frame import Options

__all__ = ["head_and_rest", "in_steps"]

_BAR = b"</div></header>\n"  # where the bar of every page ends
_MAKING = Markup('<p class="making" role="status">{}</p>\n')


def head_and_rest(page: bytes) -> tuple[bytes, bytes]:
    """A page cut behind its bar.

    >>> head_and_rest(b"<header><div>denge</div></header>\\n<main></main>")[1]
    b'<main></main>'
    """
    head, bar, rest = page.partition(_BAR)
    return head + bar, rest


async def in_steps(
    made: Awaitable[Kept], kind: str, title: str, doing: str, path: str, options: Options
) -> AsyncIterator[bytes]:
    """The parts of a page, the first before it is made.

    Parameters
    ----------
    made : awaitable of Kept
        Goes on where the reader does not wait for it.
    kind, title : str
        Those of the page to come.
    doing : str
        What is being done, in the reader's language.
    """
    head, _ = head_and_rest(layout(Sheet(kind, title, ""), path, options).encode())
    yield head + _MAKING.format(doing).encode()
    try:
        page = (await asyncio.shield(asyncio.ensure_future(made))).page
    except DengeError as error:
        page = failure_page(path, str(options.get("lang") or "en"), str(error))
    yield head_and_rest(page)[1]
