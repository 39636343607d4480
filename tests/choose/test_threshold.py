"""The threshold surface against brute force: the hazard is swept and strategies are re-ranked."""

from __future__ import annotations

import numpy as np
import pytest

from denge.choose.compare import summary
from denge.choose.ensemble import ensemble
from denge.choose.parameters import load_parameters
from denge.choose.payoff import Outcome
from denge.choose.quantile import MEASURES
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook
from denge.choose.threshold import best_interval, best_weights, flip_point, share_best, surface


def toy(gains, coercible, forced, nu=0.5, hazard=0.1) -> Outcome:
    n = len(gains)
    zero = np.zeros(n)
    return Outcome(
        np.asarray(gains, float),
        zero,
        zero,
        np.asarray(coercible, float),
        np.asarray(forced, float),
        0.0,
        np.full(n, nu),
        np.full(n, hazard),
        zero,
        zero.astype(int),
    )


@pytest.fixture(scope="module")
def found():
    stakes = exposure("UZB")
    book = load_playbook(stakes)
    names = [book.question[0], *book.question[1]]
    return names, ensemble(load_parameters(), stakes, book.only(names), (1, 5, 10), 3000, 5)


def test_intervals_equal_a_sweep_of_the_hazard(found) -> None:
    names, e = found
    asked, *others = (e.outcome(n) for n in names)
    hazard = np.geomspace(1e-3, 0.9, 40)
    share = share_best(*best_interval(asked, others, e.nu), hazard)
    for h, got in zip(hazard, share, strict=True):
        u = [o.gains - e.nu * o.coercible - h * o.forced_loss for o in (asked, *others)]
        assert got == pytest.approx((u[0] >= np.max(u[1:], axis=0)).mean(), abs=1e-12)


def test_weights_equal_a_sweep_of_the_bargaining_weight(found) -> None:
    names, e = found
    asked, *others = (e.outcome(n) for n in names)
    low, high = best_weights(asked, others, e.forced_hazard)
    for nu in (0.0, 0.2, 0.7, 1.0):
        u = [o.gains - nu * o.coercible - e.forced_hazard * o.forced_loss for o in (asked, *others)]
        expected = (u[0] >= np.max(u[1:], axis=0)).mean()
        assert share_best(low, high, np.array([nu]))[0] == pytest.approx(expected, abs=1e-12)


def test_the_flip_is_where_half_of_the_worlds_hold() -> None:
    asked, other = toy([1.0] * 5, [0] * 5, [10, 20, 40, 50, 100]), toy([0.0] * 5, [0] * 5, [0] * 5)
    low, high = best_interval(asked, [other], 0.5)
    assert high == pytest.approx([0.1, 0.05, 0.025, 0.02, 0.01])
    flip = flip_point(low, high, "uniform")
    assert flip.side == "falls"
    assert flip.at == pytest.approx(0.025, rel=0.05)


def test_a_share_that_stays_on_one_side_has_no_flip() -> None:
    worse, better = toy([0.0] * 4, [0] * 4, [1] * 4), toy([1.0] * 4, [0] * 4, [1] * 4)
    assert flip_point(*best_interval(worse, [better], 0.5), "uniform").side == "below"
    above = flip_point(*best_interval(better, [worse], 0.5), "uniform")
    assert (above.side, above.at) == ("above", None)


def test_a_lead_that_comes_only_with_pressure_rises() -> None:
    """Worse without coercion, better once the rival is the one that is coerced."""
    asked, other = toy([0.0] * 5, [0] * 5, [0] * 5), toy([1.0] * 5, [2, 4, 5, 8, 10], [0] * 5)
    flip = flip_point(*best_weights(asked, [other], 0.0), "uniform")
    assert flip.side == "rises"
    assert flip.at == pytest.approx(0.2, rel=0.05)


def test_a_lead_within_a_band_is_no_single_flip() -> None:
    low, high = np.full(8, 0.2), np.full(8, 0.4)
    assert (flip_point(low, high, "uniform").side, flip_point(low, high, "uniform").at) == (
        "wavers",
        None,
    )


def test_a_verdict_needs_all_three_measures() -> None:
    n = 400
    good, bad = toy([1.0] * n, [0] * n, [0] * n), toy([0.0] * n, [0] * n, [0] * n)
    gamma = [np.full(n, 0.5)] * 3
    grids = (np.array([0.01]), np.array([0.5]), np.array([0.2, 1.0]))
    assert surface([good] * 3, [[bad]] * 3, gamma, *grids).verdict.item() == 1
    assert surface([bad] * 3, [[good]] * 3, gamma, *grids).verdict.item() == -1
    mixed = surface([good, good, bad], [[bad], [bad], [good]], gamma, *grids)
    assert mixed.verdict.item() == 0


def test_a_band_of_curvature_without_worlds_gives_no_share_and_no_verdict() -> None:
    n = 50
    good, bad = toy([1.0] * n, [0] * n, [0] * n), toy([0.0] * n, [0] * n, [0] * n)
    found = surface(
        [good] * 3,
        [[bad]] * 3,
        [np.full(n, 0.3)] * 3,
        np.array([0.01]),
        np.array([0.5]),
        np.array([0.2, 0.5, 1.0]),
    )
    assert np.isnan(found.share[..., 1]).all()
    assert found.verdict[..., 1].item() == 0


def test_a_curvature_outside_the_bands_is_in_none_and_the_top_edge_in_the_last() -> None:
    n = 30
    good, bad = toy([1.0] * n, [0] * n, [0] * n), toy([0.0] * n, [0] * n, [0] * n)
    gamma = np.r_[np.full(10, 0.1), np.full(10, 1.0), np.full(10, 1.5)]
    grids = (np.array([0.01]), np.array([0.5]), np.array([0.2, 0.5, 1.0]))
    found = surface([good] * 3, [[bad]] * 3, [gamma] * 3, *grids)
    assert np.isnan(found.share[..., 0]).all()
    assert (found.share[..., 1] == 1).all()


def test_shares_in_cells_average_to_the_whole() -> None:
    """At one weight and hazard the bands of curvature are a partition of the worlds."""
    result = summary(None, "UZB", draws=4000)
    assert result.surface.share.shape == (len(MEASURES), 16, 6, 4)
    assert ((result.surface.share >= 0) & (result.surface.share <= 1)).all()
    assert result.surface.share[0, 0].mean() > result.surface.share[0, -1].mean()
