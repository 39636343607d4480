"""V4: Hill numbers of the spider data against iNEXT (Hsieh, Ma & Chao 2016, MEE 7, 1451-1456)."""

from __future__ import annotations

import pytest

from denge.measure.concentration import chao_richness, chao_shannon, chao_simpson, hill

# Counts of 26 species on girdled trees (n = 168): Sackett et al. (2011), as in iNEXT's `spider`.
GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]

# The tolerance is half a unit of the third decimal, which is all that the software prints.
PRINTED = 5e-4


@pytest.mark.parametrize(("q", "value"), [(0, 26.0), (1, 12.060), (2, 7.840)])
def test_observed_diversity(q, value):
    assert hill(GIRDLED, q) == pytest.approx(value, abs=PRINTED)


@pytest.mark.parametrize(
    ("estimator", "value"), [(chao_richness, 43.893), (chao_shannon, 13.826), (chao_simpson, 8.175)]
)
def test_estimated_diversity(estimator, value):
    assert estimator(GIRDLED) == pytest.approx(value, abs=PRINTED)


@pytest.mark.parametrize("k", [1, 2, 5, 40])
@pytest.mark.parametrize("q", [0, 0.5, 1, 2, 5])
def test_equal_shares_count_in_full(k, q):
    """V11: D_q of K equal shares is K (Hill 1973); exact but for rounding."""
    assert hill([3.0] * k, q) == pytest.approx(k, rel=1e-12)
