"""The names of one language by their last word, from `lexicon/LANG/{names,people}.csv`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from denge.core.catalogue import read_csv, read_toml
from denge.read.memo import Memo
from denge.read.morph import Morph, morph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PLAIN", "Ends", "Entry", "NameTable", "name_table"]

PLAIN: Final = str.maketrans("âîûё", "aiuе")  # letters that texts leave unmarked
_PREFERENCE: Final = {
    k: i for i, k in enumerate(("state", "bloc", "seat", "capital", "firm", "demonym", "city"))
}
_ACRONYM: Final = 5  # letters; a longer form in capitals is shouted rather than short for something


class Entry(NamedTuple):
    """A name or a person's face: its words before the last, and what it stands for."""

    head: tuple[str, ...]
    kind: str
    codes: tuple[str, ...] = ()
    place: str = ""
    persons: tuple[str, ...] = ()
    full: bool = False
    common: bool = False  # a surname of many people, or a word of the language
    case: str = ""
    capitals: int = 1  # 0 any case of letters, 1 a capital first, 2 all capitals


Ends = tuple[tuple[Entry, str, bool], ...]  # entry, case, whether it is derived


class NameTable:
    """All names of one language, by their last word.

    `ends[word]` gives the entries whose last word this can be, each with the case that its ending
    gives and whether it is derived.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.morph: Morph = morph(lang)
        self.by_last: dict[str, list[Entry]] = {}
        self.firsts: set[str] = set()
        self.longest = 1
        self.ends: Memo[Ends] = Memo(self._look_up)
        grouped: dict[tuple[str, str], dict[str, Any]] = {}
        for row in read_csv(f"catalogue/lexicon/{lang}/names.csv"):
            key = (row["form"], row["case"])
            slot = grouped.setdefault(
                key, {"kind": row["kind"], "place": row["place"], "codes": []}
            )
            if _PREFERENCE[row["kind"]] < _PREFERENCE[slot["kind"]]:
                slot |= {"kind": row["kind"], "place": row["place"]}
                slot["codes"].insert(0, row["code"])
            slot["codes"].append(row["code"])
        words = _words((form for form, _ in grouped), lang)
        for ((form, case), slot), cut in zip(grouped.items(), words, strict=True):
            codes = tuple(dict.fromkeys(slot["codes"]))
            self._add(form, cut, slot["kind"], case=case, codes=codes, place=slot["place"])
        self._add_people()

    def _add_people(self) -> None:
        faces: dict[tuple[str, str, str], list[str]] = {}
        often: set[tuple[str, str, str]] = set()
        common = False
        for row in read_csv(f"catalogue/lexicon/{self.lang}/people.csv"):
            key = (row["form"], row["full"], row["case"])
            faces.setdefault(key, []).append(row["person"])
            if row["case"][:3] in ("", "nom"):  # the other cases of a form follow it
                common = row["full"] != "1" and _plain(row["form"]) in common_surnames()
            if common:
                often.add(key)
        words = _words((form for form, _, _ in faces), self.lang)
        for (key, persons), cut in zip(faces.items(), words, strict=True):
            fields = {"persons": tuple(persons), "full": key[1] == "1", "common": key in often}
            self._add(key[0], cut, "leader", case=key[2], **fields)

    def _add(self, form: str, words: list[str], kind: str, **fields: Any) -> None:
        lower = kind == "demonym" and form[:1].islower()
        acronym = form.isupper() and len(form.replace(".", "")) <= _ACRONYM and " " not in form
        capitals = 0 if lower else 2 if acronym else 1
        entry = Entry(head=tuple(words[:-1]), kind=kind, capitals=capitals, **fields)
        self.by_last.setdefault(words[-1], []).append(entry)
        self.longest = max(self.longest, len(words))

    def _look_up(self, word: str) -> Ends:
        plain = word.translate(PLAIN)
        found: list[tuple[Entry, str, bool]] = []
        for stem, rest in self.morph.stems(plain):
            entries = self.by_last.get(stem)
            if entries is None:
                continue
            ending = self.morph.ending(stem, rest)
            if ending is None:
                continue
            case = "" if self.morph.listed and not rest else ending.case
            found += [(e, e.case or case, ending.derived) for e in entries]
            break
        return tuple(found)


@cache
def common_surnames() -> frozenset[str]:
    """Surnames that stand for their person only behind a title or after the full name."""
    return frozenset(read_toml("catalogue/names/common_surnames.toml")["surnames"])


def _plain(form: str) -> str:
    return form.lower().replace("i\u0307", "i")


def _words(forms: Iterable[str], lang: str) -> Iterator[list[str]]:
    """The words of each form, folded as tokens of a page are; all are folded at once."""
    from denge.read.page import fold, words_of

    folded = fold("\n".join(forms), lang).translate(PLAIN)
    return (
        line.split(" ") if line.replace(" ", "").isalpha() else words_of(line)
        for line in folded.split("\n")
    )


@cache
def name_table(lang: str) -> NameTable:
    """All names of a language."""
    return NameTable(lang)
