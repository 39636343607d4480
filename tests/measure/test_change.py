"""One change or none: a brute-force twin, invariances, false alarms, and power."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.assumed import assumed_number
from denge.measure.change import change
from denge.measure.changepoint import change_posterior, log_evidence
from denge.measure.share_posterior import dispersion

OPTIONS = {"prior": 1 / 3, "phi": 1.0, "none": 0.5, "least": 4}
END = date(2024, 12, 31)


def urn(sequence, k, prior):
    """The probability of a sequence of poles, drawn from Polya's urn one trip after the other."""
    seen, log = np.full(k, prior), 0.0
    for pole in sequence:
        log += np.log(seen[pole] / seen.sum())
        seen[pole] += 1
    return log


def joined(bins):
    return [pole for part in bins for pole in part]


def test_evidence_is_that_of_polyas_urn(rng):
    sequence = rng.integers(0, 3, 12)
    count = np.bincount(sequence, minlength=3).astype(float)
    for prior in (1 / 3, 1.0):
        assert log_evidence(count, prior) == pytest.approx(urn(sequence, 3, prior))


def test_evidence_is_the_integral_over_shares():
    share = (np.arange(200_000) + 0.5) / 200_000
    integral = np.log((share**4 * (1 - share) ** 2).mean())
    assert float(log_evidence(np.array([4.0, 2.0]), 1.0)) == pytest.approx(integral, abs=1e-6)


def test_the_posterior_is_that_of_every_split_by_hand(rng):
    """The twin walks over trips with urns; bins only say where a cut may fall."""
    bins = [list(rng.integers(0, 3, n)) for n in rng.integers(1, 5, 14)]
    count = np.array([np.bincount(b, minlength=3) for b in bins], dtype=float)
    found = change_posterior(count, **OPTIONS)
    whole = np.exp(urn(joined(bins), 3, 1 / 3))
    cuts = range(4, 11)
    splits = [
        np.exp(urn(joined(bins[:t]), 3, 1 / 3) + urn(joined(bins[t:]), 3, 1 / 3)) for t in cuts
    ]
    assert found.cuts.tolist() == list(cuts)
    assert found.at == pytest.approx(np.array(splits) / sum(splits))
    assert found.p_change == pytest.approx(np.mean(splits) / (np.mean(splits) + whole))


def test_relabelling_poles_and_turning_time_round_keep_the_probability(rng):
    count = rng.poisson(2.0, (20, 4)).astype(float)
    base = change_posterior(count, **OPTIONS)
    assert change_posterior(count[:, [2, 0, 3, 1]], **OPTIONS).at == pytest.approx(base.at)
    turned = change_posterior(count[::-1], **OPTIONS)
    assert turned.p_change == pytest.approx(base.p_change)
    assert turned.at[::-1] == pytest.approx(base.at)


def test_a_short_record_is_refused():
    with pytest.raises(EmptyTies, match="too few"):
        change_posterior(np.ones((7, 3)), **OPTIONS)
    with pytest.raises(EmptyTies):
        change_posterior(np.zeros((20, 3)), **OPTIONS)


SHARES = np.array([0.35, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05])


def alarm(rng, tours, turned=False):
    """P(a change) in seven years of quarters with four tours each, as `change` computes it.

    A tour has one to `tours` trips to one pole: trips of one tour are no independent draws.
    """
    after = SHARES[::-1] if turned else SHARES
    rows = [rng.multinomial(4, SHARES if t < 14 else after) for t in range(28)]
    alone = [pole for row in rows for pole in np.repeat(np.arange(7), row)]
    when = np.repeat(np.arange(28), 4)
    size = rng.integers(1, tours + 1, len(alone))
    tour = np.zeros((len(alone), 7))
    tour[np.arange(len(alone)), alone] = size
    count = np.zeros((28, 7))
    np.add.at(count, when, tour)
    options = {"prior": 1 / 7, "none": assumed_number("change.prior_none"), "least": 4}
    return change_posterior(count, phi=dispersion(tour).phi, **options)


@pytest.mark.parametrize("tours", [1, 4])
def test_under_five_percent_of_steady_calendars_raise_an_alarm(tours):
    """600 calendars: the standard error of a rate of 5 % is 0.9 points."""
    rng = np.random.default_rng(3)
    alarms = [alarm(rng, tours).p_change for _ in range(600)]
    assert np.mean(np.array(alarms) >= assumed_number("change.likely")) < 0.05
    assert np.mean(alarms) < 0.25


def test_a_turn_of_the_shares_is_seen_and_dated():
    rng = np.random.default_rng(4)
    found = [alarm(rng, 1, turned=True) for _ in range(100)]
    assert np.mean([f.p_change >= 0.9 for f in found]) > 0.9
    assert np.mean([abs(f.best - 14) <= 1 for f in found]) > 0.7


@pytest.fixture
def turned(engagement):
    """Six years: trips to Russia alone, then from 2022 to Russia, the US and China in turn."""
    rows, day = [], date(2019, 1, 10)
    while day < END:
        late = day >= date(2022, 1, 1)
        rows.append(engagement(("RUS", "USA", "CHN")[len(rows) % 3] if late else "RUS", day))
        day += timedelta(days=30)
    return rows


def test_a_calendar_that_turned_says_so_with_its_date(view_of, turned):
    found = change(view_of(END, engagements=turned), "KAZ")
    vectors = found.turns[0]
    assert vectors.posterior.p_change > 0.99
    assert abs((vectors.best - date(2022, 1, 1)).days) < 100
    assert vectors.before.high < vectors.after.low
    assert "changed in" in found.verdict
    ids = [figure.id for figure in found.figures()]
    assert ids[:3] == ["change.vectors.p", "change.vectors.p_flat", "change.vectors.date"]
    assert "change.tilt.after" in ids
    assert all(figure.trail for figure in found.figures())
    assert sum(p for _, p in vectors.dates) == pytest.approx(1)


def test_a_steady_calendar_has_no_clear_change(view_of, calendar):
    found = change(view_of(END, engagements=calendar), "KAZ")
    assert "no clear change" in found.verdict


def test_doubled_reports_and_split_trips_change_nothing(view_of, turned):
    split = [row | {"row_id": f"{row['row_id']}b", "kind": "meeting"} for row in turned]
    once = change(view_of(END, engagements=turned), "KAZ")
    twice = change(view_of(END, engagements=[*turned, *split]), "KAZ")
    for a, b in zip(once.turns, twice.turns, strict=True):
        assert (a.posterior.p_change, a.before, a.after) == (
            b.posterior.p_change,
            b.before,
            b.after,
        )


def test_swapping_the_ends_of_the_axis_flips_the_tilt(view_of, turned):
    view = view_of(END, engagements=turned)
    one = change(view, "KAZ", axis="usa:russia").turns[1]
    other = change(view, "KAZ", axis="russia:usa").turns[1]
    assert other.posterior.p_change == pytest.approx(one.posterior.p_change)
    assert other.after.median == pytest.approx(-one.after.median, abs=0.03)


def test_a_pole_has_no_tilt_of_its_own_axis(view_of, turned):
    rows = [row | {"state": "USA", "partner": "CHN"} for row in turned]
    assert [t.name for t in change(view_of(END, engagements=rows), "USA").turns] == ["vectors"]


def test_no_engagement_is_said(view_of):
    with pytest.raises(EmptyTies, match="no engagement of PER"):
        change(view_of(END), "PER")
