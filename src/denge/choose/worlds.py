"""Sampled worlds: every uncertain quantity drawn at once, in blocks with seeds of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from denge.choose.parameters import Column, Parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from denge.choose.exposure import Exposure
    from denge.choose.quantile import Measure

__all__ = ["BLOCK", "Worlds", "block_levels", "blocks", "columns", "worlds"]

BLOCK = 65_536  # worlds in a block; part of the definition of every published figure


@dataclass(frozen=True, slots=True)
class Worlds:
    """Draws of every quantity.

    Attributes
    ----------
    names : tuple[str, ...]
    values : ndarray, shape (quantity, world)
    year : ndarray, shape (world,)
        The year of the horizon that the world shows.
    tension : ndarray, shape (world,)
        0 to 1, in that year.
    price : ndarray, shape (world,)
        Brent, USD a barrel, in that year.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    year: NDArray[np.float64]
    tension: NDArray[np.float64]
    price: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.year)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self.values[self.names.index(name)]

    def of(self, stem: str, keys: tuple[str, ...]) -> NDArray[np.float64]:
        """Columns `stem.key` side by side, shape (world, key)."""
        return np.stack([self[f"{stem}.{key}"] for key in keys], axis=1)


def columns(parameters: Parameters, exposure: Exposure) -> tuple[Column, ...]:
    """All columns of a world for one state, in a fixed order."""
    found = list(parameters.draws.values())
    for pole in exposure.poles:
        entry = parameters.poles[pole]
        if entry.get("sanctioned"):
            about = parameters.per_pole["scope"] | {"reference": entry["reference"]}
            of = parameters.pole_label(pole)
            found.append(_like(about, f"scope.{pole}", of, "beta", entry["scope"]))
    for k, pole in enumerate(exposure.poles):
        about, of = parameters.per_pole["delivery"], parameters.pole_label(pole)
        a, b = exposure.delivery[k]
        found.append(_like(about, f"delivery.{pole}", of, "beta", {"a": a, "b": b}))
    for route in exposure.routes:
        about, of = parameters.per_route["outage"], route.label
        ab = {"a": about["a"], "b": about["b"]}
        found.append(_like(about, f"outage.{route.id}", of, "beta", ab))
        about = parameters.per_route["capacity"] | {"unit": "share of crude exports"}
        ends = {"low": route.low, "high": route.high}
        found.append(_like(about, f"capacity.{route.id}", of, "range", ends))
    return tuple(found)


def _like(about: dict, name: str, of: str, kind: str, values: dict) -> Column:
    """A column of one pole or route, `of`, after the entry that all of its kind share."""
    return Column(
        name,
        f"{about['label']} ({of})",
        kind,  # type: ignore[arg-type]
        {k: float(v) for k, v in values.items()},
        about.get("unit", ""),
        about["identified"],
        about.get("reference", ""),
        {key: text.format(of=of) for key, text in about.get("plain", {}).items()} | {"of": of},
    )


def blocks(draws: int) -> list[tuple[int, int]]:
    """(number, size) of each block of `draws` worlds.

    >>> blocks(100_000)
    [(0, 65536), (1, 34464)]
    """
    full, rest = divmod(draws, BLOCK)
    return [(b, BLOCK) for b in range(full)] + ([(full, rest)] if rest else [])


def block_levels(seed: int, block: int, size: int, width: int) -> NDArray[np.float64]:
    """Uniform levels of one block, shape (world, width): child `block` of the seed's sequence.

    A shorter block is the beginning of the full one, so fewer draws are a prefix of more.
    """
    child = np.random.SeedSequence(seed, spawn_key=(block,))
    return np.random.default_rng(child).random((size, width))


def worlds(
    levels: NDArray[np.float64],
    parameters: Parameters,
    exposure: Exposure,
    years: tuple[int, ...],
    measure: Measure = "uniform",
) -> Worlds:
    """Turn uniform levels into worlds under one input measure.

    Parameters
    ----------
    levels : ndarray, shape (world, 3 + columns)
        The first three columns give the year of the horizon, tension and price.
    years : tuple of int
        Years of the horizon; each world shows one of them, all equally often.

    Raises
    ------
    ValueError
        The levels do not have one column for every quantity.
    """
    known = columns(parameters, exposure)
    if levels.shape[1] != width(parameters, exposure):
        raise ValueError(f"{levels.shape[1]} columns of levels for {3 + len(known)} quantities")
    year = np.asarray(years, float)[(levels[:, 0] * len(years)).astype(int)]
    values = np.stack([c.at(levels[:, 3 + i], measure) for i, c in enumerate(known)])
    return Worlds(
        tuple(c.id for c in known),
        values,
        year,
        tension_at(parameters, year, levels[:, 1]),
        price_at(parameters, year, levels[:, 2]),
    )


def width(parameters: Parameters, exposure: Exposure) -> int:
    """Columns of levels that a world takes."""
    return 3 + len(columns(parameters, exposure))


def tension_at(
    parameters: Parameters, year: NDArray[np.float64], level: NDArray[np.float64]
) -> NDArray[np.float64]:
    from denge.choose.quantile import normal_quantile

    return logistic(parameters.paths["tension"].at(year, normal_quantile(level)))


def price_at(
    parameters: Parameters, year: NDArray[np.float64], level: NDArray[np.float64]
) -> NDArray[np.float64]:
    from denge.choose.quantile import normal_quantile

    path = parameters.paths["price"]
    return path.held(np.exp(path.at(year, normal_quantile(level))))


def logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x)."""
    return 1 / (1 + np.exp(-x))
