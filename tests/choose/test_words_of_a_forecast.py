"""No text on both/and calls a share of sampled worlds what it is not, in any language.

A share measures the assumptions that went in. The words of a forecast are refused in the
translations of the brief, in the rendered pages of brief and app, and in the documentation.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "tr", "ru", "kk")
# English by stems; then Turkish, Russian and Kazakh for probability, chance, likelihood and odds.
FORECAST = re.compile(
    r"probab|likelihood|\blikely\b|\bchances?\b|\bodds\b"
    r"|olasılı|olası\b|ihtimal|muhtemel|şans"
    r"|вероятн|шанс"
    r"|ықтимал|мүмкіндік|шанс",
    re.IGNORECASE,
)
OURS = re.compile(r"both/and|sampled world|forced choice|choose a side|alignment", re.IGNORECASE)


def _messages(lang: str, domain: str, stage: str) -> list[tuple[str, str]]:
    path = ROOT / f"src/denge/{stage}/locale/{lang}/LC_MESSAGES/{domain}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=lang)
    found = []
    for message in catalogue:
        places = {place for place, _ in message.locations}
        text = str(message.id)
        if any("options" in p or "choose" in p for p in places) or OURS.search(text):
            found.append((text, str(message.string)))
    return found


@pytest.mark.parametrize(
    "text",
    ["the probability", "likely", "chances", "olasılık", "вероятность", "ықтималдық", "шансы"],
)
def test_the_words_refused_are_found(text: str) -> None:
    assert FORECAST.search(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("domain", "stage"), [("denge", "brief"), ("web", "web")])
def test_translations_on_both_and_use_no_word_of_a_forecast(
    lang: str, domain: str, stage: str
) -> None:
    if stage == "web" and lang == "en":
        pytest.skip("the app's English is its source")
    messages = _messages(lang, domain, stage)
    assert len(messages) >= 5
    for text, said in messages:
        assert not FORECAST.search(text), text
        assert not FORECAST.search(said), f"{text} -> {said}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_app_uses_no_word_of_a_forecast(lang: str) -> None:
    pytest.importorskip("starlette")
    from denge.web.sheets.choose import choose

    shown = repr(choose(ledger=None, lang=lang, state="KAZ", draws=500))
    assert len(shown) > 10_000
    found = FORECAST.search(shown)
    assert found is None, shown[max(0, found.start() - 80) : found.end() + 80]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_uses_no_word_of_a_forecast_where_it_speaks_of_both_and(lang: str) -> None:
    import denge.brief

    made = denge.brief.make("KAZ", lang=lang)
    sections = [s for s in made.sections if s.id in ("options", "lessons")]
    assert len(sections) == 2
    shown = repr(sections)
    assert "%" in shown
    found = FORECAST.search(shown)
    assert found is None, shown[max(0, found.start() - 80) : found.end() + 80]


def test_the_documentation_on_sampled_worlds_uses_no_word_of_a_forecast() -> None:
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    blocks = [b for p in pages for b in re.split(r"\n\s*\n", p.read_text("utf-8"))]
    ours = [b for b in blocks if OURS.search(b)]
    assert len(ours) > 5
    for block in ours:
        assert not FORECAST.search(block), block
