"""The words of the app: its own messages first, then those of the brief."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Any

from denge.brief.sections.places import city_name
from denge.brief.words import LANGUAGES, Words
from denge.brief.words import words as brief_words
from denge.core.catalogue import catalogue_path, read_yaml
from denge.core.state import blocs, states
from denge.measure.poles import pole_name

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "AppWords", "catalogue", "words"]

LANGUAGE_NAMES = {"en": "English", "tr": "Türkçe", "ru": "Русский", "kk": "Қазақша"}


_PLACE = re.compile(r"%\((\w+)\)s")
_COUNTS = ("organisations",)
_DIMENSION = r"[a-z ]+"
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class AppWords(Words):
    """The words of the brief, and those for what only the app shows: columns, codes, more labels.

    Examples
    --------
    >>> tr = words("tr")
    >>> tr.column("price_usd_per_bbl"), tr.coded("in_force"), tr.table("outages")
    ('Fiyat, dolar/varil', 'yürürlükte', 'Kesinti')
    >>> words("en").rephrase("Organisations shared with KGZ")
    'Organisations shared with Kyrgyzstan'
    """

    def rephrase(self, text: str) -> str | None:
        """A sentence of a measure in this language; codes of states become names in each."""
        known = None if self.lang == "en" else super().rephrase(text)
        if known is not None or not text:
            return known
        for pattern, message in _phrases():
            if match := pattern.fullmatch(text):
                named = {key: self._localised(part) for key, part in match.groupdict().items()}
                return self.say(message, **named)
        said = self.messages.gettext(text)
        return said if self.lang == "en" or said != text else None

    def _localised(self, part: str) -> str:
        said = super()._localised(part)
        if said != part:
            return said
        if part in states() or part in blocs():
            return self.actor(part)
        if _MONTH.fullmatch(part):
            return self.dates(part)
        if part in _codes():
            return self.state(_codes()[part])
        return self.rephrase(part) or self.coded(part) if part.isascii() else part

    def value(self, value: float, unit: str) -> str:
        """A bare number in the form that its unit asks for; a whole count has no decimals."""
        counted = unit.startswith("of ") or unit in _COUNTS
        if counted and value == int(value):
            return self.decimal(value, 0)
        return super().value(value, unit)

    def period(self, text: str) -> str:
        """A period as results write it, or what it says in this language."""
        said = super().period(text)
        return said if said != text else self.rephrase(text) or text

    def unit(self, unit: str) -> str:
        """The unit's name; "" where the number says it all."""
        said = super().unit(unit)
        return said if said != unit else self.rephrase(unit) or unit

    def column(self, name: str) -> str:
        """What a column is called."""
        return self.say(_names()["columns"].get(name, name.replace("_", " ")))

    def table(self, name: str) -> str:
        """What a table, or one of its rows, is called."""
        return self.say(_names()["tables"].get(name, name.replace("_", " ")))

    def coded(self, word: str) -> str:
        """A coded word, such as `in_force`; any other text stays as it is."""
        if not _CODE.fullmatch(word):
            return word
        return self.say(word.replace("_", " "))

    def cell(self, value: object) -> str:
        """A cell of a record: codes of states and coded words by name, days by the calendar."""
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if isinstance(value, int | float):
            return self.number(float(value))
        if isinstance(value, list | tuple):
            return ", ".join(self.cell(part) for part in value)
        text = "" if value is None else str(value)
        if text in states() or text in blocs():
            return self.actor(text)
        return self.dates(text) if _DAY.fullmatch(text) else self.coded(text)

    def place(self, code: str) -> str:
        """A place as readings write it, `ISO3` or `ISO3:City`.

        >>> words("tr").place("RUS:Moscow"), words("tr").place("KAZ")
        ('Moskova, Rusya', 'Kazakistan')
        """
        state, _, city = code.partition(":")
        if not city:
            return self.actor(state)
        return f"{city_name(self, state, city)}, {self.actor(state)}"

    def number(self, value: float) -> str:
        """A number of no known unit with the digits that it needs.

        >>> words("tr").number(83.7612), words("tr").number(0.000102), words("tr").number(2024)
        ('83,8', '0,0001', '2.024')
        """
        if value == int(value):
            return self.decimal(value, 0)
        size = abs(value)
        if size >= 10:
            return self.decimal(value, 0 if size >= 1000 else 1)
        digits = 3
        while digits < 9 and round(size, digits) < 10.0 ** (1 - digits):
            digits += 1
        return self.decimal(value, digits).rstrip("0")


@cache
def _names() -> dict[str, dict[str, str]]:
    return read_yaml("web/names.yaml")


@cache
def _codes() -> dict[str, str]:
    """States by their English name, as measures write them."""
    return {state.name("en"): code for code, state in states().items()}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each phrase that has places as a pattern, the longest first."""
    found = []
    for entry in read_yaml("web/phrases.yaml"):
        reads, message = (entry["reads"], entry["says"]) if isinstance(entry, dict) else [entry] * 2
        pieces = _PLACE.split(reads)
        if len(pieces) == 1:
            continue
        pattern = "".join(
            f"(?P<{piece}>{_filled(piece)})" if n % 2 else re.escape(piece)
            for n, piece in enumerate(pieces)
        )
        found.append((re.compile(pattern), message))
    return tuple(sorted(found, key=lambda pair: -len(pair[1])))


def _filled(place: str) -> str:
    """What may stand in a place: a pole, a dimension, or anything."""
    if place == "pole":
        poles = read_yaml("catalogue/poles.yaml")["poles"]
        return "|".join(re.escape(pole_name(pole, "en")) for pole in poles)
    return _DIMENSION if place == "dimension" else ".+?"


@cache
def words(lang: str) -> AppWords:
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
        return AppWords(lang, base.locale, base.messages)
    messages = _compiled(lang)
    messages.add_fallback(base.messages)
    return AppWords(lang, base.locale, messages)


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
