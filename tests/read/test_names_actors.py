"""Actors in four languages: forms by case, titles, dated leaders, and forms that must not clash."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date

import pytest

from denge.core.catalogue import read_csv, read_toml
from denge.core.state import blocs, states
from denge.read.names import Actor, find_actors
from denge.read.page import open_page

LANGS = ("en", "tr", "ru", "kk")
DAY = date(2024, 6, 12)


def actors(text: str, lang: str, day: date | None = DAY) -> list[Actor]:
    return find_actors(open_page(text, date=day, lang=lang))


def codes(text: str, lang: str, day: date | None = DAY) -> list[str]:
    return [a.code for a in actors(text, lang, day)]


@pytest.mark.parametrize(
    ("lang", "text", "code", "case"),
    [
        ("tr", "Bu karar Irak'ın oldu.", "IRQ", "gen"),
        ("tr", "Bu karar Rusyanın oldu.", "RUS", "gen"),
        ("tr", "Heyet Özbekistan’a geldi.", "UZB", "dat"),
        ("tr", "Heyet Çin'le görüştü.", "CHN", "ins"),
        ("tr", "Heyet Japonya'dan döndü.", "JPN", "abl"),
        ("tr", "Bu, Kazakistanlı heyetin işi.", "KAZ", "gen"),
        ("tr", "Bu, Kazakistanlı bir iş.", "KAZ", "attr"),
        ("kk", "Делегация Ресейге барды.", "RUS", "dat"),
        ("kk", "Делегация Ресейден келді.", "RUS", "abl"),
        ("kk", "Делегация Қытаймен келісті.", "CHN", "ins"),
        ("kk", "Бұл АҚШ-тың шешімі.", "USA", "gen"),
        ("kk", "Ол Түркияда болды.", "TUR", "loc"),
        ("kk", "Өзбекстандық тарап келісті.", "UZB", "nom"),
        ("ru", "Делегация прибыла в Казахстан.", "KAZ", "nom|acc"),
        ("ru", "Это решение Саудовской Аравии.", "SAU", "gen|dat|loc"),
        ("ru", "Договор с Китаем подписан.", "CHN", "ins"),
        ("ru", "Договор с Соединёнными Штатами подписан.", "USA", "ins"),
        ("ru", "Договор с Соединенными Штатами подписан.", "USA", "ins"),
        ("en", "It was Kazakhstan's decision.", "KAZ", "gen"),
    ],
)
def test_the_ending_gives_the_case(lang: str, text: str, code: str, case: str) -> None:
    [actor] = actors(text, lang)
    assert (actor.code, actor.case) == (code, case)


@pytest.mark.parametrize("lang", LANGS)
def test_every_state_and_bloc_has_a_name(lang: str) -> None:
    named = {row["code"] for row in read_csv(f"catalogue/lexicon/{lang}/names.csv")}
    assert not set(states()) - named
    assert not set(blocs()) - named


@pytest.mark.parametrize("lang", LANGS)
def test_no_form_stands_for_two_states_unless_listed(lang: str) -> None:
    allowed = {frozenset(f["codes"]) for f in read_toml("catalogue/names/ambiguous.toml")["form"]}
    owners: dict[str, set[str]] = defaultdict(set)
    for row in read_csv(f"catalogue/lexicon/{lang}/names.csv"):
        owners[row["form"].casefold()].add(row["code"])
    clashes = {
        f: sorted(c) for f, c in owners.items() if len(c) > 1 and frozenset(c) not in allowed
    }
    assert clashes == {}


def test_an_ambiguous_form_says_so() -> None:
    [actor] = actors("The talks with Congo went on.", "en")
    assert (actor.code, actor.ambiguous) == ("COD", ("COD", "COG"))
    [actor] = actors("The talks with North Korea went on.", "en")
    assert (actor.code, actor.ambiguous) == ("PRK", ())


@pytest.mark.parametrize("lang", LANGS)
def test_each_state_is_found_by_its_own_name(lang: str) -> None:
    lost = []
    for code, state in states().items():
        name = state.name(lang)
        known = {r["form"] for r in read_csv(f"catalogue/lexicon/{lang}/names.csv")}
        if name in known and code not in codes(f"— {name} —", lang):
            lost.append((code, name))
    assert lost == []


@pytest.mark.parametrize(
    ("lang", "text", "person", "level", "case"),
    [
        ("tr", "Kazakistan Cumhurbaşkanı Kasım Cömert Tokayev'le görüştü.", "Kassym-Jomart Tokayev",
         "head_of_state", "ins"),
        ("tr", "Cumhurbaşkanı Tokayev konuştu.", "Kassym-Jomart Tokayev", "head_of_state", "nom"),
        ("ru", "Он встретился с президентом Казахстана Касым-Жомартом Токаевым.",
         "Kassym-Jomart Tokayev", "head_of_state", "ins"),
        ("ru", "Глава МИД России Сергей Лавров ушёл.", "Sergey Lavrov", "foreign_minister", "nom"),
        ("kk", "Ресей Президенті Владимир Путинмен кездесті.", "Vladimir Putin", "head_of_state",
         "ins"),
        ("en", "US Secretary of State Antony Blinken.", "Antony Blinken", "foreign_minister", ""),
        ("en", "The president of Kazakhstan, Kassym-Jomart Tokayev, left.",
         "Kassym-Jomart Tokayev", "head_of_state", ""),
    ],
)  # fmt: skip
def test_title_state_and_person_are_one_actor(
    lang: str, text: str, person: str, level: str, case: str
) -> None:
    [actor] = actors(text, lang)
    assert (actor.person, actor.level, actor.case) == (person, level, case)
    assert actor.kind == "leader"


def test_a_first_name_is_no_month() -> None:
    [actor] = actors("Kasım Cömert Tokayev konuştu.", "tr")
    assert actor.person == "Kassym-Jomart Tokayev"


def test_a_title_settles_a_capital_beside_it() -> None:
    [actor] = actors("Moskova Devlet Başkanı Vladimir Putin konuştu.", "tr")
    assert (actor.code, actor.kind) == ("RUS", "leader")


def test_an_unknown_name_beside_title_and_state_is_learned() -> None:
    text = "Ruritania aside, Chilean President Juan Pérez Soto came. Soto signed the treaty."
    found = actors(text, "en")
    assert [(a.code, a.kind) for a in found] == [("CHL", "leader"), ("CHL", "leader")]
    assert text[found[1].start : found[1].end] == "Soto"


def test_a_learned_name_is_known_in_other_cases() -> None:
    text = "Он был с президентом Чили Хуаном Соломиным. Соломин уехал, а о Соломине молчали."
    assert [a.code for a in actors(text, "ru")] == ["CHL", "CHL", "CHL"]
    text = "Şili Cumhurbaşkanı Juan Soto konuştu. Toplantıya Soto'nun heyeti de geldi."
    assert [a.code for a in actors(text, "tr")] == ["CHL", "CHL"]


def test_a_leader_out_of_office_is_no_actor() -> None:
    assert codes("Barack Obama gave a talk.", "en", date(2024, 6, 12)) == []
    assert codes("Barack Obama gave a talk.", "en", date(2014, 6, 12)) == ["USA"]
    assert codes("In 2014 Barack Obama met him.", "en", date(2024, 6, 12)) == ["USA"]
    assert codes("Former president Tokayev gave a talk.", "en") == []


def test_an_office_kept_past_its_source_is_marked_unsure() -> None:
    [late] = actors("Sergey Lavrov spoke.", "en", date(2026, 6, 1))
    [early] = actors("Sergey Lavrov spoke.", "en", date(2020, 6, 1))
    assert (late.sure, early.sure) == (False, True)


def test_a_common_surname_needs_a_title_or_the_full_name() -> None:
    assert codes("May was asked about the sheep of May.", "en", date(2018, 5, 1)) == []
    assert codes("Prime Minister May left.", "en", date(2018, 5, 1)) == ["GBR"]
    assert codes("Theresa May left. May then spoke.", "en", date(2018, 5, 1)) == ["GBR", "GBR"]
    assert codes("Он говорил с Траоре.", "ru", date(2012, 5, 1)) == []
    assert codes("Он говорил с Саидом.", "ru", date(2024, 5, 1)) == []
    assert codes("Он говорил с президентом Саидом.", "ru", date(2024, 5, 1)) == ["TUN"]


@pytest.mark.parametrize(
    ("lang", "day", "text", "want"),
    [
        ("en", (2024, 5, 2), "Kagame met Tshisekedi.", ["RWA", "COD"]),
        ("ru", (2024, 5, 2), "Чисекеди встретился с Полем Кагаме.", ["COD", "RWA"]),
        ("kk", (2024, 5, 2), "Уильям Руто Кагамемен кездесті.", ["KEN", "RWA"]),
        ("tr", (2024, 5, 2), "Tebbun, Kays Said’i kabul etti.", ["DZA", "TUN"]),
        ("en", (2005, 5, 2), "Meles and Isaias did not speak.", ["ETH", "ERI"]),
        ("en", (2026, 5, 2), "Idriss Deby and Abiy spoke.", ["ETH"]),
    ],
)
def test_leaders_of_africa_are_known_in_each_language(
    lang: str, day: tuple[int, int, int], text: str, want: list[str]
) -> None:
    assert codes(text, lang, date(*day)) == want


@pytest.mark.parametrize(
    ("lang", "day", "text", "want"),
    [
        ("en", (2023, 5, 2), "Hun Sen met Gustavo Petro and Gabriel Boric.", ["KHM", "COL", "CHL"]),
        ("en", (2023, 5, 2), "Boric thanked Sheikh Hasina.", ["CHL", "BGD"]),
        ("en", (2010, 5, 2), "Rajapaksa met Haiti's Preval.", ["LKA", "HTI", "HTI"]),
        ("en", (2025, 5, 2), "Helle Thorning-Schmidt and Dina Boluarte spoke.", ["PER"]),
        ("tr", (2023, 5, 2), "Şeyh Hasina, Bukele’yi kabul etti.", ["BGD", "SLV"]),
        ("ru", (2024, 5, 2), "Густаво Петро позвонил Нгози Оконджо-Ивеале.", ["COL", "WTO"]),
        ("ru", (2008, 5, 2), "Вике-Фрейберга и Сяргей Рачков.", []),
        ("kk", (2026, 5, 2), "Кристалина Георгиева Андрис Кулбергспен кездесті.", ["IMF", "LVA"]),
        # Words of the language that are also a leader's name, and forms of them.
        ("tr", (2012, 5, 2), "Bu İtalyan malı iyi.", ["ITA"]),
        ("ru", (2012, 5, 2), "Мы знаем. У нас мир. Мой дом. Ваш дом.", []),
        ("en", (2017, 5, 2), "Clark and Long Key words. Su and Wu. Meta said so.", []),
    ],
)
def test_leaders_of_smaller_states_are_known_and_words_are_not_leaders(
    lang: str, day: tuple[int, int, int], text: str, want: list[str]
) -> None:
    assert codes(text, lang, date(*day)) == want


@pytest.mark.parametrize(
    ("lang", "text", "want"),
    [
        ("en", "He flew to the White House.", ("USA", "seat", "USA:Washington")),
        ("tr", "Novo-Ogaryovo’da görüştüler.", ("RUS", "seat", "RUS:Novo-Ogaryovo")),
        ("kk", "Олар Ақордада кездесті.", ("KAZ", "seat", "KAZ:Astana")),
        ("ru", "Они встретились в Белом доме.", ("USA", "seat", "USA:Washington")),
        ("ru", "Росатом построит станцию.", ("RUS", "firm", None)),
        ("tr", "ABD tarafı kabul etti.", ("USA", "side", None)),
        ("ru", "Это решение российской стороны.", ("RUS", "side", None)),
        ("ru", "МИД Турции осудил это.", ("TUR", "ministry", None)),
        ("en", "China's Foreign Ministry said so.", ("CHN", "ministry", None)),
        ("en", "They met in Samarkand.", ("UZB", "city", "UZB:Samarkand")),
    ],
)
def test_seats_sides_ministries_firms_and_cities(lang: str, text: str, want: tuple) -> None:
    [actor] = actors(text, lang)
    assert (actor.code, actor.kind, actor.place) == want


def test_hyphenated_pairs_are_two_actors() -> None:
    assert codes("the US-China trade", "en") == ["USA", "CHN"]
    assert codes("Washington-Moskova ekseninde", "tr") == ["USA", "RUS"]
    assert codes("российско-украинские переговоры", "ru") == ["RUS", "UKR"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "They told us so, and a turkey ran past the china shop."),
        ("en", "the US-backed rebels"),
        ("tr", "Bu mali bir karardı ve mısır ekildi."),
        ("tr", "Finale kaldı, Peruk taktı."),
        ("ru", "Он съел грецкий орех."),
        ("kk", "Қытайде жоқ сөз."),
    ],
)
def test_words_that_are_no_actors(lang: str, text: str) -> None:
    assert [a for a in actors(text, lang) if a.kind != "demonym"] == []


def test_actors_do_not_overlap_and_quote_the_text() -> None:
    text = (
        "Kazakistan Cumhurbaşkanı Tokayev, Bosna-Hersek ve Birleşik Arap Emirlikleri Devlet "
        "Başkanı ile Birleşmiş Milletler Genel Kurulu'nda görüştü."
    )
    found = actors(text, "tr")
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert [a.code for a in found] == ["KAZ", "BIH", "ARE", "UN"]
