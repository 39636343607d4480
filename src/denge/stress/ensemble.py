"""Draws in fixed blocks, so that a seed gives the same bits whoever computes them.

Block b holds draws b x 65,536 to (b + 1) x 65,536 and has its own generator, seeded by
SeedSequence(seed).spawn. Blocks are put together in their order, so that chunk size, number of
processes and kind of executor leave no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from denge.core.errors import BadScenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from numpy.typing import NDArray

__all__ = ["BLOCK", "block_sizes", "run_blocks"]

BLOCK = 65_536
T = TypeVar("T")


def block_sizes(draws: int) -> tuple[int, ...]:
    """Draws in each block; only the last may be short.

    Raises
    ------
    BadScenario
        The number of draws is not positive.

    Examples
    --------
    >>> block_sizes(100_000)
    (65536, 34464)
    """
    if draws < 1:
        raise BadScenario(f"the number of draws is {draws}; give at least 1")
    full, rest = divmod(draws, BLOCK)
    return (BLOCK,) * full + ((rest,) if rest else ())


def run_blocks(
    block: Callable[[np.random.Generator, int], NDArray[Any]],
    draws: int,
    seed: int,
    executor: Executor | None = None,
) -> NDArray[Any]:
    """Run `block(rng, n)` for every block and join what it returns along the first axis.

    Parameters
    ----------
    block : callable
        Returns an array of shape (n, ...). For a process pool it must pickle: a module-level
        function, or `functools.partial` of one.
    draws, seed : int
    executor : concurrent.futures.Executor, optional
        Threads, processes, or a Dask client's `get_executor()`; one block is one task.

    Examples
    --------
    >>> def uniform(rng, n):
    ...     return rng.random(n)
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as pool:
    ...     wide = run_blocks(uniform, 70_000, 7, pool)
    >>> bool((wide == run_blocks(uniform, 70_000, 7)).all())
    True
    """
    sizes = block_sizes(draws)
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    if executor is None:
        parts = [_run(block, s, n) for s, n in zip(seeds, sizes, strict=True)]
    else:
        futures = [executor.submit(_run, block, s, n) for s, n in zip(seeds, sizes, strict=True)]
        parts = [future.result() for future in futures]
    return np.concatenate(parts)


def _run(
    block: Callable[[np.random.Generator, int], NDArray[Any]],
    seed: np.random.SeedSequence,
    n: int,
) -> NDArray[Any]:
    return block(np.random.default_rng(seed), n)
