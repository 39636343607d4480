"""Amounts of money and counts of documents in four languages."""

from __future__ import annotations

import pytest

from denge.read.money import find_counts, find_money
from denge.read.page import open_page


@pytest.mark.parametrize(
    ("lang", "text", "low", "high", "currency", "op"),
    [
        ("en", "worth at least $1.5bn in all", 1.5e9, 1.5e9, "USD", ">="),
        ("en", "between the two, €2-3 million was lent", 2e6, 3e6, "EUR", "="),
        ("en", "up to 40 million tenge", 4e7, 4e7, "KZT", "<="),
        ("en", "US$ 2,500,000 was paid", 2.5e6, 2.5e6, "USD", "="),
        ("en", "two billion dollars", 2e9, 2e9, "USD", "="),
        ("tr", "en fazla 3,5 milyon avroluk kredi", 3.5e6, 3.5e6, "EUR", "<="),
        ("tr", "iki milyar doları aşan yatırım", 2e9, 2e9, "USD", ">"),
        ("tr", "4 milyar 500 milyon liralık bütçe", 4.5e9, 4.5e9, "TRY", "="),
        ("tr", "500 milyon doların altında", 5e8, 5e8, "USD", "<"),
        ("ru", "не более 3,5 млн евро", 3.5e6, 3.5e6, "EUR", "<="),
        ("ru", "от общей суммы около двух миллиардов рублей", 2e9, 2e9, "RUB", "~"),
        ("ru", "1 250 000 долларов США", 1.25e6, 1.25e6, "USD", "="),
        ("kk", "кемінде 3,5 млн еуро", 3.5e6, 3.5e6, "EUR", ">="),
        ("kk", "екі миллиард теңгеден астам", 2e9, 2e9, "KZT", ">"),
        ("kk", "500 миллион АҚШ доллары", 5e8, 5e8, "USD", "="),
    ],
)
def test_an_amount_is_read(
    lang: str, text: str, low: float, high: float, currency: str, op: str
) -> None:
    [money] = find_money(open_page(text, lang=lang))
    assert (money.low, money.high) == pytest.approx((low, high))
    assert (money.currency, money.op) == (currency, op)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "17 billion cubic metres of gas"),
        ("en", "a ton of oil and 5 million people"),
        ("tr", "17 milyar metreküp gaz"),
        ("ru", "5 млн тонн нефти"),
        ("kk", "5 миллион тонна мұнай"),
    ],
)
def test_other_units_are_no_money(lang: str, text: str) -> None:
    assert find_money(open_page(text, lang=lang)) == []


def test_a_total_is_marked() -> None:
    for lang, text in (
        ("en", "deals with a total value of 3 billion dollars"),
        ("tr", "toplam değeri 3 milyar dolar olan anlaşmalar"),
        ("ru", "соглашения на общую сумму 3 млрд долларов"),
        ("kk", "жалпы құны 3 млрд доллар келісімдер"),
    ):
        assert [m.scope for m in find_money(open_page(text, lang=lang))] == ["total"], text


def test_a_sum_each_is_marked() -> None:
    assert [m.scope for m in find_money(open_page("5 million dollars each", lang="en"))] == ["each"]


def test_a_bound_in_another_clause_does_not_count() -> None:
    page = open_page("More than ten ministers came; 5 million dollars were paid.", lang="en")
    assert find_money(page)[0].op == "="


@pytest.mark.parametrize(
    ("lang", "text", "value", "noun"),
    [
        ("en", "They signed 12 bilateral agreements.", 12, "agreement"),
        ("tr", "Toplam 12 anlaşma imzalandı.", 12, "agreement"),
        ("tr", "Üç belge imzalandı.", 3, "document"),
        ("ru", "Подписано 12 двусторонних документов.", 12, "document"),
        ("kk", "12 құжатқа қол қойылды.", 12, "document"),
    ],
)
def test_documents_are_counted(lang: str, text: str, value: int, noun: str) -> None:
    [count] = find_counts(open_page(text, lang=lang))
    assert (count.value, count.noun) == (value, noun)
