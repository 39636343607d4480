"""Texts that nobody writes: they end in a reading with exact spans or in one clear sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.cli import main
from denge.core.errors import DengeError
from denge.read.page import open_page
from denge.read.reader import read

LANGS = ("en", "tr", "ru", "kk")
DAY = date(2024, 6, 12)
PIECES = (
    "Kazakhstan", "Türkiye’nin", "Россией", "Қытайға", "President", "Cumhurbaşkanı", "Токаев",
    "signed", "imzaladı", "подписал", "қол қойды", "visited", "17 billion dollars", "3 млрд евро",
    "5 May 2023", "6-7 Kasım'da", "12 ноября", "2025 жылы", "and", "ve", "и", "мен", ".", "!",
    "\n\n", "</script>", "\u202e", "\u0000", "\ufeff", "\u00ad", "e\u0301", "😀", "“", "”", "'",
    "’", "-", "\t", "(" * 9, "1.250.000", "U.S.", "İ", "ß", "{{7*7}}", "%s", "\\", "\ud800",
)  # fmt: skip


def _is_sentence(error: DengeError) -> None:
    assert len(str(error)) > 10
    assert "\n" not in str(error)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40), st.sampled_from(LANGS))
def test_every_quotation_stands_where_its_span_says(pieces: list[str], lang: str) -> None:
    text = " ".join(pieces)
    try:
        reading = read(text, date=DAY, lang=lang)
    except DengeError as error:
        _is_sentence(error)
        return
    for item in reading.items:
        start, end = item.quote_span
        assert text[start:end] == item.quote
        assert 0.0 <= item.confidence <= 1.0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        reading = read(text)
    except DengeError as error:
        _is_sentence(error)
        return
    for item in reading.items:
        assert text[slice(*item.quote_span)] == item.quote


BOMBS = {
    "one line of prose": "Kazakhstan and Uzbekistan signed 12 agreements on 5 May 2023, " * 1500,
    "letters": "a" * 200_000,
    "digits": "1" * 200_000,
    "grouped digits": "1 000 " * 20_000,
    "grouped with commas": "1,000," * 20_000,
    "dots": ". " * 50_000,
    "initials": "A." * 50_000,
    "quotes": "\"'«»“”" * 20_000,
    "hyphens": "a-" * 50_000,
    "apostrophes": "a'" * 50_000,
    "signs": "$" * 50_000,
    "dates": "5 May 2023 " * 5_000,
    "line ends": "a\n" * 50_000,
    "white space": "The sides met." + " \n" * 100_000 + "They left.",
    "names": "Kazakhstan " * 5_000,
    "marks": "e" + "\u0301" * 100_000,
    "header": " date " * 20_000,
    "titles": "President of the " * 5_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end(name: str) -> None:
    """The bound is generous: what grows with the square of the length would need hours."""
    text = BOMBS[name]
    reading = read(text, date=DAY, lang="en")
    assert all(text[slice(*item.quote_span)] == item.quote for item in reading.items)


def test_no_sentence_is_longer_than_prose() -> None:
    page = open_page(BOMBS["one line of prose"], lang="en")
    assert max(s.end - s.start for s in page.sentences) <= 1_200
    assert sum(s.last_token - s.first_token for s in page.sentences) == len(page.tokens)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ten_megabytes_in_one_line_are_laid_out() -> None:
    sentence = "The committee met in the old town hall and spoke about the price of bread, "
    text = sentence * (10 * 2**20 // len(sentence)) + "and then Kazakhstan and Uzbekistan signed."
    page = open_page(text, lang="en")
    assert page.tokens[-2].text == "signed"
    assert text[page.sentences[-1].start : page.sentences[-1].end].endswith("signed.")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("broken.txt", b"The sides \xc3\x28 met in \xf0\x28\x8c\x28 Astana."),
        ("control.txt", bytes(range(32)) * 50),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_one(
    tmp_path, name: str, raw: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    assert main(["read", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("denge: ")
    assert err.count("\n") == 1


def test_markup_in_a_text_is_text() -> None:
    text = "</script><script>alert(1)</script> Kazakhstan and Uzbekistan signed 12 agreements."
    [event] = read(text, lang="en").events
    assert (event.source, event.target) == ("KAZ", "UZB")


def test_direction_marks_do_not_hide_a_name() -> None:
    text = "\u202bKazakh\u00adstan\u202c and Uzbek\u200bistan signed 12 agreements."
    [event] = read(text, lang="en").events
    assert {event.source, event.target} == {"KAZ", "UZB"}
    assert text[slice(*event.quote_span)] == event.quote
