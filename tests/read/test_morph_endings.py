"""Endings of names: both vowel harmonies, softened stems, and what is no ending."""

from __future__ import annotations

import pytest

from denge.read.morph import morph


@pytest.mark.parametrize(
    ("lang", "stem", "rest", "case"),
    [
        ("tr", "rusya", "nın", "gen"),
        ("tr", "türkiye", "ye", "dat"),
        ("tr", "japonya", "dan", "abl"),
        ("tr", "irak", "'ın", "gen"),
        ("tr", "washington", "'da", "loc"),
        ("tr", "biden", "'la", "ins"),
        ("tr", "özbekistan", "daki", "loc"),
        ("kk", "қазақстан", "ның", "gen"),
        ("kk", "ресей", "ге", "dat"),
        ("kk", "түркия", "дан", "abl"),
        ("kk", "қытай", "мен", "ins"),
        ("kk", "ақш", "-тың", "gen"),
        ("kk", "баку", "де", "loc"),
        ("en", "iraq", "'s", "gen"),
        ("en", "emirates", "'", "gen"),
    ],
)
def test_an_ending_gives_its_case(lang: str, stem: str, rest: str, case: str) -> None:
    ending = morph(lang).ending(stem, rest)
    assert ending is not None
    assert ending.case == case


@pytest.mark.parametrize(
    ("lang", "stem", "rest"),
    [
        ("tr", "rusya", "nin"),
        ("tr", "türkiye", "danlık"),
        ("tr", "fin", "al"),
        ("kk", "қытай", "де"),
        ("kk", "ресей", "ға"),
        ("ru", "россия", "н"),
        ("en", "china", "man"),
    ],
)
def test_what_breaks_harmony_or_is_unknown_is_no_ending(lang: str, stem: str, rest: str) -> None:
    assert morph(lang).ending(stem, rest) is None


def test_a_softened_stem_is_found_again() -> None:
    assert ("irak", "ı") in morph("tr").stems("irağı")
    assert ("ыстанбұл", "") in morph("kk").stems("ыстанбұл")


def test_derived_words_are_marked() -> None:
    ending = morph("tr").ending("kazakistan", "lı")
    assert ending is not None
    assert ending.derived
    kazakh = morph("kk").ending("ресей", "лік")
    assert kazakh is not None
    assert kazakh.derived
