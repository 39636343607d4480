"""Where sentences end: abbreviations, initials, ordinals, glued and wrapped text."""

from __future__ import annotations

import pytest

from denge.read.page import open_page
from denge.read.split import paragraph_spans


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "The U.S. President met Mr. Lee. They talked.", 2),
        ("en", "It was signed in the U.S. The minister left.", 2),
        ("en", "Trade rose to 1.5 bn in Jan. 2024. It fell later.", 2),
        ("en", '"We are ready." He left.', 2),
        ("en", "“Are we ready?” he asked. Nobody answered.", 2),
        ("tr", "Toplantıya Prof. Dr. Can katıldı. Karar alındı.", 2),
        ("tr", "Taraflar 12. Komisyon toplantısını yaptı. Bitti.", 2),
        ("tr", "Kanunun 4. maddesi değişti. Onaylandı.", 2),
        ("tr", "Bu iş bölgeyi oluşturuyor.Olup biten bu.", 2),
        ("ru", "В 2024 г. товарооборот вырос до 5 млрд долл. США. Стороны довольны.", 2),
        ("ru", "Министр А. С. Петров прибыл в г. Казань. Визит начался.", 2),
        ("ru", "Подписали договоры и др. документы! Визит завершился…", 2),
        ("kk", "Кездесуге проф. Б. Әлиев қатысты. Сапар аяқталды.", 2),
        ("kk", "Сауда 2025 ж. 5 млрд доллар болды. Ол өсті.", 2),
    ],
)
def test_sentences_are_counted(lang: str, text: str, count: int) -> None:
    page = open_page(text, lang=lang)
    assert len(page.sentences) == count, [page.text[s.start : s.end] for s in page.sentences]


def test_hand_wrapped_lines_stay_in_one_paragraph() -> None:
    text = (
        "The two ministers met in the capital on Monday and spoke\n"
        "about trade, energy and transport for more than two hours\n"
        "before they signed a memorandum.\n\nA second paragraph."
    )
    assert len(paragraph_spans(text)) == 2


def test_long_lines_are_paragraphs_each() -> None:
    line = "The ministers met and spoke about trade, energy and transport. " * 4
    assert len(paragraph_spans(f"{line}\n{line}")) == 2


def test_a_title_line_is_a_paragraph_of_its_own() -> None:
    text = "Talks in Baku\nThe two ministers met in the capital on Monday and spoke about trade."
    assert len(paragraph_spans(text)) == 2
