"""Endings of Turkish, Kazakh, Russian and English words: what follows a known stem says how.

Each function takes the rest of a folded word behind a stem of the lexicon and gives a `Form`, or
None where the rest is no ending of that word class. Nothing here knows any stem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NOUN_ENDINGS", "VERB_ENDINGS", "WORD_FORMS", "Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """How a word of the lexicon stands in its sentence.

    Attributes
    ----------
    tense : str
        `past`, `present`, `future`, `infinitive`, `participle`, `converb`, `noun`, `modal`,
        `conditional`, `necessity` or "" for a word that is no verb.
    denied, passive : bool
    case : str
        `nom`, `gen`, `dat`, `acc`, `loc`, `abl`, `com`; several joined by `|`; "" where unknown.
    finite : bool
        Whether the form can close a sentence.
    """

    tense: str = ""
    denied: bool = False
    passive: bool = False
    case: str = ""
    finite: bool = False


_TR_VERB: Final = re.compile(
    r"(?P<voice>(?:[ıiuü]?[ln]|[ıiuü]ş|[td][ıiuü]r|t)*?)"
    r"(?:(?P<unable>y?[ae]m[ae])|(?P<neg>m[ae](?!kt|k$|s[ıi])|m(?=[ıiuü]yor)))?"
    r"(?:(?P<modal>y?[ae]bil.*|[ıiuüae]?rs[ae].*|s[ae](?:[ymnk].*|l[ae]r)?)"
    r"|(?P<necessity>m[ae]l[ıi].*|s[ıiuü]n(?:l[ae]r)?)"
    r"|(?P<future>y?(?:aca[kğ]|ece[kğ])(?P<futail>.*))"
    r"|(?P<present>(?:[ıiuü]?yor|m[ae]kt[ae]).*)"
    r"|(?P<participle>[dt][ıiuü][kğ].+|m[ıiuü]ş(?:[ıi].*|l[ae]r[ıi].*))"
    r"|(?P<past>[dt][ıiuü](?:m|n|k|l[ae]r|[mn][ıiuü]z)?|m[ıiuü]ş(?:t[ıiuü]r?)?(?:l[ae]r)?)"
    r"|(?P<infinitive>m[ae][kğ].*)"
    r"|(?P<relative>y?[ae]n(?:l[ae]r.*|[ıi].*|[ae]|d[ae]n?|l[ae])?)"
    r"|(?P<converb>y?[ıiuü]p|y?[ae]r[ae]k(?:ten)?|[ıiuü]?rken|y?[ıiuü]nc[ae]|m[ae]den)"
    r"|(?P<noun>m[ae](?:l[ae]r)?(?:s?[ıi])?(?P<case>n[ıi]n|y?[ıi]|n[ıi]|y[ae]|n[ae]|n?d[ae]|n?d[ae]n"
    r"|yl[ae])?)"
    r"|(?P<aorist>[ıiuüae]?r(?:l[ae]r)?|z(?:l[ae]r)?))"
)

_TR_CASES: Final = {
    "": "nom", "n[ıiuü]n": "gen", "[ıiuü]n": "gen", "y?[ıiuü]": "acc", "n[ıiuü]": "acc",
    "y?[ae]": "dat", "n[ae]": "dat", "n?[dt][ae]": "loc", "n?[dt][ae]ki.*": "attr",
    "n?[dt][ae]n": "abl", "y?l[ae]": "com", "y?l[ae]y?d[ıi].*": "com", "d[ıiuü]r|t[ıiuü]r": "nom",
}  # fmt: skip
_TR_OWNER: Final = "(?:[ıiuü]m[ıiuü]z|[ıiuü]n[ıiuü]z|l[ae]r[ıi]|s?[ıiuü])?"
_TR_NOUN: Final = tuple(
    (re.compile(f"'?(?:l[ae]r)?{_TR_OWNER}'?(?:{end})"), case) for end, case in _TR_CASES.items()
)


def _turkish_verb(rest: str) -> Form | None:
    """Tense, negation and voice of a Turkish verb.

    >>> _turkish_verb("ndı"), _turkish_verb("medi").denied, _turkish_verb("ecek").tense
    (Form(tense='past', denied=False, passive=True, case='', finite=True), True, 'future')
    """
    match = _TR_VERB.fullmatch(rest)
    if match is None:
        return None
    tense = match.lastgroup or ""
    for name in _TENSES_TR:
        if match[name] is not None:
            tense = name
            break
    passive = bool(re.search(r"[ln]", match["voice"] or ""))
    denied = bool(match["neg"] or match["unable"])
    if tense == "future":
        finite = not re.match(r"(?:l[ae]r)?[ıi](?![mz])", match["futail"] or "")
        return Form("future", denied, passive, "" if finite else "acc", finite)
    if tense == "aorist":
        return Form("present", denied or rest.endswith("z"), passive, finite=True)
    if tense == "relative":
        return Form("participle", denied, passive)
    if tense == "noun":
        return Form("noun", denied, passive, _turkish_case(match["case"] or ""))
    return Form(tense, denied, passive, finite=tense in {"past", "present", "necessity"})


_TENSES_TR: Final = (
    "modal", "necessity", "future", "present", "participle", "past", "infinitive", "relative",
    "converb", "noun", "aorist",
)  # fmt: skip


def _turkish_case(rest: str) -> str:
    for end, case in _TR_CASES.items():
        if re.fullmatch(end, rest):
            return case
    return ""


def _turkish_noun(rest: str) -> Form | None:
    """Case of a Turkish noun.

    >>> _turkish_noun("lerinde"), _turkish_noun("xyz")
    (Form(tense='', denied=False, passive=False, case='loc', finite=False), None)
    """
    for pattern, case in _TR_NOUN:
        if pattern.fullmatch(rest):
            return Form(case=case)
    return None


_KK_VERB: Final = re.compile(
    r"(?P<voice>(?:ыл|іл|ын|ін|л|н|ыс|іс|тыр|тір|дыр|дір|т|қыз|кіз)*?)"
    r"(?P<neg>[мбп][ае](?=[йғгқкд]|ст|с$|п|у))?"
    r"(?:(?P<modal>с[ае](?:м|ң|қ|к|ңыз|ңіз)?)"
    r"|(?P<necessity>с[ыі]н|уі?\s*керек)"
    r"|(?P<future>[мбп][ае][қк](?:ш[ыі])?.*|(?:[ае]|й)(?:[дм][ыі]|[мс][ыі][зңн])|[ае]р|р|(?<=[мбп][ае])с"
    r"|(?P<told>(?:атын|етін|йтын|йтін)(?:[ыі]м|[ыі]ң)?(?:ын|ін|дығын|дігін)))"
    r"|(?P<participle>(?:ған|ген|қан|кен)(?P<ptail>.*)|(?:атын|етін|йтын|йтін).*)"
    r"|(?P<past>[дт][ыі](?:м|ң|к|қ|ңыз|ңіз|қтар)?)"
    r"|(?P<present>уд[ае])"
    r"|(?P<converb>[ыі]?п|[ае]|й|[ғгқк][ае]л[ыі]|ст[ае]н)"
    r"|(?P<noun>у(?:лар|лер)?(?:ы|і|ын|ін)?(?P<case>ға|ге|на|не|нда|нде|да|де|нан|нен|дан|ден|ның|нің"
    r"|ды|ді|н|мен|мұн)?))"
)  # fmt: skip

_KK_CASES: Final = {
    "": "nom", "[ндт][ыі]ң": "gen", "[ғгқк][ае]": "dat", "н[ае]": "dat", "[ндт][ыі]": "acc",
    "н": "acc", "н?[дт][ае]": "loc", "н?[дт][ае]ғы.*|н?[дт][ае]гі.*": "attr", "[дтн][ае]н": "abl",
    "[мбп]ен": "com",
}  # fmt: skip
_KK_NOUN: Final = tuple(
    (re.compile(rf"'?-?(?:[лдт][ае]р)?(?:[ыі]мыз|[ыі]міз|с?[ыі])?(?:{end})"), case)
    for end, case in _KK_CASES.items()
)
_TENSES_KK: Final = (
    "modal", "necessity", "future", "participle", "past", "present", "converb", "noun",
)  # fmt: skip


def _kazakh_verb(rest: str) -> Form | None:
    """Tense and negation of a Kazakh verb.

    >>> _kazakh_verb("ті").tense, _kazakh_verb("мейді").denied, _kazakh_verb("еді").tense
    ('past', True, 'future')
    """
    match = _KK_VERB.fullmatch(rest)
    if match is None:
        return None
    tense = next(name for name in _TENSES_KK if match[name] is not None)
    passive = bool(re.search(r"[ыі]?[лн]$", match["voice"] or ""))
    case = match["case"] or "" if tense == "noun" else ""
    finite = (tense in {"past", "present", "future", "necessity"} and not match["told"]) or (
        tense == "participle" and match["ptail"] == ""
    )
    return Form(tense, bool(match["neg"]), passive, _kazakh_case(case) if case else "", finite)


def _kazakh_case(rest: str) -> str:
    return next((case for end, case in _KK_CASES.items() if re.fullmatch(end, rest)), "")


def _kazakh_noun(rest: str) -> Form | None:
    """Case of a Kazakh noun.

    >>> _kazakh_noun("сымен").case
    'com'
    """
    for pattern, case in _KK_NOUN:
        if pattern.fullmatch(rest):
            return Form(case=case)
    return None


_RU_VERB: Final = re.compile(
    r"(?:[иеёяауыою]|ну|ова|ева|ива|ыва|ирова|л(?=[яюеи]))??"
    r"(?:(?P<past>(?:л|ла|ло|ли)(?:сь|ся)?|ёс|ес|ос|ог|ёк|ек)"
    r"|(?P<infinitive>(?:ть|ти|чь)(?:ся|сь)?)"
    r"|(?P<present>(?:т|ет|ёт|ит|ют|ут|ят|ат|ем|им|ую|ю|у)(?:ся|сь)?)"
    r"|(?P<passive>(?:ен|ён|ан|ят|ут|н)(?:а|о|ы)?|т[аоы])"
    r"|(?P<pparticiple>(?:енн|ённ|анн|янн|нн|ят|ут|ем|им|т)(?:ый|ая|ое|ые|ого|ому|ым|ом|ой|ую|ых|ыми))"
    r"|(?P<participle>(?:вш|ющ|ущ|ящ|ащ)(?:ий|ая|ее|ие|его|ему|им|ем|ей|ую|их|ими)(?:ся)?)"
    r"|(?P<converb>(?:в|вши|я|а)(?:сь)?))"
)


def _russian_verb(rest: str) -> Form | None:
    """Tense and voice of a Russian verb; `present` of a perfective verb is its future.

    >>> _russian_verb("или").tense, _russian_verb("ан").passive
    ('past', True)
    """
    match = _RU_VERB.fullmatch(rest)
    if match is None or len(rest) > 9 or re.match(r"(?:ен|ан|ян)и[еяюийемхм]", rest):
        return None
    name = match.lastgroup or ""
    if name == "passive":
        return Form("past", passive=True, finite=True)
    if name == "pparticiple":
        return Form("participle", passive=True)
    return Form(name, finite=name in {"past", "present"})


_RU_WORD: Final = re.compile(
    r"(?P<passive>(?:(?:вз|сн|прин|изъ)ят|(?:за|от|пере|при)крыт|.{2,}нут)[аоы]?)"
    r"|.{2,}(?:(?P<past>[аеиоуыя]л[аои]?(?:сь|ся)?)|(?P<infinitive>(?:[аеиоуыя]ть|[сз]ти|чь)(?:ся|сь)?)"
    r"|(?P<present>[аеиюуяё]т(?:ся)?))"
)


_RU_SHORT: Final = re.compile(r".{3,}[^и][еёа]н(?:[аоы])?")
_RU_FEELS: Final = re.compile(
    r"долж|намер|обяза|вынужд|увер|обеспоко|встревож|озабоч|недово|доволен|разочаров|огорч|удивл"
    r"|благодар|возмущ|винов|согласен|вруч|экран|карантин|план|регион"
)  # what one is rather than what was done to one


def _russian_word(word: str) -> Form:
    """Tense of a Russian verb that the lexicon gives as a whole word; an empty form elsewhere.

    >>> [_russian_word(word).tense for word in ("ввести", "отклонила", "сорок")]
    ['infinitive', 'past', '']
    """
    if _RU_SHORT.fullmatch(word) and not _RU_FEELS.match(word):
        return Form("past", passive=True, finite=True)
    match = _RU_WORD.fullmatch(word)
    name = (match.lastgroup or "") if match else ""
    if name == "passive":
        return Form("past", passive=True, finite=True)
    return Form(name, finite=name in {"past", "present"})


_RU_CASES: Final = {
    "": "nom|acc", "а": "gen|acc|nom", "я": "gen|acc|nom", "у": "dat|acc", "ю": "dat|acc",
    "ом": "com", "ем": "com", "ём": "com", "ой": "com|gen|dat|loc", "ей": "com|gen|dat",
    "е": "loc|dat|nom", "ы": "nom|acc|gen", "и": "nom|acc|gen|dat|loc", "ов": "gen|acc",
    "ев": "gen|acc", "ам": "dat", "ям": "dat", "ами": "com", "ями": "com", "ах": "loc", "ях": "loc",
    "ь": "nom|acc", "ью": "com", "й": "nom", "ия": "nom", "ию": "acc", "ии": "gen|dat|loc|nom",
    "ией": "com", "ий": "gen|nom", "ие": "nom|acc", "ием": "com", "иям": "dat", "иями": "com",
    "иях": "loc", "ый": "nom|acc", "ая": "nom", "ое": "nom|acc", "ые": "nom|acc", "ого": "gen|acc",
    "его": "gen|acc", "ому": "dat", "ему": "dat", "ым": "com|dat", "им": "com|dat", "ую": "acc",
    "ых": "gen|loc|acc", "их": "gen|loc|acc", "ыми": "com", "ими": "com", "о": "nom|acc",
    "ок": "gen",
}  # fmt: skip


def _russian_noun(rest: str) -> Form | None:
    """Possible cases of a Russian noun or adjective.

    >>> _russian_noun("ами").case
    'com'
    """
    case = _RU_CASES.get(rest)
    return None if case is None else Form(case=case)


_EN_NOUN: Final = {"": "", "s": "", "es": "", "'s": "gen", "s'": "gen"}


def _english_noun(rest: str) -> Form | None:
    case = _EN_NOUN.get(rest)
    return None if case is None else Form(case=case)


def _english_verb(rest: str) -> Form | None:
    """Ending of a regular English verb; irregular forms come from the lexicon.

    >>> _english_verb("ing").tense
    'converb'
    """
    return _EN_VERB.get(rest)


_EN_VERB: Final = {
    "": Form("present", finite=True),
    "s": Form("present", finite=True),
    "es": Form("present", finite=True),
    "ed": Form("past", finite=True),
    "d": Form("past", finite=True),
    "ing": Form("converb"),
}

VERB_ENDINGS: Final[dict[str, Callable[[str], Form | None]]] = {
    "turkish": _turkish_verb, "kazakh": _kazakh_verb, "russian": _russian_verb,
    "english": _english_verb,
}  # fmt: skip
NOUN_ENDINGS: Final[dict[str, Callable[[str], Form | None]]] = {
    "turkish": _turkish_noun, "kazakh": _kazakh_noun, "russian": _russian_noun,
    "english": _english_noun,
}  # fmt: skip
WORD_FORMS: Final[dict[str, Callable[[str], Form]]] = {"russian": _russian_word}
