"""A Chebyshev surrogate: a smooth function of few parameters, tabulated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.polynomial import chebyshev

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Surrogate", "fit_surrogate"]


@dataclass(frozen=True, slots=True)
class Surrogate:
    """Tensor of Chebyshev coefficients over a box.

    Attributes
    ----------
    ranges : dict[str, tuple[float, float]]
        Parameters in their order, with the box.
    degree : int
        In every parameter.
    coefficients : ndarray, shape (degree + 1, ..., output)
    largest_error : float
        Largest absolute error on random points that were not used for fitting.
    """

    ranges: dict[str, tuple[float, float]]
    degree: int
    coefficients: NDArray[np.float64]
    largest_error: float

    def __call__(self, **parameters: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Values, shape (draw, output).

        Raises
        ------
        BadScenario
            A parameter is missing, unknown or outside the box.
        """
        if set(parameters) != set(self.ranges):
            raise BadScenario(f"the surrogate takes {', '.join(self.ranges)}, no more and no less")
        values = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(parameters[name], float)) for name in self.ranges)
        )
        basis = None
        for value, (name, (low, high)) in zip(values, self.ranges.items(), strict=True):
            if value.min() < low or value.max() > high:
                raise BadScenario(
                    f"{name} runs from {value.min():.4g} to {value.max():.4g}; the surrogate was "
                    f"made for {low:g} to {high:g}"
                )
            unit = (2 * value - low - high) / (high - low)
            column = chebyshev.chebvander(unit, self.degree)
            basis = column if basis is None else _row_products(basis, column)
        assert basis is not None
        return basis @ self.coefficients.reshape(basis.shape[1], -1)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for a catalogue file; `from_dict` reads it back."""
        return {
            "ranges": {name: list(pair) for name, pair in self.ranges.items()},
            "degree": self.degree,
            "largest_error": self.largest_error,
            "coefficients": self.coefficients.reshape(-1, self.coefficients.shape[-1]).tolist(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Surrogate:
        """Read back what `to_dict` wrote."""
        shape = (data["degree"] + 1,) * len(data["ranges"])
        flat = np.array(data["coefficients"], float)
        return cls(
            {name: (pair[0], pair[1]) for name, pair in data["ranges"].items()},
            data["degree"],
            flat.reshape(*shape, flat.shape[-1]),
            data["largest_error"],
        )


def _row_products(left: NDArray, right: NDArray) -> NDArray:
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)


def fit_surrogate(
    function: Callable[..., NDArray[np.float64]],
    ranges: Mapping[str, tuple[float, float]],
    degree: int = 8,
    tests: int = 50,
    seed: int = 0,
) -> Surrogate:
    """Interpolate a function at the Chebyshev points of a box.

    Parameters
    ----------
    function : callable
        Takes each parameter by name as a float; returns an array of shape (output,).
    ranges : mapping
        Parameter to (low, high).
    degree : int
        The function is called (degree + 1) times to the power of the number of parameters.
    tests : int
        Random points at which the largest error is measured.

    Examples
    --------
    >>> box = {"x": (0.0, 2.0), "y": (1.0, 3.0)}
    >>> made = fit_surrogate(lambda x, y: np.array([np.exp(-x * y)]), box, 10)
    >>> made.largest_error < 1e-6
    True
    >>> made(x=1.0, y=2.0).round(6)
    array([[0.135335]])
    """
    box = {name: (float(low), float(high)) for name, (low, high) in ranges.items()}
    nodes = chebyshev.chebpts1(degree + 1)
    inverse = np.linalg.inv(chebyshev.chebvander(nodes, degree))
    axes = [(low + high) / 2 + (high - low) / 2 * nodes for low, high in box.values()]
    points = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], axis=1)
    values = np.array([function(**dict(zip(box, p, strict=True))) for p in points.tolist()])
    tensor = values.reshape(*(degree + 1,) * len(box), -1)
    for axis in range(len(box)):
        tensor = np.moveaxis(np.tensordot(inverse, tensor, (1, axis)), 0, axis)
    draft = Surrogate(box, degree, tensor, 0.0)
    return Surrogate(box, degree, tensor, _largest_error(draft, function, tests, seed))


def _largest_error(
    made: Surrogate, function: Callable[..., NDArray[np.float64]], tests: int, seed: int
) -> float:
    rng = np.random.default_rng(seed)
    trial = {name: rng.uniform(*pair, tests) for name, pair in made.ranges.items()}
    exact = [function(**{k: float(v[i]) for k, v in trial.items()}) for i in range(tests)]
    return float(np.abs(made(**trial) - np.array(exact)).max())
