"""What is learned from coded passages: tables, spans, and the bounds that hold in every reading."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from denge.read.page import open_page
from denge.read.reader import lay_out, read
from denge.read.taught import cues_of
from denge.read.taught_cues import NEVER, Odds
from denge.read.taught_features import cue_features, plain_words
from denge.read.taught_weights import Classes, taught

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from taught_passages import BadPassage, parse, passages  # noqa: E402

LANGUAGES = ("en", "tr", "ru", "kk")
SENTENCES = {
    "en": "Peru bristled at Chile's new tariff, and Lima's envoy packed his bags in Santiago.",
    "tr": "Peru, Şili'nin yeni vergisine sert çıktı; Lima'nın elçisi Santiago'da bavulunu topladı.",
    "ru": "Перу вспылило из-за новой пошлины Чили, и посол Лимы собрал чемоданы в Сантьяго.",
    "kk": "Перу Чилидің жаңа салығына наразы болып, Лиманың елшісі Сантьягодан кетті.",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_odds_of_a_word_are_the_sum_of_its_features(lang: str) -> None:
    known = taught(lang)
    assert known is not None
    [scene, *_] = lay_out(open_page(SENTENCES[lang], lang=lang))
    words, cues = plain_words(scene), cues_of(scene)
    odds = Odds(known, words, cues)
    for at, word in enumerate(words):
        if not word[0].isalpha():
            assert odds[at] == NEVER
            continue
        features = cue_features(words, cues, at)
        total = known.settings["constant"] + sum(known.cues.get(f, 0.0) for f in features)
        assert odds[at] == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_days_and_numbers_are_no_words(lang: str) -> None:
    [scene, *_] = lay_out(open_page(SENTENCES[lang], lang=lang))
    words = plain_words(scene)
    assert words.count("<P>") >= 3
    assert not any("перу" in word or "peru" in word for word in words)


def test_a_feature_counts_once_and_an_unknown_one_not_at_all() -> None:
    classes = Classes(("a", "b"), (0.5, -0.5), {"x": "0:1.0 1:2.0", "y": "1:-1.0"})
    assert list(classes.scores(["x", "x", "y", "nothing"])) == [1.5, 0.5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_learned_has_an_exact_quotation_and_says_so(lang: str) -> None:
    text = "\n\n".join(p.text for p in _shipped(lang)[:40])
    events = [e for e in read(text, lang=lang, learned=True).events if ".taught." in e.rule]
    assert events
    for event in events:
        start, end = event.quote_span
        assert text[start:end] == event.quote
        assert event.source != event.target
        assert 0.0 < event.confidence < 1.0
        assert event not in read(text, lang=lang).events
        assert any("learned" in reason for reason in event.why)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_rule_calls_possible_is_not_read_by_learning(lang: str) -> None:
    given = {
        "en": "Peru may impose sanctions on Chile.",
        "tr": "Peru, Şili'ye yaptırım uygulayabilir.",
        "ru": "Перу может ввести санкции против Чили.",
        "kk": "Перу Чилиге санкция салуы мүмкін.",
    }
    assert read(given[lang], lang=lang, learned=True).events == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shipped_passages_are_well_formed(lang: str) -> None:
    found = _shipped(lang)
    assert len(found) >= 1_000
    for passage in found[::25]:
        for told in passage.told:
            start, end = told.span
            assert 0 <= start < end <= len(passage.text)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Peru met Chile."], "first line"),
        (["@ today", "Peru {1:met} Chile.", "1 meeting PER CHL"], "no day"),
        (["@ -", "Peru {1:met} Chile.", "1 meeting PER XXX"], "neither a state nor a bloc"),
        (["@ -", "Peru {1:met} Chile.", "1 greeting PER CHL"], "no type of act"),
        (["@ -", "Peru {1:met} Chile.", "2 meeting PER CHL"], "no mark 2"),
        (["@ -", "Peru {1:met Chile.", "1 meeting PER CHL"], "brace"),
        (["@ -", "Peru {1:met} Chile.", "none"], "`none`"),
    ],
)
def test_a_bad_passage_is_said_to_be_bad(lines: list[str], said: str) -> None:
    with pytest.raises(BadPassage, match=said):
        parse("x", "en", lines)


def test_the_same_passages_teach_the_same_tables_and_what_is_taught_is_read() -> None:
    from teach_reader import Sheet, judged, learn, note, scenes_of

    given = _shipped("en")[:60]
    laid = [scenes_of(passage) for passage in given]

    def taught_once() -> tuple:
        sheet = Sheet()
        for passage, scenes in zip(given, laid, strict=True):
            note(sheet, passage, scenes)
        return learn(sheet)

    known, again = taught_once(), taught_once()
    assert known.cues == again.cues
    assert known.types.rows == again.types.rows
    rows = [row for p, scenes in zip(given, laid, strict=True) for row in judged(known, p, scenes)]
    assert sum(right for _, right in rows) > len(rows) / 2  # on the very passages that taught it


def _shipped(lang: str) -> list:
    folder = ROOT / "tests/read/taught"
    return [p for path in sorted(folder.glob(f"{lang}-*.txt")) for p in passages(path)]
