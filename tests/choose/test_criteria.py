"""Properties of the robustness rules and of the agreement between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from denge.choose import criteria
from denge.choose.agreement import kendall_w, pareto_front, ranks

OUTCOMES = arrays(
    float, st.tuples(st.integers(2, 6), st.integers(3, 40)), elements=st.floats(-50, 50)
)


@settings(deadline=None)
@given(OUTCOMES)
def test_perfect_information_is_never_worth_less_than_nothing(outcome: np.ndarray) -> None:
    assert criteria.evpi(outcome) >= -1e-12


@settings(deadline=None)
@given(OUTCOMES)
def test_perfect_information_is_worth_the_smallest_mean_regret(outcome: np.ndarray) -> None:
    least = criteria.regret(outcome).mean(axis=1).min()
    assert criteria.evpi(outcome) == pytest.approx(least, abs=1e-9)


@settings(deadline=None)
@given(OUTCOMES)
def test_the_best_strategy_has_no_regret_in_its_world(outcome: np.ndarray) -> None:
    assert (criteria.regret(outcome).min(axis=0) == 0).all()


@settings(deadline=None)
@given(OUTCOMES, st.floats(0.01, 1.0))
def test_the_tail_mean_is_at_most_the_mean(outcome: np.ndarray, tail: float) -> None:
    assert (criteria.cvar(outcome, tail) <= outcome.mean(axis=1) + 1e-9).all()


@settings(deadline=None)
@given(OUTCOMES)
def test_the_tail_mean_of_everything_is_the_mean(outcome: np.ndarray) -> None:
    assert criteria.cvar(outcome, 1.0) == pytest.approx(outcome.mean(axis=1), abs=1e-9)


@settings(deadline=None)
@given(OUTCOMES)
def test_rules_ignore_the_order_of_worlds(outcome: np.ndarray) -> None:
    shuffled = outcome[:, np.random.default_rng(0).permutation(outcome.shape[1])]
    for name, (score, _) in criteria.RULES.items():
        if name != "satisficing_radius":
            assert score(outcome) == pytest.approx(score(shuffled), abs=1e-9), name


@settings(deadline=None)
@given(OUTCOMES)
def test_a_shift_common_to_all_strategies_moves_no_rank(outcome: np.ndarray) -> None:
    for name, (score, best) in criteria.RULES.items():
        if name in ("satisficing_radius", "starr_domain"):
            continue
        before, after = (ranks(score(o).round(6), best) for o in (outcome, outcome + 8.0))
        assert (before == after).all(), name


def test_every_rule_declares_its_direction() -> None:
    assert {best for _, best in criteria.RULES.values()} == {"low", "high"}
    lows = {name for name, (_, best) in criteria.RULES.items() if best == "low"}
    assert lows == {"minimax_regret", "regret_quantile"}
    assert len(criteria.RULES) == 9


def test_the_radius_is_where_the_first_world_misses_the_aspiration() -> None:
    radius = np.linspace(0, 1, 11)
    outcome = np.stack([1 - 2 * radius, np.ones(11), -np.ones(11)])
    found = criteria.satisficing_radius(outcome, radius, 0.0)
    assert found == pytest.approx([0.6, 1.0, 0.0])


def test_concordance_equals_its_textbook_value_with_ties() -> None:
    """By hand: sums 3.5, 3.5, 7, 10 about 6; S = 29.5; m = 2, n = 4 wants 12 S / (240 - 2 * 6)."""
    rank = np.array([[1.5, 1.5, 3.0, 4.0], [1.5, 1.5, 3.0, 4.0]])
    assert kendall_w(rank) == pytest.approx(1.0)
    mixed = np.array([[1.5, 1.5, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]])
    sums = mixed.sum(axis=0)
    expected = 12 * ((sums - 5) ** 2).sum() / (4 * 60 - 2 * 6)
    assert kendall_w(mixed) == pytest.approx(expected)


def test_the_front_holds_what_nothing_beats() -> None:
    points = np.array([[3.0, 3.0], [1.0, 1.0], [2.0, 3.0], [3.0, 4.0]])
    assert pareto_front(points, ("high", "low")).tolist() == [True, True, False, False]


def test_equal_strategies_are_both_on_the_front() -> None:
    assert pareto_front(np.zeros((2, 3)), ("high", "low", "low")).all()
