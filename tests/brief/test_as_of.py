"""What became known later changes nothing but its own section; a second report moves no figure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

import denge.record
from denge.brief.compose import compose
from denge.record.memory import MemoryLedger

LATER = date(2026, 3, 1)


@dataclass
class Planted(MemoryLedger):
    """A ledger with rows that the casebook does not hold."""

    planted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return super().rows(name) + self.planted.get(name, [])


def alike(table: str, find: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    rows = denge.record.open().view().rows(table)
    row = next(r for r in rows if all(r[k] == v for k, v in find.items()))
    return row | change


@pytest.fixture
def planted() -> dict[str, list[dict[str, Any]]]:
    known = {"known_from": LATER, "source_url": "https://later.example/"}
    visit = alike(
        "engagements",
        {"partner": "USA", "kind": "meeting"},
        {
            "row_id": "eng-planted",
            "start": date(2026, 2, 1),
            "end": date(2026, 2, 3),
            "trip_id": "planted",
        }
        | known,
    )
    deal = alike(
        "agreements",
        {"partner": "USA", "instrument": "package"},
        {
            "row_id": "agr-planted",
            "date": "2026-02-02",
            "title": "A planted package",
            "value_usd": 5e10,
        }
        | known,
    )
    trade = alike(
        "trade_by_partner",
        {"partner_iso3": "RUS"},
        {"row_id": "trd-planted", "year": 2025, "turnover_usd_m": 99000.0} | known,
    )
    # Published later about a time before the text: the day it became known decides.
    old = visit | {
        "row_id": "eng-late",
        "start": date(2025, 10, 1),
        "end": date(2025, 10, 1),
        "trip_id": "late",
    }
    return {"engagements": [visit, old], "agreements": [deal], "trade_by_partner": [trade]}


@pytest.mark.parametrize("lang", ["en", "tr"])
def test_later_rows_change_nothing_but_what_has_happened_since(
    by_hand, planted, page_without, lang
):
    before = compose(by_hand, denge.record.open(), lang=lang)
    after = compose(by_hand, Planted(planted=planted), lang=lang)
    assert page_without(before.html(), "since") == page_without(after.html(), "since")
    assert "later.example" not in before.html()
    since = next(s for s in after.sections if s.id == "since")
    assert "later.example" in after.html()
    assert since.apart
    assert before.to_dict()["figures"] == after.to_dict()["figures"]


def test_rows_known_by_then_do_change_the_figures(by_hand, planted):
    early = {"known_from": date(2025, 9, 2), "start": date(2025, 9, 1), "end": date(2025, 9, 1)}
    rows = {"engagements": [planted["engagements"][0] | early]}
    before, after = compose(by_hand, denge.record.open()), compose(by_hand, Planted(planted=rows))
    name = "tilt.usa_russia"
    assert after.to_dict()["figures"][name]["median"] > before.to_dict()["figures"][name]["median"]


def test_an_earlier_as_of_date_hides_what_came_after_it(by_hand):
    brief = compose(by_hand, denge.record.open(), as_of=date(2025, 11, 19))
    assert brief.context.as_of == date(2025, 11, 19)
    for figure in brief.context.figures.values():
        assert all(step.known_from <= "2025-11-19" for step in figure.trail), figure.id
    tokyo = next(k for k in brief.context.known if k.partner == "JPN")
    assert not tokyo.rows


def test_a_second_report_leaves_every_figure_equal_to_the_last_digit(by_hand):
    plain_ledger, told = denge.record.open(), denge.record.open()
    told.add(by_hand)
    other = replace(by_hand, id="ffff000011112222")  # the same news in another paper
    told.add(other)
    one, two = compose(by_hand, plain_ledger).to_dict(), compose(by_hand, told).to_dict()
    assert one["figures"] == two["figures"]
    assert one["verdicts"] == two["verdicts"]


def test_the_headline_leaves_unreviewed_rows_out_and_shows_both(by_hand):
    event = replace(
        by_hand.events[0], target="FRA", place="FRA:Paris", start="2025-12-01", end="2025-12-02"
    )
    brief = compose(replace(by_hand, events=(*by_hand.events, event)), denge.record.open())
    plain_brief = compose(by_hand, denge.record.open())
    figures, before = brief.to_dict()["figures"], plain_brief.to_dict()["figures"]
    name = "vectors.diplomatic.d2"
    assert figures[name] == before[name]
    assert figures[f"{name}.unreviewed"]["median"] != figures[name]["median"]
    assert len(figures[f"{name}.unreviewed"]["rows"]) == len(figures[name]["rows"]) + 1
    new = next(k for k in brief.context.known if k.partner == "FRA")
    assert not new.rows
