"""Strategies that move by rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from denge.choose.adaptive import PATH_CHANNELS, paths
from denge.choose.ensemble import ensemble
from denge.choose.parameters import load_parameters
from denge.choose.state_file import exposure
from denge.choose.strategies import Adaptive, Rule, load_playbook

YEARS = tuple(range(1, 11))


@pytest.fixture(scope="module")
def stakes():
    return exposure("KAZ")


def followed(stakes, rules, start="both_and", draws=400, parameters=None, years=YEARS):
    book = load_playbook(stakes)
    plan = Adaptive("plan", "plan", start, tuple(rules))
    book = replace(book, adaptive=(plan,))
    return paths(parameters or load_parameters(), stakes, book, years, draws, seed=2)


def test_a_rule_that_never_fires_is_the_static_strategy(stakes) -> None:
    found = followed(stakes, [Rule("tension", "both_and", "align_west", above=2.0)])
    assert (found.moves == 0).all()
    place = found.strategies.index("both_and")
    assert found.channels[-1] == pytest.approx(found.channels[place], abs=1e-9)


def test_a_rule_that_always_fires_moves_once_and_pays_once(stakes) -> None:
    found = followed(stakes, [Rule("tension", "both_and", "align_west", above=-1.0)])
    assert (found.moves[-1] == 1).all()
    switching = found.channels[-1, PATH_CHANNELS.index("switching")]
    assert ((switching >= -3 / 10) & (switching <= -0.5 / 10)).all()


def test_moving_at_once_without_cost_is_the_strategy_moved_to(stakes) -> None:
    parameters = load_parameters().fixed(switch_cost=0.0)
    found = followed(
        stakes, [Rule("tension", "both_and", "align_west", above=-1.0)], parameters=parameters
    )
    place = found.strategies.index("align_west")
    ours = found.total()[-1] - found.total()[place]
    assert np.abs(ours).max() < 1e-8


def test_without_a_cost_the_best_rule_is_at_least_the_best_static_strategy(stakes) -> None:
    """A family of thresholds that contains 'never move', from every static start."""
    parameters = load_parameters().fixed(switch_cost=0.0)
    book = load_playbook(stakes)
    plans = [
        Adaptive(f"{s.id}.{above}", "", s.id, (Rule("tension", s.id, "align_russia", above=above),))
        for s in book.static
        for above in (0.5, 0.8, 2.0)
    ]
    found = paths(parameters, stakes, replace(book, adaptive=tuple(plans)), (1, 2, 3), 300)
    mean = found.total().mean(axis=1)
    static, rules = mean[: len(book.static)], mean[len(book.static) :]
    assert rules.max() >= static.max() - 1e-9


def test_a_rule_sees_last_year_and_not_this_one(stakes) -> None:
    """The first year's tension is that of the start for every world, so all move or none."""
    start = 1 / (1 + np.exp(-load_parameters().paths["tension"].start))
    for above, expected in ((start - 0.01, 1.0), (start + 0.01, 0.0)):
        found = followed(
            stakes, [Rule("tension", "both_and", "align_west", above=above)], years=(1,)
        )
        assert (found.moves[-1] == expected).all()


def test_shelter_goes_to_the_pole_whose_loss_would_hurt_most(stakes) -> None:
    """That is the pole a state keeps when it must choose, for it loses the others."""
    book = load_playbook(stakes)
    rules = (Rule("tension", "both_and", "least_loss", above=0.0),)
    plan = Adaptive("plan", "plan", "both_and", rules)
    sheltered = paths(load_parameters(), stakes, replace(book, adaptive=(plan,)), (1, 2), 300, 2)
    assert (sheltered.moves[-1] <= 1).all()
    assert sheltered.moves[-1].mean() > 0.99
    east = sheltered.strategies.index("align_russia")
    gap = np.abs(sheltered.total()[-1] - sheltered.total()[east])
    assert np.median(gap) < 2.0


def test_a_watched_loss_moves_nobody_in_the_first_year(stakes) -> None:
    found = followed(
        stakes, [Rule("largest_loss", "both_and", "corridors_first", above=0.0)], years=(1,)
    )
    assert (found.moves == 0).all()


def test_following_a_static_strategy_agrees_with_sampling_its_years(stakes) -> None:
    """Year by year or one year a world: the same expectation, within Monte Carlo error."""
    parameters, book = load_parameters(), load_playbook(stakes).only(["both_and", "align_west"])
    one = ensemble(parameters, stakes, book, YEARS, 20_000, 1).total()
    year_by_year = paths(parameters, stakes, book, YEARS, 4_000, 1).total()
    error = np.hypot(one.std(axis=1) / np.sqrt(20_000), year_by_year.std(axis=1) / np.sqrt(4_000))
    assert (np.abs(one.mean(axis=1) - year_by_year.mean(axis=1)) < 3.5 * error).all()
    lead, lead_path = one[0] - one[1], year_by_year[0] - year_by_year[1]
    error = np.hypot(lead.std() / np.sqrt(20_000), lead_path.std() / np.sqrt(4_000))
    assert abs(lead.mean() - lead_path.mean()) < 3.5 * error


def test_following_tells_whether_watching_pays(stakes) -> None:
    from denge.choose.follow import follow

    dear, free = (
        {
            f.id: f
            for f in follow(
                None, "KAZ", draws=1500, parameters=load_parameters().fixed(switch_cost=cost)
            )
        }
        for cost in (3.0, 0.0)
    )
    assert set(dear) == {"shelter", "watch_the_route", "open_up"}
    for name, row in dear.items():
        assert row.moves > 0
        assert row.lead < free[name].lead
        assert 0 <= row.better.value <= 1
    assert dear["shelter"].finding.key == "choose.watching.costs"
