"""Nowcast of a trade target: direction, limits, simulation."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure import target
from denge.measure.nowcast import crps, nowcast, remainder_log_ratio, trend_draws
from denge.measure.statements import family, statements

NOW = date(2024, 11, 20)


def year_row(year, turnover, reporter="KAZ", partner="RUS"):
    return {"row_id": f"{year}-{reporter}", "year": year, "partner_iso3": partner,
            "exports_usd_m": None, "imports_usd_m": None, "turnover_usd_m": turnover * 1000,
            "reporter": reporter, "source_url": "https://example.org", "known_from": "",
            "doubt": ""}  # fmt: skip


def part_row(year, month, turnover, reporter="KAZ", partner="RUS", start=1):
    return {"row_id": f"{year}-{month}-{reporter}", "period_start": date(year, start, 1),
            "period_end": date(year, month, 28), "partner": partner, "turnover_usd_bn": turnover,
            "exports_usd_bn": None, "imports_usd_bn": None, "reporter": reporter,
            "source_url": "https://example.org", "known_from": "", "doubt": ""}  # fmt: skip


@pytest.fixture
def view(view_of):
    years = [year_row(y, t) for y, t in ((2020, 18), (2021, 20), (2022, 21), (2023, 22))]
    parts = [part_row(2022, 9, 15.5), part_row(2023, 9, 16.4), part_row(2024, 9, 17.0)]
    return view_of(NOW, trade_by_partner=years, trade_monthly=parts)


def p_hit(view, value, year=2024, who="any"):
    result = target(view, "KAZ", "RUS", value_usd=value * 1e9, year=year)
    return next(n.p_hit for n in result.nowcasts if n.definition == who)


def test_a_higher_target_is_less_likely(view):
    chances = [p_hit(view, value) for value in (18, 22, 24, 30)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.95
    assert chances[-1] < 0.05


def test_a_target_below_what_is_already_traded_is_met(view):
    assert p_hit(view, 16.0) > 0.99


def test_a_better_year_so_far_raises_the_chance(view, view_of):
    better = view_of(
        NOW,
        trade_by_partner=view.tables["trade_by_partner"],
        trade_monthly=[*view.tables["trade_monthly"][:2], part_row(2024, 9, 20.0)],
    )
    assert p_hit(better, 24.0) > p_hit(view, 24.0) + 0.2


def test_a_stated_total_settles_the_question(view, view_of):
    over = view_of(
        NOW,
        trade_by_partner=[*view.tables["trade_by_partner"], year_row(2024, 26)],
        trade_monthly=[],
    )
    assert p_hit(over, 24.0) > 0.999
    assert p_hit(over, 28.0) < 0.001


def test_definitions_differ_and_both_are_given(view_of):
    years = [year_row(y, 20 + y - 2021) for y in (2021, 2022, 2023)]
    partner = [year_row(y, 30 + y - 2021, "RUS president") for y in (2021, 2022, 2023)]
    view = view_of(NOW, trade_by_partner=years + partner, trade_monthly=[])
    assert p_hit(view, 28.0, who="KAZ") < 0.1
    assert p_hit(view, 28.0, who="RUS") > 0.8


def test_further_years_are_less_certain(view):
    def width(year):
        total = target(view, "KAZ", "RUS", value_usd=3e10, year=year).nowcasts[0].total
        return np.log(total.high / total.low)

    assert width(2024) < width(2025) < width(2027)


def test_a_statement_without_its_cut_off_is_not_read_as_a_period(view_of):
    rows = [part_row(2024, 9, 17.0) | {"period_end": None}]
    known = statements(view_of(NOW, trade_by_partner=[], trade_monthly=rows), "KAZ", "RUS")
    assert known.cumulative == ()


def test_a_single_month_is_no_cumulative_statement(view_of):
    rows = [part_row(2024, 9, 2.0, start=9)]
    known = statements(view_of(NOW, trade_by_partner=[], trade_monthly=rows), "KAZ", "RUS")
    assert known.cumulative == ()


def test_without_a_yearly_total_there_is_no_nowcast(view_of):
    view = view_of(NOW, trade_by_partner=[], trade_monthly=[part_row(2024, 9, 17.0)])
    with pytest.raises(EmptyTies, match="denge record load"):
        target(view, "KAZ", "RUS", value_usd=1e10, year=2024)


def test_past_years_are_forecast_without_their_own_total(view):
    past = target(view, "KAZ", "RUS", value_usd=3e10, year=2024).nowcasts[0].past
    assert [p.year for p in past] == [2020, 2021, 2022, 2023]
    assert past[0].nowcast is None
    assert past[-1].naive == pytest.approx(21.0)
    assert past[-1].nowcast is not None
    assert past[-1].nowcast.low < 22.0 < past[-1].nowcast.high


def test_families_of_reporters():
    assert [family(r, "KAZ", "CHN") for r in ("KAZ president", "CHN", "KAZAKH", "RIA")] == [
        "KAZ", "CHN", "other", "other",
    ]  # fmt: skip


def test_an_even_year_has_no_remainder():
    assert remainder_log_ratio(12.0, 9.0, 9) == pytest.approx(0.0)
    assert remainder_log_ratio(12.0, 8.0, 9) > 0


def test_trend_of_a_steady_series_continues_it():
    y = trend_draws(
        np.log(20 * 1.04 ** np.arange(8)), np.arange(8), 1, 20000, np.random.default_rng(1)
    )
    assert np.exp(np.median(y)) == pytest.approx(20 * 1.04**8, rel=0.02)


def test_nowcasts_of_simulated_years_are_calibrated():
    """Probability integral transform of 300 simulated years is near uniform, not overconfident."""
    rng, ranks = np.random.default_rng(7), []
    for _ in range(300):
        growth = 0.03 + 0.08 * rng.standard_normal(6)
        totals = 20 * np.exp(np.cumsum(growth))
        eps = 0.1 * rng.standard_normal(6)
        done = totals * (1 - 0.25 * np.exp(eps))
        past = [remainder_log_ratio(totals[k], done[k], 9) for k in range(5)]
        draws = nowcast(
            list(zip(range(5), totals[:5], strict=True)), past, 5, (done[5], 9), 400, rng
        )
        ranks.append((draws < totals[5]).mean())
    inside = np.mean([0.05 < r < 0.95 for r in ranks])
    assert 0.85 <= inside <= 1.0
    assert np.mean(ranks) == pytest.approx(0.5, abs=0.06)


def test_crps_equals_its_double_loop(rng):
    x, y = rng.normal(size=40), 0.3
    loop = np.mean(np.abs(x - y)) - 0.5 * np.mean([[abs(a - b) for a in x] for b in x])
    assert crps(x, y) == pytest.approx(loop)
