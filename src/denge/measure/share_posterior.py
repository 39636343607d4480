"""The posterior of shares: its prior is open, and the design effect is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.measure.assumed import assumed_number
from denge.measure.share_prior import drawn_masses

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Dispersion",
    "dispersion",
    "diversity_draws",
    "few_independent",
    "normalised",
    "share_draws",
]


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How far counts of clusters vary beyond independent ones.

    Attributes
    ----------
    phi : float
        Design effect, at least 1.
    freedom : float
        Degrees of freedom behind it; infinite where it is no estimate.
    most : float
        No draw goes beyond it: all of a cluster alike.
    """

    phi: float = 1.0
    freedom: float = np.inf
    most: float = np.inf

    def at_least(self, phi: float) -> Dispersion:
        """The same, where another record shows a larger design effect.

        Examples
        --------
        >>> Dispersion(2.0, 9.0, 3.0).at_least(4.0)
        Dispersion(phi=4.0, freedom=9.0, most=4.0)
        """
        return Dispersion(max(self.phi, phi), self.freedom, max(self.most, phi))

    def draws(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        r"""Draws of the design effect, $\varphi \nu / \chi^2_\nu$ in [1, most], shape (n,).

        Examples
        --------
        >>> Dispersion(2.0).draws(2, np.random.default_rng(0)).tolist()
        [2.0, 2.0]
        """
        if not np.isfinite(self.freedom):
            return np.full(n, self.phi)
        drawn = self.phi * self.freedom / rng.chisquare(self.freedom, n)
        return np.clip(drawn, 1.0, max(self.most, 1.0))


def dispersion(count: NDArray[np.float64]) -> Dispersion:
    r"""Design effect of shares from counts by cluster, with its degrees of freedom.

    $$\varphi = \frac{\sum_c v_c}{n (1-\sum_k p_k^2)}, \qquad
      v_c = \frac{C}{C-1} \sum_k (x_{ck} - p_k m_c)^2, \qquad
      \nu = \frac{2 C \bar v^2}{\mathrm{Var}\, v}$$

    the linearised (ratio) variance of the shares over their multinomial variance, at least 1 and at
    most the mean size of a cluster as its members see it, $\sum m_c^2 / \sum m_c$. The freedom is
    that of a scaled chi-square as uneven as the clusters are: a few large ones leave little.

    Parameters
    ----------
    count : ndarray, shape (cluster, pole)

    References
    ----------
    Rao & Scott (1981), JASA 76(374), 221-230. Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> found = dispersion(np.array([[4.0, 0.0], [0.0, 2.0], [2.0, 0.0], [0.0, 4.0]]))
    >>> round(found.phi, 2), round(found.freedom, 1)
    (3.33, 16.7)
    """
    count = count[count.sum(axis=1) > 0]
    clusters, n = len(count), float(count.sum())
    if clusters < 2:
        return Dispersion(max(1.0, n))
    p, size = count.sum(axis=0) / n, count.sum(axis=1)
    most = max(1.0, float((size**2).sum() / n))
    independent = n * float((p * (1 - p)).sum())
    if independent <= 0:
        return Dispersion(most)
    spread = clusters / (clusters - 1) * ((count - np.outer(size, p)) ** 2).sum(axis=1)
    noise = float(spread.var(ddof=1))
    freedom = max(1.0, 2 * clusters * float(spread.mean()) ** 2 / noise) if noise else np.inf
    return Dispersion(float(np.clip(spread.sum() / independent, 1.0, most)), freedom, most)


def few_independent(number: float) -> tuple[str, ...]:
    """What to say of an interval that rests on few independent trips or acts, n/phi; often nothing.

    `benchmarks/intervals.py` prints how often intervals hold a simulated truth.

    Examples
    --------
    >>> few_independent(200.0)
    ()
    """
    least = assumed_number("vectors.few_independent")
    if number >= least:
        return ()
    told = (
        f"rests on about {number:.0f} independent acts; below {least:g} an interval meant to hold "
        "the truth in 90 of 100 simulated calendars held it in 87 to 97"
    )
    return (told,)


def share_draws(
    count: ArrayLike,
    spread: Dispersion,
    draws: int,
    rng: np.random.Generator,
    *,
    mass: float | None = None,
) -> NDArray[np.float64]:
    r"""Posterior draws of shares, shape (draws, K), with what is known of masses and phi in them.

    $$p \mid \alpha, \varphi \sim \mathrm{Dirichlet}(\alpha + x/\varphi)$$

    Parameters
    ----------
    count : array, shape (K,)
    spread : Dispersion
        From `dispersion`.
    mass : float | None
        One fixed mass per pole in place of the open prior of `share_prior.mass_grid`.

    Raises
    ------
    InputError
        There are fewer than two poles.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> share_draws([80, 20], Dispersion(), 4000, rng).mean(axis=0).round(1)
    array([0.8, 0.2])
    """
    x, phi = np.asarray(count, dtype=np.float64), spread.draws(draws, rng)[:, None]
    if mass is not None:
        return normalised(rng.standard_gamma(mass + x / phi))
    masses, even = drawn_masses(x[None] / spread.phi, draws, rng)
    shares = normalised(rng.standard_gamma(masses[0] + x / phi))
    shares[even[0]] = 1 / len(x)
    return shares


def diversity_draws(
    count: NDArray[np.float64],
    open_to: NDArray[np.bool_],
    phi: NDArray[np.float64],
    freedom: float,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    r"""Posterior draws of D_2 of many states at once, shape (draws, state).

    The posterior of `share_draws`; $D_2 = (\sum_k g_k)^2 / \sum_k g_k^2$ for gamma draws g, so that
    no share is formed. Sixteen states at a time stay in the cache of a processor.

    Parameters
    ----------
    count : ndarray, shape (state, K)
    open_to : ndarray of bool, shape (state, K)
        False for a pole that the state itself belongs to.
    phi : ndarray, shape (state,)
    freedom : float
        Degrees of freedom behind each design effect.

    Examples
    --------
    >>> count, poles = np.array([[90.0, 90.0, 0.0]]), np.array([[True, True, False]])
    >>> rng = np.random.default_rng(1)
    >>> np.median(diversity_draws(count, poles, np.ones(1), np.inf, 4000, rng)).round(1)
    np.float64(2.0)
    """
    blocks = range(0, len(count), _BLOCK)
    parts = [slice(start, start + _BLOCK) for start in blocks]
    made = [_block(count[p], open_to[p], phi[p], freedom, draws, rng) for p in parts]
    return np.concatenate(made).T


_BLOCK = 16


def _block(
    count: NDArray[np.float64],
    open_to: NDArray[np.bool_],
    phi: NDArray[np.float64],
    freedom: float,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Draws of D_2 for a few states, shape (state, draws); states with like poles go together."""
    effect = np.stack([Dispersion(float(p), freedom).draws(draws, rng) for p in phi])
    number = np.empty((len(count), draws))
    for poles in np.unique(open_to, axis=0):
        at = np.flatnonzero((open_to == poles).all(axis=1))
        own = count[at][:, poles]
        mass, even = drawn_masses(own / phi[at, None], draws, rng)
        gamma = rng.standard_gamma(mass + own[:, None] / effect[at, :, None])
        total, squares = gamma.sum(axis=2), (gamma**2).sum(axis=2)
        number[at] = np.where(even, poles.sum(), total**2 / squares)
    return number


def normalised(gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gamma draws as shares over the last axis; a row that rounds to nothing stays 0."""
    total = gamma.sum(axis=-1, keepdims=True)
    return gamma / np.where(total > 0, total, 1.0)
