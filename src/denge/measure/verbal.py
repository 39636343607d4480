"""Words against deeds: the material share of cooperation, against the base rate of like pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from denge.core.errors import EmptyTies
from denge.core.estimate import Estimate, estimate_from_draws
from denge.core.result import Result
from denge.core.state import names_of
from denge.core.trail import Assumption, Figure, Origin
from denge.measure.assumed import assumed, assumed_number
from denge.measure.dyads import dyad_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from denge.measure.rows import Row

__all__ = ["Verbal", "beta_moments", "verbal"]


def beta_moments(success: NDArray[np.float64], total: NDArray[np.float64]) -> tuple[float, float]:
    r"""Beta prior of a rate by moments of many small samples.

    $$\hat m = \frac{\sum s_i}{\sum n_i}, \qquad
      \hat\rho = \frac{\sum n_i (s_i/n_i - \hat m)^2 - (k-1) \hat m (1-\hat m)}
      {\hat m(1-\hat m)\,[\,\sum n_i - \sum n_i^2/\sum n_i - (k-1)\,]}, \qquad
      a + b = 1/\hat\rho - 1$$

    The mean counts half an event more on either side, and a + b lies between 1 and the number of
    events, so that few events cannot give a sure base rate.

    Raises
    ------
    EmptyTies
        No sample holds anything.

    References
    ----------
    Kleinman (1973), Proportions with Extraneous Variance, JASA 68(341), 46-54.

    Examples
    --------
    >>> a, b = beta_moments(np.array([1.0, 9.0, 2.0, 8.0]), np.full(4, 10.0))
    >>> round(a / (a + b), 2), a + b < 5
    (0.5, True)
    """
    keep = total > 0
    s, n = success[keep], total[keep]
    if not len(n):
        raise EmptyTies("no comparable pair cooperated in the year, so there is no base rate")
    mean = (s.sum() + 0.5) / (n.sum() + 1)
    spare = n.sum() - (n**2).sum() / n.sum() - (len(n) - 1)
    between = (n * (s / n - mean) ** 2).sum() - (len(n) - 1) * mean * (1 - mean)
    rho = between / (mean * (1 - mean) * spare) if spare > 0 else 0.0
    size = min(1 / np.clip(rho, 1e-9, 0.5) - 1, max(1.0, float(n.sum())))
    return float(mean * size), float((1 - mean) * size)


@dataclass(frozen=True, slots=True)
class Verbal(Result):
    """The material share of a pair's cooperation beside the base rate.

    Attributes
    ----------
    counts : dict[str, int]
        Events of the pair, by quad class.
    share, base : Estimate
        Material events as a share of cooperation: the pair, and a new pair of the same class.
    p_above : float
        P(the pair's share is above that of a pair of the same class).
    """

    state: str
    partner: str
    year: int
    counts: dict[str, int]
    pairs: int
    share: Estimate
    base: Estimate
    p_above: float
    origins: tuple[Origin, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None
    as_of: date | None

    def figures(self) -> tuple[Figure, ...]:
        names = names_of(self.state, self.partner)
        above = Estimate(self.p_above, reason="read off the posterior draws themselves")
        rows = (
            ("share", f"Material share of the cooperation of {names}", self.share),
            ("base", f"The same for {self.pairs} comparable pairs", self.base),
            ("p_above", "P(more material than a comparable pair)", above),
        )
        said = ", ".join(f"{n} {k.replace('_', ' ')}" for k, n in self.counts.items())
        return tuple(
            Figure(
                id=f"verbal.{self.partner}.{key}",
                label=label,
                estimate=estimate,
                period=str(self.year),
                method="Beta posterior with the base rate of the class as its prior",
                assumptions=self.assumptions,
                origins=self.origins,
                notes=(said,),
            )
            for key, label, estimate in rows
        )


def verbal(
    rows: Iterable[Row],
    state: str,
    partner: str,
    *,
    peers: Sequence[str],
    year: int,
    origins: tuple[Origin, ...] = (),
    seed: int = 0,
) -> Verbal:
    """Words against deeds between two states, against the partner's pairs with comparable states.

    A communique that costs nothing is a verbal event and moves only the verbal side.

    Parameters
    ----------
    rows : iterable of dict
        `source, target, year, quad, events`, as `dyads.yearly_rows` gives.
    peers : sequence of str
        States of the same class; their pairs with the partner give the base rate.

    Raises
    ------
    EmptyTies
        No event of the pair, or no comparable pair cooperated in the year.
    """
    counts = dyad_counts(rows, year)
    i, j = counts.number(state), counts.number(partner)
    words, deeds = (counts.both_ways(f"{kind}_cooperation") for kind in ("verbal", "material"))
    others = [
        counts.states.index(p) for p in peers if p in counts.states and p not in (state, partner)
    ]
    a, b = beta_moments(deeds[others, j], (words + deeds)[others, j])
    rng, draws = np.random.default_rng(seed), int(assumed_number("verbal.draws"))
    mine = rng.beta(a + deeds[i, j], b + words[i, j], draws)
    base = rng.beta(a, b, draws)
    quads = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
    return Verbal(
        state=state,
        partner=partner,
        year=year,
        counts={quad: int(counts.both_ways(quad)[i, j]) for quad in quads},
        pairs=len(others),
        share=estimate_from_draws(mine, "share of cooperation"),
        base=estimate_from_draws(base, "share of cooperation"),
        p_above=float((mine > base).mean()),
        origins=origins,
        assumptions=(assumed("verbal.draws"),),
        seed=seed,
        as_of=None,
    )
