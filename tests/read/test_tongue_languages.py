"""Which language a text or paragraph is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from denge.core.errors import UnknownLanguage
from denge.read.tongue import identify, language, languages, paragraph_language

NEUTRAL = Path(__file__).parent / "neutral"


@pytest.mark.parametrize("lang", ["en", "tr", "ru", "kk"])
def test_single_sentences_are_recognised(lang: str) -> None:
    lines = (NEUTRAL / f"{lang}.txt").read_text("utf-8").splitlines()
    sentences = [line for line in lines if line and line[0] != "#"]
    right = sum(paragraph_language(s, "en" if lang != "en" else "ru") == lang for s in sentences)
    assert right >= 0.9 * len(sentences)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Der Kanzler hat am Montag mit dem Präsidenten über die Lage im Land gesprochen."),
        ("fr", "Le président a rencontré lundi son homologue pour parler de la situation du pays."),
        ("uk", "Президент зустрівся у понеділок зі своїм колегою та обговорив ситуацію в країні."),
        ("es", "El presidente se reunió el lunes con su homólogo para hablar de la situación."),
    ],
)
def test_a_language_not_read_is_refused_by_name(code: str, text: str) -> None:
    with pytest.raises(UnknownLanguage, match=f"'{code}'"):
        identify(text)


def test_an_unknown_code_names_the_known_ones() -> None:
    with pytest.raises(UnknownLanguage, match="tr"):
        language("xx")


def test_each_language_describes_itself() -> None:
    for code in languages():
        known = language(code)
        assert known.name
        assert len(known.common) >= 15
        assert known.script in ("latin", "cyrillic")
