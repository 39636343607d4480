"""The words of a brief: complete in every language, one word for one verdict, CLDR for the rest."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from denge.brief.sections.claims import VERDICT_WORDS
from denge.brief.words import LANGUAGES, catalogue_header, words
from denge.core.dates import parse_when
from denge.core.errors import UnknownLanguage
from denge.core.estimate import Estimate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools/messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(tool, lang):
    catalog = tool.updated(lang)
    assert tool.missing(catalog) == []
    kept = (tool.LOCALE / lang / "LC_MESSAGES/denge.po").read_bytes()
    assert tool.as_text(lang, catalog) == kept, "run: python tools/messages.py"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_places_of_its_message(tool, lang):
    import re

    for message in tool.updated(lang):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(re.findall(r"%\(\w+\)s", " ".join(ids)))
        for string in strings if message.id else ():
            assert set(re.findall(r"%\(\w+\)s", string)) <= wanted, string
            assert wanted - {"%(n)s"} <= set(re.findall(r"%\(\w+\)s", string)), string


@pytest.mark.parametrize("lang", LANGUAGES)
def test_verdict_words_are_one_to_one(lang):
    said = [words(lang).say(message) for message in VERDICT_WORDS.values()]
    assert len(set(said)) == len(VERDICT_WORDS) == 4


def test_verdict_words_differ_between_languages_and_keep_their_order():
    said = {lang: [words(lang).say(m) for m in VERDICT_WORDS.values()] for lang in LANGUAGES}
    for column in zip(*said.values(), strict=True):
        assert len(set(column)) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("lang", "day", "number", "share"),
    [
        ("en", "6 November 2025", "1,234.5", "12%"),
        ("tr", "6 Kasım 2025", "1.234,5", "%12"),
        (
            "ru",
            "6 ноября 2025\N{NARROW NO-BREAK SPACE}г.",
            "1\N{NO-BREAK SPACE}234,5",
            "12\N{NO-BREAK SPACE}%",
        ),
        ("kk", "2025 ж. 6 қараша", "1\N{NO-BREAK SPACE}234,5", "12%"),
    ],
)
def test_dates_and_numbers_follow_the_locale(lang, day, number, share):
    w = words(lang)
    said = (w.day(date(2025, 11, 6)), w.decimal(1234.5, 1), w.percent(0.12))
    assert [
        s.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ") for s in said
    ] == [
        s.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
        for s in (day, number, share)
    ]


def test_a_share_that_is_not_quite_nothing_or_all_says_so():
    w = words("en")
    assert [w.percent(x) for x in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "0%",
        "<1%",
        "50%",
        ">99%",
        "100%",
    ]


def test_a_minus_is_a_minus_and_zero_has_none():
    w = words("en")
    assert [w.decimal(x, 2, signed=True) for x in (-0.5, 0.5, -0.001)] == ["−0.50", "+0.50", "0.00"]


@pytest.mark.parametrize("n", [1, 2, 5, 21])
def test_russian_plurals_have_three_forms(n):
    said = words("ru").count("%(n)s document", "%(n)s documents", n)
    assert said.split()[-1] == {1: "документ", 2: "документа", 5: "документов", 21: "документ"}[n]


def test_a_period_is_as_precise_as_its_source():
    w = words("en")
    assert [w.when(parse_when(t)) for t in ("2025", "2025-11", "2025-11-06")] == [
        "2025", "November 2025", "6 November 2025",
    ]  # fmt: skip


def test_an_estimate_without_an_interval_gives_its_reason_in_the_language():
    reason = "a share over all weightings, no sample of the world"
    said = words("tr").interval(Estimate(0.9, unit="share", reason=reason))
    assert "ağırlıklandırma" in said


def test_a_language_without_catalogue_is_refused():
    with pytest.raises(UnknownLanguage, match="'de'"):
        words("de")


def test_a_catalogue_names_its_reviewer_or_nobody():
    assert catalogue_header("en")["X-Reviewed-By"]
    assert not catalogue_header("kk").get("X-Reviewed-By")


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", ("<0.1%", ">−0.1%", "−25.0%", "<−99.9%", "0.0%")),
        ("tr", ("<%0,1", ">−%0,1", "−%25,0", "<−%99,9", "%0,0")),
        ("ru", ("<0,1\xa0%", ">−0,1\xa0%", "−25,0\xa0%", "<−99,9\xa0%", "0,0\xa0%")),
        ("kk", ("<0,1%", ">−0,1%", "−25,0%", "<−99,9%", "0,0%")),
    ],
)
def test_a_share_that_would_round_to_nothing_keeps_its_side_of_zero(lang, shown):
    w = words(lang)
    shares = (0.0004, -0.0004, -0.25, -0.9999, 0.0)
    assert tuple(w.percent(share, 1) for share in shares) == shown
    assert tuple(w.value(100 * share, "% of GDP") for share in shares) == shown
