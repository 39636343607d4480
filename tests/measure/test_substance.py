"""Delivered against pledged: open pledges are open, thin data say so."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from denge.core.errors import EmptyTies, InputError
from denge.measure.substance import beta_delivery, kaplan_meier, substance

NOW = date(2025, 11, 19)


def outcome(deal, partner, state, announced="2019-01-01", seen="2023-01-01"):
    row = {"deal_id": deal, "announced": announced, "partner": partner, "title": deal}
    return row | {"row_id": f"{deal}-{seen}", "state": state, "as_of": seen, "source_url": ""}


def cohort(view_of, rows, pole="china"):
    found = substance(view_of(NOW, outcomes=rows), "KAZ")
    return next(c for c in found.cohorts if c.pole == pole)


def test_survival_equals_a_hand_computed_table():
    """Ends at 1, 3, 3, 5 among seven; censored at 2, 4, 6: S = 6/7, 6/7 * 3/5, that * 1/2."""
    time = np.array([1.0, 2, 3, 3, 4, 5, 6])
    ended = np.array([1, 0, 1, 1, 0, 1, 0], dtype=bool)
    ends, left = kaplan_meier(time, ended)
    assert ends.tolist() == [1, 3, 5]
    assert left == pytest.approx([6 / 7, 6 / 7 * 3 / 5, 6 / 7 * 3 / 5 / 2])


def test_a_pledge_cannot_end_before_it_was_made():
    with pytest.raises(InputError, match="before it was made"):
        kaplan_meier(np.array([-1.0]), np.array([True]))


def test_unknown_and_open_pledges_are_censored_and_never_failed(view_of):
    rows = [outcome(f"d{k}", "CHN", "delivered") for k in range(3)]
    before = cohort(view_of, rows)
    after = cohort(
        view_of, [*rows, outcome("u", "CHN", "unknown"), outcome("o", "CHN", "in_force")]
    )
    assert (after.done, after.failed, after.open) == (3, 0, 2)
    assert after.share.median == pytest.approx(before.share.median, abs=0.01)


def test_a_failure_lowers_the_share(view_of):
    rows = [outcome(f"d{k}", "CHN", "delivered") for k in range(3)]
    worse = cohort(view_of, [*rows, outcome("c", "CHN", "cancelled")])
    assert worse.share.median < cohort(view_of, rows).share.median


def test_the_last_state_known_counts_once(view_of):
    rows = [outcome("d", "CHN", "in_force", seen="2021-01-01"), outcome("d", "CHN", "delivered")]
    assert (cohort(view_of, rows).done, cohort(view_of, rows).open) == (1, 0)


def test_below_ten_matured_pledges_the_prior_stands_beside(view_of):
    rows = [outcome(f"d{k}", "CHN", "delivered") for k in range(9)]
    view = view_of(NOW, outcomes=rows)
    figure = substance(view, "KAZ").figure("substance.china.delivered")
    assert "only 9 matured, 10 needed; the prior is" in figure.notes[1]
    assert cohort(view_of, [*rows, outcome("x", "CHN", "cancelled")]).identified


def test_posterior_mean_is_that_of_the_beta(rng):
    assert beta_delivery(7, 2, 40000, rng).mean() == pytest.approx(8 / 11, abs=0.004)


def test_no_recorded_outcome_is_said(view_of):
    with pytest.raises(EmptyTies, match=r"outcomes\.csv"):
        substance(view_of(NOW, outcomes=[outcome("d", "CHN", "delivered")]), "SRB")
