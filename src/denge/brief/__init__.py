"""The brief: one text, or one state, on one self-contained page.

>>> from denge.brief import make
>>> brief = make("SRB")
>>> brief.context.state
'SRB'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.core.door import make_callable

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from denge.brief.compose import Brief
    from denge.record.view import Ledger

__all__ = ["make"]


def make(
    source: str | Path | None = None,
    *,
    state: str | None = None,
    lang: str = "en",
    ledger: Ledger | str | Path | None = None,
    as_of: date | None = None,
    date: date | None = None,
    since: str | Path | None = None,
) -> Brief:
    """Make a brief.

    Parameters
    ----------
    source : str | Path | None
        A text file, an http(s) address, or a state by code or name; None is the packaged example.
    state : str | None
        The state to brief on; by default the one that the text is about.
    lang : {"en", "tr", "ru", "kk"}
    ledger : Ledger | str | Path | None
        A ledger, or its path; by default the casebook alone, and nothing is written.
    as_of : date | None
        Nothing known later enters a finding; by default the day of the text.
    date : date | None
        Day of the text, where the text does not state it.
    since : str | Path | None
        An earlier brief of the state (a page or JSON); the brief then says what has changed.

    Raises
    ------
    UnreadableText, UnknownLanguage, UnknownState, InputError
        See `denge.brief.previous.previous`, `denge.brief.source.given` and `denge.read.read`.
    """
    from denge.brief.previous import previous
    from denge.brief.source import given
    from denge.core.state import state as find_state

    earlier = previous(since) if since is not None else None
    found = given(None if source is None else str(source), lang)
    about = find_state(state).iso3 if state else found.state
    if found.text is None:
        return _compose(None, ledger, lang=lang, state=about, as_of=as_of, since=earlier)
    from denge.read import read

    reading = read(found.text, date=date or found.day, title=found.title)
    return _compose(reading, ledger, lang=lang, state=about, as_of=as_of, since=earlier)


def _compose(reading: Any, ledger: Ledger | str | Path | None, **options: Any) -> Brief:
    from pathlib import Path

    import denge.record
    from denge.brief.compose import compose

    if ledger is None or isinstance(ledger, (str, Path)):
        # A text is added to its ledger, which may be new; a state is only looked up in one.
        ledger = denge.record.open(ledger, must_exist=reading is None)
    return compose(reading, ledger, **options)


make_callable(__name__, "make")
