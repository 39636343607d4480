"""Which language a paragraph is in: letters and common words first, a model for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from denge.core.catalogue import read_toml
from denge.core.errors import UnknownLanguage

__all__ = ["Language", "identify", "language", "languages", "paragraph_language"]

_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[A-Za-z]")
_SAMPLE: Final = 1_000  # characters of a text that are enough to know its language
_PARAGRAPH_SAMPLE: Final = 300  # characters of a paragraph that are enough
_SURE_SHARE: Final = 0.12  # share of common words in running text of a language that is read
_FOREIGN_CONFIDENCE: Final = 0.9
_STRANGE_SHARE: Final = 0.015  # of letters of another alphabet, as in foreign names
_LONG: Final = 40  # characters from which the model may overrule the document's language


@dataclass(frozen=True, slots=True)
class Language:
    """A language as `catalogue/lexicon/CODE/language.toml` describes it."""

    code: str
    name: str
    script: str
    letters: str
    common: frozenset[str]
    fold: dict[int, str]
    strange: re.Pattern[str]  # letters that are none of its alphabet


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a lexicon folder, sorted.

    >>> set(languages()) >= {"en", "kk", "ru", "tr"}
    True
    """
    folder = files("denge").joinpath("catalogue/lexicon")
    return tuple(sorted(f.name for f in folder.iterdir() if f.joinpath("language.toml").is_file()))


@cache
def language(code: str) -> Language:
    """The description of one language.

    Raises
    ------
    UnknownLanguage
        There is no lexicon folder of this name.
    """
    if code not in languages():
        raise UnknownLanguage(
            f"{code!r} is not a language that denge reads; choose one of {', '.join(languages())}."
        )
    data: dict[str, Any] = read_toml(f"catalogue/lexicon/{code}/language.toml")
    return Language(
        code=code,
        name=data["name"],
        script=data["script"],
        letters=data["letters"],
        common=frozenset(data["common"]),
        fold={ord(k): v for k, v in data["fold"].items()},
        strange=re.compile(rf"[^\W\d_{data['alphabet']}]"),
    )


def identify(text: str) -> str:
    """The language of a whole text.

    Raises
    ------
    UnknownLanguage
        The text has no words, or is in a language that denge does not read.

    >>> identify("Визит завершился, стороны подписали декларацию.")
    'ru'
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if not words:
        raise UnknownLanguage("the text holds no words, so its language cannot be told.")
    code, share = _by_hand(sample, words)
    strange = len(language(code).strange.findall(sample.lower()))
    if share >= _SURE_SHARE and strange <= _STRANGE_SHARE * len(sample):
        return code
    foreign = _foreign(sample)
    if foreign and len(sample) >= _LONG:
        raise UnknownLanguage(
            f"the text looks like {foreign!r}, a language that denge does not read "
            f"(it reads {', '.join(languages())}). Give --lang to read it all the same."
        )
    return _by_model(sample)


def paragraph_language(text: str, document: str) -> str:
    """The language of one paragraph of a document in the language `document`.

    >>> paragraph_language("Taraflar ortak bir bildiri imzaladı.", "en")
    'tr'
    """
    sample = text[:_PARAGRAPH_SAMPLE]
    words = _WORD.findall(sample.lower())
    if not words:
        return document
    code, share = _by_hand(sample, words)
    if code == document or share >= _SURE_SHARE:
        return code
    return _by_model(text[:_SAMPLE]) if len(text) >= _LONG else document


def _by_hand(text: str, words: list[str]) -> tuple[str, float]:
    """Best language and its lead over the next, per word: common words and telling letters."""
    scores = []
    for code in _of_script(bool(_CYRILLIC.search(text)), bool(_LATIN.search(text))):
        known = language(code)
        hits = sum(map(known.common.__contains__, words))
        telling = sum(text.count(letter) for letter in known.letters)
        scores.append(((hits + 0.5 * min(telling, len(words))) / len(words), code))
    scores.sort(reverse=True)
    lead = scores[0][0] - (scores[1][0] if len(scores) > 1 else 0.0)
    return scores[0][1], lead


@cache
def _of_script(cyrillic: bool, latin: bool) -> tuple[str, ...]:
    """Languages whose script is met in a text; all of them where both or neither are."""
    met = [name for name, there in (("cyrillic", cyrillic), ("latin", latin)) if there]
    fitting = tuple(code for code in languages() if language(code).script in met)
    return fitting or languages()


def _by_model(text: str) -> str:
    return _model(languages()).classify(text)[0]


def _foreign(text: str) -> str | None:
    code, confidence = _model(None).classify(text)
    return code if confidence >= _FOREIGN_CONFIDENCE and code not in languages() else None


@cache
def _model(codes: tuple[str, ...] | None) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if codes is not None:
        known = set(model.nb_classes)
        model.set_languages([code for code in codes if code in known])
    return model
