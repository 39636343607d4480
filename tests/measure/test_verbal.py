"""Words against deeds: a communique moves only the words."""

from __future__ import annotations

import numpy as np
import pytest

from denge.core.errors import EmptyTies
from denge.measure.verbal import beta_moments, verbal

PEERS = ("UZB", "KGZ", "AZE", "TKM", "SRB", "VNM")


def event(source, target, quad, events=1, year=2014):
    return {"source": source, "target": target, "year": year, "quad": quad, "events": events}


@pytest.fixture
def rows(rng):
    made = []
    for peer in (*PEERS, "KAZ"):
        made.append(event(peer, "RUS", 1, int(rng.integers(20, 60))))
        made.append(event("RUS", peer, 2, int(rng.integers(1, 8))))
    return made


def run(rows, **options):
    return verbal(rows, "KAZ", "RUS", peers=PEERS, year=2014, **options)


def test_a_costless_communique_moves_only_the_verbal_side(rows):
    before, after = run(rows), run([*rows, event("KAZ", "RUS", 1)])
    assert after.counts["verbal_cooperation"] == before.counts["verbal_cooperation"] + 1
    unmoved = ("material_cooperation", "verbal_conflict", "material_conflict")
    assert [after.counts[k] for k in unmoved] == [before.counts[k] for k in unmoved]
    assert after.base == before.base
    assert after.share.median < before.share.median


def test_deeds_raise_the_share_and_its_standing(rows):
    more = run([*rows, event("KAZ", "RUS", 2, 60)])
    assert more.share.median > run(rows).share.median
    assert more.p_above > 0.95


def test_conflict_is_no_cooperation(rows):
    assert run([*rows, event("KAZ", "RUS", 4, 50)]).share == run(rows).share


def test_without_comparable_pairs_there_is_no_base_rate(rows):
    with pytest.raises(EmptyTies, match="base rate"):
        verbal(rows, "KAZ", "RUS", peers=("PER",), year=2014)


def test_moments_recover_the_beta_that_made_the_rates(rng):
    n = rng.integers(20, 200, 3000).astype(float)
    s = rng.binomial(n.astype(int), rng.beta(3.0, 12.0, 3000)).astype(float)
    a, b = beta_moments(s, n)
    assert a / (a + b) == pytest.approx(0.2, abs=0.01)
    assert a + b == pytest.approx(15, rel=0.15)


def test_equal_rates_give_a_tight_prior():
    a, b = beta_moments(np.full(30, 20.0), np.full(30, 100.0))
    assert a + b > 1000
