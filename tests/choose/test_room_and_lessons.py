"""Room for manoeuvre, and what carries over to other states."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from denge.choose.exposure import matrix_states, member_pole
from denge.choose.lessons import CONDITIONS, as_rows, league, lessons, reach
from denge.choose.parameters import load_parameters
from denge.choose.room import mix_grid, room, room_by_scenario
from denge.choose.state_file import exposure


@pytest.mark.parametrize(("poles", "step"), [(2, 0.1), (3, 0.25), (4, 0.1)])
def test_the_grid_holds_every_mix_once(poles: int, step: float) -> None:
    grid = mix_grid(poles, step)
    parts = round(1 / step)
    assert len(grid) == comb(parts + poles - 1, poles - 1)
    assert len(np.unique(grid.round(9), axis=0)) == len(grid)
    assert grid.sum(axis=1) == pytest.approx(np.ones(len(grid)))


def test_room_grows_with_the_loss_one_may_bear_and_shrinks_with_the_share_demanded() -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    sizes = [room(parameters, stakes, 5, 100, loss=loss).size for loss in (0.25, 1.0, 4.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]
    shares = [room(parameters, stakes, 5, 100, share=s).size for s in (0.5, 0.9, 1.0)]
    assert shares == sorted(shares, reverse=True)


def test_staying_near_the_present_mix_is_always_affordable() -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    found = room(parameters, stakes, 5, 200)
    nearest = np.abs(found.mixes - stakes.mix).sum(axis=1).argmin()
    assert found.affordable[nearest]
    assert found.size_low <= found.size <= found.size_high


def test_room_is_given_by_scenario_and_year() -> None:
    found = room_by_scenario(load_parameters(), exposure("SRB"), years=(1, 10), draws=60)
    assert set(found) == {(s, y) for s in ("detente", "middle", "break") for y in (1, 10)}
    assert found["break", 10].size <= found["detente", 1].size


def test_a_lesson_moves_one_condition_and_names_what_has_no_data() -> None:
    found = lessons(exposure("KAZ"), load_parameters(), ("UZB", "VNM", "MCO"), draws=300)
    assert len(found) == 3 * len(CONDITIONS)
    for lesson in found:
        assert (lesson.moved is None) == bool(lesson.missing)
        assert lesson.base.share == found[0].base.share
    missing = {(x.state, x.condition): x.missing for x in found if x.missing}
    assert missing["UZB", "single_route"] == "no routes on record"
    assert missing["MCO", "openness"] == "no trade data"
    assert set(as_rows(found)[0]["base_flips"]) == {
        "all",
        "align_west",
        "align_russia",
        "align_china",
    }


def test_a_state_given_its_own_trade_split_moves_nothing() -> None:
    found = lessons(exposure("UZB"), load_parameters(), ("UZB",), draws=300)
    for lesson in found:
        if lesson.moved:
            assert lesson.moved.share == pytest.approx(lesson.base.share, abs=1e-12)


def test_the_league_runs_from_best_to_worst_and_leaves_out_the_poles() -> None:
    states = ("GEO", "UZB", "SRB", "MNG")
    found = league(exposure("KAZ"), load_parameters(), draws=200, states=states)
    assert {s.state for s in found} == set(states)
    shares = [s.share for s in found]
    assert shares == sorted(shares, reverse=True)
    assert all(s.stake > 0 for s in found)
    open_ = [s for s in matrix_states() if s not in member_pole()]
    assert len(open_) > 120
    assert "RUS" not in open_


def test_the_reach_of_a_condition_is_that_of_its_lessons() -> None:
    found = lessons(exposure("KAZ"), load_parameters(), ("UZB", "MNG", "LBR"), draws=300)
    by = {r.condition: r for r in reach(found)}
    after = {
        lesson.state: lesson.moved.share
        for lesson in found
        if lesson.condition == "two_rivals" and lesson.moved
    }
    spread = by["two_rivals"]
    assert spread.lowest == min(after.items(), key=lambda p: p[1])
    assert spread.highest == max(after.items(), key=lambda p: p[1])
    assert spread.states == 3
    assert by["single_route"].states == 0
    assert by["single_route"].lowest is None


def test_re_exports_beyond_all_that_is_produced_give_no_lesson() -> None:
    """Liberia's registered trade exceeds any output that its GDP could stand for."""
    found = lessons(exposure("KAZ"), load_parameters(), ("LBR",), draws=200)
    openness = next(lesson for lesson in found if lesson.condition == "openness")
    assert openness.moved is None
    assert "re-exports" in openness.missing
