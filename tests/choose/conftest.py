"""Toy stakes whose answers are known by symmetry or by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from denge.choose.exposure import Exposure, Route
from denge.choose.parameters import Parameters, load_parameters
from denge.choose.worlds import Worlds, block_levels, width, worlds


@pytest.fixture(scope="session")
def toy_parameters() -> Callable[..., Parameters]:
    """Packaged assumptions for poles a, b, c; keyword arguments hold draws still."""

    def build(poles: str = "abc", sanctioned: str = "", **fixed: float) -> Parameters:
        base = load_parameters()
        entries = {
            p: {
                "acts": True,
                "sanctioned": p in sanctioned,
                "scope": {"a": 2, "b": 3},
                "scope_now": 0.0,
                "secondary": True,
                "reference": "toy",
            }
            for p in poles
        }
        return replace(base, poles=entries, sender=poles[0]).fixed(**fixed)

    return build


@pytest.fixture(scope="session")
def toy_stakes() -> Callable[..., Exposure]:
    """Equal poles with equal trade and an equal present mix, at the corners of a regular figure."""

    def build(
        count: int = 3,
        trade: float = 20.0,
        position: tuple[float, ...] | None = None,
        routes: tuple[Route, ...] = (),
        oil: float = 0.0,
    ) -> Exposure:
        return Exposure(
            state="TOY",
            poles=tuple("abcdef"[:count]),
            acts=np.ones(count, dtype=bool),
            exports=np.full(count, trade),
            imports=np.full(count, trade),
            position=np.array(position if position else np.linspace(-1, 1, count)),
            mix=np.full(count, 1 / count),
            trade_year=2020,
            delivery=np.ones((count, 2)),
            matured=np.zeros(count, dtype=np.int64),
            pledges=np.zeros(count),
            oil_pct_gdp=oil,
            oil_price=80.0,
            routes=routes,
        )

    return build


@pytest.fixture(scope="session")
def draw_worlds() -> Callable[..., Worlds]:
    """Worlds of stakes under assumptions."""

    def build(
        parameters: Parameters, stakes: Exposure, draws: int = 500, years: tuple[int, ...] = (10,)
    ) -> Worlds:
        levels = block_levels(3, 0, draws, width(parameters, stakes))
        return worlds(levels, parameters, stakes, years)

    return build
