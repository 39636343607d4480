"""Diplomatic and geographic distance: known ways, invariants, an independent regression."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.distance import distance, dyad_regression, itinerary
from denge.measure.great_circle import great_circle_km
from denge.measure.session import session_known

NOW = date(2025, 11, 19)


@pytest.fixture
def view(view_of):
    return view_of(NOW)


def test_known_flights_have_their_known_length():
    """London Heathrow to New York JFK is 5,540 km by every great-circle calculator."""
    assert float(great_circle_km(51.4706, -0.4619, 40.6398, -73.7789)) == pytest.approx(
        5540, abs=10
    )


def test_distance_is_symmetric(view):
    there, back = distance(view, "KAZ", "FRA"), distance(view, "FRA", "KAZ")
    assert there.km == pytest.approx(back.km)
    assert there.gap.median == pytest.approx(back.gap.median)


def test_rivals_stand_further_apart_than_friends(view):
    assert distance(view, "USA", "CHN").gap.low > distance(view, "RUS", "BLR").gap.high


def test_neighbours_in_space_need_not_be_neighbours_in_votes(view):
    """Israel and Lebanon share a border, and their residual ranks among the largest."""
    found = distance(view, "ISR", "LBN")
    assert found.km < 500
    assert found.residual.low > 0


def test_regression_equals_numpy_and_a_double_loop(rng):
    n = 9
    pair = np.column_stack(np.triu_indices(n, 1))
    design = np.column_stack([np.ones(len(pair)), rng.normal(size=(len(pair), 2))])
    gap = rng.normal(size=len(pair))
    found = dyad_regression(gap, design, pair)
    beta = np.linalg.lstsq(design, gap, rcond=None)[0]
    u, meat = gap - design @ beta, np.zeros((3, 3))
    for d in range(len(pair)):
        for e in range(len(pair)):
            if set(pair[d]) & set(pair[e]):
                meat += np.outer(design[d] * u[d], design[e] * u[e])
    inverse = np.linalg.inv(design.T @ design)
    assert found.coefficient == pytest.approx(beta)
    assert found.se == pytest.approx(np.sqrt(np.diag(inverse @ meat @ inverse)))


def test_a_way_there_and_back_is_twice_as_long(view):
    there = itinerary(view, ["USA", "RUS"])
    both = itinerary(view, ["USA", "RUS", "USA"])
    assert both.travelled.median == pytest.approx(2 * there.travelled.median)
    assert sum(both.steps_km) == pytest.approx(2 * sum(there.steps_km))


def test_staying_adds_nothing(view):
    stay = itinerary(view, ["USA", "RUS", "RUS"])
    assert stay.travelled == itinerary(view, ["USA", "RUS"]).travelled


def test_washington_to_moscow_is_far_on_the_map_and_in_votes(view):
    found = itinerary(view, ["USA", "RUS"])
    assert 7500 < found.steps_km[0] < 8200
    assert found.travelled.low > found.usual.median
    assert found.share_closer.low > 0.8


def test_old_votes_are_said_to_be_old(view, view_of):
    assert "votes of 2018" in distance(view, "KAZ", "RUS").figures()[0].notes[0]
    assert not distance(view_of(date(2019, 6, 1)), "KAZ", "RUS").figures()[0].notes


def test_votes_after_the_date_are_not_used(view_of):
    assert distance(view_of(date(2011, 5, 1)), "KAZ", "RUS").year == 2010


def test_a_state_without_votes_and_a_state_against_itself(view):
    with pytest.raises(EmptyTies, match="VAT"):
        distance(view, "VAT", "ITA")
    with pytest.raises(InputError, match="itself"):
        distance(view, "KAZ", "KAZ")
    with pytest.raises(InputError, match="two different hosts"):
        itinerary(view, ["KAZ"])
    with pytest.raises(InputError, match="two different hosts"):
        itinerary(view, ["KAZ", "KAZ"])


def release(year: int, turn: float = 1.0, source: str = "ideal_points_2025") -> list[dict]:
    """The world pack's own points of 2018 as a release of another year, 90 % bands and all."""
    return [
        {
            "state": p.state,
            "year": year,
            "source": source,
            "mean": turn * p.mean,
            "low": turn * p.mean - 1.6448536 * p.sd,
            "high": turn * p.mean + 1.6448536 * p.sd,
        }
        for p in session_known(date(2019, 6, 1)).points
    ]


def test_the_same_points_from_a_release_give_the_same_distance_and_name_it(view):
    own, loaded = distance(view, "KAZ", "FRA"), distance(view, "KAZ", "FRA", points=release(2020))
    assert (own.year, loaded.year) == (2018, 2020)
    assert loaded.gap.median == pytest.approx(own.gap.median, abs=1e-6)
    assert loaded.residual.high == pytest.approx(own.residual.high, abs=1e-6)
    assert "July 2025" in loaded.origins[0].title
    assert all("2020" in step.row_id for step in loaded.figures()[0].trail)
    assert "July 2025" in loaded.figures()[0].trail[0].says


def test_an_itinerary_travels_twice_as_far_where_a_release_has_points_twice_apart(view):
    hosts = ["KAZ", "USA", "RUS"]
    once = itinerary(view, hosts, points=release(2020)).travelled.median
    assert itinerary(view, hosts, points=release(2020, 2.0)).travelled.median == pytest.approx(
        2 * once, rel=0.1
    )


def test_an_older_release_and_a_later_one_than_the_day_give_way_to_the_world_pack(view_of):
    day = date(2021, 6, 1)
    found = session_known(day, release(2010) + release(2021))
    assert (found.year, found.source) == (2018, "")
    found = session_known(day, release(2019) + release(2020, source="b") + release(2020))
    assert (found.year, found.source) == (2020, "ideal_points_2025")
