"""The league table from coded events: counts, design effects, numbers and ranks."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from denge.core.errors import EmptyTies
from denge.core.state import states
from denge.measure.event_league import coded, event_league, pole_counts
from denge.measure.interval_coverage import event_year
from denge.measure.poles import headline_scheme, members, scheme


def event(source, target, events, year=2014, quad=1, month=1):
    when = date(year, month, 1)
    return {"source": source, "target": target, "month": when, "year": year, "quad": quad,
            "events": events}  # fmt: skip


def cells(*rows):
    return pa.Table.from_pylist([row for part in rows for row in part])


@pytest.fixture
def rows():
    made = []
    for k, partner in enumerate(("USA", "RUS", "CHN", "DEU", "TUR", "QAT", "JPN")):
        made.append(event("UZB", partner, 20))
        made.append(event("KGZ", partner, 100 if k == 1 else 4))
    return made


def counts(table, poles):
    arrays = coded(table)
    state, years, count = pole_counts(arrays, poles)
    found = zip(arrays.states[state], years, count, strict=True)
    return {(str(s), int(y)): n.tolist() for s, y, n in found}


def count_of(table, state, year, poles):
    return counts(table, poles)[state, year]


def test_conflict_is_not_counted_and_an_event_counts_for_both_sides(rows):
    table = cells(rows, [event("UZB", "USA", 99, quad=4), event("RUS", "UZB", 7)])
    assert count_of(table, "UZB", 2014, ("usa", "russia")) == [20, 27]
    assert count_of(table, "UZB", 2014, ("russia", "usa")) == [27, 20]


def test_a_state_has_no_events_with_its_own_pole():
    table = cells([event("DEU", "FRA", 5), event("DEU", "USA", 3), event("RUS", "USA", 2)])
    assert count_of(table, "DEU", 2014, ("usa", "europe", "russia")) == [3, 0, 0]
    assert count_of(table, "USA", 2014, ("usa", "europe", "russia")) == [0, 3, 2]


def test_counts_are_those_of_a_loop(rows):
    rng, codes = np.random.default_rng(3), ["UZB", "KGZ", "USA", "RUS", "FRA", "PER"]
    made = [
        event(*rng.choice(codes, 2, replace=False).tolist(), int(rng.integers(1, 9)),
              year=int(rng.integers(2014, 2017)), quad=int(rng.integers(1, 5)))
        for _ in range(400)
    ]  # fmt: skip
    pole = {"USA": 0, "RUS": 1}
    expected = {}
    for row in made:
        for own, other in ((row["source"], row["target"]), (row["target"], row["source"])):
            if row["quad"] <= 2 and other in pole:
                expected.setdefault((own, row["year"]), [0.0, 0.0])[pole[other]] += row["events"]
    assert counts(cells(made), ("usa", "russia")) == expected


def test_an_even_state_stands_before_a_one_sided_one(rows):
    league = event_league(cells(rows))
    table = {(r["state"], r["year"]): r for r in league}
    assert table["UZB", 2014]["d2_low"] > table["KGZ", 2014]["d2_high"]
    assert table["UZB", 2014]["rank"] < table["KGZ", 2014]["rank"]
    assert league[0]["state"] == "UZB"


def test_every_year_has_its_own_ranks(rows):
    later = [event("UZB", p, 30, year=2015) for p in ("USA", "RUS", "CHN")]
    later += [event("KGZ", p, 15, year=2015) for p in ("USA", "RUS", "CHN", "DEU", "TUR", "JPN")]
    table = {(r["state"], r["year"]): r["rank"] for r in event_league(cells(rows, later))}
    assert table["UZB", 2014] < table["KGZ", 2014]
    assert table["UZB", 2015] > table["KGZ", 2015]


def test_a_design_effect_widens_the_intervals(rows):
    def width(phi):
        row = next(r for r in event_league(cells(rows), phi=phi) if r["state"] == "KGZ")
        return row["d2_high"] - row["d2_low"]

    assert width(5.0) > 1.5 * width(1.0)


def test_bursts_of_a_state_widen_its_interval_alone(rows):
    told = [event("FRA", "GBR", 900, month=m) for m in range(1, 13)]
    calm = [event("KGZ", p, 5, month=m) for m in range(1, 13) for p in ("USA", "RUS")]
    burst = [event("KGZ", p, 60, month=7) for p in ("USA", "RUS")]
    steady = [event("TJK", p, 5, month=m) for m in range(1, 13) for p in ("USA", "RUS")]
    one, two = (event_league(cells(told, steady, part)) for part in (calm, burst))
    effects = [{r["state"]: r["design_effect"] for r in table} for table in (one, two)]
    assert effects[0] == {"KGZ": 1, "TJK": 1}
    assert effects[1]["KGZ"] > 20
    assert effects[1]["TJK"] == 1


def test_intervals_of_a_league_hold_the_truth():
    """500 state-years of 50 acts told two to six times; the standard error is 1.3 points."""
    rng, truth = np.random.default_rng(9), np.array([0.35, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05])
    powers = ("USA", "DEU", "RUS", "CHN", "TUR", "QAT", "JPN")
    own = {code for pole in scheme(headline_scheme()) for code in members(pole)}
    made = []
    for state in [code for code in states() if code not in own][:50]:
        for year in range(2005, 2015):
            told = event_year(truth, 50, "2 to 6", rng)
            made += [
                event(state, powers[k], int(told[m, k]), year=year, month=int(m) + 1)
                for m, k in np.argwhere(told)
            ]
    table, number = event_league(cells(made)), 1 / float((truth**2).sum())
    held = np.mean([row["d2_low"] <= number <= row["d2_high"] for row in table])
    assert len(table) == 500
    assert 0.85 <= held <= 0.95


def test_one_seed_gives_one_table(rows):
    assert event_league(cells(rows), seed=3) == event_league(cells(rows), seed=3)
    assert event_league(cells(rows), seed=3) != event_league(cells(rows), seed=4)


def test_too_few_events_are_said():
    with pytest.raises(EmptyTies, match="20 events"):
        event_league(cells([event("UZB", "USA", 3)]))
