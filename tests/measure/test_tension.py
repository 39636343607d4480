"""Tension: a rank among known months."""

from __future__ import annotations

import csv
import gzip
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from denge.core.errors import EmptyTies, InputError
from denge.measure.tension import conflict_share, standing, tension


@given(arrays(np.float64, 30, elements=st.integers(0, 50)), st.floats(0.1, 10), st.floats(-5, 5))
def test_standing_ignores_unit_and_base_of_the_index(series, unit, base):
    ours, theirs = standing(series, 12)[11:], standing(unit * series + base, 12)[11:]
    assert ours == pytest.approx(theirs)


def test_a_new_peak_stands_above_all_and_a_new_low_below():
    assert standing(np.arange(10.0), 10)[-1] == pytest.approx(0.95)
    assert standing(-np.arange(10.0), 10)[-1] == pytest.approx(0.05)


def test_conflict_share_lies_inside_its_bounds():
    assert conflict_share(np.array([0.0, 9.0]), np.array([9.0, 9.0])) == pytest.approx([0.05, 0.95])


def test_a_window_of_one_has_no_rank():
    with pytest.raises(InputError, match="two values"):
        standing(np.ones(5), 1)


def test_too_few_months_are_said():
    with pytest.raises(EmptyTies, match="are needed"):
        tension([{"month": "2024-01", "GPR": 100.0}])


def test_march_2022_was_the_tensest_month_of_its_decade(shared):
    """The Geopolitical Risk index of Caldara & Iacoviello (2022, AER 112(4), 1194-1225)."""
    path = shared / "data" / "risk" / "gpr_monthly_to_2024-07.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [{"month": r["month"][:7], "GPR": r["GPR"]} for r in csv.DictReader(file)]
    found = tension(rows, as_of=date(2022, 4, 15))
    assert found.month == date(2022, 3, 1)
    assert found.standing > 0.99
    assert tension(rows, as_of=date(2018, 6, 30)).standing < found.standing
