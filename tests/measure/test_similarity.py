"""Agreement of votes: ranges, symmetry, what absences do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.core.errors import EmptyTies, InputError
from denge.measure.similarity import (
    agreement,
    cohen_kappa,
    identical_share,
    s_score,
    scott_pi,
    yearly_agreement,
)

portfolio = st.lists(st.sampled_from([1, 2, 3]), min_size=4, max_size=60)
pairs = portfolio.flatmap(
    lambda x: st.tuples(
        st.just(x), st.lists(st.sampled_from([1, 2, 3]), min_size=len(x), max_size=len(x))
    )
)
ALL = [identical_share, agreement, s_score, scott_pi, cohen_kappa]


@pytest.mark.parametrize("measure", ALL)
@given(pair=pairs)
def test_agreement_is_symmetric_and_at_most_one(measure, pair):
    x, y = pair
    assert measure(x, y) == pytest.approx(measure(y, x))
    assert measure(x, y) <= 1 + 1e-12


@pytest.mark.parametrize("measure", ALL)
@given(x=portfolio)
def test_a_state_agrees_fully_with_itself(measure, x):
    assert measure(x, x) == pytest.approx(1.0)


@pytest.mark.parametrize("measure", ALL)
@given(pair=pairs)
def test_an_absence_counts_for_nothing(measure, pair):
    x, y = pair
    assert measure([*x, 8, 1], [*y, 1, 9]) == measure(x, y)


@given(pair=pairs)
def test_s_is_twice_agreement_less_one(pair):
    x, y = pair
    assert s_score(x, y) == pytest.approx(2 * agreement(x, y) - 1)


@given(pair=pairs, weight=st.integers(1, 5))
def test_weighting_an_item_is_repeating_it(pair, weight):
    x, y = pair
    weights = [weight] + [1] * (len(x) - 1)
    repeated = s_score([x[0]] * (weight - 1) + x, [y[0]] * (weight - 1) + y)
    assert s_score(x, y, weight=weights) == pytest.approx(repeated)


def test_kappa_equals_its_double_loop(rng):
    x, y = rng.integers(1, 4, 80), rng.integers(1, 4, 80)
    observed = np.mean([abs(a - b) / 2 for a, b in zip(x, y, strict=True)])
    expected = np.mean([abs(a - b) / 2 for a in x for b in y])
    assert cohen_kappa(x, y) == pytest.approx(1 - observed / expected)


def test_states_that_never_met_a_vote_together_have_no_agreement():
    with pytest.raises(EmptyTies, match="never voted"):
        agreement([1, 8], [8, 1])


def test_portfolios_of_different_length_are_refused():
    with pytest.raises(InputError, match="cannot be compared"):
        agreement([1, 2], [1, 2, 3])


def test_dropped_calls_and_thin_years_leave_no_row():
    votes = np.array([[1, 1], [3, 1]] * 6 + [[1, 3]], dtype=np.int8)
    year, drop = np.r_[np.full(12, 2001), 2002], np.r_[np.zeros(6), np.ones(6), 0].astype(bool)
    rows = yearly_agreement(votes, year, ("AAA", "BBB"), ("BBB",), fewest=6)
    assert [(r.state, r.year, r.n, r.identical) for r in rows] == [("AAA", 2001, 12, 0.5)]
    kept = yearly_agreement(votes, year, ("AAA", "BBB"), ("BBB",), fewest=6, drop=drop)
    assert [r.n for r in kept] == [6]
