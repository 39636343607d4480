"""A text opened for reading: date, language by paragraph, offsets that stay exact."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.core.errors import UnknownLanguage, UnreadableText
from denge.read.page import fold, open_page


def test_header_gives_the_date_and_is_no_content() -> None:
    page = open_page(" date 2025-11-19 Taraflar Ankara'da görüştü.")
    assert (page.date, page.date_basis) == (date(2025, 11, 19), "header")
    assert page.tokens[0].text == "Taraflar"


def test_option_goes_before_the_header() -> None:
    page = open_page("date 2025-11-19 The sides met in Ankara.", date=date(2024, 1, 2))
    assert (page.date, page.date_basis) == (date(2024, 1, 2), "option")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Astana, May 3, 2024\n\nThe minister said that the talks went on.", date(2024, 5, 3)),
        (
            "Күні: 25 тамыз 2019\n\nТараптар келіссөз жүргізді және құжатқа қол қойды.",
            date(2019, 8, 25),
        ),
        ("08 Қазан 2015, 10:28 Қазақстанға министр келеді деп хабарлады.", date(2015, 10, 8)),
    ],
)
def test_a_dateline_gives_the_date(text: str, day: date) -> None:
    page = open_page(text)
    assert (page.date, page.date_basis) == (day, "dateline")


def test_a_date_in_the_prose_is_no_dateline() -> None:
    assert open_page("6 июля 2013 года президент посетил столицу и подписал договор.").date is None


def test_each_paragraph_has_its_own_language() -> None:
    page = open_page(
        "The sides said that the talks in the capital were useful for both of them.\n\n"
        "Стороны заявили, что переговоры в столице были полезны для них обеих.\n\n"
        "Taraflar başkentteki görüşmelerin ikisi için de yararlı olduğunu söyledi.\n\n"
        "Тараптар астанадағы келіссөздер екеуі үшін де пайдалы болды деп мәлімдеді."
    )
    assert [p.lang for p in page.paragraphs] == ["en", "ru", "tr", "kk"]


def test_folding_keeps_the_length_and_follows_the_language() -> None:
    assert fold("IĞDIR İLE", "tr") == "ığdır ile"
    assert fold("IRAQ", "en") == "iraq"
    assert len(fold("İİİ ŞŞ ẞ", "en")) == len("İİİ ŞŞ ẞ")


def test_trailing_lists_of_older_texts_are_no_content() -> None:
    older = "Ayşe Yılmaz'ın önceki yazıları...\n\nBaşka bir yazı."
    text = f"Taraflar anlaştı. Görüşme uzun sürdü.\n\n{older}"
    page = open_page(text, lang="tr")
    assert page.text[: page.content_end].rstrip().endswith("sürdü.")
    assert all(s.end <= page.content_end for s in page.sentences)


def test_soft_hyphens_and_direction_marks_leave_the_word_whole() -> None:
    page = open_page("Kazakh\u00adstan and \u200fUzbekistan agreed.", lang="en")
    assert page.tokens[0].fold == "kazakhstan"
    assert page.tokens[0].text == "Kazakh\u00adstan"


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableText, match="empty"):
        open_page(text)


def test_a_language_not_read_is_named() -> None:
    german = (
        "Der Bundeskanzler hat am Montag in Berlin mit dem Präsidenten über die Lage gesprochen "
        "und weitere Gespräche angekündigt."
    )
    with pytest.raises(UnknownLanguage, match="'de'"):
        open_page(german)


def test_a_text_without_words_has_no_language() -> None:
    with pytest.raises(UnknownLanguage, match="no words"):
        open_page("123 ... 456 !!!")


ALPHABET = "aİıŞБқ’'-.,!? \n\t\u00ad\u200f\u0301\u0000<>/$1905…"


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=ALPHABET, min_size=1, max_size=200), st.sampled_from(["en", "tr", "ru", "kk"])
)
def test_every_token_stands_where_it_says(text: str, lang: str) -> None:
    if not text.strip():
        return
    page = open_page(text, lang=lang)
    assert len(page.folded) == len(page.text)
    for token in page.tokens:
        assert page.text[token.start : token.end] == token.text
        sentence = page.sentences[token.sentence]
        assert sentence.start <= token.start
        assert token.end <= sentence.end
    for one, two in zip(page.tokens, page.tokens[1:], strict=False):
        assert one.end <= two.start
