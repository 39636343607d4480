"""Endings of names: which endings may follow a stem, and the case that each gives.

Languages whose names take endings (`kind = "suffix"` in morph.toml) get a table of all endings,
made once from templates with both vowel harmonies; the others (`kind = "listed"`) bring their forms
in names.csv and take at most a possessive.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

from denge.core.catalogue import read_toml
from denge.read.memo import Memo

__all__ = ["Ending", "Morph", "morph"]

_MAX_ENDING: Final = 14
_SHORTEST_NAME: Final = 3  # letters of a surname before its ending


@dataclass(frozen=True, slots=True)
class Ending:
    """What an ending tells: a case, and whether it makes an adjective (`Kazakistanlı`)."""

    case: str
    derived: bool = False
    possessive: bool = False


class Morph:
    """The endings of one language.

    `names[word]` gives every (stem, case) that a word may be of a name met before in another case.

    >>> ("петренк", "ins") in morph("ru").names["петренком"]
    True
    >>> morph("tr").ending("rusya", "'nın").case, morph("kk").ending("ресей", "де").case
    ('gen', 'loc')
    >>> morph("kk").ending("қытай", "де") is None
    True
    """

    def __init__(self, lang: str, data: dict[str, Any]) -> None:
        self.lang = lang
        self.listed = data["kind"] == "listed"
        self.possessive = tuple(data["possessive"]) if self.listed else ()
        self.harmony: dict[str, str] = data.get("harmony", {})
        self.glued: int = data.get("glued", 0)  # letters an ending of an unknown name must have
        self.soften: dict[str, str] = data.get("soften", {})
        self.hardened = {soft: hard for hard, soft in self.soften.items()}
        self.name_endings = sorted(
            ((end, case) for case, ends in data.get("name", {}).items() for end in ends),
            key=lambda pair: (-len(pair[0]), pair),
        )
        self.loose: str = data.get("loose", "")  # last letters, last vowels
        self.loose_ends: tuple[str, ...] = tuple(data.get("loose_ends", ()))
        self.vowels = frozenset(self.harmony)
        self._endings = {} if self.listed else _endings(data)
        self.names: Memo[list[tuple[str, str]]] = Memo(self._names)
        self._any: dict[str, Ending] = {}
        for table in self._endings.values():
            for text, ending in table.items():
                self._any.setdefault(text, ending)

    def ending(self, stem: str, rest: str) -> Ending | None:
        """The ending `rest` behind `stem`, or None where it is no ending of that stem.

        After an apostrophe, hyphen or stem without a known vowel either harmony will do, for
        foreign names follow their sound and not their letters.
        """
        if not rest:
            return _BARE
        if self.listed:
            return _GENITIVE if rest in self.possessive else None
        if rest[0] in "'-":
            return self._any.get(rest[1:]) if len(rest) <= _MAX_ENDING else None
        harmony = self._harmony(stem)
        table = self._endings.get(harmony) if harmony else self._any
        return table.get(rest) if table and len(rest) <= _MAX_ENDING else None

    def _names(self, word: str) -> list[tuple[str, str]]:
        if self.listed:
            found = [(stem, "gen" if rest else "") for stem, rest in self.stems(word)]
            for end, case in self.name_endings:
                if word.endswith(end) and len(word) - len(end) >= _SHORTEST_NAME:
                    found.append((word[: -len(end)], case))
            return found
        cut = ((stem, self.ending(stem, rest)) for stem, rest in self.stems(word))
        return [(stem, ending.case) for stem, ending in cut if ending]

    def _harmony(self, stem: str) -> str | None:
        if stem[-1] in self.loose or stem.endswith(self.loose_ends):
            return None
        vowel = next((c for c in reversed(stem) if c in self.vowels), None)
        return self.harmony[vowel] if vowel and vowel not in self.loose else None

    def stems(self, word: str) -> list[tuple[str, str]]:
        """Every (stem, rest) that a word may be cut into, longest stem first.

        >>> morph("tr").stems("irağın")[3]
        ('irak', 'ın')
        """
        cut = word.find("'")
        if cut > 0 and not self.listed:
            return [(word, ""), (word[:cut], word[cut:])]
        found = []
        if self.listed:
            found = [(word, "")]
            for mark in self.possessive:
                if word.endswith(mark) and len(word) > len(mark):
                    found.append((word[: -len(mark)], mark))
            return found
        for end in range(len(word), max(1, len(word) - _MAX_ENDING), -1):
            stem, rest = word[:end], word[end:]
            found.append((stem, rest))
            hard = self.hardened.get(stem[-1])
            if hard and rest and rest[0] in self.vowels:
                found.append((stem[:-1] + hard, rest))
        return found


_BARE: Final = Ending("nom")
_GENITIVE: Final = Ending("gen")


def _endings(data: dict[str, Any]) -> dict[str, dict[str, Ending]]:
    """harmony class -> ending -> what it tells; an ending read two ways keeps the plainer one."""
    tables: dict[str, dict[str, Ending]] = {}
    for harmony in sorted(set(data["harmony"].values())):
        table: dict[str, Ending] = {}
        for plural, owner in product(("", *data["plural"]), ("", *data["possessive"])):
            for case, endings in data["case"].items():
                for ending in endings:
                    found = Ending(case or ("poss" if owner else "nom"), False, bool(owner))
                    for text in _spell(data, harmony, (plural, owner, ending)):
                        if text:
                            _keep(table, text, found)
        for suffix in data["derived"]:
            for text in _spell(data, harmony, (suffix,)):
                _keep(table, text, Ending("attr", derived=True))
        tables[harmony] = table
    return tables


def _keep(table: dict[str, Ending], text: str, found: Ending) -> None:
    known = table.get(text)
    if known is None or (known.possessive and not found.possessive and not found.derived):
        table[text] = found


def _spell(data: dict[str, Any], harmony: str, parts: tuple[str, ...]) -> list[str]:
    """All spellings of ending templates, vowel by vowel in harmony with the one before."""
    spelled = [("", harmony)]
    for letter in "".join(parts):
        grown = []
        for text, pair in spelled:
            choices = _choices(data, letter, pair)
            grown += [(text + char, data["harmony"].get(char, pair)) for char in choices]
        spelled = grown
    return [text for text, _ in spelled]


def _choices(data: dict[str, Any], letter: str, harmony: str) -> str:
    """What a letter of a template may stand for behind a vowel of this harmony."""
    if letter == "A":
        return harmony[0]
    if letter == "I":
        return harmony[1]
    letters = data["letters"].get(letter, letter)
    return letters if isinstance(letters, str) else letters[harmony]


@cache
def morph(lang: str) -> Morph:
    """The endings of a language, from `catalogue/lexicon/LANG/morph.toml`."""
    return Morph(lang, read_toml(f"catalogue/lexicon/{lang}/morph.toml"))
