"""The words of a brief: messages by gettext; numbers, dates, plurals and names by CLDR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Any

from denge.core.catalogue import catalogue_path, read_yaml
from denge.core.dates import When, parse_when
from denge.core.errors import UnknownLanguage
from denge.core.state import blocs, states

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel import Locale

    from denge.brief.blocks import Inline, Line
    from denge.core.estimate import Estimate

__all__ = ["LANGUAGES", "Words", "catalogue_header", "words"]

LANGUAGES = ("en", "tr", "ru", "kk")
_CLDR = {"en": "en_GB", "tr": "tr", "ru": "ru", "kk": "kk"}
_PLACE = re.compile(r"%\((\w+)\)s")
_UNITS = "catalogue/brief/units.yaml"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a brief says, in one language.

    Examples
    --------
    >>> tr = words("tr")
    >>> tr.day(date(2025, 11, 6)), tr.decimal(1234.5, 1), tr.percent(0.123)
    ('6 Kasım 2025', '1.234,5', '%12')
    >>> tr.state("KAZ"), words("ru").actor("SCO")
    ('Kazakistan', 'Шанхайская организация сотрудничества')
    """

    lang: str
    locale: Locale
    messages: GNUTranslations

    def say(self, message: str, /, **named: object) -> str:
        """A whole sentence with named places, `%(name)s`."""
        return _fill(self.messages.gettext(message), named)

    def count(self, one: str, many: str, n: float, /, **named: object) -> str:
        """The same with a plural; `%(n)s` is the number."""
        whole = int(n) if n == int(n) else 2
        shown = {"n": self.decimal(n, 0 if n == int(n) else 1)}
        return _fill(self.messages.ngettext(one, many, whole), shown | named)

    def line(self, message: str, /, **parts: Inline | Line) -> Line:
        """The same with places that may be figures, quotations or links."""
        pieces: list[Inline] = []
        for n, piece in enumerate(_PLACE.split(self.messages.gettext(message))):
            part: Inline | Line = parts[piece] if n % 2 else piece
            pieces.extend(part if isinstance(part, tuple) else (part,))
        return tuple(piece for piece in pieces if piece != "")

    def rephrase(self, text: str) -> str | None:
        """A sentence that a measure wrote in English, in this language; None where it is not known.

        The sentences with their places stand in `catalogue/brief/phrases.yaml`; what fills a place
        stays as it is, but for the form of its numbers.

        >>> words("tr").rephrase("2 trips against 16")
        '2 seyahate karşı 16'
        >>> words("tr").rephrase("Part of pledges that is delivered (China)")
        'Taahhütlerin gerçekleşen bölümü (Çin)'
        """
        if self.lang == "en":
            return text
        for pattern, message in _phrases():
            if match := pattern.fullmatch(text):
                named = {key: self._localised(part) for key, part in match.groupdict().items()}
                return self.say(message, **named)
        return self._label(text)

    def _label(self, text: str) -> str | None:
        """A label that is a message of its own, or one with a named part: `Label (part)`."""
        if (said := self.messages.gettext(text)) != text:
            return said
        head, found, part = text.partition(" (")
        if not found or not part.endswith(")") or (said := self.messages.gettext(head)) == head:
            return None
        return f"{said} ({self.messages.gettext(part[:-1])})"

    def _localised(self, part: str) -> str:
        if re.fullmatch(r"-?\d+(\.\d+)?", part) and len(part) != 4:
            return self.decimal(float(part), len(part.partition(".")[2]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", part):
            return self.dates(part)
        return self.pole(_poles()[part]) if part in _poles() else self._label(part) or part

    def decimal(self, value: float, digits: int = 1, signed: bool = False) -> str:
        """A number with a fixed count of decimals; a minus sign is a true minus."""
        from babel.numbers import format_decimal

        text = format_decimal(
            abs(round(value, digits)),
            format="#,##0" + ("." + "0" * digits if digits else ""),
            locale=self.locale,
        )
        sign = "−" if round(value, digits) < 0 else "+" if signed and round(value, digits) else ""
        return sign + text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share as a percentage; what would round to 0 or 100 but is neither says so.

        >>> [words("en").percent(v, 1) for v in (0.0004, -0.0004, -0.25, 0.9999)]
        ['<0.1%', '>−0.1%', '−25.0%', '>99.9%']
        """
        if share < 0:
            opposite = self.percent(-share, digits)
            bound = {"<": ">", ">": "<"}.get(opposite[0], "")  # under 0.1 is, negated, over -0.1
            return f"{bound}−{opposite.removeprefix(opposite[0]) if bound else opposite}"
        from babel.numbers import format_percent

        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", "0")
        pattern = pattern.replace("0", "0" + ("." + "0" * digits if digits else ""))
        step = 10.0 ** -(digits + 2)
        if 0 < share < step:
            return "<" + format_percent(step, pattern, locale=self.locale)
        if 1 - step < share < 1:
            return ">" + format_percent(1 - step, pattern, locale=self.locale)
        return format_percent(share, pattern, locale=self.locale)

    def day(self, value: date) -> str:
        """A day, such as 6 November 2025."""
        from babel.dates import format_date

        return format_date(value, "long", locale=self.locale)

    def month(self, value: date) -> str:
        """A month, such as November 2025."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", value, locale=self.locale)

    def when(self, value: When) -> str:
        """A period at its own precision, such as 11–12 Nov 2025."""
        from babel.dates import format_interval

        if value.precision == "year":
            return str(value.start.year)
        if value.precision == "month":
            return self.month(value.start)
        if value.start == value.end:
            return self.day(value.start)
        return format_interval(value.start, value.end, "yMMMd", locale=self.locale)

    def dates(self, start: object, end: object = None) -> str:
        """A period from two cells that hold days, ISO text or nothing."""
        first = _when(start)
        last = _when(end) or first
        if first is None or last is None:
            return self.say("no date stated")
        if first == last:
            return self.when(first)
        return self.when(When(first.start, max(first.end, last.end), "days"))

    def period(self, text: str) -> str:
        """A period as results write it: `2024`, `2023-2025`, `start/end`, or any other text."""
        if re.fullmatch(r"\d{4}-\d{4}", text):
            return text.replace("-", "–")
        try:
            return self.when(parse_when(text))
        except Exception:
            return self.rephrase(text) or text

    def state(self, code: str) -> str:
        return states()[code].name(self.lang) if code in states() else code

    def actor(self, code: str | None) -> str:
        """Name of a state or bloc; a code that is neither stays as it is."""
        if code is None:
            return self.say("not named")
        if code in blocs():
            return blocs()[code].get(f"name_{self.lang}") or blocs()[code]["name_en"]
        return self.state(code)

    def pole(self, pole: str) -> str:
        return read_yaml("catalogue/poles.yaml")["poles"][pole][f"name_{self.lang}"]

    def group(self, group: str) -> str:
        """Name of a peer group; of groups joined by `+` (their common members) all names."""
        groups = read_yaml("catalogue/peers.yaml")["groups"]
        names = [groups[part][f"name_{self.lang}"] for part in group.split("+")]
        if len(names) == 1:
            return names[0]
        return self.say("%(first)s among the %(second)s", first=names[0], second=names[1])

    def dollars(self, value: float) -> str:
        """An amount of US dollars at the scale people say it in."""
        if abs(value) >= 1e9:
            return self.say("US$%(n)s bn", n=self._short(value / 1e9))
        if abs(value) >= 1e6:
            return self.say("US$%(n)s mn", n=self._short(value / 1e6))
        return self.say("US$%(n)s", n=self.decimal(value, 0))

    def _short(self, value: float) -> str:
        return self.decimal(value, 0 if abs(value - round(value)) < 0.05 else 1)

    def value(self, value: float, unit: str) -> str:
        """A bare number in the form that its unit asks for, without the unit's name."""
        form = _unit(unit)
        if form["form"] == "percent":
            return self.percent(value, form.get("digits", 0))
        if form["form"] == "hundredths":
            return self.percent(value / 100, form.get("digits", 0))
        return self.decimal(value, form.get("digits", 1), bool(form.get("signed")))

    def unit(self, unit: str) -> str:
        """The unit's name; "" where the number says it all."""
        form = _unit(unit)
        name = form.get("name", "" if "plural" in form else unit)
        return self.say(name) if name else ""

    def amount(self, value: float, unit: str) -> str:
        """Number and unit."""
        if _unit(unit)["form"] == "money":
            return self.dollars(value * 1e9)
        if plural := _unit(unit).get("plural"):
            one, many = plural
            return self.count(one, many, value)
        name = self.unit(unit)
        return f"{self.value(value, unit)} {name}" if name else self.value(value, unit)

    def estimate(self, estimate: Estimate) -> str:
        """The central value with its unit."""
        return self.amount(estimate.median, estimate.unit)

    def interval(self, estimate: Estimate) -> str:
        """`90 % interval 4.3 to 5.8`, or why there is none."""
        if estimate.low is None or estimate.high is None:
            return self.say(
                "no interval: %(reason)s", reason=self.rephrase(estimate.reason) or estimate.reason
            )
        return self.say(
            "%(level)s interval %(low)s to %(high)s",
            level=self.percent(estimate.level),
            low=self.value(estimate.low, estimate.unit),
            high=self.value(estimate.high, estimate.unit),
        )

    def span(self, estimate: Estimate) -> str:
        """The two ends of an interval alone."""
        ends = (estimate.low, estimate.high)
        low, high = (self.value(end, estimate.unit) for end in ends if end is not None)
        return self.say("%(low)s to %(high)s", low=low, high=high)

    def series(self, items: list[str]) -> str:
        """Words in a row, with the language's "and"."""
        from babel.lists import format_list

        return format_list(items, locale=self.locale) if items else ""


@cache
def _poles() -> dict[str, str]:
    """Poles by their English name, as measures write them."""
    poles = read_yaml("catalogue/poles.yaml")["poles"]
    return {entry["name_en"]: pole for pole, entry in poles.items()}


@cache
def words(lang: str) -> Words:
    """The words of one of the languages of the brief.

    Raises
    ------
    UnknownLanguage
        There is no catalogue for it.
    """
    from babel import Locale

    if lang not in LANGUAGES:
        raise UnknownLanguage(
            f"no brief is written in {lang!r}; choose one of {', '.join(LANGUAGES)}"
        )
    return Words(lang, Locale.parse(_CLDR[lang]), _messages(lang))


@cache
def catalogue_header(lang: str) -> dict[str, str]:
    """The header of a message catalogue; `X-Reviewed-By` names the native reader, or nobody."""
    head = _po(lang).read_text("utf-8").partition("\n\n")[0]
    return dict(re.findall(r'^"([\w-]+): (.*?)\\n"$', head, re.MULTILINE))


@cache
def _catalogue(lang: str) -> Any:
    from babel.messages.pofile import read_po

    return read_po(BytesIO(_po(lang).read_bytes()), locale=lang)


def _po(lang: str) -> Traversable:
    return catalogue_path(f"brief/locale/{lang}/LC_MESSAGES/denge.po")


def _messages(lang: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, _catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _fill(message: str, named: dict[str, object]) -> str:
    return _PLACE.sub(lambda place: str(named[place[1]]), message)


def _when(value: object) -> When | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return When(value, value)
    return parse_when(str(value)[:10] if "T" in str(value) else str(value))


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each phrase as a pattern whose places match anything, the longest first."""
    found = []
    for message in read_yaml("catalogue/brief/phrases.yaml"):
        pieces = _PLACE.split(message)
        pattern = "".join(
            f"(?P<{piece}>.+?)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces)
        )
        found.append((re.compile(pattern), message))
    return tuple(sorted(found, key=lambda pair: -len(pair[1])))


@cache
def _unit(unit: str) -> dict[str, Any]:
    known = read_yaml(_UNITS)
    for name, form in known.items():
        if name == unit or (name.endswith("*") and unit.startswith(name[:-1])):
            return form
    return {"form": "decimal", "digits": 1}
