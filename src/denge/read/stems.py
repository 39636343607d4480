"""The elements of patterns: alternatives taken apart, and the forms that a stem stands for."""

from __future__ import annotations

import re
from typing import Final

from denge.read.endings import Form

__all__ = ["IRREGULAR", "is_stem", "noun_stems", "spelled_out", "verb_stems"]


def spelled_out(texts: tuple[str, ...]) -> list[str]:
    """Patterns with an alternative of several words taken apart, each once.

    >>> spelled_out(("ties .. cut-|call off-",))
    ['ties .. cut-', 'ties .. call off-']
    >>> spelled_out(("pay the price-|cost-",))
    ['pay the price-|cost-']
    """
    parts = (part for text in texts for part in _alternatives(text))
    return list(dict.fromkeys(parts))


def _alternatives(text: str) -> list[str]:
    before, gap, last = text.rpartition(".. ")
    head, *rest = last.split("|")
    if not head.endswith("-") or not any(" " in part for part in rest):
        return [text]
    found = [[head]]
    for part in rest:
        twin = found[-1][0].rpartition(" ")[2][:-2] == part[:-2]
        if " " not in part and (twin or " " not in found[-1][0]):
            found[-1].append(part)
        else:
            found.append([part])
    own = head.rpartition(" ")[0]
    kept = [] if not own else [f"{before}{gap}{own} {'|'.join(parts)}" for parts in found[1:]]
    bare = ["|".join(parts) for parts in (found if gap or not own else found[:1])]
    return [f"{before}{gap}{part}" for part in bare] + kept


def is_stem(part: str, family: str) -> bool:
    """Whether an element is a verb stem, and so the head; in Russian one of its options is enough.

    >>> is_stem("ведут|вед-", "russian"), is_stem("вед-|=ведут", "russian")
    (True, True)
    """
    options = part.split("|") if family == "russian" else [part]
    return any(option.endswith("-") for option in options)


def verb_stems(family: str, stem: str, irregular: dict) -> list[tuple[str, str]]:
    """What a verb stem stands for in a text: forms or stems, each with its kind.

    >>> verb_stems("turkish", "başla", {})
    [('başla', 'verb'), ('başl', 'glide')]
    """
    if family == "english":
        return _english_forms(stem, irregular)
    stems = [(stem, "verb")]
    if family == "russian" and stem[-1:] in _BARE_PAST:
        stems.append((stem, "past"))
    if family == "russian" and stem.endswith("л"):
        stems += [(stem + ending, "past") for ending in _L_PAST]
    if family == "russian" and stem.endswith(_PASSIVES) and stem not in _ADJECTIVES:
        stems += [(stem + ending, "passive") for ending in _SHORT]
        stems += [(stem + ending, "pastpart") for ending in _LONG]
    if family == "turkish" and stem[-1] in "aeıiuü":
        stems.append((stem[:-1], "glide"))
    return stems


IRREGULAR: Final = {
    "present": Form("present", finite=True),
    "past": Form("past", finite=True),
    "pastpart": Form("participle", passive=True),
    "converb": Form("converb"),
    "passive": Form("past", passive=True, finite=True),
}


_BARE_PAST: Final = tuple("гкхзсрб")  # stems whose masculine past is bare: `подверг`


_PASSIVES: Final = ("ан", "ен", "ян", "нят", "взят", "ыт", "нут")  # short passives: `отозван`
_ADJECTIVES: Final = frozenset({"намерен", "уверен", "благодарен", "признателен"})
_SHORT: Final = ("", "а", "о", "ы")
_LONG: Final = tuple(
    f"н{e}" for e in ("ый", "ая", "ое", "ые", "ого", "ой", "ому", "ым", "ом", "ую", "ых", "ыми")
)
_L_PAST: Final = ("", "а", "о", "и")  # `ввел`, `ввела`: the stem ends in the sign of the past

_DOUBLES: Final = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]")  # stop, slam; not wait, fix
_BRITISH: Final = re.compile(r"[^aeou][aeiou]l$")  # initialled beside initialed


def _english_forms(lemma: str, irregular: dict) -> list[tuple[str, str]]:
    """All forms of an English verb with their kinds.

    >>> dict(_english_forms("carry", {}))["carried"]
    'past'
    >>> [form for form, kind in _english_forms("ram", {}) if kind == "past"]
    ['rammed']
    >>> [form for form, kind in _english_forms("initial", {}) if kind == "past"]
    ['initialed', 'initialled']
    """
    given = irregular.get(lemma, {})
    doubled = lemma + lemma[-1] if given.get("double") or _DOUBLES.fullmatch(lemma) else lemma
    if lemma.endswith("e"):
        past, ing = lemma + "d", (lemma[:-1] if not lemma.endswith(("ee", "oe")) else lemma) + "ing"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        past, ing = lemma[:-1] + "ied", lemma + "ing"
    else:
        past, ing = doubled + "ed", doubled + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third = lemma[:-1] + "ies"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    forms = {lemma: "present", third: "present", ing: "converb"}
    forms |= dict.fromkeys(given.get("participle", []), "pastpart")
    forms |= dict.fromkeys(given.get("past", [past]), "past")
    if _BRITISH.search(lemma) and "past" not in given:
        forms |= {lemma + "led": "past", lemma + "ling": "converb"}
    return list(forms.items())


_SOFT: Final = {"turkish": {"k": "ğ"}, "kazakh": {"қ": "ғ", "к": "г", "п": "б"}}


def noun_stems(family: str, stem: str) -> list[str]:
    """A noun stem with its softened twin: `ortak` also as `ortağ`."""
    soft = _SOFT.get(family, {})
    if len(stem) > 2 and stem[-1] in soft:
        return [stem, stem[:-1] + soft[stem[-1]]]
    if family == "english" and stem.endswith("y") and len(stem) > 2 and stem[-2] not in "aeiou":
        return [stem, stem[:-1] + "ie"]
    return [stem]
