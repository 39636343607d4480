"""Coded events: rates, dispersion, types, publishers; what may not move them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.engagement import engagement, rate_draws
from denge.measure.event_counts import dispersions
from denge.measure.interval_coverage import event_year
from denge.measure.share_posterior import Dispersion


def event(source, target, events, plover="CONSULT", quad=1, year=2014):
    return {"source": source, "target": target, "year": year, "quad": quad, "plover": plover,
            "events": events}  # fmt: skip


def month(state, n, events):
    return {"state": state, "month": date(2014, n, 1), "events": events}


@pytest.fixture
def rows():
    made = [event("FRA", "GBR", 900), event("GBR", "FRA", 800, year=2013)]
    for n, partner in enumerate(("USA", "RUS", "CHN", "DEU", "TUR")):
        made.append(event("KAZ", partner, 10 + n))
        made.append(event(partner, "KAZ", 6, "AGREE"))
        made.append(event("KAZ", partner, 5 + n, year=2013))
    made.append(event("USA", "KAZ", 9, "ACCUSE", 3))
    return made


def test_counts_are_those_of_a_hand_count(rows):
    found = engagement(rows, "KAZ", year=2014)
    count = dict(zip(found.poles, found.count.tolist(), strict=True))
    assert count == {"usa": 16, "europe": 19, "russia": 17, "china": 18, "turkiye": 20,
                     "gulf": 0, "asia": 0}  # fmt: skip
    assert found.exposure == 900 + 60 + 30 + 9
    assert found.rate.median == pytest.approx(1000 * 90 / 999, rel=0.02)
    assert [(t.name, t.count.sum()) for t in found.types] == [
        ("CONSULT", 60), ("AGREE", 30), ("ACCUSE", 9)]  # fmt: skip
    assert "90 cooperative events with the poles among 999" in found.verdict


def test_a_source_that_doubles_shows_no_rise(rows):
    one = engagement(rows, "KAZ", year=2014)
    twice = [r | {"events": 2 * r["events"]} if r["year"] == 2014 else r for r in rows]
    other = engagement(twice, "KAZ", year=2014)
    assert other.rate.median == pytest.approx(one.rate.median, rel=0.02)
    assert other.count.sum() == 2 * one.count.sum()


def test_a_conflict_moves_no_cooperation(rows):
    more = [*rows, event("KAZ", "RUS", 50, "THREATEN", 3)]
    one, other = (engagement(r, "KAZ", year=2014) for r in (rows, more))
    assert one.count.tolist() == other.count.tolist()
    assert one.d2 == other.d2
    assert [t.name for t in other.types][1] == "THREATEN"


def test_swapping_the_ends_flips_the_tilt(rows):
    one, other = (
        engagement(rows, "KAZ", year=2014, axis=a).tilt for a in ("usa:russia", "russia:usa")
    )
    assert other.median == pytest.approx(-one.median, abs=0.03)


def test_relabelled_partners_permute_the_shares(rows):
    swap = {"USA": "RUS", "RUS": "USA"}
    other = [r | {side: swap.get(r[side], r[side]) for side in ("source", "target")} for r in rows]
    one, two = (engagement(r, "KAZ", year=2014) for r in (rows, other))
    assert one.count[0] == two.count[2]
    assert one.count[2] == two.count[0]


def test_bursts_widen_the_interval_and_months_without_events_count(rows):
    total = [month("", n, 100) for n in range(1, 13)]
    calm = [*total, *(month("KAZ", n, 7 + n % 2) for n in range(1, 13))]
    burst = [*total, month("KAZ", 3, 90)]
    one, other = (engagement(rows, "KAZ", year=2014, monthly=m) for m in (calm, burst))
    assert one.phi == 1
    assert other.phi > 20
    assert other.d2.high - other.d2.low > other.naive.high - other.naive.low
    assert dispersions(burst)["KAZ"][1:] == (7.5, 12)


def test_dispersion_against_a_growing_source_is_none():
    rows = [month("", n, 100 * n) for n in range(1, 13)]
    rows += [month("KAZ", n, 3 * n) for n in range(1, 13)]
    assert dispersions(rows)["KAZ"][0] == 0


def test_leaving_out_each_publisher_names_the_one_that_matters(rows):
    told = [
        {"publisher": p, "source": "KAZ", "target": t, "month": date(2014, 5, 1), "events": n}
        for p, t, n in (("A", "RUS", 30), ("B", "RUS", 5), ("B", "USA", 5), ("C", "CHN", 4))
    ]
    found = engagement(rows, "KAZ", year=2014, publishers=told)
    assert next(iter(found.without)) == "A"
    assert "without A, which changes it most" in found.verdict
    assert found.figure("engagement.without_one").estimate.has_interval


def test_without_publishers_a_sentence_says_what_would_name_them(rows):
    nameless = [{"publisher": "", "source": "KAZ", "target": "RUS", "month": date(2014, 5, 1),
                 "events": 3}]  # fmt: skip
    for told in (None, [], nameless):
        found = engagement(rows, "KAZ", year=2014, publishers=told)
        assert found.without == {}
        assert "name no publisher" in found.verdict
        assert "denge record load gdelt" in found.verdict


def test_intervals_of_bursty_calendars_cover_the_truth():
    """200 calendars of 50 acts, each told as two to six events; standard error 2.1 points."""
    rng, truth = np.random.default_rng(5), np.array([0.35, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05])
    powers, d2, held = ("USA", "DEU", "RUS", "CHN", "TUR", "QAT", "JPN"), 1 / (truth**2).sum(), 0
    for _ in range(200):
        cell = event_year(truth, 50, "2 to 6", rng)
        rows = [event("KAZ", p, int(n)) for p, n in zip(powers, cell.sum(axis=0), strict=True)]
        monthly = [month("", n, 1000) for n in range(1, 13)]
        monthly += [month("KAZ", n + 1, int(m.sum())) for n, m in enumerate(cell)]
        partners = [
            {"partner": p, "month": date(2014, n + 1, 1), "events": int(cell[n, k])}
            for n in range(12)
            for k, p in enumerate(powers)
        ]
        found = engagement(
            [*rows, event("FRA", "GBR", 11_000)], "KAZ", year=2014,
            monthly=monthly, partners_monthly=partners,
        )  # fmt: skip
        held += found.d2.low <= d2 <= found.d2.high
    assert 0.85 <= held / 200 <= 0.95


def test_nothing_with_the_poles_is_said(rows):
    with pytest.raises(EmptyTies, match="of 2014 joins PER"):
        engagement(rows, "PER", year=2014)
    with pytest.raises(EmptyTies, match="no rate"):
        rate_draws(1, 0, Dispersion(), 10, np.random.default_rng(0))
