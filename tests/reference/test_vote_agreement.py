"""V6 and the yearly agreement of Kazakhstan computed from the UN vote matrix (Voeten, CC0)."""

from __future__ import annotations

import numpy as np
import pytest

from denge.measure.similarity import agreement, cohen_kappa, s_score, scott_pi, yearly_agreement

POWERS = ("RUS", "CHN", "USA", "DEU")

# Identical votes where both cast one, in percent, rows on paragraphs or amendments dropped;
# printed to one decimal, so the tolerance is half of its last digit.
KAZAKHSTAN = {
    2007: (83.3, 85.9, 8.9, 65.8),
    2012: (71.4, 79.4, 18.6, 60.0),
    2018: (67.0, 79.3, 14.9, 61.7),
}


@pytest.mark.parametrize("year", KAZAKHSTAN)
def test_kazakhstan_agrees_with_the_powers_as_computed_before(un_votes, year):
    here = un_votes.year == year
    rows = yearly_agreement(
        un_votes.votes[here],
        un_votes.year[here],
        un_votes.states,
        POWERS,
        of=("KAZ",),
        drop=un_votes.paragraph[here],
    )
    found = [100 * row.identical for row in rows]
    assert found == pytest.approx(KAZAKHSTAN[year], abs=0.0501)


def test_paragraph_votes_change_the_agreement_of_2011(un_votes):
    """Kazakhstan and the United States in 2011: 26.5 % without and 41.7 % with them."""
    here = un_votes.year == 2011
    args = un_votes.votes[here], un_votes.year[here], un_votes.states, ("USA",)
    without = yearly_agreement(*args, of=("KAZ",), drop=un_votes.paragraph[here])[0]
    with_all = yearly_agreement(*args, of=("KAZ",))[0]
    assert 100 * without.identical == pytest.approx(26.5, abs=0.0501)
    assert 100 * with_all.identical == pytest.approx(41.7, abs=0.0501)


def test_independent_margins_give_kappa_zero_and_a_positive_s():
    """V6: E kappa = 0 under independence while S stays far above 0 (Haege 2011).

    Monte Carlo error of the mean of 400 kappas of 300 items is about 0.003.
    """
    rng = np.random.default_rng(6)
    x = rng.choice([1, 2, 3], p=[0.9, 0.07, 0.03], size=(400, 300))
    y = rng.choice([1, 2, 3], p=[0.8, 0.15, 0.05], size=(400, 300))
    kappas = [cohen_kappa(a, b) for a, b in zip(x, y, strict=True)]
    assert np.mean(kappas) == pytest.approx(0.0, abs=0.01)
    assert np.mean([s_score(a, b) for a, b in zip(x, y, strict=True)]) > 0.6


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_unanimous_items_raise_agreement_and_s_faster_than_kappa(share):
    """V6, worked out by hand for yes/no portfolios at chance level with a share f of unanimous yes.

    A = (1+f)/2 and S = f, while kappa = f/(1+f) grows more slowly, and is never above one half.
    """
    n = 1000
    padding = [1] * round(4 * n * share / (1 - share))
    x, y = [1, 1, 3, 3] * n + padding, [1, 3, 1, 3] * n + padding
    assert agreement(x, y) == pytest.approx((1 + share) / 2, abs=1e-3)
    assert s_score(x, y) == pytest.approx(share, abs=1e-3)
    assert cohen_kappa(x, y) == pytest.approx(1 - 1 / (1 + share), abs=1e-3)
    assert cohen_kappa(x, y) < s_score(x, y)


@pytest.mark.parametrize("measure", [cohen_kappa, scott_pi, s_score])
def test_a_portfolio_against_itself_is_one(measure):
    assert measure([1, 2, 3, 1, 1], [1, 2, 3, 1, 1]) == 1.0


@pytest.mark.parametrize("year", [2002, 2012, 2018])
def test_the_world_pack_holds_what_the_matrix_gives(un_votes, year):
    """Printed to four decimals."""
    from denge.measure.world import agreements_of

    here = un_votes.year == year
    rows = yearly_agreement(
        un_votes.votes[here],
        un_votes.year[here],
        un_votes.states,
        POWERS,
        of=("UZB",),
        drop=un_votes.paragraph[here],
    )
    packed = {r["power"]: r for r in agreements_of("UZB") if r["year"] == year}
    assert rows
    for row in rows:
        assert packed[row.power]["votes"] == row.n
        assert packed[row.power]["identical_share"] == pytest.approx(row.identical, abs=5e-5)
