"""V10: the symmetric two-pole limit of the payoff has a closed form, and the model meets it.

f* = [nu h (l(2w) - 2 l(w)) + g] / (l(w) + c_s), l(w) = -(100/theta) ln(1 - w). With theta = 4,
w = 0.15, nu = 0.5, h = 0.2, c_s = 1.5, g = 0.5: l(w) = 4.0630, l(2w) = 8.9169, f* = 0.10410. The
closed form follows from the payoff by hand; tolerances are those of the printed digits, or three
Monte Carlo errors.
"""

from __future__ import annotations

import numpy as np
import pytest

from denge.choose.terms import (
    autarky_loss,
    closed_form_tolerance,
    coercion_cost,
    forced_choice_cost,
    rao_entropy,
)
from denge.stress.own_links import own_links_real_income

THETA, W, NU, H, C_S, G = 4.0, 0.15, 0.5, 0.2, 1.5, 0.5


def lead_of_balancing(hazard: float, w: float = W, gain: float = G) -> float:
    """Payoff of balancing less that of aligning, put together from the model's own terms."""
    one, both = float(autarky_loss(w, THETA)), float(autarky_loss(2 * w, THETA))
    entropy = 2 * float(rao_entropy([0.5, 0.5], [1.0, -1.0], 2.0))  # the hazard is that of the mix
    balanced = coercion_cost(NU, [[H, H]], [[one, one]]) + forced_choice_cost(
        hazard * entropy, [[one, one]], C_S
    )
    aligned = coercion_cost(NU, [[H, H]], [[both, 0.0]])
    return float((gain - balanced + aligned)[0])


def test_losses_are_those_printed() -> None:
    assert float(autarky_loss(W, THETA)) == pytest.approx(4.0630, abs=5e-5)
    assert float(autarky_loss(2 * W, THETA)) == pytest.approx(8.9169, abs=5e-5)


def test_the_tolerated_hazard_is_the_one_printed() -> None:
    assert closed_form_tolerance(W, THETA, NU, H, C_S, G) == pytest.approx(0.10410, abs=5e-6)


def test_the_terms_of_the_model_cross_zero_exactly_there() -> None:
    at = closed_form_tolerance(W, THETA, NU, H, C_S, G)
    assert lead_of_balancing(at) == pytest.approx(0.0, abs=1e-12)
    assert lead_of_balancing(at - 1e-3) > 0 > lead_of_balancing(at + 1e-3)


def test_an_aligned_state_is_never_made_to_choose() -> None:
    assert float(rao_entropy([1.0, 0.0], [1.0, -1.0], 2.0)) == 0


@pytest.mark.parametrize(("w", "percent"), [(0.05, 0.25), (0.10, 0.75), (0.15, 1.4), (0.20, 2.3)])
def test_without_a_gain_a_hazard_of_a_few_per_cent_is_tolerated(w: float, percent: float) -> None:
    found = 100 * closed_form_tolerance(w, THETA, NU, H, C_S, 0.0)
    assert found == pytest.approx(percent, abs=0.05)


def test_monte_carlo_agrees_with_the_closed_form() -> None:
    """Simulated events: each pole coerces in a year with hazard h, a choice comes with hazard f."""
    rng, n = np.random.default_rng(11), 4_000_000
    one, both = float(autarky_loss(W, THETA)), float(autarky_loss(2 * W, THETA))
    at = closed_form_tolerance(W, THETA, NU, H, C_S, G)
    coerced = rng.random((n, 2)) < H
    forced = rng.random(n) < at
    balanced = G - NU * one * coerced.sum(axis=1) - forced * (one + C_S)
    aligned = -NU * both * (rng.random(n) < H)
    lead = balanced - aligned
    error = lead.std() / np.sqrt(n)
    assert abs(lead.mean()) < 3 * error
    assert error < 0.005, "the test must be sharp enough to fail"


def test_the_trade_equation_gives_the_loss_of_the_closed_form() -> None:
    """A single partner with share w, cut off: the own-links equation in the limit of no trade."""
    gone = own_links_real_income([W], 1 - W, [W], 1 - W, [[1e-12]], THETA)
    assert -100 * float(gone[0]) == pytest.approx(float(autarky_loss(W, THETA)), rel=1e-6)
