"""Offices: each row has a source, tenures do not overlap, and gaps are listed."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date

import pytest

from denge.core.catalogue import read_csv
from denge.core.dates import parse_when
from denge.core.state import blocs, states
from denge.read.offices import holders, tenure_on
from denge.read.reader import read

SHORT_HANDOVER_DAYS = 31
STANDING_IN = ("acting", "interim", "caretaker")


def by_office() -> dict[tuple[str, str], list[dict[str, str]]]:
    grouped: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in read_csv("catalogue/offices.csv"):
        grouped[row["state"], row["office"]].append(row)
    return {k: sorted(v, key=lambda r: parse_when(r["start"]).start) for k, v in grouped.items()}


def test_every_row_has_a_page_and_no_date_from_memory() -> None:
    for row in read_csv("catalogue/offices.csv"):
        assert row["source_url"].startswith("http"), row
        assert "general knowledge" not in row["note"], row
        assert row["end"] or row["checked_to"], row
        assert row["state"] in states() or row["state"] in blocs(), row


def test_no_two_people_hold_one_office_at_once() -> None:
    """A month or year as end may reach into the next tenure; someone standing in may overlap."""
    clashes = []
    for key, rows in by_office().items():
        for before, after in itertools.pairwise(rows):
            standing_in = any(word in before["note"] + after["note"] for word in STANDING_IN)
            if not before["end"]:
                clashes.append((key, before["person_en"], "has no end before", after["person_en"]))
            elif (
                parse_when(before["end"]).start > parse_when(after["start"]).end and not standing_in
            ):
                clashes.append((key, before["person_en"], after["person_en"]))
    assert clashes == []


def test_every_gap_is_listed() -> None:
    found = []
    for (state, office), rows in by_office().items():
        for before, after in itertools.pairwise(rows):
            end, start = parse_when(before["end"]).end, parse_when(after["start"]).start
            if (start - end).days > SHORT_HANDOVER_DAYS:
                found.append((state, office, end.isoformat(), start.isoformat()))
    listed = [
        (r["state"], r["office"], r["from"], r["to"])
        for r in read_csv("catalogue/offices_gaps.csv")
    ]
    assert sorted(found) == sorted(listed)


def test_a_person_is_looked_up_at_a_day() -> None:
    assert tenure_on("Vladimir Putin", date(2024, 1, 1)).office == "head_of_state"  # type: ignore[union-attr]
    assert tenure_on("Barack Obama", date(2024, 1, 1)) is None
    assert [t.person for t in holders("KAZ", "head_of_state", date(2015, 1, 1))] == [
        "Nursultan Nazarbayev"
    ]


def test_a_surname_stands_for_the_office_held_that_day() -> None:
    """Solana was at NATO in 1999 and at the European Union in 2007; Bush left in January 2009."""
    text = "Solana urged Iran to cooperate."
    at = {year: read(text, lang="en", date=date(year, 5, 2)).events for year in (1999, 2007, 2020)}
    assert [(e.source, e.target) for e in at[1999]] == [("NATO", "IRN")]
    assert [(e.source, e.target) for e in at[2007]] == [("EU", "IRN")]
    assert at[2020] == ()
    bush = "Bush met Putin in Moscow."
    assert [e.source for e in read(bush, lang="en", date=date(2004, 5, 2)).events] == ["USA"]


@pytest.mark.parametrize(
    ("lang", "text", "pair"),
    [
        ("en", "The African Union urged Zimbabwe to hold talks.", ("AU", "ZWE")),
        ("en", "The IAEA criticised Iran.", ("IAEA", "IRN")),
        ("tr", "UAEA İran'ı eleştirdi.", ("IAEA", "IRN")),
        ("ru", "Африканский союз призвал Судан к переговорам.", ("AU", "SDN")),
        ("ru", "Генассамблея ООН осудила Израиль.", ("UN", "ISR")),
        ("kk", "МАГАТЭ Иранды сынға алды.", ("IAEA", "IRN")),
    ],
)
def test_organisations_are_named_in_each_language(
    lang: str, text: str, pair: tuple[str, str]
) -> None:
    found = read(text, lang=lang, date=date(2008, 5, 2)).events
    assert [(e.source, e.target) for e in found] == [pair]
