"""Sources of coded events: dispersion, leaving one out, doubling one source's echo."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.coverage import coverage, leave_one_out, overdispersion


def test_a_poisson_source_has_little_dispersion_and_a_bursty_one_much(rng):
    exposure = rng.integers(500, 1500, 400).astype(float)
    calm = rng.poisson(0.01 * exposure).astype(float)
    bursty = rng.poisson(0.01 * exposure * rng.gamma(2.0, 0.5, 400)).astype(float)
    assert overdispersion(calm, exposure) < 0.06
    assert overdispersion(bursty, exposure) == pytest.approx(0.5, rel=0.35)


def test_a_source_that_grows_is_not_overdispersed_for_that():
    exposure = np.arange(1, 40) * 100.0
    assert overdispersion(0.02 * exposure, exposure) == 0.0


def test_leaving_out_the_odd_source_restores_the_others():
    count = np.array([[30.0, 0.0, 0.0], [5.0, 5.0, 5.0], [6.0, 6.0, 6.0]])
    without = leave_one_out(count)
    assert without[0] == pytest.approx(3.0)
    assert without[1] < 3


def test_leaving_out_the_only_source_leaves_nothing():
    assert np.isnan(leave_one_out(np.array([[3.0, 1.0]]))).all()


def row(publisher, target, events, month=1, source="UZB"):
    return {"publisher": publisher, "source": source, "target": target,
            "month": date(2018, month, 1), "events": events}  # fmt: skip


@pytest.fixture
def rows(rng):
    made = []
    for month in range(1, 13):
        for paper in ("A", "B", "C"):
            made.append(row(paper, "FRA", 500, month, source="GBR"))
            powers = ("USA", "RUS", "CHN", "DEU")
            made.extend(row(paper, power, int(rng.poisson(6)), month) for power in powers)
    return made


def test_bursts_of_one_paper_widen_the_interval(rows):
    calm = coverage(rows, "UZB")
    bursts = coverage([*rows, row("A", "RUS", 120, 3), row("B", "RUS", 90, 9)], "UZB")
    assert calm.phi < bursts.phi
    assert bursts.d2.high - bursts.d2.low > bursts.naive.high - bursts.naive.low
    assert bursts.dispersion > calm.dispersion


def test_the_paper_that_changes_most_is_named_first(rows):
    found = coverage([*rows, *(row("A", "RUS", 60, m) for m in range(1, 13))], "UZB")
    assert next(iter(found.without)) == "A"
    assert found.without["A"] > float(found.d2.median)


def test_rows_without_a_publisher_cannot_be_judged(rows):
    with pytest.raises(EmptyTies, match="name no publisher"):
        coverage([r | {"publisher": ""} for r in rows], "UZB")
    with pytest.raises(EmptyTies, match="PER"):
        coverage(rows, "PER")
