"""A changed text changes the reading where it must, and only there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from denge.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from denge.core.reading import Reading

COLUMN = """date 2024-05-20

Özbekistan Cumhurbaşkanı Şevket Mirziyoyev'in mayıs ayı içinde önce Tokyo'ya, ardından Berlin'e \
yaptığı ziyaretler Taşkent'in çok vektörlü dış politikasının göstergesi oldu. Mirziyoyev 6-7 \
Mayıs'ta Japonya Başbakanı ile Tokyo'da bir araya geldi.

Tokyo ziyaretinde 14 anlaşma imzalandı; enerji ve dijital dönüşüm alanlarında toplam değeri 8 \
milyar doları aşan projelere imza kondu. Japonya tarafı Özbekistan'ı “stratejik ortak” olarak \
nitelendirdi.

Almanya ve Özbekistan arasındaki ticaret hacminin 2026'da 5 milyar doları aşması hedefi tekrarlandı.

Özbekistan, Kazakistan'dan sonra Orta Asya'nın en güçlü ülkesidir. İki ziyaretin art arda gelmesi \
tesadüf olmaktan uzaktı.
"""


def _events(reading: Reading) -> set[tuple[str | None, ...]]:
    return {(e.type, e.source, e.target, e.start, e.end) for e in reading.events}


def test_the_column_is_read() -> None:
    reading = read(COLUMN)
    assert {
        ("visit", "UZB", "JPN", "2024-05-06", "2024-05-07"),
        ("meeting", "UZB", "JPN", "2024-05-06", "2024-05-07"),
        ("visit", "UZB", "DEU", None, None),
    } <= _events(reading)
    (deal,) = reading.deals
    assert set(deal.parties) == {"UZB", "JPN"}
    assert (deal.count, deal.value_usd, deal.op) == (14, 8e9, ">")
    assert deal.sectors == ("energy", "digital")
    (target,) = reading.targets
    assert (set(target.parties), target.value_usd, target.by) == ({"UZB", "DEU"}, 5e9, 2026)
    assert [(s.label, s.speaker) for s in reading.statuses] == [("strategic_partner", "JPN")]


def test_a_smaller_count_changes_the_count_alone() -> None:
    before, after = read(COLUMN), read(COLUMN.replace("14 anlaşma", "5 anlaşma"))
    assert after.deals[0].count == 5
    assert _events(before) == _events(after)
    assert before.targets[0].value_usd == after.targets[0].value_usd
    assert [c.kind for c in before.claims] == [c.kind for c in after.claims]


def test_a_larger_sum_changes_the_sum_alone() -> None:
    after = read(COLUMN.replace("8 milyar doları", "80 milyar doları"))
    assert after.deals[0].value_usd == 80e9
    assert after.deals[0].count == 14
    assert after.targets[0].value_usd == 5e9


def test_target_and_deadline_follow_the_text() -> None:
    after = read(COLUMN.replace("2026'da 5 milyar", "2029'da 3 milyar"))
    assert (after.targets[0].value_usd, after.targets[0].by) == (3e9, 2029)
    assert after.deals[0].value_usd == 8e9


def test_another_capital_is_another_dyad() -> None:
    text = COLUMN.replace("Tokyo", "Pekin").replace("Japonya Başbakanı", "Çin Devlet Başkanı")
    after = read(text.replace("Japonya", "Çin"))
    assert ("visit", "UZB", "CHN", "2024-05-06", "2024-05-07") in _events(after)
    assert not any("JPN" in (e.source, e.target) for e in after.events)
    assert set(after.deals[0].parties) == {"UZB", "CHN"}
    assert ("visit", "UZB", "DEU", None, None) in _events(after)


def test_weakest_turns_the_rank_round() -> None:
    (before,) = [c for c in read(COLUMN).claims if c.kind == "rank"]
    (after,) = [c for c in read(COLUMN.replace("güçlü", "zayıf")).claims if c.kind == "rank"]
    assert (before.polarity, after.polarity) == (1, -1)
    assert before.detail["after"] == after.detail["after"] == "KAZ"


def test_mere_chance_turns_the_coincidence_round() -> None:
    text = COLUMN.replace("tesadüf olmaktan uzaktı", "düpedüz tesadüftü")
    (after,) = [c for c in read(text).claims if c.kind == "coincidence"]
    assert after.polarity == -1


def test_a_year_later_the_days_are_a_year_later() -> None:
    after = read(COLUMN.replace("2024-05-20", "2025-05-20"))
    assert ("meeting", "UZB", "JPN", "2025-05-06", "2025-05-07") in _events(after)
    assert after.targets[0].by == 2026


def test_swapped_paragraphs_give_the_same_events() -> None:
    head, first, second, *rest = COLUMN.split("\n\n")
    after = read("\n\n".join([head, first, rest[0], second, *rest[1:]]))
    assert _events(after) == _events(read(COLUMN))


def test_a_column_on_sport_has_no_event() -> None:
    text = (
        "Fenerbahçe dün akşam Kadıköy'de oynanan maçta Real Madrid'i 2-1 yendi. Teknik direktör,"
        " takımının İspanya'daki maça iyi hazırlandığını söyledi. Almanya'dan gelen hakem üç sarı"
        " kart gösterdi. Taraftarlar Fransa, İtalya ve Rusya'dan akın etti."
    )
    assert read(text).events == ()


def test_a_column_on_another_state_is_about_it() -> None:
    text = files("denge").joinpath("catalogue/examples/serbia.en.txt").read_text("utf-8")
    reading = read(text)
    assert reading.focus == "SRB"
    assert reading.events
    assert all("SRB" in (e.source, e.target) for e in reading.events if e.confidence >= 0.8)


@pytest.mark.parametrize("name", ["kazakhstan.en.txt", "kazakhstan.tr.txt", "serbia.en.txt"])
def test_quotes_are_where_their_spans_say(name: str) -> None:
    text = files("denge").joinpath(f"catalogue/examples/{name}").read_text("utf-8")
    reading = read(text)
    assert reading.items
    for item in reading.items:
        start, end = item.quote_span
        assert reading.text[start:end] == item.quote


def test_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "import json, sys; from denge.read import read;"
        "print(json.dumps(read(sys.stdin.read()).to_dict(), ensure_ascii=False))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=COLUMN,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["lang"] == "tr"


def test_the_seed_column_is_read_as_it_was_coded(shared: Path) -> None:
    reading = read((shared / "seed" / "column.tr.txt").read_text("utf-8"))
    assert {
        ("visit", "KAZ", "USA", "2025-11-06", "2025-11-07"),
        ("visit", "KAZ", "RUS", "2025-11-11", "2025-11-12"),
        ("meeting", "KAZ", "USA", "2025-11-06", "2025-11-07"),
    } <= _events(reading)
    moscow = {
        (e.format, e.place)
        for e in reading.events
        if (e.type, e.source, e.target) == ("meeting", "KAZ", "RUS")
    }
    assert moscow == {("informal", "RUS:Novo-Ogaryovo"), ("official", "RUS:Moscow")}
    deal = next(d for d in reading.deals if d.count == 29)
    assert (deal.value_usd, len(deal.sectors)) == (17e9, 5)
    assert [(t.value_usd, t.by) for t in reading.targets] == [(30e9, 2025)]
    assert {s.label for s in reading.statuses} >= {
        "strategic_partner",
        "comprehensive_strategic_partnership_and_alliance",
    }
    assert not any(e.type in {"sanction", "threaten", "criticise"} for e in reading.events)
    kinds = {claim.kind for claim in reading.claims}
    assert kinds >= {
        "rank", "balance", "dependence", "coincidence", "distance", "compliment", "brokerage",
        "institution", "effect", "risk", "forecast", "lesson",
    }  # fmt: skip
    channels = {claim.objects[0] for claim in reading.claims if claim.kind == "risk"}
    assert channels == {"oil_price", "sanctions", "tension"}
