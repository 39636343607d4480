"""Expressions of time in four languages, against the day of the document."""

from __future__ import annotations

from datetime import date

import pytest

from denge.core.dates import parse_when
from denge.read.page import Span, open_page
from denge.read.when import find_times

DAY = date(2024, 6, 12)  # a Wednesday


def read(text: str, lang: str, day: date | None = DAY) -> list[str]:
    times = find_times(open_page(text, date=day, lang=lang))
    return [f"{t.when.start}/{t.when.end}" for t in times]


def interval(text: str) -> str:
    when = parse_when(text)
    return f"{when.start}/{when.end}"


@pytest.mark.parametrize(
    ("lang", "text", "want"),
    [
        ("en", "They met on May 3-5.", "2024-05-03/2024-05-05"),
        ("en", "They met from 28 May to 2 June 2023.", "2023-05-28/2023-06-02"),
        ("en", "They will meet on August 1.", "2024-08-01"),
        ("en", "They met on August 1.", "2023-08-01"),
        ("en", "Trade grew in the second quarter of 2023.", "2023-04-01/2023-06-30"),
        ("en", "They will meet next Friday.", "2024-06-14"),
        ("en", "It was signed on Monday.", "2024-06-10"),
        ("en", "A plan for 2025-2030 was made.", "2025-01-01/2030-12-31"),
        ("tr", "Heyet 3 Mayıs Cuma günü geldi.", "2024-05-03"),
        ("tr", "Toplantı 1 Ağustos'ta yapılacak.", "2024-08-01"),
        ("tr", "Toplantı 1 Ağustos'ta yapıldı.", "2023-08-01"),
        ("tr", "2023 yılının ikinci çeyreğinde arttı.", "2023-04-01/2023-06-30"),
        ("tr", "Yarın imzalanacak.", "2024-06-13"),
        ("tr", "Geçen ay imzalandı.", "2024-05"),
        ("tr", "30 Aralık 2022 - 2 Ocak 2023 arasında görüştüler.", "2022-12-30/2023-01-02"),
        ("ru", "Встреча прошла с 3 по 5 мая.", "2024-05-03/2024-05-05"),
        ("ru", "Визит состоится 1 августа.", "2024-08-01"),
        ("ru", "В прошлом году торговля выросла.", "2023"),
        ("ru", "В первом квартале 2023 года торговля выросла.", "2023-01-01/2023-03-31"),
        ("ru", "Договор подписали в понедельник.", "2024-06-10"),
        ("ru", "Встреча прошла 3 мая прошлого года.", "2023-05-03"),
        ("kk", "Кездесу 3-5 мамырда өтті.", "2024-05-03/2024-05-05"),
        ("kk", "Кездесу 1 тамызда өтеді.", "2024-08-01"),
        ("kk", "2023 жылғы 3 мамырда қол қойылды.", "2023-05-03"),
        ("kk", "Өткен айда сауда өсті.", "2024-05"),
        ("kk", "Ертең қол қойылады.", "2024-06-13"),
    ],
)
def test_a_time_is_resolved(lang: str, text: str, want: str) -> None:
    assert read(text, lang) == [interval(want)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The parties may meet and march on."),
        ("en", "They sent 2024 soldiers and $2025 to the north."),
        ("tr", "Kasım Bey ile görüştü."),
        ("ru", "Мы видели это много раз."),
        ("kk", "Қазан қаласында кездесті."),
        ("tr", "Ekim alanları genişledi."),
    ],
)
def test_words_that_are_no_times_are_left(lang: str, text: str) -> None:
    assert read(text, lang) == []


def test_a_name_is_no_month() -> None:
    text = "Cumhurbaşkanı Kasım'da konuştu."
    start = text.index("Kasım")
    page = open_page(text, date=DAY, lang="tr")
    assert find_times(page, [Span(start, start + 8)]) == []
    assert len(find_times(page, [])) == 1


def test_without_a_document_date_only_full_dates_are_read() -> None:
    assert read("They met on 3 May and on 4 May 2020.", "en", None) == [interval("2020-05-04")]


def test_a_deadline_is_marked() -> None:
    for lang, text in (
        ("en", "It will be ratified by the end of 2026."),
        ("tr", "Protokol 2026 sonuna kadar onaylanacak."),
        ("ru", "Протокол ратифицируют до конца 2026 года."),
        ("kk", "Хаттама 2026 жылдың соңына дейін бекітіледі."),
        ("tr", "Ticaretin 2026'da 5 milyar dolara çıkması hedefi var."),
    ):
        times = find_times(open_page(text, date=DAY, lang=lang))
        assert [t.deadline for t in times] == [True], text


def test_a_day_that_no_calendar_has_is_left() -> None:
    assert read("They met on 31 June 2024.", "en") == []
    assert read("They met on 29 February.", "en", date(2026, 3, 1)) == []


def test_a_far_yearless_day_is_less_sure() -> None:
    near, far = (
        find_times(open_page(text, date=DAY, lang="en"))[0]
        for text in ("They met on 3 May.", "They met on 3 August.")
    )
    assert near.confidence > far.confidence
    assert near.basis == far.basis == "year-from-date"
