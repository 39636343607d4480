"""The words of the app: its own messages first, then those of the brief."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Any

from denge.brief.words import LANGUAGES, Words
from denge.brief.words import words as brief_words
from denge.core.catalogue import catalogue_path

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "catalogue", "words"]

LANGUAGE_NAMES = {"en": "English", "tr": "Türkçe", "ru": "Русский", "kk": "Қазақша"}


@cache
def words(lang: str) -> Words:
    """The words of one language.

    Raises
    ------
    UnknownLanguage
        There is no catalogue for it.

    >>> words("tr").say("Stress")
    'Sınama'
    """
    base = brief_words(lang)
    if lang == "en":  # the messages are English as they stand
        return base
    messages = _compiled(lang)
    messages.add_fallback(base.messages)
    return Words(lang, base.locale, messages)


@cache
def catalogue(lang: str) -> Catalog:
    """The message catalogue of the app in one language."""
    from babel.messages.pofile import read_po

    path = catalogue_path(f"web/locale/{lang}/LC_MESSAGES/web.po")
    return read_po(BytesIO(path.read_bytes()), locale=lang)


def _compiled(lang: str) -> Any:
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)
